"""What a simulation may be told beside the usual: when to stop, how cases come, who is there when, who is first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from leanbench.event.process import ACTIVITY_KINDS
from leanbench.event.records import Event, Map
from leanbench.flow.run_plan import ARRIVALS, FURTHER, STARTS
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import empty
from leanbench.words import _
from leanbench.words.numbers import number_text


class MoreSettings(QWidget):
    """The fields below "More settings". Signal `wanted()` when Enter asks for a run."""

    wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.lines: dict[str, QLineEdit] = {}
        self.hours: dict[str, QLineEdit] = {}
        self.first: dict[str, QLineEdit] = {}
        self._shown: tuple[object, ...] = ()
        self._states: tuple[object, ...] = ()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 4, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 1)
        self.compare = self._combo(_("Compare with"), ())
        self.compare.setToolTip(_("That state is played too, with the same arrivals and the same luck"))
        self.start = self._combo(_("It starts"), STARTS)
        self.start.setToolTip(
            _("With the cases counted before the steps, to see how long they take to burn down")
        )
        self.arrivals = self._combo(_("Cases come"), ARRIVALS)
        for name, title, tip, hint in FURTHER:
            self.lines[name] = self._line(title, tip, hint)
        self.people = QGridLayout()
        self.people.setVerticalSpacing(2)
        row = self.grid.rowCount()
        self.grid.addLayout(self.people, row, 0, 1, 2)

    # --- building -----------------------------------------------------------------------------

    def _combo(self, title: str, options: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(title)
        combo.setMinimumContentsLength(9)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for key, text in options:
            combo.addItem(text, key)
        row = self.grid.rowCount()
        self.grid.addWidget(set_role(QLabel(title), "small-muted"), row, 0, 1, 2)
        self.grid.addWidget(combo, row + 1, 0, 1, 2)
        return combo

    def _field(self, title: str, tip: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(title)
        line.setAccessibleDescription(tip)
        line.setToolTip(tip)
        line.setPlaceholderText(hint)
        line.setFont(self.session.look.font("small"))
        line.returnPressed.connect(self.wanted)
        return line

    def _line(self, title: str, tip: str, hint: str) -> QLineEdit:
        line = self._field(title, tip, hint)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = self.grid.rowCount()
        label = set_role(QLabel(title), "small-muted")
        label.setBuddy(line)
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(line, row, 1)
        return line

    def fit(self) -> None:
        """Type and widths of the look."""
        look = self.session.look
        for line in self.lines.values():
            line.setFixedWidth(look.px(84))
        for line in (*self.lines.values(), *self.hours.values(), *self.first.values()):
            line.setFont(look.font("small"))
        for combo in (self.compare, self.start, self.arrivals):
            combo.setFont(look.font("small"))
            combo.view().setMinimumWidth(look.px(190))

    def show_event(self, event: Event, drawn: Map | None) -> None:
        """The other states, the people and the steps they share; what is typed stays."""
        if drawn is None:
            return
        self._show_states(event, drawn)
        if self.isHidden() and not self._shown:
            return  # a line for every role and step is made when somebody looks
        key = (
            drawn.id,
            event.roles,
            tuple([(step.id, step.name, step.role, step.kind) for step in drawn.steps]),
        )
        if key != self._shown:
            self._shown = key
            self._show_people(event, drawn)

    def _show_states(self, event: Event, drawn: Map) -> None:
        states = (drawn.id, tuple((item.id, item.name) for item in event.maps if item.steps))
        if states == self._states:
            return
        self._states = states
        chosen = self.compare.currentData()
        self.compare.clear()
        self.compare.addItem(_("no other state"), "")
        for item in event.maps:
            if item.id != drawn.id and item.steps:
                self.compare.addItem(item.name or item.id, item.id)
        self.compare.setCurrentIndex(max(0, self.compare.findData(chosen)))

    def _show_people(self, event: Event, drawn: Map) -> None:
        hours = {key: line.text() for key, line in self.hours.items()}
        first = {key: line.text() for key, line in self.first.items()}
        empty(self.people)
        self.hours, self.first = {}, {}
        used: dict[str, list[tuple[str, str]]] = {}
        for step in drawn.steps:
            role = event.role(step.role) if step.role else None
            if role is not None and not role.unpaid and step.kind in ACTIVITY_KINDS:
                used.setdefault(step.role, []).append((step.id, step.name or step.id))
        if used:
            self._heading(_("Who is there (people, or hours after opening)"))
        for role_id in used:
            role = event.role(role_id)
            there = (
                _("everyone needed")
                if not role.fte
                else _("{fte}, all day").format(fte=number_text(role.fte))
            )
            tip = _(
                "3 · 2 0-4; 1 4-8 · days 2,4: 1 0-4. Days are those of the week, hours those after opening."
            )
            self.hours[role_id] = self._wide(role.name or role_id, tip, there, hours.get(role_id, ""))
        shared = [
            (step, event.role(role_id)) for role_id, steps in used.items() if len(steps) > 1 for step in steps
        ]
        if shared:
            self._heading(_("Who is served first (smallest number; 0 when empty)"))
        for (step_id, name), role in shared:
            tip = _("Among the work of {name}").format(name=role.name or role.id)
            self.first[step_id] = self._wide(name, tip, "0", first.get(step_id, ""))
        self.fit()

    def _heading(self, text: str) -> None:
        label = set_role(QLabel(text), "label")
        label.setWordWrap(True)
        self.people.addWidget(label, self.people.rowCount(), 0)

    def _wide(self, title: str, tip: str, hint: str, text: str) -> QLineEdit:
        line = self._field(title, tip, hint)
        line.setText(text)
        label = set_role(QLabel(title), "small-muted")
        label.setWordWrap(True)
        label.setBuddy(line)
        row = self.people.rowCount()
        self.people.addWidget(label, row, 0)
        self.people.addWidget(line, row + 1, 0)
        return line

    # --- reading ------------------------------------------------------------------------------

    def choices(self) -> dict[str, str]:
        """What is chosen: how cases come, what it starts with, the state to compare with."""
        combos = {"arrivals": self.arrivals, "start": self.start, "compare": self.compare}
        return {key: str(combo.currentData() or "") for key, combo in combos.items()}

    def people_texts(self) -> tuple[dict[str, str], dict[str, str]]:
        """What is typed of who is there, by role, and of who is served first, by step."""
        return (
            {key: line.text() for key, line in self.hours.items()},
            {key: line.text() for key, line in self.first.items()},
        )

    def fields(self) -> dict[str, QLineEdit]:
        """Every field by the name a problem has."""
        hours = {f"hours/{role}": line for role, line in self.hours.items()}
        return self.lines | hours | {f"first/{step}": line for step, line in self.first.items()}

    def unusual_count(self) -> int:
        """How many of these settings are not as usual."""
        lines = (*self.lines.values(), *self.hours.values(), *self.first.values())
        combos = (self.compare, self.start, self.arrivals)
        return sum(1 for line in lines if line.text().strip()) + sum(
            1 for c in combos if c.currentIndex() > 0
        )
