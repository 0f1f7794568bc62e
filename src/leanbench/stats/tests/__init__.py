"""Hypothesis tests and intervals for means, ranks, counts, spreads and relations."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.tests.anova import *
    from leanbench.stats.tests.correlations import *
    from leanbench.stats.tests.intervals import *
    from leanbench.stats.tests.outliers import *
    from leanbench.stats.tests.randomness import *
    from leanbench.stats.tests.regression import *
    from leanbench.stats.tests.tests_counts import *
    from leanbench.stats.tests.tests_means import *
    from leanbench.stats.tests.tests_ranks import *
    from leanbench.stats.tests.tests_spread import *

__getattr__, __dir__ = lazy_door(
    __name__,
    "anova",
    "correlations",
    "intervals",
    "outliers",
    "randomness",
    "regression",
    "tests_counts",
    "tests_means",
    "tests_ranks",
    "tests_spread",
)
