"""Base of the inspector's forms, and the forms of links, notes and the map itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.event.changes import Add, Remove, Set
from leanbench.event.records import Map, Note
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.words.numbers import number_text, parse_percent

LINK_KINDS = (
    ("flow", "Goes on"),
    ("rework", "Rework"),
    ("alternative", "Other way"),
    ("exit", "Leaves the process"),
)


LEAD_TIMES = (
    ("sum_lt", "wait + process time", "Office rule: every step takes its typed wait and its process time."),
    ("inventory_plus_pt", "inventory + process time",
     "The wait before a step is its units waiting, as days of supply; process time is added."),
    ("inventory_only", "inventory alone",
     "Learning to See: days of supply of the units waiting; process time is not added."),
)  # fmt: skip
SUPPLIES = (
    ("", "by demand", "Units waiting / daily demand"),
    (
        "next_step",
        "by the pace of the step",
        "Units waiting x effective time of the step they wait for / open time",
    ),
)


class Form(QWidget):
    """Base of the forms: a column with a caption, a title and fields."""

    kind = ""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = session.look.px
        self.box = column_layout(self, (px(16), px(14), px(16), px(14)), spacing=px(8))
        self.caption = set_role(QLabel(), "caption")
        self.title = set_role(QLabel(), "h3")
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
        label.setWordWrap(True)
        self.box.addWidget(label)
        return label


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
        share = "" if link.probability is None else f"{number_text(round(100 * link.probability, 6))}%"
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
        refusal = self.session.do(Set(at("maps", self.map_id, "links", self.link_id, name), value), by=self)
        self.problem.setText(refusal.reason if refusal else "")

    def _remove(self) -> None:
        self.session.do(Remove(at("maps", self.map_id, "links", self.link_id)), by=self)


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
            self.session.do(Set(at("maps", self.map_id, "notes", self.note_id, "text"), text), by=self)

    def _remove(self) -> None:
        self.session.do(Remove(at("maps", self.map_id, "notes", self.note_id)), by=self)

    def _make_idea(self) -> None:
        from leanbench.event.records import Idea

        note = self._find()
        if note is not None:
            idea = Idea(text=self.edit.toPlainText().strip(), step=note.step)
            self.session.do(Add("ideas", idea), by=self)
            self.session.say("The idea is on the list of ideas.", "good")


class MapForm(Form):
    """Nothing is selected: the map itself and what can be looked at."""

    kind = "map"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.about = self.small()
        self.hairline()
        self.rule = self._choice("Lead time is", "lead_time_rule", LEAD_TIMES)
        self.supply = self._choice("Stock becomes days", "supply_by", SUPPLIES)
        self.rule_words = self.small()
        self.hairline()
        details = QPushButton("Event details…")
        details.clicked.connect(lambda: session.actions.action("file.details").trigger())
        row = QHBoxLayout()
        row.addWidget(details)
        row.addStretch(1)
        self.box.addLayout(row)
        self.small("Select a step to see and edit all about it.")
        self.small(
            "On the canvas: arrows walk the flow, typing renames, Tab adds the next step, "
            "Ctrl+Enter inserts a decision, Ctrl+L connects by name. F1 lists every key."
        )
        self.box.addStretch(1)

    def _choice(self, title: str, name: str, options: tuple[tuple[str, str, str], ...]) -> QComboBox:
        """A choice that is a field of the map."""
        combo = QComboBox()
        combo.setAccessibleName(title)
        combo.setFont(self.session.look.font("small"))
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for key, words, tip in options:
            combo.addItem(words, key)
            combo.setItemData(combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

        def take(_place: int) -> None:
            map_ = self.session.map
            if map_ is not None:
                self.session.do(Set(at("maps", map_.id, name), combo.currentData()), by=self)
                self.show_things(self.session.map, ())

        combo.activated.connect(take)
        label = self.small(title)
        label.setBuddy(combo)
        self.box.addWidget(combo)
        return combo

    def _show_rule(self, map_: Map | None) -> None:
        self.rule.setEnabled(map_ is not None)
        rule = "sum_lt" if map_ is None else map_.lead_time_rule
        self.rule.setCurrentIndex(self.rule.findData(rule))
        self.supply.setCurrentIndex(self.supply.findData("" if map_ is None else map_.supply_by))
        self.supply.setEnabled(rule != "sum_lt")
        counted = 0 if map_ is None else sum(1 for step in map_.steps if step.wip is not None)
        texts = {key: tip for key, _words, tip in LEAD_TIMES}
        text = texts[rule]
        if rule != "sum_lt":
            text += f" Units waiting are counted before {counted} steps; elsewhere the typed wait stands."
            if self.session.event.demand.units_per_year is None:
                text += " It needs the demand per year."
        self.rule_words.setText(text)

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Count what there is."""
        self.caption.setText("Map")
        self._show_rule(map_)
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


def empty(box: QVBoxLayout) -> None:
    """Take all widgets out of a column."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
