"""What is missing, inconsistent or broken in a whole event.

Each finding says where (the addresses of `touched`, so a click can go there), what is wrong and what
to do. "broken": a number would be wrong or cannot be computed; "look": probably not what was meant;
"missing": prints as "not recorded". Findings of one kind on many steps are one finding. The rules for
the flow of a map are in `check_map`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from leanbench.errors import UserError
from leanbench.event.check_fields import check_fields
from leanbench.event.check_map import check_map
from leanbench.event.editing import problems_of, words
from leanbench.event.finding import Finding
from leanbench.event.records import Event
from leanbench.words import N_, _, ngettext
from leanbench.words.dates import iso_date
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import number_text

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Finding", "check"]

_ORDER = {"broken": 0, "look": 1, "missing": 2}
_CHARTER = {
    "problem_statement": N_("a problem statement"),
    "process_start": N_("where the process starts"),
    "process_end": N_("where it ends"),
    "in_scope": N_("what is in scope"),
    "out_of_scope": N_("what is out of scope"),
    "goals": N_("goals"),
    "metrics": N_("metrics"),
    "sponsor": N_("a sponsor"),
    "team_leader": N_("a team leader"),
    "process_owner": N_("a process owner"),
    "approvals": N_("approvals"),
}
_COLUMN_OPTIONS = ("value", "date", "stage", "size", "subgroup", "category", "label")


def check(event: Event) -> tuple[Finding, ...]:
    """All findings of an event, the broken ones first. Never raises."""
    found: list[Finding] = []
    for part in (_ids, _calendar, _header, _charter, _demand, _roles, _plan, _data, check_fields):
        found.extend(part(event))
    for chart in event.maps:
        found.extend(check_map(event, chart))
    if not event.maps:
        found.append(Finding("missing", ("maps",), _("The event has no map."), _("Add the current state.")))
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.level]))


def _ids(event: Event) -> Iterator[Finding]:
    collections = ("maps", "roles", "ideas", "actions", "datasets", "studies", "time_observations")
    for name in collections:
        twice = [key for key, count in Counter(row.id for row in getattr(event, name)).items() if count > 1]
        if twice:
            text = _("Two of the {words} have the same id: {twice}.").format(
                words=words(name), twice=", ".join(twice[:3])
            )
            yield Finding("broken", (name,), text, _("Give one of them another id."))


def _calendar(event: Event) -> Iterator[Finding]:
    for problem in problems_of(event.calendar):
        yield Finding(
            "broken",
            ("calendar",),
            _("Working calendar: {problem}").format(problem=problem),
            _("Correct it in the event details."),
        )
    for day in event.calendar.holidays:
        if _date(day) is None:
            yield Finding(
                "broken",
                ("calendar",),
                _("The holiday “{day}” is not a date.").format(day=day),
                _("Write it like 2026-12-25."),
            )


def _header(event: Event) -> Iterator[Finding]:
    header = event.header
    if not header.title:
        yield Finding("missing", ("header",), _("The event has no title."), _("Every paper carries it."))
    if not header.start:
        yield Finding("missing", ("header",), _("The event has no date."), _("Set its first day."))
    days = {name: _date(getattr(header, name)) for name in ("start", "end")}
    start, end = days["start"], days["end"]
    if start and end and end < start:
        yield Finding(
            "broken",
            ("header",),
            _("The event ends ({end}) before it starts ({start}).").format(end=end, start=start),
            _("Correct a date."),
        )


def _date(text: str) -> date | None:
    try:
        return iso_date(text) if text else None
    except UserError:
        return None


def _charter(event: Event) -> Iterator[Finding]:
    missing = [_(words_) for field, words_ in _CHARTER.items() if not getattr(event.charter, field)]
    if missing:
        text = _("The charter does not have {missing}.").format(missing=list_text(missing))
        yield Finding("missing", ("charter",), text, _("The paper prints “not recorded” there."))


def _demand(event: Event) -> Iterator[Finding]:
    demand = event.demand
    if demand.units_per_year is None:
        hint = _("Takt, people needed and yearly figures cannot be computed without it.")
        yield Finding("missing", ("demand",), _("The demand in units a year is not recorded."), hint)
    elif demand.units_per_year == 0:
        text = _("The demand is {units_per_year} units a year.").format(
            units_per_year=number_text(demand.units_per_year)
        )
        yield Finding("broken", ("demand",), text, _("Type how many units the process must deliver."))
    shares = [mix.share for mix in demand.mix if mix.share is not None]
    if shares and len(shares) == len(demand.mix) and abs(sum(shares) - 1) > 0.005:
        text = _("The kinds of demand add up to {shares}%.").format(shares=number_text(100 * sum(shares), 1))
        yield Finding("look", ("demand",), text, _("They should add up to 100%."))


def _roles(event: Event) -> Iterator[Finding]:
    unrated = [
        role.name or role.id for role in event.roles if not role.unpaid and role.loaded_rate_usd_h is None
    ]
    if unrated:
        text = ngettext("{roles} has no hourly rate.", "{roles} have no hourly rate.", len(unrated)).format(
            roles=_start(list_text(unrated, 3))
        )
        yield Finding("missing", ("roles",), text, _("Labor cost leaves them out."))


def _plan(event: Event) -> Iterator[Finding]:
    for field, label in (("who", _("an owner")), ("due", _("a due date"))):
        without = [row.action or row.id for row in event.actions if not getattr(row, field)]
        if without:
            text = _("{actions} without {label}: {without}.").format(
                actions=count_text(len(without), "action", "actions"),
                label=label,
                without=list_text(without, 3),
            )
            yield Finding("missing", ("actions",), text, _("Nobody can follow it up."))
    for sheet in event.time_observations:
        width = len(sheet.elements)
        wrong = [str(number) for number, cycle in enumerate(sheet.cycles, 1) if len(cycle) != width]
        if wrong:
            name = sheet.process or sheet.id
            text = _("Time observation “{name}”: cycle {wrong} does not have {width} times.").format(
                name=name, wrong=", ".join(wrong[:3]), width=width
            )
            yield Finding(
                "broken", ("time_observations",), text, _("Give every element a time, or leave it empty.")
            )


def _data(event: Event) -> Iterator[Finding]:
    columns = {data.id: {column.name for column in data.columns} for data in event.datasets}
    for study in event.studies:
        name = study.title or study.id
        if study.dataset and study.dataset not in columns:
            text = _("The study “{name}” uses data that are not in this event: {dataset}.").format(
                name=name, dataset=study.dataset
            )
            yield Finding("broken", ("study", study.id), text, _("Import them again, or choose other data."))
        elif known := columns.get(study.dataset):
            named = (study.options.get(option) for option in _COLUMN_OPTIONS)
            gone = [column for column in named if isinstance(column, str) and column not in known]
            if gone:
                text = _("The study “{name}” uses a column its data do not have: {gone}.").format(
                    name=name, gone=gone[0]
                )
                yield Finding("broken", ("study", study.id), text, _("Choose another column."))


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
