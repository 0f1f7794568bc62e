"""What every statistic stands on: samples, guards, sums, tails of distributions, constants, result records."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.base.constants import *
    from leanbench.stats.base.result import *
    from leanbench.stats.base.samples import *

__getattr__, __dir__ = lazy_door(__name__, "result", "samples", "constants")
