"""Two states side by side as a table: figures, change in percent or points, and the basis of each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from leanbench.event.records import Event
from leanbench.flow.comparison import ChangeRow
from leanbench.papers.parts.summary import row_change_text, value_text
from leanbench.ui.frame.session import Session
from leanbench.ui.map.painted_rows import Rows

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One figure of both states; a row without a `change` is the heading of a group."""

    label: str
    before: str = ""
    after: str = ""
    change: str = ""
    role: str = "muted"  # of the change
    row: ChangeRow | None = None


def compare_row(row: ChangeRow, role: str, event: Event) -> CompareRow:
    """A row in the words of the paper; the sign behind the change says the same as its color."""
    before, after = value_text(row.before, event), value_text(row.after, event)
    sign = {"good": " ✓", "caution": " !"}.get(role, "")
    return CompareRow(row.label, before, after, row_change_text(row) + sign, role, row)


class CompareTable(Rows):
    """Groups of figures. `asked(name)` asks how a figure came about in both states."""

    row_height = 22

    def __init__(self, session: Session) -> None:
        super().__init__(session, "Before and after")
        self.rows: tuple[CompareRow, ...] = ()
        self.heads: tuple[tuple[str, str], tuple[str, str]] = (("", ""), ("", ""))

    def head(self) -> int:
        """Two lines: the names of the states and their basis."""
        return self.session.look.px(34)

    def show_rows(self, rows: Sequence[CompareRow], heads: tuple[tuple[str, str], tuple[str, str]]) -> None:
        """Show rows below (name, basis) of both states."""
        self.rows, self.heads = tuple(rows), heads
        spoken = [
            f"{item.label}: {heads[0][0]} {item.before}, {heads[1][0]} {item.after}, change {item.change}"
            if item.row is not None
            else item.label
            for item in rows
        ]
        self.set_rows([item.row.name if item.row else f"group {item.label}" for item in rows], spoken)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names left, figures right, groups in small capitals' place: muted and ruled."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        look, px = self.session.look, self.session.look.px
        wide = self.width() - px(6)
        each, last = round(wide * 0.19), round(wide * 0.2)
        name = wide - 2 * each - last
        for place, (title, basis) in enumerate((*self.heads, ("Change", ""))):
            left = name + place * each
            size = (each, each, last)[place] - px(4)
            painter.setFont(look.font("small", True))
            painter.setPen(look.colour("text"))
            text = painter.fontMetrics().elidedText(title, _ELIDE, size)
            painter.drawText(QRect(left, 0, size, px(18)), _RIGHT, text)
            painter.setFont(look.font("caption"))
            painter.setPen(look.colour("muted"))
            painter.drawText(QRect(left, px(16), size, px(14)), _RIGHT, basis)
        for number, item in enumerate(self.rows):
            area = self.row_area(number)
            if item.row is None:
                painter.setFont(look.font("caption", True))
                painter.setPen(look.colour("muted"))
                painter.drawText(area.adjusted(px(6), px(4), 0, 0), _LEFT, item.label)
                painter.setPen(QPen(look.colour("hairline"), 1))
                painter.drawLine(area.left(), area.bottom(), wide, area.bottom())
                continue
            self.paint_back(painter, number)
            painter.setFont(look.font("small"))
            painter.setPen(look.colour("text"))
            metrics = painter.fontMetrics()
            label = QRect(px(6), area.top(), name - px(8), area.height())
            painter.drawText(label, _LEFT, metrics.elidedText(item.label, _ELIDE, label.width()))
            painter.drawText(QRect(name, area.top(), each - px(4), area.height()), _RIGHT, item.before)
            painter.setFont(look.font("small", True))
            painter.drawText(QRect(name + each, area.top(), each - px(4), area.height()), _RIGHT, item.after)
            painter.setFont(look.font("small"))
            painter.setPen(look.colour(item.role))
            painter.drawText(
                QRect(name + 2 * each, area.top(), last - px(4), area.height()), _RIGHT, item.change
            )
