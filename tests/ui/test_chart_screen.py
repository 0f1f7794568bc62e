"""The chart on the screen: words by Qt where the figure puts them, and points found under the mouse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from leanbench.plots import draw_result as figures
from leanbench.stats.spc.variables import i_mr
from leanbench.ui.charts.chart_view import ChartView
from leanbench.ui.charts.screen import ScreenRenderer, paint
from leanbench.ui.charts.spots import REACH, Spots
from leanbench.ui.frame import theme


def array(image: QImage) -> np.ndarray:
    made = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(made.constBits(), dtype=np.uint8).reshape(made.height(), made.bytesPerLine())
    return rows[:, : 4 * made.width()].reshape(made.height(), made.width(), 4).astype(int)


def test_words_stand_where_the_figure_puts_them(qtbot):
    theme.load_fonts()
    figure = figures.figure(
        i_mr([4.0, 6.0, 5.0, 7.0, 5.5, 4.5], name="Days"), theme="light", size=(8, 4), dpi=96
    )
    image = array(paint(figure))
    renderer = ScreenRenderer(int(figure.width), int(figure.height), figure.dpi)
    named = [words for plane in figure.planes for words in plane.texts if words.text]
    assert len(named) >= 6
    for words in named:
        box = words.get_window_extent(renderer)
        height = image.shape[0]
        inside = image[height - int(box.y1) : height - int(box.y0), int(box.x0) : int(box.x1) + 1, :3]
        assert (inside.sum(axis=2) < 600).any(), words.text
        assert 0 <= box.x0 < box.x1 <= figure.width, words.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    n=st.integers(1, 300),
    seed=st.integers(0, 99),
    x=st.floats(-50, 700),
    y=st.floats(-50, 350),
    step=st.floats(0.01, 9),
)
def test_the_nearest_point_is_the_one_a_full_search_finds(n, seed, x, y, step):
    points = np.random.default_rng(seed).normal(0, 1, n)
    points[:: max(n // 3, 2)] = np.nan
    spots = Spots("I", points, 20.0, step, 150.0, -40.0, 0.0, 300.0)
    distance = (20.0 + step * np.arange(n) - x) ** 2 + (150.0 - 40.0 * points - y) ** 2
    known = np.where(np.isfinite(distance), distance, np.inf)
    found, point = spots.nearest(x, y)
    if known.min() < REACH**2:
        assert found == pytest.approx(known.min())
        assert known[point] == pytest.approx(known.min())
    else:
        assert (found, point) == (np.inf, -1)


def test_a_signal_among_a_million_points_can_be_pointed_at(qtbot):
    values = np.random.default_rng(8).normal(100, 1, 1_000_000)
    values[400_000] = 160.0
    view = ChartView(theme.Look("light"))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    view.show_result(i_mr(values, name="Days"))
    name = view.chart.panels[0].name
    x, y = view._spots[name].spot(400_000)
    assert view.point_at(QPointF(x, y)) == (name, 400_000)
    red = array(view.picture())[int(y) - 6 : int(y) + 7, int(x) - 6 : int(x) + 7]
    assert ((red[..., 0] > 150) & (red[..., 1] < 80)).any()  # its ring is drawn
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPointF(x, y).toPoint())
    assert view.selected == (name, 400_000)
