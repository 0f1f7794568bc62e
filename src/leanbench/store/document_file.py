"""Opening a document: a `.lean` container, a plain folder, or a bare `event.json`, and how its file looks.

Every trouble is one `UserError` in plain words: what, where, what to do. Saving is in `saving`.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Generic, NamedTuple

from leanbench.errors import UserError
from leanbench.store import container
from leanbench.store.container import Parts
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.on_disk import from_bytes, read_root
from leanbench.store.reading_limits import (
    inside,
    read_limited,
)


class Stamp(NamedTuple):
    """What a file looked like: SHA-256 of its content, size in bytes, time of change in ns."""

    sha256: str
    size: int
    mtime_ns: int


class Opened(NamedTuple, Generic[Root]):
    """A document as opened: where from, how the file looked, and what the user should be told.

    `parts` is what the file holds beside the document: its base, its pictures, what others have put in.
    `complete` is False when something in the file was not understood and would be lost by writing it back.
    """

    root: Root
    path: Path
    stamp: Stamp
    read_only: bool
    notes: tuple[str, ...]
    schema: int
    parts: Parts
    complete: bool = True


# --- opening ------------------------------------------------------------------------------------


def open_document(kind: DocumentKind[Root], path: str | Path) -> Opened[Root]:
    """Open a document from a `.lean` file, a folder with its main part, or that part alone.

    A file of a newer schema, one with content this version could not keep, and one that may not be
    written are opened read-only, with a note.

    Raises
    ------
    UserError
        There is no such file, it may not be read, it is damaged, or it is of another kind.
    """
    path = Path(path)
    where = f"“{path.name or path}”"
    try:
        folder = path.is_dir()
        contents, content = contents_of(kind, path, folder, where)
        stamp = _stamp(path, contents.parts, content, folder)
    except FileNotFoundError:
        raise UserError(f"There is no file {path}. Check the name and the folder.") from None
    except PermissionError:
        raise UserError(
            f"{where} may not be read. Ask its owner for permission, or copy it elsewhere."
        ) from None
    except OSError as error:
        raise UserError(f"{where} could not be read: {error.strerror or error}.") from None
    parts = contents.parts
    data = from_bytes(parts[kind.main], f"{kind.main} in {where}" if content else where)
    reading = read_root(kind, container.with_texts(kind, data, parts, where), where)
    notes = [*contents.notes, *reading.notes]
    writable = os.access(path, os.W_OK) and os.access(path if folder else path.absolute().parent, os.W_OK)
    if not writable:
        notes.append(f"{where} or its folder is write-protected: save under another name to keep changes.")
    read_only = not (writable and reading.complete)
    carried = container.carried(kind, parts)
    return Opened(
        reading.root, path, stamp, read_only, tuple(notes), reading.schema, carried, reading.complete
    )


def base_of(kind: DocumentKind[Root], opened: Opened[Root]) -> Root | None:
    """The last version this file had in common with its copies; None when it carries none.

    Raises
    ------
    UserError
        It carries one that cannot be read.
    """
    content = opened.parts.get(container.BASE)
    if content is None:
        return None
    where = f"{container.BASE} in “{opened.path.name}”"
    return read_root(kind, from_bytes(content, where), where).root


def contents_of(kind: Kind, path: Path, folder: bool, where: str) -> tuple[container.Contents, bytes]:
    """The parts, and the bytes of the file they came from (none for a folder)."""
    if folder:
        return container.read_folder(kind, path, where), b""
    content = read_limited(path, where)
    if content.startswith(b"PK"):
        return container.read_zip(kind, content, where), content
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        parts: Parts = {kind.main: content}
        home = path.resolve().parent  # where it is saved, too
        for name in container.text_files(kind, from_bytes(content, where)):
            file = inside(home, name, where)
            if file.is_file():
                parts[name] = read_limited(file, where)
        return container.Contents(parts), content
    if not content:
        raise UserError(f"{where} is empty, so it is not an {kind.word}. Use a backup copy (.bak).")
    raise UserError(
        f"{where} is not a leanbench {kind.word}. Open a .lean file, a folder of one, or an {kind.main}."
    )


def _stamp(path: Path, parts: Parts, content: bytes, folder: bool) -> Stamp:
    if not folder:
        return Stamp(hashlib.sha256(content).hexdigest(), len(content), path.stat().st_mtime_ns)
    total = hashlib.sha256()
    for name in sorted(parts):
        total.update(name.encode() + b"\0" + hashlib.sha256(parts[name]).digest())
    newest = max((path / name).stat().st_mtime_ns for name in parts)
    return Stamp(total.hexdigest(), sum(map(len, parts.values())), newest)


def stamp_of(kind: Kind, path: str | Path) -> Stamp | None:
    """How the file looks now; None when there is none. Raises UserError when it cannot be read."""
    path = Path(path)
    try:
        if path.is_dir():
            return _stamp(path, container.read_folder(kind, path, f"“{path.name}”").parts, b"", True)
        return _stamp(path, {}, read_limited(path, f"“{path.name}”"), False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"“{path.name}” could not be read: {error.strerror or error}.") from None
