"""The map: steps, links, notes. What is on the main path or parallel is derived from the links, never stored."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal

from leanbench.event.loose import Extra, nothing
from leanbench.event.units import Duration

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from leanbench.event.frozen import dataclass

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
    kinds: float | None = None  # kinds of work the step changes over between, for every part every interval
    gate: Duration | None = None  # the step happens once per this period (a board, a mail run)
    cost_usd: float | None = None  # fixed cost per visit beside labour
    wait_note: str = ""
    note: str = ""
    place: Place | None = None
    extra: Extra = field(default_factory=nothing)


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
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Note:
    """A sticky note, kaizen burst or question hung on a step (or loose, with a place)."""

    id: str
    kind: Literal["note", "burst", "question"] = "note"
    text: str = ""
    step: str = ""
    place: Place | None = None
    extra: Extra = field(default_factory=nothing)


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
    supply_by: Literal["", "next_step"] = ""  # units waiting become days by demand, or by the step's pace
    extra: Extra = field(default_factory=nothing)

    def step(self, step_id: str) -> Step:
        """The step with this id. Raises KeyError when the map has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
