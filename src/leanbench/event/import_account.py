"""The account of an import: what a table lost, gained or was taken for on its way in, line by line.

Every way in gives the same account. A kind of line (`KINDS`) says what it is about, what is done when nobody
decides, and what else could be done; a line (`ImportNote`) says what was met where, and what was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from leanbench import schema
from leanbench.schema import Extra, Record, identity, loose
from leanbench.words.language import N_, _


class ImportKind(NamedTuple):
    """A kind of line: its title, its choices with their words (none: nothing to decide), the first is the default.

    level : "warning" where it changes what numbers mean.
    """

    title: str
    choices: Mapping[str, str] = MappingProxyType({})
    level: Literal["info", "warning"] = "warning"

    @property
    def default(self) -> str:
        """What is done when nobody decides; "" where there is nothing to decide."""
        return next(iter(self.choices), "")


_LEFT_OUT = {"leave-out": N_("left out"), "keep": N_("kept")}
KINDS: Mapping[str, ImportKind] = {
    "as-read": ImportKind(N_("How it was read"), level="info"),
    "to-check": ImportKind(N_("To check")),
    "columns-not-used": ImportKind(N_("Columns not used"), _LEFT_OUT),
    "units-assumed": ImportKind(
        N_("Units assumed"), {"percent": N_("read as percent"), "as-written": N_("read as written")}
    ),
    "maybe-percent": ImportKind(
        N_("Units assumed"), {"as-written": N_("read as written"), "percent": N_("read as percent")}
    ),
    "thousands-sign": ImportKind(
        N_("Units assumed"),
        {"thousands": N_("read as a thousands sign"), "decimal": N_("read as a decimal sign")},
    ),
    "hidden-rows": ImportKind(N_("Rows hidden or filtered"), _LEFT_OUT),
    "totals": ImportKind(N_("Rows that look like totals"), _LEFT_OUT),
    "notes-below": ImportKind(N_("Notes below the table"), _LEFT_OUT, level="info"),
    "sheets-skipped": ImportKind(N_("Sheets not read"), level="info"),
    "merged-filled": ImportKind(
        N_("Merged cells"), {"fill": N_("filled into all their rows"), "keep": N_("left in the first row")}
    ),
    "became-text": ImportKind(N_("Cells that could not be read")),
    "look-alike": ImportKind(
        N_("Spellings that look alike"), {"merge": N_("taken for one"), "keep": N_("kept apart")}
    ),
    "duplicate-heading": ImportKind(N_("Headings that repeat")),
    "time-order": ImportKind(
        N_("Order of time"),
        {"oldest-first": N_("turned round, oldest first"), "keep": N_("kept as they stand")},
        level="info",
    ),
    "equal-rows": ImportKind(
        N_("Equal rows"), {"keep": N_("kept"), "leave-out": N_("left out")}, level="info"
    ),
    "wide-table": ImportKind(
        N_("Shape of the table"),
        {"keep": N_("kept as it stands"), "stack": N_("stacked, one row for each observation")},
        level="info",
    ),
    "date-order": ImportKind(
        N_("Dates whose order is a guess"), {"mdy": N_("month first"), "dmy": N_("day first")}
    ),
    "changed-by-program": ImportKind(N_("Changed by the spreadsheet program")),
    "serial-dates": ImportKind(
        N_("Changed by the spreadsheet program"),
        {"dates": N_("read as dates"), "as-written": N_("read as numbers")},
    ),
}


class ImportNote(Record):
    """One line of the account of an import.

    `kind` is a name of `KINDS`, `where` the column it is about ("" for the whole table), `taken` the choice that
    was made, `rows` all rows it is about, as the source counts them ("3, 5-9").
    """

    kind: str = schema.text("Kind")
    text: str = schema.text("Sentence", long=True)
    where: str = schema.text("Column")
    taken: str = schema.text("Done")
    rows: str = schema.text("Rows")
    id: str = identity("in")
    extra: Extra = loose()

    @property
    def about(self) -> ImportKind:
        """Its kind; of a newer file, which may have others, one without choices."""
        return KINDS.get(self.kind, KINDS["to-check"])

    @property
    def level(self) -> str:
        """Whether it changes what numbers mean ("warning") or not ("info")."""
        return self.about.level

    @property
    def key(self) -> str:
        """By what a choice for this line is named: its kind, and the column where there is one."""
        return f"{self.kind}/{self.where}" if self.where else self.kind


def note(kind: str, text: str, *, where: str = "", taken: str = "", rows: Iterable[int] = ()) -> ImportNote:
    """A line of an account; without `taken` the default of its kind."""
    return ImportNote(kind, text, where, taken or KINDS[kind].default, ranges_text(rows), id="")


def told_text(line: ImportNote) -> str:
    """What was met and what was done with it, in words."""
    done = line.about.choices.get(line.taken, "")
    return _("{text} ({done})").format(text=line.text.rstrip("."), done=_(done)) + "." if done else line.text


def as_plain(line: ImportNote) -> dict[str, Any]:
    """The line as the command line prints it in JSON."""
    return {
        "kind": line.kind, "where": line.where, "text": line.text, "default": line.about.default,
        "taken": line.taken, "choices": list(line.about.choices), "rows": line.rows, "level": line.level,
    }  # fmt: skip


def ranges_text(rows: Iterable[int]) -> str:
    """Row numbers, as short as they can be written.

    >>> ranges_text([3, 5, 6, 7, 12])
    '3, 5-7, 12'
    """
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in found)
