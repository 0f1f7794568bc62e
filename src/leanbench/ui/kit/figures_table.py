"""The one table of figures to be read: groups of rows, each a label and its values; Enter or a click explains one.

It is as high as its rows and stands in a scroll area. To a screen reader it is a real table: every value
has its label as row header and the title of its column above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.words import _
from leanbench.words.figures import figure_text, quantity_text
from leanbench.words.numbers import MISSING
from leanbench.words.working_calendar import Calendar

Index = QModelIndex | QPersistentModelIndex
Explain = Callable[[Sequence[Quantity], QWidget, QPoint], None]
Role = Qt.ItemDataRole
NONE = QModelIndex()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One line: its label, its values in words, the figures behind them; without values it heads a group."""

    label: str
    values: tuple[str, ...] = ()
    figures: tuple[Quantity, ...] = ()
    role: str = "text"  # the color role of the last value
    name: str = ""  # of the row; that of its first figure when empty

    @property
    def key(self) -> str:
        """What the row is called in signals."""
        return self.name or (self.figures[0].name if self.figures else f"group/{self.label}")


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of values: title, percent of the width (0: as wide as its words), how its values are written."""

    title: str
    share: int = 0
    strong: bool = False
    role: str = "text"


VALUE = (FigureColumn("Value", strong=True),)


def figure_rows(quantities: Iterable[Quantity], calendar: Calendar) -> list[FigureRow]:
    """Each figure under its own label."""
    return [FigureRow(q.label, (quantity_text(q, calendar=calendar),), (q,)) for q in quantities]


class FiguresModel(QAbstractTableModel):
    """Labels in the first column, values in the others."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.name = name
        self.rows: tuple[FigureRow, ...] = ()
        self.columns: tuple[FigureColumn, ...] = VALUE

    def rowCount(self, parent: Index = NONE) -> int:
        """Figures and headings of groups."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NONE) -> int:
        """The labels and each column of values."""
        return 0 if parent.isValid() else 1 + len(self.columns)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Titles above; the label is the header of its row."""
        if role == Role.DisplayRole:
            if way == Qt.Orientation.Vertical:
                return self.rows[section].label
            return self.columns[section - 1].title if section else self.name
        return _side(section) if role == Role.TextAlignmentRole else None

    def flags(self, _index: Index) -> Qt.ItemFlag:
        """Read only; headings are reached too, so that they are read aloud."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Words, how they are written, and what is said of them."""
        row, place = self.rows[index.row()], index.column()
        text = row.label if not place else row.values[place - 1] if row.values else ""
        if role == Role.DisplayRole:
            return text
        if role == Role.AccessibleTextRole:
            return figure_text(None, place="speech") if text == MISSING else text
        if role == Role.ToolTipRole and row.values:
            heads = [column.title.splitlines()[0] if len(self.columns) > 1 else "" for column in self.columns]
            told = [f"{head} {value}".strip() for head, value in zip(heads, row.values, strict=True) if value]
            return f"{row.label}: {', '.join(told)}"
        if role == Role.TextAlignmentRole:
            return _side(place) if row.values else _LEFT | Qt.AlignmentFlag.AlignBottom
        if role == Role.FontRole:
            if not row.values:
                return self.look.font("caption", True)
            return self.look.font("small", bool(place) and self.columns[place - 1].strong)
        if role == Role.ForegroundRole:
            return self.look.colour(self._colour(row, place, text))
        return None

    def _colour(self, row: FigureRow, place: int, text: str) -> str:
        if not row.values or text == MISSING:
            return "muted"
        if not place:
            return "text"
        return row.role if place == len(self.columns) else self.columns[place - 1].role


_LEFT = Qt.AlignmentFlag.AlignLeft


def _side(place: int) -> Qt.AlignmentFlag:
    return (Qt.AlignmentFlag.AlignRight if place else _LEFT) | Qt.AlignmentFlag.AlignVCenter


class FigureTitles(QHeaderView):
    """Titles above the columns; the second line of one is said more quietly."""

    def __init__(self, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.look = look
        self.setMinimumSectionSize(0)

    def fit(self) -> None:
        """As high as the longest title."""
        titles = [str(self.model().headerData(n, Qt.Orientation.Horizontal)) for n in range(self.count())]
        lines = ["small", "caption"][: 2 if any("\n" in title for title in titles) else 1]
        self.setFixedHeight(sum(QFontMetrics(self.look.font(line)).height() for line in lines) + 12)

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        """One title."""
        title, _line, basis = str(self.model().headerData(section, self.orientation())).partition("\n")
        side = _side(section) & ~Qt.AlignmentFlag.AlignVCenter
        inside = area.adjusted(8, 6, -8, -6)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        writing = ((title, "small", "text", top), (basis, "caption", "muted", bottom))
        for text, font, role, place in writing:
            painter.setFont(self.look.font(font, font == "small"))
            painter.setPen(self.look.colour(role))
            words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, side | place, words)


class FigureCells(QStyledItemDelegate):
    """Cells as the model says; a label takes the room that the value beside it leaves."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Where a list has one column of values, the width of each value is that of its own words."""
        super().initStyleOption(option, index)
        row = index.model().rows[index.row()]
        if not index.column() and len(row.values) == 1:
            font = index.model().index(index.row(), 1).data(Role.FontRole)
            wide = QFontMetrics(font).horizontalAdvance(row.values[0]) + 18
            option.rect = option.rect.adjusted(0, 0, max(self.parent().columnWidth(1) - wide, 0), 0)


class FiguresTable(QTableView):
    """Shows rows. Signal: `asked(key)` when how a row came about is asked; `explain` is called with its figures."""

    asked = Signal(str)

    def __init__(self, session: Session, name: str, explain: Explain, row_height: int = 22) -> None:
        super().__init__()
        self.look = session.look
        self.explain = explain
        self.row_height = row_height
        self.hovered = -1
        self.model_ = FiguresModel(session.look, name)
        self.model_.setParent(self)
        self.setModel(self.model_)
        set_role(self, "figures")
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Enter explains the figure of a row."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.titles = FigureTitles(self.look)
        self.setHorizontalHeader(self.titles)
        self.titles.hide()
        self.setItemDelegate(FigureCells(self))
        self.verticalHeader().setMinimumSectionSize(0)
        self.verticalHeader().hide()
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))
        self.clicked.connect(self._ask)
        self.asked.connect(self._explain)
        self.selectionModel().currentChanged.connect(lambda *_of: self.viewport().update())
        session.look.follow(self._fit)

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """The rows on show."""
        return self.model_.rows

    def show_rows(self, rows: Sequence[FigureRow], columns: Sequence[FigureColumn] = ()) -> None:
        """Show rows, below titles when there are columns; the cursor stays on its row."""
        model, now = self.model_, self.currentIndex()
        before, keys = [row.key for row in self.rows], [row.key for row in rows]
        self.titles.setVisible(bool(columns))
        heads = tuple(columns) or VALUE
        if before == keys and len(heads) == len(model.columns):  # a screen reader keeps its place
            model.rows, model.columns = tuple(rows), heads
            model.dataChanged.emit(model.index(0, 0), model.index(len(rows) - 1, len(heads)))
            model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(heads))
            self._fit()
            return
        model.beginResetModel()
        model.rows, model.columns = tuple(rows), heads
        model.endResetModel()
        self.clearSpans()
        for place, row in enumerate(rows):
            if not row.values:
                self.setSpan(place, 0, 1, model.columnCount())
        if now.isValid() and rows:
            key = before[now.row()]
            place = keys.index(key) if key in keys else min(now.row(), len(keys) - 1)
            self.setCurrentIndex(model.index(place, min(now.column(), model.columnCount() - 1)))
        self._fit()

    def go(self, row: int) -> None:
        """Put the cursor on a row."""
        self.setCurrentIndex(self.model_.index(row, 0))

    def anchor(self, key: str) -> QPoint:
        """Where the explanation of a row opens, in global places."""
        row = next((place for place, row in enumerate(self.rows) if row.key == key), 0)
        return self.viewport().mapToGlobal(self.visualRect(self.model_.index(row, 0)).topLeft())

    def _ask(self, index: Index) -> None:
        if index.isValid() and self.rows[index.row()].figures:
            self.asked.emit(self.rows[index.row()].key)

    def _explain(self, key: str) -> None:
        figures = next((row.figures for row in self.rows if row.key == key), ())
        if figures:
            self.explain(figures, self, self.anchor(key))

    # --- size ---------------------------------------------------------------------------------

    def _fit(self) -> None:
        self.titles.fit()
        self.verticalHeader().setDefaultSectionSize(self.look.px(self.row_height))
        width = rest = self.viewport().width()
        for place, column in enumerate(self.model_.columns, 1):
            wide = min(self.sizeHintForColumn(place), round(width * 0.6))
            wide = round(width * column.share / 100) if column.share else wide
            self.setColumnWidth(place, wide)
            rest -= wide
        self.setColumnWidth(0, rest)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns share the width."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """All rows."""
        head = 0 if self.titles.isHidden() else self.titles.height()
        return QSize(self.look.px(260), head + len(self.rows) * self.look.px(self.row_height) + 2)

    def minimumSizeHint(self) -> QSize:
        """Narrow, but all rows: the table stands in a scroll area."""
        return QSize(self.look.px(150), self.sizeHint().height())

    # --- hand and key -------------------------------------------------------------------------

    def _hover(self, row: int) -> None:
        self.hovered = row if row >= 0 and self.rows[row].figures else -1
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(arrow if self.hovered < 0 else hand)
        self.viewport().update()

    def leaveEvent(self, event: Any) -> None:
        """The pointer has gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space ask; Home and End go to the first and the last row; arrows move."""
        ends: dict[int, int] = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self.rows) - 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask(self.currentIndex())
        elif event.key() in ends:
            self.go(ends[event.key()])
        else:
            super().keyPressEvent(event)
        self._keep_in_sight(self.currentIndex().row())

    def _keep_in_sight(self, row: int) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and row >= 0:
            place = self.visualRect(self.model_.index(row, 0)).center()
            high = self.look.px(self.row_height)
            area.ensureVisible(0, self.viewport().mapTo(area.widget(), place).y(), 0, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the rows, ruled below headings; then the cells."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, width, now = self.look, self.viewport().width(), self.currentIndex().row()
        for place, row in enumerate(self.rows):
            area = QRectF(0, self.rowViewportPosition(place), width, self.rowHeight(place))
            if not row.values:
                painter.fillRect(QRectF(0, area.bottom() - 1, width, 1), look.colour("hairline"))
            focused = place == now and self.hasFocus()
            if focused or place == self.hovered:
                painter.setPen(QPen(look.colour("accent"), 1) if focused else Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("hover") if place == self.hovered else Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()
        super().paintEvent(event)
