"""Maps and charts on the page: vectors, real text, hatches as lines, nothing lost."""

from __future__ import annotations

import io
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pikepdf
import pytest

from leanbench.drawing.picture import Picture
from leanbench.drawing.png_painter import page_png
from leanbench.drawing.primitives import Box, Group, Line, Path, Text
from leanbench.event.records import Event
from leanbench.maps.symbols import icon
from leanbench.papers.engine.flowables import Figure
from leanbench.papers.list.map_pdf import OVERLAP, PAPERS, map_pdf, map_png, plan_tiles
from leanbench.plots import pdf_renderer
from leanbench.plots import plot_theme as themes
from leanbench.plots.chart_picture import ChartPicture
from leanbench.plots.plane import Plane
from leanbench.plots.sheet import Sheet

PNG = b"\x89PNG\r\n\x1a\n"


def drawing() -> Picture:
    return Picture(
        400.0,
        200.0,
        (
            Box(0, 0, 400, 200, "panel", "strong"),
            Group(
                "step:a",
                "step",
                (
                    Box(20, 20, 168, 72, "bnva_fill", "bnva", 1.5, 6.0),
                    Text(30, 40, "Check & log", 13.0, weight="semibold"),
                ),
                "Step 1",
            ),
            Line(((200, 60), (300, 60), (300, 150)), "connector", arrow_end=True, radius=6.0, dash=(3, 2)),
            Path((("M", 10, 150), ("C", 20, 120, 60, 120, 80, 150), ("Z",)), "hatch", "nva"),
            icon("burst", 220, 100, 24.0, "burst"),
            Text(390, 190, "62%", 11.0, "muted", anchor="end", italic=True),
        ),
    )  # fmt: skip


def test_every_primitive_is_drawn_as_vector_with_text(pdfs: SimpleNamespace) -> None:
    data = pdfs.built([Figure(drawing(), "A small map.")])
    text = pdfs.pages(data)[0]
    assert "Check & log" in text
    assert "62%" in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        operators = [str(op) for _, op in pikepdf.parse_content_stream(pdf.pages[0])]
        assert "/XObject" not in pdf.pages[0].Resources
    assert operators.count("c") == 6  # four round corners of the step, one of the connector, one curve
    assert "d" in operators
    assert pdfs.failures(data) == []


def test_a_drawing_keeps_its_shape_and_fits() -> None:
    assert drawing().fit(200.0, 200.0) == 0.5
    assert drawing().fit(4000.0, 50.0) == 0.25
    assert drawing().smallest_text() == 11.0


@pytest.fixture
def chart() -> object:
    theme = themes.load("print")
    made = Sheet((6.0, 3.0), theme["panel"])
    left = Plane(made, (0.1, 0.2, 0.35, 0.6), theme)
    right = Plane(made, (0.6, 0.2, 0.35, 0.6), theme)
    values = np.random.default_rng(1).normal(size=30)
    left.plot(range(30), values, marker="o", color="black", linewidth=0.9)
    left.axhline(1.0, color="black", linestyle=(0, (5, 3)))
    left.annotate("Limit ≥ 1", (3, 1), color="black", fontsize=9, weight="semibold")
    right.bar([1, 2, 3], [3, 2, 1], hatch="//", color="white", edgecolor="black")
    right.set_xticks([1, 2, 3], ["one", "two", "three"], rotation=30)
    right.fill_between([1, 2, 3], 0.0, [1, 2, 1], color="black", alpha=0.3)
    return made


def test_a_chart_is_vector_with_embedded_text(chart: object, pdfs: SimpleNamespace) -> None:
    data = pdfs.built([Figure(ChartPicture(432.0, 216.0, lambda _theme: chart), "A chart.")])
    assert "Limit ≥ 1" in pdfs.pages(data)[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/XObject" not in pdf.pages[0].Resources
        fonts = {str(font.BaseFont).split("+")[1] for font in pdf.pages[0].Resources.Font.values()}
        assert fonts <= {"LeanbenchSans-Regular", "LeanbenchSans-SemiBold", "LeanbenchSans-Bold"}
        assert "/Pattern" not in pdf.pages[0].Resources
    assert pdfs.failures(data) == []


def test_drawing_a_chart_leaves_its_size_alone(chart: object, pdfs: SimpleNamespace) -> None:
    before = chart.size, chart.dpi
    pdfs.built([Figure(ChartPicture(432.0, 216.0, lambda _theme: chart), "A chart.")])
    assert (chart.size, chart.dpi) == before


def test_transparency_is_mixed_with_white() -> None:
    assert pdf_renderer._mixed((0.0, 0.0, 0.0, 0.25), None) == (0.75, 0.75, 0.75)
    assert pdf_renderer._mixed((1.0, 0.0, 0.0, 0.0), None) is None
    assert pdf_renderer._mixed(None, None) is None


# --- one map as a file ------------------------------------------------------------------------------


def test_a_map_as_a_page_of_its_own_size(permit: Event, pdfs: SimpleNamespace) -> None:
    data = map_pdf(permit, "current")
    assert pdfs.failures(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (sheet,) = pdf.pages
        assert float(sheet.MediaBox[2]) > float(sheet.MediaBox[3]) > 300
    assert data == map_pdf(permit, "current")


def test_a_map_on_one_tabloid_sheet(permit: Event, pdfs: SimpleNamespace) -> None:
    data = map_pdf(permit, "future", paper="tabloid")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [float(v) for v in pdf.pages[0].MediaBox] == [0, 0, 1224, 792]
    assert pdfs.failures(data) == []


def test_a_poster_in_tiles(permit: Event, pdfs: SimpleNamespace) -> None:
    data = map_pdf(permit, "current", tile="letter")
    assert pdfs.failures(data) == []
    printed = pdfs.pages(data)
    assert "sheets. Trim each" in printed[0]
    assert "1-1 of" in printed[1]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 4
        forms = {tuple(sheet.Resources.XObject.keys()) for sheet in list(pdf.pages)[1:]}
        assert len(forms) == 1  # the drawing is stored once
        figures = [e for e in pdfs.elements(pdf) if pikepdf.Name.Figure == e.S]
        assert len(figures) == len(pdf.pages)


def test_tiles_cover_the_map_overlap_and_keep_steps_whole(permit: Event) -> None:
    from leanbench.maps.poster import draw_sheet
    from leanbench.papers.list.map_pdf import _step_boxes

    picture = draw_sheet(permit, "current")
    plan = plan_tiles(picture, PAPERS["letter"])
    assert max(tile.x + tile.w for tile in plan.tiles) >= picture.width - 1
    columns = sorted({tile.x for tile in plan.tiles})
    for before, after in pairwise(columns):
        assert before + plan.tiles[0].w - after >= OVERLAP - 0.01
    whole = 0
    boxes = _step_boxes(picture, 1.0)
    for x0, y0, x1, y1 in boxes:
        whole += any(t.x <= x0 and x1 <= t.x + t.w and t.y <= y0 and y1 <= t.y + t.h for t in plan.tiles)
    assert len(boxes) == len(permit.map("current").steps)
    assert whole == len(boxes)


def test_pictures_of_pages(permit: Event) -> None:
    picture = map_png(permit, "future", dpi=40.0)
    assert picture.startswith(PNG)
    with pytest.raises(IndexError):
        page_png(map_pdf(permit, "future"), 5)
    with pytest.raises(KeyError):
        map_pdf(permit, "nowhere")
