"""Columns side by side; where there is no room for all, as many as fit, chosen by name."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from leanbench.ui.frame.session import Session
from leanbench.ui.kit.layouts import column_layout, row_layout
from leanbench.ui.kit.widgets import Segments
from leanbench.ui.map.panel_parts import upright


@dataclass(frozen=True, slots=True)
class Part:
    """One column: its name on the switch, its share of the width, the least width it is readable at."""

    name: str
    widget: QWidget
    share: int
    least: int


class Columns(QWidget):
    """`show_from(place)` brings a column to the left when not all have room."""

    def __init__(self, session: Session, parts: tuple[Part, ...]) -> None:
        super().__init__()
        self.session = session
        self.parts = parts
        self.first = 0
        self.lines: list[QFrame] = []
        self.switch = Segments("Show", [(str(n), part.name, "") for n, part in enumerate(parts)])
        self.switch.chosen.connect(lambda key: self.show_from(int(key)))
        self.switch.hide()
        self.row = row_layout(spacing=14)
        for place, part in enumerate(parts):
            line = upright()
            self.lines.append(line)
            self.row.addWidget(line)
            line.setVisible(place > 0)
            self.row.addWidget(part.widget, part.share)
        box = column_layout(self, spacing=6)
        box.addWidget(self.switch)
        box.addLayout(self.row, 1)
        self._shown = (0, len(parts))

    def show_from(self, place: int) -> None:
        """Show the columns from this one on, as many as fit."""
        self.first = place
        self._fit()

    def _fit(self) -> None:
        px, room = self.session.look.px, self.width()
        least = [px(part.least) + 28 for part in self.parts]
        count = len(self.parts)
        if sum(least) <= room:
            shown = (0, count)
        else:
            begin = end = min(self.first, count - 1)
            used = 0
            while end < count and (end == begin or used + least[end] <= room):
                used += least[end]
                end += 1
            while begin > 0 and used + least[begin - 1] <= room:
                begin -= 1
                used += least[begin]
            shown = (begin, end)
        narrow = shown != (0, count)
        self.switch.setVisible(narrow)
        self.switch.set_current(str(self.first))
        if shown == self._shown:
            return
        self._shown = shown
        for place, (part, line) in enumerate(zip(self.parts, self.lines, strict=True)):
            inside = shown[0] <= place < shown[1]
            part.widget.setVisible(inside)
            line.setVisible(inside and place > shown[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer columns have room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> object:
        """One column; the window may be as narrow as it likes."""
        hint = super().minimumSizeHint()
        hint.setWidth(self.session.look.px(180))
        return hint
