"""Nothing of the sample sources is dropped, and the case data are what the sources say."""

from __future__ import annotations

import csv
import io
import json
import math
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from leanbench import resources
from leanbench.event.event_file import open_event
from leanbench.event.records import Event
from leanbench.event.wiring import main_steps
from leanbench.schema import field_names

NAMES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")


def sample(name: str) -> Event:
    return open_event(resources.path("samples", f"{name}.lean")).root


def source(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(resources.path("samples", "source", f"{name}.json").read_text("utf-8"))
    return data


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, str(index)))
    else:
        yield path, value


def held(value: Any) -> Iterator[Any]:
    """Every leaf value and every mapping key anywhere inside records."""
    if isinstance(value, Struct):
        for field in field_names(value):
            yield from held(getattr(value, field))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from held(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from held(inner)
    else:
        yield value


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_the_source_is_in_the_event(name: str) -> None:
    event, data = sample(name), source(name)
    # Section by section, so that a value cannot be "found" because it stands elsewhere by chance.
    homes: dict[str, Any] = {
        "event": event.header, "current_state": event.map("current"), "future_state": event.map("future"),
        "pareto": event.tallies, "fishbone": event.fishbones, "time_observation": event.time_observations,
        "case_data": [dataset.about for dataset in event.datasets],
        "event_log": [dataset.about for dataset in event.datasets if dataset.id == "event-log"],
    }  # fmt: skip
    for section, content in data.items():
        home = homes.get(section)
        if home is None:
            home = getattr(event, section) if hasattr(event, section) else event.extra[section]
        found = list(held(home))
        for path, value in leaves(content):
            if path[-1:] == ("branch",):  # derived from the links
                step = content["steps"][int(path[1])]["id"]
                assert step not in main_steps(home)
            elif path[1:] in (("no",), ("id",)) and section in ("actions", "ideas"):
                assert str(value) in found
            else:
                assert value in found, (section, path, value)


@pytest.mark.parametrize("name", NAMES)
def test_what_has_a_field_of_its_own_is_there_field_by_field(name: str) -> None:
    event, data = sample(name), source(name)
    for state, map_id in (("current_state", "current"), ("future_state", "future")):
        for given in data[state]["steps"]:
            step = event.map(map_id).step(given["id"])
            assert step.process_time is not None
            assert step.wait is not None
            assert (step.name, step.role, step.value) == (given["name"], given["role"], given["va"])
            assert (step.process_time.amount, step.process_time.unit) == (given["pt_min"], "min")
            assert (step.wait.amount, step.wait.unit) == (given["wait"], given["wait_unit"])
            assert (step.ca_pct, step.wip) == (given["ca_pct"], given["wip_units_before"])
            assert step.decision is given.get("decision", False)
        path = data[state]["path"]
        flat = [key for part in path for key in (part if isinstance(part, list) else [part])]
        assert set(main_steps(event.map(map_id))) == set(flat)
        shares = [link.probability for link in event.map(map_id).links if link.probability is not None]
        assert shares == [branch["probability"] for branch in data[state]["branches"]]
    assert [cycle for sheet in event.time_observations for cycle in sheet.cycles] == [
        tuple(cycle) for cycle in data["time_observation"]["cycles"]
    ]
    branches = {
        branch.name: [str(cause) for cause in branch.causes] for branch in event.fishbones[0].branches
    }
    assert branches == data["fishbone"]["branches"]
    assert event.extra["expected"] == data["expected"]


def rows(event: Event, dataset: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(event.dataset(dataset).text)))


def numbers(table: list[dict[str, str]], column: str, period: str) -> list[float]:
    return [float(row[column]) for row in table if row["period"] == period]


def test_permit_cases_follow_the_stated_distributions() -> None:
    event, about = sample("permit-issuance"), source("permit-issuance")["case_data"]
    table = rows(event, "permits")
    assert list(table[0])[: len(about["columns"])] == about["columns"]
    for period in ("before", "after"):
        plan = about[period]
        lead = numbers(table, "lead_time_bd", period)
        assert len(lead) == plan["n"]
        # the median of a lognormal is exp(mu); its standard error is about 1.25 sigma / sqrt(n)
        width = 3 * 1.25 * plan["sigma"] / math.sqrt(plan["n"])
        planted = 0.06  # 4 of 50 weeks 8 days more; 1 of 12 weeks 6 days more
        assert math.log(statistics.median(lead)) == pytest.approx(plan["mu"], abs=width + planted)
        passed = [row["first_review_pass"] == "yes" for row in table if row["period"] == period]
        share, n = plan["p_first_pass"], plan["n"]
        assert statistics.mean(passed) == pytest.approx(share, abs=3 * math.sqrt(share * (1 - share) / n))
    from leanbench.words.working_calendar import business_days_between

    for row in table:
        assert business_days_between(row["received"], row["issued"], event.calendar) == int(
            row["lead_time_bd"]
        )


def test_permit_log_was_drawn_from_the_map() -> None:
    """Mined in office hours, its steps, waits, work, shares and lead times are those of the map it was drawn from."""
    from leanbench.flow.measures import metrics
    from leanbench.tables.logs.mined_event import mine, with_mined
    from leanbench.tables.logs.office_clock import OfficeClock

    event, plan = sample("permit-issuance"), source("permit-issuance")["event_log"]
    clock = OfficeClock(event.calendar)
    found = mine(event.dataset("event-log"), clock=clock, map_id="log")
    assert (len(found.log.cases), found.mined.notes) == (plan["n"], ())
    mined = with_mined(event, event.dataset("event-log"), found, clock)
    assert mined.roles == event.roles  # the log names the roles of the event
    drawn = {step.name: step for step in event.map("current").steps}
    steps = {step.name: step for step in mined.map("log").steps if step.name}
    assert set(steps) == set(drawn)
    minutes = {"min": 1, "h": 60, "bd": 480}
    for name, step in drawn.items():
        n = int(steps[name].note.split()[0])
        for attribute, shape in (("wait", plan["wait_shape"]), ("process_time", plan["work_shape"])):
            wanted, measured = getattr(step, attribute), getattr(steps[name], attribute)
            if not wanted.mean():
                assert measured.mean() == 0.0
                continue
            mean = wanted.mean() * minutes[wanted.unit]
            width = 3.5 * mean / math.sqrt(shape * n) + 0.5  # to the minute
            assert measured.mean() * minutes[measured.unit] == pytest.approx(mean, abs=width), name
            assert measured.source.endswith(f"n = {n}")
        assert steps[name].role == step.role
    assert {link.kind for link in mined.map("log").links} == {"flow", "rework"}
    for count in ("steps_all", "loops", "handoffs_critical_path", "handoffs_all_edges"):
        before, after = metrics(event, "current").quantities[count], metrics(mined, "log").quantities[count]
        assert after.value == before.value, count
    for figure in ("lead_time_first_pass_bd", "lead_time_expected_bd"):
        before, after = metrics(event, "current").quantities[figure], metrics(mined, "log").quantities[figure]
        assert after.value == pytest.approx(before.value, rel=0.05)
        assert after.basis == "measured"
    assert found.mined.units_per_year == pytest.approx(event.demand.units_per_year, rel=0.03)


def test_licence_cases_follow_the_stated_distributions() -> None:
    event, about = sample("driver-license-renewal"), source("driver-license-renewal")["case_data"]
    table = rows(event, "visits")
    assert list(table[0])[: len(about["columns"])] == about["columns"]
    before = [
        float(r["door_to_door_min"])
        for r in table
        if r["period"] == "before" and r["hour"] and _weekday(r) > 0
    ]
    assert statistics.mean(before) == pytest.approx(76, abs=3 * 24 / math.sqrt(len(before)))
    mondays = [float(r["door_to_door_min"]) for r in table if r["period"] == "before" and _weekday(r) == 0]
    assert statistics.mean(mondays) - statistics.mean(before) == pytest.approx(
        14, abs=3 * 24 / math.sqrt(120)
    )
    groups: dict[str, list[float]] = {}
    for row in table:
        groups.setdefault(row["subgroup"], []).append(float(row["door_to_door_min"]))
    assert {len(group) for group in groups.values()} == {about["subgroups"]["size"]}
    assert len(groups) == 3 * (about["subgroups"]["days_before"] + about["subgroups"]["days_after"])
    days: dict[str, list[float]] = {}
    for row in table:
        if row["period"] == "after":
            days.setdefault(row["date"], []).append(float(row["door_to_door_min"]))
    means = [statistics.mean(day) for day in days.values()]
    assert all(mean < statistics.mean(means) for mean in means[17:25])  # eight points below the center


def _weekday(row: dict[str, str]) -> int:
    import datetime

    return datetime.date.fromisoformat(row["date"]).weekday()


def test_snap_cases_follow_the_stated_distributions() -> None:
    event, about = sample("snap-eligibility"), source("snap-eligibility")["case_data"]
    table = rows(event, "applications")
    assert list(table[0])[: len(about["columns"])] == about["columns"]
    weeks: dict[str, list[bool]] = {}
    for row in table:
        limit = about["deadline_days"][row["stream"]]
        assert (row["timely"] == "yes") == (float(row["days"]) <= limit)
        weeks.setdefault(f"{row['period']} {_week(row)}", []).append(row["timely"] == "yes")
    shares = [statistics.mean(week) for week in weeks.values()]
    assert len(shares) == about["before"]["weeks"] + about["after"]["weeks"]
    assert shares[8] == pytest.approx(0.64, abs=0.005)  # week 9, the system is down
    ramp = shares[26:32]
    assert ramp == sorted(ramp)
    ordinary = [row for row in table if row["period"] == "before" and row["stream"] == "regular"]
    share = statistics.mean(row["timely"] == "yes" for row in ordinary)
    assert share == pytest.approx(about["before"]["regular"]["p_within_deadline"], abs=0.025)


def _week(row: dict[str, str]) -> str:
    import datetime

    day = datetime.date.fromisoformat(row["received"])
    return str(day - datetime.timedelta(day.weekday()))


@pytest.mark.parametrize("name", NAMES)
def test_studies_name_data_and_columns_that_exist(name: str) -> None:
    event = sample(name)
    assert len([study for study in event.studies if study.in_report]) >= 3
    for study in event.studies:
        columns = {column.name for column in event.dataset(study.dataset).columns}
        header = event.dataset(study.dataset).text.partition("\n")[0].split(",")
        assert columns == set(header)
        for option in ("value", "date", "stage", "size", "category"):
            assert study.options.get(option, header[0]) in columns


@pytest.mark.parametrize("name", NAMES)
def test_shipped_file_is_what_the_script_makes(name: str, tmp_path: Path, monkeypatch: Any) -> None:
    scripts = Path(__file__).resolve().parents[3] / "scripts"
    if not scripts.is_dir():
        pytest.skip("the script is only in a checkout")
    monkeypatch.syspath_prepend(str(scripts))
    import make_samples

    assert make_samples.sample_event(name) == sample(name)
