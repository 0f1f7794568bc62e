"""Which module computes which method. Add a runner by adding a module here.

Each runner module has ``RUNNERS: dict[str, Callable[[Case], Mapping[str, object]]]`` from a case's
method (or kind) to a function that computes the answers, from the case's inputs and data alone,
under the same names as its expected values. Modules are imported when the first case is run.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from leanbench.verify.cases import Case

Runner = Callable[[Case], Mapping[str, Any]]

RUNNER_MODULES = (
    "leanbench.verify.charts_cases", "leanbench.verify.weighted_cases",
    "leanbench.verify.normal_capability_cases", "leanbench.verify.capability_cases",
    "leanbench.verify.msa_cases", "leanbench.verify.study_cases", "leanbench.verify.flow_cases",
    "leanbench.verify.office_cases",
)  # fmt: skip


@cache
def runners() -> Mapping[str, Runner]:
    """All runners by method or kind."""
    found: dict[str, Runner] = {}
    for module in RUNNER_MODULES:
        if importlib.util.find_spec(module) is not None:
            found.update(importlib.import_module(module).RUNNERS)
    return found
