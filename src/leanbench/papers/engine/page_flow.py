"""Fills pages: takes blocks one after another, breaks them over sheets, draws header and footer.

A block knows its height, may split, and draws itself with its own structure. The rules kept here:
a heading stays with what follows it, a page never starts with a gap, and all pages are planned before
the first is drawn, so that the contents and "page x of y" need no second pass.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_structure import Element
from leanbench.drawing.pdf_tagged import TaggedPdf
from leanbench.papers.engine.paper_style import RULE, RUNNING, Sheet
from leanbench.papers.engine.paragraphs import draw_text, shortened
from leanbench.words import _


class Block(Protocol):
    """One thing in the flow. `before` and `after` are gaps in points; the larger of two wins."""

    @property
    def before(self) -> float: ...

    @property
    def after(self) -> float: ...

    @property
    def keep_next(self) -> bool: ...

    def height(self, width: float) -> float:
        """Height in points when set in a column of this width."""

    def least(self, width: float) -> float:
        """The smallest part that may stand at the foot of a page."""

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """A part that fits in `room`, and the rest; None when it must not be split there."""

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        """Draw downwards from `top`, with structure under `desk.parent`."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Go on a new page, on another sheet when one is named.

    With `if_other` the page is kept when it is of that sheet already.
    """

    sheet: Sheet | None = None
    if_other: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Go on a new page unless this share of the sheet's height is left."""

    share: float


Item = Block | PageBreak | Need


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands at the edge of every page. `foot` is joined with middle dots."""

    left: str
    right: str
    foot: tuple[str, ...]
    first_page_header: bool = False


@dataclass(slots=True)
class Desk:
    """What a block needs to draw itself: the file, where its structure goes, where each heading stands."""

    pdf: TaggedPdf
    parent: Element
    sheet: Sheet
    places: dict[str, int] = field(default_factory=dict)  # key of a heading -> page from 0

    def open_section(self, title: str) -> None:
        """What follows belongs to a new section of the document."""
        self.parent = self.pdf.root.add("Sect", title=title)


@dataclass(slots=True)
class _Page:
    """One planned page: its sheet, the blocks with the y of their upper edge, what is left below."""

    sheet: Sheet
    placed: list[tuple[Block, float]] = field(default_factory=list)
    y: float = 0.0
    gap: float = 0.0

    def __post_init__(self) -> None:
        self.y = self.sheet.height - self.sheet.top

    @property
    def room(self) -> float:
        """Points left below the last block."""
        return self.y - self.sheet.bottom

    @property
    def fill(self) -> float:
        """The share of the height that is used."""
        return 1.0 - self.room / self.sheet.room


# Gaps between blocks may shrink this far to spare a nearly empty last page.
_SQUEEZES = (1.0, 0.85, 0.7, 0.55)
_NEARLY_EMPTY = 0.24


class Flow:
    """Places blocks on pages of one PDF: first planned as a whole, then drawn.

    Parameters
    ----------
    pdf : TaggedPdf
    sheet : Sheet
        The sheet to begin with; `PageBreak` changes it.
    furniture : Furniture
        Header and footer of every page.
    page_done : callable
        Called with the number of finished pages.
    """

    def __init__(
        self,
        pdf: TaggedPdf,
        sheet: Sheet,
        furniture: Furniture,
        page_done: Callable[[int], None] | None = None,
    ) -> None:
        self.pdf = pdf
        self.furniture = furniture
        self.desk = Desk(pdf, pdf.root, sheet)
        self._pages: list[_Page] = []
        self._page_done = page_done

    def run(self, items: Iterable[Item]) -> None:
        """Plan all pages, then draw them with header, footer, page numbers and contents."""
        for sheet, stretch in _stretches(items, self.desk.sheet):
            self._pages += _planned(stretch, sheet)
        for number, page in enumerate(self._pages):
            for block, _unused in page.placed:
                self.desk.places.update(dict.fromkeys(_keys(block), number))
        for number, page in enumerate(self._pages):
            self.desk.sheet = page.sheet
            self.pdf.begin_page(page.sheet.width, page.sheet.height)
            if number or self.furniture.first_page_header:
                self._write_header(page.sheet)
            for block, top in page.placed:
                block.draw(self.desk, page.sheet.left, top, page.sheet.column)
            self._write_footer(number, page.sheet)
            self.pdf.end_page()
            if self._page_done:
                self._page_done(number + 1)

    @property
    def fill(self) -> tuple[float, ...]:
        """How much of each page's height is used, 0 to 1."""
        return tuple(page.fill for page in self._pages)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheet of every page."""
        return tuple(page.sheet for page in self._pages)

    # --- the edges of a page -------------------------------------------------------------------

    def _write_header(self, sheet: Sheet) -> None:
        canvas, edge = self.pdf.canvas, self.furniture
        left, right = sheet.left, sheet.width - sheet.right
        y = sheet.height - min(sheet.top - 16.0, 46.0)
        with self.pdf.artifact("Header"):
            canvas.setStrokeColor(RULE)
            canvas.setLineWidth(0.5)
            title = shortened(edge.left, RUNNING.face, RUNNING.size, (right - left) * 0.7)
            draw_text(canvas, left, y, title + " ", RUNNING)
            draw_text(canvas, right, y, edge.right, RUNNING, anchor="end")
            canvas.line(left, y - 6, right, y - 6)

    def _write_footer(self, number: int, sheet: Sheet) -> None:
        canvas = self.pdf.canvas
        left, right = sheet.left, sheet.width - sheet.right
        y = min(sheet.bottom - 22.0, 36.0)
        with self.pdf.artifact("Footer"):
            canvas.setStrokeColor(RULE)
            canvas.setLineWidth(0.5)
            canvas.line(left, y + 13, right, y + 13)
            draw_text(canvas, left, y, _foot(self.furniture.foot, right - left - 80) + " ", RUNNING)
            page = _("Page {number} of {count}").format(number=number + 1, count=len(self._pages))
            draw_text(canvas, right, y, page, RUNNING, anchor="end")


def _keys(block: Block) -> list[str]:
    """The keys of the headings in a block."""
    inside = getattr(block, "blocks", ())
    own = getattr(block, "key", "")
    return [key for part in inside for key in _keys(part)] + ([own] if own else [])


def _foot(parts: tuple[str, ...], width: float) -> str:
    """The footer's parts in one line; the longest is shortened until they fit, so that none is lost."""
    known = [part for part in parts if part]
    while known:
        line = " · ".join(known)
        over = fonts.width(line, RUNNING.face, RUNNING.size) - width
        if over <= 0:
            return line
        longest = max(range(len(known)), key=lambda place: len(known[place]))
        size = fonts.width(known[longest], RUNNING.face, RUNNING.size)
        if size - over > 40.0:
            known[longest] = shortened(known[longest], RUNNING.face, RUNNING.size, size - over)
            return " · ".join(known)
        del known[longest]
    return ""


# --- planning ---------------------------------------------------------------------------------------


def _stretches(items: Iterable[Item], sheet: Sheet) -> list[tuple[Sheet, list[Block | Need]]]:
    """The items between page breaks, with the sheet each run of them stands on; empty runs go."""
    found: list[tuple[Sheet, list[Block | Need]]] = [(sheet, [])]
    for item in items:
        if isinstance(item, PageBreak):
            if item.if_other and item.sheet == sheet:
                continue
            sheet = item.sheet or sheet
            found.append((sheet, []))
        else:
            found[-1][1].append(item)
    kept = [(sheet, run) for sheet, run in found if run]
    return kept or [found[0]]


def _planned(items: list[Block | Need], sheet: Sheet) -> list[_Page]:
    """The pages of one run; gaps are squeezed when that saves a page with next to nothing on it."""
    plain = _fill_pages(items, sheet, 1.0)
    if len(plain) < 2 or plain[-1].fill >= _NEARLY_EMPTY:
        return plain
    for squeeze in _SQUEEZES[1:]:
        tighter = _fill_pages(items, sheet, squeeze)
        if len(tighter) < len(plain):
            return tighter
    return plain


def _fill_pages(items: list[Block | Need], sheet: Sheet, squeeze: float) -> list[_Page]:
    """Blocks from the top of the sheet downwards, page after page."""
    queue: deque[Block | Need] = deque(items)
    pages = [_Page(sheet)]
    width = sheet.column
    while queue:
        item = queue.popleft()
        page = pages[-1]
        if isinstance(item, Need):
            if page.placed and page.room < item.share * sheet.room * squeeze:
                pages.append(_Page(sheet))
            continue
        gap = max(page.gap, item.before) * squeeze if page.placed else 0.0
        room = page.room - gap + 0.01
        if page.placed and _needed(item, queue, width) > room:
            pages.append(_Page(sheet))
            queue.appendleft(item)
            continue
        rest: Block | None = None
        if item.height(width) > room:
            parts = item.split(width, room)
            if parts is not None:
                item, rest = parts
            elif page.placed:
                pages.append(_Page(sheet))
                queue.appendleft(item)
                continue
            # else taller than a page and whole: drawn as it is rather than lost
        page.placed.append((item, page.y - gap))
        page.y -= gap + item.height(width)
        page.gap = item.after
        if rest is not None:
            pages.append(_Page(sheet))
            queue.appendleft(rest)
    return pages


def _needed(block: Block, queue: Sequence[Block | Need], width: float) -> float:
    """The height that must be free here: a heading asks for the start of what follows it."""
    total = 0.0
    current = block
    for place in range(min(len(queue), 6)):
        following = queue[place]
        if not current.keep_next:
            break
        if isinstance(following, Need):
            continue
        total += current.height(width) + max(current.after, following.before)
        current = following
    return total + current.least(width)
