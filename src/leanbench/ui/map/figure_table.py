"""Figures now and with what is tried: the values beside each other, the difference, and a picture of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent

from leanbench.maps.wording import time_unit
from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session
from leanbench.ui.map.painted_rows import Rows
from leanbench.words.durations import Calendar, time_text
from leanbench.words.figures import figure_text, quantity_text
from leanbench.words.numbers import percent_text

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure now and then; None while it is not yet worked out."""

    key: str
    label: str
    now: Quantity | None
    then: Quantity | None


def row_text(quantity: Quantity | None, calendar: Calendar, unit: str = "") -> str:
    """A figure in its unit; ``…`` while it is being worked out, ``none`` when it cannot be."""
    if quantity is None:
        return "…"
    if quantity.value is None:
        return "none"
    if quantity.unit == "min":
        return time_text(quantity.value, calendar, unit)
    return quantity_text(quantity)


def difference(row: FigureRow, calendar: Calendar, unit: str) -> tuple[str, str]:
    """The change in words and its color role: less time, cost, people and load is better."""
    now, then = row.now, row.then
    if now is None or then is None or now.value is None or then.value is None:
        return ("", "muted")
    change = then.value - now.value
    if abs(change) < 1e-9 * max(1.0, abs(now.value)):
        return ("=", "muted")
    sign = "+" if change > 0 else "−"
    if now.unit == "%":
        text = f"{sign}{figure_text(abs(change), 'points')}"
    else:
        size = Quantity(now.name, now.label, abs(change), now.unit)
        text = f"{sign}{row_text(size, calendar, unit)}"
        if now.value:
            share = abs(100.0 * change / now.value)
            text += f" ({sign}{percent_text(share)})"
    return (text + (" ✓" if change < 0 else " !"), "good" if change < 0 else "caution")


class FigureTable(Rows):
    """Rows of figures: name, now, what if, difference."""

    row_height = 20

    def __init__(self, session: Session) -> None:
        super().__init__(session, "What it does")
        self.rows: tuple[FigureRow, ...] = ()
        self.changed = False

    def head(self) -> int:
        """Room for the headings."""
        return (
            QFontMetrics(self.session.look.font("body")).height() + 12
        )  # as the headings of the columns beside

    def show_rows(self, rows: Sequence[FigureRow], changed: bool) -> None:
        """Show figures; without changes only the present ones."""
        self.rows, self.changed = tuple(rows), changed
        calendar = self.session.event.calendar
        spoken = []
        for row in rows:
            now, then, change, _role = self._texts(row, calendar)
            spoken.append(f"{row.label}: now {now}" + (f", what if {then}, {change}" if changed else ""))
        self.set_rows([row.key for row in rows], spoken)

    def _texts(self, row: FigureRow, calendar: Calendar) -> tuple[str, str, str, str]:
        values = [q.value for q in (row.now, row.then) if q is not None]
        unit = time_unit(calendar, values)
        change, role = difference(row, calendar, unit)
        return row_text(row.now, calendar, unit), row_text(row.then, calendar, unit), change, role

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names left, numbers right."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px = self.session.look, self.session.look.px
        calendar = self.session.event.calendar
        wide = self.width() - px(6)
        last = round(wide * 0.27)
        each = round(wide * 0.17)
        name = wide - last - 2 * each
        painter.setFont(look.font("small", True))
        painter.setPen(look.colour("text"))
        painter.drawText(QRect(0, 0, name, self.head()), _LEFT, "What it does")
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("muted"))
        places = ((name, each, "now"), (name + each, each, "what if"), (name + 2 * each, last, "difference"))
        for left, size, text in places:
            painter.drawText(QRect(left, 0, size, self.head()), _RIGHT, text)
        for number, row in enumerate(self.rows):
            self.paint_back(painter, number)
            area = self.row_area(number)
            now, then, change, role = self._texts(row, calendar)
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("text"))
            metrics = painter.fontMetrics()
            place = QRect(px(6), area.top(), name - px(10), area.height())
            painter.drawText(place, _LEFT, metrics.elidedText(row.label, _ELIDE, place.width()))
            painter.setPen(look.colour("muted" if self.changed else "text"))
            painter.drawText(QRect(name, area.top(), each, area.height()), _RIGHT, now)
            if not self.changed:
                continue
            painter.setPen(look.colour("text"))
            painter.setFont(look.font("small", True))
            painter.drawText(QRect(name + each, area.top(), each, area.height()), _RIGHT, then)
            painter.setFont(look.font("small"))
            painter.setPen(look.colour(role))
            text = painter.fontMetrics().elidedText(change, _ELIDE, last - px(6))
            painter.drawText(QRect(name + 2 * each, area.top(), last, area.height()), _RIGHT, text)
