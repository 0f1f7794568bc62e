"""From a source to a preview, and from an accepted preview to a stored dataset."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from leanbench.errors import UserError
from leanbench.event.import_account import ImportNote, note
from leanbench.event.recipe import RecipeStep
from leanbench.event.records import Column, Dataset
from leanbench.schema import replace
from leanbench.tables import books, cells, column_meaning, guess, table_rows
from leanbench.tables.book_parts import MOST_CELLS, MOST_COLUMNS, Grid, too_large
from leanbench.tables.decisions import check_take, refuse_undecided
from leanbench.tables.preview import ColumnPreview, Kind, Preview, rows_text, warning
from leanbench.tables.reading_apart import Task
from leanbench.tables.table_body import Body, find_body
from leanbench.tables.text_files import uncollected
from leanbench.tables.wide_tables import FEWEST, Wide, wide_shape
from leanbench.words.free_names import FreeNames
from leanbench.words.language import _, ngettext
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import PLAIN, read_number


def read(
    source: Path | bytes | str,
    *,
    kind: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header_row: int | None = None,
    take: Mapping[str, str] | None = None,
    strict: bool = False,
    task: Task | None = None,
) -> Preview:
    """Look at a table before it is imported.

    Parameters
    ----------
    source : Path, bytes or str
        A file, its content, or pasted text (tab separated, as from a spreadsheet). A str is never a file's name.
    kind : str, optional
        ``csv``, ``tsv``, ``txt``, ``xlsx``, ``xls``, ``ods`` or ``paste``; guessed when not given.
    sheet : str, optional
        The sheet of a spreadsheet; the first with cells when not given.
    encoding, delimiter, decimal : str, optional
        Overrule what the content suggests. `decimal` is ``"."`` or ``","``.
    header_row : int, optional
        The row that names the columns, from 1; 0 when there is none; guessed when not given.
    take : mapping, optional
        What is decided of the account, by the kind of a line ("totals"), or its kind and column
        ("date-order/Received"): one of the choices of `import_account.KINDS`.
    strict : bool
        Refuse a table of which something would have to be decided that `take` does not decide.
    task : optional
        Told how far it is (`progress`); its `check` may raise to stop.

    Raises
    ------
    UserError
        The source is missing, empty, damaged, locked, or not a table, or `strict` has something to decide; the
        sentence says what to do.
    """
    take = take or {}
    check_take(take)
    if decimal not in (None, ".", ","):
        raise UserError(
            _("The decimal sign must be a point or a comma, not {decimal!r}.").format(decimal=decimal)
        )
    grid = books.load(source, kind, sheet, encoding, delimiter, task, take)
    with uncollected():
        preview = _preview(grid, decimal, header_row, take)
    if strict:
        refuse_undecided(preview.name, preview.account, take)
    return preview


def _preview(grid: Grid, decimal: str | None, header_row: int | None, take: Mapping[str, str]) -> Preview:
    body = find_body(grid, header_row, take)
    account = [*grid.findings, *body.account]
    named = _columns(grid.name, body, account)
    if not named:
        raise UserError(
            _("{name} has no cells with content. Choose another file or sheet.").format(name=grid.name)
        )
    likely = guess.likely_order([texts for _name, texts in named])
    numbers, columns = table_rows.meant(
        body.numbers, [texts for _name, texts in named], take, account, likely
    )
    sign, is_sure = (decimal, True) if decimal else guess.decimal_sign(columns, grid.delimiter)
    facts = grid.facts
    found: list[ColumnPreview] = []
    texts: list[tuple[str, ...]] = []
    for (name, _texts), cells_ in zip(named, columns, strict=True):
        meant, said = column_meaning.meant(
            name, cells_, numbers, sign, facts is not None, facts is not None and facts.is_1904, take
        )
        column, more = guess.column(
            name, meant, numbers, decimal=sign, take=take, is_decimal_sure=is_sure, likely=likely,
            is_comma_country=grid.delimiter == ";",
        )  # fmt: skip
        if column.kind == "text":
            meant, alike = column_meaning.spellings(name, meant, numbers, take)
            said += alike
        found.append(column)
        texts.append(meant)
        account += [*said, *more]
    if wide := _wide(found, texts):
        taken = take.get("wide-table", "keep")
        account.append(note("wide-table", wide.text(len(numbers)), taken=taken))
    return Preview(
        grid.name, grid.sheets, grid.sheet, tuple(found), len(numbers), tuple(account), grid.encoding, grid.delimiter,
        sign, body.header_row, tuple(texts), numbers, body.above, body.below,
    )  # fmt: skip


def _wide(columns: Sequence[ColumnPreview], texts: Sequence[Sequence[str]]) -> Wide | None:
    if len(texts) <= FEWEST or len(texts[0]) < 2:
        return None
    kinds = [
        column.kind if any(map(str.strip, cells_)) else ""
        for column, cells_ in zip(columns, texts, strict=True)
    ]
    are_whole = [all(not cell or cell.strip().isdigit() for cell in cells_) for cells_ in texts]
    return wide_shape([column.name for column in columns], kinds, are_whole)


def override(
    preview: Preview, kinds: Mapping[str, Kind] | None = None, date_orders: Mapping[str, str] | None = None
) -> Preview:
    """The same preview with some columns read as another kind, or with another order of day and month.

    Raises UserError for a column the preview does not have.
    """
    kinds, date_orders = kinds or {}, date_orders or {}
    for name in (*kinds, *date_orders):
        if name not in {column.name for column in preview.columns}:
            raise UserError(_("There is no column {name!r}.").format(name=name))
    account = list(preview.account)
    columns = list(preview.columns)
    for i, (column, texts) in enumerate(zip(preview.columns, preview.cells, strict=True)):
        if column.name not in kinds and column.name not in date_orders:
            continue
        columns[i], said = guess.column(
            column.name, texts, preview.row_numbers, decimal=preview.decimal,
            kind=kinds.get(column.name, column.kind), order=date_orders.get(column.name),
        )  # fmt: skip
        account = [one for one in account if one.where != column.name or one.kind not in guess.SAYS] + said
    return dataclasses.replace(preview, columns=tuple(columns), account=tuple(account))


def dataset(
    preview: Preview,
    *,
    id: str,
    name: str,
    kinds: Mapping[str, Kind] | None = None,
    skip_columns: Sequence[str] = (),
    date_orders: Mapping[str, str] | None = None,
) -> Dataset:
    """The preview as a record of the event.

    Numbers are stored with a decimal point, dates as ISO text; a cell that cannot be read keeps its
    original text. The account is kept with it, the rows around the table in the record's `about`.
    """
    if kinds or date_orders:
        preview = override(preview, kinds, date_orders)
    kept = [i for i, column in enumerate(preview.columns) if column.name not in skip_columns]
    if not kept:
        raise UserError(_("Every column is left out. Keep at least one."))
    rows_to_index = (
        {row: i for i, row in enumerate(preview.row_numbers)} if any(c.odd for c in preview.columns) else {}
    )
    columns, texts = [], []
    for i in kept:
        found = preview.columns[i]
        # An odd cell can look like a number once decimal points are the rule: remember it as odd.
        unread = [rows_to_index[cell.row] for cell in found.odd if read_number(cell.text) is not None]
        extra = {"unread_rows": unread} if unread and found.kind == "number" else {}
        columns.append(Column(found.name, found.kind, found.unit, extra=extra))
        texts.append(_stored(preview.cells[i], found))
    plain = [preview.columns[i].is_stored for i in kept]
    stored = _csv_text([column.name for column in columns], texts, plain)
    about: dict[str, object] = {}
    if preview.above:
        about["above_header"] = [list(row) for row in preview.above]
    if preview.below:
        about["below_table"] = [list(row) for row in preview.below]
    account = list(preview.account)
    left_out = [c.name for i, c in enumerate(preview.columns) if i not in kept]
    if left_out:
        text = ngettext("Column not imported: {names}.", "Columns not imported: {names}.", len(left_out))
        account.append(note("columns-not-used", text.format(names=list_text(left_out))))
    recipe: tuple[RecipeStep, ...] = ()
    if any((one.kind, one.taken) == ("wide-table", "stack") for one in account):
        wide = _wide([preview.columns[i] for i in kept], [preview.cells[i] for i in kept])
        recipe = wide.steps() if wide else ()
        if not wide:  # another kind of column was chosen since: nothing is left to stack
            account = [one for one in account if one.kind != "wide-table"]
    account = [replace(one, id=f"{id}-n{number}") for number, one in enumerate(account, 1)]
    origin = preview.name + (f", sheet {preview.sheet}" if preview.sheet else "")
    return Dataset(
        id, name, tuple(columns), stored, origin, account=tuple(account), about=about, recipe=recipe
    )  # fmt: skip


def _csv_text(names: Sequence[str], columns: Sequence[Sequence[str]], plain: Sequence[bool]) -> str:
    """The stored text; a large table without any cell that needs quotation marks is written at once.

    `plain` columns hold numbers and dates as they are stored, which never need them.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    rows = zip(*columns, strict=True)
    others = [texts for texts, is_plain in zip(columns, plain, strict=True) if not is_plain]
    if len(columns) < 2 or len(columns[0]) < cells.MANY or any(map(_needs_quotes, others)):
        while some := list(islice(rows, 1000)):  # other threads get their turn
            writer.writerows(some)
        return stream.getvalue()
    while some := list(islice(rows, 1000)):
        stream.write("\n".join(map(",".join, some)) + "\n")
    return stream.getvalue()


def _needs_quotes(texts: Sequence[str]) -> bool:
    joined = "\n".join(texts)
    return any(sign in joined for sign in ',"\r') or joined.count("\n") >= len(texts)


def _stored(texts: Sequence[str], column: ColumnPreview) -> Sequence[str]:
    if column.is_stored:
        return texts
    if column.kind == "number":
        if all(PLAIN.fullmatch(text) for text in texts[:200]) and not column.odd and column.decimal == ".":
            plain = PLAIN.fullmatch
            return [t if not t or plain(t) else _number_text(t, ".") for t in texts]
        plainly = {text: _number_text(text, column.decimal) for text in dict.fromkeys(texts)}
        return [plainly[text] for text in texts]
    if column.kind == "date":
        read = cells.dates(texts, column.date_order if column.date_order in ("dmy", "mdy") else "mdy")
        values, there = read.values, ~np.isnat(read.values)
        days = values.astype("datetime64[D]")
        with_time = bool(np.any(values[there] != days[there]))
        written = np.datetime_as_string(values if with_time else days)
        stored = ["" if text == "NaT" else text.replace("T", " ") for text in written.tolist()]
        if read.offsets is not None and with_time:
            tails = {minutes: _offset_text(minutes) for minutes in set(read.offsets.tolist())}
            stored = [text and text + tails[m] for text, m in zip(stored, read.offsets.tolist(), strict=True)]
        for i in read.odd:
            stored[i] = texts[i]
        return stored
    return texts


def _offset_text(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _number_text(text: str, decimal: str) -> str:
    stripped = text.strip()
    if not stripped or (decimal == "." and PLAIN.fullmatch(stripped)):
        return stripped
    value = read_number(stripped, decimal)
    if value is None:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


# --- columns ------------------------------------------------------------------------------------


def _columns(name_of_table: str, body: Body, account: list[ImportNote]) -> list[tuple[str, tuple[str, ...]]]:
    """The columns with a name of their own each; what had none or shared one is said."""
    names, rows, numbers = body.names, body.rows, body.numbers
    widths = [len(row) for row in rows]
    width = max([len(names), *widths], default=0)
    padded = width * len(rows)  # a few very long rows must not make every row as long
    if width > MOST_COLUMNS or (padded > MOST_CELLS and padded > 4 * sum(widths)):
        size = _("{rows} and {columns}").format(
            rows=count_text(len(rows), "row", "rows"), columns=count_text(width, "column", "columns")
        )
        raise too_large(name_of_table, size)
    if widths and min(widths) < width:
        usual = len(names) or Counter(widths).most_common(1)[0][0]
        short = [number for number, row in zip(numbers, rows, strict=True) if len(row) < usual]
        long = [n for n, row in zip(numbers, rows, strict=True) if any(cell.strip() for cell in row[usual:])]
        if short:
            text = _("Too few cells in {rows}; the missing ones are empty.")
            account.append(warning(text.format(rows=rows_text(short))))
        if long and usual < width:
            text = _("More cells than columns in {rows}; the extra ones are kept in columns of their own.")
            account.append(warning(text.format(rows=rows_text(long))))
        rows = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    texts = list(zip(*rows, strict=True)) if rows else [()] * width
    columns: list[tuple[str, tuple[str, ...]]] = []
    free = FreeNames(name for name in names if name)
    taken: set[str] = set()
    unnamed = []
    for i, values in enumerate(texts):
        name = names[i] if i < len(names) else ""
        if not name and not any(value.strip() for value in values):
            continue  # a stray separator at the line's end: neither a name nor a value
        if not name:
            name = f"Column {i + 1}"
            unnamed.append(i + 1)
        if name in taken:
            new = free.of(name)
            text = _("Two columns are called “{name}”; the later one is now “{new}”.")
            account.append(note("duplicate-heading", text.format(name=name, new=new), where=new))
            name = new
        taken.add(name)
        columns.append((name, tuple(values)))
    if unnamed and names:
        text = _("No name above column {numbers}; called {names}.").format(
            numbers=", ".join(map(str, unnamed)), names=", ".join(f"Column {i}" for i in unnamed)
        )
        account.append(warning(text))
    return columns
