"""A map as a networkx graph, for questions that a notebook wants to ask and this package does not answer.

Loaded only when asked for: the engine itself does not need networkx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.event.records import Map

if TYPE_CHECKING:
    import networkx as nx


def as_network(map_: Map) -> nx.MultiDiGraph:
    """The steps and links of a map as a directed graph.

    Each step is a vertex named by its id, with the `Step` record as ``step``; each link an edge named by its
    id, with ``link`` (the record), ``kind`` and ``probability`` (None where the map gives none). Links to
    steps that the map does not have are left out.
    """
    import networkx as nx

    network = nx.MultiDiGraph(name=map_.name or map_.id)
    known = {step.id for step in map_.steps}
    network.add_nodes_from((step.id, {"step": step}) for step in map_.steps)
    network.add_edges_from(
        (
            link.source,
            link.target,
            link.id,
            {"link": link, "kind": link.kind, "probability": link.probability},
        )
        for link in map_.links
        if link.source in known and link.target in known
    )
    return network
