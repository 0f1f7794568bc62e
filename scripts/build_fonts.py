"""Build the bundled typeface from the Noto fonts (SIL Open Font License 1.1).

Noto Sans has no arrows, no `≥`, no `−` and no geometric shapes; those sit in Noto Sans Math and
Noto Sans Symbols. One family for screen, charts and paper must have them all, so their glyphs are
copied in and the result is named "Leanbench Sans" (a modified version under the same license must
not be mistaken for the original). Writes `resources/fonts/*.ttf` and `widths.json`, the advance
widths that `leanbench.drawing.text_width` uses so that text has the same width on every surface.

    python scripts/build_fonts.py FOLDER_WITH_NOTO_TTFS

Needs fontTools, which comes with matplotlib.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Leanbench Sans"
OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700, "Italic": 400}
EXTRA = "≥≤≠≈−√∞∑∏∂∫∆∈∩∪±×÷→←↑↓↔⇒⇐↻↺↵⏎●○◐◑◒◓◔◕■□▲△▼▽▶▷◀◁◆◇★☆✓✔✗✘⚠⧖⌛⏱☐☑☒•‣₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹ℓ"
SYMBOL_FONTS = ("NotoSansMath-Regular.ttf", "NotoSansSymbols2-Regular.ttf", "NotoSansSymbols-Regular.ttf")


def add_glyphs(font: TTFont, donors: list[TTFont]) -> list[str]:
    """Copy the characters of EXTRA that `font` lacks from the first donor that has them."""
    missing = []
    have = font.getBestCmap()
    tables = [table for table in font["cmap"].tables if table.isUnicode()]
    order = font.getGlyphOrder()
    for char in EXTRA:
        code = ord(char)
        if code in have:
            continue
        donor = next((d for d in donors if code in d.getBestCmap()), None)
        if donor is None:
            missing.append(char)
            continue
        source = donor.getBestCmap()[code]
        record = DecomposingRecordingPen(donor.getGlyphSet())
        donor.getGlyphSet()[source].draw(record)
        pen = TTGlyphPen(None)
        record.replay(pen)
        name = f"uni{code:04X}.lb"
        order.append(name)
        font["glyf"].glyphs[name] = pen.glyph()
        font["glyf"].glyphs[name].recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = donor["hmtx"].metrics[source]
        for table in tables:
            if code <= 0xFFFF or table.format == 12:
                table.cmap[code] = name
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    return missing


def rename(font: TTFont, style: str) -> None:
    """Give the font its own family name, with the style links desktop systems expect."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID in {1, 2, 3, 4, 6, 16, 17, 25}:
            names.removeNames(nameID=record.nameID)
    linked = style in {"Regular", "Bold", "Italic"}
    for name_id, text in {
        1: FAMILY if linked else f"{FAMILY} {style}",
        2: style if linked else "Regular",
        3: f"1.0;{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        6: f"LeanbenchSans-{style}",
        16: FAMILY,
        17: style,
    }.items():
        names.setName(text, name_id, 3, 1, 0x409)
        names.setName(text, name_id, 1, 0, 0)
    font["OS/2"].usWeightClass = WEIGHTS[style]


def main(folder: Path) -> None:
    """Build all weights and the width table."""
    found = {path.name: path for path in folder.rglob("NotoSans*.ttf")}
    donors = [TTFont(found[name]) for name in SYMBOL_FONTS]
    widths = {}
    OUT.mkdir(parents=True, exist_ok=True)
    for style in WEIGHTS:
        font = TTFont(found[f"NotoSans-{style}.ttf"], recalcTimestamp=False)
        missing = add_glyphs(font, donors)
        rename(font, style)
        for tag in ("fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "gasp"):
            if tag in font:
                del font[tag]
        for name in font["glyf"].keys():  # noqa: SIM118 - a table, not a dict
            glyph = font["glyf"][name]
            if hasattr(glyph, "removeHinting"):
                glyph.removeHinting()
        target = OUT / f"LeanbenchSans-{style}.ttf"
        font.save(target)
        metrics = font["hmtx"].metrics
        widths[style] = {
            "units_per_em": font["head"].unitsPerEm,
            "ascent": font["hhea"].ascent,
            "descent": font["hhea"].descent,
            "x_height": font["OS/2"].sxHeight,
            "cap_height": font["OS/2"].sCapHeight,
            "advance": {str(code): metrics[glyph][0] for code, glyph in sorted(font.getBestCmap().items())},
        }
        print(target.name, target.stat().st_size, "missing:", "".join(missing))
    (OUT / "widths.json").write_text(json.dumps(widths, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
