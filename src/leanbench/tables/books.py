"""Reads a file or pasted text into rows of texts: CSV and its relatives, XLSX, XLS, ODS."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from leanbench.errors import UserError
from leanbench.tables import xes
from leanbench.tables.cells import uncollected
from leanbench.tables.preview import Finding, Grid, info, rows_text, warning
from leanbench.words.lists import count_text
from leanbench.words.numbers import read_number

BOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
TEXTS = {".csv", ".tsv", ".txt", ".tab", ".dat", ""}
LARGEST = 2 * 10**9  # bytes of an unpacked file
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}


def _is_file(text: str) -> bool:
    """Whether a text names a file; a pasted line may be too long for a name, or hold what none can."""
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def load(
    source: Path | bytes | str,
    kind: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Grid:
    """The rows of `source`. A `str` is pasted text unless it is the one-line path of a file that exists.

    Raises UserError for a missing, empty, locked or foreign file, each with what to do.
    """
    name, suffix, data = _bytes(source, kind)
    if data[:2] == b"\x1f\x8b":
        name, suffix, data = _unzipped(name, data)
    if not data.strip(b"\0 \r\n\t"):
        raise UserError(f"{name} is empty. Choose another file, or paste the table.")
    if suffix in BOOKS or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or _is_book(data):
        return _book(name, data, sheet)
    if suffix == ".xes" or (data[:400].lstrip().startswith(b"<?xml") and b"<log" in data[:4000]):
        return xes.read(name, data)
    if suffix not in TEXTS:
        raise UserError(
            f"{name} is not a kind of table this program reads. Save it as CSV, XLSX or ODS and try again."
        )
    return _text(
        name,
        data,
        encoding,
        delimiter or ("\t" if suffix in (".tsv", ".tab") else None),
        isinstance(source, str),
    )


def _bytes(source: Path | bytes | str, kind: str | None) -> tuple[str, str, bytes]:
    if isinstance(source, str):
        if kind == "paste" or "\n" in source or "\t" in source or not _is_file(source):
            return "The pasted text", ".txt", source.encode("utf-8", "surrogateescape")
        source = Path(source)
    if isinstance(source, bytes):
        return "The data", f".{kind}" if kind else "", source
    try:
        data = source.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {source}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise UserError(f"{source} is a folder. Choose a file in it.") from None
    except PermissionError:
        raise UserError(
            f"{source} cannot be read: the system does not allow it. Close it elsewhere or copy it."
        ) from None
    except OSError as error:
        raise UserError(
            f"{source} cannot be read ({error.strerror}). Copy it to this computer and try again."
        ) from None
    return source.name, f".{kind}" if kind and kind != "paste" else source.suffix.lower(), data


def _unzipped(name: str, data: bytes) -> tuple[str, str, bytes]:
    """The file inside a .gz; logs are often kept so."""
    import gzip

    inner = name[:-3] if name.lower().endswith(".gz") else name
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            found = stream.read(LARGEST + 1)
    except (OSError, EOFError):
        raise UserError(f"{name} is compressed, but damaged. Fetch it again.") from None
    if len(found) > LARGEST:
        raise UserError(f"{name} is larger than {LARGEST // 10**9} GB when unpacked. Cut it down first.")
    return inner, Path(inner).suffix.lower(), found


def _is_book(data: bytes) -> bool:
    if data[:4] != b"PK\x03\x04":
        return False
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except zipfile.BadZipFile:
        return True  # a spreadsheet cut short: the reader says so
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


# --- text ---------------------------------------------------------------------------------------


def _text(name: str, data: bytes, encoding: str | None, delimiter: str | None, pasted: bool) -> Grid:
    findings: list[Finding] = []
    text, encoding = _decode(name, data, encoding, findings)
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=(.)\r?", first.strip(), re.IGNORECASE):
        delimiter, text = delimiter or first.strip()[4], rest
        findings.append(
            info(f"The first line names the separator ({first.strip()}) and is not part of the table.")
        )
    if delimiter is None:
        delimiter = "\t" if pasted and "\t" in first else _delimiter(text)
    if len(delimiter) != 1:
        raise UserError(f"The separator must be one character, not {delimiter!r}.")
    return Grid(
        _rows(name, text, delimiter, findings),
        name=name, encoding=encoding, delimiter=delimiter, findings=tuple(findings),
    )  # fmt: skip


def _decode(name: str, data: bytes, encoding: str | None, findings: list[Finding]) -> tuple[str, str]:
    if encoding:
        try:
            return data.decode(encoding), encoding
        except LookupError:
            raise UserError(
                f"There is no text encoding called {encoding!r}. Try utf-8, utf-16 or cp1252."
            ) from None
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise UserError(
                f"{name} cannot be read as {encoding}: line {line} does not fit. Choose another encoding."
            ) from None
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return _decode_or_refuse(name, data, "utf-32"), "utf-32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode_or_refuse(name, data, "utf-16"), "utf-16"
    if data[:3] == b"\xef\xbb\xbf":
        return _decode_or_refuse(name, data, "utf-8-sig"), "utf-8-sig"
    head = data[:4000]
    if head.count(0) > len(head) // 4:  # UTF-16 without its mark: every other byte of plain letters is zero
        guess = "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        return _decode_or_refuse(name, data, guess), guess
    if b"\0" in data:
        raise UserError(f"{name} is not a text file. Save it as CSV, XLSX or ODS and try again.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        # Every byte has a meaning: undefined ones of Windows-1252 stay visible as themselves.
        text = (
            data.decode("cp1252", "surrogateescape")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace")
        )
        words = f"{name} is not UTF-8 (line {line}); it was read as Windows-1252. Check the accented letters."
        if "\ufffd" in text:
            lost = count_text(text.count("\ufffd"), "character", "characters")
            words += f" {lost} could not be read and are shown as \ufffd."
        findings.append(warning(words))
        return text, "cp1252"


def _decode_or_refuse(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UserError(
            f"{name} is damaged: its text ends in the middle of a character. Save it again."
        ) from None


def _delimiter(text: str) -> str:
    """The separator that cuts most lines into the same number of cells, more than one.

    Decimal commas cut a line as regularly as a comma between cells would, and more regularly than semicolons
    where a comment has one too. So a comma wins only if it still does when the numbers that another separator
    would set free keep their decimal commas.
    """
    lines = text.splitlines()[:60]
    scores = {delimiter: _evenness(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])  # of equals the first
    if best != ",":
        return best
    for rival in sorted((one for one in DELIMITERS if one != ","), key=lambda one: scores[one], reverse=True):
        whole = [rival.join(map(_without_decimal_comma, line.split(rival))) for line in lines]
        if whole != lines and _evenness(whole, ",") < scores[rival]:
            return rival
    return ","


def _evenness(lines: list[str], delimiter: str) -> tuple[float, float]:
    """Share of lines cut into the commonest number of cells, and that number; (0, 0) where nothing is cut."""
    try:
        widths = Counter(
            len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter) if row
        )
    except csv.Error:
        return 0.0, 0.0
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
    return (count / max(sum(widths.values()), 1), float(width)) if width > 1 else (0.0, 0.0)


def _without_decimal_comma(cell: str) -> str:
    """A cell that is a number with a comma as its decimal sign, with a point instead; any other as it is."""
    if "," in cell and read_number(cell.strip().strip('"'), ",") is not None:
        return cell.replace(",", ".")
    return cell


def _rows(name: str, text: str, delimiter: str, findings: list[Finding]) -> list[list[str]]:
    if text.count('"') % 2:
        # One quotation mark has no partner: reading on would swallow every row after it into one cell.
        lines = text.splitlines()
        odd = [number for number, line in enumerate(lines, 1) if line.count('"') % 2]
        if len(odd) == 1 or "\n" not in text:
            findings.append(
                warning(
                    f"A quotation mark in {rows_text(odd)} has no partner; quotation marks were kept as text.",
                )
            )
            return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
        findings.append(
            warning(
                f"A quotation mark in one of {rows_text(odd)} has no partner; check the cells after it.",
            )
        )
    try:
        with uncollected():
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UserError(
            f"{name} cannot be read as a table ({error}). Check its quotation marks and separator."
        ) from None


# --- spreadsheets -------------------------------------------------------------------------------


def _book(name: str, data: bytes, sheet: str | None) -> Grid:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise UserError(
            f"{name} is protected by a password. Save a copy without one and try again."
        ) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise UserError(
            f"{name} is not a spreadsheet this program can open, or it is damaged. Save it again as XLSX or CSV."
        ) from None
    sheets = tuple(book.sheet_names)
    if not sheets:
        raise UserError(f"{name} has no sheet with cells.")
    if sheet is not None and sheet not in sheets:
        raise UserError(f"{name} has no sheet {sheet!r}. Its sheets are: {', '.join(sheets)}.")
    findings: list[Finding] = []
    chosen, cells = sheet, None
    for candidate in (sheet,) if sheet else sheets:
        cells, chosen = _sheet(name, book, candidate), candidate
        if any(any(cell not in ("", None) for cell in row) for row in cells):
            break
    if cells is None or chosen is None or not cells:
        raise UserError(
            f"{name} has no cells with content in {'sheet ' + repr(sheet) if sheet else 'any sheet'}."
        )
    if len(sheets) > 1 and sheet is None:
        findings.append(
            info(
                f"{name} has {len(sheets)} sheets; this is {chosen!r}. Choose another above if it is the wrong one.",
            )
        )
    rows = [[_cell(cell) for cell in row] for row in cells]
    _merged(book, chosen, findings)
    _errors(data, sheets.index(chosen), rows, findings)
    return Grid(rows, name=name, sheets=sheets, sheet=chosen, findings=tuple(findings))


def _sheet(name: str, book: Any, sheet: str) -> list[list[Any]]:
    import python_calamine as calamine

    try:
        rows: list[list[Any]] = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (calamine.CalamineError, calamine.WorksheetNotFound, OSError, ValueError):
        raise UserError(f"Sheet {sheet!r} of {name} cannot be read. Save it as CSV and try again.") from None
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return (
            value.isoformat(sep=" ", timespec="seconds")
            if value.time() != dt.time()
            else value.date().isoformat()
        )
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    return "" if value is None else str(value)


def _merged(book: Any, sheet: str, findings: list[Finding]) -> None:
    try:
        ranges = book.get_sheet_by_name(sheet).merged_cell_ranges
    except (AttributeError, ValueError, OSError):
        return  # the format keeps no list of merged cells
    rows = sorted({start[0] + 1 for start, _ in ranges or ()})
    if rows:
        findings.append(
            warning(
                f"Merged cells in {rows_text(rows)}: the value stands in the first cell, the others are empty.",
            )
        )


def _errors(data: bytes, index: int, rows: list[list[str]], findings: list[Finding]) -> None:
    """Put the error values of an XLSX sheet (#DIV/0!) back: the reader leaves those cells empty."""
    if data[:2] != b"PK":
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = _sheet_part(archive, index)
        xml = archive.read(part).decode("utf-8", "replace") if part else ""
    errors: list[int] = []
    formulas: list[int] = []
    if 't="e"' not in xml and "<f" not in xml:
        return
    for match in re.finditer(r"<c\b([^>]*?)>(.*?)</c>", xml, re.DOTALL):
        place = re.search(r'\br="([A-Z]+)(\d+)"', match[1])
        if place is None:
            continue
        column, row = _column_index(place[1]), int(place[2]) - 1
        if 't="e"' in match[1]:
            value = re.search(r"<v>([^<]*)</v>", match[2])
            if row < len(rows) and column < len(rows[row]) and value:
                rows[row][column] = value[1]
                errors.append(row + 1)
        elif "<f" in match[2] and not re.search(r"<v>[^<]", match[2]) and 't="str"' not in match[1]:
            formulas.append(row + 1)
    if errors:
        cells = count_text(len(errors), "cell", "cells")
        findings.append(warning(f"The sheet has error values ({cells}) in {rows_text(sorted(set(errors)))}."))
    if formulas:
        words = count_text(len(formulas), "formula", "formulas")
        words += f" without a stored value in {rows_text(sorted(set(formulas)))}"
        findings.append(
            warning(f"{words} read as empty. Open and save the file in a spreadsheet program first.")
        )


def _sheet_part(archive: zipfile.ZipFile, index: int) -> str:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    from defusedxml import ElementTree

    sheets = [
        element
        for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
        if element.tag.endswith("}sheet")
    ]
    if index >= len(sheets):
        return ""
    wanted = next((value for key, value in sheets[index].attrib.items() if key.endswith("}id")), "")
    for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")).iter():
        if relation.attrib.get("Id") == wanted:
            target = relation.attrib["Target"].lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            return part if part in names else ""
    return ""


def _column_index(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
