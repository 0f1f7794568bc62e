"""Every table of the report: each row is about one record, each figure is worked out here again from the event."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from leanbench import flow
from leanbench.event.records import (
    Action,
    Benefit,
    Category,
    Dataset,
    Event,
    Idea,
    Link,
    Member,
    Metric,
    Source,
    StandardWork,
    Tally,
    Waste,
)
from leanbench.papers.engine.flowables import Bullets, Figure, Heading, Text
from leanbench.papers.engine.paper_table import Table
from leanbench.papers.engine.paragraphs import Points
from leanbench.papers.engine.writer import Writer
from leanbench.papers.list import compare_paper
from leanbench.papers.list.certificate import _items as certificate_items
from leanbench.papers.list.compare_paper import compare_pdf
from leanbench.papers.list.gallery import papers
from leanbench.papers.parts import (
    benefits_section,
    charter_section,
    data_section,
    definitions_section,
    findings_section,
    maps_section,
    plan_section,
    summary,
)
from leanbench.schema import replace
from leanbench.verify.runs import CaseResult, Report
from leanbench.words.durations import Duration

DAY = datetime.date(2026, 3, 13)
MINUS = "\N{MINUS SIGN}"


def plain(words: Any) -> str:
    if isinstance(words, str):
        return words
    if isinstance(words, Points):
        return "; ".join(map(plain, words.items))
    return "".join(run.text for run in words)


def rows_of(table: Table) -> list[list[str]]:
    return [[plain(cell) for cell in row.cells] for row in table.rows]


def heads_of(table: Table) -> list[str]:
    return [column.title.replace("\n", " ") for column in table.columns]


def tables(items: Iterable[Any]) -> Iterator[tuple[str, Table]]:
    """Each table with the heading above it."""
    above = ""
    for item in items:
        if isinstance(item, Heading):
            above = item.text
        if isinstance(item, Table):
            yield above, item


def table_under(items: Iterable[Any], heading: str) -> Table:
    return next(table for above, table in tables(items) if above == heading)


def sentences(items: Iterable[Any]) -> str:
    found = []
    for item in items:
        if isinstance(item, Text):
            found.append(plain(item.words))
        elif isinstance(item, Bullets):
            found += map(plain, item.items)
    return " ".join(found)


def number(text: str) -> float:
    """A printed number as one: "−1,234.5%" is -1234.5."""
    found = re.search(r"-?[\d,]+(?:\.\d+)?", text.replace(MINUS, "-"))
    assert found is not None, text
    return float(found[0].replace(",", ""))


# --- before and after -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
def test_before_after_and_change_stand_in_their_columns(name: str, pdfs: SimpleNamespace) -> None:
    """Values from the two maps; the change in percent of the first as printed, shares in points."""
    event = pdfs.sample(name)
    table = summary.before_after(Writer(event, DAY), ("current", "future"))[0]
    assert [head.split()[0] for head in heads_of(table)] == ["Measure", "Current", "Future", "Change"]
    found = {key: flow.metrics(event, key).quantities for key in ("current", "future")}
    labels = {quantity.label: key for key, quantity in found["current"].items()}
    assert len(table.rows) >= 8
    for label, before, after, change in rows_of(table):
        key = labels[label.rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰")]
        one, two = amount(before, event), amount(after, event)
        for value, state in ((one, "current"), (two, "future")):
            quantity = found[state][key]
            size = MINUTES[quantity.unit](event) if quantity.unit in MINUTES else 1.0
            assert value == pytest.approx(quantity.value * size, rel=0.02, abs=0.051), (label, state)
        if change.endswith("points"):
            assert before.endswith("%")
            assert number(change) == pytest.approx(two - one, abs=0.11)
        elif change.endswith("%"):
            assert number(change) == pytest.approx(100.0 * (two - one) / one, abs=1.0)
        else:
            assert change == "no change"
            assert one == two


MINUTES = {
    "min": lambda _event: 1.0, "h": lambda _event: 60.0,
    "bd": lambda event: 60.0 * event.calendar.hours_per_business_day,
}  # fmt: skip


def amount(text: str, event: Event) -> float:
    """A printed figure; times in minutes, whatever unit they are printed in."""
    unit = text.split()[-1]
    return number(text) * (MINUTES[unit](event) if unit in MINUTES else 1.0)


def test_a_row_with_one_side_unknown_stays(permit: Event) -> None:
    bare = tuple(replace(step, ca_pct=None) for step in permit.map("current").steps)
    event = replace(permit, maps=(replace(permit.map("current"), steps=bare), *permit.maps[1:]))
    for event_, place in ((event, 1), (replace(permit, maps=(permit.maps[0], replace(permit.maps[1], steps=tuple(
        replace(step, ca_pct=None) for step in permit.maps[1].steps)), *permit.maps[2:])), 2)):  # fmt: skip
        table = summary.before_after(Writer(event_, DAY), ("current", "future"))[0]
        row = next(row for row in rows_of(table) if row[0].startswith("Rolled %C&A"))
        assert row[place] == "not recorded"
        assert row[3 - place].endswith("%")
        found = flow.compare(event_)
        kept = {row.name for _, rows in compare_paper.chosen_rows(event_, found) for row in rows}
        assert "rolled_ca_pct" in kept
        assert "rolled_ca_pct" not in {
            row.name for _, rows in compare_paper.chosen_rows(event_, found) for row in rows
            if row.before.value is None and row.after.value is None
        }  # fmt: skip


def test_a_figure_that_is_known_nowhere_has_no_row(permit: Event) -> None:
    maps = tuple(
        replace(drawn, steps=tuple(replace(step, ca_pct=None) for step in drawn.steps))
        for drawn in permit.maps
    )
    event = replace(permit, maps=maps)
    table = summary.before_after(Writer(event, DAY), ("current", "future"))[0]
    assert not any(row[0].startswith("Rolled") for row in rows_of(table))
    assert not any(
        row[0].startswith("Rolled") for row in rows_of(definitions_section._figures(Writer(event, DAY)))
    )


def test_the_lead_of_the_summary_and_its_notes(permit: Event) -> None:
    writer = Writer(permit, DAY)
    told = sentences(summary.summary(writer))
    lead = {key: flow.metrics(permit, key).value("lead_time_expected_bd") for key in ("current", "future")}
    assert f"projected to take {lead['future']:.1f} business days instead of {lead['current']:.1f}" in told
    assert f"{len(permit.team)} people" in told.lower() or "people redesigned" in told
    for place, mark in enumerate("¹²³", start=0):
        label = summary.SUMMARY_ROWS[place]
        formula = flow.metrics(permit, "current").quantities[summary.metric_name(permit, label)].formula
        assert f"{mark}{formula[0].upper()}{formula[1:]}." in told
    empty = replace(permit, maps=permit.maps[:1])
    writer = Writer(empty, DAY)
    assert "Before and after: not recorded." in sentences(summary.summary(writer))
    assert "Before and after cannot be compared: the event needs a current and a future map." in {
        problem.text for problem in writer.problems
    }


def test_which_two_states_are_compared(permit: Event) -> None:
    one, two = permit.map("current"), permit.map("future")
    assert summary.states(replace(permit, maps=(two, one))) == ("current", "future")
    odd = replace(permit, maps=(replace(two, id="b"), replace(one, id="a")))
    assert summary.states(odd) == ("b", "a")
    assert summary.states(replace(permit, maps=(replace(one, id="x"),))) is None


@pytest.mark.parametrize(
    ("unit", "ending"), [("bd", "_bd"), ("d", "_bd"), ("w", "_bd"), ("min", "_min"), ("h", "_min")]
)
def test_lead_times_are_told_in_the_unit_of_the_event(permit: Event, unit: str, ending: str) -> None:
    event = replace(permit, calendar=replace(permit.calendar, report_unit=unit))
    assert summary.metric_name(event, "lead_time_expected") == f"lead_time_expected{ending}"
    assert compare_paper.row_name(event, "lead_time_p85") == f"lead_time_p85{ending}"
    names = definitions_section._names(Writer(event, DAY))
    assert f"lead_time_first_pass{ending}" in names
    lead = flow.metrics(event, "current").quantities["lead_time_sd_min"]
    shown = definitions_section._in_days(event, lead)
    if ending == "_bd":
        assert (shown.unit, shown.value) == ("bd", pytest.approx(lead.value / 480.0))
    else:
        assert shown == lead


@pytest.mark.parametrize(
    ("goal", "words"),
    [("Issue permits", "issue permits"), ("SNAP in a week", "SNAP in a week"), ("I", "I"),
     ("I want more", "I want more"), ("issue it", "issue it"), ("In a week", "in a week"), ("", "")],
)  # fmt: skip
def test_a_goal_inside_a_sentence(goal: str, words: str) -> None:
    assert summary._lower_start(goal) == words


def test_where_the_time_goes_step_by_step(permit: Event) -> None:
    """Visits times wait and process time; unpaid people's steps are time with the customer, machines are not."""
    found, event = flow.metrics(permit, "current"), permit
    drawn, rungs = event.map("current"), flow.timeline(event, "current")
    unpaid = {role.id for role in event.roles if role.unpaid}
    parts: Counter[str] = Counter()
    for place, rung in enumerate(rungs.rungs):
        if place < rungs.main and not rung.on_critical_path:
            continue
        visits, customer = found.visits[rung.step_id], drawn.step(rung.step_id).role in unpaid
        parts["With the customer" if customer else "Waiting inside the office"] += visits * rung.wait_min
        parts["With the customer" if customer else "Work"] += visits * rung.process_min
    split = summary.time_split(event, "current")
    machines = [role.name for role in event.roles if role.unpaid and summary._automatic(role.name)]
    if not machines:
        assert split == pytest.approx(dict(parts))
    assert sum(split.values()) == pytest.approx(found.value("lead_time_expected_min"), rel=0.01)
    assert split["Work"] < split["Waiting inside the office"]
    for name, machine in (
        ("Online portal", True),
        ("Case system", True),
        ("Applicant", False),
        ("Software", True),
    ):
        assert summary._automatic(name) is machine


def test_a_customer_step_counts_with_its_visits(permit: Event) -> None:
    """One step sent back in half of the cases, done by an unpaid person: 2 visits x (60 + 10) minutes."""
    from leanbench.event.records import Map, Role, Step

    steps = (
        Step("a", role="o", process_time=Duration(10.0), wait=Duration(30.0)),
        Step("b", role="c", process_time=Duration(10.0), wait=Duration(60.0)),
        Step("d", role="m", process_time=Duration(4.0), wait=Duration(20.0)),
    )
    links = (Link("x", "a", "b"), Link("y", "b", "a", "rework", 0.5), Link("z", "b", "d", "flow", 0.5))
    roles = (
        Role("o", "Office", False, 40.0, 1.0),
        Role("c", "Customer", True),
        Role("m", "Mail system", True),
    )
    event = Event(roles=roles, maps=(Map("current", "", steps, links),))
    assert summary.time_split(event, "current") == pytest.approx(
        {"Waiting inside the office": 2 * 30.0 + 20.0, "With the customer": 2 * 70.0, "Work": 2 * 10.0 + 4.0}
    )


def test_bars_of_time_where_work_is_counted_in_minutes(permit: Event) -> None:
    event = replace(permit, calendar=replace(permit.calendar, report_unit="min"))
    figure = summary._time_goes(Writer(event, DAY), ("current", "future"))[1]
    before, after = (summary.time_split(event, key)["Work"] for key in ("current", "future"))
    for words in ("min now", "min in the future state"):
        assert words in figure.picture.alt
    assert (
        f"{before:.0f} min" in figure.picture.alt.replace(",", "")
        or f"{before:.1f} min" in figure.picture.alt
    )
    assert after < before


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [("lead_time_bd", "lead time", " bd"), ("done_pct", "done", "%"), ("work_min", "work", " min"),
     ("open_days", "open", " days"), ("overtime_h", "overtime", " h"), ("cost_usd", "cost", " USD"),
     ("age_d", "age", " d"), ("open cases", "open cases", ""), ("right_first_time", "right first time", "")],
)  # fmt: skip
def test_a_measure_of_a_review_keeps_its_unit(name: str, label: str, unit: str) -> None:
    assert (summary.measure_label(name), summary.measure_unit(name)) == (label, unit)


def test_what_the_last_review_measured(permit: Event) -> None:
    told = sentences(summary._confirmed(Writer(permit, DAY)))
    last = [review for review in permit.follow_up if review.measures][-1]
    assert told.startswith(f"Measured after {last.day} days: ")
    for measure in last.measures:
        assert summary.measure_label(measure.name) in told
    undated = replace(permit, follow_up=(replace(last, day=None),))
    assert sentences(summary._confirmed(Writer(undated, DAY))).startswith("Measured after the last review: ")
    table = table_under(plan_section._follow_up(Writer(permit, DAY)), "Follow-up reviews")
    rows = {row[0]: row[1:] for row in rows_of(table)}
    for place, review in enumerate(permit.follow_up):
        assert heads_of(table)[place + 1].startswith(f"{review.day} days")
        for measure in review.measures:
            unit = summary.measure_unit(measure.name)
            label = summary.measure_label(measure.name)
            head = label[0].upper() + label[1:] + (f",{unit}" if unit else "")
            if isinstance(measure.value, (int, float)):
                assert number(rows[head][place]) == pytest.approx(measure.value, rel=0.01)
        done = rows["Actions done"][place]
        assert done == "–" if review.actions_done_pct is None else number(done) == review.actions_done_pct


# --- the paper that compares ----------------------------------------------------------------------


def test_the_compare_paper_puts_each_value_on_its_side(permit: Event) -> None:
    writer = Writer(permit, DAY)
    found = flow.compare(permit)
    groups = compare_paper.chosen_rows(permit, found)
    one, two = permit.map("current"), permit.map("future")
    table = compare_paper._figures(writer, groups, one, two)
    assert heads_of(table)[1].startswith(one.name)
    assert heads_of(table)[1].endswith("estimated")
    assert heads_of(table)[2].endswith("projected")
    printed = [row for row in rows_of(table) if len(row) > 1]
    rows = [row for _, members in groups for row in members]
    for place, (row, cells) in enumerate(zip(rows, printed, strict=True), start=1):
        assert cells[0] == f"{row.label} ({place})"
        assert cells[1:3] == [summary.value_text(row.before, permit), summary.value_text(row.after, permit)]
    told = rows_of(compare_paper._definitions(writer, groups))
    for place, (row, cells) in enumerate(zip(rows, told, strict=True), start=1):
        assert cells == [f"({place}) {row.label}", definitions_section.explained(row.after)]
    lead = compare_paper._lead(permit, found, one, two)
    row = found.row("lead_time_expected_bd")
    assert (
        f"goes from {row.before.value:.1f} bd to {row.after.value:.1f} bd, {abs(row.change_pct):.0f}% less."
        in lead
    )
    turned = flow.compare(permit, "future", "current")
    assert " more." in compare_paper._lead(permit, turned, two, one)


def test_a_lead_with_one_lead_time_unknown_names_the_states_only(permit: Event) -> None:
    one, two = permit.map("current"), permit.map("future")
    found = flow.compare(permit)
    row = found.row("lead_time_expected_bd")
    for unknown in ({"before": replace(row.before, value=None)}, {"after": replace(row.after, value=None)}):
        rows = tuple(
            replace(row, **unknown) if one_row.name == row.name else one_row for one_row in found.rows
        )
        lead = compare_paper._lead(permit, replace(found, rows=rows), one, two)
        assert lead.startswith(f"{one.name} and {two.name}.")


def test_a_step_is_told_with_its_work_and_its_waiting(permit: Event) -> None:
    drawn = permit.map("current")
    first = replace(drawn.steps[0], process_time=Duration(7.0), wait=Duration(2.0, "h"))
    role = permit.role(first.role).name
    for wait, words in ((Duration(2.0, "h"), " after 2 h of waiting"), (Duration(0.0), ""), (None, "")):
        step = replace(first, wait=wait)
        told = compare_paper._facts(permit, replace(drawn, steps=(step, *drawn.steps[1:])), step.id)
        assert told == f"{role}, 7 min of work{words}"


def test_papers_that_need_two_maps_say_so(permit: Event, pdfs: SimpleNamespace) -> None:
    assert {paper.id: paper.title for paper in papers(permit)}["before-after"] == "Before / after"
    data, _info = compare_pdf(permit, date=DAY)
    assert "Before and after" in pdfs.pages(data)[0]


# --- charter and team -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "current", "target", "words"),
    [("%", 62.0, 90.0, "+28 points"), ("percent", 40.0, 10.0, f"{MINUS}30 points"), ("bd", 40.0, 10.0, f"{MINUS}75%"),
     ("min", 10.0, 15.0, "+50%"), ("USD", 0.0, 5.0, "–"), ("bd", None, 5.0, "–"), ("bd", 5.0, "few", "–")],
)  # fmt: skip
def test_the_change_wanted(unit: str, current: Any, target: Any, words: str) -> None:
    assert charter_section._gap(Metric("m", unit, current, target)) == words


def test_the_team_is_counted_by_group(permit: Event) -> None:
    people = tuple(
        Member(f"N{n}", "r", group) for n, group in enumerate(("front", "front", "back", "front", ""))
    )
    told = sentences(charter_section.team(Writer(replace(permit, team=people), DAY)))
    assert told == "Five people: three people front, one person back, one person with no group recorded."


def test_a_sipoc_with_one_column_is_printed(permit: Event) -> None:
    only = replace(permit.sipoc, inputs=(), process=(), outputs=(), customers=())
    writer = Writer(replace(permit, sipoc=only), DAY)
    table = table_under(charter_section.customers(writer), "SIPOC")
    assert heads_of(table) == ["Suppliers", "Inputs", "Process", "Outputs", "Customers"]
    full = table_under(charter_section.customers(Writer(permit, DAY)), "SIPOC")
    for cell, part in zip(
        rows_of(full)[0], ("suppliers", "inputs", "process", "outputs", "customers"), strict=True
    ):
        assert cell == "; ".join(line.text for line in getattr(permit.sipoc, part))


# --- maps -----------------------------------------------------------------------------------------


def minutes(event: Event, time: Duration | None) -> float:
    return time.minutes(event.calendar) if time is not None else 0.0


@pytest.mark.parametrize("state", ["current", "future"])
def test_the_table_of_steps(permit: Event, state: str) -> None:
    drawn = permit.map(state)
    table = maps_section._step_table(Writer(permit, DAY), drawn)
    assert heads_of(table)[3:6] == ["Process time", "Wait before", "%C&A"]
    numbers = flow.numbering(drawn)
    steps = {numbers[step.id]: step for step in drawn.steps if step.id in numbers}
    from leanbench.words.durations import map_time_text

    for row in rows_of(table)[:-1]:
        step = steps[row[0]]
        assert row[1] == step.name
        assert row[2] == permit.role(step.role).name
        assert row[3] == map_time_text(step.process_time, permit.calendar)
        assert row[4] == map_time_text(step.wait, permit.calendar)
        assert row[5] == "–" if step.ca_pct is None else number(row[5]) == step.ca_pct
    found = flow.metrics(permit, state)
    total = rows_of(table)[-1]
    assert total[1] == "Critical path, first pass"
    waits = found.value("lead_time_first_pass_min") - found.value("process_time_critical_path_min")
    unit = {"bd": 480.0, "h": 60.0, "min": 1.0}
    assert number(total[4]) * unit[total[4].split()[-1]] == pytest.approx(waits, rel=0.01)
    work = found.value("process_time_critical_path_min")
    assert number(total[3]) * unit[total[3].split()[-1]] == pytest.approx(work, rel=0.01)


def test_branches_with_their_shares(permit: Event) -> None:
    drawn = permit.map("current")
    table = table_under(maps_section._links(Writer(permit, DAY), drawn, "Current"), "Branches")
    shares = [link.probability for link in drawn.links if link.probability is not None]
    printed = [number(row[3]) for row in rows_of(table) if row[3] != "–"]
    assert sorted(printed) == pytest.approx(sorted(100.0 * share for share in shares), abs=0.05)
    assert not any("rework" in row[1].lower() and row[3] == "–" for row in rows_of(table))


def test_the_value_analysis_adds_up(permit: Event) -> None:
    drawn = permit.map("current")
    items = maps_section._value_analysis(Writer(permit, DAY), drawn)
    table = table_under(items, "Value analysis")
    assert heads_of(table) == ["Class", "Steps", "Process time", "Share of process time"]
    total = sum(minutes(permit, step.process_time) for step in drawn.steps)
    for label, count, time, share in rows_of(table):
        key = {"Val": "VA", "Req": "BNVA", "Was": "NVA", "Not": "", "All": None}[label[:3]]
        chosen = [step for step in drawn.steps if key is None or step.value == key]
        assert int(count) == len(chosen)
        work = sum(minutes(permit, step.process_time) for step in chosen)
        assert number(time) * {"h": 60.0, "min": 1.0, "bd": 480.0}[time.split()[-1]] == pytest.approx(
            work, rel=0.01
        )
        assert number(share) == pytest.approx(100.0 * work / total, abs=0.051)
    assert "right the first time" in sentences(items)


def test_what_changed_between_the_maps(permit: Event) -> None:
    table = table_under(maps_section._changes(Writer(permit, DAY), ("current", "future")), "What changed")
    found = flow.compare(permit).steps
    cells = dict(zip(heads_of(table), rows_of(table)[0], strict=True))
    old = {step.id: step.name for step in permit.map("current").steps}
    new = {step.id: step.name for step in permit.map("future").steps}
    gone = cells[f"No longer done ({len(found.removed)})"]
    made = cells[f"New ({len(found.added)})"]
    assert all(old[key] in gone for key in found.removed)
    assert all(new[key] in made for key in found.added)
    assert f"Changed ({len(found.changed)})" in cells


# --- what was found -------------------------------------------------------------------------------


def test_a_pareto_is_in_order_and_adds_up() -> None:
    tally = Tally(
        "Reasons", "letters", tuple(map(Category, ("late", "Other", "lost", "torn"), (3.0, 90.0, 12.0, 5.0)))
    )
    writer = Writer(Event(), DAY)
    items = findings_section._pareto(writer, tally)
    rows = rows_of(table_under(items, "Reasons"))
    assert [row[0] for row in rows] == ["lost", "torn", "late", "Other", "Total"]
    running = 0.0
    for name, count, share, sofar in rows[:-1]:
        value = {"lost": 12, "torn": 5, "late": 3, "Other": 90}[name]
        running += 100.0 * value / 110
        assert float(count) == value
        assert number(share) == pytest.approx(100.0 * value / 110, abs=0.051)
        assert number(sofar) == pytest.approx(running, abs=0.051)
    assert rows[-1][1:3] == ["110", "100%"]
    assert "10.9% of all letters are “lost”; 4 of 4 categories" in sentences(items)
    assert any(isinstance(item, Figure) for item in items)


def test_wastes_with_and_without_figures(permit: Event) -> None:
    wastes = (
        Waste(waste="waiting", observation="seen", minutes=12.0),
        Waste(waste="motion", observation="walked", usd_per_year=900.0),
        Waste(waste="defects", observation="wrong"),
    )
    table = findings_section._wastes(Writer(replace(permit, wastes=wastes), DAY))
    assert heads_of(table)[-2:] == ["Minutes per unit", "USD per year"]
    assert [row[-2:] for row in rows_of(table)] == [["12", "–"], ["–", "900"], ["–", "–"]]
    items = findings_section._waste_figures(Writer(permit, DAY))
    note = sentences(items)
    assert "From the map: visits × wait for waiting and inventory, which cost no labor" in note
    assert "the whole process time of a step without value, of other steps only what is done again" in note
    figures = table_under(items, "Wastes in figures")
    assert heads_of(figures)[2:] == ["Minutes per unit", "Hours a year", "Labor a year"]
    # a future map beside the current one does not hide the wastes
    assert items
    alone = replace(permit, maps=permit.maps[1:])
    assert findings_section._waste_figures(Writer(alone, DAY)) == []


def test_ideas_by_votes_then_by_impact(permit: Event) -> None:
    ideas = (
        Idea("1", "one", impact=3.0, effort=4.0, votes=2),
        Idea("2", "two", impact=9.0, effort=None, votes=2),
        Idea("3", "three", impact=1.0, votes=7),
        Idea("4", "four", impact=None, votes=None),
    )
    items = findings_section.ideas(Writer(replace(permit, ideas=ideas), DAY))
    table = table_under(items, "Ideas")
    assert heads_of(table) == ["No.", "Idea", "Impact", "Effort", "Votes", "Decision"]
    assert [row[0] for row in rows_of(table)] == ["3", "2", "1", "4"]
    assert [row[2:5] for row in rows_of(table)] == [
        ["1", "–", "7"],
        ["9", "–", "2"],
        ["3", "4", "2"],
        ["–", "–", "–"],
    ]
    picture = findings_section._matrix(Writer(permit, DAY), ideas)[1].picture
    assert "idea 1: effort 4, impact 3" in picture.alt


# --- plan -----------------------------------------------------------------------------------------


def test_actions_in_buckets_by_date_with_their_count(permit: Event) -> None:
    actions = (
        Action("a", action="late one", who="A", due="2026-02-01", days=30, status="open"),
        Action("b", action="early one", who="B", due="2026-01-05", days=30, status="done"),
        Action("c", action="half", who="C", due="2026-09-01", days=90, pct=40.0),
        Action("d", action="odd", who="D", due="2026-09-01", days=90, status="parked"),
        Action("e", action="gone", who="E", due="2026-09-01", status="dropped"),
    )
    items = plan_section._actions(Writer(replace(permit, actions=actions), DAY))
    assert sentences(items).startswith("Five actions: 1 done, 1 in progress, 1 late, 2 other.")
    (table,) = [item for item in items if isinstance(item, Table)]
    told = [row[0] if len(row) == 1 else (row[0], row[1], row[3], row[5]) for row in rows_of(table)]
    assert told == [
        "Within 30 days", ("2", "early one", "B", "● done"), ("1", "late one", "A", "▲ late"),
        "Within 90 days", ("3", "half", "C", "◐ in progress 40%"), ("4", "odd", "D", "○ parked"),
        "No time frame recorded", ("5", "gone", "E", "□ dropped"),
    ]  # fmt: skip


def test_standard_work_sums_its_minutes(permit: Event) -> None:
    for sheet in permit.standard_work or (StandardWork(),):
        known = [row.minutes for row in sheet.steps if row.minutes is not None]
        items = plan_section._standard_work(Writer(permit, DAY), sheet)
        told = sentences(items)
        if known:
            assert f"{sum(known):g} min in total" in told
            assert told[0].isupper()


# --- money ----------------------------------------------------------------------------------------


def test_the_cost_is_hours_times_rate(permit: Event) -> None:
    record = permit.benefits
    items = benefits_section.benefits(Writer(permit, DAY))
    rows = {row[0]: row for row in rows_of(table_under(items, "Cost of the event and of the change"))}
    team = record.team_member_hours * record.team_avg_rate_usd_h
    facilitators = record.facilitator_hours * record.facilitator_rate_usd_h
    assert number(rows["Team"][2]) == pytest.approx(team, abs=0.6)
    assert number(rows["Facilitators"][2]) == pytest.approx(facilitators, abs=0.6)
    every = team + facilitators + record.supplies_usd + record.implementation_usd
    assert number(rows["Total"][2]) == pytest.approx(every, abs=0.6)
    saved = rows_of(table_under(items, "Hard savings: money that leaves the budget"))
    assert [row[0] for row in saved] == [*(saving.what for saving in record.hard_savings), "Total"]
    assert number(saved[-1][1]) == pytest.approx(sum(number(row[1]) for row in saved[:-1]), abs=1.0)
    for name in ("team_member_hours", "supplies_usd"):
        only = {
            "team_member_hours": None,
            "facilitator_hours": None,
            "supplies_usd": None,
            "implementation_usd": None,
        }
        event = replace(permit, benefits=replace(record, **{**only, name: 5.0}))
        assert benefits_section.has_cost(event)
    nothing = replace(
        record, team_member_hours=None, facilitator_hours=None, supplies_usd=None, implementation_usd=None
    )
    assert not benefits_section.has_cost(replace(permit, benefits=nothing))


def test_poor_quality_line_by_line(permit: Event) -> None:
    from leanbench.flow.poor_quality import poor_quality

    items = benefits_section._poor_quality(Writer(permit, DAY), ("current", "future"))
    table = table_under(items, "Cost of poor quality")
    found = [poor_quality(permit, key) for key in ("current", "future")]
    for row, record, before, after in zip(rows_of(table), table.rows, *found, strict=True):
        assert row[0] == f"{before.label}, a year"
        for text, quantity in ((row[1], before), (row[2], after)):
            assert (
                text == "not recorded"
                if quantity.value is None
                else text[0] == "$" or quantity.unit[:3] != "USD"
            )
            assert quantity.value is None or number(text) == pytest.approx(quantity.value, rel=0.01, abs=0.6)
        assert (record.kind == "total") is before.name.startswith("cost_of_poor_quality")
    assert table.rows[-1].kind == "total"
    assert sentences(items).startswith(f"{found[0][-1].label}: {found[0][-1].formula}.")
    assert heads_of(table)[1:] == [permit.map(key).name for key in ("current", "future")]


def test_benefits_are_named_by_their_rows(permit: Event) -> None:
    event = replace(permit, benefits=replace(permit.benefits, rows=(Benefit("Rent", amount=4_321.0),)))
    saved = rows_of(
        table_under(
            benefits_section.benefits(Writer(event, DAY)), "Hard savings: money that leaves the budget"
        )
    )
    assert saved == [["Rent", "$4,321"], ["Total", "$4,321"]]


# --- data, definitions, certificate ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [("a,b\n1,2\n3,4\n", "2"), ("a,b\n1,2\n3,4", "2"), ("a,b\n", "0"), ("a,b\n1,2\n", "1"), ("", "0")],
)
def test_rows_of_a_data_set_are_counted_without_the_heading(text: str, rows: str) -> None:
    event = Event(datasets=(Dataset("d", "Days", text=text, origin="counted"),))
    table = table_under(data_section._datasets(Writer(event, DAY)), "Data sets")
    assert rows_of(table)[0][:2] == ["Days", rows]


def test_a_table_of_numbers_keeps_rows_that_say_something() -> None:
    from leanbench.stats.base.result import Table as Numbers

    made = Numbers(
        ("Name", "n", "Mean"), (("a", 3, None), ("b", None, None), ("c", None, 2.5), ("d", "", ""))
    )
    table = data_section.number_table(Writer(Event(), DAY), made, "Numbers")
    assert rows_of(table) == [["a", "3", ""], ["c", "", "2.5"]]
    assert [column.align for column in table.columns] == ["left", "right", "right"]
    mixed = Numbers(("Name", "What"), (("a", 3), ("b", "text that is longer than twenty letters")))
    table = data_section.number_table(Writer(Event(), DAY), mixed, "Numbers")
    assert [(column.align, column.firm) for column in table.columns] == [("left", True), ("left", False)]


def test_each_definition_stands_beside_its_own_figure(permit: Event) -> None:
    table = definitions_section._figures(Writer(permit, DAY))
    found = [flow.metrics(permit, key).quantities for key in ("current", "future")]
    day = 60.0 * permit.calendar.hours_per_business_day
    by_label = {quantity.label: key for key, quantity in found[0].items() if not key.endswith("_bd")}
    checked = 0
    for label, before, after, how in rows_of(table):
        key = by_label[label]
        for text, quantities in ((before, found[0]), (after, found[1])):
            quantity = quantities[key]
            if quantity.value is not None and text.endswith("bd") and quantity.unit == "min":
                assert number(text) == pytest.approx(quantity.value / day, rel=0.01, abs=0.051), label
                checked += 1
        assert quantity.convention[:20] in how or not quantity.convention
    assert checked > 8
    words = plain(definitions_section._calendar(Writer(permit, DAY)).words)
    assert "Confirmed: from data after the change." in words
    assert "Projected: computed from the future map." in words


def test_a_source_is_linked_by_its_address_alone() -> None:
    event = Event(sources=(Source("S1", "counts", "https://example.org/a seen in March"),))
    items = definitions_section._sources(Writer(event, DAY))
    assert items[-1].url == "https://example.org/a"


def test_the_certificate_names_each_case() -> None:
    cases = (
        CaseResult("one", "i-mr", "pass", "", "Book A", compared=4),
        CaseResult("two", "p", "fail", "center is 2, expected 3", "Book B", compared=2),
        CaseResult("three", "p", "unsupported", "", "Book C"),
    )
    report = Report("folder", 1, 1, 1, cases)
    items = certificate_items(report, DAY)
    assert report.summary()[0] in sentences(items)
    assert "two: center is 2, expected 3" in sentences(items)
    assert "one: " not in sentences(items)
    told = rows_of(table_under(items, "All cases, by the source of their answers"))
    assert [row[1:] for row in told] == [
        ["Book A", "one"], ["Book B", "▲ two"], ["Book C", "□ three"]
    ]  # fmt: skip
    assert "i-mr 1 (4); p 0 of 2 (0)" in sentences(items)
