"""What is counted on a map: steps, hand-offs, decisions, delays, loops, exits, roles, value classes."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.flow.columns import at
from leanbench.flow.lazy import LazyRows
from leanbench.flow.measures.map_facts import MapFacts
from leanbench.flow.measures.metric_table import COUNTED, CRITICAL, MARTIN, Inputs, inputs, metric, unknown
from leanbench.quantity import Term
from leanbench.words import N_, _

_VALUE = N_("Womack and Jones, Lean Thinking, 1996 (value, waste that cannot yet be avoided, waste)")
_CLASSED = N_("As the team classed them; steps of branches included")


@metric("Steps, main path", "steps", 0, "number of steps",
        "Main path: flow links without rework, exits and alternatives", MARTIN, "less")  # fmt: skip
def steps_main_path(facts: MapFacts) -> Inputs:
    return inputs(facts.steps(facts.flow.main))


@metric("Steps, all", "steps", 0, "number of steps",
        "Branches included; process steps, decisions and shipments, no symbols and documents", MARTIN,
        "less")  # fmt: skip
def steps_all(facts: MapFacts) -> Inputs:
    return inputs(facts.steps(facts.flow.activities))


def _changes(facts: MapFacts, sources: Sequence[int], targets: Sequence[int]) -> Term:
    """The pairs of steps that two different roles do."""
    roles, ids, names = facts.roles, facts.flow.ids, facts.names
    found = [
        k
        for k, (a, b) in enumerate(zip(at(roles, sources), at(roles, targets), strict=False))
        if "" != a != b != ""
    ]

    def text(k: int) -> str:
        one, two = names[ids[sources[k]]], names[ids[targets[k]]]
        return f"{one} {roles[sources[k]]} → {two} {roles[targets[k]]}"

    return Term("changes of role", (), "", LazyRows(found, text))


@metric("Hand-offs, critical path", "hand-offs", 0, "number of changes of role",
        f"Between neighbors along the path. {CRITICAL}", MARTIN, "less")  # fmt: skip
def handoffs_critical_path(facts: MapFacts) -> Inputs:
    done = [i for i in facts.first_pass_path[0] if facts.roles[i]]
    return inputs(_changes(facts, done, done[1:]))


@metric("Hand-offs, all links", "hand-offs", 0, "number of changes of role",
        "Over the flow links of the main path; every parallel link counts, so concurrent routing raises this count",
        MARTIN, "less")  # fmt: skip
def handoffs_all_edges(facts: MapFacts) -> Inputs:
    links = facts.flow.edges
    return inputs(_changes(facts, [source for source, _ in links], [target for _, target in links]))


@metric("Decisions", "steps", 0, "number of steps", "Decision symbols, and steps marked as deciding", COUNTED,
        "less")  # fmt: skip
def decisions(facts: MapFacts) -> Inputs:
    return inputs(facts.steps([i for i in facts.flow.activities if facts.choices[i]]))


@metric("Delays", "steps", 0, "number of waits",
        "Waits at or above the delay threshold, in business time; the threshold is a setting of the event",
        COUNTED, "less")  # fmt: skip
def delays(facts: MapFacts) -> Inputs:
    threshold = facts.event.delay_threshold_min
    if threshold is None:
        return unknown(_("No delay threshold is set"))
    waits = facts.times.wait
    found = [i for i in facts.flow.activities if waits[i] >= threshold > 0.0]
    return inputs(
        Term("waits", at(waits, found), "min", facts.ids(found)), Term("threshold", threshold, "min")
    )


@metric("Rework loops", "loops", 0, "number of loops", "Each rework branch counts once", COUNTED, "less")
def loops(facts: MapFacts) -> Inputs:
    return inputs(Term("loops", (), "", facts.flow.loops))


@metric("Exits", "exits", 0, "number of exits", "Links that leave the process early", COUNTED, "")
def exits(facts: MapFacts) -> Inputs:
    return inputs(Term("exits", (), "", facts.flow.exits))


@metric("Roles touching the work", "roles", 0, "number of roles",
        "Different roles named on steps, unpaid ones too", COUNTED, "less")  # fmt: skip
def roles(facts: MapFacts) -> Inputs:
    return inputs(
        Term("roles", (), "", list(dict.fromkeys(filter(None, at(facts.roles, facts.flow.activities)))))
    )


def _steps_of_class(facts: MapFacts, value: str) -> Inputs:
    classes = facts.classes
    return inputs(facts.steps([i for i in facts.flow.activities if classes[i] == value]))


@metric("Value-added steps", "steps", 0, "number of steps", f"Classed as value added. {_CLASSED}", _VALUE, "")
def va_steps(facts: MapFacts) -> Inputs:
    return _steps_of_class(facts, "VA")


@metric(
    "Required steps",
    "steps",
    0,
    "number of steps",
    f"Classed as required. {_CLASSED}",
    _VALUE,
    "less",
)
def bnva_steps(facts: MapFacts) -> Inputs:
    return _steps_of_class(facts, "BNVA")


@metric("Waste steps", "steps", 0, "number of steps", f"Classed as waste. {_CLASSED}", _VALUE, "less")
def nva_steps(facts: MapFacts) -> Inputs:
    return _steps_of_class(facts, "NVA")
