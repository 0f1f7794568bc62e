"""Tagging the selected steps with wastes, and the list of what the waste walk found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QPushButton, QWidget

from leanbench.event.changes import Add, Remove, Set, Several
from leanbench.event.editing import Change
from leanbench.event.records import Event, Map, Waste
from leanbench.flow.load_words import step_names
from leanbench.flow.wastes import DOWNTIME, TIMWOODS, waste_key, waste_name
from leanbench.schema import replace
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.map.money_fields import NumberLine
from leanbench.ui.map.panel_parts import words


def order(names: str) -> tuple[str, ...]:
    """The keys of the wastes in the order of a name set."""
    return TIMWOODS if names == "timwoods" else DOWNTIME


class Tags(QWidget):
    """Eight boxes: which wastes the selected steps have."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.ids: tuple[str, ...] = ()
        self.boxes: dict[str, QCheckBox] = {}
        self._names = ""
        self.title = words("", "small")
        self.grid = QGridLayout()
        self.grid.setVerticalSpacing(2)
        box = column_layout(self, (0, 0, 4, 0), spacing=4)
        box.addWidget(self.title)
        box.addLayout(self.grid)

    def show_steps(self, drawn: Map | None, ids: tuple[str, ...], names: str) -> None:
        """The tags of these steps: on, off, or partly."""
        if not self.boxes or names != self._names:
            empty(self.grid)
            self._names = names
            self.boxes = {}
            for place, key in enumerate(order(names)):
                box = QCheckBox(waste_name(key, names or "downtime"))
                box.clicked.connect(lambda _on=False, which=key: self._toggle(which))
                self.grid.addWidget(box, place % 4, place // 4)
                self.boxes[key] = box
        self.ids = ids
        steps = [step for step in drawn.steps if step.id in ids] if drawn is not None else []
        self.title.setText(
            f"“{steps[0].name or steps[0].id}” shows:" if len(steps) == 1
            else f"{len(steps)} selected steps show:" if steps
            else "Select a step on the map to tag it."
        )  # fmt: skip
        for key, box in self.boxes.items():
            have = sum(1 for step in steps if key in {waste_key(word) for word in step.wastes})
            box.setEnabled(bool(steps))
            box.setTristate(0 < have < len(steps))
            state = Qt.CheckState.Unchecked if not have else Qt.CheckState.Checked
            box.setCheckState(Qt.CheckState.PartiallyChecked if 0 < have < len(steps) else state)

    def _toggle(self, key: str) -> None:
        """Tag all of them, or take the tag off all when all had it."""
        map_ = self.session.map
        if map_ is None:
            return
        steps = [step for step in map_.steps if step.id in self.ids]
        have = {step.id: [word for word in step.wastes if waste_key(word) == key] for step in steps}
        off = all(have.values())
        changes: list[Change] = []
        for step in steps:
            address = at("maps", map_.id, "steps", step.id, "wastes")
            if off:
                kept = tuple(word for word in step.wastes if word not in have[step.id])
                changes.append(Set(address, kept))
            elif not have[step.id]:
                changes.append(Set(address, (*step.wastes, key)))
        if changes:
            label = f"{'untag' if off else 'tag'} {len(changes)} steps with {waste_name(key).lower()}"
            self.session.do(changes[0] if len(changes) == 1 else Several(label, tuple(changes)), by=self)


class Walk(QWidget):
    """What was found on the waste walk: which waste, what was seen, at which step, minutes and money."""

    told = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.fields: list[tuple[QComboBox, QLineEdit]] = []
        self._shown: tuple[object, ...] = ()
        self.box = column_layout(self, (0, 0, 4, 0), spacing=8)
        session.look.changed.connect(self._forget)

    def _forget(self) -> None:
        """Widths and type of the look: made anew when the panel reads next."""
        self._shown = ()

    def show_event(self, event: Event, drawn: Map | None, names: str) -> None:
        """Read the findings again; an empty one at the end adds one."""
        key = (event.wastes, drawn and drawn.id, drawn and tuple((s.id, s.name) for s in drawn.steps), names)
        if key == self._shown:
            return
        self._shown = key
        empty(self.box)
        self.fields = []
        for place, waste in enumerate((*event.wastes, Waste())):
            self._add(place, waste, drawn, names, new=place == len(event.wastes))

    def _add(self, place: int, waste: Waste, drawn: Map | None, names: str, new: bool) -> None:
        look = self.session.look
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        kind = QComboBox()
        kind.setFont(look.font("small"))
        kind.setAccessibleName(f"Waste {place + 1}")
        kind.addItem("New finding…" if new else "not named", "")
        for key in order(names):
            kind.addItem(waste_name(key, names or "downtime"), key)
        kind.setCurrentIndex(max(0, kind.findData(waste_key(waste.waste) or "")))
        seen = QLineEdit(waste.observation)
        seen.setFont(look.font("small"))
        seen.setCursorPosition(0)
        seen.setToolTip(waste.observation)
        seen.setPlaceholderText("What was seen")
        seen.setAccessibleName(f"Finding {place + 1}")
        kind.activated.connect(
            lambda _i: self._put(place, waste, waste=kind.currentText() if kind.currentData() else "")
        )
        seen.editingFinished.connect(lambda: self._put(place, waste, observation=seen.text().strip()))
        grid.addWidget(kind, 0, 0)
        grid.addWidget(seen, 0, 1, 1, 3)
        if not new:
            gone = QPushButton("×")
            set_role(gone, "quiet")
            gone.setToolTip("Take this finding out")
            gone.setAccessibleName(f"Take out finding {place + 1}")
            gone.clicked.connect(lambda: self.session.do(Remove(at("wastes", waste.id)), by=self))
            grid.addWidget(gone, 0, 4)
            where = QComboBox()
            where.setFont(look.font("small"))
            where.setAccessibleName(f"Step of finding {place + 1}")
            where.addItem("no step", "")
            for step_id, name in step_names(drawn).items() if drawn is not None else ():
                where.addItem(name, step_id)
            if waste.step and where.findData(waste.step) < 0:
                where.addItem(waste.step, waste.step)
            where.setCurrentIndex(max(0, where.findData(waste.step)))
            where.setMinimumContentsLength(8)
            where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            where.activated.connect(lambda _i: self._put(place, waste, step=where.currentData()))
            grid.addWidget(where, 1, 0, 1, 2)
            for column, (name, title, hint) in enumerate(
                (("minutes", "minutes per unit", "min"), ("usd_per_year", "USD a year", "USD a year")),
                start=2,
            ):
                line = NumberLine(self.session, f"Finding {place + 1}, {title}", hint)
                line.setFixedWidth(look.px(78))
                line.setToolTip(title)
                line.show_value(getattr(waste, name))
                line.told.connect(self.told)
                line.typed.connect(lambda value, what=name: self._put(place, waste, **{what: value}))
                grid.addWidget(line, 1, column)
        self.box.addWidget(holder)
        self.fields.append((kind, seen))

    def _put(self, place: int, finding: Waste, /, **fields: object) -> None:
        """One field of a finding changed, or the first one of a new finding was given."""
        changed = replace(finding, **fields)
        if changed == finding:
            return
        rows = self.session.event.wastes
        if place >= len(rows):
            refusal = self.session.do(Add("wastes", changed), by=self)
        else:
            name, value = next(iter(fields.items()))
            refusal = self.session.do(Set(at("wastes", finding.id, name), value), by=self)
        if refusal is not None:
            self.told.emit(refusal.reason)
