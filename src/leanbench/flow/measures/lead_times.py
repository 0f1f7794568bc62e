"""Lead time and process time of a map: first pass, expected, its spread, and the ratios of the two."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.flow.folding import Parallel
from leanbench.flow.measures.map_facts import MapFacts
from leanbench.flow.measures.metric_table import (
    CRITICAL,
    EXPECTED,
    LEARNING_TO_SEE,
    MARKOV,
    MARTIN,
    Inputs,
    inputs,
    metric,
    metric_term,
    unknown,
)
from leanbench.flow.times import rule_words
from leanbench.quantity import Term
from leanbench.words import N_, _

_WORKING = N_("Working time in both terms")
_SPREAD = N_("Routing and given ranges vary; step times independent")
_NO_LEAD = N_("No lead time is known")
_ABOUT = N_("About: the time is exact to 0.1%")


def rule_note(facts: MapFacts) -> str:
    """The lead-time rule where it is not the usual one."""
    return (
        "" if facts.map.lead_time_rule == "sum_lt" else _("Rule: {rule}").format(rule=rule_words(facts.map))
    )


def unknown_note(facts: MapFacts) -> str:
    """How many steps have no process time."""
    count = facts.times.unknown
    return _("{count} steps have no process time and count as 0").format(count=count) if count else ""


def notes_text(*notes: str) -> str:
    """Remarks one after the other."""
    return ". ".join(filter(None, notes))


def path_times(
    facts: MapFacts, positions: Sequence[int], passed: Sequence[float], word: str, times: str, note: str
) -> Inputs:
    """Times of steps as "sum of (wait + process time)", weighted where not every case passes every step once.

    `word` names the weight; `times` is "lead" (the parts of the lead time under the map's rule) or "process".
    """
    ids = facts.ids(positions)
    terms = [Term(word, [passed[i] for i in positions], "", ids)]
    if times == "process":
        inside = N_("process time")
    elif facts.map.lead_time_rule == "inventory_only":
        inside = N_("inventory time")
    else:
        inside = N_("(wait + process time)")
    if times == "lead":
        name = N_("inventory time") if inside == "inventory time" else "wait"
        terms.append(facts.column(name, facts.times.wait, "min", positions, ids))
    if "process time" in inside:
        terms.append(facts.column(N_("process time"), facts.times.process, "min", positions, ids))
    if word == "share of cases" and facts.flow.straight:
        return inputs(*terms[1:], note=note, formula=f"sum of {inside}")
    return inputs(*terms, note=note, formula=f"sum of {word} x {inside}")


@metric("Lead time, first pass", "min", 2, "sum of (wait + process time)", CRITICAL, MARTIN, "less")
def lead_time_first_pass_min(facts: MapFacts) -> Inputs:
    note = notes_text(rule_note(facts), unknown_note(facts))
    return path_times(
        facts, facts.first_pass_steps, facts.first_pass_path[1], N_("share of cases"), "lead", note
    )


def _in_days(facts: MapFacts, word: str, name: str) -> Inputs:
    if facts.day <= 0.0:
        return unknown(_("The calendar has no hours per business day"))
    return inputs(metric_term(facts, word, name), Term("minutes per business day", facts.day, "min/bd"))


@metric(
    "Lead time, first pass",
    "bd",
    2,
    "first-pass lead time / minutes per business day",
    CRITICAL,
    MARTIN,
    "less",
)
def lead_time_first_pass_bd(facts: MapFacts) -> Inputs:
    return _in_days(facts, N_("first-pass lead time"), "lead_time_first_pass_min")


@metric("Process time, critical path", "min", 2, "sum of process time", CRITICAL, MARTIN, "less")
def process_time_critical_path_min(facts: MapFacts) -> Inputs:
    passed = facts.first_pass_path[1]
    return path_times(
        facts, facts.first_pass_steps, passed, N_("share of cases"), "process", unknown_note(facts)
    )


# --- expected -------------------------------------------------------------------------------------


@metric("Lead time, expected", "min", 2, "sum of visits x (wait + process time)", EXPECTED, MARKOV, "less")
def lead_time_expected_min(facts: MapFacts) -> Inputs:
    positions, passed = facts.expected_path
    return path_times(facts, positions, passed, "visits", "lead", rule_note(facts))


@metric(
    "Lead time, expected", "bd", 2, "expected lead time / minutes per business day", EXPECTED, MARKOV, "less"
)
def lead_time_expected_bd(facts: MapFacts) -> Inputs:
    return _in_days(facts, N_("expected lead time"), "lead_time_expected_min")


@metric("Lead time, mean", "min", 2, "sum of visits x mean time",
        "Parallel work takes the mean of the longest branch, not the longest mean; step times independent",
        MARKOV, "less")  # fmt: skip
def lead_time_mean_of_max_min(facts: MapFacts) -> Inputs:
    from leanbench.flow.distribution import longest_means

    found = longest_means(facts.expected, facts.times.lead, facts.lead_spreads())
    ids = facts.flow.ids
    rows = [
        _("parallel work of {steps}").format(steps=", ".join(facts.names[ids[i]] for i in steps))
        if len(steps) != 1
        else ids[steps[0]]
        for steps, _unused, _unused in found
    ]
    return inputs(
        Term("visits", [visits for _, visits, _ in found], "", rows),
        Term("mean time", [mean for _, _, mean in found], "min", rows),
    )


def deviation(facts: MapFacts, parallel: Parallel) -> Inputs:
    """Standard deviation from the first two moments of a Markov reward process."""
    mean, variance = facts.moments(parallel)
    return inputs(Term("S", variance + mean * mean, "min²"), Term("m", mean, "min"))


@metric("Lead time, standard deviation", "min", 2, "square root of (S - m²)",
        "Second moment S = (I − Q)⁻¹ (s² + t² + 2 t Q m), mean m. Routing and given ranges vary; step times"
        " independent; parallel work by its longest branch mean", MARKOV, "less")  # fmt: skip
def lead_time_sd_min(facts: MapFacts) -> Inputs:
    return deviation(facts, "longest")


def percentile(facts: MapFacts, parallel: Parallel, percent: float) -> Inputs:
    """The time within which so many percent of cases are done, with the last time in which fewer are."""
    found = facts.distribution(parallel)
    place = found.place(percent)
    if not found.times:
        return unknown(_("No case is done"))
    places = range(max(0, place - 1), place + 1)
    rows = [_("the time before") if at < place else _("the time printed") for at in places]
    return inputs(
        Term("time", [found.times[at] for at in places], "min", rows),
        Term("share of cases", [100.0 * found.cumulative[at] for at in places], "%", rows),
        note="" if found.is_exact_at(percent) else _(_ABOUT),
    )


@metric("Lead time, half of cases within", "min", 2, "smallest time with share of cases of at least 50%",
        _SPREAD, MARKOV, "less")  # fmt: skip
def lead_time_p50_min(facts: MapFacts) -> Inputs:
    return percentile(facts, "longest", 50)


@metric("Lead time, 85% of cases within", "min", 2, "smallest time with share of cases of at least 85%",
        _SPREAD, MARKOV, "less")  # fmt: skip
def lead_time_p85_min(facts: MapFacts) -> Inputs:
    return percentile(facts, "longest", 85)


@metric(
    "Lead time, 85% of cases within",
    "bd",
    2,
    "85th percentile / minutes per business day",
    _SPREAD,
    MARKOV,
    "less",
)
def lead_time_p85_bd(facts: MapFacts) -> Inputs:
    return _in_days(facts, N_("85th percentile"), "lead_time_p85_min")


@metric("Lead time, 95% of cases within", "min", 2, "smallest time with share of cases of at least 95%",
        _SPREAD, MARKOV, "less")  # fmt: skip
def lead_time_p95_min(facts: MapFacts) -> Inputs:
    return percentile(facts, "longest", 95)


# --- ratios ---------------------------------------------------------------------------------------


def _touch_and_lead(facts: MapFacts) -> tuple[Term, Term]:
    return (
        metric_term(facts, N_("process time"), "process_time_critical_path_min"),
        metric_term(facts, N_("first-pass lead time"), "lead_time_first_pass_min"),
    )


@metric("Activity ratio", "%", 2, "process time / first-pass lead time", f"Both on the critical path. {_WORKING}",
        MARTIN, "more")  # fmt: skip
def activity_ratio_pct(facts: MapFacts) -> Inputs:
    touch, lead = _touch_and_lead(facts)
    note = notes_text("" if lead.value else _(_NO_LEAD), rule_note(facts))
    return inputs(touch, lead, note=note) if lead.value else unknown(note)


@metric("Activity ratio, 24 h time", "%", 2, "process time / (first-pass lead time / minutes per business day x 1440)",
        "Each business day of lead time counts 24 h, weekends do not count; process time as worked", MARTIN,
        "more")  # fmt: skip
def activity_ratio_24h_pct(facts: MapFacts) -> Inputs:
    touch, lead = _touch_and_lead(facts)
    if not lead.value or facts.day <= 0.0:
        return unknown(_NO_LEAD if not lead.value else _("The calendar has no hours per business day"))
    return inputs(touch, lead, Term("minutes per business day", facts.day, "min/bd"))


@metric("Value-added ratio", "%", 2, "sum of value-added process time / first-pass lead time",
        f"Steps classed VA on the critical path. {_WORKING}", LEARNING_TO_SEE, "more")  # fmt: skip
def va_ratio_pct(facts: MapFacts) -> Inputs:
    _unused, lead = _touch_and_lead(facts)
    blank = [facts.classes[i] for i in facts.flow.activities].count("")
    note = notes_text(
        _("{blank} steps have no value class").format(blank=blank) if blank else "",
        "" if lead.value else _(_NO_LEAD),
    )
    if not lead.value:
        return unknown(note)
    passed, process = facts.first_pass_path[1], facts.times.process
    steps = [i for i in facts.first_pass_steps if facts.classes[i] == "VA"]
    added = [passed[i] * process[i] for i in steps]
    return inputs(Term("value-added process time", added, "min", facts.ids(steps)), lead, note=note)
