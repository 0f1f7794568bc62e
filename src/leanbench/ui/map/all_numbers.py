"""Every number of the map in front, with its formula: what the strip has no room for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QWidget

from leanbench.flow.measures import metrics_of
from leanbench.quantity import Quantity
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.map.metrics_strip import ExplainCard, value_text
from leanbench.words import _


class AllNumbers(QWidget):
    """A window beside the main one; follows edits; Esc closes it."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.session = session
        self.card: ExplainCard | None = None
        self.setWindowTitle(_("All numbers of the map"))
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(_("All numbers of the map"))
        box = column_layout(self)
        box.addWidget(self.area)
        session.touched.connect(self._on_touched)
        session.map_changed.connect(lambda _id: self.refresh())
        session.replaced.connect(self.refresh)
        self.resize(session.look.px(720), session.look.px(640))
        self.refresh()

    def _on_touched(self, touched: Touched) -> None:
        if self.isVisible() and (
            touched.touches("maps") or touched.touches("calendar") or touched.touches("roles")
        ):
            self.refresh()

    def refresh(self) -> None:
        """Compute and list."""
        map_ = self.session.map
        if map_ is None:
            return
        inside = QWidget()
        set_role(inside, "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(inside)
        grid.setContentsMargins(24, 16, 24, 20)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.addWidget(set_role(QLabel(map_.name or map_.id), "h3"), 0, 0, 1, 3)
        found = metrics_of(map_, self.session.event)
        row = 1
        for name, quantity in found.quantities.items():
            value = set_role(QLabel(value_text(quantity, self.session.event.calendar)), "small")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            title = QPushButton(quantity.label)
            set_role(title, "link")
            title.setToolTip(_("How this number came about"))
            title.clicked.connect(lambda _on=False, which=quantity, near=title: self.explain(which, near))
            words = " · ".join(
                part
                for part in (
                    quantity.formula,
                    quantity.note,
                    _("basis: {basis}").format(basis=quantity.basis),
                )
                if part
            )
            about = set_role(QLabel(words), "caption")
            about.setWordWrap(True)
            for label in (value, about):
                label.setToolTip(name)
            grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(value, row, 1)
            grid.addWidget(about, row, 2)
            grid.addWidget(set_role(QFrame(), "hairline"), row + 1, 0, 1, 3)
            row += 2
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(row, 1)
        self.area.setWidget(inside)

    def explain(self, quantity: Quantity, near: QWidget) -> None:
        """Open the card of one number: its terms, convention and source."""
        if self.card is not None:
            self.card.close()
            self.card.deleteLater()
        self.card = ExplainCard(self.session, [quantity], self)
        self.card.open_above(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
