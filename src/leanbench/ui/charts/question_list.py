"""The left side of the Charts page: the questions, and the studies kept in this event."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from leanbench.analyses import catalogue
from leanbench.event.records import Study
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.row_button import RowButton


class QuestionList(QScrollArea):
    """Signals: `asked(question)`, `opened(study)`."""

    asked = Signal(str)
    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        px = look.px
        self.setAccessibleName("Questions and kept studies")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fit()
        inner = set_role(QWidget(), "page")
        column = column_layout(inner, (0, 0, px(8), 0), spacing=2)
        column.addWidget(set_role(QLabel("Start from a question"), "caption"))
        self.buttons: dict[str, RowButton] = {}
        for question in catalogue.questions():
            button = RowButton(look, question.title, question.about)
            button.clicked.connect(lambda _on, title=question.title: self.asked.emit(title))
            self.buttons[question.title] = button
            column.addWidget(button)
        column.addSpacing(px(12))
        self.heading = set_role(QLabel("In this event"), "caption")
        column.addWidget(self.heading)
        self._rows: list[RowButton] = []
        self.kept = QVBoxLayout()
        self.kept.setSpacing(2)
        column.addLayout(self.kept)
        column.addStretch(1)
        self.setWidget(inner)

    def fit(self) -> None:
        """As wide as the type needs now."""
        self.setFixedWidth(self.look.px(236))

    def mark(self, question: str) -> None:
        """Show which question the draft in front answers; "" for none."""
        for title, button in self.buttons.items():
            button.setChecked(title == question)

    def show_kept(self, kept: Sequence[Study], front: str) -> None:
        """List the studies of the event; `front` is the id of the one shown."""
        held = any(row.hasFocus() for row in self._rows)
        empty(self.kept)
        self._rows = []
        known = catalogue.methods()
        for study in kept:
            title = known[study.method].title if study.method in known else study.method
            about = f"{title} · in report" if study.in_report else title
            button = RowButton(self.look, study.title or title, about)
            button.setChecked(study.id == front)
            button.clicked.connect(lambda _on, chosen=study: self.opened.emit(chosen))
            self.kept.addWidget(button)
            self._rows.append(button)
            if held and study.id == front:
                button.show()
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.heading.setVisible(bool(kept))
