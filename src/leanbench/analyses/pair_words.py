"""The question of a comparison in the names of what is compared: "after is higher than before"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from leanbench.analyses.method import Field, Method
from leanbench.analyses.study_columns import title
from leanbench.words.language import _


def compared_names(method: Method, options: Mapping[str, Any], data: Any) -> tuple[str, str] | None:
    """The first and the second of what the options compare: two groups or two columns; None where they do not say yet.

    As `study_columns.two_groups` takes them: those named, else the first two in the table.
    """
    fields = {field.name for field in method.fields}
    if "second_value" in fields:
        first, second = options.get("value"), options.get("second_value")
        return (title(str(first)), title(str(second))) if first and second else None
    column = options.get("group")
    if "second" not in fields or data is None or not column or column not in data.kinds:
        return None
    names = [name for name in dict.fromkeys(str(text) for text in data.texts(column)) if name]
    first = str(options.get("first") or next(iter(names), ""))
    second = str(options.get("second") or next((name for name in names if name != first), ""))
    return (first, second) if first and second else None


def named_field(field: Field, method: Method, options: Mapping[str, Any], data: Any) -> Field:
    """The choice of the question with the names of what is compared; any other option as it is."""
    names = compared_names(method, options, data) if field.name == "alternative" else None
    if names is None:
        return field
    texts = {
        None: _("{second} differs from {first}"),
        "greater": _("{second} is higher than {first}"),
        "less": _("{second} is lower than {first}"),
    }
    return replace(
        field,
        choices=tuple(
            (value, texts[value].format(first=names[0], second=names[1])) for value, _ignored in field.choices
        ),
    )
