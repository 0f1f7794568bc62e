"""The command that makes an event from an event log: mine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from leanbench.cli.console import print_json
from leanbench.cli.import_table import add_take_options, read_table
from leanbench.errors import UserError
from leanbench.event.records import Calendar, Dataset, Event, Header
from leanbench.store.output import refuse_existing
from leanbench.tables.logs.log_roles import ROLES, role_titles
from leanbench.words import _, ngettext
from leanbench.words.numbers import number_text


def mine(options: argparse.Namespace) -> int:
    """Write the event of a log: its map, roles, volume and data, and say how well the map gives the log back."""
    from leanbench.event.event_file import save_event
    from leanbench.tables import dataset
    from leanbench.tables.logs.mined_event import mine as mine_log
    from leanbench.tables.logs.mined_event import with_mined
    from leanbench.tables.logs.office_clock import OfficeClock

    target: Path = options.output
    refuse_existing(target)
    clock = None
    if not options.elapsed:
        calendar = Calendar(hours_per_business_day=options.hours, holidays=tuple(options.holiday))
        clock = OfficeClock(calendar, options.opens)
    data: Dataset = dataset(read_table(options.log, options), id="log", name=options.log.stem)
    chosen = {role: getattr(options, role) for role in ROLES if getattr(options, role) is not None}
    found = mine_log(
        data, columns=chosen, clock=clock, fold=options.fold / 100.0, zone=options.zone, names=_names(options.rename),
        closed_by=tuple(options.closed_by),
    )  # fmt: skip
    event = with_mined(Event(header=Header(title=options.title or options.log.stem)), data, found, clock)
    save_event(event, target)
    if options.json:
        print_json(_as_json(target, found, options.fold / 100.0))
        return 0
    log = found.log
    steps = len(found.mined.map.steps)
    text = ngettext(
        "{file}: {steps} step from {events} events of {cases} cases",
        "{file}: {steps} steps from {events} events of {cases} cases", steps,
    )  # fmt: skip
    events, cases = number_text(float(log.events), 0), number_text(float(len(log.cases)), 0)
    print(text.format(file=target, steps=steps, events=events, cases=cases))
    for note in found.mined.notes:
        print(_("leanbench: {log}: {note}").format(log=options.log, note=note), file=sys.stderr)
    print(found.reproduction_text)
    return 0


def add_mine_options(command: argparse.ArgumentParser) -> None:
    """The options of `mine`."""
    command.add_argument("log", type=Path, metavar="LOG.csv|xlsx|xes")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="EVENT.lean")
    add_take_options(command)
    command.add_argument("--title", default="", help=_("title of the event (default: the name of the log)"))
    for role, text in role_titles().items():
        command.add_argument(
            f"--{role}",
            metavar="COLUMN",
            help=_("column: {what} (default: found by its heading)").format(what=text),
        )
    command.add_argument(
        "--fold", type=float, default=2.0, metavar="PERCENT",
        help=_("fold activities and ways that fewer cases have (default: 2)"),
    )  # fmt: skip
    command.add_argument(
        "--closed-by", action="append", default=[], metavar="ACTIVITY",
        help=_("an activity that closes a case; other cases are still open (default: judged by the log)"),
    )  # fmt: skip
    command.add_argument(
        "--rename",
        action="append",
        default=[],
        metavar="OLD=NEW",
        help=_("rename an activity; equal names become one"),
    )
    command.add_argument(
        "--zone", default="", metavar="AREA/CITY", help=_("the office's time zone, for times in UTC")
    )
    command.add_argument(
        "--opens", type=float, default=8.0, metavar="HOUR", help=_("when the office opens (default: 8)")
    )
    command.add_argument(
        "--hours", type=float, default=8.0, metavar="H", help=_("hours it is open a day (default: 8)")
    )
    command.add_argument(
        "--holiday", action="append", default=[], metavar="YYYY-MM-DD", help=_("a day on which it is closed")
    )
    command.add_argument(
        "--elapsed", action="store_true", help=_("count day and night instead of opening hours")
    )
    command.add_argument("--json", action="store_true", help=_("print one JSON object"))


def _names(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        old, sign, new = pair.partition("=")
        if not sign or not old.strip() or not new.strip():
            raise UserError(_("“{pair}” renames nothing. Write it as OLD=NEW.").format(pair=pair))
        found[old.strip()] = new.strip()
    return found


def _as_json(target: Path, found: Any, fold: float) -> dict[str, Any]:
    from leanbench.tables.logs.follows import fits, follows, handovers, rework, variants

    log, proof = found.log, found.reproduction
    ways = variants(log)
    graph = follows(log)
    common = [(arc.source, arc.target) for arc in graph.arcs if arc.cases >= fold * len(log.cases)]
    return {
        "file": str(target),
        "columns": dict(found.columns),
        "events": log.events,
        "cases": len(log.cases),
        "open_cases": int(log.is_open.sum()),
        "activities": dict(graph.counts),
        "starts": graph.starts,
        "ends": graph.ends,
        "follows": [
            {"from": a.source, "to": a.target, "count": a.count, "cases": a.cases, "median_s": a.median_s,
             "mean_s": a.mean_s}
            for a in graph.arcs
        ],
        "variants": [{"steps": list(v.trace), "cases": v.cases, "share": v.share} for v in ways],
        "rework": rework(log),
        "handovers": [{"from": a, "to": b, "count": n} for a, b, n in handovers(log)],
        "share_of_cases_on_common_ways": fits(log, common)[0],
        "steps": len(found.mined.map.steps),
        "units_per_year": found.mined.units_per_year,
        "notes": list(found.mined.notes),
        "reproduction": None
        if proof is None
        else {
            "made_from": proof.made_from, "held_out": proof.held_out, "still_open": proof.still_open,
            "largest_difference": proof.distance, "is_reproduced": proof.is_reproduced,
            "percentiles": [
                {"share": p.share, "simulated_min": p.simulated, "low_min": p.low, "high_min": p.high,
                 "observed_min": p.observed, "inside": p.is_reproduced}
                for p in proof.percentiles
            ],
        },
        "reproduction_text": found.reproduction_text,
    }  # fmt: skip
