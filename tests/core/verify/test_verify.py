"""The case runner: all shipped cases agree, broken ones end as a sentence, nothing of a case is ignored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leanbench import resources, verify
from leanbench.analyses import catalogue
from leanbench.errors import UserError
from leanbench.event.event_file import save_event
from leanbench.event.records import Demand, Event, Map, Step
from leanbench.verify.call_body import public_functions
from leanbench.verify.cases import case_of, case_schema, read_case
from leanbench.verify.compare import agree, compare
from leanbench.verify.new_case import new_case
from leanbench.verify.runs import case_files
from leanbench.verify.schema_check import problems_of
from leanbench.words.durations import Duration

SOURCE = {"title": "by hand", "kind": "derived"}


def made(folder: Path, name: str = "mine", **parts: Any) -> Any:
    """What comes of a case of these parts."""
    case = {"schema": "leanbench-case/2", "id": name, "source": SOURCE, **parts}
    path = folder / f"{name}.json"
    path.write_text(
        json.dumps({key: part for key, part in case.items() if part is not None}), encoding="utf-8"
    )
    (found,) = verify.run_cases(path).cases
    return found


def study(kind: str = "i-mr", columns: Any = None, **options: Any) -> dict[str, Any]:
    return {"kind": kind, "columns": columns or {"x": [1, 2, 4, 3]}, "options": options or {"value": "x"}}


def test_every_shipped_case_agrees() -> None:
    report = verify.run_cases()
    assert [f"{case.name}: {case.detail}" for case in report.cases if case.status != "pass"] == []
    assert report.passed >= 174
    assert all(case.source and case.provenance and case.compared for case in report.cases)
    assert len({case.name for case in report.cases}) == len(report.cases)


def test_every_kind_of_chart_and_test_has_a_case() -> None:
    cases = [read_case(path) for path in case_files(resources.path("reference"))]
    covered = {case.method for case in cases if case.body == "study" and case.is_proof}
    assert sorted(set(catalogue.methods()) - covered) == []


def test_the_page_of_coverage_is_current() -> None:
    import make_validation  # in scripts

    assert make_validation.page_text() == make_validation.PAGE.read_text("utf-8"), (
        "run scripts/make_validation.py"
    )


def test_the_schema_is_sound() -> None:
    """It uses only words that are checked, and a case of ours fits."""
    assert list(problems_of({"schema": "leanbench-case/2", "id": "a", "source": SOURCE, "call": {"function": "f"},
                             "expect": {"value": 1}}, case_schema())) == []  # fmt: skip
    with pytest.raises(ValueError, match="maxLength"):
        list(problems_of("a", {"maxLength": 1}))


def test_a_case_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x\n1\n2\n4\n", encoding="utf-8")
    found = made(tmp_path, study={"kind": "i-mr", "data": "mine.csv", "options": {"value": "x"}},
                 expect={"stages.0.center.I": 7 / 3, "panels.length": 2, "stable": True, "unit": "",
                         "panels.MR.points.0": None},
                 tolerance={"rel": 1e-12})  # fmt: skip
    assert (found.status, found.method, found.compared) == ("pass", "i-mr", 5)
    assert verify.run_cases(tmp_path).to_json() == {
        "passed": 1, "failed": 0, "unsupported": 0,
        "cases": [{"name": "mine", "method": "i-mr", "status": "pass", "detail": "5 values agree"}],
    }  # fmt: skip


def test_a_wrong_answer_fails_and_says_where(tmp_path: Path) -> None:
    found = made(tmp_path, study=study(), expect={"stages.0.center.I": 99, "stages.0.centre.I": 1})
    assert found.status == "fail"
    assert "stages.0.center.I is 2.5, expected 99" in found.detail
    assert 'there is no "centre" in stages.0. Did you mean "center"?' in found.detail


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid JSON"),
        ("[1]", "one JSON object"),
        ('{"method": "p", "expected": {"a": 1}}', 'no "schema": "leanbench-case/2"'),
        ('{"schema": "leanbench-case/2", "id": "a", "id": "b"}', "stands there twice"),
        ('{"schema": "leanbench-case/2"}', 'has no "id"'),
        ("[" * 100_000, "cannot be read"),
    ],
)
def test_a_file_that_is_no_case_is_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    (case,) = verify.run_cases(tmp_path).cases
    assert case.status == "fail"
    assert says in case.detail


CALL = {"function": "flow.quality.yield_from_dpu", "arguments": {"dpu": 0.1}}
STEPS = [{"Id": "a", "Step": "Check", "Process time": "30 min"}]


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"study": study(), "call": CALL}, "exactly one of study, map, and call"),
        ({}, "exactly one of study, map, and call"),
        ({"call": CALL, "expect": None}, "one of expect and refused"),
        ({"call": CALL, "expect": {}}, "expect is empty"),
        ({"call": CALL, "refused": "x"}, "not both"),
        ({"call": CALL, "expects": 3}, 'unknown field "expects". Did you mean "expect"?'),
        ({"call": CALL, "tolerance": {"relative": 1}}, 'tolerance has an unknown field "relative"'),
        ({"call": CALL, "tolerance": {"rel": "1"}}, "tolerance.rel must be number"),
        ({"call": CALL, "source": {"title": "x", "kind": "guessed"}}, "source.kind"),
        ({"call": CALL, "expect": {"value": {"value": 1, "rels": 1}}}, 'unknown field \'rels\'. Did you mean "rel"?'),
        ({"call": CALL, "expect": {"value": {"value": 1, "rel": "a"}}}, "rel must be a number"),
        ({"call": {"function": "flow.queueing.mmk"}}, 'Did you mean "flow.queueing.mmc"?'),
        ({"call": {**CALL, "arguments": {"dpus": 1}}}, 'no argument "dpus". Did you mean "dpu"?'),
        ({"call": {"function": "flow.quality.yield_from_dpu"}}, 'needs the argument "dpu"'),
        ({"call": {**CALL, "arguments": {"dpu": "a"}}}, "stopped"),
        ({"study": study(valeu="x")}, 'no option "valeu". Did you mean "value"?'),
        ({"study": study("imr")}, 'There is no chart or test called "imr". Did you mean "i-mr"?'),
        ({"study": study(value="y")}, "There is no column 'y'"),
        ({"study": study(value="x", exclude=[5])}, "no row 5 to leave out; the table has rows 1 to 4"),
        ({"study": study(columns={"x": [1, 2], "y": [1]})}, "one length: x 2, y 1"),
        ({"study": {"kind": "i-mr", "options": {"value": "x"}}}, "needs data"),
        ({"study": {**study(), "data": "no.csv"}}, "as well"),
        ({"study": {"kind": "i-mr", "data": "no.csv"}}, "is not there"),
        ({"study": {"kind": "i-mr", "data": "../x.csv"}}, "must stand beside it"),
        ({"study": study("size-mean", sd=1, margin=1)}, "needs no data"),
        ({"map": {}}, "an event file or a table of steps"),
        ({"map": {"steps": []}}, "must be rows"),
        ({"map": {"steps": [{"Step": "A", "Time": "x y"}]}}, "was left empty"),
        ({"map": {"steps": [{"Step": "A", "Prozess": "x"}]}}, "Columns that no step has: Prozess"),
        ({"map": {"steps": STEPS, "demand": {"units": 3}}}, 'no field "units"'),
        ({"map": {"steps": STEPS, "links": [{"From": "a", "To": "b"}]}}, 'no step "b"'),
        ({"map": {"steps": STEPS, "lead_time_rule": "sum"}}, "lead_time_rule"),
        ({"map": {"steps": STEPS, "state": "future"}}, "future"),
        ({"map": {"steps": STEPS, "compare": ["current"]}}, "two states"),
        ({"map": {"steps": STEPS, "simulation": {"sed": 1}}}, 'no option "sed". Did you mean "seed"?'),
    ],
)  # fmt: skip
def test_nothing_of_a_case_is_ignored(tmp_path: Path, parts: dict[str, Any], says: str) -> None:
    found = made(tmp_path, **{"expect": {"value": 1}, **parts})
    assert found.status == "fail"
    assert says in found.detail


def test_a_case_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    made(tmp_path, "b", call=CALL, expect={"value": {"value": 0.904837, "abs": 1e-6}})
    report = verify.run_cases(tmp_path)
    assert (report.passed, report.failed) == (1, 1)


def test_an_expected_refusal(tmp_path: Path) -> None:
    text = {"x": ["a", "b"]}
    assert (
        made(tmp_path, study=study(columns=text, value="x"), refused="needs a column of numbers").status
        == "pass"
    )
    assert (
        "refused otherwise" in made(tmp_path, study=study(columns=text, value="x"), refused="reversed").detail
    )
    assert "not refused" in made(tmp_path, study=study(), refused="reversed").detail


def test_what_is_computed_here_never_counts_as_passed(tmp_path: Path) -> None:
    source = {"title": "leanbench", "kind": "computed here, not proof"}
    assert (
        made(tmp_path, source=source, call=CALL, expect={"value": {"value": 0.9, "abs": 1}}).status
        == "unsupported"
    )
    assert made(tmp_path, source=source, call=CALL, expect={"value": 2}).status == "fail"


def test_maps_of_cases(tmp_path: Path) -> None:
    """Rows in both forms, a table beside the case, links, roles, simulation with its seed, two states of a file."""
    steps = [
        ["Id", "Step", "Who", "Process time", "Wait", "%C&A", "People", "Goes to"],
        ["a", "Receive", "Clerk", "10 min", "1 h", "90%", "", "b"],
        ["b", "Check", "Clerk", "20 min", "2 h", "", "", "End; a (25% incomplete)"],
    ]
    rest = {"demand": {"units_per_year": 2600}, "roles": [{"id": "c", "name": "Clerk", "fte": 1}]}
    expect = {
        "routing.visits.a": 4 / 3, "routing.ends.b": 1, "lead_time_first_pass_min": 210,
        "lead_time_expected_min.value": 280, "workload.steps.0.visits": 4 / 3, "workload.pools.0.people": 1,
        "stations.1.effective": 20, "troubles.length": 0, "timeline.b.wait_min": 120,
    }  # fmt: skip
    assert made(tmp_path, map={"steps": steps, **rest}, expect=expect).detail == "9 values agree"
    plan = {"seed": 3, "replications": 2, "days": 5, "warm_up": 1, "arrivals": "even"}
    found = made(
        tmp_path,
        map={"steps": steps, **rest, "simulation": plan},
        expect={"simulation.seed": 3, "simulation.replications": 2},
    )
    assert found.status == "pass", found.detail
    (tmp_path / "s.csv").write_text("Step,Process time\nA,10 min\nB,5 min\n", encoding="utf-8")
    links = [{"From": "A", "To": "B"}, {"From": "2", "To": "1", "Kind": "rework", "Probability": 0.5}]
    found = made(
        tmp_path,
        map={"steps": "s.csv", "links": links},
        expect={"routing.visits.2": 2, "labour_expected_min": 30},
    )
    assert found.status == "pass", found.detail

    def state(name: str, minutes: float) -> Map:
        return Map(name, steps=(Step("s", "A", process_time=Duration(minutes, "min")),))

    event = Event(maps=(state("current", 20), state("future", 15)), demand=Demand(units_per_year=100))
    save_event(event, tmp_path / "x.lean")
    times = "comparison.process_time_critical_path_min"
    found = made(
        tmp_path, map={"event": "x.lean", "compare": ["current", "future"]},
        expect={f"{times}.before": 20, f"{times}.after.value": 15, f"{times}.change_pct": -25},
    )  # fmt: skip
    assert found.status == "pass", found.detail
    assert "own calendar" in made(tmp_path, map={"event": "x.lean", "calendar": {}}, expect={"a": 1}).detail


def test_calls_go_by_public_names(tmp_path: Path) -> None:
    for name in ("stats.run_length.cusum_limit", "stats.arl.cusum_limit", "stats.cusum_limit"):
        found = made(tmp_path, call={"function": name, "arguments": {"slack": 0.5, "arl": 370}},
                     expect={"value": {"value": 4.774, "abs": 1e-3}})  # fmt: skip
        assert found.status == "pass", found.detail
    found = made(tmp_path, call={"function": "stats.spc.i_mr", "arguments": {"values": [1, 2, 4, 3], "tests": [1]}},
                 expect={"stages.0.center.I": 2.5})  # fmt: skip
    assert found.status == "pass", found.detail
    assert {"flow.queueing.mmc", "stats.base.chart_constants", "flow.finance.net_present_value"} <= set(
        public_functions()
    )


def test_a_new_case_of_every_kind_is_computed_and_proves_nothing() -> None:
    """One kind of each family here; a kind needs nothing in `verify`."""
    for kind in (
        "p",
        "change",
        "gage-rr-crossed",
        "two-proportions",
        "size-chi-square",
        "capability-deadline",
        "map",
    ):
        plain = new_case(kind)
        found = verify.run_case(case_of(plain, Path(f"{kind}.json")))
        assert (found.status, plain["source"]["kind"]) == ("unsupported", "computed here, not proof"), (
            found.detail
        )
        assert found.compared >= 8
        if kind in catalogue.methods():
            assert set(plain["study"]["options"]) == set(catalogue.methods()[kind].options)
    assert new_case("flow.queueing.mmc")["call"]["arguments"] == dict.fromkeys(
        ("arrival_rate", "service_rate", "servers")
    )
    with pytest.raises(UserError, match='Did you mean "i-mr"'):
        new_case("imr")


OFFICE = {
    "schema": "leanbench-office-case/1", "id": "complaints", "method": "u-chart-rate", "source": "by hand",
    "inputs": {"complaints": [4, 2, 3, 1, 20], "transactions": [1000] * 5, "per": 1000},
    "expected": {"centre": 6, "rates": [4, 2, 3, 1, 20], "signals": [5]}, "tolerance": {"type": "abs", "value": 1e-9},
}  # fmt: skip


def test_cases_of_the_office_need_no_conversion(tmp_path: Path) -> None:
    def came(**parts: Any) -> Any:
        (tmp_path / "o.json").write_text(json.dumps({**OFFICE, **parts}), encoding="utf-8")
        return verify.run_cases(tmp_path).cases[0]

    assert (came().status, came().detail, came().method) == ("pass", "7 values agree", "u-chart-rate")
    assert "centre is 6, expected 7" in came(expected={"centre": 7}).detail
    assert came(method="tea-leaves").detail == "not built yet: this version has no method tea-leaves"
    assert came(expected={"centre": 6, "mood": 1}).status == "unsupported"
    assert came(inputs={"complaints": [1]}).status == "fail"
    assert came(inputs=None).status == "fail"
    shares = {"cases": [{"k": 81, "n": 263}], "confidence": 0.95}
    expected = {"cases": [{"low": 0.2553, "high": 0.3662, "published": [0, 1]}]}
    limit = {"type": "abs", "value": 5e-5, "by": {"high": {"abs": 1e-4}}}
    assert came(method="wilson-interval", inputs=shares, expected=expected, tolerance=limit).status == "pass"


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(verify.CaseError, match="no folder"):
        verify.run_cases(tmp_path / "nowhere")
    with pytest.raises(verify.CaseError, match="no case files"):
        verify.run_cases(tmp_path)


def test_tolerances() -> None:
    assert agree(1.0009, 1.0, {"rel": 1e-3})
    assert not agree(1.0011, 1.0, {"rel": 1e-3})
    assert agree(5.4, 5.0, {"abs": 0.5})
    assert not agree(1.0 + 1e-12, 1.0, {"abs": 0.0})
    assert not agree(1e-9, 0.0, {"rel": 0.5})
    assert agree(1e-13, 0.0, {"rel": 1e-9})
    assert not agree(True, 1, {"rel": 1})
    assert not agree(None, 0, {"rel": 1})
    assert agree(None, None, {})
    assert not agree("survey", "permit", {"rel": 1e-6})


def test_paths() -> None:
    plain = {
        "a.b": {"c": [1, 2]},
        "Xbar": 3,
        "rows": [["Runs", 7], ["n", 8]],
        "parts": [{"name": "N", "n": 5}],
        "e": [],
    }
    good = {
        "a.b.c.1": 2,
        "a.b.c.length": 2,
        "xbar": 3,
        "rows.Runs": 7,
        "parts.N.n": 5,
        "parts.0.n": 5,
        "e": [],
        "a.b.c": [1, 2],
    }
    assert compare(plain, good).problems == ()
    assert compare(plain, good).compared == 9
    bad = {"a.b.c.2": 1, "a.b.d": 1, "Xbar.x": 1, "a.b.c": [1], "rows.Run": 7, "parts": 1}
    problems = compare(plain, bad).problems
    assert len(problems) == len(bad)
    assert "list of 2, counted from 0" in problems[0]
    assert 'Did you mean "Runs"?' in problems[4]


def test_metrics_may_carry_their_own_tolerance() -> None:
    expected = {"wait": {"value": 10.0, "abs": 1}}
    assert not compare({"wait": 10.9}, expected, {"rel": 1e-9}).problems
    assert compare({"wait": 11.1}, expected, {"rel": 1e-9}).problems
