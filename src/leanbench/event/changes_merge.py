"""Changes that bring copies of an event together: taking over a merge, deciding what it left open."""

from __future__ import annotations

from leanbench.errors import Refusal, UserError
from leanbench.event.editing import Edit
from leanbench.event.records import Event
from leanbench.store.merge import decide
from leanbench.store.places import place_text
from leanbench.words.language import _


class TakeMerged(Edit):
    """The event as a merge with another copy has made it, in one edit."""

    merged: Event
    file: str

    @property
    def label(self) -> str:
        return _("merge “{file}”").format(file=self.file)

    def apply(self, event: Event) -> Event | Refusal:
        return self.merged


class DecideConflict(Edit):
    """One place two copies could not agree on: "mine" or "theirs" stands from now on."""

    conflict_id: str
    side: str

    @property
    def label(self) -> str:
        return _("keep mine") if self.side == "mine" else _("take theirs")

    def describe(self, event: Event) -> str:
        address = next((item.address for item in event.conflicts if item.id == self.conflict_id), "")
        return f"{self.label}: {place_text(event, address)}" if address else self.label

    def apply(self, event: Event) -> Event | Refusal:
        try:
            return decide(event, self.conflict_id, self.side)
        except KeyError:
            return Refusal(_("This place is not open any more."))
        except UserError as error:
            return Refusal(str(error))
