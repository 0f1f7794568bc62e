"""What a file from outside holds, as plain data that a child process can send: rows, styles and facts.

Readers (`xlsx`, `book_files`) are generators of these parts; `reading_child` sends them, `reading` gathers them.
Rows and columns are counted from 1, as a spreadsheet shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from leanbench.errors import UserError
from leanbench.event.import_account import ImportNote
from leanbench.words.language import _

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet of Excel
MOST_CELLS = 20_000_000  # of the rectangle that is handed on
LARGEST = 500_000_000  # bytes of text, or of one unpacked part of a spreadsheet
FAR_ROWS, FAR_COLUMNS = 10_000, 1_000  # so many empty ones and what follows is no part of the table


class Area(Struct, frozen=True, array_like=True):
    """A rectangle of cells, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class TableArea(Struct, frozen=True):
    """A table with a name inside a sheet, as Excel keeps it; how many of its rows are headings and totals."""

    name: str
    area: Area
    heading_rows: int = 1
    totals_rows: int = 0


class BookFacts(Struct, frozen=True):
    """What a spreadsheet says beside the text of its cells.

    formats : number formats of the cells' styles ("0%", "[h]:mm"); the first is "General".
    is_styled : False where the kind of file gives no styles (xls, xlsb, ods): then nothing is known of formats,
        hidden rows and columns, filters and tables.
    errors, unsaved : (row, column) of error values and of formulas without a stored value.
    """

    hidden_sheets: tuple[str, ...] = ()
    is_styled: bool = False
    is_1904: bool = False
    formats: tuple[str, ...] = ("General",)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[Area, ...] = ()
    filters: tuple[Area, ...] = ()
    tables: tuple[TableArea, ...] = ()
    errors: tuple[tuple[int, int], ...] = ()
    unsaved: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of texts as they stand in the source, before anyone decided what is a header.

    styles : for each row of a spreadsheet the places of its cells' number formats in `facts.formats`; a row
        without any is empty. facts : what a spreadsheet says beside its texts; None for text.
    left_out : numbers of rows that had cells and are empty here, because they are not to be read.
    """

    rows: list[list[str]]
    name: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    findings: tuple[ImportNote, ...] = ()
    styles: list[list[int]] = field(default_factory=list)
    facts: BookFacts | None = None
    left_out: frozenset[int] = frozenset()


class Share(Struct, frozen=True, tag=True):
    """How much is read, 0 to 1."""

    done: float


class Rows(Struct, frozen=True, tag=True):
    """Rows with content: their numbers, their texts, and for each row the places in `BookFacts.formats`.

    A list of styles is as long as its row, or empty where every cell has the first format.
    """

    numbers: list[int]
    texts: list[list[str]]
    styles: list[list[int]]


class Rest(Struct, frozen=True, tag=True):
    """What is known when all rows were sent."""

    name: str
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    findings: tuple[ImportNote, ...] = ()
    facts: BookFacts | None = None


class Refused(Struct, frozen=True, tag=True):
    """Why nothing could be read, in one sentence for the user."""

    sentence: str


Part = Share | Rows | Rest | Refused


class Request(Struct, frozen=True):
    """What a child process is asked to read: a file by its path (as the system spells it), or its content."""

    name: str
    suffix: str
    path: bytes = b""
    data: bytes = b""
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    language: str = "en_US"


def in_rows(texts: Iterable[list[str]], each: int = 1000) -> Iterable[Rows]:
    """Rows of a reader that has them all at once, in pieces."""
    rows = Rows([], [], [])
    for number, row in enumerate(texts, 1):
        if any(row):
            rows.numbers.append(number)
            rows.texts.append(row)
            rows.styles.append([])
            if len(rows.numbers) == each:
                yield rows
                rows = Rows([], [], [])
    if rows.numbers:
        yield rows


def damaged_book(name: str) -> UserError:
    """The refusal of a spreadsheet that cannot be opened."""
    return UserError(
        _(
            "{name} is not a spreadsheet this program can open, or it is damaged. Save it again as XLSX or CSV."
        ).format(name=name)
    )


def locked_book(name: str) -> UserError:
    """The refusal of a spreadsheet with a password."""
    return UserError(
        _("{name} is protected by a password. Save a copy without one and try again.").format(name=name)
    )


def check_sheet(name: str, sheets: Sequence[str], wanted: str | None) -> None:
    """Raises UserError when there is no sheet, or not the one wanted."""
    if not sheets:
        raise UserError(_("{name} has no sheet with cells.").format(name=name))
    if wanted is not None and wanted not in sheets:
        raise UserError(
            _("{name} has no sheet {wanted!r}. Its sheets are: {sheets}.").format(
                name=name, wanted=wanted, sheets=", ".join(sheets)
            )
        )


def no_cells(name: str, wanted: str | None, hidden: Sequence[str]) -> UserError:
    """The refusal of a spreadsheet where there is nothing to read."""
    where = _("any sheet that is not hidden") if hidden else _("any sheet")
    if wanted is not None:
        where = _("sheet {wanted!r}").format(wanted=wanted)
    return UserError(_("{name} has no cells with content in {where}.").format(name=name, where=where))


def too_large(name: str, what: str) -> UserError:
    """The refusal of a flood."""
    return UserError(
        _("{name} has {what}, more than this program reads at once. Cut it down first.").format(
            name=name, what=what
        )
    )
