"""How charts look: colors from the theme files, sizes, and the bundled typeface.

One `ChartTheme` serves the window (light, dark, high contrast, room mode) and paper ("print", which
must stay legible on a black-and-white copier: dashes, rings and letters carry the meaning, color only
helps). Nothing here is drawn; the drawers in this package take a theme and a `Plane`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matplotlib import font_manager

from leanbench import resources
from leanbench.drawing.colours import tokens

FAMILY = "Leanbench Sans"


@dataclass(frozen=True, slots=True)
class ChartTheme:
    """Colors by role and the sizes in points; `scale` enlarges type and lines for a room."""

    name: str
    colours: Mapping[str, str]
    dark: bool
    scale: float = 1.0

    def __getitem__(self, role: str) -> str:
        return self.colours[role]

    @property
    def text(self) -> float:
        """Size of tick labels and notes."""
        return 8.5 * self.scale

    @property
    def label(self) -> float:
        """Size of axis labels and limit labels."""
        return 9.0 * self.scale

    @property
    def line(self) -> float:
        """Width of a data line."""
        return 0.9 * self.scale

    @property
    def limit(self) -> float:
        """Width of a limit line."""
        return 1.2 * self.scale

    @property
    def point(self) -> float:
        """Diameter of a point."""
        return 4.0 * self.scale


@cache
def load(name: str = "light", scale: float = 1.0) -> ChartTheme:
    """The chart theme of this name ("light", "dark", "contrast", "print")."""
    register_fonts()
    found = tokens(name)
    return ChartTheme(name, found["colours"], bool(found.get("dark")), scale)


@cache
def register_fonts() -> None:
    """Make the bundled family known to matplotlib; system fonts are never looked at."""
    for path in sorted(resources.path("fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(str(path))
