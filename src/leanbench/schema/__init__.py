"""What a record is: cards, fitting, reading and writing, ids and addresses. Knows no event and no Qt.

A record is a frozen class whose fields are declared by *cards*; everything the program does with a field
(reading, checking, showing, storing, merging) is derived from its card::

    class Action(Record):
        id: str = identity("a")
        problem: str = text("Problem", hint="What is wrong, and where")
        due: str = date("Due")
        cost: float | None = money("Cost", least=0)
"""

from __future__ import annotations

from leanbench.schema.card import (
    Card,
    choice,
    date,
    duration,
    identity,
    lines,
    link,
    loose,
    money,
    number,
    percent,
    person,
    record,
    rows,
    share,
    text,
    uuid,
    whole,
    yesno,
)
from leanbench.schema.fitting import FieldShape, Misfit, Shape, fields_of, fit_field, shape_of
from leanbench.schema.frozen_record import (
    Extra,
    Json,
    Record,
    cards_of,
    field_names,
    give_cards,
    is_record,
    nothing,
    replace,
    with_name,
)
from leanbench.schema.given_ids import with_ids
from leanbench.schema.identifiers import new_id, new_uuid, seed_ids
from leanbench.schema.plain_values import plain_record, plain_value, record_from, value_from

__all__ = [
    "Card",
    "Extra",
    "FieldShape",
    "Json",
    "Misfit",
    "Record",
    "Shape",
    "cards_of",
    "choice",
    "date",
    "duration",
    "field_names",
    "fields_of",
    "fit_field",
    "give_cards",
    "identity",
    "is_record",
    "lines",
    "link",
    "loose",
    "money",
    "new_id",
    "new_uuid",
    "nothing",
    "number",
    "percent",
    "person",
    "plain_record",
    "plain_value",
    "record",
    "record_from",
    "replace",
    "rows",
    "seed_ids",
    "shape_of",
    "share",
    "text",
    "uuid",
    "value_from",
    "whole",
    "with_ids",
    "with_name",
    "yesno",
]
