"""The map on the canvas: a scene that follows the document group by group.

The drawing comes from `leanbench.maps`; the scene only keeps one item per group. An edit that moves
nothing (a time, a name) redraws the touched steps; anything else asks the layout again and replaces
the groups that came out different.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QGraphicsScene

from leanbench.drawing.primitives import Group
from leanbench.drawing.text_width import standard
from leanbench.event.records import Event, Map, Step
from leanbench.flow.ladder import numbering, timeline_of
from leanbench.flow.times import typed_minutes
from leanbench.maps.arrangement import Layout
from leanbench.maps.geometry import Rect
from leanbench.maps.ladder_drawing import wall_ladder
from leanbench.maps.map_picture import draw_map, draw_steps, long_wait_min
from leanbench.maps.wall import BELOW, MARGIN, Wall, wall_layout
from leanbench.store.touched import Touched
from leanbench.ui.frame.qt_painter import Ink
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.tasks import Job, Task
from leanbench.ui.map.canvas_items import GroupItem, Handles, Rubber
from leanbench.words.language import _
from leanbench.words.lists import count_text

MOST_AT_ONCE = 2_000  # steps and links; a larger map is drawn when somebody asks for it
PIECE_S = 0.02  # so long the window waits for a piece of a large map
# Changing one of these fields can move boxes or lines; the other fields only change what a box says.
LIKE = {"ladder": "step"}  # the rung of a step is marked with it
PLACING = ("kind", "role", "pin", "decision")


class MapScene(QGraphicsScene):
    """Signals: `laid_out` after positions changed, `redrawn(step_ids)` after some steps were repainted."""

    laid_out = Signal()
    redrawn = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.ink = Ink(session.look)
        self.view_kind = session.settings.map_view
        self.compare_to: str | None = None
        self.groups: dict[str, GroupItem] = {}
        self.headers: list[Group] = []
        self.wall = Wall(1200.0, 700.0)  # the room to fill
        self.wall_zoom = 1.0  # that fills it
        self.distance = 0  # how far away the cards are read
        self.layout: Layout | None = None
        self.map: Map | None = None
        self.event_shown: Event | None = None
        self.numbers: Mapping[str, str] = {}
        self.long_wait = 0.0
        self._critical: tuple[str, ...] = ()  # the steps that have a rung
        self._job: Job | None = None  # the drawing of a large map
        self._pieces: Iterator[str] | None = None
        self.handles = Handles(self.ink)
        self.rubber = Rubber(self.ink)
        self.addItem(self.handles)
        self.addItem(self.rubber)
        session.selection_changed.connect(self.show_selection)

    # --- following the document -----------------------------------------------------------------

    def reset(self) -> None:
        """Another event, map, view or look: draw everything anew."""
        self.ink = Ink(self.session.look)
        self.handles.ink = self.rubber.ink = self.ink
        self.handles.hide()
        self.rubber.clear()
        for item in self.groups.values():
            self.removeItem(item)
        self.groups.clear()
        self.rebuild()

    def follow(self, touched: Touched) -> None:
        """Take over what an edit changed."""
        event, now, before = self.session.event, self.session.map, self.map
        if now is None or before is None or now.id != before.id or self.layout is None:
            self.reset()
            return
        if now is before and not (touched.touches("roles") or touched.touches("calendar")):
            return
        if (
            self.compare_to is None
            and self.view_kind != "value-stream"
            and self._only_words(before, now, touched)
        ):
            self._redraw_steps(event, now, touched.ids("maps", now.id, "steps"))
        else:
            self.rebuild()

    def _only_words(self, before: Map, now: Map, touched: Touched) -> bool:
        """Whether nothing can have moved: only what steps say has changed."""
        if not touched.within("maps", now.id, "steps") or before.links is not now.links:
            return False
        if len(before.steps) != len(now.steps):
            return False
        for old, new in zip(before.steps, now.steps, strict=True):
            if old is not new and (old.id != new.id or _moves(old, new)):
                return False
        return True

    def _redraw_steps(self, event: Event, now: Map, ids: Iterable[str]) -> None:
        assert self.layout is not None
        changed = set(ids)
        long_wait = long_wait_min(event, now)
        if long_wait != self.long_wait:  # which waits are set off may have changed for any step
            low, high = sorted((long_wait, self.long_wait))
            _process, waits = typed_minutes(now, event.calendar)
            changed.update(
                step.id
                for step, wait in zip(now.steps, waits, strict=True)
                if wait is not None and low <= wait <= high
            )
        self.map, self.event_shown, self.long_wait = now, event, long_wait
        for group in draw_steps(event, now, self.layout, self.numbers, only=changed, distance=self.distance):
            self._set_group(group)
        self._redraw_ladder(event, now, self.layout, changed)
        self.redrawn.emit(changed)

    def read_from(self, distance: int) -> None:
        """The cards are nearer or farther now: they say what can be read from there."""
        if distance == self.distance:
            return
        self.distance = distance
        if self.layout is None or self.map is None or self.event_shown is None:
            return
        if self.compare_to is not None:
            self.rebuild()
            return
        for group in draw_steps(self.event_shown, self.map, self.layout, self.numbers, distance=distance):
            self._set_group(group)

    def _redraw_ladder(self, event: Event, now: Map, layout: Layout, changed: set[str]) -> None:
        """The rungs in the rows of these steps; all of them where the critical path is another."""
        before = self._critical
        groups = self._ladder(event, now, layout, changed)
        if self._critical != before:
            groups = self._ladder(event, now, layout)
            known = {group.id for group in groups}
            for key in [key for key in self.groups if key.startswith("ladder:") and key not in known]:
                self.removeItem(self.groups.pop(key))
        for group in groups:
            self._set_group(group)

    def _ladder(self, event: Event, now: Map, layout: Layout, only: set[str] | None = None) -> list[Group]:
        """The rungs under each row of the map, in line with its steps; none before the first time is typed."""
        if not layout.columns or not has_times(now):
            self._critical = ()
            return []
        known = timeline_of(now, event)
        self._critical = tuple(rung.step_id for rung in known.critical)
        return wall_ladder(event, known, layout, now.steps, standard(), only)

    def rebuild(self) -> None:
        """Lay out and draw, and replace the groups that are different now."""
        event, now = self.session.event, self.session.map
        self.map, self.event_shown = now, event
        self.drawing_off()
        if now is None or not now.steps or self.is_large:
            self._clear()
            return
        self.numbers = numbering(now)
        self.layout, self.wall_zoom = wall_layout(
            now, event.roles, self.numbers, self.wall, self.layout_view()
        )
        self.long_wait = long_wait_min(event, now)
        other = self.compare_to if self.compare_to != now.id else None
        drawing = draw_map(
            event, now.id, view=self.layout_view(), layout=self.layout, numbers=self.numbers, compare_to=other,
            distance=self.distance,
        )  # fmt: skip
        self._take([*drawing.items, *self._ladder(event, now, self.layout)])
        self._frame(self.layout)
        self.show_selection(self.session.selection)
        self.laid_out.emit()

    @property
    def is_large(self) -> bool:
        """Whether the map in front is drawn only when somebody asks for it."""
        return self.map is not None and len(self.map.steps) + len(self.map.links) > MOST_AT_ONCE

    def draw_beside(self) -> None:
        """Lay out and draw a large map beside the window, then show it piece by piece; Cancel leaves it undrawn."""
        event, now, view, wall = self.session.event, self.session.map, self.layout_view(), self.wall
        if now is None:
            return

        def work(task: Task) -> tuple[Any, ...]:
            numbers = numbering(now)
            task.check()
            layout, zoom = wall_layout(now, event.roles, numbers, wall, view)
            task.check()
            drawing = draw_map(event, now.id, view=view, layout=layout, numbers=numbers)
            items = [*drawing.items, *self._ladder(event, now, layout)]
            return now, numbers, (layout, zoom), long_wait_min(event, now), items

        words = _("Drawing {steps}").format(steps=count_text(len(now.steps), "step", "steps"))
        self._job = self.session.tasks.run(work, self._take_drawing, label=words, key="large-map")

    def drawing_off(self) -> None:
        """No drawing under way any more."""
        if self._job is not None:
            self._job.cancel()
        self._job = self._pieces = None

    def _take_drawing(self, done: tuple[Any, ...]) -> None:
        now, self.numbers, (layout, self.wall_zoom), self.long_wait, items = done
        if now is not self.session.map:
            return
        self.map, self.layout = now, layout
        self._frame(layout)
        self._pieces = self._take_slowly(items)
        self._take_piece()

    def _take_piece(self) -> None:
        """Some groups, then the window has its turn."""
        pieces = self._pieces
        if pieces is None:
            return
        end = perf_counter() + PIECE_S
        while perf_counter() < end:
            if next(pieces, None) is None:
                self._pieces = None
                self.show_selection(self.session.selection)
                self.laid_out.emit()
                return
        QTimer.singleShot(0, self._take_piece)

    def _frame(self, layout: Layout) -> None:
        """The paper: the map, the ladder under it, and a little air."""
        below = BELOW if layout.columns else 0.0
        area = QRectF(0, 0, layout.width, layout.height + below)
        self.setSceneRect(area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))

    def layout_view(self) -> Any:
        """The name the layout knows this view by."""
        return self.view_kind if self.view_kind in ("swimlane", "flowchart", "value-stream") else "swimlane"

    def _clear(self) -> None:
        for item in self.groups.values():
            self.removeItem(item)
        self.groups.clear()
        self.headers, self.layout, self.wall_zoom = [], None, 1.0
        self.handles.hide()
        self.setSceneRect(QRectF(0, 0, 600, 300))
        self.laid_out.emit()

    def _take(self, items: Iterable[Any]) -> None:
        """Keep equal groups, replace different ones, drop those that are gone."""
        for _group in self._take_slowly(items):
            pass

    def _take_slowly(self, items: Iterable[Any]) -> Iterator[str]:
        """The same, stopping after each group."""
        self.headers = []
        seen: set[str] = set()
        loose: list[Any] = []
        for item in items:
            if not isinstance(item, Group):
                loose.append(item)
            elif item.kind == "removed":
                continue  # the comparison lists them beside the map
            elif item.kind == "header":
                self.headers.append(item)
            else:
                key = item.id
                while key in seen:
                    key += "'"
                seen.add(key)
                self._set_group(item, key)
                yield key
        if loose:
            self._set_group(Group("loose:0", "loose", tuple(loose)))
            seen.add("loose:0")
        for key in [key for key in self.groups if key not in seen]:
            self.removeItem(self.groups.pop(key))

    def _set_group(self, group: Group, key: str = "") -> None:
        key = key or group.id
        item = self.groups.get(key)
        if item is None:
            item = GroupItem(group, self.ink)
            self.groups[key] = item
            self.addItem(item)
        else:
            item.setPos(0, 0)
            if item.drawn != group or item.ink is not self.ink:
                item.set_group(group, self.ink)

    # --- asking -----------------------------------------------------------------------------------

    def step_item(self, step_id: str) -> GroupItem | None:
        """The item of a step."""
        return self.groups.get(f"step:{step_id}")

    def step_box(self, step_id: str) -> QRectF:
        """The rectangle of a step in the scene; empty when it is not drawn."""
        rect = self.layout.steps.get(step_id) if self.layout else None
        return QRectF(rect.x, rect.y, rect.w, rect.h) if rect else QRectF()

    def thing_at(self, point: QPointF) -> tuple[str, str] | None:
        """What lies under a point: ("step", id), ("link", id), ("note", id)."""
        best: tuple[str, str] | None = None
        for item in self.items(
            point, Qt.ItemSelectionMode.IntersectsItemShape, Qt.SortOrder.DescendingOrder, QTransform()
        ):
            if isinstance(item, GroupItem):
                if item.kind in ("note", "step"):
                    return (item.kind, item.key)
                if item.kind in ("link", "label") and best is None:
                    best = ("link", item.key)
        return best

    def steps_in(self, area: QRectF) -> list[str]:
        """The steps whose box meets an area."""
        if self.layout is None:
            return []
        return [key for key in self.layout.steps if self.step_box(key).intersects(area)]

    def lane_at(self, y: float) -> str | None:
        """The role of the lane at a height, None where there is none."""
        for lane in self.layout.lanes if self.layout else ():
            if lane.y <= y < lane.y + lane.h:
                return lane.role_id
        return None

    # --- showing ----------------------------------------------------------------------------------

    def show_selection(self, items: object) -> None:
        """Outline what is selected."""
        chosen = set(self.session.selection)
        for item in self.groups.values():
            item.set_chosen((LIKE.get(item.kind, item.kind), item.key) in chosen)
        steps = self.session.selected("step")
        if len(steps) == 1 and self.step_item(steps[0]) is not None:
            self.handles.attach(steps[0], self.step_box(steps[0]))
        else:
            self.handles.hide()

    def preview(self, layout: Layout, moved: Mapping[str, Rect]) -> None:
        """Show steps and their lines elsewhere while they are being dragged."""
        from leanbench.maps.connectors import draw_labels, draw_links

        assert self.layout is not None
        for step_id, rect in moved.items():
            item, home = self.step_item(step_id), self.layout.steps.get(step_id)
            if item is not None and home is not None:
                item.setPos(rect.x - home.x, rect.y - home.y)
        for group in [*draw_links(layout, {}, frozenset()), *draw_labels(layout, standard())]:
            item = self.groups.get(group.id)
            if item is not None and item.drawn.children != group.children:
                item.set_group(group, self.ink)

    def end_preview(self) -> None:
        """Put everything back to where the document says it is."""
        for item in self.groups.values():
            item.setPos(0, 0)
        self.rubber.clear()
        self.rebuild()


def has_times(map_: Map) -> bool:
    """Whether any step has a time recorded."""
    return any(step.process_time is not None or step.wait is not None for step in map_.steps)


def _moves(old: Step, new: Step) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in PLACING)
