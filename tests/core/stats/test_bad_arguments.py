"""Every function of the package against every kind of bad argument: a result, or one plain sentence."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import math

import numpy as np
import pytest

from leanbench import stats
from leanbench.stats.base.result import Result, to_json
from leanbench.stats.base.samples import StatsError

N = 24
RNG = np.random.default_rng(1)
X = RNG.normal(10, 2, N).round(3).tolist()
Y = RNG.normal(12, 2, N).round(3).tolist()
COUNTS = RNG.poisson(6, N).astype(float).tolist()
DAYS = [dt.date(2026, 1, 1) + dt.timedelta(days=i) for i in range(N)]
LABELS = ["a", "b"] * (N // 2)
BAD_COLUMNS = {
    "empty": [],
    "one": [5.0],
    "constant": [4.0] * N,
    "zeros": [0.0] * N,
    "all NaN": [math.nan] * N,
    "some odd": [*X[:8], math.nan, math.inf, -math.inf, "soon", *X[12:]],
    "blank": [None] * N,
    "words": ["a"] * N,
    "negative": [-x for x in COUNTS],
    "huge": [x * 1e300 for x in X],
    "tiny": [x * 1e-300 for x in X],
    "dates equal": [DAYS[0]] * N,
    "dates backwards": DAYS[::-1],
    "shorter": X[:7],
    "a number": 5.0,
    "nothing": None,
    "a word": "hello",
    "a table": np.ones((5, 3)),
}
ITEMS = {name: RNG.integers(1, 6, N).tolist() for name in ("clear", "quick", "kind")}
# What each parameter usually is, by its name.
COLUMN = {
    "values": X, "a": X, "b": Y, "x": X, "y": Y, "before": X, "after": Y, "counts": COUNTS, "defectives": COUNTS,
    "sizes": [50.0] * N, "subgroup": [i // 4 for i in range(N)], "groups": LABELS, "stages": ["a"] * 12 + ["b"] * 12,
    "part": LABELS, "parts": [f"p{i // 6}" for i in range(N)], "operators": LABELS, "appraisers": LABELS,
    "ratings": ["yes", "no", "yes"] * (N // 3), "starts": DAYS, "finishes": [d + dt.timedelta(days=9) for d in DAYS],
    "labels": LABELS, "causes": LABELS, "places": ["m", "t", "w"] * (N // 3), "references": [i // 6 for i in range(N)],
}  # fmt: skip
OTHER = {
    "deadline": 12, "target": 0.3, "reference": 10, "tolerance": 8, "low": -1.0, "high": 1.0, "sigma": 2.0, "mean": 10,
    "sd": 2.0, "events": 5, "trials": 40, "exposure": 40.0, "exposures": (40.0, 50.0), "table": [[5, 9], [12, 3]],
    "columns": {"x": X, "y": Y}, "factors": {"Part": COLUMN["parts"], "Operator": LABELS}, "items": ITEMS,
    "performance": ITEMS, "series": {"x": X}, "defects": 5, "units": 100, "delta": 2.0, "margin": 1.0, "method": "i-mr",
    "rows": 10, "starts_at": [5], "n": 30, "coverage": 0.9, "confidence": 0.95, "p1": 0.2, "p2": 0.4, "rate1": 1.0,
    "rate2": 2.0, "spread": 3.0, "ratio": 2.0, "limits": {"x": stats.capability.Limits(usl=20.0)},
    "share": 0.7, "rate": 2.0, "chance": 0.7, "w": 0.3, "df": 2, "r": 0.3, "r2": 0.2, "sd1": 2.0, "sd2": 3.0,
    "slack": 0.5, "arl": 370, "weight": 0.2, "variables": 2,
}  # fmt: skip
OWN: dict[str, dict] = {
    "two_proportions": {"events": (5, 15), "trials": (40, 42)},
    "two_rates": {"events": (5, 15)},
    "one_rate": {"target": 0.3},
    "g": {"values": COUNTS},
    "t": {"values": X},
    "capability_normal": {"usl": 20},
    "between_within": {"usl": 20},
    "capability_nonnormal": {"usl": 20},
    "capability_transformed": {"usl": 20},
    "capability_by_stage": {"usl": 20},
    "capability_summary": {"usl": 20},
    "did_it_change": {"split": 12},
    "boxplot": {"groups": LABELS},
    "importance_performance": {"overall": ITEMS["kind"]},
    "anova_size": {"groups": 3},
    "kruskal_wallis_size": {"groups": 3},
    "moods_median_size": {"groups": 3},
    "concentration": {"x": [x / 30 for x in X], "y": [y / 30 for y in Y]},
    "equivalence_size": {"limit": 2.0},
    "share_size": {"margin": 0.05},
    "tally_sheet": {"rows": ["a", "b"], "columns": ["m", "t"], "counts": [[3.0, 4.0], [5.0, 6.0]]},
    "z_mr": {"part": ["a"] * 12 + ["b"] * 12},
    "tolerance_from_summary": {"mean": 10.0},
    "chart_constants": {"sizes": [2, 5]},
}
ODD_OPTIONS = ("bogus", -1, 0, 0.5, 10**6, math.nan, math.inf)
# Words and records that a program hands over, not what somebody measures or chooses.
WORDS = {"notes", "calendar", "names", "name", "unit", "row_names", "column_names", "row_name", "column_name", "order",
         "rows", "columns", "response", "words", "reverse", "scale", "distributions", "terms", "fixed", "cuts",
         "compare", "titles", "pool_trials", "keep_interaction", "restricted", "rounded", "edges", "label"}  # fmt: skip
# Functions that take records of this package or give plain values: not what a facilitator fills in.
PLAIN = {
    "find_signals",
    "run_lengths",
    "why_different",
    "to_json",
    "stages_at",
    "power_curve",
    "anderson_darling",
    "resolve",
}
# Calculators: their answer is a number or a few.
NUMBERS = {"chart_constants", "cusum_limit", "ewma_limit", "mewma_limit", "share_estimate",
           "tolerance_sample_sizes"}  # fmt: skip
ROOMS = [getattr(stats, room) for room in stats.ROOMS]
PUBLIC = {name: getattr(room, name) for room in ROOMS for name in room.__all__}
FUNCTIONS = [name for name, thing in PUBLIC.items() if inspect.isfunction(thing) and name not in PLAIN]


def usual(name: str) -> dict:
    own = dict(OWN.get(name, {}))
    for parameter in inspect.signature(PUBLIC[name]).parameters.values():
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            own.setdefault(parameter.name, COLUMN.get(parameter.name, OTHER.get(parameter.name)))
    return own


def assert_answer(name: str, arguments: dict) -> None:
    try:
        result = PUBLIC[name](**arguments)
    except StatsError as error:
        text = str(error)
        assert text.endswith((".", "?")), text
        assert "\n" not in text, text
        assert not any(code in text for code in ("np.", "Traceback")), text
        return
    if name in NUMBERS:
        json.dumps(to_json(result), allow_nan=False)
        return
    assert isinstance(result, Result)
    json.dumps(to_json(result), allow_nan=False)
    for text in result.summary():
        words = text.lower().translate(str.maketrans("(),;", "    ")).rstrip(".").split()
        assert not {"nan", "inf", "-inf"} & set(words), text
    result.table()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_usual_arguments_give_a_result(name: str) -> None:
    result = PUBLIC[name](**usual(name))
    assert result is not None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_with_bad_columns(name: str) -> None:
    arguments = usual(name)
    for parameter, value in arguments.items():
        if isinstance(value, list) or parameter in COLUMN:
            for column in BAD_COLUMNS.values():
                assert_answer(name, {**arguments, parameter: column})
        elif isinstance(value, dict):
            for bad in (
                {},
                5,
                None,
                *({**value, next(iter(value)): column} for column in BAD_COLUMNS.values()),
            ):
                assert_answer(name, {**arguments, parameter: bad})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_with_bad_options(name: str) -> None:
    arguments = usual(name)
    for parameter in inspect.signature(PUBLIC[name]).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD or parameter.name in WORDS:
            continue
        for bad in ODD_OPTIONS:
            assert_answer(name, {**arguments, parameter.name: bad})
