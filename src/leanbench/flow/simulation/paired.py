"""Two states simulated with common random numbers: the difference is surer than two runs would say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leanbench.event.records import Event
from leanbench.flow.simulation.model import Options, build
from leanbench.flow.simulation.results import Estimate, Simulation, estimate, estimate_terms
from leanbench.flow.simulation.run import (
    FEWEST,
    SimulationProgress,
    Summary,
    Task,
    check_run,
    replicate,
    result_of,
)
from leanbench.quantity import Quantity, Term, figure
from leanbench.schema import replace
from leanbench.words import N_, _
from leanbench.words.numbers import number_text


@dataclass(frozen=True, slots=True)
class PairedSimulation:
    """Two states simulated with common random numbers; `difference` is after - before per replication."""

    before: Simulation
    after: Simulation
    lead_time_difference: Estimate | None
    throughput_difference: Estimate | None
    work_in_process_difference: Estimate | None
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: the difference with its limits, and both states."""
        found = self.lead_time_difference
        return {
            "lead_time_change_min": None
            if found is None
            else {"mean": found.mean, "low": found.low, "high": found.high},
            "sentence": self.sentence,
            "before": self.before.to_json(),
            "after": self.after.to_json(),
        }

    def quantity(self) -> Quantity | None:
        """The change of the mean lead time as a Quantity; None when no case finished in one of the states."""
        found = self.lead_time_difference
        if found is None:
            return None
        beside = []
        if self.before.lead_time is not None and self.after.lead_time is not None:
            beside = [
                Term("before", self.before.lead_time.mean, "min"),
                Term("after", self.after.lead_time.mean, "min"),
            ]
        warm_up = _("after {warm_up_days} of warm-up").format(warm_up_days=self.after.warm_up_days)
        return figure(
            "lead_time_change_min", _("Change of the mean lead time"), "min", N_("mean of replications"),
            (*estimate_terms(found, "min"), *beside, Term("days", self.after.days, note=warm_up),
             Term("seed", self.after.seed)),
            _("After - before, replication by replication. Common random numbers: the same arrivals in both states, the"
            " same luck at steps both have"),
            _("Law, Simulation Modeling and Analysis, 2015 (paired-t limits, common random numbers)"),
            self.sentence, basis="projected",
        )  # fmt: skip


def simulate_pair(
    event: Event,
    before_id: str = "current",
    after_id: str = "future",
    *,
    replications: int = 30,
    seed: int = 1,
    days: int | None = None,
    warm_up: int | None = None,
    precision: float | None = None,
    options: Options | None = None,
    after_options: Options | None = None,
    task: Task | None = None,
) -> PairedSimulation:
    """Simulate two states with the same arrivals, and the same luck at steps that both have.

    The difference per replication varies less than that of two separate simulations would; its limits
    are those of paired differences. `after_options` default to `options`. With `precision`, it stops when
    the 95% half-width of the difference is at most this share of the mean lead time before.

    Raises
    ------
    UserError
        As `simulate`.
    """
    options = options or Options()
    later = after_options or options
    models = (
        build(event, before_id, _shared_options(options, event, before_id, after_id)),
        build(event, after_id, _shared_options(later, event, after_id, before_id)),
    )
    length, warm = check_run(models, replications, event, days, warm_up, precision)
    pairs: list[tuple[Summary, Summary]] = []
    reached, cancelled = precision is None, False
    for number in range(replications):
        start, half = number / replications, 0.5 / replications
        one = replicate(models[0], seed, number, length, warm, (start, start + half), task)
        two = (
            None
            if one is None
            else replicate(models[1], seed, number, length, warm, (start + half, start + 2 * half), task)
        )
        if one is None or two is None:
            cancelled = True
            break
        pairs.append((one, two))
        lead = _difference(pairs)
        if task is not None:
            after = estimate([pair[1].lead for pair in pairs])
            task.partial(SimulationProgress(len(pairs), replications, after))
            task.say(
                _("Replication {count} of {replications}, both states.").format(
                    count=len(pairs), replications=replications
                )
            )
        base = estimate([pair[0].lead for pair in pairs])
        if precision is not None and lead is not None and lead.half_width is not None and base is not None:
            reached = lead.half_width <= precision * base.mean
            if reached and len(pairs) >= FEWEST:
                break
    if task is not None and not cancelled:
        task.progress(1.0)
    results = [
        result_of(model, seed, length, warm, [pair[k] for pair in pairs], reached, cancelled)
        for k, model in enumerate(models)
    ]
    return PairedSimulation(
        before=results[0],
        after=results[1],
        lead_time_difference=_difference(pairs),
        throughput_difference=estimate([two.throughput - one.throughput for one, two in pairs]),
        work_in_process_difference=estimate([two.wip - one.wip for one, two in pairs]),
        sentence=_sentence(_difference(pairs), models[0].unit),
    )


def _shared_options(options: Options, event: Event, map_id: str, other_id: str) -> Options:
    """Options for one state, without what they say of steps that only the other state has."""
    here = {step.id for step in event.map(map_id).steps}
    only_there = {step.id for step in event.map(other_id).steps} - here
    backlog = options.backlog
    if isinstance(backlog, Mapping):
        backlog = {key: count for key, count in backlog.items() if key not in only_there}
    return replace(
        options,
        external=tuple(key for key in options.external if key not in only_there),
        priorities={key: n for key, n in options.priorities.items() if key not in only_there},
        fitted={key: law for key, law in options.fitted.items() if key not in only_there},
        backlog=backlog,
    )


def _difference(pairs: list[tuple[Summary, Summary]]) -> Estimate | None:
    return estimate(
        [None if one.lead is None or two.lead is None else two.lead - one.lead for one, two in pairs]
    )


def _sentence(lead: Estimate | None, unit: tuple[str, float]) -> str:
    if lead is None:
        return _("No case finished in one of the two states, so they cannot be compared.")
    words, minutes = unit

    def amount(value: float) -> str:
        return number_text(value / minutes, 2)

    if lead.low is None or lead.high is None:
        return _(
            "The mean lead time changes by {amount} {words}; with one replication nothing can be said "
            "about chance."
        ).format(amount=amount(lead.mean), words=words)
    if lead.low <= 0.0 <= lead.high:
        return _(
            "The mean lead time changes by {amount} {words} (95% limits {low} to {high}); the "
            "difference could be chance."
        ).format(amount=amount(lead.mean), words=words, low=amount(lead.low), high=amount(lead.high))
    ends = sorted((abs(lead.low), abs(lead.high)))
    text = (
        _("The mean lead time rises by {amount} {words} (95% limits {low} to {high}).")
        if lead.mean > 0.0
        else _("The mean lead time falls by {amount} {words} (95% limits {low} to {high}).")
    )
    return text.format(amount=amount(abs(lead.mean)), words=words, low=amount(ends[0]), high=amount(ends[1]))
