"""The Map page: the steps as a table and as a drawing, their timeline, their numbers.

Table, canvas and inspector are equal editors of the same records; none of them talks to another, all
talk to the session. This module only puts them side by side and registers what can be done here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from leanbench.store.touched import Touched
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, row_layout
from leanbench.ui.kit.widgets import Segments, focus_first, tool_button
from leanbench.ui.map.dock import FlowDock
from leanbench.ui.map.findings_panel import Findings
from leanbench.ui.map.inspector import Inspector
from leanbench.ui.map.map_actions import KINDS, LAYOUTS, VIEWS, MapActions
from leanbench.ui.map.map_canvas import MapView
from leanbench.ui.map.map_tabs import MapTabs
from leanbench.ui.map.metrics_strip import MetricsStrip
from leanbench.ui.map.steps_table import StepsTable
from leanbench.words import _, ngettext
from leanbench.words.numbers import percent_text


class MapPage(QWidget):
    """The heart of the program."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "page")
        self.status = Findings(session)
        self.tabs = MapTabs(session)
        self.table = StepsTable(session)
        self.canvas = MapView(session)
        self.strip = MetricsStrip(session)
        self.inspector = Inspector(session)
        self.sipoc: QWidget | None = None
        self.compare: Any = None
        self._one_side = False
        self._placed = False  # by hand
        self._inspector: bool | None = None  # shown or hidden by hand, whatever the room
        self._build()
        self.does = MapActions(self)
        self.tools_box.insertWidget(0, self._toolbar_buttons())
        session.touched.connect(self._on_touched)
        session.replaced.connect(self._on_replaced)
        session.map_changed.connect(lambda _id: self._on_map())
        session.look.changed.connect(self._fit)
        self.table.told.connect(lambda text: session.say(text, "caution"))
        self.table.decision_wanted.connect(self.does.open_decision)
        self.canvas.decision_wanted.connect(self.does.open_decision)
        self.canvas.connect_wanted.connect(self.does.connect_by_name)
        self.canvas.view_changed.connect(self._show_zoom)
        self.set_layout(session.settings.map_layout)
        self.set_view(session.settings.map_view)
        self._fit()
        self._on_replaced()

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        self.layouts = Segments("Layout", [(key, _(words), keys_text(keys)) for key, words, keys in LAYOUTS])
        self.views = Segments("Drawing", [(key, _(words), _(tip)) for key, words, tip in VIEWS])
        self.layouts.chosen.connect(self.set_layout)
        self.views.chosen.connect(self.set_view)
        self.compare_button = QPushButton("Compare")
        self.compare_button.setCheckable(True)
        self.compare_button.setToolTip(_("Compare this state with another one"))
        self.compare_button.clicked.connect(self.set_compare)
        self.head = QHBoxLayout()
        for widget in (self.tabs,):
            self.head.addWidget(widget)
        self.head.addStretch(1)
        for widget in (self.layouts, self.views, self.compare_button):
            self.head.addWidget(widget)
        self.left = QStackedWidget()
        self.left.addWidget(self.table)
        self.toolbar = QWidget()
        set_role(self.toolbar, "toolbar")
        self.toolbar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tools_box = QHBoxLayout(self.toolbar)
        self.tools_box.addStretch(1)
        self.right = QStackedWidget()
        self.right.addWidget(self.canvas)
        self.canvas_side = QWidget()
        side = column_layout(self.canvas_side, spacing=0)
        side.addWidget(self.toolbar)
        side.addWidget(self.right, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.canvas_side)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.canvas_side.installEventFilter(self)
        self.splitter.splitterMoved.connect(self._on_splitter)
        card = QFrame()
        set_role(card, "card")
        inside = column_layout(card, (1, 1, 1, 1), spacing=0)
        inside.addWidget(self.splitter, 1)
        self.middle = QHBoxLayout()
        self.middle.addWidget(card, 1)
        self.card = card
        box = column_layout(self, spacing=0)
        box.addLayout(self.head)
        box.addLayout(self.middle, 1)
        self.flow = FlowDock(self.session)
        box.addWidget(self.flow)
        line = QHBoxLayout()
        line.setContentsMargins(16, 4, 16, 4)
        line.addWidget(self.strip, 1)
        line.addWidget(self.flow.bar)
        box.addLayout(line)
        card.installEventFilter(self)
        self.session.selection_changed.connect(lambda _items: self._place_inspector())
        self.inspector.setParent(self)  # over the page, so that nothing moves when it opens
        self.inspector.hide()

    def _toolbar_buttons(self) -> QWidget:
        book = self.session.actions
        holder = QWidget()
        row = row_layout(holder, spacing=2)
        for action_id in ("map.step", "map.decision"):
            row.addWidget(tool_button(book.show_icon(action_id)))
        self.symbol = QToolButton()
        self.symbol.setText("Symbol…")
        self.symbol.setToolTip(_("Change the selected steps to another symbol"))
        self.symbol.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.symbol)
        for key, words in KINDS:
            menu.addAction(words, partial(self._set_kind, key))
        self.symbol.setMenu(menu)
        row.addWidget(self.symbol)
        for action_id in ("map.note", "map.burst", "map.tidy"):
            row.addWidget(tool_button(book.show_icon(action_id)))
        self.zoom_button = QToolButton()
        self.zoom_button.setToolTip(_("Show at 100%"))
        self.zoom_button.setAccessibleName("Zoom")
        self.zoom_button.clicked.connect(lambda: self.canvas.set_zoom(1.0))
        self.tools_box.addWidget(self.zoom_button)
        self.tools_box.addWidget(tool_button(book.show_icon("map.fit"), words=True))
        return holder

    def _fit(self) -> None:
        px = self.session.look.px
        self.head.setContentsMargins(16, px(6), 16, px(6))
        self.head.setSpacing(8)
        self.toolbar.setFixedHeight(px(40))
        self.tools_box.setContentsMargins(8, 0, 8, 0)
        self._make_room()

    # --- actions ------------------------------------------------------------------------------

    def on_show(self) -> None:
        """The cursor stands where the next step is typed."""
        if self.session.map is None or not self.session.map.steps:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.go(0, 0)
        else:
            self._current_editor().setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Hand over what is being typed anywhere on the page."""
        self.canvas.commit()
        self.table.commit()
        focus = QApplication.focusWidget()
        if focus is not None and self.inspector.isAncestorOf(focus):
            focus.clearFocus()

    # --- following ----------------------------------------------------------------------------

    def _on_touched(self, touched: Touched) -> None:
        map_ = self.session.map
        inputs = ("calendar", "roles", "demand", "delay_threshold_min")
        if map_ is None or touched.touches("maps", map_.id) or any(touched.touches(name) for name in inputs):
            self.strip.refresh()
            if self.compare is not None and self.compare_button.isChecked():
                self.compare.refresh()

    def _on_replaced(self) -> None:
        self.set_compare(False)
        self._on_map()

    def _on_map(self) -> None:
        self.strip.refresh(False)
        if self.compare_button.isChecked():
            self.set_compare(True)

    def _show_zoom(self) -> None:
        zoom, layout = percent_text(100.0 * self.canvas.zoom(), 0), self.canvas.map_scene.layout
        rows = len(layout.band_bottoms) if layout is not None else 1
        words = ngettext("{rows} row · {zoom}", "{rows} rows · {zoom}", rows).format(rows=rows, zoom=zoom)
        self.zoom_button.setText(words if rows > 1 else zoom)
        self.session.actions.action("map.fit").setCheckable(True)
        self.session.actions.action("map.fit").setChecked(self.canvas.fitted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give way in an order that keeps the work: words, inspector, then the second editor."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        wide = self.width() * 100 // self.session.look.px(100)  # in pixels of normal type
        self.views.set_compact(wide < 1060)
        self.layouts.set_compact(wide < 780)
        self._fit_line()
        self.middle.setContentsMargins(16, 0, 16, 0)
        self._one_side = wide < 960
        self._show_sides()
        if not self._placed and self.width() > 400:
            room = self.width() - 34
            self.splitter.setSizes([round(0.45 * room), room - round(0.45 * room)])
        self._place_inspector()

    def _fit_line(self) -> None:
        """Numbers and panel buttons share a line: the buttons give their words up before a number goes."""
        for compact in (False, True):
            self.flow.set_compact(compact)
            room = self.width() - self.flow.bar.sizeHint().width() - 44
            if room >= self.strip.least_width():
                break
        self.strip.fit(room)

    def _place_inspector(self) -> None:
        """Over the right edge of the page; over the left one while the selected step would be under it."""
        wanted = self.session.settings.inspector if self._inspector is None else self._inspector
        self.inspector.setVisible(wanted)
        if not wanted:
            return
        area = self.card.geometry().adjusted(1, 1, -1, -1)
        wide = min(self.inspector.sizeHint().width(), area.width())
        place = QRect(area.right() - wide + 1, area.top(), wide, area.height())
        steps = self.session.selected("step")
        if len(steps) == 1 and self.canvas.isVisibleTo(self):
            box = self.canvas.mapFromScene(self.canvas.map_scene.step_box(steps[0])).boundingRect()
            if place.intersects(QRect(self.canvas.mapTo(self, box.topLeft()), box.size())):
                place.moveLeft(area.left())
        self.inspector.setGeometry(place)
        self.inspector.raise_()

    def _on_splitter(self) -> None:
        self._placed = True

    def _fit_tools(self) -> None:
        """Words beside the icons while there is room for them."""
        tight = self.canvas_side.width() < self.session.look.px(680)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly if tight else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        for button in self.toolbar.findChildren(QToolButton):
            if not button.icon().isNull():
                button.setToolButtonStyle(style)

    def _show_sides(self) -> None:
        """Which of table and canvas there is room for, and which were asked for."""
        key = self.session.settings.map_layout
        sipoc = self.session.settings.map_view == "sipoc"
        both = key == "both" and not self._one_side
        comparing = (
            self.compare_button.isChecked() and not sipoc
        )  # what was asked for is seen, whatever the room
        table = (key == "table" or both or comparing) and not sipoc
        self.left.setVisible(table)
        alone = key == "map" and not comparing
        self.toolbar.setVisible(not sipoc and not (alone and self.session.look.room))  # its room is the map's
        self.canvas_side.setVisible((key != "table" and not (comparing and self._one_side)) or sipoc)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Words beside the icons of the canvas while there is room; the inspector goes with the card."""
        if event.type() == QEvent.Type.Resize and watched is self.canvas_side:
            self._fit_tools()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self.card:
            self._place_inspector()
        return super().eventFilter(watched, event)

    # --- what is shown ------------------------------------------------------------------------

    def set_layout(self, key: str) -> None:
        """Table, both, or map."""
        self.layouts.set_current(key)
        if self.session.settings.map_layout != key:
            self.session.remember(map_layout=key)
        self._show_sides()
        if self.isVisible():
            self._current_editor().setFocus()

    def set_view(self, key: str) -> None:
        """Swimlane, value stream, flowchart or SIPOC."""
        self.views.set_current(key)
        if key == "sipoc":
            if self.sipoc is None:
                from leanbench.ui.map.sipoc_panel import SipocPanel

                self.sipoc = SipocPanel(self.session)
                self.right.addWidget(self.sipoc)
            self.right.setCurrentWidget(self.sipoc)
        else:
            self.right.setCurrentWidget(self.canvas)
            if self.canvas.map_scene.view_kind != key:
                self.canvas.map_scene.view_kind = key
                self.canvas.map_scene.reset()
                self.canvas.fit()
        if self.session.settings.map_view != key:
            self.session.remember(map_view=key)
        self._show_sides()

    def set_compare(self, on: bool) -> None:
        """Compare the state in front with another one."""
        others = len(self.session.event.maps) > 1
        on = on and others
        self.compare_button.setEnabled(others)
        self.compare_button.setChecked(on)
        scene = self.canvas.map_scene
        if on and self.compare is None:
            from leanbench.ui.map.compare_panel import ComparePanel

            self.compare = ComparePanel(self.session)
            self.compare.on_base = self._compare_with
            self.left.addWidget(self.compare)
        if on:
            self.compare.prepare()
            self.compare.refresh()
            self.left.setCurrentWidget(self.compare)
            self._compare_with(self.compare.base_id())
        else:
            self.left.setCurrentWidget(self.table)
            if scene.compare_to is not None:
                self._compare_with(None)
        self._show_sides()

    def _compare_with(self, map_id: str | None) -> None:
        self.canvas.map_scene.compare_to = map_id
        self.canvas.map_scene.reset()

    def _set_kind(self, kind: str) -> None:
        self.does.set_kind(kind)

    def show_inspector(self, shown: bool) -> None:
        """Show or hide the panel at the right, whatever the room."""
        self._inspector = shown
        if self.session.settings.inspector != shown:
            self.session.remember(inspector=shown)
        self._make_room()

    def next_pane(self) -> None:
        """What stands left, what stands right, the inspector, the open panel, the figures, and round again."""
        sides = (
            self.left.currentWidget(), self.right.currentWidget(), self.inspector, self.flow.frame, self.strip,
        )  # fmt: skip
        panes = [pane for pane in sides if pane is not None and pane.isVisible()]
        if not panes:
            return
        focus = QApplication.focusWidget()
        at = next((i for i, p in enumerate(panes) if p is focus or (focus and p.isAncestorOf(focus))), -1)
        target = panes[(at + 1) % len(panes)]
        if isinstance(target, Inspector) and self.session.selected("step"):
            target.focus_field("role")
        else:
            focus_first(target)

    def _current_editor(self) -> QWidget:
        return self.table if self.left.isVisibleTo(self) else self.canvas
