"""Setting text: widths of the typeface, line breaking, characters the typeface lacks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench.drawing import pdf_fonts as fonts
from leanbench.papers.engine.paper_style import BODY, CELL
from leanbench.papers.engine.paragraphs import Run, break_lines, shortened


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
