"""How soon a control chart sees a change: average run lengths."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.run_length.arl import *
    from leanbench.stats.run_length.chart_run_lengths import *

__getattr__, __dir__ = lazy_door(__name__, "chart_run_lengths", "arl")
