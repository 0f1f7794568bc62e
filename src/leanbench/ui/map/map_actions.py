"""What can be done on the Map page: one table of actions, and what each of them does.

The page builds and shows; the actions here read the selection and hand changes to the session. Keys
marked local are handled by the table or the canvas, whichever has the focus.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from leanbench.event.changes import Add, AddStep, RemoveSteps, Set, Several, TidyMap
from leanbench.event.records import Note, Step
from leanbench.schema import cards_of
from leanbench.schema.addresses import at
from leanbench.ui.frame.actions import ActionSpec, Entry
from leanbench.ui.frame.session import Session
from leanbench.ui.map import gestures, lane_edits
from leanbench.ui.map.steps_table import keys_help
from leanbench.words import N_, _

KINDS = cards_of(Step)["kind"].choices
LAYOUTS = (("table", N_("Table"), "Alt+1"), ("both", N_("Both"), "Alt+2"), ("map", N_("Wall"), "Alt+3"))
VIEWS = (
    ("swimlane", N_("Swimlane"), N_("Who does what, in lanes")),
    ("value-stream", N_("Value stream"), N_("One row with times and stocks")),
    ("flowchart", N_("Flowchart"), N_("The logic without lanes")),
    ("sipoc", "SIPOC", N_("Suppliers, inputs, process, outputs, customers")),
)


def _has_step(session: Session) -> bool:
    return session.map is not None and bool(session.map.steps)


def _has_two(session: Session) -> bool:
    return len(session.event.maps) > 1


def _no_future(session: Session) -> bool:
    return bool(session.event.maps) and all(item.id != "future" for item in session.event.maps)


# id, words, menu, keys, icon, tool tip, when it can be done, the method of MapActions
ANYWHERE = (
    ("edit.copy", N_("Copy steps"), "Edit", "Ctrl+C", "copy", "", _has_step, "copy"),
    ("edit.cut", N_("Cut steps"), "Edit", "Ctrl+X", "", "", _has_step, "cut"),
    ("edit.paste", N_("Paste steps or rows"), "Edit", "Ctrl+V", "clipboard-paste", "", None, "paste"),
    ("edit.duplicate", N_("Duplicate steps"), "Edit", "Ctrl+D", "copy", "", _has_step, "duplicate"),
    ("edit.all", N_("Select all steps"), "Edit", "Ctrl+A", "", "", _has_step, "select_all"),
    ("map.connect", N_("Connect to another step…"), "Map", "Ctrl+L", "link", "", _has_step, "connect_by_name"),
    ("map.note", N_("Note"), "Map", "Ctrl+Alt+N", "sticky-note", N_("Hang a note on the step"), None, "add_note"),
    ("map.burst", N_("Burst"), "Map", "Ctrl+Alt+B", "zap", N_("Hang a kaizen burst on the step"), None, "add_burst"),
    ("map.question", N_("Question"), "Map", "Ctrl+Alt+Q", "message-circle-question-mark",
     N_("Hang a question on the step"), None, "add_question"),
    ("map.tidy", N_("Tidy"), "Map", "Ctrl+T", "wand-sparkles", N_("Bring the automatic layout back"), None, "tidy"),
    ("map.lanes", N_("Order the lanes as in the flow"), "Map", "", "", "", _has_step, "order_lanes"),
    ("map.numbers", N_("All numbers of the map…"), "Map", "Ctrl+M", "gauge", "", None, "show_numbers"),
    ("map.fit", N_("Fit"), "Map", "Ctrl+0", "scan", N_("Show the whole map"), None, "fit"),
    ("map.compare", N_("Compare states"), "Map", "Ctrl+Shift+C", "git-compare", "", _has_two, "toggle_compare"),
    ("map.future", N_("Make a future state"), "Map", "", "plus", "", _no_future, "add_future"),
    ("map.inspector", N_("Inspector"), "View", "F4", "panel-right", N_("Show or hide"), None, "toggle_inspector"),
    ("map.panes", N_("Next pane"), "View", "F6", "", N_("Table, canvas, inspector, panel, figures"), None, "next_pane"),
)  # fmt: skip
LOCAL = (
    (
        "map.step",
        N_("Step"),
        "Map",
        "Insert",
        "square",
        N_("Add a step after the selected one"),
        None,
        "add_step",
    ),
    (
        "map.decision",
        N_("Decision"),
        "Map",
        "Ctrl+Return",
        "diamond",
        N_("Insert a decision"),
        _has_step,
        "open_decision",
    ),
    ("map.rename", N_("Rename the step"), "Map", "F2", "pencil", "", _has_step, "rename"),
    ("map.up", N_("Move the step up"), "Map", "Alt+Up", "arrow-up", "", _has_step, "move_up"),
    ("map.down", N_("Move the step down"), "Map", "Alt+Down", "arrow-down", "", _has_step, "move_down"),
    ("map.remove", N_("Remove what is selected"), "Map", "Delete", "trash-2", "", None, "remove"),
)


class Page(Protocol):
    """What the actions need of the page they stand on."""

    session: Session
    table: Any
    canvas: Any
    inspector: Any
    canvas_side: QWidget
    compare_button: Any
    tabs: Any

    def window(self) -> QWidget: ...
    def set_layout(self, key: str) -> None: ...
    def set_view(self, key: str) -> None: ...
    def set_compare(self, on: bool) -> None: ...
    def show_inspector(self, shown: bool) -> None: ...
    def next_pane(self) -> None: ...


class MapActions:
    """The doing of one Map page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.session
        self.table = page.table
        self.canvas = page.canvas
        self.inspector = page.inspector
        self.form: QWidget | None = None
        self.numbers: Any = None
        self._register()

    def _register(self) -> None:
        for rows, local in ((ANYWHERE, False), (LOCAL, True)):
            for action_id, words, menu, keys, icon, tip, rule, method in rows:
                tip = _(tip) if tip else ""
                about = ActionSpec(action_id, _(words), menu, keys, icon, tip, "map", local, enabled=rule)
                self.session.actions.add(about, getattr(self, method))
        add = self.session.actions.add
        for key, words, keys in LAYOUTS:
            words = _("Show {words}").format(words=_(words).lower())
            about = ActionSpec(f"map.layout.{key}", words, "View", keys, page="map")
            add(about, partial(self.page.set_layout, key))
        for key, words, tip in VIEWS:
            words = _("Draw as {words}").format(words=_(words))
            about = ActionSpec(f"map.view.{key}", words, "Map", tip=_(tip), page="map")
            add(about, partial(self.page.set_view, key))
        for number, (words, keys) in enumerate(keys_help()):
            about = ActionSpec(
                f"map.key.{number}", words, _("Keys in the table"), keys, page="map", local=True
            )
            add(about, self.table.setFocus)

    # --- steps --------------------------------------------------------------------------------

    def _ids(self) -> tuple[str, ...]:
        return self.session.selected("step") or self.table.chosen_ids()

    def add_step(self) -> None:
        """A step after the selected one, or at the end."""
        map_ = self.session.map
        ids = self.session.selected("step")
        if map_ is None or self.table.hasFocus() or not self.page.canvas_side.isVisible():
            if ids:
                self.table.insert_below()
            else:
                self.table.go(self.table.records.rowCount() - 1, 0, edit=True)
        elif ids:
            gestures.add_step_beside(self.canvas, map_, ids[-1], "right")
        else:
            step = Step()
            if self.session.do(AddStep(map_.id, step), by=self.page) is None:
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
            self.table.go(self.table.records.places[ids[0]], 0, edit=True)

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
            changes = tuple(Set(at("maps", map_.id, "steps", key, "kind"), kind) for key in ids)
            words = dict(KINDS)[kind].lower()
            change = (
                changes[0]
                if len(changes) == 1
                else Several(_("Make {ids} steps: {words}").format(ids=len(ids), words=words), changes)
            )
            self.session.do(change, by=self.page)

    def open_decision(self, step_id: str = "") -> None:
        """The form for a decision behind a step."""
        from leanbench.ui.map.decision import DecisionForm

        ids = self._ids()
        if step_id or ids:
            self.form = DecisionForm(self.session, step_id or ids[-1], self.page.window())
            self.form.show()
            self.form.activateWindow()

    def connect_by_name(self, step_id: str = "") -> None:
        """Choose the step to connect with from a list."""
        map_, ids = self.session.map, self._ids()
        source = step_id or (ids[-1] if ids else "")
        palette = getattr(self.page.window(), "palette_box", None)
        if map_ is None or not source or palette is None:
            return
        numbers = self.table.records.labels
        entries = [
            Entry(
                f"{numbers.get(step.id, '')} {step.name}".strip(),
                _("Connect to"),
                "",
                self._connector(source, step.id),
            )
            for step in map_.steps
            if step.id != source
        ]
        palette.choose(entries, _("Connect “{name}” to…").format(name=map_.step(source).name))

    def _connector(self, source: str, target: str) -> Any:
        def run() -> None:
            if self.session.map is not None:
                gestures.connect(self.canvas, self.session.map, source, target)

        return run

    def add_note(self, kind: Any = "note") -> None:
        """Hang a note, burst or question on the selected step and type into it."""
        map_, ids = self.session.map, self.session.selected("step")
        if map_ is None:
            return
        if not ids:
            self.session.say(_("Select the step to hang it on first."))
            return
        note = Note(kind=kind, step=ids[-1])
        if self.session.do(Add(at("maps", map_.id, "notes"), note), by=self.page) is None:
            self.page.show_inspector(True)
            self.session.select([("note", note.id)])
            self.inspector.focus_field("text")

    def show_numbers(self) -> None:
        """Every number with its formula, beside the window."""
        from leanbench.ui.map.all_numbers import AllNumbers

        if self.numbers is None:
            self.numbers = AllNumbers(self.session, self.page.window())
        self.numbers.refresh()
        self.numbers.show()

    def tidy(self) -> None:
        """Forget the places of a hand."""
        if self.session.map is not None:
            self.session.do(TidyMap(self.session.map.id), by=self.page)

    def order_lanes(self) -> None:
        """Lanes from top to bottom as the flow comes to them."""
        lane_edits.order_as_in_flow(self.canvas)

    def move_up(self) -> None:
        """The step with the cursor one row up."""
        self.table.move_rows(-1)

    def move_down(self) -> None:
        """The step with the cursor one row down."""
        self.table.move_rows(1)

    def remove(self) -> None:
        """Whatever is selected."""
        self.canvas.remove()

    def fit(self) -> None:
        """The whole map."""
        self.canvas.fit()

    def toggle_compare(self) -> None:
        """Compare with another state, or stop comparing."""
        self.page.set_compare(not self.page.compare_button.isChecked())

    def add_future(self) -> None:
        """A future state as a copy."""
        self.page.tabs.add_future()

    def toggle_inspector(self) -> None:
        """Show or hide the panel at the right."""
        self.page.show_inspector(not self.inspector.isVisible())

    def next_pane(self) -> None:
        """The next part of the page takes the keyboard, and round again."""
        self.page.next_pane()

    def add_burst(self) -> None:
        """A kaizen burst on the selected step."""
        self.add_note("burst")

    def add_question(self) -> None:
        """A question on the selected step."""
        self.add_note("question")

    # --- clipboard ----------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected steps, for a map or a spreadsheet."""
        self.table.copy()

    def cut(self) -> None:
        """Copy, then remove."""
        map_, ids = self.session.map, self._ids()
        if map_ is not None and ids:
            self.copy()
            self.session.do(RemoveSteps(map_.id, ids), by=self.page)

    def paste(self) -> None:
        """Steps behind the selected one, or rows of a spreadsheet from the cursor on."""
        self.table.paste()
