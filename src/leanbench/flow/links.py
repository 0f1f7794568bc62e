"""The links of a map sorted out: the ways out of each step with their chances, and what is wrong with them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from msgspec import Struct

from leanbench.event.process import SIDE_KINDS
from leanbench.event.records import Link, Step
from leanbench.flow.blocks import END, Ways
from leanbench.words import _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text, percent_text, share_text

_CHOICE_KINDS = frozenset({"decision", "xor_split"})
_TOLERANCE = 1e-6


class Trouble(Struct, frozen=True):
    """Something in the map that cannot be as drawn; `step_id` is "" when it concerns the whole map."""

    step_id: str
    text: str


def step_label(step: Step) -> str:
    """How a message names a step: its name in quotes and its id."""
    return f"'{step.name}' ({step.id})" if step.name else f"'{step.id}'"


class Reader:
    """The working state of one reading: links sorted out per step, troubles as they are found."""

    def __init__(self, steps: Sequence[Step], links: Iterable[Link]) -> None:
        self.steps = steps
        self.index = {step.id: position for position, step in enumerate(steps)}
        self.troubles: list[Trouble] = []
        self.named = set[int]()  # steps whose names stand in the troubles
        self.out: list[list[tuple[int, Link]]] = [[] for _ in steps]
        if len(self.index) != len(steps):
            self.report_repeats()
        self.sort_links(links)

    def say(self, position: int, text: str) -> None:
        self.troubles.append(Trouble(self.steps[position].id if position >= 0 else "", text))

    def name(self, position: int) -> str:
        self.named.add(position)
        return step_label(self.steps[position])

    def report_repeats(self) -> None:
        seen = set[str]()
        for position, step in enumerate(self.steps):
            if step.id in seen:
                self.say(
                    position,
                    _("Two steps have the id '{id}'. Give one of them another id.").format(id=step.id),
                )
            seen.add(step.id)

    def sort_links(self, links: Iterable[Link]) -> None:
        for link in links:
            source = self.index.get(link.source)
            target = self.index.get(link.target, END)
            if source is None:
                text = _("A link starts at step '{source}', which is not on the map. It is left out.").format(
                    source=link.source
                )
                self.say(target, text)
            elif target == END and link.kind != "exit":
                text = _("{name} leads to step '{target}', which is not on the map.").format(
                    name=self.name(source), target=link.target
                )
                self.say(source, text + _(" The link is left out."))
            elif target != END and self.steps[target].kind in SIDE_KINDS:
                continue
            elif self.steps[source].kind not in SIDE_KINDS:
                self.out[source].append((target, link))
        if not any(self.out) and len(self.steps) > 1:
            self.say(-1, _("No links are drawn: the steps are taken one after the other, as in the table."))
            chain = [i for i, step in enumerate(self.steps) if step.kind not in SIDE_KINDS]
            for one, two in itertools.pairwise(chain):
                self.out[one].append((two, Link("", self.steps[one].id, self.steps[two].id)))

    def share(self, position: int, link: Link) -> float | None:
        """The probability of one link, put right and reported when it cannot be one."""
        value = link.probability
        if value is None:
            return None
        if not 0.0 <= value <= 1.0:
            counted = 0.0 if not value > 0.0 else 1.0
            text = _("A link out of {name} has probability {value}; it must lie between 0 and 1.").format(
                name=self.name(position), value=number_text(value)
            )
            if 1.0 < value <= 100.0:
                text += " " + _("If {percent} is meant, type {share}.").format(
                    percent=percent_text(value), share=number_text(value / 100)
                )
            self.say(
                position,
                _("{text} It is counted as {counted}.").format(text=text, counted=number_text(counted)),
            )
            return counted
        return value

    def ways(self, position: int, *, without_rework: bool = False) -> Ways:
        """The exclusive ways and the parallel ways out of one step, adding up to 1."""
        if len(self.out[position]) == 1:
            target, link = self.out[position][0]
            if link.kind == "flow" and link.probability is None:
                return Ways(((target, 1.0),), (), 0.0)
        given: list[tuple[int, float]] = []
        blank_flow: list[int] = []
        blank_other: list[tuple[int, Link]] = []
        for target, link in self.out[position]:
            if without_rework and link.kind == "rework":
                continue
            share = self.share(position, link)
            if share is not None:
                given.append((target, share))
            elif link.kind == "flow":
                blank_flow.append(target)
            else:
                blank_other.append((target, link))
        total = sum(share for _, share in given)
        has_flow = bool(blank_flow) or any(
            link.kind == "flow" and link.probability is not None for _, link in self.out[position]
        )
        if blank_other and has_flow:
            kinds = list_text(sorted({link.kind for _place, link in blank_other}))
            self.say(
                position,
                _("The {kinds} link out of {name} has no probability. It is counted as never taken.").format(
                    kinds=kinds, name=self.name(position)
                ),
            )
            blank_other = []
        if total > 1.0 + _TOLERANCE:
            text = _("The branches out of {name} add up to {total}.").format(
                name=self.name(position), total=share_text(total, 2)
            )
            self.say(position, text + " " + _("They are scaled down to 100%."))
            given = [(target, share / total) for target, share in given]
            total = 1.0
        left = max(0.0, 1.0 - total)
        blanks = blank_flow or [target for target, _ in blank_other]
        kinds_out = {link.kind for _, link in self.out[position]}
        if given and not blanks and left > _TOLERANCE and kinds_out <= {"rework", "exit"}:
            # A last step whose work is sometimes sent back: what is left of 1 ends here.
            return Ways((*[(t, p) for t, p in given if p > 0.0], (END, left)), (), 0.0)
        if given and not blanks and left > _TOLERANCE:
            if total <= 0.0:
                self.say(
                    position, _("Every way out of {name} has probability 0.").format(name=self.name(position))
                )
                return Ways(tuple((target, 1.0 / len(given)) for target, _ in given), (), 0.0)
            text = _("The branches out of {name} add up to {total}.").format(
                name=self.name(position), total=share_text(total, 2)
            )
            self.say(position, text + " " + _("They are scaled up to 100%."))
            given = [(target, share / total) for target, share in given]
        elif given and not blanks:
            given = [(target, share / total) for target, share in given]  # 1 but for rounding
        return self.join_blanks(position, given, blanks, blank_flow, left)

    def join_blanks(
        self,
        position: int,
        given: list[tuple[int, float]],
        blanks: list[int],
        blank_flow: list[int],
        left: float,
    ) -> Ways:
        """Put what is left of 1 on the links without a probability: parallel, or equal shares."""
        exclusive = [(target, share) for target, share in given if share > 0.0]
        if left <= 0.0 or not blanks:
            return Ways(tuple(exclusive), (), 0.0)
        kind = self.steps[position].kind
        if len(blank_flow) > 1 and kind not in _CHOICE_KINDS:
            return Ways(tuple(exclusive), tuple(dict.fromkeys(blank_flow)), left)
        if len(blanks) > 1:
            text = _("{name} has {count} ways on without a probability.").format(
                name=self.name(position), count=len(blanks)
            )
            self.say(position, text + _(" They are counted as equally likely."))
        exclusive.extend((target, left / len(blanks)) for target in blanks)
        return Ways(tuple(exclusive), (), 0.0)
