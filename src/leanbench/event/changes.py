"""Every possible edit of an event, in one place to import from.

Changes are the only writers: ``change.apply(event)`` gives the next version or a `Refusal`. They are
written down by what they edit: `changes_event`, `changes_map`, `changes_steps`, `changes_links`; what they share is in
`editing`. A compound edit is one `Several`.
"""

from __future__ import annotations

from leanbench.errors import Refusal
from leanbench.event.changes_event import (
    AddRole,
    AddRow,
    MoveRow,
    PutDataset,
    PutStudy,
    RemoveDataset,
    RemoveRole,
    RemoveRow,
    RemoveStudy,
    SetField,
    SetHeader,
    SetRole,
    SetRow,
)
from leanbench.event.changes_links import Connect, InsertDecision, RemoveLinks, SetLink
from leanbench.event.changes_map import (
    AddMap,
    AddNote,
    CopyMap,
    PlaceSteps,
    RemoveMap,
    RemoveNote,
    RenameMap,
    SetMap,
    SetNote,
    TidyMap,
)
from leanbench.event.changes_rows import Add, Move, Remove, Set
from leanbench.event.changes_steps import (
    AddStep,
    DuplicateSteps,
    MoveStep,
    PasteSteps,
    RemoveSteps,
    SetStep,
)
from leanbench.event.editing import Change, Edit, Key
from leanbench.event.records import Event
from leanbench.schema import new_id

__all__ = [
    "Add",
    "AddMap",
    "AddNote",
    "AddRole",
    "AddRow",
    "AddStep",
    "Change",
    "Connect",
    "CopyMap",
    "DuplicateSteps",
    "InsertDecision",
    "Move",
    "MoveRow",
    "MoveStep",
    "PasteSteps",
    "PlaceSteps",
    "PutDataset",
    "PutStudy",
    "Remove",
    "RemoveDataset",
    "RemoveLinks",
    "RemoveMap",
    "RemoveNote",
    "RemoveRole",
    "RemoveRow",
    "RemoveSteps",
    "RemoveStudy",
    "RenameMap",
    "Set",
    "SetField",
    "SetHeader",
    "SetLink",
    "SetMap",
    "SetNote",
    "SetRole",
    "SetRow",
    "SetStep",
    "Several",
    "TidyMap",
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
