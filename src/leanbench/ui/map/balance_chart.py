"""The work balance (yamazumi) chart: minutes per unit and person, stacked by step, against takt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.event.figures import format_number
from leanbench.event.units import format_minutes
from leanbench.flow.load_figures import Stack
from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session

_CENTRE = Qt.AlignmentFlag.AlignCenter
_ELIDE = Qt.TextElideMode.ElideRight
LETTERS = {"VA": "VA", "BNVA": "RQ", "NVA": "W", "": ""}


class BalanceChart(QWidget):
    """Signals: `asked(key)` for the story of a stack; "takt" asks for the line."""

    asked = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.stacks: tuple[Stack, ...] = ()
        self.takt: Quantity | None = None
        self.current = -1
        self.hovered = -1
        self.setAccessibleName("Work balance: minutes per unit and person against takt")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        session.look.changed.connect(self.update)

    def set_stacks(self, stacks: Sequence[Stack], takt: Quantity | None) -> None:
        """Show stacks against a takt (None: no demand yet)."""
        self.stacks, self.takt = tuple(stacks), takt
        self.current = min(self.current, len(self.stacks) - 1)
        self.setAccessibleDescription("; ".join(self._spoken(stack) for stack in self.stacks))
        self.update()

    def _spoken(self, stack: Stack) -> str:
        text = f"{stack.label} {format_number(stack.height, 1)} min"
        if self.takt is not None and self.takt.value and stack.height > self.takt.value:
            text += ", above takt"
        return text

    def sizeHint(self) -> QSize:
        """Room for a few bars."""
        px = self.session.look.px
        return QSize(px(380), px(190))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        px = self.session.look.px
        return QSize(px(200), px(120))

    # --- places -------------------------------------------------------------------------------

    def _plot(self) -> QRect:
        px = self.session.look.px
        return QRect(px(8), px(18), self.width() - px(16), self.height() - px(18) - px(48))

    def _top(self) -> float:
        highest = max([stack.height for stack in self.stacks], default=0.0)
        takt = self.takt.value if self.takt is not None and self.takt.value else 0.0
        # A takt far above all work would flatten the bars: it is then written at the top edge.
        return max(highest, takt if takt < 4 * highest or not highest else 0.0, 1e-9) * 1.06

    def _bar(self, number: int) -> QRectF:
        plot, px = self._plot(), self.session.look.px
        slot = plot.width() / max(len(self.stacks), 1)
        wide = min(slot * 0.72, px(86))
        stack = self.stacks[number]
        high = stack.height / self._top() * plot.height()
        return QRectF(plot.left() + (number + 0.5) * slot - wide / 2, plot.bottom() - high, wide, high)

    def anchor(self, key: str) -> QPoint:
        """Where the explanation of a stack opens."""
        for number, stack in enumerate(self.stacks):
            if stack.key == key:
                return self.mapToGlobal(self._bar(number).topLeft().toPoint())
        return self.mapToGlobal(QPoint(0, 0))

    def _at(self, point: QPoint) -> int:
        plot = self._plot()
        if not self.stacks or not plot.left() <= point.x() < plot.right():
            return -1
        return min(len(self.stacks) - 1, int((point.x() - plot.left()) / (plot.width() / len(self.stacks))))

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Stacks, then the takt line over them."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px, plot = self.session.look, self.session.look.px, self._plot()
        if not self.stacks:
            return
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(plot.left(), plot.bottom(), plot.right(), plot.bottom())
        for number, stack in enumerate(self.stacks):
            self._paint_stack(painter, number, stack)
        if self.takt is not None and self.takt.value:
            value, top = self.takt.value, self._top()
            over = value > top
            y = plot.top() if over else plot.bottom() - value / top * plot.height()
            painter.setPen(QPen(look.colour("accent"), 1.6, Qt.PenStyle.DashLine))
            painter.drawLine(plot.left(), round(y), plot.right(), round(y))
            painter.setFont(look.font("caption", True))
            words = f"Takt {format_minutes(value, self.session.event.calendar, 'min')}" + (
                ", far above all work" if over else ""
            )
            wide = painter.fontMetrics().horizontalAdvance(words) + px(6)
            box = QRectF(plot.right() - wide, y - px(16), wide, px(15))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("panel"))
            painter.drawRect(box)
            painter.setPen(look.colour("accent"))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_stack(self, painter: QPainter, number: int, stack: Stack) -> None:
        look, px, plot = self.session.look, self.session.look.px, self._plot()
        bar = self._bar(number)
        slot = plot.width() / len(self.stacks)
        y = float(plot.bottom())
        for _key, name, minutes, value in stack.parts:
            high = minutes / self._top() * plot.height()
            y -= high
            self._paint_part(
                painter, QRectF(bar.left(), y, bar.width(), high), name, minutes, value, stack.known
            )
        above = self.takt is not None and self.takt.value is not None and stack.height > self.takt.value
        painter.setFont(look.font("caption", True))
        painter.setPen(look.colour("bad" if above else "text"))
        words = ("▲ " if above else "") + format_number(stack.height, 1)
        painter.drawText(
            QRectF(bar.center().x() - slot / 2, bar.top() - px(15), slot, px(14)), _CENTRE, words
        )
        painter.setFont(look.font("caption"))
        painter.setPen(look.colour("text"))
        left = bar.center().x() - slot / 2
        wide = slot >= px(44)
        label = stack.label if wide else stack.sub
        if wide and not label.startswith(stack.sub):
            label = f"{label}\n{stack.sub}"
        place = QRectF(left + 2, plot.bottom() + px(3), slot - 4, px(44))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(place, int(flags), label)
        if number == self.hovered or (number == self.current and self.hasFocus()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 1.4))
            painter.drawRoundedRect(bar.adjusted(-3, -3, 3, 3), 3, 3)

    def _paint_part(
        self, painter: QPainter, area: QRectF, name: str, minutes: float, value: str, known: bool
    ) -> None:
        """One step of a stack, in the look its class has on the map: fill, hatch and letters."""
        look, px = self.session.look, self.session.look.px
        role = {"VA": "va", "BNVA": "bnva", "NVA": "nva"}.get(value, "")
        painter.setPen(
            QPen(look.colour("step_edge"), 1, Qt.PenStyle.SolidLine if known else Qt.PenStyle.DashLine)
        )
        painter.setBrush(look.colour(f"{role}_fill" if role else "step_fill"))
        painter.drawRect(area)
        if value == "NVA":
            painter.setBrush(QBrush(look.colour("hatch"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(area)
        if role:
            painter.fillRect(QRectF(area.left(), area.top(), px(3), area.height()), look.colour(role))
        painter.setFont(look.font("caption"))
        metrics = painter.fontMetrics()
        if area.height() < metrics.height() - 1:
            return
        number = name.partition(" ")[0]
        text = f"{number} {LETTERS[value]}".strip() if number[:1].isdigit() else LETTERS[value]
        painter.setPen(look.colour("text"))
        wide = area.width() - px(8)
        if metrics.horizontalAdvance(name) <= wide:
            text = name
        elif metrics.horizontalAdvance(text) > wide:
            text = LETTERS[value] if metrics.horizontalAdvance(LETTERS[value]) <= wide else ""
        painter.drawText(
            area.adjusted(px(5), 0, -px(3), 0), _CENTRE, metrics.elidedText(text, _ELIDE, round(wide))
        )

    # --- asking -------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the step below the pointer."""
        number = self._at(event.position().toPoint())
        if number >= 0:
            stack, plot = self.stacks[number], self._plot()
            at = (plot.bottom() - event.position().y()) / plot.height() * self._top()
            text, below = self._spoken(stack), 0.0
            for _key, name, minutes, value in stack.parts:
                if below <= at < below + minutes:
                    text = f"{name}: {format_number(minutes, 1)} min per unit and person {LETTERS[value]}".strip()
                below += minutes
            self.setToolTip(text)
        if number != self.hovered:
            self.hovered = number
            self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: object) -> None:
        """The pointer has gone."""
        self.hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click asks."""
        number = self._at(event.position().toPoint())
        if number >= 0:
            self.go(number)
            self.asked.emit(self.stacks[number].key)

    def go(self, number: int) -> None:
        """Make a stack the current one."""
        if 0 <= number < len(self.stacks):
            self.current = number
            self.setAccessibleName(f"Work balance: {self._spoken(self.stacks[number])}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move, Enter and Space ask."""
        moves: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in moves and self.stacks:
            self.go(max(0, min(len(self.stacks) - 1, self.current + moves[event.key()])))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current >= 0:
            self.asked.emit(self.stacks[self.current].key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """The first stack is current when the chart is entered by keyboard."""
        super().focusInEvent(event)
        self.go(max(self.current, 0))
