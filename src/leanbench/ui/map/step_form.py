"""The inspector's form of one step, or of several at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from leanbench.errors import Refusal, UserError
from leanbench.event.changes import Set, Several
from leanbench.event.records import Event, Link, Map, Step
from leanbench.flow.ladder import numbering
from leanbench.maps.wording import LETTERS
from leanbench.schema.addresses import at
from leanbench.schema.cell_reading import typed_share
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.widgets import ElidedButton
from leanbench.ui.map import step_fields as fields
from leanbench.ui.map.forms import LINK_KINDS, Form, NoteEdit, empty
from leanbench.ui.map.load_card import LoadCard
from leanbench.words.durations import Duration, time_text
from leanbench.words.numbers import number_text

MAIN = ("role", "process_time", "wait", "ca_pct", "value", "rule", "wip", "staff")
MORE = ("batch", "changeover", "kinds", "availability_pct", "gate", "cost_usd")
MIXED = "several values"


class StepForm(Form):
    """One step, or several."""

    kind = "step"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.ids: tuple[str, ...] = ()
        self.fit_card: Any = None
        self.map_id = ""
        self.lines: dict[str, FieldLine] = {}
        self.combos: dict[str, QComboBox] = {}
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(10)
        self.grid.setVerticalSpacing(session.look.px(6))
        self.grid.setColumnStretch(1, 1)
        self.box.addLayout(self.grid)
        for name in MAIN:
            if name == "value":
                self._combo("value", "Class", fields.FIELDS["value"].choices)
            else:
                self._line(name)
        self.fit = QPushButton("Fit process time to data…")
        set_role(self.fit, "link")
        self.fit.setToolTip(
            "A distribution from a time sheet or a column of case data, instead of one number"
        )
        self.fit.clicked.connect(self._fit_to_data)
        self.box.addWidget(self.fit)
        self.problem = self.small("", "bad")
        self.problem.hide()
        self.more = QPushButton("More fields")
        set_role(self.more, "link")
        self.more.clicked.connect(self._show_more)
        self.box.addWidget(self.more)
        self.hairline()
        self.load = LoadCard(session)
        self.box.addWidget(self.load)
        self.links_title = self.small("Ways in and out", "label")
        self.links_box = QVBoxLayout()
        self.links_box.setSpacing(4)
        self.box.addLayout(self.links_box)
        self.hairline()
        self.linked_title = self.small("Linked", "label")
        self.linked = QVBoxLayout()
        self.linked.setSpacing(4)
        self.box.addLayout(self.linked)
        self.note_title = self.small("Note", "label")
        self.note = NoteEdit(self._take_note)
        self.note.setAccessibleName("Note on the step")
        self.box.addWidget(self.note)
        self.box.addStretch(1)
        self._shown: tuple[object, ...] = ()
        self._links_shown: tuple[object, ...] = ()
        self._linked_shown: tuple[object, ...] = ()

    def _line(self, name: str) -> None:
        field = fields.FIELDS[name]
        line = FieldLine(self, name)
        row = self.grid.rowCount()
        words = "Process time" if name == "process_time" else field.title
        label = set_role(QLabel(words.replace("&", "&&")), "small-muted")
        label.setBuddy(line)
        self.grid.addWidget(label, row, 0)
        self.grid.addWidget(line, row, 1)
        self.lines[name] = line

    def _combo(self, name: str, words: str, options: tuple[tuple[str, str], ...]) -> None:
        combo = QComboBox()
        combo.setFont(self.session.look.font("small"))
        combo.setAccessibleName(words)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for key, text in options:
            letters = LETTERS.get(key, "") if name == "value" else ""
            combo.addItem(f"{letters}  {text}".strip(), key)
        combo.activated.connect(lambda _i: self._take_combo(name))
        row = self.grid.rowCount()
        self.grid.addWidget(set_role(QLabel(words), "small-muted"), row, 0)
        self.grid.addWidget(combo, row, 1)
        self.combos[name] = combo

    def _show_more(self) -> None:
        self.more.hide()
        self._combo("kind", "Symbol", fields.KINDS)
        for name in MORE:
            self._line(name)
        map_ = self.session.map
        if map_ is not None:
            self._shown = ()
            self.show_things(map_, self.ids)

    # --- showing ------------------------------------------------------------------------------

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the fields from the records; a field that is being typed into is left alone."""
        assert map_ is not None
        event = self.session.event
        steps = [step for step in map_.steps if step.id in set(things)]
        key = (
            *map(id, steps),
            id(map_.links),
            id(event.roles),
            id(event.ideas),
            id(event.wastes),
            id(map_.notes),
        )
        if key == self._shown:
            return
        same = things == self.ids and map_.id == self.map_id
        self._shown, self.ids, self.map_id = key, things, map_.id
        if not same:
            self._clear_problems()
        if len(steps) == 1:
            step = steps[0]
            number = numbering(map_).get(step.id, "")
            who = event.role(step.role).name if step.role else "nobody named"
            self.caption.setText(f"Step {number} · {who}" if number else who)
            self.title.setText(step.name or "No name yet")
        else:
            self.caption.setText("A field typed here goes to all of them")
            self.title.setText(f"{len(steps)} steps")
        for line in self.lines.values():
            line.show_steps(steps, event)
        for name, combo in self.combos.items():
            values = {getattr(step, name) for step in steps}
            combo.setCurrentIndex(combo.findData(values.pop()) if len(values) == 1 else -1)
        one = steps[0] if len(steps) == 1 else None
        for widget in (self.links_title, self.linked_title, self.note_title, self.note):
            widget.setVisible(one is not None)
        self.fit.setVisible(bool(event.datasets or event.time_observations))
        self._show_load(map_, one)
        self._show_links(map_, one)
        self._show_linked(map_, one, event)
        if one is not None and not self.note.hasFocus():
            self.note.setPlainText(one.note)

    def _show_load(self, map_: Map, step: Step | None) -> None:
        self.load.show_step(map_, step)

    def _show_links(self, map_: Map, step: Step | None) -> None:
        key = (id(map_.links), step.id if step else "", *(item.name for item in map_.steps))
        if key == self._links_shown:
            return
        self._links_shown = key
        empty(self.links_box)
        if step is None:
            return
        names = {item.id: item.name or "no name" for item in map_.steps}
        numbers = numbering(map_)
        for link in map_.links:
            if step.id not in (link.source, link.target):
                continue
            out = link.source == step.id
            other = link.target if out else link.source
            words = f"{'→' if out else '←'} {numbers.get(other, '')} {names.get(other, '')}"
            if link.kind != "flow":
                words += f" · {dict(LINK_KINDS)[link.kind].lower()}"
            if link.probability is not None:
                words += f" {number_text(100 * link.probability, 1)}%"
            self.links_box.addWidget(self._jump(words, link))

    def _jump(self, words: str, link: Link) -> QPushButton:
        button = ElidedButton()
        set_role(button, "link")
        button.set_words(words)
        button.setToolTip(f"Show this link: {words}")
        button.clicked.connect(lambda: self.session.select([("link", link.id)]))
        return button

    def _show_linked(self, map_: Map, step: Step | None, event: Event) -> None:
        key = (
            step and (step.id, step.wastes, step.wait_note, step.process_time and step.process_time.source),
            id(event.wastes),
            id(event.ideas),
            id(map_.notes),
        )
        if key == self._linked_shown:
            return
        self._linked_shown = key
        empty(self.linked)
        if step is None:
            return
        lines = [f"Waste: {w}" for w in step.wastes]
        if step.process_time is not None and step.process_time.source:
            lines.insert(0, f"Process time fitted to {step.process_time.source}")
        lines += [f"Waste: {w.waste or w.observation}" for w in event.wastes if w.step == step.id]
        lines += [f"Idea {idea.id}: {idea.text}" for idea in event.ideas if idea.step == step.id]
        lines += [f"{note.kind.capitalize()}: {note.text}" for note in map_.notes if note.step == step.id]
        if step.wait_note:
            lines.insert(0, f"Why it waits: {step.wait_note}")
        self.linked_title.setVisible(bool(lines))
        for text in lines:
            chip = set_role(QLabel(text), "chip")
            chip.setWordWrap(True)
            self.linked.addWidget(chip)

    # --- writing ------------------------------------------------------------------------------

    def take(self, name: str, text: str) -> str:
        """Put typed text into a field of all selected steps. Returns what is wrong, or nothing."""
        map_ = self.session.map
        others = (getattr(step, name) for step in map_.steps) if map_ is not None else ()
        meant, note = typed_share(fields.FIELDS[name], text, others)
        try:
            value = fields.read(name, meant, self.session.event)
        except UserError as error:
            return self._tell(str(error))
        refusal = self._set(name, value)
        if note and refusal is None:
            self.session.say(note)
        return self._tell(refusal.reason if refusal else "")

    def _set(self, name: str, value: object) -> Refusal | None:
        changes = fields.set_field(self.session.event, self.map_id, self.ids, name, value)
        words = f"Set {fields.FIELDS[name].title.lower()} of {len(self.ids)} steps"
        change = changes[0] if len(changes) == 1 else Several(words, changes)
        return self.session.do(change, by=self)

    def _fit_to_data(self) -> None:
        from leanbench.ui.map.fit_card import FitCard

        self.fit_card = FitCard(self.session, self.ids, self.window())
        self.fit_card.used.connect(lambda time: self._set("process_time", time))
        self.fit_card.open_at(self.fit)

    def _take_combo(self, name: str) -> None:
        value = self.combos[name].currentData()
        changes = tuple(Set(at("maps", self.map_id, "steps", key, name), value) for key in self.ids)
        self.session.do(
            changes[0] if len(changes) == 1 else Several(f"Set {name} of {len(changes)} steps", changes),
            by=self,
        )

    def _take_note(self, text: str) -> None:
        if len(self.ids) == 1:
            self.session.do(Set(at("maps", self.map_id, "steps", self.ids[0], "note"), text), by=self)

    def _tell(self, problem: str) -> str:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        return problem

    def _clear_problems(self) -> None:
        self._tell("")
        for line in self.lines.values():
            line.set_problem(False)


class FieldLine(QLineEdit):
    """One field of the step form. Text that cannot be read stays, marked, and changes nothing."""

    def __init__(self, form: StepForm, name: str) -> None:
        super().__init__()
        self.form = form
        self.name = name
        self.recorded = ""
        field = fields.FIELDS[name]
        self.hint = field.hint
        self.setFont(form.session.look.font("small"))
        self.setAccessibleName("Process time" if name == "process_time" else field.title)
        self.setAccessibleDescription(field.hint)
        self.setPlaceholderText(field.hint)
        self.beside = set_role(QLabel(self), "small-muted")
        self.beside.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(lambda _text: self.beside.hide())

    def show_steps(self, steps: list[Step], event: Event) -> None:
        """Their common value, or that they differ."""
        texts = {fields.text_of(self.name, step, event) for step in steps}
        if self.property("problem") and self.hasFocus():
            return
        self.recorded = texts.pop() if len(texts) == 1 else ""
        self.setPlaceholderText(MIXED if texts else self.hint)
        self.setText(self.recorded)
        self.setCursorPosition(0)
        self.set_problem(False)
        value = getattr(steps[0], self.name) if steps else None
        words = ""
        if len(steps) == 1 and isinstance(value, Duration):
            words = other_words(value, event)
        elif self.name == "wip" and self.recorded and event.demand.unit:
            words = f"{event.demand.unit}s"
        self.beside.setText(words)
        self.beside.setVisible(bool(words))
        self._place_beside()

    def _place_beside(self) -> None:
        self.beside.adjustSize()
        wide = self.fontMetrics().horizontalAdvance(self.text())
        self.beside.move(12 + wide + 4, (self.height() - self.beside.height()) // 2)
        if 16 + wide + self.beside.width() > self.width():
            self.beside.hide()

    def resizeEvent(self, event: object) -> None:
        """Keep the muted words behind the text."""
        super().resizeEvent(event)
        self._place_beside()

    def commit(self) -> None:
        """Hand over what was typed, if it is new."""
        if self.text() == self.recorded:
            return
        self.set_problem(bool(self.form.take(self.name, self.text())))

    def set_problem(self, problem: bool) -> None:
        """Red while the text cannot be read."""
        if bool(self.property("problem")) != problem:
            self.setProperty("problem", problem)
            polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps and goes to the next field; Esc keeps and leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            if not self.property("problem"):
                self.focusNextChild()
        elif event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
        else:
            super().keyPressEvent(event)


def other_words(value: Duration, event: Event) -> str:
    """The same time in the other unit people think in: days as hours, long hours as business days."""
    minutes = value.minutes(event.calendar)
    if value.unit in ("bd", "d", "w"):
        return f"= {time_text(minutes, event.calendar, 'h')}"
    if minutes >= event.calendar.minutes_per("bd"):
        return f"= {time_text(minutes, event.calendar, 'bd')}"
    return ""
