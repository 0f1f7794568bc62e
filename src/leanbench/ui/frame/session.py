"""What the window works on: one document, its history, and what is selected in it.

How a page is written
---------------------
A page is a QWidget with the constructor `__init__(self, session)`; it is imported and built when it is
first shown. It is listed in `leanbench.ui.window.pages.PAGES` as (id, title, icon, "module:Class"). A page

* reads `session.event` (frozen records) and computes what it shows from `leanbench.flow`, `stats` ...;
* writes only by `session.do(change, by=self)`, where `change` is a record of `leanbench.event.changes`.
  The answer is None, or a `Refusal` whose reason has already been shown in the message bar;
* repaints what changed: connect `session.touched` (what one edit changed, and who did it) and
  `session.replaced` (another event was opened: read everything again). If the page is hidden, it may
  wait for `on_show()`, which the window calls each time the page comes to the front;
* keeps what is selected in the session (`session.select`), so that the palette and findings can jump;
* tells people things by `session.say("plain sentence", level)`; raises `UserError` where the outside
  world is wrong, the window shows it in the same bar;
* runs anything that may last longer than a frame by `session.tasks.run(work, done, label=...)`;
* takes colors, fonts and icons from `session.look`, and follows `session.look.changed`;
* adds its actions by `session.actions.add(ActionSpec(...), slot)`, then menus, palette and F1 know them.

Selection, open page and current map are view state: they are signals here and never in the history.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from leanbench.errors import Refusal
from leanbench.event.records import Event, Map
from leanbench.schema import Record, replace
from leanbench.store.document import Document
from leanbench.store.touched import Touched
from leanbench.ui.frame import settings as user_settings
from leanbench.ui.frame.actions import ActionBook
from leanbench.ui.frame.commands import ApplyChange
from leanbench.ui.frame.outgoing import Outgoing
from leanbench.ui.frame.settings import Places, Settings
from leanbench.ui.frame.tasks import Tasks
from leanbench.ui.frame.theme import Look
from leanbench.words import _

log = logging.getLogger(__name__)
Level = Literal["info", "good", "caution", "bad"]


class Message(Record):
    """One line of the message bar, with buttons: each is (words, what to do)."""

    text: str
    level: Level = "info"
    buttons: tuple[tuple[str, Callable[[], object]], ...] = ()


class Signals(QObject):
    """The signals of a session. They live on their own: a QObject may not have an attribute `event`."""

    touched = Signal(object)
    replaced = Signal()
    selection_changed = Signal(object)
    map_changed = Signal(str)
    page_changed = Signal(str)
    page_wanted = Signal(str, str)
    file_changed = Signal()
    history_changed = Signal()
    said = Signal(object)
    settings_changed = Signal()
    kept_changed = Signal(str)


class Session:
    """The open document and the state of the view.

    Signals
    -------
    touched : what one edit, undo or redo changed (`leanbench.store.touched.Touched`).
    replaced : another event was opened.
    selection_changed : tuple of (kind, id) pairs now selected.
    map_changed : id of the map now in front.
    page_changed : id of the page in front; `page_wanted` asks the window to bring one there.
    file_changed : path, saved mark or read-only mark changed.
    history_changed : undo or redo became possible or changed its name.
    said : a `Message` for the bar. `settings_changed` : the remembered choices.
    kept_changed : what is wrong with keeping edits for recovery, or "".
    """

    def __init__(self, look: Look, places: Places, settings: Settings | None = None) -> None:
        self.signals = signals = Signals()
        self.touched = signals.touched
        self.replaced = signals.replaced
        self.selection_changed = signals.selection_changed
        self.map_changed = signals.map_changed
        self.page_changed = signals.page_changed
        self.page_wanted = signals.page_wanted
        self.file_changed = signals.file_changed
        self.history_changed = signals.history_changed
        self.said = signals.said
        self.settings_changed = signals.settings_changed
        self.kept_changed = signals.kept_changed
        self.look = look
        self.places = places
        self.settings = user_settings.read(places.settings) if settings is None else settings
        self.tasks = Tasks()
        self.stack = QUndoStack(signals)
        self.actions = ActionBook(self, look.icon)
        self.outgoing = Outgoing(self)
        self.document = Document[Event](Event())
        self._stop_observing = self.document.observe(self.touched.emit)
        self.map_id = "current"
        self.page = ""
        self.selection: tuple[tuple[str, str], ...] = ()
        self.has_event = False  # False only for the empty event behind Home
        self.recovered = False
        self._told_modified = False
        self.read_only = ""  # why, or "" when the event can be saved in its place
        self.palette_sources: list[Callable[[], list[Any]]] = []
        self.files: Any = None  # opens, saves, recovers: `leanbench.ui.window.files.Files`
        self.copied = False  # steps or a picture of ours are on the clipboard
        self.journal: Any = None  # takes every edit: `append(change, event)`, set by `files`
        self.stack.indexChanged.connect(signals.history_changed)

    # --- reading ------------------------------------------------------------------------------

    @property
    def event(self) -> Event:
        """The event as it is now."""
        return self.document.root

    @property
    def map(self) -> Map | None:
        """The map in front, or None while the event has none."""
        maps = self.event.maps
        for item in maps:
            if item.id == self.map_id:
                return item
        return maps[0] if maps else None

    @property
    def modified(self) -> bool:
        """Whether there is unsaved work."""
        return self.has_event and self.document.modified

    def selected(self, kind: str) -> tuple[str, ...]:
        """The ids of the selected things of one kind ("step", "link", "note" ...)."""
        return tuple(item for what, item in self.selection if what == kind)

    # --- writing ------------------------------------------------------------------------------

    def do(self, change: Any, by: object = None, merge: bool = False) -> Refusal | None:
        """Apply one change record: first try it, then put the new version, then make it undoable.

        `merge` joins it with the previous edit of the same key (dragging, nudging). A refusal is shown in
        the message bar and returned; nothing has happened then.
        """
        before = self.document.root
        after = change.apply(before)
        if isinstance(after, Refusal):
            self.say(after.reason, "caution")
            return after
        if after is before:
            return None
        self.has_event = True
        self.document.put(after, Touched.between(before, after, by))
        self.stack.push(ApplyChange(self.swap, before, after, change, merge))
        self._keep_edit(change.describe(before))
        return None

    def swap(self, event: Event, by: object = None) -> None:
        """Put another whole version in place (undo, redo)."""
        self.document.put(event, Touched.between(self.document.root, event, by))
        self._keep_edit(_("undo or redo"))

    def undo(self) -> None:
        """One edit back."""
        self.stack.undo()

    def redo(self) -> None:
        """One edit forward."""
        self.stack.redo()

    def replace(self, document: Document[Event], read_only: str = "", recovered: bool = False) -> None:
        """Put another document in front: history, selection and map start anew."""
        self._stop_observing()
        self.stack.clear()
        self.document = document
        self._stop_observing = document.observe(self.touched.emit)
        self.has_event = True
        self.read_only = read_only
        self.recovered = recovered
        self.selection = ()
        self.outgoing.forget()
        maps = document.root.maps
        self.map_id = maps[0].id if maps else "current"
        self.replaced.emit()
        self.selection_changed.emit(())
        self.history_changed.emit()
        self._tell_file()

    def mark_saved(self) -> None:
        """The file holds what is on the screen."""
        self.recovered = False
        self._tell_file()

    def _tell_file(self) -> None:
        self._told_modified = self.modified
        self.file_changed.emit()

    def _drop_gone(self) -> None:
        """What is no longer on the map cannot stay selected."""
        map_ = self.map
        if map_ is None or not self.selection:
            return
        known = {
            "step": {step.id for step in map_.steps},
            "link": {link.id for link in map_.links},
            "note": {note.id for note in map_.notes},
        }
        self.select([item for item in self.selection if item[1] in known.get(item[0], {item[1]})])

    def _keep_edit(self, label: str) -> None:
        self._drop_gone()
        if self.journal is not None:
            self.journal.append(label, self.document.root)
            self.files.after_edit()
        if self.modified != self._told_modified:
            self._tell_file()

    # --- files --------------------------------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Open an event file (asks about unsaved work first)."""
        self.files.open_path(path)

    def open_sample(self, path: Path) -> None:
        """Open a shipped event as a new one of the user's own."""
        self.files.open_sample(path)

    # --- view state ---------------------------------------------------------------------------

    def select(self, items: Iterable[tuple[str, str]]) -> None:
        """Select things, for example ``[("step", "s6")]``."""
        selection = tuple(items)
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit(selection)

    def show_map(self, map_id: str) -> None:
        """Bring one map of the event to the front."""
        if map_id != self.map_id:
            self.map_id = map_id
            self.select(())
            self.map_changed.emit(map_id)

    def show_page(self, page_id: str, thing: str = "") -> None:
        """Ask the window to bring a page to the front, and the page to show a thing of that id."""
        self.page_wanted.emit(page_id, thing)

    def show_step(self, step_id: str, map_id: str = "") -> None:
        """Jump to a step: page, map and selection."""
        self.show_page("map")
        if map_id:
            self.show_map(map_id)
        self.select([("step", step_id)])

    def say(self, text: str, level: Level = "info", *buttons: tuple[str, Callable[[], object]]) -> None:
        """Show a plain sentence in the message bar."""
        self.said.emit(Message(text, level, buttons))

    def remember(self, **changes: Any) -> None:
        """Change the remembered choices, and write them."""
        self.settings = replace(self.settings, **changes)
        self.save_settings()

    def save_settings(self) -> None:
        """Write the settings file; without a writable folder the program works on without memory."""
        user_settings.write(self.places.settings, self.settings)
        self.settings_changed.emit()
