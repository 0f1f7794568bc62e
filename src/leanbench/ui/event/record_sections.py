"""What the Records page offers, and in which order: the places of an event, derived from the cards.

A kind of record that is not named here is offered all the same, at the end.
"""

from __future__ import annotations

from leanbench.event.records import NOT_TYPED, Event
from leanbench.schema.record_places import RecordPlace, record_places
from leanbench.ui.kit.record_collection import Collection
from leanbench.words import N_, _

SECTIONS = (
    (N_("Before the event"), (
        "header", "charter", "charter.in_scope", "charter.out_of_scope", "charter.boundary_conditions",
        "charter.goals", "charter.metrics", "charter.customers_and_deliverables", "charter.pre_work",
        "charter.facilitators", "charter.approvals", "demand", "demand.mix", "calendar", "roles", "team", "voc",
        "agenda", "ground_rules",
    )),
    (N_("At the event"), (
        "sipoc.suppliers", "sipoc.inputs", "sipoc.process", "sipoc.outputs", "sipoc.customers",
        "sipoc.requirements", "wastes", "tallies", "fishbones", "five_whys", "ideas", "parking_lot",
        "time_observations",
    )),
    (N_("Leaving and after"), (
        "actions", "communication_plan", "standard_work", "control_plan", "follow_up", "benefits",
        "benefits.rows", "sources",
    )),
)  # fmt: skip


def sections() -> list[tuple[str, list[RecordPlace]]]:
    """(heading, places) in the order of an event."""
    places = record_places(Event, NOT_TYPED)
    found = [
        (_(title), [places.pop(path) for path in paths if path in places]) for title, paths in SECTIONS
    ]  # what is left has no section yet
    return [*found, (_("More"), list(places.values()))] if places else found


def collection_at(place: RecordPlace) -> Collection:
    """The table of a place."""
    return Collection(place.path, place.card.title, place.kind, place.card.hint)
