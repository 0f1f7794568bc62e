"""What stands beside the rings of a control chart: a number at each, a word once for a run."""

from __future__ import annotations

import pytest

from leanbench.plots import draw_result as figures
from leanbench.stats.spc import variables
from leanbench.stats.spc.rules import RULES
from leanbench.stats.spc.runchart import run

SHIFTED = [5, 6, 5, 7, 5, 6, 5, 4, 6, 5, 5, 4, 9, 9.5, 8.8, 9.2, 8.5, 9, 10, 9.4, 9.1, 8.9, 9.3, 9.6]
WIDE = (9.0, 4.5)


def beside(chart, size=WIDE):
    """The words beside rings and where they stand, of the first panel."""
    sheet = figures.figure(chart, theme="light", size=size)
    named = {str(signal.test) for signal in chart.panels[0].signals}
    words = sheet.planes[0].texts
    return [(one.text, round(one.xy[0])) for one in words if one.text and set(one.text.split(", ")) <= named]


def test_the_word_of_a_run_stands_once_at_its_last_ring():
    chart = run(SHIFTED)
    assert sum(signal.test == "shift" for signal in chart.panels[0].signals) > 6
    said = [(test, at) for text, at in beside(chart) for test in text.split(", ")]
    shifts = [at for test, at in said if test == "shift"]
    assert shifts == [12, 24]  # below the median, then above it


@pytest.mark.parametrize("width", [3.5, 4.0, 6.0, 9.0])
def test_a_narrow_picture_keeps_the_word(width):
    words = [text for text, _at in beside(run(SHIFTED), (width, 3.0))]
    assert sum("shift" in text.split(", ") for text in words) in (1, 2)


def test_numbers_stand_at_every_ring_and_westgards_words_once_a_run():
    chart = variables.i_mr([0, 0, 0, 0, 4.5, 4.6, 0, 0, -3.5, 0], center=0, sigma=1, tests=(1,))
    assert [text for text, _at in beside(chart)] == ["1", "1", "1"]
    chart = variables.i_mr(
        [0, 2.5, 2.6, 2.4, 2.5, 0, -4, 0, -4, 0], center=0, sigma=1, tests=RULES["westgard"]
    )
    said = [(test, at) for text, at in beside(chart) for test in text.split(", ")]
    assert [at for test, at in said if test == "2-2s"] == [5]
    assert [at for test, at in said if test == "1-3s"] == [7, 9]
