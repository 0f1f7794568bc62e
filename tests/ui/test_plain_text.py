"""Text of an event is shown as it was typed: no label, question or tool tip takes it for rich text.

A step may be called `<img src="file://server/x.png">`. Taken for rich text, the window would open that file, on
Windows with the person's name and password for the server. Here every text of an event is such a one, every page,
panel, menu and dialog is opened, and the system tells whether anybody opened the picture.
"""

from __future__ import annotations

import csv
import ctypes
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QGraphicsView,
    QInputDialog,
    QLabel,
    QListView,
    QMessageBox,
    QTextEdit,
    QToolTip,
    QWidget,
)

from leanbench import resources
from leanbench.event.event_file import open_event
from leanbench.event.records import Dataset
from leanbench.schema import Record, replace
from leanbench.schema.frozen_record import cards_of
from leanbench.store.document import Document
from leanbench.ui.frame.session import Session
from leanbench.ui.window.files import ask_unsaved
from leanbench.ui.window.main_window import MainWindow

LEFT_ALONE = ("file.quit", "view.theme.", "view.room")
IN_OPEN = 0x20


class Watched:
    """A picture, and how often it was opened (Linux; elsewhere never, as far as we know)."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "x.png"
        Image.new("RGB", (4, 4)).save(self.path)
        self.text = f'<b>Bold</b> <img src="{self.path.as_uri()}"> &lt;'
        self._file = -1
        if sys.platform.startswith("linux"):
            system = ctypes.CDLL(None)
            self._file = system.inotify_init1(os.O_NONBLOCK)
            assert system.inotify_add_watch(self._file, os.fsencode(folder), IN_OPEN) >= 0

    def opened(self) -> bool:
        """Whether it was opened since this was asked last."""
        try:
            return self._file >= 0 and bool(os.read(self._file, 65536))
        except BlockingIOError:
            return False

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)


@pytest.fixture
def picture(tmp_path: Path) -> Iterator[Watched]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    watched = Watched(folder)
    yield watched
    watched.close()


def hostile(record: Any, text: str) -> Any:
    """The record with markup before every text a person may type, in it and in what it holds."""
    changes: dict[str, Any] = {}
    for name, card in cards_of(type(record)).items():
        value = getattr(record, name)
        if isinstance(value, Record):
            changes[name] = hostile(value, text)
        elif isinstance(value, tuple) and value and isinstance(value[0], Record):
            changes[name] = tuple(hostile(row, text) for row in value)
        elif card.kind == "text" and isinstance(value, str):
            changes[name] = text + value
    if isinstance(record, Dataset):  # its text is the table itself
        first, *others = csv.reader(record.text.splitlines())
        table = io.StringIO()
        csv.writer(table).writerows([[text + name for name in first], *others])
        changes["text"] = table.getvalue()
    return replace(record, **changes)


def is_rich(label: QLabel) -> bool:
    label.ensurePolished()
    return label.textFormat() != Qt.TextFormat.PlainText


def tips_of(widget: QWidget) -> Iterator[str]:
    """Every tool tip a widget would show: its own, of its actions, of its cells, of what is drawn in it."""
    yield widget.toolTip()
    yield from (action.toolTip() for action in widget.actions())
    view: Any = widget.view() if isinstance(widget, QComboBox) else widget
    if isinstance(view, QAbstractItemView) and (model := view.model()) is not None:
        columns = 1 if isinstance(view, QListView) else model.columnCount(QModelIndex())
        for row in range(min(model.rowCount(QModelIndex()), 40)):
            for column in range(columns):
                yield str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "")
    if isinstance(widget, QGraphicsView) and widget.scene() is not None:
        yield from (item.toolTip() for item in widget.scene().items())


def look_through(mark: str, tips: set[str]) -> list[str]:
    """What among all widgets there are would show rich text; hostile tool tips are collected."""
    wrong = []
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLabel) and mark in widget.text() and is_rich(widget):
            wrong.append(f"{type(widget).__name__} {widget.text()[:60]!r}")
        if isinstance(widget, QTextEdit):  # a QPlainTextEdit is none
            wrong.append(f"{type(widget).__name__} takes rich text")
        if mark in widget.whatsThis():
            wrong.append(f"{type(widget).__name__} has a What's this")
        tips.update(tip for tip in tips_of(widget) if mark in tip)
    return wrong


def close_all(window: MainWindow, page_id: str) -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()
    if window.session.stack.index():
        window.session.stack.setIndex(0)
    if window.session.page != page_id:
        window.show_page(page_id)


def actions_on(session: Session, page_id: str) -> list[QAction]:
    """The actions to try on a page: its own, and on Home those that are the same everywhere."""
    return [
        session.actions.action(spec.id)
        for spec in session.actions.specs()
        if not spec.id.startswith(LEFT_ALONE) and spec.page == ("" if page_id == "home" else page_id)
    ]


def tip_label() -> QLabel:
    """The window Qt shows tool tips in."""
    (found,) = (w for w in QApplication.topLevelWidgets() if w.metaObject().className() == "QTipLabel")
    assert isinstance(found, QLabel)
    return found


def test_no_text_of_an_event_is_rich_anywhere(
    window: MainWindow, session: Session, picture: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: ("", ""))
    monkeypatch.setattr("leanbench.ui.papers.printing.print_pdf", lambda *_args: False)
    event = hostile(open_event(resources.path("samples", "permit-issuance.lean")).root, picture.text)
    session.replace(Document(event))
    monkeypatch.setattr(window.files, "may_leave", lambda: False)
    tips: set[str] = set()
    wrong: list[str] = []
    labels = 0

    def look() -> None:
        wrong.extend(look_through("<b>", tips))

    for page_id, *_rest in window.pages:
        window.show_page(page_id)
        if session.map is not None:
            session.select([("step", session.map.steps[0].id)])
        look()
        for action in actions_on(session, page_id):
            if action.isEnabled():
                QTimer.singleShot(0, look)  # a menu waits inside `trigger` for an answer
                QTimer.singleShot(0, lambda: close_all(window, session.page))
                action.trigger()
                QApplication.processEvents()
                look()
                close_all(window, page_id)
        labels += sum("<b>" in label.text() for label in window.findChildren(QLabel))
    assert wrong == []
    assert labels > 30  # the markup did reach the window
    assert len(tips) > 20
    for tip in sorted(tips)[:60]:
        QToolTip.showText(QPoint(5, 5), tip, window)
        assert not is_rich(tip_label())
        QApplication.processEvents()
    QToolTip.hideText()
    assert not picture.opened()
    document = QTextDocument()
    document.setHtml(picture.text)
    document.size()
    assert picture.opened() or not sys.platform.startswith("linux")  # the watch does watch


def test_questions_and_what_says_them_are_plain(
    window: MainWindow, session: Session, picture: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def answer() -> None:
        (box,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible())
        QApplication.processEvents()
        seen.extend(is_rich(label) for label in box.findChildren(QLabel) if label.text())
        box.reject()

    QTimer.singleShot(0, answer)
    assert ask_unsaved(window, picture.text) == "stay"
    assert seen == [False, False]
    session.say(picture.text)
    assert not is_rich(window.bar.label)
    box = QInputDialog(window)
    box.setLabelText(picture.text)
    box.show()
    QApplication.processEvents()
    assert [is_rich(label) for label in box.findChildren(QLabel)] == [False]
    box.close()
    box.deleteLater()
    assert not picture.opened()


def test_a_change_of_theme_keeps_text_plain(window: MainWindow, session: Session, picture: Watched) -> None:
    label = QLabel(picture.text, window)
    label.show()
    for name in ("dark", "light"):
        session.look.switch(QApplication.instance(), name=name)
        late = QLabel(window)
        late.show()
        late.setText(picture.text)
        QApplication.processEvents()
        assert [is_rich(one) for one in (label, late)] == [False, False]
    assert not picture.opened()
