"""The expert's list beside the questions: the chart in front by name, every other one a key press away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QWidget

from leanbench.analyses import catalogue
from leanbench.analyses.method import Method
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.card_editors import ElidedCombo
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import words_label
from leanbench.words import _

NAME = Qt.ItemDataRole.UserRole


class MethodPicker(QWidget):
    """Signal: `chosen(name)` of a method.

    The list can be typed into: any part of a name finds it. Headings are the questions and cannot be chosen.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = column_layout(self, spacing=4)
        label = set_role(QLabel(_("C&hart")), "label")
        self.combo = ElidedCombo()
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setAccessibleName(_("Chart"))
        self.combo.setAccessibleDescription(_("Every chart and test by name, grouped by question"))
        self.combo.setToolTip(_("Choose any chart or test; type a part of its name"))
        self.combo.setMaxVisibleItems(24)
        self.combo.setMinimumContentsLength(12)
        self.combo.setModel(_model(self))
        finder = QCompleter(self._names(), self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setMaxVisibleItems(12)
        self.combo.setCompleter(finder)
        finder.activated[str].connect(self._typed)
        self.combo.activated.connect(lambda _at: self._tell(self.combo.currentData(NAME)))
        line = self.combo.lineEdit()
        assert line is not None
        self.line = line
        line.setAccessibleName(_("Chart"))
        line.returnPressed.connect(lambda: self._typed(line.text()))
        line.editingFinished.connect(self._put_back)
        label.setBuddy(self.combo)
        self.why = words_label(role="small-muted")
        for widget in (label, self.combo, self.why):
            column.addWidget(widget)
        self._front = ""

    def show_method(self, method: Method, why: str) -> None:
        """Show the chart in front; `why` it was proposed, "" when a person chose it."""
        self._front = method.name
        self._put_back()
        self.why.setText(_("Proposed: {why}").format(why=why) if why else method.about)

    def _names(self) -> list[str]:
        return [method.title for method in catalogue.methods().values()]

    def _put_back(self) -> None:
        """The name of the chart in front, whatever was typed."""
        at = self.combo.findData(self._front, NAME)
        if at >= 0:
            self.combo.setCurrentIndex(at)
            self.combo.setEditText(self.combo.itemText(at))
            self.line.setCursorPosition(0)

    def _typed(self, text: str) -> None:
        """Choose by what was typed: the whole name, else the beginning that only one has, else the part."""
        known = {method.title.lower(): method.name for method in catalogue.methods().values()}
        wanted = text.strip().lower()
        for fits in (str.__eq__, str.startswith, str.__contains__):
            found = [name for title, name in known.items() if wanted and fits(title, wanted)]
            if len(found) == 1:
                self._tell(found[0])
                return

    def _tell(self, name: str | None) -> None:
        if name and name != self._front:
            self._front = name
            self.chosen.emit(name)


def _model(parent: QWidget) -> QStandardItemModel:
    """All methods under their questions."""
    model = QStandardItemModel(parent)
    for question in catalogue.questions():
        heading = QStandardItem(question.title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        model.appendRow(heading)
        for method in catalogue.of_question(question.title):
            item = QStandardItem(method.title)
            item.setData(method.name, NAME)
            item.setToolTip(method.about)
            model.appendRow(item)
    return model
