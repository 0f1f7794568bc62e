"""From an event log to a map the team can work on: steps in their usual order, ways with their shares, measured times.

What is drawn is measured and stays open to correction by hand. Rare activities and rare ways are folded, and said:
the time a folded activity took stays in the wait before the next step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from leanbench.errors import UserError
from leanbench.event.records import Link, LinkKind, Map, Role, Step
from leanbench.tables.logs.event_log import EventLog
from leanbench.tables.logs.order_of_work import Passes, done_before, parallel_groups, passes, usual_order
from leanbench.tables.logs.packed_numbers import Ints, pair_key
from leanbench.tables.logs.step_times import duration_of, four_digits, observe
from leanbench.words import _, ngettext
from leanbench.words.durations import Duration
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text, share_text
from leanbench.words.working_calendar import Calendar

Statistic = Literal["fitted", "median", "mean"]
MOST_STEPS = 150
_REWORK = 0.5  # a way back is rework when at least this share of its cases did the step before
_NAMED = 5  # folded activities and ways that are named one by one
_OFTEN = 0.5  # share of an activity's events one resource must do to be its role


@dataclass(frozen=True, slots=True)
class MinedMap:
    """The map of a log, the roles behind it, cases begun in a working year, and what was decided, in sentences."""

    map: Map
    roles: tuple[Role, ...]
    units_per_year: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way from one node to another (END: out of the process): how often, in how many cases, how often as a repeat."""

    source: int
    target: int
    count: int
    cases: int
    repeats: int


END = -1


def to_map(
    log: EventLog,
    *,
    id: str = "current",
    name: str = "",
    fold: float = 0.02,
    statistic: Statistic = "fitted",
    source: str = "",
) -> MinedMap:
    """A map of what the log shows.

    Parameters
    ----------
    log : EventLog
    fold : float
        Activities and ways that a smaller share of cases has are folded, except the strongest way out of each step.
    statistic : {"fitted", "median", "mean"}
        Of the times put on the steps.
    source : str
        What the times are said to be measured from; "event log" when empty.

    Returns
    -------
    MinedMap
        Steps in order of their usual place in a case. A way to an earlier step that the case did before is rework;
        an early end of closed cases is an exit; activities whose order does not matter stand between a parting and a
        joining of ways. Waits run from what had to be done before (business time when the log has a clock).

    Raises
    ------
    UserError
        No case has two events, nothing is left of the log, or more steps than anybody can read.
    """
    source = source or _("measured from the event log")
    notes = list(log.notes)
    passed = passes(log)
    _say_single(log, passed, notes)
    whole, log = log, _fold_rare(log, passed, fold, notes)
    if log is not whole:
        passed = passes(log)
    groups = parallel_groups(log, passed)
    node_of = np.arange(len(log.activities))
    for group in groups:
        node_of[group] = group[0]
    order = usual_order(log, passed)
    ways = _ways(log, passed, node_of)
    kept = _strong(ways, fold, len(log.cases), _places(order, node_of), notes, log)
    roles, role_of = _roles(log)
    steps = _steps(log, passed, order, node_of, role_of, statistic, source, notes)
    return MinedMap(
        _draw(log, steps, order, node_of, kept, id, name or _("From the event log")),
        roles,
        yearly_cases(log),
        tuple(notes),
    )


def yearly_cases(log: EventLog) -> float | None:
    """Cases begun in a working year, None when the log spans less than five days."""
    calendar = log.clock.calendar if log.clock is not None else Calendar()
    begun = log.begun(log.bounds()[:-1])[0].astype("datetime64[D]")
    days = int((begun.max() - begun.min()).astype(int)) + 1
    if days < 5:
        return None
    share = min(1.0, round(calendar.business_days_per_week) / 7.0)
    return four_digits(len(log.cases) / (days * share) * calendar.working_days_per_year)


def _say_single(log: EventLog, passed: Passes, notes: list[str]) -> None:
    """Say that most cases have one event, which is what another column taken for the case looks like."""
    single = int(np.count_nonzero(np.diff(passed.bounds) == 1))
    if single == len(log.cases):
        raise UserError(
            _(
                "Every case has one event, so nothing follows anything. Choose as case the column in which the rows of "
                "one case say the same."
            )
        )
    if single > 0.5 * len(log.cases):
        notes.append(
            _("{count} of {all} cases have one event; nothing follows it.").format(
                count=number_text(single, 0), all=number_text(len(log.cases), 0)
            )
        )


# --- folding -------------------------------------------------------------------------------------


def _fold_rare(log: EventLog, passed: Passes, fold: float, notes: list[str]) -> EventLog:
    """The log without activities that fewer than the share `fold` of its cases have."""
    cases = passed.cases
    keep = cases >= max(1.0, fold * len(log.cases))
    count = int(keep.sum())
    if count == 0:
        raise UserError(
            _("No activity is in {share} of the cases; the most frequent one is in {most}. Fold less, or choose "
              "another column as activity or as case.").format(
                share=share_text(fold), most=share_text(int(cases.max()) / len(log.cases)))
        )  # fmt: skip
    if count > MOST_STEPS:
        raise UserError(
            _("The log has {all} different activities, and {kept} of them in at least {share} of its cases; a map can "
              "show {most}. Choose another column as activity, merge spellings, or fold more.").format(
                all=number_text(len(log.activities), 0), kept=number_text(count, 0), share=share_text(fold),
                most=MOST_STEPS)
        )  # fmt: skip
    if keep.all():
        return log
    rare = np.flatnonzero(~keep & (cases > 0))
    if not rare.size:  # activities that only cases left out before had
        return log.only_activities(keep)
    rare = rare[np.argsort(-cases[rare], kind="stable")]
    named = list_text([f"“{log.activities[i]}” ({number_text(int(cases[i]), 0)})" for i in rare[:_NAMED]])
    more = (
        _(" and {count} more").format(count=number_text(rare.size - _NAMED, 0)) if rare.size > _NAMED else ""
    )
    notes.append(
        ngettext(
            "{count} activity that fewer than {share} of cases have is folded into the wait of the next step: "
            "{named}{more}.",
            "{count} activities that fewer than {share} of cases have are folded into the wait of the next step: "
            "{named}{more}.",
            int(rare.size),
        ).format(count=number_text(int(rare.size), 0), share=share_text(fold), named=named, more=more)
    )  # fmt: skip
    return log.only_activities(keep)


# --- ways ----------------------------------------------------------------------------------------


def _ways(log: EventLog, passed: Passes, node_of: Ints) -> list[_Way]:
    """Ways between nodes: activities, or groups of activities side by side, which a case passes as one."""
    node: NDArray[Any] = log.activity
    case, again, last = log.case, passed.again, passed.bounds[1:] - 1
    on = log.is_same_case()
    has_groups = bool(np.any(np.bincount(node_of) > 1))
    if has_groups:
        node = node_of[log.activity]
        grouped = np.bincount(node_of, minlength=node_of.size)[node] > 1
        inside = np.concatenate([[False], on & (node[1:] == node[:-1]) & grouped[1:]])
        visits = np.flatnonzero(~inside)
        node, case, again = node[visits], case[visits], again[visits]
        on = case[1:] == case[:-1]
        last = np.flatnonzero(np.append(~on, True))
    k = node_of.size + 1
    key = pair_key(node[:-1], node[1:], k)
    counts = np.bincount(key, minlength=k * k) - np.bincount(key[last[:-1]], minlength=k * k)
    back = np.bincount(key[again[1:]], minlength=k * k)  # the first of a case never is again
    # a way that a case takes twice leads from and to what it has done before
    loops = np.zeros(len(log.cases), dtype=bool)
    loops[case[1:] if has_groups else case[1:][again[1:] & again[:-1]]] = True
    looping = loops[case[1:]] & on
    pairs = np.sort(pair_key(key[looping], case[1:][looping], len(log.cases)))
    twice = pairs[1:][pairs[1:] == pairs[:-1]] // len(log.cases)
    in_cases = counts - np.bincount(twice, minlength=k * k)
    ends = np.bincount(node[last[~log.is_open[case[last]]]], minlength=node_of.size)
    counts[k - 1 :: k][: ends.size] += ends
    in_cases[k - 1 :: k][: ends.size] += ends
    return [
        _Way(
            int(i) // k,
            END if int(i) % k == k - 1 else int(i) % k,
            int(counts[i]),
            int(in_cases[i]),
            int(back[i]),
        )
        for i in np.flatnonzero(counts)
    ]


def _places(order: list[int], node_of: Ints) -> dict[int, int]:
    found: dict[int, int] = {}
    for place, activity in enumerate(order):
        found.setdefault(int(node_of[activity]), place)
    return found


def _strong(
    ways: list[_Way], fold: float, cases: int, place: dict[int, int], notes: list[str], log: EventLog
) -> dict[int, list[_Way]]:
    """The ways that are drawn, by the node they leave; from every node some way leads on or out."""

    def onward(way: _Way) -> bool:
        return way.target == END or place[way.target] > place[way.source]

    needed: set[tuple[int, int]] = set()
    reached: set[int] = set()
    for way in sorted(ways, key=lambda one: -one.count):
        if onward(way) and way.source not in {source for source, _target in needed}:
            needed.add((way.source, way.target))
    for way in sorted(ways, key=lambda one: -one.count):
        if way.target not in (END, way.source, *reached) and onward(way):
            reached.add(way.target)
            needed.add((way.source, way.target))
    kept: dict[int, list[_Way]] = {}
    folded: list[_Way] = []
    for way in ways:
        if way.cases >= fold * cases or (way.source, way.target) in needed:
            kept.setdefault(way.source, []).append(way)
        else:
            folded.append(way)
    if folded:
        folded.sort(key=lambda way: -way.count)
        names = [
            _("“{source}” to {target} ({count})").format(
                source=log.activities[way.source], count=number_text(way.count, 0),
                target=_("the end") if way.target == END else f"“{log.activities[way.target]}”")
            for way in folded[:_NAMED]
        ]  # fmt: skip
        more = (
            _(" and {count} more").format(count=number_text(len(folded) - _NAMED, 0))
            if len(folded) > _NAMED
            else ""
        )
        notes.append(
            ngettext("{count} way that fewer than {share} of cases take is folded: {named}{more}.",
                     "{count} ways that fewer than {share} of cases take are folded: {named}{more}.",
                     len(folded)).format(
                count=number_text(len(folded), 0), share=share_text(fold), named=list_text(names), more=more)
        )  # fmt: skip
    return kept


# --- steps ---------------------------------------------------------------------------------------


def _roles(log: EventLog) -> tuple[tuple[Role, ...], dict[int, str]]:
    """The resource that does each activity most often; none where nobody does it often."""
    k = max(len(log.resources), 1)
    who = pair_key(log.activity, log.resource, k)
    known = log.resource >= 0
    counts = np.bincount(who if known.all() else who[known], minlength=len(log.activities) * k)
    table = counts.reshape(len(log.activities), k)
    total = table.sum(axis=1)
    chosen = {
        i: log.resources[int(np.argmax(table[i]))]
        for i in np.flatnonzero(total).tolist()
        if table[i].max() >= _OFTEN * total[i]
    }
    names = list(dict.fromkeys(chosen.values()))
    roles = tuple(Role(id=f"r{i + 1}", name=name) for i, name in enumerate(names))
    ids = {role.name: role.id for role in roles}
    return roles, {activity: ids[name] for activity, name in chosen.items()}


def _steps(
    log: EventLog,
    passed: Passes,
    order: list[int],
    node_of: Ints,
    role_of: dict[int, str],
    statistic: str,
    source: str,
    notes: list[str],
) -> dict[int, Step]:
    seen = observe(log, done_before(log, passed, node_of))
    if seen.overlaps:
        notes.append(
            ngettext("{count} activity begins before the one before it is done; its wait counts as 0.",
                     "{count} activities begin before the one before them is done; their waits count as 0.",
                     seen.overlaps).format(
                count=number_text(seen.overlaps, 0))
        )  # fmt: skip
    if seen.work is None:
        notes.append(
            _(
                "The log tells only when activities were done, so the wait before each step holds the work on it too."
            )
        )
    # where work and waiting are told apart, no wait is a measured wait of 0
    none = None if seen.work is None else Duration(0.0, "min", source=source)
    steps: dict[int, Step] = {}
    cases = passed.cases
    for number, activity in enumerate(order):
        at = passed.events(activity)
        steps[activity] = Step(
            id=f"s{number + 1}", name=log.activities[activity], role=role_of.get(activity, ""),
            process_time=None if seen.work is None else duration_of(log, seen.work[at], statistic, source),
            wait=duration_of(log, seen.wait[at], statistic, source) or none, wait_note=source,
            note=ngettext("{count} event in {cases} cases", "{count} events in {cases} cases", at.size).format(
                count=number_text(float(at.size), 0), cases=number_text(float(cases[activity]), 0)),
        )  # fmt: skip
    return steps


def _minutes(step: Step, log: EventLog) -> float:
    """Business minutes that a case needs for a step, its wait included."""
    calendar = log.clock.calendar if log.clock is not None else Calendar()
    return sum(time.minutes(calendar) for time in (step.wait, step.process_time) if time is not None)


def _kinds(kept: dict[int, list[_Way]], place: dict[int, int]) -> dict[tuple[int, int], LinkKind]:
    """The kind of each way by its ends: on, back to what was done before, or back to something else.

    A step from which cases only go back is part of the loop, and so is the way to it: what is asked for again and again
    is no first pass.
    """
    kinds: dict[tuple[int, int], LinkKind] = {}
    for node, out in kept.items():
        for way in out:
            again = way.target == node or way.repeats >= _REWORK * way.count
            ahead = way.target != END and place[way.target] > place[node]
            kinds[node, way.target] = "flow" if ahead else "rework" if again else "alternative"
    aside: set[int] = set()
    while True:
        more = {
            node
            for node, out in kept.items()
            if node not in aside
            and (there := [kinds[node, way.target] for way in out if way.target != END])
            and set(there) == {"rework"}
        }
        if not more:
            return kinds
        aside |= more
        kinds |= {ends: "rework" for ends in kinds if ends[1] in more}


def _draw(
    log: EventLog,
    steps: dict[int, Step],
    order: list[int],
    node_of: Ints,
    kept: dict[int, list[_Way]],
    id: str,
    name: str,
) -> Map:
    """Steps, signs and links. A group of activities side by side stands between two signs."""
    place = _places(order, node_of)
    drawn: list[Step] = []
    way_in: dict[int, str] = {}
    way_out: dict[int, str] = {}
    links: list[Link] = []

    def connect(
        source: str, target: str, kind: LinkKind, share: float | None = None, label: str = ""
    ) -> None:
        number = f"l{len(links) + 1}"
        links.append(Link(id=number, source=source, target=target, kind=kind, probability=share, label=label))

    starts = log.activity[log.bounds()[:-1]]
    entries = np.bincount(node_of[starts], minlength=node_of.size)
    begins = np.flatnonzero(entries)
    begins = begins[np.argsort(-entries[begins], kind="stable")]
    if begins.size > 1:
        drawn.append(Step(id="start", name=_("Case arrives"), kind="start"))
    for node in place:
        members = [activity for activity in order if node_of[activity] == node]
        if len(members) == 1:
            way_in[node] = way_out[node] = steps[node].id
            drawn.append(steps[node])
            continue
        split, join = f"{steps[members[0]].id}-all", f"{steps[members[0]].id}-joined"
        way_in[node], way_out[node] = split, join
        # signs stand in the lane of the work that takes longest: hand-offs are then those of the critical path
        lane = max((steps[member] for member in members), key=lambda step: _minutes(step, log)).role
        drawn.append(Step(id=split, kind="and_split", role=lane))
        drawn.extend(steps[member] for member in members)
        drawn.append(Step(id=join, kind="and_join", role=lane))
        for member in members:
            connect(split, steps[member].id, "flow")
            connect(steps[member].id, join, "flow")
    if begins.size > 1:
        for node in begins.tolist():
            connect("start", way_in[node], "flow", float(entries[node] / entries.sum()))
    kinds = _kinds(kept, place)
    for node in place:
        out = sorted(kept.get(node, []), key=lambda way: -way.count)
        total = sum(way.count for way in out)
        for way in out:
            if way.target == END:
                if len(out) > 1:
                    connect(way_out[node], "", "exit", way.count / total, _("ends here"))
                continue
            kind = kinds[node, way.target]
            share = None if len(out) == 1 and kind != "alternative" else way.count / total
            connect(way_out[node], way_in[way.target], kind, share)
    lanes = tuple(dict.fromkeys(step.role for step in drawn if step.role))
    return Map(id=id, name=name, steps=tuple(drawn), links=tuple(links), lanes=lanes)
