"""Opening, saving and recovering in the window: one plain sentence for each trouble, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from leanbench.event import event_file as store
from leanbench.event.changes import AddStep, Set
from leanbench.event.records import Step
from leanbench.store import locks
from leanbench.ui.window.recovery import recoverable


@pytest.fixture
def saved(window, session, tmp_path, monkeypatch):
    """A new event with one step, saved as permit.lean."""
    window.files.new()
    session.do(Set("header/title", "Permit"))
    session.do(AddStep("current", Step("s1", "Check packet")))
    path = tmp_path / "permit.lean"
    choose(monkeypatch, path)
    assert window.files.save()
    return path


def choose(monkeypatch, path):
    """Answer the save dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(path), ""))


def test_save_and_open_again(window, session, saved):
    assert session.document.path == saved
    assert not session.modified
    assert window.top.mark.text() == "Saved"
    session.do(Set("maps/current/steps/s1/note", "x"))
    assert window.top.mark.text() == "Not saved"
    session.undo()
    assert not session.modified
    window.files.load(saved)
    assert session.event.map("current").steps[0].name == "Check packet"
    assert session.settings.recent[0] == str(saved)


def test_what_is_being_typed_is_saved_too(window, session, saved, qtbot):
    page = window.page("map")
    page.table.setFocus()
    page.table.go(0, 0, edit=True)
    from PySide6.QtWidgets import QApplication

    qtbot.keyClicks(QApplication.focusWidget(), "Check the whole packet")
    assert window.files.save()
    assert store.open_event(saved).root.map("current").steps[0].name == "Check the whole packet"


def test_the_first_save_of_a_file_of_an_earlier_leanbench_says_where_that_one_is(window, session, tmp_path):
    old = Path(__file__).parent.parent / "core" / "store" / "fixtures" / "schema-2.lean"
    path = tmp_path / "dog.lean"
    path.write_bytes(old.read_bytes())
    window.files.load(path)
    session.do(Set("header/agency", "City"))
    assert window.files.save()
    assert "stays beside it as “dog.old-schema-2.lean”" in window.bar.label.text()
    assert (tmp_path / "dog.old-schema-2.lean").read_bytes() == old.read_bytes()
    session.do(Set("header/agency", "County"))
    assert window.files.save()
    assert store.open_event(path).schema == store.EVENT.schema
    assert sorted(file.name for file in tmp_path.glob("*.lean")) == ["dog.lean", "dog.old-schema-2.lean"]


def test_not_an_event(window, session, tmp_path):
    path = tmp_path / "letter.lean"
    path.write_text("Dear Sir")
    assert not window.files.load(path)
    assert "not a leanbench event" in window.bar.label.text()
    assert path.read_text() == "Dear Sir"


def test_changed_on_disk_is_not_written_over(window, session, saved):
    other = store.open_event(saved).root
    time.sleep(0.01)
    from leanbench.schema import replace

    store.save_event(replace(other, header=replace(other.header, title="Theirs")), saved)
    session.do(Set("maps/current/steps/s1/note", "mine"))
    assert not window.files.save()
    assert "changed by someone else" in window.bar.label.text()
    assert store.open_event(saved).root.header.title == "Theirs"
    assert session.modified
    ways = ["Compare", "Merge", "Save as…", "Write over it"]
    assert [button[0] for button in window.bar.message.buttons] == ways


def test_locked_by_someone_opens_read_only_with_a_way_through(window, session, saved):
    window.files.new()
    lock = {"user": "Nguyen", "host": "elsewhere", "pid": 1, "time": "2026-03-09 10:00", "token": "x"}
    locks.lock_path(saved).write_text(json.dumps(lock))
    assert window.files.load(saved)
    assert "Nguyen" in session.read_only
    assert window.top.mark.text() == "Read-only"
    take = next(run for words, run in window.bar.message.buttons if words == "Take it over")
    take()
    assert session.read_only == ""
    session.do(Set("maps/current/steps/s1/note", "now mine"))
    assert window.files.save()


def test_a_stop_in_the_name_is_no_ending(window, session, saved, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "Permit v1.5")
    assert window.files.save_as()
    assert session.document.path == tmp_path / "Permit v1.5.lean"
    assert not (tmp_path / "Permit v1.5").exists()
    assert store.open_event(session.document.path).root.map("current").steps[0].name == "Check packet"
    choose(monkeypatch, tmp_path / "permit.JSON")
    assert window.files.save_as()
    assert json.loads((tmp_path / "permit.JSON").read_text())


def test_an_ending_we_added_does_not_write_over_a_file(window, session, saved, tmp_path, monkeypatch):
    other = tmp_path / "Permit v2.0.lean"
    other.write_bytes(b"theirs")
    choose(monkeypatch, tmp_path / "Permit v2.0")
    assert not window.files.save_as()
    assert "there already" in window.bar.label.text()
    assert other.read_bytes() == b"theirs"
    dict(window.bar.message.buttons)["Write over it"]()
    assert store.open_event(other).root.header.title == "Permit"


def test_save_as_onto_a_file_someone_has_open(window, session, saved, tmp_path, monkeypatch):
    other = tmp_path / "other.lean"
    other.write_bytes(saved.read_bytes())
    before = other.read_bytes()
    lock = {"user": "Nguyen", "host": "elsewhere", "pid": 1, "time": "2026-03-09 10:00", "token": "x"}
    locks.lock_path(other).write_text(json.dumps(lock))
    session.do(Set("maps/current/steps/s1/note", "mine"))
    choose(monkeypatch, other)
    assert not window.files.save_as()
    assert "Nguyen on elsewhere has “other.lean” open" in window.bar.label.text()
    assert other.read_bytes() == before
    assert session.document.path == saved
    assert locks.lock_path(saved).exists()
    dict(window.bar.message.buttons)["Write over it"]()
    assert store.open_event(other).root.map("current").steps[0].note == "mine"
    assert session.document.path == other
    assert json.loads(locks.lock_path(other).read_text())["token"] == window.files.lock.token
    assert not locks.lock_path(saved).exists()


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="root may write anywhere")
def test_read_only_folder(window, session, saved, tmp_path, monkeypatch):
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    choose(monkeypatch, folder / "x.lean")
    assert not window.files.save_as()
    assert "write-protected" in window.bar.label.text()


def test_no_such_folder_offers_another_place(window, session, saved, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "gone" / "x.lean")
    assert not window.files.save_as()
    assert "no folder" in window.bar.label.text()
    assert window.bar.message.buttons[0][0] == "Save as…"


def test_full_disk(window, session, saved, monkeypatch):
    import errno

    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    session.do(Set("maps/current/steps/s1/note", "x"))
    before = saved.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    assert not window.files.save()
    monkeypatch.undo()
    assert "is full" in window.bar.label.text()
    assert saved.read_bytes() == before
    assert session.modified


def test_leaving_asks_once(window, session, saved, monkeypatch):
    asked = []
    monkeypatch.setattr("leanbench.ui.window.files.ask_unsaved", lambda *_args: asked.append(1) or "stay")
    session.do(Set("maps/current/steps/s1/note", "x"))
    assert not window.files.may_leave()
    assert asked == [1]


KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from leanbench.event.changes import AddStep, Set
from leanbench.event.records import Step
from leanbench.ui.frame import settings, theme
from leanbench.ui.window.main_window import MainWindow
from leanbench.ui.frame.session import Session
app = QApplication([])
theme.load_fonts()
look = theme.Look("light")
look.apply(app)
window = MainWindow(Session(look, settings.places(), settings.Settings()))
window.show()
window.files.new()
window.session.do(Set("header/title", "Permit"))
for number in range(1, 6):
    window.session.do(AddStep("current", Step(f"s{number}", f"Step {number}")))
app.processEvents()
assert window.session.journal.flush()
print("ready", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_killed_work_is_offered_back(window, session, tmp_path, monkeypatch):
    environment = dict(os.environ, LEANBENCH_HOME=str(tmp_path / "home"), QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED)], env=environment, capture_output=True, timeout=60
    )
    assert done.returncode == -signal.SIGKILL
    assert b"ready" in done.stdout
    found = recoverable(session)
    assert [item.title for item in found] == ["Untitled event"] or [item.title for item in found] == [
        "Permit"
    ]
    window.show_page("home")
    found[0].restore()
    assert session.event.header.title == "Permit"
    assert [step.name for step in session.event.map("current").steps] == [f"Step {n}" for n in range(1, 6)]
    assert session.recovered
    assert session.modified
    assert window.top.mark.text() == "Recovered, not yet saved"
    assert recoverable(session) == []
    choose(monkeypatch, tmp_path / "back.lean")
    assert window.files.save()
    assert not session.modified
