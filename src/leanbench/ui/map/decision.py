"""The small form behind Ctrl+Enter: a decision with named branches and their shares.

Not modal and all by keyboard: Enter goes on and at the end inserts the decision, Esc keeps nothing of
the form but loses nothing of the map.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from leanbench.errors import UserError
from leanbench.event.changes import InsertDecision
from leanbench.event.records import Link, Step
from leanbench.flow.ladder import numbering
from leanbench.schema import cards_of
from leanbench.schema.cell_text import read_cell
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.card_editors import line_editor
from leanbench.ui.kit.layouts import column_layout
from leanbench.words.language import N_, _

ANSWERS = (N_("yes"), N_("no"), "")


class DecisionForm(QWidget):
    """Asks for the question and its answers; inserts them behind one step."""

    def __init__(self, session: Session, step_id: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.session = session
        self.step_id = step_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Decision"))
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        map_ = session.map
        name = map_.step(step_id).name if map_ else ""
        self.question = self._line(Step, "name", _("The question"), _("Complete?"))
        self.problem = set_role(QLabel(), "bad")
        self.problem.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for column, words in enumerate((_("Answer"), _("Share"), _("Leads to"))):
            grid.addWidget(set_role(QLabel(words), "small-muted"), 0, column)
        self.rows = [self._row(place, answer) for place, answer in enumerate(ANSWERS)]
        for place, line in enumerate(self.rows, start=1):
            for column, widget in enumerate(line):
                grid.addWidget(widget, place, column)
        insert = set_role(QPushButton(_("Insert decision")), "primary")
        insert.clicked.connect(self.insert)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(insert)
        box = column_layout(self, (20, 16, 20, 16), spacing=10)
        title = _("Decision after “{name}”").format(name=name) if name else _("Decision")
        box.addWidget(set_role(QLabel(title), "h3"))
        box.addWidget(self.question)
        box.addLayout(grid)
        box.addWidget(self.problem)
        box.addLayout(buttons)
        self.question.setFocus()

    def _line(self, record: type, field: str, name: str, hint: str = "") -> QLineEdit:
        line = line_editor(cards_of(record)[field], self.session.event, self.session.look)
        line.setAlignment(Qt.AlignmentFlag.AlignLeft)
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        return line

    def _row(self, place: int, words: str) -> tuple[QLineEdit, QLineEdit, QComboBox]:
        number = place + 1
        answer = self._line(Link, "label", _("Answer {number}").format(number=number))
        answer.setText(_(words) if words else "")
        rest = "%" if place else _("the rest")
        share = self._line(Link, "probability", _("Share of answer {number}").format(number=number), rest)
        share.setMaximumWidth(self.session.look.px(96))
        target = QComboBox()
        target.setAccessibleName(_("Where answer {number} leads").format(number=number))
        target.addItem(_("a new step") if place else _("goes straight on"), "")
        map_ = self.session.map
        if map_ is not None and place:
            numbers = numbering(map_)
            for step in map_.steps:
                target.addItem(f"{numbers.get(step.id, '')} {step.name}".strip(), step.id)
        target.setMinimumWidth(self.session.look.px(220))
        return answer, share, target

    def insert(self) -> None:
        """Make the decision; what is wrong is told in the form."""
        branches: list[tuple[str, float | None, str | None]] = []
        for answer, share, target in self.rows:
            name = answer.text().strip()
            if not name:
                continue
            try:
                probability = read_cell(cards_of(Link)["probability"], share.text())
            except UserError as error:
                self.problem.setText(str(error))
                share.setFocus()
                return
            branches.append((name, probability, target.currentData() or None))
        map_ = self.session.map
        if map_ is None:
            return
        question = self.question.text().strip() or _("Decision")
        refusal = self.session.do(InsertDecision(map_.id, self.step_id, tuple(branches), question), by=self)
        if refusal is not None:
            self.problem.setText(refusal.reason)
            return
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter walks the fields and ends with the decision; Esc closes."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (
                event.modifiers() & Qt.KeyboardModifier.ControlModifier
                or self.focusWidget() is self.rows[1][2]
            ):
                self.insert()
            else:
                self.focusNextChild()
        else:
            super().keyPressEvent(event)
