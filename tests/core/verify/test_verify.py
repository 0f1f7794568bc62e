"""The case runner: all shipped cases agree, broken ones end as a sentence, tolerances mean what they say."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from leanbench import resources, verify
from leanbench.verify.compare import compare

STATS = resources.path("reference", "stats")


def test_every_statistics_case_agrees() -> None:
    report = verify.run_cases(STATS)
    assert [f"{case.name}: {case.detail}" for case in report.cases if case.status != "pass"] == []
    assert report.passed == 74
    assert all(case.source and case.compared for case in report.cases)


def write(folder: Path, name: str, **parts: object) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(parts), encoding="utf-8")
    return path


def test_a_case_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x\n1\n2\n4\n", encoding="utf-8")
    write(
        tmp_path, "mine", method="i-mr", inputs={"value_column": "x"}, data_csv="mine.csv",
        expected={"i_center": 7 / 3}, tolerance={"rel": 1e-12},
    )  # fmt: skip
    report = verify.run_cases(tmp_path)
    assert (report.passed, report.failed, report.unsupported) == (1, 0, 0)
    assert report.to_json()["cases"][0]["status"] == "pass"


def test_a_wrong_answer_fails_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text("x\n1\n2\n4\n", encoding="utf-8")
    write(
        tmp_path, "w", method="i-mr", inputs={"value_column": "x"}, data_csv="w.csv",
        expected={"i_center": 99, "no_such": 1}, tolerance={"type": "relative", "value": 1e-9},
    )  # fmt: skip
    (case,) = verify.run_cases(tmp_path).cases
    assert case.status == "fail"
    assert "i_center is 2.333333333, expected 99" in case.detail
    assert "no_such was not computed" in case.detail


def test_an_unknown_method_is_not_supported(tmp_path: Path) -> None:
    write(tmp_path, "new", method="tea-leaves", expected={"answer": 42})
    (case,) = verify.run_cases(tmp_path).cases
    assert case.status == "unsupported"
    assert "not supported" in case.detail


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid JSON"),
        ("[1]", "one JSON object"),
        ('{"expected": {"a": 1}}', "names no method"),
        ('{"method": "p"}', "no expected values"),
        ('{"method": "p", "expected": {"a": 1}, "data_csv": "missing.csv"}', "cannot be read"),
        ('{"method": "p", "expected": {"a": 1}, "data_csv": "../x.csv"}', "must stand beside it"),
        ('{"method": "p", "expected": {"a": 1}, "tolerance": 3}', "tolerance"),
        ('{"method": "i-mr", "expected": {"a": 1}}', "stopped"),
    ],
)
def test_a_broken_case_is_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    (case,) = verify.run_cases(tmp_path).cases
    assert case.status == "fail"
    assert says in case.detail


def test_ragged_data(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("a,b\n1,2\n3\n", encoding="utf-8")
    write(tmp_path, "r", method="p", expected={"a": 1}, data_csv="r.csv")
    assert "line 3 has 1 cells" in verify.run_cases(tmp_path).cases[0].detail


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(verify.CaseError, match="no folder"):
        verify.run_cases(tmp_path / "nowhere")
    with pytest.raises(verify.CaseError, match="no case files"):
        verify.run_cases(tmp_path)


def agree(have: object, want: object, **tolerance: object) -> bool:
    return not compare({"x": have}, {"x": want}, tolerance).problems


def test_tolerances() -> None:
    assert agree(1.0009, 1.0, type="relative", value=1e-3)
    assert not agree(1.0011, 1.0, type="relative", value=1e-3)
    assert agree(5.4, 5.0, type="absolute", value=0.5)
    assert not agree(1.0 + 1e-12, 1.0, type="exact", value=0)
    assert not agree(1e-9, 0.0, type="relative", value=0.5)
    assert agree([1, 2], [1, 2], type="exact", value=0)
    assert not agree([1, 2, 3], [1, 2], type="exact", value=0)
    assert agree(math.nan, None, type="exact", value=0)
    assert agree(True, True, type="exact", value=0)
    assert not agree(False, True, type="exact", value=0)
    assert agree("survey", "survey", rel=1e-6)
    assert not agree("survey", "permit", rel=1e-6)


def test_printed_values_hold_to_their_digits() -> None:
    assert not compare({"peer_printed": {"p": 0.3009}}, {"peer_printed": {"p": 0.3}}, {"rel": 1e-6}).problems
    assert compare({"peer_printed": {"p": 0.36}}, {"peer_printed": {"p": 0.3}}, {"rel": 1e-6}).problems


def test_metrics_may_carry_their_own_tolerance() -> None:
    expected = {"wait": {"value": 10.0, "unit": "h", "tolerance": {"abs": 1}}}
    assert not compare({"wait": 10.9}, expected, {"rel": 1e-9}).problems
    assert compare({"wait": 11.1}, expected, {"rel": 1e-9}).problems
