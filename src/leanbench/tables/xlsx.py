"""Reads XLSX and XLSM (ECMA-376 part 1) piece by piece: texts as shown to a reader, styles, and what is hidden.

Values, styles and facts come from one pass over the XML of the sheet, so they cannot disagree; nothing is
kept of an empty cell however it is formatted, and a cell far away costs no more than any other. Only a child
process runs this (`reading_child`): the file is not trusted.
"""

from __future__ import annotations

import posixpath
import zipfile
from array import array
from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from leanbench.tables.book_parts import (
    LARGEST,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    BookFacts,
    Part,
    Request,
    Rest,
    Rows,
    Share,
    TableArea,
    check_sheet,
    damaged_book,
    locked_book,
    no_cells,
    too_large,
)
from leanbench.tables.book_xml import Broken, End, Start, area_of, column_index, is_true, unescape, xml_parser
from leanbench.tables.number_formats import (
    BUILT_IN,
    Clock,
    clock_of,
    serial_number,
    serial_text,
    shown_number,
    sign_of,
)
from leanbench.words.language import _
from leanbench.words.numbers import number_text

PIECE = 1 << 16  # bytes of XML read at a time
EACH = 500  # rows handed on at a time


def read_xlsx(request: Request, file: IO[bytes]) -> Iterator[Part]:
    """The rows of one sheet: the one asked for, else the first that is not hidden and has cells."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield from _Book(request.name, archive).parts(request.sheet)
    except (zipfile.BadZipFile, expat.ExpatError, Broken, EOFError, OSError, ValueError, KeyError,
            NotImplementedError, zipfile.LargeZipFile, RuntimeError) as error:  # fmt: skip
        if "password" in str(error) or "encrypted" in str(error):
            raise locked_book(request.name) from None
        raise damaged_book(request.name) from None
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "_lzma"):  # their errors share no ancestor with others
            raise damaged_book(request.name) from None
        raise


class _Book:
    """The workbook: its sheets, texts shared by cells, and styles."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self.archive = archive
        self.entries = {
            entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in archive.infolist()
        }
        self.sheets: list[tuple[str, str, bool]] = []  # name, part, whether it is hidden
        self.is_1904 = False
        self.texts: list[str] = []
        self.formats: list[str] = ["General"]
        self.styles: list[int] = []  # place in `formats` by the number of a style
        self.main = next(
            (target for kind, target in self._related("").values() if kind.endswith("/officeDocument")),
            "xl/workbook.xml",
        )

    def parts(self, wanted: str | None) -> Iterator[Part]:
        """Rows of the sheet that is wanted, then the rest."""
        self._read_workbook()
        names = tuple(name for name, _part, _hidden in self.sheets)
        hidden = tuple(name for name, _part, is_hidden in self.sheets if is_hidden)
        check_sheet(self.name, names, wanted)
        self._read_styles()
        self._read_texts()
        for name, part, is_hidden in self.sheets:
            if (name != wanted) if wanted is not None else is_hidden:
                continue
            sheet = _Sheet(self, part)
            yield from sheet.parts()
            if sheet.has_cells:
                facts = sheet.facts(hidden)
                yield Rest(self.name, names, name, facts=facts)
                return
        raise no_cells(self.name, wanted, hidden)

    # --- parts of the archive -----------------------------------------------------------------

    def pieces(self, part: str) -> Iterator[tuple[bytes, float]]:
        """A part in pieces, each with the share that is read by then; nothing when there is no such part."""
        entry = self.entries.get(part.lower())
        if entry is None:
            return
        if entry.file_size > LARGEST:
            raise too_large(
                self.name,
                _("a part of {size} GB when unpacked").format(size=number_text(entry.file_size / 1e9, 1)),
            )
        size, done = max(entry.file_size, 1), 0
        with self.archive.open(entry) as stream:
            while piece := stream.read(PIECE):
                done += len(piece)
                yield piece, done / size

    def walk(self, part: str, start: Start, end: End | None = None) -> None:
        """Call `start` and `end` for every element of a part."""
        parser = xml_parser(start, end)
        for piece, _share in self.pieces(part):
            parser.Parse(piece)
        if part.lower() in self.entries:
            parser.Parse(b"", True)

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to: by its id the kind and the name of the other part."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/")
                found[given.get("Id", "")] = (given.get("Type", ""), target)

        self.walk(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _read_workbook(self) -> None:
        related = self._related(self.main)
        if self.main.lower() not in self.entries:
            raise Broken

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "workbookPr":
                self.is_1904 = is_true(given.get("date1904"))
            elif tag == "sheet":
                key = next((value for name, value in given.items() if name.endswith(":id")), "")
                kind, part = related.get(key, ("", ""))
                if kind.endswith("/worksheet"):
                    is_hidden = given.get("state", "visible") != "visible"
                    self.sheets.append((given.get("name", ""), part, is_hidden))

        self.walk(self.main, start)

    def _part_of(self, kind: str) -> str:
        folder = posixpath.dirname(self.main)
        ending = f"/{kind}"
        named = (target for type_, target in self._related(self.main).values() if type_.endswith(ending))
        return next(named, posixpath.join(folder, f"{kind}.xml"))

    def _read_styles(self) -> None:
        codes = dict(BUILT_IN)
        within = ""

        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal within
            if tag == "numFmt":
                codes[int(given.get("numFmtId", 0))] = given.get("formatCode", "General")
            elif tag in ("cellXfs", "cellStyleXfs", "dxfs"):
                within = tag
            elif tag == "xf" and within == "cellXfs":
                code = codes.get(int(given.get("numFmtId", 0)), "General")
                if code not in self.formats:
                    self.formats.append(code)
                self.styles.append(self.formats.index(code))

        self.walk(self._part_of("styles"), start)

    def _read_texts(self) -> None:
        runs: list[str] = []
        depth = 0  # of phonetic readings, which are not the text
        is_text = False

        def start(tag: str, _given: dict[str, str]) -> None:
            nonlocal depth, is_text
            if tag == "rPh":
                depth += 1
            is_text = tag == "t" and not depth

        def end(tag: str) -> None:
            nonlocal depth, is_text
            is_text = False
            if tag == "rPh":
                depth -= 1
            elif tag == "si":
                self.texts.append(unescape("".join(runs)))
                runs.clear()

        def data(text: str) -> None:
            if is_text:
                runs.append(text)

        part = self._part_of("sharedStrings")
        if part.lower() not in self.entries:
            return
        parser = xml_parser(start, end, data)
        for piece, _share in self.pieces(part):
            parser.Parse(piece)
        parser.Parse(b"", True)


class _Sheet:
    """One pass over the XML of a sheet."""

    def __init__(self, book: _Book, part: str) -> None:
        self.book, self.part = book, part
        self.has_cells = False
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[Area] = []
        self.filters: list[Area] = []
        self.errors: list[tuple[int, int]] = []
        self.unsaved: list[tuple[int, int]] = []
        self.rows = Rows([], [], [])
        self.count = 0  # elements of cells met, empty ones too
        self.filled = 0

    def parts(self) -> Iterator[Part]:
        """Rows and shares as they are read."""
        parser = xml_parser(*self._handlers())
        if self.part.lower() not in self.book.entries:
            raise Broken
        for piece, share in self.book.pieces(self.part):
            parser.Parse(piece)
            if len(self.rows.numbers) >= EACH:
                yield self.rows
                self.rows = Rows([], [], [])
            yield Share(share)
        parser.Parse(b"", True)
        if self.rows.numbers:
            yield self.rows

    def facts(self, hidden_sheets: tuple[str, ...]) -> BookFacts:
        """What was met beside the texts."""
        return BookFacts(
            hidden_sheets, True, self.book.is_1904, tuple(self.book.formats), tuple(self.hidden_rows),
            tuple(self.hidden_columns), tuple(self.merged), tuple(self.filters), tuple(self._tables()),
            tuple(self.errors), tuple(self.unsaved),
        )  # fmt: skip

    def _tables(self) -> Iterator[TableArea]:
        for kind, part in self.book._related(self.part).values():
            if not kind.endswith("/table"):
                continue
            found: list[TableArea] = []

            def start(tag: str, given: dict[str, str], found: list[TableArea] = found) -> None:
                area = area_of(given.get("ref", ""))
                if tag == "table" and area is not None:
                    name = given.get("displayName") or given.get("name", "")
                    headings, totals = given.get("headerRowCount", "1"), given.get("totalsRowCount", "0")
                    found.append(TableArea(name, area, int(headings), int(totals)))
                elif tag == "autoFilter" and area is not None:
                    self.filters.append(area)

            self.book.walk(part, start)
            yield from found

    def _handlers(self) -> tuple[Start, End, Callable[[str], None]]:
        """The three callbacks; plain closures, because they run once for every cell."""
        texts, styles, is_1904 = self.book.texts, self.book.styles, self.book.is_1904
        clocks: list[Clock] = [clock_of(self.book.formats[place]) for place in styles]
        clocks = clocks or [""]
        signs = [sign_of(self.book.formats[place]) for place in styles]
        columns: dict[str, int] = {}
        row_number = column = 0
        kind = ref = ""
        style = 0
        is_formula = is_taken = False
        taken: list[str] = []
        cells: list[str] = []
        marks = array("l")

        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal row_number, column, kind, ref, style, is_formula, is_taken
            if tag == "c":
                self.count += 1
                if self.count > MOST_CELLS:
                    raise too_large(
                        self.book.name,
                        _("more than {most} cells in one sheet").format(most=number_text(MOST_CELLS)),
                    )
                ref = given.get("r", "")
                letters = ref.rstrip("0123456789")
                if letters in columns:
                    column = columns[letters]
                elif letters:
                    column = columns[letters] = column_index(letters)
                else:  # by its place
                    column += 1
                kind, style = given.get("t", "n"), max(0, int(given.get("s", 0)))
                is_formula = False
                taken.clear()
            elif tag in ("v", "t"):
                is_taken = True
            elif tag == "f":
                is_formula = True
            elif tag == "row":
                row_number = int(given["r"]) if "r" in given else row_number + 1
                column = 0
                if not 1 <= row_number <= MOST_ROWS:
                    raise Broken
                if is_true(given.get("hidden")):
                    self.hidden_rows.append(row_number)
            elif tag == "rPh":
                kind = "phonetic" if kind == "inlineStr" else kind
            elif tag != "is":
                other(tag, given)

        def other(tag: str, given: dict[str, str]) -> None:
            area = area_of(given.get("ref", ""))
            if tag == "col" and is_true(given.get("hidden")) and len(self.hidden_columns) < MOST_COLUMNS:
                first, last = int(given.get("min", 1)), int(given.get("max", 1))
                self.hidden_columns.extend(range(max(first, 1), min(last, MOST_COLUMNS) + 1))
            elif tag == "mergeCell" and area is not None:
                self.merged.append(area)
            elif tag == "autoFilter" and area is not None:
                self.filters.append(area)

        def end(tag: str) -> None:
            nonlocal is_taken, kind
            if tag in ("v", "t"):
                is_taken = False
            elif tag == "rPh":
                kind = "inlineStr" if kind == "phonetic" else kind
            elif tag == "c":
                if taken:
                    put(value("".join(taken)))
                elif is_formula and kind != "str":
                    self.unsaved.append((row_number, column))
            elif tag == "row" and cells:
                self.rows.numbers.append(row_number)
                self.rows.texts.append(cells.copy())
                self.rows.styles.append(marks.tolist() if any(marks) else [])
                self.has_cells = True
                cells.clear()
                del marks[:]

        def put(text: str) -> None:
            if not text:
                return
            place = column - 1
            if not 0 <= place < MOST_COLUMNS or not row_number:
                raise Broken
            missing = place - len(cells)
            if missing >= 0:
                self.filled += missing + 1
                if self.filled > MOST_CELLS:
                    raise too_large(
                        self.book.name,
                        _("more than {most} cells in one sheet").format(most=number_text(MOST_CELLS)),
                    )
                if missing:
                    cells.extend([""] * missing)
                    marks.extend([0] * missing)
                cells.append(text)
                marks.append(styles[style] if style < len(styles) else 0)
            else:
                cells[place] = text
                marks[place] = styles[style] if style < len(styles) else 0

        def value(text: str) -> str:
            if kind == "s":
                return texts[int(text)] if 0 <= int(text) < len(texts) else ""
            if kind in ("str", "inlineStr"):
                return unescape(text)
            if kind == "b":
                return "yes" if text.strip() == "1" else "no"
            if kind == "e":
                self.errors.append((row_number, column))
                return text
            if kind == "d":
                return text.replace("T", " ").removesuffix(" 00:00:00")
            try:
                number = float(text)
            except ValueError:
                return text
            clock = clocks[style] if style < len(clocks) else ""
            if clock:
                return serial_text(number, clock, is_1904)
            sign = signs[style] if style < len(signs) else ""
            return shown_number(number, sign) if sign else serial_number(number)

        def data(text: str) -> None:
            if is_taken and kind != "phonetic":
                taken.append(text)

        return start, end, data
