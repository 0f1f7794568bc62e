"""What is drawn: golden display lists of small maps, and what every step must show."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Box, Group, Icon, Item, Line, Text, walk
from leanbench.drawing.primitives import Path as Outline
from leanbench.event.records import Event, Map, Note, Place, Sipoc, Step
from leanbench.maps import draw_map, draw_pages, draw_sheet, draw_sipoc
from leanbench.schema import replace
from leanbench.words.durations import Duration

GOLDEN = Path(__file__).parents[2] / "golden" / "maps"


def assert_golden(name: str, drawing: Picture) -> None:
    """Compare with tests/golden/maps/<name>.txt; LEANBENCH_UPDATE_GOLDEN=1 writes it anew."""
    path = GOLDEN / f"{name}.txt"
    head = f"drawing {drawing.width:g} x {drawing.height:g} {drawing.title!r}"
    text = "\n".join([head, *as_lines(drawing.items)]) + "\n"
    if os.environ.get("LEANBENCH_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def texts(group: Group) -> list[str]:
    return [item.text for item in walk(group.children) if isinstance(item, Text)]


@pytest.mark.parametrize("view", ["swimlane", "value-stream", "flowchart"])
def test_the_small_map_is_drawn_as_recorded(small: Event, view: str) -> None:
    assert_golden(f"small-{view}", draw_map(small, view=view))  # type: ignore[arg-type]


def test_the_small_sheet_is_drawn_as_recorded(small: Event) -> None:
    assert_golden("small-sheet", draw_sheet(small))


def test_a_sipoc_is_drawn_as_recorded(small: Event) -> None:
    sipoc = Sipoc(("Applicant",), ("Form",), ("Receive", "Check & decide"), ("Permit",), (), ("One visit",))
    assert_golden("small-sipoc", draw_sipoc(replace(small, sipoc=sipoc)))


def test_every_fact_of_a_step_has_a_sign_beside_its_colour(small: Event) -> None:
    drawn = draw_map(small).groups()
    assert {"W", "5 min", "⧖ 0", "90%"} <= set(texts(drawn["step:s1"]))
    assert {"RQ", "12 min", "⧖ 1.5 bd", "62%"} <= set(texts(drawn["step:s2"]))
    assert {"VA", "10–20 min"} <= set(texts(drawn["step:s3"]))
    waste = drawn["step:s1"].children
    assert any(isinstance(item, Outline) and item.edge == "hatch" for item in waste)
    low = next(item for item in drawn["step:s2"].children if isinstance(item, Text) and item.text == "62%")
    assert (low.role, low.weight) == ("bad", "semibold")


def test_missing_values_show_as_missing_never_as_zero(small: Event) -> None:
    shown = texts(draw_map(small).groups()["step:s3"])
    assert "⧖ –" in shown
    assert "–%" in shown
    bare = replace(small, maps=(Map("current", steps=(Step("x"),)),))
    assert {"No name yet", "– min", "⧖ –", "–%"} <= set(texts(draw_map(bare).groups()["step:x"]))


def test_a_step_says_everything_to_a_screen_reader(small: Event) -> None:
    alt = draw_map(small).groups()["step:s2"].alt
    assert alt == (
        "Step 2: Check form is complete, Clerk, process time 12 min, wait before 1.5 bd, "
        "percent complete and accurate 62, required."
    )
    assert "not recorded" in draw_map(small).groups()["step:s3"].alt


def test_loops_are_dashed_and_labelled_with_their_share(small: Event) -> None:
    drawn = draw_map(small).groups()
    line = next(item for item in drawn["link:l3"].children if isinstance(item, Line))
    assert line.edge == "bad"
    assert line.dash
    assert line.arrow_end
    assert texts(drawn["label:l3"]) == ["38% incomplete"]
    assert "goes back for rework" in drawn["link:l3"].alt


def test_bursts_are_stars_with_numbers_and_notes_hang_on_steps(small: Event) -> None:
    notes = (
        *small.maps[0].notes,
        Note("n2", "question", "Who?", "s1"),
        Note("n3", text="Loose", place=Place(90, 300)),
    )
    event = replace(small, maps=(replace(small.maps[0], notes=notes),))
    drawn = draw_map(event).groups()
    assert any(isinstance(item, Icon) and item.name == "burst" for item in drawn["note:n1"].children)
    assert texts(drawn["note:n1"]) == ["1"]
    assert texts(drawn["note:n2"]) == ["?1"]
    assert "Loose" in texts(drawn["note:n3"])
    listed = draw_sheet(event).groups()["notes:list"]
    assert "Check at the counter" in texts(listed)


def test_selection_outlines_steps_and_links(small: Event) -> None:
    drawn = draw_map(small, selected={"s1", "l1"}).groups()
    ring = drawn["step:s1"].children[0]
    assert isinstance(ring, Box)
    assert (ring.edge, ring.width) == ("accent", 2.0)
    assert next(item for item in drawn["link:l1"].children if isinstance(item, Line)).edge == "accent"


def test_a_comparison_marks_new_and_changed_steps_and_lists_what_is_gone(small: Event) -> None:
    old = small.maps[0]
    changed = replace(old.steps[1], process_time=Duration(4, "min"))
    new = Step("s9", "Send by mail", role="CLK")
    future = Map("future", "Future state", (changed, old.steps[2], new), old.links)
    event = replace(small, maps=(old, future))
    drawn = draw_map(event, "future", compare_to="current").groups()
    assert "changed" in texts(drawn["step:s2"])
    assert "new" in texts(drawn["step:s9"])
    assert not {"new", "changed"} & set(texts(drawn["step:s3"]))
    assert any("Receive form" in text for text in texts(drawn["removed:steps"]))


def test_parallel_steps_carry_their_number_because_the_column_cannot(sample) -> None:
    drawn = draw_map(sample("permit-issuance")).groups()
    assert "10A" in texts(drawn["step:c10a"])
    assert "9" not in texts(drawn["step:c9"])
    assert texts(drawn["column:9"]) == ["10A–B"]


@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal", "snap-eligibility"])
@pytest.mark.parametrize("state", ["current", "future"])
@pytest.mark.parametrize("view", ["swimlane", "value-stream", "flowchart"])
def test_text_of_the_samples_stays_inside_its_step(sample, name: str, state: str, view: str) -> None:
    from leanbench.drawing.text_width import standard
    from leanbench.maps.layout import arrange

    event: Event = sample(name)
    layout = arrange(event.map(state), event.roles, view=view)  # type: ignore[arg-type]
    drawn = draw_map(event, state, layout=layout, view=view).groups()  # type: ignore[arg-type]
    for step_id, rect in layout.steps.items():
        for item in drawn[f"step:{step_id}"].children:
            if isinstance(item, Text):
                width = standard().width(item.text, item.size, item.weight)
                left = item.x - {"start": 0.0, "middle": width / 2, "end": width}[item.anchor]
                assert rect.x <= left
                assert left + width <= rect.right
                assert rect.y < item.y < rect.bottom


def test_a_sheet_folds_long_maps_and_explains_them(sample) -> None:
    event: Event = sample("snap-eligibility")
    drawing = draw_sheet(event, aspect=1.6)
    known = drawing.groups()
    assert 0.9 < drawing.width / drawing.height < 2.2
    assert {"summary:totals", "legend:signs", "ladder:c1", "ladder:c14", "heading:map"} <= set(known)
    assert any(group.startswith("seam:") for group in known)
    assert "15.4 bd" in texts(
        known["summary:totals"]
    )  # lead time, first pass, of the sample's expected values
    assert "21.7 bd" in texts(known["summary:totals"])


def test_pages_stay_legible_and_show_every_step_once(sample) -> None:
    event: Event = sample("permit-issuance")
    pages = draw_pages(event, "current", width=1150.0, height=720.0)
    assert len(pages) > 1
    scales = [min(1150.0 / page.width, 720.0 / page.height) for page in pages]
    assert min(scales) >= 0.53
    shown = [key for page in pages for key in page.groups() if key.startswith("step:")]
    assert sorted(shown) == sorted(f"step:{step.id}" for step in event.map("current").steps)
    small_map = draw_pages(event, "future", width=1150.0, height=720.0)
    assert len(small_map) == 1


def test_an_event_without_steps_still_gives_a_sheet() -> None:
    event = Event(maps=(Map("current"),))
    for view in ("swimlane", "value-stream", "flowchart", "sipoc"):
        drawing = draw_sheet(event, view=view)  # type: ignore[arg-type]
        assert drawing.width > 0
        assert drawing.height > 0


def test_an_unknown_map_is_a_key_error(small: Event) -> None:
    with pytest.raises(KeyError):
        draw_map(small, "future")


# A picture as indented lines, one item each, for comparing.


def as_lines(items: Iterable[Item], depth: int = 1) -> list[str]:
    """Items as indented lines, one each, for comparing and for golden tests."""
    lines: list[str] = []
    for item in items:
        lines.append("  " * depth + _described(item))
        if isinstance(item, Group):
            lines += as_lines(item.children, depth + 1)
    return lines


def _described(item: Item) -> str:
    name = type(item).__name__.lower()
    words = []
    kind = type(item)
    defaults = dict(zip(reversed(kind.__struct_fields__), reversed(kind.__struct_defaults__), strict=False))
    for field in kind.__struct_fields__:
        value = getattr(item, field)
        if (
            field in ("children", "strokes")
            or (field == "fill" and name == "icon")
            or value == defaults.get(field)
            or value == ""
        ):
            continue
        words.append(f"{field}={_plain(value)}")
    return " ".join([name, *words])


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{round(value, 2):g}"
    if isinstance(value, tuple):
        return "(" + " ".join(_plain(part) for part in value) + ")"
    return repr(value) if isinstance(value, str) and " " in value else str(value)
