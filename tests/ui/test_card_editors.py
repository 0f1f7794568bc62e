"""One editor for each kind of field: in a form of records and among the options of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit

from leanbench import resources
from leanbench.analyses import catalogue
from leanbench.event.event_file import open_event
from leanbench.event.records import Event
from leanbench.schema import Card
from leanbench.schema.cell_text import cell_text, read_cell, typed_cards
from leanbench.schema.record_places import RecordPlace, record_places
from leanbench.ui.kit.card_editors import LineEditor, card_editor

TYPED = {
    "text": "Some words", "person": "K. Silva", "number": "2.5", "whole": "12", "percent": "80", "share": "80%",
    "money": "$1,200", "date": "6/1/2026", "duration": "2bd", "link": "", "lines": "one\ntwo",
}  # fmt: skip
KEPT = {
    "text": "Some words", "person": "K. Silva", "number": 2.5, "whole": 12, "percent": 80.0, "share": 0.8,
    "money": 1200.0, "date": "2026-06-01", "lines": ("one", "two"),
}  # fmt: skip


def kinds(places: dict[str, RecordPlace]) -> Iterator[type]:
    for place in places.values():
        yield place.kind
        yield from kinds({inner.path: inner for inner in place.inside})


CARDS = {
    f"{kind.__name__}.{name}": card
    for kind in kinds(record_places(Event))
    for name, card in typed_cards(kind).items()
}


@pytest.fixture(scope="module")
def event() -> Any:
    return open_event(resources.path("samples", "permit-issuance.lean")).root


def tell(editor: Any) -> list[Any]:
    told: list[Any] = []
    editor.given.connect(told.append)
    return told


@pytest.mark.parametrize("name", CARDS)
def test_every_card_has_an_editor_that_reads_as_a_cell_does(
    name: str, event: Any, look: Any, qtbot: Any
) -> None:
    card = CARDS[name]
    editor = card_editor(card, lambda: event, look)
    qtbot.addWidget(editor)
    told = tell(editor)
    editor.show_value(card.default)
    editor.show_value(None, mixed=True)
    assert told == []  # showing tells nobody
    assert editor.accessibleName() == card.title
    if isinstance(editor, QCheckBox):
        assert editor.checkState() == Qt.CheckState.PartiallyChecked
        editor.click()
        assert told == [True]
    elif isinstance(editor, QComboBox):
        value, word = card.choices[-1]
        editor.show_value(value)
        assert editor.currentText().endswith(word)  # a letter that chooses it may stand before
        editor.setCurrentIndex(editor.findData(value))
        editor.activated.emit(editor.currentIndex())
        assert told in ([], [value])  # an open choice that stands there already is no edit
    else:
        text = TYPED[card.kind]
        (editor.setPlainText if isinstance(editor, QPlainTextEdit) else editor.setText)(text)
        editor.take()
        wanted = read_cell(card, text, event)
        assert told == ([wanted] if text else [])
        assert KEPT.get(card.kind, wanted) == wanted
        editor.show_value(wanted)
        assert told == ([wanted] if text else [])


def test_what_cannot_be_read_stays_and_is_said_and_fractions_among_shares_are_said(
    look: Any, qtbot: Any
) -> None:
    card = CARDS["Action.pct"]
    line = card_editor(card, lambda: None, look)
    qtbot.addWidget(line)
    told, problems, notes = tell(line), [], []
    line.problem.connect(problems.append)
    line.told.connect(notes.append)
    line.show_value(60.0)
    line.setText("most")
    line.take()
    assert (line.text(), line.property("problem"), told) == ("most", True, [])
    assert "most" in problems[-1]
    line.setText("0.95")
    line.take()
    assert (told, problems[-1], line.property("problem")) == ([95.0], "", False)
    assert "0.95" in notes[0]
    line.others = lambda: (0.2, 0.9)
    line.setText("0.5")
    line.take()
    assert told[-1] == 0.5


def test_options_of_charts_have_the_same_editors(look: Any, qtbot: Any) -> None:
    counts: dict[str, int] = {}
    for method in catalogue.methods().values():
        for field in method.fields:
            if field.kind in ("tests", "filter"):
                continue
            card = field.card(("one", "two_words"))
            assert isinstance(card, Card)
            assert (card.name, card.title) == (field.name, field.label)
            if field.kind in counts and counts[field.kind] > 3:
                continue
            counts[field.kind] = counts.get(field.kind, 0) + 1
            editor = card_editor(card, lambda: None, look)
            qtbot.addWidget(editor)
            told = tell(editor)
            editor.show_value(None)
            assert told == []
            if isinstance(editor, LineEditor) and field.kind == "number":
                editor.setText("2.5")
                editor.take()
                assert told == [2.5]
                assert cell_text(card, 2.5) == "2.5"
    assert {"column", "columns", "subgroup", "number", "choice", "text", "yesno"} <= set(counts)
