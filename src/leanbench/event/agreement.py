"""Who, when, why: the header of the event, its demand and roles, the charter, team, agenda, SIPOC, voices."""

from __future__ import annotations

from typing import Literal

from leanbench.schema import (
    Extra,
    Record,
    choice,
    date,
    identity,
    lines,
    loose,
    money,
    number,
    person,
    rows,
    share,
    text,
    whole,
    yesno,
)
from leanbench.schema.card import MANY


class Header(Record):
    """Title, dates and place of the event; the paper and language it prints in."""

    id: str = text("Id", listed=False)
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
    extra: Extra = loose()


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
    extra: Extra = loose()


class Approval(Record):
    """A signature line: the role that signs and the ISO date it did."""

    role: str = text("Role")
    date: str = date("Date")
    extra: Extra = loose()


class Charter(Record):
    """The agreement with the sponsor."""

    background: str = text("Background", long=True)
    problem_statement: str = text("Problem statement", long=True)
    process_start: str = text("The process starts with", label="process start")
    process_end: str = text("The process ends with", label="process end")
    in_scope: tuple[str, ...] = lines("In scope")
    out_of_scope: tuple[str, ...] = lines("Out of scope")
    boundary_conditions: tuple[str, ...] = lines("Boundary conditions")
    goals: tuple[str, ...] = lines("Goals")
    customers_and_deliverables: tuple[tuple[str, str], ...] = rows("Customers and deliverables")
    metrics: tuple[Metric, ...] = rows("Metrics")
    pre_work: tuple[str, ...] = lines("Work before the event", label="pre work")
    sponsor: str = person("Sponsor")
    team_leader: str = person("Team leader")
    facilitators: tuple[str, ...] = lines("Facilitators")
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
    extra: Extra = loose()


class AgendaDay(Record):
    """One day of the agenda; each block is (time, topic)."""

    day: int | None = whole("Day", least=0, most=1000)
    title: str = text("Title")
    blocks: tuple[tuple[str, str], ...] = rows("Blocks")
    extra: Extra = loose()


class Sipoc(Record):
    """Suppliers, inputs, process, outputs, customers, and what the customers require."""

    suppliers: tuple[str, ...] = lines("Suppliers")
    inputs: tuple[str, ...] = lines("Inputs")
    process: tuple[str, ...] = lines("Process")
    outputs: tuple[str, ...] = lines("Outputs")
    customers: tuple[str, ...] = lines("Customers")
    requirements: tuple[str, ...] = lines("Requirements")
    extra: Extra = loose()


class Voice(Record):
    """One row of the voice-of-the-customer table."""

    source: str = text("Source", "Survey, complaint, counter")
    verbatim: str = text("What they said", label="verbatim", long=True)
    need: str = text("Need")
    ctq: str = text("Critical to quality", label="CTQ")
    spec: str = text("Specification", label="spec")
    extra: Extra = loose()
