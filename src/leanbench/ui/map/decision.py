"""The small form behind Ctrl+Enter: a decision with named branches and their shares.

Not modal and all by keyboard: Enter goes on and at the end inserts the decision, Esc keeps nothing of
the form but loses nothing of the map.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.event.changes import InsertDecision
from leanbench.flow.ladder import numbering
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.words.numbers import parse_percent

ROWS = 3
ON = "goes straight on"
NEW = "a new step"


class DecisionForm(QWidget):
    """Asks for the question and its answers; inserts them behind one step."""

    def __init__(self, session: Session, step_id: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.session = session
        self.step_id = step_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Decision")
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        map_ = session.map
        name = map_.step(step_id).name if map_ else ""
        self.question = QLineEdit()
        self.question.setPlaceholderText("Complete?")
        self.question.setAccessibleName("The question")
        self.problem = set_role(QLabel(), "bad")
        self.problem.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for column, words in enumerate(("Answer", "Share", "Leads to")):
            grid.addWidget(set_role(QLabel(words), "small-muted"), 0, column)
        self.rows: list[tuple[QLineEdit, QLineEdit, QComboBox]] = []
        for row in range(ROWS):
            line = self._row(row)
            for column, widget in enumerate(line):
                grid.addWidget(widget, row + 1, column)
            self.rows.append(line)
        insert = QPushButton("Insert decision")
        set_role(insert, "primary")
        insert.clicked.connect(self.insert)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(insert)
        box = column_layout(self, (20, 16, 20, 16), spacing=10)
        box.addWidget(set_role(QLabel(f"Decision after “{name}”" if name else "Decision"), "h3"))
        box.addWidget(self.question)
        box.addLayout(grid)
        box.addWidget(self.problem)
        box.addLayout(buttons)
        self.question.setFocus()

    def _row(self, row: int) -> tuple[QLineEdit, QLineEdit, QComboBox]:
        answer = QLineEdit(("yes", "no", "")[row])
        answer.setAccessibleName(f"Answer {row + 1}")
        share = QLineEdit()
        share.setPlaceholderText(("the rest", "%", "%")[row])
        share.setAccessibleName(f"Share of answer {row + 1}")
        share.setMaximumWidth(self.session.look.px(96))
        target = QComboBox()
        target.setAccessibleName(f"Where answer {row + 1} leads")
        target.addItem(ON if row == 0 else NEW, "")
        map_ = self.session.map
        if map_ is not None and row > 0:
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
                text = share.text().strip()
                probability = parse_percent(text) / 100 if text else None
            except UserError as error:
                self.problem.setText(str(error))
                share.setFocus()
                return
            branches.append((name, probability, target.currentData() or None))
        map_ = self.session.map
        if map_ is None:
            return
        question = self.question.text().strip() or "Decision"
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
