"""Changes of the links of a map: connect, and the decision in one go."""

from __future__ import annotations

from leanbench.errors import Refusal
from leanbench.event.editing import (
    Edit,
    find_map,
    index_of,
    step_name,
    with_map,
)
from leanbench.event.records import Event, Link, LinkKind, Map, Step
from leanbench.event.wiring import flow_out, link_after, link_problem, links_problem
from leanbench.schema import cards_of, new_id, replace
from leanbench.schema.cell_text import field_text
from leanbench.schema.limits import limit_problem
from leanbench.words import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text

_PROBABILITY = cards_of(Link)["probability"]


class Connect(Edit):
    """Draw a link from one step to another; `link_label` becomes the words on the link.

    (`label` of a change is what the history shows.)
    """

    map_id: str
    source: str
    target: str
    kind: LinkKind = "flow"
    probability: float | None = None
    link_label: str = ""

    @property
    def label(self) -> str:
        return _("connect {source} with {target}").format(source=self.source, target=self.target)

    def describe(self, event: Event) -> str:
        ends = [step_name(event, self.map_id, key) for key in (self.source, self.target)]
        return _("connect {source} with {target}").format(source=ends[0], target=ends[1])

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        link = Link(new_id("l"), self.source, self.target, self.kind, self.probability, self.link_label)
        if problem := link_problem(chart, link):
            return Refusal(problem)
        return with_map(event, replace(chart, links=(*chart.links, link)))


class InsertDecision(Edit):
    """Put a decision behind a step, with its branches.

    `after` is the step the decision follows. Each branch is (name, probability 0 to 1 or None,
    target). The first branch without a target goes straight on; each further one gets a new empty
    step of the branch's name that joins again where the way goes on. A target earlier on the way is
    rework, any other an alternative. The branch that goes straight on keeps no probability: it takes
    what is left of 1.
    """

    map_id: str
    after: str
    branches: tuple[tuple[str, float | None, str | None], ...]
    name: str = "Decision"

    @property
    def label(self) -> str:
        return _("insert decision {name}").format(name=field_text(None, self.name))

    def describe(self, event: Event) -> str:
        return _("insert decision {name} after {step_name}").format(
            name=field_text(None, self.name), step_name=step_name(event, self.map_id, self.after)
        )

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        at = index_of(chart.steps, self.after)
        if at is None:
            return Refusal(
                _("There is no step “{after}” to put the decision behind.").format(after=self.after)
            )
        if problem := self._problem(chart):
            return Refusal(problem)
        decision = Step(
            new_id("s"), self.name, kind="decision",
            role=chart.steps[at].role, decision=True,
        )  # fmt: skip
        steps = [*chart.steps[: at + 1], decision, *chart.steps[at + 1 :]]
        links = list(link_after(chart.links, self.after, decision.id))
        onward = flow_out(links, decision.id)
        earlier = _ancestors(tuple(links), decision.id)
        straight = False
        for name, probability, target in self.branches:
            if target is None and not straight:
                straight = True
                links = [
                    replace(link, label=name) if onward and link.id == onward[0].id else link
                    for link in links
                ]
                continue
            kind: LinkKind = "rework" if target in earlier else "alternative"
            key = new_id("l")
            if target is None:
                extra = Step(name=name, role=decision.role)
                steps.insert(steps.index(decision) + 1, extra)
                target = extra.id
                links.append(Link(key, decision.id, target, kind, probability, name))
                if onward:
                    links.append(Link(new_id("l"), target, onward[0].target, kind))
                continue
            links.append(Link(key, decision.id, target, kind, probability, name))
        return with_map(event, replace(chart, steps=tuple(steps), links=tuple(links)))

    def _problem(self, chart: Map) -> str:
        if not self.branches:
            return _("A decision needs at least one branch.")
        known = {step.id for step in chart.steps}
        for name, probability, target in self.branches:
            if target is not None and target not in known:
                return _("Branch “{name}” leads to a step that is not on this map.").format(name=name)
            if problem := limit_problem(_PROBABILITY, probability):
                return _("Branch “{name}”: {problem}").format(name=name, problem=problem)
        given = [probability for _, probability, _ in self.branches if probability is not None]
        total = sum(given)
        straight = any(target is None for _, _, target in self.branches)
        if total > 1 + 1e-9 or (len(given) == len(self.branches) and straight and abs(total - 1) > 1e-6):
            return _("These branches add up to {total}%; they must add up to 100%.").format(
                total=number_text(total * 100, 2)
            )
        return ""


class WireSteps(Edit):
    """Give steps that stand in a chain the ways a table says, instead of the chain.

    What led to the first of `steps` leads to every head; what the last led to follows every tail.
    """

    map_id: str
    steps: tuple[str, ...]
    ways: tuple[Link, ...]
    heads: tuple[str, ...]
    tails: tuple[str, ...]

    @property
    def label(self) -> str:
        return _("link {steps}").format(steps=count_text(len(self.steps), "step", "steps"))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        named = {*self.steps, *self.heads, *self.tails}
        if missing := named - {step.id for step in chart.steps}:
            return Refusal(_("There is no step “{missing}” on this map.").format(missing=min(missing)))
        if not self.steps:
            return event
        inner, first, last = set(self.steps), self.steps[0], self.steps[-1]
        into = [link for link in chart.links if link.target == first and link.source not in inner]
        out = [link for link in chart.links if link.source == last and link.target not in inner]
        kept = [link for link in chart.links if link.source not in inner and link.target not in inner]
        outer = [link for link in chart.links if (link.source in inner) != (link.target in inner)]
        kept += [link for link in outer if link not in into and link not in out]
        kept += [replace(link, id=new_id("l"), target=head) for link in into for head in self.heads]
        kept += [replace(link, id=new_id("l"), source=tail) for link in out for tail in self.tails]
        new = replace(chart, links=tuple(kept))
        if problem := links_problem(new, self.ways):
            return Refusal(problem)
        return with_map(event, replace(new, links=(*new.links, *self.ways)))


def _ancestors(links: tuple[Link, ...], step_id: str) -> set[str]:
    """The step and every step from which the flow leads to it."""
    found, queue = {step_id}, [step_id]
    while queue:
        key = queue.pop()
        for link in links:
            if link.target == key and link.kind == "flow" and link.source not in found:
                found.add(link.source)
                queue.append(link.source)
    return found
