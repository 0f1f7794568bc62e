"""Families of distributions, their fit, transformations to the normal, normality."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.distributions.identification import *
    from leanbench.stats.distributions.johnson_curves import *
    from leanbench.stats.distributions.normality_tests import *
    from leanbench.stats.distributions.transforms import *

__getattr__, __dir__ = lazy_door(
    __name__, "identification", "johnson_curves", "normality_tests", "transforms"
)
