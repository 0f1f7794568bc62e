"""“Make a map of this log” in the real window: guessed, changed, folded, proved, made, undone."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from leanbench import resources
from leanbench.event.changes import Add, Set
from leanbench.flow.measures import metrics
from leanbench.tables import dataset, read
from leanbench.tables.logs import mined_event
from leanbench.tables.logs.follows import Variant
from leanbench.ui.data.log_panel import difference_text, kinds_of_ways, way_text
from leanbench.words.durations import Duration


def log_text(cases=90):
    """Cases that are received, checked (every third twice) and issued; one in thirty is refused."""
    rows = ["case,activity,timestamp,user"]
    for case in range(cases):
        way = [
            "Receive",
            "Check",
            *(["Ask", "Check"] if case % 3 == 0 else []),
            "Refuse" if case % 30 == 7 else "Issue",
        ]
        rows += [
            f"P{case:03d},{name},2026-{1 + case // 28:02d}-{1 + case % 28:02d} {8 + at}:{(case * 7) % 60:02d},Ann"
            for at, name in enumerate(way)
        ]
    return "\n".join(rows) + "\n"


@pytest.fixture
def page(window, session, settle):
    session.do(Add("datasets", dataset(read(log_text()), id="log", name="Log of permits")))
    window.show_page("data")
    window.activateWindow()
    settle()
    return window.page("data")


def said(page):
    """What stands below the choices: the counts, the proof, the ways, the notes."""
    widgets = [page.log.found.itemAt(at).widget() for at in range(page.log.found.count())]
    return [label.text() for label in widgets if isinstance(label, QLabel)]


def make(page, session, settle):
    session.actions.action("data.mine").trigger()
    settle()


def test_a_log_is_known_and_becomes_the_map_and_undo_takes_it_out(page, session, settle):
    assert page.side.parts.buttons["log"].isVisible()
    before = session.event
    make(page, session, settle)
    chosen = {role: page.log.form.fields[role].currentData() for role in ("case", "activity", "time")}
    assert chosen == {"case": "case", "activity": "activity", "time": "timestamp"}
    words = said(page)
    assert any(text.startswith("90 cases · 330 events") for text in words)
    assert any("held against" in text or "▲" in text for text in words)  # the proof, or why there is none
    assert page.log.preview.mined.reproduction_text in " ".join(words)
    assert any("Receive → Check → Issue" in text for text in words)
    assert session.event is before  # a look is no edit
    assert page.log.make.isEnabled()
    page.log.make.click()
    QApplication.processEvents()
    made = session.event.map("current")
    assert {"Receive", "Check", "Issue"} <= {step.name for step in made.steps}
    assert session.page == "map"
    session.undo()
    assert session.event.maps == before.maps
    assert session.event.datasets == before.datasets
    assert session.event.roles == before.roles


def test_a_newcomer_makes_the_map_of_the_sample_log_and_edits_it(window, session, settle):
    session.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("data")
    window.activateWindow()
    settle()
    page = window.page("data")
    page.show_dataset("event-log")
    settle()
    assert page.side.parts.buttons["log"].isVisible()
    make(page, session, settle)
    assert page.log.preview.mined.reproduction.is_reproduced
    text = page.log.preview.mined.reproduction_text
    assert text in said(page)  # without a caution
    assert text.count("inside") == 2
    assert page.log.target.currentData() == "log"  # the map the team drew stays
    current = session.event.map("current")
    page.log.make.click()
    settle()
    made = session.event.map("log")
    assert session.page == "map"
    assert session.event.map("current") is current
    review = next(step for step in made.steps if step.name == "Review structure and code")
    assert (review.role, review.wait.unit) == ("PE", "bd")
    before = metrics(session.event, "log").quantities["lead_time_expected_bd"]
    assert session.do(Set(f"maps/log/steps/{review.id}/wait", Duration(1.0, "bd"))) is None
    after = metrics(session.event, "log").quantities["lead_time_expected_bd"]
    assert after.value < before.value - 10
    session.undo()
    session.undo()
    assert {map_.id for map_ in session.event.maps} == {"current", "future"}


def test_the_slider_folds_by_keyboard_and_names_what_is_folded(page, session, settle, qtbot):
    make(page, session, settle)
    page.log.fold.setValue(0)
    qtbot.waitUntil(lambda: not page.log._later.isActive() and not session.tasks.busy(), timeout=20_000)
    names = {step.name for step in page.log.preview.mined.mined.map.steps}
    assert "Refuse" in names
    page.log.fold.setFocus()
    QTest.keyClick(page.log.fold, Qt.Key.Key_PageUp)
    assert page.log.fold_words.text() == "Fold what fewer than 1% of the cases have"
    assert not page.log.make.isEnabled()  # what is shown is not what would be made
    page.log.fold.setValue(100)
    qtbot.waitUntil(lambda: not page.log._later.isActive() and not session.tasks.busy(), timeout=20_000)
    assert "Refuse" not in {step.name for step in page.log.preview.mined.mined.map.steps}
    assert any("Refuse" in note for note in page.log.preview.mined.mined.notes)
    assert page.log.make.isEnabled()


def test_hours_and_columns_can_be_changed_and_nonsense_is_said(page, session, settle):
    make(page, session, settle)
    tick = page.log.form.fields["elapsed"]
    tick.click()
    settle()
    assert page.log.preview.clock is None
    activity = page.log.form.fields["activity"]
    activity.setCurrentIndex(activity.findData(""))
    activity.activated.emit(activity.currentIndex())
    settle()
    assert not page.log.make.isEnabled()
    assert any(text.startswith("▲") and "the activity" in text for text in said(page))


def test_long_work_can_be_canceled_before_it_runs_and_while_it_runs(
    window, page, session, settle, qtbot, monkeypatch
):
    session.actions.action("data.mine").trigger()
    assert page.log.busy.isVisible()
    page.log.stop.click()
    assert not page.log.busy.isVisible()
    settle()
    assert page.log.preview is None
    assert not page.log.make.isEnabled()
    assert said(page)[0].startswith("Stopped.")

    canceled, went_on = threading.Event(), []
    real = mined_event.to_map

    def slow(*given, **options):
        assert canceled.wait(20)
        return real(*given, **options)

    monkeypatch.setattr(mined_event, "to_map", slow)
    monkeypatch.setattr(mined_event, "reproduce", lambda *_given, **_options: went_on.append(1))
    again = next(button for button in page.log.findChildren(QPushButton) if button.text() == "Work it out")
    again.click()
    qtbot.waitUntil(lambda: page.log.bar.value() > 0 and bool(session.tasks.visible()), timeout=20_000)
    window.status.cancel.click()  # at the bottom of the window
    canceled.set()
    settle()
    assert not page.log.busy.isVisible()
    assert not went_on  # the worker left before the next stage
    assert page.log.preview is None
    assert said(page)[0].startswith("Stopped.")


def test_a_table_that_is_no_log_has_no_such_part(page, session, settle):
    session.do(
        Add("datasets", dataset(read("day,minutes\n2026-01-05,3\n2026-01-06,4\n"), id="d2", name="Minutes"))
    )
    page.show_dataset("d2")
    settle()
    assert not page.side.parts.buttons["log"].isVisible()


def test_a_way_is_told_by_its_difference_from_the_first():
    first = Variant(("Intake", "Review", "Issue"), 3, 0.5, 60.0)

    def told(*trace):
        return difference_text(Variant(trace, 1, 0.1, 1.0), first)

    assert (
        told("Intake", "Review", "Ask", "Review", "Ask", "Review", "Issue")
        == "as the first, with Review ×2 and Ask ×2"
    )
    assert told("Intake", "Issue") == "as the first, without Review"
    assert told("Intake", "Refuse") == "as the first, with Refuse, without Review and Issue"
    turned = Variant(("Review", "Intake", "Issue"), 2, 0.3, 60.0)
    short = Variant(("Intake", "Issue"), 4, 0.4, 60.0)
    assert kinds_of_ways([short, first, turned]) == [[first, turned], [short]]
    assert told("Open", "Look", "Close") == "Open → Look → Close"  # nothing in common


def test_a_way_is_written_short_with_its_repeats():
    way = Variant(("Intake", "Review", "Review", "Review", "Issue"), 3, 0.5, 60.0)
    assert way_text(way) == "Intake → Review ×3 → Issue"
    assert way_text(Variant(tuple("abcdefghijk"), 1, 0.1, 1.0)) == "a → b → c → d → e → f → … → k"
