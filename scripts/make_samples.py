"""Make the shipped sample events: resources/samples/source/*.json -> resources/samples/*.lean.

Run it after changing a source file or the disk form: ``python scripts/make_samples.py``. The same
sources give the same bytes. Three fictional events; agencies, people and numbers are invented
except what stands under `sources`. Nothing of a source file is dropped: what has no field of its
own (provenance, format, expected results) is kept in `extra`, the description of the case data in
the dataset's `about`. Case data are drawn here from the stated distributions and seeds, the
planted signals added after drawing.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from leanbench.event.event_file import EVENT, save_event
from leanbench.event.records import Event, Link, Map, Step, Tally
from leanbench.schema import field_names, record_from, seed_ids, with_ids
from leanbench.store.on_disk import read_root
from leanbench.words.durations import Duration
from sample_cases import CASES, STUDIES

SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "samples"
NAMES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")
STATES = {"current_state": ("current", "Current state"), "future_state": ("future", "Future state")}
# Fields whose name and form are the same in the source and in the event.
SAME = (
    "calendar", "delay_threshold_min", "demand", "roles", "charter", "team", "ground_rules", "agenda",
    "sipoc", "voc", "wastes", "five_whys", "parking_lot", "communication_plan", "standard_work",
    "control_plan", "sources",
)  # fmt: skip
TURNED = (
    "event", "current_state", "future_state", "pareto", "fishbone", "ideas", "actions", "follow_up",
    "benefits", "time_observation", "case_data", "event_log",
)  # fmt: skip


def main() -> None:
    for name in NAMES:
        seed_ids(NAMES.index(name))  # the same sample twice is the same file
        event = sample_event(name)
        path = SAMPLES / f"{name}.lean"
        path.unlink(missing_ok=True)
        save_event(event, path)
        rows = sum(data.text.count("\n") - 1 for data in event.datasets)
        print(
            f"{path.name}: {path.stat().st_size:,} bytes, {rows:,} rows of data, {len(event.studies)} studies"
        )


def sample_event(name: str) -> Event:
    """The event of one source file, with its case data and studies."""
    source = json.loads((SAMPLES / "source" / f"{name}.json").read_text("utf-8"))
    plain: dict[str, Any] = {key: source[key] for key in SAME if key in source}
    plain["header"] = source["event"]
    plain["fishbones"] = [
        {"effect": source["fishbone"]["effect"], "branches": list(source["fishbone"]["branches"].items())}
    ]
    plain["ideas"] = [{**idea, "id": str(idea["id"])} for idea in source["ideas"]]
    plain["actions"] = [_numbered(action) for action in source["actions"]]
    plain["follow_up"] = [{**day, "measures": list(day["measures"].items())} for day in source["follow_up"]]
    plain["benefits"] = {
        **{key: value for key, value in source["benefits"].items() if key != "inputs"},
        **source["benefits"]["inputs"],
    }
    plain["time_observations"] = [_observation(source["time_observation"])]
    plain |= {key: value for key, value in source.items() if key not in (*SAME, *TURNED)}  # Event.extra
    event: Event = read_root(EVENT, {EVENT.mark: 2, **plain}).root  # the sources are written as schema 2 was
    fields: dict[str, Any] = {field: getattr(event, field) for field in field_names(Event)}
    fields["maps"] = tuple(
        _map(source[key], *names, [role.id for role in event.roles]) for key, names in STATES.items()
    )
    fields["tallies"] = (record_from(Tally, with_ids(Tally, source["pareto"])[0]),)
    fields["datasets"] = CASES[name](source)
    fields["studies"] = STUDIES[name](source)
    return Event(**fields)


def _numbered(action: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(action["no"]), **{key: value for key, value in action.items() if key != "no"}}


def _observation(sheet: dict[str, Any]) -> dict[str, Any]:
    step = re.search(r"\(step (\w+)\)", sheet["process"])
    return {
        **sheet,
        "id": "times1",
        "step": step[1] if step else "",
        "remarks": [[int(cycle), text] for cycle, text in sheet["remarks"].items()],
    }


# --- maps ---------------------------------------------------------------------------------------


def _map(state: dict[str, Any], map_id: str, name: str, roles: list[str]) -> Map:
    steps = tuple(_step(step) for step in state["steps"])
    links: list[Link] = []

    def connect(source: str, target: str, kind: str = "flow", **more: Any) -> None:
        links.append(Link(f"l{len(links) + 1}", source, target, kind, **more))  # type: ignore[arg-type]

    groups = [part if isinstance(part, list) else [part] for part in state["path"]]
    for before, after in pairwise(groups):
        for source in before:
            for target in after:  # a group of several is parallel work: no probability
                connect(source, target)
    known = {step.id for step in steps}
    for branch in state["branches"]:
        kind, inside = branch["kind"], branch["steps"]
        leaves = branch["to"] not in known
        extra = {"to": branch["to"]} if leaves else {}
        connect(
            branch["from"], inside[0], kind,
            probability=branch["probability"], label=branch["label"], extra=extra,
        )  # fmt: skip
        for source, target in pairwise(inside):
            connect(source, target, kind)
        if not leaves:
            connect(inside[-1], branch["to"], kind)
    used = {step.role for step in steps}
    return Map(map_id, name, steps, tuple(links), lanes=tuple(role for role in roles if role in used))


def _step(source: dict[str, Any]) -> Step:
    known = {
        "id": source["id"],
        "name": source["name"],
        "role": source["role"],
        "process_time": Duration(float(source["pt_min"]), "min"),
        "wait": Duration(float(source["wait"]), source["wait_unit"]),
        "ca_pct": float(source["ca_pct"]),
        "value": source["va"],
        "wip": float(source["wip_units_before"]),
        "decision": source.get("decision", False),
        "wastes": tuple(source.get("wastes", ())),
        "wait_note": source.get("wait_note", ""),
    }
    derived = {"pt_min", "wait_unit", "va", "wip_units_before", "branch"}  # branch: seen from the links
    rest = {key: value for key, value in source.items() if key not in known and key not in derived}
    return Step(**known, extra=rest)


if __name__ == "__main__":
    main()
