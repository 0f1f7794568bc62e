"""The states of the process as tabs: current, future, scenarios, and + for a copy of the one in front."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QMenu, QPushButton, QWidget

from leanbench.event.changes import CopyMap, Remove, Set
from leanbench.event.changes_map import free_name
from leanbench.schema import new_id
from leanbench.schema.addresses import at
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout
from leanbench.ui.kit.widgets import SteadyButton
from leanbench.words import _


class MapTabs(QWidget):
    """One tab for each map of the event."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(_("States of the process"))
        self.row = row_layout(self, spacing=4)
        self.group = QButtonGroup(self)
        self.field: QLineEdit | None = None
        self._shown: tuple[tuple[str, str], ...] = ()
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.refresh)
        session.map_changed.connect(lambda _id: self._mark())
        self.refresh()

    def _on_touched(self, touched: Touched) -> None:
        if touched.touches("maps"):
            self.refresh()

    def refresh(self) -> None:
        """Make the tabs anew when maps came, went or were renamed."""
        wanted = tuple((m.id, m.name or m.id.capitalize()) for m in self.session.event.maps)
        if wanted == self._shown and self.row.count():
            self._mark()
            return
        self._shown = wanted
        while (item := self.row.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, QPushButton):
                self.group.removeButton(widget)
                widget.hide()
                widget.deleteLater()
        for map_id, name in wanted:
            self.row.addWidget(self._tab(map_id, name))
        has_future = any(map_id == "future" for map_id, _name in wanted)
        plus = QPushButton("+" if has_future else _("+ Future state"))
        set_role(plus, "tab")
        plus.setAccessibleName(_("Add a state"))
        plus.setToolTip(_("Add a state as a copy of the one in front"))
        plus.clicked.connect(lambda: self._add_menu(plus) if has_future else self.add_future())
        self.row.addWidget(plus)
        if wanted and self.session.map_id not in {map_id for map_id, _name in wanted}:
            self.session.show_map(wanted[0][0])
        self._mark()

    def _tab(self, map_id: str, name: str) -> QPushButton:
        tab = SteadyButton(name if len(name) < 36 else name[:34] + "…")
        set_role(tab, "tab")
        tab.setCheckable(True)
        tab.setProperty("map_id", map_id)
        tab.setToolTip(_("{name}. Double-click renames; right-click for more.").format(name=name))
        tab.setAccessibleName(name)
        tab.clicked.connect(lambda _on=False: self.session.show_map(map_id))
        tab.installEventFilter(self)
        tab.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tab.customContextMenuRequested.connect(lambda point: self._tab_menu(tab, map_id, name, point))
        self.group.addButton(tab)
        return tab

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click renames."""
        if event.type() == QEvent.Type.MouseButtonDblClick and isinstance(watched, QPushButton):
            map_id = str(watched.property("map_id"))
            self._rename(watched, map_id, dict(self._shown).get(map_id, ""))
            return True
        return super().eventFilter(watched, event)

    def _mark(self) -> None:
        map_ = self.session.map
        for button in self.group.buttons():
            if map_ is not None and button.property("map_id") == map_.id:
                button.setChecked(True)

    def _tab_menu(self, tab: QPushButton, map_id: str, name: str, point: QPoint) -> None:
        menu = QMenu(tab)
        menu.addAction("Rename…", lambda: self._rename(tab, map_id, name))
        menu.addAction(_("Copy as a scenario"), lambda: self.add_scenario(map_id))
        remove = menu.addAction("Remove", lambda: self.session.do(Remove(at("maps", map_id)), by=self))
        remove.setEnabled(len(self.session.event.maps) > 1)
        menu.popup(tab.mapToGlobal(point))

    def _rename(self, tab: QPushButton, map_id: str, name: str) -> None:
        """Type the name in place; Enter, Esc and leaving keep it."""
        self.field = QLineEdit(name, tab)
        self.field.setAccessibleName(_("Name of this state"))
        self.field.setGeometry(tab.rect())
        self.field.editingFinished.connect(partial(self._take_name, map_id))
        self.field.selectAll()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_name(self, map_id: str) -> None:
        field, self.field = self.field, None
        if field is not None:
            field.deleteLater()
            if field.text().strip():
                self.session.do(Set(at("maps", map_id, "name"), field.text().strip()), by=self)

    def _add_menu(self, button: QPushButton) -> None:
        menu = QMenu(button)
        for item in self.session.event.maps:
            name = item.name or item.id
            menu.addAction(
                _("Scenario from {name}").format(name=name), lambda key=item.id: self.add_scenario(key)
            )
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def add_future(self) -> None:
        """The future state starts as a copy of the current one."""
        map_ = self.session.map
        if map_ is None:
            return
        if self.session.do(CopyMap(map_.id, "future", _("Future state")), by=self) is None:
            self.session.show_map("future")
            self.session.say(
                _("The future state starts as a copy. Change it here; the current state stays as it is.")
            )

    def add_scenario(self, source: str) -> None:
        """Another state to try things in."""
        key = new_id("scenario")
        if self.session.do(CopyMap(source, key, free_name(self.session.event)), by=self) is None:
            self.session.show_map(key)
