"""What the cards of a field ask of its value, for every row of the event but what is drawn on maps: limits,
dates that are dates, links to rows that are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leanbench.errors import UserError
from leanbench.event.editing import problems_of, words
from leanbench.event.finding import Finding
from leanbench.event.records import Event
from leanbench.schema import cards_of, is_record
from leanbench.schema.cell_text import first_text
from leanbench.schema.given_ids import inner_kinds
from leanbench.words import _, ngettext
from leanbench.words.dates import iso_date
from leanbench.words.lists import count_text, list_text

_OWN_RULES = ("maps", "calendar", "conflicts")  # `check_map`, `check` and the merge list speak of these


def check_fields(event: Event) -> Iterator[Finding]:
    """The findings of all fields by their cards, in the order of the event."""
    known = _ids(event)
    for inner in inner_kinds(Event):
        if inner.name in _OWN_RULES:
            continue
        lost: dict[str, list[str]] = {}
        for row in _rows(getattr(event, inner.name), inner.many):
            yield from _values(inner.name, row)
            for card in cards_of(type(row)).values():
                key = getattr(row, card.name) if card.kind == "link" else ""
                if key and card.target in known and key not in known[card.target]:
                    lost.setdefault(card.target, []).append(first_text(row) or str(key))
        for target, names in lost.items():
            one = (
                _("a {target} no map has").format(target=target[:-1])
                if target == "steps"
                else _("a {target} that is not there").format(target=target[:-1])
            )
            text = ngettext(
                "{rows} of the {collection} points to {one}: {names}.",
                "{rows} of the {collection} point to {one}: {names}.",
                len(names),
            ).format(
                rows=count_text(len(names), "row", "rows"),
                collection=words(inner.name),
                one=one,
                names=list_text(names, 3),
            )
            yield Finding(
                "look", (inner.name,), text, _("Choose the {target} again.").format(target=target[:-1])
            )


def _ids(event: Event) -> dict[str, set[str]]:
    """Ids by the collection a link may point to; studies say for themselves when their data are gone."""
    found = {
        inner.name: {row.id for row in getattr(event, inner.name) if hasattr(row, "id")}
        for inner in inner_kinds(Event)
        if inner.many and inner.name not in ("datasets", "maps")
    }
    return {**found, "steps": {step.id for chart in event.maps for step in chart.steps}}


def _rows(value: Any, many: bool) -> Iterator[Any]:
    """The record or records, each with all records inside it."""
    for row in value if many else (value,):
        if not is_record(row):  # a script put something else there
            continue
        yield row
        kind: type = type(row)
        for inner in inner_kinds(kind):
            held = getattr(row, inner.name)
            if held is not None:
                yield from _rows(held, inner.many)


def _values(collection: str, row: Any) -> Iterator[Finding]:
    name = first_text(row) if isinstance(getattr(row, "id", None), str) and collection != "header" else ""
    for problem in problems_of(row):
        text = (
            _("In the {collection}, “{name}”: {problem}") if name else _("In the {collection}: {problem}")
        ).format(collection=words(collection), name=name, problem=problem)
        yield Finding("broken", (collection,), text, _("Correct it."))
    for card in cards_of(type(row)).values():
        value = getattr(row, card.name)
        if card.kind == "date" and value and not _is_date(value):
            text = (
                _("The {field} “{value}” of “{name}” is not a date.")
                if name
                else _("The {field} “{value}” is not a date.")
            ).format(field=card.words, value=value, name=name)
            yield Finding("look", (collection,), text, _("Write it like 2026-04-10."))


def _is_date(text: str) -> bool:
    try:
        iso_date(text)
    except UserError:
        return False
    return True
