"""Posters on office paper: every part of the picture is on a sheet, neighbours overlap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.maps import draw_sheet
from leanbench.maps.drawing import Line, Text
from leanbench.maps.tiles import PAPERS, draw_assembly, draw_marks, scale_for, tile


@given(
    st.floats(50, 5000),
    st.floats(50, 3000),
    st.sampled_from(sorted(PAPERS)),
    st.floats(0.2, 2.0),
    st.floats(0, 40),
)
@settings(max_examples=50, deadline=None)
def test_the_sheets_cover_the_picture_and_overlap(
    width: float, height: float, paper: str, scale: float, overlap: float
) -> None:
    tiling = tile(width, height, paper, scale=scale, overlap=overlap)
    assert len(tiling.tiles) == tiling.rows * tiling.columns
    by_place = {(item.row, item.column): item for item in tiling.tiles}
    for (row, column), item in by_place.items():
        assert item.area.right <= tiling.sheet_w - tiling.margin + 1e-6
        assert item.area.bottom <= tiling.sheet_h - tiling.margin + 1e-6
        assert item.part.w > 0
        right = by_place.get((row, column + 1))
        if right:
            assert item.part.right - right.part.x == pytest.approx(overlap / scale, abs=1e-6)
        else:
            assert item.part.right == pytest.approx(width)
        if (row + 1, column) not in by_place:
            assert item.part.bottom == pytest.approx(height)


def test_a_poster_of_four_by_two_letters() -> None:
    # Letter landscape inside 27 pt margins: 738 x 558; each further sheet adds 720 x 540.
    tiling = tile(738 + 3 * 720, 558 + 540, "letter")
    assert (tiling.columns, tiling.rows) == (4, 2)
    assert (tiling.sheet_w, tiling.sheet_h) == (792.0, 612.0)
    assert [item.label for item in tiling.tiles] == ["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"]
    assert scale_for(738 + 3 * 720, 558 + 540, "letter", 4, 2) == pytest.approx(1.0)


def test_every_sheet_has_crop_marks_and_its_label() -> None:
    tiling = tile(2000, 1000, "tabloid")
    for item in tiling.tiles:
        marks = draw_marks(tiling, item)
        assert sum(isinstance(mark, Line) for mark in marks) >= 8
        label = next(mark for mark in marks if isinstance(mark, Text))
        assert label.text.startswith(item.label)
        for mark in marks:
            if isinstance(mark, Line):
                assert all(0 <= x <= tiling.sheet_w and 0 <= y <= tiling.sheet_h for x, y in mark.points)


def test_the_assembly_sheet_names_every_tile(sample) -> None:
    event: Event = sample("permit-issuance")
    picture = draw_sheet(event)
    tiling = tile(picture.width, picture.height, "letter", scale=0.9)
    plan = draw_assembly(tiling, picture)
    shown = {item.text for item in plan.items if isinstance(item, Text)}
    assert {item.label for item in tiling.tiles} <= shown
    assert f"{tiling.columns} × {tiling.rows} sheets of letter" in plan.alt


@pytest.mark.parametrize("wrong", [{"paper": "napkin"}, {"scale": 0.0}, {"margin": 300.0}, {"overlap": -1.0}])
def test_impossible_posters_are_refused_in_words(wrong: dict) -> None:
    with pytest.raises(UserError):
        tile(1000.0, 1000.0, **wrong)
