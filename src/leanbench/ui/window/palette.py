"""The command palette (Ctrl+K): every action, page, step and paper by name.

Sources are functions that return entries; pages add theirs to `session.palette_sources`. An entry
matches when its words contain the typed words in any order; starts of words come first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QWidget,
)
from shiboken6 import isValid

from leanbench.ui.frame.actions import Entry
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.words import _

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem

    from leanbench.ui.frame.session import Session
LIMIT = 60


def rank(typed: str, text: str, group: str) -> int | None:
    """How well an entry fits: smaller is better, None when it does not.

    >>> rank("fire", "Fire review", "Step"), rank("rev", "Fire review", "Step"), rank("zz", "Fire", "Step")
    (0, 1, None)
    """
    words = typed.lower().split()
    whole = text.lower()
    if not words:
        return 0
    if whole.startswith(typed.lower().strip()):
        return 0
    starts = whole.replace("(", " ").replace("“", " ").split()
    if all(any(part.startswith(word) for part in starts) for word in words):
        return 1
    if all(word in whole for word in words):
        return 2
    return 3 if all(word in f"{whole} {group.lower()}" for word in words) else None


def entries(session: Session) -> list[Entry]:
    """Everything that can be done or found now."""
    found = [entry for source in session.palette_sources for entry in source()]
    book = session.actions
    for spec in book.specs():
        action = book.action(spec.id)
        if action.isEnabled():
            found.append(
                Entry(
                    action.text().rstrip("…"), spec.menu or "Action", keys_text(spec.shortcut), action.trigger
                )
            )
    for item in session.event.maps:
        name = item.name or item.id.capitalize()
        for step in item.steps:
            if step.name:
                jump = _jump(session, step.id, item.id)
                found.append(Entry(step.name, "Step", f"{name} · {session.event.role(step.role).name}", jump))
    return found


def _jump(session: Session, step_id: str, map_id: str) -> Callable[[], None]:
    return lambda: session.show_step(step_id, map_id)


class Line(QStyledItemDelegate):
    """One palette line: words left, group and key muted at the right."""

    def __init__(self, session: Session, box: QListWidget) -> None:
        super().__init__(box)
        self.look = session.look
        self.box = box

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        """Roomy lines."""
        return QSize(100, self.look.px(34))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Text, then group and hint."""
        look = self.look
        painter.save()
        if index.row() == self.box.currentRow():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft"))
            painter.drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 4, 4)
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        area = option.rect.adjusted(14, 0, -14, 0)
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("muted"))
        right = " · ".join(part for part in (entry.hint, entry.group) if part)
        wide = painter.fontMetrics().horizontalAdvance(right)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("text"))
        area.setRight(area.right() - wide - 12)
        words = painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class Palette(QFrame):
    """The popup over the window. Esc or a click outside closes it; nothing else is blocked."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        set_role(self, "popup")
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find a step, a paper, an action…"))
        self.field.setAccessibleName(_("Find a step, a paper, an action"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("What was found"))
        self.list.setItemDelegate(Line(session, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(lambda _item: self.accept())
        box = column_layout(self, (8, 8, 8, 8))
        box.addWidget(self.field)
        box.addWidget(self.list)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self._entries: list[Entry] = []
        self._before: QWidget | None = None
        self.hide()

    def open(self, only: str = "") -> None:
        """Show it, with the entries of one group or of all."""
        found = [entry for entry in entries(self.session) if not only or entry.group == only]
        self.choose(found, _("Find a step") if only else _("Find a step, a paper, an action…"))

    def choose(self, found: list[Entry], words: str) -> None:
        """Show it with these entries; `words` say what is being chosen."""
        window = self.window()
        self._before = window.focusWidget()
        self._entries = found
        px = self.session.look.px
        width = min(px(640), window.width() - 40)
        self.setGeometry((window.width() - width) // 2, px(56), width, min(px(460), window.height() - px(90)))
        self.field.clear()
        self.field.setPlaceholderText(words)
        self._filter("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close it and give the focus back to where it was."""
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def accept(self) -> None:
        """Do what the marked line says."""
        item = self.list.currentItem()
        self.dismiss()
        if item is not None:
            item.data(Qt.ItemDataRole.UserRole).run()

    def _filter(self, typed: str) -> None:
        ranked = []
        for number, entry in enumerate(self._entries):
            fit = rank(typed, entry.text, entry.group)
            if fit is not None:
                ranked.append((fit, number, entry))
        ranked.sort(key=lambda line: line[:2])
        self.list.clear()
        for _fit, _number, entry in ranked[:LIMIT]:
            item = QListWidgetItem(entry.text)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.text}, {entry.group}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the typing stays in the field; losing the focus closes it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key == Qt.Key.Key_Escape:
                self.dismiss()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return True
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if key in moves and self.list.count():
                row = min(max(self.list.currentRow() + moves[key], 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)
