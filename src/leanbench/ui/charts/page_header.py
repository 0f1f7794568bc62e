"""The line above the Charts page: which table, which sides are shown, all charts by name, copy, keep, report."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from leanbench.analyses import catalogue
from leanbench.event.records import Dataset
from leanbench.tables import table
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import row_layout


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
        self.heading = set_role(QLabel("Charts"), "h3")
        self.datasets = QComboBox()
        self.datasets.setAccessibleName("Data")
        self.datasets.setToolTip("The table the chart is made from")
        self.datasets.setMinimumContentsLength(12)
        self.datasets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.datasets.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.datasets.setMaximumWidth(look.px(420))
        self.datasets.activated.connect(lambda _i: self.dataset_chosen.emit(self.datasets.currentData()))
        line.addWidget(self.heading)
        line.addWidget(self.datasets, 4)
        line.addStretch(1)
        self.questions_button = self._side_button("&Questions", "Show or hide the questions and kept studies")
        self.options_button = self._side_button("&Options", "Show or hide the options of the chart")
        self.all_button = QPushButton("&All charts…")
        self.all_button.setToolTip("Choose any chart or test by name")
        self.all_button.setMenu(QMenu(self))
        self.all_button.menu().aboutToShow.connect(self._fill_all)
        self.copy_button = QPushButton("&Copy")
        self.copy_button.setMenu(QMenu(self))
        menu = self.copy_button.menu()
        self._picture = menu.addAction("&Picture", lambda: self.copied.emit("picture"))
        self._file = menu.addAction("&Save picture…", lambda: self.copied.emit("file"))
        menu.addAction("&Table of numbers", lambda: self.copied.emit("table"))
        self.keep_button = QPushButton("&Keep")
        self.keep_button.setToolTip("Keep this study in the event (Ctrl+Return)")
        self.keep_button.clicked.connect(lambda _on: self.kept.emit())
        self.report_button = QPushButton("Put in &report")
        self.report_button.setCheckable(True)
        self.report_button.setToolTip("Print this study in the event report (Ctrl+Shift+R)")
        self.report_button.clicked.connect(lambda _on: self.reported.emit())
        for button in (
            self.questions_button,
            self.options_button,
            self.all_button,
            self.copy_button,
            self.keep_button,
            self.report_button,
        ):
            line.addWidget(button)
        self._has_data = False
        self._room = 2

    def _side_button(self, words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.clicked.connect(lambda _on: self._side_clicked(button))
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
            self.datasets.addItem(f"{item.name or item.id} · {table(item).rows:,} rows", item.id)
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
        self.report_button.setText("✓ In &report" if pinned else "Put in &report")

    def _fill_all(self) -> None:
        menu = self.all_button.menu()
        menu.clear()
        for question in catalogue.questions():
            part = menu.addMenu(question.title)
            for method in catalogue.of_question(question.title):
                action = part.addAction(method.title, lambda name=method.name: self.method_chosen.emit(name))
                action.setToolTip(method.about)
            part.setToolTipsVisible(True)
