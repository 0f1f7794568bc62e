"""XML from outside as `xlsx` reads it: a parser without entities, and the small forms of spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from leanbench.tables.book_parts import Area

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Broken(Exception):  # noqa: N818 - a state of the file
    """The parts of the file do not fit together."""


def xml_parser(start: Start, end: End | None = None, data: Callable[[str], None] | None = None) -> Any:
    """A parser of XML from outside: no entities of the file's own; tags lose the prefix that the first one has."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def first(tag: str, given: dict[str, str]) -> None:
        prefix = tag.rpartition(":")[0]
        if prefix:  # most files have none, and then nothing need be called in between
            cut = f"{prefix}:"
            parser.StartElementHandler = lambda tag, given: start(tag.removeprefix(cut), given)
            parser.EndElementHandler = None if end is None else lambda tag: end(tag.removeprefix(cut))
        else:
            parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.StartElementHandler(tag, given)

    def refuse(*_given: object) -> Any:
        raise Broken

    parser.StartElementHandler = first
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def unescape(text: str) -> str:
    """``_x000D_`` and its like as the characters they stand for (ST_Xstring, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: m[0] if 0xD800 <= int(m[1], 16) < 0xE000 else chr(int(m[1], 16)), text)


def column_index(letters: str) -> int:
    """Column A is 1. Raises Broken for letters no sheet has.

    >>> column_index("A"), column_index("XFD")
    (1, 16384)
    """
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or len(letters) > 3:
            raise Broken
        index = index * 26 + ord(letter) - 64
    return index


def area_of(text: str) -> Area | None:
    """A range as spreadsheets write it, ``B2:D9`` or ``B2``; None for what is none."""
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", text)
    if found is None:
        return None
    first, last = column_index(found[1]), column_index(found[3] or found[1])
    return Area(int(found[2]), first, int(found[4] or found[2]), last)


def is_true(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return text in ("1", "true")
