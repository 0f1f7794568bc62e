"""Every possible edit of an event, in one place to import from.

Changes are the only writers: ``change.apply(event)`` gives the next version or a `Refusal`. There are
four for any field and row by its address (`changes_rows`, with the rules of `edit_rules`), and those of the
graph of a map (`changes_map`, `changes_steps`, `changes_links`); what they share is in `editing`. A compound edit is
one `Several`.
"""

from __future__ import annotations

from leanbench.errors import Refusal
from leanbench.event.changes_links import Connect, InsertDecision, WireSteps
from leanbench.event.changes_map import (
    CopyMap,
    PinSteps,
    TidyMap,
)
from leanbench.event.changes_rows import Add, Move, Remove, Set
from leanbench.event.changes_steps import (
    AddStep,
    AddSteps,
    DuplicateSteps,
    FillSteps,
    MoveStep,
    PasteSteps,
    RemoveSteps,
)
from leanbench.event.editing import Change, Edit, Key
from leanbench.event.records import Event
from leanbench.schema import new_id

__all__ = [
    "Add",
    "AddStep",
    "AddSteps",
    "Change",
    "Connect",
    "CopyMap",
    "DuplicateSteps",
    "FillSteps",
    "InsertDecision",
    "Move",
    "MoveStep",
    "PasteSteps",
    "PinSteps",
    "Remove",
    "RemoveSteps",
    "Set",
    "Several",
    "TidyMap",
    "WireSteps",
    "new_id",
]


class Several(Edit):
    """Changes made one after the other as one edit; when one is refused, none is made."""

    text: str
    changes: tuple[Change, ...]
    merge: Key | None = None

    @property
    def label(self) -> str:
        return self.text

    @property
    def key(self) -> Key | None:
        return self.merge

    def apply(self, event: Event) -> Event | Refusal:
        for change in self.changes:
            result = change.apply(event)
            if isinstance(result, Refusal):
                return result
            event = result
        return event
