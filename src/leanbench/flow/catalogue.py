"""What every metric of a map is called, what it is measured in, how it is printed and defined.

One place for label, unit, decimals, formula, convention and source, so that the strip, the explain
card, the comparison and the printed footnote use the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Better = Literal["less", "more", ""]


@dataclass(frozen=True, slots=True)
class Entry:
    """Words and print rule of one metric; `better` is the direction that is an improvement."""

    label: str
    unit: str
    decimals: int
    formula: str
    convention: str = ""
    source: str = ""
    better: Better = ""


_MARKOV = "Absorbing Markov chain: visits = row of (I - Q)^-1 (Kemeny and Snell, Finite Markov Chains, 1960)"
_MARTIN = "Martin and Osterling, Metrics-Based Process Mapping, 2013"
_LITTLE_MAP = "Rother and Shook, Learning to See, 1998"
_PATH = "Main path: flow links without rework, exits and alternatives"
_CRITICAL = "Critical path: in parallel work the branch with the longest wait + process time"
_EXPECTED = (
    "Rework, exits and alternatives by their probabilities; work sent back may fail again; parallel work takes"
    " the longest branch mean (planned)"
)
_LABOUR = "Roles marked unpaid (customer, automatic system) are left out; one person per step"
_COUNTED = "Counted on the map as drawn"
_VALUE = "Womack and Jones, Lean Thinking, 1996 (value, waste that cannot yet be avoided, waste)"
_CLASSED = "As the team classed them; steps of branches included"
_WORKING = "Working time in both terms"

CATALOGUE: Mapping[str, Entry] = {
    "steps_main_path": Entry(
        "Steps, main path", "steps", 0, "number of steps on the main path", _PATH, _MARTIN, "less"),
    "steps_all": Entry("Steps, all", "steps", 0, "number of steps including branches",
        "Process steps, decisions and shipments; symbols and documents are not counted", _MARTIN, "less"),
    "handoffs_critical_path": Entry(
        "Hand-offs, critical path", "hand-offs", 0, "role changes between neighbours along the critical path",
        _CRITICAL, _MARTIN, "less"),
    "handoffs_all_edges": Entry(
        "Hand-offs, all links", "hand-offs", 0, "flow links of the main path whose ends have different roles",
        "Every parallel link counts, so concurrent routing raises this count", _MARTIN, "less"),
    "decisions": Entry("Decisions", "steps", 0, "steps at which a choice is made",
        "Decision symbols, and steps marked as deciding", _COUNTED, "less"),
    "delays": Entry("Delays", "steps", 0, "steps whose wait is at or above the delay threshold",
        "Business time; the threshold is a setting of the event", _COUNTED, "less"),
    "loops": Entry("Rework loops", "loops", 0, "number of rework branches",
        "Each rework branch counts once", _COUNTED, "less"),
    "exits": Entry("Exits", "exits", 0, "number of links that leave the process early",
        "Links of the kind exit", _COUNTED, ""),
    "roles": Entry("Roles touching the work", "roles", 0, "distinct roles on the map",
        "Roles named on steps, unpaid ones too", _COUNTED, "less"),
    "va_steps": Entry("Value-added steps", "steps", 0, "steps classed VA", _CLASSED, _VALUE, ""),
    "bnva_steps": Entry("Business non-value-added steps", "steps", 0, "steps classed BNVA", _CLASSED,
        _VALUE, "less"),
    "nva_steps": Entry("Non-value-added steps", "steps", 0, "steps classed NVA", _CLASSED, _VALUE,
        "less"),
    "lead_time_first_pass_min": Entry(
        "Lead time, first pass", "min", 2, "sum of lead times along the critical path", _CRITICAL, _MARTIN, "less"),
    "process_time_critical_path_min": Entry(
        "Process time, critical path", "min", 2, "sum of process times along the critical path",
        _CRITICAL, _MARTIN, "less"),
    "labour_min_main_path": Entry(
        "Labour, main path", "min", 2, "sum of process times of paid roles on the main path", _LABOUR,
        _MARTIN, "less"),
    "activity_ratio_pct": Entry(
        "Activity ratio", "%", 2, "process time on the critical path / first-pass lead time",
        _WORKING, _MARTIN, "more"),
    "va_ratio_pct": Entry(
        "Value-added ratio", "%", 2, "value-added process time on the critical path / first-pass lead time",
        _WORKING, _LITTLE_MAP, "more"),
    "activity_ratio_24h_pct": Entry(
        "Activity ratio, 24 h time", "%", 2, "process time on the critical path / first-pass lead time in 24 h days",
        "Each business day of lead time counts 24 h, weekends do not count; process time as worked", _MARTIN, "more"),
    "rolled_ca_pct": Entry(
        "Rolled %C&A", "%", 1, "product of the %C&A of the steps of the main path",
        "All members of parallel work count; branches are left out; a blank is skipped, not taken as 100 %",
        _MARTIN, "more"),
    "lead_time_expected_min": Entry(
        "Lead time, expected", "min", 2, "sum of expected visits x lead time", _EXPECTED, _MARKOV, "less"),
    "lead_time_mean_of_max_min": Entry(
        "Lead time, mean", "min", 2, "mean of the lead-time distribution",
        "Parallel work takes the mean of the longest branch, not the longest mean; step times independent",
        _MARKOV, "less"),
    "lead_time_sd_min": Entry(
        "Lead time, standard deviation", "min", 2, "square root of S - m^2, S = (I - Q)^-1 (s2 + t^2 + 2 t Q m)",
        "Routing and given ranges vary; step times independent; parallel work by its longest branch mean",
        _MARKOV, "less"),
    "lead_time_p50_min": Entry(
        "Lead time, half of cases within", "min", 2, "50th percentile of the lead-time distribution",
        "Routing and given ranges vary; step times independent", _MARKOV, "less"),
    "lead_time_p85_min": Entry(
        "Lead time, 85 % of cases within", "min", 2, "85th percentile of the lead-time distribution",
        "Routing and given ranges vary; step times independent", _MARKOV, "less"),
    "lead_time_p95_min": Entry(
        "Lead time, 95 % of cases within", "min", 2, "95th percentile of the lead-time distribution",
        "Routing and given ranges vary; step times independent", _MARKOV, "less"),
    "first_pass_probability_pct": Entry(
        "Cases without rework or exit", "%", 1, "product of the chances to stay on the main path",
        "Alternatives count as leaving the main path", _MARKOV, "more"),
    "labour_expected_min": Entry(
        "Labour per unit, expected", "min", 2, "sum of expected visits x process time of paid roles",
        _LABOUR, _MARKOV, "less"),
    "labour_sd_min": Entry(
        "Labour per unit, standard deviation", "min", 2, "square root of S - m^2 of the labour of one unit",
        "Routing and given ranges vary; parallel work adds up", _MARKOV, "less"),
    "labour_p50_min": Entry(
        "Labour per unit, half of units within", "min", 2, "50th percentile of the labour of one unit",
        _LABOUR, _MARKOV, "less"),
    "labour_p85_min": Entry(
        "Labour per unit, 85 % of units within", "min", 2, "85th percentile of the labour of one unit",
        _LABOUR, _MARKOV, "less"),
    "labour_p95_min": Entry(
        "Labour per unit, 95 % of units within", "min", 2, "95th percentile of the labour of one unit",
        _LABOUR, _MARKOV, "less"),
    "annual_labour_hours": Entry(
        "Labour per year", "h", 0, "units per year x expected labour per unit / 60", _LABOUR, _MARTIN, "less"),
    "fte_required": Entry(
        "FTE required", "FTE", 2, "annual labour hours / productive hours per FTE and year",
        "A freed FTE is capacity, not cash", _MARTIN, "less"),
    "lead_time_first_pass_bd": Entry(
        "Lead time, first pass", "bd", 2, "first-pass lead time / minutes per business day",
        _CRITICAL, _MARTIN, "less"),
    "lead_time_expected_bd": Entry(
        "Lead time, expected", "bd", 2, "expected lead time / minutes per business day", _EXPECTED, _MARKOV, "less"),
    "lead_time_p85_bd": Entry(
        "Lead time, 85 % of cases within", "bd", 2, "85th percentile / minutes per business day",
        "Routing and given ranges vary; step times independent", _MARKOV, "less"),
    "labour_cost_per_unit_usd": Entry(
        "Labour cost per unit", "USD", 2, "sum of expected visits x process time x loaded hourly rate / 60",
        _LABOUR, _MARKOV, "less"),
    "cost_per_unit_usd": Entry(
        "Cost per unit, with fixed costs", "USD", 2, "labour cost + sum of expected visits x fixed cost per visit",
        _LABOUR, _MARKOV, "less"),
    "annual_labour_cost_usd": Entry(
        "Labour cost per year", "USD", 0, "units per year x labour cost per unit", _LABOUR, _MARTIN,
        "less"),
    "takt_time_min": Entry(
        "Takt time", "min", 2, "minutes open per day x working days per year / units per year",
        "Available time and demand over the same year", _LITTLE_MAP, ""),
    "work_in_process": Entry(
        "Work in process, counted", "units", 1, "sum of the units waiting before the steps",
        "As counted on the map", _LITTLE_MAP, "less"),
    "work_in_process_little": Entry(
        "Work in process by Little's law", "units", 1, "daily demand x expected lead time in business days",
        "Stable process, no growing backlog", "Little, Operations Research 9 (1961) 383-387", "less"),
}  # fmt: skip


def decimals(name: str) -> int:
    """Decimals with which a metric is printed; 2 for a name that is not in the catalogue."""
    entry = CATALOGUE.get(name)
    return 2 if entry is None else entry.decimals


def printed(name: str, value: float) -> float:
    """The value rounded as it is printed, half away from zero on the shortest decimal form."""
    return rounded(value, decimals(name))


def rounded(value: float, places: int) -> float:
    """Round to `places` decimals; a value that is a hair off a tie by binary arithmetic counts as the tie."""
    return round(round(value, places + 6), places)


def show(value: float | None, places: int = 2) -> str:
    """A number as text: thousands separated, no trailing zeros; "not known" for None."""
    if value is None:
        return "not known"
    text = f"{rounded(value, places):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
