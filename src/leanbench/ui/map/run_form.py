"""What a simulation is told: how often, how long, with which luck, what was promised, and more if asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.map.panel_parts import tell, words
from leanbench.ui.map.run_more import MoreSettings
from leanbench.words.durations import parse_duration
from leanbench.words.numbers import parse_number


@dataclass(frozen=True, slots=True)
class Plan:
    """A run as asked for; `due_min` None when nothing is promised.

    `more` are further fields of the simulation's `Options`; `compare` is the id of the state it is compared
    with, "" for none.
    """

    replications: int
    seed: int
    days: int
    warm_up: int
    due_min: float | None
    service: Any
    keep_waits: Any
    more: dict[str, Any] = field(default_factory=dict)
    precision: float | None = None
    compare: str = ""


FIELDS = (
    ("replications", "Replications", "How often the same time is played with other luck", 1, 1000),
    ("seed", "Seed", "The same seed gives the same numbers", 0, 10**9),
    ("days", "Business days", "How many count, after the warm-up", 1, 10_000),
    ("warm_up", "Warm-up days", "Played first, not counted: the office does not start empty", 0, 10_000),
)
SERVICES = (("exponential", "vary at random"), ("as given", "as typed"))
WAITS = (("external", "only where nobody works"), ("all", "all, beside the queues"), ("none", "none"))


class RunForm(QWidget):
    """The fields. Signal `wanted()` when Enter asks for a run."""

    wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.lines: dict[str, QLineEdit] = {}
        self.grid = QGridLayout()
        self.grid.setContentsMargins(0, 0, 4, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 1)
        defaults = {"replications": "30", "seed": "1", "days": "", "warm_up": ""}
        for name, title, tip, _low, _high in FIELDS:
            self._line(name, title, tip, defaults[name])
        self._line("due", "Promise", "A time such as 30 bd: the share that keeps it is counted", "")
        self.lines["due"].setPlaceholderText("30 bd")
        self.service = self._combo("Process times", SERVICES)
        self.service.setToolTip("Times typed as one number; ranges and three points keep their shape")
        self.waits = self._combo("Typed waits", WAITS)
        self.waits.setToolTip("Queues arise in the simulation; a typed wait may be kept as a delay on top")
        self.problem = words("", "bad")
        self.problem.hide()
        self.more_button = QPushButton("More settings")
        set_role(self.more_button, "link")
        self.more_button.setToolTip("Compare, backlog, peaks, withdrawals, hours of people, who is first")
        self.more_button.clicked.connect(self.show_more)
        self.more = MoreSettings(session)
        self.more.wanted.connect(self.wanted)
        self.more.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(self.grid)
        box.addWidget(self.problem)
        box.addWidget(self.more_button)
        box.addWidget(self.more)
        self.show_event()
        session.look.follow(self._fit)

    def _fit(self) -> None:
        """Type and widths of the look, also after it changed."""
        look = self.session.look
        for line in self.lines.values():
            line.setFont(look.font("small"))
            line.setFixedWidth(look.px(68))
        for combo in (self.service, self.waits):
            combo.setFont(look.font("small"))
            combo.view().setMinimumWidth(look.px(190))
        self.more.fit()

    def show_more(self) -> None:
        """Open or close the further settings; closed, they still count, and their number is said."""
        self.more.setVisible(self.more.isHidden())
        self.more.show_event(self.session.event, self.session.map)
        told = self.more.told()
        closed = f"More settings ({told} set)" if told else "More settings"
        self.more_button.setText(closed if self.more.isHidden() else "Fewer settings")

    def _line(self, name: str, title: str, tip: str, text: str) -> None:
        line = QLineEdit(text)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setAccessibleName(title)
        line.setAccessibleDescription(tip)
        line.setToolTip(tip)
        line.returnPressed.connect(self.wanted)
        self._label(title, line)
        self.lines[name] = line

    def _combo(self, title: str, options: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(title)
        combo.setMinimumContentsLength(9)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for key, text in options:
            combo.addItem(text, key)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = self.grid.rowCount()
        self.grid.addWidget(set_role(QLabel(title), "small-muted"), row, 0, 1, 2)
        self.grid.addWidget(combo, row + 1, 0, 1, 2)
        return combo

    def _label(self, title: str, field: QWidget) -> None:
        row = self.grid.rowCount()
        label = set_role(QLabel(title), "small-muted")
        label.setBuddy(field)
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignRight)

    def show_event(self) -> None:
        """A year of the event's calendar is what stands there until something else is typed."""
        self.more.show_event(self.session.event, self.session.map)
        days = max(1, round(self.session.event.calendar.working_days_per_year))
        self.lines["days"].setPlaceholderText(f"{days:,}")
        self.lines["warm_up"].setPlaceholderText(f"{days // 5:,}")

    def plan(self) -> Plan | None:
        """What is asked for, or None after saying what cannot be read."""
        values: dict[str, int] = {}
        for name, title, _tip, low, high in FIELDS:
            line = self.lines[name]
            text = line.text().strip() or line.placeholderText()
            problem = ""
            try:
                number = parse_number(text)
                values[name] = round(number)
                if not low <= number <= high or number != round(number):
                    problem = f"{title}: type a whole number from {low:,} to {high:,}."
            except UserError as error:
                problem = f"{title}: {error}"
            if self._tell(line, problem):
                return None
        line, due = self.lines["due"], None
        if line.text().strip():
            try:
                due = parse_duration(line.text(), self.session.event.calendar).minutes(
                    self.session.event.calendar
                )
            except UserError as error:
                self._tell(line, f"Promise: {error}")
                return None
        found = self.more.read()
        if len(found) == 2:
            if self.more.isHidden():
                self.show_more()
            self._tell(found[0], found[1])
            return None
        for other in (line, *self.more.hours.values(), *self.more.first.values(), *self.more.lines.values()):
            self._tell(other, "")
        more, precision, compare = found
        if more["backlog"] and not self.lines["warm_up"].text().strip():
            values["warm_up"] = 0
        return Plan(
            **values, due_min=due, service=self.service.currentData(), keep_waits=self.waits.currentData(),
            more=more, precision=precision, compare=compare,
        )  # fmt: skip

    def _tell(self, line: QLineEdit, problem: str) -> bool:
        tell(self.problem, problem)
        if bool(line.property("problem")) != bool(problem):
            line.setProperty("problem", bool(problem))
            polish(line)
        if problem:
            line.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(problem)
