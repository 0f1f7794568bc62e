"""Who, when, why: the header of the event, its demand and roles, the charter, team, agenda, SIPOC, voices."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from leanbench.event.loose import Extra, nothing

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """Title, dates and place of the event; the paper and language it prints in."""

    id: str = ""
    title: str = ""
    type: str = "kaizen"
    days: float | None = None
    start: str = ""  # ISO date, "" when not set
    end: str = ""
    agency: str = ""
    site: str = ""
    paper: Literal["letter", "a4"] | str = "letter"
    language: str = "en-US"
    waste_names: Literal["", "timwoods"] = ""  # which names the eight wastes go by; DOWNTIME without
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Role:
    """A function in the process: who does steps, at what loaded hourly rate, with how many people.

    `unpaid` roles (customer, automatic system) count in time but not in labour or cost.
    """

    id: str
    name: str = ""
    unpaid: bool = False
    loaded_rate_usd_h: float | None = None
    fte: float | None = None
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Mix:
    """One kind of case and its share of demand, 0 to 1."""

    name: str = ""
    share: float | None = None
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Demand:
    """How many units the process must deliver in a year, and of what kinds."""

    unit: str = ""
    units_per_year: float | None = None
    note: str = ""
    mix: tuple[Mix, ...] = ()
    pack: float | None = None  # units handed over together: one pack is due every pitch
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the charter's metrics table. Values are numbers, or words such as "from map"."""

    name: str = ""
    unit: str = ""
    current: float | str | None = None
    target: float | str | None = None
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Approval:
    """A signature line: the role that signs and the ISO date it did."""

    role: str = ""
    date: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Charter:
    """The agreement with the sponsor."""

    background: str = ""
    problem_statement: str = ""
    process_start: str = ""
    process_end: str = ""
    in_scope: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    boundary_conditions: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    customers_and_deliverables: tuple[tuple[str, str], ...] = ()
    metrics: tuple[Metric, ...] = ()
    pre_work: tuple[str, ...] = ()
    sponsor: str = ""
    team_leader: str = ""
    facilitators: tuple[str, ...] = ()
    process_owner: str = ""
    briefings: str = ""
    report_out: str = ""
    approvals: tuple[Approval, ...] = ()
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team; `group` is "does the work", "touches the process" or "outside eyes"."""

    name: str = ""
    role: str = ""
    group: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day of the agenda; each block is (time, topic)."""

    day: int | None = None
    title: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Sipoc:
    """Suppliers, inputs, process, outputs, customers, and what the customers require."""

    suppliers: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Voice:
    """One row of the voice-of-the-customer table."""

    source: str = ""
    verbatim: str = ""
    need: str = ""
    ctq: str = ""
    spec: str = ""
    extra: Extra = field(default_factory=nothing)
