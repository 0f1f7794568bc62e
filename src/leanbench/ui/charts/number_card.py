"""The numbers below a chart: the short table, the signals, or the whole table, as the reader chooses."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from leanbench.charts.answers import inner
from leanbench.charts.words import MOST_ROWS, cell, table_of
from leanbench.stats.testing import HypothesisTest
from leanbench.ui.layouts import empty
from leanbench.ui.style import set_role


class NumberCard(QFrame):
    """A small table with a choice of views above it."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 8)
        column.setSpacing(4)
        self.choices = QHBoxLayout()
        self.choices.setSpacing(4)
        self.group = QButtonGroup(self)
        column.addLayout(self.choices)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(5)
        column.addLayout(self.grid)
        self.more = set_role(QLabel(), "small-muted")
        column.addWidget(self.more)
        column.addStretch(1)
        self._views: list[tuple[str, Any]] = []
        self._chosen = 0

    def show_result(self, result: Any) -> None:
        """Show the short table; offer the others that this result has."""
        result = inner(result)
        self._views = [("Numbers", None)]
        if hasattr(result, "signals_table"):
            self._views = [("Limits", None), ("Signals", "signals_table"), ("Points", "table")]
        elif hasattr(result, "pair_table") and result.pair_table().rows:
            self._views = [("Analysis", None), ("Groups", "group_table"), ("Pairs", "pair_table")]
        elif hasattr(result, "anova_table"):
            self._views = [("Sources", None), ("Analysis of variance", "anova_table")]
        elif isinstance(result, HypothesisTest) and result.groups:
            self._views = [("Groups", None), ("Test", "table")]
        elif hasattr(result, "fit_table"):
            self._views = [("Terms", None), ("Fit", "fit_table")]
        empty(self.choices)
        self._chosen = min(self._chosen, len(self._views) - 1)
        if len(self._views) > 1:
            for at, (words, _name) in enumerate(self._views):
                button = QPushButton(words)
                button.setCheckable(True)
                button.setChecked(at == self._chosen)
                button.clicked.connect(lambda _on, chosen=at: self._choose(result, chosen))
                self.choices.addWidget(button)
            self.choices.addStretch(1)
        self._fill(result)

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
        for at, words in enumerate(columns):
            self._put(0, at, words, "label")
        for number, row in enumerate(rows, start=1):
            for at, text in enumerate(row):
                self._put(number, at, text, "small")
        self.grid.setColumnStretch(0, 1)
        words = f"and {rest:,} more; Copy → Table of numbers gives all" if rest > 0 else ""
        if name == "signals_table" and not rows:
            words = "No test found a signal."
        self.more.setText(words)
        self.more.setVisible(bool(words))

    def _put(self, row: int, column: int, text: str, role: str) -> None:
        label = QLabel(text)
        set_role(label, role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.grid.addWidget(label, row, column)
