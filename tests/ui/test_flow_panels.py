"""Capacity and What if: opened, typed, turned, kept, undone; bad input of every kind in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from leanbench.event.changes import Add, Set
from leanbench.event.records import Column, Dataset, Link, Step
from leanbench.flow.loads import workload
from leanbench.flow.measures import metrics
from leanbench.schema import replace
from leanbench.words.durations import Duration


def line(panel, kind, item=""):
    """The knob line of the What if panel for one kind (and item)."""
    return next(one for one in panel.lines if one.knob.kind == kind and (not item or one.knob.item == item))


# --- opening ---------------------------------------------------------------------------------------


def test_panels_open_by_button_and_key_and_esc_closes(page, session, qtbot):
    dock = page.flow
    assert not dock.frame.isVisible()
    dock.buttons["capacity"].click()
    assert dock.frame.isVisible()
    assert (
        dock.panel("capacity").sentence.text().startswith("Plans examiner is the bottleneck: 114.8% loaded")
    )
    session.actions.action("map.panel.what-if").trigger()
    assert dock.current == "what-if"
    assert dock.buttons["what-if"].isChecked()
    assert not dock.buttons["capacity"].isChecked()
    assert QApplication.focusWidget() is dock.panel("what-if").choice
    qtbot.keyClick(dock.panel("what-if").table, Qt.Key.Key_Escape)
    assert dock.current == ""
    assert not dock.frame.isVisible()


# --- capacity --------------------------------------------------------------------------------------


def test_capacity_shows_load_takt_and_balance(panel, session, qtbot):
    found = panel("capacity")
    load = workload(session.event)
    bars = {bar.key: bar for bar in found.bars.bars}
    for pool in load.pools:
        assert bars[pool.role].value == pool.utilisation
    assert bars["PE"].words == "114.8%"
    assert bars["PE"].mark == "▲"
    assert found.bars.bars[0].sub == "bottleneck · 3.45 of 3 needed"
    takt = found.reading.takt.value
    assert takt == pytest.approx(50.0)
    # utilization = work per unit and person / takt (both of the same open time)
    stack = next(stack for stack in found.reading.role_stacks if stack.key == "PE")
    assert stack.height / takt == pytest.approx(bars["PE"].value)
    assert "Plans examiner 57.4 min, above takt" in found.chart.picture.alt
    assert "Below 85% with 5 people" in found.reading.advice
    found.by.buttons["steps"].click()
    assert found.bars.bars[0].key == "c9"


def test_capacity_lists_line_balance_pitch_and_epei(panel, session, qtbot):
    session.do(Set("demand/pack", 5.0))
    session.do(Set("maps/current/steps/c9/changeover", Duration(20.0)))
    session.do(Set("maps/current/steps/c9/kinds", 4.0))
    found = panel("capacity")
    found.rest.buttons["figures"].click()
    names = [row.key for row in found.figures.rows if row.figures]
    assert {"pitch", "staffing_people", "line_balance_takt_pct", "line_balance_longest_pct"} <= set(names)
    assert {"effective_time_c9_min", "capacity_c9_per_day", "epei_c9_days"} <= set(names)
    for name in names:
        found.figures.asked.emit(name)
        assert found.explainer.card.isVisible()
        found.explainer.card.close()
    labels = [found.side.itemAt(n).widget().text() for n in range(found.side.count())]
    assert any("Counted work does not fit the waits" in text for text in labels)


def test_a_process_time_is_fitted_to_data_in_the_inspector(page, session, qtbot):
    session.select([("step", "c3")])
    form = page.inspector.form
    form.fit.click()
    card = form.fit_card
    assert card.isVisible()
    assert card.data.currentText().startswith("time sheet")  # the sheet of this step comes first
    assert card.unit.currentData() == "s"
    assert "85% up to" in card.says.text()
    card.use.click()
    time = session.map.step("c3").process_time
    assert time.shape
    assert time.source.startswith("time sheet")
    assert "±" in form.fields["process_time"].text()
    qtbot.waitUntil(
        lambda: any("fitted to" in form.linked.itemAt(n).widget().text() for n in range(form.linked.count()))
    )
    session.undo()
    assert not session.map.step("c3").process_time.shape
    form.fit.click()
    card = form.fit_card
    place = next(n for n, item in enumerate(card.found) if "correction_cycles" in item.title)
    card.data.setCurrentIndex(place)
    card.data.activated.emit(place)
    assert "above zero" in card.problem.text()
    assert not card.use.isEnabled()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()


def test_a_column_of_elapsed_days_keeps_its_length_when_it_becomes_a_step_time(page, session):
    text = "days taken\n" + "".join(f"{days} days\n" for days in (1, 2, 2, 3, 3, 3, 2, 4, 3, 3))  # mean 2.6
    session.do(Add("datasets", Dataset("waits", "Waits", (Column("days taken", "duration", "min"),), text)))
    session.select([("step", "c3")])
    form = page.inspector.form
    form.fit.click()
    card = form.fit_card
    place = next(n for n, item in enumerate(card.found) if "days taken" in item.title)
    card.data.setCurrentIndex(place)
    card.data.activated.emit(place)
    assert card.unit.currentData() == "d"
    assert "mean 2.6 d" in card.says.text()
    card.unit.setCurrentIndex(card.unit.findData("bd"))
    card.unit.activated.emit(card.unit.currentIndex())
    assert "mean 1.86 bd" in card.says.text()  # the same length by the office's clock: 2.6 x 5/7
    card.use.click()
    time = session.map.step("c3").process_time
    assert time.minutes(session.event.calendar) == pytest.approx(2.6 * 480 * 5 / 7, rel=1e-3)


def test_the_rule_of_lead_time_is_chosen_in_the_inspector(page, session, qtbot):
    session.select([])
    form = page.inspector.form
    before = metrics(session.event).value("lead_time_expected_min")
    rule = form.fields["lead_time_rule"]
    rule.setCurrentIndex(rule.findData("inventory_only"))
    rule.activated.emit(rule.currentIndex())
    assert session.map.lead_time_rule == "inventory_only"
    assert "Learning to See" in form.rule_words.text()
    assert form.fields["supply_by"].isEnabled()
    assert metrics(session.event).value("lead_time_expected_min") < before
    by_demand = metrics(session.event).value("lead_time_expected_min")
    supply = form.fields["supply_by"]
    supply.setCurrentIndex(supply.findData("next_step"))
    supply.activated.emit(supply.currentIndex())
    assert metrics(session.event).value("lead_time_expected_min") != by_demand
    session.undo()
    session.undo()
    assert form.fields["lead_time_rule"].currentData() == "sum_lt"


def test_capacity_explains_every_bar_by_keyboard(panel, qtbot):
    found = panel("capacity")
    found.bars.setFocus()
    qtbot.keyClick(found.bars, Qt.Key.Key_Home)
    qtbot.keyClick(found.bars, Qt.Key.Key_Return)
    assert found.explainer.card.isVisible()
    quantity = found.reading.roles[0].quantity
    assert "9 Review structure and code 1.8182 x 70" in quantity.explain()
    assert "Factory Physics" in quantity.explain()
    found.explainer.card.close()
    qtbot.keyClick(found.chart, Qt.Key.Key_Right)
    qtbot.keyClick(found.chart, Qt.Key.Key_Return)
    assert found.explainer.card.isVisible()
    found.explainer.card.close()


def test_missing_demand_is_asked_for_and_written(panel, session, qtbot, type_in):
    session.do(Set("demand/units_per_year", None))
    found = panel("capacity")
    assert found.sentence.text().startswith("How many arrive in a year?")
    assert all(bar.value is None for bar in found.bars.bars)
    assert found.chart.parts  # minutes per unit stand without demand
    field = found.findChild(
        type(next(f for f in found.findChildren(object) if type(f).__name__ == "GapField"))
    )
    type_in(qtbot, field, "nothing")
    assert "nothing" in field.problem.text()
    type_in(qtbot, field, "2,400")
    assert session.event.demand.units_per_year == 2400.0
    qtbot.waitUntil(lambda: found.sentence.text().startswith("Plans examiner is the bottleneck"))
    session.undo()
    assert session.event.demand.units_per_year is None


def test_missing_people_are_asked_for(panel, session, qtbot):
    session.do(Set("roles/PE/fte", None))
    found = panel("capacity")
    gap = next(gap for gap in found.reading.gaps if gap.kind == "people")
    assert gap.item == "PE"
    assert found.reading.sentence.startswith("Permit technician is the bottleneck: 53.7% loaded")


def _wrong_events(event):
    """The permit event with one thing wrong each: (what, event, words of the message, or of the gap)."""
    drawn, future = event.map("current"), event.map("future")

    def made(steps=None, links=None, **more):
        changed = replace(drawn, steps=steps or drawn.steps, links=drawn.links if links is None else links)
        return replace(event, maps=(changed, future), **more)

    def step(key, **fields):
        return tuple(replace(s, **fields) if s.id == key else s for s in drawn.steps)

    def corrections(share):
        return tuple(replace(x, probability=share) if x.label == "corrections" else x for x in drawn.links)

    lonely = Step("u1", "Island", role="PT", process_time=Duration(5.0))
    joined = tuple(x for x in drawn.links if (x.source, x.target) != ("c12", "c13"))
    calendar = replace(event.calendar, hours_per_business_day=0.0, minutes_open_per_day=0.0)
    yield "unreachable", made(steps=(*drawn.steps, lonely)), "No case reaches 'Island' (u1)"
    yield (
        "join without split",
        made(
            steps=(*drawn.steps, Step("j1", "Joined", kind="and_join")),
            links=(*joined, Link("x1", "c12", "j1"), Link("x2", "j1", "c13")),
        ),
        "'Joined' (j1) joins parallel work, but no step before it splits it",
    )
    yield "no exit", made(links=corrections(1.0)), "This loop never ends: 'Review structure and code' (c9)"
    yield "probability", made(links=corrections(1.4)), "'Review structure and code' (c9) has probability 1.4"
    yield (
        "negative",
        made(steps=step("c9", process_time=Duration(-70.0))),
        "'Review structure and code' (c9) is negative",
    )
    yield "demand", made(demand=replace(event.demand, units_per_year=0.0)), "The demand is zero"
    yield "calendar", made(calendar=calendar), "The calendar has no hours"
    yield (
        "overload",
        made(demand=replace(event.demand, units_per_year=6000.0)),
        "Permit technician: 134.2% loaded",
    )
    yield (
        "no pool",
        made(steps=step("c9", role="GHOST")),
        "'Review structure and code' (c9) is done by 'GHOST'",
    )


WRONG = ("unreachable", "join without split", "no exit", "probability", "negative", "demand", "calendar", "overload",
         "no pool")  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_each_bad_input_is_named_in_the_window_and_the_rest_is_shown(page, session, qtbot, what):
    wrong, said = next((event, said) for name, event, said in _wrong_events(session.event) if name == what)
    session.swap(wrong)
    page.flow.open_panel("capacity")
    found = page.flow.panel("capacity")
    labels = [found.side.itemAt(n).widget() for n in range(found.side.count())]
    texts = [label.text() for label in labels if hasattr(label, "text")]
    assert any(said in text for text in texts), texts
    if what == "overload":
        assert "Plans examiner is the bottleneck: 287" in found.sentence.text()
    for key in ("what-if", "simulate", "money", "waste"):
        page.flow.open_panel(key)
        assert page.flow.panel(key).sentence.text()
    lead = page.strip.cards[0]
    assert any(digit in lead.accessibleName() for digit in "123456789")  # the lead time is still there
    simulate = page.flow.panel("simulate")
    simulate.form.lines["replications"].setText("1")
    simulate.form.lines["days"].setText("20")
    simulate.run()
    qtbot.waitUntil(lambda: simulate.job is None, timeout=20_000)
    words = simulate.sentence.text()
    if what in ("demand", "calendar"):
        assert words.startswith("A simulation needs a")
    elif what == "overload":
        assert words.startswith("Plans examiner is loaded at 287")  # the worst first
    else:
        assert simulate.found is not None


# --- what if ---------------------------------------------------------------------------------------


def test_a_typed_value_moves_the_numbers_and_nothing_is_written(panel, session, qtbot, type_in):
    found = panel("what-if")
    found.choose((("step", "c9"),))
    before = session.event
    wait = line(found, "wait")
    type_in(qtbot, wait.field, "3bd", enter=False)  # at once, before Enter
    assert session.event is before
    assert found.trial.values == {("wait", "c9"): Duration(3.0, "bd")}
    tried = found.trial.event_with(before, session.map)
    assert found.then["lead_time_expected_min"].value == metrics(tried, "current").value(
        "lead_time_expected_min"
    )
    # 45% come back, so the step is visited 1 / 0.55 times: 5 business days less at each
    now, then = (f["lead_time_expected_min"].value for f in (found.now, found.then))
    assert now - then == pytest.approx(5 * 480.0 / 0.55)
    assert "instead of 62.6 bd" in found.sentence.text()
    assert found.then["lead_time_p85_min"].value < found.now["lead_time_p85_min"].value


def test_the_load_of_one_role_is_compared_with_itself_only(panel, session, qtbot, type_in):
    found = panel("what-if")
    type_in(qtbot, line(found, "people", "PE").field, "20")
    said = found.sentence.text()
    assert "Plans examiner falls from 114.8% to 17.2%; the next bottleneck is " in said, said
    assert "instead of 114.8%" not in said


def test_sliders_turn_by_keyboard_and_come_back(panel, session, qtbot):
    found = panel("what-if")
    found.choose((("step", "c9"),))
    process = line(found, "process_time")
    process.slider.setFocus()
    qtbot.keyClick(process.slider, Qt.Key.Key_Left)
    assert found.trial.values[("process_time", "c9")] == Duration(66.5, "min")
    assert process.field.text() == "66.5 min"
    assert found.then["labour_cost_per_unit_usd"].value < found.now["labour_cost_per_unit_usd"].value
    assert found.then["utilisation"].value < found.now["utilisation"].value
    qtbot.keyClick(process.slider, Qt.Key.Key_Right)
    assert not found.trial.values  # exactly the present value again
    assert not found.keep.isEnabled()


def test_what_cannot_be_read_is_told_and_changes_nothing(panel, session, qtbot, type_in):
    found = panel("what-if")
    found.choose((("step", "c9"),))
    share = line(found, "share")
    type_in(qtbot, share.field, "150")
    assert "between 0 and 100%, not 150%" in share.problem.text()
    assert "corrections" in share.problem.text()
    demand = line(found, "demand")
    type_in(qtbot, demand.field, "0")
    assert "Nothing arrives without demand" in demand.problem.text()
    wait = line(found, "wait")
    type_in(qtbot, wait.field, "soon")
    assert "soon" in wait.problem.text()
    assert not found.trial.values


def test_kept_as_a_scenario_is_one_undoable_edit(panel, session, page, qtbot, type_in):
    found = panel("what-if")
    found.choose((("step", "c9"),))
    type_in(qtbot, line(found, "share").field, "20%")
    type_in(qtbot, line(found, "wait").field, "2bd")
    type_in(qtbot, line(found, "people").field, "4")
    before, count = session.event, session.stack.count()
    assert found.then["utilisation"].value < found.now["utilisation"].value
    found.keep.click()
    assert session.stack.count() == count + 1
    made = session.event.maps[-1]
    assert session.map_id == made.id
    assert made.name == "What if 1"
    assert made.step("c9").wait == Duration(2.0, "bd")
    assert next(x for x in made.links if x.label == "corrections").probability == pytest.approx(0.2)
    assert "People, Plans examiner: 3 → 4" in made.notes[-1].text  # people belong to the event
    assert session.event.role("PE").fte == 3.0
    assert session.event.maps[0] is before.maps[0]
    session.undo()
    assert session.event.maps == before.maps
    assert session.map is not None


def test_applied_to_the_map_writes_people_too_and_is_undone_at_once(panel, session, qtbot, type_in):
    found = panel("what-if")
    found.choose((("step", "c9"),))
    type_in(qtbot, line(found, "process_time").field, "60")
    type_in(qtbot, line(found, "people").field, "4")
    found.apply.click()
    assert session.map.step("c9").process_time == Duration(60.0, "min")
    assert session.event.role("PE").fte == 4.0
    assert not found.trial.values
    session.undo()
    assert session.map.step("c9").process_time == Duration(70.0, "min")
    assert session.event.role("PE").fte == 3.0


def test_tried_values_are_taken_back_and_survive_other_edits(panel, session, qtbot, type_in):
    found = panel("what-if")
    found.choose((("step", "c9"),))
    type_in(qtbot, line(found, "wait").field, "2bd")
    type_in(qtbot, line(found, "process_time").field, "60")
    session.do(Set("maps/current/steps/c1/process_time", Duration(10.0)))
    found.refresh()
    assert len(found.trial.values) == 2
    found.take_back(("wait", "c9"))
    assert set(found.trial.values) == {("process_time", "c9")}
    found.over.click()
    assert not found.trial.values
    assert found.sentence.text().startswith("Turn a knob")


def test_several_selected_steps_scale_together(panel, session, qtbot, type_in):
    found = panel("what-if")
    session.select([("step", "c6"), ("step", "c9")])
    scale = line(found, "scale_wait")
    type_in(qtbot, scale.field, "50%")
    assert found.trial.values == {("wait", "c6"): Duration(20.0, "h"), ("wait", "c9"): Duration(32.0, "h")}


def test_a_step_without_times_can_be_tried(panel, session, qtbot):
    session.do(Set("maps/current/steps/c9/wait", None))
    found = panel("what-if")
    found.choose((("step", "c9"),))
    wait = line(found, "wait")
    wait.slider.setValue(10)  # a quarter of two business days
    assert found.trial.values[("wait", "c9")].minutes(session.event.calendar) == pytest.approx(240.0)
