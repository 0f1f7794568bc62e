"""The picture of a simulation: lead times as a histogram with its percentiles, or how the mean settles."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.event.figures import format_number
from leanbench.ui.frame.session import Session

_CENTRE = Qt.AlignmentFlag.AlignCenter


def nice_step(span: float, wanted: int) -> float:
    """A round distance of about `wanted` ticks over a span."""
    if span <= 0.0:
        return 1.0
    raw = span / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if power * m >= raw - 1e-12)


class LeadTimePicture(QWidget):
    """Histogram after a run, the settling mean during one. Signal `asked()` for the percentiles' story."""

    asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.edges: tuple[float, ...] = ()
        self.counts: tuple[int, ...] = ()
        self.marks: tuple[tuple[float, str, str], ...] = ()
        self.path: list[tuple[float, float | None, float | None]] = []
        self.planned = 0
        self.unit, self.factor = "bd", 480.0
        self.hovered = -1
        self.words = ""
        self.setAccessibleName("Lead times")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        session.look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for thirty bars."""
        px = self.session.look.px
        return QSize(px(420), px(190))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        px = self.session.look.px
        return QSize(px(220), px(130))

    # --- contents -----------------------------------------------------------------------------

    def clear(self, words: str) -> None:
        """Nothing to show yet; say what to do."""
        self.edges, self.counts, self.marks, self.path = (), (), (), []
        self.words = words
        self.setAccessibleDescription(words)
        self.update()

    def show_histogram(
        self,
        edges: Sequence[float],
        counts: Sequence[int],
        marks: Sequence[tuple[float, str, str]],
        unit: str,
        factor: float,
    ) -> None:
        """Lead times in minutes; `factor` minutes make one `unit` of the axis; marks are (min, words, role)."""
        self.edges, self.counts, self.marks = tuple(edges), tuple(counts), tuple(marks)
        self.unit, self.factor, self.path, self.words = unit, factor, [], ""
        self.setAccessibleDescription("; ".join(f"{words}" for _, words, _ in marks))
        self.update()

    def show_progress(
        self, path: list[tuple[float, float | None, float | None]], planned: int, unit: str, factor: float
    ) -> None:
        """The mean lead time after each replication, with its 95 % limits."""
        self.edges, self.counts, self.marks = (), (), ()
        self.path, self.planned, self.unit, self.factor, self.words = path, planned, unit, factor, ""
        self.update()

    # --- painting -----------------------------------------------------------------------------

    def _plot(self) -> QRect:
        px = self.session.look.px
        return QRect(px(10), px(34), self.width() - px(20), self.height() - px(34) - px(34))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Whatever there is."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look = self.session.look
        if self.counts:
            self._paint_histogram(painter)
        elif self.path:
            self._paint_path(painter)
        else:
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("muted"))
            flags = _CENTRE | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(20, 0, -20, 0), int(flags), self.words)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_axis(self, painter: QPainter, low: float, high: float, words: str) -> None:
        """A line with round numbers in the unit of the axis."""
        look, px, plot = self.session.look, self.session.look.px, self._plot()
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(plot.left(), plot.bottom(), plot.right(), plot.bottom())
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("muted"))
        step = nice_step(high - low, max(3, plot.width() // px(70)))
        tick = math.ceil(low / step - 1e-9) * step
        while tick <= high + 1e-9:
            x = plot.left() + (tick - low) / (high - low) * plot.width()
            painter.drawText(
                QRectF(x - px(30), plot.bottom() + px(3), px(60), px(14)), _CENTRE, format_number(tick, 2)
            )
            tick += step
        painter.drawText(QRectF(plot.left(), plot.bottom() + px(17), plot.width(), px(15)), _CENTRE, words)

    def _paint_histogram(self, painter: QPainter) -> None:
        look, px, plot = self.session.look, self.session.look.px, self._plot()
        low, high = self._span()
        most = max(self.counts)
        scale = plot.width() / (high - low)
        for number, count in enumerate(self.counts):
            left = plot.left() + (self.edges[number] - low) * scale
            right = plot.left() + (self.edges[number + 1] - low) * scale
            tall = count / most * plot.height()
            area = QRectF(left + 0.5, plot.bottom() - tall, max(1.0, right - left - 1.0), tall)
            painter.fillRect(area, look.colour("accent" if number == self.hovered else "accent_soft"))
            painter.setPen(QPen(look.colour("accent"), 1))
            painter.drawLine(QPointF(area.left(), area.top()), QPointF(area.right(), area.top()))
        unit = {"bd": "business days", "min": "minutes", "h": "hours", "w": "weeks"}.get(self.unit, self.unit)
        self._paint_axis(painter, low / self.factor, high / self.factor, f"lead time, {unit}")
        free = [0.0, 0.0]  # where the next label of each of two lines may begin
        for value, words, role in sorted(self.marks):
            promised = role == "good"
            if value < low:
                continue
            x = min(plot.left() + (value - low) * scale, plot.right())
            painter.setFont(look.font("caption", True))
            words = f"{words} →" if value > high else words
            wide = painter.fontMetrics().horizontalAdvance(words) + px(10)
            left = min(max(x - wide / 2, free[promised]), self.width() - wide)
            free[promised] = left + wide
            box = QRectF(left, px(15) if promised else 0, wide, px(14))
            painter.setPen(
                QPen(look.colour(role), 1.4, Qt.PenStyle.DashLine if promised else Qt.PenStyle.SolidLine)
            )
            if value <= high:
                painter.drawLine(QPointF(x, box.bottom()), QPointF(x, plot.bottom()))
            painter.setPen(look.colour(role))
            painter.drawText(box, _CENTRE, words)

    def _span(self) -> tuple[float, float]:
        # A promise far beyond all cases is written at the edge: it would flatten the picture.
        far = 1.6 * self.edges[-1]
        values = [value for value, _, _ in self.marks if value <= far]
        low = min([self.edges[0], *values])
        high = max([self.edges[-1], *values])
        low = 0.0 if low < 0.35 * high else low
        return low, max(high * 1.01, low + 1e-9)

    def _paint_path(self, painter: QPainter) -> None:
        """The mean with its limits over the replications done."""
        look, plot = self.session.look, self._plot()
        known = [value for point in self.path for value in point if value is not None]
        low, high = min(known), max(known)
        pad = 0.1 * (high - low) or 0.05 * high or 1.0
        low, high = max(0.0, low - pad), high + pad

        def place(number: int, value: float) -> QPointF:
            x = plot.left() + number / max(self.planned, 1) * plot.width()
            return QPointF(x, plot.bottom() - (value - low) / (high - low) * plot.height())

        wide = [(n, p) for n, p in enumerate(self.path, start=1) if p[1] is not None and p[2] is not None]
        if len(wide) > 1:
            upper = [place(n, p[2]) for n, p in wide]  # type: ignore[arg-type]
            lower = [place(n, p[1]) for n, p in reversed(wide)]  # type: ignore[arg-type]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft"))
            painter.drawPolygon(QPolygonF(upper + lower))
        painter.setPen(QPen(look.colour("accent"), 2))
        points = [place(n, p[0]) for n, p in enumerate(self.path, start=1)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(points[-1], 3, 3)
        self._paint_axis(
            painter, 0.0, float(self.planned), "replications done; band: 95 % limits of the mean"
        )
        painter.setFont(look.font("small", True))
        painter.setPen(look.colour("text"))
        text = f"mean lead time so far {format_number(self.path[-1][0] / self.factor, 1)} {self.unit}"
        painter.drawText(QRectF(plot.left(), 0, plot.width(), plot.top()), _CENTRE, text)

    # --- asking -------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the bar below the pointer."""
        number = -1
        if self.counts:
            plot = self._plot()
            low, high = self._span()
            value = low + (event.position().x() - plot.left()) / max(plot.width(), 1) * (high - low)
            number = next(
                (n for n in range(len(self.counts)) if self.edges[n] <= value < self.edges[n + 1]), -1
            )
            if number >= 0:
                share = 100.0 * self.counts[number] / max(sum(self.counts), 1)
                more = " and longer" if number == len(self.counts) - 1 else ""
                begin, end = (format_number(self.edges[number + k] / self.factor, 1) for k in (0, 1))
                self.setToolTip(f"{begin} to {end} {self.unit}{more}: {format_number(share, 1)} % of cases")
        if number != self.hovered:
            self.hovered = number
            self.update()

    def leaveEvent(self, event: object) -> None:
        """The pointer has gone."""
        self.hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks for the percentiles."""
        if self.counts and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space ask."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.counts:
            self.asked.emit()
        else:
            super().keyPressEvent(event)
