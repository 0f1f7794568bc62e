"""One line of the What if panel: a name, a slider, a field to type in, and what the event says now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSlider, QWidget

from leanbench.errors import UserError
from leanbench.flow.knob_scale import KnobScale
from leanbench.flow.knobs import Knob, Value, usual_unit, value_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.map.panel_parts import tell, words
from leanbench.words import _


class KnobLine(QWidget):
    """Signals: `turned(knob, value)` when a value was tried."""

    turned = Signal(object, object)

    def __init__(self, session: Session, knob: Knob, value: Value | None) -> None:
        super().__init__()
        self.session = session
        self.knob = knob
        self.value = value
        self._typing = False
        self._before = value  # the value when the typing began
        self.scale = KnobScale(knob, session.event.calendar)
        self.name = set_role(QLabel(knob.title), "small")
        self.name.setToolTip(knob.title)
        self.now = set_role(QLabel(), "caption")
        self.slider = TrialSlider(session)
        self.slider.setAccessibleName(knob.title)
        self.slider.valueChanged.connect(self._slid)
        self.field = QLineEdit()
        self.field.setFont(session.look.font("small"))
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(session.look.px(104))
        self.field.setAccessibleName(_("{title}, value to try").format(title=knob.title))
        self.field.textEdited.connect(self._typed)
        self.field.editingFinished.connect(self._finished)
        self.problem = words("", "bad")
        self.problem.hide()
        self.name.setBuddy(self.field)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 2)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.now, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        grid.addWidget(self.field, 0, 2, 2, 1)
        grid.addWidget(self.problem, 2, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.name.setMinimumWidth(40)
        low, high, page = self.scale.ends
        self.slider.blockSignals(True)
        self.slider.setRange(low, high)
        self.slider.setPageStep(page)
        self.slider.blockSignals(False)
        self.show_value(value)

    # --- showing ------------------------------------------------------------------------------

    def show_value(self, value: Value | None) -> None:
        """Take a value from outside; a field that is typed into is left alone."""
        self.value = value
        present = value_text(self.knob.kind, self.scale.base)
        words = _("now {present}").format(present=present or _("not recorded"))
        self.now.setText("" if self.knob.kind.startswith("scale") else words)
        self.slider.mark = self.scale.position(self.knob.present)
        self._place_slider(value)
        if not (self.field.hasFocus() and self.field.isModified()):
            self.field.setText(self._text(value))
            self.field.setCursorPosition(0)  # the beginning of a long text says more
            self._typing = False
            self._tell("")

    def _text(self, value: Value | None) -> str:
        return value_text(self.knob.kind, usual_unit(value, self.session.event.calendar))

    def _place_slider(self, value: Value | None) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(self.scale.position(value))
        self.slider.blockSignals(False)
        self.slider.update()

    # --- turning ------------------------------------------------------------------------------

    def _slid(self, position: int) -> None:
        self._take(self.scale.value_at(position))
        self._typing = False
        self.field.setModified(False)
        self.field.setText(self._text(self.value))
        self.field.setCursorPosition(0)  # the beginning of a long text says more
        self._tell("")

    def _typed(self, text: str) -> None:
        """What can be read counts at once; with what cannot, the value from before the typing stands."""
        if not self._typing:
            self._typing, self._before = True, self.value
        try:
            value = self.scale.read(text)
        except UserError:
            if self._before is not None:
                self._take(self._before)
                self._place_slider(self._before)
            elif self.value is not None:
                self.value = None
                self.turned.emit(self.knob, None)
            return
        self._tell("")
        self._take(value)
        self._place_slider(value)

    def _finished(self) -> None:
        text = self.field.text().strip()
        if not self.field.isModified():
            return
        if not text and self.knob.present is not None:
            self._take(self.knob.present)
            text = value_text(self.knob.kind, self.knob.present)
        try:
            value = self.scale.read(text)
        except UserError as error:
            self._tell(str(error))
            return
        self.field.setModified(False)
        self._typing = False
        self._tell("")
        self._take(value)
        self._place_slider(value)
        self.field.setText(self._text(value))
        self.field.setCursorPosition(0)  # the beginning of a long text says more

    def _take(self, value: Value) -> None:
        if value != self.value:
            self.value = value
            self.turned.emit(self.knob, value)

    def _tell(self, problem: str) -> None:
        tell(self.problem, problem)
        if bool(self.field.property("problem")) != bool(problem):
            self.field.setProperty("problem", bool(problem))
            polish(self.field)


class TrialSlider(QSlider):
    """A slider with a tick at the present value; the way from there to the handle is in the accent color."""

    def __init__(self, session: Session) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.session = session
        self.mark = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """One line."""
        px = self.session.look.px
        return QSize(px(160), px(20))

    def minimumSizeHint(self) -> QSize:
        """Still usable."""
        px = self.session.look.px
        return QSize(px(80), px(20))

    def _x(self, value: int) -> float:
        edge = self.session.look.px(8)
        span = max(1, self.maximum() - self.minimum())
        share = (min(max(value, self.minimum()), self.maximum()) - self.minimum()) / span
        return edge + share * (self.width() - 2 * edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Groove, tick, way, handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self.session.look, self.session.look.px
        middle = self.height() / 2
        now, here = self._x(self.mark), self._x(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("hairline"))
        left, right = self._x(self.minimum()), self._x(self.maximum())
        painter.drawRoundedRect(QRectF(left, middle - 1.5, right - left, 3), 1.5, 1.5)
        painter.setBrush(look.colour("accent"))
        painter.drawRect(QRectF(min(now, here), middle - 1.5, abs(here - now), 3))
        painter.setBrush(look.colour("muted"))
        painter.drawRect(QRectF(now - 0.75, middle - px(6), 1.5, px(12)))
        size = px(13)
        painter.setBrush(look.colour("panel"))
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() or self.underMouse() else "line"), 1.6))
        painter.drawEllipse(QRectF(here - size / 2, middle - size / 2, size, size))
        if self.hasFocus():
            painter.setBrush(look.colour("accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QRectF(here - size / 5, middle - size / 5, size / 2.5, size / 2.5))

    def _go(self, x: float) -> None:
        edge = self.session.look.px(8)
        share = (x - edge) / max(1, self.width() - 2 * edge)
        place = self.minimum() + share * (self.maximum() - self.minimum())
        self.setValue(round(min(max(place, self.minimum()), self.maximum())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle jumps to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The handle follows the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""

    def wheelEvent(self, event: object) -> None:
        """The wheel scrolls the panel, it never turns a knob by accident."""
        event.ignore()  # type: ignore[attr-defined]
