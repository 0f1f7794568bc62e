"""Fills pages: takes blocks one after another, breaks them over sheets, draws header and footer.

A block knows its height, may split, and draws itself with its own structure. The rules kept here:
a heading stays with what follows it, a page never starts with a gap, page numbers and the contents
are filled in when the last page is known. Nothing in a block can stop the file from being written:
what does not fit is scaled down by the block or reported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from leanbench.reports.style import RULE, RUNNING, Sheet
from leanbench.reports.tagging import Element, TaggedPdf
from leanbench.reports.text import draw_text, shortened


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
    """Go on a new page, on another sheet when one is named."""

    sheet: Sheet | None = None


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
class Slot:
    """A place in the contents where the page number of `key` is written at the end."""

    key: str
    page: int
    right: float
    baseline: float
    element: Element


@dataclass(slots=True)
class Desk:
    """What a block needs to draw itself: the file, where its structure goes, what to fill in later."""

    pdf: TaggedPdf
    parent: Element
    sheet: Sheet
    places: dict[str, int] = field(default_factory=dict)  # key of a heading -> page from 0
    slots: list[Slot] = field(default_factory=list)

    def open_section(self, title: str) -> None:
        """What follows belongs to a new section of the document."""
        self.parent = self.pdf.root.add("Sect", title=title)


class Flow:
    """Places blocks on pages of one PDF.

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
        self._sheets: list[Sheet] = []
        self._fill: list[float] = []  # how much of each page's height is used, 0 to 1
        self._y = 0.0
        self._gap = 0.0
        self._at_top = True
        self._page_done = page_done

    # --- placing -------------------------------------------------------------------------------

    def run(self, items: Iterable[Item]) -> None:
        """Place all items, then header, footer, page numbers and contents."""
        queue: deque[Item] = deque(items)
        self._begin()
        while queue:
            item = queue.popleft()
            if isinstance(item, PageBreak):
                self._break(item, queue)
            elif isinstance(item, Need):
                if self._room() < item.share * self.desk.sheet.room and not self._at_top:
                    self._next()
            else:
                self._place(item, queue)
        self._end()
        self._finish()

    def _break(self, item: PageBreak, queue: deque[Item]) -> None:
        if item.sheet is not None and item.sheet != self.desk.sheet:
            if self._at_top:
                # Nothing stands on this page yet: it becomes the other sheet.
                self._retake(item.sheet)
            else:
                self.desk.sheet = item.sheet
                self._next()
        elif not self._at_top:
            self._next()

    def _place(self, block: Block, queue: deque[Item]) -> None:
        width = self.desk.sheet.column
        gap = 0.0 if self._at_top else max(self._gap, block.before)
        room = self._room() - gap
        if not self._at_top and self._needed(block, queue, width) > room + 0.01:
            self._next()
            queue.appendleft(block)
            return
        if block.height(width) <= room + 0.01:
            self._draw(block, gap)
            return
        parts = block.split(width, room)
        if parts is not None:
            self._draw(parts[0], gap)
            self._next()
            queue.appendleft(parts[1])
        elif self._at_top:
            # Taller than a page and cannot be split: drawn as it is rather than lost.
            self._draw(block, gap)
        else:
            self._next()
            queue.appendleft(block)

    def _needed(self, block: Block, queue: Sequence[Item], width: float) -> float:
        """The height that must be free here: a heading asks for the start of what follows."""
        total = 0.0
        current: Block = block
        for item in [*list(queue)[:6], None]:
            if not current.keep_next or item is None or isinstance(item, PageBreak):
                break
            if isinstance(item, Need):
                continue
            total += current.height(width) + max(current.after, item.before)
            current = item
        return total + current.least(width)

    def _draw(self, block: Block, gap: float) -> None:
        sheet = self.desk.sheet
        self._y -= gap
        block.draw(self.desk, sheet.left, self._y, sheet.column)
        self._y -= block.height(sheet.column)
        self._gap = block.after
        self._at_top = False

    # --- pages ---------------------------------------------------------------------------------

    def _room(self) -> float:
        return self._y - self.desk.sheet.bottom

    def _begin(self) -> None:
        sheet = self.desk.sheet
        self.pdf.begin_page(sheet.width, sheet.height)
        self._sheets.append(sheet)
        self._y = sheet.height - sheet.top
        self._gap = 0.0
        self._at_top = True

    def _retake(self, sheet: Sheet) -> None:
        self.desk.sheet = sheet
        self.pdf.resize_page(sheet.width, sheet.height)
        self._sheets[-1] = sheet
        self._y = sheet.height - sheet.top

    def _end(self) -> None:
        self.pdf.end_page()
        self._fill.append(1.0 - self._room() / self.desk.sheet.room if self._sheets else 0.0)
        if self._page_done:
            self._page_done(len(self._sheets))

    def _next(self) -> None:
        sheet = self.desk.sheet
        self.desk.sheet = self._sheets[-1]
        self._end()
        self.desk.sheet = sheet
        self._begin()

    @property
    def fill(self) -> tuple[float, ...]:
        """How much of each page's height is used, 0 to 1."""
        return tuple(self._fill)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheet of every page."""
        return tuple(self._sheets)

    # --- what is known only at the end ---------------------------------------------------------

    def _finish(self) -> None:
        count = len(self._sheets)
        slots: dict[int, list[Slot]] = {}
        for slot in self.desk.slots:
            slots.setdefault(slot.page, []).append(slot)
        for number, sheet in enumerate(self._sheets):
            with self.pdf.reopen(number):
                for slot in slots.get(number, ()):
                    self._write_page_number(slot)
                self._write_edges(number, count, sheet)

    def _write_page_number(self, slot: Slot) -> None:
        place = self.desk.places.get(slot.key)
        if place is not None:
            style = RUNNING.but(size=10.0, colour="#000000")
            with self.pdf.content(slot.element):
                draw_text(self.pdf.canvas, slot.right, slot.baseline, str(place + 1), style, anchor="end")

    def _write_edges(self, number: int, count: int, sheet: Sheet) -> None:
        canvas, edge = self.pdf.canvas, self.furniture
        left, right = sheet.left, sheet.width - sheet.right
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        if number or edge.first_page_header:
            y = sheet.height - min(sheet.top - 30.0, 46.0)
            with self.pdf.artifact("Header"):
                name = edge.right
                used = (right - left) * 0.7
                title = shortened(edge.left, RUNNING.face, RUNNING.size, used)
                draw_text(canvas, left, y, title, RUNNING)
                draw_text(canvas, right, y, name, RUNNING, anchor="end")
                canvas.line(left, y - 6, right, y - 6)
        y = min(sheet.bottom - 26.0, 36.0)
        with self.pdf.artifact("Footer"):
            canvas.line(left, y + 13, right, y + 13)
            page = f"Page {number + 1} of {count}"
            foot = shortened(" · ".join(part for part in edge.foot if part), "regular", 8.0, right - left - 80)
            draw_text(canvas, left, y, foot, RUNNING)
            draw_text(canvas, right, y, page, RUNNING, anchor="end")
