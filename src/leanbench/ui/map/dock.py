"""The row of panel buttons below the map, and the panel they open.

A panel is imported when it is first opened, and reads the map only while it is seen.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from leanbench.store.touched import Touched
from leanbench.ui.frame.actions import ActionSpec
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import SteadyButton, focus_first
from leanbench.words import N_, _

PANELS = (
    ("capacity", N_("Capacity"), "Ctrl+Alt+1", N_("Load of everyone, the bottleneck, work against takt"),
     "leanbench.ui.map.capacity_panel:CapacityPanel", "gauge"),
    ("what-if", N_("What if"), "Ctrl+Alt+2", N_("Change a time, a share or people and see what it does"),
     "leanbench.ui.map.what_if_panel:WhatIfPanel", "sliders-horizontal"),
    ("simulate", N_("Simulate"), "Ctrl+Alt+3", N_("Play a year of this map and look at queues and lead times"),
     "leanbench.ui.map.simulate_panel:SimulatePanel", "play"),
    ("money", N_("Money"), "Ctrl+Alt+4",
     N_("What it costs and brings: capacity and budget, return, payback, quality costs"),
     "leanbench.ui.map.money_panel:MoneyPanel", "circle-dollar-sign"),
    ("waste", N_("Quality and waste"), "Ctrl+Alt+5", N_("The eight wastes in minutes and money, right first time"),
     "leanbench.ui.map.waste_panel:WastePanel", "trash-2"),
)  # fmt: skip
INPUTS = ("calendar", "roles", "demand", "delay_threshold_min", "benefits", "wastes", "header")
START, LEAST = 348, 200


class FlowDock(QWidget):
    """Stands between the map and the strip of numbers. `open_panel(key)` shows one, "" none."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(_("Panels below the map"))
        self.panels: dict[str, Any] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.current = ""
        self.high = START
        self._stale = False
        self.grip = Grip(self)
        self.frame = QFrame()
        set_role(self.frame, "card")
        self.stack = QStackedWidget()
        inside = column_layout(self.frame, (14, 8, 14, 10))
        inside.addWidget(self.stack)
        self.bar = QWidget()  # of the buttons: the page puts it beside the numbers
        self.row = QHBoxLayout(self.bar)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(0)
        self.box = QVBoxLayout(self)
        self.box.setSpacing(0)
        self.box.addWidget(self.grip)
        self.box.addWidget(self.frame)
        for key, title, keys, tip, _where, icon in PANELS:
            self._add_button(key, _(title), keys, _(tip), icon)
        self.frame.hide()
        self.grip.hide()
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(40)  # after the frame that shows the edit itself
        self.later.timeout.connect(self.refresh)
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.mark)
        session.map_changed.connect(lambda _id: self.mark())
        session.look.changed.connect(self._on_look)
        self._fit()

    def _add_button(self, key: str, title: str, keys: str, tip: str, icon: str) -> None:
        button = SteadyButton(title)
        set_role(button, "tab")
        button.setCheckable(True)
        button.setToolTip(f"{tip} ({keys_text(keys)})")
        button.setAccessibleName(_("{title} panel").format(title=title))
        self.session.look.bind_icon(button, icon)
        button.clicked.connect(lambda on=False: self.open_panel(key if on else ""))
        self.buttons[key] = button
        self.row.addWidget(button)
        self.session.actions.add(
            ActionSpec(f"map.panel.{key}", title, "Map", keys, icon, tip, page="map"),
            lambda: self.open_panel("" if self.current == key else key),
        )

    def _on_look(self) -> None:
        self._fit()
        self.mark()

    def _fit(self) -> None:
        px = self.session.look.px
        self.box.setContentsMargins(16, px(4), 16, 0)
        self.frame.setFixedHeight(self._height())

    def set_compact(self, compact: bool) -> None:
        """The buttons with their signs alone, where the numbers need the room."""
        for key, title, *_rest in PANELS:
            self.buttons[key].setText("" if compact else _(title))

    def _height(self) -> int:
        """The height of the panel, never more than a little over half of the page."""
        page = self.parentWidget()
        most = round(page.height() * 0.55) if page is not None and page.height() > 300 else 10_000
        px = self.session.look.px
        return max(min(px(self.high), most), px(LEAST))

    # --- opening ------------------------------------------------------------------------------

    def open_panel(self, key: str) -> None:
        """Show one panel; "" closes."""
        self.current = key
        for other, button in self.buttons.items():
            button.setChecked(other == key)
        self.frame.setVisible(bool(key))
        self.grip.setVisible(bool(key))
        if not key:
            self._fit()
            return
        if key not in self.panels:
            where = next(panel[4] for panel in PANELS if panel[0] == key)
            module, _, name = where.partition(":")
            self.panels[key] = getattr(import_module(module), name)(self.session)
            self.stack.addWidget(self.panels[key])
        self.stack.setCurrentWidget(self.panels[key])
        self._fit()
        self.refresh()
        if self.isVisible():
            focus_first(self.panels[key])

    def panel(self, key: str) -> Any:
        """A panel that has been opened, else None."""
        return self.panels.get(key)

    # --- following ----------------------------------------------------------------------------

    def _on_touched(self, touched: Touched) -> None:
        map_ = self.session.map
        if map_ is None or touched.touches("maps", map_.id) or any(touched.touches(name) for name in INPUTS):
            self.mark()

    def mark(self) -> None:
        """Something changed: the panel in sight reads again when the event loop is free."""
        self._stale = True
        if self.current:
            self.later.start()

    def refresh(self) -> None:
        """Let the panel in sight read the map."""
        self._stale = False
        if self.current in self.panels:
            self.panels[self.current].refresh()

    def set_high(self, pixels: int) -> None:
        """The wanted height of the panel in pixels of the screen."""
        self.high = max(LEAST, round(pixels / max(self.session.look.px(100) / 100, 0.1)))
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel."""
        if event.key() == Qt.Key.Key_Escape and self.current:
            button = self.buttons[self.current]
            self.open_panel("")
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: object) -> None:
        """Follow the height of the page."""
        super().showEvent(event)
        page = self.parentWidget()
        if page is not None:
            page.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page became higher or lower."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)


class Grip(QWidget):
    """The edge by which the panel is made higher or lower."""

    def __init__(self, dock: FlowDock) -> None:
        super().__init__()
        self.dock = dock
        self.start: tuple[float, int] | None = None
        self.setFixedHeight(6)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip(_("Drag to make the panel higher or lower"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.start = (event.globalPosition().y(), self.dock.frame.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self.start is not None:
            self.dock.set_high(round(self.start[1] + self.start[0] - event.globalPosition().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.start = None
