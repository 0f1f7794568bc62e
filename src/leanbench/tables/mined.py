"""From an event log to a map the team can work on: steps in their usual order, measured waits, decisions and rework.

Rare arcs are left out and said; what is drawn is measured, and stays open to correction by hand.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leanbench.event.records import Link, Map, Role, Step
from leanbench.tables.eventlog import Arc, EventLog, Follows, Statistic, follows
from leanbench.words.durations import Duration
from leanbench.words.lists import count_text


def to_map(
    log: EventLog,
    *,
    id: str = "current",
    name: str = "From the event log",
    least_share: float = 0.02,
    statistic: Statistic = "median",
) -> tuple[Map, tuple[Role, ...], tuple[str, ...]]:
    """A map of what the log shows, the roles behind it, and plain sentences about what was left out.

    Parameters
    ----------
    log : EventLog
    least_share : float
        Arcs taken by a smaller share of cases are left out, except the strongest into and out of each step.
    statistic : {"median", "mean"}
        Of the times put on the steps.

    Returns
    -------
    map : Map
        Steps in order of their usual place in a case. An arc to an earlier step is rework; ends of cases
        before the last step are exits. Waits run from the event before (business days when the log has a
        calendar, else elapsed days); process times only where the log has starts.
    roles : tuple of Role
    notes : tuple of str
    """
    graph = follows(log)
    order = _order(log)
    ids = {activity: f"s{i + 1}" for i, activity in enumerate(order)}
    arcs, dropped = _strong(graph, least_share, len(log.cases))
    roles, role_of = _roles(log)
    wait, work = _times(log, statistic)
    steps = []
    several = len(graph.starts) > 1
    if several:
        steps.append(Step("start", "Start", kind="start"))
    for activity in order:
        note = f"{graph.counts[activity]:,} events in the log"
        steps.append(
            Step(
                ids[activity], activity, role=role_of.get(activity, ""),
                process_time=_duration(log, work.get(activity)), wait=_duration(log, wait.get(activity)),
                wait_note=f"{statistic}, measured from the event log", note=note,
            )
        )  # fmt: skip
    links = _start_links(graph, ids, len(log.cases)) if several else []
    place = {activity: i for i, activity in enumerate(order)}
    for activity in order:
        links.extend(_ways_out(activity, arcs, graph, ids, place, len(links)))
    notes = list(log.notes)
    if dropped:
        total = sum(arc.count for arc in dropped)
        share = f"{100 * least_share:.3g}%"
        notes.append(
            f"{count_text(len(dropped), 'connection', 'connections')} taken in fewer than {share} of cases left out "
            f"({total:,} times in all)"
        )
    loops = [arc for arc in graph.arcs if arc.source == arc.target]
    if loops:
        repeats = count_text(sum(arc.count for arc in loops), "immediate repeat", "immediate repeats")
        notes.append(f"{repeats} of a step not drawn, first at {loops[0].source!r}")
    chart = Map(id, name, tuple(steps), tuple(links), lanes=tuple(role.id for role in roles))
    return chart, roles, tuple(notes)


def _order(log: EventLog) -> list[str]:
    """Activities by the mean place, 0 to 1, of their first time in a case."""
    bounds = log.bounds()
    length = np.diff(bounds)
    place = (np.arange(log.events) - np.repeat(bounds[:-1], length)) / np.repeat(
        np.maximum(length - 1, 1), length
    )
    k = len(log.activities)
    _, first = np.unique(log.case * k + log.activity, return_index=True)
    total = np.bincount(log.activity[first], weights=place[first], minlength=k)
    count = np.bincount(log.activity[first], minlength=k)
    mean = total / np.maximum(count, 1)
    return [log.activities[i] for i in np.argsort(mean, kind="stable") if count[i]]


def _strong(graph: Follows, least_share: float, cases: int) -> tuple[list[Arc], list[Arc]]:
    proper = [arc for arc in graph.arcs if arc.source != arc.target]
    best_in: dict[str, Arc] = {}
    best_out: dict[str, Arc] = {}
    for arc in proper:  # the most frequent come first
        best_in.setdefault(arc.target, arc)
        best_out.setdefault(arc.source, arc)
    needed = {id(arc) for arc in (*best_in.values(), *best_out.values())}
    kept = [arc for arc in proper if arc.cases >= least_share * cases or id(arc) in needed]
    return kept, [arc for arc in proper if arc not in kept]


def _roles(log: EventLog) -> tuple[tuple[Role, ...], dict[str, str]]:
    """The resource that does each activity most often; none when hardly anybody does it often."""
    k = max(len(log.resources), 1)
    chosen: dict[str, str] = {}
    known = log.resource >= 0
    for i, activity in enumerate(log.activities):
        who = log.resource[known & (log.activity == i)]
        if who.size:
            counts = np.bincount(who, minlength=k)
            if counts.max() >= 0.5 * who.size:
                chosen[activity] = log.resources[int(np.argmax(counts))]
    names = list(dict.fromkeys(chosen.values()))
    roles = tuple(Role(f"r{i + 1}", name) for i, name in enumerate(names))
    ids = {role.name: role.id for role in roles}
    return roles, {activity: ids[name] for activity, name in chosen.items()}


def _times(log: EventLog, statistic: str) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds waited before, and worked on, each activity."""
    before = np.full(log.events, np.datetime64("NaT"), dtype="datetime64[ms]")
    same = log.case[1:] == log.case[:-1]
    before[1:][same] = log.time[:-1][same]
    begun = np.where(np.isnat(log.start), log.time, log.start)
    waited = np.maximum(log.seconds(before, begun), 0.0)
    worked = np.where(np.isnat(log.start), np.nan, log.seconds(begun, log.time))
    return _by_activity(log, waited, statistic), _by_activity(log, worked, statistic)


def _by_activity(log: EventLog, seconds: NDArray[np.float64], statistic: str) -> dict[str, float]:
    found = {}
    for i, activity in enumerate(log.activities):
        values = seconds[(log.activity == i) & np.isfinite(seconds)]
        if values.size:
            found[activity] = float(np.median(values) if statistic == "median" else values.mean())
    return found


def _duration(log: EventLog, seconds: float | None) -> Duration | None:
    """Elapsed days, or business days by the log's calendar; three significant digits are all a log can give."""
    if seconds is None:
        return None
    if log.calendar is None:
        return Duration(float(f"{seconds / 86400:.3g}"), "d")
    minutes = seconds / 60.0
    day = 60.0 * log.calendar.hours_per_business_day
    return (
        Duration(float(f"{minutes:.3g}"), "min")
        if minutes < day / 2
        else Duration(float(f"{minutes / day:.3g}"), "bd")
    )


def _start_links(graph: Follows, ids: dict[str, str], cases: int) -> list[Link]:
    return [
        Link(f"l{i + 1}", "start", ids[activity], "flow", n / cases)
        for i, (activity, n) in enumerate(graph.starts.items())
    ]


def _ways_out(
    activity: str, arcs: list[Arc], graph: Follows, ids: dict[str, str], place: dict[str, int], used: int
) -> list[Link]:
    """The links out of one step; their probabilities and that of ending here sum to 1."""
    out = [arc for arc in arcs if arc.source == activity]
    ending = graph.ends.get(activity, 0)
    total = sum(arc.count for arc in out) + ending
    if not out:
        return []
    links: list[Link] = []
    for arc in out:
        kind = "flow" if place[arc.target] > place[activity] else "rework"
        share = None if len(out) == 1 and not ending and kind == "flow" else arc.count / total
        links.append(Link(f"l{used + len(links) + 1}", ids[activity], ids[arc.target], kind, share))  # type: ignore[arg-type]
    if ending:
        links.append(
            Link(f"l{used + len(links) + 1}", ids[activity], "", "exit", ending / total, "ends here")
        )
    return links
