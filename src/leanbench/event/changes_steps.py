"""Changes of the steps of a map: add, remove, move, duplicate, paste."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leanbench.errors import Refusal
from leanbench.event.editing import (
    Edit,
    edited,
    find_map,
    index_of,
    problems_of,
    step_name,
    step_text,
    with_map,
)
from leanbench.event.records import Event, Link, Map, Step
from leanbench.event.wiring import (
    block_links,
    flow_in,
    flow_out,
    follow_table,
    heal,
    last_main_step,
    link_after,
    link_before,
    main_steps,
)
from leanbench.schema import new_id, replace
from leanbench.words import _
from leanbench.words.lists import count_text


class AddStep(Edit):
    """Add a step and link it into the flow.

    After the step `after` (after -> new -> what came next), before the step `before`, or with neither
    at the end of the table, linked from the last step of the main path.
    """

    map_id: str
    step: Step
    after: str | None = None
    before: str | None = None

    @property
    def label(self) -> str:
        return _("add step {step}").format(step=step_text(self.step))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        if not self.step.id or index_of(chart.steps, self.step.id) is not None:
            return Refusal(_("The map already has a step with the id “{id}”.").format(id=self.step.id))
        if problem := step_problem(self.step):
            return Refusal(problem)
        anchor = self.after if self.after is not None else self.before
        at = len(chart.steps) if anchor is None else index_of(chart.steps, anchor)
        if at is None:
            return Refusal(_("There is no step “{anchor}” to put the new one beside.").format(anchor=anchor))
        if self.after is not None:
            at, links = at + 1, link_after(chart.links, self.after, self.step.id)
        elif self.before is not None:
            links = link_before(chart.links, self.before, self.step.id)
        else:
            last = last_main_step(chart)
            links = chart.links if last is None else link_after(chart.links, last, self.step.id)
        steps = (*chart.steps[:at], self.step, *chart.steps[at:])
        return with_map(event, replace(chart, steps=steps, links=links))


class AddSteps(Edit):
    """Add steps in a chain behind the step `after`, or at the end of the table, as many `AddStep` would."""

    map_id: str
    steps: tuple[Step, ...]
    after: str | None = None

    @property
    def label(self) -> str:
        return _("add {steps}").format(steps=count_text(len(self.steps), "step", "steps"))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        ids = {step.id for step in chart.steps}
        for step in self.steps:
            if not step.id or step.id in ids:
                return Refusal(_("The map already has a step with the id “{id}”.").format(id=step.id))
            if problem := step_problem(step):
                return Refusal(problem)
            ids.add(step.id)
        if not self.steps:
            return event
        at = len(chart.steps) if self.after is None else index_of(chart.steps, self.after)
        if at is None:
            return Refusal(
                _("There is no step “{anchor}” to put the new one beside.").format(anchor=self.after)
            )
        at += self.after is not None
        after = self.after if self.after is not None else last_main_step(chart)
        links = chain_after(chart.links, after, self.steps)
        return with_map(
            event, replace(chart, steps=(*chart.steps[:at], *self.steps, *chart.steps[at:]), links=links)
        )


class FillSteps(Edit):
    """Set fields of many steps: (id of the step, field, value)."""

    map_id: str
    values: tuple[tuple[str, str, Any], ...]

    @property
    def label(self) -> str:
        count = len({step_id for step_id, _field, _value in self.values})
        return _("fill {steps}").format(steps=count_text(count, "step", "steps"))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        steps = {step.id: step for step in chart.steps}
        for step_id, field, value in self.values:
            if step_id not in steps:
                return Refusal(_("There is no step “{id}” on this map.").format(id=step_id))
            if field == "id":
                return Refusal(_("An id does not change."))
            done = edited(steps[step_id], field, value)
            if isinstance(done, Refusal):
                return done
            steps[step_id] = done
        filled = tuple(steps.values())
        same = all(one is other for one, other in zip(filled, chart.steps, strict=True))
        return event if same else with_map(event, replace(chart, steps=filled))


class RemoveSteps(Edit):
    """Remove steps; the flow closes over the gap, their notes go with them."""

    map_id: str
    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        return _("remove {steps}").format(steps=count_text(len(self.ids), "step", "steps"))

    def describe(self, event: Event) -> str:
        if len(self.ids) == 1:
            return _("remove {step_name}").format(step_name=step_name(event, self.map_id, self.ids[0]))
        return self.label

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        gone = set(self.ids)
        missing = gone - {step.id for step in chart.steps}
        if missing:
            return Refusal(_("There is no step “{missing}” on this map.").format(missing=min(missing)))
        links = chart.links
        for step in chart.steps:
            if step.id in gone:
                links = heal(links, step.id)
        steps = tuple(step for step in chart.steps if step.id not in gone)
        notes = tuple(note for note in chart.notes if note.step not in gone or not note.step)
        return with_map(event, replace(chart, steps=steps, links=links, notes=notes)) if gone else event


class MoveStep(Edit):
    """Move a step to another row of the table; on a plain stretch the flow follows the table."""

    map_id: str
    step_id: str
    index: int

    @property
    def label(self) -> str:
        return _("move step to row {index}").format(index=self.index + 1)

    def describe(self, event: Event) -> str:
        return _("move {step_name} to row {index}").format(
            step_name=step_name(event, self.map_id, self.step_id), index=self.index + 1
        )

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        old = index_of(chart.steps, self.step_id)
        if old is None:
            return Refusal(_("There is no step “{step_id}” on this map.").format(step_id=self.step_id))
        to = min(max(self.index, 0), len(chart.steps) - 1)
        if to == old:
            return event
        rest = [step for step in chart.steps if step.id != self.step_id]
        rest.insert(to, chart.steps[old])
        chart = replace(chart, steps=tuple(rest))
        return with_map(event, replace(chart, links=follow_table(chart, self.step_id)))


class DuplicateSteps(Edit):
    """Copy steps, with the links among them, to right behind the last of them in the flow."""

    map_id: str
    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        return _("duplicate {steps}").format(steps=count_text(len(self.ids), "step", "steps"))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        steps = tuple(step for step in chart.steps if step.id in self.ids)
        if not steps:
            return Refusal(_("There are no steps to duplicate."))
        links = block_links(chart, self.ids)
        main = [step_id for step_id in main_steps(chart) if step_id in self.ids]
        after = main[-1] if main else steps[-1].id
        return PasteSteps(self.map_id, steps, links, after, parallel=not links).apply(event)


class PasteSteps(Edit):
    """Put copies of steps (with the links among them) into a map, behind the step `after` or at the end.

    Copies get new ids and lose their hand-made places. The block keeps its shape: the flow goes from `after` to
    each of its beginnings, and from each of its ends to what came after `after`. Steps without any link among
    them are a chain, or side by side where `parallel` says so.
    """

    map_id: str
    steps: tuple[Step, ...]
    links: tuple[Link, ...] = ()
    after: str | None = None
    parallel: bool = False

    @property
    def label(self) -> str:
        return _("paste {steps}").format(steps=count_text(len(self.steps), "step", "steps"))

    def apply(self, event: Event) -> Event | Refusal:
        chart = find_map(event, self.map_id)
        if isinstance(chart, Refusal):
            return chart
        if not self.steps or len({step.id for step in self.steps}) != len(self.steps):
            return Refusal(_("There are no steps to paste."))
        problem = next((text for step in self.steps if (text := step_problem(step))), "")
        if problem:
            return Refusal(problem)
        after = self.after if self.after is not None else last_main_step(chart)
        at = len(chart.steps) if self.after is None else index_of(chart.steps, self.after)
        if at is None:
            return Refusal(_("There is no step “{after}” to paste behind.").format(after=self.after))
        at += self.after is not None
        ids = {step.id: new_id("s") for step in self.steps}
        inner = [link for link in self.links if link.source in ids and link.target in ids]
        copies = tuple(
            replace(link, id=new_id("l"), source=ids[link.source], target=ids[link.target], bends=())
            for link in inner
        )
        steps = tuple(replace(step, id=ids[step.id], pin=None) for step in self.steps)
        links = self._joined(chart, after, steps, copies)
        placed = (*chart.steps[:at], *steps, *chart.steps[at:])
        return with_map(event, replace(chart, steps=placed, links=links))

    def _joined(
        self, chart: Map, after: str | None, steps: tuple[Step, ...], copies: tuple[Link, ...]
    ) -> tuple[Link, ...]:
        """The pasted links joined with those of the map."""
        links = (*chart.links, *copies)
        if not copies and not self.parallel:
            return chain_after(links, after, steps)
        heads = block_beginnings(steps, copies)
        tails = [step.id for step in steps if not flow_out(copies, step.id)]
        main = [tail for tail in tails if tail in heads or flow_in(copies, tail)]  # the others end a branch
        if after is None or not heads:
            return links
        own = {link.id for link in copies}
        joined: list[Link] = []
        for link in link_after(links, after, heads[0]):
            onward = link.source == heads[0] and link.id not in own and link.target != heads[0]
            if onward and main:
                joined += [
                    replace(link, source=tail, id=link.id if tail == main[-1] else new_id("l"))
                    for tail in main
                ]
            elif link.source == after and link.target == heads[0]:
                joined += [
                    replace(link, target=head, id=link.id if head == heads[0] else new_id("l"))
                    for head in heads
                ]
            else:
                joined.append(link)
        return tuple(joined)


def block_beginnings(steps: Sequence[Step], links: Sequence[Link]) -> list[str]:
    """The steps a block begins with: no flow and none of the others leads to them, in the order of the table."""
    found: list[str] = []
    reached: set[str] = set()
    for step in steps:
        ways = [link.kind for link in links if link.source == step.id]
        branch = bool(ways) and "flow" not in ways and bool(found)
        if step.id in reached or branch or flow_in(links, step.id):
            continue
        found.append(step.id)
        queue = [step.id]
        while queue:
            here = queue.pop()
            reached.add(here)
            queue += [link.target for link in links if link.source == here and link.target not in reached]
    return found


def chain_after(links: tuple[Link, ...], after: str | None, steps: Sequence[Step]) -> tuple[Link, ...]:
    """Links with the steps in a chain behind the step `after`, or by themselves."""
    chain = [step.id for step in steps]
    if after is not None:
        chain.insert(0, after)
    return link_after(links, *chain) if chain[1:] else links


def step_problem(step: Step) -> str:
    """What is wrong with the values of a step, or an empty text."""
    return next(problems_of(step), "")
