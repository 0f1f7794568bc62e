"""The line above the Charts page: which table, which sides are shown, all charts by name, copy, keep, report."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from leanbench.analyses import catalogue
from leanbench.event.records import Dataset
from leanbench.tables import table
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.card_editors import ElidedCombo
from leanbench.ui.kit.layouts import row_layout
from leanbench.ui.kit.widgets import push_button
from leanbench.words import _
from leanbench.words.lists import count_text


class PageHeader(QWidget):
    """Signals: `dataset_chosen(id)`, `method_chosen(name)`, `copied(what)`, `kept`, `reported`, `sides_changed`."""

    dataset_chosen = Signal(str)
    method_chosen = Signal(str)
    copied = Signal(str)
    kept = Signal()
    reported = Signal()
    sides_changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        line = row_layout(self, spacing=8)
        self.heading = set_role(QLabel(_("Charts")), "h3")
        self.datasets = ElidedCombo()
        self.datasets.setAccessibleName(_("Data"))
        self.datasets.setToolTip(_("The table the chart is made from"))
        self.datasets.setMinimumContentsLength(12)
        self.datasets.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.datasets.setMaximumWidth(look.px(420))
        self.datasets.activated.connect(lambda _i: self.dataset_chosen.emit(self.datasets.currentData()))
        line.addWidget(self.heading)
        line.addWidget(self.datasets, 4)
        line.addStretch(1)
        self.questions_button = self._side_button(
            _("&Questions"), _("Show or hide the questions and kept studies")
        )
        self.options_button = self._side_button(_("&Options"), _("Show or hide the options of the chart"))
        self.all_button = push_button(_("&All charts…"), tip=_("Choose any chart or test by name"))
        self.all_button.setMenu(QMenu(self))
        self.all_button.menu().aboutToShow.connect(self._fill_all)
        self.copy_button = push_button(_("&Copy"))
        menu = self._copy_menu = QMenu(self)  # held: its actions live as long as it does
        self.copy_button.setMenu(menu)
        self._picture = menu.addAction(_("&Picture"), lambda: self.copied.emit("picture"))
        self._file = menu.addAction(_("&Save picture…"), lambda: self.copied.emit("file"))
        menu.addAction(_("&Table of numbers"), lambda: self.copied.emit("table"))
        tip = _("Keep this study in the event ({keys})").format(keys=keys_text("Ctrl+Return"))
        self.keep_button = push_button(_("&Keep"), self.kept.emit, tip=tip)
        tip = _("Print this study in the event report ({keys})").format(keys=keys_text("Ctrl+Shift+R"))
        self.report_button = push_button(_("Put in &report"), self.reported.emit, tip=tip)
        self.report_button.setCheckable(True)
        for button in (self.questions_button, self.options_button, self.all_button):
            line.addWidget(button)
        for button in (self.copy_button, self.keep_button, self.report_button):
            line.addWidget(button)
        self._has_data = False
        self._room = 2

    def _side_button(self, words: str, tip: str) -> QPushButton:
        button = push_button(words, lambda: self._side_clicked(button), tip=tip)
        button.setCheckable(True)
        return button

    def _side_clicked(self, button: QPushButton) -> None:
        other = self.options_button if button is self.questions_button else self.questions_button
        if self._room == 0 and button.isChecked():
            other.setChecked(False)  # only one has room beside the chart
        self.sides_changed.emit()

    def fit(self, room: int, anew: bool) -> None:
        """Show what has room: 2 all, 1 without the options, 0 the chart alone. `anew` resets what was called."""
        self._room = room
        if anew:
            self.questions_button.setChecked(room >= 1)
            self.options_button.setChecked(room == 2)
        self.questions_button.setVisible(room < 1)
        self.options_button.setVisible(room < 2)
        self.heading.setVisible(room > 0)
        self.datasets.setVisible(room > 0 and self._has_data)

    def show_datasets(self, found: Iterable[Dataset], front: str) -> None:
        """List the tables of the event; `front` is the id of the one in use."""
        self.datasets.clear()
        for item in found:
            rows = count_text(table(item).rows, "row", "rows")
            self.datasets.addItem(f"{item.name or item.id} · {rows}", item.id)
        self._has_data = self.datasets.count() > 0
        if front:
            self.datasets.setCurrentIndex(self.datasets.findData(front))
        self.datasets.setVisible(self._room > 0 and self._has_data)

    def show_state(self, result: bool, drawn: bool, kept: bool, pinned: bool) -> None:
        """What can be done with the study in front; `drawn`: it has a picture."""
        self._picture.setEnabled(drawn)
        self._file.setEnabled(drawn)
        for button in (self.copy_button, self.keep_button, self.report_button):
            button.setEnabled(result)
        self.keep_button.setVisible(not kept)
        self.report_button.setChecked(pinned)
        self.report_button.setText(_("✓ In &report") if pinned else _("Put in &report"))

    def _fill_all(self) -> None:
        menu = self.all_button.menu()
        menu.clear()
        for question in catalogue.questions():
            part = menu.addMenu(question.title)
            for method in catalogue.of_question(question.title):
                action = part.addAction(method.title, lambda name=method.name: self.method_chosen.emit(name))
                action.setToolTip(method.about)
            part.setToolTipsVisible(True)
