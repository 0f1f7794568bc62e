"""Copies in the window: Save as is another event, copies go out and come back, what differs is decided by keys."""

from __future__ import annotations

import os
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from leanbench import resources
from leanbench.event.changes import AddStep, Set
from leanbench.event.event_file import open_event, save_event
from leanbench.event.records import Step
from leanbench.schema import replace
from leanbench.store.container import BASE
from leanbench.ui.window.recovery import recoverable


@pytest.fixture
def saved(window, session, tmp_path, monkeypatch):
    """A new event with two steps, saved as permit.lean."""
    window.files.new()
    session.do(Set("header/title", "Permit"))
    session.do(AddStep("current", Step("s1", "Check packet")))
    session.do(AddStep("current", Step("s2", "Review")))
    path = tmp_path / "permit.lean"
    choose(monkeypatch, path)
    assert window.files.save()
    return path


def killed(session):
    """The journal as a kill of the program at this moment would leave it."""
    assert session.journal.flush()
    folder = session.journal.folder
    left = folder.with_name(f"{folder.name}-killed")
    shutil.copytree(folder, left)
    about = left / "session.json"
    about.write_text(about.read_text().replace(f'"pid": {os.getpid()}', f'"pid": {2**22 + 1}'))


def choose(monkeypatch, path):
    """Answer both file dialogs."""
    for what in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, what, lambda *_args, **_more: (str(path), ""))


def given_out(window, folder, *names):
    """Copies of the open event, written by the dialog."""
    window.session.actions.action("file.give_out").trigger()
    dialog = next(child for child in window.children() if type(child).__name__ == "GiveOutDialog")
    dialog.folder = folder
    dialog.names.setPlainText("\n".join(names))
    dialog.button.click()
    return dialog


def edit(path, **changes):
    """Somebody works on a copy: one field of a step by its id, or of the header by name."""
    opened = open_event(path)
    chart = opened.root.map("current")
    steps = tuple(replace(step, note=changes.get(step.id, step.note)) for step in chart.steps)
    event = replace(opened.root, maps=(replace(chart, steps=steps),))
    header = {name: value for name, value in changes.items() if hasattr(event.header, name)}
    save_event(replace(event, header=replace(event.header, **header)), path, opened.stamp)


# --- save as --------------------------------------------------------------------------------------


def test_save_as_is_another_event_that_knows_the_first(window, session, saved, tmp_path, monkeypatch):
    first = open_event(saved).root
    assert first.header.id
    session.do(Set("maps/current/steps/s1/note", "only in the second"))
    choose(monkeypatch, tmp_path / "second.lean")
    assert window.files.save_as()
    second = open_event(tmp_path / "second.lean")
    assert second.root.header.id not in ("", first.header.id)
    assert second.root.header.copied_from == first.header.id
    assert BASE in second.parts
    assert not session.modified
    session.undo()  # a version from before: the file stays who it is
    assert window.files.save()
    again = open_event(tmp_path / "second.lean").root
    assert again.header == second.root.header
    assert again.map("current").steps[0].note == ""
    assert open_event(saved).root == first


def test_saving_in_place_and_a_first_save_keep_the_id(window, session, saved):
    first = open_event(saved).root.header
    session.do(Set("header/agency", "City"))
    assert window.files.save()
    assert open_event(saved).root.header == replace(first, agency="City")
    assert first.copied_from == ""


def test_a_sample_opened_twice_is_two_events(window, session, tmp_path, monkeypatch):
    ids = []
    for number in range(2):
        window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
        choose(monkeypatch, tmp_path / f"{number}.lean")
        assert window.files.save()
        ids.append(open_event(tmp_path / f"{number}.lean").root.header)
    assert ids[0].id != ids[1].id
    assert ids[0].copied_from == ids[1].copied_from == ""


# --- out and back ---------------------------------------------------------------------------------


def test_copies_go_out_and_come_back_as_one_edit(window, session, saved, tmp_path):
    given_out(window, tmp_path, "Kim", "Lee / Annex")
    assert "2 copies are in" in window.bar.label.text()
    kim, lee = tmp_path / "permit - Kim.lean", tmp_path / "permit - Lee Annex.lean"
    edit(kim, s1="from Kim")
    edit(lee, s2="from Lee", site="Annex")
    before, header = session.event, open_event(saved).root.header
    assert window.sharing.merge_path(kim)
    assert "Nothing is left to decide." in window.bar.label.text()
    assert window.sharing.merge_path(lee)
    assert [step.note for step in session.map.steps] == ["from Kim", "from Lee"]
    assert session.event.header.site == "Annex"
    session.undo()
    session.undo()
    assert session.event is before
    session.redo()
    session.redo()
    assert window.files.save()
    assert open_event(saved).root.header == replace(header, site="Annex")


def test_what_differs_is_decided_by_keys_and_waits_in_the_file(
    window, session, saved, tmp_path, qtbot, monkeypatch
):
    given_out(window, tmp_path, "Kim")
    kim = tmp_path / "permit - Kim.lean"
    edit(kim, s1="Kim's", s2="Kim's too", agency="County")
    session.do(Set("maps/current/steps/s1/note", "mine"))
    session.do(Set("maps/current/steps/s2/note", "mine too"))
    choose(monkeypatch, kim)
    session.actions.action("file.merge").trigger()
    shown = window.sharing.list
    assert "2 places to decide" in window.bar.label.text()
    assert shown.tree.topLevelItem(0).text(0) == "To decide (2)"
    assert shown.tree.topLevelItem(1).text(0) == "Taken over (1)"
    texts = {
        tuple(shown.tree.topLevelItem(0).child(row).text(column) for column in range(3)) for row in range(2)
    }
    assert texts == {
        ("Maps › Current state › Steps › Check packet › Note", "“mine”", "“Kim's”"),
        ("Maps › Current state › Steps › Review › Note", "“mine too”", "“Kim's too”"),
    }
    assert window.files.save()
    window.files.load(saved)  # another day
    assert "differ in 2 places" in window.bar.label.text()
    dict(window.bar.message.buttons)["Decide…"]()
    shown = window.sharing.list
    first = shown.tree.currentItem().text(0)
    qtbot.keyClick(shown.tree, Qt.Key.Key_T)
    assert shown.tree.currentItem().text(0) != first  # on to the next that waits
    qtbot.keyClick(shown.tree, Qt.Key.Key_M)
    notes = {step.note for step in session.map.steps}
    assert len(notes & {"Kim's", "Kim's too"}) == len(notes & {"mine", "mine too"}) == 1
    assert shown.tree.topLevelItem(0).text(0) == "To decide (0)"
    assert not session.actions.action("file.decide").isEnabled()
    qtbot.keyClick(shown, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown.tree.topLevelItem(0).text(0) == "To decide (1)"
    shown.theirs.click()
    assert {step.note for step in session.map.steps} == {"Kim's", "Kim's too"}
    qtbot.keyClick(shown.tree, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert window.files.save()
    window.sharing.merge_path(kim)  # the same copy again asks nothing
    assert "has nothing that this event does not have" in window.bar.label.text()
    assert not session.modified


def test_a_stranger_and_a_broken_file_change_nothing(window, session, saved, tmp_path):
    other = tmp_path / "other.lean"
    event = open_event(saved).root
    save_event(replace(event, header=replace(event.header, id="another")), other)
    assert not window.sharing.merge_path(other)
    assert "are two different events" in window.bar.label.text()
    other.write_bytes(saved.read_bytes()[:300])
    assert not window.sharing.merge_path(other)
    assert "damaged or cut off" in window.bar.label.text()
    assert not session.modified
    assert window.sharing.list is None


def test_copies_are_not_written_over_and_names_are_asked_for(window, session, saved, tmp_path):
    (tmp_path / "permit - Kim.lean").write_bytes(b"theirs")
    dialog = given_out(window, tmp_path, "Lee", "Kim")
    assert "“permit - Kim.lean” is in that folder already" in window.bar.label.text()
    assert dialog.isVisible()
    assert not (tmp_path / "permit - Lee.lean").exists()
    for names, words in (
        ("", "at least one name"),
        ("Ann\nann", "twice"),
        ("\n".join(map(str, range(51))), "51"),
    ):
        dialog.names.setPlainText(names)
        dialog.button.click()
        assert words in dialog.problem.text()
    dialog.close()
    assert sorted(path.name for path in tmp_path.glob("*.lean")) == ["permit - Kim.lean", "permit.lean"]


def test_work_of_before_save_as_is_given_back_as_that_file(window, session, saved, tmp_path, monkeypatch):
    """A recovered event belongs to the file it was saved in, whatever undo had brought back."""
    choose(monkeypatch, tmp_path / "second.lean")
    assert window.files.save_as()
    header = open_event(tmp_path / "second.lean").root.header
    session.undo()
    killed(session)
    (left,) = recoverable(session)
    monkeypatch.setattr("leanbench.ui.window.files.ask_unsaved", lambda *_args: "drop")
    left.restore()
    assert window.files.save()
    assert open_event(tmp_path / "second.lean").root.header == header


def test_the_commands_stand_in_the_palette_and_in_the_menu_of_files(window, session, saved):
    for action_id, words in (
        ("file.give_out", "Give out copies…"),
        ("file.merge", "Merge another copy…"),
        ("file.decide", "Decide what copies differ in…"),
    ):
        assert session.actions.spec(action_id).menu == "File"
        assert session.actions.action(action_id).text() == words
    assert not session.actions.action("file.decide").isEnabled()
