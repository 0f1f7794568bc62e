"""The records of one Kaizen event: what is stored, and nothing that can be computed from it.

Rules of this module: every record is frozen and shared between versions of the document; every
field may be empty (an event has no gates); sequences are tuples; identifiers are short strings,
unique in their collection; `extra` keeps fields of a newer or foreign file so that they are
written back. Numbers derived from records live in `leanbench.flow` and `leanbench.stats`.

The records stand in four files by their story and are all offered from here.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from leanbench.event.agreement import (
    AgendaDay,
    Approval,
    Charter,
    Demand,
    Header,
    Member,
    Metric,
    Mix,
    Role,
    Sipoc,
    Voice,
)
from leanbench.event.evidence import (
    Column,
    Dataset,
    Exclusion,
    Source,
    Study,
    TimeObservation,
)
from leanbench.event.loose import (
    Extra,
    Json,
    nothing,
)
from leanbench.event.outcome import (
    Action,
    Benefits,
    Control,
    Fishbone,
    FiveWhys,
    Idea,
    Message,
    Review,
    Saving,
    StandardWork,
    Tally,
    Waste,
)
from leanbench.event.process import (
    Link,
    LinkKind,
    Map,
    Note,
    Place,
    Step,
    StepKind,
    ValueClass,
)
from leanbench.event.units import Calendar, Duration

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

__all__ = [
    "Action",
    "AgendaDay",
    "Approval",
    "Benefits",
    "Calendar",
    "Charter",
    "Column",
    "Control",
    "Dataset",
    "Demand",
    "Duration",
    "Event",
    "Exclusion",
    "Extra",
    "Fishbone",
    "FiveWhys",
    "Header",
    "Idea",
    "Json",
    "Link",
    "LinkKind",
    "Map",
    "Member",
    "Message",
    "Metric",
    "Mix",
    "Note",
    "Place",
    "Review",
    "Role",
    "Saving",
    "Sipoc",
    "Source",
    "StandardWork",
    "Step",
    "StepKind",
    "Study",
    "Tally",
    "TimeObservation",
    "ValueClass",
    "Voice",
    "Waste",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One Kaizen event: everything one `.lean` file holds."""

    header: Header = field(default_factory=Header)
    calendar: Calendar = field(default_factory=Calendar)
    delay_threshold_min: float | None = None
    demand: Demand = field(default_factory=Demand)
    roles: tuple[Role, ...] = ()
    charter: Charter = field(default_factory=Charter)
    team: tuple[Member, ...] = ()
    ground_rules: tuple[str, ...] = ()
    agenda: tuple[AgendaDay, ...] = ()
    sipoc: Sipoc = field(default_factory=Sipoc)
    voc: tuple[Voice, ...] = ()
    maps: tuple[Map, ...] = ()
    wastes: tuple[Waste, ...] = ()
    tallies: tuple[Tally, ...] = ()
    fishbones: tuple[Fishbone, ...] = ()
    five_whys: tuple[FiveWhys, ...] = ()
    ideas: tuple[Idea, ...] = ()
    parking_lot: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    communication_plan: tuple[Message, ...] = ()
    standard_work: tuple[StandardWork, ...] = ()
    control_plan: tuple[Control, ...] = ()
    follow_up: tuple[Review, ...] = ()
    benefits: Benefits = field(default_factory=Benefits)
    time_observations: tuple[TimeObservation, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    studies: tuple[Study, ...] = ()
    sources: tuple[Source, ...] = ()
    extra: Extra = field(default_factory=nothing)

    def map(self, map_id: str) -> Map:
        """The map with this id ("current", "future", a scenario). Raises KeyError when there is none."""
        for item in self.maps:
            if item.id == map_id:
                return item
        raise KeyError(map_id)

    def role(self, role_id: str) -> Role:
        """The role with this id; an unknown id gives a role of that name, so that old maps still draw."""
        for role in self.roles:
            if role.id == role_id:
                return role
        return Role(role_id, role_id)

    def dataset(self, dataset_id: str) -> Dataset:
        """The dataset with this id. Raises KeyError when there is none."""
        for item in self.datasets:
            if item.id == dataset_id:
                return item
        raise KeyError(dataset_id)
