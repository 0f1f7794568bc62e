"""Tagging the selected steps with wastes, and the table of what the waste walk found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from leanbench.event.changes import Set, Several
from leanbench.event.editing import Change
from leanbench.event.records import Map, Waste
from leanbench.flow.wastes import DOWNTIME, TIMWOODS, waste_key, waste_name
from leanbench.schema import replace
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.record_collection import Collection
from leanbench.ui.kit.record_table import RecordTable
from leanbench.ui.map.panel_parts import words
from leanbench.words.language import _

NAMES = ("downtime", "timwoods")


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
            else _("{steps} selected steps show:").format(steps=len(steps)) if steps
            else _("Select a step on the map to tag it.")
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
            words = _("untag {count} steps with {waste}") if off else _("tag {count} steps with {waste}")
            label = words.format(count=len(changes), waste=waste_name(key).lower())
            self.session.do(changes[0] if len(changes) == 1 else Several(label, tuple(changes)), by=self)


def walk_table(session: Session) -> RecordTable:
    """What was found on the waste walk: which waste, what was seen, at which step, minutes and money."""
    columns = ("waste", "observation", "step", "minutes", "usd_per_year")
    found = Collection("wastes", _("Found on the waste walk"), Waste, columns=columns)
    names = dict.fromkeys(waste_name(key, names) for names in NAMES for key in order(names))
    card = found.cards["waste"]  # any word, but the names are offered
    found.cards["waste"] = replace(
        card, kind="choice", open=True, choices=tuple((name, name) for name in names)
    )
    return RecordTable(session, found, inside=True)
