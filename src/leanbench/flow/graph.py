"""A map read as a flow: which step leads where, with what chance, what runs in parallel.

`read(map)` turns links into transitions and reports structural troubles in plain words; whatever
is wrong with one step, the rest of the map is still computed. The result depends only on the
links, the order of step ids and the step kinds, so it is kept while times are edited.

Rules (see also the docstring of `leanbench.event.records.Link`): flow links without probability
out of one step are parallel work; with probabilities they are a decision; rework, exit and
alternative links take their probability first, a flow link takes what is left of 1.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from leanbench.event.process import ACTIVITY_KINDS, SIDE_KINDS
from leanbench.event.records import Link, Map, Step
from leanbench.flow.blocks import END, Region, Ways, depth_first_order, following, with_ways
from leanbench.flow.columns import differing_places
from leanbench.flow.folding import rolled_share
from leanbench.flow.links import Reader, Trouble, step_label
from leanbench.flow.parallel import build_regions
from leanbench.flow.traps import NEVER, open_traps
from leanbench.schema import replace
from leanbench.words import _
from leanbench.words.language import Language, active_language

__all__ = ["ACTIVITY_KINDS", "SIDE_KINDS", "Flow", "Trouble", "read", "step_label"]


class Flow(Struct, frozen=True):
    """The structure of one map, ready for computing.

    `expected` is the whole network, `first_pass` the flow links alone without ways back; both are
    regions (trees of exclusive states and parallel blocks, see `blocks`). `visits` are the expected
    visits per step of one case. `main` lists the steps of the main path in flow order, `activities`
    the steps that count as steps. `edges` are the flow links of the main path as index pairs.
    """

    ids: tuple[str, ...]
    index: Mapping[str, int]
    ways: tuple[Ways, ...]
    forward: tuple[Ways, ...]  # the flow links alone, without ways back, scaled to 1
    start: int
    main: tuple[int, ...]
    branch_steps: tuple[int, ...]
    activities: tuple[int, ...]
    edges: tuple[tuple[int, int], ...]
    loops: tuple[str, ...]  # the links that lead back, as "c9 → c5"
    exits: tuple[str, ...]  # the links that leave early
    visits: tuple[float, ...]
    visits_by_id: Mapping[str, float]
    stay: tuple[float, ...]  # per step: the chance to go on over flow links (or to end, at an end)
    first_pass_probability: float  # the chance that a case stays on flow links all the way
    expected: Region | None
    first_pass: Region | None
    passed: tuple[int, ...]  # the steps of the first pass: the main path, then signs and other ways
    straight: bool  # the first pass has no choice: every step on it is passed once
    troubles: tuple[Trouble, ...]


_NOTHING = Flow(
    ids=(), index={}, ways=(), forward=(), start=END, main=(), branch_steps=(), activities=(), edges=(), loops=(),
    exits=(), visits=(), visits_by_id={}, stay=(), first_pass_probability=1.0, expected=None, first_pass=None,
    passed=(), straight=True, troubles=(),
)  # fmt: skip


class _Reading(Struct, frozen=True):
    """What was read from which links and steps; `named` are the steps whose names stand in the troubles."""

    links: tuple[Link, ...]
    steps: tuple[Step, ...]
    named: set[int]
    flow: Flow
    language: Language  # of the troubles

    def holds_for(self, steps: tuple[Step, ...]) -> bool:
        """Whether these steps would be read as the same flow, with the same words in the troubles."""
        return (
            self.language is active_language()
            and len(self.steps) == len(steps)
            and all(
                self.steps[i].id == steps[i].id
                and self.steps[i].kind == steps[i].kind
                and (i not in self.named or self.steps[i].name == steps[i].name)
                for i in differing_places(self.steps, steps)
            )
        )


_cache: OrderedDict[int, _Reading] = OrderedDict()


def read(map_: Map) -> Flow:
    """The flow of a map; the same links, step ids and kinds (and names in the troubles) give the same object.

    Never raises: what cannot be computed is named in `Flow.troubles`.
    """
    links, steps = map_.links, map_.steps
    known = _cache.get(id(links))
    if known is not None and known.links is links and known.holds_for(steps):
        named, flow = known.named, known.flow
    elif (near := _reread(steps, links)) is not None:
        named, flow = near
    else:
        named, flow = _read(steps, links)
    _cache[id(links)] = _Reading(links, steps, named, flow, active_language())
    while len(_cache) > 32:
        _cache.popitem(last=False)
    return flow


def _reread(steps: tuple[Step, ...], links: tuple[Link, ...]) -> tuple[set[int], Flow] | None:
    """The flow of a map that was read before, of which only shares, words or bends of links are others.

    None where more than that has changed: then the structure must be found anew.
    """
    for known in itertools.islice(reversed(_cache.values()), _LAST):
        if len(known.links) != len(links):
            continue
        places = differing_places(known.links, links)
        if len(places) > _EDITED or not known.holds_for(steps):
            continue
        pairs = [(known.links[place], links[place]) for place in places]
        if any(_shape_of(old) != _shape_of(new) for old, new in pairs):
            continue
        moved = {new.source for old, new in pairs if old.probability != new.probability}
        flow = known.flow if not moved else _with_shares(known.flow, steps, links, moved)
        if flow is not None:
            return known.named, flow
    return None


def _shape_of(link: Link) -> tuple[object, ...]:
    """What of a link says more than how many take it: a share that is none or 0 counts for itself."""
    return link.source, link.target, link.kind, bool(link.probability), link.probability is None


_LAST, _EDITED = 4, 8  # readings that are looked at, and links that one edit changes


def _with_shares(
    flow: Flow, steps: tuple[Step, ...], links: tuple[Link, ...], sources: set[str]
) -> Flow | None:
    """The flow with the shares out of some steps as the links now say, None where that changes more than numbers."""
    if flow.troubles or flow.expected is None or flow.first_pass is None:
        return None
    reader = Reader(steps, [link for link in links if link.source in sources])
    ways, forward, stay = list(flow.ways), list(flow.forward), list(flow.stay)
    ahead: dict[int, Ways] = {}
    for source in sources:
        position = flow.index[source]
        way, before = reader.ways(position), flow.ways[position]
        rarest = min([share for one in (way, before) for _, share in one.exclusive], default=1.0)
        if (
            way.targets() != before.targets()
            or rarest <= NEVER
            or bool(way.parallel) != bool(before.parallel)
        ):
            return None
        ways[position] = way
        on = _only(way, set(forward[position].targets()))
        if on != forward[position]:
            ahead[position] = forward[position] = on
        stay[position] = _stay(way, on)
    expected = with_ways(flow.expected, {flow.index[source]: ways[flow.index[source]] for source in sources})
    first_pass = flow.first_pass if not ahead else with_ways(flow.first_pass, ahead)
    if reader.troubles or expected is None or first_pass is None:
        return None
    return _with_figures(flow, ways=tuple(ways), forward=tuple(forward), stay=tuple(stay), expected=expected,
                         first_pass=first_pass)  # fmt: skip


def _with_figures(
    flow: Flow, *, expected: Region, first_pass: Region, stay: tuple[float, ...], **others: Any
) -> Flow:
    """The flow with its regions, and what is counted from them: visits, the first pass and its chance."""
    size = len(flow.ids)
    visits, shares = [0.0] * size, [0.0] * size
    expected.add_visits(1.0, visits)
    first_pass.add_visits(1.0, shares)
    behind = {i for i, share in enumerate(shares) if share > 0.0}.difference(flow.main)
    return replace(
        flow,
        visits=tuple(visits),
        visits_by_id=dict(zip(flow.ids, visits, strict=True)),
        stay=stay,
        first_pass_probability=rolled_share(first_pass, stay),
        expected=expected,
        first_pass=first_pass,
        passed=(*flow.main, *sorted(behind)),
        straight=all(share in (0.0, 1.0) for share in shares),
        **others,
    )


def _read(steps: tuple[Step, ...], links: tuple[Link, ...]) -> tuple[set[int], Flow]:
    """The flow of these steps and links, and the steps that its troubles name."""
    reader = Reader(steps, links)
    if not steps:
        troubles = tuple(reader.troubles)
        return set(), replace(_NOTHING, troubles=troubles)
    ways = [reader.ways(position) for position in range(len(steps))]
    start = _find_start(reader)
    ways, reached = open_traps(reader, ways, start)
    _report_unreached(reader, reached)
    notes: list[tuple[int, str]] = []
    forward, order, back = _first_pass_ways(reader, ways, start)
    expected, first_pass = build_regions(ways, forward, start, order, notes)
    for position, text in notes:
        reader.say(position, text.format(step=reader.name(position)))
    _report_joins(reader, expected)
    main = tuple(position for position in order if steps[position].kind in ACTIVITY_KINDS)
    on_main = set(order)
    edges = tuple(
        (source, target)
        for source in order
        for target in dict.fromkeys([*(t for t, _ in forward[source].exclusive), *forward[source].parallel])
        if target != END
    )
    activities = tuple(position for position, step in enumerate(steps) if step.kind in ACTIVITY_KINDS)
    stay = tuple(_stay(way, forward[position]) for position, way in enumerate(ways))
    ids = tuple(step.id for step in steps)
    flow = replace(
        _NOTHING,
        ids=ids,
        index=reader.index,
        ways=tuple(ways),
        forward=tuple(forward),
        start=start,
        main=main,
        branch_steps=tuple(position for position in activities if position not in on_main),
        activities=activities,
        edges=edges,
        loops=_loops(reader, on_main, back),
        exits=tuple(
            _link_text(reader, source, target)
            for source, ways_out in enumerate(reader.out)
            for target, link in ways_out
            if link.kind == "exit" and link.probability
        ),
        troubles=tuple(dict.fromkeys(reader.troubles)),
    )
    return reader.named, _with_figures(flow, stay=stay, expected=expected, first_pass=first_pass)


def _find_start(reader: Reader) -> int:
    """The step where a case enters: kind start, else the source from which most steps are reached."""
    steps = reader.steps
    entered = {target for ways_out in reader.out for target, link in ways_out if link.kind != "rework"}
    carries = [i for i, step in enumerate(steps) if step.kind not in SIDE_KINDS] or [0]
    sources = [i for i in carries if steps[i].kind == "start"] or [i for i in carries if i not in entered]
    if not sources:
        return carries[0]
    if len(sources) == 1:
        return sources[0]

    def reach(source: int) -> tuple[int, str]:
        seen = {source}
        stack = [source]
        while stack:
            for target, _unused in reader.out[stack.pop()]:
                if target != END and target not in seen:
                    seen.add(target)
                    stack.append(target)
        return (-len(seen), steps[source].id)

    return min(sources, key=reach)


def _report_unreached(reader: Reader, reached: set[int]) -> None:
    """Name the steps that are reached neither as drawn nor after traps were opened."""
    for position, step in enumerate(reader.steps):
        if position not in reached and step.kind in ACTIVITY_KINDS:
            reader.say(
                position,
                _("No case reaches {name}. It is left out of times and cost; link it to the flow.").format(
                    name=reader.name(position)
                ),
            )


def _first_pass_ways(
    reader: Reader, ways: Sequence[Ways], start: int
) -> tuple[list[Ways], list[int], set[tuple[int, int]]]:
    """The flow links alone, without ways back, scaled to 1; with their order and the ways back."""
    flow_targets = [
        {target for target, link in ways_out if link.kind == "flow" and target != END}
        for ways_out in reader.out
    ]
    forward = [_only(way, flow_targets[source]) for source, way in enumerate(ways)]
    order, back = depth_first_order(following(forward), start)
    for source in {source for source, _target in back}:
        ahead = {target for target in flow_targets[source] if (source, target) not in back}
        forward[source] = _only(ways[source], ahead)
    return forward, order, back


def _only(way: Ways, targets: set[int]) -> Ways:
    """The ways out of a step to some targets alone, scaled to 1."""
    if len(way.exclusive) == 1 and way.exclusive[0][1] == 1.0 and way.exclusive[0][0] in targets:
        return way  # the only way on stays the only one
    exclusive = [(target, share) for target, share in way.exclusive if target in targets]
    parallel = tuple([target for target in way.parallel if target in targets])
    parallel_share = way.parallel_share if parallel else 0.0
    total = sum([share for _, share in exclusive]) + parallel_share
    if total <= 0.0:
        return Ways((), (), 0.0)
    return Ways(
        tuple([(target, share / total) for target, share in exclusive]), parallel, parallel_share / total
    )


def _stay(way: Ways, forward: Ways) -> float:
    """The chance to leave a step over its forward flow links; at an end, the chance to end there."""
    ahead = {target for target, _ in forward.exclusive}
    if not ahead and not forward.parallel:
        return 1.0 - sum(share for target, share in way.exclusive if target != END)
    kept = sum(share for target, share in way.exclusive if target in ahead)
    return kept + (way.parallel_share if forward.parallel else 0.0)


def _loops(reader: Reader, on_main: set[int], back: set[tuple[int, int]]) -> tuple[str, ...]:
    """Rework loops: rework links that leave the main path or carry a probability, and flow links back."""
    found = [_link_text(reader, source, target) for source, target in sorted(back)]
    for source, ways_out in enumerate(reader.out):
        for target, link in ways_out:
            if link.kind == "rework" and (link.probability is not None or source in on_main):
                found.append(_link_text(reader, source, target))
    return tuple(found)


def _link_text(reader: Reader, source: int, target: int) -> str:
    return f"{reader.steps[source].id} → {reader.steps[target].id if target != END else 'out'}"


def _report_joins(reader: Reader, expected: Region) -> None:
    joins = set(expected.joins())
    for position, step in enumerate(reader.steps):
        if step.kind == "and_join" and position not in joins:
            reader.say(
                position,
                _(
                    "{name} joins parallel work, but no step before it splits it. It is passed without waiting."
                ).format(name=reader.name(position)),
            )
