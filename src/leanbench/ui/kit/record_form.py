"""The one form of any record, made from its cards: labels, hints, choices, completing links, long texts.

It shows one record, or several: a field typed there goes to all of them. Text that cannot be read stays,
marked, with its sentence below, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from leanbench.errors import UserError
from leanbench.schema import Card
from leanbench.schema.cell_text import cell_text, read_cell
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.card_editors import hint_text, line_editor
from leanbench.ui.kit.layouts import column_layout

MIXED = "several values"
Put = Callable[[str, Any], str]


class RecordForm(QWidget):
    """The fields of a kind of record. `put(field, value)` writes and returns what is wrong, or nothing."""

    def __init__(self, session: Session, cards: Mapping[str, Card], put: Put) -> None:
        super().__init__()
        self.session = session
        self.cards = cards
        self.put = put
        self.records: tuple[Any, ...] = ()
        self.fields: dict[str, QWidget] = {}
        self.problems: dict[str, QLabel] = {}
        px = session.look.px
        self.box = column_layout(self, spacing=px(2))
        for name, card in cards.items():
            self._add(name, card)
        self.box.addStretch(1)

    def _add(self, name: str, card: Card) -> None:
        label = set_role(QLabel(card.title.replace("&", "&&")), "small-muted")
        if card.long or card.kind == "lines":
            field: QWidget = QPlainTextEdit()
            field.setPlaceholderText(card.hint or ("One a line" if card.kind == "lines" else ""))
            field.setTabChangesFocus(True)
            field.setFont(self.session.look.font("small"))
            field.setFixedHeight(self.session.look.px(76))
            field.setAccessibleName(card.title)
            field.installEventFilter(self)
        elif card.kind in ("choice", "yesno") and not card.open:
            field = self._combo(name, card)
        else:
            field = line_editor(card, self.session.event, self.session.look)
            field.setAlignment(Qt.AlignmentFlag.AlignLeft)
            field.editingFinished.connect(lambda: self._take(name))
        label.setBuddy(field)
        problem = set_role(QLabel(), "bad")
        problem.setWordWrap(True)
        problem.hide()
        for widget in (label, field, problem):
            self.box.addWidget(widget)
        self.box.addSpacing(self.session.look.px(6))
        self.fields[name], self.problems[name] = field, problem

    def _combo(self, name: str, card: Card) -> QComboBox:
        combo = QComboBox()
        combo.setFont(self.session.look.font("small"))
        combo.setAccessibleName(card.title)
        options = card.choices if card.kind == "choice" else ((True, "Yes"), (False, "No"))
        if card.kind == "choice" and all(value for value, _words in options):
            combo.addItem("–", "")
        for value, words in options:
            combo.addItem(words or "–", value)
        combo.activated.connect(lambda _place: self._write(name, combo.currentData()))
        return combo

    # --- showing ------------------------------------------------------------------------------

    def show_records(self, records: Sequence[Any]) -> None:
        """Fill the fields; one that is being typed into, or holds what cannot be read, is left alone."""
        other = len(records) != len(self.records) or not records
        self.records = tuple(records)
        self.setEnabled(bool(records))
        for name, card in self.cards.items():
            field = self.fields[name]
            if not other and self.problems[name].isVisibleTo(self) and field.hasFocus():
                continue
            self._mark(name, "")
            values = {getattr(record, name) for record in records}
            value = values.pop() if len(values) == 1 else None
            mixed = bool(values)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(-1 if mixed or not records else field.findData(value))
                continue
            text = self._text(card, value)
            hint = MIXED if mixed else hint_text(card)
            if isinstance(field, QPlainTextEdit):
                field.setPlaceholderText(hint or ("One a line" if card.kind == "lines" else ""))
                if field.toPlainText() != text:
                    field.setPlainText(text)
            elif isinstance(field, QLineEdit):
                field.setPlaceholderText(hint)
                if field.text() != text:
                    field.setText(text)
                    field.setCursorPosition(0)

    def _text(self, card: Card, value: Any) -> str:
        if card.kind == "lines" and value:
            return "\n".join(value)
        return cell_text(card, value, self.session.event)

    # --- writing ------------------------------------------------------------------------------

    def _take(self, name: str) -> None:
        """What was typed into a field, if it is new."""
        field, card = self.fields[name], self.cards[name]
        text = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
        held = {self._text(card, getattr(record, name)) for record in self.records}
        if not self.records or held == {text} or (not text and len(held) > 1):
            self._mark(name, "")
            return
        try:
            value = read_cell(card, text, self.session.event)
        except UserError as error:
            self._mark(name, str(error))
            return
        self._write(name, value)

    def _write(self, name: str, value: Any) -> None:
        self._mark(name, self.put(name, value))

    def _mark(self, name: str, problem: str) -> None:
        field, label = self.fields[name], self.problems[name]
        label.setText(problem)
        label.setVisible(bool(problem))
        if bool(field.property("problem")) != bool(problem):
            field.setProperty("problem", bool(problem))
            polish(field)

    def commit(self) -> None:
        """Hand over what is being typed."""
        for name, field in self.fields.items():
            if field.hasFocus() and not isinstance(field, QComboBox):
                self._take(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Long texts are kept when they are left."""
        if event.type() == QEvent.Type.FocusOut:
            name = next((name for name, field in self.fields.items() if field is watched), "")
            if name:
                self._take(name)
        return super().eventFilter(watched, event)
