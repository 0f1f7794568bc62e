"""How the flow of a map is kept whole when steps come and go: pure functions on links.

The rule behind all of them: what people see as "the next step" stays the next step. A step put in
between takes over the way on; a step taken out leaves its neighbors connected; branches (rework,
exit, alternative) stay with the step they leave from.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from leanbench.event.records import Link, LinkKind, Map, Step
from leanbench.schema import cards_of, new_id, replace
from leanbench.schema.limits import limit_problem
from leanbench.words import _

# Signs where the flow begins or ends: nothing leads into the one or out of the other.
_NO_WAY_IN = ("start", "supplier")
_NO_WAY_OUT = ("end", "customer")
_KINDS = ("flow", "rework", "exit", "alternative")
_INFORMATION = ("data", "document")  # orders and forecasts go the other way round


def ends_problem(source: Step, target: Step) -> str:
    """Why the flow may not lead from one step to the other, or an empty text: the one rule for drawing and `check`."""
    if source.kind in _INFORMATION or target.kind in _INFORMATION:
        return ""
    if target.kind in _NO_WAY_IN:
        return _("Nothing can lead into “{name}”: the flow begins there.").format(
            name=target.name or target.kind
        )
    if source.kind in _NO_WAY_OUT:
        return _("Nothing can lead out of “{name}”: the flow ends there.").format(
            name=source.name or source.kind
        )
    return ""


def link_problem(chart: Map, link: Link) -> str:
    """Why this link cannot be on the map, or an empty text."""
    return links_problem(chart, (link,))


def links_problem(chart: Map, links: Sequence[Link]) -> str:
    """Why one of these links cannot come to those of the map and before it, or an empty text."""
    steps = {step.id: step for step in chart.steps}
    known = {(link.source, link.target, link.kind): link.id for link in chart.links}
    probability = cards_of(Link)["probability"]
    for link in links:
        for end in (link.source, link.target):
            if end not in steps:
                return _("There is no step “{end}” on this map.").format(end=end)
        if problem := ends_problem(steps[link.source], steps[link.target]):
            return problem
        if link.kind not in _KINDS:
            return _("“{kind}” is not a kind of link; use flow, rework, exit or alternative.").format(
                kind=link.kind
            )
        if link.source == link.target and link.kind != "rework":
            return _("A step can be linked to itself only as rework.")
        if known.setdefault((link.source, link.target, link.kind), link.id) != link.id:
            return _("These two steps are already connected this way.")
        if problem := limit_problem(probability, link.probability):
            return problem
    return ""


def flow_out(links: Sequence[Link], step_id: str) -> list[Link]:
    """The flow links that leave a step."""
    return [link for link in links if link.source == step_id and link.kind == "flow"]


def flow_in(links: Sequence[Link], step_id: str) -> list[Link]:
    """The flow links that come into a step."""
    return [link for link in links if link.target == step_id and link.kind == "flow"]


def block_links(chart: Map, ids: Sequence[str]) -> tuple[Link, ...]:
    """The links among some steps, and a flow link wherever the flow leads from one to another past the rest."""
    chosen = set(ids)
    inner = [link for link in chart.links if link.source in chosen and link.target in chosen]
    onward: dict[str, list[str]] = {}
    for link in chart.links:
        if link.kind == "flow":
            onward.setdefault(link.source, []).append(link.target)
    known = {(link.source, link.target) for link in inner}
    for source in (step.id for step in chart.steps if step.id in chosen):
        seen: set[str] = set()
        queue = [target for target in onward.get(source, ()) if target not in chosen]
        while queue:
            here = queue.pop()
            for target in onward.get(here, ()) if here not in seen else ():
                if target not in chosen:
                    queue.append(target)
                elif target != source and (source, target) not in known:
                    known.add((source, target))
                    inner.append(Link(new_id("l"), source, target))
            seen.add(here)
    return tuple(inner)


def main_steps(chart: Map) -> list[str]:
    """Ids of the steps reached by flow links from a start, in the order of the table.

    A start is a step nothing leads to; when every step has something leading to it, the first of the
    table. What is left over are the steps of branches (and what no one can reach).
    """
    led_to = {link.target for link in chart.links if link.source != link.target}
    starts = [step.id for step in chart.steps if step.id not in led_to]
    if not starts and chart.steps:
        starts = [chart.steps[0].id]
    onward: dict[str, list[str]] = {}
    for link in chart.links:
        if link.kind == "flow":
            onward.setdefault(link.source, []).append(link.target)
    seen = set(starts)
    queue = list(starts)
    while queue:
        for target in onward.get(queue.pop(), ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    return [step.id for step in chart.steps if step.id in seen]


def last_main_step(chart: Map) -> str | None:
    """The step a new one at the end is linked from: the last of the main path that has no way on."""
    leaves = {link.source for link in chart.links if link.kind == "flow"}
    ends = [step_id for step_id in main_steps(chart) if step_id not in leaves]
    return ends[-1] if ends else None


def link_after(links: tuple[Link, ...], after: str, *new: str) -> tuple[Link, ...]:
    """Links with the steps `new` put in a chain behind `after`: the last of them takes over every way on.

    The first link keeps its id, so that its bends and label stay with the rest of the way. Inside a
    branch (a step that is left only by a rework or alternative link without a probability) the new
    steps become part of that branch.
    """
    onward = flow_out(links, after)
    kind: LinkKind = "flow"
    if not onward:
        onward = [
            link
            for link in links
            if link.source == after
            and link.kind != "flow"
            and link.probability is None
            and link.target != after
        ]
        arrivals = {link.kind for link in links if link.target == after}
        if onward:
            kind = onward[0].kind
        elif arrivals and "flow" not in arrivals:
            kind = next(link.kind for link in links if link.target == after)
    moved = {link.id for link in onward}
    chain = [Link(new_id("l"), one, other, kind) for one, other in pairwise((after, *new))]
    result = []
    for link in links:
        if link.id in moved:
            if link is onward[0]:
                result += chain
            result.append(replace(link, source=new[-1], bends=()))
        else:
            result.append(link)
    if not onward:
        result += chain
    return tuple(result)


def link_before(links: tuple[Link, ...], before: str, new: str) -> tuple[Link, ...]:
    """Links with `new` put in front of `before`: the flow into it goes to `new` first, rework stays."""
    result = []
    for link in links:
        if link.target == before and link.kind == "flow":
            result.append(replace(link, target=new, bends=()))
        else:
            result.append(link)
    result.append(Link(new_id("l"), new, before))
    return tuple(result)


def heal(links: tuple[Link, ...], gone: str) -> tuple[Link, ...]:
    """Links without the step `gone`, its neighbors connected.

    Each way in is joined with each way on of the same kind, and a branch that came back to the step
    comes back to the next one. The joined link keeps the id, label and probability of the way in
    (times that of the way on, where both have one). Loops on one step and doubles are left out.
    """
    arriving = [link for link in links if link.target == gone and link.source != gone]
    leaving = [link for link in links if link.source == gone and link.target != gone]
    result = [link for link in links if gone not in (link.source, link.target)]
    known = {(link.source, link.target, link.kind) for link in result}
    used = {link.id for link in result}
    for way_in in arriving:
        for way_on in leaving:
            joins = way_in.kind == way_on.kind or (way_in.kind != "flow" and way_on.kind == "flow")
            key = (way_in.source, way_on.target, way_in.kind)
            if not joins or way_in.source == way_on.target or key in known:
                continue
            key_id = way_in.id if way_in.id not in used else new_id("l")
            known.add(key)
            used.add(key_id)
            joined = replace(
                way_in,
                id=key_id,
                target=way_on.target,
                probability=_product(way_in.probability, way_on.probability),
                label=way_in.label or way_on.label,
                bends=(),
            )
            result.append(joined)
    order = {link.id: index for index, link in enumerate(links)}
    return tuple(sorted(result, key=lambda link: order.get(link.id, len(order))))


def _product(first: float | None, second: float | None) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return first * second


def follow_table(chart: Map, step_id: str) -> tuple[Link, ...]:
    """Links after a step was moved in the table, so that the flow follows where that is plain.

    It is plain when the step has at most one flow link in and one out, neither part of a split or
    join, and the place it was moved to lies between two steps linked one to one (or at either end).
    Otherwise the links stay as they are: only the order of the table has changed.
    """
    links = chart.links
    if not _simple(links, step_id):
        return links
    rest = Map(chart.id, steps=tuple(s for s in chart.steps if s.id != step_id), links=heal(links, step_id))
    order = [step.id for step in chart.steps]
    main = set(main_steps(rest))
    at = order.index(step_id)
    previous = next((key for key in reversed(order[:at]) if key in main), None)
    following = next((key for key in order[at + 1 :] if key in main), None)
    branches = tuple(link for link in links if link.kind != "flow")
    bare = tuple(link for link in rest.links if link.kind == "flow") + branches
    if previous is not None:
        onward = flow_out(bare, previous)
        if len(onward) > 1 or (onward and len(flow_in(bare, onward[0].target)) > 1):
            return links
        moved = link_after(bare, previous, step_id)
    elif following is not None and not flow_in(bare, following):
        moved = link_before(bare, following, step_id)
    else:
        return links
    place = {link.id: index for index, link in enumerate(links)}
    return tuple(sorted(moved, key=lambda link: place.get(link.id, len(place))))


def _simple(links: Sequence[Link], step_id: str) -> bool:
    inward, outward = flow_in(links, step_id), flow_out(links, step_id)
    if len(inward) + len(outward) == 0 or len(inward) > 1 or len(outward) > 1:
        return False
    if inward and len(flow_out(links, inward[0].source)) > 1:
        return False
    return not (outward and len(flow_in(links, outward[0].target)) > 1)
