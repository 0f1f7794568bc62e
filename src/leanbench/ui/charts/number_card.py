"""The numbers below a chart: the short table, the signals, or the whole table, as the reader chooses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from leanbench.analyses.sentences import MOST_ROWS, cell, table_of
from leanbench.plots.answers import inner
from leanbench.stats.tests.testing import HypothesisTest
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.words import _
from leanbench.words.numbers import number_text

NUMERIC = re.compile(r"^([<>]?\s?[−+-]?[\d,.]+(\s?%)?|–|varies|no limit|)$")


class WideArea(QScrollArea):
    """As high as what it holds; scrolls sideways where that is wider than the room, so that nothing is cut off."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Table of numbers"))

    def fit(self) -> None:
        """Take the height of the contents, and of the bar when there is one."""
        inside = self.widget()
        if inside is not None and inside.layout() is not None:
            inside.layout().activate()
            wanted = inside.sizeHint()
            scrolls = wanted.width() > self.width()
            bar = self.horizontalScrollBar().sizeHint().height() if scrolls else 0
            self.setFixedHeight(wanted.height() + bar)
            # A stop of the Tab key only where the arrow keys have something to move.
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Narrow: the bar is there for the rest."""
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need the bar."""
        super().resizeEvent(event)
        self.fit()


class NumberCard(QFrame):
    """A small table with a choice of views above it."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        column = column_layout(self, (12, 6, 12, 8), spacing=4)
        self.choices = QHBoxLayout()
        self.choices.setSpacing(4)
        self.group = QButtonGroup(self)
        column.addLayout(self.choices)
        self.inside = set_role(QWidget(), "panel")
        self.grid = QGridLayout(self.inside)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(5)
        self.area = WideArea()
        self.area.setWidget(self.inside)
        column.addWidget(self.area)
        self.more = set_role(QLabel(), "small-muted")
        column.addWidget(self.more)
        column.addStretch(1)
        self._views: list[tuple[str, Any]] = []
        self._chosen = 0

    def show_result(self, result: Any) -> None:
        """Show the short table; offer the others that this result has."""
        result = inner(result)
        self._views = [(_("Numbers"), None)]
        if hasattr(result, "signals_table"):
            self._views = [(_("Limits"), None), (_("Signals"), "signals_table"), (_("Points"), "table")]
        elif hasattr(result, "pair_table") and result.pair_table().rows:
            self._views = [(_("Analysis"), None), (_("Groups"), "group_table"), (_("Pairs"), "pair_table")]
        elif hasattr(result, "anova_table"):
            self._views = [(_("Sources"), None), (_("Analysis of variance"), "anova_table")]
        elif isinstance(result, HypothesisTest) and result.groups:
            self._views = [(_("Groups"), None), (_("Test"), "table")]
        elif hasattr(result, "fit_table"):
            self._views = [(_("Terms"), None), (_("Fit"), "fit_table")]
        empty(self.choices)
        self._chosen = min(self._chosen, len(self._views) - 1)
        if len(self._views) > 1:
            for at, (words, _name) in enumerate(self._views):
                button = QPushButton(words)
                button.setCheckable(True)
                button.setChecked(at == self._chosen)
                button.setAccessibleName(_("Show {table}").format(table=words.lower()))
                button.clicked.connect(lambda _on, chosen=at: self._choose(result, chosen))
                self.choices.addWidget(button)
            self.choices.addStretch(1)
        self._fill(result)

    def stops(self) -> list[QWidget]:
        """Where the Tab key stops in this card, in order."""
        items = (self.choices.itemAt(at) for at in range(self.choices.count()))
        buttons = [item.widget() for item in items if item is not None]
        return [*(button for button in buttons if isinstance(button, QPushButton)), self.area]

    def _choose(self, result: Any, chosen: int) -> None:
        self._chosen = chosen
        for at in range(self.choices.count()):
            widget = self.choices.itemAt(at).widget()
            if isinstance(widget, QPushButton):
                widget.setChecked(at == chosen)
        self._fill(result)

    def _fill(self, result: Any) -> None:
        name = self._views[self._chosen][1]
        rest = 0
        if name is None:
            columns, rows = table_of(result)
        else:
            made = getattr(result, name)()
            columns = made.columns
            rows = [tuple(cell(value) for value in row) for row in made.rows[:MOST_ROWS]]
            rest = len(made.rows) - len(rows)
        empty(self.grid)
        left = [at == 0 or not _numeric(row[at] for row in rows) for at in range(len(columns))]
        for at, words in enumerate(columns):
            self._put(0, at, words, "label", left[at])
        for number, row in enumerate(rows, start=1):
            for at, text in enumerate(row):
                self._put(number, at, text, "small", left[at])
        self.grid.setColumnStretch(0, 1)
        self.area.fit()
        more = _("and {count} more; Copy → Table of numbers gives all")
        words = more.format(count=number_text(rest)) if rest > 0 else ""
        if name == "signals_table" and not rows:
            words = _("No test found a signal.")
        self.more.setText(words)
        self.more.setVisible(bool(words))

    def wanted_width(self) -> int:
        """Pixels the table needs to stand without a bar."""
        return self.inside.sizeHint().width() + 26

    def _put(self, row: int, column: int, text: str, role: str, left: bool) -> None:
        label = QLabel(text)
        set_role(label, role)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.grid.addWidget(label, row, column)
        label.show()  # counts for the size of the table at once, not with the next turn of the event loop


def _numeric(cells: Iterable[str]) -> bool:
    """A column of numbers stands at the right, one of words at the left; a few words among numbers change nothing."""
    fits = [bool(NUMERIC.match(text)) for text in cells]
    return 2 * sum(fits) > len(fits) if fits else True
