"""The published flow cases all pass through `verify`."""

from __future__ import annotations

from leanbench import resources
from leanbench.verify import run_cases


def test_all_published_flow_cases_agree() -> None:
    report = run_cases(resources.path("reference") / "flow")
    assert [f"{case.name}: {case.detail}" for case in report.cases if case.status != "pass"] == []
    assert report.passed >= 17
