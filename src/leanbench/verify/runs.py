"""Runs cases and keeps what came of each. A case that cannot be read or run fails alone, with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from leanbench import resources
from leanbench.errors import UserError
from leanbench.verify.cases import NO_PROOF, SCHEMA, Case, CaseError, case_of, read_json
from leanbench.verify.compare import Outcome, compare
from leanbench.words import _, ngettext

Status = Literal["pass", "fail", "unsupported"]
_TOLD = 3  # problems of one case that are told


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case. `detail` is one sentence; `compared` counts single values."""

    name: str
    method: str
    status: Status
    detail: str
    source: str = ""
    provenance: str = ""
    compared: int = 0


@dataclass(frozen=True, slots=True)
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
            _(
                "{passed} of {all} cases agree with their source ({values} values compared), {failed} do not, "
                "{unsupported} not supported."
            ).format(
                passed=self.passed,
                all=len(self.cases),
                values=values,
                failed=self.failed,
                unsupported=self.unsupported,
            )
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

    A folder of JSON files, or one file; files ``*.schema.json`` are no cases. Raises CaseError when there is no such
    folder or no case in it.
    """
    root = resources.path("reference") if folder is None else Path(folder)
    if not root.exists():
        raise CaseError(
            _("There is no folder {root}. Give a folder with case files (.json).").format(root=root)
        )
    paths = case_files(root)
    if not paths:
        raise CaseError(
            _(
                "{root} has no case files. A case is a .json file, its data may stand in a table beside it."
            ).format(root=root)
        )
    results = tuple(map(run_file, paths))
    counts = {status: sum(r.status == status for r in results) for status in ("pass", "fail", "unsupported")}
    return Report(str(root), counts["pass"], counts["fail"], counts["unsupported"], results)


def case_files(root: Path) -> list[Path]:
    """The case files of a folder, or the file itself, in name order."""
    if root.is_file():
        return [root]
    return sorted(path for path in root.rglob("*.json") if not path.name.endswith(".schema.json"))


def run_file(path: Path) -> CaseResult:
    """What came of one case file, whatever it holds."""
    try:
        plain = read_json(path)
        schema = plain.get("schema")
        if schema != SCHEMA and schema in OTHER_SCHEMAS:
            module, name = OTHER_SCHEMAS[schema]
            own: Callable[[Mapping[str, Any]], CaseResult] = getattr(import_module(module), name)
            return own(plain)
        case = case_of(plain, path)
    except CaseError as error:
        return CaseResult(path.stem, "unknown", "fail", str(error))
    return run_case(case)


# Cases of another schema, and what runs them.
OTHER_SCHEMAS = {"leanbench-office-case/1": ("leanbench.verify.office_cases", "run_office_case")}


def run_case(case: Case) -> CaseResult:
    """Compute one case and compare it with what it expects."""
    outcome = _refusal(case) if case.refused else _comparison(case)
    return result_of(case.name, case.method, outcome, case.source, is_proof=case.is_proof)


def result_of(
    name: str, method: str, outcome: Outcome, source: Mapping[str, str], *, is_proof: bool = True
) -> CaseResult:
    """The line of one case in the report."""
    about = (source.get("title", ""), source.get("kind", ""), outcome.compared)
    if outcome.problems:
        rest = len(outcome.problems) - _TOLD
        more = ngettext("; and {n} more", "; and {n} more", rest).format(n=rest) if rest > 0 else ""
        return CaseResult(name, method, "fail", "; ".join(outcome.problems[:_TOLD]) + more, *about)
    if not is_proof:
        told = _("{kind}: give the source of its answers").format(kind=NO_PROOF)
        return CaseResult(name, method, "unsupported", told, *about)
    n = outcome.compared
    detail = ngettext("{n} value agrees", "{n} values agree", n).format(n=n)
    return CaseResult(name, method, "pass", detail, *about)


def answers(case: Case) -> Any:
    """What is computed for a case, as plain JSON. Raises UserError in plain words."""
    if case.body == "call":
        from leanbench.verify import call_body

        return call_body.answers(case.asked)
    if case.body == "map":
        from leanbench.verify import map_body

        return map_body.answers(case)
    from leanbench.verify import study_body

    return study_body.answers(case)


def _comparison(case: Case) -> Outcome:
    try:
        return compare(answers(case), case.expect, case.tolerance)
    except UserError as error:
        return Outcome(0, (str(error),))
    except Exception as error:  # a case of any kind must end as a line in the report, and says what broke
        return Outcome(0, (stop_text(error),))


def stop_text(error: Exception) -> str:
    """That a method broke, and with what."""
    return _("the method stopped: {kind}: {error}").format(kind=type(error).__name__, error=error)


def _refusal(case: Case) -> Outcome:
    try:
        answers(case)
    except UserError as error:
        if case.refused.casefold() in str(error).casefold():
            return Outcome(1, ())
        return Outcome(1, (_("refused otherwise: {error}").format(error=error),))
    except Exception as error:
        return Outcome(1, (stop_text(error),))
    return Outcome(1, (_('it was computed, not refused with "{refused}"').format(refused=case.refused),))
