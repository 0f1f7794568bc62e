"""Every result record of the package: frozen, told in plain sentences, a table, a data frame, plain JSON."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
import re

import numpy as np
import pytest

from leanbench import stats
from leanbench.stats.result import Result, to_json

N = 40
RNG = np.random.default_rng(8)
X = RNG.normal(20, 3, N).round(2)
Y = (0.5 * X + RNG.normal(0, 1, N)).round(2)
COUNTS = RNG.poisson(6, N)
GROUPS = ["North", "South"] * (N // 2)
PARTS = [f"p{i // 8}" for i in range(N)]
PEOPLE = ["Ana", "Ben"] * (N // 2)
ITEMS = {name: RNG.integers(1, 6, N).tolist() for name in ("clear", "quick", "kind")}


def call(path: str, *args, **options):
    module, name = path.split(".")
    return getattr(importlib.import_module(f"leanbench.stats.{module}"), name)(*args, **options)


def gage(name: str = "gage.gage_rr_crossed"):
    return call(name, X, PARTS, PEOPLE)


# An example of each record, by class name; some classes tell several stories.
EXAMPLES = {
    "AgreementStudy": lambda: call(
        "agreement.attribute_agreement", np.where(X > 20, "yes", "no"), PARTS, PEOPLE, ["yes"] * N
    ),
    "Alpha": lambda: call("consistency.cronbach_alpha", ITEMS),
    "Anova": lambda: call("anova.one_way_anova", X, GROUPS),
    "Autocorrelation": lambda: call("autocorrelation.autocorrelation", [*X, None]),
    "BinomialCapability": lambda: call(
        "attribute_capability.capability_binomial", [*COUNTS, None], 50, target=0.1
    ),
    "BoxPlot": lambda: call("shapes.boxplot", X, GROUPS),
    "Change": lambda: call(
        "change.did_it_change", [*X[:-1], None], split=20, usl=25, deadline=22, better="lower"
    ),
    "CheckSheet": lambda: call("stratify.check_sheet", GROUPS, PARTS),
    "Concentration": lambda: call("stratify.concentration", X / 40, [*Y[1:] / 40, None]),
    "ControlChart": lambda: call("variables.i_mr", [*X, None], tests="nelson", excluded={3: "typo"}),
    "Correlation": lambda: call("correlations.correlation", X, [*Y[1:], None]),
    "DeadlineCapability": lambda: call(
        "deadline.capability_deadline", [*X, None], 22, target=0.9, open_late=2
    ),
    "Description": lambda: call("descriptive.describe", [*X, None]),
    "DotPlot": lambda: call("shapes.dotplot", [*X, None]),
    "GageStudy": gage,
    "Histogram": lambda: call("shapes.histogram", [*X, None], usl=24),
    "HypothesisTest": lambda: call("tests_means.two_sample_t", X[:20], [*X[20:], None]),
    "Identification": lambda: call("identification.distribution_id", [*X, None]),
    "ImportancePerformance": lambda: call("survey.importance_performance", ITEMS, overall=[*X[1:], None]),
    "LinearityStudy": lambda: call("gage_linearity.gage_linearity", X, [i // 8 for i in range(N)], PARTS),
    "ManyCapability": lambda: call(
        "many.capability_many",
        {"a": [*X[1:], None], "b": Y},
        {"a": limits(usl=25), "b": limits(lsl=1, usl=20)},
    ),
    "MultiVari": lambda: call("stratify.multi_vari", X, {"office": GROUPS, "batch": PARTS}),
    "NonnormalCapability": lambda: call("nonnormal.capability_nonnormal", [*X, None], "lognormal", usl=25),
    "NormalCapability": lambda: call("capability.capability_normal", [*X, None], lsl=10, usl=30, target=20),
    "NormalityTest": lambda: call("normality.normality", [*X, None]),
    "Outliers": lambda: call("outliers.generalised_esd", [*X, 60.0, None]),
    "Panels": lambda: call("panels.stratified", X, GROUPS, usl=24),
    "Pareto": lambda: call("pareto.pareto", [*GROUPS, None]),
    "PoissonCapability": lambda: call(
        "attribute_capability.capability_poisson", [*COUNTS, None], 50, target=0.1
    ),
    "ProbabilityPlot": lambda: call("identification.probability_plot", [*X, None]),
    "ProcessYield": lambda: call("yields.process_yield", 0, 200, 3),
    "Regression": lambda: call("regression.linear_regression", Y, [*X[1:], None], name="days"),
    "RunLengths": lambda: call("detection.run_lengths", call("variables.i_mr", X)),
    "SampleSize": lambda: call("power.mean_size", 3, 5),
    "Scatter": lambda: call("plots.scatter", {"a": X, "b": [*Y[1:], None]}, [*GROUPS[1:], ""]),
    "Survey": lambda: call("survey.survey", {**ITEMS, "late": [None] * 5 + [3] * (N - 5)}),
    "TimePlot": lambda: call("plots.timeplot", {"a": X, "b": [*Y[1:], None]}),
    "ToleranceInterval": lambda: call("tolerance.tolerance_normal", [*X, None]),
    "TransformStudy": lambda: call("transforms.box_cox", [*X, None]),
    "Type1Study": lambda: call("gage_bias.gage_type_1", [*X, None], 20, 40),
}
FURTHER = {
    "staged chart": lambda: call("attributes.p", COUNTS, 50, stages=["a"] * 20 + ["b"] * 20),
    "T2": lambda: call("multivariate.t2", {"x": X, "y": Y}, stages=["a"] * 20 + ["b"] * 20, baseline=15),
    "CUSUM that signals": lambda: call("weighted.cusum", [*X[:20], *(X[20:] + 9)]),
    "summary": lambda: call("capability.capability_summary", 20, 3, usl=30),
    "between and within": lambda: call("capability.between_within", X, 4, lsl=5, usl=30),
    "transformed": lambda: call("nonnormal.capability_transformed", X, usl=30),
    "Johnson": lambda: call("johnson.johnson", X),
    "nested gage": lambda: call("gage.gage_rr_nested", X, PARTS, PEOPLE),
    "average range": lambda: gage("gage.gage_rr_average_range"),
    "chi-square": lambda: call("tests_counts.chi_square", [[5, 9], [12, 3]]),
    "Mann-Whitney": lambda: call("tests_ranks.mann_whitney", X[:20], X[20:] + 4),
    "Kruskal": lambda: call("tests_ranks.kruskal_wallis", X, GROUPS),
    "two shares": lambda: call("tests_counts.two_proportions", (5, 15), (40, 42)),
    "one rate": lambda: call("tests_counts.one_rate", 5, 40.0, 0.3),
    "variances": lambda: call("tests_spread.equal_variances", X, GROUPS),
    "equivalence": lambda: call("tests_means.equivalence", X[:20], X[20:], -2, 2),
    "runs": lambda: call("randomness.runs_test", X),
    "trend": lambda: call("randomness.mann_kendall", X),
    "nonparametric tolerance": lambda: call("tolerance.tolerance_nonparametric", X),
    "Grubbs": lambda: call("outliers.grubbs", X),
    "share by dates": lambda: call(
        "deadline.capability_deadline_dates",
        ["2026-01-05", "2026-01-06", ""],
        ["2026-01-09", None, "2026-01-12"],
        5,
    ),
}


def limits(**given: float):
    return call("capability_result.Limits", **given)


def records() -> dict[str, type]:
    """All record classes of the package that tell themselves in sentences."""
    modules = [
        importlib.import_module(f"leanbench.stats.{module.name}")
        for module in pkgutil.iter_modules(stats.__path__)
    ]
    found = {
        name: thing
        for module in modules
        for name, thing in vars(module).items()
        if isinstance(thing, type) and thing.__module__ == module.__name__ and hasattr(thing, "summary")
    }
    found.pop("Result")  # the protocol they all follow
    return found


def test_every_record_has_its_example() -> None:
    assert sorted(records()) == sorted(EXAMPLES)
    for name, make in EXAMPLES.items():
        assert type(make()).__name__ == name


@pytest.mark.parametrize("name", [*EXAMPLES, *FURTHER])
def test_a_record_is_frozen_and_says_what_it_is(name: str) -> None:
    result = {**EXAMPLES, **FURTHER}[name]()
    assert isinstance(result, Result)
    assert result.method == result.method.lower().replace(" ", "-")
    assert result.convention
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.method = "other"
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError, AttributeError)):
        result.no_such_field = 1


@pytest.mark.parametrize("name", [*EXAMPLES, *FURTHER])
def test_a_record_tells_itself_in_plain_sentences(name: str) -> None:
    result = {**EXAMPLES, **FURTHER}[name]()
    for text in result.summary():
        assert re.match(r"[A-Z0-9ΑΛλ−+\"']", text), text
        assert text.endswith((".", "?", "!")), text
        assert not re.search(r"\b(nan|inf|np\.|True|False|array)\b", text), text
        assert "  " not in text, text
        assert not re.search(r"\d\.\d{7,}|\.\.(?!\.)", text), text
        assert not re.search(r"\b1 (rows|values|points|cases|subgroups|blank rows)\b", text), text


@pytest.mark.parametrize("name", [*EXAMPLES, *FURTHER])
def test_a_record_is_a_table_a_frame_and_plain_json(name: str) -> None:
    result = {**EXAMPLES, **FURTHER}[name]()
    table, frame = result.table(), result.to_frame()
    assert len(set(table.columns)) == len(table.columns)
    assert list(frame.columns) == list(table.columns)
    assert len(frame) == len(table.rows) > 0
    for row in table.rows:
        assert len(row) == len(table.columns)
        assert all(cell is None or isinstance(cell, str | bool | int | float | np.generic) for cell in row), (
            row
        )
    json.dumps(to_json(result), allow_nan=False)
