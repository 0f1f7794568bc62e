"""A run of the simulation in words: its headline, how it was played, its people and estimates as rows of bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.drawing.row_bars_picture import RowBar
from leanbench.event.records import Event
from leanbench.flow.load_words import BUSY, units_text
from leanbench.flow.run_plan import Plan
from leanbench.quantity import Quantity
from leanbench.schema import replace
from leanbench.words import _
from leanbench.words.durations import amount_text, time_text
from leanbench.words.figures import figure_text
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text, reading_decimals, share_text

if TYPE_CHECKING:
    from leanbench.flow.estimates import LeadTimeEstimates
    from leanbench.flow.simulation.paired import PairedSimulation
    from leanbench.flow.simulation.results import PoolResult, Simulation


def _amount(value: float) -> str:
    return number_text(value, reading_decimals(value))


def headline(event: Event, found: Simulation, unit: str, keep_waits: str) -> str:
    """The result in one sentence."""
    if found.overloads:
        return found.overloads[0]
    marks = (found.lead_time_p50, found.lead_time_p85, found.lead_time_p95)
    known = [time_text(mark.mean, event.calendar, unit) for mark in marks if mark is not None]
    if len(known) < len(marks):
        return _("No case was finished in the time played. Play more days.")
    p50, p85, p95 = known
    text = _("Half of the cases take up to {p50}, 85% up to {p85}, 95% up to {p95}").format(
        p50=p50, p85=p85, p95=p95
    )
    text += "." if keep_waits == "all" else _(", counting work and queues for people.")
    if found.due_share is not None:
        text += _(" {mean} keep the promised time.").format(mean=share_text(found.due_share.mean))
    return text


def about_run(found: Simulation, plan: Plan, pair: PairedSimulation | None = None, other: str = "") -> str:
    """How a run was played, and what it remarks beside the headline; `other` names the state compared with."""
    text = _(
        "{replications} replications of {business_days} after {warm_up_days} of warm-up, seed {seed}"
    ).format(
        replications=found.replications,
        business_days=count_text(found.days, "business day", "business days"),
        warm_up_days=number_text(found.warm_up_days),
        seed=found.seed,
    )
    if plan.precision is not None and found.precision_reached and found.replications < plan.replications:
        text += _("; enough for ± {precision}, {replications} were allowed").format(
            precision=share_text(plan.precision), replications=plan.replications
        )
    if found.cancelled:
        text += _("; stopped early, {replications} were planned").format(replications=plan.replications)
    remarks = [remark for remark in found.remarks if remark not in found.overloads]
    if pair is not None:  # the headline is about the change: an overload makes it grow with the days played
        remarks += [*found.overloads[:1], *(f"“{other}”: {text}" for text in pair.before.overloads[:1])]
    return f"{text}. " + " ".join(remarks)


def load_bar(pool: PoolResult) -> RowBar:
    """How busy a pool of people was."""
    assert pool.utilisation is not None
    share = pool.utilisation.mean
    tone, mark = ("bad", "▲") if share >= 0.995 else ("caution", "▲") if share >= BUSY else ("bar", "")
    queue = "" if pool.queue is None else f" · {_amount(pool.queue.mean)} waiting"
    people = count_text(pool.people, "person", "people")
    return RowBar(pool.key, pool.name, f"{people}{queue}", share, share_text(share), tone, mark)


def estimate_bars(
    event: Event, found: Simulation, estimates: LeadTimeEstimates, pair: PairedSimulation | None, unit: str
) -> tuple[list[RowBar], float]:
    """The three estimates of the mean lead time, and the state compared with, as bars; and their scale."""
    rows = (
        ("typed", _("Waits as typed"), _("visits × (wait + process)"), estimates.typed),
        ("queueing", _("Waiting-line formulas"), _("people as queues, no calendar"), estimates.queueing),
    )
    bars = []
    for key, title, about, quantity in rows:
        value = None if quantity is None else quantity.value
        if value is None:
            about = _("overloaded: no steady value") if quantity is not None else _("needs demand and people")
        text = "none" if value is None else time_text(value, event.calendar, unit)
        bars.append(RowBar(key, title, about, value, text, "line"))
    bars.append(_simulated_bar("simulated", "Simulation", found, event, unit))
    if pair is not None:
        name = event.map(pair.before.map_id).name or pair.before.map_id
        bars[-1] = replace(bars[-1], sub=_("this state, {sub}").format(sub=bars[-1].sub))
        before = _simulated_bar("before", name, pair.before, event, unit)
        bars.append(replace(before, sub=_("simulated, {sub}").format(sub=before.sub)))
        bars.append(_change_bar(pair, event, unit))
    ends = [bar.value or 0.0 for bar in bars] + [bar.limits[1] for bar in bars if bar.limits is not None]
    return bars, max(ends) * 1.04


def _simulated_bar(key: str, title: str, found: Simulation, event: Event, unit: str) -> RowBar:
    lead = found.lead_time
    if lead is None:
        return RowBar(key, title, _("no case finished"), None, "none", strong=True)
    about, limits = _("one replication: no limits"), None
    if lead.low is not None and lead.high is not None:
        limits = (lead.low, lead.high)
        half = (lead.high - lead.mean) / max(event.calendar.minutes_per(unit), 1e-9)
        about = f"± {amount_text(half, unit)}"
    text = time_text(lead.mean, event.calendar, unit)
    return RowBar(key, title, about, lead.mean, text, "bar" if key == "simulated" else "muted",
               limits=limits, strong=True)  # fmt: skip


def _change_bar(pair: PairedSimulation, event: Event, unit: str) -> RowBar:
    found = pair.lead_time_difference
    if found is None:
        return RowBar("change", "Change", _("no case finished in one state"), None, "none")
    sign = "+" if found.mean > 0 else "−"
    text = f"{sign}{time_text(abs(found.mean), event.calendar, unit)}"
    if found.low is None or found.high is None:
        return RowBar(
            "change", "Change", _("one replication: could be chance"), abs(found.mean), text, "line"
        )
    sure = found.low > 0.0 or found.high < 0.0
    factor = max(event.calendar.minutes_per(unit), 1e-9)
    low, high = sorted((found.low / factor, found.high / factor))
    about = _("{amount} to {high}").format(amount=_amount(low), high=amount_text(high, unit)) + (
        "" if sure else _(": could be chance")
    )
    ends = sorted((abs(found.low), abs(found.high))) if sure else (0.0, max(abs(found.low), abs(found.high)))
    tone = "line" if not sure else "good" if found.mean < 0 else "caution"
    return RowBar(
        "change", _("Change, same luck"), about, abs(found.mean), text, tone, limits=(ends[0], ends[1])
    )


def run_facts(event: Event, found: Simulation) -> list[tuple[Quantity, str]]:
    """Further figures of a run with the words of their lines."""
    quantities = found.quantities
    texts = (
        ("due_share_pct", "share", _("{figure} within the promised time")),
        ("throughput_per_day", "number", _("{figure} finished a business day")),
        ("work_in_process", "count", _("{{figure}} {event} in process").format(event=units_text(event))),
        ("withdrawn_share_pct", "share", _("{figure} withdrawn")),
        ("backlog_gone_day", "count", _("Backlog gone on day {figure}")),
    )
    rows = []
    for name, kind, text in texts:
        quantity = quantities.get(name)
        if quantity is None or quantity.value is None:
            continue
        rows.append((quantity, text.format(figure=figure_text(quantity.value, kind))))
    return rows
