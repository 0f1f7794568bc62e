"""What a simulation is told: how often, how long, with which luck, what was promised, and more if asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from leanbench.flow.run_plan import FIELDS, SERVICES, WAITS, FieldError, Plan, read_plan
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.map.panel_parts import tell, words
from leanbench.ui.map.run_more import MoreSettings
from leanbench.words import _
from leanbench.words.numbers import number_text


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
        self._line("due", "Promise", _("A time such as 30 bd: the share that keeps it is counted"), "")
        self.lines["due"].setPlaceholderText("30 bd")
        self.service = self._combo(_("Process times"), SERVICES)
        self.service.setToolTip(_("Times typed as one number; ranges and three points keep their shape"))
        self.waits = self._combo(_("Typed waits"), WAITS)
        self.waits.setToolTip(_("Queues arise in the simulation; a typed wait may be kept as a delay on top"))
        self.problem = words("", "bad")
        self.problem.hide()
        self.more_button = QPushButton(_("More settings"))
        set_role(self.more_button, "link")
        self.more_button.setToolTip(_("Compare, backlog, peaks, withdrawals, hours of people, who is first"))
        self.more_button.clicked.connect(self.show_more)
        self.more = MoreSettings(session)
        self.more.wanted.connect(self.wanted)
        self.more.hide()
        box = column_layout(self, spacing=4)
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
        told = self.more.unusual_count()
        closed = _("More settings ({told} set)").format(told=told) if told else _("More settings")
        self.more_button.setText(closed if self.more.isHidden() else _("Fewer settings"))

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
        self.lines["days"].setPlaceholderText(number_text(float(days)))
        self.lines["warm_up"].setPlaceholderText(number_text(float(days // 5)))

    def plan(self) -> Plan | None:
        """What is asked for, or None after saying what cannot be read."""
        texts = {name: line.text().strip() for name, line in self.lines.items()}
        texts |= {key: line.text() for key, line in self.more.lines.items()}
        choices = {"service": self.service.currentData(), "keep_waits": self.waits.currentData()}
        choices |= self.more.choices()
        for name, *_more in FIELDS:
            texts[name] = texts[name] or self.lines[name].placeholderText()
        if choices["start"] and not self.lines["warm_up"].text().strip():
            texts["warm_up"] = "0"  # a backlog burns down from the first day
        hours, first = self.more.people_texts()
        fields = {**self.lines, **self.more.fields()}
        titles = {key: line.accessibleName() for key, line in fields.items()}
        try:
            plan = read_plan(texts, choices, hours, first, titles, self.session.event.calendar)
        except FieldError as problem:
            if problem.key in self.more.fields() and self.more.isHidden():
                self.show_more()
            self._tell(fields[problem.key], str(problem))
            return None
        for line in fields.values():
            self._tell(line, "")
        return plan

    def _tell(self, line: QLineEdit, problem: str) -> bool:
        tell(self.problem, problem)
        if bool(line.property("problem")) != bool(problem):
            line.setProperty("problem", bool(problem))
            polish(line)
        if problem:
            line.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(problem)
