"""Run replications of a simulation, stop when precise enough, and compare two states with common luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.flow.simulation.engine import Replication
from leanbench.flow.simulation.model import Model, Options, build
from leanbench.flow.simulation.results import Estimate, PoolResult, Simulation, StepResult, estimate
from leanbench.words import _
from leanbench.words.numbers import number_text

_SLICES = 20  # looks at progress and cancel per replication
FEWEST = 5  # replications before the stop rule may stop
_MOST_SERVICES = 20_000_000  # in one replication: some 20 seconds and a few gigabytes


class Task(Protocol):
    """What a long calculation may be given by the window; every method is called from the worker."""

    def progress(self, share: float) -> None:
        """How far it is, 0 to 1."""

    def say(self, text: str) -> None:
        """A line of text."""

    def partial(self, value: object) -> None:
        """An early result."""

    def cancelled(self) -> bool:
        """Whether to stop."""


@dataclass(frozen=True, slots=True)
class SimulationProgress:
    """An early result after some replications: mean lead time so far, in minutes."""

    done: int
    replications: int
    lead_time: Estimate | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers of one replication."""

    lead: float | None
    percentiles: tuple[float, float, float] | None
    throughput: float
    wip: float
    due: float | None
    withdrawn: float | None
    backlog_gone: float | None
    visits: tuple[float | None, ...]
    waits: tuple[float | None, ...]
    queues: tuple[float, ...]
    utilisation: tuple[float, ...]
    pool_queues: tuple[float, ...]
    lead_times: np.ndarray[Any, Any]
    wip_by_day: np.ndarray[Any, Any]
    services: int


def simulate(
    event: Event,
    map_id: str = "current",
    *,
    replications: int = 30,
    seed: int = 1,
    days: int | None = None,
    warm_up: int | None = None,
    precision: float | None = None,
    options: Options | None = None,
    task: Task | None = None,
) -> Simulation:
    """Simulate one map of an event.

    Parameters
    ----------
    event : Event
    map_id : str
    replications : int
        How many at most; exactly so many without `precision`.
    seed : int
        Same seed, same result.
    days : int, optional
        Business days that count, per replication; a working year by default.
    warm_up : int, optional
        Business days before counting starts; a fifth of `days` by default, none with an initial backlog.
    precision : float, optional
        Stop when the 95% half-width of the mean lead time is at most this share of the mean.
    options : Options, optional
        People, shifts, priorities, backlog and what else the map does not say.
    task : object with progress, say, partial, canceled; optional

    Returns
    -------
    Simulation

    Raises
    ------
    UserError
        Nothing to simulate: no steps, no demand, no calendar, nobody in a pool, no replication or day; or more
        cases than can be played.
    """
    model = build(event, map_id, options or Options())
    length, warm_up = check_run((model,), replications, event, days, warm_up, precision)
    found: list[Summary] = []
    reached = precision is None
    cancelled = False
    for number in range(replications):
        span = (number / replications, (number + 1) / replications)
        summary = replicate(model, seed, number, length, warm_up, span, task)
        if summary is None:
            cancelled = True
            break
        found.append(summary)
        leads = estimate([one.lead for one in found])
        if task is not None:
            task.partial(SimulationProgress(len(found), replications, leads))
            task.say(_line(len(found), replications, leads, model.unit))
        if precision is not None and leads is not None and leads.half_width is not None:
            reached = leads.half_width <= precision * leads.mean
            if reached and len(found) >= FEWEST:
                break
    if task is not None and not cancelled:
        task.progress(1.0)
    return result_of(model, seed, length, warm_up, found, reached, cancelled)


def check_run(
    models: Sequence[Model],
    replications: int,
    event: Event,
    days: int | None,
    warm_up: int | None,
    precision: float | None,
) -> tuple[int, int]:
    """Days that count and days of warm-up, with their defaults. Raises UserError for what cannot be played."""
    length = round(event.calendar.working_days_per_year) if days is None else days
    if warm_up is None:
        warm_up = 0 if any(model.backlog for model in models) else length // 5
    if replications < 1 or length < 1 or warm_up < 0:
        raise UserError(
            _("A simulation needs at least one replication and one day, and no negative warm-up.")
        )
    if precision is not None and not 0.0 < precision < 1.0:
        raise UserError(_("The wanted precision must lie between 0 and 100% of the mean lead time."))
    services = max(model.per_day * (length + warm_up) * sum(model.visits) for model in models)
    if services > _MOST_SERVICES:
        raise UserError(
            _(
                "One replication would play about {services} services, more than the {most} that "
                "a laptop can hold. Simulate fewer days, or check the demand of the event."
            ).format(services=number_text(services, 0), most=number_text(_MOST_SERVICES))
        )
    return length, warm_up


def _line(done: int, planned: int, leads: Estimate | None, unit: tuple[str, float]) -> str:
    text = _("Replication {done} of {planned}").format(done=done, planned=planned)
    if leads is None:
        return _("{text}: no case has finished yet.").format(text=text)
    words, minutes = unit
    limits = "" if leads.half_width is None else f" ± {number_text(leads.half_width / minutes, 2)}"
    return _("{text}: mean lead time {mean}{limits} {words}.").format(
        text=text, mean=number_text(leads.mean / minutes, 2), limits=limits, words=words
    )


def replicate(
    model: Model,
    seed: int,
    number: int,
    days: int,
    warm_up: int,
    span: tuple[float, float],
    task: Task | None,
) -> Summary | None:
    """One replication; `span` is the part of the progress line it fills. None when canceled."""
    total = warm_up + days
    run = Replication(model, seed, number, total)
    if warm_up:
        run.advance(warm_up * model.day)
        run.reset()
    for part in range(1, _SLICES + 1):
        run.advance((warm_up + days * part / _SLICES) * model.day)
        if task is not None:
            task.progress(span[0] + (span[1] - span[0]) * part / _SLICES)
            if task.cancelled():
                return None
    run.settle()
    return _summarise(model, run, days, warm_up)


def _summarise(model: Model, run: Replication, days: int, warm_up: int) -> Summary:
    day = model.day
    start, end = warm_up * day, (warm_up + days) * day
    born = np.array(run.born)
    raw = np.array([math.nan if time is None else time for time in run.finish])
    left = raw < 0.0
    gone = np.where(left, -raw - 1.0, raw)
    backlog = np.zeros(len(born), dtype=bool)
    backlog[run.first_backlog :] = True
    inside = (gone >= start) & (gone <= end)
    done = inside & ~left
    lead_times = (gone - born)[done & ~backlog]
    finished = int(done.sum())
    closed = np.where(np.isnan(gone), end, gone)
    overlap = np.clip(np.minimum(closed, end) - np.maximum(born, start), 0.0, None)
    marks = np.arange(1, warm_up + days + 1) * day
    wip = np.searchsorted(np.sort(born), marks, side="right") - np.searchsorted(
        np.sort(gone[~np.isnan(gone)]), marks, side="right"
    )
    span = end - start
    due = model.options.due_min
    pooled = [[i for i, of in enumerate(model.pool_of) if of == k] for k in range(len(model.pools))]
    old = backlog & ~np.isnan(gone)
    return Summary(
        lead=float(lead_times.mean()) if len(lead_times) else None,
        percentiles=_percentiles(lead_times),
        throughput=finished / days,
        wip=float(overlap.sum() / span),
        due=float((lead_times <= due).mean()) if due is not None and len(lead_times) else None,
        withdrawn=_share(int((inside & left).sum()), finished) if run.deadline is not None else None,
        backlog_gone=float(gone[backlog].max() / day)
        if backlog.any() and old.sum() == backlog.sum()
        else None,
        visits=tuple(count / finished if finished else None for count in run.served),
        waits=tuple(
            wait / count if count else None for wait, count in zip(run.waited, run.served, strict=True)
        ),
        queues=tuple(time / span for time in run.lined),
        utilisation=tuple(
            sum(run.worked[i] for i in steps) / (pool.people * span)
            for pool, steps in zip(model.pools, pooled, strict=True)
        ),
        pool_queues=tuple(sum(run.lined[i] for i in steps) / span for steps in pooled),
        lead_times=lead_times,
        wip_by_day=wip,
        services=sum(run.served),
    )


def _percentiles(lead_times: np.ndarray[Any, Any]) -> tuple[float, float, float] | None:
    if not len(lead_times):
        return None
    first, second, third = np.percentile(lead_times, (50, 85, 95)).tolist()
    return first, second, third


def _share(part: int, rest: int) -> float | None:
    return part / (part + rest) if part + rest else None


def result_of(
    model: Model,
    seed: int,
    days: int,
    warm_up: int,
    found: Sequence[Summary],
    reached: bool,
    cancelled: bool,
) -> Simulation:
    def over(pick: Any) -> Estimate | None:
        return estimate([pick(one) for one in found])

    def percentile(place: int) -> Estimate | None:
        return over(lambda one: None if one.percentiles is None else one.percentiles[place])

    steps = tuple(
        StepResult(
            model.ids[i],
            over(lambda one, i=i: one.visits[i]),
            over(lambda one, i=i: one.waits[i]),
            over(lambda one, i=i: one.queues[i]),
        )
        for i in model.activities
    )
    pools = tuple(
        PoolResult(
            pool.key,
            pool.name,
            pool.people,
            over(lambda one, k=k: one.utilisation[k]),
            over(lambda one, k=k: one.pool_queues[k]),
        )
        for k, pool in enumerate(model.pools)
    )
    wip = np.mean([one.wip_by_day for one in found], axis=0) if found else np.zeros(0)
    overloads = _overloads(model, pools)
    return Simulation(
        map_id=model.map_id,
        seed=seed,
        replications=len(found),
        days=days,
        warm_up_days=warm_up,
        minutes_per_day=model.day,
        unit=model.unit,
        lead_time=over(lambda one: one.lead),
        lead_time_p50=percentile(0),
        lead_time_p85=percentile(1),
        lead_time_p95=percentile(2),
        throughput_per_day=over(lambda one: one.throughput),
        work_in_process=over(lambda one: one.wip),
        due_share=over(lambda one: one.due),
        withdrawn_share=over(lambda one: one.withdrawn),
        backlog_gone_day=over(lambda one: one.backlog_gone),
        steps=steps,
        pools=pools,
        lead_times=np.concatenate([one.lead_times for one in found]) if found else np.zeros(0),
        wip_by_day=tuple(float(value) for value in wip),
        services=sum(one.services for one in found),
        precision_reached=reached,
        cancelled=cancelled,
        assumptions=model.assumptions,
        overloads=overloads,
        remarks=(*overloads, *_remarks(model, found, days, warm_up, reached)),
        backlog_cases=sum(count for _, count in model.backlog),
    )


def _overloads(model: Model, pools: Sequence[PoolResult]) -> tuple[str, ...]:
    """Of each pool that cannot do its work how much, the worst first."""
    found = []
    loads = {
        k: model.per_day * sum(
            model.visits[i] * law.mean for i, law in enumerate(model.service) if model.pool_of[i] == k
        ) / (pool.people * model.day)
        for k, pool in enumerate(model.pools)
    }  # fmt: skip
    for k, load in sorted(loads.items(), key=lambda item: -item[1]):  # the worst first
        if load >= 1.0:
            hours = (load - 1.0) * model.pools[k].people * model.day / 60.0
            found.append(
                _(
                    "{name} is loaded at {load}%: the backlog grows by {hours} hours of work per day, and no "
                    "lead time is steady."
                ).format(name=pools[k].name, load=number_text(100 * load, 1), hours=number_text(hours, 1))
            )
    return tuple(found)


def _remarks(
    model: Model, found: Sequence[Summary], days: int, warm_up: int, reached: bool
) -> tuple[str, ...]:
    remarks = []
    if found and all(one.lead is None for one in found):
        remarks.append(_("No case finished within {days} days; simulate a longer time.").format(days=days))
    slow = max((one.percentiles[2] for one in found if one.percentiles), default=0.0)
    if slow > (warm_up + 1) * model.day and not model.backlog:
        remarks.append(
            _(
                "Of the cases, 5% take longer than {slow} business days, more than the warm-up of {warm_up}: "
                "slow cases are missing from the count. Use a longer warm-up."
            ).format(slow=number_text(slow / model.day, 2), warm_up=warm_up)
        )
    if not reached:
        remarks.append(_("The wanted precision was not reached; allow more replications or a longer time."))
    return tuple(remarks)
