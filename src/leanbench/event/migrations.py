"""How event files of every earlier schema are brought up to date: plain dicts in, plain dicts out."""

from __future__ import annotations

from collections.abc import Callable

from leanbench.schema import Json

SCHEMA = 4


def _times_with_units(body: dict[str, Json]) -> dict[str, Json]:
    """1 to 2: step times were plain minutes (`pt_min`, `wait_min`); now they are durations with a unit."""

    def step(old: dict[str, Json]) -> dict[str, Json]:
        new = {key: value for key, value in old.items() if key not in ("pt_min", "wait_min")}
        for key, name in (("pt_min", "process_time"), ("wait_min", "wait")):
            if old.get(key) is not None:
                new[name] = {"amount": old[key], "unit": "min"}
        return new

    maps = [{**chart, "steps": [step(s) for s in chart.get("steps", [])]} for chart in body.get("maps", [])]
    return {**body, "maps": maps} if "maps" in body else body


def _benefit_rows(body: dict[str, Json]) -> dict[str, Json]:
    """2 to 3: hard savings of so much a year became rows that say what kind of benefit they are.

    That every row has an id, and that pairs and lists of text became rows, needs no word here: see
    `leanbench.schema.given_ids`.
    """

    def row(old: dict[str, Json]) -> dict[str, Json]:
        new = {key: value for key, value in old.items() if key != "usd_per_year"}
        return {**new, "kind": "hard", "amount": old.get("usd_per_year")}

    benefits = body.get("benefits", {})
    if "hard_savings" not in benefits:
        return body
    rest = {key: value for key, value in benefits.items() if key != "hard_savings"}
    return {**body, "benefits": {**rest, "rows": [row(old) for old in benefits["hard_savings"]]}}


def _late_from_the_day(body: dict[str, Json]) -> dict[str, Json]:
    """3 to 4: "late" was a status of actions; it follows from the due date and is kept no more.

    An action that was called late without a day to follow it from keeps the word under a name of its own.
    """

    def action(old: dict[str, Json]) -> dict[str, Json]:
        if str(old.get("status", "")).strip().casefold() != "late":
            return old
        new = {**old, "status": "in progress" if old.get("pct") else "open"}
        return new if old.get("due") else {**new, "status_before": old["status"]}

    if not isinstance(body.get("actions"), list):
        return body
    return {**body, "actions": [action(old) if isinstance(old, dict) else old for old in body["actions"]]}


MIGRATIONS: dict[int, Callable[[dict[str, Json]], dict[str, Json]]] = {
    1: _times_with_units,
    2: _benefit_rows,
    3: _late_from_the_day,
}
