"""What a spreadsheet means beyond the text of its cells: rows and columns that are hidden, merged labels, errors.

People mean what they see. Rows and columns that are hidden, by hand or by a filter, are left out; a merged label
belongs to all its rows; each is a line of the account and can be decided otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from leanbench.event.import_account import ImportNote, note
from leanbench.tables.book_parts import Area, BookFacts, Grid
from leanbench.tables.preview import rows_text
from leanbench.words.language import _, ngettext
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import number_text, read_number

Take = Mapping[str, str]


def as_meant(grid: Grid, facts: BookFacts, wanted: str | None, take: Take) -> Grid:
    """The grid as its reader sees it, with a line of the account for each fact that changes what its cells mean."""
    rows = [list(row) for row in grid.rows] if facts.merged or facts.hidden_columns else list(grid.rows)
    account = list(grid.findings)
    account += _sheets(grid, facts, wanted)
    account += _errors(facts)
    account += _merged(rows, facts, take)
    account += _hidden_columns(rows, facts, take)
    hidden = _hidden_rows(rows, facts, take, account)
    for row in hidden:
        rows[row - 1] = []
    return replace(grid, rows=rows, findings=tuple(account), left_out=grid.left_out | hidden)


def _sheets(grid: Grid, facts: BookFacts, wanted: str | None) -> list[ImportNote]:
    account = []
    if len(grid.sheets) > 1 and wanted is None:
        words = _("{name} has {count} sheets; this is “{sheet}”.")
        said = [words.format(name=grid.name, count=len(grid.sheets), sheet=grid.sheet)]
        if facts.hidden_sheets:
            hidden = list_text([f"“{sheet}”" for sheet in facts.hidden_sheets], most=5)
            said.append(_("Hidden and not looked at: {sheets}.").format(sheets=hidden))
        account.append(note("sheets-skipped", " ".join(said)))
    if not facts.is_styled:
        words = _("{name} is of a kind that does not say which cells are percents or which rows are hidden.")
        advice = _("Save it as XLSX if it has any.")
        account.append(note("as-read", f"{words.format(name=grid.name)} {advice}"))
    return account


def _errors(facts: BookFacts) -> list[ImportNote]:
    account = []
    if facts.errors:
        rows = sorted({row for row, _column in facts.errors})
        words = _("The sheet has error values ({cells}) in {rows}.")
        cells = count_text(len(facts.errors), "cell", "cells")
        text = words.format(cells=cells, rows=rows_text(rows))
        account.append(note("changed-by-program", text, rows=rows))
    if facts.unsaved:
        rows = sorted({row for row, _column in facts.unsaved})
        words = _(
            "{formulas} without a stored value in {rows} read as empty. "
            "Open and save the file in a spreadsheet program first."
        )
        formulas = count_text(len(facts.unsaved), "formula", "formulas")
        text = words.format(formulas=formulas, rows=rows_text(rows))
        account.append(note("changed-by-program", text, rows=rows))
    return account


def _merged(rows: list[list[str]], facts: BookFacts, take: Take) -> list[ImportNote]:
    """Fill each merged label into all its rows; a number is filled only where numbers are labels, left of all else."""
    labels: list[Area] = []
    numbers: list[int] = []
    left = min((area.first_column for area in facts.merged if area.last_row > area.first_row), default=0)
    for area in facts.merged:
        text = _cell(rows, area.first_row, area.first_column).strip()
        if area.last_row == area.first_row or not text:
            continue  # a title or a heading over several columns
        if area.first_column > left and read_number(text) is not None:
            numbers.append(area.first_row)
        else:
            labels.append(area)
    account = []
    if labels:
        where = sorted({area.first_row for area in labels})
        words = _("Merged cells in {rows}: each holds the label of all its rows.")
        taken = take.get("merged-filled", "fill")
        account.append(note("merged-filled", words.format(rows=rows_text(where)), taken=taken, rows=where))
        if taken == "fill":
            for area in labels:
                _fill(rows, area)
    if numbers:
        words = _("Merged cells in {rows} hold a number: it stands in the first row, the others are empty.")
        numbers = sorted(set(numbers))
        account.append(note("to-check", words.format(rows=rows_text(numbers)), rows=numbers))
    return account


def _cell(rows: list[list[str]], row: int, column: int) -> str:
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else ""


def _fill(rows: list[list[str]], area: Area) -> None:
    text = rows[area.first_row - 1][area.first_column - 1]
    for row in rows[area.first_row : area.last_row]:
        if len(row) >= area.first_column and not row[area.first_column - 1]:
            row[area.first_column - 1] = text


def _hidden_columns(rows: list[list[str]], facts: BookFacts, take: Take) -> list[ImportNote]:
    """Empty the hidden columns; their names are the first texts that stand in them."""
    names = {}
    for column in facts.hidden_columns:
        texts = (row[column - 1] for row in rows if len(row) >= column and row[column - 1].strip())
        if name := next(texts, ""):
            names[column] = name
    if not names:
        return []
    taken = take.get("columns-not-used", "leave-out")
    if taken == "leave-out":
        for row in rows:
            for column in names:
                if len(row) >= column:
                    row[column - 1] = ""
    text = ngettext(
        "{count} column is hidden: {names}.", "{count} columns are hidden: {names}.", len(names)
    ).format(count=len(names), names=list_text([f"“{name}”" for name in names.values()], most=5))
    return [note("columns-not-used", text, taken=taken)]


def _hidden_rows(
    rows: list[list[str]], facts: BookFacts, take: Take, account: list[ImportNote]
) -> frozenset[int]:
    """The rows that are left out because they are hidden; all that are hidden are said."""
    hidden = [row for row in facts.hidden_rows if row <= len(rows) and any(rows[row - 1])]
    if not hidden:
        return frozenset()
    filters = [
        area for area in facts.filters if any(area.first_row <= row <= area.last_row for row in hidden)
    ]
    # A filter says which rows it can hide: those below its headings.
    areas = [rows[area.first_row : area.last_row] for area in filters] or [rows]
    count = sum(any(row) for area in areas for row in area)
    words = (
        _("{hidden} of {count} rows are hidden by a filter.")
        if filters
        else _("{hidden} of {count} rows are hidden.")
    )
    taken = take.get("hidden-rows", "leave-out")
    text = words.format(hidden=number_text(len(hidden)), count=number_text(count))
    account.append(note("hidden-rows", text, taken=taken, rows=hidden))
    return frozenset(hidden) if taken == "leave-out" else frozenset()
