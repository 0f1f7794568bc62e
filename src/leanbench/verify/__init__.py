"""Proves an installation: runs reference cases with known answers and reports which agree.

`run_cases()` runs the shipped cases (``resources/reference``); `run_cases(folder)` runs any folder of
cases in the same form, so an agency can add its own.
"""

from __future__ import annotations

from leanbench.verify.cases import Case, CaseError, read_case
from leanbench.verify.compare import Outcome, compare
from leanbench.verify.runs import CaseResult, Report, run_case, run_cases

__all__ = [
    "Case", "CaseError", "CaseResult", "Outcome", "Report", "compare", "read_case", "run_case", "run_cases",
]  # fmt: skip
