"""The parsed form of a stored dataset, read once and cached by identity of its text."""

from __future__ import annotations

import csv
import io
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.event.records import Column, Dataset
from leanbench.schema.heading_units import column_unit
from leanbench.tables import cells, guess
from leanbench.tables.preview import OddCell
from leanbench.tables.text_files import uncollected
from leanbench.words.free_names import FreeNames
from leanbench.words.language import _
from leanbench.words.nearest_name import nearest_text

KEPT = 8  # parsed tables held in memory
LARGE = 20_000_000  # characters from which pandas' reader repays its import
SLICE = 60_000  # cells made in one call that lets no other thread run: some milliseconds
_WORD_NUMBERS = re.compile(r'(?im)(?:^|,)"?\s*[+-]?(?:nan|inf)')


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A dataset with typed columns.

    names : the columns in order. rows : number of records. kinds, units : by column name.
    odd : cells that could not be read as their column's kind, `row` from 1; NaN/NaT in `column()`.
    """

    names: tuple[str, ...]
    rows: int
    kinds: Mapping[str, str]
    units: Mapping[str, str]
    odd: tuple[OddCell, ...]
    _values: Mapping[str, NDArray[Any]] = field(repr=False)
    _texts: Mapping[str, NDArray[Any]] = field(repr=False)
    _offsets: Mapping[str, NDArray[np.int64]] = field(repr=False, default_factory=dict)
    _codes: dict[str, tuple[tuple[str, ...], NDArray[np.int32]]] = field(repr=False, default_factory=dict)

    def column(self, name: str) -> NDArray[Any]:
        """One column, shape (rows,): float64 for number, yesno (1/0) and duration (minutes), NaN where
        empty or odd; datetime64 in seconds (milliseconds where given) with NaT for date; object (str) for text.

        The array is shared and read-only. Raises UserError for a name the table does not have.
        """
        try:
            return self._values[name]
        except KeyError:
            raise UserError(
                f"There is no column {name!r}.{nearest_text(name, self.names)} The columns are: "
                f"{', '.join(self.names)}."
            ) from None

    def texts(self, name: str, rows: slice = slice(None)) -> NDArray[Any]:
        """One column, or a slice of its rows, as stored text, shape (rows,), object (str); to show, and for labels."""
        if name in self._texts:
            return self._texts[name][rows]
        values = self.column(name)[rows]
        if values.dtype == object:
            return values
        if values.dtype.kind == "M":
            return np.array(
                ["" if np.isnat(v) else str(v).replace("T00:00:00", "").replace("T", " ") for v in values],
                object,
            )
        return np.array(["" if np.isnan(v) else f"{v:.15g}" for v in values], object)

    def codes(self, name: str) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """One column as numbers: the different texts in order, and (rows,) the place of each, -1 where empty.

        Blanks around a text do not count. Made once for a table and kept.
        """
        if name not in self._codes:
            self._codes[name] = _coded(self.texts(name))
        return self._codes[name]

    def offsets(self, name: str) -> NDArray[np.int64] | None:
        """Minutes east of UTC of each moment of a date column, shape (rows,); None when the column has not several."""
        return self._offsets.get(name)

    def take(self, rows: NDArray[np.int64]) -> Table:
        """The table with only these rows (from 0), in this order; odd cells keep their first row number."""
        keep = set((rows + 1).tolist())
        return Table(
            self.names,
            int(rows.size),
            self.kinds,
            self.units,
            tuple(cell for cell in self.odd if cell.row in keep),
            {name: values[rows] for name, values in self._values.items()},
            {name: texts[rows] for name, texts in self._texts.items()},
            {name: offsets[rows] for name, offsets in self._offsets.items()},
        )

    def with_texts(self, texts: Mapping[str, NDArray[Any]]) -> Table:
        """The table with other texts in some of its text columns."""
        return replace(self, _values={**self._values, **texts}, _codes={})

    def odd_in(self, name: str) -> tuple[OddCell, ...]:
        """The odd cells of one column."""
        return tuple(cell for cell in self.odd if cell.column == name)

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """The names of the columns of these kinds, in order."""
        return tuple(name for name in self.names if self.kinds[name] in kinds)


def _coded(texts: NDArray[Any]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    import pandas as pd

    numbers, found = pd.factorize(texts)
    words = [str(text).strip() for text in found]
    names = tuple(sorted(set(words) - {""}))
    place = {name: i for i, name in enumerate(names)}
    turn = np.array([place.get(word, -1) for word in words], dtype=np.int32)
    return names, turn[numbers] if turn.size else np.empty(0, dtype=np.int32)


_cache: OrderedDict[tuple[int, int], tuple[Dataset, Table]] = OrderedDict()
_lock = threading.Lock()


def table(dataset: Dataset) -> Table:
    """The typed columns of `dataset`; read once for the same text and columns.

    Raises UserError when the stored text is not a table.
    """
    key = (id(dataset.text), id(dataset.columns))  # a renamed dataset shares both with its earlier version
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key][1]
    parsed = _parse(dataset)
    with _lock:
        _cache[key] = (dataset, parsed)  # holding the record keeps its identity from being reused
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return parsed


def _parse(dataset: Dataset) -> Table:
    try:
        names = next(csv.reader(io.StringIO(dataset.text)), [])
    except csv.Error as error:
        what = f"The dataset {dataset.name or dataset.id!r} is not a table"
        raise UserError(f"{what} ({error}). Import it again.") from None
    if not names:
        raise UserError(f"The dataset {dataset.name or dataset.id!r} is empty. Import its table again.")
    free = FreeNames()
    names = [free.of(name or f"Column {number}") for number, name in enumerate(names, 1)]
    known = {column.name: column for column in dataset.columns}
    quick = {
        n for n in names if n in known and known[n].kind == "number" and not known[n].extra.get("unread_rows")
    }
    if "_" in dataset.text or _has_word_numbers(dataset.text):
        quick = set()  # "nan", "inf" and 1_000 are words here, not numbers
    raw = _read(dataset, names, quick)
    values: dict[str, NDArray[Any]] = {}
    texts: dict[str, NDArray[Any]] = {}
    kinds: dict[str, str] = {}
    offsets: dict[str, NDArray[np.int64]] = {}
    odd: list[OddCell] = []
    for name in names:
        stored = raw[name]
        column = known.get(name)
        if stored.dtype != object:
            values[name], kinds[name] = stored, "number"
        else:
            kinds[name] = (
                column.kind
                if column
                else guess.column(name, stored.tolist(), range(1, len(stored) + 1), decimal=".")[0].kind
            )
            if kinds[name] == "date":
                read = cells.dates(stored.tolist())
                values[name], positions = read.values, read.odd
                if read.offsets is not None:
                    offsets[name] = read.offsets
            else:
                values[name], positions = _typed(stored, kinds[name], column)
            if kinds[name] != "text":
                texts[name] = stored
                odd.extend(OddCell(i + 1, stored[i], name) for i in positions)
        values[name].flags.writeable = False
    units = {name: column_unit(name, known[name].unit) if name in known else "" for name in names}
    rows = len(values[names[0]])
    return Table(tuple(names), rows, kinds, units, tuple(odd), values, texts, offsets)


def _has_word_numbers(text: str) -> bool:
    """Whether a cell begins as "nan" or "inf" do; line by line enough that other threads get their turn."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + SLICE) + 1 or len(text)
        if _WORD_NUMBERS.search(text, at, end):
            return True
        at = end
    return False


def _read(dataset: Dataset, names: list[str], quick: set[str]) -> dict[str, NDArray[Any]]:
    """Columns of text; those named in `quick` as floats when every cell is a plain number or empty."""
    what = f"The dataset {dataset.name or dataset.id!r} is not a table"
    width = len(names)
    large = len(dataset.text) > LARGE
    columns = (large and _columns_fast(dataset.text, names)) or _columns_careful(dataset.text, width, what)
    read: dict[str, NDArray[Any]] = {}
    for name, texts in zip(names, columns, strict=True):
        if name in quick:
            try:
                # float() is exactly rounded; what it reads beyond plain numbers was excluded before
                read[name] = _floats(texts)
                continue
            except ValueError:
                pass  # text among numbers: read cell by cell below, the odd ones listed
        read[name] = texts
    return read


def _floats(texts: NDArray[Any]) -> NDArray[np.float64]:
    try:
        return texts.astype(np.float64)
    except ValueError:
        return np.array([float(text) if text else np.nan for text in texts.tolist()], dtype=np.float64)


def _columns_fast(text: str, names: list[str]) -> list[NDArray[Any]] | None:
    """Columns by pandas' C reader, as texts; None when the rows are not all of one length."""
    import pandas as pd

    try:
        with uncollected():
            frames = pd.read_csv(
                io.StringIO(text),
                header=None,
                skiprows=1,
                dtype=object,
                na_filter=False,
                engine="c",
                chunksize=max(1, SLICE // len(names)),
            )
            parts = [[frame[i].to_numpy(dtype=object) for i in frame.columns] for frame in frames]
    except (ValueError, pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    if {len(part) for part in parts} != {len(names)}:
        return None
    columns = [np.concatenate(pieces) for pieces in zip(*parts, strict=True)]
    # a short row leaves a missing last cell, which is not text
    return columns if len(columns[-1]) and all(isinstance(cell, str) for cell in columns[-1]) else None


def _columns_careful(text: str, width: int, what: str) -> list[NDArray[Any]]:
    """Columns row by row, short rows filled up. Raises UserError for a row longer than the header."""
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader, None)
    found: list[list[str]] = [[] for _ in range(width)]
    try:
        with uncollected():
            while some := list(islice(reader, max(1, SLICE // width))):
                rows = [row for row in some if row]
                for i, row in enumerate(rows):
                    if len(row) > width:
                        words = _("{what}: row {row} has {found} cells for {width} columns. Import it again.")
                        number = len(found[0]) + i + 1
                        raise UserError(words.format(what=what, row=number, found=len(row), width=width))
                    row += [""] * (width - len(row))
                for column, cells_of in zip(
                    found, zip(*rows, strict=True), strict=False
                ):  # no rows, no columns
                    column += cells_of
    except csv.Error as error:
        raise UserError(f"{what} ({error}). Import it again.") from None
    columns = [np.empty(len(column), dtype=object) for column in found]
    for array, column in zip(columns, found, strict=True):
        array[:] = column
    return columns


def _typed(stored: NDArray[Any], kind: str, column: Column | None) -> tuple[NDArray[Any], list[int]]:
    texts = stored.tolist()
    if kind == "number":
        values, odd = cells.numbers(texts)
        unread = [int(row) for row in (column.extra.get("unread_rows", ()) if column else ())]
        values[unread] = np.nan
        return values, sorted({*odd, *unread})
    if kind == "yesno":
        return cells.yesnos(texts)
    if kind == "duration":
        return cells.durations(texts)
    return stored, []
