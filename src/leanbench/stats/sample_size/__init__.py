"""Power and sample size for every comparison."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.sample_size.power import *
    from leanbench.stats.sample_size.power_counts import *
    from leanbench.stats.sample_size.power_ranks import *
    from leanbench.stats.sample_size.power_relations import *
    from leanbench.stats.sample_size.power_samples import *

__getattr__, __dir__ = lazy_door(
    __name__, "power", "power_counts", "power_ranks", "power_relations", "power_samples"
)
