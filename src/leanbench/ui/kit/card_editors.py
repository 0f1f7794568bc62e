"""The editor of a card: the one home of editing a field, in table cells, forms of records and options of charts.

Every editor has the same face: `show_value(value, mixed)` shows without telling, `take()` hands over what is
being typed; its signals are `given(value)` when a person gave one, `problem(sentence)` when the text cannot be
read ("" when it can), `told(sentence)` when it was read otherwise than it stands. What decides about a field is
its `Card`; an option of a chart gives one too (`analyses.method.Field.card`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.schema import Card
from leanbench.schema.cell_reading import typed_share
from leanbench.schema.cell_text import NUMERIC, cell_text, linked_rows, read_cell
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout
from leanbench.words import N_, _
from leanbench.words.durations import time_text

HINTS = {
    "date": "3/13/2026",
    "duration": "20, 1.5h, 2bd",
    "yesno": N_("Yes or no"),
    "lines": N_("One; two; three"),
}
Read = Callable[[str], Any]
Root = Callable[[], Any]


def choices(card: Card, event: Any) -> list[str]:
    """The words a field can be completed with."""
    if card.kind == "choice":
        return [words for _value, words in card.choices if words]
    if card.kind in ("link", "person"):
        return list(dict.fromkeys(words for _key, words in linked_rows(card, event)))
    return [_("Yes"), _("No")] if card.kind == "yesno" else []


def hint_text(card: Card) -> str:
    """What stands in the empty field."""
    return card.hint or _(HINTS.get(card.kind, ""))


def aside_text(card: Card, value: Any, root: Any) -> str:
    """A time in the other unit people think in: days as hours, long hours as business days."""
    if card.kind != "duration" or value is None:
        return ""
    minutes, calendar = value.minutes(root.calendar), root.calendar
    if value.unit in ("bd", "d", "w"):
        return f"= {time_text(minutes, calendar, 'h')}"
    return f"= {time_text(minutes, calendar, 'bd')}" if minutes >= calendar.minutes_per("bd") else ""


def line_editor(card: Card, event: Any, look: Look, parent: QWidget | None = None) -> LineEditor:
    """A line for the cell of a table; who makes it takes its text."""
    line = LineEditor(card, lambda: event, look, parent=parent)
    line.complete()
    return line


def card_editor(card: Card, root: Root, look: Look, read: Read | None = None) -> Any:
    """The editor of a field on a form; `root` gives the event of now, `read` replaces the reader of texts."""
    if card.kind == "yesno":
        return TickEditor(card)
    if card.kind == "lines" and card.choices:
        return TicksEditor(card)
    if card.long or card.kind == "lines":
        return TextEditor(card, root, look)
    if card.kind == "choice" and not card.open:
        return ChoiceEditor(card, look)
    if card.kind == "choice":
        return OpenChoiceEditor(card, root, look, read)
    line = LineEditor(card, root, look, read)
    line.setAlignment(Qt.AlignmentFlag.AlignLeft)
    line.editingFinished.connect(line.take)
    return line


def name_by(editor: QWidget, card: Card) -> None:
    """Name an editor for a screen reader."""
    editor.setAccessibleName(card.title)
    editor.setAccessibleDescription(card.hint)


class LineEditor(QLineEdit):
    """A line: named, with its hint, completing where there is something to choose from."""

    given, problem, told = Signal(object), Signal(str), Signal(str)

    def __init__(
        self, card: Card, root: Root, look: Look, read: Read | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.card, self.root = card, root
        self.read = read or (lambda text: read_cell(card, text, root()))
        self.others: Callable[[], Iterable[Any]] = tuple  # the other values of the column, for shares
        self.value: Any = None
        self._shown = ""
        self.aside = set_role(QLabel(self), "small-muted")
        self.aside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textEdited.connect(lambda _text: self.aside.hide())
        self.setFont(look.font("small"))
        name_by(self, card)
        self.setPlaceholderText(hint_text(card))
        if card.kind in NUMERIC:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Somebody will type: know what can be chosen now."""
        self.complete()
        super().focusInEvent(event)

    def complete(self) -> None:
        """Complete with what can be chosen now."""
        words = choices(self.card, self.root())
        if words:
            completer = QCompleter(words, self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            self.setCompleter(completer)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show a value, or that several records have different ones."""
        self.value, self._shown = value, "" if mixed else cell_text(self.card, value, self.root())
        self.setPlaceholderText(_("several values") if mixed else hint_text(self.card))
        if self.text() != self._shown:
            self.setText(self._shown)
            self.setCursorPosition(0)  # a long text shows its beginning
        self._mark("")
        self.aside.setText("" if mixed else aside_text(self.card, value, self.root()))
        self._place_aside()

    def _place_aside(self) -> None:
        """The same value in other words behind the text, where there is room."""
        self.aside.adjustSize()
        end = 16 + self.fontMetrics().horizontalAdvance(self.text())
        self.aside.move(end, (self.height() - self.aside.height()) // 2)
        self.aside.setVisible(bool(self.aside.text()) and end + self.aside.width() <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the muted words behind the text."""
        super().resizeEvent(event)
        self._place_aside()

    def is_typing(self) -> bool:
        """What stands here has not been handed over."""
        return self.text() != self._shown

    def take(self) -> None:
        """Hand over what was typed, if it is new."""
        text = self.text()
        if text == self._shown:
            self._mark("")
            return
        meant, note = typed_share(self.card, text, self.others())
        try:
            value = self.read(meant)
        except UserError as error:
            self._mark(str(error))
            return
        self._mark("")
        self._shown = text
        self.given.emit(value)
        if note:
            self.told.emit(note)

    def _mark(self, sentence: str) -> None:
        """Paint the line as not read, or as fine again, and tell why."""
        mark_problem(self, bool(sentence))
        self.problem.emit(sentence)


def mark_problem(line: QWidget, problem: bool) -> None:
    """Paint a line as one that could not be read, or as fine again."""
    if bool(line.property("problem")) != problem:
        line.setProperty("problem", problem)
        polish(line)


class TextEditor(QPlainTextEdit):
    """Several lines of text, or one entry a line; handed over when it is left."""

    given, problem, told = Signal(object), Signal(str), Signal(str)

    def __init__(self, card: Card, root: Root, look: Look) -> None:
        super().__init__()
        self.card, self.root = card, root
        self.hint = card.hint or (_("One a line") if card.kind == "lines" else "")
        self._shown = ""
        self.setPlaceholderText(self.hint)
        self.setTabChangesFocus(True)
        self.setFont(look.font("small"))
        self.setFixedHeight(look.px(76))
        name_by(self, card)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show a text, or that several records have different ones."""
        lines = self.card.kind == "lines" and not mixed
        self._shown = "\n".join(value or ()) if lines else "" if mixed else str(value or "")
        self.setPlaceholderText(_("several values") if mixed else self.hint)
        if self.toPlainText() != self._shown:
            self.setPlainText(self._shown)

    def is_typing(self) -> bool:
        """What stands here has not been handed over."""
        return self.toPlainText() != self._shown

    def take(self) -> None:
        """Hand over what was typed, if it is new."""
        text = self.toPlainText()
        if text != self._shown:
            self._shown = text
            self.given.emit(read_cell(self.card, text, self.root()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Long texts are kept when they are left."""
        super().focusOutEvent(event)
        self.take()


class ElidedCombo(QComboBox):
    """A list in a narrow column: long words end in an ellipsis, and are whole in the tool tip and the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def show_choice(self, value: Any, words: str = "") -> None:
        """Bring a choice to the front; one that is no longer offered is kept and shown as it was written."""
        place = self.findData(value)
        if place < 0 and value not in (None, ""):
            self.addItem(words or str(value), value)
            place = self.count() - 1
        self.setCurrentIndex(max(place, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, and as many of the words as have room."""
        if self.isEditable():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, area.width() - 4
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ChoiceEditor(ElidedCombo):
    """One of a few words; nothing chosen is a choice of its own."""

    given, problem, told = Signal(object), Signal(str), Signal(str)

    def __init__(self, card: Card, look: Look) -> None:
        super().__init__()
        self.setFont(look.font("small"))
        name_by(self, card)
        options: Sequence[tuple[Any, str]] = card.choices
        if all(value not in (None, "") for value, _words in options) and card.default in (None, ""):
            options = (("", "–"), *options)
        for value, words in options:
            self.addItem(f"{card.short.get(value, '')}  {words}".strip() or "–", value)
        self.activated.connect(self.take)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show a choice; none where several records have different ones."""
        if mixed:
            self.setCurrentIndex(-1)
        else:
            self.show_choice(value)

    def take(self) -> None:
        """Hand over what is chosen."""
        if self.currentIndex() >= 0:
            self.given.emit(self.currentData())


class OpenChoiceEditor(ElidedCombo):
    """One of a few words, or what somebody types instead."""

    given, problem, told = Signal(object), Signal(str), Signal(str)

    def __init__(self, card: Card, root: Root, look: Look, read: Read | None = None) -> None:
        super().__init__()
        self.card = card
        self.setFont(look.font("small"))
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.line = line = LineEditor(card, root, look, read)
        line.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setLineEdit(line)
        name_by(self, card)
        for value, words in card.choices:
            if value:
                self.addItem(words, value)
        self.setCurrentIndex(-1)
        line.given.connect(self.given)
        line.problem.connect(self.problem)
        self.activated.connect(lambda _place: self.take())
        line.editingFinished.connect(self.take)

    def setAccessibleName(self, name: str) -> None:
        """Named for a screen reader, the line inside too."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def hasFocus(self) -> bool:
        """Somebody is typing here."""
        return super().hasFocus() or self.line.hasFocus()

    def is_typing(self) -> bool:
        """What stands here has not been handed over."""
        return self.line.is_typing()

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show a choice or a word of somebody's own."""
        self.setCurrentIndex(-1 if mixed else self.findData(value))
        self.line.show_value(value, mixed)

    def take(self) -> None:
        """Hand over what is typed or chosen."""
        self.line.take()


class TickEditor(QCheckBox):
    """Yes or no, its name beside it; half ticked where several records differ."""

    given, problem, told = Signal(object), Signal(str), Signal(str)

    def __init__(self, card: Card) -> None:
        super().__init__(card.title.replace("&", "&&"))
        name_by(self, card)
        self.setToolTip(card.hint)
        self.clicked.connect(self.take)

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Show whether it is ticked."""
        self.setTristate(mixed)
        state = Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        self.setCheckState(Qt.CheckState.PartiallyChecked if mixed else state)

    def take(self) -> None:
        """Hand over what is ticked."""
        on = self.checkState() != Qt.CheckState.Unchecked
        self.setTristate(False)
        self.setChecked(on)
        self.given.emit(on)


class TicksEditor(QWidget):
    """Several of a few words to tick; the order of those ticked first is the user's and stays."""

    given, problem, told = Signal(object), Signal(str), Signal(str)

    def __init__(self, card: Card) -> None:
        super().__init__()
        column = column_layout(self, spacing=3)
        column.addWidget(set_role(QLabel(card.title), "small-muted"))
        self.boxes: dict[str, QCheckBox] = {}
        for value, words in card.choices:
            if not value:  # why there is nothing to tick
                column.addWidget(set_role(QLabel(words), "small-muted"))
                continue
            box = QCheckBox(words.replace("&", "&&"))
            box.setAccessibleName(f"{card.title}: {words}")
            box.clicked.connect(self.take)
            self.boxes[value] = box
            column.addWidget(box)
        self._order: list[str] = []

    def show_value(self, value: Any, mixed: bool = False) -> None:
        """Tick these."""
        self._order = [] if mixed or not isinstance(value, list | tuple) else [str(name) for name in value]
        for name, box in self.boxes.items():
            box.setChecked(name in self._order)

    def take(self) -> None:
        """Hand over what is ticked."""
        ticked = [name for name, box in self.boxes.items() if box.isChecked()]
        kept = [name for name in self._order if name in ticked]
        self._order = kept + [name for name in ticked if name not in kept]
        self.given.emit(list(self._order))
