"""Figures now and with what is tried: the values beside each other, the difference, and a picture of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

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
    """The change in words and its colour role: less time, cost, people and load is better."""
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


class LeadStrip(QWidget):
    """Lead time now and with what is tried on one axis: half, 85% and 95% of cases, and the expected."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.now: Mapping[str, Quantity] = {}
        self.then: Mapping[str, Quantity] = {}
        self.setAccessibleName("Lead time now and what if")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines and an axis."""
        px = self.session.look.px
        return QSize(px(300), px(62))

    def show_figures(self, now: Mapping[str, Quantity], then: Mapping[str, Quantity]) -> None:
        """Show both; the same twice without changes."""
        self.now, self.then = now, then
        self.update()

    @staticmethod
    def _points(found: Mapping[str, Quantity]) -> list[float] | None:
        names = ("lead_time_p50_min", "lead_time_p85_min", "lead_time_p95_min", "lead_time_expected_min")
        values = [found[name].value if name in found else None for name in names]
        return None if any(value is None for value in values) else [float(value or 0.0) for value in values]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A bar to P95, darker to P85 and to P50, a diamond at the expected."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px = self.session.look, self.session.look.px
        now, then = self._points(self.now), self._points(self.then)
        if now is None:
            return
        top = max([*now, *(then or [])]) * 1.02 or 1.0
        left, right = px(58), self.width() - px(8)
        scale = (right - left) / top
        for line, (name, points, tone) in enumerate((("now", now, "muted"), ("what if", then, "accent"))):
            y = px(8) + line * px(20)
            painter.setFont(look.font("caption", line == 1))
            painter.setPen(look.colour("muted" if line == 0 else "text"))
            painter.drawText(QRectF(0, y - px(3), left - px(8), px(16)), _RIGHT, name)
            if points is None:
                continue
            colour = look.colour(tone)
            painter.setPen(Qt.PenStyle.NoPen)
            for value, alpha in ((points[2], 70), (points[1], 130), (points[0], 255)):
                colour.setAlpha(alpha)
                painter.setBrush(colour)
                painter.drawRect(QRectF(left, y, max(1.0, value * scale), px(9)))
            x = left + points[3] * scale
            painter.setPen(QPen(look.colour("text"), 2))
            painter.drawLine(round(x), round(y - px(2)), round(x), round(y + px(11)))
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("muted"))
        unit = time_unit(self.session.event.calendar, [top])
        words = (
            "solid to 50%, lighter to 85% and 95% of cases; the stroke is the expected;"
            f" axis to {time_text(top, self.session.event.calendar, unit)}"
        )
        words = painter.fontMetrics().elidedText(words, _ELIDE, right - left)
        painter.drawText(QRectF(left, px(46), right - left, px(16)), _LEFT, words)
