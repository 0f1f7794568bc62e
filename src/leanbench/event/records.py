"""The records of one Kaizen event: what is stored, and nothing that can be computed from it.

Rules of this module: every record is frozen and shared between versions of the document; every
field may be empty (an event has no gates); sequences are tuples; identifiers are short strings,
unique in their collection; `extra` keeps fields of a newer or foreign file so that they are
written back. Numbers derived from records live in `leanbench.flow` and `leanbench.stats`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from leanbench.event.units import Calendar, Duration

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

# A value of unknown shape that came from a file: plain JSON (dict, list, str, number, bool, None).
Json = Any
Extra = Mapping[str, Json]


def _nothing() -> Extra:
    return {}


# --- who, when, why -----------------------------------------------------------------------------


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
    extra: Extra = field(default_factory=_nothing)


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
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Mix:
    """One kind of case and its share of demand, 0 to 1."""

    name: str = ""
    share: float | None = None
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Demand:
    """How many units the process must deliver in a year, and of what kinds."""

    unit: str = ""
    units_per_year: float | None = None
    note: str = ""
    mix: tuple[Mix, ...] = ()
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the charter's metrics table. Values are numbers, or words such as "from map"."""

    name: str = ""
    unit: str = ""
    current: float | str | None = None
    target: float | str | None = None
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Approval:
    """A signature line: the role that signs and the ISO date it did."""

    role: str = ""
    date: str = ""
    extra: Extra = field(default_factory=_nothing)


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
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team; `group` is "does the work", "touches the process" or "outside eyes"."""

    name: str = ""
    role: str = ""
    group: str = ""
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day of the agenda; each block is (time, topic)."""

    day: int | None = None
    title: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Sipoc:
    """Suppliers, inputs, process, outputs, customers, and what the customers require."""

    suppliers: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Voice:
    """One row of the voice-of-the-customer table."""

    source: str = ""
    verbatim: str = ""
    need: str = ""
    ctq: str = ""
    spec: str = ""
    extra: Extra = field(default_factory=_nothing)


# --- the map ------------------------------------------------------------------------------------

ValueClass = Literal["", "VA", "BNVA", "NVA"]
LinkKind = Literal["flow", "rework", "exit", "alternative"]
StepKind = Literal[
    "process", "decision", "start", "end", "inventory", "supermarket", "supplier", "customer",
    "shipment", "xor_split", "xor_join", "and_split", "and_join", "data", "document",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step was put by hand, centre in scene units. Without one, the layout decides."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a map.

    `wait` is queue, transit and idle time *before* the step; the step's lead time is wait +
    process time. `ca_pct` is the share (percent) that the next step can use without correcting,
    None when nobody has judged it (None is not 100). `branch` steps are those reached only over
    rework, exit or alternative links: that is derived from the links, never stored.
    """

    id: str
    name: str = ""
    kind: StepKind = "process"
    role: str = ""  # id of a Role; "" when nobody is named yet
    process_time: Duration | None = None
    wait: Duration | None = None
    ca_pct: float | None = None
    value: ValueClass = ""
    rule: str = ""  # for BNVA: the law or rule that requires the step
    decision: bool = False  # a choice is made in this step (counted as a decision)
    wastes: tuple[str, ...] = ()
    wip: float | None = None  # units waiting before the step
    staff: float | None = None  # people of the role at this step; None: as the role has
    changeover: Duration | None = None
    availability_pct: float | None = None
    batch: float | None = None  # units worked together
    gate: Duration | None = None  # the step happens once per this period (a board, a mail run)
    cost_usd: float | None = None  # fixed cost per visit beside labour
    wait_note: str = ""
    note: str = ""
    place: Place | None = None
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Link:
    """A directed connection between two steps.

    kind "flow": the normal way on. Several flow links out of one step without a probability are
    parallel work (all are taken, the flow joins again); with probabilities they are a decision.
    kind "rework" leaves the main path with `probability` and comes back; its return link is also
    of kind "rework" and has no probability (1). "exit" leaves the process; "alternative" leaves
    with `probability` and rejoins further on. A flow link beside them takes what is left of 1.
    """

    id: str
    source: str
    target: str
    kind: LinkKind = "flow"
    probability: float | None = None  # 0 to 1
    label: str = ""
    bends: tuple[tuple[float, float], ...] = ()  # hand-placed corners, scene units
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Note:
    """A sticky note, kaizen burst or question hung on a step (or loose, with a place)."""

    id: str
    kind: Literal["note", "burst", "question"] = "note"
    text: str = ""
    step: str = ""
    place: Place | None = None
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Map:
    """One state of the process as a graph. `id` is "current", "future" or a scenario's id.

    `steps` are in the order of the table (the order people told them); the flow is in `links`.
    `lanes` is the order of role ids from top to bottom; roles not named follow in order of use.
    """

    id: str
    name: str = ""
    steps: tuple[Step, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[Note, ...] = ()
    lanes: tuple[str, ...] = ()
    lead_time_rule: Literal["sum_lt", "inventory_plus_pt", "inventory_only"] = "sum_lt"
    extra: Extra = field(default_factory=_nothing)

    def step(self, step_id: str) -> Step:
        """The step with this id. Raises KeyError when the map has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


# --- what was found, decided, done --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waste:
    """One finding of the waste walk. `minutes` per unit and `usd` per year where known."""

    waste: str = ""
    where: str = ""
    observation: str = ""
    step: str = ""
    minutes: float | None = None
    usd_per_year: float | None = None
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted categories for a Pareto chart; each category is (name, count)."""

    title: str = ""
    unit: str = ""
    categories: tuple[tuple[str, float], ...] = ()
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Fishbone:
    """Causes of one effect by branch; each branch is (name, causes)."""

    effect: str = ""
    branches: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class FiveWhys:
    """One chain of whys from a problem to a root cause and a countermeasure."""

    problem: str = ""
    whys: tuple[str, ...] = ()
    root_cause: str = ""
    countermeasure: str = ""
    extra: Extra = field(default_factory=_nothing)


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
    extra: Extra = field(default_factory=_nothing)


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
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Message:
    """One line of the communication plan."""

    audience: str = ""
    message: str = ""
    channel: str = ""
    who: str = ""
    when: str = ""
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class StandardWork:
    """A standard work sheet; each step is (what, minutes, key point)."""

    title: str = ""
    role: str = ""
    takt_min: float | None = None
    steps: tuple[tuple[str, float | None, str], ...] = ()
    extra: Extra = field(default_factory=_nothing)


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
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Review:
    """One follow-up review (30, 60, 90 days): measures by name, share of actions done, notes."""

    day: int | None = None
    date: str = ""
    measures: tuple[tuple[str, float | str | None], ...] = ()
    actions_done_pct: float | None = None
    notes: str = ""
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Saving:
    """One hard saving: money that leaves the budget."""

    what: str = ""
    usd_per_year: float | None = None
    extra: Extra = field(default_factory=_nothing)


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
    extra: Extra = field(default_factory=_nothing)


# --- data ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimeObservation:
    """One time observation sheet: `cycles[i][j]` is the time of element j in cycle i."""

    id: str
    process: str = ""
    step: str = ""
    observer: str = ""
    date: str = ""
    unit: str = "seconds"
    elements: tuple[str, ...] = ()
    cycles: tuple[tuple[float | None, ...], ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()  # (cycle number from 1, text)
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset as the user sees it."""

    name: str
    kind: Literal["number", "text", "date", "yesno", "duration"] = "text"
    unit: str = ""
    note: str = ""
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table of case data. `text` is the CSV (UTF-8, comma, header row) exactly as stored.

    The parsed table is derived: `leanbench.tables.table(dataset)` reads and caches it. `origin`
    says where the data came from; `about` keeps what a file said of them (unit, how generated).
    """

    id: str
    name: str = ""
    columns: tuple[Column, ...] = ()
    text: str = ""
    origin: str = ""
    unit: str = ""
    about: Extra = field(default_factory=_nothing)
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A point left out of a study's estimates, with the reason that is printed."""

    row: int  # row of the dataset, from 0
    reason: str = ""
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Study:
    """One chart or test the team keeps: which data, which method, which options.

    `method` is a method name of `leanbench.stats` ("i-mr", "xbar-r", "p", "capability-normal",
    "pareto" ...), `question` one of the questions of the Charts page, `options` its parameters
    (value, subgroup, stage, lsl, usl, target, tests, sigma ...) as plain JSON.
    """

    id: str
    title: str = ""
    question: str = ""
    method: str = ""
    dataset: str = ""
    options: Extra = field(default_factory=_nothing)
    exclusions: tuple[Exclusion, ...] = ()
    annotations: tuple[tuple[int, str], ...] = ()  # (row, text)
    in_report: bool = False
    note: str = ""
    extra: Extra = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True)
class Source:
    """A public figure quoted in the event, with where it was read."""

    id: str = ""
    figure: str = ""
    url: str = ""
    extra: Extra = field(default_factory=_nothing)


# --- the whole ----------------------------------------------------------------------------------


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
    extra: Extra = field(default_factory=_nothing)

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
