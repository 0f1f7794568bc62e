"""Spreadsheets are read in a child process: what they say, what they cannot do to us, and what is said of it."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table, TableStyleInfo

from leanbench import tables
from leanbench.errors import UserError
from leanbench.tables import books, reading_apart, reading_child
from leanbench.tables.book_files import _cell as calamine_text
from leanbench.tables.book_parts import Area, Request
from leanbench.tables.number_formats import clock_of, serial_text
from leanbench.words.spreadsheet_text import harmless_text, meant_text

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def content_of(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*rows) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def by_hand(sheet: str, texts: str = "", prefix: str = "") -> bytes:
    """The smallest XLSX there is around the XML of one sheet."""
    stream = io.BytesIO()
    mark, colon = (f":{prefix}", f"{prefix}:") if prefix else ("", "")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<{colon}workbook xmlns{mark}="{MAIN}" xmlns:r="{RELATED}"><{colon}sheets>'
            f'<{colon}sheet name="S" sheetId="1" r:id="rId1"/></{colon}sheets></{colon}workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{RELATED}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<{colon}worksheet xmlns{mark}="{MAIN}"><{colon}sheetData>{sheet}</{colon}sheetData></{colon}worksheet>',
        )
        if texts:
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')
    return stream.getvalue()


def read_here(data: bytes, name: str = "book.xlsx", sheet: str | None = None):
    """The grid without a child: for laws over many files."""
    request = Request(name, Path(name).suffix, data=data, sheet=sheet)
    return reading_apart.gather(name, reading_child.parts_of(request))


# --- what a spreadsheet says --------------------------------------------------------------------


def test_values_styles_and_facts_come_as_plain_data():
    book = workbook(
        ["Office", "Right", "Time", "When"],
        ["North", 0.85, dt.timedelta(hours=30, minutes=5), dt.date(2024, 1, 15)],
    )
    page = book.active
    page["B2"].number_format, page["C2"].number_format = "0%", "[h]:mm"
    page.append(["South", 0.5, dt.time(6, 30), dt.datetime(2024, 1, 15, 14, 30)])
    page.append(["Total", 0.7])
    page.row_dimensions[3].hidden = True
    page.column_dimensions["B"].hidden = True
    page.merge_cells("A6:B7")
    page["A6"] = "merged"
    page.auto_filter.ref = "A1:D4"
    table = Table(displayName="Offices", ref="A1:D4", totalsRowCount=1)
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2")
    page.add_table(table)
    book.create_sheet("Notes")
    book.create_sheet("Secret").sheet_state = "hidden"
    kept = {"hidden-rows": "keep", "columns-not-used": "keep", "merged-filled": "keep"}
    grid = books.load(content_of(book), "xlsx", take=kept)
    assert grid.rows[1] == ["North", "85%", "30:05:00", "2024-01-15"]
    assert grid.rows[2] == ["South", "0.5", "06:30:00", "2024-01-15 14:30:00"]
    seen = books.load(content_of(book), "xlsx")
    assert seen.rows[1:3] == [["North", "", "30:05:00", "2024-01-15"], []]
    assert seen.left_out == {3}
    assert [grid.facts.formats[place] for place in grid.styles[1]][1:3] == ["0%", "[h]:mm"]
    assert grid.facts.hidden_rows == (3,)
    assert grid.facts.hidden_columns == (2,)
    assert grid.facts.hidden_sheets == ("Secret",)
    assert grid.facts.merged == (Area(6, 1, 7, 2),)
    assert Area(1, 1, 4, 4) in grid.facts.filters
    assert [(one.name, one.area, one.totals_rows) for one in grid.facts.tables] == [
        ("Offices", Area(1, 1, 4, 4), 1)
    ]
    assert (grid.facts.is_styled, grid.facts.is_1904) == (True, False)


def test_the_calendar_of_1904_and_elapsed_times_under_a_clock_format():
    book = workbook(["when", "took"], [dt.date(2024, 1, 15), 1.25])
    book.active["B2"].number_format = "h:mm"
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A2"] = dt.date(2024, 1, 15)
    grid = books.load(content_of(book), "xlsx")
    assert grid.facts.is_1904
    assert grid.rows[1] == ["2024-01-15", "30:00:00"]


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        *[(code, "date") for code in ("mm-dd-yy", "d-mmm", "mmm-yy", "[$-409]d-mmm-yy;@", "yyyy", "mmmm")],
        *[(code, "date") for code in ("dddd", 'd. "Tag"')],
        *[(code, "time") for code in ("h:mm", "h:mm AM/PM", "mm:ss", "mm:ss.0", "ss")],
        *[(code, "elapsed") for code in ("[h]:mm:ss", "[mm]:ss", "[HH]:MM")],
        *[(code, "") for code in ("General", "0", "0.00%", "#,##0.00_);[Red](#,##0.00)", "0.00E+00", "@")],
        *[(code, "") for code in ('0.0" days"', '0 "h"')],
    ],
)  # fmt: skip
def test_number_formats(code, meaning):
    assert clock_of(code) == meaning


def test_serial_numbers_of_days_known_from_the_standard():
    # ECMA-376 part 1, 18.17.4.1: 1 is January 1, 1900; 3/1/1900 is 61; 2008-02-28 is 39506
    assert [serial_text(value, "date", False) for value in (1, 59, 61, 39506)] == [
        "1900-01-01", "1900-02-28", "1900-03-01", "2008-02-28",
    ]  # fmt: skip
    assert serial_text(0, "date", True) == "1904-01-01"
    assert serial_text(1e300, "date", False) == "1e+300"
    assert serial_text(-5.0, "date", False) == "-5"
    assert serial_text(9e6, "date", False) == "9000000"


def test_an_error_behind_an_empty_formatted_cell_is_seen():
    cells = '<row r="5"><c r="A5" s="1"/><c r="B5" t="e"><v>#DIV/0!</v></c></row>'
    grid = books.load(
        by_hand(f'<row r="4"><c r="A4"><v>1</v></c></row>{cells}<row r="6"><c r="A6"><v>2</v></c></row>'),
        "xlsx",
    )
    assert grid.rows[4] == ["", "#DIV/0!"]
    assert grid.facts.errors == ((5, 2),)
    assert "error values (1 cell) in row 5" in " ".join(finding.text for finding in grid.findings)


def test_thousands_of_formatted_empty_rows_are_nothing():
    book = workbook(["a", "b"], [1, 2])
    fill = PatternFill("solid", fgColor="FFFF00")
    for row in range(3, 8003):
        for column in range(1, 4):
            book.active.cell(row, column).fill = fill
    assert read_here(content_of(book)).rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1", "B20000"])
def test_a_stray_cell_is_named_and_the_table_is_read(place):
    book = workbook(["a", "b"], [1, 2])
    book.active[place] = "stray"
    preview = tables.read(content_of(book), kind="xlsx")
    assert [column.name for column in preview.columns] == ["a", "b"]
    assert preview.rows == 1
    assert f"Cell {place} lies far from the table and was left out." in [f.text for f in preview.account]


def test_xml_as_other_programs_write_it():
    texts = (
        "<si><r><t>Fr</t></r><r><t>ee</t></r><rPh><t>no</t></rPh></si><si><t>a_x000D_b_xD800_</t></si><si/>"
    )
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c t="s"><v>7</v></c></row>'
        '<row r="1"><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c><c t="b"><v>1</v></c>'
        '<c t="str"><f>A1</f><v>text</v></c></row>'
        '<row r="3"><c><v>1.5</v></c><c><f>1/3</f></c><c t="d"><v>2024-01-15T00:00:00</v></c></row>'
    )
    grid = read_here(by_hand(rows, texts))
    assert grid.rows == [["inline", "yes", "text"], ["Free", "", "a\rb_xD800_"], ["1.5", "", "2024-01-15"]]
    assert grid.facts.unsaved == ((3, 2),)
    prefixed = rows.replace("<", "<x:").replace("<x:/", "</x:")
    assert read_here(by_hand(prefixed, texts, prefix="x")).rows == grid.rows


def test_a_hidden_sheet_is_never_taken_but_can_be_asked_for():
    book = workbook(["a"], [1])
    book.active.sheet_state = "hidden"
    book.create_sheet("Seen").append(["b"])
    data = content_of(book)
    assert books.load(data, "xlsx").rows == [["b"]]
    assert "Hidden and not looked at: “Sheet”" in books.load(data, "xlsx").findings[0].text
    assert books.load(data, "xlsx", "Sheet").rows == [["a"], ["1"]]


cell_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6)),
    st.text(
        st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn"), exclude_characters="\ufffe\uffff"),
        max_size=8,
    ).filter(lambda text: not text.startswith("=") and "_x" not in text),
    st.datetimes(dt.datetime(1905, 1, 1), dt.datetime(2200, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cell_values, min_size=1, max_size=4), min_size=1, max_size=5))
def test_another_reader_sees_the_same_cells(rows):
    data = content_of(workbook(*rows))
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    expected = [[calamine_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    while expected and not any(expected[-1]):
        expected.pop()
    width = max(
        (max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in expected), default=0
    )
    if not width:
        with pytest.raises(UserError, match="no cells with content"):
            read_here(data)
        return
    assert read_here(data).rows == [row[:width] for row in expected]


# --- floods -------------------------------------------------------------------------------------


@pytest.fixture
def small(monkeypatch):
    """Limits that a test can reach."""
    from leanbench.tables import book_parts, xlsx

    for module in (book_parts, xlsx, reading_child, reading_apart, books):
        if hasattr(module, "LARGEST"):
            monkeypatch.setattr(module, "LARGEST", 100_000)
        if hasattr(module, "MOST_CELLS"):
            monkeypatch.setattr(module, "MOST_CELLS", 5_000)


@pytest.mark.parametrize(
    "sheet",
    [
        "<row>" + "<c/>" * 5_001 + "</row>",
        "<row>" + '<c r="XFD1"><v>1</v></c>' + "</row>",
        " " * 200_000,
        "".join(f'<row r="{row}"><c r="CV{row}"><v>1</v></c></row>' for row in range(1, 60)),
    ],
    ids=["cells", "one far cell", "size", "rectangle"],
)
def test_a_flood_is_refused_in_a_sentence(small, sheet):
    with pytest.raises(UserError, match="more than this program reads at once"):
        read_here(by_hand(sheet))


def test_what_is_packed_is_refused_before_it_has_grown(small, tmp_path):
    bomb = gzip.compress(b"a,b\n" * 100_000)
    with pytest.raises(UserError, match="when unpacked"):
        read_here(bomb, "log.csv.gz")
    twice = gzip.compress(gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(UserError, match="packed twice"):
        read_here(twice, "log.csv.gz")
    big = tmp_path / "big.csv"
    big.write_bytes(b"a,b\n" * 30_000)
    with pytest.raises(UserError, match="GB of text"):
        books.load(big)


def test_a_packed_table_is_read(tmp_path):
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(b"case;days\nA;1,5\nB;2\n"))
    preview = tables.read(path)
    assert (preview.name, preview.delimiter, preview.rows) == ("log.csv", ";", 2)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'
)


def damaged(change) -> bytes:
    data = by_hand("<row><c><v>1</v></c></row>")
    return change(data)


def with_part(name: str, text: str) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(by_hand('<row><c t="s"><v>0</v></c></row>'))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, text if entry == name else old.read(entry))
        if name not in old.namelist():
            new.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        with_part("xl/worksheets/sheet1.xml", BOMB),
        with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"),
        with_part("xl/worksheets/sheet1.xml", '<w><row r="x"/></w>'),
        with_part("xl/worksheets/sheet1.xml", '<w><row r="0"><c r="A0"><v>1</v></c></row></w>'),
        with_part("xl/worksheets/sheet1.xml", '<w><row r="1"><c r="ÄÖ1"><v>1</v></c></row></w>'),
        with_part("xl/worksheets/sheet1.xml", '<w><row r="1"><c t="s"><v>x</v></c></row></w>'),
        with_part("xl/sharedStrings.xml", "<sst><si>"),
        with_part("xl/styles.xml", '<s><numFmt numFmtId="x"/></s>'),
        with_part("xl/workbook.xml", "not xml"),
        with_part("xl/_rels/workbook.xml.rels", "<Relationships/>"),
        damaged(lambda data: data[: len(data) // 2]),
        damaged(lambda data: data[:60] + bytes(40) + data[100:]),
        b"PK\x03\x04" + bytes(100),
    ],
)  # fmt: skip
@pytest.mark.parametrize("apart", [False, True])
def test_a_damaged_spreadsheet_is_one_sentence(data, apart):
    with pytest.raises(UserError, match=r"damaged|no sheet|no cells") as refused:
        books.load(data, "xlsx") if apart else read_here(data)
    assert "Traceback" not in str(refused.value)


# --- the child ----------------------------------------------------------------------------------


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


@pytest.fixture
def children(monkeypatch):
    """The children started, and what they are told to do instead of reading."""
    started: list[subprocess.Popen] = []
    real = subprocess.Popen

    def start(*args, **options):
        started.append(real(*args, **options))
        return started[-1]

    monkeypatch.setattr(reading_apart.subprocess, "Popen", start)
    return started


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "import sys; sys.stdout.buffer.write(b'\\x08' + bytes(7) + b'half')",
        "import sys; sys.stdin.buffer.read(); x = bytearray(10**13)",
    ],
    ids=["abort", "exit", "half a part", "memory"],
)
def test_a_dead_child_is_a_sentence(monkeypatch, children, code):
    monkeypatch.setattr(reading_apart, "child_command", lambda: [sys.executable, "-c", code])
    with pytest.raises(UserError, match=r"book.xlsx could not be read: reading it broke"):
        reading_apart.read_apart(Request("book.xlsx", ".xlsx", data=b"PK" * 100_000))
    assert not alive(children[0].pid)


def test_a_child_that_never_ends_is_ended(monkeypatch, children):
    monkeypatch.setattr(
        reading_apart, "child_command", lambda: [sys.executable, "-c", "import time; time.sleep(600)"]
    )
    monkeypatch.setattr(reading_apart, "SECONDS", -reading_apart.GRACE + 0.3)
    with pytest.raises(UserError, match="could not be read"):
        reading_apart.read_apart(Request("book.xlsx", ".xlsx", data=b"PK"))
    assert not alive(children[0].pid)


def test_a_refusal_ends_the_child_at_once(children):
    with pytest.raises(UserError) as refused:
        reading_apart.read_apart(Request("book.xlsx", ".xlsx", data=b"PK\x03\x04 nothing"))
    assert "book.xlsx" in str(refused.value)
    assert children[0].returncode is not None  # waited for, while the refusal is still being looked at
    assert children[0].stdout.closed


def test_cancel_ends_the_child(monkeypatch, children):
    class Stop(Exception):
        pass

    class Impatient:
        def progress(self, share: float) -> None:
            raise AssertionError("nothing was read")

        def check(self) -> None:
            if children:
                raise Stop

    monkeypatch.setattr(
        reading_apart, "child_command", lambda: [sys.executable, "-c", "import time; time.sleep(600)"]
    )
    with pytest.raises(Stop):
        books.load(content_of(workbook(["a"])), "xlsx", task=Impatient())
    assert not alive(children[0].pid)


def test_a_long_sheet_tells_how_far_it_is():
    told: list[float] = []

    class Listener:
        def progress(self, share: float) -> None:
            told.append(share)

        def check(self) -> None:
            pass

    grid = books.load(
        content_of(workbook(*([number, "text"] for number in range(5_000)))), "xlsx", task=Listener()
    )
    assert len(grid.rows) == 5_000
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 2


def test_no_spreadsheet_is_read_in_this_process(monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(1, "not permitted")

    monkeypatch.setattr(reading_apart.subprocess, "Popen", refuse)
    for data, kind in ((content_of(workbook(["a"])), "xlsx"), (reading_child.OLE + bytes(600), "xls"),
                       (gzip.compress(b"a,b\n"), "csv"), (b"<?xml version='1.0'?><log/>", "xes")):  # fmt: skip
        with pytest.raises(UserError, match="did not let the reader start"):
            books.load(data, kind)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there the limit is held in another way")
def test_the_child_has_a_limit_of_memory():
    code = (
        "from leanbench.tables.reading_child import limit_memory; limit_memory(500_000_000)\n"
        "try:\n    bytearray(600_000_000)\nexcept MemoryError:\n    print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=reading_apart._environment(),
    )
    assert done.stdout == "refused\n"


def test_a_build_starts_itself(monkeypatch):
    assert reading_apart.child_command()[-3:] == ["-m", "leanbench", "--read-table"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reading_apart.child_command() == [sys.executable, "--read-table"]
    from leanbench.__main__ import READ_TABLE

    assert READ_TABLE == reading_child.ARGUMENT


# --- sources that are no files ------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/etc/passwd", "C:\\Windows\\win.ini", "x" * 5_000, "a" * 300 + "\t1\n"])
def test_pasted_text_is_never_a_path(text, tmp_path, monkeypatch):
    (tmp_path / "secret.csv").write_text("name,pay\nAnn,1\n")
    monkeypatch.chdir(tmp_path)
    for pasted in (text, "secret.csv", str(tmp_path / "secret.csv")):
        grid = books.load(pasted)
        assert grid.name == "The pasted text"
        assert "".join(grid.rows[0]) == pasted.strip().replace("\t", "")


@pytest.mark.skipif(sys.platform == "win32", reason="devices have other names there")
def test_devices_and_pipes_are_no_tables(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (Path("/dev/zero"), Path("/dev/null"), tmp_path / "pipe.csv"):
        with pytest.raises(UserError, match="a device or a pipe, not a file"):
            books.load(path)


def test_names_no_file_can_have(tmp_path):
    for name in ("a\0b.csv", "\ud800.csv"):
        with pytest.raises(UserError, match=r"has a character that no name can have|There is no file"):
            books.load(tmp_path / name)


def test_a_name_in_another_encoding_is_read(tmp_path):
    path = tmp_path / os.fsdecode(b"k\xf6ln.xlsx")
    try:
        path.write_bytes(content_of(workbook(["a"], [1])))
    except OSError:
        pytest.skip("this file system has only names in UTF-8")
    grid = books.load(path)
    assert (grid.name, grid.rows) == ("k\ufffdln.xlsx", [["a"], ["1"]])


def test_halves_of_characters_on_the_clipboard_are_said():
    preview = tables.read("name\tdays\nK\ud800ln\t3\n")
    assert preview.cells[0] == ("K\ufffdln",)
    assert "halves of characters" in " ".join(finding.text for finding in preview.account)


@pytest.mark.parametrize(
    "source", [b'a,b\n"' + b"x" * 200_000 + b'",1\n', 'a\tb\n"' + "x" * 200_000 + '"\t1\n']
)
def test_a_cell_no_table_has_is_a_sentence(source):
    with pytest.raises(UserError, match="more than 131,072 characters, which no table has"):
        tables.read(source)


MANY = 65_000
LONG = ("99" * MANY, "9 " * MANY, "9," * MANY, f"x{'  ' * MANY}y", "((" * MANY, "1:" * MANY, "9-" * MANY)


@pytest.mark.parametrize("cell", LONG, ids=[text[:2] for text in LONG])
def test_a_very_long_cell_is_text_and_takes_no_minutes(cell):
    from leanbench.event.records import Event, Map
    from leanbench.tables.steps import add_steps

    preview = tables.read(f"a\tb\n{cell}\t1\nx\t2\n" * 5)
    assert preview.cells[0][0] == cell
    typed = add_steps(
        Event(maps=(Map("current"),)), "current", [["Step", "Wait"], ["Check", cell], [cell, "5 min"]]
    )
    assert [step.name for step in typed.event.map("current").steps] == ["Check", cell.strip()]
    assert typed.event.map("current").steps[0].wait is None


def test_one_very_long_row_does_not_make_all_rows_long(monkeypatch):
    from leanbench.tables import importing

    with pytest.raises(UserError, match="2 rows and 20,001 columns, more than this program reads at once"):
        tables.read("a,b\n1,2\n" + "," * 20_000 + "x\n", delimiter=",")
    monkeypatch.setattr(importing, "MOST_CELLS", 1_000)
    with pytest.raises(UserError, match="100 rows and 101 columns"):
        tables.read("a,b\n" + "1,2\n" * 99 + "," * 100 + "3\n", delimiter=",")
    assert tables.read("a,b\n" + "1,2\n" * 3_000).rows == 3_000


def test_signs_that_are_called_digits_are_no_years():
    assert tables.read("Office,²,³,¹\nN,1,2,3\n").rows == 1
    years = f"Office,{'9' * 5_000},2021,2022\nN,1,2,3\n"
    assert tables.read(years).rows == 2


def test_a_paste_that_belongs_into_a_file_is_refused(monkeypatch):
    from leanbench.tables import text_files
    from leanbench.tables.pasted_rows import rows_of

    monkeypatch.setattr(text_files, "LONGEST_PASTE", 10)
    for read in (tables.read, rows_of):
        with pytest.raises(UserError, match=r"has 16 characters\. Save it as a file"):
            read("a\tb\n1\t2\n" * 2)


# --- out ----------------------------------------------------------------------------------------


@given(st.text(max_size=12))
def test_no_text_leaves_as_a_formula_and_each_comes_back(text):
    out = harmless_text(text)
    assert out[:1] not in ("=", "@", "\t", "\r", "\uff1d", "\uff20")
    if out[:1] in "+-" and out:
        assert not any(letter.isalpha() and letter not in "eE" for letter in out)
    if not text.startswith("'"):
        assert meant_text(out) == text


FORMULAS = ("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1", "\uff1d1+1")


def test_no_writer_writes_a_formula(tmp_path):
    from leanbench.event.records import Column, Dataset
    from leanbench.notebook import table_html
    from leanbench.stats.base.result import Table as ResultTable
    from leanbench.tables.export import dataset_csv

    table = ResultTable((*FORMULAS, "n"), ((*FORMULAS, -5.0),))
    text = tables.to_csv(table)
    html = table_html(table.columns, table.rows)
    for formula in FORMULAS:
        assert f"'{formula}" in text
        assert f"{formula}".replace("'", "&#x27;") in html
    assert html.count(">&#x27;") == 2 * len(FORMULAS)
    assert text.rstrip().endswith(",-5")
    path = tmp_path / "out.xlsx"
    tables.write_xlsx(table, path, notes=FORMULAS)
    for page in openpyxl.load_workbook(path).worksheets:
        for cell in (cell for row in page.iter_rows() for cell in row):
            assert cell.data_type != "f"
    record = Dataset("d", "D", (Column("=x", "text"), Column("n", "number")), '=x,n\n"=1+1",-5\n')
    out = dataset_csv(record)
    assert out.decode("utf-8-sig") == "'=x,n\r\n'=1+1,-5\r\n"
    assert tables.read(out).cells == (("=1+1",), ("-5",))
    assert tables.read(out).columns[0].name == "=x"


def test_what_excel_cannot_hold_is_said(tmp_path):
    from leanbench.stats.base.result import Table as ResultTable

    with pytest.raises(UserError, match="Excel holds 32,767"):
        tables.write_xlsx(ResultTable(("a",), (("x" * 40_000,),)), tmp_path / "out.xlsx")
    tables.write_xlsx(ResultTable(("a",), (("bell\x07\ud800",),)), tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").active["A2"].value == "bell\ufffd\ufffd"
