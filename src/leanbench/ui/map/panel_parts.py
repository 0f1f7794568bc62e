"""Small pieces the flow panels share: headed columns, wrapped words, the explanation of a figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, row_layout, scroll_area
from leanbench.ui.map.metrics_strip import ExplainCard


def words(text: str = "", role: str = "small-muted") -> QLabel:
    """A wrapped line of plain words."""
    label = set_role(QLabel(text), role)
    label.setWordWrap(True)
    return label


def column(title: str, *beside: QWidget) -> tuple[QWidget, QVBoxLayout]:
    """A column with a small heading; `beside` stands at the right of the heading."""
    holder = QWidget()
    box = column_layout(holder, spacing=4)
    head = Head()
    head.row.addWidget(set_role(QLabel(title), "label"))
    head.row.addStretch(1)
    for widget in beside:
        head.row.addWidget(widget)
    box.addWidget(head)
    return holder, box


class Head(QWidget):
    """The heading of a column: as high with a switch beside it as without, so that columns begin alike."""

    def __init__(self) -> None:
        super().__init__()
        self.row = row_layout(self, spacing=8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A line of text with the edges of a button."""
        size = super().sizeHint()
        return QSize(size.width(), max(size.height(), self.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())


def scrolled(widget: QWidget) -> QScrollArea:
    """A widget that scrolls up and down when it is higher than its place."""
    area = scroll_area()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    holder = QWidget()
    set_role(holder, "panel")
    inside = column_layout(holder)
    inside.addWidget(widget)
    inside.addStretch(1)
    area.setWidget(holder)
    return area


def stacked(*widgets: QWidget) -> QWidget:
    """Widgets below each other."""
    holder = QWidget()
    box = column_layout(holder, spacing=6)
    for widget in widgets:
        box.addWidget(widget)
    return holder


def framed(panel: QWidget, sentence: QWidget, about: QWidget, columns: QWidget) -> None:
    """Lay a panel out: its sentence, what that is about, and the columns in all the room that is left."""
    box = column_layout(panel, spacing=2)
    box.addWidget(sentence)
    box.addWidget(about)
    box.addSpacing(6)
    box.addWidget(columns, 1)


def tell(problem: QLabel, text: str) -> None:
    """Show a problem in its place, or nothing."""
    problem.setText(text)
    problem.setVisible(bool(text))


def upright() -> QFrame:
    """A hairline between two columns."""
    line = QFrame()
    set_role(line, "hairline-v")
    return line


class Explainer:
    """Opens the card that tells how a figure came about; one at a time."""

    def __init__(self, session: Session, owner: QWidget) -> None:
        self.session = session
        self.owner = owner
        self.card: ExplainCard | None = None

    def show(self, quantities: Sequence[Quantity], near: QWidget, at: QPoint | None = None) -> None:
        """Open the card above a widget, or above a place in it."""
        if self.card is not None:
            self.card.close()
            self.card.deleteLater()
        self.card = ExplainCard(self.session, list(quantities), self.owner.window())
        self.card.open_above(near, at)
