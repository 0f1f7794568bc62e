"""Units: a sum adds like to like, what comes out of a formula has the unit of the figure, and names say their unit."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leanbench import flow
from leanbench.event.records import Event
from leanbench.flow.simulation import Options
from leanbench.formula import parse
from leanbench.quantity import Quantity

_spec = importlib.util.spec_from_file_location("terms_of_figures", Path(__file__).with_name("test_terms.py"))
assert _spec is not None
assert _spec.loader is not None
_terms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_terms)

Unit = Counter[str]
SAMPLES = _terms.SAMPLES
# Numbers that turn one unit of time into another; what is counted (units, visits, people, FTE) has no unit of its own.
TURNS = {60.0: {"min": 1, "h": -1}, 1440.0: {"min": 1, "bd": -1}, 12.0: {"months": 1}}
COUNTED = {
    "",
    "%",
    "steps",
    "hand-offs",
    "loops",
    "exits",
    "roles",
    "units",
    "FTE",
    "people",
    "sigma",
    "share",
}


def unit_of(text: str) -> Unit:
    """A unit as powers of what it is made of: "USD/h" is {USD: 1, h: -1}."""
    if text == "min²":
        return Counter({"min": 2})
    text = text.removesuffix("per year").strip()  # told where it does not change the number
    above, per, time = text.rpartition("per ")
    if per:
        return combined(unit_of(above.strip()), Counter({time.replace("day", "bd"): 1}), -1)
    found: Unit = Counter()
    above, _, below = text.partition("/")
    for name, power in ((above, 1), (below, -1)):
        if name not in COUNTED:
            found[name] += power
    return found


def combined(one: Unit, two: Unit, power: int) -> Unit:
    found = Counter(one)
    for name, count in two.items():
        found[name] += power * count
    return Counter({name: count for name, count in found.items() if count})


def work_out(node: Any, units: list[Unit], where: str) -> Unit:
    """The unit of a formula; a sum of unlike things is a mistake."""
    if isinstance(node, int):
        return units[node]
    if isinstance(node, float):
        return Counter(TURNS.get(node, {}))
    word, parts = node[0], [work_out(part, units, where) for part in node[1:]]
    if word in ("+", "-", "larger of"):
        numbers = [isinstance(part, float) for part in node[1:]]
        assert any(numbers) or parts[0] == parts[1], (where, word, parts)
        return parts[0] if not numbers[0] else parts[1]
    if word in ("x", "/"):
        return combined(parts[0], parts[1], 1 if word == "x" else -1)
    if word == "^":
        return Counter({name: 2 * count for name, count in parts[0].items()}) if node[2] == 2.0 else parts[0]
    if word == "square root of":
        return Counter({name: count // 2 for name, count in parts[0].items()})
    return Counter() if word == "number of" else parts[0]


def check_units(found: Quantity) -> None:
    if not found.terms:
        return
    node = parse(found.formula, tuple(term.name for term in found.terms))
    units = [unit_of(term.unit) for term in found.terms]
    came, wanted = work_out(node, units, found.name), unit_of(found.unit)
    assert came == wanted, (found.name, found.formula, dict(came), dict(wanted))
    for ending, unit in ENDINGS.items():
        if found.name.endswith(ending):
            assert found.unit == unit, found.name
            break


ENDINGS = {
    "_usd_per_year": "USD per year", "_hours_per_year": "h per year", "_bd_per_year": "bd per year",
    "_per_day": "units per bd", "_min": "min", "_bd": "bd", "_pct": "%", "_usd": "USD", "labour_hours": "h",
    "steps": "steps", "_fte": "FTE",
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_units_come_out_in_every_sample(name: str, sample: Callable[[str], Any]) -> None:
    figures = [
        found
        for found in _terms.all_figures(sample(name)[0])
        if not re.match(r"waste_\w+_(usd|hours)|throughput", found.name)
    ]
    assert sum(bool(found.terms) for found in figures) > 60
    for found in figures:
        check_units(found)


def test_units_come_out_of_a_simulation(permit: Event) -> None:
    made = flow.simulate(permit, replications=2, days=20, options=Options()).quantities.values()
    figures = [found for found in made if not found.name.endswith(("_per_day", "gone_day"))]
    assert any(found.terms for found in figures)
    for found in figures:
        check_units(found)


def test_a_term_has_one_unit_wherever_it_stands(permit: Event) -> None:
    seen: dict[str, str] = {}
    for found in _terms.all_figures(permit):
        for term in found.terms:
            if term.name not in ("hard savings", "people", "expected lead time", "demand"):
                assert seen.setdefault(term.name, term.unit) == term.unit, (found.name, term.name)
