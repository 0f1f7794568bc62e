"""The map: steps, links, notes. What is on the main path or parallel is derived from the links, never stored."""

from __future__ import annotations

from typing import Literal

from leanbench.schema import (
    Extra,
    Record,
    choice,
    duration,
    identity,
    lines,
    link,
    loose,
    money,
    number,
    percent,
    record,
    rows,
    share,
    text,
    yesno,
)
from leanbench.schema.card import MANY
from leanbench.words.durations import Duration

ValueClass = Literal["", "VA", "BNVA", "NVA"]
LinkKind = Literal["flow", "rework", "exit", "alternative"]
StepKind = Literal[
    "process", "decision", "start", "end", "inventory", "supermarket", "supplier", "customer",
    "shipment", "xor_split", "xor_join", "and_split", "and_join", "data", "document",
]  # fmt: skip

# Kinds that are boxes on the map, timed, counted and numbered; the rest are signs that guide the flow.
ACTIVITY_KINDS = frozenset({"process", "decision", "shipment"})
# Kinds that never carry the case: a document symbol or an information system beside the flow.
SIDE_KINDS = frozenset({"data", "document"})


class Place(Record):
    """Where a loose note was put by hand, center in scene units."""

    x: float
    y: float


class Pin(Record):
    """Where a step was put by hand: its column, and its row within its lane, both from 0.

    Without one, the layout decides. What stands there already makes room.
    """

    column: int
    row: int


class Step(Record):
    """One step of a map.

    `wait` is queue, transit and idle time *before* the step; the step's lead time is wait +
    process time. `ca_pct` is the share (percent) that the next step can use without correcting,
    None when nobody has judged it (None is not 100). `branch` steps are those reached only over
    rework, exit or alternative links: that is derived from the links, never stored.
    """

    id: str = identity("s")
    name: str = text(
        "Step", "Verb and noun: Check packet", label="name",
        headings=("process step", "step name", "step description", "process step description", "step title",
                  "activity", "activity name", "activity description", "process activity", "work activity", "task",
                  "task name", "task description", "description of activity", "description of work", "description",
                  "what happens", "what is done", "what", "operation", "operation description", "work element",
                  "element", "work step", "process block", "action", "action taken", "subprocess", "procedure",
                  "process name?", "process?", "actividad", "descripción de la actividad", "nombre de la actividad",
                  "paso", "paso del proceso", "nombre del paso", "tarea", "operación", "descripción", "proceso?"),
    )  # fmt: skip
    kind: StepKind = choice(
        "Kind of step",
        {
            "process": "Process step", "decision": "Decision", "start": "Start", "end": "End",
            "inventory": "Inventory", "supermarket": "Supermarket", "supplier": "Supplier",
            "customer": "Customer", "shipment": "Shipment", "document": "Document", "data": "Data",
            "xor_split": "Choice, ways part", "xor_join": "Choice, ways join",
            "and_split": "Parallel, ways part", "and_join": "Parallel, ways join",
        },
        default="process", listed=False, rare=True, label="kind",
    )  # fmt: skip
    role: str = link(
        "Who", "roles", "Role", label="role", adds=True,
        headings=("owner", "step owner", "process owner", "task owner", "responsible", "responsible party",
                  "responsible person", "responsible department", "responsible unit", "responsible role",
                  "responsible staff", "responsible office", "responsible agency", "responsibility", "accountable",
                  "department", "department/unit", "division", "agency", "office", "bureau", "section", "team",
                  "business unit", "performed by", "done by", "performer", "who performs", "who does", "completed by",
                  "handled by", "function", "swimlane", "lane", "assigned to", "assignee", "position", "job title",
                  "staff role", "actor", "participant", "party", "employee", "worker", "operator", "resource?",
                  "responsable", "área", "quién", "cargo", "puesto", "encargado", "función", "rol", "unidad",
                  "dependencia", "oficina", "división", "equipo"),
    )  # fmt: skip
    process_time: Duration | None = duration(
        "Process", "20, 1.5h, 10-20m", label="process time",
        headings=("pt", "p/t", "touch time", "touch", "work time", "working time", "cycle time?", "c/t?", "ct?",
                  "processing time", "processing", "process time", "handling time", "handle time", "active time",
                  "labor time", "task time", "service time", "run time", "execution time", "value added time?",
                  "value add time?", "va time?", "time?", "minutes?", "hours?", "seconds?", "hands-on time",
                  "time to perform", "time to process", "time to complete?", "time on task", "effort",
                  "level of effort", "loe", "duration?", "task duration?", "step duration?", "step time?",
                  "tiempo de proceso", "tiempo de procesamiento", "tiempo de ciclo?", "tiempo de trabajo",
                  "tiempo de toque", "tiempo efectivo", "tiempo de ejecución", "t proceso", "tp", "duración?"),
    )  # fmt: skip
    wait: Duration | None = duration(
        "Wait before", "2bd, 4h, 1w", label="wait",
        headings=("wait time", "wt", "w/t", "waiting", "waiting time", "queue?", "queue time", "delay?",
                  "delay time?", "idle", "idle time", "hold time", "pending time", "dwell time", "wait before step",
                  "time before step", "time in queue", "backlog time?", "inventory time?", "nva time?",
                  "non-value time?", "non-value added time?", "tiempo de espera", "espera", "te", "demora?",
                  "tiempo de demora?", "tiempo en cola"),
    )  # fmt: skip
    ca_pct: float | None = percent(
        "%C&A", "85", label="%C&A",
        headings=("c&a", "complete and accurate", "correct and complete", "accurate and complete",
                  "first pass yield?", "fpy?", "first time yield?", "first time quality?", "ftq?",
                  "right first time?", "first time right?", "rft?", "yield?", "quality?", "error free?", "% good?",
                  "correcto y completo", "completo y correcto", "completo y exacto", "calidad?"),
    )  # fmt: skip
    value: ValueClass = choice(
        "Class",
        {"": "Not judged", "VA": "Value added", "BNVA": "Required", "NVA": "Waste"},
        "V, R or W",
        label="value class",
        short={"VA": "VA", "BNVA": "RQ", "NVA": "W"},
        headings=("va/nva", "value", "value added", "value add", "va", "value type", "value category",
                  "value stream class", "adds value", "classification?", "valor agregado", "valor añadido",
                  "agrega valor", "valor", "tipo de valor"),
        spellings={
            "": ("none",),
            "VA": ("v", "va", "value adding", "value-added", "value added", "value add", "value", "av", "y",
                   "yes", "s", "sí"),
            "BNVA": ("r", "rq", "b", "bva", "nnva", "rnva", "nvar", "bva", "enva", "required", "necessary",
                     "business non-value added", "business value added"),
            "NVA": ("w", "n", "no", "nav", "non-value added", "non value added", "non-value-added",
                    "non-value add"),
        },
    )  # fmt: skip
    rule: str = text(
        "Which rule", "Law, code, policy §", listed=False, label="rule", headings=("law",)
    )  # for BNVA
    decision: bool = yesno("A choice is made here", listed=False, rare=True, label="decision")
    wastes: tuple[str, ...] = lines("Wastes", listed=False, rare=True)
    wip: float | None = number(
        "Waiting now", "Units in the queue", least=0, most=MANY, listed=False, label="work in progress",
        headings=("wip", "work in process", "inventory", "inv", "# in queue", "in queue", "items in queue",
                  "queue size", "queue length", "backlog", "# in backlog", "items waiting", "# waiting",
                  "pending items", "# pending", "open items", "inventario", "pendientes", "en cola", "# en cola",
                  "trabajo en proceso"),
    )  # fmt: skip
    staff: float | None = number(  # None: as the role has
        "Staff", "People at this step", least=0, most=MANY, listed=False,
        headings=("# operators", "operators", "# staff", "fte", "# fte", "headcount", "# people", "people",
                  "staffing", "personnel", "# personnel", "# employees", "employees", "head count", "# workers",
                  "workers", "# resources", "personas", "# personas", "personal"),
    )  # fmt: skip
    changeover: Duration | None = duration(
        "Changeover",
        "Time to switch",
        listed=False,
        rare=True,
        headings=(
            "c/o",
            "c/o time",
            "co time",
            "changeover time",
            "setup time",
            "setup",
            "tiempo de preparación",
        ),
    )
    availability_pct: float | None = percent(
        "Available",
        "100",
        listed=False,
        rare=True,
        label="availability",
        headings=("uptime", "up time", "system uptime", "disponibilidad"),
    )
    batch: float | None = number(
        "Batch",
        "Units worked together",
        least=0,
        most=MANY,
        listed=False,
        rare=True,
        headings=("batch size", "# batch", "lot size", "lot", "tamaño de lote", "lote"),
    )
    kinds: float | None = number(  # for every part every interval
        "Kinds of work", "It changes over between", least=0, most=MANY, listed=False, rare=True, label="kinds"
    )
    gate: Duration | None = duration(  # the step happens once per this period (a board, a mail run)
        "Happens every", "1w for a weekly board", listed=False, rare=True, label="gate"
    )
    cost_usd: float | None = money(
        "Fixed cost",
        "Per visit, beside labor",
        least=0,
        most=MANY,
        listed=False,
        rare=True,
        label="fixed cost",
    )
    system: str = text(
        "System", "Software it is done in", listed=False,
        headings=("it system", "software", "application", "app", "tool", "system tool", "technology", "tech",
                  "database", "platform", "sistema", "sistema utilizado", "herramienta"),
    )  # fmt: skip
    wait_note: str = text("Why it waits", listed=False, label="wait note")
    note: str = text(
        "Note", listed=False, long=True,
        headings=("notes", "remark", "comment", "additional comments", "issues", "problems", "observations",
                  "pain points", "details", "ideas", "opportunities", "improvement ideas", "kaizen bursts",
                  "waste issues", "observación", "observaciones", "comentarios", "notas", "problemas"),
    )  # fmt: skip
    pin: Pin | None = record("Put by hand", listed=False)
    extra: Extra = loose()


class Link(Record):
    """A directed connection between two steps.

    kind "flow": the normal way on. Several flow links out of one step without a probability are
    parallel work (all are taken, the flow joins again); with probabilities they are a decision.
    kind "rework" leaves the main path with `probability` and comes back; its return link is also
    of kind "rework" and has no probability (1). "exit" leaves the process; "alternative" leaves
    with `probability` and rejoins further on. A flow link beside them takes what is left of 1.
    """

    id: str = identity("l")
    source: str = link("From", "steps", label="source")
    target: str = link("To", "steps", label="target")
    kind: LinkKind = choice(
        "Kind",
        {"flow": "Flow", "rework": "Rework", "exit": "Exit", "alternative": "Alternative"},
        default="flow",
    )
    probability: float | None = share("Probability", "what is left")
    label: str = text("Label")
    bends: tuple[tuple[float, float], ...] = rows("Bends", listed=False)  # hand-placed corners, scene units
    extra: Extra = loose()


class Note(Record):
    """A sticky note, kaizen burst or question hung on a step (or loose, with a place)."""

    id: str = identity("n")
    kind: Literal["note", "burst", "question"] = choice(
        "Kind", {"note": "Note", "burst": "Kaizen burst", "question": "Question"}, default="note"
    )
    text: str = text("Text", long=True)
    step: str = link("Step", "steps")
    place: Place | None = record("Place", listed=False)
    extra: Extra = loose()


class Map(Record):
    """One state of the process as a graph. `id` is "current", "future" or a scenario's id.

    `steps` are in the order of the table (the order people told them); the flow is in `links`.
    `lanes` is the order of role ids from top to bottom; roles not named follow in order of use.
    """

    id: str = identity("m")
    name: str = text("Name")
    steps: tuple[Step, ...] = rows("Steps")
    links: tuple[Link, ...] = rows("Links")
    notes: tuple[Note, ...] = rows("Notes")
    lanes: tuple[str, ...] = lines("Order of lanes", target="roles", listed=False, label="lanes")
    lead_time_rule: Literal["sum_lt", "inventory_plus_pt", "inventory_only"] = choice(
        "Lead time from",
        {
            "sum_lt": "Waits and process times",
            "inventory_plus_pt": "Units waiting and process times",
            "inventory_only": "Units waiting",
        },
        default="sum_lt",
        label="lead time rule",
    )
    supply_by: Literal["", "next_step"] = (
        choice(  # units waiting become days by demand, or by the step's pace
            "Units waiting last by",
            {"": "Demand", "next_step": "The pace of the next step"},
            label="supply by",
        )
    )
    extra: Extra = loose()

    def step(self, step_id: str) -> Step:
        """The step with this id. Raises KeyError when the map has none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
