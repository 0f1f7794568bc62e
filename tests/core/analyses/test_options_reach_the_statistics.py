"""Every option of a form means what it says: the study answers as a call of the statistics, written by hand from the
raw cells of the same table, does. The statistics themselves are proven against published numbers in tests/core/stats.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Exclusion, Study
from leanbench.plots.answers import Answer
from leanbench.schema import replace
from leanbench.stats.capability import attribute_capability, nonnormal, normal_capability, tolerance, yields
from leanbench.stats.capability.capability_result import Limits
from leanbench.stats.capability.deadline import capability_deadline, capability_deadline_dates
from leanbench.stats.capability.many_capability import capability_many
from leanbench.stats.distributions import johnson_curves, normality_tests, transforms
from leanbench.stats.explore import pareto_counts, stratify, value_shapes
from leanbench.stats.msa import agreement_study, gage, gage_bias
from leanbench.stats.run_length import arl
from leanbench.stats.sample_size import power, power_counts, power_ranks, power_relations, power_samples
from leanbench.stats.survey import survey_items
from leanbench.stats.tests import anova, outliers, randomness, tests_counts, tests_means, tests_ranks
from leanbench.tables import dataset, read
from look.example_cases import CASES, GAGE, study_of

COLUMNS = {data.id: list(csv.DictReader(io.StringIO(data.text))) for data in (CASES, GAGE)}
RAW: dict[str, Any] = {name: [row[name] for row in rows] for rows in COLUMNS.values() for name in rows[0]}
DAYS, AGAIN, CASES_OF, MINUTES, Q1, VALUE = (
    np.array(RAW[name], dtype=float) for name in ("days", "again", "cases", "minutes", "q1", "value")
)
OFFICE, PERIOD = np.array(RAW["office"]), np.array(RAW["period"])
NORTH, SOUTH, WEST = (DAYS[name == OFFICE] for name in ("North", "South", "West"))
BEFORE, AFTER = DAYS[PERIOD == "before"], DAYS[PERIOD == "after"]
YES = np.array([cell == "yes" for cell in RAW["ok"]])
NAMED = {"name": "Days"}
ITEMS = {f"q{k}": np.array(RAW[f"q{k}"], dtype=float) for k in range(1, 5)}
PLAN = {"power": 0.8, "alpha": 0.1}
ASKED = {"power": 80, "alpha_pct": 10}
VECTORS = (RAW["value"], RAW["part"], RAW["who"])


def bare(result: Any) -> Any:
    """A result without its picture and without what is said of the rows."""
    record = result.result if isinstance(result, Answer) else result
    drawn = {"details": {}} if isinstance(record, normal_capability.NormalCapability) else {}
    return replace(record, notes=(), **drawn)


def answer(method: str, options: dict[str, Any], **more: Any) -> Any:
    item, data = study_of(method)
    wanted = Study("s", method=method, dataset=item.dataset, options={**item.options, **options}, **more)
    return studies.of(wanted, data)


DIRECT: list[tuple[str, dict[str, Any], Callable[[], Any]]] = [
    # one group, two groups, pairs, several groups
    ("one-sample-t", {"target": 9, "alternative": "less", "confidence": 90},
     lambda: tests_means.one_sample_t(DAYS, 9, alternative="less", confidence=0.9, **NAMED)),
    ("two-sample-t", {"group": "office", "first": "West", "second": "North", "equal_variances": True, "difference": 1},
     lambda: tests_means.two_sample_t(WEST, NORTH, names=("West", "North"), equal_variances=True, difference=1)),
    ("two-sample-t", {"group": "office", "second": "West", "alternative": "greater"},
     lambda: tests_means.two_sample_t(NORTH, WEST, names=("North", "West"), alternative="greater")),
    ("mann-whitney", {"group": "office", "first": "South"},
     lambda: tests_ranks.mann_whitney(SOUTH, NORTH, names=("South", "North"))),
    ("equivalence", {"group": "period", "low": -3, "high": 9},
     lambda: tests_means.equivalence(BEFORE, AFTER, -3, 9, names=("before", "after"))),
    ("equivalence", {"group": "period", "margin": -4, "confidence": 0.9},
     lambda: tests_means.equivalence(BEFORE, AFTER, -4, 4, names=("before", "after"), confidence=0.9)),
    ("paired-t", {"second_value": "again", "alternative": "less"},
     lambda: tests_means.paired_t(DAYS, AGAIN, names=("days", "again"), alternative="less")),
    ("wilcoxon", {"second_value": "again", "alternative": "less"},
     lambda: tests_ranks.wilcoxon(AGAIN - DAYS, 0.0, name="again minus days", alternative="less")),
    ("one-way-anova", {"group": "office", "pairs": "games-howell", "confidence": 90},
     lambda: anova.one_way_anova(DAYS, OFFICE.tolist(), pairs="games-howell", confidence=0.9, **NAMED)),
    # shares, rates and tables
    ("two-proportions", {"value": "ok", "group": "office", "first": "West", "second": "North"},
     lambda: tests_counts.two_proportions(
         (int(YES[OFFICE == "West"].sum()), int(YES[OFFICE == "North"].sum())), (40, 40), names=("West", "North"))),
    ("two-proportions", {"value": "q1", "size": "cases", "group": "period"},
     lambda: tests_counts.two_proportions(
         (int(Q1[:70].sum()), int(Q1[70:].sum())), (int(CASES_OF[:70].sum()), int(CASES_OF[70:].sum())),
         names=("before", "after"))),
    ("one-proportion", {"value": "q1", "size": "cases", "target": 8, "alternative": "greater"},
     lambda: tests_counts.one_proportion(
         int(Q1.sum()), int(CASES_OF.sum()), 0.08, name="Q1", alternative="greater")),
    ("two-rates", {"value": "q1", "size": None, "group": "office", "second": "West"},
     lambda: tests_counts.two_rates(
         (int(Q1[OFFICE == "North"].sum()), int(Q1[OFFICE == "West"].sum())), (40, 40), names=("North", "West"))),
    ("one-rate", {"value": "q1", "size": "cases", "target": 0.08, "alternative": "less"},
     lambda: tests_counts.one_rate(int(Q1.sum()), CASES_OF.sum(), 0.08, name="Q1", alternative="less")),
    # causes and places
    ("pareto", {"value": "minutes", "weight": "cases", "most": 3, "vital_pct": 60, "other_below_pct": 5},
     lambda: pareto_counts.pareto(RAW["reason"], MINUTES, weights=CASES_OF, most=3, vital_share=0.6,
                                  other_below_pct=5.0, name="the total")),
    ("concentration", {"x": "minutes", "y": "days", "grid": 5},
     lambda: stratify.concentration(*(
         (v - v.min()) / (v.max() - v.min()) for v in (MINUTES, DAYS)), grid=(5, 5))),
    # measurement
    ("gage-rr-crossed", {"interaction": "keep", "lsl": 8, "usl": 30, "tolerance": None, "multiplier": 5.15},
     lambda: gage.gage_rr_crossed(
         VALUE, RAW["part"], RAW["who"], keep_interaction=True, lsl=8, usl=30, multiplier=5.15)),
    ("gage-rr-crossed", {"interaction": "drop", "alpha": 0.5, "historical_sd": 4},
     lambda: gage.gage_rr_crossed(VALUE, RAW["part"], RAW["who"], keep_interaction=False, alpha=0.5,
                                  historical_sd=4, tolerance=8)),
    ("gage-rr-expanded", {"terms": "part, who", "fixed": ["who"], "restricted": True},
     lambda: gage.gage_rr_expanded(
         VALUE, {"part": RAW["part"], "who": RAW["who"], "instrument": RAW["instrument"]}, part="part",
         terms=["part", "who"], fixed=["who"], restricted=True)),
    ("attribute-agreement", {"order": "return, accept", "pool_trials": True},
     lambda: agreement_study.attribute_agreement(
         RAW["rating"], RAW["part"], RAW["who"], RAW["right"], order=["return", "accept"], pool_trials=True)),
    ("gage-type-1", {"resolution": 0.1, "k_percent": 15, "multiplier": 4},
     lambda: gage_bias.gage_type_1(
         VALUE[np.array(RAW["part"]) == "p1"], 10, 5, resolution=0.1, k_percent=15, multiplier=4)),
    # shapes
    ("outliers", {"most": 3, "alpha": 0.2}, lambda: outliers.generalized_esd(DAYS, most=3, alpha=0.2, **NAMED)),
    ("grubbs", {"side": "min"}, lambda: outliers.grubbs(DAYS, side="min", **NAMED)),
    ("transform", {"transform": "johnson", "least_p": 0.2}, lambda: johnson_curves.johnson(DAYS, least_p=0.2)),
    ("transform", {"transform": "yeo-johnson"}, lambda: transforms.yeo_johnson(DAYS)),
    ("transform", {"exact": True, "criterion": "likelihood"},
     lambda: transforms.box_cox(DAYS, rounded=False, criterion="likelihood")),
    ("normality", {"test": "ryan-joiner", "alpha": 0.1},
     lambda: normality_tests.normality(DAYS, "ryan-joiner", alpha=0.1)),
    ("histogram", {"bins": 7, "lsl": 4, "usl": 30},
     lambda: value_shapes.histogram(DAYS, bins=7, lsl=4, usl=30, **NAMED)),
    ("runs-test", {"about": 14}, lambda: randomness.runs_test(DAYS, about=14, **NAMED)),
    # surveys
    ("survey", {"points": 7, "lowest": 0, "boxes": 3, "reverse": ["q2"]},
     lambda: survey_items.survey(ITEMS, scale=tuple(range(7)), boxes=3, reverse=["q2"])),
    ("survey", {"points": 6, "lowest": None}, lambda: survey_items.survey(ITEMS, scale=(1, 2, 3, 4, 5, 6))),
    ("survey", {"points": None, "lowest": 1}, lambda: survey_items.survey(ITEMS, scale=(1, 2, 3, 4, 5))),
    ("importance-performance",
     {"columns": ["q1", "q2"], "importance": ["q4", "q3"], "overall": "", "cut_importance": 3, "cut_performance": 2},
     lambda: survey_items.importance_performance(
         {"q1": ITEMS["q1"], "q2": ITEMS["q2"]}, {"q1": ITEMS["q4"], "q2": ITEMS["q3"]}, cuts=(3.0, 2.0))),
    # limits and targets
    ("capability-normal", {"subgroup": 5, "sigma": "rbar", "width": 5, "cpm_divisor": "n", "target": 12, "lsl": 2},
     lambda: normal_capability.capability_normal(
         DAYS, subgroup=5, sigma_method="rbar", k=5.0, cpm_divisor="n", target=12, lsl=2, usl=25, **NAMED)),
    ("capability-normal", {"subgroup": None, "sigma": "mr", "mr_length": 3},
     lambda: normal_capability.capability_normal(DAYS, sigma_method="mr", mr_length=3, usl=25, **NAMED)),
    ("capability-nonnormal", {"distribution": "gamma", "boundary": "lower", "lsl": 0},
     lambda: nonnormal.capability_nonnormal(DAYS, "gamma", boundary="lower", lsl=0, usl=30, **NAMED)),
    ("capability-transformed", {"lam": 0.5, "subgroup": 4},
     lambda: nonnormal.capability_transformed(DAYS, "box-cox", lam=0.5, subgroup=4, usl=30, **NAMED)),
    ("capability-deadline", {"usl": 15, "target_share": 75, "confidence": 90},
     lambda: capability_deadline(DAYS, 15, unit="days", target=0.75, confidence=0.9)),
    ("capability-many", {"columns": ["days", "minutes"], "limits": "Days: from 2", "lsl": 1, "usl": 90, "wanted": 1.5},
     lambda: capability_many(
         {"days": DAYS, "minutes": MINUTES}, {"days": Limits(lsl=2.0), "minutes": Limits(lsl=1.0, usl=90.0)},
         wanted=1.5)),
    ("capability-binomial", {"value": "q1", "size": "cases", "date": "", "by": None, "bad": "no", "target": 0.95},
     lambda: attribute_capability.capability_binomial(CASES_OF - Q1, CASES_OF, target=0.95)),
    ("capability-summary", {"sd_within": 5, "df": 40, "df_within": 30, "lsl": 2, "width": 5.15},
     lambda: normal_capability.capability_summary(
         12, 6, n=60, sd_within=5, df=40, df_within=30, lsl=2, usl=25, k=5.15)),
    ("process-yield", {"sigma_shift": 0}, lambda: yields.process_yield(34, 750, 10.0, shift=0.0)),
    ("tolerance-interval", {"shape": "any", "coverage": 80, "side": "upper", "confidence": 90},
     lambda: tolerance.tolerance_nonparametric(DAYS, 0.8, 0.9, "upper")),
    ("tolerance-interval", {"factor": "howe", "coverage": 0.9},
     lambda: tolerance.tolerance_normal(DAYS, 0.9, 0.95, "two-sided", "howe")),
    # how much data
    ("size-chi-square", {"expected_table": "", "rows_of_table": 3, "columns_of_table": 5, **ASKED},
     lambda: power_counts.chi_square_size(0.3, 8, **PLAN)),
    ("size-chi-square", {"expected_table": "", "rows_of_table": 2, "columns_of_table": 4, **ASKED},
     lambda: power_counts.chi_square_size(0.3, 3, **PLAN)),
    ("size-chi-square", {"expected_table": "10% 20%\n30% 40%", **ASKED},
     lambda: power_counts.chi_square_table_size([[10, 20], [30, 40]], **PLAN)),
    ("size-sign-test", {"share_above": 70, **ASKED}, lambda: power_ranks.sign_test_size(0.7, **PLAN)),
    ("size-sign-test", {"delta": 3, "sd": 4}, lambda: power_ranks.sign_test_shift_size(3, 4)),
    ("size-mann-whitney", {"chance": None, "sided": "one"},
     lambda: power_ranks.mann_whitney_shift_size(3, 6, sided="one")),
    ("size-kruskal-wallis", {"groups": 4, **ASKED}, lambda: power_ranks.kruskal_wallis_size(4, 3, 6, **PLAN)),
    ("size-moods-median", {"groups": 4, **ASKED}, lambda: power_ranks.moods_median_size(4, 3, 6, **PLAN)),
    ("size-regression", {"predictors": 5, "predictors_tested": 2, "r2": 30, "r2_without": 10},
     lambda: power_relations.regression_size(0.3, 5, tested=2, without=0.1)),
    ("size-paired-t", {"r_of_pairs": 0.4, **ASKED},
     lambda: power_samples.paired_t_size(3, 6, correlation=0.4, **PLAN)),
    ("size-welch", {"sd2": 2, **ASKED}, lambda: power_samples.welch_size(3, 6, 2, **PLAN)),
    ("size-one-share", {"share1": 70, "share2": 50, **ASKED},
     lambda: power_counts.one_proportion_size(0.5, 0.7, **PLAN)),
    ("size-one-rate", {"rate1": 5, "rate2": 4, **ASKED}, lambda: power_counts.one_rate_size(4, 5, **PLAN)),
    ("size-two-shares", ASKED, lambda: power.proportions_size(0.6, 0.75, **PLAN)),
    ("size-two-rates", ASKED, lambda: power.rates_size(2, 3, **PLAN)),
    ("size-share", {"population": 400, "share1": 20, "confidence": 90},
     lambda: power.share_size(0.05, 0.2, confidence=0.9, population=400)),
    ("size-mean", {"confidence": 0.9}, lambda: power.estimate_size(6, 2, confidence=0.9)),
    ("size-equivalence", {"delta": -0.5, **ASKED}, lambda: power.equivalence_size(2, 6, difference=-0.5, **PLAN)),
    ("size-anova", {"groups": 5, **ASKED}, lambda: power.anova_size(5, 3, 6, **PLAN)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "options", "call"), DIRECT, ids=[f"{k}-{d[0]}" for k, d in enumerate(DIRECT)]
)
def test_a_study_answers_as_the_statistics_called_by_hand(
    method: str, options: dict[str, Any], call: Callable[[], Any]
) -> None:
    assert bare(answer(method, options)) == bare(call())


def test_every_method_is_called_by_hand_or_recorded_as_a_chart() -> None:
    called = {method for method, _options, _call in DIRECT}
    assert called <= set(catalogue.methods())
    assert len(called) >= 50


@pytest.mark.parametrize(
    ("method", "options", "line"),
    [
        ("two-sample-t", {"group": "period", "difference": -2}, -2.0),
        ("f-test", {"group": "period"}, 1.0),
        ("one-sample-t", {"target": 9}, 9.0),
        ("sd-test", {"sigma_known": 5}, 5.0),
        ("equivalence", {"group": "period", "margin": 4}, 0.0),
    ],
)
def test_a_picture_of_a_comparison_has_its_line_where_nothing_differs(
    method: str, options: dict[str, Any], line: float
) -> None:
    made = answer(method, options)
    assert made.picture.null == line
    assert made.picture.effect == made.result.effect
    marks = (("Target", line),) if "target" in options else ()
    assert made.picture.marks == marks


def test_an_interval_of_a_share_is_drawn_in_percent_around_it_and_its_target_too() -> None:
    """Wilson's interval of 84 in 120 at 95%, from its formula (Wilson 1927)."""
    made = answer("one-proportion", {"value": "ok", "target": 80})
    z, n, p = 1.959963984540054, 120, YES.sum() / 120
    middle, half = (
        (p + z * z / 2 / n) / (1 + z * z / n),
        z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n),
    )
    (row,) = made.picture.rows
    np.testing.assert_allclose(row[1:], 100 * np.array([p, middle - half, middle + half]), rtol=1e-9)
    assert made.picture.target == 80.0


def test_an_interval_of_a_rate_is_drawn_around_it() -> None:
    """The exact interval of a Poisson rate from chi-square percentiles (Garwood 1936)."""
    from scipy.stats import chi2

    made = answer("one-rate", {"value": "q1", "size": "cases", "target": 0.08})
    events, exposure = Q1.sum(), CASES_OF.sum()
    low, high = chi2.ppf(0.025, 2 * events) / 2, chi2.ppf(0.975, 2 * events + 2) / 2
    (row,) = made.picture.rows
    np.testing.assert_allclose(row[1:], np.array([events, low, high]) / exposure, rtol=1e-9)
    assert made.picture.target == 0.08


LEFT_OUT = (Exclusion(4, "storm"), Exclusion(90, "storm"), Exclusion(7, "typing error"))
KEPT = np.delete(np.arange(120), [4, 7, 90])


@pytest.mark.parametrize(
    ("method", "options", "call"),
    [
        ("histogram", {}, lambda: value_shapes.histogram(DAYS[KEPT], usl=25, **NAMED)),
        ("mann-whitney", {"group": "period"},
         lambda: tests_ranks.mann_whitney(DAYS[KEPT][:68], DAYS[KEPT][68:], names=("before", "after"))),
        ("paired-t", {"second_value": "again"},
         lambda: tests_means.paired_t(DAYS[KEPT], AGAIN[KEPT], names=("days", "again"))),
        ("runs-test", {}, lambda: randomness.runs_test(DAYS[KEPT], **NAMED)),
        ("capability-nonnormal", {"distribution": "gamma"},
         lambda: nonnormal.capability_nonnormal(DAYS[KEPT], "gamma", usl=30, **NAMED)),
        ("capability-transformed", {"lam": 0.5, "subgroup": 5},
         lambda: nonnormal.capability_transformed(
             DAYS[KEPT], "box-cox", lam=0.5, usl=30, subgroup=[str(k // 5 + 1) for k in KEPT], **NAMED)),
        ("capability-binomial", {"value": "q1", "size": "cases", "date": "", "by": None},
         lambda: attribute_capability.capability_binomial(Q1[KEPT], CASES_OF[KEPT])),
        ("survey", {"points": 5, "lowest": 1},
         lambda: survey_items.survey({name: own[KEPT] for name, own in ITEMS.items()}, scale=(1, 2, 3, 4, 5))),
    ],
)  # fmt: skip
def test_rows_left_out_are_left_out_and_said_with_their_reason(
    method: str, options: dict[str, Any], call: Callable[[], Any]
) -> None:
    made = answer(method, options, exclusions=LEFT_OUT)
    assert bare(made) == bare(call())
    assert [note for note in made.notes if "left out by the team" in note] == [
        "2 left out by the team: storm", "1 left out by the team: typing error",
    ]  # fmt: skip


def test_a_deadline_between_dates_counts_in_the_days_that_were_asked_for() -> None:
    """Received on a Friday, done on the Monday: one business day or three calendar days; a day off makes it none."""
    cells = [("2026-06-05", "2026-06-08")] * 12 + [("2026-06-08", "2026-06-12")] * 8 + [("2026-06-01", "")]
    data = dataset(read("\n".join(["in,out", *map(",".join, cells)])), id="d", name="d")
    base = {"start": "in", "finish": "out", "usl": 2}
    for more, within in [({}, 12), ({"days": "calendar"}, 0), ({"holidays": "2026-06-09; 2026-06-10"}, 20)]:
        study = Study("s", method="capability-deadline", dataset="d", options={**base, **more})
        found = studies.of(study, data)
        assert (round(found.share * found.cases), found.cases) == (within, 20), more
    late = Study("s", method="capability-deadline", dataset="d", options={**base, "as_of": "2026-06-30"})
    assert studies.of(late, data).cases == 21
    direct = capability_deadline_dates(*zip(*cells[:-1], strict=True), 2)
    assert studies.of(Study("s", method="capability-deadline", dataset="d", options=base), data).table() == (
        direct.table()
    )


@pytest.mark.parametrize(
    ("options", "shift", "length"),
    [
        # Lucas and Saccucci (1990), table 3: weight 0.25, L 2.998; Montgomery (2013), table 9.3: h 5, k 0.5.
        ({"chart": "ewma", "weight": 0.25, "k": 2.998, "limits": "asymptotic"}, 0.0, 500),
        ({"chart": "cusum", "h": 5, "slack": 0.5}, 0.0, 465),
        ({"chart": "cusum", "h": 5, "slack": 0.5}, 1.0, 10.4),
        ({"chart": "i-mr", "k": 3}, 0.0, 370.4),
        ({"chart": "i-mr", "k": 2}, 0.0, 21.98),
    ],
)
def test_a_planned_chart_signals_as_soon_as_published(
    options: dict[str, Any], shift: float, length: float
) -> None:
    found = answer("run-length", options)
    by_shift = {one.shift: one.arl for one in found.lengths}
    assert by_shift[shift] == pytest.approx(length, rel=0.005)


def test_the_tests_of_a_design_make_it_signal_sooner_as_champ_and_woodall_found() -> None:
    """Champ and Woodall (1987), table 1: the four Western Electric rules together give 91.75 without a change."""
    found = answer("run-length", {"chart": "i-mr", "rules": "weco"})
    unchanged = found.lengths[0]
    assert abs(unchanged.arl - 91.75) < 3 * unchanged.error < 10
    assert 3 * unchanged.arl < arl.shewhart(0.0, 3.0).arl


def test_options_that_belong_together_are_asked_for_together() -> None:
    for method, options, words in [
        ("equivalence", {"group": "period", "low": 1}, "both ends"),
        ("importance-performance", {"cut_importance": 3}, "both lines"),
        ("importance-performance", {"importance": ["q1"]}, "4 items and 1 column"),
        ("change", {"stage": "period", "first": "before"}, "both stages"),
        ("attribute-agreement", {"order": "accept"}, "at least two"),
        ("survey", {"points": 1}, "2 to 1,000"),
        ("size-chi-square", {"expected_table": "", "rows_of_table": 1, "columns_of_table": 2}, "two rows"),
        ("size-chi-square", {"expected_table": "30, many"}, "rows apart by semicolons"),
        ("two-sample-t", {"group": "office", "first": "East"}, "North, South, West"),
        ("two-sample-t", {"group": "office", "first": "North", "second": "North"}, "the same"),
        ("two-proportions", {"value": "ok", "group": "office", "second": "East"}, "North, South, West"),
        ("two-proportions", {"value": "q1", "group": "office"}, "holds counts"),
    ]:
        with pytest.raises(UserError, match=words):
            answer(method, options)
