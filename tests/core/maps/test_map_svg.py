"""Maps as SVG: well formed, described, with a color for every role in every theme."""

from xml.etree import ElementTree

from leanbench.event.records import Event, Step
from leanbench.maps import draw_map, draw_sheet
from leanbench.maps.symbols import SYMBOLS, icon
from leanbench.schema import cards_of, replace

SVG = "{http://www.w3.org/2000/svg}"


def test_a_sheet_is_well_formed_and_described(sample) -> None:
    event: Event = sample("permit-issuance")
    text = draw_sheet(event).to_svg()
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert (
        root.find(f"{SVG}title").text == "Residential building permit: submittal to issuance · Current state"
    )
    assert "21 steps" in root.find(f"{SVG}desc").text
    assert "Leanbench Sans" in root.get("font-family")
    assert text == draw_sheet(event).to_svg()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_drawings_of_the_samples_use_known_roles_only(sample) -> None:
    for name in ("permit-issuance", "driver-license-renewal", "snap-eligibility"):
        event: Event = sample(name)
        for state in ("current", "future"):
            for view in ("swimlane", "value-stream", "flowchart", "sipoc"):
                drawing = draw_map(event, state, view=view)  # type: ignore[arg-type]
                for theme in ("light", "dark", "contrast", "print"):
                    # A role that the theme lacks is a KeyError in the writer.
                    svg = drawing.to_svg(theme)
                    assert ElementTree.fromstring(svg).tag.endswith("svg"), (name, state, view, theme)


def test_every_symbol_stays_in_its_square() -> None:
    for one in SYMBOLS:
        for shape in icon(one.name, 10.0, 20.0, 24.0).paths():
            for command in shape.commands:
                xs, ys = command[1::2], command[2::2]
                assert all(9.9 <= float(x) <= 34.1 for x in xs)
                assert all(19.9 <= float(y) <= 44.1 for y in ys)
    assert icon("no such symbol", 0, 0, 24).paths()


def test_every_kind_of_step_has_a_sign_and_every_sign_used_is_in_the_legend(small: Event) -> None:
    kinds = [kind for kind, _words in cards_of(Step)["kind"].choices]
    assert {one.name for one in SYMBOLS} >= set(kinds)
    map_ = small.map("current")
    for one in SYMBOLS:
        if one.name not in kinds:
            continue
        steps = (replace(map_.steps[0], kind=one.name), *map_.steps[1:])
        event = replace(small, maps=(replace(map_, steps=steps),))
        for view in ("swimlane", "value-stream", "flowchart"):
            sheet = draw_sheet(event, "current", view=view)  # type: ignore[arg-type]
            assert one.legend in sheet.groups()["legend:signs"].alt, (one.name, view)
