"""What stands on a map in words: classes, names of links, and a step told to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leanbench.event.records import Map, Role, Step
from leanbench.maps.symbols import symbol
from leanbench.schema import cards_of
from leanbench.words import _
from leanbench.words.durations import Calendar, Duration, map_time_text, unit_for
from leanbench.words.figures import figure_text
from leanbench.words.numbers import MISSING, share_text

LETTERS: Mapping[str, str] = cards_of(Step)["value"].short
# A first guess of the mapping rooms: below three of four usable, the hand-over is the problem to look at.
LOW_CA_PCT = 75.0


def class_word(value: str) -> str:
    """One word for one value class, that of the card, on maps, papers, forms and in speech."""
    return cards_of(Step)["value"].word(value)


def time_unit(calendar: Calendar, values: Sequence[float | None]) -> str:
    """One unit for figures that are compared: that of the largest."""
    return unit_for(max([abs(value) for value in values if value is not None], default=0.0), calendar)


def way_labels(map_: Map, *, every: bool = False) -> dict[str, str]:
    """What stands on each link: ``45% corrections``, ``38%``, ``corrections`` or nothing, by the id of the link.

    Where ways part by shares, a way on without a share takes what is left of 100%: it says so beside its words, and
    with `every` (a flowchart) also where it has none.
    """
    left: dict[str, float] = {}
    for link in map_.links:
        if link.probability is not None:
            left[link.source] = left.get(link.source, 1.0) - link.probability
    found = {}
    for link in map_.links:
        share, words = link.probability, link.label.strip()
        if share is None and link.kind == "flow" and (every or words):
            share = left.get(link.source)
        found[link.id] = " ".join(
            [*([share_text(max(share, 0.0))] if share is not None else []), words]
        ).strip()
    return found


def choices(map_: Map) -> frozenset[str]:
    """The ids of the steps at which ways part: decisions, and steps with a share on a way out."""
    by_share = {link.source for link in map_.links if link.probability is not None}
    cards = (step for step in map_.steps if symbol(step.kind).form == "card")
    return frozenset(step.id for step in cards if step.kind == "decision" or step.id in by_share)


def staff(role: Role) -> str:
    """The second line of a lane header: ``4 FTE``, ``outside the office``, or nothing known."""
    if role.fte is not None:
        return figure_text(role.fte, "FTE")
    return _("not paid by us") if role.unpaid else ""


def column_label(numbers: Sequence[str]) -> str:
    """The heading of a column from the numbers of its steps: ``9``, ``10A–B``, ``4 · 7``."""
    known = [text for text in numbers if text]
    if len(known) < 2:
        return "".join(known)
    stems = [text.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for text in known]
    if len(set(stems)) == 1 and all(text != stems[0] for text in known):
        return f"{known[0]}–{known[-1][len(stems[0]) :]}"
    return " · ".join(known)


def describe_step(step: Step, role: Role | None, number_: str, calendar: Calendar) -> str:
    """One sentence for a screen reader: everything the box shows, in words."""
    who = role.name if role is not None and role.name else _("nobody named")
    parts = [
        _("Step {number}: {name}").format(number=number_, name=step.name or _("no name yet"))
        if number_
        else (step.name or _("Step without a name")),
        who,
        _("process time {process_time}").format(process_time=_spoken_time_text(step.process_time, calendar)),
        _("wait before {wait}").format(wait=_spoken_time_text(step.wait, calendar)),
        _("percent complete and accurate {share}").format(
            share=_("not recorded") if step.ca_pct is None else figure_text(step.ca_pct, "ca", "cell")
        ),
        class_word(step.value).lower(),
    ]
    if step.decision or step.kind == "decision":
        parts.append(_("a decision is made here"))
    return ", ".join(parts) + "."


def _spoken_time_text(duration: Duration | None, calendar: Calendar) -> str:
    text = map_time_text(duration, calendar)
    return _("not recorded") if text == MISSING else text
