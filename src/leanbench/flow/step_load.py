"""The load of the people of one step, for the inspector, and whether it explains the wait of the map."""

from __future__ import annotations

from dataclasses import dataclass

from leanbench.event.records import Event, Map, Step
from leanbench.flow.load_figures import pool_quantity, step_people, step_quantity
from leanbench.flow.load_words import FULL, backlog, people_words, step_names
from leanbench.flow.loads import step_waits, workload
from leanbench.flow.stations import stations
from leanbench.quantity import Quantity
from leanbench.words import _
from leanbench.words.durations import time_text
from leanbench.words.lists import capital_text, list_text
from leanbench.words.numbers import number_text, share_text


@dataclass(frozen=True, slots=True)
class StepLoadWords:
    """The load of the people of one step, and whether queueing explains the wait of the map."""

    share: float | None
    words: str
    why: str  # plain sentence when the map and the queue disagree, else ""
    quantities: tuple[Quantity, ...]


def step_load(event: Event, map_: Map, step: Step) -> StepLoadWords | None:
    """How loaded the people of a step are; None when nothing can be said (no demand, no people, unpaid)."""
    load = workload(event, map_.id)
    role = event.role(step.role) if step.role else None
    if load is None or role is None or role.unpaid:
        return None
    names = step_names(map_)
    pool = next((pool for pool in load.pools if pool.role == step.role), None)
    row = next((row for row in load.steps if row.step_id == step.id), None)
    if pool is None or row is None:
        return None
    own = row.utilisation is not None
    share = row.utilisation if own else pool.utilisation
    if share is None:
        return None
    people = row.people if own else pool.people
    who = (
        _("{people} at this step").format(people=people_words(people))
        if own
        else f"{people_words(people)} ({pool.name})"
    )
    words = _("{share} of {who}").format(share=share_text(share), who=who)
    station = next((s for s in stations(event, map_.id, load=load, only=step.id)), None)
    found = [
        step_quantity(event, map_, load, row, step_people(event, row), names)
        if own
        else pool_quantity(map_, pool, names)
    ]
    if station is not None:
        found += [station.effective, station.capacity]
        if station.epei is not None:
            found.append(station.epei)
            if station.epei.value is not None:
                words += _(" · every kind of work every {number} bd").format(
                    number=number_text(station.epei.value, 2)
                )
    typed = None if step.wait is None else step.wait.minutes(event.calendar)
    if share >= FULL:
        return StepLoadWords(
            share, words + _(" · no steady queue"), backlog(share, people or 0.0, pool), tuple(found)
        )
    if own or pool.waiting is None or pool.waiting.waiting_time is None:
        return StepLoadWords(share, words, "", tuple(found))
    estimate = step_waits(event, map_.id, load=load, only=step.id).get(step.id)
    queue = pool.waiting.waiting_time if estimate is None or estimate.value is None else estimate.value
    said = time_text(queue, event.calendar)
    words += _(" · queue estimate {said}").format(said=said)
    if typed is not None:
        words += _(", map says {typed}").format(typed=time_text(typed, event.calendar))
    found.insert(1, pool.waiting.quantity() if estimate is None else estimate)
    return StepLoadWords(share, words, _why(event, step, typed, queue), tuple(found))


def _why(event: Event, step: Step, typed: float | None, queue: float) -> str:
    """Why the wait of the map and the queue estimate differ by more than a factor of two."""
    if typed is None or abs(typed - queue) < 15.0:
        return ""
    if typed > 2.0 * queue:
        known = [_("lack of people")]
        if step.batch and step.batch > 1:
            known.append(_("batches of {batch}").format(batch=number_text(step.batch, 2)))
        if step.gate is not None:
            known.append(_("waiting for the next time it happens"))
        if len(known) == 1:
            return _(
                "Lack of people does not explain this wait. Ask the team: batches, other duties, "
                "priorities, a missing signature, or work that waits for the next meeting?"
            )
        return _(
            "{reasons} together do not explain this wait. Ask the team: other duties, "
            "priorities, a missing signature, or work that waits for the next meeting?"
        ).format(reasons=capital_text(list_text(known)))
    if queue > 2.0 * typed:
        return _(
            "With so much work the line should be longer than the map says. Check the wait, the process time"
            " or the number of people."
        )
    return ""
