"""Pictures of every page of every paper of the gallery, in color and as a gray printer makes it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from look.studio import EMPTY

DPI = 80
DAY = datetime.date(2026, 3, 20)  # the same papers on every day
LARGEST = 1800  # pixels of the longer side: a plotter sheet stays readable on a screen


def event_of(name: str) -> Any:
    """The event of a sample, or a blank one."""
    from leanbench import resources
    from leanbench.event.event_file import open_event
    from leanbench.event.records import Event, Map

    if name == EMPTY:
        return Event(maps=(Map("current", "Current state"),))
    return open_event(resources.path("samples", f"{name}.lean")).root


def take(out: Path, name: str, wanted: Callable[[str, str], bool]) -> None:
    """All papers of one event into ``papers/EVENT PAPER/page NN color.png`` and its gray twin."""
    from leanbench.papers.list.gallery import papers

    event = event_of(name)
    for paper in papers(event):
        item = f"{name} {paper.id}"
        if wanted("papers", item):
            data, _info = paper.make(event, DAY)
            take_pages(data, out / "papers" / item)


def take_pages(pdf: bytes, folder: Path) -> list[Path]:
    """The pages of one PDF as PNGs."""
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    made = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        page = document[number]
        scale = min(DPI / 72, LARGEST / max(page.get_size()))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        for name, image in (("color", picture), ("gray", picture.convert("L"))):
            made.append(folder / f"page {number + 1:02d} {name}.png")
            image.save(made[-1])
        page.close()
    document.close()
    return made
