"""The rules for one map: times, links and probabilities, roles, value classes, Little's law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from leanbench.event.editing import problems_of, step_text
from leanbench.event.finding import Finding, Level
from leanbench.event.process import ACTIVITY_KINDS, SIDE_KINDS
from leanbench.event.records import Event, Link, Map, Step
from leanbench.event.wiring import ends_problem, main_steps
from leanbench.schema import cards_of
from leanbench.schema.limits import limit_problem
from leanbench.words import _
from leanbench.words.durations import duration_problem
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import number_text

_DURATIONS = ("process_time", "wait", "changeover", "gate")
_NUMBERS = ("ca_pct", "wip", "staff", "availability_pct", "batch")
_LITTLE = 0.20  # warn when stock and wait disagree by more


def check_map(event: Event, chart: Map) -> Iterator[Finding]:
    """The findings of one map."""
    yield from _repeated(chart)
    yield from _times(event, chart)
    yield from _judged(chart)
    yield from _roles(event, chart)
    steps = {step.id: step for step in chart.steps}
    links = [link for link in chart.links if link.source in steps]
    yield from _loose_ends(chart, steps)
    yield from _probabilities(chart, steps, links)
    yield from _ways(chart, steps, links)
    yield from _little(event, chart)
    for note in chart.notes:
        if note.step and note.step not in steps:
            text = _("A {kind} hangs on a step that is not on the map: “{text}”.").format(
                kind=note.kind, text=note.text[:40]
            )
            yield Finding("look", ("note", chart.id, note.id), text, _("Hang it on another step."))


def _label(chart: Map) -> str:
    return _("On the map “{name}”").format(name=chart.name or chart.id)


def _many(chart: Map, level: Level, steps: Sequence[Step], text: str, hint: str) -> Iterator[Finding]:
    """One finding for all steps of a kind; `text` has {who}, the steps, and {s}, empty for several."""
    if steps:
        where = ("step", chart.id, steps[0].id) if len(steps) == 1 else ("map", chart.id)
        who = list_text([step_text(step) for step in steps], 3)
        count = "" if len(steps) == 1 else f" ({count_text(len(steps), 'step', 'steps')})"
        verb = "has" if len(steps) == 1 else "have"
        yield Finding(level, where, f"{_label(chart)}, {who}{count} {text.format(has=verb)}.", hint)


def _repeated(chart: Map) -> Iterator[Finding]:
    for kind, rows in ((_("steps"), chart.steps), (_("links"), chart.links), (_("notes"), chart.notes)):
        twice = [key for key, count in Counter(row.id for row in rows).items() if count > 1]
        if twice:
            text = _("{label}, two {kind} have the same id: {twice}.").format(
                label=_label(chart), kind=kind, twice=", ".join(twice[:3])
            )
            yield Finding("broken", ("map", chart.id), text, _("Remove one of them and add it again."))


def _times(event: Event, chart: Map) -> Iterator[Finding]:
    for step in chart.steps:
        for field in _DURATIONS:
            duration = getattr(step, field)
            if duration is not None and (problem := duration_problem(duration, event.calendar)):
                text = _("The {field} of {step}: {problem}").format(
                    field=cards_of(Step)[field].words, step=step_text(step), problem=problem
                )
                yield Finding("broken", ("step", chart.id, step.id), text, _("Type it again."))
        for field in _NUMBERS:
            if problem := limit_problem(cards_of(Step)[field], getattr(step, field)):
                yield Finding(
                    "broken",
                    ("step", chart.id, step.id),
                    f"{step_text(step)}: {problem}",
                    _("Type it again."),
                )


def _judged(chart: Map) -> Iterator[Finding]:
    """What nobody has recorded yet, one finding for each column."""
    work = [step for step in chart.steps if step.kind in ACTIVITY_KINDS]
    tests: tuple[tuple[Callable[[Step], bool], Level, str, str], ...] = (
        (lambda s: s.process_time is None, "missing", _("{has} no process time"), _("It is counted as 0.")),
        (lambda s: s.wait is None, "missing", _("{has} no wait"), _("It is counted as 0.")),
        (lambda s: s.ca_pct is None, "missing", _("{has} no %C&A"), _("The rolled %C&A leaves them out.")),
        (
            lambda s: not s.value,
            "missing",
            _("{has} no value class"),
            _("Decide value added, required or waste."),
        ),
        (
            lambda s: s.value == "BNVA" and not s.rule,
            "look",
            _("{has} the class “required” without the law or rule that requires it"),
            _("Name the rule, or call it waste."),
        ),
        (lambda s: not s.name, "missing", _("{has} no name"), _("Name what is done there.")),
    )
    for test, level, text, hint in tests:
        yield from _many(chart, level, [step for step in work if test(step)], text, hint)


def _roles(event: Event, chart: Map) -> Iterator[Finding]:
    known = {role.id for role in event.roles}
    work = [step for step in chart.steps if step.kind in ACTIVITY_KINDS]
    nobody = [step for step in work if not step.role]
    yield from _many(chart, "missing", nobody, _("{has} no role"), _("Labor and hand-offs leave them out."))
    for role, count in Counter(step.role for step in work if step.role and step.role not in known).items():
        first = next(step for step in work if step.role == role)
        text = _("{label}, {steps} belong to “{role}”, which is not among the roles.").format(
            label=_label(chart), steps=count_text(count, "step", "steps"), role=role
        )
        yield Finding(
            "look", ("step", chart.id, first.id), text, _("Add the role with its rate, or choose another.")
        )


# --- links --------------------------------------------------------------------------------------


def _loose_ends(chart: Map, steps: dict[str, Step]) -> Iterator[Finding]:
    for link in chart.links:
        lost = [end for end in (link.source, link.target) if end not in steps]
        if link.kind == "exit" and lost == [link.target]:
            continue  # an exit may lead away from the map
        if lost:
            text = _("{label}, a link leads to or from a step that is not there: {lost}.").format(
                label=_label(chart), lost=lost[0]
            )
            yield Finding("broken", ("link", chart.id, link.id), text, _("Remove the link."))
        elif problem := ends_problem(steps[link.source], steps[link.target]):
            text = _("{label}, a link goes against the signs at its ends. {problem}").format(
                label=_label(chart), problem=problem
            )
            yield Finding(
                "look", ("link", chart.id, link.id), text, _("Remove the link, or change the symbol.")
            )


def _probabilities(chart: Map, steps: dict[str, Step], links: Sequence[Link]) -> Iterator[Finding]:
    leaving: dict[str, list[Link]] = {}
    for link in links:
        if link.probability is not None and not 0.0 <= link.probability <= 1.0:
            text = _("{step}: a link has the probability {probability}.").format(
                step=step_text(steps[link.source]), probability=number_text(link.probability)
            )
            yield Finding("broken", ("link", chart.id, link.id), text, _("It must be between 0 and 100%."))
        leaving.setdefault(link.source, []).append(link)
    for source, out in leaving.items():
        given = [link.probability for link in out if link.probability is not None]
        if not given:
            continue
        blank_flow = any(link.kind == "flow" and link.probability is None for link in out)
        blank = [link for link in out if link.kind != "flow" and link.probability is None]
        total = sum(given)
        address = ("step", chart.id, source)
        if total > 1.0 + 1e-6 or (total < 1.0 - 1e-6 and not blank_flow and not blank):
            text = _("The branches out of {step} add up to {total}%.").format(
                step=step_text(steps[source]), total=number_text(100 * total, 2)
            )
            yield Finding("broken", address, text, _("They must add up to 100%."))
        if blank and (blank_flow or any(link.kind == "flow" for link in out)):
            text = _("A {kind} link out of {step} has no probability.").format(
                kind=blank[0].kind, step=step_text(steps[source])
            )
            yield Finding("look", ("link", chart.id, blank[0].id), text, _("It is counted as never taken."))


def _ways(chart: Map, steps: dict[str, Step], links: Sequence[Link]) -> Iterator[Finding]:
    """Steps nothing leads to, and loops without a way out."""
    carrying = [step.id for step in chart.steps if step.kind not in SIDE_KINDS]
    if len(carrying) > 1 and not links:
        text = _("{label}, no links are drawn.").format(label=_label(chart))
        yield Finding(
            "look", ("map", chart.id), text, _("The steps are taken one after the other, as in the table.")
        )
        return
    onward: dict[str, list[str]] = {key: [] for key in steps}
    back: dict[str, list[str]] = {key: [] for key in steps}
    ends: set[str] = set()
    for link in links:
        if link.probability == 0.0:
            continue
        if link.target in steps:
            if link.source != link.target:
                onward[link.source].append(link.target)
                back[link.target].append(link.source)
        elif link.kind == "exit":
            ends.add(link.source)
    certain = {
        link.source for link in links if link.source == link.target and link.probability in (None, 1.0)
    }
    starts = [key for key in carrying if not back[key]] or carrying[:1]
    starts = [key for key in starts if onward[key]][:1] or starts[:1]
    reached = _spread(starts, onward)
    lonely = [steps[key] for key in carrying if key not in reached and not back[key]]
    yield from _many(
        chart,
        "look",
        lonely,
        _("{has} no link coming in: nothing leads there"),
        _("Connect it with the step before."),
    )
    loose = [steps[key] for key in carrying if key not in reached and back[key]]
    behind = _spread([step.id for step in lonely], onward)
    circle = [step for step in loose if step.id not in behind]
    yield from _many(
        chart, "look", circle, _("cannot be reached from the start"), _("Connect them with the flow.")
    )
    ends |= {key for key in carrying if not onward[key] and key not in certain}
    ending = _spread(ends, back)
    endless = [steps[key] for key in carrying if key not in ending]
    if endless:
        where = ("step", chart.id, endless[0].id)
        text = _("{label}, this loop never ends: {endless}.").format(
            label=_label(chart), endless=list_text([step_text(step) for step in endless], 3)
        )
        yield Finding("broken", where, text, _("Give one of its steps a way out of the loop."))


def _spread(starts: Sequence[str] | set[str], onward: dict[str, list[str]]) -> set[str]:
    seen, queue = set(starts), list(starts)
    while queue:
        for key in onward[queue.pop()]:
            if key not in seen:
                seen.add(key)
                queue.append(key)
    return seen


def _little(event: Event, chart: Map) -> Iterator[Finding]:
    """Little's law on the main path: stock before a step = arrivals per minute x wait before it.

    Only where every case passes once (main path), and only differences of more than one unit count,
    so that rounding a small stock is no finding. Source: Little (1961), L = lambda W.
    """
    demand, calendar = event.demand.units_per_year, event.calendar
    open_minutes = calendar.working_days_per_year * calendar.hours_per_business_day * 60.0
    if not demand or demand <= 0 or not open_minutes > 0 or next(problems_of(calendar), ""):
        return
    main = set(main_steps(chart))
    for step in chart.steps:
        if step.id not in main or step.wip is None or step.wait is None or duration_problem(step.wait):
            continue
        wait = step.wait.minutes(calendar)
        expected = demand / open_minutes * wait
        if abs(step.wip - expected) > max(1.0, _LITTLE * expected):
            text = _(
                "Before {step} {wip} units wait, but by Little's law a wait of {wait} h at this demand means "
                "{expected}."
            ).format(
                step=step_text(step),
                wip=number_text(step.wip, 1),
                wait=number_text(wait / 60, 1),
                expected=number_text(expected, 1),
            )
            hint = _("One of the three is wrong: the stock, the wait or the demand.")
            yield Finding("look", ("step", chart.id, step.id), text, hint)
