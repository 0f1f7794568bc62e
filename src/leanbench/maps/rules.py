"""What a gesture on the map may do, asked before it is done.

The answers come from the same change records that commit the gesture, so that a preview never
promises what the document then refuses; this module only adds what is specific to drawing.
"""

from __future__ import annotations

from leanbench.errors import Refusal
from leanbench.event.changes_links import Connect, SetLink
from leanbench.event.changes_steps import SetStep
from leanbench.event.records import Event, LinkKind

# Signs where the flow begins or ends: nothing leads into the one or out of the other.
_NO_WAY_IN = ("start", "supplier")
_NO_WAY_OUT = ("end", "customer")


def can_connect(
    event: Event, map_id: str, source: str, target: str, kind: LinkKind = "flow"
) -> Refusal | None:
    """None when a link from `source` to `target` may be drawn, else the reason in one sentence."""
    refused = Connect(map_id, source, target, kind).apply(event)
    if isinstance(refused, Refusal):
        return refused
    return _ends_problem(event, map_id, source, target)


def can_reconnect(
    event: Event, map_id: str, link_id: str, *, source: str | None = None, target: str | None = None
) -> Refusal | None:
    """None when an end of a link may be moved to another step, else the reason."""
    changed = event
    for field, value in (("source", source), ("target", target)):
        if value is None:
            continue
        after = SetLink(map_id, link_id, field, value).apply(changed)
        if isinstance(after, Refusal):
            return after
        changed = after
    link = next(link for link in changed.map(map_id).links if link.id == link_id)
    return _ends_problem(changed, map_id, link.source, link.target)


def can_move_to_lane(event: Event, map_id: str, step_id: str, role_id: str) -> Refusal | None:
    """None when a step may be dropped into the lane of a role, else the reason."""
    answer = SetStep(map_id, step_id, "role", role_id).apply(event)
    return answer if isinstance(answer, Refusal) else None


def suggested_kind(event: Event, map_id: str, source: str, target: str) -> LinkKind:
    """The kind a new link most likely is: rework when it leads back along the flow, else flow."""
    if source == target:
        return "rework"
    after: dict[str, list[str]] = {}
    for link in event.map(map_id).links:
        if link.kind == "flow":
            after.setdefault(link.source, []).append(link.target)
    seen, stack = {target}, [target]
    while stack:
        for following in after.get(stack.pop(), ()):
            if following == source:
                return "rework"
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return "flow"


def _ends_problem(event: Event, map_id: str, source: str, target: str) -> Refusal | None:
    map_ = event.map(map_id)
    one, two = map_.step(source), map_.step(target)
    if two.kind in _NO_WAY_IN:
        return Refusal(f"Nothing can lead into “{two.name or two.kind}”: the flow begins there.")
    if one.kind in _NO_WAY_OUT:
        return Refusal(f"Nothing can lead out of “{one.name or one.kind}”: the flow ends there.")
    return None
