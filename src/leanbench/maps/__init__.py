"""Maps as pictures.

`layout.arrange` places a map, `map_picture.draw_map` turns the placement into a `leanbench.drawing.picture.Picture`.
`draw_sheet` adds what a printed map needs to explain itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.doors import lazy_names
from leanbench.drawing.picture import Picture
from leanbench.maps.layout import Layout, arrange, reroute
from leanbench.maps.map_picture import draw_map

if TYPE_CHECKING:
    from leanbench.maps.poster import draw_pages, draw_sheet
    from leanbench.maps.sipoc import draw_sipoc

__all__ = [
    "Layout",
    "Picture",
    "arrange",
    "draw_map",
    "draw_pages",
    "draw_sheet",
    "draw_sipoc",
    "reroute",
]

__getattr__ = lazy_names(__name__, {"poster": ("draw_pages", "draw_sheet"), "sipoc": ("draw_sipoc",)})
