"""Control charts: center lines, limits, phases, rules and run charts."""

from typing import TYPE_CHECKING

from leanbench.doors import lazy_door

if TYPE_CHECKING:
    from leanbench.stats.spc.attributes import *
    from leanbench.stats.spc.chart_spec import *
    from leanbench.stats.spc.charts_index import *
    from leanbench.stats.spc.control_chart import *
    from leanbench.stats.spc.multivariate import *
    from leanbench.stats.spc.phases import *
    from leanbench.stats.spc.profile_differences import *
    from leanbench.stats.spc.profiles import *
    from leanbench.stats.spc.rare_events import *
    from leanbench.stats.spc.rules import *
    from leanbench.stats.spc.runchart import *
    from leanbench.stats.spc.serial_correlation import *
    from leanbench.stats.spc.shortrun import *
    from leanbench.stats.spc.variables import *
    from leanbench.stats.spc.weighted import *

__getattr__, __dir__ = lazy_door(
    __name__,
    "variables",
    "attributes",
    "weighted",
    "rare_events",
    "runchart",
    "shortrun",
    "multivariate",
    "chart_spec",
    "charts_index",
    "control_chart",
    "phases",
    "profile_differences",
    "profiles",
    "rules",
    "serial_correlation",
)
