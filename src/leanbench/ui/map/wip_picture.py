"""Cases in process over the days of a simulation: whether the line grows, settles, or a backlog burns down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.event.figures import format_number
from leanbench.ui.frame.session import Session
from leanbench.ui.map.histogram import nice_step

_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WipPicture(QWidget):
    """A line of the mean number in process at the end of each business day; the warm-up is shaded."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.values: tuple[float, ...] = ()
        self.other: tuple[float, ...] = ()
        self.other_name = ""
        self.warm_up = 0
        self.gone: float | None = None
        self.hovered = -1
        self.setAccessibleName("Cases in process by day")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        session.look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As the picture of lead times."""
        px = self.session.look.px
        return QSize(px(420), px(190))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        px = self.session.look.px
        return QSize(px(220), px(130))

    def show_days(
        self,
        values: Sequence[float],
        warm_up: int,
        gone: float | None,
        other: Sequence[float] = (),
        other_name: str = "",
    ) -> None:
        """Mean cases in process per day; `gone` is the day an initial backlog is gone; `other` a second state."""
        self.values, self.warm_up, self.gone = tuple(values), warm_up, gone
        self.other, self.other_name = tuple(other), other_name
        said = ""
        if values:
            first, last = format_number(values[0], 0), format_number(values[-1], 0)
            said = f"{first} in process on the first day, {last} on the last"
        if gone is not None:
            said += f"; the backlog is gone on day {format_number(gone, 0)}"
        self.setAccessibleDescription(said)
        self.update()

    def _plot(self) -> QRect:
        px = self.session.look.px
        return QRect(px(44), px(20), self.width() - px(54), self.height() - px(54))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Axes, shaded warm-up, the other state thin, this one strong."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px, plot = self.session.look, self.session.look.px, self._plot()
        if not self.values:
            return
        top = max(*self.values, *self.other, 1.0) * 1.06
        days = max(len(self.values), len(self.other))
        painter.setFont(look.font("caption"))
        if self.warm_up:
            wide = plot.width() * self.warm_up / days
            painter.fillRect(
                QRectF(plot.left(), plot.top(), wide, plot.height()), look.colour("hairline_soft")
            )
            painter.setPen(look.colour("muted"))
            if wide > painter.fontMetrics().horizontalAdvance("warm-up") + px(6):
                painter.drawText(QRectF(plot.left(), plot.top(), wide, px(16)), _CENTRE, "warm-up")
        self._paint_axes(painter, top, days)
        self._paint_line(painter, self.other, top, days, "muted", 1.2)
        self._paint_line(painter, self.values, top, days, "accent", 2.0)
        if self.gone is not None and self.gone <= days:
            x = plot.left() + plot.width() * self.gone / days
            painter.setPen(QPen(look.colour("good"), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            words = f"backlog gone, day {format_number(self.gone, 0)}"
            wide = painter.fontMetrics().horizontalAdvance(words) + px(8)
            left = min(max(x - wide / 2, plot.left()), plot.right() - wide)
            painter.setPen(look.colour("good"))
            painter.drawText(QRectF(left, 0, wide, px(18)), _CENTRE, words)
        elif self.other and self.other_name:
            painter.setPen(look.colour("muted"))
            painter.drawText(QRectF(plot.left(), 0, plot.width(), px(18)), _RIGHT, f"thin: {self.other_name}")

    def _paint_axes(self, painter: QPainter, top: float, days: int) -> None:
        look, px, plot = self.session.look, self.session.look.px, self._plot()
        step = nice_step(top, 4)
        tick = 0.0
        while tick <= top:
            y = plot.bottom() - tick / top * plot.height()
            painter.setPen(QPen(look.colour("hairline"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(look.colour("muted"))
            painter.drawText(
                QRectF(0, y - px(8), plot.left() - px(5), px(16)), _RIGHT, format_number(tick, 1)
            )
            tick += step
        step = nice_step(days, max(3, plot.width() // px(70)))
        tick = 0.0
        while tick <= days:
            x = plot.left() + plot.width() * tick / days
            painter.drawText(
                QRectF(x - px(30), plot.bottom() + px(3), px(60), px(14)), _CENTRE, format_number(tick)
            )
            tick += step
        words = "cases in process at the end of each business day"
        painter.drawText(QRectF(plot.left(), plot.bottom() + px(17), plot.width(), px(15)), _CENTRE, words)

    def _paint_line(
        self, painter: QPainter, values: Sequence[float], top: float, days: int, role: str, wide: float
    ) -> None:
        plot = self._plot()
        points = [
            QPointF(
                plot.left() + plot.width() * (day + 1) / days, plot.bottom() - value / top * plot.height()
            )
            for day, value in enumerate(values)
        ]
        painter.setPen(QPen(self.session.look.colour(role), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the day below the pointer."""
        plot = self._plot()
        days = max(len(self.values), 1)
        day = int((event.position().x() - plot.left()) / max(plot.width(), 1) * days)
        if 0 <= day < len(self.values):
            more = ""
            if day < len(self.other):
                more = f", {self.other_name} {format_number(self.other[day], 1)}"
            self.setToolTip(f"Day {day + 1}: {format_number(self.values[day], 1)} in process{more}")
