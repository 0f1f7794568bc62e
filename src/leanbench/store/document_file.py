"""Opening and saving a document: a `.lean` container, a plain folder, or a bare `event.json`.

The promise: a save either happens completely or leaves the file on disk as it was. The new content
is written beside the old file, synced, read back and compared, and only then put in its place; the
old file stays as `.bak`. A file that someone else changed or removed meanwhile is neither written over
nor brought back. Every trouble is one `UserError` in plain words: what, where, what to do. The first
save of a file of an earlier schema leaves that file beside it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple

from leanbench.errors import UserError
from leanbench.store import container
from leanbench.store.container import Parts
from leanbench.store.disk_writes import HELD, replace_file
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.on_disk import from_bytes, read_root, schema_of
from leanbench.words.dates import moment_text
from leanbench.words.language import _
from leanbench.words.lists import count_text


class ChangedOnDisk(UserError):  # noqa: N818 - the name says what happened
    """The file is not as it was when it was opened: someone else has written it."""


class GoneFromDisk(UserError):  # noqa: N818
    """The file is no longer where it was opened: someone has removed, renamed or moved it."""


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


class Saved(NamedTuple):
    """How a file looks after a save, and what the user should be told."""

    stamp: Stamp
    notes: tuple[str, ...] = ()


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
        contents, content = _contents(kind, path, folder, where)
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


def _contents(kind: Kind, path: Path, folder: bool, where: str) -> tuple[container.Contents, bytes]:
    """The parts, and the bytes of the file they came from (none for a folder)."""
    if folder:
        return container.read_folder(kind, path, where), b""
    content = container.read_limited(path, where)
    if content.startswith(b"PK"):
        return container.read_zip(kind, content, where), content
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        parts: Parts = {kind.main: content}
        home = path.resolve().parent  # where it is saved, too
        for name in container.text_files(kind, from_bytes(content, where)):
            file = container.inside(home, name, where)
            if file.is_file():
                parts[name] = container.read_limited(file, where)
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
        return _stamp(path, {}, container.read_limited(path, f"“{path.name}”"), False)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"“{path.name}” could not be read: {error.strerror or error}.") from None


# --- saving -------------------------------------------------------------------------------------


def save_document(
    kind: DocumentKind[Root],
    root: Root,
    path: str | Path,
    expected: Stamp | None = None,
    carry_from: str | Path | None = None,
    parts: Parts | None = None,
) -> Saved:
    """Save a document, completely or not at all. The kind of file follows the name.

    Parameters
    ----------
    kind : DocumentKind
    root : record
    path : str or Path
        ``*.json`` becomes one JSON file, an existing folder gets the main part and data files,
        anything else a `.lean` container.
    expected : Stamp, optional
        How the file looked when it was opened or last saved. When it looks different now, nothing
        is written. Without it an existing file is replaced (its old content stays as `.bak`).
    carry_from : str or Path, optional
        A container whose pictures and other parts are carried over (for Save As). The parts of the
        file that is replaced are kept in any case.
    parts : dict of bytes by name, optional
        Further parts to put in: pictures (`media/...`), a new base (`base.json`).

    Returns
    -------
    Saved
        How the file looks now; notes say where a file of an earlier schema was kept, and what the disk
        could not do (confirm the write, keep permissions, keep a backup).

    Raises
    ------
    ChangedOnDisk
        Someone else has written the file since.
    GoneFromDisk
        It is no longer there.
    UserError
        It could not be saved (no such folder, write-protected, disk full ...); the file on disk is
        as it was.
    """
    path = Path(path)
    where = f"“{path.name}”"
    try:
        target = path.resolve()
        if not target.parent.is_dir():
            raise UserError(
                f"{where} was not saved: there is no folder {target.parent}. Choose another place."
            )
        if target.exists() and not (target.is_file() or target.is_dir()):
            raise UserError(
                _("{where} was not saved: it is a device or a pipe, not a file. Choose another name.").format(
                    where=where
                )
            )
        refuse = partial(_refuse_if_changed, kind, target, expected, where)
        refuse()
        if target.name == kind.main and _named_texts(kind, target):
            target = target.parent  # opened by its main part, it stays a folder with data files
        notes = _keep_earlier(kind, target / kind.main if target.is_dir() else target)
        others = _carried(kind, (carry_from, target)) | (parts or {})
        if target.is_dir():
            notes += _save_folder(kind, root, target, others, refuse)
        elif target.suffix.casefold() == ".json":
            content = container.json_bytes(kind, root)
            notes += replace_file(target, content, where, refuse=refuse)
            pictures = (
                container.without_unused_media(kind, others | {kind.main: content}).keys() & others.keys()
            )
            count = sum(name.startswith(container.MEDIA) for name in pictures)
            if count:
                words = count_text(count, "picture", "pictures")
                notes += (
                    f"{where} is one text file and holds no pictures. Save as .lean to keep the {words}.",
                )
        else:
            together = container.without_unused_media(kind, others | container.document_parts(kind, root))
            notes += replace_file(target, container.zip_bytes(kind, together), where, refuse=refuse)
        stamp = stamp_of(kind, path)
    except OSError as error:
        raise UserError(_save_trouble(path, error)) from error
    if stamp is None:
        raise UserError(f"{where} was saved but has disappeared since. Save it again in another place.")
    return Saved(stamp, notes)


def _refuse_if_changed(kind: Kind, target: Path, expected: Stamp | None, where: str) -> None:
    """Asked at first, and again in the last moment before the swap."""
    if expected is None:
        return
    try:
        status = target.stat()
    except FileNotFoundError:
        raise GoneFromDisk(
            _(
                "{where} is no longer in {folder}: it was removed, renamed or moved since you opened it. "
                "Nothing was written. Save under another name, or save it there again."
            ).format(where=where, folder=target.parent)
        ) from None
    if not target.is_dir() and (status.st_size, status.st_mtime_ns) == (expected.size, expected.mtime_ns):
        return
    now = stamp_of(kind, target)
    if now is not None and now.sha256 != expected.sha256:
        raise ChangedOnDisk(
            _(
                "{where} was changed by someone else on {moment} and has not been written over. "
                "Compare, merge their changes into yours, or save under another name."
            ).format(where=where, moment=moment_text(now.mtime_ns / 1e9))
        )


def _carried(kind: Kind, sources: tuple[str | Path | None, ...]) -> Parts:
    """What the files hold beside their documents. What cannot be read is replaced: it stays in the backup."""
    others: Parts = {}
    for source in sources:
        if source is not None:
            with contextlib.suppress(UserError, OSError):
                contents, _content = _contents(kind, Path(source), Path(source).is_dir(), "")
                others |= container.carried(kind, contents.parts)
    return others


def _keep_earlier(kind: Kind, target: Path) -> tuple[str, ...]:
    """A file of an earlier schema stays beside the new one; where, in a sentence."""
    try:
        contents, content = _contents(kind, target, False, "")
        schema = schema_of(kind, from_bytes(contents.parts[kind.main], ""))
    except (UserError, OSError):
        return ()  # no file, or none that could be opened: the backup keeps it
    if schema >= kind.schema:
        return ()
    kept, number = target.with_name(f"{target.stem}.old-schema-{schema}{target.suffix}"), 2
    while kept.exists() and kept.read_bytes() != content:
        kept = target.with_name(f"{target.stem}.old-schema-{schema}-{number}{target.suffix}")
        number += 1
    if not kept.exists():
        replace_file(kept, content, f"“{kept.name}”")
    return (
        f"“{target.name}” was written by an earlier leanbench and now has the form of this one. "
        f"The file as it was stays beside it as “{kept.name}”, for programs that are not updated yet.",
    )


def _save_folder(
    kind: DocumentKind[Root], root: Root, folder: Path, others: Parts, refuse: Callable[[], None]
) -> tuple[str, ...]:
    """Data files first, the main part last: until then the folder reads as before."""
    parts = container.without_unused_media(kind, others | container.document_parts(kind, root))
    main = parts.pop(kind.main)
    before = _named_texts(kind, folder / kind.main)
    where = f"“{folder.name}”"
    notes: tuple[str, ...] = ()
    refuse()
    for name, content in parts.items():
        file = container.inside(folder, name, where)
        file.parent.mkdir(exist_ok=True)
        if not file.exists() or file.read_bytes() != content:
            notes += replace_file(file, content, f"“{name}”", backup=False)
    main_file = container.inside(folder, kind.main, where)
    notes += replace_file(main_file, main, f"“{kind.main}”")
    for name in set(before) - set(parts):
        if container.safe_name(name):
            (folder / name).unlink(missing_ok=True)
    return tuple(dict.fromkeys(notes))


def _named_texts(kind: Kind, main: Path) -> list[str]:
    """The data files a main part names; none when it cannot be read."""
    try:
        return container.text_files(kind, from_bytes(container.read_limited(main, ""), ""))
    except (UserError, OSError):
        return []


def _save_trouble(path: Path, error: OSError) -> str:
    """Why it was not saved, in one or two sentences."""
    code, folder = error.errno, path.absolute().parent
    untouched = "The file on disk is as it was."
    if code in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)):
        return f"“{path.name}” was not saved: the disk with {folder} is full. {untouched} Make room or save elsewhere."
    if getattr(error, "winerror", None) in HELD - {5}:
        return f"“{path.name}” was not saved: another program holds it. {untouched} Close that program, or save a copy."
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"“{path.name}” was not saved: {folder} is write-protected. {untouched} Save it in another folder."
    if code == errno.ENAMETOOLONG:
        return "Nothing was saved: the file name is too long. Choose a shorter one."
    return f"“{path.name}” was not saved: {error.strerror or error}. {untouched} Try again or save elsewhere."
