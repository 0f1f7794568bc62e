"""Pictures as wide as a column of a report: words keep clear of each other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Bbox

from leanbench.analyses import sentences as words
from leanbench.event.records import Study
from leanbench.plots import draw_result as figures
from leanbench.stats.explore.pareto_counts import pareto
from leanbench.stats.spc import attributes
from leanbench.stats.spc.variables import i_mr

WIDTH = 6.75


class Recorder(RendererAgg):
    """Notes where each line of text stands."""

    def __init__(self, width, height, dpi):
        super().__init__(width, height, dpi)
        self.drawn = []

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        wide, high, below = self.get_text_width_height_descent(s, prop, ismath)
        self.drawn.append((s, Bbox.from_bounds(x, self.height - y - below, wide, high)))


def staged(names: tuple[str, str], sizes: tuple[int, int], name: str):
    generator = np.random.default_rng(7)
    values = np.concatenate([generator.normal(46, 7, sizes[0]), generator.normal(12, 3, sizes[1])])
    stages = [names[0]] * sizes[0] + [names[1]] * sizes[1]
    return i_mr(values, stages=stages, name=name)


def boxes(figure, axes):
    """Where the words above a panel stand, in pixels."""
    renderer = RendererAgg(int(figure.width), int(figure.height), figure.dpi)
    top = axes.get_window_extent().y1
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts if text.get_text()]
    return [(words, box) for words, box in found if box.y0 > top]


@pytest.mark.parametrize("sizes", [(50, 12), (12, 50), (6, 60), (60, 5), (31, 31)])
@pytest.mark.parametrize("name", ["Days", "Lead time from receipt to issuance, median per week"])
@pytest.mark.parametrize(
    "names", [("before", "after"), ("before the event in March", "after the event in March")]
)
def test_stage_names_and_the_axis_name_do_not_overlap(sizes, name, names):
    picture = figures.figure(staged(names, sizes, name), theme="print", size=(WIDTH, 4.2))
    above = boxes(picture, picture.planes[0])
    assert any(words.startswith(name[:4]) for words, _box in above)
    for (one, first), (other, second) in combinations(above, 2):
        assert not first.overlaps(second), (one, other)
    assert all(box.x1 <= picture.width and box.y1 <= picture.height for _words, box in above)


def test_names_of_bars_do_not_run_into_each_other():
    labels = (
        "Interview missed or late",
        "Proofs requested twice",
        "Scan not indexed in time",
        "Expedited not recognized",
        "Supervisor return",
        "Other things",
    )
    result = pareto([label for at, label in enumerate(labels) for _ in range(20 - 3 * at)])
    picture = figures.figure(result, theme="print", size=(WIDTH, 3.24))
    renderer = Recorder(int(picture.width), int(picture.height), picture.dpi)
    picture.draw(renderer)
    words = {word for label in result.labels for word in label.split()}
    names = [box for text, box in renderer.drawn if set(text.split()) <= words]
    assert len(names) >= len(result.labels)
    assert not any(one.overlaps(other) for one, other in combinations(names, 2))


def test_numbers_of_signals_stay_inside_the_picture_and_off_other_signals():
    values = np.concatenate([np.random.default_rng(3).normal(10, 1, 40), [30, 31, 29, 33]])
    picture = figures.figure(i_mr(values, tests=(1, 2, 5)), theme="print", size=(WIDTH, 4.2))
    axes = picture.planes[0]
    renderer = RendererAgg(int(picture.width), int(picture.height), picture.dpi)
    numbers = [text for text in axes.texts if text.get_text().replace(", ", "").isdigit()]
    assert numbers
    assert all(text.get_window_extent(renderer).x1 <= axes.get_window_extent().x1 + 1 for text in numbers)


def test_limits_that_follow_the_sample_size_are_said_to_vary():
    chart = attributes.p([12, 15, 8, 10, 4, 7, 16, 9], [50, 50, 50, 40, 50, 60, 50, 50])
    row = words.short_table(chart).rows[0]
    assert row[2:5] == ("20.3%", "varies", "varies")
    first, rest = words.sentences(chart, Study("s", method="p"))
    assert first.startswith("Stable")
    assert "steps because the points hold different numbers of items, 40 to 60" in rest


def test_words_of_an_earlier_stage_hide_no_points():
    chart = staged(("before", "after"), (50, 12), "Days")
    picture = figures.figure(chart, theme="print", size=(WIDTH, 4.2))
    axes = picture.planes[0]
    renderer = RendererAgg(int(picture.width), int(picture.height), picture.dpi)
    inner = [text for text in axes.texts if text.get_text().startswith(("UCL", "Mean", "LCL"))][:3]
    assert len(inner) == 3
    spots = axes.pixels(np.arange(1, 51), chart.panels[0].points[:50])
    for text in inner:
        box = text.get_window_extent(renderer)
        assert sum(box.contains(*spot) for spot in spots) <= 1, text.get_text()
    for one, other in combinations(inner, 2):
        assert not one.get_window_extent(renderer).overlaps(other.get_window_extent(renderer))
