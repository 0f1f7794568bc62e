"""Work got back, thrown away, and brought together with what somebody else has written meanwhile: nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from leanbench.event.changes import AddStep, Set
from leanbench.event.event_file import open_event, save_event
from leanbench.event.records import Step
from leanbench.schema import replace
from leanbench.ui.window import recovery
from leanbench.ui.window.recovery import in_trash, recoverable


@pytest.fixture
def saved(window, session, tmp_path, monkeypatch):
    """A new event with two steps, saved as permit.lean; questions about unsaved work are answered with no."""
    monkeypatch.setattr("leanbench.ui.window.files.ask_unsaved", lambda *_args: "drop")
    window.files.new()
    session.do(Set("header/title", "Permit"))
    session.do(AddStep("current", Step("s1", "Check packet")))
    session.do(AddStep("current", Step("s2", "Review")))
    path = tmp_path / "permit.lean"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(path), ""))
    assert window.files.save()
    return path


def note(session, step):
    return next(item.note for item in session.event.map("current").steps if item.id == step)


def killed(session):
    """What a kill at this moment leaves beside the session that goes on."""
    assert session.journal.flush()
    left = session.journal.folder.with_name(f"{session.journal.folder.name}-killed")
    shutil.copytree(session.journal.folder, left)
    about = left / "session.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "birth": "another start/1"}))
    return left


def edit(path, **changes):
    """A colleague works on the file: one field of the header by name, or the note of a step by its id."""
    opened = open_event(path)
    chart = opened.root.map("current")
    steps = tuple(replace(step, note=changes.get(step.id, step.note)) for step in chart.steps)
    header = {name: value for name, value in changes.items() if hasattr(opened.root.header, name)}
    event = replace(
        opened.root, maps=(replace(chart, steps=steps),), header=replace(opened.root.header, **header)
    )
    save_event(event, path, opened.stamp)


def press(window, words):
    dict(window.bar.message.buttons)[words]()


# --- a colleague was there meanwhile -------------------------------------------------------------


def test_work_got_back_never_writes_over_what_a_colleague_saved_meanwhile(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    killed(session)
    window.files.load(saved)
    window.files.new()
    edit(saved, s2="theirs", agency="County")
    (found,) = recoverable(session)
    found.restore()
    assert "was changed by someone else since" in window.bar.label.text()
    assert not window.files.save()
    assert "has not been written over" in window.bar.label.text()
    assert open_event(saved).root.header.agency == "County"
    press(window, "Compare")
    shown = window.sharing.list
    lines = [
        [shown.tree.topLevelItem(0).child(row).text(column) for column in (0, 2)]
        for row in range(shown.tree.topLevelItem(0).childCount())
    ]
    assert ["Maps › Current state › Steps › Review › Note", "“theirs”"] in lines
    assert note(session, "s2") == ""  # only shown
    assert not shown.mine.isVisible()
    next(button for button in shown.findChildren(QPushButton) if button.text() == "Merge").click()
    assert (note(session, "s1"), note(session, "s2")) == ("mine", "theirs")
    assert "Nothing is left to decide" in window.bar.label.text()
    press(window, "Save")
    both = open_event(saved).root
    assert [step.note for step in both.map("current").steps] == ["mine", "theirs"]
    assert both.header.agency == "County"
    assert not session.modified


def test_a_merge_that_is_undone_has_not_taken_theirs_over(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    edit(saved, s2="theirs")
    assert not window.files.save()
    press(window, "Merge")
    assert note(session, "s2") == "theirs"
    session.undo()
    session.do(Set("maps/current/steps/s1/note", "mine again"))
    assert not window.files.save()
    assert open_event(saved).root.map("current").steps[1].note == "theirs"
    press(window, "Merge")
    assert (note(session, "s1"), note(session, "s2")) == ("mine again", "theirs")
    assert window.files.save()
    assert [step.note for step in open_event(saved).root.map("current").steps] == ["mine again", "theirs"]


def test_the_same_place_changed_by_both_is_decided(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    edit(saved, s1="theirs")
    assert not window.files.save()
    press(window, "Merge")
    assert "1 place to decide" in window.bar.label.text()
    assert window.files.save()
    assert open_event(saved).root.conflicts[0].theirs == "theirs"


def test_a_file_that_only_says_the_same_can_be_saved_over(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    edit(saved, s1="mine")
    assert not window.files.save()
    press(window, "Compare")
    assert "nothing" in window.bar.label.text()
    assert window.sharing.merge_with_file()
    assert window.files.save()


def test_a_removed_file_is_brought_back_only_when_asked(window, session, saved, tmp_path):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    saved.rename(tmp_path / "elsewhere.lean")
    assert not window.files.save()
    assert "“permit.lean” is no longer in" in window.bar.label.text()
    assert not saved.exists()
    assert session.modified
    press(window, "Save it there again")
    assert open_event(saved).root.map("current").steps[0].note == "mine"


@pytest.mark.parametrize("happened", ["removed", "damaged"])
def test_work_whose_file_is_gone_or_broken_comes_back_all_the_same(window, session, saved, happened):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    killed(session)
    window.files.new()
    if happened == "removed":
        saved.unlink()
    else:
        saved.write_bytes(saved.read_bytes()[:200])
    (found,) = recoverable(session)
    found.restore()
    assert note(session, "s1") == "mine"
    assert ("There is no file" if happened == "removed" else "damaged") in window.bar.label.text()
    assert session.document.path is None  # Save asks where


def test_work_of_a_file_of_a_newer_leanbench_stays_read_only(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    killed(session)
    window.files.new()
    data = {"leanbench_event": 99, "header": {"title": "Permit"}, "from_the_future": [1]}
    saved.write_text(json.dumps(data))
    (found,) = recoverable(session)
    found.restore()
    assert "newer leanbench" in session.read_only


def test_work_of_an_earlier_leanbench_goes_by_the_time_of_its_file(window, session, saved):
    """Its journal did not say how the file looked: a file older than the session is the one it began with."""
    session.do(Set("maps/current/steps/s1/note", "mine"))
    left = killed(session)
    window.files.new()
    about = json.loads((left / "session.json").read_text())
    (left / "session.json").write_text(json.dumps({**about, "stamp": None}))
    again = left.with_name("20260309-again")
    shutil.copytree(left, again)
    first, second = recoverable(session)
    first.restore()
    assert window.files.save()
    window.files.new()
    second.restore()
    assert "was changed by someone else since" in window.bar.label.text()


# --- thrown away, closed, killed again -----------------------------------------------------------


def test_thrown_away_work_can_be_got_back_from_home(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    killed(session)
    window.files.new()
    window.show_page("home")
    home = window.page("home")
    throw = next(button for button in home.findChildren(QPushButton) if button.text() == "Throw away")
    throw.click()
    assert "got back from the bottom of Home for 30 days" in window.bar.label.text()
    assert recoverable(session) == []
    QApplication.processEvents()
    assert "Thrown away" in [label.text() for label in home.findChildren(QLabel)]
    (found,) = in_trash(session)
    assert found.title == "Permit"
    back = [button for button in home.findChildren(QPushButton) if button.text() == "Get it back"]
    back[-1].click()
    assert note(session, "s1") == "mine"
    assert in_trash(session) == []
    assert window.files.save()


def test_work_killed_after_its_save_is_not_offered(window, session, saved):
    """The file holds all of it: proved, and the folder goes."""
    session.do(Set("maps/current/steps/s1/note", "mine"))
    left = killed(session)
    assert window.files.save()
    assert recoverable(session) == []
    assert not left.exists()


def test_work_got_back_and_killed_again_is_offered_again(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    killed(session)
    window.files.new()
    (found,) = recoverable(session)
    found.restore()
    killed(session)
    edit(saved, s2="theirs")
    window.files.new()
    (again,) = recoverable(session)
    again.restore()
    assert "Recovered with 1 edit" in window.bar.label.text()
    assert "changed by someone else" in window.bar.label.text()
    assert note(session, "s1") == "mine"
    press(window, "Merge")
    assert note(session, "s2") == "theirs"


def test_closing_leaves_no_folder(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    assert session.journal.flush()
    assert list(session.places.recovery.iterdir())
    window.files.close()
    assert list(session.places.recovery.iterdir()) == []


# --- the disk -----------------------------------------------------------------------------------


def test_a_busy_disk_stops_nobody_and_is_said_in_the_status_bar(window, session, saved, monkeypatch, qtbot):
    free = threading.Event()
    real = os.fsync
    monkeypatch.setattr(recovery, "SLOW_S", 0.1)
    monkeypatch.setattr(os, "fsync", lambda handle: (free.wait(60), real(handle)))
    session.do(Set("maps/current/steps/s1/note", "mine"))
    assert session.journal.is_behind  # and the edit is there
    qtbot.waitUntil(lambda: "Disk busy" in window.status.kept.text(), timeout=10_000)
    free.set()
    qtbot.waitUntil(lambda: window.status.kept.text() == "", timeout=10_000)
    assert not session.journal.is_behind


def test_trouble_of_the_writing_thread_reaches_the_person(window, session, saved, monkeypatch, qtbot):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    session.do(Set("maps/current/steps/s1/note", "mine"))
    qtbot.waitUntil(lambda: "Save to be safe" in window.bar.label.text(), timeout=10_000)
    monkeypatch.undo()
    qtbot.waitUntil(lambda: not session.journal.is_behind, timeout=10_000)
    assert session.journal.problem == ""


def test_the_promise_stands_where_unsaved_work_is_marked(window, session, saved):
    session.do(Set("maps/current/steps/s1/note", "mine"))
    assert "kept for recovery within a second" in window.top.mark.toolTip()


# --- a synchronized folder ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "permit-LAPTOP7.lean",
        "permit (Ann's conflicted copy 2026-01-05).lean",
        "permit (conflicted copy 2026-01-05 101010).lean",
        "permit.sync-conflict-20260105-101010-ABCDEFG.lean",
        "permit 2.lean",
        "permit (1).lean",
    ],
)
def test_a_version_that_a_sync_program_left_is_told_and_merged(window, session, saved, name):
    other = saved.with_name(name)
    other.write_bytes(saved.read_bytes())
    edit(other, s2="theirs")
    window.files.load(saved)
    assert f"“{name}” beside this file is another version of this event" in window.bar.label.text()
    press(window, f"Merge “{name}”")
    assert note(session, "s2") in ("", "theirs")
    assert session.event.conflicts or note(session, "s2") == "theirs"


def test_what_only_looks_like_one_is_not_told(window, session, saved, tmp_path, monkeypatch):
    (tmp_path / "permit-LAPTOP8.lean").write_text("no event")
    stranger = tmp_path / "permit (1).lean"
    event = open_event(saved).root
    save_event(replace(event, header=replace(event.header, id="another", title="Other")), stranger)
    for name in ("permit - Kim.lean", "permit-final.lean", "permit-2026.lean", "permitted 2.lean"):
        (tmp_path / name).write_bytes(saved.read_bytes())
        edit(tmp_path / name, s2="another day")
    window.files.load(saved)
    assert "another version" not in window.bar.label.text()


def test_the_other_spelling_of_a_link_is_the_same_file(window, session, saved, tmp_path):
    link = tmp_path / "link.lean"
    link.symlink_to(saved)
    window.files.load(link)
    session.do(Set("maps/current/steps/s1/note", "through the link"))
    assert window.files.save()
    assert link.is_symlink()
    assert open_event(saved).root.map("current").steps[0].note == "through the link"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the script forks")
def test_the_window_killed_again_and_again_loses_nothing_that_is_promised():
    """A part of `scripts/torture.py`, with the kills that the library's own part in the core tests has not."""
    script = Path(__file__).parents[2] / "scripts" / "torture.py"
    ran = subprocess.run(
        [sys.executable, str(script), "--kills", "3", "--windows", "3", "--seed", "8"],
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "NOTHING THAT IS PROMISED WAS LOST." in ran.stdout
