"""Fields of the Money panel: one number of the event each, one undoable edit each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from leanbench.errors import UserError
from leanbench.event.changes import Add, Remove, Set
from leanbench.event.editing import Change
from leanbench.event.records import Benefit, Event
from leanbench.schema import replace
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.words.money import parse_money
from leanbench.words.numbers import number_text, parse_number

COSTS = (
    ("benefits.team_member_hours", "Team, hours", "h"),
    ("benefits.team_avg_rate_usd_h", "Team, rate", "USD/h"),
    ("benefits.facilitator_hours", "Facilitators, hours", "h"),
    ("benefits.facilitator_rate_usd_h", "Facilitators, rate", "USD/h"),
    ("benefits.supplies_usd", "Supplies", "USD"),
    ("benefits.implementation_usd", "Implementation", "USD"),
    ("benefits.discount_rate_pct", "Discount rate", "3% a year"),
    ("benefits.horizon_years", "Horizon", "5 years"),
)
QUALITY = (
    ("benefits.scrap_usd_per_year", "Scrap, thrown away", "USD a year"),
    ("benefits.external_failure_usd_per_year", "Complaints, appeals", "USD a year"),
    ("benefits.appraisal_usd_per_year", "Checking, auditing", "USD a year"),
    ("benefits.prevention_usd_per_year", "Prevention, apart", "USD a year"),
)


class NumberLine(QLineEdit):
    """A number or nothing. Signal `typed(value)`; text that cannot be read stays, marked, and is told."""

    typed = Signal(object)
    told = Signal(str)

    def __init__(self, session: Session, title: str, hint: str) -> None:
        super().__init__()
        self.title = title
        self.recorded = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(title)
        self.setPlaceholderText(hint)
        self.setFont(session.look.font("small"))
        self.editingFinished.connect(self.commit)

    def show_value(self, value: float | None) -> None:
        """The value of the event; a line that is being typed into is left alone."""
        if self.hasFocus() and self.isModified():
            return
        self.recorded = "" if value is None else number_text(value)
        self.setText(self.recorded)
        self._mark(False)

    def commit(self) -> None:
        """Hand over what was typed, if it is new."""
        text = self.text().strip()
        if text == self.recorded:
            return
        try:
            value = None
            if text not in ("", "-", "–"):
                value = (
                    parse_money(text)
                    if "$" in text or "usd" in text.casefold()
                    else parse_number(text.rstrip("% "))
                )
                if value < 0.0:
                    raise UserError("type a number of 0 or more.")
        except UserError as error:
            self._mark(True)
            self.told.emit(f"{self.title}: {error}")
            return
        self._mark(False)
        self.setModified(False)
        self.told.emit("")
        self.typed.emit(value)

    def _mark(self, problem: bool) -> None:
        if bool(self.property("problem")) != problem:
            self.setProperty("problem", problem)
            polish(self)


class FieldGrid(QWidget):
    """Titles left, numbers right. Signal `told(text)` for what cannot be read."""

    told = Signal(str)

    def __init__(self, session: Session, fields: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self.session = session
        self.lines: dict[str, NumberLine] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 4, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for row, (path, title, hint) in enumerate(fields):
            line = NumberLine(session, title, hint)
            line.told.connect(self.told)
            line.typed.connect(lambda value, where=path: self._write(where, value))
            label = set_role(QLabel(title), "small-muted")
            label.setBuddy(line)
            grid.addWidget(label, row, 0)
            grid.addWidget(line, row, 1)
            self.lines[path] = line
        session.look.follow(self._fit)

    def _fit(self) -> None:
        for line in self.lines.values():
            line.setFont(self.session.look.font("small"))
            line.setFixedWidth(self.session.look.px(112))

    def _write(self, path: str, value: float | None) -> None:
        refusal = self.session.do(Set(path.replace(".", "/"), value), by=self)
        if refusal is not None:
            self.told.emit(refusal.reason)

    def show_event(self, event: Event) -> None:
        """Read all numbers again."""
        for path, line in self.lines.items():
            value: Any = event
            for name in path.split("."):
                value = getattr(value, name)
            line.show_value(value)


class People(QWidget):
    """Every role: whether it is paid, how many people, the loaded hourly rate."""

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.lines: dict[tuple[str, str], NumberLine] = {}
        self.paid: dict[str, QCheckBox] = {}
        self._shown: tuple[tuple[str, str], ...] = ()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 4, 0)
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 1)
        session.look.changed.connect(self._forget)

    def _forget(self) -> None:
        """Widths and type of the look: made anew when the panel reads next."""
        self._shown = ()

    def show_event(self, event: Event) -> None:
        """Read the roles again; the lines are made anew only when roles came, went or were renamed."""
        wanted = tuple((role.id, role.name) for role in event.roles)
        if wanted != self._shown:
            self._build(event)
            self._shown = wanted
        for role in event.roles:
            for name in ("fte", "loaded_rate_usd_h"):
                line = self.lines[(role.id, name)]
                line.show_value(getattr(role, name))
                line.setEnabled(not role.unpaid)
            self.paid[role.id].setChecked(not role.unpaid)

    def _build(self, event: Event) -> None:
        empty(self.grid)
        self.lines, self.paid = {}, {}
        for column, text in enumerate(("", "paid", "people", "USD/h")):
            head = set_role(QLabel(text), "small-muted")
            self.grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight)
        for row, role in enumerate(event.roles, start=1):
            name = set_role(QLabel(role.name or role.id), "small")
            name.setWordWrap(True)
            self.grid.addWidget(name, row, 0)
            box = QCheckBox()
            box.setAccessibleName(f"{role.name or role.id} is paid by us")
            box.setToolTip("Without: a customer or an automatic system; its time counts, its labor does not")
            box.clicked.connect(lambda on, key=role.id: self._do(Set(at("roles", key, "unpaid"), not on)))
            self.grid.addWidget(box, row, 1, Qt.AlignmentFlag.AlignRight)
            self.paid[role.id] = box
            for column, (field, title) in enumerate(
                (("fte", "people"), ("loaded_rate_usd_h", "USD an hour")), start=2
            ):
                line = NumberLine(self.session, f"{role.name or role.id}, {title}", "–")
                line.setFixedWidth(self.session.look.px(58))
                line.told.connect(self.told)
                address = at("roles", role.id, field)
                line.typed.connect(lambda value, address=address: self._do(Set(address, value)))
                self.grid.addWidget(line, row, column)
                self.lines[(role.id, field)] = line
        if not event.roles:
            self.grid.addWidget(
                set_role(QLabel("No roles yet; name them in the table."), "small-muted"), 1, 0, 1, 4
            )

    def _do(self, change: Change) -> None:
        refusal = self.session.do(change, by=self)
        if refusal is not None:
            self.told.emit(refusal.reason)


class Savings(QWidget):
    """Hard savings: what, and USD a year; an empty line at the end adds one."""

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.rows: list[tuple[QLineEdit, NumberLine]] = []
        self.box = column_layout(self, (0, 0, 4, 0), spacing=4)
        self._shown: tuple[Benefit, ...] | None = None
        session.look.changed.connect(self._forget)

    def _forget(self) -> None:
        """Widths and type of the look: made anew when the panel reads next."""
        self._shown = None

    def show_event(self, event: Event) -> None:
        """Read the savings again."""
        if event.benefits.hard_savings == self._shown:
            return
        self._shown = event.benefits.hard_savings
        empty(self.box)
        self.rows = []
        for place, saving in enumerate((*self._shown, Benefit())):
            self._add(place, saving)

    def _add(self, place: int, saving: Benefit) -> None:
        assert self._shown is not None
        holder = QWidget()
        row = QGridLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(4)
        row.setColumnStretch(0, 1)
        what = QLineEdit(saving.what)
        what.setFont(self.session.look.font("small"))
        what.setCursorPosition(0)
        what.setToolTip(saving.what)
        what.setPlaceholderText("Another hard saving" if place == len(self._shown) else "What is saved")
        what.setAccessibleName(f"Hard saving {place + 1}")
        amount = NumberLine(self.session, f"Hard saving {place + 1}, USD a year", "USD a year")
        amount.setFixedWidth(self.session.look.px(84))
        amount.show_value(saving.usd_per_year)
        amount.told.connect(self.told)
        what.editingFinished.connect(lambda: self._put(place, replace(saving, what=what.text().strip())))
        amount.typed.connect(
            lambda value: self._put(place, replace(saving, what=what.text().strip(), amount=value))
        )
        row.addWidget(what, 0, 0)
        row.addWidget(amount, 0, 1)
        if place < len(self._shown):
            gone = QPushButton("×")
            set_role(gone, "quiet")
            gone.setToolTip("Take this saving out")
            gone.setAccessibleName(f"Take out: {saving.what}")
            gone.clicked.connect(lambda: self._put(place, None))
            row.addWidget(gone, 0, 2)
        self.box.addWidget(holder)
        self.rows.append((what, amount))

    def _put(self, place: int, saving: Benefit | None) -> None:
        hard = self.session.event.benefits.hard_savings
        if place < len(hard):
            if saving == hard[place]:
                return
            address = at("benefits", "rows", hard[place].id)
            change: Change = Remove(address) if saving is None else Set(address, saving)
        elif saving is None or (not saving.what and saving.amount is None):
            return
        else:
            change = Add("benefits/rows", saving)
        refusal = self.session.do(change, by=self)
        if refusal is not None:
            self.told.emit(refusal.reason)
