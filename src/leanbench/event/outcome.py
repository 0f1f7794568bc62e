"""What was found, decided and done: wastes, causes, ideas, actions, plans, reviews, benefits."""

from __future__ import annotations

from leanbench import schema
from leanbench.schema import (
    Extra,
    Record,
    choice,
    date,
    identity,
    lines,
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
    minutes: float | None = number("Minutes per unit", unit="min", label="minutes")
    usd_per_year: float | None = money("Cost per year", unit="$/year", label="USD per year")
    extra: Extra = loose()


class Tally(Record):
    """Counted categories for a Pareto chart; each category is (name, count)."""

    title: str = text("Title")
    unit: str = text("Unit")
    categories: tuple[tuple[str, float], ...] = rows("Categories")
    extra: Extra = loose()


class Fishbone(Record):
    """Causes of one effect by branch; each branch is (name, causes)."""

    effect: str = text("Effect")
    branches: tuple[tuple[str, tuple[str, ...]], ...] = rows("Branches")
    extra: Extra = loose()


class FiveWhys(Record):
    """One chain of whys from a problem to a root cause and a countermeasure."""

    problem: str = text("Problem")
    whys: tuple[str, ...] = lines("Whys")
    root_cause: str = text("Root cause")
    countermeasure: str = text("Countermeasure")
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
    status: str = choice(
        "Status", {"": "", "open": "Open", "in progress": "In progress", "done": "Done"}, open=True
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
    extra: Extra = loose()


class StandardWork(Record):
    """A standard work sheet; each step is (what, minutes, key point)."""

    title: str = text("Title")
    role: str = text("Role")
    takt_min: float | None = number("Takt", unit="min", label="takt")
    steps: tuple[tuple[str, float | None, str], ...] = rows("Steps")
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
    extra: Extra = loose()


class Review(Record):
    """One follow-up review (30, 60, 90 days): measures by name, share of actions done, notes."""

    day: int | None = whole("Day", "30, 60 or 90")
    date: str = date("Date")
    measures: tuple[tuple[str, float | str | None], ...] = rows("Measures")
    actions_done_pct: float | None = percent("Actions done", label="actions done")
    notes: str = text("Notes", long=True)
    extra: Extra = loose()


class Saving(Record):
    """One hard saving: money that leaves the budget."""

    what: str = text("What")
    usd_per_year: float | None = money("Per year", unit="$/year", label="USD per year")
    extra: Extra = loose()


class Benefits(Record):
    """What the event cost and the hard savings; soft benefits are computed from the two maps."""

    note: str = text("Note", long=True)
    team_member_hours: float | None = number("Hours of the team", unit="h", label="team member hours")
    team_avg_rate_usd_h: float | None = money("Rate of the team", unit="$/h", label="team rate")
    facilitator_hours: float | None = number("Hours of facilitators", unit="h", label="facilitator hours")
    facilitator_rate_usd_h: float | None = money("Rate of facilitators", unit="$/h", label="facilitator rate")
    supplies_usd: float | None = money("Supplies", label="supplies")
    implementation_usd: float | None = money("Implementation", label="implementation cost")
    hard_savings: tuple[Saving, ...] = rows("Hard savings")
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
