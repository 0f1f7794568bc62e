"""Is it stable? Control charts: every kind of chart in `stats.spc.charts_index` as a method, from its spec alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as columns
from leanbench.analyses.inputs import Counted, Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.analyses.study_tests import rules_of
from leanbench.errors import UserError
from leanbench.plots.numerals import number
from leanbench.stats.base.samples import count, whole
from leanbench.stats.spc.chart_spec import ChartSpec
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.words.language import N_, _

JUDGED = "i-mr"  # the chart whose limits are those of single values
LEAST_FOR_TARGET = 12  # points that set the limits below which nothing is said of a target


@dataclass(frozen=True, slots=True)
class Need:
    """What the form asks for one need of a chart, where its data lie in `Inputs`, what to say when it is missing."""

    fields: tuple[Field, ...]
    source: str = "values"
    missing: str = N_("another column")
    counted: Counted = ""


_GAPS = (replace(m.VALUE, label="Gaps", needed=False, help=N_("Empty: days between the dates.")),)
NEEDS: Mapping[str, Need] = {
    "values": Need((m.SERIES,)),
    "gaps": Need(_GAPS, counted="events"),
    "times": Need(_GAPS),
    "items": Need((m.COUNT,), counted="items"),
    "events": Need((replace(m.COUNT, choices=("number", "yesno", "text")),), counted="events"),
    "amounts": Need((m.RATIO,), counted="events"),
    "sizes": Need(
        (m.SIZE,), "sizes", N_("a column of sizes (Out of), or one point per week of a yes/no column,")
    ),
    "subgroup": Need(
        (m.SUBGROUP,), "subgroup", N_("the column that names the subgroups, or how many values make one,")
    ),
    "subgroup?": Need((replace(m.SUBGROUP, needed=False),), "subgroup"),
    "part": Need(
        (m.column_field("part", "Kind of item", ("text",), needed=True),),
        "part",
        N_("the column that names the kind of item"),
    ),
    "columns": Need(
        (m.columns_field("columns", "Measures", ("number",), needed=True),),
        "columns",
        N_("two or more columns of measurements"),
    ),
}


def _method(spec: ChartSpec) -> Method:
    """A control chart as a method."""
    return Method(
        spec.method,
        spec.title,
        "Is it stable?",
        spec.question,
        _fields(spec),
        partial(_run, spec),
        needs_value="columns" not in spec.needs and "dates" not in spec.options,
        counted=NEEDS[spec.needs[0]].counted,
    )


def _fields(spec: ChartSpec) -> tuple[Field, ...]:
    asked = {need: NEEDS[need].fields for need in spec.needs}
    order: tuple[Field, ...] = ()
    if "subgroup" in spec.needs:
        asked["values"] = (m.VALUE,)
    else:
        order = (m.DATE, m.BY, *(() if "sizes" in spec.needs else (m.AGGREGATE,)), m.EMPTY)
    part = asked.pop("part", ())
    fields = [*chain(*asked.values()), *order, *part, m.STAGE, m.WHERE, m.LABEL]
    fields += [] if "target" in spec.options else [m.TARGET]
    fields += [replace(m.BETTER, after="target")] if spec.method == JUDGED else []
    for name, choices in spec.options.items():
        if name == "sigma_method":
            fields.append(m.sigma_field(choices))
        elif name != "dates":
            fields.append(m.option_field(name, choices))
    shared = (*spec.shared, "rules") if "tests" in spec.shared else spec.shared
    fields += [m.SHARED_FIELDS[name] for name in m.SHARED_FIELDS if name in shared]
    return (*fields, m.RUN_LENGTHS)


def target_text(chart: ControlChart, target: float, better: str = "") -> str:
    """Will a target be met as the process is? The limits of the last stage say what single values it gives.

    better : "lower", "higher" or "" where nobody said. Source: NHS England and NHS Improvement, Making data count 2019,
    "assurance". Limits of fewer than 12 points give no verdict.
    """
    main, info = chart.panels[0], chart.stages[-1]
    low, high, wanted = info.lcl[main.name], info.ucl[main.name], number(target)
    if low is None or high is None or info.n_used < LEAST_FOR_TARGET:
        return _(
            "Whether the target of {target} is met cannot be told from {n} points; {least} or more are needed"
        ).format(target=wanted, n=info.n_used, least=LEAST_FOR_TARGET)
    if low <= target <= high:
        return _("The target of {target} may or may not be met: it lies inside the limits").format(
            target=wanted
        )
    above = target > high
    if not better:
        side = _("below") if above else _("above")
        return _("As the process is, every value stays {side} the target of {target}").format(
            side=side, target=wanted
        )
    met = above == (better == "lower")
    text = (
        _("The target of {target} will be met as the process is: it lies outside the limits")
        if met
        else _("The target of {target} will not be met as the process is: it lies outside the limits")
    )
    return text.format(target=wanted)


def _run(spec: ChartSpec, inputs: Inputs, options: Options) -> Any:
    chart = _chart(spec, inputs, options)
    if spec.method == JUDGED and options.get("target") is not None:
        said = target_text(chart, float(options["target"]), str(options.get("better") or ""))
        chart = replace(chart, notes=(said, *chart.notes))
    if inputs.notes:  # what was done to the rows before they became points
        chart = replace(chart, notes=(*inputs.notes, *chart.notes))
    if not options.get("run_lengths"):
        return chart
    from leanbench.stats.run_length.chart_run_lengths import run_lengths

    found = run_lengths(chart)
    return replace(chart, notes=(found.line(), *chart.notes), details={**chart.details, "run_lengths": found})


def _chart(spec: ChartSpec, inputs: Inputs, options: Options) -> Any:
    if "dates" in spec.options and inputs.values is None:
        return _run_on_dates(spec, inputs, options)
    if spec.needs[0] in ("values", "gaps", "times"):
        columns.refuse_single_answers(inputs, options)
    given: list[Any] = []
    for need in spec.needs:
        value = getattr(inputs, NEEDS[need].source)
        if value is None and not need.endswith("?"):
            raise UserError(
                _("Choose {missing} for the {title}.").format(
                    missing=_(NEEDS[need].missing), title=spec.title
                )
            )
        given.append(value)
    return spec.function(*given, **_own(spec, options), **_shared_options(spec, inputs, options))


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
            _(
                "Choose the column of gaps between events, or of their dates (In order of), for the {title}."
            ).format(title=spec.title)
        )
    dates = inputs.data.column(str(options["date"]))
    shared = _shared_options(spec, inputs, options)
    known = ~np.isnat(dates)
    for name in ("stages", "labels"):
        if shared.get(name) is not None:
            shared[name] = [text for text, use in zip(shared[name], known, strict=True) if use]
    places = np.cumsum(known) - 2
    excluded = {int(places[entry]): why for entry, why in inputs.excluded.items() if known[entry]}
    shared["excluded"] = {place: why for place, why in excluded.items() if place >= 0} or None
    del shared["name"], shared["unit"]  # these are the days between the dates
    chart = spec.function(None, dates=dates[known].tolist(), **_own(spec, options), **shared)
    blank = int(np.count_nonzero(~known))
    if not blank:
        return chart
    told = _("{n_rows} without a date in {date} left out").format(
        n_rows=count(blank, "row"), date=options["date"]
    )
    return replace(chart, notes=(told, *chart.notes))


def _shared_options(spec: ChartSpec, inputs: Inputs, options: Options) -> dict[str, Any]:
    """The keywords all control charts understand, from the options of a study."""
    chosen: dict[str, Any] = {
        name: options[name]
        for name in ("k", "counting", "center", "constants", "profile")
        if options.get(name) is not None
    }
    if options.get("baseline") is not None:
        chosen["baseline"] = whole(options["baseline"], _("The number of points that set the limits"))
    if options.get("sigma_known") is not None:
        chosen["sigma"] = options["sigma_known"]
    if options.get("tests") is not None or options.get("rules"):
        chosen["tests"] = rules_of(options)
    chosen |= {
        "stages": inputs.stages,
        "labels": inputs.labels,
        "excluded": dict(inputs.excluded) or None,
        "name": inputs.name,
        "unit": inputs.unit,
    }
    return {name: value for name, value in chosen.items() if name in spec.shared}


METHODS: tuple[Method, ...] = tuple(_method(spec) for spec in CHARTS.values())
