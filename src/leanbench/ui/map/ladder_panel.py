"""The timeline ladder below the map: waits raised, work low, in line with the columns of the canvas.

The places come from the canvas (its scroll and zoom), the times from `flow.timeline`; the letters keep
their size at any zoom.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from leanbench.drawing.picture import Picture
from leanbench.drawing.primitives import Group
from leanbench.drawing.text_width import standard
from leanbench.event.records import KeptPicture
from leanbench.flow.ladder import Timeline, timeline_of
from leanbench.maps.geometry import Rect
from leanbench.maps.ladder_drawing import ladder_groups, timeline_picture
from leanbench.schema import replace
from leanbench.ui.frame.qt_painter import compile_items, play
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.picture_menu import PictureMenu
from leanbench.ui.map.map_camera import MapCamera
from leanbench.ui.map.metrics_strip import has_times
from leanbench.words import _
from leanbench.words.durations import time_text


class Ladder(QWidget):
    """Follows the canvas; the selected step's rung is in the accent color."""

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
        self.known: Timeline | None = None
        self.menu = PictureMenu(session, self, self._picture, self._kept_picture)
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
        timed = map_ is not None and has_times(map_)
        self.known = timeline_of(map_, self.session.event) if map_ is not None and timed else None
        self.describe_later.start()
        self.update()

    def _describe(self) -> None:
        """The same in words, for a screen reader; not part of the frame of an edit."""
        rungs = () if self.known is None else self.known.critical
        calendar = self.session.event.calendar
        self.setAccessibleDescription(
            "; ".join(
                _("step {number}: wait {wait_min}, work {process_min}").format(
                    number=r.number,
                    wait_min=time_text(r.wait_min, calendar),
                    process_min=time_text(r.process_min, calendar),
                )
                for r in rungs
            )
        )

    def _picture(self) -> Picture | None:
        from leanbench.maps.event_pictures import WIDE  # with all that it draws: not needed to start

        map_ = self.session.map
        return None if map_ is None else timeline_picture(self.session.event, map_.id, WIDE[0])

    def _kept_picture(self) -> KeptPicture | None:
        map_ = self.session.map
        return None if map_ is None else KeptPicture(picture="timeline", map=map_.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the whole ladder as a picture."""
        self.menu.open(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The same rungs as on paper, under their steps; only what is in sight."""
        painter = QPainter(self)
        look = self.session.look
        painter.fillRect(self.rect(), look.colour("panel"))
        if self.known is not None:
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            left = self.view.covered_left()
            painter.setClipRect(left, 0, self.width() - left, self.height())
            scale = look.px(100) / 100.0
            painter.scale(scale, scale)
            operations, _bounds = compile_items(self._groups(scale), self.view.map_scene.ink)
            play(painter, operations)
            painter.resetTransform()
            painter.setClipping(False)
        painter.setPen(look.colour("hairline"))
        painter.drawLine(0, 0, self.width(), 0)

    def _groups(self, scale: float) -> list[Group]:
        """The rungs in sight, at the places of their steps on the screen."""
        layout = self.view.map_scene.layout
        if layout is None or self.known is None:
            return []
        zoom = self.view.zoom() / scale
        origin = (self.view.viewportTransform().dx() + self.view.viewport().x()) / scale
        wide = self.width() / scale
        seen: dict[str, Rect] = {}
        for rung in self.known.critical:
            rect = layout.steps.get(rung.step_id)
            if (
                rect is not None
                and rect.right * zoom + origin > -260.0
                and rect.x * zoom + origin < wide + 60.0
            ):
                seen[rung.step_id] = Rect(rect.x * zoom + origin, rect.y, rect.w * zoom, rect.h)
        here = replace(layout, steps=seen, lanes=(), header_width=-1e9)
        chosen = self.session.selected("step")
        event = self.session.event
        return ladder_groups(
            event, self.known, here, 2.0, standard(), whole=True, totals_too=False, chosen=chosen
        )
