"""Explanations of every figure, the comparison of two states, the Load block of the inspector."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from leanbench import resources
from leanbench.drawing.primitives import Text, walk
from leanbench.event.changes import Set
from leanbench.event.records import Link, Map, Step
from leanbench.flow.gains import benefits
from leanbench.flow.measures import metrics
from leanbench.flow.poor_quality import poor_quality
from leanbench.flow.quality_figures import quality_figures
from leanbench.flow.stations import line_figures
from leanbench.flow.step_load import step_load
from leanbench.maps import draw_map
from leanbench.schema import replace
from leanbench.ui.map.all_numbers import AllNumbers
from leanbench.ui.map.metrics_strip import ExplainCard
from leanbench.words.durations import Duration

# --- explanations ---------------------------------------------------------------------------------


def test_the_card_says_what_the_footnote_prints(page, session, window):
    """Formula, terms, convention, note, basis, source: each line of the card is in the printed text."""
    figures = [
        *metrics(session.event).quantities.values(), *line_figures(session.event), *benefits(session.event),
        *poor_quality(session.event), *quality_figures(session.event),
    ]  # fmt: skip
    for figure in figures:
        card = ExplainCard(session, [figure], window)
        printed = figure.explain()
        lines = [label.text() for label in card.findChildren(QLabel)][1:]
        assert len(lines) >= 3, figure.name
        for text in lines:
            if text.startswith("and "):
                continue
            for part in text.removeprefix("= ").split(" · "):
                assert part.rstrip(".") in printed, (figure.name, part)
        assert card.accessibleDescription() == printed
        card.deleteLater()


def test_every_number_of_the_list_opens_its_card(page, session, window):
    listed = AllNumbers(session, window)
    listed.show()
    buttons = listed.findChildren(QPushButton)
    assert len(buttons) == len(metrics(session.event).quantities)
    buttons[3].click()
    assert listed.card.isVisible()
    listed.card.close()
    listed.close()


# --- compare and load -------------------------------------------------------------------------------


def head(table, column):
    return table.model().headerData(column, Qt.Orientation.Horizontal)


def test_compare_shows_points_percent_basis_and_definitions(page, session, qtbot):
    session.show_map("future")
    page.set_compare(True)
    found = page.compare
    rows = {row.key: row.values for row in found.table.rows if row.values}
    assert rows["lead_time_expected_bd"] == ("62.6 bd", "11.6 bd", "\N{MINUS SIGN}81% ✓")
    assert rows["rolled_ca_pct"][2] == "+44.4 points ✓"
    assert rows["loops"][2] == "no change"
    assert [head(found.table, column).splitlines()[1] for column in (1, 2)] == ["estimated", "projected"]
    found.table.setFocus()
    found.table.go(1)
    qtbot.keyClick(found.table, Qt.Key.Key_Return)
    assert found.explainer.card.isVisible()
    found.explainer.card.close()


def test_compare_runs_from_the_earlier_to_the_later_state_on_either_tab(page, session):
    """Opened on the current state it reads the same: 439% more was the way back."""
    session.show_map("current")
    page.set_compare(True)
    found = page.compare
    rows = {row.key: row.values for row in found.table.rows if row.values}
    assert rows["lead_time_expected_bd"] == ("62.6 bd", "11.6 bd", "\N{MINUS SIGN}81% ✓")
    assert [head(found.table, column).splitlines()[1] for column in (1, 2)] == ["estimated", "projected"]
    assert (found.found.before_id, found.found.after_id) == ("current", "future")
    drawn = page.canvas.map_scene.compare_to
    items = walk(draw_map(session.event, "current", compare_to=drawn).items)
    marks = {item.text for item in items if isinstance(item, Text)}
    assert "goes" in marks
    assert "new" not in marks


def test_compare_is_seen_where_there_is_room_for_one_side_only(page, session, window, qtbot):
    session.show_map("future")
    window.resize(1000, 760)
    page.set_layout("map")
    page.compare_button.click()
    qtbot.waitUntil(lambda: page.compare.isVisible())
    assert page.compare.table.isVisible()
    page.compare_button.click()
    assert not page.left.isVisible()
    assert page.canvas.isVisible()


def test_compare_lists_every_kind_of_change(page, session, qtbot):
    """Removed, added, changed, combined, moved to another lane: each a group with its steps."""
    current = session.event.map("current")
    steps = {step.id: step for step in current.steps}
    kept = [
        replace(steps["c1"], role="CSH"),
        replace(steps["c3"], process_time=Duration(1.0)),
        Step("n1", "Carry packet to zoning and review zoning and setbacks", role="PLN"),
        Step("n2", "Send by mail", role="PT"),
    ]
    flow = tuple(Link(f"k{n}", a.id, b.id) for n, (a, b) in enumerate(itertools.pairwise(kept)))
    made = Map("future", "Future state", tuple(kept), flow)
    session.swap(replace(session.event, maps=(current, made)))
    session.show_map("future")
    page.compare_button.click()
    found = page.compare.found.steps
    assert (("c5", "c6"), "n1") in [(tuple(sorted(old)), new) for old, new in found.combined]
    assert found.added == ("n2",)
    assert ("c1", "PT", "CSH") in found.moved_lane
    assert {"c4", "c9"} <= set(found.removed)
    assert any(
        change.after_id == "c3" and "process time 15 min → 1 min" in change.differences
        for change in found.changed
    )
    heads = [label.text() for label in page.compare.area.widget().findChildren(QLabel)]
    for title in ("New (1)", "Combined (1)", "Moved to another lane (1)", f"Gone ({len(found.removed)})"):
        assert title in heads
    assert any("from Permit technician to Cashier" in text for text in heads)


def test_compare_is_saved_as_a_paper(page, session, tmp_path, qtbot, monkeypatch):
    session.show_map("future")
    page.set_compare(True)
    target = tmp_path / "before and after.pdf"
    monkeypatch.setattr(
        "leanbench.ui.map.compare_panel.QFileDialog.getSaveFileName", lambda *_args: (str(target), "")
    )
    page.compare.save_pdf()
    qtbot.waitUntil(target.exists, timeout=10_000)
    assert target.read_bytes().startswith(b"%PDF")


def test_the_inspector_tells_load_and_why(page, session, qtbot):
    session.select([("step", "c6")])
    card = page.inspector.form.load
    assert card.isVisible()
    assert card.words.text() == "25% of 2 people (Zoning planner) · queue estimate 1.67 min, map says 5 bd"
    assert not card.reason.isVisible()
    card.why.click()
    assert card.reason.text().startswith("Lack of people does not explain this wait")
    session.select([("step", "c9")])
    assert "no steady queue" in card.words.text()
    session.do(Set("roles/PE/fte", 6.0))
    qtbot.waitUntil(lambda: card.words.text().startswith("57.4% of 6 people"))


def test_batches_and_gates_are_in_the_queue_estimate(office):
    """20 files of 10 a day: 0.95 day to gather; a monthly board of 20 days: 10 days on average."""
    event = office(demand=2500.0, fte=4.0)
    steps = event.maps[0].steps
    gated = replace(steps[1], batch=20.0, gate=Duration(20.0, "bd"), wait=Duration(40.0, "bd"))
    event = replace(event, maps=(replace(event.maps[0], steps=(steps[0], gated, steps[2])),))
    found = step_load(event, event.maps[0], gated)
    estimate = next(q for q in found.quantities if q.name == "queue_wait_b_min")
    waits = dict(estimate.contributions())
    assert waits["period gate, half of the period"] == 4800.0
    assert waits["batch of 20"] == pytest.approx(0.95 * 480 + 9.5 * 20)
    assert "batches of 20, and waiting for the next time it happens together do not explain" in found.why


def test_nothing_is_said_where_nothing_can_be(office):
    event = office(fte=None)
    assert step_load(event, event.maps[0], event.maps[0].step("a")) is None
    event = office(demand=None)
    assert step_load(event, event.maps[0], event.maps[0].step("a")) is None


def test_panels_live_through_another_event_and_an_odd_map(page, panel, session, window, monkeypatch):
    monkeypatch.setattr("leanbench.ui.window.files.ask_unsaved", lambda *_args: "drop")
    for key in ("capacity", "what-if", "simulate", "money", "waste"):
        panel(key)
    back = next(link.id for link in session.map.links if link.label == "corrections")
    session.do(Set(f"maps/current/links/{back}/probability", 1.0))
    for key in ("capacity", "what-if", "simulate", "money", "waste"):
        page.flow.open_panel(key)
    window.files.open_sample(resources.path("samples", "driver-license-renewal.lean"))
    for key in ("capacity", "what-if", "simulate", "money", "waste"):
        page.flow.open_panel(key)
    assert "Photo clerk" in page.flow.panel("capacity").sentence.text()
    window.files.new()
    for key in ("capacity", "what-if", "simulate", "money", "waste"):
        page.flow.open_panel(key)
    assert "no steps yet" in page.flow.panel("capacity").sentence.text()
