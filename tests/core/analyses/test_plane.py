"""The plane that pictures are drawn on: scales, ticks, thinning on the screen, keys, and every way out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg

from leanbench.plots import draw_result as figures
from leanbench.plots.marks import columns
from leanbench.plots.numerals import tick_words
from leanbench.plots.plane import Plane
from leanbench.plots.plot_panels import mark_value
from leanbench.plots.plot_theme import load
from leanbench.plots.sheet import Sheet
from leanbench.stats.explore.stratify import concentration
from leanbench.stats.spc.runchart import run
from leanbench.stats.spc.variables import i_mr

PLACE = (0.1, 0.2, 0.8, 0.6)


def plane(**more) -> Plane:
    return Plane(Sheet((8.0, 4.0), load("light")["panel"]), PLACE, load("light"), **more)


def pixels(figure) -> np.ndarray:
    return np.asarray(figure.pixels())[..., :3].astype(int)


@given(
    low=st.floats(-1e6, 1e6),
    wide=st.floats(1e-3, 1e6),
    share=st.floats(0, 1),
    dpi=st.sampled_from([72, 96, 200]),
)
def test_a_value_lies_at_its_share_of_the_scale_at_every_resolution(low, wide, share, dpi):
    made = plane()
    made.sheet.dpi = dpi
    made.set_xlim(low, low + wide)
    made.set_ylim(5, 15)
    spot = made.pixels([low + share * wide], [10.0])[0]
    width, height = 8 * dpi, 4 * dpi
    assert spot[0] == pytest.approx((0.1 + 0.8 * share) * width, abs=1e-3)
    assert spot[1] == pytest.approx((0.2 + 0.6 * 0.5) * height)


def test_scales_can_run_down_and_be_logarithmic():
    made = plane()
    made.set_ylim(3.6, -0.6)
    assert made.pixels([0.5], [3.6])[0][1] == pytest.approx(made.box.y0)
    made.set_xscale("log")
    made.set_xlim(1, 100)
    assert made.pixels([10.0], [0.0])[0][0] == pytest.approx((made.box.x0 + made.box.x1) / 2)
    at, words = made.xaxis.ticks(1, 100)
    assert at.tolist() == [1, 2, 5, 10, 20, 50, 100]
    assert words == ["1", "2", "5", "10", "20", "50", "100"]


def test_a_scale_without_ends_shows_all_marks_and_bars_stand_on_zero():
    made = plane()
    made.bar([1, 2, 3], [4.0, 10.0, 2.0], color="#888888")
    low, high = made.get_ylim()
    assert low == 0.0
    assert high > 10.0
    made.axhline(500.0, color="#888888")  # a line counts with its value, not with its length
    assert made.get_ylim()[1] > 500
    assert made.get_xlim()[0] < 0.6 < 3.4 < made.get_xlim()[1]


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        ([0, 5, 10], ["0", "5", "10"]),
        ([0, 0.5, 1.0], ["0.0", "0.5", "1.0"]),
        ([-0.25, 0.0, 0.25], ["−0.25", "0.00", "0.25"]),
        ([0, 2500, 5000], ["0", "2,500", "5,000"]),
        ([0.0, 2e9], ["0", "2 × 10⁹"]),
        ([1.5e-9, 3e-9], ["1.5 × 10⁻⁹", "3 × 10⁻⁹"]),
        ([], []),
    ],
)
def test_ticks_have_the_decimals_of_their_step(ticks, words):
    assert tick_words(ticks) == words


@given(st.integers(0, 1000), st.integers(50, 400))
def test_columns_keep_every_extreme_and_leave_no_gap(seed, wide):
    """On a screen a crowded line becomes one stroke for each column of pixels; nothing it reached is lost."""
    y = np.random.default_rng(seed).normal(100, 30, 5 * wide)
    x = np.linspace(10, 10 + wide - 0.01, y.size)
    strokes = columns(np.column_stack((x, y))).vertices
    low, high = strokes[0::2, 1], strokes[1::2, 1]
    assert high.max() == y.max()
    assert low.min() == y.min()
    assert np.all(np.diff(strokes[0::2, 0]) == 1)
    assert np.all((low[1:] <= high[:-1]) & (high[1:] >= low[:-1]))  # neighbors touch
    for column in range(wide):
        inside = y[np.floor(x) == 10 + column]
        assert low[column] <= inside.min()
        assert high[column] >= inside.max()


def test_columns_refuse_what_is_no_function_of_the_place():
    x = np.array([0.0, 1.0, 0.5])
    assert columns(np.column_stack((x, x))) is None
    gap = np.array([1.0, np.nan, 2.0])
    assert columns(np.column_stack((np.arange(3.0), gap))) is None
    ends = np.array([np.nan, 1.0, 2.0, np.nan])
    assert columns(np.column_stack((np.arange(4.0), ends))) is not None


def test_a_crowded_line_covers_on_the_screen_what_the_full_line_covers(monkeypatch):
    values = np.random.default_rng(5).normal(size=4_000)
    figure = figures.figure(i_mr(values, tests=()), size=(8, 4))
    thin = pixels(figure)
    monkeypatch.setattr("leanbench.plots.marks.CROWDED", np.inf)
    full = pixels(figure)
    dark = full.sum(axis=2) < 450
    light = thin.sum(axis=2) > 700
    assert dark.sum() > 20_000
    assert (dark & light).sum() < 0.01 * dark.sum()


def test_a_key_stands_where_the_fewest_points_are():
    made = plane()
    made.set_xlim(0, 1)
    made.set_ylim(0, 1)
    x = np.linspace(0.55, 1, 400)
    made.plot(x, 0.8 + 0.2 * np.sin(90 * x), color="#000000", label="crowd")
    made.plot([0.0, 0.4], [0.3, 0.0], color="#000000", label="few")
    made.legend("best")
    drawn: list[tuple[str, float, float]] = []

    class Recorder(RendererAgg):
        def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
            drawn.append((s, x, self.height - y))

    made.sheet.draw(Recorder(800, 400, 100))
    spots = {text: (x, y) for text, x, y in drawn}
    box = made.box
    assert spots["crowd"][0] < box.x0 + 0.3 * box.width  # not over the crowd at the right
    assert spots["crowd"][1] > spots["few"][1]  # in the order they were drawn


def test_words_say_where_they_stand():
    made = plane()
    words = made.annotate(
        "one\nthree", (0.5, 0.5), shares=(True, True), color="#000000", fontsize=10, ha="center"
    )
    renderer = RendererAgg(800, 400, 100)
    one, two = (
        words.get_window_extent(renderer),
        made.annotate("one", (0.5, 0.5), shares=(True, True), color="#000000", fontsize=10, ha="center")
        .get_window_extent(renderer),
    )  # fmt: skip
    assert one.height == pytest.approx(two.height * 2.25)
    assert one.width > two.width
    assert (one.x0 + one.x1) / 2 == pytest.approx((made.box.x0 + made.box.x1) / 2)


def test_a_figure_goes_out_the_same_every_time_in_every_form():
    values = np.random.default_rng(2).normal(10, 2, 60)
    figure = figures.figure(i_mr(values, name="Days"), theme="print")
    assert len(figure.planes) == 2
    for kind, start in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
        one = figure.to_bytes(kind)
        assert one.startswith(start)
        assert one == figure.to_bytes(kind)
    text = figure.to_bytes("svg").decode()
    for words in ("Days", "UCL", "Moving range"):
        assert words in text


def test_a_plane_draws_where_its_place_is():
    made = plane(grid=None)
    made.set_axis_off()
    made.set_xlim(0, 1)
    made.set_ylim(0, 1)
    made.axhspan(0, 1, color="#ff0000")
    image = pixels(made.sheet)
    red = np.argwhere((image[..., 0] > 200) & (image[..., 1] < 60))
    (top, left), (bottom, right) = red.min(axis=0), red.max(axis=0)
    assert [left, right] == pytest.approx([80, 719], abs=1.5)
    assert [top, bottom] == pytest.approx([80, 319], abs=1.5)


# --- words lie on nothing ---------------------------------------------------------------------------


def _boxes(made: Plane) -> list[tuple[str, object]]:
    renderer = RendererAgg(860, 420, 100)
    made.sheet.dpi = 100
    return [(words.text, words.get_window_extent(renderer)) for words in made.texts]


def test_the_words_of_a_limit_stand_over_the_name_of_the_scale():
    made = plane()
    made.name_scales(y="cases")
    made.set_xlim(0, 100)
    made.set_ylim(0, 1)
    mark_value(made, load("light"), 1.0, "Lower −2.94", "bad")
    (_name, first), (_mark, second) = _boxes(made)
    assert not first.overlaps(second)


def test_the_word_of_a_run_lies_on_no_point():
    rng = np.random.default_rng(4)
    chart = run(np.concatenate([rng.gamma(3, 6, 60), rng.gamma(3, 3, 60)]))
    figure = figures.figure(chart, theme="light", size=(8.6, 4.2))
    made = figure.planes[0]
    words = [(text, box) for text, box in _boxes(made) if text.split(",")[0] in ("shift", "trend", "run")]
    assert words
    panel = chart.panels[0]
    spots = made.pixels(np.arange(1, len(panel.points) + 1), panel.points)
    for text, box in words:
        assert not any(box.contains(x, y) for x, y in spots), text


def test_the_number_of_a_cell_lies_under_no_mark():
    rng = np.random.default_rng(7)
    result = concentration(rng.uniform(0, 1, 90).tolist(), rng.uniform(0, 1, 90).tolist())
    made = figures.figure(result, theme="light", size=(8.6, 4.2)).planes[0]
    spots = made.pixels(np.asarray(result.x), np.asarray(result.y))
    boxes = _boxes(made)
    assert len(boxes) == np.asarray(result.counts).size
    for text, box in boxes:
        assert not any(box.contains(x, y) for x, y in spots), text
