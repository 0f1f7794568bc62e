"""Every trap has its words, every profile its choices."""

from __future__ import annotations

import numpy as np
import pytest

from leanbench.stats.msa.gage import gage_rr_crossed
from leanbench.stats.spc import profile_differences as differences
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.spc.profile_differences import why_different
from leanbench.stats.spc.profiles import PROFILES
from leanbench.stats.spc.rare_events import dispersion, g

PARTS = [i // 6 for i in range(60)]
OPERATORS = [i // 2 % 3 for i in range(60)]


def test_every_reason_is_used_and_known():
    of_charts = (spec.differences for spec in CHARTS.values())
    used = {name for names in (*differences._TRAPS.values(), *of_charts) for name in names}
    assert used == set(differences._WHY)


@pytest.mark.parametrize("text", differences._WHY.values())
def test_reasons_are_sentences(text):
    assert text[0].isupper() or text.startswith("q")
    assert text.endswith(".")
    assert len(text) < 480


@pytest.mark.parametrize("method", CHARTS)
def test_every_chart_says_why_others_differ(method):
    assert why_different(method)


PATTERNED = ("i-mr", "xbar-r", "xbar-s", "i-mr-rs", "i-prime", "z-mr")
COUNTED = ("p", "np", "c", "u", "laney-p", "laney-u")
RARE = ("g", "t")
GAGES = ("gage-rr-crossed", "gage-rr-nested", "gage-rr-expanded", "gage-rr-average-range")
SUBGROUPED = ("xbar-r", "xbar-s", "i-mr-rs")
NORMAL = ("capability-normal", "capability-between-within", "capability-many")
# The traps by number, the words that tell each, and every method of a result that it concerns.
TRAPS = [
    (
        1,
        "0.930, 0.875 and 0.872",
        (*SUBGROUPED, *NORMAL, "ewma", "cusum", "moving-average", "capability-nonnormal"),
    ),
    (2, "seven points", (*PATTERNED, *COUNTED, *RARE)),
    (3, "accept either side", PATTERNED),
    (4, "3.267", ("i-mr", "i-prime", "t", "change")),
    (5, "(N-1)/N", ("g",)),
    (6, "size of the first subgroup", ("laney-p", "laney-u")),
    (7, "0.935, 0.930, 0.931 and 0.922", (*NORMAL, "capability-summary")),
    (8, "0.9 k(n-1)", (*NORMAL, "capability-summary")),
    (9, "divide by n", ("capability-nonnormal", "distribution-id", "probability-plot")),
    (10, "Z scores", ("capability-nonnormal",)),
    (11, "0.276", ("box-cox", "capability-nonnormal")),
    (13, "0.25", ("gage-rr-crossed",)),
    (14, "4.875 gives 4", GAGES),
    (15, "0.492", ("attribute-agreement",)),
    (
        16,
        "exactly on a limit",
        (*PATTERNED, *COUNTED, *RARE, "ewma", "cusum", "moving-average", "t2", "mewma"),
    ),
    (17, "sigma/sqrt(n)", SUBGROUPED),
    (18, "exact binomial", ("p", "np", "c", "u")),
    (19, "inside the zone", PATTERNED),
    (20, "0.00015", ("t", "capability-nonnormal", "distribution-id", "probability-plot")),
    (21, "square of the number of subgroups", ("xbar-r", "xbar-s")),
    (22, "table of c4", ("xbar-r", "xbar-s", "capability-normal")),
]


@pytest.mark.parametrize(("number", "words", "methods"), TRAPS, ids=[str(trap[0]) for trap in TRAPS])
def test_each_trap_is_told_beside_every_method_it_concerns(number, words, methods):
    for method in methods:
        told = [text for text in why_different(method) if words in text]
        assert len(told) == 1, (number, method)


def test_no_reason_is_told_twice():
    for method in differences._TRAPS:
        assert len(set(why_different(method))) == len(why_different(method))


def test_aiag_keeps_an_interaction_that_minitab_drops():
    rng = np.random.default_rng(18)
    cell = rng.normal(0, 0.55, (10, 3))
    values = [3 * p + cell[p, o] + e for p, o, e in zip(PARTS, OPERATORS, rng.normal(0, 1, 60), strict=True)]
    usual = gage_rr_crossed(values, PARTS, OPERATORS)
    p = next(row.p for row in usual.anova if "by part" in row.source)
    assert p is not None
    assert 0.05 < p < 0.25
    assert usual.interaction_kept is False
    aiag = gage_rr_crossed(values, PARTS, OPERATORS, profile="aiag")
    assert aiag.interaction_kept is True
    assert "cut 0.25" in aiag.convention
    assert gage_rr_crossed(values, PARTS, OPERATORS, alpha=0.05, profile="aiag").interaction_kept is False


def test_negative_binomial_g_chart():
    from scipy import stats

    gaps = np.array([3, 12, 0, 45, 7, 2, 30, 1, 9, 16, 60, 4, 0, 22, 5, 11, 80, 6, 2, 14], dtype=float)
    mean = gaps.mean()
    kappa = dispersion(gaps, float(mean))

    def likelihood(k: float) -> float:
        return float(stats.nbinom.logpmf(gaps, 1 / k, 1 / (1 + k * mean)).sum())

    assert likelihood(kappa) > max(likelihood(kappa * 1.001), likelihood(kappa / 1.001))
    chart = g(gaps.tolist(), limits="negative-binomial")
    scale, df = 1 + mean * kappa, 2 * mean / (1 + mean * kappa)
    upper = scale / 2 * stats.chi2.ppf(1 - 0.00135, df) - 0.5
    assert chart.stages[0].ucl["G"] == pytest.approx(upper, rel=1e-9)
    assert chart.stages[0].center["G"] == pytest.approx(mean, rel=1e-12)
    assert chart.stages[0].lcl["G"] == 0
    assert g(gaps.tolist(), profile="jmp").stages[0].ucl == chart.stages[0].ucl
    # Gaps that vary no more than their mean: the limits are Poisson's, and nothing is invented.
    assert dispersion(np.array([4.0, 5.0, 6.0, 5.0]), 5.0) == 0.0


def test_profiles_name_the_choices_that_are_read():
    for found in PROFILES.values():
        assert {"g", "t", "gage_interaction_cut", "capability_sigma", "cpm_divisor"} <= set(found.options)
