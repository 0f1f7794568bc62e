"""Does it meet the target: capability, deadlines, yields, tolerance intervals."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.capability.attribute_capability import *
    from leanbench.stats.capability.capability_result import *
    from leanbench.stats.capability.deadline import *
    from leanbench.stats.capability.many_capability import *
    from leanbench.stats.capability.nonnormal import *
    from leanbench.stats.capability.normal_capability import *
    from leanbench.stats.capability.tolerance import *
    from leanbench.stats.capability.yields import *

__getattr__, __dir__ = lazy_door(
    __name__,
    "attribute_capability",
    "capability_result",
    "deadline",
    "many_capability",
    "nonnormal",
    "normal_capability",
    "tolerance",
    "yields",
)
