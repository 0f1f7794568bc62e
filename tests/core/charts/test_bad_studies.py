"""Every method of the catalogue, given columns and options that cannot be right: a sentence or a result."""

from __future__ import annotations

import json
import math
import re

import numpy as np
import pytest

from leanbench.charts import catalogue, columns, studies, words
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.stats.outliers import grubbs
from leanbench.stats.result import to_json
from leanbench.stats.samples import StatsError
from leanbench.stats.testing import by_group
from leanbench.stats.tests_counts import two_rates
from leanbench.tables import dataset, read

N = 30
RNG = np.random.default_rng(1)
GOOD = RNG.normal(10, 2, N).round(3).tolist()
COUNTS = [int(x) for x in RNG.poisson(6, N)]
# One column of each kind of trouble, all in one table.
COLUMNS = {
    "good": GOOD,
    "other": [round(1.3 * x + 0.7 * (i % 4), 3) for i, x in enumerate(GOOD)],
    "counts": COUNTS,
    "sizes": [50 + i % 3 for i in range(N)],
    "rated": [1 + (x + i) % 5 for i, x in enumerate(COUNTS)],
    "rated again": [1 + (x + 2 * i) % 5 for i, x in enumerate(COUNTS)],
    "constant": [4] * N,
    "zeros": [0] * N,
    "blank": [""] * N,
    "one": [5, *[""] * (N - 1)],
    "words": ["n/a"] * N,
    "some words": [*GOOD[:10], "n/a", *GOOD[11:]],
    "negative": [-x - 1 for x in COUNTS],
    "huge": [f"{x}e300" for x in GOOD],
    "tiny": [f"{x}e-300" for x in GOOD],
    "days": [f"2026-01-{1 + i:02d}" for i in range(N)],
    "same day": ["2026-01-05"] * N,
    "days back": [f"2026-01-{N - i:02d}" for i in range(N)],
    "yes": ["yes" if x % 2 else "no" for x in COUNTS],
    "group": [("North", "South")[i % 2] for i in range(N)],
    "group of three": [("a", "b", "c")[i % 3] for i in range(N)],
    "stage": ["before"] * 15 + ["after"] * 15,
    "alone": ["only"] * N,
    "each": [f"case {i}" for i in range(N)],
}
TABLE = "\n".join(
    [",".join(COLUMNS), *(",".join(str(cell) for cell in row) for row in zip(*COLUMNS.values(), strict=True))]
)
DATA = dataset(read(TABLE), id="d", name="d")
USUAL = {
    "value": "good", "second_value": "other", "size": "sizes", "subgroup": 5, "group": "group", "stage": "stage",
    "category": "group of three", "place": "group", "part": "group", "who": "group of three", "rating": "group",
    "x": "good", "y": "other", "factors": ["group", "group of three"], "columns": ["good", "other"], "usl": 14.0,
    "target": 10.0, "margin": 5.0, "sigma_known": 2.0, "tolerance": 8.0, "reference": 10.0, "date": "days",
    "reference_column": "other", "overall": "counts", "delta": 3.0, "sd": 6.0, "margin_pct": 5.0, "share1": 60.0,
    "share2": 75.0, "rate1": 2.0, "rate2": 3.0, "groups": 3.0, "ratio": 0.6, "mean": 10.0, "defects": 34.0,
    "units": 750.0, "share": 10.0, "count": 4.0, "gap": 20.0,
}  # fmt: skip
OWN = {
    "p": {"value": "counts"}, "np": {"value": "counts", "size": 60}, "c": {"value": "counts"},
    "u": {"value": "counts"}, "laney-p": {"value": "counts"}, "laney-u": {"value": "counts"},
    "g": {"value": "counts"}, "t": {"value": "good"}, "capability-deadline": {"value": "good"},
    "z-mr": {"part": "stage"}, "capability-binomial": {"value": "counts", "target": 0.1},
    "capability-poisson": {"value": "counts"},
    "two-proportions": {"value": "yes", "size": None}, "one-proportion": {"value": "yes", "size": None, "target": 50},
    "two-rates": {"value": "counts"}, "one-rate": {"value": "counts"}, "change": {"size": None, "subgroup": None},
    "survey": {"columns": ["rated", "rated again"]}, "cronbach-alpha": {"columns": ["rated", "rated again"]},
    "importance-performance": {"columns": ["rated", "rated again"], "overall": "counts"},
    "gage-rr-nested": {"part": "each"},
    "capability-many": {"subgroup": None},
}  # fmt: skip
METHODS = catalogue.methods()
FEW = (0, -1, 0.5, 1e300, 1e-300, math.nan, math.inf, 10**7)
SIMULATED = {"run_lengths"}  # tried once below, because it takes long


def usual(name):
    """Options with which a method works, of those it knows."""
    method = METHODS[name]
    wanted = {field.name for field in method.fields if field.needed} | {
        "usl",
        "target",
        "size",
        "stage",
        "margin",
    }
    known = {field.name for field in method.fields}
    return {key: value for key, value in {**USUAL, **OWN.get(name, {})}.items()
            if key in known & (wanted | set(OWN.get(name, {}))) and value is not None}  # fmt: skip


def told(name, options):
    """The sentences of a result, or of the refusal; any other exception fails."""
    method = METHODS[name]
    study = Study("s", method=name, dataset="d", options=options)
    try:
        result = studies.of(study, DATA if method.needs_data else studies.NO_DATA)
    except UserError as error:
        text = str(error)
        assert text.endswith((".", "!", "?")), text
        assert not re.search(r"Traceback|\bnp\.|\n|object at", text), text
        return text
    json.dumps(to_json(result), allow_nan=False)
    made = result.table()
    assert all(len(row) == len(made.columns) for row in made.rows)
    for text in (*result.summary(), result.convention, *words.sentences(result, study)):
        said = text.lower().replace("(", " ").replace(")", " ").replace(",", " ").rstrip(".").split()
        assert not {"nan", "inf", "-inf"} & set(said), text
        assert not re.search(r"[=(:,] ?None\b(?! of)|None[,)]", text), text
        assert "np." not in text
    words.table_of(result)
    return result


@pytest.mark.parametrize("name", METHODS)
def test_usual_options_give_a_result(name):
    options = {**usual(name)}
    if name in ("gage-rr-crossed", "gage-rr-average-range", "gage-rr-expanded", "gage-rr-nested"):
        pytest.skip("needs a table of its own, see test_every_method")
    assert not isinstance(told(name, options), str), told(name, options)


@pytest.mark.parametrize("name", METHODS)
def test_every_option_wrong_gives_a_sentence_or_a_result(name):
    base = usual(name)
    for field in METHODS[name].fields:
        if field.name in SIMULATED or (name == "run-length" and field.kind in ("rules", "tests")):
            continue
        choices = [pair[0] for pair in field.choices] if field.kind in ("choice", "rules") else []
        bad = {
            "column": list(COLUMNS),
            "columns": [
                [],
                ["good"],
                ["constant", "zeros"],
                ["blank", "words"],
                ["huge", "tiny"],
                list(COLUMNS)[:4],
            ],
            "number": FEW,
            "subgroup": [0, 1, -3, 1000, "group", "each", "alone", "blank", "no such column"],
            "choice": choices,
            "rules": choices,
            "tests": [[], [1], [99], {"1": 1}],
            "text": ["", "North", "nobody", "1;2", ","],
            "yesno": [True, False],
            "filter": [{"group": "North"}, {"group": "nobody"}, {"each": "case 1"}],
        }[field.kind]
        for value in bad:
            told(name, {**base, field.name: value})


@pytest.mark.parametrize("name", [name for name, method in METHODS.items() if method.needs_data])
def test_all_rows_left_out_is_said(name):
    from leanbench.event.records import Exclusion

    gone = tuple(Exclusion(row, "out") for row in range(N))
    with pytest.raises(UserError):
        studies.of(Study("s", method=name, dataset="d", options=usual(name), exclusions=gone), DATA)


def test_every_option_that_a_function_has_is_in_the_catalogue():
    """What only the library could do before the window could: named here, so that it stays reachable."""
    fields = {name: {field.name for field in method.fields} for name, method in METHODS.items()}
    assert "subgroup" in fields["change"]
    assert {"start", "finish", "days", "as_of"} <= fields["capability-deadline"]
    assert {"distribution", "boundary"} <= fields["capability-nonnormal"]
    assert "about" in fields["runs-test"]
    assert {"low", "high", "margin"} <= fields["equivalence"]
    assert {"points", "lowest", "boxes"} <= fields["survey"]
    assert {"panels", "process-yield", "capability-summary", "one-sample-wilcoxon", "run-length"} <= set(
        METHODS
    )
    assert "covariance" in fields["t2"]
    for name in ("capability-normal", "capability-between-within", "capability-many"):
        assert {"sigma", "width", "cpm_divisor", "constants", "profile", "confidence"} <= fields[name]
    assert {"fixed", "restricted", "terms"} <= fields["gage-rr-expanded"]
    assert {"alpha", "interaction", "profile"} <= fields["gage-rr-crossed"]
    assert "confidence" in fields["capability-nonnormal"]
    assert "confidence" in fields["capability-transformed"]
    assert all("run_lengths" in fields[name] for name in catalogue.CHARTS)
    assert all("constants" in fields[name] for name in catalogue.CHARTS)


def test_events_are_charted_from_their_dates():
    by_date = told("g", {"date": "days"})
    assert by_date.panels[0].n == N - 1
    assert by_date.panels[0].label == "Days between events"
    assert by_date.labels[0] == "2026-01-02"
    assert set(by_date.panels[0].points) == {1.0}
    assert told("t", {}).startswith("Choose the column of gaps")
    staged = told("t", {"date": "days back", "stage": "stage", "method": "exponential"})
    assert [info.n for info in staged.stages] == [14, 15]


def test_deadline_from_dates():
    lines = ["in,out", *(f"2026-03-{d:02d},2026-03-{d + 7:02d}" for d in range(2, 12)), "2026-03-02,"]
    data = dataset(read("\n".join(lines)), id="x", name="x")
    options = {"start": "in", "finish": "out", "usl": 5.0}
    found = studies.of(Study("s", method="capability-deadline", dataset="x", options=options), data)
    assert (found.met, found.cases) == (10, 10)  # seven calendar days are five business days
    slow = {**options, "days": "calendar", "as_of": "2026-03-31"}
    late = studies.of(Study("s", method="capability-deadline", dataset="x", options=slow), data)
    assert (late.met, late.cases) == (0, 11)


def test_run_lengths_without_data():
    alone = told("run-length", {})
    assert [round(found.arl, 1) for found in alone.lengths] == [370.4, 155.2, 43.9, 6.3, 2.0]
    pair = told("run-length", {"lower": "MR"})
    assert 95 < pair.both[0].arl < 117  # 105.2 by Crowder's equation
    tests = told("run-length", {"rules": "weco", "k": 3})
    assert tests.lengths[0].arl < 110
    gaps = told("run-length", {"chart": "g", "gap": 30})
    assert gaps.lengths[0].unit == "rate"
    assert "Give the mean gap" in told("run-length", {"chart": "t"})


def test_run_lengths_stand_with_the_chart():
    plain, asked = told("i-mr", {"value": "good"}), told("i-mr", {"value": "good", "run_lengths": True})
    assert asked.notes[0].startswith(
        "Run lengths: a false alarm about every 370 points (106 with the moving range chart);"
    )
    assert asked.notes[1:] == plain.notes
    assert any("Run lengths" in text for text in asked.summary())


def test_a_field_that_is_no_number_is_named():
    with pytest.raises(UserError, match="Measure needs a column of numbers"):
        studies.of(Study("s", method="descriptive", dataset="d", options={"value": "words"}), DATA)
    with pytest.raises(StatsError, match="must be a number"):
        grubbs(GOOD, alpha="x")  # type: ignore[arg-type]


def test_two_groups_of_more_are_named_or_the_first_two():
    cut = by_group([1, 2, 3, 4], ["a", "b", "c", "a"], order=["c", "a"])
    assert cut.names == ("c", "a")
    study = Study(
        "s", method="two-sample-t", dataset="d", options={"value": "good", "group": "group of three"}
    )
    assert tuple(group.name for group in columns.__dict__ and studies.of(study, DATA).result.groups) == (
        "a",
        "b",
    )


def test_rates_use_rows_with_both_count_and_exposure():
    data = dataset(read("n,size,g\n2,1,a\n,100,a\n3,1,a\n4,2,b\n"), id="r", name="r")
    options = {"value": "n", "size": "size", "group": "g"}
    found = studies.of(Study("s", method="two-rates", dataset="r", options=options), data).result
    assert dict(found.figures) == {"Exposure 1": 2.0, "Exposure 2": 2.0}
    assert found.statistic == two_rates((5, 4), (2.0, 2.0)).statistic
