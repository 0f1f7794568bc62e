"""What was found, decided and done: wastes, causes, ideas, actions, plans, reviews, benefits."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from leanbench.event.loose import Extra, nothing

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Waste:
    """One finding of the waste walk. `minutes` per unit and `usd` per year where known."""

    waste: str = ""
    where: str = ""
    observation: str = ""
    step: str = ""
    minutes: float | None = None
    usd_per_year: float | None = None
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted categories for a Pareto chart; each category is (name, count)."""

    title: str = ""
    unit: str = ""
    categories: tuple[tuple[str, float], ...] = ()
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Fishbone:
    """Causes of one effect by branch; each branch is (name, causes)."""

    effect: str = ""
    branches: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class FiveWhys:
    """One chain of whys from a problem to a root cause and a countermeasure."""

    problem: str = ""
    whys: tuple[str, ...] = ()
    root_cause: str = ""
    countermeasure: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea with its scores 1 to 10, votes and what was decided."""

    id: str
    text: str = ""
    impact: float | None = None
    effort: float | None = None
    control: float | None = None
    votes: int | None = None
    decision: str = ""
    step: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the implementation plan or the Kaizen newspaper."""

    id: str
    waste: str = ""
    problem: str = ""
    action: str = ""
    who: str = ""
    due: str = ""  # ISO date
    days: int | None = None  # bucket: 30, 60, 90
    status: str = ""
    pdca: str = ""
    pct: float | None = None
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the communication plan."""

    audience: str = ""
    message: str = ""
    channel: str = ""
    who: str = ""
    when: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class StandardWork:
    """A standard work sheet; each step is (what, minutes, key point)."""

    title: str = ""
    role: str = ""
    takt_min: float | None = None
    steps: tuple[tuple[str, float | None, str], ...] = ()
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Control:
    """One line of the control plan."""

    characteristic: str = ""
    spec: str = ""
    measure: str = ""
    sample: str = ""
    frequency: str = ""
    chart: str = ""
    owner: str = ""
    reaction: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Review:
    """One follow-up review (30, 60, 90 days): measures by name, share of actions done, notes."""

    day: int | None = None
    date: str = ""
    measures: tuple[tuple[str, float | str | None], ...] = ()
    actions_done_pct: float | None = None
    notes: str = ""
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Saving:
    """One hard saving: money that leaves the budget."""

    what: str = ""
    usd_per_year: float | None = None
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Benefits:
    """What the event cost and the hard savings; soft benefits are computed from the two maps."""

    note: str = ""
    team_member_hours: float | None = None
    team_avg_rate_usd_h: float | None = None
    facilitator_hours: float | None = None
    facilitator_rate_usd_h: float | None = None
    supplies_usd: float | None = None
    implementation_usd: float | None = None
    hard_savings: tuple[Saving, ...] = ()
    customer_value: str = ""
    discount_rate_pct: float | None = None  # a year, for net present value and discounted payback
    horizon_years: float | None = None  # of the net present value
    # Cost of poor quality a year, beside the rework that the map itself shows.
    scrap_usd_per_year: float | None = None
    external_failure_usd_per_year: float | None = None  # complaints, appeals, refunds
    appraisal_usd_per_year: float | None = None  # checking, auditing, sampling
    prevention_usd_per_year: float | None = None  # kept apart: an investment, not a failure
    extra: Extra = field(default_factory=nothing)
