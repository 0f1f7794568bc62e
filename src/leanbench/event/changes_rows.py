"""The four edits that any field and any row can have, by its address: set, add, remove, move.

Edits of the graph of a map (connect, insert a decision, paste steps ...) mean more than a field and stand in
`changes_links`, `changes_steps` and `changes_map`.
"""

from __future__ import annotations

from typing import Any

from leanbench.errors import Refusal
from leanbench.event.editing import Edit, Key, edited, problems_of, shown
from leanbench.event.records import Event
from leanbench.schema import Misfit, cards_of, fit_field, is_record
from leanbench.schema.addresses import Path, address_parts, find, row_index, with_value


class Set(Edit):
    """Set one field: ``Set("actions/a-7k3q9x2d4f/due", "2026-03-09")``."""

    address: str
    value: Any

    @property
    def label(self) -> str:
        return f"set {address_parts(self.address)[-1].replace('_', ' ')} to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("set", self.address)

    def describe(self, event: Event) -> str:
        *inside, field = address_parts(self.address)
        card = cards_of(type(_holder_at(event, tuple(inside)))).get(field)
        return self.label if card is None else f"set {card.words} to {shown(self.value)}"

    def apply(self, event: Event) -> Event | Refusal:
        if _is_drawn(self.address, setting=True):
            return _DRAWN

        def change(holder: Any, field: str) -> Any:
            if not is_record(holder) or field == "id":
                raise KeyError(field)
            new = edited(holder, field, self.value)
            if isinstance(new, Refusal):
                raise _Refused(new)
            return new

        return _applied(event, self.address, change)


class Add(Edit):
    """Add a row to the table at an address, at the end or at `index`."""

    address: str
    record: Any
    index: int | None = None

    @property
    def label(self) -> str:
        return f"add a row to {address_parts(self.address)[-1].replace('_', ' ')}"

    def apply(self, event: Event) -> Event | Refusal:
        if _is_drawn(self.address):
            return _DRAWN

        def change(holder: Any, field: str) -> Any:
            rows = _table(holder, field)
            if any(row.id == self.record.id for row in rows):
                raise _Refused(Refusal(f"There already is a row “{self.record.id}” here."))
            if problem := next(problems_of(self.record), ""):
                raise _Refused(Refusal(problem))
            at = len(rows) if self.index is None else min(max(self.index, 0), len(rows))
            return _with_rows(holder, field, (*rows[:at], self.record, *rows[at:]))

        return _applied(event, self.address, change)


class Remove(Edit):
    """Remove the row at an address: ``Remove("actions/a-7k3q9x2d4f")``."""

    address: str

    @property
    def label(self) -> str:
        return f"remove a row of {address_parts(self.address)[-2].replace('_', ' ')}"

    def apply(self, event: Event) -> Event | Refusal:
        if _is_drawn(self.address):
            return _DRAWN

        def change(rows: Any, key: str) -> Any:
            at = row_index(rows, key) if isinstance(rows, tuple) else -1
            if at < 0:
                raise KeyError(key)
            return rows[:at] + rows[at + 1 :]

        return _applied(event, self.address, change)


class Move(Edit):
    """Move the row at an address so that it ends up at `index` of its table."""

    address: str
    index: int

    @property
    def label(self) -> str:
        return f"move a row of {address_parts(self.address)[-2].replace('_', ' ')} to {self.index + 1}"

    def apply(self, event: Event) -> Event | Refusal:
        def change(rows: Any, key: str) -> Any:
            if not isinstance(rows, tuple):
                raise KeyError(key)
            at = row_index(rows, key)
            to = min(max(self.index, 0), len(rows) - 1)
            if to == at:
                return rows
            rest = [*rows[:at], *rows[at + 1 :]]
            rest.insert(to, rows[at])
            return tuple(rest)

        return _applied(event, self.address, change)


_DRAWN = Refusal("What is drawn on a map (which steps, links and notes it has) is changed by drawing it.")
_ENDS = frozenset({"source", "target", "kind", "step"})  # of a link or note: they must be steps of the map


def _is_drawn(address: str, *, setting: bool = False) -> bool:
    """Whether an edit would change the graph of a map, which has edits of its own that keep it whole."""
    parts = address_parts(address)
    if parts[0] != "maps":
        return False
    if not setting:
        return True
    inside = parts[2:]
    return len(inside) in (0, 2) or (
        inside[0] in ("steps", "links", "notes")
        and (len(inside) != 3 or (inside[0] != "steps" and inside[2] in _ENDS))
    )


class _Refused(Exception):  # noqa: N818 - a refusal on its way up, never seen
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _applied(event: Event, address: str, change: Any) -> Event | Refusal:
    try:
        result: Event = with_value(event, address, change)
    except _Refused as refused:
        return refused.refusal
    except Misfit as misfit:
        return Refusal(f"{misfit.place()} {misfit.reason}.")
    except KeyError as missing:
        return Refusal(f"There is no “{missing.args[0]}” at {address}.")
    return result


def _holder_at(event: Event, inside: Path) -> Any:
    try:
        return find(event, inside) if inside else event
    except KeyError:
        return None


def _table(holder: Any, field: str) -> tuple[Any, ...]:
    rows = find(holder, (field,))
    if not isinstance(rows, tuple):
        raise KeyError(field)
    return rows


def _with_rows(holder: Any, field: str, rows: tuple[Any, ...]) -> Any:
    from leanbench.schema import replace

    return replace(holder, **{field: fit_field(holder, field, rows)})
