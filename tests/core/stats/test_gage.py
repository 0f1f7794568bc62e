"""Gage R&R, type 1, bias and linearity against published studies, closed forms and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from leanbench.stats.base.samples import StatsError
from leanbench.stats.msa.gage import (
    gage_rr_average_range,
    gage_rr_crossed,
    gage_rr_expanded,
    gage_rr_nested,
)
from leanbench.stats.msa.gage_bias import gage_type_1
from leanbench.stats.msa.linearity_study import gage_linearity
from leanbench.stats.msa.random_effects import _split, _split_balanced

# AIAG, Measurement Systems Analysis, 4th ed. 2010, figure III-B 6a: 3 appraisers, 3 trials, 10 parts.
AIAG = {
    "A": [
        [0.29, -0.56, 1.34, 0.47, -0.80, 0.02, 0.59, -0.31, 2.26, -1.36],
        [0.41, -0.68, 1.17, 0.50, -0.92, -0.11, 0.75, -0.20, 1.99, -1.25],
        [0.64, -0.58, 1.27, 0.64, -0.84, -0.21, 0.66, -0.17, 2.01, -1.31],
    ],
    "B": [
        [0.08, -0.47, 1.19, 0.01, -0.56, -0.20, 0.47, -0.63, 1.80, -1.68],
        [0.25, -1.22, 0.94, 1.03, -1.20, 0.22, 0.55, 0.08, 2.12, -1.62],
        [0.07, -0.68, 1.34, 0.20, -1.28, 0.06, 0.83, -0.34, 2.19, -1.50],
    ],
    "C": [
        [0.04, -1.38, 0.88, 0.14, -1.46, -0.29, 0.02, -0.46, 1.77, -1.49],
        [-0.11, -1.13, 1.09, 0.20, -1.07, -0.67, 0.01, -0.56, 1.45, -1.77],
        [-0.15, -0.96, 0.67, 0.11, -1.45, -0.49, 0.21, -0.49, 1.87, -2.16],
    ],
}
ROWS = [
    (value, part + 1, operator)
    for operator, trials in AIAG.items()
    for trial in trials
    for part, value in enumerate(trial)
]
Y, PARTS, OPERATORS = (list(column) for column in zip(*ROWS, strict=True))


def test_aiag_crossed_study_as_minitab_prints_it():
    study = gage_rr_crossed(Y, PARTS, OPERATORS, tolerance=8)
    assert study.component("total_grr").pct_study_variation == pytest.approx(27.86, abs=0.005)
    assert study.component("total_grr").pct_tolerance == pytest.approx(22.68, abs=0.005)
    assert study.component("part_to_part").variance == pytest.approx(1.08645, abs=5e-6)
    assert study.interaction_kept is False
    assert study.ndc == 4
    assert study.ndc_raw == pytest.approx(4.875, abs=1e-3)  # truncated, never rounded to 5
    assert (
        study.summary()[0]
        == "The measurement system uses 22.7% of the tolerance: marginal by the estimate alone."
    )
    assert study.summary()[1].startswith("With 95% confidence the true figure lies between 17.")
    assert "27.9% of the variation seen in this study: marginal" in study.summary()[2]
    assert "4 groups" in study.summary()[3]


def test_without_a_tolerance_the_headline_is_the_study_variation():
    study = gage_rr_crossed(Y, PARTS, OPERATORS)
    assert (
        study.summary()[0]
        == "The measurement system uses 27.9% of the study variation: marginal by the estimate alone."
    )
    assert "% tolerance" not in study.table().columns
    assert len(study.to_frame()) == 7


def test_intervals_hold_the_estimate_narrow_with_operators_and_repeat_exactly():
    study = gage_rr_crossed(Y, PARTS, OPERATORS, tolerance=8, historical_sd=2)
    total = study.component("total_grr")
    for key in ("pct_study_variation", "pct_tolerance", "pct_process"):
        low, high = study.intervals[key]
        assert low < getattr(total, key) < high
    assert study.intervals == gage_rr_crossed(Y, PARTS, OPERATORS, tolerance=8, historical_sd=2).intervals
    more = gage_rr_crossed(
        Y * 3, PARTS * 3, [f"{o}{i // 90}" for i, o in enumerate(OPERATORS * 3)], tolerance=8
    )
    low, high = more.intervals["pct_tolerance"]
    assert high - low < 0.5 * (study.intervals["pct_tolerance"][1] - study.intervals["pct_tolerance"][0])


def test_intervals_cover_the_truth():
    # true %GRR: operators 0.05, repeatability 0.1, parts 1; 200 studies of 10 x 3 x 3
    rng = np.random.default_rng(1)
    truth, hits = 100 * math.sqrt(0.15 / 1.15), 0
    operator, part, _ = np.meshgrid(range(3), range(10), range(3), indexing="ij")
    for _ in range(200):
        y = rng.normal(0, 1, 10)[part] + rng.normal(0, math.sqrt(0.05), 3)[operator]
        y += rng.normal(0, math.sqrt(0.1), y.shape)
        study = gage_rr_crossed(y.ravel(), part.ravel(), operator.ravel())
        low, high = study.intervals["pct_study_variation"]
        hits += low <= truth <= high
    assert 0.91 <= hits / 200 <= 0.99


def test_aiag_average_and_range_as_printed():
    # AIAG 4th ed., figure III-B 16: EV 0.20188, AV 0.22963, GRR 0.30575, PV 1.10456, TV 1.14610.
    study = gage_rr_average_range(Y, PARTS, OPERATORS)
    printed = {
        "repeatability": (0.20188, 17.62),
        "operator": (0.22963, 20.04),
        "total_grr": (0.30575, 26.68),
        "part_to_part": (1.10456, 96.38),
        "total": (1.14610, 100.0),
    }
    for key, (sd, percent) in printed.items():
        # AIAG computes by hand, with factors and averages of four decimals
        assert study.component(key).sd == pytest.approx(sd, abs=1.1e-4)
        assert study.component(key).pct_study_variation == pytest.approx(percent, abs=0.012)
    assert study.ndc == 5


def _textbook(table: np.ndarray) -> dict[str, float]:
    """Crossed components with interaction from a (operators, parts, trials) table (Montgomery 8.7)."""
    o, p, r = table.shape
    grand = table.mean()
    ms_part = o * r * np.sum((table.mean(axis=(0, 2)) - grand) ** 2) / (p - 1)
    ms_op = p * r * np.sum((table.mean(axis=(1, 2)) - grand) ** 2) / (o - 1)
    cell = table.mean(axis=2)
    inter = cell - cell.mean(axis=0) - cell.mean(axis=1)[:, None] + grand
    ms_int = r * np.sum(inter**2) / ((p - 1) * (o - 1))
    ms_e = np.sum((table - cell[:, :, None]) ** 2) / (o * p * (r - 1))
    return {
        "part_to_part": max(0.0, (ms_part - ms_int) / (o * r)),
        "operator": max(0.0, (ms_op - ms_int) / (p * r)),
        "operator_by_part": max(0.0, (ms_int - ms_e) / r),
        "repeatability": ms_e,
    }


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 6), st.integers(2, 3))
def test_general_engine_agrees_with_the_textbook_on_balanced_studies(seed, o, p, r):
    table = np.random.default_rng(seed).normal(size=(o, p, r)) + np.arange(p)[None, :, None]
    rows = [(table[i, j, k], j, i) for i in range(o) for j in range(p) for k in range(r)]
    y, parts, operators = zip(*rows, strict=True)
    study = gage_rr_crossed(y, parts, operators, keep_interaction=True)
    for key, variance in _textbook(table).items():
        assert study.component(key).variance == pytest.approx(variance, rel=1e-8, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 100), st.floats(-1000, 1000), st.randoms(use_true_random=False))
def test_percentages_know_no_unit_and_no_row_order(factor, shift, random):
    order = list(range(len(Y)))
    random.shuffle(order)
    moved = gage_rr_crossed(
        [factor * Y[i] + shift for i in order], [PARTS[i] for i in order], [OPERATORS[i] for i in order]
    )
    plain = gage_rr_crossed(Y, PARTS, OPERATORS)
    for one, other in zip(plain.components, moved.components, strict=True):
        assert other.pct_study_variation == pytest.approx(one.pct_study_variation, rel=1e-6)
    assert moved.ndc == plain.ndc


def test_interaction_cut_is_a_choice_and_is_said():
    rng = np.random.default_rng(5)
    found = None
    for _ in range(50):
        y = np.array(Y) + rng.normal(0, 0.12, (3, 1, 10)).repeat(3, 1).ravel()
        found = gage_rr_crossed(y, PARTS, OPERATORS)
        p = found.anova[2].p
        if p is not None and 0.06 < p < 0.24:
            break
    assert found is not None
    assert found.interaction_kept is False
    assert gage_rr_crossed(y, PARTS, OPERATORS, alpha=0.25).interaction_kept is True
    assert "cut 0.05" in found.convention


def test_negative_component_is_zero_and_said():
    flooring = [10.2, 10.3, 11.4, 11.5, 10.3, 10.2, 11.3, 11.4, 10.2, 10.3, 11.4, 11.4]
    study = gage_rr_crossed(flooring, [1, 1, 2, 2] * 3, ["a"] * 4 + ["b"] * 4 + ["c"] * 4)
    assert study.component("operator").variance == 0
    assert any("operator came out negative and is set to 0" in line for line in study.summary())


def test_unbalanced_study_uses_every_row_and_says_so():
    study = gage_rr_crossed(Y[:-3], PARTS[:-3], OPERATORS[:-3])
    assert study.values.size == 87
    assert any("not balanced" in note for note in study.notes)
    full = gage_rr_crossed(Y, PARTS, OPERATORS)
    assert study.component("total_grr").sd == pytest.approx(full.component("total_grr").sd, rel=0.1)


def test_study_with_an_empty_cell_still_stands():
    keep = [i for i in range(90) if not (PARTS[i] == 4 and OPERATORS[i] == "C")]
    study = gage_rr_crossed([Y[i] for i in keep], [PARTS[i] for i in keep], [OPERATORS[i] for i in keep])
    assert any("1 combination of part and operator without a measurement" in note for note in study.notes)


def test_one_trial_each_has_no_interaction():
    keep = slice(0, 10), slice(30, 40), slice(60, 70)
    y = [value for s in keep for value in Y[s]]
    study = gage_rr_crossed(y, list(range(10)) * 3, ["A"] * 10 + ["B"] * 10 + ["C"] * 10)
    assert study.interaction_kept is None
    assert any("measured each part once" in note for note in study.notes)


def test_one_operator_says_what_it_cannot_tell():
    study = gage_rr_crossed(Y[:30], PARTS[:30], ["A"] * 30)
    assert study.component("reproducibility").variance == 0
    assert any("cannot be judged" in line for line in study.summary())


def test_expanded_study_of_part_and_operator_is_the_crossed_study():
    crossed = gage_rr_crossed(Y, PARTS, OPERATORS, keep_interaction=True)
    expanded = gage_rr_expanded(Y, {"Part": PARTS, "Operator": OPERATORS})
    for key in ("total_grr", "repeatability", "part_to_part"):
        one, other = crossed.component(key), expanded.component(key)
        assert other.variance == pytest.approx(one.variance, rel=1e-10, abs=1e-14)
    assert expanded.anova[0].f == pytest.approx(crossed.anova[0].f, rel=1e-9)


def test_expanded_study_recovers_three_factors():
    rng = np.random.default_rng(11)
    part, operator, gage = np.meshgrid(range(40), range(12), range(10), indexing="ij")
    effects = (rng.normal(0, 3, 40)[part], rng.normal(0, 1, 12)[operator], rng.normal(0, 0.5, 10)[gage])
    y = sum(effects) + rng.normal(0, 0.3, part.shape)
    factors = {"Part": part.ravel(), "Operator": operator.ravel(), "Gage": gage.ravel()}
    study = gage_rr_expanded(y.ravel(), factors, terms=["Part", "Operator", "Gage"])
    assert study.component("repeatability").sd == pytest.approx(0.3, rel=0.05)
    assert study.component("Gage").sd == pytest.approx(0.5, rel=0.5)
    assert study.component("part_to_part").sd == pytest.approx(3.0, rel=0.3)


def test_nested_term_in_expanded_study_is_the_nested_study():
    rng = np.random.default_rng(3)
    operator = np.repeat(["A", "B", "C"], 10)
    part = np.tile(np.repeat(range(5), 2), 3)
    y = rng.normal(size=30) + part
    nested = gage_rr_nested(y, part, operator)
    expanded = gage_rr_expanded(y, {"Part": part, "Operator": operator}, terms=["Operator", "Part(Operator)"])
    for key in ("total_grr", "part_to_part", "total"):
        assert expanded.component(key).variance == pytest.approx(nested.component(key).variance, rel=1e-10)


def test_one_sided_limit_compares_half_the_study_variation():
    study = gage_rr_crossed(Y, PARTS, OPERATORS, usl=4)
    total = study.component("total_grr")
    assert total.pct_tolerance == pytest.approx(100 * 3 * total.sd / (4 - np.mean(Y)))
    assert any("One specification limit" in note for note in study.notes)
    assert gage_rr_crossed(Y, PARTS, OPERATORS, lsl=-4, usl=4).scale.tolerance == 8


def test_historical_sd_gives_percent_of_process():
    study = gage_rr_crossed(Y, PARTS, OPERATORS, historical_sd=2)
    assert study.component("total_grr").pct_process == pytest.approx(15.1186, abs=1e-4)
    assert "process variation: marginal" in study.summary()[0]


BAD_STUDIES = [
    ({"values": []}, "no measurements"),
    ({"values": Y[:-1]}, "Each measurement needs its part"),
    ({"values": [1.0] * 90}, "All 90 measurements equal 1"),
    ({"values": ["x"] * 90}, "no measurements"),
    ({"parts": [1] * 90}, "All measurements are of one part"),
    ({"tolerance": -1}, "tolerance must be a number above zero"),
    ({"tolerance": 0}, "tolerance must be a number above zero"),
    ({"lsl": 5, "usl": 1}, "must lie below the upper limit"),
    ({"tolerance": 8, "usl": 1}, "not both"),
    ({"alpha": 5}, "cut for the interaction"),
    ({"multiplier": 0}, "multiplier must be a number above zero"),
]


@pytest.mark.parametrize(("change", "words"), BAD_STUDIES)
def test_bad_studies_end_in_a_sentence(change, words):
    options = {"values": Y, "parts": PARTS, "operators": OPERATORS} | change
    if change.get("values") == []:
        options |= {"parts": [], "operators": []}
    with pytest.raises(StatsError, match=words):
        gage_rr_crossed(**options)


def test_rows_left_out_are_said():
    study = gage_rr_crossed(
        [*Y, None, "oops", 3.0], [*PARTS, 1, 1, None], [*OPERATORS, "A", "A", "A"], tolerance=8
    )
    said = " ".join(study.summary())
    assert study.values.size == 90
    assert "1 row without a finite measurement" in said
    assert "'oops'" in said
    assert "1 row without a part" in said


def test_methods_that_need_more_say_so():
    with pytest.raises(StatsError, match="same number of trials"):
        gage_rr_average_range(Y[:-1], PARTS[:-1], OPERATORS[:-1])
    with pytest.raises(StatsError, match="at least two trials"):
        gage_rr_average_range(Y[:10] + Y[30:40], list(range(10)) * 2, ["A"] * 10 + ["B"] * 10)
    with pytest.raises(StatsError, match="at least two operators"):
        gage_rr_nested(Y, PARTS, ["A"] * 90)
    with pytest.raises(StatsError, match="at least two parts per operator"):
        gage_rr_nested([1, 2, 3, 4.5], [1, 1, 2, 3], ["A", "A", "B", "B"])
    with pytest.raises(StatsError, match="cannot be told apart"):
        gage_rr_expanded(
            Y,
            {"Part": PARTS, "Operator": OPERATORS, "Room": OPERATORS},
            terms=["Part", "Operator", "Room"],
        )
    with pytest.raises(StatsError, match="names 'Site'"):
        gage_rr_expanded(Y, {"Part": PARTS, "Operator": OPERATORS}, terms=["Part", "Site"])
    with pytest.raises(StatsError, match="no 'Part'"):
        gage_rr_expanded(Y, {"Item": PARTS, "Operator": OPERATORS})
    with pytest.raises(StatsError, match="no repeat measurements"):
        gage_rr_nested([1, 2, 3, 4.5], [1, 2, 1, 2], ["A", "A", "B", "B"])


def test_expanded_says_which_terms_it_left_out():
    # the first trial by day, the others by night
    shift = (["day"] * 10 + ["night"] * 20) * 3
    factors = {"Part": PARTS, "Operator": OPERATORS, "Shift": shift}
    study = gage_rr_expanded(Y, factors)
    assert [row.source for row in study.anova[:5]] == [
        "Part",
        "Operator",
        "Shift",
        "Part*Operator",
        "Part*Shift",
    ]
    one_each = gage_rr_expanded(
        Y[:10] + Y[30:40], {"Part": PARTS[:20], "Operator": OPERATORS[:10] + OPERATORS[30:40]}
    )
    assert any("Part*Operator left out" in note for note in one_each.notes)


def test_type_1_study_says_capable_or_why_not():
    good = gage_type_1([10.0, 10.01, 9.99, 10.0, 10.02, 9.98] * 5, 10.0, 1.0, resolution=0.01)
    assert good.capable
    assert good.summary()[0].startswith("The gage is capable for this tolerance: Cg")
    assert good.resolution_pct == pytest.approx(1.0)
    biased = gage_type_1([10.1, 10.11, 10.09, 10.1, 10.12, 10.08] * 5, 10.0, 1.0)
    assert not biased.capable
    assert biased.cg == pytest.approx(good.cg, rel=1e-9)
    assert any("its bias is not" in line for line in biased.summary())
    assert biased.t == pytest.approx(
        stats.ttest_1samp([10.1, 10.11, 10.09, 10.1, 10.12, 10.08] * 5, 10).statistic, rel=1e-9
    )


def test_cg_times_its_percentage_is_k():
    study = gage_type_1([1.0, 1.2, 0.9, 1.1], 1.0, 3.0, k_percent=15)
    assert study.cg * study.pct_repeatability == pytest.approx(15)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], 1, 1), "no numbers"),
        (([1.0], 1, 1), "only 1 number"),
        (([2.0, 2.0], 2, 1), "no variation"),
        (([1.0, 2.0], math.nan, 1), "reference value .* must be a number"),
        (([1.0, 2.0], 1, 0), "tolerance must be a number above zero"),
        (([1.0, 2.0], 1, 1, 20, 6, 0), "resolution must be"),
        (([1.0, 2.0], 1, 1, 20, 6, None, 95), "confidence must lie"),
    ],
)
def test_type_1_bad_input(arguments, words):
    with pytest.raises(StatsError, match=words):
        gage_type_1(*arguments)


def test_linearity_agrees_with_least_squares():
    rng = np.random.default_rng(2)
    reference = np.repeat([2.0, 4, 6, 8, 10], 6)
    y = reference + 0.5 - 0.1 * reference + rng.normal(0, 0.2, 30)
    study = gage_linearity(y, reference, process_variation=12)
    line = stats.linregress(reference, y - reference)
    assert (study.slope, study.intercept) == pytest.approx((line.slope, line.intercept))
    assert study.p_slope == pytest.approx(line.pvalue)
    assert study.r_squared == pytest.approx(line.rvalue**2)
    assert study.pct_linearity == pytest.approx(100 * abs(line.slope))
    assert study.linearity == pytest.approx(12 * abs(line.slope))
    assert "not linear" in study.summary()[0]
    assert np.all((study.lower < study.line) & (study.line < study.upper))
    assert len(study.to_frame()) == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], []), "No row has both"),
        (([1, 2, 3], [1, 1, 1]), "one reference value"),
        (([1, 2], [1, 2, 3]), "each row needs both"),
        (([1, 2, 3], [1, 2, 3], ["a", "a", "b"]), "more than one reference value"),
        (([1, 2], [1, 2]), "at least three"),
        (([1, 2, 3], [1, 2, 3], ["a"]), "part name"),
        (([1, 2, 3], [1, 2, 3], None, -1), "process variation must be"),
    ],
)
def test_linearity_bad_input(arguments, words):
    with pytest.raises(StatsError, match=words):
        gage_linearity(*arguments)


# D. C. Montgomery and G. C. Runger, Applied Statistics and Probability for Engineers, supplement S14, tables S14-2
# to S14-5: breaking strength, 3 operators by 4 machines, 2 of each.
SQUARES = {"Operator": 26.333, "Machine": 24.333, "both": 35.667, "error": 45.0}


def breaking_strength():
    """Data with exactly these sums of squares: orthogonal patterns of the right size."""
    operator, machine, repeat = (
        level.ravel() for level in np.meshgrid(range(3), range(4), range(2), indexing="ij")
    )
    first, second = np.array([-1.0, 0.0, 1.0])[operator], np.array([-3.0, -1.0, 1.0, 3.0])[machine]
    patterns = {"Operator": first, "Machine": second, "both": first * second, "error": 2.0 * repeat - 1}
    y = sum(pattern * np.sqrt(SQUARES[name] / np.sum(pattern**2)) for name, pattern in patterns.items())
    return y, {"Machine": machine, "Operator": operator}


def test_mixed_model_of_montgomery_and_runger():
    y, factors = breaking_strength()
    terms = ["Machine", "Operator", "Machine*Operator"]

    def component(key, **model):
        return gage_rr_expanded(y, factors, part="Machine", terms=terms, **model).component(key).variance

    # Random model, printed: operator 0.90, machine 0.36, interaction 1.10, error 3.75.
    for key, printed in (
        ("Operator", 0.90),
        ("part_to_part", 0.36),
        ("Machine*Operator", 1.10),
        ("repeatability", 3.75),
    ):
        assert component(key) == pytest.approx(printed, abs=0.005)
    # Operators fixed, restricted model (table S14-3): machines (MS_B - MS_E)/(a n), interaction as before.
    restricted = {"fixed": ["Operator"], "restricted": True}
    ms = {"O": 26.333 / 2, "M": 24.333 / 3, "OM": 35.667 / 6, "E": 45.0 / 12}
    assert component("part_to_part", **restricted) == pytest.approx((ms["M"] - ms["E"]) / 6, rel=1e-9)
    assert component("Machine*Operator", **restricted) == pytest.approx((ms["OM"] - ms["E"]) / 2, rel=1e-9)
    # bn Σ tau²/(a - 1) = MS_A - MS_AB: the mean of the squared effects is Σ tau²/a.
    spread = (ms["O"] - ms["OM"]) / 8 * 2 / 3
    assert component("Operator", **restricted) == pytest.approx(spread, rel=1e-9)
    # The unrestricted model leaves the machines as if all were random.
    assert component("part_to_part", fixed=["Operator"]) == pytest.approx((ms["M"] - ms["OM"]) / 6, rel=1e-9)
    # F of the fixed operators is MS_A/MS_AB = 2.21, p 0.190, as printed; of the machines MS_B/MS_E when restricted.
    study = gage_rr_expanded(y, factors, part="Machine", terms=terms, **restricted)
    rows = {row.source: row for row in study.anova}
    assert rows["Operator"].f == pytest.approx(2.21, abs=0.006)
    assert rows["Operator"].p == pytest.approx(0.190, abs=0.0006)
    assert rows["Machine"].f == pytest.approx(ms["M"] / ms["E"], rel=1e-9)
    assert study.intervals == {}
    assert "Operator fixed (effects², mean over the levels), others random, restricted" in study.convention


def test_fixed_levels_give_the_spread_of_those_levels():
    rng = np.random.default_rng(2)
    part, operator, room = (
        level.ravel() for level in np.meshgrid(range(60), range(3), range(2), indexing="ij")
    )
    part, operator, room = (np.tile(level, 3) for level in (part, operator, room))
    effects, rooms = np.array([-0.6, 0.1, 0.5]), np.array([-0.4, 0.4])
    y = rng.normal(0, 2, 60)[part] + effects[operator] + rooms[room] + rng.normal(0, 0.2, part.size)
    factors = {"Part": part, "Operator": operator, "Room": room}
    terms = ["Part", "Operator", "Room", "Operator*Room"]
    study = gage_rr_expanded(y, factors, terms=terms, fixed=["Operator", "Room"])
    # Known truth: the mean of the squared effects, 0.2067 and 0.16; their noise is 0.2²/360 and 0.2²/540.
    assert study.component("Operator").variance == pytest.approx(
        np.mean(effects**2), abs=4 * 2 * 0.45 * 0.2 / 19
    )
    assert study.component("Room").variance == pytest.approx(0.16, abs=4 * 2 * 0.4 * 0.2 / 23)
    assert study.component("Operator*Room").variance < 0.001
    random = gage_rr_expanded(y, factors, terms=terms)
    assert study.component("Operator").variance < random.component("Operator").variance
    assert study.component("part_to_part").variance == pytest.approx(
        random.component("part_to_part").variance, rel=1e-9
    )


def test_a_fixed_factor_that_is_none_and_a_restricted_study_with_holes():
    factors = {"Part": PARTS, "Operator": OPERATORS}
    with pytest.raises(StatsError, match="'Site' is fixed"):
        gage_rr_expanded(Y, factors, fixed=["Site"])
    with pytest.raises(StatsError, match="balanced"):
        gage_rr_expanded(
            Y[:-1], {"Part": PARTS[:-1], "Operator": OPERATORS[:-1]}, fixed=["Operator"], restricted=True
        )
    whole = gage_rr_expanded(Y[:-1], {"Part": PARTS[:-1], "Operator": OPERATORS[:-1]}, fixed=["Operator"])
    assert "unrestricted" in whole.convention


@pytest.mark.parametrize(
    "terms",
    [
        [("Part",), ("Operator",), ("Part", "Operator")],
        [("Part",), ("Operator",)],
        [("Operator",), ("Part", "Operator")],
        [("Part",), ("Operator",), ("Gage",), ("Part", "Operator"), ("Part", "Gage")],
    ],
)
def test_means_of_balanced_data_are_the_projections_of_any(terms: list[tuple[str, ...]]) -> None:
    """Two derivations of one table: sums of squares by means, and by orthogonal bases."""
    names = list(dict.fromkeys(name for term in terms for name in term))
    sizes = {"Part": 5, "Operator": 3, "Gage": 2}
    grid = np.indices([sizes[name] for name in names]).reshape(len(names), -1)
    codes = dict(zip(names, grid, strict=True))
    rng = np.random.default_rng(8)
    means, cells = rng.normal(size=grid.shape[1]), np.full(grid.shape[1], 3)
    means -= means.mean()
    by_means = _split_balanced(means, cells, codes, [frozenset(term) for term in terms])
    by_bases = _split(means, cells, codes, terms)
    for one, other in zip(by_means, by_bases, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10)
