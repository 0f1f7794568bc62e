"""Keys of the desktop: macOS has its own, and writes them as signs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from leanbench.ui.frame import key_names, settings
from leanbench.ui.frame.session import Session
from leanbench.ui.window.keys import KeyList
from leanbench.ui.window.main_window import MainWindow


def test_keys_of_macos_are_its_own_and_stand_there_as_signs(
    monkeypatch: pytest.MonkeyPatch, look: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(key_names, "IS_MAC", True)
    monkeypatch.setenv("LEANBENCH_HOME", str(tmp_path))
    session = Session(look, settings.places(), settings.Settings(motion=False))
    window = MainWindow(session)
    for page_id, *_rest in window.pages:
        window.show_page(page_id)  # the book refuses a key that has an owner: none is given twice
    specs = session.actions.specs()
    keys = {key for spec in specs for key in spec.shortcut.split("; ") if key}
    assert not keys & {"Ctrl+H", "Ctrl+M", "F11", "Insert"}
    assert {"Ctrl+Y", "Ctrl+Shift+M", "Ctrl+Meta+F"} <= keys
    assert session.actions.action("edit.history").toolTip() == "History (⌘Y)"
    assert session.actions.action("edit.redo").toolTip() == "Redo (⇧⌘Z)"
    shown = "".join(label.text() for label in KeyList(session, window).findChildren(QLabel))
    assert "⌃⌘F" in shown
    assert "Ctrl" not in shown
    hints = [widget.toolTip() for widget in window.findChildren(QWidget)]
    hints += [label.text() for label in window.findChildren(QLabel)]
    assert any("⌘↩" in text for text in hints)
    windows = re.compile(r"Ctrl|Alt\+|Shift\+|F11|\bor Esc\b|\((?:Delete|Esc|Insert)\)")
    assert not [text for text in hints if windows.search(text)]
    window.close()
    session.tasks.close()
    window.deleteLater()


def test_a_row_is_put_in_by_the_key_of_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    insert = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Insert, Qt.KeyboardModifier.NoModifier)
    chord = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, held)
    assert [key_names.is_insert(insert), key_names.is_insert(chord)] == [True, False]
    monkeypatch.setattr(key_names, "IS_MAC", True)
    assert [key_names.is_insert(insert), key_names.is_insert(chord)] == [False, True]


def test_keys_elsewhere_stand_as_they_are_written() -> None:
    assert key_names.keys_here("Ctrl+Y; Ctrl+Shift+Z") == "Ctrl+Y; Ctrl+Shift+Z"
    assert key_names.keys_text("Ctrl+Y; Ctrl+Shift+Z") == "Ctrl+Y or Ctrl+Shift+Z"
