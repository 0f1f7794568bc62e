"""Capacity and What if: opened, typed, turned, kept, undone; bad input of every kind in the window."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from leanbench.event.changes import PutDataset, SetField, SetRole, SetStep
from leanbench.event.records import Calendar, Column, Dataset, Event, Link, Map, Step
from leanbench.flow.capacity_reading import read_capacity
from leanbench.flow.loads import workload
from leanbench.flow.measures import metrics
from leanbench.schema import replace
from leanbench.ui.map.trial import Knob, Trial, friendly, knobs, scaled, share_values, value_text
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
    # utilisation = work per unit and person / takt (both of the same open time)
    stack = next(stack for stack in found.reading.role_stacks if stack.key == "PE")
    assert stack.height / takt == pytest.approx(bars["PE"].value)
    assert "Plans examiner 57.4 min, above takt" in found.chart.picture.alt
    assert "Below 85% with 5 people" in found.reading.advice
    found.by.buttons["steps"].click()
    assert found.bars.bars[0].key == "c9"


def test_capacity_lists_line_balance_pitch_and_epei(panel, session, qtbot):
    session.do(SetField("demand.pack", 5.0))
    session.do(SetStep("current", "c9", "changeover", Duration(20.0)))
    session.do(SetStep("current", "c9", "kinds", 4.0))
    found = panel("capacity")
    found.rest.buttons["figures"].click()
    names = [figure.quantity.name for figure in found.figures.figures if figure.quantity]
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
    assert "±" in form.lines["process_time"].text()
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
    session.do(PutDataset(Dataset("waits", "Waits", (Column("days taken", "duration", "min"),), text)))
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
    form.rule.setCurrentIndex(form.rule.findData("inventory_only"))
    form.rule.activated.emit(form.rule.currentIndex())
    assert session.map.lead_time_rule == "inventory_only"
    assert "Learning to See" in form.rule_words.text()
    assert form.supply.isEnabled()
    assert metrics(session.event).value("lead_time_expected_min") < before
    by_demand = metrics(session.event).value("lead_time_expected_min")
    form.supply.setCurrentIndex(form.supply.findData("next_step"))
    form.supply.activated.emit(form.supply.currentIndex())
    assert metrics(session.event).value("lead_time_expected_min") != by_demand
    session.undo()
    session.undo()
    assert form.rule.currentData() == "sum_lt"


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
    session.do(SetField("demand.units_per_year", None))
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
    session.do(SetRole("PE", "fte", None))
    found = panel("capacity")
    gap = next(gap for gap in found.reading.gaps if gap.kind == "people")
    assert gap.item == "PE"
    assert found.reading.sentence.startswith("Permit technician is the bottleneck: 53.7% loaded")


def test_bad_input_is_named_and_the_rest_computed(office):
    steps = office().maps[0].steps
    lonely = Step("x", "Stray", role="C", process_time=Duration(5.0))
    nobody = replace(steps[1], role="GHOST")
    event = office(steps=(steps[0], nobody, steps[2], lonely), links=(
        Link("1", "a", "b"), Link("2", "b", "c", probability=1.4), Link("3", "c", "b", "rework", 1.0),
    ))  # fmt: skip
    found = read_capacity(event, event.maps[0])
    texts = " ".join(trouble.text for trouble in found.troubles)
    assert "No case reaches 'Stray' (x)" in texts
    assert "A link out of 'Check' (b) has probability 1.4" in texts
    assert "This loop never ends" in texts
    assert "'Check' (b) is done by 'GHOST', who is in no pool of people" in texts
    assert any("“GHOST” is in no pool of people" in gap.text for gap in found.gaps)
    assert found.roles  # the clerk's load is still there
    zero = office(demand=0.0)
    assert read_capacity(zero, zero.maps[0]).sentence.startswith("The demand is zero")
    closed = office(calendar=replace(Calendar(), minutes_open_per_day=0.0))
    assert "no open time" in read_capacity(closed, closed.maps[0]).sentence
    empty = Event(maps=(Map("current"),))
    assert read_capacity(empty, empty.maps[0]).sentence.startswith("There are no steps yet")


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


def test_overload_is_named_with_the_growth_of_the_backlog(office):
    event = office(fte=1.0, demand=9600.0)  # 38.4 a day x 60 min = 2,304 min of 480
    found = read_capacity(event, event.maps[0])
    assert "480% loaded, more work arrives than 1 person can do" in found.sentence
    assert "grows by 30.4 hours of work a day" in found.sentence


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
    session.do(SetStep("current", "c1", "process_time", Duration(10.0)))
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


def test_a_trial_forgets_what_is_gone(office):
    event = office()
    drawn = event.maps[0]
    trial = Trial()
    trial.put(event, drawn, Knob("wait", "b", "Wait before", drawn.step("b").wait), Duration(2.0, "bd"))
    smaller = replace(drawn, steps=drawn.steps[:1])
    assert trial.prune(event, smaller) == 1
    assert not trial.values


def test_a_step_without_times_can_be_tried(panel, session, qtbot):
    session.do(SetStep("current", "c9", "wait", None))
    found = panel("what-if")
    found.choose((("step", "c9"),))
    wait = line(found, "wait")
    wait.slider.setValue(10)  # a quarter of two business days
    assert found.trial.values[("wait", "c9")].minutes(session.event.calendar) == pytest.approx(240.0)


@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=5),
    st.floats(0.0, 1.0),
    st.booleans(),
)
@settings(max_examples=50, deadline=None)
def test_shares_out_of_a_step_still_add_up(weights, tried, blank):
    total = sum(weights) * (1.25 if blank else 1.0)
    links = [Link(str(n), "a", "b", "flow", w / total) for n, w in enumerate(weights)]
    if blank:
        links.append(Link("rest", "a", "c"))
    drawn = Map("current", steps=(Step("a"), Step("b"), Step("c")), links=tuple(links))
    found = share_values(drawn, "a", {"0": tried})
    shares = [found.get(link.id, link.probability) for link in links if link.probability is not None]
    assert found["0"] == tried
    assert all(share >= -1e-12 for share in shares)
    if blank:
        assert sum(shares) <= 1.0 + 1e-9  # the blank way takes what is left
    else:
        assert sum(shares) == pytest.approx(1.0)


def test_a_fitted_time_scales_with_its_spread_and_is_no_longer_data():
    time = Duration(20.0, "min", shape="gamma", sd=8.0, source="a column")
    assert scaled(time, 0.5) == Duration(10.0, "min", shape="gamma", sd=4.0)
    assert scaled(time, 1.0) == time
    assert friendly(time, Calendar()) == time
    assert value_text("process_time", time) == "20±8 min gamma"


def test_other_branches_give_way_and_show_it(office):
    event = office(links=(
        Link("1", "a", "b", probability=0.6), Link("2", "a", "c", probability=0.4), Link("3", "b", "c"),
    ))  # fmt: skip
    drawn = event.maps[0]
    trial = Trial()
    first, second = (knob for knob in knobs(event, drawn, [("link", "1")]) if knob.kind == "share")
    trial.put(event, drawn, first, 80.0)
    assert trial.get(drawn, second) == 20.0
    tried = trial.event_with(event, drawn)
    assert [link.probability for link in tried.maps[0].links] == [0.8, pytest.approx(0.2), None]
    assert metrics(tried, "current").troubles == ()


def test_values_read_as_people_say_them(office):
    calendar = Calendar()
    assert friendly(Duration(64.0, "h"), calendar) == Duration(8.0, "bd")
    assert friendly(Duration(70.0, "min"), calendar) == Duration(70.0, "min")
    assert scaled(Duration(15.0, "min", 10.0, 40.0), 0.5) == Duration(7.5, "min", 5.0, 20.0)
    assert value_text("share", 37.5) == "37.5%"
    event = office()
    assert [knob.kind for knob in knobs(event, event.maps[0], [("role", "C")])] == ["people", "demand"]
