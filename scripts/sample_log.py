"""The event log of a sample: its current map walked case by case, each time drawn about the one on the map."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np

from leanbench.event.records import Column, Dataset

OPENS = 8  # o'clock
COLUMNS = (
    Column("Permit"),
    Column("Activity"),
    Column("Started", "date"),
    Column("Finished", "date"),
    Column("Role"),
)


def event_log(source: dict[str, Any]) -> Dataset:
    """What was done on each case, in order of the time it was finished; in office hours, to the minute.

    Waits and process times are gamma with the mean on the map and the shapes in the source; after a step a case goes
    back with the probability on the map, however often it did before; parallel steps begin when the one before is done.
    """
    plan, state = source["event_log"], source["current_state"]
    draw = np.random.default_rng(plan["seed"])
    steps = {step["id"]: step for step in state["steps"]}
    roles = {role["id"]: role["name"] for role in source["roles"]}
    hours = source["calendar"]["hours_per_business_day"]
    first = np.datetime64(plan["first_day"])
    groups = [part if isinstance(part, list) else [part] for part in state["path"]]
    place = {step: at for at, group in enumerate(groups) for step in group}
    back = {branch["from"]: branch for branch in state["branches"]}
    done: list[tuple[int, int, str, str]] = []

    def do(case: str, name: str, ready: int) -> int:
        step = steps[name]
        mean = step["wait"] * {"min": 1, "h": 60, "bd": 60 * hours}[step["wait_unit"]]
        begin = ready + round(draw.gamma(plan["wait_shape"], mean / plan["wait_shape"]) if mean else 0.0)
        work = draw.gamma(plan["work_shape"], step["pt_min"] / plan["work_shape"])
        end = begin + max(1, round(work))
        done.append((end, begin, case, name))
        return end

    def moment(minutes: int) -> str:
        day, minute = divmod(minutes, 60 * hours)
        date = np.busday_offset(first, day, roll="forward")
        return f"{date} {OPENS + minute // 60:02d}:{minute % 60:02d}"

    arrivals = np.sort(draw.integers(0, plan["days"] * 60 * hours, plan["n"]))
    for number, arrival in enumerate(arrivals.tolist(), start=1):
        case, now, at = f"BP-25-{number:04d}", arrival, 0
        while at < len(groups):
            now = max([do(case, name, now) for name in groups[at]])
            branch = back.get(groups[at][0])
            at += 1
            if branch is not None and draw.random() < branch["probability"]:
                for name in branch["steps"]:
                    now = do(case, name, now)
                at = place[branch["to"]]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in COLUMNS])
    for end, begin, case, name in sorted(done):
        writer.writerow([case, steps[name]["name"], moment(begin), moment(end), roles[steps[name]["role"]]])
    return Dataset(
        "event-log", plan["name"], COLUMNS, buffer.getvalue(), about=plan,
        origin="generated for this sample; no real cases",
    )  # fmt: skip
