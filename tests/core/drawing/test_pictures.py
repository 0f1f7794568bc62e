"""Every picture made of primitives says the same in every form, stays in its frame, and can be read on a copier."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.drawing.test_svg_painter import contrast

from leanbench.drawing.bar_picture import Bar, BarGroup, bar_picture
from leanbench.drawing.days_picture import days_picture
from leanbench.drawing.extent import extent
from leanbench.drawing.fishbone_picture import fishbone_picture
from leanbench.drawing.histogram_picture import Mark, histogram_picture, settling_picture
from leanbench.drawing.matrix_picture import matrix_picture
from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Box, Group, Item, Line, Path, Text, walk
from leanbench.drawing.row_bars_picture import RowBar, row_bars_picture
from leanbench.drawing.spread_picture import Spread, spread_picture
from leanbench.drawing.stack_picture import Stack, StackPart, stack_picture

SVG = "{http://www.w3.org/2000/svg}"
ROWS = (
    RowBar("a", "Plans examiner", "bottleneck · 3.45 of 3 needed", 1.15, "115%", "bad", "▲", True),
    RowBar("b", "Cashier", "", 0.3, "30%"),
    RowBar("c", "Nobody named", "people not given", None, "not known"),
    RowBar("d", "Simulation", "± 2 bd", 0.5, "20 bd", limits=(0.4, 0.7)),
)
STACKS = (
    Stack(
        "PE",
        "Plans examiner",
        "÷ 3",
        (StackPart("9 Review plans", 42.4, "VA", "va"), StackPart("20 Fix", 15.0, "W", "nva")),
    ),
    Stack(
        "CS",
        "Cashier",
        "people?",
        (StackPart("4 Take the fee", 6.0, "RQ", "bnva"), StackPart("Walk", 0.2)),
        known=False,
    ),
)
TIMES = (
    BarGroup("Waiting in the office", (Bar(38.2, "38.2 bd"), Bar(5.0, "5 bd", "white"))),
    BarGroup("Work", (Bar(0.5, "0.5 bd"), Bar(0.4, "0.4 bd", "hatch"))),
)
KEY = (("bar", "Current"), ("white", "Future"))
CAUSES = (
    ("People", ["one examiner away", "no cover"]),
    ("Rules", ["three signatures asked for by nobody"]),
    ("Tools", []),
)
IDEAS = (("A1", 2.0, 9.0), ("A2", 2.0, 9.0), ("A3", 10.0, 1.0))
MARKS = (
    Mark(15.0, "50%: 15"),
    Mark(55.0, "85%: 55"),
    Mark(20.0, "promised 20", "good", True),
    Mark(900.0, "95%: 900"),
)
MEANS = ((30.0, None, None), (31.5, 29.0, 34.0), (31.0, 30.0, 32.0))


MAKERS: dict[str, Callable[[float, float], Picture | None]] = {
    "bars": lambda w, h: bar_picture(TIMES, "Where the time goes", "Waiting 38.2 bd", width=w, key=KEY),
    "fishbone": lambda w, h: fishbone_picture("Permits wait", CAUSES, "Fishbone", width=max(w, 300.0)),
    "matrix": lambda w, h: matrix_picture(IDEAS, "Effort", "Matrix", width=w),
    "histogram": lambda w, h: histogram_picture(
        (0.0, 20.0, 40.0, 160.0), (30, 0, 2), MARKS, "lead time, business days", "bd", width=w, height=h
    ),
    "settling": lambda w, h: settling_picture(MEANS, 10, "bd", w, h),
    "days": lambda w, h: days_picture(
        [80.0, 60.5, 30.0, 9.0], 1, 3.0, [80.0, 82.0], "Now", width=w, height=h
    ),
    "stacks": lambda w, h: stack_picture(
        STACKS, "Work balance", "min", width=w, height=h, line=(50.0, "Takt 50 min")
    ),
    "spread": lambda w, h: spread_picture(
        (Spread("now", 30.0, 60.0, 90.0, 62.6), Spread("what if", 10.0, 20.0, 30.0, 21.0)),
        "Lead time",
        "lead time, business days",
        lambda value: f"{value:.1f} bd",
        width=w,
    ),
    "rows": lambda w, h: row_bars_picture(
        ROWS, "Load", 1.2, ((0.85, "85%", "caution"), (1.0, "100%", "bad")), width=w
    ),
}


def made(name: str, width: float = 420.0, height: float = 190.0) -> Picture:
    picture = MAKERS[name](width, height)
    assert picture is not None
    return picture


def texts(picture: Picture) -> list[str]:
    return [item.text for item in walk(picture.items) if isinstance(item, Text)]


@pytest.mark.parametrize("name", MAKERS)
def test_svg_and_pdf_hold_the_words_of_the_picture(name: str) -> None:
    picture = made(name)
    root = ElementTree.fromstring(picture.to_svg())
    assert [element.text for element in root.iter(f"{SVG}text")] == texts(picture)
    document = pypdfium2.PdfDocument(picture.to_pdf())
    printed = document[0].get_textpage().get_text_bounded()
    assert sorted("".join(texts(picture)).replace(" ", "")) == sorted("".join(printed.split()))
    size = document[0].get_size()
    assert size == pytest.approx((picture.width, picture.height), abs=0.01)


@pytest.mark.parametrize("name", MAKERS)
def test_every_picture_has_title_words_and_data(name: str) -> None:
    picture = made(name)
    assert picture.title
    assert picture.alt
    assert picture.table.rows
    assert {len(row) for row in picture.table.rows} == {len(picture.table.headings)}
    assert picture.to_pdf() == picture.to_pdf()
    assert picture.to_png()[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", ["bars", "histogram", "days", "stacks", "rows"])
def test_the_parts_say_what_the_table_says(name: str) -> None:
    picture = made(name)
    parts = [item for item in picture.groups().values() if item.kind in ("part", "bar")]
    said = "; ".join(part.alt for part in parts)
    for row in picture.table.rows:
        assert row[0] in said
        assert name in ("stacks",) or row[-1] in said


@pytest.mark.parametrize("size", [(200.0, 120.0), (420.0, 190.0), (1400.0, 500.0)])
@pytest.mark.parametrize("name", MAKERS)
def test_nothing_leaves_the_frame(name: str, size: tuple[float, float]) -> None:
    assert inside(made(name, *size))


def inside(picture: Picture) -> bool:
    found = extent(picture.items)
    assert found is not None
    left, top, right, bottom = found
    return left >= -0.6 and top >= -0.6 and right <= picture.width + 0.6 and bottom <= picture.height + 0.6


WORDS = st.text(alphabet="abc WÄÖ.,", min_size=0, max_size=60)
SIZE = st.floats(200.0, 900.0)


@settings(max_examples=40)
@given(st.lists(st.tuples(WORDS, st.floats(0.0, 1e6)), min_size=1, max_size=30), SIZE)
def test_long_names_and_large_values_stay_in_the_frame(rows: list[tuple[str, float]], width: float) -> None:
    bars = [RowBar(str(i), name, name, value, f"{value:.1f}") for i, (name, value) in enumerate(rows)]
    assert inside(row_bars_picture(bars, "Any", max(value for _, value in rows) or 1.0, width=width))
    stacks = [Stack(str(i), name, "÷ 2", (StackPart(name, value),)) for i, (name, value) in enumerate(rows)]
    assert inside(stack_picture(stacks, "Any", "min", width=width, height=200.0, line=(10.0, "Takt 10 min")))


@settings(max_examples=40)
@given(st.lists(st.floats(0.0, 1e5), min_size=1, max_size=60), st.floats(0.0, 2e5), SIZE)
def test_any_days_and_marks_stay_in_the_frame(values: list[float], gone: float, width: float) -> None:
    assert inside(days_picture(values, 2, gone, width=width, height=160.0))
    edges = [float(i) for i in range(len(values) + 1)]
    marks = [Mark(min(gone, 1e5), "85% within 12"), Mark(1.0, "promised 1", "good", True)]
    counts = [round(value) for value in values]
    assert inside(histogram_picture(edges, counts, marks, "days", "bd", width=width, height=160.0))


@pytest.mark.parametrize("name", MAKERS)
def test_on_a_copier_neighbours_differ_and_words_are_legible(name: str) -> None:
    from leanbench.drawing.colours import theme

    colours = theme("print")
    picture = made(name)
    grounds: set[str] = {"panel"}
    for item in walk(picture.items):
        if isinstance(item, Box | Path) and item.fill in (
            "chip",
            "header",
            "bnva_fill",
            "nva_fill",
            "va_fill",
        ):
            grounds.add(item.fill)
    for item in walk(picture.items):
        if isinstance(item, Text):
            for ground in grounds:
                assert contrast(colours[item.role], colours[ground]) >= 4.5, (item.text, ground)
        elif isinstance(item, Box | Path) and item.fill in ("bar", "bad", "caution", "good", "accent"):
            assert contrast(colours[item.fill], colours["panel"]) >= 3.0, item


def test_every_part_can_be_pointed_at() -> None:
    def places(items: tuple[Item, ...]) -> list[Group]:
        return [item for item in walk(items) if isinstance(item, Group)]

    for name in MAKERS:
        for group in places(made(name).items):
            assert extent(group.children) is not None, (name, group.id)
            assert group.alt, (name, group.id)


def test_ways_out_of_one_form_into_another_are_the_same_bytes() -> None:
    assert made("rows").to_svg() == made("rows").to_svg()
    dark = ElementTree.fromstring(made("rows").to_svg("dark"))
    light = ElementTree.fromstring(made("rows").to_svg("light"))
    assert [e.text for e in dark.iter(f"{SVG}text")] == [e.text for e in light.iter(f"{SVG}text")]
    assert [e.get("fill") for e in dark.iter(f"{SVG}text")] != [
        e.get("fill") for e in light.iter(f"{SVG}text")
    ]


def test_a_fishbone_nobody_could_read_is_left_to_its_table() -> None:
    many = [(f"Branch {i}", [f"cause {j}" for j in range(10)]) for i in range(6)]
    assert fishbone_picture("Late", many, "", width=468.0) is None
    assert fishbone_picture("Late", [("", [])], "", width=468.0) is None
    assert matrix_picture([], "Effort", "", width=468.0) is None


def test_bars_keep_the_larger_half_of_a_low_picture():
    """At 200% a balance is 110 units high: names of three lines left its bars 20 of them."""
    stacks = [
        Stack(str(n), "Public works engineer of county", "÷ 2", (StackPart("1 Check", 10.0),))
        for n in range(5)
    ]
    for high in (90.0, 110.0, 200.0, 400.0):
        made = stack_picture(stacks, "Any", "min", width=420.0, height=high)
        ground = next(item for item in made.items if isinstance(item, Line))
        assert ground.points[0][1] >= 0.5 * high
