"""The left side of the Charts page: the questions, and the studies kept in this event."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from leanbench.analyses import catalogue
from leanbench.event.records import Study
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.row_button import RowButton, RowButtons
from leanbench.words import _


class QuestionList(QScrollArea):
    """Signals: `asked(question)`, `opened(study)`."""

    asked = Signal(str)
    opened = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        px = look.px
        self.setAccessibleName(_("Questions and kept studies"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fit()
        inner = set_role(QWidget(), "page")
        column = column_layout(inner, (0, 0, px(8), 0), spacing=2)
        column.addWidget(set_role(QLabel(_("Start from a question")), "caption"))
        asked = RowButtons(look, self.asked.emit)
        asked.show_rows(
            (question.title, question.title, question.about) for question in catalogue.questions()
        )
        self.buttons: dict[str, RowButton] = asked.buttons
        column.addLayout(asked)
        column.addSpacing(px(12))
        self.heading = set_role(QLabel(_("In this event")), "caption")
        column.addWidget(self.heading)
        self.kept = RowButtons(look, lambda key: self.opened.emit(self._studies[key]))
        self._studies: dict[str, Study] = {}
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
        self._studies = {study.id: study for study in kept}
        known = catalogue.methods()
        rows = []
        for study in kept:
            title = known[study.method].title if study.method in known else study.method
            about = _("{title} · in report").format(title=title) if study.in_report else title
            rows.append((study.id, study.title or title, about))
        self.kept.show_rows(rows, front)
        self.heading.setVisible(bool(kept))
