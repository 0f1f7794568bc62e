"""All control charts by method name: the function, its title, the data it needs, its own options.

The command line and the window build their forms from this table, so that a chart added here appears
everywhere. Options shared by all charts are in `design.OPTION_NAMES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.stats.spc import attributes, multivariate, runchart, shortrun, variables, weighted
from leanbench.stats.spc import rare_events as rare
from leanbench.stats.spc.chart_design import OPTION_NAMES

Needs = Literal["values", "subgroup", "subgroup?", "counts", "sizes", "part", "columns", "dates"]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart.

    method : name in studies, cases and on the command line.
    function : called with the data in the order of `needs`, then options by keyword.
    title, question : what it is called, and the question it answers.
    needs : data columns in call order. A ``?`` marks one that may be left out; ``columns`` is several
        value columns; ``dates`` may be given instead of values.
    options : its own keywords with their choices (an empty tuple: a number or text).
    shared : the options of `design` that make sense here.
    """

    method: str
    function: Callable[..., Any]
    title: str
    question: str
    needs: tuple[Needs, ...]
    options: Mapping[str, tuple[Any, ...]]
    shared: tuple[str, ...] = OPTION_NAMES


_INDIVIDUAL = ("mr", "mr-median", "mr-screened", "mssd", "sd")
_SUBGROUP = ("rbar", "sbar", "pooled", "rbar-unweighted", "sbar-unweighted")
_WEIGHTED = ("mr", "mr-median", "mssd", "sd", "pooled", "rbar", "sbar")
_NO_SIGMA = tuple(name for name in OPTION_NAMES if name != "sigma")

_SPECS = (
    ChartSpec(
        "i-mr",
        variables.i_mr,
        "I-MR chart",
        "Is a measurement taken one at a time stable?",
        ("values",),
        {"mr_length": (), "sigma_method": _INDIVIDUAL},
    ),
    ChartSpec(
        "xbar-r",
        variables.xbar_r,
        "Xbar-R chart",
        "Are small samples (2 to 8) taken together stable in mean and range?",
        ("values", "subgroup"),
        {"sigma_method": _SUBGROUP},
    ),
    ChartSpec(
        "xbar-s",
        variables.xbar_s,
        "Xbar-S chart",
        "Are larger samples stable in mean and standard deviation?",
        ("values", "subgroup"),
        {"sigma_method": _SUBGROUP},
    ),
    ChartSpec(
        "i-mr-rs",
        variables.i_mr_rs,
        "I-MR-R/S chart (between/within)",
        "Do days or batches differ from each other, and is the spread within them stable?",
        ("values", "subgroup"),
        {"spread": ("R", "S"), "mr_length": (), "sigma_method": _INDIVIDUAL},
    ),
    ChartSpec(
        "p",
        attributes.p,
        "p chart",
        "Is the share of defective items stable?",
        ("counts", "sizes"),
        {},
        _NO_SIGMA,
    ),
    ChartSpec(
        "np",
        attributes.np_,
        "np chart",
        "Is the number of defective items in samples of equal size stable?",
        ("counts", "sizes"),
        {},
        _NO_SIGMA,
    ),
    ChartSpec(
        "c",
        attributes.c,
        "c chart",
        "Is the number of defects in equal units or periods stable?",
        ("counts",),
        {},
        _NO_SIGMA,
    ),
    ChartSpec(
        "u",
        attributes.u,
        "u chart",
        "Is the rate of defects per unit stable when the units differ in size?",
        ("counts", "sizes"),
        {"per": ()},
        _NO_SIGMA,
    ),
    ChartSpec(
        "laney-p",
        attributes.laney_p,
        "Laney p' chart",
        "Is a share stable when samples are very large and nearly every point falls outside a p chart?",
        ("counts", "sizes"),
        {},
    ),
    ChartSpec(
        "laney-u",
        attributes.laney_u,
        "Laney u' chart",
        "Is a rate stable when the units are very large?",
        ("counts", "sizes"),
        {"per": ()},
    ),
    ChartSpec(
        "i-prime",
        attributes.i_prime,
        "I' chart",
        "Is a ratio of two measurements stable when the denominators differ?",
        ("counts", "sizes"),
        {"per": (), "sigma_method": ("mr", "mr-median", "mr-screened")},
    ),
    ChartSpec(
        "moving-average",
        weighted.moving_average,
        "Moving average chart",
        "Has the level shifted a little and stayed there?",
        ("values", "subgroup?"),
        {"span": (), "sigma_method": _WEIGHTED},
    ),
    ChartSpec(
        "ewma",
        weighted.ewma,
        "EWMA chart",
        "Is there a small lasting shift or drift?",
        ("values", "subgroup?"),
        {"weight": (), "limits": ("exact", "asymptotic"), "sigma_method": _WEIGHTED},
    ),
    ChartSpec(
        "cusum",
        weighted.cusum,
        "CUSUM chart",
        "When did a small shift away from the target begin?",
        ("values", "subgroup?"),
        {
            "target": (),
            "h": (),
            "slack": (),
            "fir": (),
            "reset": (False, True),
            "standardised": (False, True),
            "raw": (False, True),
            "sigma_method": _WEIGHTED,
        },
        # h is its width, and its target is its known centre.
        tuple(name for name in OPTION_NAMES if name not in ("k", "center", "counting")),
    ),
    ChartSpec(
        "g",
        rare.g,
        "G chart",
        "Does a rare event happen more or less often, counted in cases between events?",
        ("values",),
        {"limits": ("percentile", "3-sigma", "negative-binomial"), "dates": ()},
        _NO_SIGMA,
    ),
    ChartSpec(
        "t",
        rare.t,
        "T chart",
        "Does a rare event happen more or less often, measured in time between events?",
        ("values",),
        {"method": ("weibull", "exponential", "nelson"), "sigma_method": _INDIVIDUAL, "dates": ()},
        _NO_SIGMA,
    ),
    ChartSpec(
        "z-mr",
        shortrun.z_mr,
        "Z-MR chart (short runs)",
        "Is a process stable that makes several kinds of item in short runs?",
        ("values", "part"),
        {"sigma_method": ("constant", "relative", "by-part", "by-run")},
    ),
    ChartSpec(
        "t2",
        multivariate.t2,
        "Hotelling T² chart",
        "Are several related measurements stable together?",
        ("columns", "subgroup?"),
        {"confidence": (), "covariance": ("sample", "successive")},
        ("stages", "excluded", "baseline", "constants", "profile", "labels", "name", "tests"),
    ),
    ChartSpec(
        "run",
        runchart.run,
        "Run chart",
        "Is there a shift or a trend, with few points and no assumptions?",
        ("values",),
        {"shift": (), "trend": ()},
        tuple(name for name in _NO_SIGMA if name not in ("k", "counting")),
    ),
)

CHARTS: Mapping[str, ChartSpec] = {spec.method: spec for spec in _SPECS}
