"""The Map page: the steps as a table and as a drawing, their timeline, their numbers.

Table, canvas and inspector are equal editors of the same records; none of them talks to another, all
talk to the session. This module only puts them side by side and registers what can be done here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.event.changes import AddNote, AddStep, RemoveSteps, SetStep, Several, TidyMap, new_id
from leanbench.event.records import Note, Step
from leanbench.event.touched import Touched
from leanbench.event.units import format_minutes
from leanbench.flow.measures import metrics_of
from leanbench.ui.actions import ActionSpec
from leanbench.ui.canvas import gestures
from leanbench.ui.canvas.view import MapView
from leanbench.ui.flow.dock import FlowDock
from leanbench.ui.palette import Entry
from leanbench.ui.panels import clipboard
from leanbench.ui.panels.findings import Findings
from leanbench.ui.panels.inspector import Inspector
from leanbench.ui.panels.ladder import Ladder
from leanbench.ui.panels.map_tabs import MapTabs
from leanbench.ui.panels.metrics_strip import MetricsStrip
from leanbench.ui.panels.step_form import KINDS
from leanbench.ui.panels.steps_model import COLUMNS, NAME
from leanbench.ui.panels.steps_table import StepsTable, keys_help
from leanbench.ui.session import Session
from leanbench.ui.style import set_role
from leanbench.ui.widgets import Segments, tool_button

LAYOUTS = (("table", "Table", "Alt+1"), ("both", "Both", "Alt+2"), ("map", "Map", "Alt+3"))
VIEWS = (
    ("swimlane", "Swimlane", "Who does what, in lanes"),
    ("value-stream", "Value stream", "One row with times and stocks"),
    ("flowchart", "Flowchart", "The logic without lanes"),
    ("sipoc", "SIPOC", "Suppliers, inputs, process, outputs, customers"),
)


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
        self.ladder = Ladder(session, self.canvas)
        self.strip = MetricsStrip(session)
        self.inspector = Inspector(session)
        self.sipoc: QWidget | None = None
        self.compare: Any = None
        self.form: QWidget | None = None
        self.numbers: Any = None
        self._one_side = False
        self._inspector: bool | None = None  # shown or hidden by hand, whatever the room
        self._build()
        self._add_actions()
        self.tools_box.insertWidget(0, self._toolbar_buttons())
        session.touched.connect(self._on_touched)
        session.replaced.connect(self._on_replaced)
        session.map_changed.connect(lambda _id: self._on_map())
        session.look.changed.connect(self._fit)
        self.table.steps.problem.connect(lambda text: session.say(text, "caution"))
        self.table.decision_wanted.connect(self.open_decision)
        self.canvas.decision_wanted.connect(self.open_decision)
        self.canvas.connect_wanted.connect(self.connect_by_name)
        self.canvas.view_changed.connect(self._show_zoom)
        self.set_layout(session.settings.map_layout)
        self.set_view(session.settings.map_view)
        self._fit()
        self._on_replaced()

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        self.layouts = Segments("Layout", [(key, words, keys) for key, words, keys in LAYOUTS])
        self.views = Segments("Drawing", VIEWS)
        self.layouts.chosen.connect(self.set_layout)
        self.views.chosen.connect(self.set_view)
        self.compare_button = QPushButton("Compare")
        self.compare_button.setCheckable(True)
        self.compare_button.setToolTip("Compare this state with another one")
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
        side = QVBoxLayout(self.canvas_side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.toolbar)
        side.addWidget(self.right, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.left)
        self.splitter.addWidget(self.canvas_side)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.left.installEventFilter(self)
        self.canvas_side.installEventFilter(self)
        self.summary = self._summary()
        bottom = QHBoxLayout()
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.setSpacing(0)
        bottom.addWidget(self.summary)
        bottom.addWidget(set_role(QFrame(), "hairline-v"))
        bottom.addWidget(self.ladder, 1)
        self.bottom = QWidget()
        self.bottom.setLayout(bottom)
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.splitter, 1)
        inside.addWidget(set_role(QFrame(), "hairline"))
        inside.addWidget(self.bottom)
        middle = QHBoxLayout()
        middle.setContentsMargins(16, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(card, 1)
        middle.addWidget(self.inspector)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(self.head)
        box.addLayout(middle, 1)
        self.flow = FlowDock(self.session)
        box.addWidget(self.flow)
        box.addWidget(self.strip)

    def _summary(self) -> QWidget:
        widget = QWidget()
        set_role(widget, "panel")
        widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(widget)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(0)
        column.addWidget(set_role(QLabel("Critical path"), "small-muted"))
        self.path_words = set_role(QLabel(), "label")
        column.addWidget(self.path_words)
        return widget

    def _toolbar_buttons(self) -> QWidget:
        book = self.session.actions
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for action_id in ("map.step", "map.decision"):
            row.addWidget(tool_button(book.show_icon(action_id)))
        self.symbol = QToolButton()
        self.symbol.setText("Symbol…")
        self.symbol.setToolTip("Change the selected steps to another symbol")
        self.symbol.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.symbol)
        for key, words in KINDS:
            menu.addAction(words, lambda kind=key: self.set_kind(kind))
        self.symbol.setMenu(menu)
        row.addWidget(self.symbol)
        for action_id in ("map.note", "map.burst", "map.tidy"):
            row.addWidget(tool_button(book.show_icon(action_id)))
        self.zoom_button = QToolButton()
        self.zoom_button.setToolTip("Show at 100 %")
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
        self.bottom.setFixedHeight(px(56))
        self._make_room()
        if not self.splitter.property("placed"):
            self.splitter.setSizes([px(548), px(700)])
        self._align_summary()

    # --- actions ------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        add, some = self.session.actions.add, _has_step
        here: dict[str, Any] = {"page": "map"}
        add(ActionSpec("edit.copy", "Copy steps", "Edit", "Ctrl+C", "copy", enabled=some, **here), self.copy)
        add(ActionSpec("edit.cut", "Cut steps", "Edit", "Ctrl+X", enabled=some, **here), self.cut)
        add(
            ActionSpec("edit.paste", "Paste steps or rows", "Edit", "Ctrl+V", "clipboard-paste", **here),
            self.paste,
        )
        add(
            ActionSpec("edit.duplicate", "Duplicate steps", "Edit", "Ctrl+D", "copy", enabled=some, **here),
            self.duplicate,
        )
        add(ActionSpec("edit.all", "Select all steps", "Edit", "Ctrl+A", **here), self.select_all)
        add(
            ActionSpec(
                "map.step",
                "Step",
                "Map",
                "Insert",
                "square",
                "Add a step after the selected one",
                local=True,
                **here,
            ),
            self.add_step,
        )
        add(
            ActionSpec(
                "map.decision",
                "Decision",
                "Map",
                "Ctrl+Return",
                "diamond",
                "Insert a decision",
                local=True,
                enabled=some,
                **here,
            ),
            self.open_decision,
        )
        add(
            ActionSpec(
                "map.rename", "Rename the step", "Map", "F2", "pencil", local=True, enabled=some, **here
            ),
            self.rename,
        )
        add(
            ActionSpec(
                "map.up", "Move the step up", "Map", "Alt+Up", "arrow-up", local=True, enabled=some, **here
            ),
            lambda: self.table.move_step(-1),
        )
        add(
            ActionSpec(
                "map.down",
                "Move the step down",
                "Map",
                "Alt+Down",
                "arrow-down",
                local=True,
                enabled=some,
                **here,
            ),
            lambda: self.table.move_step(1),
        )
        add(
            ActionSpec(
                "map.remove", "Remove what is selected", "Map", "Delete", "trash-2", local=True, **here
            ),
            self.canvas.remove,
        )
        add(
            ActionSpec(
                "map.connect", "Connect to another step…", "Map", "Ctrl+L", "link", enabled=some, **here
            ),
            self.connect_by_name,
        )
        add(
            ActionSpec(
                "map.note",
                "Note",
                "Map",
                "Ctrl+Alt+N",
                "sticky-note",
                "Hang a note on the selected step",
                **here,
            ),
            lambda: self.add_note("note"),
        )
        add(
            ActionSpec(
                "map.burst",
                "Burst",
                "Map",
                "Ctrl+Alt+B",
                "zap",
                "Hang a kaizen burst on the selected step",
                **here,
            ),
            lambda: self.add_note("burst"),
        )
        add(
            ActionSpec(
                "map.question",
                "Question",
                "Map",
                "Ctrl+Alt+Q",
                "message-circle-question-mark",
                "Hang a question on the step",
                **here,
            ),
            lambda: self.add_note("question"),
        )
        add(
            ActionSpec(
                "map.tidy",
                "Tidy",
                "Map",
                "Ctrl+T",
                "wand-sparkles",
                "Bring the automatic layout back",
                **here,
            ),
            self.tidy,
        )
        add(ActionSpec("map.numbers", "All numbers of the map…", "Map", "Ctrl+M", "gauge", **here), self.show_numbers)
        add(
            ActionSpec("map.fit", "Fit", "Map", "Ctrl+0", "scan", "Show the whole map", **here),
            self.canvas.fit_all,
        )
        add(
            ActionSpec(
                "map.compare",
                "Compare states",
                "Map",
                "Ctrl+Shift+C",
                "git-compare",
                enabled=_has_two,
                **here,
            ),
            self.toggle_compare,
        )
        add(
            ActionSpec("map.future", "Make a future state", "Map", icon="plus", enabled=_no_future, **here),
            self.tabs.add_future,
        )
        for key, words, keys in LAYOUTS:
            add(
                ActionSpec(f"map.layout.{key}", f"Show {words.lower()}", "View", keys, **here),
                partial(self.set_layout, key),
            )
        for key, words, tip in VIEWS:
            add(
                ActionSpec(f"map.view.{key}", f"Draw as {words}", "Map", tip=tip, **here),
                partial(self.set_view, key),
            )
        add(
            ActionSpec("map.inspector", "Inspector", "View", "F4", "panel-right", "Show or hide", **here),
            self.toggle_inspector,
        )
        add(
            ActionSpec("map.panes", "Next pane", "View", "F6", tip="Table, canvas, inspector", **here),
            self.next_pane,
        )
        for number, (words, keys) in enumerate(keys_help()):
            add(
                ActionSpec(f"map.key.{number}", words, "Keys in the table", keys, local=True, **here),
                self.table.setFocus,
            )

    def shown(self) -> None:
        """The cursor stands where the next step is typed."""
        if self.session.map is None or not self.session.map.steps:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.go(0, NAME)
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
        if map_ is None or touched.touches("map", map_.id) or any(touched.touches(name) for name in inputs):
            self.strip.refresh()
            self._show_summary()
            if self.compare is not None and self.compare_button.isChecked():
                self.compare.refresh()

    def _on_replaced(self) -> None:
        self.set_compare(False)
        self._on_map()

    def _on_map(self) -> None:
        self.strip.refresh(False)
        self._show_summary()
        if self.compare_button.isChecked():
            self.set_compare(True)

    def _show_summary(self) -> None:
        event, map_ = self.session.event, self.session.map
        if map_ is None or not map_.steps:
            self.path_words.setText("no steps yet")
            return
        found = metrics_of(map_, event)
        lead = found.value("lead_time_first_pass_min") or 0.0
        touch = found.value("process_time_critical_path_min") or 0.0
        unit = event.calendar.report_unit if event.calendar.report_unit in ("min", "h", "bd", "w") else "auto"
        waiting = format_minutes(lead - touch, event.calendar, unit)
        work = format_minutes(touch, event.calendar, "min" if touch < 600 else "h")
        self.path_words.setText(f"{waiting} waiting · {work} work")

    def _show_zoom(self) -> None:
        self.zoom_button.setText(f"{round(100 * self.canvas.zoom())} %")

    def _align_summary(self) -> None:
        wide = self.left.width() if self.left.isVisibleTo(self) else self.session.look.px(210)
        self.summary.setFixedWidth(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give way in an order that keeps the work: words, inspector, then the second editor."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        wide = self.width() * 100 // self.session.look.px(100)  # in pixels of normal type
        self.views.set_compact(wide < 1060)
        self.layouts.set_compact(wide < 780)
        self.strip.fit(self.width())
        wanted = self.session.settings.inspector if self._inspector is None else self._inspector
        self.inspector.setVisible(wanted and (wide >= 1120 or self._inspector is True) and wide >= 640)
        self._one_side = wide < 960
        self._show_sides()

    def _fit_tools(self) -> None:
        """Words beside the icons while there is room for them."""
        tight = self.canvas_side.width() < self.session.look.px(600)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if tight else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self.toolbar.findChildren(QToolButton):
            if not button.icon().isNull():
                button.setToolButtonStyle(style)

    def _show_sides(self) -> None:
        """Which of table and canvas there is room for, and which were asked for."""
        key = self.session.settings.map_layout
        sipoc = self.session.settings.map_view == "sipoc"
        both = key == "both" and not self._one_side
        table = (key == "table" or both) and not sipoc
        self.left.setVisible(table)
        self.canvas_side.setVisible(key != "table" or sipoc)
        self.ladder.setVisible(key != "table" and not sipoc)
        self._align_summary()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the ladder under the canvas, however wide the table is."""
        if watched is self.left and event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._align_summary()
        elif watched is self.canvas_side and event.type() == QEvent.Type.Resize:
            self._fit_tools()
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
                from leanbench.ui.panels.sipoc import SipocPanel

                self.sipoc = SipocPanel(self.session)
                self.right.addWidget(self.sipoc)
            self.right.setCurrentWidget(self.sipoc)
        else:
            self.right.setCurrentWidget(self.canvas)
            if self.canvas.map_scene.view_kind != key:
                self.canvas.map_scene.view_kind = key
                self.canvas.map_scene.reset()
                self.canvas.fit()
        self.toolbar.setVisible(key != "sipoc")
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
            from leanbench.ui.panels.compare import ComparePanel

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

    def _compare_with(self, map_id: str | None) -> None:
        self.canvas.map_scene.compare_to = map_id
        self.canvas.map_scene.reset()

    def toggle_compare(self) -> None:
        """The Compare action."""
        self.set_compare(not self.compare_button.isChecked())

    def toggle_inspector(self) -> None:
        """Show or hide the panel at the right."""
        self._inspector = not self.inspector.isVisible()
        self.session.remember(inspector=self._inspector)
        self._make_room()

    def next_pane(self) -> None:
        """Table, canvas, inspector, and round again."""
        panes = [pane for pane in (self.table, self.canvas, self.inspector) if pane.isVisible()]
        focus = QApplication.focusWidget()
        at = next((i for i, p in enumerate(panes) if p is focus or (focus and p.isAncestorOf(focus))), -1)
        target = panes[(at + 1) % len(panes)]
        if target is self.inspector:
            self.inspector.focus_field("role")
        else:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _current_editor(self) -> QWidget:
        return self.table if self.left.isVisibleTo(self) else self.canvas

    # --- doing --------------------------------------------------------------------------------

    def _ids(self) -> tuple[str, ...]:
        return self.session.selected("step") or self.table.chosen()

    def add_step(self) -> None:
        """A step after the selected one, or at the end."""
        map_ = self.session.map
        ids = self.session.selected("step")
        if map_ is None or self.table.hasFocus() or not self.canvas_side.isVisibleTo(self):
            if ids:
                self.table.insert_below()
            else:
                self.table.go(self.table.steps.rowCount() - 1, NAME, edit=True)
        elif ids:
            gestures.add_step_beside(self.canvas, map_, ids[-1], "right")
        else:
            step = Step(new_id([item.id for item in map_.steps], "s"))
            if self.session.do(AddStep(map_.id, step), by=self) is None:
                self.session.select([("step", step.id)])
                self.canvas.rename(step.id)

    def rename(self) -> None:
        """Type the name of the selected step, where the focus is."""
        ids = self._ids()
        if not ids:
            return
        if self.canvas.hasFocus():
            self.canvas.rename(ids[0])
        else:
            self.table.go(self.table.steps.rows[ids[0]], NAME, edit=True)

    def duplicate(self) -> None:
        """Copy the selected steps right behind them."""
        self.table.duplicate()

    def select_all(self) -> None:
        """All steps of the map."""
        map_ = self.session.map
        self.session.select(("step", step.id) for step in (map_.steps if map_ else ()))

    def set_kind(self, kind: str) -> None:
        """Change the symbol of the selected steps."""
        map_, ids = self.session.map, self._ids()
        if map_ is not None and ids:
            changes = tuple(SetStep(map_.id, key, "kind", kind) for key in ids)
            words = dict(KINDS)[kind].lower()
            change = changes[0] if len(changes) == 1 else Several(f"Make {len(ids)} steps: {words}", changes)
            self.session.do(change, by=self)

    def open_decision(self, step_id: str = "") -> None:
        """The form for a decision behind a step."""
        from leanbench.ui.panels.decision import DecisionForm

        ids = self._ids()
        if step_id or ids:
            self.form = DecisionForm(self.session, step_id or ids[-1], self.window())
            self.form.show()
            self.form.activateWindow()

    def connect_by_name(self, step_id: str = "") -> None:
        """Choose the step to connect with from a list."""
        map_, ids = self.session.map, self._ids()
        source = step_id or (ids[-1] if ids else "")
        palette = getattr(self.window(), "palette_box", None)
        if map_ is None or not source or palette is None:
            return
        numbers = self.table.steps.numbers
        entries = [
            Entry(
                f"{numbers.get(step.id, '')} {step.name}".strip(),
                "Connect to",
                "",
                self._connector(source, step.id),
            )
            for step in map_.steps
            if step.id != source
        ]
        palette.choose(entries, f"Connect “{map_.step(source).name}” to…")

    def _connector(self, source: str, target: str) -> Any:
        def run() -> None:
            if self.session.map is not None:
                gestures.connect(self.canvas, self.session.map, source, target)

        return run

    def add_note(self, kind: Any) -> None:
        """Hang a note, burst or question on the selected step and type into it."""
        map_, ids = self.session.map, self.session.selected("step")
        if map_ is None:
            return
        if not ids:
            self.session.say("Select the step to hang it on first.")
            return
        note = Note(new_id((item.id for item in map_.notes), "n"), kind, "", ids[-1])
        if self.session.do(AddNote(map_.id, note), by=self) is None:
            self._inspector = True
            self._make_room()
            self.session.select([("note", note.id)])
            form = self.inspector.form
            edit = getattr(form, "edit", None)
            if edit is not None:
                edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_numbers(self) -> None:
        """Every number with its formula, beside the window."""
        from leanbench.ui.panels.all_numbers import AllNumbers

        if self.numbers is None:
            self.numbers = AllNumbers(self.session, self.window())
        self.numbers.refresh()
        self.numbers.show()

    def tidy(self) -> None:
        """Forget the places of a hand."""
        if self.session.map is not None:
            self.session.do(TidyMap(self.session.map.id), by=self)

    # --- clipboard ----------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected steps, for a map or a spreadsheet."""
        map_, ids = self.session.map, self._ids()
        if map_ is not None and ids:
            QGuiApplication.clipboard().setMimeData(clipboard.copy_steps(self.session.event, map_, ids))

    def cut(self) -> None:
        """Copy, then remove."""
        map_, ids = self.session.map, self._ids()
        if map_ is not None and ids:
            self.copy()
            self.session.do(RemoveSteps(map_.id, ids), by=self)

    def paste(self) -> None:
        """Steps behind the selected one, or rows of a spreadsheet from the cursor on."""
        mime = QGuiApplication.clipboard().mimeData()
        event, map_ = self.session.event, self.session.map
        index = self.table.currentIndex()
        chosen = self.session.selected("step")
        try:
            pasted = None
            if map_ is not None:
                pasted = clipboard.paste_steps(mime, event, map_, chosen[-1] if chosen else None)
            if pasted is None and mime.hasText():
                pasted = clipboard.paste_rows(mime.text(), event, map_, index.row(), COLUMNS[index.column()])
        except UserError as error:
            self.session.say(str(error), "caution")
            return
        if pasted is None:
            self.session.say(
                "There is nothing on the clipboard that could become steps. Copy rows of a table first."
            )
            return
        if self.session.do(pasted.change, by=self) is not None:
            return
        model = self.table.steps
        for step_id, field, text, reason in pasted.problems:
            if step_id in model.rows:
                model.problems[(step_id, field)] = (text, reason)
        if pasted.problems:
            count = len(pasted.problems)
            words = "1 cell" if count == 1 else f"{count} cells"
            self.session.say(
                f"{pasted.steps} rows pasted. {words} could not be read and are marked in the table: "
                f"{pasted.problems[0][3]}",
                "caution",
            )
            model.dataChanged.emit(model.index(0, 0), model.index(model.rowCount() - 1, 6))


def _has_step(session: Session) -> bool:
    return session.map is not None and bool(session.map.steps)


def _has_two(session: Session) -> bool:
    return len(session.event.maps) > 1


def _no_future(session: Session) -> bool:
    return bool(session.event.maps) and all(item.id != "future" for item in session.event.maps)
