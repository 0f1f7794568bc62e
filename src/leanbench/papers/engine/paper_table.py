"""One table over any number of pages: one Table element, header cells with Scope, light rules.

The header repeats on every page as an artifact. Rows stay whole unless they are taller than half a
sheet; then they split between lines. Column widths follow the contents: no column narrower than its
longest word while there is room, numbers only as wide as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_structure import Element
from leanbench.papers.engine.page_flow import Block, Desk
from leanbench.papers.engine.paper_style import CELL, HEAD_CELL, RULE, SMALL, STRONG, TINT, Align, Style
from leanbench.papers.engine.paragraphs import (
    POINT,
    Line,
    Points,
    Words,
    break_lines,
    break_points,
    draw_lines,
    runs,
)

Cell = Words | Points

PAD_X, PAD_Y = 6.0, 4.0
_WIDEST_WORD = 0.26  # of the table, before a word is broken


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header and alignment; `least` and `most` limit its width in points.

    A `firm` column is set as wide as its widest entry and never wrapped (numbers, dates, ids).
    """

    title: str
    align: Align = "left"
    firm: bool = False
    least: float = 0.0
    most: float = 280.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A "group" row has one cell across the table; a "total" row stays with the one before.

    `least` is its height at least, in points: room to write by hand.
    """

    cells: tuple[Cell, ...]
    kind: Literal["body", "group", "total"] = "body"
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class _SetRow:
    """A row laid out: the lines of each cell, and whether it starts and ends here."""

    lines: tuple[tuple[Line, ...], ...]
    kind: str
    index: int
    starts: bool = True
    ends: bool = True

    pad: float = PAD_Y
    least: float = 0.0

    def height(self, style: Style) -> float:
        return max(max(max(len(cell) for cell in self.lines), 1) * style.leading + 2 * self.pad, self.least)


@dataclass(slots=True)
class _Tags:
    """The structure shared by the parts of a table."""

    table: Element
    body: Element
    rows: dict[int, tuple[Element, ...]] = field(default_factory=dict)
    items: dict[Element, Element] = field(default_factory=dict)  # cell -> the list item being set


@dataclass(slots=True)
class Table:
    """A table in the flow.

    Parameters
    ----------
    columns : sequence of Column
        Without any title (all empty) no header is printed, and the first column holds the row heads.
    rows : sequence of Row
    row_heads : bool
        The first column names the rows: its cells are header cells with Scope Row.
    caption : str
        Printed above, part of the Table; repeated with "(continued)".
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    row_heads: bool = True
    caption: str = ""
    style: Style = CELL
    rules: bool = True
    heads_bold: bool = False
    before: float = 4.0
    after: float = 12.0
    keep_next: bool = False
    pad: float = PAD_Y  # above and below the text of each row
    _set: tuple[_SetRow, ...] = ()
    _widths: tuple[float, ...] = ()
    _for: float = -1.0
    _tags: list[_Tags] = field(default_factory=list)
    _continued: bool = False

    # --- layout --------------------------------------------------------------------------------

    def _lay(self, width: float) -> tuple[_SetRow, ...]:
        if self._for >= 0 and (self._for == width or self._continued or self._tags):
            return self._set
        self._widths = _column_widths(self, width)
        laid = []
        for index, row in enumerate(self.rows):
            lines: tuple[tuple[Line, ...], ...]
            if row.kind == "group":
                inner = sum(self._widths) - 2 * PAD_X
                lines = (_broken(row.cells[0], HEAD_CELL.but(size=self.style.size), inner),)
            else:
                lines = tuple(
                    _broken(cell, self._cell_style(number, row.kind), self._widths[number] - 2 * PAD_X)
                    for number, cell in enumerate(row.cells)
                )
            laid.append(_SetRow(lines, row.kind, index, pad=self.pad, least=row.least))
        self._set, self._for = tuple(laid), width
        return self._set

    def _cell_style(self, column: int, kind: str) -> Style:
        style = self.style.but(align=self.columns[column].align)
        bold = kind == "total" or (column == 0 and self.row_heads and self.heads_bold)
        return style.but(face="semibold") if bold else style

    @property
    def _headed(self) -> bool:
        return any(column.title for column in self.columns)

    def _head_lines(self) -> tuple[tuple[Line, ...], ...]:
        style = HEAD_CELL.but(size=self.style.size)
        return tuple(
            break_lines(column.title, style, self._widths[number] - 2 * PAD_X)
            for number, column in enumerate(self.columns)
        )

    def _head_height(self) -> float:
        if not self._headed:
            return 0.0
        return max(len(cell) for cell in self._head_lines()) * self.style.leading + 2 * PAD_Y

    def _caption_height(self) -> float:
        if not self.caption:
            return 0.0
        return len(break_lines(self._caption_text(), SMALL, sum(self._widths))) * SMALL.leading + 4

    def _caption_text(self) -> str:
        return f"{self.caption} (continued)" if self._continued else self.caption

    def _above(self) -> float:
        return self._caption_height() + self._head_height()

    def height(self, width: float) -> float:
        rows = self._lay(width)
        return self._above() + sum(row.height(self.style) for row in rows)

    def least(self, width: float) -> float:
        rows = self._lay(width)
        if len(rows) <= 8 or self.height(width) <= 190.0:
            return min(self.height(width), 260.0)  # a small table is not split
        start = rows[: 3 if rows[0].kind == "group" else 2]
        return self._above() + min(sum(row.height(self.style) for row in start), 200.0)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        rows = self._lay(width)
        left = room - self._above()
        count = 0
        while count < len(rows) and rows[count].height(self.style) <= left + 0.01:
            left -= rows[count].height(self.style)
            count += 1
        half = 300.0
        if count < len(rows) and rows[count].height(self.style) > half:
            cut = self._cut_row(rows[count], left)
            if cut is not None:
                return self._part((*rows[:count], cut[0])), self._part((cut[1], *rows[count + 1 :]))
        count = self._good_break(rows, count)
        if count == 0:
            return None
        return self._part(rows[:count]), self._part(rows[count:])

    def _good_break(self, rows: tuple[_SetRow, ...], count: int) -> int:
        """Not before a total, not after a group line, not one row alone on either side if avoidable."""
        wanted = count
        if len(rows) - count == 1 and count > 2 and rows[count].starts:
            wanted -= 1
        while wanted > 0 and (rows[wanted].kind == "total" or rows[wanted - 1].kind == "group"):
            wanted -= 1
        return wanted if wanted > 0 else count

    def _cut_row(self, row: _SetRow, room: float) -> tuple[_SetRow, _SetRow] | None:
        fits = int((room - 2 * row.pad) // self.style.leading)
        if fits < 3:
            return None
        head = tuple(cell[:fits] for cell in row.lines)
        tail = tuple(cell[fits:] for cell in row.lines)
        return (
            _SetRow(head, row.kind, row.index, row.starts, False, row.pad),
            _SetRow(tail, row.kind, row.index, False, row.ends, row.pad),
        )

    def _part(self, rows: tuple[_SetRow, ...]) -> Table:
        part = Table(
            self.columns, self.rows, self.row_heads, self.caption, self.style, self.rules, self.heads_bold
        )
        part.after, part.pad = self.after, self.pad
        part._set, part._widths, part._for, part._tags = rows, self._widths, self._for, self._tags
        part._continued = rows[0].index > 0 or not rows[0].starts
        return part

    # --- drawing -------------------------------------------------------------------------------

    def draw(self, desk: Desk, x: float, top: float, width: float) -> None:
        rows = self._lay(width)
        first = not self._tags
        if first:
            table = desk.parent.add("Table")
            self._tags.append(_Tags(table, table))
        tags = self._tags[0]
        top = self._draw_caption(desk, tags, x, top, first)
        if self._headed:
            top = self._draw_head(desk, tags, x, top, first)
        if first and self._headed:
            tags.body = tags.table.add("TBody")
        if not self._headed and self.rules:
            self._rule(desk, x, top, 0.7, STRONG)
        for row in rows:
            height = row.height(self.style)
            self._draw_row(desk, tags, row, x, top)
            top -= height
            if self.rules and row.ends:
                last = row is rows[-1]
                self._rule(desk, x, top, 0.7 if last else 0.35, STRONG if last else RULE)

    def _draw_caption(self, desk: Desk, tags: _Tags, x: float, top: float, first: bool) -> float:
        if not self.caption:
            return top
        style = SMALL.but(face="semibold", colour="#333333")
        lines = break_lines(self._caption_text(), SMALL, sum(self._widths))
        canvas = desk.pdf.canvas
        where = desk.pdf.content(tags.table.add("Caption")) if first else desk.pdf.artifact("Layout")
        with where:
            draw_lines(canvas, lines, style, x, top, sum(self._widths))
        return top - self._caption_height()

    def _draw_head(self, desk: Desk, tags: _Tags, x: float, top: float, first: bool) -> float:
        canvas, height = desk.pdf.canvas, self._head_height()
        with desk.pdf.artifact("Layout"):
            canvas.setFillColor(TINT)
            canvas.rect(x, top - height, sum(self._widths), height, stroke=0, fill=1)
            canvas.setStrokeColor(STRONG)
            canvas.setLineWidth(0.7)
            canvas.line(x, top - height, x + sum(self._widths), top - height)
        line = tags.table.add("THead").add("TR") if first else None
        left = x
        for number, lines in enumerate(self._head_lines()):
            style = HEAD_CELL.but(size=self.style.size, align=self.columns[number].align)
            where = desk.pdf.content(line.add("TH", Scope="Column")) if line else desk.pdf.artifact("Layout")
            inner = self._widths[number] - 2 * PAD_X
            lift = height - 2 * PAD_Y - len(lines) * style.leading  # heads stand on the rule
            with where:
                draw_lines(canvas, lines, style, left + PAD_X, top - PAD_Y - lift, inner)
            left += self._widths[number]
        return top - height

    def _draw_row(self, desk: Desk, tags: _Tags, row: _SetRow, x: float, top: float) -> None:
        cells = tags.rows.get(row.index)
        if cells is None:
            cells = self._row_tags(tags, row)
            tags.rows[row.index] = cells
        canvas = desk.pdf.canvas
        if row.kind == "group":
            with desk.pdf.artifact("Layout"):
                canvas.setFillColor(TINT)
                canvas.rect(
                    x,
                    top - row.height(self.style),
                    sum(self._widths),
                    row.height(self.style),
                    stroke=0,
                    fill=1,
                )
            style = HEAD_CELL.but(size=self.style.size)
            with desk.pdf.content(cells[0]):
                draw_lines(canvas, row.lines[0], style, x + PAD_X, top - row.pad, sum(self._widths), row.ends)
            return
        left = x
        for number, lines in enumerate(row.lines):
            inner = self._widths[number] - 2 * PAD_X
            if lines and (len(lines) > 1 or lines[0].pieces):
                style = self._cell_style(number, row.kind)
                if any(line.indent for line in lines):
                    _draw_points(desk, tags, cells[number], lines, style, left + PAD_X, top - row.pad, inner)
                else:
                    with desk.pdf.content(cells[number]):
                        draw_lines(canvas, lines, style, left + PAD_X, top - row.pad, inner, row.ends)
            left += self._widths[number]

    def _row_tags(self, tags: _Tags, row: _SetRow) -> tuple[Element, ...]:
        line = tags.body.add("TR")
        if row.kind == "group":
            return (line.add("TH", Scope="Row", ColSpan=len(self.columns)),)
        return tuple(
            line.add("TH", Scope="Row") if number == 0 and self.row_heads else line.add("TD")
            for number in range(len(row.lines))
        )

    def _rule(self, desk: Desk, x: float, y: float, weight: float, colour: str) -> None:
        canvas = desk.pdf.canvas
        with desk.pdf.artifact("Layout"):
            canvas.setStrokeColor(colour)
            canvas.setLineWidth(weight)
            canvas.line(x, y, x + sum(self._widths), y)


def _broken(cell: Cell, style: Style, width: float) -> tuple[Line, ...]:
    if isinstance(cell, Points):
        return break_points(cell, style, width)
    return break_lines(cell, style, width)


def _draw_points(
    desk: Desk,
    tags: _Tags,
    cell: Element,
    lines: tuple[Line, ...],
    style: Style,
    x: float,
    top: float,
    width: float,
) -> None:
    """The list of a cell, each item its own LI; an item that began on the page before goes on."""
    start = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].mark:
            continue
        if lines[start].mark:
            listing = cell.kids[0] if cell.kids else cell.add("L", ListNumbering="Disc")
            assert isinstance(listing, Element)
            tags.items[cell] = listing.add("LI").add("LBody")
        with desk.pdf.content(tags.items.get(cell, cell)):
            draw_lines(desk.pdf.canvas, lines[start:end], style, x, top - start * style.leading, width)
        start = end


def _column_widths(table: Table, width: float) -> tuple[float, ...]:
    """Share the width: each column its longest word first, then by what its text would like."""
    count = len(table.columns)
    longest, natural, amount = [0.0] * count, [0.0] * count, [0.0] * count
    head = HEAD_CELL.but(size=table.style.size)
    for number, column in enumerate(table.columns):
        pairs: list[tuple[Cell, Style]] = [(column.title, head)]
        pairs += [
            (row.cells[number], table._cell_style(number, row.kind))
            for row in table.rows
            if row.kind != "group"
        ]
        for cell, style in pairs:
            word, full = _extent(cell, style)
            if column.firm and style is not head:
                word = full
            longest[number] = max(longest[number], word)
            natural[number] = max(natural[number], full)
        amount[number] = max(natural[number], 1.0) ** 0.5
        # One endless word must not starve the other columns: it is broken instead.
        longest[number] = max(min(longest[number], column.most, _WIDEST_WORD * width), column.least)
        natural[number] = max(min(natural[number], column.most), longest[number])
    pad = 2 * PAD_X
    longest = [value + pad for value in longest]
    natural = [value + pad for value in natural]
    if sum(natural) <= width:
        # Room to spare goes to the columns of words; numbers stay together at the right.
        loose = [0.0 if column.firm else value for column, value in zip(table.columns, natural, strict=True)]
        if not any(loose):
            loose = natural
        spare = (width - sum(natural)) / sum(loose)
        return tuple(value + spare * share for value, share in zip(natural, loose, strict=True))
    if sum(longest) >= width:
        # Too many wide columns: half by their words, half by how much text they hold.
        byword = [value / sum(longest) for value in longest]
        bytext = [value / sum(amount) for value in amount]
        return tuple(width * (a + b) / 2 for a, b in zip(byword, bytext, strict=True))
    wish = [n - s for n, s in zip(natural, longest, strict=True)]
    spare = (width - sum(longest)) / sum(wish)
    return tuple(s + spare * w for s, w in zip(longest, wish, strict=True))


def _extent(cell: Cell, style: Style) -> tuple[float, float]:
    """The width of the longest word and of the longest line of a cell, in points."""
    if isinstance(cell, Points):
        sizes = [_extent(item, style) for item in cell.items] or [(0.0, 0.0)]
        return max(size[0] for size in sizes) + POINT, max(size[1] for size in sizes) + POINT
    word = full = 0.0
    line = 0.0
    for run in runs(cell):
        face = run.face or style.face
        for number, part in enumerate(run.text.split("\n")):
            if number:
                full, line = max(full, line), 0.0
            line += fonts.width(part, face, style.size)
            for token in part.split():
                word = max(word, fonts.width(token, face, style.size))
    return word, max(full, line) + 0.5
