"""A collection of records as it is shown and edited: where it is, its columns, the changes that write it.

A table of any records asks a `Collection` and nothing else; what one place asks beyond the rest (steps, whose links
must stay whole) is a `Collection` of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leanbench.errors import UserError
from leanbench.event.changes import Add, Move, Remove, Set
from leanbench.event.changes_rows import named_row
from leanbench.event.editing import Change
from leanbench.schema import Card, Record
from leanbench.schema.addresses import address_parts, at, find
from leanbench.schema.cell_text import link_value, typed_cards
from leanbench.words import _
from leanbench.words.lists import count_text

NOTHING = (None, "", ())


class Paste(Record):
    """What a block of a spreadsheet becomes: changes, cells not read (id, field, text, why), rows, sentences."""

    changes: tuple[Change, ...]
    unread: tuple[tuple[str, str, str, str], ...]
    rows: int
    notes: tuple[str, ...] = ()


class Collection:
    """A collection of an event: where it is, its title, the kind of its rows, their cards, and how it is edited.

    `columns` are the fields of its table when not all that are listed; `fixed` are values that all rows shown have
    and new ones get.
    """

    def __init__(
        self,
        path: str,
        title: str,
        kind: type,
        hint: str = "",
        *,
        columns: Sequence[str] = (),
        fixed: Mapping[str, Any] | None = None,
    ) -> None:
        self.path = path
        self.title = title
        self.kind = kind
        self.hint = hint
        self.fixed = dict(fixed or {})
        self.cards: dict[str, Card] = typed_cards(kind)
        self.columns: tuple[str, ...] = tuple(columns or typed_cards(kind, listed=True))

    @property
    def address(self) -> str:
        """Where the records are."""
        return self.path.replace(".", "/")

    def rows(self, event: Any) -> tuple[Any, ...]:
        """The records as they are now."""
        found: tuple[Any, ...] = find(event, self.address)
        if not self.fixed:
            return found
        return tuple(row for row in found if all(getattr(row, key) == it for key, it in self.fixed.items()))

    def labels(self, _event: Any) -> Mapping[str, str] | None:
        """What rows are called at their left, by id; None: they are counted."""
        return None

    def row(self, record: Any, *field: str) -> str:
        """The address of a record, or of a field of it."""
        return at(*address_parts(self.address), record.id, *field)

    # --- edits --------------------------------------------------------------------------------

    def fresh(self, _above: Any = None, **values: Any) -> Any:
        """A new record, below another one when it is put in there."""
        return self.kind(**{**self.fixed, **values})

    def adding(self, event: Any, record: Any, above: Any = None) -> tuple[Change, ...]:
        """The changes that add a record, below another one or at the end."""
        place = None
        if above is not None:
            place = 1 + [row.id for row in find(event, self.address)].index(above.id)
        return (Add(self.address, record, place),)

    def removing(self, records: Sequence[Any]) -> tuple[Change, ...]:
        """The changes that take records out."""
        return tuple(Remove(self.row(record)) for record in records)

    def moving(self, record: Any, place: int) -> Change:
        """The change that puts a record at a place."""
        return Move(self.row(record), place)

    def writing(
        self, event: Any, cells: Mapping[int, Mapping[str, Any]]
    ) -> tuple[tuple[Change, ...], dict[int, str]]:
        """The changes that put values into rows by place, past the last as new records; and the ids of the rows."""
        records = self.rows(event)
        made: list[Change] = []
        ids: dict[int, str] = {}
        for place in sorted(cells):
            values: dict[str, Any] = {}
            for field, value in cells[place].items():
                event, values[field] = named_row(event, self.cards[field], value, made)
            if place < len(records):
                record = records[place]
                made += [Set(self.row(record, field), value) for field, value in values.items()]
            else:
                record = self.fresh(**values)
                made += self.adding(event, record)
            ids[place] = record.id
        return tuple(made), ids

    def paste_of(self, event: Any, rows: list[list[str]], place: int, field: str) -> Paste:
        """Rows of a spreadsheet: below a heading as new records, else from a cell on.

        Read by `schema.table_reader`, as any table from outside; every unknown heading is named.
        """
        from leanbench.schema.table_reader import read_rows

        order = self.columns[self.columns.index(field) :]
        reading = read_rows(self.kind, rows, order=order, calendar=event.calendar)
        count = len(self.rows(event))
        start = count if reading.headed else place
        unread = [(cell.row, cell.field, cell.text, cell.reason) for cell in reading.unread]
        places: dict[int, int] = {}
        cells: dict[int, dict[str, Any]] = {}
        for taken in reading.rows:
            values: dict[str, Any] = {}
            for name, value in taken.values.items():
                try:  # a link is read as the words typed
                    values[name] = link_value(self.cards[name], value, event)
                except UserError as error:
                    unread.append((taken.number, name, value, str(error)))
            here = places[taken.number] = start + len(places)
            filled = {name: value for name, value in values.items() if here < count or value not in NOTHING}
            if filled or any(cell[0] == taken.number for cell in unread):
                cells[here] = filled
        made, ids = self.writing(event, cells)
        notes = list(reading.notes)
        wide = 0 if reading.headed else max(map(len, rows)) - len(order)
        if wide > 0:
            columns = count_text(wide, "column", "columns")
            notes.append(_("{columns} had no place and were not taken.").format(columns=columns))
        marks = tuple((ids[places[row]], name, text, why) for row, name, text, why in unread)
        return Paste(made, marks, len(reading.rows), tuple(notes))
