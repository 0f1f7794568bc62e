"""A process time from data: choose a time sheet or a column, see the shapes, use one as the time of a step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.flow.fitted import Shaped, as_duration, compare_shapes, elapsed_in
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.map.panel_parts import words
from leanbench.words import N_, _
from leanbench.words.durations import Calendar, ElapsedMinutes, amount_text, speaks_of_days, unit_of_word
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text

UNITS = (("s", N_("seconds")), ("min", N_("minutes")), ("h", N_("hours")),
         ("bd", N_("business days")), ("d", N_("calendar days")), ("w", N_("weeks")))  # fmt: skip


@dataclass(frozen=True, slots=True)
class TimeData:
    """Times that can be fitted: where they come from, their unit where it is known, the times.

    With `elapsed` the values are elapsed minutes, nights and weekends included, and `unit` is the one to offer first.
    """

    title: str
    unit: str
    values: tuple[float, ...]
    step: str = ""
    elapsed: bool = False

    def values_in(self, unit: Any, calendar: Calendar) -> tuple[float, ...]:
        """The times in a unit of a step's time; numbers without a clock are taken to be in that unit."""
        if not self.elapsed:
            return self.values
        return elapsed_in([ElapsedMinutes(value) for value in self.values], unit, calendar)


def time_data(event: Event) -> list[TimeData]:
    """Time sheets first (the totals of complete cycles), then every column of times or numbers."""
    from leanbench.tables.recipes.cooking import event_table

    found = []
    for sheet in event.time_observations:
        complete = [
            cycle for cycle in sheet.cycles if len(cycle) == len(sheet.elements) and None not in cycle
        ]
        totals = tuple(sum(time for time in cycle if time is not None) for cycle in complete)
        name = sheet.process or sheet.step or sheet.id
        found.append(
            TimeData(
                _("time sheet “{name}”").format(name=name),
                unit_of_word(sheet.unit) or "min",
                totals,
                sheet.step,
            )
        )
    for dataset in event.datasets:
        try:
            parsed = event_table(event, dataset)
        except UserError:
            continue
        for name in parsed.names:
            kind = parsed.kinds[name]
            if kind not in ("number", "duration"):
                continue
            values = tuple(float(value) for value in parsed.column(name) if value == value)
            title = f"{dataset.name or dataset.id}, {name}"
            # who writes days or weeks counts nights and weekends; minutes and hours are minutes and hours of work
            elapsed = kind == "duration" and any(map(speaks_of_days, parsed.texts(name)))
            unit = (
                "d" if elapsed else "min" if kind == "duration" else unit_of_word(parsed.units.get(name, ""))
            )
            found.append(TimeData(title, unit, values, elapsed=elapsed))
    return found


class FitCard(QFrame):
    """Data, unit, shape; what the shape says. Signal `used(Duration)`."""

    used = Signal(object)

    def __init__(self, session: Session, step_ids: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.session = session
        self.found: list[TimeData] = []
        self.shapes: tuple[Shaped, ...] = ()
        set_role(self, "popup")
        self.setAccessibleName(_("Process time from data"))
        box = column_layout(self, (16, 14, 16, 14), spacing=8)
        box.addWidget(set_role(QLabel(_("Process time from data")), "title"))
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        self.data, self.unit, self.shape = QComboBox(), QComboBox(), QComboBox()
        for row, (title, combo) in enumerate(
            (("Data", self.data), ("Unit", self.unit), ("Shape", self.shape))
        ):
            label = set_role(QLabel(title), "small-muted")
            label.setBuddy(combo)
            combo.setAccessibleName(title)
            grid.addWidget(label, row, 0)
            grid.addWidget(combo, row, 1)
        for key, text in UNITS:
            self.unit.addItem(_(text), key)
        box.addLayout(grid)
        self.says = words("", "small")
        self.problem = words("", "bad")
        box.addWidget(self.says)
        box.addWidget(self.problem)
        row_ = QHBoxLayout()
        self.use = QPushButton(_("Use as process time"))
        set_role(self.use, "primary")
        self.use.clicked.connect(self._use)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.close)
        row_.addWidget(self.use)
        row_.addWidget(cancel)
        row_.addStretch(1)
        box.addLayout(row_)
        self.data.activated.connect(lambda _i: self._read())
        self.unit.activated.connect(lambda _i: self._fit())
        self.shape.activated.connect(lambda _i: self._show())
        self._list(step_ids)

    def _list(self, step_ids: tuple[str, ...]) -> None:
        self.found = time_data(self.session.event)
        for item in self.found:
            self.data.addItem(f"{item.title} ({number_text(len(item.values))})")
        own = next((n for n, item in enumerate(self.found) if item.step and item.step in step_ids), 0)
        self.data.setCurrentIndex(own if self.found else -1)
        self._read()

    def _read(self) -> None:
        """Fit all shapes to the data chosen."""
        place = self.data.currentIndex()
        self.shape.setCurrentIndex(-1)
        problem = _("There are no times yet: import case data, or type a time sheet.") if place < 0 else ""
        if place >= 0:
            item = self.found[place]
            self.unit.setCurrentIndex(max(0, self.unit.findData(item.unit or "min")))
        self._fit(problem)

    def _fit(self, problem: str = "") -> None:
        """Fit all shapes to the times in the unit chosen."""
        place, chosen = self.data.currentIndex(), self.shape.currentIndex()
        self.shapes = ()
        self.shape.clear()
        if place >= 0:
            values = self.found[place].values_in(self.unit.currentData(), self.session.event.calendar)
            try:
                self.shapes = compare_shapes(values)
            except UserError as error:
                problem = str(error)
        for number, shaped in enumerate(self.shapes):
            self.shape.addItem(
                _("{shape}, fits best").format(shape=shaped.shape) if number == 0 else shaped.shape
            )
        if 0 <= chosen < len(self.shapes):
            self.shape.setCurrentIndex(chosen)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self._show()

    def _show(self) -> None:
        place = self.shape.currentIndex()
        self.use.setEnabled(place >= 0)
        self.says.setVisible(place >= 0)
        if place < 0:
            return
        shaped, unit = self.shapes[place], self.unit.currentData()
        half, most, nearly = (amount_text(value, unit) for value in shaped.percentiles)
        times = count_text(len(self.found[self.data.currentIndex()].values), "time", "times")
        text = _(
            "{times}: mean {mean}, standard deviation {sd}. With this shape half take up to "
            "{half}, 85% up to {most}, 95% up to {nearly}."
        ).format(
            times=times,
            mean=amount_text(shaped.mean, unit),
            sd=amount_text(shaped.sd, unit),
            half=half,
            most=most,
            nearly=nearly,
        )
        behind = self.shapes[0].log_likelihood - shaped.log_likelihood
        if behind > 2.0:
            text += _(" The data speak for {shape} instead.").format(shape=self.shapes[0].shape)
        if not self.found[self.data.currentIndex()].unit:
            text += _(" The unit is not known from the data: choose it.")
        self.says.setText(text)
        self.adjustSize()

    def _use(self) -> None:
        item, shaped = self.found[self.data.currentIndex()], self.shapes[self.shape.currentIndex()]
        unit: Any = self.unit.currentData()
        self.close()
        self.used.emit(
            as_duration(shaped, unit, f"{item.title}, {count_text(len(item.values), 'time', 'times')}")
        )

    def open_at(self, near: QWidget) -> None:
        """Below the widget, inside the screen."""
        self.ensurePolished()
        self.setFixedWidth(self.session.look.px(380))
        self.adjustSize()
        place = near.mapToGlobal(QPoint(0, near.height()))
        screen = near.screen().availableGeometry()
        x = min(max(place.x(), screen.left() + 8), screen.right() - self.width() - 8)
        y = min(place.y(), screen.bottom() - self.height() - 8)
        self.move(x, max(y, screen.top() + 8))
        self.show()
        self.data.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
