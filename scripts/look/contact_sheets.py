"""Contact sheets of the pictures in a folder, and a page that shows them all."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

CELL = 640  # pixels of a picture's longer side on a sheet
CAPTION = 22
COLUMNS = 6
PER_SHEET = 24
SHEETS = "sheets"


def make_sheets(out: Path) -> list[Path]:
    """One or more sheets for each folder of pictures below `out`, named after it."""
    made: list[Path] = []
    for folder in sorted({path.parent for path in out.rglob("*.png") if SHEETS not in path.parts}):
        pictures = sorted(folder.glob("*.png"), key=_order)
        name = " ".join(folder.relative_to(out).parts)
        for number in range(0, len(pictures), PER_SHEET):
            more = f" {number // PER_SHEET + 1}" if len(pictures) > PER_SHEET else ""
            made.append(out / SHEETS / f"{name}{more}.png")
            made[-1].parent.mkdir(exist_ok=True)
            contact_sheet(pictures[number : number + PER_SHEET], made[-1])
    return made


def _order(path: Path) -> tuple[str, int]:
    """One row for each event, in the order the pictures were taken."""
    return path.stem.split()[0], path.stat().st_mtime_ns


def contact_sheet(pictures: list[Path], target: Path) -> None:
    """Pictures in a grid, each above its file name."""
    from PIL import Image, ImageDraw, ImageFont

    from leanbench import resources

    font = ImageFont.truetype(str(resources.path("fonts", "LeanbenchSans-Regular.ttf")), 14)
    small: list[Any] = []
    for path in pictures:
        with Image.open(path) as picture:
            image = picture.convert("RGB")
            image.thumbnail((CELL, CELL))
            small.append(image)
    columns = min(COLUMNS, len(small))
    wide = max(image.width for image in small) + 8
    high = max(image.height for image in small) + CAPTION + 8
    rows = -(-len(small) // columns)
    sheet = Image.new("RGB", (columns * wide, rows * high), "#8a8f98")
    pen = ImageDraw.Draw(sheet)
    for number, (path, image) in enumerate(zip(pictures, small, strict=True)):
        left, top = number % columns * wide + 4, number // columns * high
        pen.text((left, top + 2), path.stem, fill="white", font=font)
        sheet.paste(image, (left, top + CAPTION))
    sheet.save(target)


def write_index(out: Path, sheets: list[Path]) -> Path:
    """``index.html``: every sheet, and below it the single pictures by name."""
    parts = ["<!doctype html><meta charset='utf-8'><title>Leanbench, looked at</title>"]
    parts.append(
        "<style>body{font:15px sans-serif;margin:24px}img{max-width:100%}a{margin-right:10px}</style>"
    )
    for sheet in sheets:
        where = sheet.relative_to(out).as_posix()
        parts.append(
            f"<h2>{html.escape(sheet.stem)}</h2><a href='{where}'><img loading=lazy src='{where}'></a>"
        )
    parts.append("<h2>Single pictures</h2>")
    for path in sorted(out.rglob("*.png")):
        if SHEETS not in path.parts:
            where = html.escape(path.relative_to(out).as_posix())
            parts.append(f"<a href='{where}'>{where.removesuffix('.png')}</a>")
    target = out / "index.html"
    target.write_text("\n".join(parts), "utf-8")
    return target
