"""The editor of a card, one for table cells and forms: a line that completes what can be chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from leanbench.schema import Card
from leanbench.schema.cell_text import NUMERIC, linked_rows
from leanbench.ui.frame.theme import Look

HINTS = {"date": "3/13/2026", "duration": "20, 1.5h, 2bd", "yesno": "Yes or no", "lines": "One; two; three"}


def choices(card: Card, event: Any) -> list[str]:
    """The words a field can be completed with."""
    if card.kind == "choice":
        return [words for _value, words in card.choices if words]
    if card.kind in ("link", "person"):
        return list(dict.fromkeys(words for _key, words in linked_rows(card, event)))
    return ["Yes", "No"] if card.kind == "yesno" else []


def hint_text(card: Card) -> str:
    """What stands in the empty field."""
    return card.hint or HINTS.get(card.kind, "")


def line_editor(card: Card, event: Any, look: Look, parent: QWidget | None = None) -> QLineEdit:
    """A line for one field: named, with its hint, completing where there is something to choose from."""
    line = QLineEdit(parent)
    line.setFont(look.font("small"))
    line.setAccessibleName(card.title)
    line.setAccessibleDescription(card.hint)
    line.setPlaceholderText(hint_text(card))
    if card.kind in NUMERIC:
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
    words = choices(card, event)
    if words:
        completer = QCompleter(words, line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        line.setCompleter(completer)
    return line
