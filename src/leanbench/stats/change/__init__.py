"""Did it change: before and after as one study."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.change.change_study import *

__getattr__, __dir__ = lazy_door(__name__, "change_study")
