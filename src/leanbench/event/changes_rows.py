"""The four edits that any field and any row can have, by its address: set, add, remove, move.

What a place asks beyond its card stands in `edit_rules`. Edits of the graph of a map (connect, insert a
decision, paste steps ...) mean more than a field and stand in `changes_links`, `changes_steps` and `changes_map`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from leanbench.errors import Refusal
from leanbench.event.edit_rules import RULES, aim_at, missing, noun, row_name
from leanbench.event.editing import Change, Edit, Key, edited, index_of, problems_of
from leanbench.event.records import Event
from leanbench.schema import Card, Misfit, cards_of, fit_field, is_record, replace
from leanbench.schema.addresses import Path, address_parts, find, row_index, with_value
from leanbench.schema.cell_text import field_text, link_value, linked_rows
from leanbench.schema.given_ids import inner_kinds
from leanbench.words import _


class Set(Edit):
    """Set one field: ``Set("actions/a-7k3q9x2d4f/due", "2026-03-09")``; or put a whole row, a new one at the end."""

    address: str
    value: Any

    @property
    def label(self) -> str:
        return self._sentence(None)

    @property
    def key(self) -> Key | None:
        return ("set", self.address)

    def describe(self, event: Event) -> str:
        *inside, field = address_parts(self.address)
        row = _row_at(event, tuple(inside))
        if row is not None and field == "name":
            return _("rename {row} to {name}").format(row=row_name(row), name=field_text(None, self.value))
        return self._sentence(row)

    def _sentence(self, row: Any) -> str:
        parts = address_parts(self.address)
        aim = aim_at(parts)
        if aim.place.endswith("*"):
            return _("put {noun} {row}").format(noun=noun(aim.kind), row=_row_words(self.value)).rstrip()
        words = aim.card.words if aim.card is not None else parts[-1].replace("_", " ")
        text = _("set {field} to {value}") if row is None else _("set {field} of {row} to {value}")
        value = field_text(aim.card, self.value)
        return text.format(field=words, row="" if row is None else row_name(row), value=value)

    def apply(self, event: Event) -> Event | Refusal:
        parts = address_parts(self.address)
        if aim_at(parts).place.endswith("*"):
            return _applied(event, "set", parts, self._put)

        def change(holder: Any, field: str) -> Any:
            if not is_record(holder):
                raise KeyError(field)
            if field == "id" and aim_at(parts).place not in RULES["set"]:
                return Refusal(_("An id does not change."))
            return edited(holder, field, self.value)

        return _applied(event, "set", parts, change)

    def _put(self, holder: Any, field: str) -> Any:
        rows, key = _table(holder, field), address_parts(self.address)[-1]
        place = index_of(rows, key)
        if getattr(self.value, "id", None) != key or not key:
            return Refusal(
                _("The {noun} to put here should have the id “{key}”.").format(
                    noun=noun(type(self.value)), key=key
                )
            )
        if place is None:
            return _with_rows(holder, field, (*rows, self.value), self.value)
        if rows[place] == self.value:
            return holder
        return _with_rows(holder, field, (*rows[:place], self.value, *rows[place + 1 :]), self.value)


class Add(Edit):
    """Add a row to the table at an address, at the end or at `index`."""

    address: str
    record: Any
    index: int | None = None

    @property
    def label(self) -> str:
        return (
            _("add {noun} {row}")
            .format(noun=noun(aim_at(address_parts(self.address)).kind), row=_row_words(self.record))
            .rstrip()
        )

    def apply(self, event: Event) -> Event | Refusal:
        def change(holder: Any, field: str) -> Any:
            rows = _table(holder, field)
            key = getattr(self.record, "id", None)
            if key == "":
                return Refusal(_("It needs an id before it can be kept."))
            if key is not None and index_of(rows, key) is not None:
                return Refusal(
                    _("“{key}” already is the id of another {noun}.").format(
                        key=key, noun=noun(type(self.record))
                    )
                )
            place = len(rows) if self.index is None else min(max(self.index, 0), len(rows))
            return _with_rows(holder, field, (*rows[:place], self.record, *rows[place:]), self.record)

        return _applied(event, "add", address_parts(self.address), change)


class Remove(Edit):
    """Remove the row at an address: ``Remove("actions/a-7k3q9x2d4f")``."""

    address: str

    @property
    def label(self) -> str:
        return _("remove {noun}").format(noun=noun(aim_at(address_parts(self.address)).kind))

    def describe(self, event: Event) -> str:
        row = _row_at(event, address_parts(self.address))
        return self.label if row is None else _("remove {row_name}").format(row_name=row_name(row))

    def apply(self, event: Event) -> Event | Refusal:
        def change(rows: Any, key: str) -> Any:
            place = _place(rows, key)
            return rows[:place] + rows[place + 1 :]

        return _applied(event, "remove", address_parts(self.address), change)


class Move(Edit):
    """Move the row at an address so that it ends up at `index` of its table."""

    address: str
    index: int

    @property
    def label(self) -> str:
        return _("move {noun} to row {index}").format(
            noun=noun(aim_at(address_parts(self.address)).kind), index=self.index + 1
        )

    def describe(self, event: Event) -> str:
        row = _row_at(event, address_parts(self.address))
        return (
            self.label
            if row is None
            else _("move {row_name} to row {index}").format(row_name=row_name(row), index=self.index + 1)
        )

    def apply(self, event: Event) -> Event | Refusal:
        def change(rows: Any, key: str) -> Any:
            place = _place(rows, key)
            to = min(max(self.index, 0), len(rows) - 1)
            if to == place:
                return rows
            rest = [*rows[:place], *rows[place + 1 :]]
            rest.insert(to, rows[place])
            return tuple(rest)

        return _applied(event, "move", address_parts(self.address), change)


def named_row(event: Event, card: Card, value: Any, made: list[Change]) -> tuple[Event, Any]:
    """The id for a link that was given a name, with the event; a row that is not there yet is added by `made`."""
    if not card.adds or not value:
        return event, value
    found = link_value(card, value, event)
    if any(found == key for key, _words in linked_rows(card, event)):
        return event, found
    kind = next(inner.kind for inner in inner_kinds(Event) if inner.name == card.target)
    named = next(name for name, about in cards_of(kind).items() if about.kind == "text")
    row = kind(**{named: value.strip()})
    made.append(Add(card.target, row))
    done = made[-1].apply(event)
    assert isinstance(done, Event), "a new row with a fresh id is never refused"
    return done, row.id


def set_changes(event: Event, addresses: Sequence[str], value: Any) -> tuple[Change, ...]:
    """The changes that put one value into several fields; a link's new name adds its row first."""
    made: list[Change] = []
    card = aim_at(address_parts(addresses[0])).card
    if card is not None:
        _event, value = named_row(event, card, value, made)
    return (*made, *(Set(address, value) for address in addresses))


class _Refused(Exception):  # noqa: N818 - a refusal on its way up, never seen
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _applied(event: Event, verb: str, parts: Path, change: Callable[[Any, str], Any]) -> Event | Refusal:
    """The event with what `change` makes of the holder of the last part, if the place has no rule against it."""

    def checked(holder: Any, part: str) -> Any:
        new = change(holder, part)
        if isinstance(new, Refusal):
            raise _Refused(new)
        return new

    place = aim_at(parts).place
    where = parts[:-1] if verb == "set" and place.endswith("*") else parts  # a row is put into its table
    try:
        result: Event = with_value(event, where, checked)
    except _Refused as refused:
        return refused.refusal
    except Misfit as misfit:
        return Refusal(f"{misfit.place()} {misfit.reason}.")
    except KeyError:
        return missing(event, parts)
    rule = RULES[verb].get(place)
    return result if rule is None or result is event else rule(event, result, parts)


def _value_at(event: Event, parts: Path) -> Any:
    try:
        return find(event, parts) if parts else event
    except KeyError:
        return None


def _row_at(event: Event, parts: Path) -> Any:
    """The row of a table at an address, None when there is none or it is no row."""
    return _value_at(event, parts) if aim_at(parts).place.endswith("*") else None


def _row_words(record: Any) -> str:
    """What a record that comes is called, nothing when it says nothing yet."""
    name = row_name(record) if hasattr(record, "id") else field_text(None, record)
    return (
        ""
        if name == _("the {noun}").format(noun=noun(type(record)))
        else name.removeprefix(f"{noun(type(record))} ")
    )


def _table(holder: Any, field: str) -> tuple[Any, ...]:
    rows = find(holder, (field,))
    if not isinstance(rows, tuple):
        raise KeyError(field)
    return rows


def _place(rows: Any, key: str) -> int:
    if not isinstance(rows, tuple):
        raise KeyError(key)
    return row_index(rows, key)


def _with_rows(holder: Any, field: str, rows: tuple[Any, ...], new: Any) -> Any:
    kept = fit_field(holder, field, rows)
    problem = next(problems_of(new), "")
    return Refusal(problem) if problem else replace(holder, **{field: kept})
