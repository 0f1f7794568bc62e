"""Editors for options of a chart that no card can describe: tests with their lengths, a filter of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from leanbench.stats.spc.rules import Rule, RuleSet
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.card_editors import ElidedCombo, mark_problem
from leanbench.words import _
from leanbench.words.numbers import number_text


class TestsEditor(QWidget):
    """The tests of a set in words, each with its length. Tells a list, or {test: length} when one was changed."""

    __test__ = False  # not a test case, whatever its name begins with
    given, problem = Signal(object), Signal(str)

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
            box.setAccessibleName(
                _("Test {test}: {about}").format(test=rule.test, about=rule.describe(rules.counting))
            )
            box.clicked.connect(self._tell)
            self.boxes[name] = box
            grid.addWidget(box, row, 0)
            words.setToolTip(rule.describe(rules.counting))
            if rule.kind in ("same-side", "trend", "alternating", "within", "outside", "zone"):
                length = QLineEdit(str(rule.k))
                length.setFixedWidth(length.fontMetrics().horizontalAdvance("000") + 18)
                length.setAccessibleName(_("Length of test {test}").format(test=rule.test))
                length.setToolTip(_("How many points the pattern needs"))
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
                mark_problem(length, False)

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
                    mark_problem(length, True)
                    self.problem.emit(
                        _("Test {name}: “{text}” is no length. Write a whole number from 1 to 100.").format(
                            name=name, text=text
                        )
                    )
                    return
                k = int(text)
                mark_problem(length, False)
            if box.isChecked():
                chosen[name] = k
                other = other or k != usual[name]
        plain = [rule.test for rule in self.rules.rules if str(rule.test) in chosen]
        self.given.emit(chosen if other else plain)


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
    zone = (
        _("{count} sigma").format(count=number_text(rule.zone)) if rule.zone is not None else _("the limits")
    )
    words = {
        "beyond": _("beyond {zone}"),
        "same-side": _("in a row on one side"),
        "trend": _("in a row rising or falling"),
        "alternating": _("in a row up and down"),
        "zone": _("of {of} beyond {zone}"),
        "within": _("in a row within {zone}"),
        "outside": _("in a row beyond {zone}"),
        "range": _("two beyond {zone}, opposite"),
    }[rule.kind]
    return words.format(zone=zone, of=rule.of)


class FilterEditor(QWidget):
    """Only rows that have a value in a column. Tells {column: value}, or None for all rows."""

    given, problem = Signal(object), Signal(str)

    def __init__(self, look: Look, label: str, choices: Mapping[str, Sequence[str]], width: int) -> None:
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
        for combo, words in ((self.which, _("column")), (self.value, _("value"))):
            combo.setAccessibleName(f"{label}: {words}")
            combo.setFont(look.font("small"))
        self.which.addItem(_("all rows"), None)
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
        self.which.show_choice(name)
        self._fill_values(name)
        if text is not None:
            self.value.show_choice(str(text))

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
        self.given.emit(None if name is None else {name: self.value.currentData()})
