"""The options of a study as a form, built from the method's fields.

Each editor writes one key of `Study.options`; an empty editor removes the key. What cannot be read stays
in the editor, marked, with a sentence; the study is not touched then.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from leanbench.charts.methods import Field, Method
from leanbench.errors import UserError
from leanbench.event.figures import parse_number
from leanbench.tables import Table
from leanbench.ui.layouts import empty
from leanbench.ui.style import polish, set_role

TESTS = (
    (1, "beyond the limits"),
    (2, "9 on one side"),
    (3, "6 rising or falling"),
    (4, "14 alternating"),
    (5, "2 of 3 beyond 2 sigma"),
    (6, "4 of 5 beyond 1 sigma"),
    (7, "15 within 1 sigma"),
    (8, "8 beyond 1 sigma"),
)
GROUPS = ("Data", "Limits", "Tests")


class StudyForm(QWidget):
    """Signals: `option_changed(name, value)` with None for "not given"; `refused(sentence)`."""

    option_changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.editors: dict[str, QWidget] = {}
        self._shown: tuple[str, int] = ("", 0)

    def show_study(self, method: Method, options: dict[str, Any], data: Table | None) -> None:
        """Show the options of a study; the editors are rebuilt only for another method or table."""
        key = (method.name, id(data))
        if key != self._shown:
            self._shown = key
            self._build(method, data)
        for field in method.fields:
            editor = self.editors.get(field.name)
            if editor is not None and not editor.hasFocus():
                self._fill(field, editor, options.get(field.name))

    def _build(self, method: Method, data: Table | None) -> None:
        empty(self.column)
        self.editors.clear()
        for group in GROUPS:
            fields = [field for field in method.fields if field.group == group]
            if not fields:
                continue
            if self.editors:
                line = QFrame()
                set_role(line, "hairline")
                self.column.addSpacing(6)
                self.column.addWidget(line)
                self.column.addSpacing(4)
            heading = QLabel(group)
            set_role(heading, "label")
            self.column.addWidget(heading)
            block = QWidget()
            grid = QGridLayout(block)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(1, 1)
            for row, field in enumerate(fields):
                self._add(grid, row, field, data)
            self.column.addWidget(block)
        self.column.addStretch(1)

    def _add(self, grid: QGridLayout, row: int, field: Field, data: Table | None) -> None:
        editor = self._editor(field, data)
        editor.setToolTip(field.help)
        editor.setAccessibleName(field.label)
        editor.setAccessibleDescription(field.help)
        self.editors[field.name] = editor
        if field.kind in ("tests", "yesno"):
            grid.addWidget(editor, row, 0, 1, 2)
            return
        label = QLabel(field.label)
        set_role(label, "small-muted")
        label.setBuddy(editor)
        grid.addWidget(label, row, 0)
        grid.addWidget(editor, row, 1)

    def _editor(self, field: Field, data: Table | None) -> QWidget:
        if field.kind == "tests":
            return self._tests(field)
        if field.kind == "yesno":
            box = QCheckBox(field.label)
            box.toggled.connect(lambda on: self.option_changed.emit(field.name, True if on else None))
            return box
        if field.kind in ("column", "choice"):
            combo = QComboBox()
            combo.setMinimumContentsLength(8)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            for value, words in self._choices(field, data):
                combo.addItem(words, value)
            combo.activated.connect(lambda _index: self.option_changed.emit(field.name, combo.currentData()))
            return combo
        line = QLineEdit()
        line.setPlaceholderText(f"{field.default:g}" if isinstance(field.default, float | int) else "")
        line.editingFinished.connect(lambda: self._read(field, line))
        return line

    @staticmethod
    def _choices(field: Field, data: Table | None) -> list[tuple[Any, str]]:
        if field.kind == "choice":
            return list(field.choices)
        names = (
            [] if data is None else [(name, name.replace("_", " ")) for name in data.of_kind(*field.choices)]
        )
        return names if field.needed else [(None, "none"), *names]

    def _tests(self, field: Field) -> QWidget:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        boxes = []
        for number, words in TESTS:
            box = QCheckBox(f"{number} · {words}")
            box.setProperty("test", number)
            boxes.append(box)
            column.addWidget(box)
        block.setProperty("boxes", boxes)

        def tell() -> None:
            self.option_changed.emit(field.name, [box.property("test") for box in boxes if box.isChecked()])

        for box in boxes:
            box.clicked.connect(tell)
        return block

    def _fill(self, field: Field, editor: QWidget, value: Any) -> None:
        """Show a value without telling anyone."""
        editor.blockSignals(True)
        if isinstance(editor, QComboBox):
            at = editor.findData(value)
            if at < 0 and value is not None:
                editor.addItem(str(value), value)  # a column the table has no more, kept and shown
                at = editor.count() - 1
            editor.setCurrentIndex(max(at, 0))
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(
                "" if value is None else f"{value:g}" if isinstance(value, float | int) else str(value)
            )
            self._mark(editor, False)
        else:
            chosen = [1] if value is None else value if isinstance(value, list) else []
            for box in editor.property("boxes"):
                box.blockSignals(True)
                box.setChecked(box.property("test") in chosen)
                box.blockSignals(False)
        editor.blockSignals(False)

    def _read(self, field: Field, line: QLineEdit) -> None:
        text = line.text().strip()
        value: Any = None
        if text:
            try:
                value = parse_number(text)
            except UserError as error:
                if field.kind == "subgroup":
                    value = text
                else:
                    self._mark(line, True)
                    self.refused.emit(f"{field.label}: {error}")
                    return
            if field.kind == "subgroup" and isinstance(value, float):
                value = int(value)
        self._mark(line, False)
        self.option_changed.emit(field.name, value)

    @staticmethod
    def _mark(line: QLineEdit, problem: bool) -> None:
        if bool(line.property("problem")) != problem:
            line.setProperty("problem", problem)
            polish(line)


class TableCard(QFrame):
    """A small table of numbers, right-aligned, without scroll bars of its own."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(12, 8, 12, 8)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(6)

    def show_table(self, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """Replace the contents; the first column is words, the others are numbers."""
        empty(self.grid)
        for at, name in enumerate(columns):
            self._put(0, at, name, "label")
        for number, row in enumerate(rows, start=1):
            for at, text in enumerate(row):
                self._put(number, at, text, "small")
        self.grid.setColumnStretch(0, 1)
        self.grid.setRowStretch(len(rows) + 1, 1)

    def _put(self, row: int, column: int, text: str, role: str) -> None:
        label = QLabel(text)
        set_role(label, role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.grid.addWidget(label, row, column)
