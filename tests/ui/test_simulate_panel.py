"""The Simulate panel: run, stopped, compared with another state; what it is told and what cannot be read."""

from __future__ import annotations

from leanbench.event.changes import Set
from leanbench.words.durations import Duration


def run(panel, qtbot, replications="3", seed="7", days="60"):
    """Run to the end."""
    panel.form.lines["replications"].setText(replications)
    panel.form.lines["seed"].setText(seed)
    panel.form.lines["days"].setText(days)
    panel.run()
    qtbot.waitUntil(lambda: panel.job is None, timeout=20_000)


def test_simulate_shows_lead_times_queues_and_three_estimates(panel, session, qtbot):
    found = panel("simulate")
    found.form.lines["due"].setText("30 bd")
    run(found, qtbot)
    assert found.found.replications == 3
    shown = found.picture.picture
    assert sum(int(row[2].replace(",", "")) for row in shown.table.rows) == len(found.found.lead_times)
    assert shown.alt.startswith(f"{len(found.found.lead_times):,} cases. 50%: ")
    assert [bar.key for bar in found.compared.bars] == ["typed", "queueing", "simulated"]
    assert found.compared.bars[1].words == "none"  # overloaded: no steady value
    assert "more work arrives than" in found.why.text()
    assert "Plans examiner is loaded at" in found.sentence.text()
    assert found.list.bars[0].key == "c9"  # the longest queue
    found.by.buttons["load"].click()
    assert found.list.bars[0].label == "Plans examiner"
    assert "seed 7" in found.about.text()
    found._explain_percentiles()
    assert found.explainer.card.isVisible()
    found.explainer.card.close()


def test_same_seed_same_numbers(panel, session, qtbot):
    found = panel("simulate")
    run(found, qtbot)
    first = found.found.lead_times.copy()
    run(found, qtbot)
    assert (found.found.lead_times == first).all()
    run(found, qtbot, seed="8")
    assert len(found.found.lead_times) != len(first) or (found.found.lead_times != first).any()


def test_stopping_shows_what_there_is(panel, session, qtbot):
    found = panel("simulate")
    found.form.lines["replications"].setText("1000")
    found.form.lines["days"].setText("60")
    found.button.click()
    assert found.button.text() == "Stop and show"
    qtbot.waitUntil(lambda: len(found.path) >= 2, timeout=20_000)  # early results came in
    assert "Replication" in found.about.text()
    found.button.click()
    qtbot.waitUntil(lambda: found.job is None, timeout=20_000)
    assert found.found.cancelled
    assert 2 <= found.found.replications < 1000
    assert "stopped early, 1000 were planned" in found.about.text()
    assert found.button.text() == "Run"


def test_cancelling_at_the_bottom_drops_the_run(panel, session, qtbot):
    found = panel("simulate")
    found.form.lines["replications"].setText("1000")
    found.run()
    found.job.cancel()
    qtbot.waitUntil(lambda: found.job is None, timeout=5_000)
    assert found.sentence.text().startswith("Stopped.")
    assert found.found is None


def test_a_result_is_dropped_when_the_map_moved_on(panel, session, qtbot):
    found = panel("simulate")
    found.form.lines["replications"].setText("1000")
    found.run()
    session.do(Set("maps/current/steps/c9/process_time", Duration(50.0)))
    qtbot.waitUntil(lambda: found.job is None, timeout=5_000)
    assert "was dropped" in found.sentence.text()
    assert found.found is None
    run(found, qtbot)
    assert found.found is not None
    session.do(Set("maps/current/steps/c9/process_time", Duration(45.0)))
    qtbot.waitUntil(lambda: "before your last edit" in found.about.text())


def test_a_run_is_dropped_too_when_another_panel_is_in_front(panel, page, session, qtbot):
    found = panel("simulate")
    found.form.lines["replications"].setText("30")
    found.form.lines["days"].setText("60")
    found.run()
    page.flow.open_panel("capacity")
    session.do(Set("maps/current/steps/c9/process_time", Duration(50.0)))
    qtbot.waitUntil(lambda: found.job is None, timeout=20_000)
    assert "was dropped" in found.sentence.text()


def test_what_cannot_be_simulated_is_said(panel, session, qtbot):
    found = panel("simulate")
    found.form.lines["replications"].setText("many")
    found.run()
    assert found.job is None
    assert found.form.problem.text().startswith("Replications:")
    session.do(Set("demand/units_per_year", 0.0))
    run(found, qtbot)
    assert "needs a demand per year above zero" in found.sentence.text()


def test_more_settings_reach_the_simulation(panel, session, qtbot, type_in):
    found = panel("simulate")
    more = found.form.more
    found.form.more_button.click()
    assert more.isVisible()
    type_in(qtbot, more.lines["precision"], "40", enter=False)
    type_in(qtbot, more.lines["patience"], "60 bd", enter=False)
    type_in(qtbot, more.lines["peaks"], "3 1", enter=False)
    type_in(qtbot, more.hours["CSH"], "1 0-6", enter=False)
    type_in(qtbot, more.first["c3"], "2", enter=False)
    more.start.setCurrentIndex(1)
    found.form.lines["replications"].setText("20")
    found.form.lines["days"].setText("60")
    found.run()
    qtbot.waitUntil(lambda: found.job is None, timeout=20_000)
    plan, result = found.plan, found.found
    assert plan.precision == 0.4
    assert plan.more["patience_min"] == 60 * 480.0
    assert plan.more["profile"] == (3.0, 1.0)
    assert plan.more["priorities"] == {"c3": 2}
    assert result.warm_up_days == 0  # a backlog burns down from the first day
    assert next(pool.people for pool in result.pools if pool.key == "CSH") == 0.75
    assert 5 <= result.replications < 20
    assert "enough for ± 40%" in found.about.text()
    assert found.pictures.currentIndex() == 1  # the burn-down
    assert len(found.days.picture.table.rows) == len(result.wip_by_day)
    words = [found.facts.itemAt(n).widget().text() for n in range(found.facts.count())]
    assert any("withdrawn" in text for text in words)
    found.form.more_button.click()
    assert found.form.more_button.text() == "More settings (6 set)"


def test_two_states_with_the_same_luck(panel, session, qtbot):
    session.show_map("future")
    found = panel("simulate")
    found.form.more.compare.setCurrentIndex(found.form.more.compare.findData("current"))
    run(found, qtbot)
    assert found.sentence.text().startswith("Against “Current state”: the mean lead time falls by ")
    assert "“Current state”: Plans examiner is loaded at 114.8%" in found.about.text()  # so it is not steady
    assert [bar.key for bar in found.compared.bars][2:] == ["simulated", "before", "change"]
    name = session.event.map(found.pair.before.map_id).name
    assert found.days.picture.table.headings[2] == name
    for key in ("before", "change"):
        found._explain_estimate(key)
        assert found.explainer.card.isVisible()
        found.explainer.card.close()


def test_further_settings_that_cannot_be_read_are_told(panel, session, qtbot):
    found = panel("simulate")
    more = found.form.more
    found.form.more_button.click()
    for field, text, said in (
        (more.lines["precision"], "200", "Stop at: type a percent above 0 and below 100."),
        (more.lines["patience"], "soon", "Withdrawn after: “soon” is not a time"),
        (more.lines["peaks"], "0 0", "Peaks of a day: “0 0”"),
        (more.hours["CSH"], "1 6-12", "Cashier: “1 6-12”: hours run from 0 to 8"),
        (more.first["c3"], "first", "Check packet is complete: "),
    ):
        field.setText(text)
        found.run()
        assert found.job is None
        assert said in found.form.problem.text()
        assert field.property("problem")
        assert more.isVisible()
        field.setText("")
    run(found, qtbot)
    assert not more.first["c3"].property("problem")


def test_the_pictures_are_put_in_the_report_with_their_run(panel, session, qtbot):
    found = panel("simulate")
    assert found.picture.menu.kept() is None  # nothing was played yet
    run(found, qtbot)
    found.picture.menu.toggle_report()
    (kept,) = session.event.pictures
    assert (kept.picture, kept.map) == ("lead-times", "current")
    assert (kept.options["seed"], kept.options["days"]) == (7, 60)
    from leanbench.maps.event_pictures import draw_picture

    again = draw_picture(session.event, kept.picture, kept.map, kept.options)
    assert again.alt == found.picture.picture.alt
    assert again.table == found.picture.picture.table
    found.days.menu.toggle_report()
    assert [one.picture for one in session.event.pictures] == ["lead-times", "in-process"]
    found.picture.menu.toggle_report()
    assert [one.picture for one in session.event.pictures] == ["in-process"]
    session.undo()
    assert len(session.event.pictures) == 2


def test_the_balance_is_put_in_the_report_as_it_is_shown(panel, session, qtbot):
    found = panel("capacity")
    found.by.buttons["steps"].click()
    found.chart.menu.toggle_report()
    assert [one.picture for one in session.event.pictures] == ["balance-steps"]
    assert found.chart.menu.in_report() == session.event.pictures[0].id
    found.by.buttons["roles"].click()
    assert found.chart.menu.in_report() is None
