"""Every action of the book on every page with every pane focused, and every button: nothing may break.

What counts as broken: an exception that reaches the crash handler, a warning of Qt, a key that two
actions own in one place.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from leanbench import resources
from leanbench.ui.frame.actions import ActionSpec
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.record_table import RecordTable
from leanbench.ui.window.main_window import MainWindow

EVENTS = ("", "permit-issuance", "driver-license-renewal", "snap-eligibility")
LEAVES = {"file.quit"}  # closes the window under test
# Triggered once on every page: they are the same in every pane. Looks are slow to paint and take turns.
EVERYWHERE = ("file.", "view.room", "view.theme.", "view.page.", "view.rail", "help.")
ROTATED = EVENTS[2:]  # every action in one pane of every page, in turn; the first two in all panes
LOOKS = ("view.room", "view.theme.")
HARMLESS = "This plugin does not support"  # what the offscreen platform says of itself


class Watch:
    """What went wrong, each with what was being done."""

    def __init__(self) -> None:
        self.doing = ""
        self.found: list[str] = []

    def error(self, kind: Any, error: Any, trace: Any) -> None:
        """An exception nobody caught."""
        from leanbench.errors import UserError

        if not isinstance(error, UserError):
            self.found.append(f"{self.doing}: {kind.__name__}: {error}")

    def message(self, level: QtMsgType, _where: Any, text: str) -> None:
        """A line Qt wrote."""
        if level != QtMsgType.QtDebugMsg and HARMLESS not in text:
            self.found.append(f"{self.doing}: Qt says: {text}")


@pytest.fixture
def watch(session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Watch]:
    """Collects exceptions and Qt warnings; dialogs of files and printers answer by themselves."""
    watch = Watch()
    monkeypatch.setattr(sys, "excepthook", watch.error)
    before = qInstallMessageHandler(watch.message)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: ("", ""))
    monkeypatch.setattr("leanbench.ui.papers.printing.print_pdf", lambda *_args: False)
    yield watch
    qInstallMessageHandler(before)


def panes(page: QWidget) -> dict[str, QWidget]:
    """By kind, the page and one widget of each kind in it that can have the focus; of tables of records each one."""
    found: dict[str, QWidget] = {"": page}
    for widget in page.findChildren(QWidget):
        kind = type(widget).__name__
        if isinstance(widget, RecordTable):
            kind += widget.collection.path
        ready = widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if ready and isinstance(widget, (QAbstractScrollArea, QLineEdit)) and kind not in found:
            found[kind] = widget
    return found


def close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def tidy_up(window: MainWindow, page_id: str) -> None:
    """Back to the page, without popups, dialogs or edits."""
    QApplication.processEvents()
    close_popups()
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()
    session = window.session
    if session.look.room:
        window.toggle_room()
    if session.stack.index():
        session.stack.setIndex(0)
    if session.page != page_id:
        window.show_page(page_id)


def open_event(window: MainWindow, name: str) -> None:
    if name:
        window.files.open_sample(resources.path("samples", f"{name}.lean"))
    else:
        window.files.new()
    window.files.may_leave = lambda: False  # type: ignore[method-assign]  # the person stays in this event


@pytest.mark.parametrize("name", EVENTS)
def test_every_action_runs_on_every_page_with_every_pane_focused(
    window: MainWindow, session: Session, watch: Watch, name: str
) -> None:
    open_event(window, name)
    for turn, (page_id, *_rest) in enumerate(window.pages):
        window.show_page(page_id)
        if page_id == "records":
            window.page(page_id).show_thing("fishbones")  # a table in a table in a table
        QApplication.processEvents()
        around = panes(window.page(page_id))
        for place, (kind, pane) in enumerate(around.items()):
            for number, spec in enumerate(session.actions.specs()):
                action = session.actions.action(spec.id)
                if spec.id in LEAVES or not action.isEnabled():
                    continue
                if place and spec.id.startswith(EVERYWHERE):
                    continue
                if spec.id.startswith(LOOKS) and (name or (number + turn) % 3):
                    continue
                if name in ROTATED and (number + place) % len(around):
                    continue
                watch.doing = f"{spec.id} on {page_id} in {type(pane).__name__}"
                if not isValid(pane):  # made anew by the action before
                    fresh = panes(window.page(page_id))
                    pane = fresh.get(kind, window.page(page_id))
                pane.setFocus()
                QTimer.singleShot(0, close_popups)  # a menu waits for an answer
                action.trigger()
                tidy_up(window, page_id)
    assert watch.found == [], watch.found


def test_a_key_has_one_owner_wherever_it_works(window: MainWindow, session: Session) -> None:
    for page_id, *_rest in window.pages:
        window.show_page(page_id)
    for page_id, *_rest in window.pages:
        owners: dict[str, list[str]] = {}
        for spec in session.actions.specs():
            if spec.page in ("", page_id) and not spec.local:
                for key in session.actions.action(spec.id).shortcuts():
                    owners.setdefault(key.toString(), []).append(spec.id)
        assert {key: names for key, names in owners.items() if len(names) > 1} == {}
    with pytest.raises(ValueError, match=r"Ctrl\+P belongs to file\.print"):
        session.actions.add(ActionSpec("papers.again", "Again", shortcut="Ctrl+P", page="papers"), print)


def test_ctrl_p_leads_to_the_papers_and_prints_there(
    window: MainWindow, session: Session, watch: Watch, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_event(window, "permit-issuance")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert session.page == "papers"
    printed: list[int] = []
    monkeypatch.setattr(window.page("papers"), "print_paper", lambda: printed.append(1))
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert printed == [1]
    assert watch.found == []


@pytest.mark.parametrize(("layout", "view"), [("table", "flowchart"), ("map", "sipoc"), ("both", "swimlane")])
def test_f6_walks_what_is_seen_of_the_map(
    window: MainWindow, session: Session, watch: Watch, layout: str, view: str
) -> None:
    open_event(window, "permit-issuance")
    page = window.page("map")
    page.set_layout(layout)
    page.set_view(view)
    page.set_compare(True)
    seen = set()
    for _press in range(4):
        session.actions.action("map.panes").trigger()
        seen.add(QApplication.focusWidget())
    assert None not in seen
    assert len(seen) > 1
    assert watch.found == []


@pytest.mark.parametrize("pane", ["table", "canvas"])
def test_the_button_step_adds_one_wherever_the_focus_is(
    window: MainWindow, session: Session, watch: Watch, pane: str
) -> None:
    open_event(window, "permit-issuance")
    page = window.page("map")
    assert session.map is not None
    session.select([("step", session.map.steps[0].id)])
    getattr(page, pane).setFocus()
    before = len(session.map.steps)
    session.actions.action("map.step").trigger()
    assert len(session.map.steps) == before + 1
    assert watch.found == []


def lines_of(menu: QMenu) -> list[QAction]:
    """Every line of a menu and of the menus in it, as it is when it opens."""
    menu.aboutToShow.emit()
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += lines_of(inner) if isinstance(inner, QMenu) else [action]
    return found


def press_all(window: MainWindow, root: QWidget, page_id: str, watch: Watch) -> int:
    """Press every button in a page or dialog, and every line of the menus behind buttons; how many."""
    pressed: set[tuple[str, str, str]] = set()
    again = True
    while again:
        again = False
        for button in root.findChildren(QAbstractButton):
            key = (type(button).__name__, button.accessibleName(), button.text())
            if key in pressed or not button.isVisible() or not button.isEnabled():
                continue
            pressed.add(key)
            again = True
            watch.doing = f"button {key} on {page_id}"
            menu = button.menu() if isinstance(button, (QPushButton, QToolButton)) else None
            if menu is not None:
                for line in lines_of(menu):
                    if line.isEnabled() and not line.objectName().startswith((*LEAVES, *LOOKS)):
                        watch.doing = f"menu line {line.text()!r} of {key} on {page_id}"
                        line.trigger()
            else:
                button.click()
            QApplication.processEvents()
            close_popups()
            if root.window() is window and window.session.page != page_id:
                window.show_page(page_id)
            break  # the button may have replaced its neighbors
    return len(pressed)


@pytest.mark.parametrize("name", EVENTS)
def test_every_button_of_every_page_and_dialog_can_be_pressed(
    window: MainWindow, session: Session, watch: Watch, name: str
) -> None:
    open_event(window, name)
    count = 0
    for page_id, *_rest in window.pages:
        window.show_page(page_id)
        tidy_up(window, page_id)
        count += press_all(window, window.page(page_id), page_id, watch)
        for widget in QApplication.topLevelWidgets():
            if widget is not window and widget.isVisible():
                count += press_all(window, widget, page_id, watch)
        tidy_up(window, page_id)
    count += press_all(window, window.top, page_id, watch)
    assert watch.found == [], watch.found
    assert count > 60
