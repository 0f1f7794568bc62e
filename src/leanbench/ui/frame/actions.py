"""Every action of the window as data: menus, tool bars, the palette and the F1 list read it.

An `ActionSpec` says what an action is; `ActionBook` makes one QAction of each, so a shortcut, a
menu line and a palette line can never disagree. Pages add theirs in their constructor:
``session.actions.add(ActionSpec("data.import", "Import a table…", menu="Data"), self.import_table)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QWidget

from leanbench.schema import Record, replace
from leanbench.ui.frame.key_names import keys_here, keys_text


class ActionSpec(Record):
    """One action.

    `menu` groups it ("File", "Edit", "View", "Map", "Data" ...). `local` shortcuts are handled by the
    widget that has the focus and are only listed here. `page` limits the action to one open page.
    `enabled` says from the session whether it can be done now.
    """

    id: str
    text: str
    menu: str = ""
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    page: str = ""
    local: bool = False
    checkable: bool = False
    enabled: Callable[[Any], bool] | None = None


class Entry(Record):
    """One line of the palette: what it says, its group, its key or whereabouts, what it does."""

    text: str
    group: str
    hint: str
    run: Callable[[], object]


class ActionBook(QObject):
    """All actions, by id, in the order they were added.

    A key has one owner in one place: `add` raises ValueError when an action would share its key with one
    that can be done on the same page, because Qt would then do neither.
    """

    def __init__(self, state: Any, icon: Callable[[str], QIcon]) -> None:
        """`state` is the session the rules are asked with; `icon` draws an icon by name."""
        super().__init__()
        self._state = state
        self._icon = icon
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._host: QWidget | None = None
        self._seen: dict[str, None] = {}

    def set_host(self, window: QWidget) -> None:
        """The window whose focus makes the shortcuts work."""
        self._host = window
        for action in self._actions.values():
            window.addAction(action)

    def add(self, spec: ActionSpec, run: Callable[[], object]) -> QAction:
        """Register an action; the same id again replaces what it runs."""
        spec = replace(spec, shortcut=keys_here(spec.shortcut))
        for other in self._specs.values():
            if spec.id != other.id and (shared := _shared_keys(spec, other)):
                raise ValueError(f"{shared[0]} belongs to {other.id} already, so {spec.id} cannot have it.")
        old = self._actions.pop(spec.id, None)
        if old is not None:
            if self._host is not None:
                self._host.removeAction(old)
            old.deleteLater()
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        if spec.shortcut and not spec.local:
            action.setShortcuts([QKeySequence(part) for part in spec.shortcut.split("; ")])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(spec.checkable)
        keys = f" ({keys_text(spec.shortcut)})" if spec.shortcut else ""
        action.setToolTip((spec.tip or spec.text.rstrip("…")) + keys)
        action.setStatusTip(spec.tip)
        action.triggered.connect(lambda _checked=False: run())
        self._specs[spec.id] = spec
        self._actions[spec.id] = action
        if self._host is not None:
            self._host.addAction(action)
        self.refresh(spec.id)
        return action

    def action(self, action_id: str) -> QAction:
        """The QAction with this id. Raises KeyError for an unknown one."""
        return self._actions[action_id]

    def spec(self, action_id: str) -> ActionSpec:
        """The data of one action."""
        return self._specs[action_id]

    def specs(self) -> list[ActionSpec]:
        """All actions, in the order they were added."""
        return list(self._specs.values())

    def show_icon(self, action_id: str) -> QAction:
        """The action with its icon, from now on in the colors of the theme.

        Drawing an icon takes half a millisecond, so only actions that are seen get theirs.
        """
        self._seen[action_id] = None
        self._paint_icon(action_id)
        return self._actions[action_id]

    def icons(self) -> None:
        """Give the actions that are seen their icons again: the theme has changed."""
        for action_id in self._seen:
            self._paint_icon(action_id)

    def _paint_icon(self, action_id: str) -> None:
        name = self._specs[action_id].icon
        if name and action_id in self._actions:
            self._actions[action_id].setIcon(self._icon(name))

    def refresh(self, only: str = "") -> None:
        """Ask every rule again whether its action can be done now."""
        for action_id in [only] if only else list(self._specs):
            spec = self._specs[action_id]
            allowed = not spec.page or spec.page == self._state.page
            if allowed and spec.enabled is not None:
                allowed = spec.enabled(self._state)
            self._actions[action_id].setEnabled(allowed)


def _shared_keys(one: ActionSpec, other: ActionSpec) -> list[str]:
    """The keys two actions would both answer to on some page. Widgets with the focus share by themselves."""
    together = not one.page or not other.page or one.page == other.page
    if not together or (one.local and other.local):
        return []
    return [key for key in one.shortcut.split("; ") if key and key in other.shortcut.split("; ")]
