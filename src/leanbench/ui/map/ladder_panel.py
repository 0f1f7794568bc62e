"""The timeline ladder below the map: waits raised, work low, in line with the columns of the canvas.

The places come from the canvas (its scroll and zoom), the times from `flow.timeline`; the letters keep
their size at any zoom.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, QTimer
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.flow.ladder import Rung, timeline_of
from leanbench.maps.arrangement import Layout
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.map.map_camera import MapCamera
from leanbench.ui.map.metrics_strip import has_times
from leanbench.words.durations import time_text


class Ladder(QWidget):
    """Follows the canvas; the selected step's rung is in the accent colour."""

    def __init__(self, session: Session, view: MapCamera) -> None:
        super().__init__()
        self.session = session
        self.view = view
        set_role(self, "panel")
        self.setAccessibleName("Timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.view_changed.connect(self.update)
        view.map_scene.redrawn.connect(self._on_redrawn)
        view.map_scene.laid_out.connect(self.refresh)
        session.selection_changed.connect(self._on_selection)
        session.look.changed.connect(self.updateGeometry)
        self.rungs: tuple[Rung, ...] = ()
        self.describe_later = QTimer(self)
        self.describe_later.setSingleShot(True)
        self.describe_later.setInterval(400)
        self.describe_later.timeout.connect(self._describe)
        self.refresh()

    def sizeHint(self) -> QSize:
        """One ladder high."""
        return QSize(200, self.session.look.px(56))

    def _on_redrawn(self, _ids: object) -> None:
        self.refresh()

    def _on_selection(self, _items: object) -> None:
        self.update()

    def refresh(self) -> None:
        """Read the times again."""
        map_ = self.session.map
        if map_ is None or not has_times(map_):
            self.rungs = ()
        else:
            line = timeline_of(map_, self.session.event)
            self.rungs = tuple([rung for rung in line.rungs[: line.main] if rung.on_critical_path])
        self.describe_later.start()
        self.update()

    def _describe(self) -> None:
        """The same in words, for a screen reader; not part of the frame of an edit."""
        calendar = self.session.event.calendar
        self.setAccessibleDescription(
            "; ".join(
                f"step {r.number}: wait {time_text(r.wait_min, calendar)}, "
                f"work {time_text(r.process_min, calendar)}"
                for r in self.rungs
            )
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line that goes up for a wait and down for work; only what is in sight."""
        painter = QPainter(self)
        look = self.session.look
        painter.fillRect(self.rect(), look.colour("panel"))
        layout = self.view.map_scene.layout
        if layout is not None and self.rungs:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            left = self.view.covered_left()
            painter.setClipRect(left, 0, self.width() - left, self.height())
            painter.setFont(look.font("caption"))
            self._paint_rungs(painter, self._in_sight(layout))
            painter.setClipping(False)
        painter.setPen(look.colour("hairline"))
        painter.drawLine(0, 0, self.width(), 0)

    def _in_sight(self, layout: Layout) -> list[tuple[float, float, float, Rung]]:
        """(start of the wait, start and end of the work in pixels, rung), left to right."""
        zoom = self.view.zoom()
        origin = self.view.viewportTransform().dx() + self.view.viewport().x()
        spans = []
        for rung in self.rungs:
            rect = layout.steps.get(rung.step_id)
            if rect is not None:
                spans.append((rect.x * zoom + origin, rect.right * zoom + origin, rung))
        spans.sort(key=_start)
        shown = []
        before = spans[0][0] - 24.0 * zoom if spans else 0.0
        for start, end, rung in spans:
            gap = max(start - before, 3.0)
            before = end
            if end >= 0 and start - gap <= self.width():
                shown.append((start - gap, start, end, rung))
        return shown

    def _paint_rungs(self, painter: QPainter, spans: list[tuple[float, float, float, Rung]]) -> None:
        look, calendar = self.session.look, self.session.event.calendar
        top, low = look.px(22), look.px(46)
        chosen = set(self.session.selected("step"))
        plain, accent = QPainterPath(), QPainterPath()
        labels: list[tuple[float, float, float, str, bool]] = []
        for wait_x, start, end, rung in spans:
            mine = rung.step_id in chosen
            path = accent if mine else plain
            path.moveTo(wait_x, low)
            if rung.wait_min > 0:
                path.lineTo(wait_x, top)
                path.lineTo(start, top)
            path.lineTo(start, low)
            path.lineTo(end, low)
            if end - start < 24:  # no room for words: the line alone
                continue
            if rung.wait_min > 0:
                labels.append((wait_x - 30, start + 30, top - 5, time_text(rung.wait_min, calendar), mine))
            labels.append((start, end, low - 5, time_text(rung.process_min, calendar), mine))
        painter.setPen(QPen(look.colour("muted"), 1.3))
        painter.drawPath(plain)
        painter.setPen(QPen(look.colour("accent"), 1.8))
        painter.drawPath(accent)
        metrics = painter.fontMetrics()
        for left, right, y, words, mine in labels:
            wide = metrics.horizontalAdvance(words)
            if wide < right - left:
                painter.setPen(look.colour("text" if mine else "icon"))
                painter.drawText(QPointF((left + right - wide) / 2, y), words)


def _start(span: tuple[float, float, Rung]) -> float:
    return span[0]
