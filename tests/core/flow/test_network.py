"""networkx as a second opinion on what a map's graph is."""

import networkx as nx

from leanbench import flow


def test_the_critical_path_is_the_longest_way_through_the_flow_links(permit):
    chart = permit.map("current")
    network = flow.as_network(chart)
    main = nx.DiGraph()
    for source, target, data in network.edges(data=True):
        if data["kind"] == "flow":
            step = network.nodes[target]["step"]
            minutes = sum(time.minutes(permit.calendar) for time in (step.wait, step.process_time) if time)
            main.add_edge(source, target, weight=minutes)

    assert nx.is_directed_acyclic_graph(main)
    assert tuple(nx.dag_longest_path(main)) == flow.metrics(permit, "current").critical_path


def test_every_rework_link_closes_a_cycle_and_nothing_else_does(permit):
    for chart in permit.maps:
        network = flow.as_network(chart)
        loops = {frozenset(cycle) for cycle in nx.simple_cycles(nx.DiGraph(network))}
        assert len(loops) == flow.metrics(permit, chart.id).quantities["loops"].value


def test_links_and_steps_come_with_their_records(permit):
    chart = permit.map("future")
    network = flow.as_network(chart)
    assert [network.nodes[name]["step"] for name in network] == list(chart.steps)
    assert network.number_of_edges() == len(chart.links)
