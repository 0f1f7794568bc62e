"""The timeline ladder below the map: waits raised, work low, in line with the columns of the canvas.

The places come from the canvas (its scroll and zoom), the times from `flow.timeline`; the letters keep
their size at any zoom.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.flow.ladder import Rung, timeline_of
from leanbench.maps.wording import minutes_in_words
from leanbench.ui.canvas.view import MapView
from leanbench.ui.session import Session
from leanbench.ui.style import set_role


class Ladder(QWidget):
    """Follows the canvas; the selected step's rung is in the accent colour."""

    def __init__(self, session: Session, view: MapView) -> None:
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
        if map_ is None or not map_.steps:
            self.rungs = ()
            self.setAccessibleDescription("")
        else:
            line = timeline_of(map_, self.session.event)
            self.rungs = tuple(rung for rung in line.rungs[: line.main] if rung.on_critical_path)
            calendar = self.session.event.calendar
            self.setAccessibleDescription(
                "; ".join(
                    f"step {r.number}: wait {minutes_in_words(r.wait_min, calendar)}, "
                    f"work {minutes_in_words(r.process_min, calendar)}"
                    for r in self.rungs
                )
            )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line that goes up for a wait and down for work."""
        painter = QPainter(self)
        look = self.session.look
        painter.fillRect(self.rect(), look.colour("panel"))
        layout = self.view.map_scene.layout
        if layout is None or not self.rungs:
            return
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        left = self.view.lanes.width() if self.view.lanes.isVisible() else 0
        painter.setClipRect(left, 0, self.width() - left, self.height())
        top, low = look.px(22), look.px(46)
        offset = self.view.viewport().mapTo(self.view, self.view.viewport().rect().topLeft()).x()
        chosen = set(self.session.selected("step"))
        painter.setFont(look.font("caption"))
        before: float | None = None
        spans = []
        for rung in self.rungs:
            rect = layout.steps.get(rung.step_id)
            if rect is not None:
                spans.append((rect.x, rect.right, rung))
        spans.sort(key=lambda span: span[0])
        for x, right, rung in spans:
            start = self.view.mapFromScene(QPointF(x, 0)).x() + offset
            end = self.view.mapFromScene(QPointF(right, 0)).x() + offset
            gap = start - before if before is not None else 24.0 * self.view.zoom()
            self._paint_rung(
                painter, rung, (start - max(gap, 8), start, end), (top, low), rung.step_id in chosen
            )
            before = end
        painter.setClipping(False)
        painter.setPen(look.colour("hairline"))
        painter.drawLine(0, 0, self.width(), 0)

    def _paint_rung(
        self, painter: QPainter, rung: Rung, xs: tuple[float, float, float], ys: tuple[int, int], chosen: bool
    ) -> None:
        look, calendar = self.session.look, self.session.event.calendar
        wait_x, start, end = xs
        top, low = ys
        colour = look.colour("accent" if chosen else "muted")
        painter.setPen(QPen(colour, 1.8 if chosen else 1.3))
        rise = top if rung.wait_min > 0 else low
        points = [
            QPointF(wait_x, low),
            QPointF(wait_x, rise),
            QPointF(start, rise),
            QPointF(start, low),
            QPointF(end, low),
        ]
        painter.drawPolyline(points)
        metrics = painter.fontMetrics()
        painter.setPen(look.colour("text" if chosen else "icon"))
        if rung.wait_min > 0:
            words = minutes_in_words(rung.wait_min, calendar)
            wide = metrics.horizontalAdvance(words)
            painter.drawText(QPointF((wait_x + start - wide) / 2, top - 5), words)
        words = minutes_in_words(rung.process_min, calendar)
        wide = metrics.horizontalAdvance(words)
        if wide < end - start:
            painter.drawText(QPointF((start + end - wide) / 2, low - 5), words)
