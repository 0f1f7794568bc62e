"""The command line on real files: what it prints, what it writes, and one plain line when it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from leanbench import resources
from leanbench.cli import main

PERMIT = str(resources.path("samples", "permit-issuance.lean"))


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_metrics_as_json_has_the_names_and_values_of_the_sample(capsys):
    code, out, _ = run(capsys, "metrics", PERMIT, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["lead_time_first_pass_min"] == {"value": 18594.0, "unit": "min", "basis": "estimated"}
    assert found["rolled_ca_pct"]["value"] == pytest.approx(11.8, abs=0.05)


def test_metrics_of_a_map_that_is_not_there_names_those_that_are(capsys):
    code, out, err = run(capsys, "metrics", PERMIT, "--state", "dream")
    assert (code, out) == (2, "")
    assert err == 'leanbench: This event has no map called "dream". It has: current, future.\n'


def test_check_lists_what_to_look_at(capsys):
    code, out, _ = run(capsys, "check", PERMIT, "--json")
    found = json.loads(out)
    assert (code, found["broken"]) == (0, 0)
    assert all(row["text"] for row in found["findings"])


def test_check_of_a_broken_event_exits_with_1(capsys, tmp_path):
    steps = tmp_path / "steps.csv"
    steps.write_text("Step,Process time\nA,5\nB,5\n", encoding="utf-8")
    target = tmp_path / "loop.lean"
    assert run(capsys, "new", "--steps", steps, "-o", target)[0] == 0
    from leanbench.event.changes import Connect, Set
    from leanbench.event.event_file import open_event, save_event

    event = open_event(target).root
    first, second = event.map("current").steps
    event = Connect("current", second.id, first.id, "rework", 0.5).apply(event)
    link = event.map("current").links[-1]
    event = Set(f"maps/current/links/{link.id}/probability", 1.0).apply(event)
    save_event(event, target)

    code, out, _ = run(capsys, "check", target)

    assert code == 1
    assert "never ends" in out


def test_new_from_a_table_of_steps(capsys, tmp_path):
    steps = tmp_path / "steps.csv"
    steps.write_text(
        "Step,Who,Process time,Wait,%C&A\nReceive,Clerk,12,,95\nReview,Planner,1.5h,5 bd,soon\n", "utf-8"
    )
    target = tmp_path / "new.lean"
    code, out, err = run(capsys, "new", "--title", "License", "--steps", steps, "-o", target)
    assert (code, out) == (0, f"{target}: 2 steps\n")
    assert "Row 3, %C&A 'soon' was left empty" in err

    code, out, _ = run(capsys, "metrics", target, "--json")
    assert json.loads(out)["lead_time_first_pass_min"]["value"] == 12 + 90 + 5 * 480


def test_new_never_overwrites(capsys, tmp_path):
    target = tmp_path / "here.lean"
    target.write_bytes(b"precious")
    code, _, err = run(capsys, "new", "-o", target)
    assert code == 2
    assert "exists already" in err
    assert target.read_bytes() == b"precious"


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_draw_writes_the_form_the_name_asks_for(capsys, tmp_path, ending):
    target = tmp_path / f"map.{ending}"
    assert run(capsys, "draw", PERMIT, "--state", "future", "-o", target)[0] == 0
    start = {"svg": b"<svg", "pdf": b"%PDF", "png": b"\x89PNG"}[ending]
    assert start in target.read_bytes()[:200]


LOG = """case,activity,who,time
1,register,Pete,2026-01-05 09:00
1,check,Ellen,2026-01-06 09:00
1,decide,Sara,2026-01-08 09:00
2,register,Pete,2026-01-05 10:00
2,check,Ellen,2026-01-07 10:00
2,register,Pete,2026-01-08 10:00
2,check,Ellen,2026-01-09 10:00
2,decide,Sara,2026-01-12 10:00
"""


def test_new_makes_the_map_that_an_event_log_shows(capsys, tmp_path):
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    target = tmp_path / "mined.lean"
    code, out, _ = run(capsys, "new", "--log", tmp_path / "log.csv", "-o", target)
    assert code == 0
    assert "3 steps" in out
    from leanbench.event.event_file import open_event

    event = open_event(target).root
    map_ = event.map("current")
    assert [step.name for step in map_.steps] == ["register", "check", "decide"]
    assert {link.kind for link in map_.links} == {"flow", "rework"}
    assert {role.name for role in event.roles} == {"Pete", "Ellen", "Sara"}
    assert event.datasets[0].name == "log"
    code, _, err = run(capsys, "check", target)
    assert code == 0, err


def test_mine_makes_an_event_and_says_what_it_decided(capsys, tmp_path):
    import json

    (tmp_path / "log.csv").write_text(LOG + "3,Register,Pete,2026-01-05 10:00\n", encoding="utf-8")
    target = tmp_path / "mined.lean"
    options = (
        "mine",
        tmp_path / "log.csv",
        "-o",
        target,
        "--json",
        "--fold",
        "0",
        "--rename",
        "Register=register",
    )
    code, out, _ = run(capsys, *options)
    assert code == 0
    found = json.loads(out)
    assert found["columns"] == {"case": "case", "activity": "activity", "time": "time", "resource": "who"}
    assert (found["events"], found["cases"], found["rework"]) == (9, 3, {"check": 1, "register": 1})
    assert {"from": "register", "to": "check"}.items() <= found["follows"][0].items()
    assert found["reproduction"] is None
    assert "from 30" in found["reproduction_text"]
    code, _, err = run(capsys, *options)
    assert (code, "exists already" in err) == (2, True)
    code, out, err = run(
        capsys, "mine", tmp_path / "log.csv", "-o", tmp_path / "b.lean", "--case", "who", "--elapsed"
    )
    assert code == 0
    assert "of 3 cases" in out
    assert "holds the work" in err
    code, _, err = run(capsys, "mine", tmp_path / "log.csv", "-o", tmp_path / "c.lean", "--rename", "x")
    assert (code, "OLD=NEW" in err) == (2, True)


def test_mine_of_the_sample_log_gives_an_editable_map_that_gives_the_log_back(capsys, tmp_path):
    from leanbench.event.changes import Set
    from leanbench.event.event_file import open_event
    from leanbench.flow.measures import metrics
    from leanbench.words.durations import Duration

    text = open_event(PERMIT).root.dataset("event-log").text
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "mine", tmp_path / "log.csv", "-o", tmp_path / "mined.lean", "--json")
    assert code == 0
    found = json.loads(out)
    proof = found["reproduction"]
    assert (found["cases"], proof["made_from"], proof["held_out"], proof["is_reproduced"]) == (
        200,
        134,
        66,
        True,
    )
    for one, share in zip(proof["percentiles"], (0.5, 0.85), strict=True):
        assert (one["share"], one["inside"]) == (share, True)
        assert one["low_min"] <= one["observed_min"] <= one["high_min"]
    event = open_event(tmp_path / "mined.lean").root
    review = next(step for step in event.map("current").steps if step.name == "Review structure and code")
    assert review.wait.unit == "bd"
    before = metrics(event, "current").quantities["lead_time_expected_bd"]
    assert before.basis == "measured"
    event = Set(f"maps/current/steps/{review.id}/wait", Duration(1.0, "bd")).apply(event)
    visits = 373 / 200  # as often as the log has it
    saved = metrics(event, "current").quantities["lead_time_expected_bd"].value - before.value
    assert saved == pytest.approx(visits * (1.0 - review.wait.mean()), rel=1e-3)


def test_new_says_which_columns_a_log_lacks(capsys, tmp_path):
    (tmp_path / "log.csv").write_text("step,who\nregister,Pete\n", encoding="utf-8")
    code, _, err = run(capsys, "new", "--log", tmp_path / "log.csv", "-o", tmp_path / "x.lean")
    assert code == 2
    assert "no column is known for the case and the time it was done" in err
    assert not (tmp_path / "x.lean").exists()


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_draw_writes_another_picture_of_the_map(capsys, tmp_path, ending):
    target = tmp_path / f"balance.{ending}"
    assert run(capsys, "draw", PERMIT, "--picture", "balance", "-o", target)[0] == 0
    start = {"svg": b"<svg", "pdf": b"%PDF", "png": b"\x89PNG"}[ending]
    assert start in target.read_bytes()[:200]


def test_draw_names_the_pictures_there_are(capsys, tmp_path):
    target = tmp_path / "pie.svg"
    code, _, err = run(capsys, "draw", PERMIT, "--picture", "pie", "-o", target)
    assert code == 2
    assert "no picture called “pie”" in err
    assert "lead-times, in-process" in err
    assert not target.exists()
    code, _, err = run(
        capsys, "draw", PERMIT, "--picture", "load", "--tile", "letter", "-o", tmp_path / "x.pdf"
    )
    assert code == 2
    assert "Only a map can be spread over sheets" in err


def test_draw_says_what_it_can_write(capsys, tmp_path):
    code, _, err = run(capsys, "draw", PERMIT, "-o", tmp_path / "map.doc")
    assert code == 2
    assert "svg, .pdf or .png" in err


def test_a_missing_folder_is_named(capsys, tmp_path):
    code, _, err = run(capsys, "draw", PERMIT, "-o", tmp_path / "no" / "map.svg")
    assert code == 2
    assert "There is no folder" in err


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"hello", "not"), (b"PK\x03\x04broken", ""), (b"", "")],
)
def test_a_file_that_is_not_an_event_gets_one_plain_line(capsys, tmp_path, content, word):
    path = tmp_path / "odd.lean"
    path.write_bytes(content)
    code, out, err = run(capsys, "metrics", path)
    assert (code, out) == (2, "")
    assert err.startswith("leanbench: ")
    assert err.count("\n") == 1
    assert word in err
    assert "Traceback" not in err


def test_chart_prints_limits_and_draws(capsys, tmp_path):
    data = tmp_path / "days.csv"
    data.write_text(
        "day,days\n" + "\n".join(f"{i},{20 + (i * 7) % 5}" for i in range(1, 31)), encoding="utf-8"
    )
    picture = tmp_path / "chart.svg"
    code, out, _ = run(capsys, "chart", data, "--kind", "i-mr", "--value", "days", "--json", "-o", picture)
    found = json.loads(out)
    assert code == 0
    assert found["method"] == "i-mr"
    assert found["limits_table"][0]["Panel"] == "I"
    assert found["limits_table"][0]["Points"] == 30
    assert "<svg" in picture.read_text("utf-8")


def test_chart_of_an_unknown_column_names_the_columns(capsys, tmp_path):
    data = tmp_path / "days.csv"
    data.write_text("day,days\n1,2\n2,3\n", encoding="utf-8")
    code, _, err = run(capsys, "chart", data, "--kind", "i-mr", "--value", "dys")
    assert code == 2
    assert "day, days" in err


def test_verify_of_a_folder_of_ones_own(capsys, tmp_path):
    source = resources.path("reference", "stats", "imr-nist-6322.json")
    case = json.loads(source.read_text("utf-8"))
    case["expect"]["stages.0.center.I"] += 1.0
    (tmp_path / "mine.json").write_text(json.dumps(case), encoding="utf-8")
    data = case["study"]["data"]
    (tmp_path / data).write_bytes(source.with_name(data).read_bytes())
    code, out, _ = run(capsys, "verify", tmp_path, "--json")
    found = json.loads(out)
    assert code == 1
    assert (found["passed"], found["failed"], found["unsupported"]) == (0, 1, 0)
    assert "stages.0.center.I" in found["cases"][0]["detail"]


def test_verify_writes_a_case_to_fill_in(capsys, tmp_path):
    code, out, _ = run(capsys, "verify", "--new", "p", "-o", tmp_path / "mine.json")
    assert code == 0
    assert "proves nothing until it names a source" in out
    found = json.loads(run(capsys, "verify", tmp_path, "--json")[1])
    assert (found["passed"], found["failed"], found["unsupported"]) == (0, 0, 1)
    assert run(capsys, "verify", "--new", "p", "-o", tmp_path / "mine.json")[0] == 2
    assert run(capsys, "verify", "--new", "p", "-o", tmp_path / "mine.txt")[0] == 2


def test_options_of_a_chart_on_the_command_line(capsys, tmp_path):
    """Tests with lengths of their own, rows left out, stages that begin at a row, subgroups of weighted charts."""
    data = tmp_path / "x.csv"
    data.write_text("x\n" + "\n".join(map(str, [1, -1, 1, -1, 1, 2, 1, 2, 1, 2, 1, 40])), encoding="utf-8")
    said = (
        "chart",
        data,
        "--kind",
        "i-mr",
        "--value",
        "x",
        "--json",
        "--set",
        "exclude=12",
        "--set",
        "rules=nelson",
    )
    found = json.loads(run(capsys, *said, "--tests", "1,2:7", "--set", "center=0")[1])
    assert [rule["k"] for rule in found["panels"][0]["tests"]["rules"]] == [1, 7]
    assert found["stages"][0]["n_used"] == 11
    assert found["panels"][0]["signal_points"] == [10, 11]
    found = json.loads(run(capsys, *said, "--set", "stage_at=4,8", "--set", "stage_names=a,b,c")[1])
    assert [stage["name"] for stage in found["stages"]] == ["a", "b", "c"]
    found = json.loads(
        run(capsys, "chart", data, "--kind", "ewma", "--value", "x", "--subgroup", "4", "--json")[1]
    )
    assert found["panels"][0]["n"] == 3
    listed = run(capsys, "chart", "--kind", "cusum", "--options")[1]
    assert all(word in listed for word in ("subgroup", "exclude", "stage_at", "tests"))
    code, _out, err = run(capsys, *said, "--set", "excluded=3")
    assert code == 2
    assert 'Did you mean "exclude"?' in err


def test_metrics_prints_all_figures(capsys, tmp_path):
    from leanbench import resources as shipped

    event = shipped.path("samples", "permit-issuance.lean")
    plain = json.loads(run(capsys, "metrics", event, "--json")[1])
    full = json.loads(run(capsys, "metrics", event, "--json", "--all")[1])
    assert {name: full[name] for name in plain} == plain
    assert set(full) - set(plain) == {"routing", "workload", "stations", "line", "timeline", "troubles"}
    assert sum(full["routing"]["ends"].values()) == pytest.approx(1)
    assert run(capsys, "metrics", event, "--all")[0] == 2


def test_the_shipped_cases_all_pass(capsys):
    code, out, _ = run(capsys, "verify", resources.path("reference", "flow"), "--json")
    found = json.loads(out)
    assert (code, found["failed"], found["unsupported"]) == (0, 0, 0)
    assert found["passed"] >= 49  # tests/core/verify runs all


def test_commands_run_without_qt_and_import_no_slow_library_they_do_not_need(tmp_path):
    script = (
        "import sys; from leanbench.__main__ import main; code = main(['metrics', sys.argv[1]]);"
        "slow = {'PySide6', 'matplotlib', 'pandas', 'scipy', 'reportlab'} & set(sys.modules);"
        "sys.exit(f'loaded {slow}' if slow else code)"
    )
    done = subprocess.run([sys.executable, "-c", script, PERMIT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_report_says_pages_and_what_is_missing(capsys, tmp_path):
    target = tmp_path / "report.pdf"
    code, out, _ = run(capsys, "report", PERMIT, "--date", "2026-03-13", "--json", "-o", target)
    found = json.loads(out)
    assert code == 0
    assert found["pages"] > 20
    assert target.read_bytes().startswith(b"%PDF")
    assert run(capsys, "report", PERMIT, "--date", "13 March", "-o", Path(tmp_path, "x.pdf"))[0] == 2


def test_every_number_of_an_empty_event_can_be_explained(capsys, tmp_path):
    target = tmp_path / "empty.lean"
    assert run(capsys, "new", "-o", target)[0] == 0
    code, out, err = run(capsys, "metrics", target, "--explain")
    assert (code, err) == (0, "")
    assert "Lead time" in out


def test_simulate_takes_everything_the_window_takes(capsys):
    told = ["--days", "30", "--replications", "2", "--seed", "3", "--warm-up", "5", "--arrivals", "random",
            "--peaks", "3 1", "--process-times", "as-typed", "--waits", "external", "--due", "30bd",
            "--patience", "90bd", "--hours", "Cashier=1 0-6", "--priority", "c3=2", "--delay", "c4",
            "--precision", "50"]  # fmt: skip
    code, out, _ = run(capsys, "simulate", PERMIT, "--json", *told)
    found = json.loads(out)
    assert code == 0
    assert (found["days"], found["warm_up_days"], found["seed"]) == (30, 5, 3)
    assert {"due_share_pct", "withdrawn_share_pct"} <= set(found["figures"])
    words = " ".join(found["assumptions"])
    for part in ("weigh 3 1", "Cashier 0.75 people", "do not vary", "90 business days", "served first"):
        assert part in words
    again = json.loads(run(capsys, "simulate", PERMIT, "--json", *told)[1])
    assert again == found


def test_simulate_compares_two_states_with_the_same_luck(capsys):
    told = ["--state", "future", "--compare", "current", "--days", "40", "--replications", "3"]
    code, out, _ = run(capsys, "simulate", PERMIT, *told)
    assert code == 0
    assert out.startswith("The mean lead time falls by ")
    assert "Current state" in out
    found = json.loads(run(capsys, "simulate", PERMIT, "--json", *told)[1])
    assert found["lead_time_change_min"]["high"] < 0
    assert (found["before"]["map"], found["after"]["map"]) == ("current", "future")
