"""A case that computes a map, a table of steps or an event file: the figures of ``leanbench metrics --json --all``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from leanbench import flow
from leanbench.errors import UserError
from leanbench.event import open_event
from leanbench.event.records import Calendar, Demand, Event, Link, Map, Role
from leanbench.flow.plain_figures import plain_comparison, plain_figures
from leanbench.flow.simulation import Options
from leanbench.schema import replace
from leanbench.schema.fitting import Misfit
from leanbench.schema.frozen_record import field_names
from leanbench.schema.plain_heading import plain_heading
from leanbench.schema.plain_values import record_from
from leanbench.schema.table_headings import NUMBERING
from leanbench.schema.table_reader import read_rows
from leanbench.tables.books import load
from leanbench.tables.step_links import NOWHERE
from leanbench.tables.steps import add_steps, read_steps
from leanbench.verify.call_body import call_function
from leanbench.verify.cases import Case
from leanbench.words import _
from leanbench.words.nearest_name import nearest_text

Rows = Sequence[Sequence[Any]]
_PLAN = ("seed", "replications", "days", "warm_up", "precision")
_OF_ROWS = ("links", "calendar", "demand", "roles", "lead_time_rule")  # they say how drawn steps are meant


def answers(case: Case) -> Any:
    """Figures of one state, or the comparison of two, and the simulation where the case has options for it."""
    asked = case.asked
    event = _event(case)
    found: dict[str, Any]
    states: tuple[str, ...]
    simulate: Any
    if "compare" not in asked:
        states, simulate = (str(asked.get("state", "current")),), flow.simulate
        found = plain_figures(event, *states)
    elif len(asked["compare"]) == 2 and "state" not in asked:
        states, simulate = tuple(map(str, asked["compare"])), flow.simulate_pair
        found = {"comparison": plain_comparison(event, states[0], states[1])}
    else:
        raise UserError(_("compare names two states, the earlier first, and no state beside them."))
    if "simulation" in asked:
        found["simulation"] = call_function(
            simulate, "simulation", _plan(asked["simulation"]), event, *states
        ).to_json()
    return found


def _plan(given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a simulation; options of people, peaks and backlog stand among them by their own names."""
    own = {one.name for one in fields(Options)} - {"shifts", "fitted"}
    plan: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if name in own
    }
    rest = {name: value for name, value in given.items() if name not in own}
    for name in rest:
        if name not in _PLAN:
            raise UserError(
                _('simulation has no option "{name}".{nearest}').format(
                    name=name, nearest=nearest_text(name, (*own, *_PLAN))
                )
            )
    return {**rest, "options": Options(**plan)} if plan else rest


def _event(case: Case) -> Event:
    asked = case.asked
    if ("event" in asked) == ("steps" in asked):
        raise UserError(_("A map is an event file or a table of steps: give one of event and steps."))
    if "event" in asked:
        if given := [name for name in _OF_ROWS if name in asked]:
            raise UserError(_('An event file has its own {name}; take "{name}" away.').format(name=given[0]))
        return open_event(case.beside(asked["event"])).root
    event = Event(
        calendar=_record(Calendar, asked.get("calendar", {}), "calendar"),
        demand=_record(Demand, asked.get("demand", {}), "demand"),
        roles=tuple(_record(Role, role, f"roles.{i}") for i, role in enumerate(asked.get("roles", ()))),
        maps=(_empty_map(case),),
    )
    rows = _rows(case, asked["steps"], "steps")
    typed = add_steps(event, "current", rows)
    drawn = typed.event.map("current")
    if len(drawn.steps) != len(rows) - 1:
        raise UserError(
            _("Not every row became a step: {problems}").format(problems=" ".join(typed.problems))
        )
    reading = read_steps(event, rows)
    unused = [one.heading for one in reading.columns if one.card is None and _is_heading(one.heading)]
    if unused:
        raise UserError(_("Columns that no step has: {unused}.").format(unused=", ".join(unused)))
    if typed.unread or any(NOWHERE in told for told in typed.problems):
        raise UserError(" ".join(typed.problems))
    drawn = _with_ids(drawn, rows)
    if "links" in asked:
        drawn = replace(drawn, links=_links(drawn, _rows(case, asked["links"], "links")))
    return _with_role_names(replace(typed.event, maps=(drawn,)))


def _empty_map(case: Case) -> Map:
    """The map before its steps: the current state, with the rule of the case for its lead time."""
    rule = {"lead_time_rule": case.asked["lead_time_rule"]} if "lead_time_rule" in case.asked else {}
    made: Map = _record(Map, {"id": "current", **rule}, "map")
    return made


def _record(kind: Any, data: Any, place: str) -> Any:
    """A record of the case. Raises UserError for a field it does not have, or a value that does not fit."""
    names = [name for name in field_names(kind) if name != "extra"]
    if not isinstance(data, Mapping):
        raise UserError(_("{place} must be an object of named values.").format(place=place))
    for name in data:
        if name not in names:
            raise UserError(
                _('{place} has no field "{name}".{nearest} It has: {names}.').format(
                    place=place, name=name, nearest=nearest_text(name, names), names=", ".join(names)
                )
            )
    try:
        return record_from(kind, dict(data))
    except Misfit as misfit:
        raise UserError(f"{place}.{misfit.place()} {misfit.reason}.") from None


def _rows(case: Case, given: Any, name: str) -> Rows:
    """A table of the case as rows of cells, the first with the headings."""
    if isinstance(given, str):
        path: Path = case.beside(given)
        rows: Rows = [row for row in load(path).rows if any(str(cell).strip() for cell in row)]
    elif given and all(isinstance(row, dict) for row in given):
        headings = list(dict.fromkeys(heading for row in given for heading in row))
        rows = [headings, *([row.get(heading) for heading in headings] for row in given)]
    elif given and all(isinstance(row, list) for row in given):
        rows = given
    else:
        raise UserError(
            _("{name} must be rows: objects by heading, or lists below their headings.").format(name=name)
        )
    if len(rows) < 2:
        raise UserError(_("{name} has no rows below its headings.").format(name=name))
    return rows


def _with_ids(drawn: Map, rows: Rows) -> Map:
    """The map with the ids of the table's column Id, or the numbers of the rows from 1."""
    column = next((i for i, heading in enumerate(rows[0]) if _is_number(str(heading))), None)
    ids = [str(number) for number in range(1, len(rows))]
    if column is not None:
        told = [_id(row[column]) if column < len(row) else "" for row in rows[1:]]
        counts = Counter(told)
        ids = [name if name and counts[name] == 1 else f"row-{i}" for name, i in zip(told, ids, strict=True)]
    new = {step.id: name for step, name in zip(drawn.steps, ids, strict=True)}
    return replace(
        drawn,
        steps=tuple(replace(step, id=new[step.id]) for step in drawn.steps),
        links=tuple(replace(link, source=new[link.source], target=new[link.target]) for link in drawn.links),
    )


def _is_number(heading: str) -> bool:
    """The heading of a column of ids or numbers of the steps."""
    return plain_heading(heading) in set(map(plain_heading, NUMBERING))


def _is_heading(heading: str) -> bool:
    return bool(heading) and not _is_number(heading)


def _with_role_names(event: Event) -> Event:
    """Roles that the table named get their name for an id, the same at every run."""
    new = {role.id: role.name for role in event.roles if role.id.startswith("r-") and role.name}
    (drawn,) = event.maps
    steps = tuple(replace(step, role=new.get(step.role, step.role)) for step in drawn.steps)
    lanes = tuple(new.get(lane, lane) for lane in drawn.lanes)
    roles = tuple(replace(role, id=new.get(role.id, role.id)) for role in event.roles)
    return replace(event, roles=roles, maps=(replace(drawn, steps=steps, lanes=lanes),))


def _id(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "").strip()


def _links(drawn: Map, rows: Rows) -> tuple[Link, ...]:
    """The links of a table; a step is named by its id or its name. Raises UserError for what cannot be drawn."""
    reading = read_rows(Link, rows, named="source", plural=_("links"))
    unused = [column.heading for column in reading.columns if column.card is None and column.heading]
    if reading.unread or unused:
        raise UserError(
            _("Of the links could not be read: {what}.").format(
                what=", ".join([*(f"{one.title} “{one.text}”" for one in reading.unread), *unused])
            )
        )
    steps = {
        **{step.name.casefold(): step.id for step in drawn.steps},
        **{s.id.casefold(): s.id for s in drawn.steps},
    }
    links = []
    column = next(
        (c.index for c in reading.columns if c.card is not None and c.card.name == "probability"), None
    )
    for place, row in enumerate(reading.rows, 1):
        values = dict(row.values)
        cell = None if column is None else rows[row.number - 1][column]
        if isinstance(cell, int | float):  # a number is the probability itself: 1 is not one percent
            values["probability"] = cell
        for end in ("source", "target"):
            name = str(values.get(end, "")).casefold()
            if name not in steps:
                raise UserError(
                    _('Link {place}: there is no step "{name}".{nearest}').format(
                        place=place, name=values.get(end, ""), nearest=nearest_text(name, steps)
                    )
                )
            values[end] = steps[name]
        links.append(_record(Link, {"id": f"l{place}", **values}, f"links.{place}"))
    return tuple(links)
