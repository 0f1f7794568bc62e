"""The command that brings a table in and gives the account of it: import; and how every command reads a table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leanbench.cli.console import print_json
from leanbench.errors import UserError
from leanbench.store.output import refuse_existing
from leanbench.words import _
from leanbench.words.lists import count_text, list_text

if TYPE_CHECKING:
    from leanbench.tables import Preview


def add_take_options(command: argparse.ArgumentParser) -> None:
    """How a table is read where something about it has to be decided."""
    command.add_argument(
        "--take", action="append", default=[], metavar="KIND=CHOICE",
        help=_("decide a line of the account of the import, as totals=keep or date-order/Received=dmy"),
    )  # fmt: skip
    command.add_argument(
        "--strict", action="store_true", help=_("refuse a table that leaves something to decide")
    )


def add_import_options(command: argparse.ArgumentParser) -> None:
    """The options of `import`."""
    command.add_argument("table", type=Path, metavar="TABLE.csv|xlsx|ods")
    command.add_argument("--sheet", help=_("sheet of a spreadsheet (default: the first with cells)"))
    command.add_argument(
        "--header-row", type=int, metavar="N", help=_("row that names the columns; 0 for none")
    )
    command.add_argument("--encoding", help=_("encoding of a text file (default: found by its content)"))
    command.add_argument("--delimiter", help=_("separator of a text file (default: found by its content)"))
    command.add_argument(
        "--decimal", choices=[".", ","], help=_("decimal sign (default: found by the columns)")
    )
    add_take_options(command)
    command.add_argument("--json", action="store_true", help=_("print one JSON object"))
    command.add_argument(
        "-o", "--output", type=Path, metavar="EVENT.lean", help=_("write an event with the data")
    )


def take_of(options: argparse.Namespace) -> dict[str, str]:
    """What was decided with --take. Raises UserError for what is no decision."""
    take = {}
    for text in options.take:
        key, sign, chosen = text.rpartition("=")
        if not sign or not key:
            raise UserError(_("“{text}” decides nothing. Write --take totals=keep.").format(text=text))
        take[key.strip()] = chosen.strip()
    return take


def read_table(path: Path, options: argparse.Namespace, **more: Any) -> Preview:
    """A table as a command was told to read it."""
    from leanbench.cli.progress import TerminalTask
    from leanbench.tables import read

    take = take_of(options)
    return read(path, take=take, strict=options.strict, task=TerminalTask(sys.stderr), **more)


def said_texts(preview: Preview) -> list[str]:
    """What a command says of a table beside its answer: what changed numbers, and what was decided by itself."""
    from leanbench.event.import_account import told_text

    return [told_text(one) for one in preview.account if one.level == "warning" or one.about.choices]


def import_table(options: argparse.Namespace) -> int:
    """Read a table, print the account of its import, and write an event with it when an output file is given."""
    from leanbench.event.event_file import save_event
    from leanbench.event.import_account import as_plain, told_text
    from leanbench.event.records import Event, Header
    from leanbench.tables import dataset

    target: Path | None = options.output
    if target is not None:
        refuse_existing(target)
    preview = read_table(
        options.table, options, sheet=options.sheet, header_row=options.header_row, encoding=options.encoding,
        delimiter=options.delimiter, decimal=options.decimal,
    )  # fmt: skip
    data = dataset(preview, id="data", name=options.table.stem)
    if target is not None:
        save_event(Event(header=Header(title=options.table.stem), datasets=(data,)), target)
    if options.json:
        columns = [
            {
                "name": one.name,
                "kind": one.kind,
                "unit": one.unit,
                "blanks": one.blanks,
                "unread": len(one.odd),
            }
            for one in preview.columns
        ]
        print_json({
            "table": preview.name, "sheet": preview.sheet, "header_row": preview.header_row, "rows": preview.rows,
            "columns": columns, "account": [as_plain(one) for one in data.account],
        })  # fmt: skip
        return 0
    rows = count_text(preview.rows, "row", "rows")
    print(
        f"{target or options.table}: {list_text([rows, count_text(len(preview.columns), 'column', 'columns')])}"
    )
    for column in preview.columns:
        print(f"  {column.name}: {column.kind}{f' ({column.unit})' if column.unit else ''}")
    for one in data.account:
        print(f"{'!' if one.level == 'warning' else '-'} {told_text(one)}")
        if others := [choice for choice in one.about.choices if choice != one.taken]:
            options_ = " ".join(word for choice in others for word in ("--take", f"{one.key}={choice}"))
            print("    " + _("otherwise: {options}").format(options=options_))
    if not data.account:
        print(_("Nothing odd was found."))
    return 0
