"""Runs cases and keeps what came of each. A case that cannot be read or run fails with a sentence."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Literal

from leanbench import resources
from leanbench.errors import UserError
from leanbench.verify.cases import Case, CaseError, read_case
from leanbench.verify.compare import Outcome, compare
from leanbench.verify.registry import Runner, runners

Status = Literal["pass", "fail", "unsupported"]


@dataclasses.dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case. `detail` is one sentence; `compared` counts single values."""

    name: str
    method: str
    status: Status
    detail: str
    source: str = ""
    provenance: str = ""
    compared: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What came of a folder of cases."""

    folder: str
    passed: int
    failed: int
    unsupported: int
    cases: tuple[CaseResult, ...]

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline."""
        values = sum(case.compared for case in self.cases if case.status == "pass")
        lines = [
            f"{self.passed} of {len(self.cases)} cases agree with their source ({values} values compared), "
            f"{self.failed} do not, {self.unsupported} not supported."
        ]
        lines += [f"{case.name}: {case.detail}" for case in self.cases if case.status != "pass"]
        return tuple(lines)

    def to_json(self) -> dict[str, Any]:
        """The object that ``leanbench verify --json`` prints."""
        cases = [
            {"name": case.name, "method": case.method, "status": case.status, "detail": case.detail}
            for case in self.cases
        ]
        return {"passed": self.passed, "failed": self.failed, "unsupported": self.unsupported, "cases": cases}


def run_cases(folder: Path | str | None = None) -> Report:
    """Run every case below `folder` (the shipped reference cases by default), in name order.

    A folder of JSON files, or one file. Raises CaseError when there is no such folder or no case in it.
    """
    root = resources.path("reference") if folder is None else Path(folder)
    if not root.exists():
        raise CaseError(f"There is no folder {root}. Give a folder with case files (.json with their .csv).")
    paths = [root] if root.is_file() else sorted(root.rglob("*.json"))
    if not paths:
        raise CaseError(f"{root} has no case files. A case is a .json file with its data in a .csv.")
    results = tuple(_run_file(path) for path in paths)
    counts = {status: sum(r.status == status for r in results) for status in ("pass", "fail", "unsupported")}
    return Report(str(root), counts["pass"], counts["fail"], counts["unsupported"], results)


def _run_file(path: Path) -> CaseResult:
    try:
        case = read_case(path)
    except CaseError as error:
        return CaseResult(path.stem, "unknown", "fail", str(error))
    return run_case(case)


def run_case(case: Case) -> CaseResult:
    """Compute one case and compare it, first with exact chart constants, then with table constants.

    Sources that used printed tables (d2 = 1.128) differ by rounding alone; computing them the same
    way is stricter than a looser tolerance, and the detail says that it was done.
    """
    runner = runners().get(case.method)
    about = (case.name, case.method)
    if runner is None:
        detail = f"not supported: this version has no method named {case.method!r}"
        return CaseResult(*about, "unsupported", detail, case.source, case.provenance)
    first = _attempt(runner, case)
    outcome, used_table = first, case.table_constants
    if first.problems and not case.table_constants:
        second = _attempt(runner, dataclasses.replace(case, table_constants=True))
        if not second.problems:
            outcome, used_table = second, True
    if outcome.problems:
        more = f"; and {len(outcome.problems) - 3} more" if len(outcome.problems) > 3 else ""
        detail = "; ".join(outcome.problems[:3]) + more
        return CaseResult(*about, "fail", detail, case.source, case.provenance, outcome.compared)
    with_table = ", with constants rounded to 3 decimals as in the source" if used_table else ""
    detail = f"{outcome.compared} values agree{with_table}"
    return CaseResult(*about, "pass", detail, case.source, case.provenance, outcome.compared)


def _attempt(runner: Runner, case: Case) -> Outcome:
    try:
        computed = runner(case)
    except UserError as error:
        return Outcome(0, (str(error),))
    except Exception as error:  # a case of any kind must end as a line in the report, and says what broke
        return Outcome(0, (f"the method stopped: {type(error).__name__}: {error}",))
    return compare(computed, case.expected, case.tolerance)
