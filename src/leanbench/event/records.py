"""The records of one Kaizen event: what is stored, and nothing that can be computed from it.

Rules of this module: every record is frozen and shared between versions of the document; every
field may be empty (an event has no gates); sequences are tuples; identifiers are short strings,
unique in their collection; `extra` keeps fields of a newer or foreign file so that they are
written back. Numbers derived from records live in `leanbench.flow` and `leanbench.stats`.

The records stand in four files by their story and are all offered from here.
"""

from __future__ import annotations

from leanbench.errors import UnknownName
from leanbench.event.agreement import (
    AgendaBlock,
    AgendaDay,
    Approval,
    Charter,
    Deliverable,
    Demand,
    Header,
    Line,
    Member,
    Metric,
    Mix,
    Role,
    Sipoc,
    Voice,
)
from leanbench.event.evidence import (
    Annotation,
    Column,
    CycleRemark,
    Dataset,
    Exclusion,
    KeptPicture,
    Source,
    Study,
    TimeObservation,
)
from leanbench.event.outcome import (
    Action,
    Benefit,
    Benefits,
    Category,
    CauseBranch,
    Control,
    Fishbone,
    FiveWhys,
    Idea,
    Measure,
    Message,
    Review,
    StandardWork,
    Tally,
    Waste,
    WorkElement,
)
from leanbench.event.process import (
    Link,
    LinkKind,
    Map,
    Note,
    Pin,
    Place,
    Step,
    StepKind,
    ValueClass,
)
from leanbench.schema import Extra, Json, Record, give_cards, lines, loose, number, record, rows, text
from leanbench.schema.card import MANY
from leanbench.store.conflict import Conflict
from leanbench.words.durations import Calendar, Duration

__all__ = [
    "Action",
    "AgendaBlock",
    "AgendaDay",
    "Annotation",
    "Approval",
    "Benefit",
    "Benefits",
    "Calendar",
    "Category",
    "CauseBranch",
    "Charter",
    "Column",
    "Conflict",
    "Control",
    "CycleRemark",
    "Dataset",
    "Deliverable",
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
    "KeptPicture",
    "Line",
    "Link",
    "LinkKind",
    "Map",
    "Measure",
    "Member",
    "Message",
    "Metric",
    "Mix",
    "Note",
    "Pin",
    "Place",
    "Review",
    "Role",
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
    "WorkElement",
]


# Tables of an event that are drawn, imported or made by the program: nobody types them as records.
NOT_TYPED = frozenset(("maps", "datasets", "studies", "pictures", "conflicts"))
give_cards(
    Calendar,
    hours_per_business_day=number("Hours per business day", unit="h", least=0.01, most=24),
    working_days_per_year=number("Working days per year", unit="days", least=0.01, most=366),
    minutes_open_per_day=number("Minutes open per day", unit="min", least=0.01, most=1440),
    productive_hours_per_fte_year=number("Productive hours per FTE year", unit="h", least=0.01, most=8784),
    report_unit=text("Report unit"),
    calendar_days_per_business_day=number("Calendar days per business day", unit="days", least=0.01, most=31),
    business_days_per_week=number("Business days per week", unit="days", least=0.01, most=7),
    holidays=lines("Holidays"),
    extra=loose(),
)


class Event(Record):
    """One Kaizen event: everything one `.lean` file holds."""

    header: Header = record("Header", Header)
    calendar: Calendar = record("Working calendar", Calendar)
    delay_threshold_min: float | None = number(
        "A wait is a delay from", unit="min", least=0, most=MANY, label="delay threshold"
    )
    demand: Demand = record("Demand", Demand)
    roles: tuple[Role, ...] = rows("Roles")
    charter: Charter = record("Charter", Charter)
    team: tuple[Member, ...] = rows("Team")
    ground_rules: tuple[Line, ...] = rows("Ground rules")
    agenda: tuple[AgendaDay, ...] = rows("Agenda")
    sipoc: Sipoc = record("SIPOC", Sipoc)
    voc: tuple[Voice, ...] = rows("Voice of the customer")
    maps: tuple[Map, ...] = rows("Maps")
    wastes: tuple[Waste, ...] = rows("Wastes")
    tallies: tuple[Tally, ...] = rows("Tallies")
    fishbones: tuple[Fishbone, ...] = rows("Fishbones")
    five_whys: tuple[FiveWhys, ...] = rows("Five whys")
    ideas: tuple[Idea, ...] = rows("Ideas")
    parking_lot: tuple[Line, ...] = rows("Parking lot")
    actions: tuple[Action, ...] = rows("Actions")
    communication_plan: tuple[Message, ...] = rows("Communication plan")
    standard_work: tuple[StandardWork, ...] = rows("Standard work")
    control_plan: tuple[Control, ...] = rows("Control plan")
    follow_up: tuple[Review, ...] = rows("Follow-up", label="follow up")
    benefits: Benefits = record("Costs and value", Benefits, label="benefits")
    time_observations: tuple[TimeObservation, ...] = rows("Time observations")
    datasets: tuple[Dataset, ...] = rows("Data", label="datasets")
    studies: tuple[Study, ...] = rows("Studies")
    pictures: tuple[KeptPicture, ...] = rows("Pictures")
    sources: tuple[Source, ...] = rows("Sources")
    conflicts: tuple[Conflict, ...] = rows("To decide")  # what a merge of two copies left open
    extra: Extra = loose()

    def __repr__(self) -> str:
        maps = ", ".join(f"{item.id} ({len(item.steps)} steps)" for item in self.maps) or "none"
        tables, studies = len(self.datasets), len(self.studies)
        return f"<Event {self.header.title!r}, maps: {maps}; {tables} datasets, {studies} studies>"

    def map(self, map_id: str) -> Map:
        """The map with this id ("current", "future", a scenario). Raises UnknownName when there is none."""
        for item in self.maps:
            if item.id == map_id:
                return item
        raise UnknownName("map", map_id, (item.id for item in self.maps), "this event")

    def role(self, role_id: str) -> Role:
        """The role with this id; an unknown id gives a role of that name, so that old maps still draw."""
        for role in self.roles:
            if role.id == role_id:
                return role
        return Role(role_id, role_id)

    def dataset(self, dataset_id: str) -> Dataset:
        """The dataset with this id. Raises UnknownName when there is none."""
        for item in self.datasets:
            if item.id == dataset_id:
                return item
        raise UnknownName("dataset", dataset_id, (item.id for item in self.datasets), "this event")
