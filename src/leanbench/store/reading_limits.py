"""How much a file may hold, so that none takes the computer down: checked before it is unpacked and before it is read.

What is written keeps the same limits, so that nothing can be saved that cannot be opened.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from leanbench.errors import UserError
from leanbench.words.language import _
from leanbench.words.numbers import number_text

MB = 2**20
LARGEST_FILE = 256 * MB
LARGEST_CONTENT = 512 * MB
LARGEST_PART = 256 * MB
LARGEST_RATIO = 300  # text compresses 5 to 30 times; a bomb thousands of times
SMALL = 4 * MB  # a part that grows to less does no harm, whatever its ratio
# A file may unpack to so much, and to so many times its own size beyond: 1 MB never fills a gigabyte.
FREE_CONTENT = 128 * MB
FREE_RATIO = 50
MOST_PARTS = 10_000
# Of the main part. A record costs about 20 µs and 900 bytes to read; 5,000 steps with their times are 30,000.
MOST_RECORDS = 250_000
MOST_VALUES = 1_000_000


def check_entries(entries: Iterable[zipfile.ZipInfo], size: int, where: str) -> None:
    """Refuse a container by its list of contents. Raises UserError; `size` is that of the file in bytes."""
    entries = tuple(entries)
    if len(entries) > MOST_PARTS:
        raise UserError(
            _("{where} is not opened: it holds {count} parts, more than any document has.").format(
                where=where, count=number_text(len(entries))
            )
        )
    total, names = 0, set[str]()
    for entry in entries:
        if not safe_name(entry.filename):
            raise UserError(f"{where} is not opened: the part “{entry.filename[:60]}” would leave the file.")
        if entry.filename in names:
            raise UserError(f"{where} is not opened: it holds two parts called “{entry.filename[:60]}”.")
        if entry.flag_bits & 1:
            raise UserError(f"{where} is locked with a password. Save it without one.")
        names.add(entry.filename)
        total += entry.file_size
        ratio = entry.file_size / max(1, entry.compress_size)
        if ratio > LARGEST_RATIO and entry.file_size > SMALL:
            raise UserError(
                _("{where} is not opened: “{part}” grows {times} times when unpacked.").format(
                    where=where, part=entry.filename[:60], times=number_text(ratio, 0)
                )
            )
        if entry.file_size > LARGEST_PART:
            _refuse_size(entry.file_size, where)
    if total > min(LARGEST_CONTENT, FREE_CONTENT + FREE_RATIO * size):
        _refuse_size(total, where)


def _refuse_size(size: int, where: str) -> None:
    raise UserError(
        _(
            "{where} is not opened: it would unpack to {size} MB, more than this file can honestly hold."
        ).format(where=where, size=number_text(size / MB, 0))
    )


def safe_name(name: str) -> bool:
    """Whether a part's name stays inside the container on every system."""
    path = PurePosixPath(name)
    return bool(name) and not (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or any(ord(letter) < 32 for letter in name)
    )


def inside(folder: Path, name: str, where: str) -> Path:
    """A file of a folder by its name. Raises UserError when the name or a link leads out of the folder."""
    file = folder / name
    if not safe_name(name) or not file.resolve().is_relative_to(folder.resolve()):
        raise UserError(
            f"{where} is not opened: the data file “{name[:60]}” lies outside of it. "
            "Ask who made it for a copy saved by leanbench."
        )
    return file


def read_limited(file: Path, where: str) -> bytes:
    """The bytes of a file, unless it is no file (a device, a pipe) or too large to be a document."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise UserError(
                _(
                    "{where} is a device or a pipe, not a file. Save what comes from it, and open that."
                ).format(where=where)
            )
        if status.st_size > LARGEST_FILE:
            raise UserError(
                _("{where} is not opened: {size} MB is more than a document can have.").format(
                    where=where, size=number_text(status.st_size / MB, 0)
                )
            )
        return stream.read(LARGEST_FILE + 1)[:LARGEST_FILE]


def amount_problem(content: bytes) -> str:
    """What a main part has too much of, in words; "" when it can be read.

    Counted by its brackets and commas before anything is made of it. Those inside texts (a data set may hold any)
    count only when they have been told apart, which takes longer and is done only for a part with many.
    """
    if _records(content) <= MOST_RECORDS and _values(content) <= MOST_VALUES:
        return ""
    bare = _TEXTS.sub(b"", content)
    if (records := _records(bare)) > MOST_RECORDS:
        return _("{count} records are more than the {most} that one document can have").format(
            count=number_text(records), most=number_text(MOST_RECORDS)
        )
    if (values := _values(bare)) > MOST_VALUES:
        return _("{count} values are more than the {most} that one document can have").format(
            count=number_text(values), most=number_text(MOST_VALUES)
        )
    return ""


_TEXTS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def _records(content: bytes) -> int:
    return content.count(b"{") + content.count(b"[")


def _values(content: bytes) -> int:
    return content.count(b",") + _records(content)
