"""Saving a document: a `.lean` container, a plain folder, or a bare `event.json`.

The promise: a save either happens completely or leaves the file on disk as it was. The new content
is written beside the old file, synced, read back and compared, and only then put in its place; the
old file stays as `.bak`. A file that someone else changed or removed meanwhile is neither written over
nor brought back. Every trouble is one `UserError` in plain words: what, where, what to do. The first
save of a file of an earlier schema leaves that file beside it.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from leanbench.errors import UserError
from leanbench.store import container
from leanbench.store.container import Parts
from leanbench.store.disk_writes import HELD, replace_file
from leanbench.store.document_file import Stamp, contents_of, stamp_of
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.on_disk import from_bytes, schema_of
from leanbench.store.reading_limits import (
    LARGEST_CONTENT,
    LARGEST_FILE,
    LARGEST_PART,
    MB,
    amount_problem,
    inside,
    read_limited,
    safe_name,
)
from leanbench.words.dates import moment_text
from leanbench.words.language import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text


class ChangedOnDisk(UserError):  # noqa: N818 - the name says what happened
    """The file is not as it was when it was opened: someone else has written it."""


class GoneFromDisk(UserError):  # noqa: N818
    """The file is no longer where it was opened: someone has removed, renamed or moved it."""


class Saved(NamedTuple):
    """How a file looks after a save, and what the user should be told."""

    stamp: Stamp
    notes: tuple[str, ...] = ()


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
        _refuse_special(target, where)
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
            _refuse_amount(kind, {kind.main: content}, len(content), where)
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
            content = container.zip_bytes(kind, together)
            _refuse_amount(kind, together, len(content), where)
            notes += replace_file(target, content, where, refuse=refuse)
        stamp = stamp_of(kind, path)
    except OSError as error:
        raise UserError(_save_trouble(path, error)) from error
    if stamp is None:
        raise UserError(f"{where} was saved but has disappeared since. Save it again in another place.")
    return Saved(stamp, notes)


def _refuse_special(target: Path, where: str) -> None:
    """A device or a pipe is never replaced by a file."""
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise UserError(
            _("{where} was not saved: it is a device or a pipe, not a file. Choose another name.").format(
                where=where
            )
        )


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


def _refuse_amount(kind: Kind, parts: Parts, size: int, where: str) -> None:
    """Nothing is saved that could not be opened again; `size` is that of the file."""
    problem = amount_problem(parts[kind.main])
    total, largest = sum(map(len, parts.values())), max(map(len, parts.values()))
    if total > LARGEST_CONTENT or largest > LARGEST_PART or size > LARGEST_FILE:
        problem = _("{size} MB of data are more than one document can have").format(
            size=number_text(total / MB, 0)
        )
    if problem:
        raise UserError(
            _(
                "{where} was not saved, since it could not be opened again: {problem}. Remove rows or data."
            ).format(where=where, problem=problem)
        )


def _carried(kind: Kind, sources: tuple[str | Path | None, ...]) -> Parts:
    """What the files hold beside their documents. What cannot be read is replaced: it stays in the backup."""
    others: Parts = {}
    for source in sources:
        if source is not None:
            with contextlib.suppress(UserError, OSError):
                contents, _content = contents_of(kind, Path(source), Path(source).is_dir(), "")
                others |= container.carried(kind, contents.parts)
    return others


def _keep_earlier(kind: Kind, target: Path) -> tuple[str, ...]:
    """A file of an earlier schema stays beside the new one; where, in a sentence."""
    try:
        contents, content = contents_of(kind, target, False, "")
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
    _refuse_amount(kind, parts, 0, f"“{folder.name}”")
    main = parts.pop(kind.main)
    before = _named_texts(kind, folder / kind.main)
    where = f"“{folder.name}”"
    notes: tuple[str, ...] = ()
    refuse()
    for name, content in parts.items():
        file = inside(folder, name, where)
        file.parent.mkdir(exist_ok=True)
        if not file.exists() or file.read_bytes() != content:
            notes += replace_file(file, content, f"“{name}”", backup=False)
    main_file = inside(folder, kind.main, where)
    notes += replace_file(main_file, main, f"“{kind.main}”")
    for name in set(before) - set(parts):
        if safe_name(name):
            (folder / name).unlink(missing_ok=True)
    return tuple(dict.fromkeys(notes))


def _named_texts(kind: Kind, main: Path) -> list[str]:
    """The data files a main part names; none when it cannot be read."""
    try:
        return container.text_files(kind, from_bytes(read_limited(main, ""), ""))
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
