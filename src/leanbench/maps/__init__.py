"""Maps as pictures: layout, drawings in scene units with colour roles, SVG, hit-testing, tiles.

The whole way of one picture: `layout.arrange` places a map, `picture.draw_map` turns the placement
into a display list (`drawing`), a back end paints it (`svg` here; the window and the papers have
their own). `draw_sheet` adds what a printed map needs to explain itself.
"""

from __future__ import annotations

from leanbench.maps.drawing import Drawing
from leanbench.maps.layout import Layout, arrange, reroute
from leanbench.maps.picture import draw_map
from leanbench.maps.poster import draw_pages
from leanbench.maps.poster import draw_poster as draw_sheet
from leanbench.maps.sipoc import draw_sipoc
from leanbench.maps.svg import LIGHT, PRINT, to_svg

__all__ = [
    "LIGHT",
    "PRINT",
    "Drawing",
    "Layout",
    "arrange",
    "draw_map",
    "draw_pages",
    "draw_sheet",
    "draw_sipoc",
    "reroute",
    "to_svg",
]
