"""Base of the inspector's forms, and the forms of links, notes and the map itself: all of them uses of `RecordForm`."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from leanbench.event.changes import Add, Remove, Several
from leanbench.event.changes_rows import set_changes
from leanbench.event.edit_rules import aim_at
from leanbench.event.records import Idea, Link, Map, Note
from leanbench.schema.addresses import address_parts, at
from leanbench.schema.cell_text import typed_cards
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.record_form import RecordForm
from leanbench.words.language import N_, _

RULES = {
    "sum_lt": N_("Office rule: every step takes its typed wait and its process time."),
    "inventory_plus_pt": N_(
        "The wait before a step is its units waiting, as days of supply; process time is added."
    ),
    "inventory_only": N_("Learning to See: days of supply of the units waiting; process time is not added."),
}


class Form(QWidget):
    """Base of the forms: a column with a caption, a title and the fields of the records in front."""

    kind = ""

    def __init__(self, session: Session, record: type, beside: int = 0, listed: bool = False) -> None:
        super().__init__()
        self.session = session
        self.places: tuple[str, ...] = ()  # addresses of the records in front
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = session.look.px
        self.box = column_layout(self, (px(16), px(14), px(16), px(14)), spacing=px(8))
        self.caption = set_role(QLabel(), "caption")
        self.title = set_role(QLabel(), "h3")
        self.title.setWordWrap(True)
        self.box.addWidget(self.caption)
        self.box.addWidget(self.title)
        # ends of a link and of a note are drawn, not typed: a name may stand on several maps
        cards = {name: card for name, card in typed_cards(record, listed).items() if card.target != "steps"}
        self.form = RecordForm(session, cards, self.put, self.column, beside=px(beside))
        self.form.told.connect(session.say)
        self.fields = self.form.fields
        self.box.addWidget(self.form)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form."""

    def show_at(self, places: tuple[str, ...], *records: Any) -> None:
        """Show the records at these addresses."""
        self.places = places
        self.form.show_records(records)

    def column(self, _name: str) -> tuple[Any, ...]:
        """The other values of a field."""
        return ()

    def put(self, name: str, value: Any) -> str:
        """Put a value into a field of all records in front, as one edit. Returns what is wrong, or nothing."""
        addresses = [f"{place}/{name}" for place in self.places]
        made = set_changes(self.session.event, addresses, value)
        card = aim_at(address_parts(addresses[0])).card
        words = _("set {field} of {count} records").format(
            field=card.words if card is not None else name, count=len(addresses)
        )
        refusal = self.session.do(made[0] if len(made) == 1 else Several(words, made), by=self)
        return "" if refusal is None else refusal.reason

    def remove(self) -> None:
        """Take the thing in front off the map."""
        self.session.do(Remove(self.places[0]), by=self)

    def hairline(self) -> None:
        """A line between two groups."""
        self.box.addSpacing(4)
        self.box.addWidget(set_role(QFrame(), "hairline"))

    def small(self, text: str = "", role: str = "small-muted") -> QLabel:
        """A line of small words at the end of the form."""
        label = set_role(QLabel(text), role)
        label.setWordWrap(True)
        self.box.addWidget(label)
        return label

    def buttons(self, *buttons: QPushButton) -> None:
        """A row of buttons at the end of the form."""
        row = QHBoxLayout()
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        self.box.addLayout(row)


class LinkForm(Form):
    """One link: what kind, what share of cases, which words."""

    kind = "link"

    def __init__(self, session: Session) -> None:
        super().__init__(session, Link, beside=84)
        self.small(
            _(
                "Several ways on without a share are parallel work; with shares they are a decision. "
                "Rework leaves with its share and comes back."
            )
        )
        remove = QPushButton(_("Remove link"))
        remove.clicked.connect(self.remove)
        self.buttons(remove)
        self.box.addStretch(1)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form from the link."""
        assert map_ is not None
        link = next(item for item in map_.links if item.id == things[0])
        names = {step.id: step.name or _("no name") for step in map_.steps}
        self.caption.setText(_("Link"))
        self.title.setText(f"{names.get(link.source, '')} → {names.get(link.target, '')}")
        self.show_at((at("maps", map_.id, "links", link.id),), link)


class NoteForm(Form):
    """A note, burst or question."""

    kind = "note"

    def __init__(self, session: Session) -> None:
        super().__init__(session, Note)
        self.note = Note()
        idea, remove = QPushButton(_("Make it an idea")), QPushButton(_("Remove"))
        idea.clicked.connect(self._make_idea)
        remove.clicked.connect(self.remove)
        self.buttons(idea, remove)
        self.box.addStretch(1)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form from the note."""
        assert map_ is not None
        self.note = next(note for note in map_.notes if note.id == things[0])
        words = dict(self.form.cards["kind"].choices)
        self.caption.setText(words[self.note.kind])
        names = {step.id: step.name for step in map_.steps}
        self.title.setText(names.get(self.note.step, "") or _("On the map"))
        self.show_at((at("maps", map_.id, "notes", self.note.id),), self.note)

    def _make_idea(self) -> None:
        self.form.commit()
        self.session.do(Add("ideas", Idea(text=self.note.text, step=self.note.step)), by=self)
        self.session.say(_("The idea is on the list of ideas."), "good")


class MapForm(Form):
    """Nothing is selected: the map itself and what can be looked at."""

    kind = "map"

    def __init__(self, session: Session) -> None:
        super().__init__(session, Map, listed=True)
        self.rule_words = self.small()
        self.hairline()
        self.about = self.small()
        details = QPushButton(_("Event details…"))
        details.clicked.connect(lambda: session.actions.action("file.details").trigger())
        self.buttons(details)
        self.small(_("Select a step to see and edit all about it."))
        self.small(
            _(
                "On the canvas: arrows walk the flow, typing renames, {add} adds the next step, "
                "{decide} inserts a decision, {connect} connects by name. {keys} lists every key."
            ).format(
                add=keys_text("Tab"),
                decide=keys_text("Ctrl+Return"),
                connect=keys_text("Ctrl+L"),
                keys=keys_text("F1"),
            )
        )
        self.box.addStretch(1)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the form from the map, and count what there is."""
        self.caption.setText(_("Map"))
        self.show_at(*(((at("maps", map_.id),), map_) if map_ is not None else ((),)))
        shown = map_ or Map()
        self.rule_words.setText(self._rule_text(shown))
        self.fields["supply_by"].setEnabled(shown.lead_time_rule != "sum_lt")
        self.title.setText((shown.name or shown.id.capitalize()) if map_ else _("No map yet"))
        if not shown.steps:
            self.about.setText(_("No steps yet."))
            return
        blank = sum(1 for step in shown.steps if step.process_time is None and step.kind == "process")
        text = _("{steps} steps, {roles} roles. %C&A judged on {judged}.").format(
            steps=len(shown.steps),
            roles=len({step.role for step in shown.steps if step.role}),
            judged=sum(1 for step in shown.steps if step.ca_pct is not None),
        )
        if blank:
            text += " " + _("{count} without a process time.").format(count=blank)
        self.about.setText(text)

    def _rule_text(self, map_: Map) -> str:
        text = _(RULES[map_.lead_time_rule])
        if map_.lead_time_rule == "sum_lt":
            return text
        counted = sum(1 for step in map_.steps if step.wip is not None)
        text += " " + _(
            "Units waiting are counted before {count} steps; elsewhere the typed wait stands."
        ).format(count=counted)
        if self.session.event.demand.units_per_year is None:
            text += " " + _("It needs the demand per year.")
        return text
