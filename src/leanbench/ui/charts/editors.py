"""Editors for options that one line cannot hold: tests with their lengths, columns, subgroups, a filter of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from leanbench.stats.spc.rules import Rule, RuleSet
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.layouts import column_layout


class ElidedCombo(QComboBox):
    """A list in a narrow column: long words end in an ellipsis, and are whole in the tool tip and the list."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame, and as many of the words as have room."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        room = area.width() - 4
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class SubgroupEditor(QComboBox):
    """How values are taken together: so many in a row, typed, or a column that names the subgroups, chosen."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name in names:
            self.addItem(name.replace("_", " "), name)
        line = self.lineEdit()
        assert line is not None
        self.line = line
        line.setPlaceholderText("size or column")
        self.setCurrentIndex(-1)
        self.activated.connect(lambda _at: self._tell(self.currentData()))
        line.editingFinished.connect(self._read)
        self._value: Any = None

    def setAccessibleName(self, name: str) -> None:
        """Named for a screen reader, the line inside too."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def hasFocus(self) -> bool:
        """Somebody is typing here."""
        return super().hasFocus() or self.line.hasFocus()

    def show_value(self, value: Any) -> None:
        """Show a size or the name of a column."""
        self._value = value
        at = self.findData(value) if isinstance(value, str) else -1
        self.setCurrentIndex(at)
        self.setEditText("" if value is None else self.itemText(at) if at >= 0 else str(value))
        _mark(self.line, False)

    def _read(self) -> None:
        text = self.line.text().strip()
        at = self.findText(text, Qt.MatchFlag.MatchFixedString)
        value: Any = None
        if at >= 0:
            value = self.itemData(at)
        elif text.isdigit() and int(text) > 0:
            value = int(text)
        elif text:
            _mark(self.line, True)
            self.refused.emit(
                f"“{text}” is no column of this table and no size. Write how many values make one."
            )
            return
        self._tell(value)

    def _tell(self, value: Any) -> None:
        _mark(self.line, False)
        if value != self._value:
            self._value = value
            self.changed.emit(value)


class TestsEditor(QWidget):
    """The tests of a set in words, each with its length. Tells a list, or {test: length} when one was changed."""

    __test__ = False  # not a test case, whatever its name begins with
    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, rules: RuleSet, usual: Sequence[str]) -> None:
        super().__init__()
        self.rules = rules
        self.usual = tuple(usual)  # the tests that apply when none was chosen
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(2, 1)
        self.boxes: dict[str, QCheckBox] = {}
        self.lengths: dict[str, QLineEdit] = {}
        for row, rule in enumerate(rules.rules):
            name = str(rule.test)
            box = QCheckBox(f"{rule.test} ·")
            words = WordsOf(short_words(rule), box)
            box.setToolTip(rule.describe(rules.counting))
            box.setAccessibleName(f"Test {rule.test}: {rule.describe(rules.counting)}")
            box.clicked.connect(self._tell)
            self.boxes[name] = box
            grid.addWidget(box, row, 0)
            words.setToolTip(rule.describe(rules.counting))
            if rule.kind in ("same-side", "trend", "alternating", "within", "outside", "zone"):
                length = QLineEdit(str(rule.k))
                length.setFixedWidth(length.fontMetrics().horizontalAdvance("000") + 18)
                length.setAccessibleName(f"Length of test {rule.test}")
                length.setToolTip("How many points the pattern needs")
                length.editingFinished.connect(self._tell)
                self.lengths[name] = length
                grid.addWidget(length, row, 1)
                grid.addWidget(words, row, 2)
            else:
                grid.addWidget(words, row, 1, 1, 2)

    def show_value(self, value: Any) -> None:
        """Show the chosen tests; None stands for the usual ones."""
        usual = {str(rule.test): rule.k for rule in self.rules.rules}
        if value is None:
            chosen: dict[str, int | None] = dict.fromkeys(self.usual)
        elif isinstance(value, Mapping):
            chosen = {str(test): int(k) for test, k in value.items()}
        else:
            chosen = {str(test): None for test in (value if isinstance(value, list | tuple) else (value,))}
        for name, box in self.boxes.items():
            box.setChecked(name in chosen)
            length = self.lengths.get(name)
            if length is not None and not length.hasFocus():
                length.setText(str(chosen.get(name) or usual[name]))
                _mark(length, False)

    def _tell(self) -> None:
        usual = {str(rule.test): rule.k for rule in self.rules.rules}
        chosen: dict[str, int] = {}
        other = False
        for name, box in self.boxes.items():
            length = self.lengths.get(name)
            k = usual[name]
            if length is not None:
                text = length.text().strip() or str(usual[name])
                if not text.isdigit() or not 1 <= int(text) <= 100:
                    _mark(length, True)
                    self.refused.emit(
                        f"Test {name}: “{text}” is no length. Write a whole number from 1 to 100."
                    )
                    return
                k = int(text)
                _mark(length, False)
            if box.isChecked():
                chosen[name] = k
                other = other or k != usual[name]
        plain = [rule.test for rule in self.rules.rules if str(rule.test) in chosen]
        self.changed.emit(chosen if other else plain)


def _mark(line: QLineEdit, problem: bool) -> None:
    if bool(line.property("problem")) != problem:
        line.setProperty("problem", problem)
        polish(line)


class WordsOf(QLabel):
    """The words of a tick box that stand apart from it, because its number stands between: a click ticks it."""

    def __init__(self, words: str, box: QCheckBox) -> None:
        super().__init__(words)
        self.box = box
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """As a click on the box."""
        if self.rect().contains(event.position().toPoint()):
            self.box.click()


def short_words(rule: Rule) -> str:
    """What stands behind the number of a test, in a few words: ``in a row on one side``."""
    zone = f"{rule.zone:g} sigma" if rule.zone is not None else ""
    words = {
        "beyond": f"beyond {zone or 'the limits'}",
        "same-side": "in a row on one side",
        "trend": "in a row rising or falling",
        "alternating": "in a row up and down",
        "zone": f"of {rule.of} beyond {zone}",
        "within": f"in a row within {zone}",
        "outside": f"in a row beyond {zone}",
        "range": f"two beyond {zone}, opposite",
    }[rule.kind]
    return words


class ColumnsEditor(QWidget):
    """Several columns to tick, in the order of the table. Tells a list, or None when none is ticked."""

    changed = Signal(object)

    def __init__(self, label: str, names: Sequence[str]) -> None:
        super().__init__()
        column = column_layout(self, spacing=3)
        column.addWidget(set_role(QLabel(label), "small-muted"))
        self.boxes: dict[str, QCheckBox] = {}
        for name in names:
            box = QCheckBox(name.replace("_", " "))
            box.setAccessibleName(f"{label}: {name.replace('_', ' ')}")
            box.clicked.connect(self._tell)
            self.boxes[name] = box
            column.addWidget(box)
        if not names:
            column.addWidget(set_role(QLabel("This table has no such column."), "small-muted"))
        self._order: list[str] = []

    def show_value(self, value: Any) -> None:
        """Tick these columns."""
        self._order = [str(name) for name in value] if isinstance(value, list | tuple) else []
        for name, box in self.boxes.items():
            box.setChecked(name in self._order)

    def _tell(self) -> None:
        ticked = [name for name, box in self.boxes.items() if box.isChecked()]
        # Columns ticked earlier come first: the order of factors and of scatter axes is the user's.
        kept = [name for name in self._order if name in ticked]
        self._order = kept + [name for name in ticked if name not in kept]
        self.changed.emit(list(self._order) or None)


class FilterEditor(QWidget):
    """Only rows that have a value in a column. Tells {column: value}, or None for all rows."""

    changed = Signal(object)

    def __init__(self, label: str, choices: Mapping[str, Sequence[str]], width: int = 100) -> None:
        """width : of the name before the lists, as beside the other editors."""
        super().__init__()
        self.choices = choices
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(8)
        name = QLabel(label)
        name.setFixedWidth(width)
        grid.addWidget(set_role(name, "small-muted"), 0, 0)
        self.which, self.value = ElidedCombo(), ElidedCombo()
        for combo, words in ((self.which, "column"), (self.value, "value")):
            combo.setAccessibleName(f"{label}: {words}")
        self.which.addItem("all rows", None)
        for column in choices:
            self.which.addItem(column.replace("_", " "), column)
        self.which.activated.connect(self._choose_column)
        self.value.activated.connect(self._tell)
        grid.addWidget(self.which, 0, 1)
        grid.addWidget(self.value, 1, 1)
        self.value.hide()

    def show_value(self, value: Any) -> None:
        """Show a filter; one that the table no longer has is shown as it was written."""
        name, text = next(iter(value.items())) if isinstance(value, Mapping) and value else (None, None)
        if name is not None and self.which.findData(name) < 0:
            self.which.addItem(str(name), name)
        self.which.setCurrentIndex(max(self.which.findData(name), 0))
        self._fill_values(name)
        if text is not None:
            if self.value.findData(str(text)) < 0:
                self.value.addItem(str(text), str(text))
            self.value.setCurrentIndex(self.value.findData(str(text)))

    def _fill_values(self, name: str | None) -> None:
        self.value.clear()
        for text in self.choices.get(name or "", ()):
            self.value.addItem(text, text)
        self.value.setVisible(name is not None)

    def _choose_column(self) -> None:
        self._fill_values(self.which.currentData())
        self._tell()

    def _tell(self) -> None:
        name = self.which.currentData()
        self.changed.emit(None if name is None else {name: self.value.currentData()})
