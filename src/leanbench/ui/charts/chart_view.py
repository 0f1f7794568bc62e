"""A chart one can point at: hover tells a point, a click or the arrow keys select it.

The picture is drawn by `leanbench.charts` at the widget's own size and resolution into an image, so the
screen shows what the paper prints. Hit testing is geometry on the axes of the drawn figure; the ring
around the selected point is painted over the image, so that moving it redraws nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from leanbench.ui.theme import Look

REACH = 14  # pixels from a point that still count as pointing at it
SETTLE_MS = 60  # redraw once when resizing pauses


class ChartView(QWidget):
    """Shows one result. Signals: `point_selected` (panel name, point) or ("", -1) for none."""

    point_selected = Signal(str, int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.result: Any = None
        self.options: dict[str, Any] = {}
        self.selected: tuple[str, int] = ("", -1)
        self._image: QImage | None = None
        self._spots: list[tuple[str, Any]] = []  # panel name, (n, 2) pixel positions
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self.redraw)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(look.px(240))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Chart")
        look.changed.connect(self.redraw)

    def show_result(self, result: Any, **options: Any) -> None:
        """Draw a result, or nothing for None. The selected point is kept where it still exists."""
        if result is not self.result:
            panel, point = self.selected
            kept = result is not None and any(
                p.name == panel and point < p.n for p in getattr(result, "panels", ())
            )
            self.selected = (panel, point) if kept else ("", -1)
        self.result, self.options = result, options
        self.setAccessibleDescription(" ".join(result.summary()) if result is not None else "No chart yet")
        self.redraw()

    def redraw(self) -> None:
        """Draw the figure again at the present size, theme and resolution."""
        self._timer.stop()
        self._image, self._spots = None, []
        if self.result is not None and self.width() > 80 and self.height() > 80:
            from leanbench.charts import figures

            if figures.has_figure(self.result):
                self._draw(figures)
        self.update()

    def _draw(self, figures: Any) -> None:
        ratio = self.devicePixelRatioF()
        dpi = 96.0 * ratio
        size = (self.width() / 96.0, self.height() / 96.0)
        scale = 1.4 if self.look.room else 1.0
        figure = figures.figure(
            self.result, theme=self.look.theme.name, size=size, scale=scale, dpi=dpi, **self.options
        )
        figure.canvas.draw()
        width, height = figure.canvas.get_width_height(physical=True)
        buffer = bytes(figure.canvas.buffer_rgba())
        image = QImage(buffer, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(ratio)
        self._image = image
        axes = [axes for axes in figure.axes if getattr(axes, "panel_names", ())]
        for ax in axes:
            for name in ax.panel_names:
                panel = self.result.panel(name)
                spots = ax.transData.transform(np.column_stack((np.arange(1, panel.n + 1), panel.points)))
                spots[:, 1] = height - spots[:, 1]
                self._spots.append((name, spots / ratio))

    def picture(self) -> QImage | None:
        """The image as shown, for the clipboard."""
        return self._image

    # --- pointing -----------------------------------------------------------------------------

    def point_at(self, position: QPointF) -> tuple[str, int]:
        """Panel name and point nearest to a position, ("", -1) when none is within reach."""
        best, nearest = ("", -1), float(REACH**2)
        for name, spots in self._spots:
            if len(spots) == 0:
                continue
            distance = (spots[:, 0] - position.x()) ** 2 + (spots[:, 1] - position.y()) ** 2
            distance = np.where(np.isfinite(distance), distance, np.inf)
            index = int(distance.argmin())
            if distance[index] < nearest:
                best, nearest = (name, index), float(distance[index])
        return best

    def select(self, panel: str, point: int) -> None:
        """Select a point (or ("", -1)) and tell."""
        if (panel, point) != self.selected:
            self.selected = (panel, point)
            self.update()
            self.point_selected.emit(panel, point)

    def describe(self, panel_name: str, point: int) -> str:
        """What a point is, in words: label, value, stage, the tests it fails, why it is left out."""
        panel = self.result.panel(panel_name)
        parts = [f"{self.result.point_label(point)}: {panel.points[point]:,.4g}"]
        if len(self.result.stages) > 1:
            parts.append(self.result.stages[int(panel.stage[point])].name)
        size = np.asarray(panel.size)
        if size.size and float(size[point]) > 1:
            parts.append(f"n = {float(size[point]):g}")
        parts += [f"test {s.test}: {s.name}" for s in panel.signals if s.point == point]
        if panel.excluded[point]:
            parts.append(f"left out: {panel.reasons.get(point, 'no reason given')}")
        return "\n".join(parts)

    def changeEvent(self, event: QEvent) -> None:
        """A screen of another resolution needs another drawing."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._timer.start()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys walk along the points, Up and Down between panels, Escape selects none."""
        if not self._spots:
            super().keyPressEvent(event)
            return
        names = [name for name, _ in self._spots]
        panel, point = self.selected
        if panel not in names:
            panel, point = names[0], -1
        last = len(dict(self._spots)[panel]) - 1
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
        if event.key() in steps:
            self.select(panel, min(max(point + steps[event.key()], 0), last))
        elif event.key() == Qt.Key.Key_Home:
            self.select(panel, 0)
        elif event.key() == Qt.Key.Key_End:
            self.select(panel, last)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and len(names) > 1:
            move = -1 if event.key() == Qt.Key.Key_Up else 1
            self.select(names[(names.index(panel) + move) % len(names)], max(point, 0))
        elif event.key() == Qt.Key.Key_Escape and point >= 0:
            self.select("", -1)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        QToolTip.hideText()
        super().leaveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the mouse."""
        panel, point = self.point_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if point >= 0 else Qt.CursorShape.ArrowCursor)
        if point >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.describe(panel, point), self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the point under the mouse, or none."""
        self.setFocus()
        self.select(*self.point_at(event.position()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The drawn chart, and the ring around the selected point."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("panel"))
        if self._image is not None:
            painter.drawImage(0, 0, self._image)
        panel, point = self.selected
        spots = dict(self._spots).get(panel)
        if spots is not None and 0 <= point < len(spots) and np.isfinite(spots[point]).all():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.look.colour("accent"), 2))
            painter.drawEllipse(QPointF(*spots[point]), 9, 9)
        if self.hasFocus():
            painter.setPen(QPen(self.look.colour("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again when the size has settled; the first time at once."""
        super().resizeEvent(event)
        if self._image is None:
            self.redraw()
        else:
            self._timer.start()
