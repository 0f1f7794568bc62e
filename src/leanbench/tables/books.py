"""The door of every table from outside: a file, its content or pasted text into rows of texts.

Plain text is read here; whatever can grow or break on reading (spreadsheets, packed files, event logs) is read
by a child process (`reading_apart`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from leanbench.errors import UserError
from leanbench.tables.book_meaning import as_meant
from leanbench.tables.book_parts import LARGEST, Grid, Request, too_large
from leanbench.tables.reading_apart import Task, read_apart
from leanbench.tables.reading_child import CALAMINE, OLE, TEXTS, is_xes, no_table
from leanbench.tables.text_files import read_pasted, read_text
from leanbench.words.language import _, active_language
from leanbench.words.numbers import number_text

BOOKS = {".xlsx", ".xlsm", *CALAMINE}
HEAD = 4000  # bytes that tell what a file is


def load(
    source: Path | bytes | str,
    kind: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    task: Task | None = None,
    take: Mapping[str, str] | None = None,
) -> Grid:
    """The rows of `source`: a file (Path), the content of one (bytes), or pasted text (str), never a name of a file.

    Hidden rows, merged cells and the like are as `take` says, or as people mean them (`book_meaning`).

    Raises UserError for a missing, empty, locked, endless or foreign file, each with what to do; whatever
    `task.check` raises when it is canceled.
    """
    if delimiter is not None and len(delimiter) != 1:
        raise UserError(
            _("The separator must be one character, not {delimiter!r}.").format(delimiter=delimiter)
        )
    if isinstance(source, str):
        if not source.strip("\0 \r\n\t"):
            raise UserError(_("The pasted text is empty. Choose another file, or paste the table."))
        return read_pasted(source, delimiter)
    if isinstance(source, bytes):
        name, suffix, head = _("The data"), f".{kind}" if kind else "", source[:HEAD]
    else:
        name, suffix, head = source.name, f".{kind}" if kind else source.suffix.lower(), _head(source)
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # a name in another encoding
    is_packed = head[:2] in (b"\x1f\x8b", b"PK") or head[:8] == OLE
    if suffix in BOOKS or is_packed or suffix == ".xes" or is_xes(head):
        if not head.strip(b"\0 \r\n\t"):
            raise _empty(name)
        place = {"data": source} if isinstance(source, bytes) else {"path": os.fsencode(source.absolute())}
        grid = read_apart(
            Request(
                name,
                suffix,
                **place,
                sheet=sheet,
                encoding=encoding,
                delimiter=delimiter,
                language=active_language().code,
            ),
            task,
        )
        return grid if grid.facts is None else as_meant(grid, grid.facts, sheet, take or {})
    data = source if isinstance(source, bytes) else _content(source)
    if not data.strip(b"\0 \r\n\t"):
        raise _empty(name)
    if suffix not in TEXTS:
        raise no_table(name)
    return read_text(name, data, encoding, delimiter or ("\t" if suffix in (".tsv", ".tab") else None))


def _empty(name: str) -> UserError:
    return UserError(_("{name} is empty. Choose another file, or paste the table.").format(name=name))


# --- files --------------------------------------------------------------------------------------


def _head(path: Path) -> bytes:
    """The first bytes of a file that is one: no folder, no device, no pipe, which may have no end."""
    return _read(path, HEAD)


def _content(path: Path) -> bytes:
    return _read(path, LARGEST + 1)


def _read(path: Path, most: int) -> bytes:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise UserError(_("{path} is a folder. Choose a file in it.").format(path=path))
        if not stat.S_ISREG(found.st_mode):
            raise UserError(
                _("{path} is a device or a pipe, not a file. Save what it gives as a file first.").format(
                    path=path
                )
            )
        if found.st_size > LARGEST and most > LARGEST:
            raise too_large(
                path.name, _("{size} GB of text").format(size=number_text(found.st_size / 1e9, 1))
            )
        with open(path, "rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise UserError(
            _("There is no file {path}. Check the name and the folder.").format(path=path)
        ) from None
    except PermissionError:
        raise UserError(
            _("{path} cannot be read: the system does not allow it. Close it elsewhere or copy it.").format(
                path=path
            )
        ) from None
    except OSError as error:
        raise UserError(
            _("{path} cannot be read ({strerror}). Copy it to this computer and try again.").format(
                path=path, strerror=error.strerror
            )
        ) from None
    except ValueError:  # a zero byte, or half a character, in the name
        raise UserError(_("The name of the file has a character that no name can have. Check it.")) from None
