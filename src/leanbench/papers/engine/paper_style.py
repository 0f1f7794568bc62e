"""How every paper looks: sheets, margins, type sizes, greys. One place to change the look.

Greys keep 4.5:1 for text and 3:1 for rules on white, so the paper survives a copier; nothing is said
by color alone (WCAG 2.1, 1.4.1, 1.4.3, 1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from leanbench.drawing.pdf_fonts import Face
from leanbench.schema import replace

INCH = 72.0
MM = 72.0 / 25.4

INK = "#000000"
SOFT = "#3A4553"  # running text beside bold: 9.9:1
MUTED = "#555555"  # 7.5:1
RULE = "#949494"  # 3:1, the lightest rule
STRONG = "#333333"
TINT = "#EDF0F3"  # header rows: a light gray on any copier
DARK = "#33475B"  # the cover block, white text on it 9.4:1

Align = Literal["left", "right", "center"]


@dataclass(frozen=True, slots=True)
class Style:
    """One way to set text: face, size and line height in points, color, alignment."""

    face: Face = "regular"
    size: float = 10.0
    leading: float = 14.5
    colour: str = INK
    align: Align = "left"

    def but(self, **changes: object) -> Style:
        """The same style with some parts changed."""
        return replace(self, **changes)


BODY = Style()
LEAD = Style(size=11.0, leading=16.0, colour=SOFT)
SMALL = Style(size=8.5, leading=11.5, colour=MUTED)
CELL = Style(size=9.0, leading=12.0)
HEAD_CELL = CELL.but(face="semibold")
TITLE = Style(face="semibold", size=24.0, leading=30.0)
H1 = Style(face="semibold", size=19.0, leading=24.0)
H2 = Style(face="semibold", size=12.5, leading=16.5)
H3 = Style(face="semibold", size=10.5, leading=14.0)
HEADINGS: dict[int, Style] = {1: TITLE, 2: H1, 3: H2, 4: H3}
RUNNING = Style(size=8.0, leading=10.0, colour=MUTED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper size with its margins in points."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def column(self) -> float:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def room(self) -> float:
        """The height between the margins."""
        return self.height - self.top - self.bottom


def text_sheet(paper: str) -> Sheet:
    """The upright sheet for reading: Letter, or A4 when the event prints on ISO paper."""
    width, height = (210 * MM, 297 * MM) if paper.lower() == "a4" else (8.5 * INCH, 11 * INCH)
    return Sheet("A4" if paper.lower() == "a4" else "Letter", width, height, 63, 63, 78, 70)


def wide_sheet(paper: str) -> Sheet:
    """The text sheet turned, for tables with many columns."""
    upright = text_sheet(paper)
    return Sheet(upright.name + " landscape", upright.height, upright.width, 54, 54, 66, 56)


def map_sheet(paper: str) -> Sheet:
    """The large landscape sheet for maps: Tabloid, or A3."""
    width, height = (420 * MM, 297 * MM) if paper.lower() == "a4" else (17 * INCH, 11 * INCH)
    return Sheet("A3" if paper.lower() == "a4" else "Tabloid", width, height, 36, 36, 46, 44)
