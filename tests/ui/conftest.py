"""A window of its own for each test: own settings, own recovery folder, nothing left running."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from leanbench.ui import settings, theme
from leanbench.ui.main_window import MainWindow
from leanbench.ui.session import Session


@pytest.fixture(scope="session")
def shared_look(qapp: QApplication) -> theme.Look:
    """The light look, applied once: the stylesheet is costly to read again for each test."""
    theme.load_fonts()
    look = theme.Look("light", motion=False)
    look.apply(qapp)
    return look


@pytest.fixture
def look(shared_look: theme.Look, qapp: QApplication) -> Iterator[theme.Look]:
    """The look, put back to light after the test."""
    yield shared_look
    if shared_look.theme.name != "light" or shared_look.room:
        shared_look.switch(qapp, name="light", room=False)


@pytest.fixture
def window(look: theme.Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
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
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    gc.collect()
    assert not left, f"windows left open: {left}"


@pytest.fixture
def session(window: MainWindow) -> Session:
    """The session of the window."""
    return window.session
