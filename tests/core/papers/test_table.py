"""Tables over pages: one element, repeated heads as artifacts, rows that split, hostile cells."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.papers.engine import paper_style as style
from leanbench.papers.engine.flowables import Heading
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.paragraphs import Points

COLUMNS = [Column("No.", "right", firm=True), Column("What"), Column("Who"), Column("Due", firm=True)]


def rows(count: int) -> list[Row]:
    return [Row((str(n), f"Task number {n} of many", "A. Ortiz", "27 Mar 2026")) for n in range(1, count + 1)]


def of_kind(pdfs: SimpleNamespace, pdf: pikepdf.Pdf, *kinds: str) -> list:
    return [element for element in pdfs.elements(pdf) if str(element.S)[1:] in kinds]


def test_a_hundred_rows_are_one_table(pdfs: SimpleNamespace) -> None:
    data = pdfs.built([Heading("T", 1, "t"), Table(COLUMNS, rows(100), caption="Tasks")])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 2
        (table,) = of_kind(pdfs, pdf, "Table")
        assert [str(kid.S) for kid in pdfs.children(table)] == ["/Caption", "/THead", "/TBody"]
        lines = of_kind(pdfs, pdf, "TR")
        assert len(lines) == 101
        assert all(len(pdfs.children(line)) == 4 for line in lines)
        heads = of_kind(pdfs, pdf, "TH")
        scopes = [str(next(entry.Scope for entry in head.A if "/Scope" in entry)) for head in heads]
        assert scopes == ["/Column"] * 4 + ["/Row"] * 100
    assert pdfs.failures(data) == []


def test_the_repeated_head_is_printed_but_not_read(pdfs: SimpleNamespace) -> None:
    data = pdfs.built([Table(COLUMNS, rows(100), caption="Tasks")])
    printed = pdfs.pages(data)
    assert all("What" in text and "Due" in text for text in printed)
    assert "Tasks (continued)" not in printed[0]
    assert all("Tasks (continued)" in text for text in printed[1:])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(of_kind(pdfs, pdf, "THead")) == 1
        # On the second page the words of the head stand in artifacts.
        state, artifacts = "", 0
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[1]):
            if str(operator) == "BDC":
                state = str(operands[0])
            elif str(operator) == "Tj" and state == "/Artifact":
                artifacts += 1
        assert artifacts >= 4


def test_a_row_taller_than_a_page_splits_and_stays_one_row(pdfs: SimpleNamespace) -> None:
    long = "word " * 1000
    data = pdfs.built([Table(COLUMNS, [*rows(2), Row(("3", long, "B", "")), *rows(1)])])
    assert sum(text.count("word") for text in pdfs.pages(data)) == 1000
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 1
        lines = of_kind(pdfs, pdf, "TR")
        assert len(lines) == 5
        cell = pdfs.children(lines[3])[1]
        assert len(cell.K) >= 2
    assert pdfs.failures(data) == []


def test_a_cell_of_5000_characters_without_a_space(pdfs: SimpleNamespace) -> None:
    data = pdfs.built([Table(COLUMNS, [Row(("1", "x" * 5000, "B", ""))])])
    assert sum(text.count("x") for text in pdfs.pages(data)) == 5000


def test_text_that_looks_like_markup_is_printed_as_it_is(pdfs: SimpleNamespace) -> None:
    hostile = "<b>bold</b> & </para> <img src='x'/> &amp; %s {0} \\n (] Tj ET"
    data = pdfs.built([Table(COLUMNS, [Row(("1", hostile, "a<b", ""))])])
    text = " ".join(pdfs.pages(data)[0].split())
    assert hostile in text
    assert "a<b" in text


def test_lists_in_cells_are_lists(pdfs: SimpleNamespace) -> None:
    cell = Points(tuple(f"point {n} " + "and more words " * 12 for n in range(60)))
    data = pdfs.built([Table([Column("A", firm=True), Column("B", most=1000.0)], [Row(("in scope", cell))])])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 1
        assert len(of_kind(pdfs, pdf, "L")) == 1
        assert len(of_kind(pdfs, pdf, "LI")) == 60
    assert pdfs.failures(data) == []


def test_a_total_stays_with_the_row_before_it(pdfs: SimpleNamespace) -> None:
    for count in range(28, 34):
        data = pdfs.built([Table(COLUMNS, [*rows(count), Row(("", "Total", "", "9"), "total")])])
        last = pdfs.pages(data)[-1]
        assert "Total" in last
        assert f"Task number {count} of many" in last


def test_columns_of_numbers_align_right(pdfs: SimpleNamespace) -> None:
    table = Table(
        [Column("Name"), Column("Value", "right", firm=True)], [Row(("a", "1")), Row(("b", "1,000.5"))]
    )
    data = pdfs.built([table])
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[0].get_textpage()
    whole = page.get_text_range()
    ends = []
    for value in ("1\r", "1,000.5"):
        place = whole.index(value) + len(value.strip()) - 1
        ends.append(page.get_charbox(place, loose=True)[2])
    document.close()
    assert ends[0] == pytest.approx(ends[1], abs=0.1)


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(
        st.tuples(st.text(max_size=60), st.text(max_size=400), st.text(max_size=20), st.text(max_size=9)),
        min_size=1,
        max_size=40,
    )
)
def test_any_rows_lay_out_without_loss(cells: list[tuple[str, str, str, str]]) -> None:
    """Whatever is typed: parts of a split table hold every line once, and fit the room they were given."""
    from leanbench.drawing.pdf_fonts import clean

    table = Table(COLUMNS, [Row(tuple(clean(cell)[0] for cell in line)) for line in cells])
    sheet = style.text_sheet("letter")
    whole = [line for row in table._lay(sheet.column) for line in row.lines]
    found: list = [[] for _ in range(4 * len(cells))]
    rest = table
    while rest is not None:
        room = sheet.room
        part, rest_of = (rest, None) if rest.height(sheet.column) <= room else rest.split(sheet.column, room)
        assert part.height(sheet.column) <= room + 0.1
        for row in part._lay(sheet.column):
            for number, lines in enumerate(row.lines):
                found[4 * row.index + number].extend(lines)
        rest = rest_of
    assert [tuple(lines) for lines in found] == [tuple(lines) for lines in whole]
