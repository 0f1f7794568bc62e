"""What was found, decided and done: wastes, causes, ideas, actions, plans, reviews, benefits."""

from __future__ import annotations

from typing import Literal

from leanbench import schema
from leanbench.event.agreement import Line
from leanbench.schema import (
    Extra,
    Record,
    choice,
    date,
    identity,
    link,
    loose,
    money,
    number,
    percent,
    person,
    rows,
    text,
    whole,
)
from leanbench.schema.card import MANY


class Waste(Record):
    """One finding of the waste walk. `minutes` per unit and `usd` per year where known."""

    waste: str = text("Waste")
    where: str = text("Where")
    observation: str = text("What was seen", label="observation")
    step: str = link("Step", "steps")
    minutes: float | None = number("Minutes per unit", least=0, most=MANY, unit="min", label="minutes")
    usd_per_year: float | None = money(
        "Cost per year", least=0, most=MANY, unit="$/year", label="USD per year"
    )
    id: str = identity("w")
    extra: Extra = loose()


class Category(Record):
    """One category of a tally and how often it was counted."""

    name: str = text("Category", label="name")
    count: float = number("Count", default=0.0, least=0, most=MANY)
    id: str = identity("ca")
    extra: Extra = loose()


class Tally(Record):
    """Counted categories for a Pareto chart."""

    title: str = text("Title")
    unit: str = text("Unit")
    categories: tuple[Category, ...] = rows("Categories")
    id: str = identity("ta")
    extra: Extra = loose()


class CauseBranch(Record):
    """One branch of a fishbone with its causes."""

    name: str = text("Branch", label="name")
    causes: tuple[Line, ...] = rows("Causes")
    id: str = identity("br")
    extra: Extra = loose()


class Fishbone(Record):
    """Causes of one effect by branch."""

    effect: str = text("Effect")
    branches: tuple[CauseBranch, ...] = rows("Branches")
    id: str = identity("f")
    extra: Extra = loose()


class FiveWhys(Record):
    """One chain of whys from a problem to a root cause and a countermeasure."""

    problem: str = text("Problem")
    whys: tuple[Line, ...] = rows("Whys")
    root_cause: str = text("Root cause")
    countermeasure: str = text("Countermeasure")
    id: str = identity("y")
    extra: Extra = loose()


class Idea(Record):
    """One idea with its scores 1 to 10, votes and what was decided."""

    id: str = identity("i")
    text: str = text("Idea", label="text")
    impact: float | None = number("Impact", "1 to 10")
    effort: float | None = number("Effort", "1 to 10")
    control: float | None = number("Control", "1 to 10", listed=False)
    votes: int | None = whole("Votes")
    decision: str = schema.text("Decision")
    step: str = link("Step", "steps")
    extra: Extra = loose()


class Action(Record):
    """One line of the implementation plan or the Kaizen newspaper."""

    id: str = identity("a")
    waste: str = text("Waste", listed=False)
    problem: str = text("Problem", "What is wrong, and where")
    action: str = text("Action", "What will be done")
    who: str = person("Who")
    due: str = date("Due", label="due date")
    days: int | None = whole("Within", "30, 60 or 90", unit="days", least=0, most=MANY, label="days")
    status: str = choice(  # whether it is late follows from the due date
        "Status",
        {"": "", "open": "Open", "in progress": "In progress", "done": "Done"},
        spellings={"open": ("late", "overdue")},
        open=True,
    )
    pdca: str = choice(
        "PDCA", {"": "", "P": "Plan", "D": "Do", "C": "Check", "A": "Act"}, open=True, listed=False
    )
    pct: float | None = percent("Done", label="% done")
    extra: Extra = loose()


class Message(Record):
    """One line of the communication plan."""

    audience: str = text("Audience")
    message: str = text("Message")
    channel: str = text("Channel")
    who: str = person("Who")
    when: str = text("When")
    id: str = identity("co")
    extra: Extra = loose()


class WorkElement(Record):
    """One line of a standard work sheet."""

    what: str = text("What")
    minutes: float | None = number("Minutes", unit="min", least=0, most=MANY, label="minutes")
    key_point: str = text("Key point")
    id: str = identity("we")
    extra: Extra = loose()


class StandardWork(Record):
    """A standard work sheet."""

    title: str = text("Title")
    role: str = text("Role")
    takt_min: float | None = number("Takt", unit="min", label="takt")
    steps: tuple[WorkElement, ...] = rows("Steps")
    id: str = identity("sw")
    extra: Extra = loose()


class Control(Record):
    """One line of the control plan."""

    characteristic: str = text("Characteristic")
    spec: str = text("Specification", label="spec")
    measure: str = text("How it is measured", label="measure")
    sample: str = text("Sample")
    frequency: str = text("How often", label="frequency")
    chart: str = text("Chart")
    owner: str = person("Owner")
    reaction: str = text("Reaction")
    id: str = identity("cp")
    extra: Extra = loose()


class Measure(Record):
    """One measure looked at in a review: a number, or words."""

    name: str = text("Measure", label="name")
    value: float | str | None = number("Value", open=True)
    id: str = identity("ms")
    extra: Extra = loose()


class Review(Record):
    """One follow-up review (30, 60, 90 days): measures, share of actions done, notes."""

    day: int | None = whole("Day", "30, 60 or 90")
    date: str = date("Date")
    measures: tuple[Measure, ...] = rows("Measures")
    actions_done_pct: float | None = percent("Actions done", label="actions done")
    notes: str = text("Notes", long=True)
    id: str = identity("re")
    extra: Extra = loose()


class Benefit(Record):
    """One benefit: what is gained, how much of it, in whose budget or capacity, and who has confirmed it.

    `amount` is dollars or hours, a year or once (`unit`, `per`). A hard saving is money that leaves a
    budget; capacity that is freed stays soft until somebody spends it elsewhere. A refused benefit counts nowhere.
    """

    what: str = text("Benefit", label="what")
    kind: Literal["hard", "soft", "avoidance", "customer", "revenue"] = choice(
        "Kind",
        {
            "hard": "Hard saving",
            "soft": "Freed capacity",
            "avoidance": "Cost avoided",
            "customer": "For customers",
            "revenue": "Revenue",
        },
        default="hard",
    )
    amount: float | None = number("Amount")
    unit: Literal["usd", "hours"] = choice("In", {"usd": "$", "hours": "Hours"}, default="usd", label="unit")
    per: Literal["year", "once"] = choice("Per", {"year": "A year", "once": "Once"}, default="year")
    budget_line: str = text("Budget line or capacity pool", label="budget line")
    start: str = date("From", label="start")
    state: Literal["target", "projected", "confirmed", "refused"] = choice(
        "State",
        {"target": "Target", "projected": "Projected", "confirmed": "Confirmed", "refused": "Refused"},
        default="projected",
    )
    confirmed_by: str = person("Confirmed by")
    confirmed_at: str = date("Confirmed on", label="date of confirmation")
    evidence: str = text("Evidence")
    id: str = identity("b")
    extra: Extra = loose()

    @property
    def usd_per_year(self) -> float | None:
        """The amount when it is dollars a year and not refused, else None."""
        counts = self.unit == "usd" and self.per == "year" and self.state != "refused"
        return self.amount if counts else None


class Benefits(Record):
    """What the event cost and what is gained; freed time of the process is computed from the two maps."""

    note: str = text("Note", long=True)
    team_member_hours: float | None = number(
        "Hours of the team", least=0, most=MANY, unit="h", label="team member hours"
    )
    team_avg_rate_usd_h: float | None = money(
        "Rate of the team", least=0, most=MANY, unit="$/h", label="team rate"
    )
    facilitator_hours: float | None = number(
        "Hours of facilitators", least=0, most=MANY, unit="h", label="facilitator hours"
    )
    facilitator_rate_usd_h: float | None = money(
        "Rate of facilitators", least=0, most=MANY, unit="$/h", label="facilitator rate"
    )
    supplies_usd: float | None = money("Supplies", least=0, most=MANY, label="supplies")
    implementation_usd: float | None = money(
        "Implementation", least=0, most=MANY, label="implementation cost"
    )
    rows: tuple[Benefit, ...] = rows("Benefits")
    customer_value: str = text("Value for customers", long=True, label="customer value")
    discount_rate_pct: float | None = percent(  # a year, for net present value and discounted payback
        "Discount rate", label="discount rate"
    )
    horizon_years: float | None = number(  # of the net present value
        "Years looked at", unit="years", least=0, most=100, label="horizon years"
    )
    # Cost of poor quality a year, beside the rework that the map itself shows.
    scrap_usd_per_year: float | None = money(
        "Scrap", unit="$/year", least=0, most=MANY, label="scrap per year"
    )
    external_failure_usd_per_year: float | None = money(
        "Complaints, appeals, refunds", unit="$/year", least=0, most=MANY, label="external failures per year"
    )
    appraisal_usd_per_year: float | None = money(  # checking, auditing, sampling
        "Checking, auditing, sampling", unit="$/year", least=0, most=MANY, label="appraisal per year"
    )
    prevention_usd_per_year: float | None = money(  # kept apart: an investment, not a failure
        "Prevention", unit="$/year", least=0, most=MANY, label="prevention per year"
    )
    extra: Extra = loose()

    @property
    def hard_savings(self) -> tuple[Benefit, ...]:
        """The rows of money that leaves the budget, refused ones left out."""
        return tuple(row for row in self.rows if row.kind == "hard" and row.state != "refused")
