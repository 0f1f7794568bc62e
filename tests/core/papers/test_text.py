"""Setting text: widths of the typeface, line breaking, characters the typeface lacks."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.drawing import pdf_fonts as fonts
from leanbench.papers.engine.paper_style import BODY, CELL
from leanbench.papers.engine.paragraphs import Run, break_lines, shortened
from leanbench.papers.engine.writer import (
    counted,
    dollars,
    figure,
    long_date,
    short_date,
    signed,
    span_of_days,
)


def test_digits_are_tabular() -> None:
    for face in fonts.FILES:
        assert len({fonts.width(digit, face, 10.0) for digit in "0123456789"}) == 1


def test_width_is_that_of_the_font_file() -> None:
    # Noto Sans Regular: A 639, V 600 units of 1000.
    assert fonts.width("A", "regular", 10.0) == pytest.approx(6.39)
    assert fonts.width("AA", "regular", 10.0) == pytest.approx(12.78)


@settings(max_examples=50, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=300))
def test_lines_fit_and_lose_nothing(text: str) -> None:
    clean, _ = fonts.clean(text)
    lines = break_lines(clean, BODY, 120.0)
    assert "".join("".join(line.text for line in lines).split()) == "".join(clean.split())
    assert all(line.width <= 120.02 for line in lines)


def test_runs_keep_their_faces() -> None:
    (line,) = break_lines([Run("Bold: ", "bold"), Run("and plain")], CELL, 400.0)
    assert [(piece.text, piece.face) for piece in line.pieces] == [("Bold:", "bold"), (" and plain", None)]


def test_line_ends_in_user_text_are_kept() -> None:
    assert [line.text for line in break_lines("one\n\ntwo", BODY, 300.0)] == ["one", "", "two"]


def test_unknown_characters_become_squares_and_are_named() -> None:
    text, lost = fonts.clean("café 中文 🎉 שלום ok")
    assert text == "café □□ □ □□□□ ok"
    assert lost == ("中", "文", "🎉", "ש", "ל", "ו", "ם")


def test_invisible_and_control_characters_go() -> None:
    assert fonts.clean("a\u200bb\x00c\u00add\r\ne\tf") == ("abcd\ne f", ())


def test_letters_with_combining_marks_are_composed() -> None:
    assert fonts.clean("u\u0308ber") == ("über", ())


def test_shortened_ends_in_an_ellipsis_and_fits() -> None:
    short = shortened("A rather long title of an event", "regular", 9.0, 60.0)
    assert short.endswith("…")
    assert fonts.width(short, "regular", 9.0) <= 60.0


def test_numbers_as_printed() -> None:
    assert figure(8.25, 1) == "8.3"  # halves away from zero, not to even
    assert figure(-1234.5) == "−1,234.5"
    assert figure(3.0) == "3"
    assert figure(-0.0001, 1) == "0"
    assert figure(20.0, 1, fixed=True) == "20.0"
    assert figure(-0.01, 1, fixed=True) == "0.0"
    assert figure(float("nan")) == "–"
    assert signed(44.4) == "+44.4"
    assert signed(-81.44) == "−81.4"
    assert dollars(54200) == "$54,200"
    assert dollars(339.154) == "$339.15"
    assert dollars(-310) == "−$310"


def test_dates_as_printed() -> None:
    assert long_date(datetime.date(2026, 3, 13)) == "13 March 2026"
    assert short_date("2026-03-27") == "27 Mar 2026"
    assert short_date("next week") == "next week"
    assert span_of_days("2026-03-09", "2026-03-13") == "9–13 March 2026"
    assert span_of_days("2026-03-30", "2026-04-03") == "30 March – 3 April 2026"
    assert span_of_days("2025-12-30", "2026-01-03") == "30 December 2025 – 3 January 2026"
    assert span_of_days("", "2026-03-13") == "13 March 2026"
    assert span_of_days("", "") == ""


def test_counted() -> None:
    assert counted(1, "person", "people") == "one person"
    assert counted(11, "person", "people") == "eleven people"
    assert counted(14, "step") == "14 steps"
