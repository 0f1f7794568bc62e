"""The panel at the right: everything about what is selected, and nothing else.

One step, several steps (a field typed there goes to all of them), one link, or the map itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leanbench.errors import Refusal, UserError
from leanbench.event.changes import RemoveLinks, RemoveNote, SetLink, SetNote, SetStep, Several
from leanbench.event.figures import format_number, parse_percent
from leanbench.event.records import Event, Link, Map, Note, Step
from leanbench.event.touched import Touched
from leanbench.event.units import Duration, format_minutes
from leanbench.flow.ladder import numbering
from leanbench.ui.panels import fields
from leanbench.ui.session import Session
from leanbench.ui.style import polish, set_role

MAIN = ("role", "process_time", "wait", "ca_pct", "value", "rule", "wip", "staff")
MORE = ("batch", "changeover", "availability_pct", "gate", "cost_usd")
KINDS = (
    ("process", "Process step"), ("decision", "Decision"), ("start", "Start"), ("end", "End"),
    ("inventory", "Inventory"), ("supermarket", "Supermarket"), ("supplier", "Supplier"),
    ("customer", "Customer"), ("shipment", "Shipment"), ("document", "Document"), ("data", "Data"),
    ("xor_split", "Choice, ways part"), ("xor_join", "Choice, ways join"),
    ("and_split", "Parallel, ways part"), ("and_join", "Parallel, ways join"),
)  # fmt: skip
LINK_KINDS = (
    ("flow", "Goes on"),
    ("rework", "Rework"),
    ("alternative", "Other way"),
    ("exit", "Leaves the process"),
)
MIXED = "several values"


class Inspector(QWidget):
    """Follows the selection. Built anew only when another kind of thing is selected."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Inspector")
        self.form: Form | None = None
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 0, 0, 0)
        box.addWidget(self.area)
        session.selection_changed.connect(lambda _items: self.refresh())
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.refresh)
        session.map_changed.connect(lambda _id: self.refresh())
        session.look.changed.connect(self._rebuild)
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        self.setFixedWidth(self.session.look.px(276))

    def _rebuild(self) -> None:
        self._fit()
        self.form = None
        self.refresh()

    def _on_touched(self, touched: Touched) -> None:
        map_ = self.session.map
        if (
            (map_ is not None and touched.touches("map", map_.id))
            or touched.touches("roles")
            or touched.touches("ideas")
            or touched.touches("wastes")
        ):
            self.refresh()

    def refresh(self) -> None:
        """Show what is selected now."""
        if not self.isVisibleTo(self.window()) and self.form is not None:
            return
        map_ = self.session.map
        kind, things = self._wanted(map_)
        if self.form is None or self.form.kind != kind:
            self.form = FORMS[kind](self.session)
            self.area.setWidget(self.form)
            set_role(self.form, "panel")
        self.form.show_things(map_, things)

    def showEvent(self, event: object) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _wanted(self, map_: Map | None) -> tuple[str, tuple[str, ...]]:
        if map_ is None:
            return "map", ()
        steps = {step.id for step in map_.steps}
        links = {link.id for link in map_.links}
        chosen = tuple(key for key in self.session.selected("step") if key in steps)
        if chosen:
            return "step", chosen
        lines = tuple(key for key in self.session.selected("link") if key in links)
        if lines:
            return "link", lines[:1]
        notes = {note.id for note in map_.notes}
        hung = tuple(key for key in self.session.selected("note") if key in notes)
        return ("note", hung[:1]) if hung else ("map", ())

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field (a finding jumps here)."""
        if isinstance(self.form, StepForm) and name in self.form.lines:
            self.form.lines[name].setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(self.form, LinkForm) and name == "probability":
            self.form.share.setFocus(Qt.FocusReason.OtherFocusReason)


class Form(QWidget):
    """Base of the forms: a column with a caption, a title and fields."""

    kind = ""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = session.look.px
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(px(16), px(14), px(16), px(14))
        self.box.setSpacing(px(8))
        self.caption = set_role(QLabel(), "caption")
        self.title = set_role(QLabel(), "h3")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.box.addWidget(self.caption)
        self.box.addWidget(self.title)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form."""

    def hairline(self) -> None:
        """A line between two groups."""
        self.box.addSpacing(4)
        self.box.addWidget(set_role(QFrame(), "hairline"))

    def small(self, text: str = "", role: str = "small-muted") -> QLabel:
        """A line of small words at the end of the form."""
        label = set_role(QLabel(text), role)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.box.addWidget(label)
        return label


class StepForm(Form):
    """One step, or several."""

    kind = "step"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.ids: tuple[str, ...] = ()
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
                self._combo(
                    "value", "Class", tuple((key, words) for key, words in fields.CLASS_WORDS.items())
                )
            else:
                self._line(name)
        self.problem = self.small("", "bad")
        self.problem.hide()
        self.more = QPushButton("More fields")
        set_role(self.more, "link")
        self.more.clicked.connect(self._show_more)
        self.box.addWidget(self.more)
        self.hairline()
        self.load = self.small()
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

    def _line(self, name: str) -> None:
        field = fields.FIELDS[name]
        line = FieldLine(self, name)
        row = self.grid.rowCount()
        label = set_role(
            QLabel(field.title if field.kind != "time" or name != "process_time" else "Process time"),
            "small-muted",
        )
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
            letters = fields.CLASS_LETTERS.get(key, "") if name == "value" else ""
            combo.addItem(f"{letters}  {text}".strip(), key)
        combo.activated.connect(lambda _i: self._take_combo(name))
        row = self.grid.rowCount()
        self.grid.addWidget(set_role(QLabel(words), "small-muted"), row, 0)
        self.grid.addWidget(combo, row, 1)
        self.combos[name] = combo

    def _show_more(self) -> None:
        self.more.hide()
        self._combo("kind", "Symbol", KINDS)
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
        for name, line in self.lines.items():
            line.show_steps(steps, event)
        for name, combo in self.combos.items():
            values = {getattr(step, name) for step in steps}
            combo.setCurrentIndex(combo.findData(values.pop()) if len(values) == 1 else -1)
        one = steps[0] if len(steps) == 1 else None
        for widget in (self.links_title, self.linked_title, self.note_title, self.note):
            widget.setVisible(one is not None)
        self._show_load(map_, one, event)
        self._show_links(map_, one)
        self._show_linked(map_, one, event)
        if one is not None and not self.note.hasFocus():
            self.note.setPlainText(one.note)

    def _show_load(self, map_: Map, step: Step | None, event: Event) -> None:
        words = load_words(map_, step, event) if step is not None else ""
        self.load.setText(words)
        self.load.setVisible(bool(words))

    def _show_links(self, map_: Map, step: Step | None) -> None:
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
                words += f" {format_number(100 * link.probability, 1)} %"
            self.links_box.addWidget(self._jump(words, link))

    def _jump(self, words: str, link: Link) -> QPushButton:
        button = QPushButton(words)
        set_role(button, "link")
        button.setToolTip("Show this link")
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.session.select([("link", link.id)]))
        return button

    def _show_linked(self, map_: Map, step: Step | None, event: Event) -> None:
        empty(self.linked)
        if step is None:
            return
        lines = [f"Waste: {w}" for w in step.wastes]
        lines += [f"Waste: {w.waste or w.observation}" for w in event.wastes if w.step == step.id]
        lines += [f"Idea {idea.id}: {idea.text}" for idea in event.ideas if idea.step == step.id]
        lines += [f"{note.kind.capitalize()}: {note.text}" for note in map_.notes if note.step == step.id]
        if step.wait_note:
            lines.insert(0, f"Why it waits: {step.wait_note}")
        self.linked_title.setVisible(bool(lines))
        for text in lines:
            chip = set_role(QLabel(text), "chip")
            chip.setTextFormat(Qt.TextFormat.PlainText)
            chip.setWordWrap(True)
            self.linked.addWidget(chip)

    # --- writing ------------------------------------------------------------------------------

    def take(self, name: str, text: str) -> str:
        """Put typed text into a field of all selected steps. Returns what is wrong, or nothing."""
        try:
            value = fields.read(name, text, self.session.event)
        except UserError as error:
            return self._tell(str(error))
        refusal = self._set(name, value)
        return self._tell(refusal.reason if refusal else "")

    def _set(self, name: str, value: object) -> Refusal | None:
        changes = fields.set_field(self.session.event, self.map_id, self.ids, name, value)
        words = f"Set {fields.FIELDS[name].title.lower()} of {len(self.ids)} steps"
        change = changes[0] if len(changes) == 1 else Several(words, changes)
        return self.session.do(change, by=self)

    def _take_combo(self, name: str) -> None:
        value = self.combos[name].currentData()
        changes = tuple(SetStep(self.map_id, key, name, value) for key in self.ids)
        self.session.do(
            changes[0] if len(changes) == 1 else Several(f"Set {name} of {len(changes)} steps", changes),
            by=self,
        )

    def _take_note(self, text: str) -> None:
        if len(self.ids) == 1:
            self.session.do(SetStep(self.map_id, self.ids[0], "note", text), by=self)

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
        if len(steps) == 1 and isinstance(value, Duration) and value.unit in ("bd", "d", "w"):
            words = f"= {format_minutes(value.minutes(event.calendar), event.calendar, 'h')}"
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
        super().resizeEvent(event)  # type: ignore[arg-type]
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


class NoteEdit(QPlainTextEdit):
    """A few lines of text that are kept when they are left."""

    def __init__(self, take: Callable[[str], None]) -> None:
        super().__init__()
        self.take = take
        self.setMaximumHeight(84)
        self.setTabChangesFocus(True)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the text on leaving, whichever way."""
        if event.type() == QEvent.Type.FocusOut:
            self.take(self.toPlainText().strip())
        return super().eventFilter(watched, event)


class LinkForm(Form):
    """One link: what kind, what share of cases, which words."""

    kind = "link"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.link_id = ""
        self.map_id = ""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        self.combo = QComboBox()
        self.combo.setAccessibleName("Kind of link")
        for key, words in LINK_KINDS:
            self.combo.addItem(words, key)
        self.combo.activated.connect(lambda _i: self._set("kind", self.combo.currentData()))
        self.share = QLineEdit()
        self.share.setAccessibleName("Share of cases")
        self.share.setPlaceholderText("what is left")
        self.share.editingFinished.connect(self._take_share)
        self.words = QLineEdit()
        self.words.setAccessibleName("Words on the link")
        self.words.editingFinished.connect(lambda: self._set("label", self.words.text().strip()))
        for row, (text, widget) in enumerate(
            (("Kind", self.combo), ("Share", self.share), ("Words", self.words))
        ):
            grid.addWidget(set_role(QLabel(text), "small-muted"), row, 0)
            grid.addWidget(widget, row, 1)
        self.box.addLayout(grid)
        self.problem = self.small("", "bad")
        self.help = self.small(
            "Several ways on without a share are parallel work; with shares they are a decision. "
            "Rework leaves with its share and comes back."
        )
        remove = QPushButton("Remove link")
        remove.clicked.connect(self._remove)
        row = QHBoxLayout()
        row.addWidget(remove)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addStretch(1)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form from the link."""
        assert map_ is not None
        link = next(item for item in map_.links if item.id == things[0])
        if (link.id, map_.id) != (self.link_id, self.map_id):
            self.problem.setText("")
        self.link_id, self.map_id = link.id, map_.id
        names = {step.id: step.name or "no name" for step in map_.steps}
        self.caption.setText("Link")
        self.title.setText(f"{names.get(link.source, '')} → {names.get(link.target, '')}")
        self.combo.setCurrentIndex(self.combo.findData(link.kind))
        share = "" if link.probability is None else f"{format_number(round(100 * link.probability, 6))} %"
        self.share.setText(share)
        self.words.setText(link.label)

    def _take_share(self) -> None:
        text = self.share.text().strip()
        try:
            value = parse_percent(text) / 100 if text else None
        except UserError as error:
            self.problem.setText(str(error))
            return
        self._set("probability", value)

    def _set(self, name: str, value: object) -> None:
        refusal = self.session.do(SetLink(self.map_id, self.link_id, name, value), by=self)
        self.problem.setText(refusal.reason if refusal else "")

    def _remove(self) -> None:
        self.session.do(RemoveLinks(self.map_id, (self.link_id,)), by=self)


class NoteForm(Form):
    """A note, burst or question."""

    kind = "note"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.note_id = ""
        self.map_id = ""
        self.edit = NoteEdit(self._take)
        self.edit.setMaximumHeight(160)
        self.edit.setAccessibleName("Text")
        self.box.addWidget(self.edit)
        self.idea = QPushButton("Make it an idea")
        self.idea.clicked.connect(self._make_idea)
        remove = QPushButton("Remove")
        remove.clicked.connect(self._remove)
        row = QHBoxLayout()
        row.addWidget(self.idea)
        row.addWidget(remove)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addStretch(1)

    def _find(self) -> Note | None:
        map_ = self.session.map
        return next((note for note in map_.notes if note.id == self.note_id), None) if map_ else None

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form from the note."""
        assert map_ is not None
        self.note_id, self.map_id = things[0], map_.id
        note = self._find()
        if note is None:
            return
        self.caption.setText({"burst": "Kaizen burst", "note": "Note", "question": "Question"}[note.kind])
        names = {step.id: step.name for step in map_.steps}
        self.title.setText(names.get(note.step, "") or "On the map")
        if not self.edit.hasFocus():
            self.edit.setPlainText(note.text)

    def _take(self, text: str) -> None:
        if self._find() is not None:
            self.session.do(SetNote(self.map_id, self.note_id, "text", text), by=self)

    def _remove(self) -> None:
        self.session.do(RemoveNote(self.map_id, self.note_id), by=self)

    def _make_idea(self) -> None:
        from leanbench.event.changes import AddRow, new_id
        from leanbench.event.records import Idea

        note = self._find()
        if note is not None:
            key = new_id((idea.id for idea in self.session.event.ideas), "")
            self.session.do(
                AddRow("ideas", Idea(key, self.edit.toPlainText().strip(), step=note.step)), by=self
            )
            self.session.say(f"Idea {key} is on the list of ideas.", "good")


class MapForm(Form):
    """Nothing is selected: the map itself and what can be looked at."""

    kind = "map"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.about = self.small()
        self.hairline()
        self.small("Select a step to see and edit all about it.")
        self.small(
            "On the canvas: arrows walk the flow, typing renames, Tab adds the next step, "
            "Ctrl+Enter inserts a decision, Ctrl+L connects by name. F1 lists every key."
        )
        self.box.addStretch(1)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Count what there is."""
        self.caption.setText("Map")
        self.title.setText((map_.name or map_.id.capitalize()) if map_ else "No map yet")
        if map_ is None or not map_.steps:
            self.about.setText("No steps yet.")
            return
        blank = sum(1 for s in map_.steps if s.process_time is None and s.kind == "process")
        judged = sum(1 for s in map_.steps if s.ca_pct is not None)
        self.about.setText(
            f"{len(map_.steps)} steps, {len({s.role for s in map_.steps if s.role})} roles. "
            f"%C&A judged on {judged}. " + (f"{blank} without a process time." if blank else "")
        )


FORMS: dict[str, type[Form]] = {"step": StepForm, "link": LinkForm, "note": NoteForm, "map": MapForm}


def load_words(map_: Map, step: Step, event: Event) -> str:
    """How loaded the people of the step are: expected visits x process time x demand over their time."""
    from leanbench.flow.measures import metrics_of

    role = event.role(step.role)
    units, calendar = event.demand.units_per_year, event.calendar
    people = step.staff if step.staff is not None else role.fte
    if not units or not people or role.unpaid or calendar.productive_hours_per_fte_year <= 0:
        return ""
    visits = metrics_of(map_, event).visits
    hours = sum(
        visits.get(item.id, 0.0) * item.process_time.minutes(calendar) / 60.0
        for item in map_.steps
        if item.role == step.role and item.process_time is not None
    )
    share = 100.0 * hours * units / (people * calendar.productive_hours_per_fte_year)
    who = f"{format_number(people)} {role.name or role.id}"
    return f"Load {format_number(share, 0)} % of {who}, from all steps of the role and the demand a year (estimated)."


def empty(box: QVBoxLayout) -> None:
    """Take all widgets out of a column."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
