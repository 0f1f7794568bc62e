"""The card of a field, and the makers that cards are written with.

A card is data: what kind of value a field holds and all that people and papers need to know of it. The
makers return `Any`, so that ``due: str = date("Due")`` reads as a field with a default to type checkers;
`Record` takes the card out and puts its default in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from leanbench.schema.identifiers import new_id, new_uuid

MANY = 1e12  # the largest count or sum any limit asks for
NO_CHOICES: tuple[tuple[str, str], ...] = ()
NO_SPELLINGS: Mapping[str, tuple[str, ...]] = {}
NO_SHORT: Mapping[str, str] = {}


class Card(Struct, frozen=True, gc=False):
    """All that is known of one field.

    `kind` is one of identity, text, lines, number, whole, share (0 to 1), percent (0 to 100), money, date,
    duration, choice, person, link, yesno (values), record, rows (records inside) and loose (anything a
    file may hold). `least` and `most` are in the unit of the stored value.
    """

    kind: str
    title: str
    name: str = ""
    hint: str = ""  # what stands in an empty cell
    unit: str = ""  # "$", "%", "people", "h" ...: beside the number, and in the heading of a column
    least: float | None = None
    most: float | None = None
    decimals: int | None = None
    choices: tuple[tuple[str, str], ...] = NO_CHOICES  # (stored value, word)
    spellings: Mapping[str, tuple[str, ...]] = NO_SPELLINGS  # stored value -> what else people type for it
    open: bool = False  # a choice that takes other words too
    short: Mapping[str, str] = (
        NO_SHORT  # stored value -> letters, where a word has no room: on a map, in a cell
    )
    target: str = ""  # of a link: the collection whose row's id it holds
    adds: bool = False  # a link: the name of no row yet adds one there
    headings: tuple[
        str, ...
    ] = ()  # of columns it answers to, beside its title; "queue?" may mean something else
    long: bool = False  # text of several lines
    listed: bool = True  # a column of the table of its kind; else only in the form
    rare: bool = False  # in the form only when more fields are asked for
    asked: bool = False  # `check` names the rows where it is empty
    prefix: str = ""  # of an identity
    label: str = ""  # the words inside a sentence when they are not the title's: "value class"
    required: bool = False  # there is no record without it
    default: Any = None
    factory: Callable[[], Any] | None = None

    def word(self, value: Any) -> str:
        """What people read for a value of a choice; another word as it is."""
        return dict(self.choices).get(value, str(value))

    @property
    def words(self) -> str:
        """The field inside a sentence: ``value class``, ``%C&A``, ``hourly rate``."""
        if self.label:
            return self.label
        return self.title if self.title[1:2].isupper() else self.title[:1].lower() + self.title[1:]


def identity(prefix: str = "", title: str = "Id") -> Any:
    """The id of a row, random at birth."""
    return Card("identity", title, prefix=prefix, listed=False, factory=lambda: new_id(prefix))


def uuid(title: str = "Id") -> Any:
    """The id of a whole document, a random UUID at birth."""
    return Card("identity", title, listed=False, prefix="uuid", factory=new_uuid)


def text(title: str, hint: str = "", *, default: Any = "", **more: Any) -> Any:
    """A line of text, or several with ``long=True``."""
    return Card("text", title, hint=hint, default=default, **more)


def lines(title: str, hint: str = "", **more: Any) -> Any:
    """Texts without an order of their own and nothing else to say of them: marks, columns of a table."""
    return Card("lines", title, hint=hint, default=(), **more)


def number(title: str, hint: str = "", *, default: Any = None, **more: Any) -> Any:
    """A number in `unit`."""
    return Card("number", title, hint=hint, default=default, **more)


def whole(title: str, hint: str = "", *, default: Any = None, **more: Any) -> Any:
    """A whole number."""
    return Card("whole", title, hint=hint, default=default, **more)


def share(title: str, hint: str = "", *, default: Any = None, **more: Any) -> Any:
    """A share stored from 0 to 1 and shown as percent."""
    return Card(
        "share", title, hint=hint, default=default, **{"least": 0.0, "most": 1.0, "unit": "%", **more}
    )


def percent(title: str, hint: str = "", *, default: Any = None, **more: Any) -> Any:
    """A share stored in percent, 0 to 100."""
    return Card(
        "percent", title, hint=hint, default=default, **{"least": 0.0, "most": 100.0, "unit": "%", **more}
    )


def money(title: str, hint: str = "", *, default: Any = None, **more: Any) -> Any:
    """A sum in US dollars."""
    return Card("money", title, hint=hint, default=default, **{"unit": "$", **more})


def date(title: str, hint: str = "", **more: Any) -> Any:
    """A day, kept as ISO text (``2026-03-09``), empty when not set."""
    return Card("date", title, hint=hint, default="", **more)


def duration(title: str, hint: str = "", **more: Any) -> Any:
    """A time as it was said: `leanbench.words` reads and writes it."""
    return Card("duration", title, hint=hint, default=None, **more)


def choice(title: str, choices: Mapping[str, str], hint: str = "", *, default: Any = "", **more: Any) -> Any:
    """One of a few words: stored value -> the word people read."""
    return Card("choice", title, hint=hint, choices=tuple(choices.items()), default=default, **more)


def person(title: str, hint: str = "", **more: Any) -> Any:
    """Somebody's name, usually one of the team's."""
    return Card("person", title, hint=hint, default="", **{"target": "team", **more})


def link(title: str, target: str, hint: str = "", *, default: Any = "", **more: Any) -> Any:
    """The id of a row of the collection `target`."""
    return Card("link", title, target=target, hint=hint, default=default, **more)


def yesno(title: str, hint: str = "", *, default: bool = False, **more: Any) -> Any:
    """Yes or no."""
    return Card("yesno", title, hint=hint, default=default, **more)


def record(title: str, kind: Callable[[], Any] | None = None, hint: str = "", **more: Any) -> Any:
    """One record inside; a fresh one of `kind` at birth, or None without."""
    return Card(
        "record", title, hint=hint, **({"default": None} if kind is None else {"factory": kind}), **more
    )


def rows(title: str, hint: str = "", **more: Any) -> Any:
    """A table: a tuple of records (or pairs)."""
    return Card("rows", title, hint=hint, default=(), **more)


def loose(title: str = "", **more: Any) -> Any:
    """Plain JSON of any shape: options, and fields of a newer or foreign file."""
    return Card("loose", title, **{"listed": False, "factory": dict, **more})
