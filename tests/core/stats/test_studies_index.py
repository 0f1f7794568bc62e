"""Every study of the registry runs from plain arguments and gives a full result record."""

import json

import numpy as np
import pytest

from leanbench.stats.result import Result, to_json
from leanbench.stats.samples import StatsError
from leanbench.stats.studies_index import STUDIES

RANDOM = np.random.default_rng(7)
N = 60
NUMBERS = RANDOM.gamma(4, 5, N)
OTHERS = NUMBERS * 0.5 + RANDOM.normal(0, 2, N)
LABELS = ["North", "South"] * (N // 2)
YESNO = (RANDOM.random(N) < 0.4).astype(float)
COUNTS = RANDOM.poisson(5, N).astype(float)
RATED = RANDOM.integers(1, 6, N).astype(float)

COLUMNS = {"numbers": NUMBERS, "labels": LABELS}
SPECIAL = {
    "one-proportion": {"value": YESNO, "target": 0.5},
    "two-proportions": {"value": YESNO},
    "one-rate": {"value": COUNTS, "target": 4.0},
    "two-rates": {"value": COUNTS, "size": np.full(N, 2.0)},
    "change": {"stage": ["before"] * 30 + ["after"] * 30, "usl": 30.0},
    "pareto": {"value": COUNTS},
    "paired-t": {"before": NUMBERS, "after": OTHERS},
    "chi-square": {"columns_of": [["a", "b", "b"][i % 3] for i in range(N)]},
    "check-sheet": {"place": [["a", "b", "b"][i % 3] for i in range(N)]},
    "survey": {"items": {"q1": RATED, "q2": RATED[::-1]}},
    "importance-performance": {"items": {"q1": RATED, "q2": RATED[::-1]}, "overall": COUNTS},
    "equivalence": {"low": -20.0, "high": 20.0},
    "process-yield": {"defects": 34, "units": 750, "opportunities": 10},
    "multi-vari": {"factors": {"office": LABELS, "week": [str(i // 15) for i in range(N)]}},
    "linear-regression": {"predictors": {"x": OTHERS}},
    "sample-size": {"difference": 1.0, "standard_deviation": 2.0},
    "sample-size-shares": {"share_1": 0.3, "share_2": 0.2},
    "sample-size-rates": {"rate_1": 1.0, "rate_2": 2.0},
    "sample-size-anova": {"groups": 4, "difference": 3.0, "standard_deviation": 2.0},
    "sample-size-sd": {"ratio": 1.5},
    "sample-size-estimate": {"standard_deviation": 5.0, "margin": 1.0},
    "sample-size-survey": {"margin": 0.05},
    "sample-size-equivalence": {"limit": 2.0, "standard_deviation": 2.0},
    "timeplot": {"time": None},
}


def arguments(spec):
    given = {}
    for option in spec.options:
        if option.kind in COLUMNS:
            given[option.name] = COLUMNS[option.kind] if option.needed else None
        elif option.kind == "numbers*":
            given[option.name] = {"first": NUMBERS, "second": OTHERS}
        elif option.kind == "number" and option.needed:
            given[option.name] = 15.0
        elif option.default is not None:
            given[option.name] = option.default
    return {**given, **SPECIAL.get(spec.method, {})}


@pytest.mark.parametrize("method", STUDIES)
def test_every_study_gives_a_full_record(method):
    spec = STUDIES[method]
    result = spec.run(arguments(spec))
    assert isinstance(result, Result)
    summary = result.summary()
    assert summary
    assert all(text and "nan" not in text.lower().split() for text in summary)
    table = result.table()
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert not result.to_frame().empty
    json.dumps(to_json(result), allow_nan=False)


@pytest.mark.parametrize("method", STUDIES)
def test_every_study_says_what_is_missing(method):
    with pytest.raises(StatsError):
        STUDIES[method].run({})


@pytest.mark.parametrize(
    "method", [name for name, spec in STUDIES.items() if spec.options[0].name == "value"]
)
@pytest.mark.parametrize(
    "values",
    [[], [None, None], ["x"], [float("nan")], [float("inf")], [1.0]],
    ids=["empty", "blank", "text", "nan", "inf", "one"],
)
def test_bad_columns_give_sentences_or_results(method, values):
    spec = STUDIES[method]
    given = {**arguments(spec), "value": values}
    for option in spec.options:
        if option.kind == "labels" and given.get(option.name) is not None:
            given[option.name] = ["a"] * len(values)
        if option.kind in ("numbers*", "labels*"):
            given[option.name] = {"x": list(values)}
    try:
        result = spec.run(given)
    except StatsError as error:
        text = str(error)
        assert text[0].isupper() or text.split()[0] in ("values", "y", "counts")
        assert text.endswith((".", "!", "?"))
    else:
        assert result.summary()


def test_rates_use_rows_with_both_count_and_exposure():
    run = STUDIES["two-rates"].run
    found = run({"value": [2, None, 3, 4], "size": [1, 100, 1, 2], "group": ["a", "a", "a", "b"]})
    assert dict(found.figures) == {"Exposure 1": 2.0, "Exposure 2": 2.0}
    assert "1 row without a count and exposure left out" in found.notes
    with pytest.raises(StatsError, match=r"Row 2 has 1\.5 events"):
        run({"value": [1, 1.5], "group": ["a", "b"]})
