"""Texts go through the door, numbers through the ruler: what does not is counted, and the counts only go down."""

from __future__ import annotations

import importlib.util
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import pytest

from leanbench.event.edit_rules import noun
from leanbench.event.records import Action
from leanbench.schema import cards_of
from leanbench.words.durations import Calendar
from leanbench.words.figures import KINDS, figure_text
from leanbench.words.language import Language, _active, find_language, languages, use_language
from leanbench.words.lists import list_text

ROOT = Path(__file__).parents[3]
# What is still to be done, by room: (texts outside the door, numbers formatted by hand). The counts only go down; a
# room without a line has none.
OWED = {
    "analyses": (13, 0),
    "app": (1, 0),
    "cli": (3, 0),
    "drawing": (2, 0),
    "errors": (3, 0),
    "event": (1, 0),
    "flow": (29, 0),
    "formula": (17, 1),
    "notebook": (0, 1),
    "papers": (7, 0),
    "plots": (7, 0),
    "resources": (1, 0),
    "schema": (8, 0),
    "stats": (1718, 0),
    "store": (78, 0),
    "tables": (56, 1),
    "ui": (23, 0),
}


@pytest.fixture(scope="module")
def texts() -> Any:
    spec = importlib.util.spec_from_file_location("texts", ROOT / "scripts" / "texts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_texts_and_numbers_outside_the_door_only_become_fewer(texts: Any) -> None:
    counts = texts.counts()
    for place, kind in enumerate(("text", "number")):
        more = {room: n for room, n in counts[kind].items() if n > OWED.get(room, (0, 0))[place]}
        assert not more, (
            f"more of kind {kind} than owed: python scripts/texts.py --list {next(iter(more))} shows them"
        )


def test_what_counts_as_a_text_and_as_a_number_by_hand(texts: Any) -> None:
    import ast

    code = '\n'.join([
        '"""A docstring is no text."""', 'a = "Type a time here."', 'b = _("Behind the door.")', 'c = "name_only"',
        'd = f"{n:.1f} bd of work"', 'e = re.compile(r"[a-z] +[a-z]")', 'raise UserError("The file is empty.")',
        'raise ValueError("a programmer reads this")', 'from leanbench.schema import date', 'f = date("Due on day")',
        'g = f"<rect fill={a} x={b}/>"',
    ])  # fmt: skip
    found = sorted((kind, node.lineno) for kind, node in texts.places(ast.parse(code)))
    assert found == [("number", 5), ("text", 2), ("text", 5), ("text", 7)]


def test_every_kind_of_quantity_is_spoken_in_spanish() -> None:
    assert languages()[:2] == ["en_US", "es"]
    with use_language("es"):
        office = Calendar()
        assert figure_text(2400.0, "time", "speech", calendar=office) == "5 días hábiles"
        assert figure_text(62.5, "ca", "speech") == "62,5 por ciento"
        assert list_text(list("abcde"), most=3) == "a, b, c y 2 más"
        english = {kind: f"{how.one}|{how.many}" for kind, how in KINDS.items() if how.one}
        spoken = {kind: figure_text(3.0, kind, "speech") for kind in english}
    for kind, text in spoken.items():
        assert text.split(" ", 1)[1] not in english[kind].split("|"), text


def test_a_card_speaks_the_language_of_the_moment() -> None:
    """The words of a card are looked up where they are used, and columns keep their English headings."""
    spanish = Language("es", _Shouting(), find_language("es").locale, ",", "dmy")
    assert cards_of(Action)["due"].title == "Due"
    token = _active.set(spanish)
    try:
        card = cards_of(Action)["status"]
        assert (card.title, card.words) == ("STATUS", "STATUS")
        assert card.word("done") == "DONE"
        assert noun(Action) == "ACTION"
        assert cards_of(Action)["due"].headings[-1] == "Due"
    finally:
        _active.reset(token)
    assert cards_of(Action)["due"].title == "Due"


def test_the_catalog_knows_the_words_of_all_cards(texts: Any) -> None:
    known = texts.record_texts()
    assert {
        "Problem",
        "What is wrong, and where",
        "In progress",
        "standard work",
        "Hours per business day",
    } <= known


class _Shouting(NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()
