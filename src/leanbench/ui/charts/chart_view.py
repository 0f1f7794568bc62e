"""A chart one can point at: hover tells a point, a click or the arrow keys select it, stage boundaries can be dragged.

The picture is drawn by `leanbench.charts` at the widget's own size and resolution into an image, so the
screen shows what the paper prints. Hit testing is geometry on the axes of the drawn figure; the ring
around the selected point and the handle of a boundary are painted over the image, so that moving them
redraws nothing.

Keys: arrows, Page Up/Down, Home and End walk the points; S starts a stage at the selected point (or takes
away the one that starts there), F freezes the limits after it, N writes a note, X leaves it out; Ctrl+Left
and Ctrl+Right move the nearest boundary by one point; Escape selects none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from leanbench.analyses.sentences import long_date
from leanbench.ui.charts.describe import describe_point
from leanbench.ui.charts.spots import Spots, spots_of
from leanbench.ui.frame.theme import Look
from leanbench.words import _

if TYPE_CHECKING:
    from leanbench.plots.chart_picture import ChartPicture

GRIP = 6  # pixels from a boundary that still count as taking it
SETTLE_MS = 60  # redraw once when resizing pauses
HANDLE = (12.0, 18.0)


class ChartView(QWidget):
    """Shows one result.

    Signals: `point_selected` (panel name, point) or ("", -1) for none; `boundary_moved` (old first point of a
    stage, new one); `stage_wanted`, `freeze_wanted` (point); `card_wanted` ("note" or "reason" of the selected).
    """

    point_selected = Signal(str, int)
    boundary_moved = Signal(int, int)
    stage_wanted = Signal(int)
    freeze_wanted = Signal(int)
    card_wanted = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.result: Any = None
        self.chart: Any = None  # the control chart in it, as shown; None when points cannot be pointed at
        self.options: dict[str, Any] = {}
        self.editable = False  # boundaries may be moved
        self.faint = False  # an example, not a result
        self.rows_text: Callable[[int], str] | None = None  # the rows of the table behind a point, in words
        self.selected: tuple[str, int] = ("", -1)
        self._image: QImage | None = None
        self._spots: dict[str, Spots] = {}  # by panel
        self._dragged: tuple[int, int] | None = None  # boundary as it was, and where it is now
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self.redraw)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(look.px(240))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Chart"))
        look.changed.connect(self.redraw)

    def show_result(self, result: Any, editable: bool = False, **options: Any) -> None:
        """Draw a result, or nothing for None. The selected point is kept where it still exists."""
        from leanbench.plots.chart_display import chart_of, display_chart

        chart = chart_of(result)
        if result is not self.result:
            panel, point = self.selected
            kept = chart is not None and any(p.name == panel and point < p.n for p in chart.panels)
            self.selected = (panel, point) if kept else ("", -1)
        self.result, self.options, self.editable = result, options, editable and chart is not None
        self.chart = None if chart is None else display_chart(chart)
        self._dragged, self.faint = None, False
        self.setAccessibleDescription(" ".join(result.summary()) if result is not None else _("No chart yet"))
        self.redraw()

    def show_example(self, result: Any) -> None:
        """Draw an invented result faintly, or nothing for None; its points cannot be pointed at."""
        self.show_result(result)
        self.chart = None
        self.faint = result is not None
        self.setAccessibleDescription(_("An example of a chart") if self.faint else _("No chart yet"))
        self.redraw()

    def redraw(self) -> None:
        """Draw the figure again at the present size, theme and resolution."""
        self._timer.stop()
        self._image, self._spots = None, {}
        if self.result is not None:
            from leanbench.plots.draw_result import least_height

            self.setMinimumHeight(self.look.px(80 * least_height(self.result)))
        if self.result is not None and self.width() > 80 and self.height() > 80:
            from leanbench.plots import draw_result as figures

            if figures.has_figure(self.result):
                self._draw(figures)
        self.update()

    def _draw(self, figures: Any) -> None:
        from leanbench.ui.charts.screen import paint

        ratio = self.devicePixelRatioF()
        scale = self.look.px(100) / 100.0
        figure = figures.figure(
            self.result,
            theme=self.look.theme.name,
            size=(self.width() / 96.0, self.height() / 96.0),
            scale=scale,
            dpi=96.0 * ratio,
            **self.options,
        )
        image = paint(figure)
        height = image.height()
        image.setDevicePixelRatio(ratio)
        self._image = image
        if self.chart is None:
            return
        for plane in figure.planes:
            for name in plane.panel_names:
                self._spots[name] = spots_of(plane, self.chart.panel(name), height, ratio)

    def picture(self) -> QImage | None:
        """The image as shown."""
        return self._image

    def chart_picture(self) -> ChartPicture | None:
        """The chart for another document, at the size it has here; None for an example."""
        if self._image is None or self.faint:
            return None
        return self.picture_of(self.result, **self.options)

    def picture_of(self, result: Any, **options: Any) -> ChartPicture:
        """Another result (the same chart without names) at the size of this one; may be asked for in a task."""
        from leanbench.plots import draw_result as figures
        from leanbench.plots.answers import inner
        from leanbench.plots.chart_picture import ChartPicture, data_table

        scale = self._type()
        size = (self.width() / 96.0, self.height() / 96.0)
        words = result.summary()
        return ChartPicture(
            72.0 * size[0],
            72.0 * size[1],
            lambda theme: figures.figure(result, theme=theme, size=size, scale=scale, **options),
            words[0].rstrip(".") if words else "Chart",
            " ".join(words),
            data_table(inner(result).table()),
        )

    def _type(self) -> float:
        """Type of the window against its usual size."""
        return self.look.px(100) / 100.0

    def _scale(self) -> Spots | None:
        """The first panel's scale, which all share; None when nothing can be moved on it."""
        first = next(iter(self._spots.values()), None)
        return first if first is not None and first.n > 1 else None

    # --- pointing -----------------------------------------------------------------------------

    def point_at(self, position: QPointF) -> tuple[str, int]:
        """Panel name and point nearest to a position, ("", -1) when none is within reach."""
        found = [(*spots.nearest(position.x(), position.y()), name) for name, spots in self._spots.items()]
        _distance, point, name = min(found, default=(np.inf, -1, ""))
        return (name, point) if point >= 0 else ("", -1)

    def select(self, panel: str, point: int) -> None:
        """Select a point (or ("", -1)) and tell."""
        if (panel, point) != self.selected:
            self.selected = (panel, point)
            self.update()
            if point >= 0:  # what a screen reader says while the arrow keys walk
                self.setAccessibleDescription(self.describe(panel, point).replace("\n", ", "))
            self.point_selected.emit(panel, point)

    def describe(self, panel_name: str, point: int) -> str:
        """What a point is, in words: label, value, stage, the tests it fails, why it is left out."""
        words = describe_point(self.chart, panel_name, point, dict(self.options.get("notes", ())))
        where = self.rows_text(point) if self.rows_text is not None else ""
        return f"{words}\n{where}" if where else words

    # --- boundaries of stages -----------------------------------------------------------------

    def boundaries(self) -> list[int]:
        """First points of the second and later stages."""
        return [] if self.chart is None else [stage.first for stage in self.chart.stages[1:]]

    def handles(self) -> list[int]:
        """Boundaries that can be taken: starts of stages, and the end of the points that set the limits."""
        frozen = int(self.options.get("frozen", 0))
        inside = self.chart is not None and 0 < frozen < self.chart.panels[0].n
        return sorted({*self.boundaries(), *([frozen] if inside else [])})

    def boundary_at(self, position: QPointF) -> int:
        """The boundary under a position, -1 when there is none or it may not be moved."""
        scale = self._scale()
        if scale is None or not self.editable or not scale.top - 24 <= position.y() <= scale.bottom + 24:
            return -1
        near = [(abs(scale.place(first) - position.x()), first) for first in self.handles()]
        distance, first = min(near, default=(np.inf, -1))
        return first if distance <= GRIP else -1

    def move_boundary(self, old: int, new: int) -> None:
        """Ask for a boundary at another point, between its neighbors."""
        if old not in self.boundaries():
            if new != old:
                self.freeze_wanted.emit(max(new, 2) - 1)
            return
        others = [first for first in self.boundaries() if first != old]
        low = max((first for first in others if first < old), default=0) + 1
        high = min((first for first in others if first > old), default=self.chart.panels[0].n) - 1
        new = min(max(new, low), high)
        if new != old:
            self.boundary_moved.emit(old, new)

    def changeEvent(self, event: QEvent) -> None:
        """A screen of another resolution needs another drawing."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._timer.start()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the points, edit stages; see the module text."""
        if not self._spots:
            super().keyPressEvent(event)
            return
        names = list(self._spots)
        panel, point = self.selected
        if panel not in names:
            panel, point = names[0], -1
        last = self._spots[panel].n - 1
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
        key = Qt.Key(event.key())
        if key in steps and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            near = min(self.boundaries(), key=lambda first: abs(first - max(point, 0)), default=-1)
            if self.editable and near > 0:
                self.move_boundary(near, near + steps[key])
        elif key in steps:
            self.select(panel, min(max(point + steps[key], 0), last))
        elif key == Qt.Key.Key_Home:
            self.select(panel, 0)
        elif key == Qt.Key.Key_End:
            self.select(panel, last)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and len(names) > 1:
            move = -1 if key == Qt.Key.Key_Up else 1
            self.select(names[(names.index(panel) + move) % len(names)], max(point, 0))
        elif key == Qt.Key.Key_S and point >= 0 and self.editable:
            self.stage_wanted.emit(point)
        elif key == Qt.Key.Key_F and point >= 0 and self.editable:
            self.freeze_wanted.emit(point)
        elif key in (Qt.Key.Key_N, Qt.Key.Key_X) and point >= 0:
            self.card_wanted.emit("note" if key == Qt.Key.Key_N else "reason")
        elif key == Qt.Key.Key_Escape and self._dragged is not None:
            self._dragged = None
            self.update()
        elif key == Qt.Key.Key_Escape and point >= 0:
            self.select("", -1)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        QToolTip.hideText()
        super().leaveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the boundary that is held, or tell what is under the mouse."""
        scale = self._scale()
        if self._dragged is not None and scale is not None:
            place = scale.boundary(event.position().x())
            self._dragged = (self._dragged[0], place)
            QToolTip.showText(
                event.globalPosition().toPoint(),
                _("From {day}").format(day=long_date(self.chart.point_label(place))),
                self,
            )
            self.update()
            return
        if self.boundary_at(event.position()) > 0:
            self.setCursor(Qt.CursorShape.SplitHCursor)
            QToolTip.showText(event.globalPosition().toPoint(), _("Drag to move the boundary"), self)
            return
        panel, point = self.point_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if point >= 0 else Qt.CursorShape.ArrowCursor)
        if point >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.describe(panel, point), self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the boundary under the mouse, else select the point under it, or none."""
        self.setFocus()
        boundary = self.boundary_at(event.position())
        if boundary > 0:
            self._dragged = (boundary, boundary)
            return
        self.select(*self.point_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the boundary down."""
        if self._dragged is not None:
            old, new = self._dragged
            self._dragged = None
            self.update()
            self.move_boundary(old, new)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The drawn chart, the handles of boundaries, and the ring around the selected point."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("panel"))
        if self._image is not None:
            painter.setOpacity(0.45 if self.faint else 1.0)
            painter.drawImage(0, 0, self._image)
            painter.setOpacity(1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_boundaries(painter)
        panel, point = self.selected
        spots = self._spots.get(panel)
        if spots is not None and 0 <= point < spots.n and np.isfinite(spots.spot(point)).all():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.colour("accent"), 2))
            painter.drawEllipse(QPointF(*spots.spot(point)), 9, 9)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.look.colour("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_boundaries(self, painter: QPainter) -> None:
        scale = self._scale()
        if scale is None or not self.editable:
            return
        for first in self.handles():
            held = self._dragged is not None and self._dragged[0] == first
            x = scale.place(self._dragged[1] if held and self._dragged else first)
            if held:
                painter.setPen(QPen(self.look.colour("accent"), 1.5, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(x, scale.top), QPointF(x, scale.bottom))
            painter.setPen(QPen(self.look.colour("accent" if held else "line"), 1.2))
            painter.setBrush(self.look.colour("panel"))
            width, height = HANDLE
            painter.drawRoundedRect(QRectF(x - width / 2, scale.bottom - height / 2, width, height), 3, 3)
            for shift in (-1.5, 1.5):
                painter.drawLine(QPointF(x + shift, scale.bottom - 4), QPointF(x + shift, scale.bottom + 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again when the size has settled; the first time at once."""
        super().resizeEvent(event)
        if self._image is None:
            self.redraw()
        else:
            self._timer.start()
