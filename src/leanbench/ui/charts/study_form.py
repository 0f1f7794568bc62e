"""The options of a study as a form, built from the method's fields.

Each editor writes one key of `Study.options`; an empty editor removes the key. What cannot be read stays
in the editor, marked, with a sentence; the study is not touched then.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from leanbench.analyses import study_tests
from leanbench.analyses.method import GROUPS, Field, Method
from leanbench.errors import UserError
from leanbench.tables import Table
from leanbench.ui.charts.editors import (
    ColumnsEditor,
    ElidedCombo,
    FilterEditor,
    SubgroupEditor,
    TestsEditor,
)
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.words.numbers import parse_number

WIDE = ("tests", "yesno", "columns", "filter")  # editors that take the whole width
FILTERS = 24  # different values beyond which a column makes no filter
NAMES = 96  # pixels for the names beside the editors, the same in every group: one line to read down
# What an empty editor means, written in it.
EMPTY = {
    "baseline": "all points",
    "center": "from the data",
    "sigma_known": "from the data",
    "target": "none",
    "lsl": "none",
    "usl": "none",
    "tolerance": "none",
    "first": "first in the table",
    "second": "next in the table",
    "lags": "a quarter",
    "mr_length": "2",
    "span": "3",
    "h": "4",
    "slack": "0.5",
    "fir": "none",
    "shift": "6",
    "trend": "5",
}
# Options that say something only when another one is given.
AFTER = {"aggregate": ("by", "Choose a period under “One point per” first.")}


class StudyForm(QWidget):
    """Signals: `option_changed(name, value)` with None for "not given"; `refused(sentence)`."""

    option_changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.column = column_layout(self, spacing=6)
        self.editors: dict[str, QWidget] = {}
        self._shown: tuple[Any, ...] = ()

    def forget(self) -> None:
        """Build the editors again the next time, because sizes or colors changed."""
        self._shown = ()

    def show_study(self, method: Method, options: dict[str, Any], data: Table | None) -> None:
        """Show the options of a study; the editors are rebuilt only for another method, table or set of tests."""
        key = (method.name, id(data), options.get("rules"), options.get("profile"))
        if key != self._shown:
            self._shown = key
            front = self._in_front()
            self._build(method, options, data)
            if front in self.editors:  # a keyboard stays where it was when another set of tests comes
                self.editors[front].setFocus(Qt.FocusReason.OtherFocusReason)
        for field in method.fields:
            editor = self.editors.get(field.name)
            if editor is None:
                continue
            if not editor.hasFocus():
                self._fill(field, editor, options.get(field.name))
            if field.name in AFTER:
                first, words = AFTER[field.name]
                editor.setEnabled(bool(options.get(first)))
                editor.setToolTip(field.help if options.get(first) else words)

    def _in_front(self) -> str:
        """The option whose editor has the keyboard, "" for none."""
        focus = QApplication.focusWidget()
        if focus is None:
            return ""
        return next((name for name, editor in self.editors.items() if _holds(editor, focus)), "")

    def first_missing(self, method: Method, options: dict[str, Any]) -> QWidget | None:
        """The editor of the first option the method cannot run without and does not have."""
        for field in method.fields:
            if field.needed and options.get(field.name) in (None, [], ""):
                return self.editors.get(field.name)
        return None

    def _build(self, method: Method, options: dict[str, Any], data: Table | None) -> None:
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
            grid.setColumnMinimumWidth(0, self.look.px(NAMES))
            grid.setColumnStretch(1, 1)
            for row, field in enumerate(fields):
                self._add(grid, row, field, options, data)
            self.column.addWidget(block)
        self.column.addStretch(1)
        chain = list(self.editors.values())
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    def _add(
        self, grid: QGridLayout, row: int, field: Field, options: dict[str, Any], data: Table | None
    ) -> None:
        editor = self._editor(field, options, data)
        editor.setToolTip(field.help)
        editor.setAccessibleName(field.label)
        editor.setAccessibleDescription(field.help)
        self.editors[field.name] = editor
        if field.kind in WIDE:
            grid.addWidget(editor, row, 0, 1, 2)
            return
        label = QLabel(field.label)
        set_role(label, "small-muted")
        label.setToolTip(field.help)
        label.setBuddy(editor)
        label.setWordWrap(True)
        label.setFixedWidth(self.look.px(NAMES))
        editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(editor, row, 1)

    def _editor(self, field: Field, options: dict[str, Any], data: Table | None) -> QWidget:
        name = field.name
        if field.kind == "tests":
            tests = TestsEditor(
                study_tests.rules_of({**options, "tests": None}), study_tests.usual_tests(options)
            )
            tests.changed.connect(lambda value: self.option_changed.emit(name, value))
            tests.refused.connect(self.refused)
            return tests
        if field.kind == "columns":
            columns = ColumnsEditor(field.label, () if data is None else data.of_kind(*field.choices))
            columns.changed.connect(lambda value: self.option_changed.emit(name, value))
            return columns
        if field.kind == "filter":
            filtered = FilterEditor(field.label, _filters(data), self.look.px(NAMES))
            filtered.changed.connect(lambda value: self.option_changed.emit(name, value))
            return filtered
        if field.kind == "yesno":
            box = QCheckBox(field.label)
            box.toggled.connect(lambda on: self.option_changed.emit(name, True if on else None))
            return box
        if field.kind in ("column", "choice", "rules"):
            combo = ElidedCombo()
            for value, words in self._choices(field, data):
                combo.addItem(words, value)
            combo.activated.connect(lambda _index: self.option_changed.emit(name, combo.currentData()))
            return combo
        if field.kind == "subgroup":
            names = () if data is None else data.of_kind("text", "date", "yesno", "number", "duration")
            subgroup = SubgroupEditor(names)
            subgroup.changed.connect(lambda value: self.option_changed.emit(name, value))
            subgroup.refused.connect(lambda words: self.refused.emit(f"{field.label}: {words}"))
            return subgroup
        line = QLineEdit()
        usual = f"{field.default:g}" if isinstance(field.default, float | int) else ""
        line.setPlaceholderText(usual or EMPTY.get(name, ""))
        line.editingFinished.connect(lambda: self._read(field, line))
        return line

    @staticmethod
    def _choices(field: Field, data: Table | None) -> list[tuple[Any, str]]:
        if field.kind in ("choice", "rules"):
            return list(field.choices)
        names = (
            [] if data is None else [(name, name.replace("_", " ")) for name in data.of_kind(*field.choices)]
        )
        return [(None, "choose …" if field.needed else "none"), *names]

    def _fill(self, field: Field, editor: QWidget, value: Any) -> None:
        """Show a value without telling anyone."""
        editor.blockSignals(True)
        if isinstance(editor, SubgroupEditor):
            editor.show_value(value)
        elif isinstance(editor, QComboBox):
            at = editor.findData(value)
            if at < 0 and value is not None:
                editor.addItem(str(value), value)  # a column the table has no more, kept and shown
                at = editor.count() - 1
            editor.setCurrentIndex(max(at, 0))
        elif isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QLineEdit):
            number = isinstance(value, float | int) and not isinstance(value, bool)
            editor.setText("" if value is None else f"{value:g}" if number else str(value))
            editor.setCursorPosition(0)  # a long text shows its beginning
            self._mark(editor, False)
        elif isinstance(editor, TestsEditor | ColumnsEditor | FilterEditor):
            editor.show_value(value)
        editor.blockSignals(False)

    def _read(self, field: Field, line: QLineEdit) -> None:
        text = line.text().strip()
        value: Any = None
        if text and field.kind == "text":
            value = text
        elif text:
            try:
                value = parse_number(text)
            except UserError as error:
                self._mark(line, True)
                self.refused.emit(f"{field.label}: {error}")
                return
        self._mark(line, False)
        self.option_changed.emit(field.name, value)

    @staticmethod
    def _mark(line: QLineEdit, problem: bool) -> None:
        if bool(line.property("problem")) != problem:
            line.setProperty("problem", problem)
            polish(line)


def _holds(editor: QWidget, focus: QWidget) -> bool:
    return editor is focus or editor.isAncestorOf(focus)


def _filters(data: Table | None) -> dict[str, tuple[str, ...]]:
    """Columns with few different values, and these values: what rows can be filtered by."""
    if data is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for name in data.of_kind("text", "yesno"):
        values = dict.fromkeys(str(text) for text in data.texts(name)[:20_000])
        if 2 <= len(values) <= FILTERS:
            found[name] = tuple(value for value in values if value)
    return found
