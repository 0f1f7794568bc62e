"""The parts of a stored document: its JSON, long texts as files, pictures, attachments; zip, folder or one file.

Reading never trusts a file: sizes, count, nesting and compression ratio are limited, names may not
leave the container, sums are checked against the manifest. Writing gives the same bytes for the same
document.

Beside the main part (`event.json`) stand `base.json`, the version two copies had in common, and the
pictures under `media/`, named by their SHA-256; a picture no record names any more is not written.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from leanbench import __version__
from leanbench.errors import UserError
from leanbench.schema import Json
from leanbench.store.document_kind import DocumentKind, Kind, LongTexts, Root
from leanbench.store.on_disk import from_bytes, plain_root, to_bytes
from leanbench.store.reading_limits import check_entries, inside, read_limited

BASE = "base.json"
MEDIA = "media/"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

Parts = dict[str, bytes]


class Contents(NamedTuple):
    """The parts of one container, and what the reader should be told about them."""

    parts: Parts
    notes: tuple[str, ...] = ()


# --- writing ------------------------------------------------------------------------------------


def document_parts(kind: DocumentKind[Root], root: Root) -> Parts:
    """The main part, and each long text as a file that its row names under "file"."""
    data = plain_root(kind, root)
    parts: Parts = {}
    if kind.texts is not None:
        for row in data.get(kind.texts.rows, []):
            text = row.pop(kind.texts.field, "")
            row["file"] = name = _free_name(row["id"], kind.texts, parts)
            parts[name] = text.encode("utf-8", "replace")
    parts[kind.main] = to_bytes(data)
    return parts


def base_part(kind: DocumentKind[Root], root: Root) -> Parts:
    """The part that keeps the last version two copies have in common."""
    return {BASE: to_bytes(plain_root(kind, root))}


def _free_name(key: str, texts: LongTexts, taken: Parts) -> str:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip(".-")[:60] or texts.folder
    name, number = f"{texts.folder}/{stem}{texts.ending}", 2
    while name.casefold() in {other.casefold() for other in taken}:
        name, number = f"{texts.folder}/{stem}-{number}{texts.ending}", number + 1
    return name


def without_unused_media(kind: Kind, parts: Parts) -> Parts:
    """The parts without pictures that neither the document nor its base names."""
    named = parts.get(kind.main, b"") + parts.get(BASE, b"")
    return {
        name: content
        for name, content in parts.items()
        if not name.startswith(MEDIA) or PurePosixPath(name).stem.encode() in named
    }


def zip_bytes(kind: Kind, parts: Parts) -> bytes:
    """The parts as a `.lean` container: mimetype first and stored, manifest second, sorted, undated."""
    manifest = {
        "format": kind.format,
        "schema": kind.schema,
        "app": f"leanbench {__version__}",
        "parts": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in parts.items()
        },
    }
    entries = {"mimetype": kind.mimetype, "manifest.json": to_bytes(manifest)}
    entries |= {name: parts[name] for name in sorted(parts)}
    packed = _zip(entries, pack=True)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            check_entries(archive.infolist(), len(packed), "")
    except UserError:
        return _zip(entries, pack=False)  # a million equal rows pack so well that no reader would trust them
    return packed


def _zip(entries: Parts, pack: bool) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            stored = not pack or name == "mimetype" or name.lower().endswith(_PACKED)
            _put(archive, name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_PACKED = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def _put(archive: zipfile.ZipFile, name: str, content: bytes, method: int) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = method
    entry.create_system = 3  # the same bytes whatever the system
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content, compresslevel=4)


def json_bytes(kind: DocumentKind[Root], root: Root) -> bytes:
    """The document as one JSON file, long texts inside."""
    return to_bytes(plain_root(kind, root))


# --- reading ------------------------------------------------------------------------------------


def read_zip(kind: Kind, content: bytes, where: str) -> Contents:
    """All parts of a container. Raises UserError when it is damaged, unsafe, or of another kind."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            check_entries(entries, len(content), where)
            parts = {entry.filename: _take(archive, entry, where) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UserError(
            f"{where} is damaged or cut off ({_short(error)}), and cannot be opened. "
            "Use a backup copy (.bak) or ask for the file again."
        ) from None
    except MemoryError:
        raise UserError(f"{where} is too large to be opened on this computer.") from None
    if kind.main not in parts:
        raise UserError(
            f"{where} is a zip file but not a leanbench {kind.word}: it has no {kind.main} inside. "
            "Choose a file saved by leanbench."
        )
    return Contents(parts, tuple(_compare_sums(parts, where)))


def _short(error: BaseException) -> str:
    import zlib

    if isinstance(error, zlib.error):
        return "bad compressed data"
    text = str(error) or type(error).__name__
    return "its end is missing" if "not a zip file" in text else text[:80].rstrip(".")


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str) -> bytes:
    import zlib

    try:
        with archive.open(entry) as stream:
            content = stream.read(entry.file_size + 1)
    except zlib.error as error:
        raise zipfile.BadZipFile("bad compressed data") from error
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(f"{entry.filename} has a wrong length")
    return content


def _compare_sums(parts: Parts, where: str) -> list[str]:
    manifest = parts.get("manifest.json")
    if manifest is None:
        return [f"{where} has no manifest; it was put together by another program."]
    try:
        listed: Any = from_bytes(manifest, where)["parts"]
        wrong = [
            name
            for name, entry in listed.items()
            if hashlib.sha256(parts.get(name, b"")).hexdigest() != entry["sha256"] or name not in parts
        ]
    except (UserError, KeyError, TypeError, AttributeError):
        return [f"{where} has a damaged manifest; its contents could not be checked."]
    return (
        [f"{where} was changed by another program: {', '.join(wrong[:3])} is not as saved."] if wrong else []
    )


def read_folder(kind: Kind, folder: Path, where: str) -> Contents:
    """The main part, the files it names, the base and the pictures, from a plain folder."""
    main = inside(folder, kind.main, where)
    if not main.is_file():
        raise UserError(
            f"{where} holds no {kind.main}, so it is not an {kind.word}. "
            f"Choose a .lean file or the folder of an {kind.word}."
        )
    parts: Parts = {kind.main: read_limited(main, where)}
    data = from_bytes(parts[kind.main], f"{main.name} in {where}")
    media = (f"{MEDIA}{file.name}" for file in (folder / MEDIA).glob("*.jpg"))
    for name in [*text_files(kind, data), BASE, *media]:
        file = inside(folder, name, where)
        if file.is_file():
            parts[name] = read_limited(file, where)
    return Contents(parts)


def text_files(kind: Kind, data: Json) -> list[str]:
    """The files a main part names for its long texts."""
    found = [row.get("file") for row in _text_rows(kind, data) if isinstance(row, dict)]
    return [name for name in found if isinstance(name, str)]


def _text_rows(kind: Kind, data: Json) -> list[Json]:
    rows = data.get(kind.texts.rows) if kind.texts is not None and isinstance(data, dict) else None
    return rows if isinstance(rows, list) else []


def with_texts(kind: Kind, data: Json, parts: Parts, where: str) -> Json:
    """The content of the main part with the text of each file put back into its row."""
    rows = _text_rows(kind, data)
    if kind.texts is None or not rows:
        return data
    filled = []
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("file"), str):
            name = row["file"]
            if name not in parts:
                raise UserError(f"{where} is incomplete: the data file {name} is missing. Use a backup copy.")
            try:
                text = parts[name].decode("utf-8-sig")
            except UnicodeDecodeError:
                raise UserError(f"{where}: the data file {name} is not UTF-8 text.") from None
            row = {key: value for key, value in row.items() if key != "file"} | {kind.texts.field: text}
        filled.append(row)
    return {**data, kind.texts.rows: filled}


def carried(kind: Kind, parts: Parts) -> Parts:
    """The parts a save takes along as they are: the base, pictures, and what others have put in."""
    try:
        used = set(text_files(kind, from_bytes(parts.get(kind.main, b"{}"), "")))
    except UserError:
        used = set()
    used |= {"mimetype", "manifest.json", kind.main}
    return {name: content for name, content in parts.items() if name not in used}
