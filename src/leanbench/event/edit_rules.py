"""What a place of an event asks of the four edits by address, beyond what its card says: one table.

A rule sees the event before and after the plain edit and gives the event as it stands, or why not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from leanbench.errors import Refusal
from leanbench.event.editing import index_of
from leanbench.event.lanes import keep_lanes
from leanbench.event.records import Event
from leanbench.event.wiring import link_problem
from leanbench.schema import Card, cards_of, replace
from leanbench.schema.addresses import Path, find
from leanbench.schema.cell_text import record_text
from leanbench.schema.given_ids import inner_kinds
from leanbench.words import _, ngettext
from leanbench.words.lists import count_text

Rule = Callable[[Event, Event, Path], Event | Refusal]


class Aim(NamedTuple):
    """What an address leads to, without an event: its kind of place (``maps/*/steps/*/wait``), the card of the
    field, and the kind of the records there."""

    place: str
    card: Card | None
    kind: type | None


def aim_at(parts: Path) -> Aim:
    """What these parts of an address lead to."""
    names: list[str] = []
    card: Card | None = None
    kind: type | None = Event
    is_table = False
    for part in parts:
        if is_table:
            names.append("*")
            card, is_table = None, False
            continue
        names.append(part)
        card = cards_of(kind).get(part) if kind is not None else None
        inner = (
            next((one for one in inner_kinds(kind) if one.name == part), None) if kind is not None else None
        )
        kind, is_table = (None, False) if inner is None else (inner.kind, inner.many)
    return Aim("/".join(names), card, kind)


def noun(kind: type | None) -> str:
    """What a record of a kind is called in a sentence: ``action``, ``standard work``."""
    return _(plain_noun(kind)) if kind is not None else _("row")


def plain_noun(kind: type) -> str:
    """The noun in English, from the name of the class."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).lower()


def row_name(row: Any) -> str:
    """A row in a sentence: ``“Review zoning”``, ``step s1``, ``the action``."""
    kind, text = type(row), record_text(row)
    if text != row.id:
        return f"“{text}”"
    prefix = f"{cards_of(kind)['id'].prefix}-" if "id" in cards_of(kind) else "-"
    return _("the {noun}").format(noun=noun(kind)) if row.id.startswith(prefix) else f"{noun(kind)} {row.id}"


def missing(event: Event, parts: Path) -> Refusal:
    """That there is nothing at an address, by its first part that is not there."""
    for count in range(1, len(parts) + 1):
        try:
            find(event, parts[:count])
        except KeyError:
            aim = aim_at(parts[:count])
            if not aim.place.endswith("*"):
                return Refusal(
                    _("There is no “{part}” at {parts}.").format(part=parts[count - 1], parts="/".join(parts))
                )
            where = _("on this map") if count > 2 and parts[0] == "maps" else _("in this event")
            return Refusal(
                _("There is no {noun} “{part}” {where}.").format(
                    noun=noun(aim.kind), part=parts[count - 1], where=where
                )
            )
    return Refusal(_("There is no table at {parts}.").format(parts="/".join(parts)))


def hand_over(event: Event, old: str, new: str) -> Event:
    """Steps and lanes of role `old` given to `new` ("" for nobody); the event itself when there are none."""
    maps = []
    for chart in event.maps:
        if any(step.role == old for step in chart.steps):
            steps = tuple(replace(s, role=new) if s.role == old else s for s in chart.steps)
            chart = replace(chart, steps=steps)
        if old in chart.lanes:
            lanes = dict.fromkeys(new if lane == old else lane for lane in chart.lanes)
            chart = replace(chart, lanes=tuple(lane for lane in lanes if lane))
        maps.append(chart)
    same = all(a is b for a, b in zip(maps, event.maps, strict=True))
    return event if same else replace(event, maps=tuple(maps))


# --- the rules ----------------------------------------------------------------------------------


def _by_drawing(_before: Event, _after: Event, _parts: Path) -> Refusal:
    return Refusal(
        _("What is drawn on a map (which steps, links and notes it has) is changed by drawing it.")
    )


def _new_role_id(before: Event, after: Event, parts: Path) -> Event | Refusal:
    ids = [role.id for role in after.roles]
    new = next(
        new for new, old in zip(ids, (role.id for role in before.roles), strict=True) if old == parts[1]
    )
    if not new or ids.count(new) > 1:
        return Refusal(_("“{new}” cannot be the short name: it is empty or already used.").format(new=new))
    return hand_over(after, parts[1], new)


def _role_is_free(_before: Event, after: Event, parts: Path) -> Event | Refusal:
    used = sum(step.role == parts[1] for chart in after.maps for step in chart.steps)
    if used:
        return Refusal(
            _("Role “{role}” does {steps}. Give them to another role first.").format(
                role=parts[1], steps=count_text(used, "step", "steps")
            )
        )
    return hand_over(after, parts[1], "")


def _no_study_uses(_before: Event, after: Event, parts: Path) -> Event | Refusal:
    users = [study.title or study.id for study in after.studies if study.dataset == parts[1]]
    if not users:
        return after
    text = ngettext(
        "{studies} still uses these data: {user}. Remove it first.",
        "{studies} still use these data: {user}. Remove it first.",
        len(users),
    )
    return Refusal(text.format(studies=count_text(len(users), "study", "studies"), user=users[0]))


def _one_lane_each(_before: Event, after: Event, parts: Path) -> Event | Refusal:
    lanes = after.map(parts[1]).lanes
    return Refusal(_("A role can have only one lane.")) if len(set(lanes)) != len(lanes) else after


def _lanes_stay(before: Event, after: Event, parts: Path) -> Event:
    """Another lane for a step moves no lane."""
    kept = keep_lanes(before.map(parts[1]), after.map(parts[1]))
    return replace(after, maps=tuple(kept if chart.id == kept.id else chart for chart in after.maps))


def _link_fits(_before: Event, after: Event, parts: Path) -> Event | Refusal:
    chart = after.map(parts[1])
    problem = link_problem(chart, next(link for link in chart.links if link.id == parts[3]))
    return Refusal(problem) if problem else after


def _note_hangs(before: Event, after: Event, parts: Path) -> Event | Refusal:
    chart, known = after.map(parts[1]), before.map(parts[1]).notes
    for note in chart.notes:
        if note.step and note not in known and index_of(chart.steps, note.step) is None:
            return Refusal(_("There is no step “{step}” to hang the note on.").format(step=note.step))
    return after


_DRAWN = {f"maps/*/{what}": _by_drawing for what in ("steps", "links")}
_DRAWN_ROWS = {f"{place}/*": _by_drawing for place in _DRAWN}
RULES: Mapping[str, Mapping[str, Rule]] = {
    "set": {
        **_DRAWN, **_DRAWN_ROWS, "maps": _by_drawing, "maps/*": _by_drawing, "maps/*/notes": _by_drawing,
        "roles/*/id": _new_role_id,
        "maps/*/lanes": _one_lane_each,
        "maps/*/steps/*/role": _lanes_stay,
        **dict.fromkeys(("maps/*/links/*/source", "maps/*/links/*/target", "maps/*/links/*/kind"), _link_fits),
        **dict.fromkeys(("maps/*/notes/*", "maps/*/notes/*/step"), _note_hangs),
    },
    "add": {**_DRAWN, "maps/*/notes": _note_hangs},
    "remove": {"maps/*/steps/*": _by_drawing, "roles/*": _role_is_free, "datasets/*": _no_study_uses},
    "move": {"maps/*/steps/*": _by_drawing},
}  # fmt: skip
