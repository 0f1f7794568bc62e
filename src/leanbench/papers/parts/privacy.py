"""The public copy: an event in which the people of the team are named by their role only."""

from __future__ import annotations

import re
from typing import Any

from leanbench.event.records import Event
from leanbench.schema import field_names, is_record, replace
from leanbench.words import _


def without_names(event: Event) -> Event:
    """The event with every name of a team member replaced by the member's role, everywhere.

    Observers of time sheets are left out. Names that are not in the team list (a sponsor written by
    name) cannot be known; the report asks to look at them.
    """
    named = {member.name: member.role or _("team member") for member in event.team if member.name.strip()}
    members = tuple(replace(member, name="") for member in event.team)
    sheets = tuple(replace(sheet, observer="") for sheet in event.time_observations)
    event = replace(event, team=members, time_observations=sheets)
    if not named:
        return event
    longest_first = sorted(named, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest_first))
    cleaned: Event = _replaced(event, lambda text: pattern.sub(lambda match: named[match[0]], text))
    return cleaned


def _replaced(value: Any, change: Any) -> Any:
    """The same records with every text changed; parts without a change stay the same objects."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        parts = tuple(_replaced(part, change) for part in value)
        return value if all(a is b for a, b in zip(parts, value, strict=True)) else parts
    if is_record(value):
        changed = {}
        for name in field_names(value):
            # A dataset's text is case data: nothing of it is printed except computed figures.
            if name in ("text", "id", "extra", "about") and type(value).__name__ in (
                "Dataset",
                "Study",
            ):
                continue
            before = getattr(value, name)
            after = _replaced(before, change)
            if after is not before and after != before:
                changed[name] = after
        return replace(value, **changed) if changed else value
    return value
