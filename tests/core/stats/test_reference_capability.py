"""Every shipped case of capability, distributions and measurement systems agrees at its own tolerance."""

from __future__ import annotations

import pytest

from leanbench import resources
from leanbench.stats.base.result import Result, to_json
from leanbench.stats.msa.agreement_study import attribute_agreement
from leanbench.verify import capability_cases, msa_cases, read_case, run_case

METHODS = {**capability_cases.RUNNERS, **msa_cases.RUNNERS}
CASES = [
    case
    for path in sorted(resources.path("reference", "stats").glob("*.json"))
    if (case := read_case(path)).method in METHODS
]


def test_all_cases_are_there():
    assert len(CASES) >= 16


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_agrees(case):
    result = run_case(case)
    assert result.status == "pass", result.detail
    assert result.compared > 0


def test_agreement_is_a_result_like_all_others():
    study = attribute_agreement(["a", "b", "a", "b"], [1, 2, 1, 2], ["x", "x", "y", "y"])
    assert isinstance(study, Result)
    assert to_json(study)["between"]["matched"] == 2
