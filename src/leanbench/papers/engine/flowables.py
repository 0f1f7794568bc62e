"""The blocks a paper is made of, each with its structure: heading, text, list, picture, contents.

Tables live in `leanbench.papers.engine.paper_table`. All of them follow `leanbench.papers.engine.page_flow.Block`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_structure import Element
from leanbench.drawing.picture import Shape
from leanbench.papers.engine.page_flow import Block, Desk
from leanbench.papers.engine.paper_style import BODY, HEADINGS, RULE, SMALL, STRONG, Style
from leanbench.papers.engine.paragraphs import Line, Words, break_lines, draw_lines, draw_text
from leanbench.words import _


@dataclass(slots=True)
class Heading:
    """A heading of level 1 (the title) to 4. `key` is where links and the outline jump to."""

    text: str
    level: int
    key: str
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = True
    outline: bool = True
    look: Style | None = None
    suffix: str = ""  # printed after the text, but not part of its name: "sheet 1 of 3"

    def __post_init__(self) -> None:
        self.before = self.before or {1: 0.0, 2: 26.0, 3: 18.0}.get(self.level, 12.0)
        self.after = self.after or {1: 8.0, 2: 8.0, 3: 5.0}.get(self.level, 3.0)

    @property
    def style(self) -> Style:
        return self.look or HEADINGS[self.level]

    def height(self, width: float) -> float:
        return len(break_lines(self.text + self.suffix, self.style, width)) * self.style.leading

    def least(self, width: float) -> float:
        return self.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        pdf = desk.pdf
        if self.level == 2:
            desk.open_section(self.text)
        pdf.bookmark(self.key, top + 12, self.text if self.outline else "", max(self.level - 2, 0))
        with pdf.content(desk.parent.add(f"H{self.level}")):
            lines = break_lines(self.text + self.suffix, self.style, width)
            draw_lines(pdf.canvas, lines, self.style, x, top, width)


@dataclass(slots=True)
class Text:
    """A paragraph. `tag` is P, Note or BlockQuote; parts of a split paragraph share one element."""

    words: Words
    style: Style = BODY
    tag: str = "P"
    before: float = 0.0
    after: float = 7.0
    keep_next: bool = False
    id: str = ""
    indent: float = 0.0
    url: str = ""
    _lines: tuple[Line, ...] = ()
    _width: float = -1.0
    _shared: list[Element] = field(default_factory=list)
    _last: bool = True

    def lines(self, width: float) -> tuple[Line, ...]:
        """The lines in a column of this width."""
        if self._width < 0:
            self._lines = break_lines(self.words, self.style, width - self.indent)
            self._width = width
        elif self._width != width and not self._shared:
            self._width = -1.0
            return self.lines(width)
        return self._lines

    def height(self, width: float) -> float:
        return len(self.lines(width)) * self.style.leading

    def least(self, width: float) -> float:
        count = len(self.lines(width))
        return (count if count < 4 else 2) * self.style.leading

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        lines = self.lines(width)
        fits = int((room + 0.01) // self.style.leading)
        fits = min(fits, len(lines) - 2)  # never one line alone on the next page
        if fits < 2:
            return None
        return self._part(lines[:fits], False), self._part(lines[fits:], self._last)

    def _part(self, lines: tuple[Line, ...], last: bool) -> Text:
        part = Text("", self.style, self.tag, 0.0, self.after, False, self.id, self.indent, self.url)
        part._lines, part._width, part._shared, part._last = lines, self._width, self._shared, last
        return part

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        if not self._shared:
            element = desk.parent.add(self.tag, id=self.id)
            self._shared.append(element.add("Link") if self.url else element)
        element = self._shared[0]
        lines = self.lines(width)
        with desk.pdf.content(element):
            draw_lines(
                desk.pdf.canvas, lines, self.style, x + self.indent, top, width - self.indent, self._last
            )
        if self.url:
            box = (x + self.indent, top - len(lines) * self.style.leading, x + width, top)
            desk.pdf.link(element, box, says=_("Open {url}").format(url=self.url), url=self.url)


@dataclass(slots=True)
class Bullets:
    """A list: bullets, or numbers when `numbered`. Items break over pages between lines."""

    items: Sequence[Words]
    style: Style = BODY
    numbered: bool = False
    before: float = 0.0
    after: float = 8.0
    keep_next: bool = False
    gap: float = 2.5
    _from: int = 0
    _shared: list[Element] = field(default_factory=list)

    @property
    def indent(self) -> float:
        return 20.0 if self.numbered else 13.0

    def _heights(self, width: float) -> list[float]:
        leading = self.style.leading
        return [
            len(break_lines(item, self.style, width - self.indent)) * leading + self.gap
            for item in self.items
        ]

    def height(self, width: float) -> float:
        return sum(self._heights(width)) - (self.gap if self.items else 0.0)

    def least(self, width: float) -> float:
        return self._heights(width)[0] if self.items else 0.0

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        used, count = 0.0, 0
        for height in self._heights(width):
            if used + height - self.gap > room:
                break
            used, count = used + height, count + 1
        if count == 0:
            return self._split_first(width, room)
        return self._part(self.items[:count], 0), self._part(self.items[count:], count)

    def _split_first(self, width: float, room: float) -> tuple[Block, Block] | None:
        """One item longer than the page becomes two, the second without its own mark being special."""
        lines = break_lines(self.items[0], self.style, width - self.indent)
        fits = int(room // self.style.leading)
        if fits < 2 or len(lines) <= fits:
            return None
        head = "\n".join(line.text for line in lines[:fits])
        tail = " ".join(line.text for line in lines[fits:])
        return self._part([head], 0), self._part([tail, *self.items[1:]], 0)

    def _part(self, items: Sequence[Words], skipped: int) -> Bullets:
        part = Bullets(items, self.style, self.numbered, 0.0, self.after, False, self.gap)
        part._from, part._shared = self._from + skipped, self._shared
        return part

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        canvas = desk.pdf.canvas
        if not self._shared:
            kind = "Decimal" if self.numbered else "Disc"
            self._shared.append(desk.parent.add("L", ListNumbering=kind))
        for number, item in enumerate(self.items, self._from + 1):
            entry = self._shared[0].add("LI")
            lines = break_lines(item, self.style, width - self.indent)
            mark = f"{number}." if self.numbered else "•"
            baseline = top - self.style.leading / 2 - 0.36 * self.style.size
            with desk.pdf.content(entry.add("Lbl")):
                draw_text(canvas, x + 2, baseline, mark, self.style)
            with desk.pdf.content(entry.add("LBody")):
                draw_lines(canvas, lines, self.style, x + self.indent, top, width - self.indent)
            top -= len(lines) * self.style.leading + self.gap


@dataclass(slots=True)
class Figure:
    """A picture with its text alternative (`alt`, else the picture's own) and a caption below.

    It takes the whole column unless `most` limits its height or `widest` its width, in points.
    """

    picture: Shape
    alt: str = ""
    caption: str = ""
    most: float = 0.0
    widest: float = 0.0
    before: float = 4.0
    after: float = 10.0
    keep_next: bool = False
    caption_style: Style = SMALL

    def _size(self, width: float) -> tuple[float, float]:
        width = min(width, self.widest) if self.widest else width
        aspect = self.picture.height / max(self.picture.width, 1.0)
        height = width * aspect
        if self.most and height > self.most:
            return self.most / aspect, self.most
        return width, height

    def _caption(self, width: float) -> tuple[Line, ...]:
        return break_lines(self.caption, self.caption_style, width) if self.caption else ()

    def height(self, width: float) -> float:
        lines = self._caption(width)
        below = 4.0 + len(lines) * self.caption_style.leading if lines else 0.0
        return self._size(width)[1] + below

    def least(self, width: float) -> float:
        return self.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """A picture is never cut; on a sheet too small for it, it shrinks to the room instead."""
        return None

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        pdf = desk.pdf
        w, h = self._size(width)
        lines = self._caption(width)
        limit = desk.sheet.room - (4.0 + len(lines) * self.caption_style.leading if lines else 0.0)
        if h > limit:
            w, h = w * limit / h, limit
        box = (x, top - h, x + w, top)
        figure = desk.parent.add("Figure", alt=self.alt or self.picture.alt, BBox=box)
        with pdf.content(figure):
            pdf.canvas.saveState()
            self.picture.paint_pdf(pdf.canvas, x, top - h, w, h)
            pdf.canvas.restoreState()
        if lines:
            with pdf.content(desk.parent.add("P")):
                draw_lines(pdf.canvas, lines, self.caption_style, x, top - h - 4, width)


@dataclass(slots=True)
class Contents:
    """The table of contents: each line one link with its page number."""

    entries: Sequence[tuple[str, str, int]]  # text, key, heading level
    before: float = 0.0
    after: float = 10.0
    keep_next: bool = False
    _shared: list[Element] = field(default_factory=list)

    def _step(self, level: int) -> float:
        return 19.0 if level == 2 else 16.0

    def height(self, width: float) -> float:
        return sum(self._step(level) for _, _, level in self.entries)

    def least(self, width: float) -> float:
        return min(self.height(width), 80.0)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        used = 0.0
        for index, (_unused, _unused, level) in enumerate(self.entries):
            used += self._step(level)
            if used > room:
                if index < 2:
                    return None
                parts = (Contents(self.entries[:index]), Contents(self.entries[index:]))
                for part in parts:
                    part._shared = self._shared
                return parts
        return None

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        canvas = desk.pdf.canvas
        if not self._shared:
            self._shared.append(desk.parent.add("TOC"))
        for text, key, level in self.entries:
            step = self._step(level)
            style = BODY.but(face="semibold" if level == 2 else "regular")
            indent = 0.0 if level == 2 else 16.0
            baseline = top - step + 5.0
            (line, *more) = break_lines(text, style, width - indent - 60)
            shown = line.text + ("…" if more else "")
            link = self._shared[0].add("TOCI").add("Reference").add("Link")
            with desk.pdf.content(link):
                draw_text(canvas, x + indent, baseline, shown + " ", style)
                if key in desk.places:
                    number = str(desk.places[key] + 1)
                    draw_text(canvas, x + width, baseline, number + " ", BODY, anchor="end")
            begin = x + indent + fonts.width(shown, style.face, style.size) + 6
            with desk.pdf.artifact("Layout"):
                canvas.setStrokeColor(RULE)
                canvas.setLineWidth(0.6)
                canvas.setDash(0.6, 3)
                canvas.line(begin, baseline + 1.5, x + width - 26, baseline + 1.5)
                canvas.setDash()
            box = (x, top - step, x + width, top)
            desk.pdf.link(link, box, says=_("Go to {text}").format(text=text), destination=key)
            top -= step


@dataclass(slots=True)
class Gap:
    """Empty space."""

    size: float
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False

    def height(self, width: float) -> float:
        return self.size

    def least(self, width: float) -> float:
        return self.size

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        return


@dataclass(slots=True)
class Signature:
    """Lines to sign on: role and date below a rule, side by side."""

    who: Sequence[tuple[str, str]]  # role, date already given
    before: float = 6.0
    after: float = 12.0
    keep_next: bool = False

    def _rows(self) -> int:
        return (len(self.who) + 1) // 2

    def height(self, width: float) -> float:
        return 50.0 * self._rows()

    def least(self, width: float) -> float:
        return self.height(width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        return None

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        canvas = desk.pdf.canvas
        half = (width - 24) / 2
        for index, (role, date) in enumerate(self.who):
            left = x + (index % 2) * (half + 24)
            y = top - 50.0 * (index // 2) - 30.0
            with desk.pdf.artifact("Layout"):
                canvas.setStrokeColor(STRONG)
                canvas.setLineWidth(0.7)
                canvas.line(left, y, left + half, y)
            with desk.pdf.content(desk.parent.add("P")):
                draw_text(canvas, left, y - 12, role + " ", SMALL)
                draw_text(canvas, left + half, y - 12, date, SMALL, anchor="end")
