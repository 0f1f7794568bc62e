"""Reads text into rows of texts: CSV and its relatives, in any encoding and with any separator."""

from __future__ import annotations

import csv
import gc
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from leanbench.errors import UserError
from leanbench.event.import_account import ImportNote
from leanbench.tables.book_parts import Grid
from leanbench.tables.preview import info, rows_text, warning
from leanbench.words.language import _, ngettext
from leanbench.words.numbers import number_text, read_number
from leanbench.words.spreadsheet_text import meant_rows

DELIMITERS = ",;\t|"
LONGEST_PASTE = 20_000_000  # characters
LONGEST = csv.field_size_limit()  # characters of a cell; a spreadsheet has 32,767 at most


@contextmanager
def uncollected() -> Iterator[None]:
    """While millions of small lists are made, the garbage collector would only look at them in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def csv_rows(lines: Iterable[str], delimiter: str = ",", *, quoted: bool = True) -> list[list[str]]:
    """The rows of CSV; other threads get their turn while a long table is read.

    Raises UserError for a cell longer than any table has.
    """
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    rows: list[list[str]] = []
    try:
        with uncollected():
            while some := list(islice(reader, 1000)):
                rows += some
    except csv.Error as error:
        if "larger" in str(error):
            raise UserError(
                _(
                    "A cell near row {row} has more than {longest} characters, which no table has. "
                    "Check the quotation marks and the separator."
                ).format(row=len(rows) + 1, longest=number_text(LONGEST))
            ) from None
        raise UserError(
            _(
                "The table cannot be read near row {row} ({error}). Check its quotation marks and separator."
            ).format(row=len(rows) + 1, error=error)
        ) from None
    return rows


def read_text(name: str, data: bytes, encoding: str | None, delimiter: str | None) -> Grid:
    """The rows of a file of text.

    Raises UserError for bytes that are no text, an unknown encoding or separator, and a cell no table has.
    """
    findings: list[ImportNote] = []
    text, encoding = _decode(name, data, encoding, findings)
    return _grid(name, text, encoding, delimiter, findings)


def read_pasted(text: str, delimiter: str | None) -> Grid:
    """The rows of pasted text; cells copied in a spreadsheet are parted by tabs.

    Raises UserError for more text than a clipboard should carry.
    """
    name = _("The pasted text")
    check_paste(text)
    findings: list[ImportNote] = []
    plain = whole_text(text)
    if plain != text:
        findings.append(
            warning(f"{name} has halves of characters, shown as \ufffd. Check the cells they stand in.")
        )
    if delimiter is None and "\t" in plain.partition("\n")[0]:
        delimiter = "\t"
    return _grid(name, plain, "utf-8", delimiter, findings)


def check_paste(text: str) -> None:
    """Raises UserError for a paste that belongs into a file."""
    if len(text) > LONGEST_PASTE:
        raise UserError(
            _("What was copied has {count} characters. Save it as a file and import that.").format(
                count=number_text(len(text))
            )
        )


def whole_text(text: str) -> str:
    """Text without halves of characters (lone surrogates), which a clipboard may hold and no file can."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _grid(name: str, text: str, encoding: str, delimiter: str | None, findings: list[ImportNote]) -> Grid:
    first, _end, rest = text.partition("\n")
    if re.fullmatch(r"sep=(.)\r?", first.strip(), re.IGNORECASE):
        delimiter, text = delimiter or first.strip()[4], rest
        findings.append(
            info(f"The first line names the separator ({first.strip()}) and is not part of the table.")
        )
    if delimiter is None:
        delimiter = _delimiter(text)
    if len(delimiter) != 1:
        raise UserError(
            _("The separator must be one character, not {delimiter!r}.").format(delimiter=delimiter)
        )
    return Grid(
        _rows(name, text, delimiter, findings),
        name=name, encoding=encoding, delimiter=delimiter, findings=tuple(findings),
    )  # fmt: skip


def _decode(name: str, data: bytes, encoding: str | None, findings: list[ImportNote]) -> tuple[str, str]:
    if encoding:
        try:
            return data.decode(encoding), encoding
        except LookupError:
            raise UserError(
                _("There is no text encoding called {encoding!r}. Try utf-8, utf-16 or cp1252.").format(
                    encoding=encoding
                )
            ) from None
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise UserError(
                _(
                    "{name} cannot be read as {encoding}: line {line} does not fit. Choose another encoding."
                ).format(name=name, encoding=encoding, line=line)
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
        raise UserError(
            _("{name} is not a text file. Save it as CSV, XLSX or ODS and try again.").format(name=name)
        )
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
        words = _(
            "{name} is not UTF-8 (line {line}); it was read as Windows-1252. Check the accented letters."
        ).format(name=name, line=line)
        if lost := text.count("\ufffd"):
            words += " " + ngettext(
                "{count} character could not be read and is shown as \ufffd.",
                "{count} characters could not be read and are shown as \ufffd.",
                lost,
            ).format(count=number_text(lost))
        findings.append(warning(words))
        return text, "cp1252"


def _decode_or_refuse(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UserError(
            _("{name} is damaged: its text ends in the middle of a character. Save it again.").format(
                name=name
            )
        ) from None


def _delimiter(text: str) -> str:
    """The separator that cuts most lines into the same number of cells, more than one.

    Decimal commas cut a line as regularly as a comma between cells would, and more regularly than semicolons
    where a comment has one too. So a comma wins only if it still does when the numbers that another separator
    would set free keep their decimal commas.
    """
    lines = text[:200_000].splitlines()[:60]
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


def _rows(name: str, text: str, delimiter: str, findings: list[ImportNote]) -> list[list[str]]:
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
            return csv_rows(lines, delimiter, quoted=False)
        findings.append(
            warning(
                f"A quotation mark in one of {rows_text(odd)} has no partner; check the cells after it.",
            )
        )
    try:
        return meant_rows(csv_rows(io.StringIO(text, newline=""), delimiter), text)
    except UserError as error:
        raise UserError(_("{name} cannot be read. {error}").format(name=name, error=error)) from None
