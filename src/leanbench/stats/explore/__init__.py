"""Looking at values: descriptions, shapes, series, Pareto, stratification."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.explore.descriptive import *
    from leanbench.stats.explore.panel_groups import *
    from leanbench.stats.explore.pareto_counts import *
    from leanbench.stats.explore.series_plots import *
    from leanbench.stats.explore.stratify import *
    from leanbench.stats.explore.value_shapes import *

__getattr__, __dir__ = lazy_door(
    __name__, "descriptive", "panel_groups", "pareto_counts", "series_plots", "stratify", "value_shapes"
)
