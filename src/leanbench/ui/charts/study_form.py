"""The options of a study as a form, built from the method's fields.

Each editor writes one key of `Study.options`; an empty editor removes the key. What cannot be read stays
in the editor, marked, with a sentence; the study is not touched then.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from leanbench.analyses import study_tests
from leanbench.analyses.method import GROUPS, Field, Method
from leanbench.analyses.pair_words import compared_names, named_field
from leanbench.errors import UserError
from leanbench.tables import Table
from leanbench.ui.charts.editors import FilterEditor, TestsEditor
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.card_editors import card_editor
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.words import _

WIDE = ("tests", "yesno", "columns", "filter")  # editors that take the whole width
FILTERS = 24  # different values beyond which a column makes no filter
NAMES = 96  # pixels for the names beside the editors, the same in every group: one line to read down


class StudyForm(QWidget):
    """Signals: `option_changed(name, value)` with None for "not given"; `refused(sentence)`."""

    option_changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.column = column_layout(self, spacing=6)
        self.editors: dict[str, Any] = {}
        self._shown: tuple[Any, ...] = ()

    def forget(self) -> None:
        """Build the editors again the next time, because sizes or colors changed."""
        self._shown = ()

    def show_study(self, method: Method, options: dict[str, Any], data: Table | None) -> None:
        """Show the options of a study; the editors are rebuilt only for another method, table or set of tests."""
        pair = compared_names(method, options, data)
        key = (method.name, id(data), options.get("rules"), options.get("profile"), pair)
        if key != self._shown:
            self._shown = key
            front = self._in_front()
            self._build(method, options, data)
            if front in self.editors:  # a keyboard stays where it was when another set of tests comes
                self.editors[front].setFocus(Qt.FocusReason.OtherFocusReason)
        for field in method.fields:
            editor = self.editors[field.name]
            if not editor.hasFocus():
                editor.blockSignals(True)
                editor.show_value(options.get(field.name))
                editor.blockSignals(False)
            if field.after:
                editor.setEnabled(bool(options.get(field.after)))
                first = next(other.label for other in method.fields if other.name == field.after)
                words = _("Choose something under “{name}” first.").format(name=first)
                editor.setToolTip(field.help if options.get(field.after) else words)

    def _in_front(self) -> str:
        """The option whose editor has the keyboard, "" for none."""
        focus = QApplication.focusWidget()
        holds = (
            name for name, editor in self.editors.items() if editor is focus or editor.isAncestorOf(focus)
        )
        return "" if focus is None else next(holds, "")

    def first_missing(self, method: Method, options: dict[str, Any]) -> QWidget | None:
        """The editor of the first option the method cannot run without and does not have."""
        for field in method.fields:
            if field.needed and _is_nothing(options.get(field.name)):
                return self.editors.get(field.name)
        return None

    def _build(self, method: Method, options: dict[str, Any], data: Table | None) -> None:
        empty(self.column)
        self.editors.clear()
        named = [named_field(field, method, options, data) for field in method.fields]
        for group in GROUPS:
            fields = [field for field in named if field.group == group]
            if not fields:
                continue
            if self.editors:
                self.column.addSpacing(6)
                self.column.addWidget(set_role(QFrame(), "hairline"))
                self.column.addSpacing(4)
            self.column.addWidget(set_role(QLabel(_(group)), "label"))
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
        for one, other in pairwise(self.editors.values()):
            QWidget.setTabOrder(one, other)

    def _add(
        self, grid: QGridLayout, row: int, field: Field, options: dict[str, Any], data: Table | None
    ) -> None:
        editor = self.editors[field.name] = self._editor(field, options, data)
        editor.given.connect(partial(self._give, field.name))
        editor.problem.connect(partial(self._refuse, field))
        editor.setToolTip(field.help)
        editor.setAccessibleName(field.label)
        editor.setAccessibleDescription(field.help)
        if field.kind in WIDE:
            grid.addWidget(editor, row, 0, 1, 2)
            return
        label = set_role(QLabel(field.label), "small-muted")
        label.setToolTip(field.help)
        label.setBuddy(editor)
        label.setWordWrap(True)
        label.setFixedWidth(self.look.px(NAMES))
        editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(editor, row, 1)

    def _give(self, name: str, value: Any) -> None:
        self.option_changed.emit(name, None if _is_nothing(value) else value)

    def _refuse(self, field: Field, sentence: str) -> None:
        if sentence:
            self.refused.emit(f"{field.label}: {sentence}")

    def _editor(self, field: Field, options: dict[str, Any], data: Table | None) -> Any:
        if field.kind == "tests":
            rules = study_tests.rules_of({**options, "tests": None})
            return TestsEditor(rules, study_tests.usual_tests(options))
        if field.kind == "filter":
            return FilterEditor(self.look, field.label, _filters(data), self.look.px(NAMES))
        names: tuple[str, ...] = ()
        if data is not None and field.kind in ("column", "columns"):
            names = data.of_kind(*field.choices)
        elif data is not None and field.kind == "subgroup":
            names = data.of_kind("text", "date", "yesno", "number", "duration")
        read = partial(_size_or_column, names) if field.kind == "subgroup" else None
        return card_editor(field.card(names), lambda: None, self.look, read)


def _is_nothing(value: Any) -> bool:
    """What an editor gives for an option that is not given; a zero is one."""
    return value is None or value is False or value in ("", [])


def _size_or_column(names: tuple[str, ...], text: str) -> Any:
    """How values are taken together: so many in a row, or a column that names the subgroups."""
    typed = text.strip()
    for name in names:
        if typed.casefold() in (name.casefold(), name.replace("_", " ").casefold()):
            return name
    if typed.isdigit() and int(typed) > 0:
        return int(typed)
    if typed:
        problem = _("“{text}” is no column of this table and no size. Write how many values make one.")
        raise UserError(problem.format(text=typed))
    return None


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
