"""SVG text: well formed, self-contained, readable, with a color for every role."""

from xml.etree import ElementTree

import pytest

from leanbench.drawing.colours import theme as colours_of
from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Box, Group, Icon, Line, Path, Text, cut_for_arrow, rounded_line
from leanbench.drawing.shapes import polygon

SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, two: str) -> float:
    a, b = sorted((luminance(one), luminance(two)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "contrast", "print"])
def test_words_and_marks_have_contrast_in_every_theme(name: str) -> None:
    theme = colours_of(name)
    for role in ("text", "muted", "accent", "bad", "caution", "va", "bnva", "nva"):
        for ground in ("panel", "header", "bnva_fill", "nva_fill", "lane_alt"):
            assert contrast(theme[role], theme[ground]) >= 4.5, (role, ground)
    assert contrast(theme["connector"], theme["lane"]) >= 3.0


def test_markup_in_names_is_text() -> None:
    drawing = Picture(
        10, 10, (Group("step:<a>", "step", (Text(0, 0, "a < b & c\x00"),), 'says "x"'),), "<T>", "&"
    )
    root = ElementTree.fromstring(drawing.to_svg())
    assert root.find(f".//{SVG}text").text == "a < b & c"
    assert root.find(f"{SVG}title").text == "<T>"


def test_all_primitives_are_painted() -> None:
    items = (
        Box(0, 0, 5, 5, "panel", "strong", 1.0, 2.0, (2.0, 1.0)),
        Line(((0, 0), (10, 0), (10, 20)), "connector", arrow_start=True, arrow_end=True, radius=4),
        Path((("M", 0.0, 0.0), ("L", 1.0, 1.0), ("Z",)), "accent"),
        Text(1, 2, "x", weight="semibold", anchor="middle", italic=True),
        Icon("burst", 0, 0, 24, "burst", (polygon((1, 1), (9, 1), (9, 9)),)),
    )
    text = Picture(30, 30, items).to_svg(background="")
    root = ElementTree.fromstring(text)
    assert len(root.findall(f"{SVG}polygon")) == 2
    assert len(root.findall(f"{SVG}path")) == 3
    assert root.find(f"{SVG}rect").get("stroke-dasharray") == "2 1"
    assert root.find(f"{SVG}text").get("font-weight") == "600"


def test_a_role_without_a_colour_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError):
        Picture(1, 1, (Box(0, 0, 1, 1, "no such role"),)).to_svg()


def test_arrow_heads_point_along_the_last_piece() -> None:
    points, head = cut_for_arrow(((0.0, 0.0), (20.0, 0.0)))
    assert points == ((0.0, 0.0), (14.0, 0.0))
    assert head == ((20.0, 0.0), (13.0, 3.0), (13.0, -3.0))


def test_rounded_corners_touch_the_straight_pieces() -> None:
    commands = rounded_line(((0.0, 0.0), (20.0, 0.0), (20.0, 20.0)), 4.0)
    assert commands[1] == ("L", 16.0, 0.0)
    assert commands[2][0] == "C"
    assert commands[2][-2:] == (20.0, 4.0)
    assert rounded_line(((0.0, 0.0), (20.0, 0.0), (20.0, 20.0)), 0.0)[1] == ("L", 20.0, 0.0)
