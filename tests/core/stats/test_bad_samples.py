"""Samples that break naive formulas end in a result or in one plain sentence, never in a traceback."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from leanbench.errors import UserError
from leanbench.stats.base.result import Result, to_json
from leanbench.stats.capability.attribute_capability import capability_binomial, capability_poisson
from leanbench.stats.capability.deadline import capability_deadline
from leanbench.stats.capability.nonnormal import capability_nonnormal, capability_transformed
from leanbench.stats.capability.tolerance import tolerance_nonparametric, tolerance_normal
from leanbench.stats.distributions.identification import distribution_id, probability_plot
from leanbench.stats.distributions.johnson_curves import johnson
from leanbench.stats.distributions.normality_tests import normality
from leanbench.stats.distributions.transforms import box_cox, yeo_johnson
from leanbench.stats.msa.gage import gage_rr_average_range, gage_rr_crossed, gage_rr_expanded, gage_rr_nested
from leanbench.stats.msa.gage_bias import gage_type_1
from leanbench.stats.msa.linearity_study import gage_linearity

RNG = np.random.default_rng(0)
SAMPLES = {
    "empty": [],
    "one": [3.0],
    "two": [1.0, 2.0],
    "constant": [7.0] * 20,
    "nearly constant": [1e9 + i * 1e-7 for i in range(20)],
    "two kinds": [1.0] * 30 + [2.0],
    "heavy ties": [1, 1, 1, 2, 2, 2, 3, 3, 3] * 3,
    "enormous": list(RNG.lognormal(0, 1, 20) * 1e298),
    "tiny": list(RNG.lognormal(0, 1, 20) * 1e-300),
    "wide": list(RNG.lognormal(0, 60, 30)),
    "outlier": [*RNG.lognormal(0, 1, 30), 1e15],
    "zeros": [0] * 10 + [1, 2, 3, 4],
    "negative": list(-RNG.lognormal(0, 1, 20)),
    "mixed": [1, 2, "x", None, math.nan, math.inf, 5, 6, 7, 8.0, 9, ""],
    "overflow": [1.7e308, -1.7e308, 0.0, 1.0, 2.0, 3.0],
    "rising": list(range(1, 60)),
}
FUNCTIONS = {
    "identification": distribution_id,
    "normal plot": probability_plot,
    "weibull plot": lambda x: probability_plot(x, "weibull"),
    "ryan-joiner": lambda x: normality(x, "ryan-joiner"),
    "shapiro-wilk": lambda x: normality(x, "shapiro-wilk"),
    "box-cox": box_cox,
    "box-cox of subgroups": lambda x: box_cox(x, subgroup=5),
    "yeo-johnson": yeo_johnson,
    "johnson": johnson,
    "tolerance": tolerance_normal,
    "nonparametric": tolerance_nonparametric,
    "lognormal capability": lambda x: capability_nonnormal(x, "lognormal-3", lsl=0.5, usl=3),
    "transformed": lambda x: capability_transformed(x, usl=3, subgroup=3),
    "johnson capability": lambda x: capability_transformed(x, "johnson", lsl=0.5, usl=3),
    "binomial": lambda x: capability_binomial(x, 10),
    "poisson": lambda x: capability_poisson(x, 10),
    "deadline": lambda x: capability_deadline(x, 3),
    "type 1": lambda x: gage_type_1(x, 1, 3),
    "linearity": lambda x: gage_linearity(x, [1 + i % 4 for i in range(len(x))]),
    "crossed": lambda x: gage_rr_crossed(x, *_labels(x), tolerance=3),
    "nested": lambda x: gage_rr_nested(x, *_labels(x)),
    "average range": lambda x: gage_rr_average_range(x, *_labels(x)),
    "expanded": lambda x: gage_rr_expanded(
        x, {"Part": _labels(x)[0], "Operator": _labels(x)[1], "Day": [i % 2 for i in range(len(x))]}
    ),
}


def _labels(x):
    return [i // 2 % 5 for i in range(len(x))], [i // 10 % 3 for i in range(len(x))]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_result_or_one_sentence(function, sample):
    try:
        result = FUNCTIONS[function](SAMPLES[sample])
    except UserError as error:
        said = str(error)
        assert not said.startswith(("Traceback", "["))
        assert said.endswith(".")
    else:
        assert isinstance(result, Result)
        json.dumps(to_json(result), allow_nan=False)
        assert result.method
        assert result.convention
        lines = result.summary()
        assert lines
        assert not any(word in ("nan", "inf", "-inf") for line in lines for word in line.split())
        assert len(result.to_frame()) > 0


def test_a_negative_mean_gap_and_a_grid_without_cells_are_refused():
    from leanbench.stats.base.samples import StatsError
    from leanbench.stats.explore.stratify import concentration
    from leanbench.stats.spc.rare_events import g

    with pytest.raises(StatsError, match="cannot be negative"):
        g([1, 0, 3, 2], center=-1)
    for grid in ((-1, -1), (0, 3), (2.5, 2), (1000, 3)):
        with pytest.raises(StatsError, match="cells each way"):
            concentration([0.2, 0.7], [0.1, 0.9], grid=grid)
