"""Widths and wrapping of text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.drawing.text_width import ELLIPSIS, FontMeasure, shorten, standard, wrap


def test_widths_come_from_the_table_of_the_font() -> None:
    regular = {"units_per_em": 1000, "advance": {"65": 600, "48": 500}}
    bold = {"units_per_em": 1000, "advance": {"65": 700}}
    measure = FontMeasure({"Regular": regular, "SemiBold": bold})
    assert measure.width("AA", 10.0) == pytest.approx(12.0)
    assert measure.width("A", 10.0, "semibold") == pytest.approx(7.0)
    assert measure.width("☃", 10.0) == pytest.approx(5.0)  # a missing sign is as wide as a zero


def test_digits_are_tabular_so_that_columns_of_numbers_align() -> None:
    assert len({standard().width(digit, 13.0) for digit in "0123456789"}) == 1


def test_bold_is_wider() -> None:
    assert standard().width("Review", 13.0, "bold") > standard().width("Review", 13.0)


@given(st.text(min_size=0, max_size=80), st.floats(20.0, 200.0), st.integers(1, 3))
@settings(max_examples=50, deadline=None)
def test_wrapped_lines_fit_and_lose_nothing_without_saying_so(text: str, width: float, lines: int) -> None:
    result = wrap(text, width, 13.0, lines)
    assert len(result) <= lines
    for line in result:
        assert standard().width(line, 13.0) <= width or len(line.rstrip(ELLIPSIS)) <= 1
    if not any(ELLIPSIS in line for line in result):
        assert "".join(result).replace(" ", "") == "".join(text.split())


def test_a_name_wraps_at_spaces_and_ends_in_an_ellipsis() -> None:
    assert wrap("Review zoning and setbacks", 126.0, 13.0) == ("Review zoning and", "setbacks")
    two = wrap("Log packet in register and again in spreadsheet and again by hand", 126.0, 13.0)
    assert two[0] == "Log packet in"
    assert two[1].endswith(ELLIPSIS)
    assert wrap("   ", 100.0, 13.0) == ()


def test_the_first_line_may_be_shorter() -> None:
    assert wrap("Carry packet to zoning", 200.0, 13.0, 2, first=60.0)[0] == "Carry"


def test_shortening_leaves_short_texts_alone() -> None:
    assert shorten("Sign off", 100.0, 13.0) == "Sign off"
    assert shorten("Sign off at once", 70.0, 13.0).endswith(ELLIPSIS)
