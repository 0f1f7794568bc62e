"""The parts of a stored event: `event.json`, one CSV per dataset, attachments; zip, folder or one file.

Reading never trusts a file: sizes, count, nesting and compression ratio are limited, names may not
leave the container, sums are checked against the manifest. Writing gives the same bytes for the same
event.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from leanbench import __version__
from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.event.shape import Json
from leanbench.store import on_disk as schema

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

MIMETYPE = b"application/vnd.leanbench.event+zip"
LARGEST_FILE = 256 * 2**20
LARGEST_CONTENT = 1024 * 2**20
LARGEST_RATIO = 300  # text compresses 5 to 30 times; a bomb thousands of times
MOST_PARTS = 10_000
_OURS = ("mimetype", "manifest.json", "event.json")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of one container, and what the reader should be told about them."""

    parts: Parts
    notes: tuple[str, ...] = ()


# --- writing ------------------------------------------------------------------------------------


def event_parts(event: Event) -> Parts:
    """`event.json` and the CSV of each dataset, which is named in `event.json` under "file"."""
    data = schema.plain(event)
    parts: Parts = {}
    for row in data.get("datasets", []):
        text = row.pop("text", "")
        row["file"] = name = _free_name(row["id"], parts)
        parts[name] = text.encode("utf-8", "replace")
    parts["event.json"] = schema.to_bytes(data)
    return parts


def _free_name(key: str, taken: Parts) -> str:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip(".-")[:60] or "data"
    name, number = f"data/{stem}.csv", 2
    while name.casefold() in {other.casefold() for other in taken}:
        name, number = f"data/{stem}-{number}.csv", number + 1
    return name


def zip_bytes(parts: Parts) -> bytes:
    """The parts as a `.lean` container: mimetype first and stored, manifest second, sorted, undated."""
    manifest = {
        "format": schema.FORMAT,
        "schema": schema.SCHEMA,
        "app": f"leanbench {__version__}",
        "parts": {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in parts.items()
        },
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "mimetype", MIMETYPE, zipfile.ZIP_STORED)
        _put(archive, "manifest.json", schema.to_bytes(manifest), zipfile.ZIP_DEFLATED)
        for name in sorted(parts):
            packed = name.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp"))
            _put(archive, name, parts[name], zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes, method: int) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = method
    entry.create_system = 3  # the same bytes whatever the system
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content, compresslevel=4)


def json_bytes(event: Event) -> bytes:
    """The event as one JSON file, data inside."""
    return schema.to_bytes(schema.plain(event))


# --- reading ------------------------------------------------------------------------------------


def read_zip(content: bytes, where: str) -> Contents:
    """All parts of a container. Raises UserError when it is damaged, unsafe, or no event."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, where)
            parts = {entry.filename: _take(archive, entry, where) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UserError(
            f"{where} is damaged or cut off ({_short(error)}), and cannot be opened. "
            "Use a backup copy (.bak) or ask for the file again."
        ) from None
    except MemoryError:
        raise UserError(f"{where} is too large to be opened on this computer.") from None
    if "event.json" not in parts:
        raise UserError(
            f"{where} is a zip file but not a leanbench event: it has no event.json inside. "
            "Choose a file saved by leanbench."
        )
    return Contents(parts, tuple(_compare_sums(parts, where)))


def _short(error: BaseException) -> str:
    import zlib

    if isinstance(error, zlib.error):
        return "bad compressed data"
    text = str(error) or type(error).__name__
    return "its end is missing" if "not a zip file" in text else text[:80].rstrip(".")


def _check_entries(entries: list[zipfile.ZipInfo], where: str) -> None:
    if len(entries) > MOST_PARTS:
        raise UserError(f"{where} is not opened: it holds {len(entries):,} parts, more than any event has.")
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
        if ratio > LARGEST_RATIO and entry.file_size > 4 * 2**20:
            raise UserError(
                f"{where} is not opened: “{entry.filename[:60]}” grows {ratio:,.0f} times when unpacked."
            )
    if total > LARGEST_CONTENT:
        raise UserError(f"{where} is not opened: it would unpack to {total / 2**20:,.0f} MB.")


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
        listed: Any = schema.from_bytes(manifest, where)["parts"]
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


def read_folder(folder: Path, where: str) -> Contents:
    """`event.json` and the data files it names, from a plain folder."""
    main = folder / "event.json"
    if not main.is_file():
        raise UserError(
            f"{where} holds no event.json, so it is not an event. Choose a .lean file or an event's folder."
        )
    parts: Parts = {"event.json": read_limited(main, where)}
    data = schema.from_bytes(parts["event.json"], f"{main.name} in {where}")
    for name in data_files(data):
        file = folder / name
        if not safe_name(name) or not file.resolve().is_relative_to(folder.resolve()):
            raise UserError(
                f"{where} is not opened: the data file “{name[:60]}” lies outside of it. "
                "Ask who made it for a copy saved by leanbench."
            )
        if file.is_file():
            parts[name] = read_limited(file, where)
    return Contents(parts)


def read_limited(file: Path, where: str) -> bytes:
    """The bytes of a file, unless it is too large to be an event."""
    size = file.stat().st_size
    if size > LARGEST_FILE:
        raise UserError(f"{where} is not opened: {size / 2**20:,.0f} MB is more than an event can have.")
    return file.read_bytes()


def data_files(data: Json) -> list[str]:
    """The data files an `event.json` names."""
    rows = data.get("datasets") if isinstance(data, dict) else None
    found = [row.get("file") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [name for name in found if isinstance(name, str)]


def with_data(data: Json, parts: Parts, where: str) -> Json:
    """The content of `event.json` with the text of each data file put back into its dataset."""
    rows = data.get("datasets") if isinstance(data, dict) else None
    if not isinstance(rows, list):
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
            row = {key: value for key, value in row.items() if key != "file"} | {"text": text}
        filled.append(row)
    return {**data, "datasets": filled}


def attachments(parts: Parts) -> Parts:
    """The parts that are neither ours nor data of the event: photos, and what others have put in."""
    try:
        used = set(data_files(schema.from_bytes(parts.get("event.json", b"{}"), "")))
    except UserError:
        used = set()
    return {name: content for name, content in parts.items() if name not in _OURS and name not in used}
