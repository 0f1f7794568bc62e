"""Event details: title, agency, place, dates, paper. Not modal; each field is one undoable edit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from leanbench.errors import UserError
from leanbench.event.changes import Set
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.words.dates import parse_date
from leanbench.words.numbers import number_text, parse_number

FIELDS = (
    ("title", "Title", "Residential building permit"),
    ("agency", "Agency", "County, department"),
    ("site", "Place", ""),
    ("start", "First day", "2026-03-09"),
    ("end", "Last day", "2026-03-13"),
)
NUMBERS = (
    ("demand.units_per_year", "Units a year", "2400"),
    ("demand.pack", "Units handed over together", "none; 20 for a pitch of 20 units"),
    ("calendar.hours_per_business_day", "Business day, h", "8"),
    ("calendar.minutes_open_per_day", "Open for work, min a day", "480, less breaks and meetings"),
    ("calendar.working_days_per_year", "Working days a year", "250"),
    ("calendar.business_days_per_week", "Business days a week", "5"),
    ("calendar.productive_hours_per_fte_year", "Productive hours per FTE a year", "1650"),
    ("delay_threshold_min", "A wait counts as delay from, min", "480"),
)
NUMERIC = frozenset(path for path, _words, _example in NUMBERS)


class DetailsDialog(QWidget):
    """A small window beside the main one."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Event details")
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.fields: dict[str, QLineEdit] = {}
        self.problem = set_role(QLabel(), "bad")
        self.problem.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for name, words, example in FIELDS:
            form.addRow(words, self._line(f"header.{name}", words, example))
        self.paper = QComboBox()
        self.paper.setAccessibleName("Paper")
        self.paper.addItem("Letter and Tabloid", "letter")
        self.paper.addItem("A4 and A3", "a4")
        self.paper.setCurrentIndex(max(0, self.paper.findData(session.event.header.paper)))
        self.paper.activated.connect(
            lambda _i: session.do(Set("header/paper", self.paper.currentData()), self)
        )
        form.addRow("Paper", self.paper)
        self.names = QComboBox()
        self.names.setAccessibleName("Names of the wastes")
        self.names.addItem("DOWNTIME: Defects … Extra processing", "")
        self.names.addItem("TIMWOODS: Transport … Skills", "timwoods")
        self.names.setCurrentIndex(max(0, self.names.findData(session.event.header.waste_names)))
        self.names.activated.connect(
            lambda _i: session.do(Set("header/waste_names", self.names.currentData()), self)
        )
        form.addRow("Names of the wastes", self.names)
        form.addRow("Unit of demand", self._line("demand.unit", "Unit of demand", "permit"))
        for path, words, example in NUMBERS:
            form.addRow(words, self._line(path, words, example))
        box = column_layout(self, (24, 20, 24, 20), spacing=12)
        box.addWidget(set_role(QLabel("Event details"), "h3"))
        box.addLayout(form)
        box.addWidget(self.problem)
        self.resize(session.look.px(460), self.sizeHint().height())

    def _line(self, path: str, words: str, example: str) -> QLineEdit:
        value: object = self.session.event
        for name in path.split("."):
            value = getattr(value, name)
        field = QLineEdit(number_text(value) if isinstance(value, float) else str(value or ""))
        field.setPlaceholderText(example)
        field.setCursorPosition(0)
        field.setAccessibleName(words)
        field.editingFinished.connect(lambda: self._commit(path, field))
        self.fields[path] = field
        return field

    def _commit(self, path: str, field: QLineEdit) -> None:
        text = field.text().strip()
        problem = ""
        try:
            value: object = text
            if path in NUMERIC:
                value = parse_number(text) if text else None
            elif path in ("header.start", "header.end") and text:
                value = parse_date(text).isoformat()
                field.setText(str(value))
            refusal = self.session.do(Set(path.replace(".", "/"), value), self)
            problem = refusal.reason if refusal else ""
        except UserError as error:
            problem = str(error)
        self.problem.setText(problem)
        field.setProperty("problem", bool(problem))
        polish(field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; what was typed is kept."""
        if event.key() == Qt.Key.Key_Escape:
            self.setFocus()
            self.close()
        else:
            super().keyPressEvent(event)
