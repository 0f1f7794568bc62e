"""The child process that reads what can grow or break on reading: spreadsheets, packed files, event logs.

It is this program itself, started with `ARGUMENT` (from source ``python -m leanbench``, frozen the executable),
so a build needs nothing more. A request comes on standard input, parts go out on standard output, each behind its
length; it has at most `MEMORY` bytes and `SECONDS`, writes no file and ends by itself when nobody listens.
"""

from __future__ import annotations

import faulthandler
import gzip
import io
import os
import struct
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from leanbench.errors import UserError
from leanbench.tables.book_parts import (
    LARGEST,
    Part,
    Refused,
    Request,
    Rest,
    damaged_book,
    in_rows,
    too_large,
)
from leanbench.words.language import _, use_language
from leanbench.words.numbers import number_text

ARGUMENT = "--read-table"
MEMORY = 10**9  # bytes
SECONDS = 300
LENGTH = struct.Struct("<Q")
TEXTS = {".csv", ".tsv", ".txt", ".tab", ".dat", ""}
CALAMINE = {".xls", ".xlsb", ".ods"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def main() -> int:
    """Serve one request and end."""
    given, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    limit_memory(MEMORY)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)  # a watch that needs no lock
        try:
            request = msgspec.msgpack.decode(given.read(), type=Request)
            with use_language(request.language):
                for part in parts_or_refusal(request):
                    packed = msgspec.msgpack.encode(part)
                    out.write(LENGTH.pack(len(packed)) + packed)
                    out.flush()
        except (BrokenPipeError, msgspec.DecodeError):  # nobody listens any more
            return 1
        finally:
            faulthandler.cancel_dump_traceback_later()
    return 0


def parts_or_refusal(request: Request) -> Iterator[Part]:
    """The parts of a file, at the end what went wrong in a sentence."""
    try:
        yield from parts_of(request)
    except UserError as error:
        yield Refused(str(error))
    except MemoryError:
        yield Refused(
            _("{name} needs more than {memory} GB of memory to be read. Cut it down first.").format(
                name=request.name, memory=MEMORY // 10**9
            )
        )
    except RecursionError:
        yield Refused(
            _("{name} is nested too deeply to be a table. Save it again as XLSX or CSV.").format(
                name=request.name
            )
        )
    except Exception as error:  # a fault of a reader: the parent has the sentence, whoever mends it the kind
        if os.environ.get("LEANBENCH_TRACEBACK"):
            raise
        words = f"{type(error).__name__}: {error}"[:120]
        yield Refused(
            _("{name} could not be read ({words}). Save it again as XLSX or CSV and try again.").format(
                name=request.name, words=words
            )
        )


def parts_of(request: Request) -> Iterator[Part]:
    """The parts of a file. Raises UserError for what is no table, each with what to do."""
    try:
        file: IO[bytes] = open(os.fsdecode(request.path), "rb") if request.path else io.BytesIO(request.data)  # noqa: SIM115
    except OSError as error:
        raise UserError(
            _("{name} cannot be read ({strerror}). Copy it and try again.").format(
                name=request.name, strerror=error.strerror
            )
        ) from None
    with file:
        head = file.read(4000)
        file.seek(0)
        if head[:2] == b"\x1f\x8b":
            name, data = unpack(request.name, file)
            suffix = os.path.splitext(name)[1].lower()
            if data[:2] == b"\x1f\x8b":
                raise UserError(_("{name} is packed twice. Unpack it first.").format(name=request.name))
            yield from parts_of(
                msgspec.structs.replace(request, name=name, suffix=suffix, path=b"", data=data)
            )
        elif head[:4] == b"PK\x03\x04" or (request.suffix in (".xlsx", ".xlsm") and head[:8] != OLE):
            yield from _zipped(request, file)
        elif head[:8] == OLE or request.suffix in CALAMINE:
            from leanbench.tables.book_files import read_book

            yield from read_book(request, file)
        elif request.suffix == ".xes" or is_xes(head):
            from leanbench.tables import xes

            grid = xes.read(request.name, file.read())
            yield from in_rows(grid.rows)
            yield Rest(grid.name, findings=grid.findings)
        elif request.suffix in TEXTS:
            from leanbench.tables.text_files import read_text

            grid = read_text(request.name, file.read(), request.encoding, request.delimiter)
            yield from in_rows(grid.rows)
            yield Rest(grid.name, encoding=grid.encoding, delimiter=grid.delimiter, findings=grid.findings)
        else:
            raise no_table(request.name)


def is_xes(head: bytes) -> bool:
    """Whether a file begins as an event log does."""
    return head[:400].lstrip().startswith(b"<?xml") and b"<log" in head


DRAWINGS = (".drawio", ".dio", ".vsdx", ".vsd", ".bpmn", ".mmd", ".mermaid", ".svg")


def no_table(name: str) -> UserError:
    """The refusal of a file of another kind."""
    if name.casefold().endswith(DRAWINGS):
        return UserError(
            _(
                "{name} is a drawing. Drawings cannot be read yet. Type its steps as rows of a table (number, step, "
                "who, next), or copy them from the list of shapes, and read that."
            ).format(name=name)
        )
    return UserError(
        _(
            "{name} is not a kind of table this program reads. Save it as CSV, XLSX or ODS and try again."
        ).format(name=name)
    )


def unpack(name: str, file: IO[bytes]) -> tuple[str, bytes]:
    """Name and content of the file inside a .gz; refused before it has grown beyond `LARGEST`."""
    inner = name[:-3] if name.lower().endswith(".gz") else name
    pieces: list[bytes] = []
    size = 0
    try:
        with gzip.open(file) as stream:
            while piece := stream.read(1 << 20):
                size += len(piece)
                if size > LARGEST:
                    raise too_large(
                        name, _("more than {most} MB when unpacked").format(most=LARGEST // 10**6)
                    )
                pieces.append(piece)
    except UserError:
        raise
    except Exception:  # zlib's errors share no ancestor with others
        raise UserError(_("{name} is compressed, but damaged. Fetch it again.").format(name=name)) from None
    return inner, b"".join(pieces)


def _zipped(request: Request, file: IO[bytes]) -> Iterator[Part]:
    """An archive: which kind of spreadsheet it is, its parts say."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged_book(request.name) from None
    file.seek(0)
    if {"xl/workbook.bin", "content.xml"} & names:
        if size > LARGEST:
            raise too_large(
                request.name, _("{size} GB when unpacked").format(size=number_text(size / 1e9, 1))
            )
        from leanbench.tables.book_files import read_book

        yield from read_book(request, file)
    elif "xl/workbook.xml" in names or "_rels/.rels" in names:
        from leanbench.tables.xlsx import read_xlsx

        yield from read_xlsx(request, file)
    else:
        raise no_table(request.name)


def limit_memory(size: int) -> None:
    """Let this process have at most `size` bytes. On macOS, where no limit holds, the parent looks (`reading`)."""
    if sys.platform == "win32":
        _limit_job(size)
    elif sys.platform != "darwin":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_job(size: int) -> None:
    """Put this process into a job of Windows with a limit (JOBOBJECT_EXTENDED_LIMIT_INFORMATION)."""
    if sys.platform == "win32":
        import ctypes

        class Basic(ctypes.Structure):
            _fields_ = [("times", ctypes.c_int64 * 2), ("flags", ctypes.c_uint32), ("sets", ctypes.c_size_t * 2),
                        ("processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t),
                        ("classes", ctypes.c_uint32 * 2)]  # fmt: skip

        class Extended(ctypes.Structure):
            _fields_ = [("basic", Basic), ("io", ctypes.c_uint64 * 6), ("process", ctypes.c_size_t),
                        ("job", ctypes.c_size_t), ("peaks", ctypes.c_size_t * 2)]  # fmt: skip

        kernel: Any = ctypes.windll.kernel32
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        limits = Extended()
        limits.basic.flags, limits.process = 0x100, size  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
