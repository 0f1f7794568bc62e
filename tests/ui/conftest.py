"""A window of its own for each test: own settings, own recovery folder, nothing left running."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from leanbench import resources
from leanbench.ui.frame import settings, theme
from leanbench.ui.frame.session import Session
from leanbench.ui.window.application import Application
from leanbench.ui.window.main_window import MainWindow


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The program's own application."""
    return Application


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


@pytest.fixture(autouse=True)
def no_worker_left() -> Iterator[None]:
    """A session nobody closed keeps its worker, and Python from collecting by itself in every later test."""
    yield
    assert gc.isenabled(), "this test left a session open: close its tasks"


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
    monkeypatch.setattr("leanbench.ui.window.files.ask_unsaved", lambda *_args: "drop")
    window.close()
    session.tasks.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    gc.collect()
    gc.freeze()  # what is left stays: the next test need not look through it again
    assert not left, f"windows left open: {left}"


@pytest.fixture
def session(window: MainWindow) -> Session:
    """The session of the window."""
    return window.session


@pytest.fixture
def settle(session: Session, qtbot: Any) -> Callable[[], None]:
    """Wait until nothing is read or computed beside the window any more."""
    return lambda: qtbot.waitUntil(lambda: not session.tasks.busy(), timeout=20_000)


# --- the map page and its panels ------------------------------------------------------------------


@pytest.fixture
def page(window: MainWindow) -> Any:
    """The map page of the permit sample; files about another page have their own."""
    window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("map")
    window.page("map").show_inspector(True)
    return window.page("map")


@pytest.fixture
def panel(page: Any) -> Callable[[str], Any]:
    """Opens one of the panels below the map."""

    def open_panel(key: str) -> Any:
        page.flow.open_panel(key)
        return page.flow.panel(key)

    return open_panel


@pytest.fixture
def type_in() -> Callable[..., None]:
    """Replaces the text of a field by keyboard, and leaves it with Enter."""

    def typed(qtbot: Any, field: Any, text: str, enter: bool = True) -> None:
        field.setFocus()
        field.selectAll()
        qtbot.keyClick(field, Qt.Key.Key_Delete)
        qtbot.keyClicks(field, text)
        if enter:
            qtbot.keyClick(field, Qt.Key.Key_Return)

    return typed
