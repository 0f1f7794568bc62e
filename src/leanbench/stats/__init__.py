"""Control charts, capability, measurement systems and tests. Each function returns a result record.

Usable alone, in a script or a notebook: ``from leanbench import stats; stats.i_mr(values).summary()``. The
names below load their module when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "variables": ("i_mr", "xbar_r", "xbar_s", "i_mr_rs"),
    "attributes": ("p", "np_", "c", "u", "laney_p", "laney_u", "i_prime"),
    "weighted": ("moving_average", "ewma", "cusum"),
    "rare": ("g", "t"),
    "shortrun": ("z_mr",),
    "multivariate": ("t2",),
    "runchart": ("run",),
    "autocorrelation": ("autocorrelation",),
    "capability": ("capability_normal", "capability_summary", "capability_by_stage", "between_within"),
    "charts_index": ("CHARTS", "ChartSpec"),
    "control": ("ControlChart", "Panel", "StageInfo"),
    "differences": ("why_different",),
    "profiles": ("PROFILES",),
    "rules": ("RULES", "Rule", "RuleSet", "Signal", "find_signals"),
    "samples": ("StatsError",),
}
_MODULE = {name: module for module, names in _HOME.items() for name in names if name != module}

__all__ = sorted(_MODULE)


def __getattr__(name: str) -> Any:
    module = _MODULE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"leanbench.stats.{module}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE})
