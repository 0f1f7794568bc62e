"""What stands on a map in words: classes, names of links, and a step told to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leanbench.event.records import Link, Role, Step
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


def link_label(link: Link) -> str:
    """What stands on a link: ``45% corrections``, ``38%``, ``corrections`` or nothing."""
    parts = [] if link.probability is None else [share_text(link.probability)]
    return " ".join([*parts, link.label.strip()]).strip()


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
