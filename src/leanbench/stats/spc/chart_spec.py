"""What a kind of control chart is: everything that is known of it, in one record beside its function.

Forms, command line, sentences, pictures, run lengths and `verify` read it; nothing else lists kinds of chart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from leanbench.stats.spc.chart_design import OPTION_NAMES

__all__ = ["ChartSpec"]

Needs = Literal[
    "values", "gaps", "times", "items", "events", "amounts", "sizes", "subgroup", "subgroup?", "part", "columns"
]  # fmt: skip
Plots = Literal["value", "share", "count", "rate", "gap", "sum", "score"]
RunLengthModel = Literal[
    "limits", "ewma", "cusum", "moving-average", "t2", "mewma", "run", "binomial", "poisson", "gaps", "times"
]

# Reasons why other programs show other numbers that several charts share; see `profile_differences`.
SUBGROUP_REASONS = ("within sigma", "unequal subgroups", "constants", "zones", "variable limits")
PATTERN_REASONS = ("tests 3 and 4", "test 7 start", "test 8", "counting goes on", "point on the limit")
RUN_REASONS = ("tests 3 and 4", "counting goes on", "point on the limit")  # where there are tests 1 to 4

INDIVIDUAL = ("mr", "mr-median", "mr-screened", "mssd", "sd")
SUBGROUP = ("rbar", "sbar", "pooled", "rbar-unweighted", "sbar-unweighted")
WITHOUT_SIGMA = tuple(name for name in OPTION_NAMES if name != "sigma")


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One kind of chart.

    method : name in studies, cases and on the command line.
    function : called with the data in the order of `needs`, then options by keyword.
    title, question : what it is called, and the question it answers.
    needs : data columns in call order. ``items`` and ``events`` are counts (an item is counted once, events have
        no most), ``amounts`` anything that is divided by sizes, ``gaps`` and ``times`` lie between rare events.
        A ``?`` marks what may be left out; ``columns`` is several value columns.
    options : its own keywords with their choices (an empty tuple: a number or text). With ``dates`` among them,
        dates may be given instead of values.
    shared : the options of `chart_design` that make sense here.
    plots : what the first panel shows. Only a ``value`` is in the unit of the measure; a ``share`` goes from 0 to 1
        and is shown in percent.
    parts : its panels by name, as people call them.
    center : what the center line is.
    why_limits_move, holds : why limits change from point to point: a sentence; else the sizes of the points, which
        hold different numbers of these.
    run_length : the model behind its run lengths, see `run_length.chart_run_lengths`.
    lower : the panel of spread whose signals can be simulated together with the first.
    differences : reasons why other programs differ, keys of `profile_differences`.
    """

    method: str
    function: Callable[..., Any]
    title: str
    question: str
    needs: tuple[Needs, ...]
    plots: Plots
    options: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    shared: tuple[str, ...] = OPTION_NAMES
    parts: Mapping[str, str] = field(default_factory=dict)
    center: Literal["Mean", "Median"] = "Mean"
    why_limits_move: str = ""
    holds: str = "items"
    run_length: RunLengthModel = "limits"
    lower: Literal["", "MR", "R", "S"] = ""
    differences: tuple[str, ...] = ()
