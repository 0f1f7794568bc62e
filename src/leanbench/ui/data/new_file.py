"""Same recipe, new file: what would change is said first, then one press puts the new table under the steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from leanbench import tables
from leanbench.event.records import Dataset, Event
from leanbench.schema import replace
from leanbench.tables.recipes.cooking import Cooked, cooked
from leanbench.ui.data.recipe_edits import columns_text, step_title
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text


@dataclass(frozen=True, slots=True, eq=False)
class NewFile:
    """A file read as the next version of a table: the data set it becomes, and what is different."""

    dataset: Dataset
    name: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    rows: int
    cooked: Cooked

    def lines(self) -> list[str]:
        """What would change, in sentences; those with a problem begin with a sign."""
        found = [
            _("{file}: {rows} as they come, {left} after the steps.").format(
                file=self.name,
                rows=count_text(self.rows, "row", "rows"),
                left=number_text(self.cooked.table.rows),
            ),
            ("▲ " if self.gone else "") + columns_text(self.gone, self.come),
        ]
        problems = [effect for effect in self.cooked.effects if effect.problem]
        return found + [f"▲ {step_title(effect.step)}: {effect.problem}" for effect in problems]


def look_at_file(event: Event, dataset: Dataset, path: Path, task: Any) -> NewFile:
    """Read a file with the kinds of the table it is to replace, and try the steps on it. Raises UserError."""
    preview = tables.read(path, task=task)
    known = {column.name: column.kind for column in dataset.columns}
    same = {column.name: known[column.name] for column in preview.columns if column.name in known}
    changed = {c.name: same[c.name] for c in preview.columns if c.name in same and same[c.name] != c.kind}
    if changed:
        preview = tables.override(preview, changed)
    read = tables.dataset(preview, id=dataset.id, name=dataset.name or preview.name)
    new = replace(read, recipe=dataset.recipe)
    others = tuple(new if item.id == new.id else item for item in event.datasets)
    result = cooked(replace(event, datasets=others), new)
    before, after = tables.table(dataset).names, tables.table(new).names
    return NewFile(
        new, path.name, tuple(n for n in before if n not in after), tuple(n for n in after if n not in before),
        tables.table(new).rows, result,
    )  # fmt: skip


class NewFileCard(QFrame):
    """What a new file would change, with its two buttons. Signal: `accepted(NewFile)`."""

    accepted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.found: NewFile | None = None
        px = look.px
        set_role(self, "card")
        column = column_layout(self, (px(10), px(8), px(10), px(8)), spacing=px(4))
        self.words = words_label("", "small")
        column.addWidget(self.words)
        line = QHBoxLayout()
        self.accept = push_button(_("Put it in place"), self._accept, "primary")
        self.refuse = push_button(_("Leave it"), self.close_card)
        line.addWidget(self.refuse)
        line.addWidget(self.accept, 1)
        column.addLayout(line)
        self.hide()

    def show_file(self, found: NewFile) -> None:
        """Say what would change; the keyboard stands on the button that does it."""
        self.found = found
        self.words.setText("\n".join(found.lines()))
        self.show()
        self.accept.setFocus()

    def close_card(self) -> None:
        """Nothing is put in place."""
        self.found = None
        self.hide()

    def _accept(self) -> None:
        found, self.found = self.found, None
        self.hide()
        if found is not None:
            self.accepted.emit(found)
