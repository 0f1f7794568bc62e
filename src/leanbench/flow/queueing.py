"""Waiting lines: M/M/1, M/M/c, G/G/c by Allen and Cunneen, batches, period gates.

Valid for random, independent arrivals, interchangeable servers, first come first served, a stable
load and no calendar. At a load of 1 or more there is no waiting time: the answer is a refusal with
the growth of the backlog. Above 85% it carries a warning, because small errors in the inputs then
move the answer a lot. Rates and times may be in any one unit of time; results are in the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from leanbench.errors import UserError
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _
from leanbench.words.numbers import number_text

__all__ = [
    "batch_wait",
    "departures_ca2",
    "erlang_c",
    "gate_wait",
    "kingman",
    "mm1",
    "mmc",
    "queue",
    "with_downtime",
]

BUSY = 0.85


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a waiting line does in the long run.

    `utilisation` is the load per server; `waiting_time` (Wq) and `time_in_system` (W) are means,
    `queue` (Lq) and `in_system` (L) mean numbers; `idle` (P0) the share of time with nobody there,
    `chance_to_wait` the Erlang C probability (both for M/M/c only). All are None when refused, and
    then `backlog_growth` is the number by which the line grows per unit of time. `remark` is a plain
    sentence: the refusal, the warning, or "".
    """

    arrival_rate: float
    service_rate: float
    servers: float
    ca2: float
    cs2: float
    utilisation: float
    waiting_time: float | None
    time_in_system: float | None
    queue: float | None
    in_system: float | None
    idle: float | None
    chance_to_wait: float | None
    backlog_growth: float
    remark: str

    @property
    def is_refused(self) -> bool:
        """Whether the load is 1 or more, so that no mean exists."""
        return self.waiting_time is None

    def share_waiting_longer(self, time: float) -> float | None:
        """The share of arrivals that wait longer than `time`: C exp(-(c mu - lambda) time), M/M/c only."""
        if self.chance_to_wait is None:
            return None
        return self.chance_to_wait * math.exp(-(self.servers * self.service_rate - self.arrival_rate) * time)

    def quantity(self, unit: str = "min") -> Quantity:
        """The mean waiting time as a Quantity."""
        whole = math.ceil(self.servers - 1e-9)
        rate = self.service_rate * self.servers / whole
        chance = None if self.is_refused else 100.0 * erlang_c(self.arrival_rate / rate, whole)
        return figure(
            "queue_wait", _("Mean wait in line"), unit,
            N_("chance to wait / (servers x served by one - arrivals) x (ca2 + cs2) / 2"),
            (
                Term("chance to wait", chance, "%", note=_("Erlang C")),
                Term("servers", self.servers),
                Term("served by one", self.service_rate, _("per {unit}").format(unit=unit)),
                Term("arrivals", self.arrival_rate, _("per {unit}").format(unit=unit)),
                Term("ca2", self.ca2, note=_("variation of the arrivals")),
                Term("cs2", self.cs2, note=_("variation of the work")),
                Term("load of a server", 100.0 * self.utilisation, "%"),
            ),
            _("Random independent arrivals, interchangeable servers, first come first served, no calendar"),
            _("Allen, Probability, Statistics and Queueing Theory, 1990 (Allen-Cunneen approximation)"),
            self.remark, missing="",
        )  # fmt: skip


def erlang_c(offered: float, servers: int) -> float:
    """The chance to wait in M/M/c, from the Erlang B recursion (stable for hundreds of servers).

    `offered` is arrival rate / service rate; it must be below `servers`.
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    load = offered / servers
    return blocked / (1.0 - load * (1.0 - blocked))


def queue(
    arrival_rate: float,
    service_rate: float,
    servers: float = 1,
    *,
    ca2: float = 1.0,
    cs2: float = 1.0,
    unit: str = "unit of time",
) -> Waiting:
    """Long-run behavior of a waiting line, G/G/c by Allen and Cunneen (exact for M/M/c).

    Parameters
    ----------
    arrival_rate, service_rate : float
        Arrivals, and services of one server, per unit of time.
    servers : float
        Number of servers. A part of a person (1.5) is taken as the next whole number of servers who
        are each present that share of the time; the answer is then rough.
    ca2, cs2 : float
        Squared coefficients of variation of the times between arrivals and of the service times.
    unit : str
        Name of the unit of time, for the sentence of a refusal.

    Returns
    -------
    Waiting

    Raises
    ------
    UserError
        A rate that is not positive, no server, or a negative variation.
    """
    if arrival_rate < 0.0 or service_rate <= 0.0:
        raise UserError(_("Rates must be positive: arrivals and services per unit of time."))
    if servers <= 0.0:
        raise UserError(_("At least part of one server is needed."))
    if ca2 < 0.0 or cs2 < 0.0:
        raise UserError(_("A squared coefficient of variation cannot be negative."))
    whole = math.ceil(servers - 1e-9)
    rate = service_rate * servers / whole
    load = arrival_rate / (whole * rate)
    growth = max(0.0, arrival_rate - whole * rate)
    rough = "" if abs(whole - servers) < 1e-9 else _("Part-time servers: the formula is rough, simulate.")
    if load >= 1.0 - 1e-12:
        remark = _("The load is {load}%: there is no steady waiting time, the backlog").format(
            load=number_text(100 * load, 1)
        )
        grows = (
            _(" grows by {growth} per {unit}.").format(growth=number_text(growth, 2), unit=unit)
            if growth > 1e-12
            else _(" has no limit.")
        )
        return Waiting(
            arrival_rate, service_rate, servers, ca2, cs2, load, None, None, None, None, None, None,
            growth, remark + grows,
        )  # fmt: skip
    chance = erlang_c(arrival_rate / rate, whole)
    wait = chance / (whole * rate - arrival_rate) * (ca2 + cs2) / 2.0
    exact = ca2 == 1.0 and cs2 == 1.0
    warning = _("The load is {load}%, above 85%: small changes of the inputs move the wait a lot.").format(
        load=number_text(100 * load, 1)
    )
    remarks = [text for text in (warning if load > BUSY else "", rough) if text]
    return Waiting(
        arrival_rate=arrival_rate,
        service_rate=service_rate,
        servers=servers,
        ca2=ca2,
        cs2=cs2,
        utilisation=load,
        waiting_time=wait,
        time_in_system=wait + 1.0 / rate,
        queue=arrival_rate * wait,
        in_system=arrival_rate * (wait + 1.0 / rate),
        idle=_idle(arrival_rate / rate, whole) if exact else None,
        chance_to_wait=chance if exact else None,
        backlog_growth=0.0,
        remark=" ".join(remarks),
    )


def _idle(offered: float, servers: int) -> float:
    """P0 of M/M/c: 1 / (sum_{k<c} a^k/k! + a^c/c! / (1 - rho))."""
    term = total = 1.0
    for k in range(1, servers):
        term *= offered / k
        total += term
    term *= offered / servers
    return 1.0 / (total + term / (1.0 - offered / servers))


def mm1(arrival_rate: float, service_rate: float) -> Waiting:
    """One server, random arrivals and service: Wq = rho / (mu - lambda)."""
    return queue(arrival_rate, service_rate, 1)


def mmc(arrival_rate: float, service_rate: float, servers: int) -> Waiting:
    """c servers, random arrivals and service, by Erlang C."""
    return queue(arrival_rate, service_rate, servers)


def kingman(utilisation: float, service_time: float, ca2: float = 1.0, cs2: float = 1.0) -> float | None:
    """Kingman's VUT wait (ca2 + cs2)/2 x rho/(1 - rho) x t for one server; None at a load of 1 or more."""
    if utilisation >= 1.0:
        return None
    return (ca2 + cs2) / 2.0 * utilisation / (1.0 - utilisation) * service_time


def with_downtime(
    service_time: float, c02: float, mttf: float, mttr: float, cr2: float = 1.0
) -> tuple[float, float]:
    """Effective service time and its cs2 when the server fails (Hopp and Spearman, Factory Physics, 2008).

    t_e = t0 / A, ce2 = c0^2 + (1 + cr^2) A (1 - A) MTTR / t0 with A = MTTF / (MTTF + MTTR).
    """
    available = mttf / (mttf + mttr)
    return service_time / available, c02 + (1.0 + cr2) * available * (1.0 - available) * mttr / service_time


def departures_ca2(utilisation: float, ca2: float, cs2: float, servers: int = 1) -> float:
    """Variation of the departures, the arrivals of the next step.

    cd2 = 1 + (1 - rho^2)(ca2 - 1) + rho^2 (cs2 - 1) / sqrt(c)  (Hopp and Spearman 2008).
    """
    load = utilisation * utilisation
    return 1.0 + (1.0 - load) * (ca2 - 1.0) + load * (cs2 - 1.0) / math.sqrt(servers)


def batch_wait(size: float, rate: float, unit_time: float = 0.0) -> float:
    """Mean wait caused by working in batches of `size`: to form, (k-1)/(2 lambda), and inside, (k-1)/2 x t."""
    if size < 1.0 or rate <= 0.0:
        raise UserError(_("A batch needs at least one unit and a positive arrival rate."))
    return (size - 1.0) / (2.0 * rate) + (size - 1.0) / 2.0 * unit_time


def gate_wait(period: float) -> float:
    """Mean wait for something that happens once per period (a board, a mail run): half the period."""
    if period < 0.0:
        raise UserError(_("The period of a gate cannot be negative."))
    return period / 2.0
