"""The middle of the Charts page: the sentence, the picture, the numbers and the method; or what to do next."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QScrollArea,
    QWidget,
)

from leanbench.analyses.example import ROWS, example_chart
from leanbench.analyses.sentences import sentences
from leanbench.analyses.study_picture import drawing_options
from leanbench.event.records import Study
from leanbench.plots import draw_result as figures
from leanbench.tables import Table
from leanbench.ui.charts.chart_view import ChartView
from leanbench.ui.charts.method_card import MethodCard
from leanbench.ui.charts.number_card import NumberCard
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import push_button, small_table, words_label
from leanbench.words import _

LEAST_CARD = 430  # pixels of sentence and picture: what stands below them scrolls rather than squeeze them
LEAST_WORDS = 260  # pixels the words about the method need beside the numbers


class ResultCard(QScrollArea):
    """Scrolls when type is large or the window small; nothing is cut off."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setAccessibleName(_("Result"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        px = look.px
        inner = set_role(QWidget(), "page")
        column = column_layout(inner, spacing=px(12))
        self._card = card = set_role(QFrame(), "card")
        inside = column_layout(card, (px(20), px(14), px(12), px(8)), spacing=4)
        self.headline = words_label(role="h2", select=True)
        self.detail = words_label(role="small-muted", select=True)
        self.example = small_table(ROWS, "small-muted")
        inside.addWidget(self.headline)
        inside.addWidget(self.detail)
        self.next_button = push_button("", self._go_on, "primary")
        self._next: Callable[[], object] | None = None
        inside.addWidget(self.example, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.view = ChartView(look)
        inside.addWidget(self.view, 1)
        self.stretch = QWidget()
        inside.addWidget(self.stretch, 1)
        column.addWidget(card, 3)
        self._column = column
        self.numbers = NumberCard()
        self.method = MethodCard()
        self.below = QWidget()
        below = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(px(12))
        self._row = below
        below.addWidget(self.numbers, 6)
        below.addWidget(self.method, 5)
        column.addWidget(self.below)
        column.addStretch(0)
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Numbers and method stand below each other where they have no room side by side."""
        super().resizeEvent(event)
        self._place_below()

    def _place_below(self) -> None:
        room = self.width() - self._row.spacing()
        wide = self.numbers.wanted_width() + self.look.px(LEAST_WORDS) <= room
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(way)

    def show_result(self, result: Any, study: Study, data: Table | None, editable: bool) -> None:
        """Show a result; the picture only where there is one."""
        first, rest = sentences(result, study)
        self.headline.setText(first)
        self.detail.setText(rest)
        self._offer(None, "")
        drawn = figures.has_figure(result)
        self.view.setVisible(drawn)
        self.stretch.hide()
        self._fill_with(card=drawn)
        self.view.show_result(result if drawn else None, editable, **drawing_options(result, study, data))
        self.numbers.show_result(result)
        self.method.show_result(result, rest)
        for one, other in pairwise((self.view, *self.numbers.stops(), self.method.why)):
            QWidget.setTabOrder(one, other)  # the choices of tables are new each time
        self.below.show()
        self._place_below()

    def _fill_with(self, card: bool) -> None:
        """What takes the height that is left: the card of the picture, or, without a picture, nothing."""
        self._column.setStretch(0, 3 if card else 0)
        self._card.setMinimumHeight(self.look.px(LEAST_CARD) if card else 0)
        self._column.setStretch(2, 0 if card else 1)

    def show_text(
        self,
        headline: str,
        text: str,
        action: str = "",
        run: Callable[[], object] | None = None,
        example: bool = False,
    ) -> None:
        """Show words instead of a result, and the one thing to do next."""
        self.headline.setText(headline)
        self.detail.setText(text)
        self._offer(run, action, example)
        self.view.show_example(example_chart() if example else None)
        self.view.setVisible(example)
        self.stretch.setVisible(not example)
        self._fill_with(card=True)
        self.below.hide()

    def _offer(self, run: Callable[[], object] | None, action: str, example: bool = False) -> None:
        self._next = run
        self.next_button.setText(action)
        self.next_button.setVisible(run is not None)
        self.example.setVisible(example)

    def _go_on(self) -> None:
        if self._next is not None:
            self._next()
