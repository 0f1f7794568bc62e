"""Every result record of the package: frozen, told in plain sentences, a table, a data frame, plain JSON."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import json
import pkgutil
import re

import numpy as np
import pytest

from leanbench import stats
from leanbench.stats.base.result import Result, to_json

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
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(f"leanbench.stats.{module}"), name)(*args, **options)


def gage(name: str = "msa.gage.gage_rr_crossed"):
    return call(name, X, PARTS, PEOPLE)


# An example of each record, by class name; some classes tell several stories.
EXAMPLES = {
    "AgreementStudy": lambda: call(
        "msa.agreement_study.attribute_agreement",
        np.where(X > 20, "yes", "no"),
        PARTS,
        PEOPLE,
        ["yes"] * N,
    ),
    "Alpha": lambda: call("survey.consistency.cronbach_alpha", ITEMS),
    "Anova": lambda: call("tests.anova.one_way_anova", X, GROUPS),
    "Autocorrelation": lambda: call("spc.serial_correlation.autocorrelation", [*X, None]),
    "BinomialCapability": lambda: call(
        "capability.attribute_capability.capability_binomial", [*COUNTS, None], 50, target=0.1
    ),
    "BoxPlot": lambda: call("explore.value_shapes.boxplot", X, GROUPS),
    "Change": lambda: call(
        "change.change_study.did_it_change", [*X[:-1], None], split=20, usl=25, deadline=22, better="lower"
    ),
    "CheckSheet": lambda: call("explore.stratify.check_sheet", GROUPS, PARTS),
    "Concentration": lambda: call("explore.stratify.concentration", X / 40, [*Y[1:] / 40, None]),
    "ControlChart": lambda: call("spc.variables.i_mr", [*X, None], tests="nelson", excluded={3: "typo"}),
    "Correlation": lambda: call("tests.correlations.correlation", X, [*Y[1:], None]),
    "DeadlineCapability": lambda: call(
        "capability.deadline.capability_deadline", [*X, None], 22, target=0.9, open_late=2
    ),
    "Description": lambda: call("explore.descriptive.describe", [*X, None]),
    "DotPlot": lambda: call("explore.value_shapes.dotplot", [*X, None]),
    "GageStudy": gage,
    "Histogram": lambda: call("explore.value_shapes.histogram", [*X, None], usl=24),
    "HypothesisTest": lambda: call("tests.tests_means.two_sample_t", X[:20], [*X[20:], None]),
    "Identification": lambda: call("distributions.identification.distribution_id", [*X, None]),
    "ImportancePerformance": lambda: call(
        "survey.survey_items.importance_performance", ITEMS, overall=[*X[1:], None]
    ),
    "LinearityStudy": lambda: call(
        "msa.linearity_study.gage_linearity", X, [i // 8 for i in range(N)], PARTS
    ),
    "ManyCapability": lambda: call(
        "capability.many_capability.capability_many",
        {"a": [*X[1:], None], "b": Y},
        {"a": limits(usl=25), "b": limits(lsl=1, usl=20)},
    ),
    "MultiVari": lambda: call("explore.stratify.multi_vari", X, {"office": GROUPS, "batch": PARTS}),
    "NonnormalCapability": lambda: call(
        "capability.nonnormal.capability_nonnormal", [*X, None], "lognormal", usl=25
    ),
    "NormalCapability": lambda: call(
        "capability.normal_capability.capability_normal", [*X, None], lsl=10, usl=30, target=20
    ),
    "NormalityTest": lambda: call("distributions.normality_tests.normality", [*X, None]),
    "Outliers": lambda: call("tests.outliers.generalized_esd", [*X, 60.0, None]),
    "Panels": lambda: call("explore.panel_groups.panels", X, GROUPS, usl=24),
    "Pareto": lambda: call("explore.pareto_counts.pareto", [*GROUPS, None]),
    "PoissonCapability": lambda: call(
        "capability.attribute_capability.capability_poisson", [*COUNTS, None], 50, target=0.1
    ),
    "ProbabilityPlot": lambda: call("distributions.identification.probability_plot", [*X, None]),
    "ProcessYield": lambda: call("capability.yields.process_yield", 0, 200, 3),
    "Regression": lambda: call("tests.regression.linear_regression", Y, [*X[1:], None], name="days"),
    "RunLengths": lambda: call("run_length.chart_run_lengths.run_lengths", call("spc.variables.i_mr", X)),
    "SampleSize": lambda: call("sample_size.power.mean_size", 3, 5),
    "Scatter": lambda: call("explore.series_plots.scatter", {"a": X, "b": [*Y[1:], None]}, [*GROUPS[1:], ""]),
    "Survey": lambda: call("survey.survey_items.survey", {**ITEMS, "late": [None] * 5 + [3] * (N - 5)}),
    "TimePlot": lambda: call("explore.series_plots.timeplot", {"a": X, "b": [*Y[1:], None]}),
    "ToleranceInterval": lambda: call("capability.tolerance.tolerance_normal", [*X, None]),
    "TransformStudy": lambda: call("distributions.transforms.box_cox", [*X, None]),
    "Type1Study": lambda: call("msa.gage_bias.gage_type_1", [*X, None], 20, 40),
}
FURTHER = {
    "staged chart": lambda: call("spc.attributes.p", COUNTS, 50, stages=["a"] * 20 + ["b"] * 20),
    "T2": lambda: call("spc.multivariate.t2", {"x": X, "y": Y}, stages=["a"] * 20 + ["b"] * 20, baseline=15),
    "CUSUM that signals": lambda: call("spc.weighted.cusum", [*X[:20], *(X[20:] + 9)]),
    "summary": lambda: call("capability.normal_capability.capability_summary", 20, 3, usl=30),
    "between and within": lambda: call("capability.normal_capability.between_within", X, 4, lsl=5, usl=30),
    "transformed": lambda: call("capability.nonnormal.capability_transformed", X, usl=30),
    "Johnson": lambda: call("distributions.johnson_curves.johnson", X),
    "nested gage": lambda: call("msa.gage.gage_rr_nested", X, PARTS, PEOPLE),
    "average range": lambda: gage("msa.gage.gage_rr_average_range"),
    "chi-square": lambda: call("tests.tests_counts.chi_square", [[5, 9], [12, 3]]),
    "Mann-Whitney": lambda: call("tests.tests_ranks.mann_whitney", X[:20], X[20:] + 4),
    "Kruskal": lambda: call("tests.tests_ranks.kruskal_wallis", X, GROUPS),
    "two shares": lambda: call("tests.tests_counts.two_proportions", (5, 15), (40, 42)),
    "one rate": lambda: call("tests.tests_counts.one_rate", 5, 40.0, 0.3),
    "variances": lambda: call("tests.tests_spread.equal_variances", X, GROUPS),
    "equivalence": lambda: call("tests.tests_means.equivalence", X[:20], X[20:], -2, 2),
    "runs": lambda: call("tests.randomness.runs_test", X),
    "trend": lambda: call("tests.randomness.mann_kendall", X),
    "nonparametric tolerance": lambda: call("capability.tolerance.tolerance_nonparametric", X),
    "Grubbs": lambda: call("tests.outliers.grubbs", X),
    "share by dates": lambda: call(
        "capability.deadline.capability_deadline_dates",
        ["2026-01-05", "2026-01-06", ""],
        ["2026-01-09", None, "2026-01-12"],
        5,
    ),
}


def limits(**given: float):
    return call("capability.capability_result.Limits", **given)


def records() -> dict[str, type]:
    """All record classes of the package that tell themselves in sentences."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(stats.__path__, "leanbench.stats.")
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


def changed(value):
    """The smallest change of a value; None where it cannot be changed."""
    if isinstance(value, np.ndarray) and value.size and value.dtype.kind in "fi":
        other = value.copy()
        other.flat[-1] = 1 if np.isnan(other.flat[-1]) else other.flat[-1] + 1
        return other
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return 1.0 if value != value else value * 2 + 1 if np.isfinite(value) else 0.0
    if isinstance(value, str):
        return f"{value}!"
    if isinstance(value, tuple) and value and not hasattr(value, "_fields"):
        last = changed(value[-1])
        return value[:-1] if last is None else (*value[:-1], last)
    return None


@pytest.mark.parametrize("name", [*EXAMPLES, *FURTHER])
def test_results_of_the_same_data_are_equal_and_any_change_makes_them_differ(name: str) -> None:
    make = {**EXAMPLES, **FURTHER}[name]
    one, other = make(), make()
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert one != "another thing"
    for field in dataclasses.fields(one):
        value = changed(getattr(one, field.name))
        if value is not None and field.init:
            assert dataclasses.replace(one, **{field.name: value}) != other, field.name


def test_charts_are_equal_by_their_values() -> None:
    x = RNG.normal(0, 1, 1000)
    one, other = call("spc.variables.i_mr", x), call("spc.variables.i_mr", x.copy())
    moved = call("spc.variables.i_mr", np.where(np.arange(1000) == 500, x + 1e-9, x))
    assert one == other != moved
    assert one.panels[0] == other.panels[0] != moved.panels[0]
    assert len({one, other, moved}) == 2


# Names that once stood for the same: one word each in all records and options.
OLD_NAMES = {"level", "conf", "p_value", "pvalue", "p_val", "ci", "conf_int"}


def parts_of(value):
    """A record and all records inside it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in dataclasses.fields(value):
            yield from parts_of(getattr(value, field.name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from parts_of(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from parts_of(item)


@pytest.mark.parametrize("name", [*EXAMPLES, *FURTHER])
def test_confidence_p_and_interval_are_named_alike(name: str) -> None:
    """`confidence` is a share, `p` and what ends in `_p` a chance, an interval a pair of rising ends; or None."""
    for part in parts_of({**EXAMPLES, **FURTHER}[name]()):
        for field in dataclasses.fields(part):
            value, where = getattr(part, field.name), f"{type(part).__name__}.{field.name}"
            assert field.name not in OLD_NAMES, where
            assert not field.name.endswith("_ci"), where
            if field.name == "confidence":
                assert 0 < value < 1, where
            if field.name == "p" or field.name.endswith("_p"):
                for chance in value.values() if isinstance(value, dict) else (value,):
                    assert chance is None or chance != chance or 0 <= chance <= 1, where
            if field.name == "interval" or field.name.endswith("_interval"):
                assert value is None or value[0] <= value[1] or value[0] != value[0], where


def test_no_option_of_a_public_function_has_an_old_name() -> None:
    for room in (getattr(stats, room) for room in stats.ROOMS):
        for name in room.__all__:
            thing = getattr(room, name)
            if inspect.isfunction(thing):
                assert not OLD_NAMES & set(inspect.signature(thing).parameters), name
