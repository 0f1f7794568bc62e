"""The one typeface of every paper: its four faces, the width of a text, the signs it can print.

Only these faces are ever embedded. A character the face lacks prints as an open square and is
reported, so that nothing disappears silently.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Literal

from leanbench import resources

Face = Literal["regular", "semibold", "bold", "italic"]

FILES: dict[Face, str] = {
    "regular": "LeanbenchSans-Regular.ttf",
    "semibold": "LeanbenchSans-SemiBold.ttf",
    "bold": "LeanbenchSans-Bold.ttf",
    "italic": "LeanbenchSans-Italic.ttf",
}
NAMES: dict[Face, str] = {face: file.removesuffix(".ttf") for face, file in FILES.items()}
REPLACEMENT = "\N{WHITE SQUARE}"

# Signs that mean the same to a reader and exist in the face.
_SAME = str.maketrans(
    {
        "\t": " ",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{ZERO WIDTH JOINER}": None,
        "\N{ZERO WIDTH NON-JOINER}": None,
        "\N{VARIATION SELECTOR-16}": None,
        "\N{ZERO WIDTH NO-BREAK SPACE}": None,
        "\N{LEFT-TO-RIGHT MARK}": None,
        "\N{RIGHT-TO-LEFT MARK}": None,
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{LINE SEPARATOR}": "\n",
        "\N{PARAGRAPH SEPARATOR}": "\n",
    }
)


class Widths(dict[str, float]):
    """Advance width of a character in ems; a character the face lacks is as wide as the square."""

    def __init__(self, table: dict[int, float], default: float) -> None:
        super().__init__({chr(code): width / 1000.0 for code, width in table.items()})
        self.default = self.get(REPLACEMENT, default / 1000.0)

    def __missing__(self, char: str) -> float:
        return self.default


@cache
def font(face: Face) -> Any:
    """The ReportLab font of a face, registered under `NAMES[face]` on first use."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    loaded = ttfonts.TTFont(NAMES[face], str(resources.path("fonts", FILES[face])), shapable=False)
    pdfmetrics.registerFont(loaded)
    return loaded


@cache
def widths(face: Face) -> Widths:
    """The advance widths of a face, by character, in ems."""
    table = font(face).face
    return Widths(table.charWidths, table.defaultWidth)


def width(text: str, face: Face, size: float) -> float:
    """The width of one line of text in points."""
    table = widths(face)
    return size * sum([table[char] for char in text])


@cache
def _characters_of(face: Face) -> frozenset[str]:
    chars = (chr(code) for code in font(face).face.charToGlyph)
    return frozenset(char for char in chars if unicodedata.category(char) not in ("Cc", "Cn", "Zl", "Zp"))


def one_line(text: str) -> str:
    """Text for a place that holds a single line: printable, line ends as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return clean(text)[0].replace("\n", " ")


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text as the typeface can print it, and the characters that it had to replace.

    Line ends become ``\\n``; control characters and invisible marks go; composed letters are used
    where Unicode has them; every other unknown character becomes an open square.
    """
    if text.isascii() and text.isprintable():
        return text, ()
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_SAME)
    plain = unicodedata.normalize("NFC", plain)
    known = _characters_of("regular")
    lost: dict[str, None] = {}
    out: list[str] = []
    for char in plain:
        if char == "\n" or char in known:
            out.append(char)
        elif unicodedata.category(char) not in ("Cc", "Cf"):
            lost[char] = None
            out.append(REPLACEMENT)
    return "".join(out), tuple(lost)
