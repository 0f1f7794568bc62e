"""The tag layer: what a screen reader and a checker find in the file (ISO 14289-1, ISO 32000-1 14.7)."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pikepdf
import pytest

from leanbench.drawing.pdf_tagged import TaggedPdf
from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Box
from leanbench.papers.engine.flowables import Bullets, Contents, Figure, Heading, Text
from leanbench.papers.engine.paper_table import Column, Row, Table


def example() -> list:
    return [
        Heading("All about it", 1, "t"),
        Heading("Contents", 2, "c", outline=False),
        Contents([("First", "a", 2), ("Second", "b", 2)]),
        Heading("First", 2, "a"),
        Text("Some words. " * 20),
        Bullets(["one", "two"]),
        Figure(Picture(100.0, 30.0, (Box(0, 0, 100, 30, "", "strong"),)), "An empty frame.", "Figure 1"),
        Heading("Second", 2, "b"),
        Table([Column("A"), Column("B", "right")], [Row(("x", "1")), Row(("y", "2"))]),
        Text("leave", url="https://example.org/"),
    ]


def test_the_checker_finds_nothing(pdfs: SimpleNamespace) -> None:
    assert pdfs.failures(pdfs.built(example())) == []


def test_catalog_has_what_pdf_ua_asks_for(pdfs: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(pdfs.built(example()))) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked) is True
        assert str(root.Lang) == "en-US"
        assert bool(root.ViewerPreferences.DisplayDocTitle) is True
        assert str(pdf.docinfo.Title) == "A test"
        assert root.StructTreeRoot.RoleMap.Title == pikepdf.Name.H1
        xmp = pdf.Root.Metadata.read_bytes().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert "A test" in xmp
        for sheet in pdf.pages:
            assert sheet.Tabs == pikepdf.Name.S
            assert "/StructParents" in sheet


def test_every_mark_on_a_page_is_tagged_or_an_artifact(pdfs: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(pdfs.built(example()))) as pdf:
        for sheet in pdf.pages:
            depth = 0
            for operands, operator in pikepdf.parse_content_stream(sheet):
                name = str(operator)
                if name in ("BDC", "BMC"):
                    depth += 1
                    assert depth == 1, "marked content is never nested"
                elif name == "EMC":
                    depth -= 1
                elif name in ("Tj", "TJ", "S", "s", "f", "f*", "B", "b", "B*", "b*", "Do"):
                    assert depth == 1, f"{name} {operands} lies outside of marked content"
            assert depth == 0


def test_parent_tree_leads_from_each_mark_to_its_element(pdfs: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(pdfs.built(example()))) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        tree = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        for sheet in pdf.pages:
            owners = tree[int(sheet.StructParents)]
            tags = [
                (str(operands[0]), int(operands[1].MCID))
                for operands, operator in pikepdf.parse_content_stream(sheet)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            assert [number for _, number in tags if number < len(owners)] == [n for _, n in tags]
            for tag, number in tags:
                assert str(owners[number].S) == tag
            for annotation in sheet.get("/Annots", []):
                assert pikepdf.Name.Link == tree[int(annotation.StructParent)].S
                assert str(annotation.Contents)


def test_structure_in_reading_order(pdfs: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(pdfs.built(example()))) as pdf:
        kinds = pdfs.kinds(pdf)
    assert kinds[:4] == ["Document", "H1", "Sect", "H2"]
    wanted = ["TOC", "TOCI", "H2", "P", "L", "LI", "Figure", "P", "H2", "Table", "TH", "TD", "Link"]
    place = -1
    for kind in wanted:
        place = kinds.index(kind, place + 1)


def test_figures_say_what_they_show(pdfs: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(pdfs.built(example()))) as pdf:
        figures = [e for e in pdfs.elements(pdf) if pikepdf.Name.Figure == e.S]
        assert [str(figure.Alt) for figure in figures] == ["An empty frame."]
        assert any("/BBox" in entry for entry in figures[0].A)


def test_all_fonts_are_embedded_with_a_unicode_map(pdfs: SimpleNamespace) -> None:
    data = pdfs.built([Heading("≥ ≤ − → ← ● ○ ◐ ▲ ■ □ ✓ ⧖", 1, "t"), Text("Grüße, Žižek, Ελλάδα, Кириллица")])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        seen = 0
        for sheet in pdf.pages:
            for font in sheet.Resources.Font.values():
                seen += 1
                assert "/FontFile2" in font.FontDescriptor
                assert re.match(r"/[A-Z]{6}\+LeanbenchSans-", str(font.BaseFont))
                assert b"<0000>\n" not in font.ToUnicode.read_bytes()
        assert seen >= 2
    text = pdfs.pages(data)[0]
    assert "≥ ≤ − → ← ● ○ ◐ ▲ ■ □ ✓ ⧖" in text
    assert "Grüße, Žižek, Ελλάδα, Кириллица" in text


def test_outline_follows_the_headings(pdfs: SimpleNamespace) -> None:
    with pikepdf.open(io.BytesIO(pdfs.built(example()))) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["All about it", "First", "Second"]


def test_a_page_cannot_end_inside_marked_content(pdfs: SimpleNamespace) -> None:
    pdf = TaggedPdf(io.BytesIO(), title="t", language="en", date=pdfs.DATE)
    pdf.begin_page(100, 100)
    with pytest.raises(RuntimeError, match="ends inside"), pdf.artifact():
        pdf.end_page()


def test_title_and_language_with_special_characters(pdfs: SimpleNamespace) -> None:
    stream = io.BytesIO()
    pdf = TaggedPdf(stream, title="R&D <“one”>", language="de-AT", date=pdfs.DATE, author="A & B")
    pdf.begin_page(200, 200)
    with pdf.content(pdf.root.add("P")):
        pdf.canvas.drawString(10, 10, "x")
    pdf.end_page()
    pdf.save()
    with pikepdf.open(io.BytesIO(stream.getvalue())) as read:
        assert str(read.docinfo.Title) == "R&D <“one”>"
        assert read.open_metadata()["dc:title"] == "R&D <“one”>"
        assert str(read.Root.Lang) == "de-AT"
    assert pdfs.failures(stream.getvalue()) == []
