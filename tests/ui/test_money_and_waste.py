"""The Money and the Quality and waste panel: typed, tagged, found, taken out, undone; every figure explained."""

from __future__ import annotations

from PySide6.QtCore import Qt

from leanbench.event.changes import Add
from leanbench.event.records import Event
from leanbench.schema import replace


def words(panel):
    """{name of a figure: its words}."""
    return {row.key: row.values[0] for row in panel.figures.rows if row.figures}


def test_money_shows_capacity_apart_from_budget_and_the_return(panel, session):
    found = panel("money")
    shown = words(found)
    assert shown["capacity_freed_fte"] == "5.01 FTE"
    assert shown["hard_savings_usd_per_year"] == "$54,200 a year"
    assert shown["npv_hard_only_usd"] == "$201,568"
    assert shown["discounted_payback_months_hard_only"] == "10.6 months"
    assert {"cost_of_poor_quality_usd_per_year@current", "cost_of_poor_quality_usd_per_year@future"} <= set(
        shown
    )
    assert "pay the cost back in 10.3 months" in found.sentence.text()
    for name in shown:
        found.figures.asked.emit(name)
        assert found.explainer.card.isVisible()
        found.explainer.card.close()


def test_rates_costs_and_savings_are_typed_and_undone(panel, session, qtbot, type_in):
    found = panel("money")
    type_in(qtbot, found.costs.fields["discount_rate_pct"], "10%")
    type_in(qtbot, found.costs.fields["horizon_years"], "3 years")
    type_in(qtbot, found.quality.fields["scrap_usd_per_year"], "$1,200")
    people = found.people.records
    found.people.records.put([(people.places["PE"], "loaded_rate_usd_h", "70")])
    event = session.event
    assert (event.benefits.discount_rate_pct, event.benefits.horizon_years) == (10.0, 3.0)
    assert event.benefits.scrap_usd_per_year == 1200.0
    assert event.role("PE").loaded_rate_usd_h == 70.0
    qtbot.waitUntil(lambda: words(found)["npv_hard_only_usd"] == "$88,135")
    savings = found.savings
    count = len(savings.records.records)
    savings.setFocus()
    savings.go(count, 0)
    qtbot.keyClicks(savings, "O")
    qtbot.keyClicks(savings.focusWidget(), "vertime ended")
    qtbot.keyClick(savings.focusWidget(), Qt.Key.Key_Tab)
    savings.records.put([(count, "amount", "5000")])
    new = session.event.benefits.hard_savings[-1]
    assert (new.what, new.kind, new.usd_per_year) == ("Overtime ended", "hard", 5000.0)
    for _ in range(3):
        session.undo()
    assert session.event.benefits.hard_savings == event.benefits.hard_savings
    assert session.event.role("PE").loaded_rate_usd_h == 62.0
    found.people.records.put([(people.places["PE"], "unpaid", "y")])
    assert session.event.role("PE").unpaid


def test_a_table_inside_a_panel_shows_all_its_rows_and_only_its_own(panel, session):
    found = panel("money")
    soft = replace(session.event.benefits.hard_savings[0], id="b-soft", kind="soft")
    high = found.savings.height()
    session.do(Add("benefits/rows", soft))
    assert "b-soft" not in found.savings.records.places
    session.do(Add("benefits/rows", replace(soft, id="b-hard", kind="hard")))
    assert "b-hard" in found.savings.records.places
    assert found.savings.height() > high


def test_what_cannot_be_read_in_money_is_told(panel, session, qtbot, type_in):
    found = panel("money")
    before = session.event
    line = found.costs.fields["supplies_usd"]
    for text, said in (("much", "is not a sum of money"), ("-5", "0 or more")):
        type_in(qtbot, line, text)
        assert said in found.costs.problems["supplies_usd"].text()
        assert line.property("problem")
        assert session.event is before
    type_in(qtbot, line, "")
    assert session.event.benefits.supplies_usd is None
    assert found.costs.problems["supplies_usd"].isHidden()


def test_one_state_and_an_empty_event(panel, page, session):
    money, waste = panel("money"), panel("waste")
    drawn = session.event.map("current")
    session.swap(Event(maps=(drawn,)))
    for found in (money, waste):
        found.refresh()
    assert money.sentence.text().startswith("Add a future state")
    assert words(money)["capacity_freed_fte"] == "–"
    assert waste.sentence.text().startswith("Each unit loses ")
    session.swap(Event())
    for found in (money, waste):
        found.refresh()
    assert not money.people.records.records


def test_wastes_in_both_name_sets_with_minutes_and_money(panel, session, qtbot):
    found = panel("waste")
    assert [bar.label for bar in found.bars.bars][:2] == ["Defects", "Overproduction"]
    assert "$166,954" in found.bars.bars[0].words
    found.names.buttons["timwoods"].click()
    assert session.event.header.waste_names == "timwoods"
    qtbot.waitUntil(lambda: [bar.label for bar in found.bars.bars][-1] == "Skills")
    assert "Overprocessing" in [box.text() for box in found.tags.boxes.values()]
    for bar in found.bars.bars:
        found.bars.asked.emit(bar.key)
        assert found.explainer.card.isVisible()
        found.explainer.card.close()
    session.undo()
    assert session.event.header.waste_names == ""


def test_steps_are_tagged_and_untagged(panel, session, qtbot):
    found = panel("waste")
    assert not found.tags.boxes["motion"].isEnabled()
    session.select([("step", "c1"), ("step", "c2")])
    found.tags.boxes["motion"].click()
    steps = {step.id: step.wastes for step in session.map.steps}
    assert any("motion" in word for word in steps["c1"])
    assert any("motion" in word for word in steps["c2"])
    qtbot.waitUntil(lambda: found.tags.boxes["motion"].isChecked())
    found.tags.boxes["motion"].click()
    assert not any("motion" in word for word in session.map.step("c1").wastes)
    session.undo()
    session.undo()
    assert session.map.step("c2").wastes == next(s for s in session.map.steps if s.id == "c2").wastes


def test_findings_of_the_walk_are_typed_and_taken_out(panel, session, qtbot):
    walk = panel("waste").walk
    count = len(session.event.wastes)
    walk.records.put([(count, "observation", "Two copies of the same form")])
    assert session.event.wastes[count].observation == "Two copies of the same form"
    walk.records.put([(count, "waste", "extra")])  # names are offered and may be shortened
    walk.records.put([(count, "step", "Sign off")])
    new = session.event.wastes[count]
    assert (new.waste, session.map.step(new.step).name) == ("Extra processing", "Sign off")
    walk.records.put([(count, "waste", "Walking about")])
    assert session.event.wastes[count].waste == "Walking about"
    walk.go(count, 0)
    qtbot.keyClick(walk, Qt.Key.Key_Delete)
    assert len(session.event.wastes) == count


def test_right_first_time_beside_the_wastes(panel, session):
    found = panel("waste")
    assert {"rolled_ca_pct", "normalised_ca_pct", "first_pass_probability_pct", "littles_law_check"} == set(
        words(found)
    )
    assert "Weakest: “Review structure and code” 55%" in found.remarks.text()
    found.figures.asked.emit("littles_law_check")
    assert found.explainer.card.isVisible()
    found.explainer.card.close()
