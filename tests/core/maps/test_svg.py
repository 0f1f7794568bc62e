"""SVG text: well formed, self-contained, readable, with a colour for every role."""

from xml.etree import ElementTree

import pytest

from leanbench.event.records import Event
from leanbench.maps import LIGHT, PRINT, draw_map, draw_sheet, to_svg
from leanbench.maps.drawing import ROLES, Box, Drawing, Group, Icon, Line, Path, Text
from leanbench.maps.svg import cut_for_arrow, rounded
from leanbench.maps.symbols import NAMES, shapes

SVG = "{http://www.w3.org/2000/svg}"


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, two: str) -> float:
    a, b = sorted((luminance(one), luminance(two)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, PRINT], ids=["light", "print"])
def test_every_role_has_a_colour_and_text_has_contrast(theme) -> None:
    assert set(theme) == set(ROLES)
    for role in ("text", "muted", "accent", "bad", "caution", "va", "bnva", "nva"):
        for ground in ("panel", "header", "bnva_fill", "nva_fill", "lane_alt"):
            assert contrast(theme[role], theme[ground]) >= 4.5, (role, ground)
    assert contrast(theme["connector"], theme["lane"]) >= 3.0


def test_a_sheet_is_well_formed_and_described(sample) -> None:
    event: Event = sample("permit-issuance")
    text = to_svg(draw_sheet(event))
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert (
        root.find(f"{SVG}title").text == "Residential building permit: submittal to issuance · Current state"
    )
    assert "21 steps" in root.find(f"{SVG}desc").text
    assert "Leanbench Sans" in root.get("font-family")
    assert text == to_svg(draw_sheet(event))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_markup_in_names_is_text(small: Event) -> None:
    drawing = Drawing(
        10, 10, (Group("step:<a>", "step", (Text(0, 0, "a < b & c\x00"),), 'says "x"'),), "<T>", "&"
    )
    root = ElementTree.fromstring(to_svg(drawing))
    assert root.find(f".//{SVG}text").text == "a < b & c"
    assert root.find(f"{SVG}title").text == "<T>"


def test_all_primitives_are_painted() -> None:
    items = (
        Box(0, 0, 5, 5, "panel", "strong", 1.0, 2.0, (2.0, 1.0)),
        Line(((0, 0), (10, 0), (10, 20)), "connector", arrow_start=True, arrow_end=True, radius=4),
        Path((("M", 0.0, 0.0), ("L", 1.0, 1.0), ("Z",)), "accent"),
        Text(1, 2, "x", weight="semibold", anchor="middle", italic=True),
        Icon("burst", 0, 0, 24, "burst"),
    )
    text = to_svg(Drawing(30, 30, items), background="")
    root = ElementTree.fromstring(text)
    assert len(root.findall(f"{SVG}polygon")) == 2
    assert len(root.findall(f"{SVG}path")) == 3
    assert root.find(f"{SVG}rect").get("stroke-dasharray") == "2 1"
    assert root.find(f"{SVG}text").get("font-weight") == "600"


def test_a_role_without_a_colour_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError):
        to_svg(Drawing(1, 1, (Box(0, 0, 1, 1, "no such role"),)))


def test_arrow_heads_point_along_the_last_piece() -> None:
    points, head = cut_for_arrow(((0.0, 0.0), (20.0, 0.0)))
    assert points == ((0.0, 0.0), (14.0, 0.0))
    assert head == ((20.0, 0.0), (13.0, 3.0), (13.0, -3.0))


def test_rounded_corners_touch_the_straight_pieces() -> None:
    commands = rounded(((0.0, 0.0), (20.0, 0.0), (20.0, 20.0)), 4.0)
    assert commands[1] == ("L", 16.0, 0.0)
    assert commands[2][0] == "C"
    assert commands[2][-2:] == (20.0, 4.0)
    assert rounded(((0.0, 0.0), (20.0, 0.0), (20.0, 20.0)), 0.0)[1] == ("L", 20.0, 0.0)


def test_every_symbol_stays_in_its_square() -> None:
    for name in NAMES:
        for shape in shapes(Icon(name, 10.0, 20.0, 24.0)):
            for command in shape.commands:
                xs, ys = command[1::2], command[2::2]
                assert all(9.9 <= float(x) <= 34.1 for x in xs)
                assert all(19.9 <= float(y) <= 44.1 for y in ys)
    assert shapes(Icon("no such symbol", 0, 0, 24))


def test_drawings_of_the_samples_use_known_roles_only(sample) -> None:
    for name in ("permit-issuance", "driver-licence-renewal", "snap-eligibility"):
        event: Event = sample(name)
        for state in ("current", "future"):
            for view in ("swimlane", "value-stream", "flowchart", "sipoc"):
                drawing = draw_map(event, state, view=view)  # type: ignore[arg-type]
                # A role that the theme lacks is a KeyError in the writer.
                assert ElementTree.fromstring(to_svg(drawing)).tag.endswith("svg"), (name, state, view)
