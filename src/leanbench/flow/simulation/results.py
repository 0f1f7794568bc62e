"""What a simulation found: estimates over replications with 95% limits (Student's t)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leanbench.notebook import table_html
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

if TYPE_CHECKING:
    import numpy as np

REPLICATION = N_("Law, Simulation Modeling and Analysis, 2015 (replication and deletion)")


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean over replications with its 95% confidence limits; limits are None with one replication."""

    mean: float
    low: float | None
    high: float | None
    n: int
    values: tuple[float, ...] = field(default=(), repr=False, compare=False)  # of the replications

    @property
    def half_width(self) -> float | None:
        """Half the width of the limits."""
        return None if self.high is None else self.high - self.mean

    def covers(self, value: float) -> bool:
        """Whether a value lies within the limits."""
        return self.low is not None and self.high is not None and self.low <= value <= self.high


def estimate(values: Sequence[float | None], confidence: float = 0.95) -> Estimate | None:
    """Mean and limits mean ± t s / sqrt(n) over replications; None when no replication has a value."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    n = len(known)
    mean = math.fsum(known) / n
    if n < 2:
        return Estimate(mean, None, None, n, tuple(known))
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1))
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.5 + confidence / 2.0)) * deviation / math.sqrt(n)
    return Estimate(mean, mean - half, mean + half, n, tuple(known))


def estimate_terms(found: Estimate, unit: str, scale: float = 1.0) -> tuple[Term, ...]:
    """The replications as a column to take the mean of, with the 95% limits beside it."""
    numbers = [str(number) for number in range(1, len(found.values) + 1)]
    column = Term("replications", [value * scale for value in found.values], unit, numbers)
    if found.low is None or found.high is None:
        return (column,)
    return (
        column,
        Term("lower 95% limit", found.low * scale, unit, note=_("mean − t s / √n")),
        Term("upper 95% limit", found.high * scale, unit, note=_("mean + t s / √n")),
    )


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step: visits per case, mean wait for people, batch or gate (min), mean number waiting."""

    step_id: str
    visits: Estimate | None
    wait_min: Estimate | None
    queue: Estimate | None


@dataclass(frozen=True, slots=True)
class PoolResult:
    """One pool of people: share of its time worked, and mean number waiting for it."""

    key: str
    name: str
    people: float
    utilisation: Estimate | None
    queue: Estimate | None


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """Everything a simulation found for one map. Times are business minutes.

    lead_times : array of float
        Lead times of all counted cases of all replications, for a histogram.
    unit : (words, minutes)
        The event's report unit, for sentences.
    wip_by_day : tuple of float
        Mean number of cases in process at the end of each business day, warm-up included.
    backlog_cases : int
        Cases waiting at the start; their own lead times are not counted.
    backlog_gone_day : Estimate or None
        The business day on which the last case of the initial backlog left.
    precision_reached : bool
        Whether the 95% half-width of the mean lead time met the wanted precision (True without one).
    assumptions : tuple of str
        What was assumed, each a sentence. `remarks` are findings: too short a run, and `overloads`.
    """

    map_id: str
    seed: int
    replications: int
    days: int
    warm_up_days: int
    minutes_per_day: float
    unit: tuple[str, float]
    lead_time: Estimate | None
    lead_time_p50: Estimate | None
    lead_time_p85: Estimate | None
    lead_time_p95: Estimate | None
    throughput_per_day: Estimate | None
    work_in_process: Estimate | None
    due_share: Estimate | None
    withdrawn_share: Estimate | None
    backlog_gone_day: Estimate | None
    steps: tuple[StepResult, ...]
    pools: tuple[PoolResult, ...]
    lead_times: np.ndarray[Any, Any] = field(repr=False)
    wip_by_day: tuple[float, ...] = field(repr=False)
    services: int
    precision_reached: bool
    cancelled: bool
    assumptions: tuple[str, ...]
    overloads: tuple[str, ...]  # who has more work than can be done, the worst first
    remarks: tuple[str, ...]
    backlog_cases: int = 0

    def __repr__(self) -> str:
        return f"<Simulation of map {self.map_id!r}: {self.summary()[0]}>"

    def _repr_html_(self) -> str:
        from html import escape

        first, *rest = self.summary()
        rows = [(one.name, one.label, one.value, one.unit) for one in self.quantities.values()]
        words = f"<p><strong>{escape(first)}</strong> {escape(' '.join(rest))}</p>"
        return words + table_html(("name", "label", "value", "unit"), rows)

    def histogram(self, bins: int = 30) -> tuple[tuple[float, ...], tuple[int, ...]]:
        """Edges (one more than counts) and counts of the lead times; empty without finished cases."""
        import numpy as np

        if not len(self.lead_times):
            return (), ()
        top = float(np.quantile(self.lead_times, 0.995))
        low = float(self.lead_times.min())
        counts, edges = np.histogram(np.clip(self.lead_times, low, max(top, low + 1e-9)), bins=bins)
        return tuple(edges.tolist()), tuple(int(count) for count in counts)

    def summary(self) -> tuple[str, ...]:
        """Plain sentences, the first a headline; remarks come before assumptions."""
        if self.lead_time is None:
            first = _("No case finished in the simulation.")
        else:
            words, day = self.unit
            first = _("Mean lead time {mean} {words}").format(
                mean=number_text(self.lead_time.mean / day, 2), words=words
            )
            if self.lead_time.low is not None and self.lead_time.high is not None:
                ends = [number_text(end / day, 2) for end in (self.lead_time.low, self.lead_time.high)]
                first += _(" (95% limits {low} to {high})").format(low=ends[0], high=ends[1])
            if self.lead_time_p85 is not None:
                first += _(", 85% of cases within {mean}").format(
                    mean=number_text(self.lead_time_p85.mean / day, 2)
                )
            first += "."
        run = _(
            "{replications} replications of {days} business days after {warm_up_days} of warm-up, seed "
            "{seed}; {services} services."
        ).format(
            replications=self.replications,
            days=self.days,
            warm_up_days=self.warm_up_days,
            seed=self.seed,
            services=number_text(self.services, 0),
        )
        busy = [
            f"{pool.name} {number_text(100 * pool.utilisation.mean, 1)}%"
            for pool in self.pools
            if pool.utilisation is not None
        ]
        people = (_("People busy: {busy}.").format(busy=", ".join(busy)),) if busy else ()
        shares = []
        if self.due_share is not None:
            shares.append(
                _("{mean}% finish within the promised time.").format(
                    mean=number_text(100 * self.due_share.mean, 1)
                )
            )
        if self.withdrawn_share is not None:
            shares.append(
                _("{mean}% are withdrawn.").format(mean=number_text(100 * self.withdrawn_share.mean, 1))
            )
        if self.backlog_gone_day is not None:
            text = _("The initial backlog is gone on business day {mean}").format(
                mean=number_text(self.backlog_gone_day.mean, 0)
            )
            if self.backlog_gone_day.n < self.replications:
                text += _(" in {n} of {replications} replications, in the others it stays").format(
                    n=self.backlog_gone_day.n, replications=self.replications
                )
            shares.append(f"{text}.")
        stopped = (_("The simulation was stopped early."),) if self.cancelled else ()
        return (first, *stopped, *shares, *people, *self.remarks, run, *self.assumptions)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: figures with their limits, steps, pools, a histogram; no raw lead times."""

        def limits(found: Estimate | None) -> dict[str, float | None] | None:
            return None if found is None else {"mean": found.mean, "low": found.low, "high": found.high}

        edges, counts = self.histogram()
        return {
            "map": self.map_id,
            "seed": self.seed,
            "replications": self.replications,
            "days": self.days,
            "warm_up_days": self.warm_up_days,
            "services": self.services,
            "figures": {
                name: {"value": one.value, "unit": one.unit, "limits": _limits_text(one)}
                for name, one in self.quantities.items()
            },
            "steps": [
                {"step": s.step_id, "visits": limits(s.visits), "wait_min": limits(s.wait_min),
                 "queue": limits(s.queue)}
                for s in self.steps
            ],
            "pools": [
                {"role": p.key, "name": p.name, "people": p.people, "utilisation": limits(p.utilisation),
                 "queue": limits(p.queue)}
                for p in self.pools
            ],
            "lead_time_histogram_min": {"edges": list(edges), "counts": list(counts)},
            "wip_by_day": list(self.wip_by_day),
            "precision_reached": self.precision_reached,
            "cancelled": self.cancelled,
            "assumptions": list(self.assumptions),
            "remarks": list(self.remarks),
        }  # fmt: skip

    @property
    def quantities(self) -> Mapping[str, Quantity]:
        """The figures by name, each with its limits as terms; what was not found is left out."""
        rows: tuple[tuple[str, str, str, Estimate | None, float], ...] = (
            ("lead_time_mean_min", _("Lead time, mean"), "min", self.lead_time, 1.0),
            ("lead_time_p50_min", _("Lead time, half of cases within"), "min", self.lead_time_p50, 1.0),
            ("lead_time_p85_min", _("Lead time, 85% of cases within"), "min", self.lead_time_p85, 1.0),
            ("lead_time_p95_min", _("Lead time, 95% of cases within"), "min", self.lead_time_p95, 1.0),
            ("lead_time_mean_bd", _("Lead time, mean"), "bd", self.lead_time, 1.0 / self.minutes_per_day),
            (
                "lead_time_p85_bd",
                _("Lead time, 85% of cases within"),
                "bd",
                self.lead_time_p85,
                1.0 / self.minutes_per_day,
            ),
            (
                "throughput_per_day",
                _("Finished per business day"),
                N_("units per bd"),
                self.throughput_per_day,
                1.0,
            ),
            ("work_in_process", _("Work in process, mean"), "units", self.work_in_process, 1.0),
            ("due_share_pct", _("Finished within the promised time"), "%", self.due_share, 100.0),
            ("withdrawn_share_pct", "Withdrawn", "%", self.withdrawn_share, 100.0),
            ("backlog_gone_day", _("Initial backlog gone on day"), "bd", self.backlog_gone_day, 1.0),
            *(
                (
                    f"utilisation_{pool.key}_pct",
                    _("Utilization, {name}").format(name=pool.name),
                    "%",
                    pool.utilisation,
                    100.0,
                )
                for pool in self.pools
            ),
        )
        return {
            name: self._figure(name, label, unit, found, scale)
            for name, label, unit, found, scale in rows
            if found
        }

    def _figure(self, name: str, label: str, unit: str, found: Estimate, scale: float) -> Quantity:
        warm_up = _("after {warm_up_days} of warm-up").format(warm_up_days=self.warm_up_days)
        return figure(
            name, label, unit, N_("mean of replications"),
            (*estimate_terms(found, unit, scale), Term("days", self.days, note=warm_up), Term("seed", self.seed)),
            " ".join(self.assumptions), REPLICATION, " ".join(self.remarks), basis="projected",
        )  # fmt: skip

    def queue_quantity(self, step: StepResult) -> Quantity:
        """The mean queue before a step as a figure that explains itself."""
        assert step.queue is not None
        beside = []
        if step.wait_min is not None:
            beside.append(Term("mean wait", step.wait_min.mean, "min"))
        if step.visits is not None:
            beside.append(Term("visits per case", step.visits.mean))
        return figure(
            f"queue_{step.step_id}", _("Cases waiting before the step"), "units", N_("mean of replications"),
            (*estimate_terms(step.queue, "units"), *beside),
            _("Mean number waiting for people, batch or gate over the time played. ") + " ".join(self.assumptions),
            REPLICATION, basis="projected",
        )  # fmt: skip


def _limits_text(found: Quantity) -> str | None:
    """The 95% limits of a figure in words, None without."""
    ends = {term.name: term.number() for term in found.terms}
    low, high = ends.get("lower 95% limit"), ends.get("upper 95% limit")
    return (
        None
        if low is None or high is None
        else _("{low} to {high} {unit}").format(
            low=number_text(low, 2), high=number_text(high, 2), unit=found.unit
        )
    )
