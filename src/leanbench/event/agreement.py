"""Who, when, why: the header of the event, its demand and roles, the charter, team, agenda, SIPOC, voices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from leanbench.schema import (
    Extra,
    Record,
    choice,
    date,
    identity,
    loose,
    money,
    number,
    person,
    replace,
    rows,
    share,
    text,
    uuid,
    whole,
    yesno,
)
from leanbench.schema.card import MANY
from leanbench.words.language import _


class Header(Record):
    """Title, dates and place of the event; the paper and language it prints in."""

    id: str = uuid()  # of this event, whatever its file is called
    title: str = text("Title", "What the event is called")
    type: str = text("Kind of event", default="kaizen", listed=False)
    days: float | None = number("Days", unit="days", least=0, most=MANY)
    start: str = date("First day", label="start")
    end: str = date("Last day", label="end")
    agency: str = text("Agency")
    site: str = text("Site")
    paper: Literal["letter", "a4"] | str = choice(
        "Paper size", {"letter": "US Letter", "a4": "A4"}, default="letter", open=True, listed=False
    )
    language: str = text("Language of papers", default="en-US", listed=False, label="language")
    waste_names: Literal["", "timwoods"] = choice(
        "Names of the wastes", {"": "DOWNTIME", "timwoods": "TIMWOODS"}, listed=False
    )
    copied_from: str = text("Copied from", listed=False)  # the id of the event this one was saved from
    names_removed: bool = yesno(
        "Names removed", listed=False
    )  # a public copy: people are Person A, Person B ...
    extra: Extra = loose()

    @property
    def public_mark(self) -> str:
        """What everything printed of a public copy says of itself; "" for any other event."""
        return _("names removed") if self.names_removed else ""


class Line(Record):
    """One line of a list of texts (a goal, a ground rule, a why), so that it can be edited, linked and merged."""

    text: str = text("Text", long=True)
    id: str = identity("li")
    extra: Extra = loose()

    def __str__(self) -> str:
        return self.text


def with_texts(rows: Sequence[Line], texts: Iterable[str]) -> tuple[Line, ...]:
    """The rows with these texts: a text that stays keeps its row; others take the rows left over, in order."""
    wanted = list(texts)
    same = {row.text: row for row in rows}
    kept = {text: same[text] for text in wanted if text in same}
    spare = [row for row in rows if row.text not in kept]
    result = []
    for wish in wanted:
        row = kept.pop(wish, None) or (replace(spare.pop(0), text=wish) if spare else Line(wish))
        result.append(row)
    return tuple(result)


class Role(Record):
    """A function in the process: who does steps, at what loaded hourly rate, with how many people.

    `unpaid` roles (customer, automatic system) count in time but not in labor or cost.
    """

    id: str = identity("r", "Short name")
    name: str = text("Role", "Permit technician", label="name")
    unpaid: bool = yesno("Unpaid", "A customer or a system: time, but no cost")
    loaded_rate_usd_h: float | None = money(
        "Hourly rate", "Pay with benefits", unit="$/h", least=0, most=MANY, label="hourly rate"
    )
    fte: float | None = number("People", "Full-time", unit="FTE", least=0, most=MANY, label="people (FTE)")
    extra: Extra = loose()


class Mix(Record):
    """One kind of case and its share of demand, 0 to 1."""

    name: str = text("Kind of case", label="name")
    share: float | None = share("Share", label="share")
    id: str = identity("mix")
    extra: Extra = loose()


class Demand(Record):
    """How many units the process must deliver in a year, and of what kinds."""

    unit: str = text("Unit", "permit, case, license")
    units_per_year: float | None = number("Units per year", least=0, most=MANY)
    note: str = text("Note", long=True)
    mix: tuple[Mix, ...] = rows("Kinds of cases")
    pack: float | None = number("Pack", "Units handed over together", least=0, most=MANY)
    extra: Extra = loose()


class Metric(Record):
    """One row of the charter's metrics table. Values are numbers, or words such as "from map"."""

    name: str = text("Metric", label="name")
    unit: str = text("Unit")
    current: float | str | None = number("Current", open=True)
    target: float | str | None = number("Target", open=True)
    id: str = identity("me")
    extra: Extra = loose()


class Approval(Record):
    """A signature line: the role that signs and the ISO date it did."""

    role: str = text("Role")
    date: str = date("Date")
    id: str = identity("ap")
    extra: Extra = loose()


class Deliverable(Record):
    """What one customer gets from the process."""

    customer: str = text("Customer")
    deliverable: str = text("Deliverable")
    id: str = identity("de")
    extra: Extra = loose()


class Charter(Record):
    """The agreement with the sponsor."""

    background: str = text("Background", long=True)
    problem_statement: str = text("Problem statement", long=True)
    process_start: str = text("The process starts with", label="process start")
    process_end: str = text("The process ends with", label="process end")
    in_scope: tuple[Line, ...] = rows("In scope")
    out_of_scope: tuple[Line, ...] = rows("Out of scope")
    boundary_conditions: tuple[Line, ...] = rows("Boundary conditions")
    goals: tuple[Line, ...] = rows("Goals")
    customers_and_deliverables: tuple[Deliverable, ...] = rows("Customers and deliverables")
    metrics: tuple[Metric, ...] = rows("Metrics")
    pre_work: tuple[Line, ...] = rows("Work before the event", label="pre work")
    sponsor: str = person("Sponsor")
    team_leader: str = person("Team leader")
    facilitators: tuple[Line, ...] = rows("Facilitators", target="team")
    process_owner: str = person("Process owner")
    briefings: str = text("Briefings", long=True)
    report_out: str = text("Report-out", long=True, label="report out")
    approvals: tuple[Approval, ...] = rows("Approvals")
    extra: Extra = loose()


class Member(Record):
    """One person of the team; `group` is "does the work", "touches the process" or "outside eyes"."""

    name: str = text("Name")
    role: str = text("Role")
    group: str = choice(
        "Group",
        {
            "": "",
            "does the work": "Does the work",
            "touches the process": "Touches the process",
            "outside eyes": "Outside eyes",
        },
        open=True,
    )
    id: str = identity("p")
    extra: Extra = loose()


class AgendaBlock(Record):
    """One entry of a day of the agenda."""

    time: str = text("Time", "8:30")
    topic: str = text("Topic")
    id: str = identity("ab")
    extra: Extra = loose()


class AgendaDay(Record):
    """One day of the agenda."""

    day: int | None = whole("Day", least=0, most=1000)
    title: str = text("Title")
    blocks: tuple[AgendaBlock, ...] = rows("Blocks")
    id: str = identity("day")
    extra: Extra = loose()


class Sipoc(Record):
    """Suppliers, inputs, process, outputs, customers, and what the customers require."""

    suppliers: tuple[Line, ...] = rows("Suppliers", "Who gives the inputs")
    inputs: tuple[Line, ...] = rows("Inputs", "What comes in")
    process: tuple[Line, ...] = rows("Process", "Four to eight steps, start to end")
    outputs: tuple[Line, ...] = rows("Outputs", "What comes out")
    customers: tuple[Line, ...] = rows("Customers", "Who receives it")
    requirements: tuple[Line, ...] = rows("Requirements", "What the customers require, one a line")
    extra: Extra = loose()


class Voice(Record):
    """One row of the voice-of-the-customer table."""

    source: str = text("Source", "Survey, complaint, counter")
    verbatim: str = text("What they said", label="verbatim", long=True)
    need: str = text("Need")
    ctq: str = text("Critical to quality", label="CTQ")
    spec: str = text("Specification", label="spec")
    id: str = identity("v")
    extra: Extra = loose()
