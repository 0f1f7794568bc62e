"""Promises of speed of merging two copies and of the journal line of one cell; exits 1 when one is broken."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from clocks import best_processor
from leanbench import resources
from leanbench.event.event_file import EVENT, open_event
from leanbench.event.records import Action, Event, Step
from leanbench.schema import replace
from leanbench.store.differences import plain_edits
from leanbench.store.journal import Journal
from leanbench.store.merge import merge
from leanbench.store.on_disk import from_bytes, plain_root, read_root, to_bytes

ROWS = 2000


def worked_on(event: Event, note: str) -> Event:
    """A copy read from its own file in which every third step, every action and the title have changed."""
    event = read_root(EVENT, from_bytes(to_bytes(plain_root(EVENT, event)), "copy")).root
    number = len(note)

    def edited(step: Step, index: int) -> Step:
        return replace(step, note=note) if index % 3 == number % 3 else step

    maps = tuple(
        replace(chart, steps=tuple(edited(step, index) for index, step in enumerate(chart.steps)))
        for chart in event.maps
    )
    actions = tuple(replace(row, status=note) for row in event.actions)
    return replace(event, maps=maps, actions=actions, header=replace(event.header, title=note))


def main() -> int:
    largest = max(resources.path("samples").glob("*.lean"), key=lambda path: path.stat().st_size)
    base = open_event(largest).root
    mine, theirs = worked_on(base, "mine"), worked_on(base, "their")
    rows = tuple(Action(f"a-{number}", action=f"Do thing {number}") for number in range(ROWS))
    before = Event(actions=rows)
    after = replace(before, actions=(*rows[:1000], replace(rows[1000], who="Ann"), *rows[1001:]))
    with tempfile.TemporaryDirectory() as name:
        journal = Journal(EVENT, before, None, Path(name))
        journal.append("who", after)
        journal.flush()
        line = len((journal.folder / "edits-1.jsonl").read_bytes())
        journal.close()
    figures = [
        (
            f"merge of two copies of {largest.stem}",
            1e3 * best_processor(lambda: merge(base, mine, theirs)),
            50.0,
            "ms",
        ),
        ("the same without a base", 1e3 * best_processor(lambda: merge(None, mine, theirs)), 50.0, "ms"),
        (
            f"edits of one cell of {ROWS} rows",
            1e3 * best_processor(lambda: plain_edits(before, after)),
            1.0,
            "ms",
        ),
        (f"its line in the journal of {ROWS} rows", float(line), 1000.0, "bytes"),
    ]
    broken = False
    for label, value, limit, unit in figures:
        kept = value <= limit
        broken |= not kept
        print(f"{label:46} {value:8.2f} {unit:5} limit {limit:5.0f}   {'ok' if kept else 'TOO SLOW'}")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
