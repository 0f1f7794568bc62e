"""The command that simulates a map, or compares two states with common random numbers."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from leanbench.cli.console import print_json
from leanbench.cli.events import open_file, state_id
from leanbench.cli.without_names import public_on_request
from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.words import _
from leanbench.words.durations import parse_duration


def simulate(given: argparse.Namespace) -> int:
    """Run the simulation with a moving progress line on a terminal."""
    from leanbench.cli.progress import TerminalTask
    from leanbench.flow import simulation

    named = ("state", "compare", "delay", "hours", "priority")
    event = public_on_request(open_file(given.event), given, *named)
    state = state_id(event, given.state)
    if given.replications < 1:
        raise UserError(_("The number of replications must be at least 1."))
    if given.seed < 0:
        raise UserError(_("The seed must be a whole number of 0 or more."))
    before = () if given.compare is None else (state_id(event, given.compare),)
    told: dict[str, Any] = {
        "replications": given.replications,
        "seed": given.seed,
        "days": given.days,
        "warm_up": given.warm_up,
        "precision": None if given.precision is None else given.precision / 100.0,
        "options": _options(event, (state, *before), given),
        "task": TerminalTask(sys.stderr),
    }
    if not before:
        result = simulation.simulate(event, state, **told)
        if given.json:
            print_json(result.to_json())
        else:
            print("\n".join(result.summary()))
        return 0
    pair = simulation.simulate_pair(event, before[0], state, **told)
    if given.json:
        print_json(pair.to_json())
    else:
        print(pair.sentence)
        for found in (pair.before, pair.after):
            print(f"\n{event.map(found.map_id).name or found.map_id}")
            print("\n".join(found.summary()))
    return 0


def _options(event: Event, states: tuple[str, ...], given: argparse.Namespace) -> Any:
    """What the simulation is told beyond the map, from the words of the command line."""
    from leanbench.flow.simulation import Options
    from leanbench.flow.simulation import simulation_words as spoken

    maps = [event.map(name) for name in states]
    hours = spoken.pairs(given.hours or (), _('ROLE=PEOPLE, such as Clerk=3 or "Clerk=2 0-4; 1 4-8"'))
    first = spoken.pairs(given.priority or (), _("STEP=NUMBER, the smallest number is served first"))
    return Options(
        service="as given" if given.process_times == "as-typed" else "exponential",
        arrivals=given.arrivals,
        profile=spoken.profile(given.peaks or ""),
        keep_waits=given.waits,
        external=tuple(spoken.step_id_of(maps, name) for name in given.delay or ()),
        shifts={spoken.role_id_of(event, maps, role): spoken.presence(text, event.calendar)
                for role, text in hours},
        priorities={spoken.step_id_of(maps, name): spoken.whole(text, "A priority") for name, text in first},
        patience_min=_minutes(event, given.patience),
        backlog=given.backlog,
        due_min=_minutes(event, given.due),
    )  # fmt: skip


def _minutes(event: Event, text: str | None) -> float | None:
    return None if text is None else parse_duration(text, event.calendar).minutes(event.calendar)
