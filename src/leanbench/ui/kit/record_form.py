"""The one form of any record, made from its cards: labels, hints, choices, completing links, long texts.

It shows one record, or several: a field typed there goes to all of them. Text that cannot be read stays,
marked, with its sentence below, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from leanbench.schema import Card
from leanbench.schema.addresses import find
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.card_editors import card_editor
from leanbench.words import _

Put = Callable[[str, Any], str]
Others = Callable[[str], Iterable[Any]]


class RecordForm(QWidget):
    """The fields of a kind of record, by name or by address below it. Signal: `told(sentence)` for people.

    put : `put(field, value)` writes and returns what is wrong, or nothing.
    others : the other values of a field, which say what 0.95 means among shares.
    beside : the labels stand so many pixels wide beside the fields, else above them.

    Rare fields come when they are asked for (`show_rare`). Enter goes to the next field, Esc leaves.
    """

    told = Signal(str)

    def __init__(
        self,
        session: Session,
        cards: Mapping[str, Card],
        put: Put,
        others: Others = lambda _name: (),
        beside: int = 0,
    ) -> None:
        super().__init__()
        self.session, self.cards, self.put = session, cards, put
        self.records: tuple[Any, ...] = ()
        self.fields: dict[str, Any] = {}
        self.problems: dict[str, QLabel] = {}
        self._others, self._beside = others, beside
        self.grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(session.look.px(12))
        grid.setVerticalSpacing(session.look.px(2))
        grid.setColumnStretch(1, 1)
        for name, card in cards.items():
            if not card.rare:
                self._add(grid, name, card, others, beside)
        self.more = set_role(QPushButton(_("More fields"), self), "link")
        self.more.clicked.connect(self.show_rare)
        if len(self.fields) == len(cards):
            self.more.hide()  # to show it before it has a parent would open a window of its own for a moment
        grid.addWidget(self.more, grid.rowCount(), 0, 1, 2, Qt.AlignmentFlag.AlignLeft)

    def show_rare(self) -> None:
        """All fields, those too that few records need."""
        self.more.hide()
        self.grid.removeWidget(self.more)
        for name, card in self.cards.items():
            if name not in self.fields:
                self._add(self.grid, name, card, self._others, self._beside)
        self.show_records(self.records)

    def _add(self, grid: QGridLayout, name: str, card: Card, others: Others, beside: int) -> None:
        editor = card_editor(card, lambda: self.session.event, self.session.look)
        editor.others = partial(others, name)
        editor.given.connect(lambda value: self._write(name, value))
        editor.problem.connect(lambda sentence: self._mark(name, sentence))
        editor.told.connect(self.told)
        row = grid.rowCount()
        if card.kind != "yesno":  # a tick says its name itself
            label = set_role(QLabel(label_text(card).replace("&", "&&")), "small-muted")
            label.setBuddy(editor)
            label.setWordWrap(bool(beside))
            grid.addWidget(label, row, 0, 1, 1 if beside else 2, Qt.AlignmentFlag.AlignVCenter)
            if beside:
                label.setFixedWidth(beside)
        whole = not beside or card.kind == "yesno"
        place = (row + (not beside), 0, 1, 2) if whole else (row, 1, 1, 1)
        grid.addWidget(editor, *place)
        problem = set_role(QLabel(), "bad")
        problem.setWordWrap(True)
        problem.hide()
        grid.addWidget(problem, place[0] + 1, *place[1:])
        grid.setRowMinimumHeight(place[0] + 2, self.session.look.px(6))
        self.fields[name], self.problems[name] = editor, problem

    def show_records(self, records: Sequence[Any]) -> None:
        """Fill the fields; one that is being typed into is left alone while the records stay the same."""
        same = [_key(record) for record in records] == [_key(record) for record in self.records]
        self.records = tuple(records)
        self.setEnabled(bool(records))
        for name, editor in self.fields.items():
            typing = getattr(editor, "is_typing", None)
            if same and typing is not None and editor.hasFocus() and typing():
                continue
            values = {find(record, name) for record in records}
            editor.show_value(values.pop() if len(values) == 1 else None, bool(values))

    def _write(self, name: str, value: Any) -> None:
        if self.records:
            self._mark(name, self.put(name, value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc leaves; what was typed is kept."""
        field = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and field is not None:
            if not field.property("problem"):
                self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape and field is not None:
            field.clearFocus()
        else:
            super().keyPressEvent(event)

    def _mark(self, name: str, problem: str) -> None:
        self.problems[name].setText(problem)
        self.problems[name].setVisible(bool(problem))

    def commit(self) -> None:
        """Hand over what is being typed."""
        for editor in self.fields.values():
            typing = getattr(editor, "is_typing", None)
            if typing is not None and editor.hasFocus() and typing():
                editor.take()


def label_text(card: Card) -> str:
    """The name of a field with its unit, where the name does not say it: ``Takt (min)``, ``Minutes per unit``."""
    unit = card.unit.casefold()
    said = any(word.startswith(unit) for word in card.title.casefold().split())
    return card.title if said or unit in ("%", "$") else f"{card.title} ({card.unit})"


def _key(record: Any) -> Any:
    return getattr(record, "id", None)
