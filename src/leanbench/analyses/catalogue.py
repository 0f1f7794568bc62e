"""The list of methods, grouped under the questions a facilitator asks.

Control charts come from the registry of `leanbench.stats.spc.charts_index`; the other families add theirs
below. What is added here appears in the window, on the command line and in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from typing import Any

import numpy as np

from leanbench.analyses import chosen_columns as columns
from leanbench.analyses import method as m
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.stats.base.samples import count, whole
from leanbench.stats.spc.charts_index import CHARTS, ChartSpec
from leanbench.stats.spc.profiles import profile
from leanbench.stats.spc.rules import RULES, RuleSet, resolve


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the Charts page: its words, and what answers it."""

    title: str
    about: str


STABLE = "Is it stable?"
TARGET = "Does it meet the target?"
CHANGE = "Did it change?"
CAUSES = "What are the biggest causes?"
TRUST = "Can we trust the measurement?"
COMPARE = "How do these compare?"
NEED = "How much data do we need?"
LOOK = "What do the values look like?"

QUESTIONS: tuple[Question, ...] = (
    Question(STABLE, "control and run charts"),
    Question(TARGET, "capability, deadline share"),
    Question(CHANGE, "before and after, one page"),
    Question(CAUSES, "Pareto"),
    Question(TRUST, "gage R&R, agreement"),
    Question(COMPARE, "tests, intervals"),
    Question(NEED, "sample size and power"),
    Question(LOOK, "histogram, boxplot, distribution"),
)


@cache
def methods() -> Mapping[str, Method]:
    """All methods by name, in the order they are offered."""
    found = [_control_method(spec) for spec in CHARTS.values()]
    for name in FAMILIES:
        found.extend(import_module(f"leanbench.analyses.{name}").METHODS)
    return {method.name: method for method in found}


# Modules of this package that hold `METHODS`.
FAMILIES: tuple[str, ...] = (
    "methods_order",
    "methods_targets",
    "methods_tolerances",
    "methods_yields",
    "methods_change",
    "methods_causes",
    "methods_measurement",
    "methods_comparisons",
    "methods_counts",
    "methods_relations",
    "methods_surveys",
    "methods_shapes",
    "methods_sizes",
    "methods_test_sizes",
    "methods_designs",
)


def of_question(title: str) -> tuple[Method, ...]:
    """The methods that answer a question, the usual one first."""
    return tuple(method for method in methods().values() if method.question == title)


def questions() -> tuple[Question, ...]:
    """The questions that have a method to answer them."""
    return tuple(question for question in QUESTIONS if of_question(question.title))


# --- control charts -----------------------------------------------------------------------------


def _control_method(spec: ChartSpec) -> Method:
    """A control chart of the registry as a method."""
    return Method(
        spec.method,
        spec.title,
        STABLE,
        spec.question,
        _control_fields(spec),
        partial(_run_control, spec),
        needs_value="columns" not in spec.needs and "dates" not in spec.options,
    )


def _control_fields(spec: ChartSpec) -> tuple[Field, ...]:
    fields: list[Field] = []
    if "dates" in spec.options:
        fields.append(replace(m.VALUE, label="Gaps", needed=False, help="Empty: days between the dates."))
    elif "counts" in spec.needs:
        value = m.RATIO if spec.method == "i-prime" else m.COUNT
        fields += [value, m.SIZE] if "sizes" in spec.needs else [value]
    elif "columns" in spec.needs:
        fields.append(Field("columns", "Measures", "columns", ("number",), needed=True))
    else:
        fields.append(m.VALUE if "subgroup" in spec.needs else m.SERIES)
    if "subgroup" in spec.needs:
        fields.append(m.SUBGROUP)
    else:
        fields += [m.DATE, m.BY]
        if "sizes" not in spec.needs:
            fields.append(m.AGGREGATE)
    if "part" in spec.needs:
        fields.append(Field("part", "Kind of item", "column", ("text",), needed=True))
    fields += [m.STAGE, m.WHERE, m.LABEL]
    fields += [] if "target" in spec.options else [m.TARGET]
    for name, choices in spec.options.items():
        if name == "sigma_method":
            fields.append(m.sigma_field(choices))
        elif name != "dates":
            fields.append(m.option_field(name, choices))
    shared = (*spec.shared, "rules") if "tests" in spec.shared else spec.shared
    fields += [m.SHARED_FIELDS[name] for name in m.SHARED_FIELDS if name in shared]
    return (*fields, m.RUN_LENGTHS)


def _run_control(spec: ChartSpec, inputs: Inputs, options: Options) -> Any:
    chart = _charted(spec, inputs, options)
    if inputs.notes:  # what was done to the rows before they became points
        chart = replace(chart, notes=(*inputs.notes, *chart.notes))
    if not options.get("run_lengths"):
        return chart
    from leanbench.stats.run_length.run_lengths import run_lengths

    found = run_lengths(chart)
    return replace(chart, notes=(found.line(), *chart.notes), details={**chart.details, "run_lengths": found})


def _charted(spec: ChartSpec, inputs: Inputs, options: Options) -> Any:
    if "dates" in spec.options and inputs.values is None:
        return _run_on_dates(spec, inputs, options)
    if spec.needs[0] == "values":
        columns.refuse_single_answers(inputs, options)
    given: list[Any] = []
    for need in spec.needs:
        value = {
            "values": inputs.values,
            "counts": inputs.values,
            "sizes": inputs.sizes,
            "subgroup": inputs.subgroup,
            "subgroup?": inputs.subgroup,
            "part": inputs.part,
            "columns": inputs.columns,
        }.get(need)
        if value is None and not need.endswith("?"):
            raise UserError(f"Choose {MISSING.get(need, 'another column')} for the {spec.title}.")
        given.append(value)
    return spec.function(*given, **_own(spec, options), **_shared(spec, inputs, options))


def _own(spec: ChartSpec, options: Options) -> dict[str, Any]:
    """The keywords of this chart alone."""
    own = {name: options[name] for name in spec.options if options.get(name) is not None}
    if "sigma_method" in spec.options and options.get("sigma") is not None:
        own["sigma_method"] = options["sigma"]
    return own


def _run_on_dates(spec: ChartSpec, inputs: Inputs, options: Options) -> Any:
    """A chart of the gaps between dates: a gap belongs to the event that ends it."""
    if not options.get("date"):
        raise UserError(
            f"Choose the column of gaps between events, or of their dates (In order of), for the {spec.title}."
        )
    dates = inputs.data.column(str(options["date"]))
    shared = _shared(spec, inputs, options)
    known = ~np.isnat(dates)
    for name in ("stages", "labels"):
        if shared.get(name) is not None:
            shared[name] = [text for text, use in zip(shared[name], known, strict=True) if use]
    places = np.cumsum(known) - 2
    excluded = {int(places[entry]): why for entry, why in inputs.excluded.items() if known[entry]}
    shared["excluded"] = {place: why for place, why in excluded.items() if place >= 0} or None
    shared.pop("name", None)
    chart = spec.function(None, dates=dates[known].tolist(), **_own(spec, options), **shared)
    blank = int(np.count_nonzero(~known))
    if not blank:
        return chart
    told = f"{count(blank, 'row')} without a date in {options['date']} left out"
    return replace(chart, notes=(told, *chart.notes))


MISSING = {
    "sizes": "a column of sizes (Out of), or one point per week of a yes/no column,",
    "subgroup": "the column that names the subgroups, or how many values make one,",
    "part": "the column that names the kind of item",
    "columns": "two or more columns of measurements",
}


def rules_of(options: Options) -> RuleSet:
    """The tests of a study: all of the named set, or those chosen from it, with their own lengths.

    ``rules`` names the set; ``tests`` is a list of its tests, or {test: length}; without a set, Minitab's.
    """
    name = options.get("rules") or (profile(options.get("profile")).name if options.get("profile") else None)
    base = RULES.get(str(name or "minitab"))
    if base is None:
        base = RULES[PROFILE_RULES.get(str(name), "minitab")]
    tests = options.get("tests")
    if tests is None:
        return base
    return resolve(tuple(tests) if isinstance(tests, list) else tests, base)


def usual_tests(options: Options) -> tuple[str, ...]:
    """The tests that apply when a study chooses none: all of a named set, else those of the convention."""
    rules = (
        RULES[options["rules"]] if options.get("rules") in RULES else profile(options.get("profile")).tests
    )
    return tuple(str(rule.test) for rule in rules.rules)


# Which set a convention counts with, where it has not the set's name.
PROFILE_RULES = {"jmp": "nelson", "nist": "nelson", "healthcare": "ihi"}


def _shared(spec: ChartSpec, inputs: Inputs, options: Options) -> dict[str, Any]:
    """The keywords all control charts understand, from the options of a study."""
    chosen: dict[str, Any] = {
        name: options[name]
        for name in ("k", "counting", "center", "constants", "profile")
        if options.get(name) is not None
    }
    if options.get("baseline") is not None:
        chosen["baseline"] = whole(options["baseline"], "The number of points that set the limits")
    if options.get("sigma_known") is not None:
        chosen["sigma"] = options["sigma_known"]
    if options.get("tests") is not None or options.get("rules"):
        chosen["tests"] = rules_of(options)
    chosen |= {
        "stages": inputs.stages,
        "labels": inputs.labels,
        "excluded": dict(inputs.excluded) or None,
        "name": inputs.name,
    }
    return {name: value for name, value in chosen.items() if name in spec.shared}
