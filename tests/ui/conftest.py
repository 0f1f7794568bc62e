"""A window of its own for each test: own settings, own recovery folder, nothing left running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from leanbench.ui import settings, theme
from leanbench.ui.main_window import MainWindow
from leanbench.ui.session import Session


@pytest.fixture
def look(qapp: QApplication) -> theme.Look:
    """The light look, fonts loaded."""
    theme.load_fonts()
    look = theme.Look("light", motion=False)
    look.apply(qapp)
    return look


@pytest.fixture
def window(
    look: theme.Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: object
) -> Iterator[MainWindow]:
    """A shown window on an empty event."""
    home = tmp_path / "home"
    monkeypatch.setenv("LEANBENCH_HOME", str(home))
    session = Session(look, settings.places(), settings.Settings(motion=False))
    window = MainWindow(session)
    window.resize(1400, 900)
    window.show_page("home")
    window.show()
    yield window
    monkeypatch.setattr("leanbench.ui.files.ask_unsaved", lambda *_args: "drop")
    window.close()
    session.tasks.close()
    window.deleteLater()


@pytest.fixture
def session(window: MainWindow) -> Session:
    """The session of the window."""
    return window.session
