"""Colors, type and icons of the window, from one JSON per theme.

Rule of this module: no widget names a color or a font size itself; it asks the `Look` for a role.
One `Look` lives as long as the program and announces `changed` when the theme or room mode changes.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from leanbench import resources
from leanbench.drawing.colours import tokens
from leanbench.schema import Record
from leanbench.ui.frame import icons, style

FAMILY = "Leanbench Sans"
FONT_FILES = ("Regular", "SemiBold", "Bold", "Italic")
THEMES = ("light", "dark", "contrast")
ROOM_SCALE = 1.4  # type and controls in room mode: readable on a projector at four meters


class Theme(Record):
    """One theme file: colors by role, type sizes by role."""

    name: str
    title: str
    dark: bool
    colours: dict[str, str]
    sizes: dict[str, int]


@cache
def load(name: str) -> Theme:
    """The theme `name` (light, dark, contrast, print)."""
    data = tokens(name)
    return Theme(data["name"], data["title"], data["dark"], data["colours"], data["sizes"])


def start_theme(app: QApplication, name: str) -> str:
    """The theme to start with: the chosen one, else light or dark as the desktop is."""
    if name in THEMES:
        return name
    return "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def load_fonts() -> None:
    """Make the bundled typeface known to Qt, so that text measures the same on every machine."""
    for weight in FONT_FILES:
        path = resources.path("fonts", f"LeanbenchSans-{weight}.ttf")
        if path.exists():
            QFontDatabase.addApplicationFont(str(path))


class Look(QObject):
    """What the window looks like now. Signals: `changed` after theme or room mode changed."""

    changed = Signal()

    def __init__(self, name: str = "light", room: bool = False, motion: bool = True) -> None:
        super().__init__()
        self.theme = load(name)
        self.room = room
        self.motion = motion
        self._has_style = False
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._bound: list[tuple[weakref.ref[Any], str, str]] = []

    def apply(self, app: QApplication) -> None:
        """Put palette, font and stylesheet on the whole application."""
        if not self._has_style:
            # Once: a second call destroys the style that every widget, open menu and tool tip still holds.
            app.setStyle("Fusion")
            self._has_style = True
        app.setPalette(self.palette())
        app.setFont(self.font("body"))
        app.setStyleSheet(style.sheet(self.theme.colours, self.px))

    def switch(self, app: QApplication, name: str | None = None, room: bool | None = None) -> None:
        """Change theme or room mode and repaint everything that asked for it."""
        if name is not None:
            self.theme = load(name)
        if room is not None:
            self.room = room
        self._colours.clear()
        self._fonts.clear()
        self._icons.clear()
        self.apply(app)
        self._rebind()
        self.changed.emit()

    def px(self, size: float) -> int:
        """A length in pixels, enlarged in room mode."""
        return round(size * ROOM_SCALE) if self.room else round(size)

    def size(self, role: str) -> int:
        """The type size of a role (body, small, caption, h1, h2, h3) in pixels."""
        return self.px(self.theme.sizes[role])

    def colour(self, role: str) -> QColor:
        """The color of a role. An unknown role gives the text color, so that nothing vanishes."""
        found = self._colours.get(role)
        if found is None:
            found = QColor(self.theme.colours.get(role, self.theme.colours["text"]))
            self._colours[role] = found
        return found

    def font(self, role: str = "body", bold: bool = False) -> QFont:
        """The bundled face at a role's size; digits are tabular in it by design."""
        found = self._fonts.get((role, bold))
        if found is None:
            found = QFont([FAMILY, "Noto Sans", "Segoe UI", "Helvetica Neue", "sans-serif"])
            found.setPixelSize(self.size(role))
            found.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if bold:
                found.setWeight(QFont.Weight.DemiBold)
            self._fonts[(role, bold)] = found
        return found

    def icon(self, name: str, role: str = "icon") -> QIcon:
        """An icon of the set, in the color of a role; `on` and disabled states included."""
        found = self._icons.get((name, role))
        if found is None:
            colours = self.theme.colours
            found = icons.icon(name, colours[role], colours["accent"], colours["disabled"])
            self._icons[(name, role)] = found
        return found

    def pixmap(self, name: str, role: str = "icon", size: int = 20, ratio: float = 2.0) -> QPixmap:
        """One icon as a sharp picture of `size` logical pixels."""
        return icons.pixmap(name, self.theme.colours[role], self.px(size), ratio)

    def bind_icon(self, button: QAbstractButton | QLabel, name: str, role: str = "icon") -> None:
        """Give a button its icon, now and after every change of theme."""
        self._bound.append((weakref.ref(button), name, role))
        self._set_icon(button, name, role)

    def follow(self, slot: Callable[[], None]) -> None:
        """Call a bound method after every change of theme, and once now."""
        self.changed.connect(slot)
        slot()

    def palette(self) -> QPalette:
        """An explicit palette: the desktop's own colors are never mixed in."""
        palette = QPalette()
        pairs = {
            QPalette.ColorRole.Window: "window",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "field",
            QPalette.ColorRole.AlternateBase: "stripe",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.PlaceholderText: "muted",
            QPalette.ColorRole.Button: "panel",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "bad",
            QPalette.ColorRole.ToolTipBase: "raised",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "on_accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.LinkVisited: "accent",
            QPalette.ColorRole.Light: "hover",
            QPalette.ColorRole.Midlight: "hairline_soft",
            QPalette.ColorRole.Mid: "hairline",
            QPalette.ColorRole.Dark: "line",
            QPalette.ColorRole.Shadow: "shadow",
            QPalette.ColorRole.Accent: "accent",
        }
        for role, token in pairs.items():
            palette.setColor(role, self.colour(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette

    def _set_icon(self, button: QAbstractButton | QLabel, name: str, role: str) -> None:
        if isinstance(button, QLabel):
            button.setPixmap(self.pixmap(name, role))
        else:
            button.setIcon(self.icon(name, role))

    def _rebind(self) -> None:
        alive = []
        for reference, name, role in self._bound:
            button = reference()
            if button is None:
                continue
            try:
                self._set_icon(button, name, role)
            except RuntimeError:  # the C++ side is gone, the Python side not yet collected
                continue
            alive.append((reference, name, role))
        self._bound = alive
