"""The options of a study from the words of a command line: which a method knows, and what each takes."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

from leanbench.analyses.method import Field, Method
from leanbench.analyses.study_run import no_option_text
from leanbench.errors import UserError
from leanbench.words import N_, _
from leanbench.words.numbers import number_text, parse_number

PLAIN = (
    *("value", "stage", "size", "label", "date", "by", "category", "group"),
    *("lsl", "usl", "target", "sigma", "k"),
)
LARGEST = 1e15
TAKES = {
    "column": "COL",
    "columns": "COL,COL,...",
    "subgroup": N_("COL or N"),
    "number": N_("a number"),
    "tests": N_("1,2,5 or 1,2:7 (test 2 of 7 points) or the name of a set"),
    "rows": N_("row numbers N,N,..."),
    "text": "text",
    "yesno": N_("yes or no"),
    "filter": "COL=TEXT",
    "limits": "JSON",
}


def study_options(given: argparse.Namespace, method: Method) -> dict[str, Any]:
    """The study options named on the command line. Raises UserError for one the method does not know."""
    chosen: dict[str, Any] = {}
    for name in PLAIN:
        value = getattr(given, name)
        if value is not None:
            chosen[name] = _number(name, value) if isinstance(value, float) else value
    if given.subgroup is not None:
        chosen["subgroup"] = _subgroup(given.subgroup)
    if given.tests is not None:
        chosen["tests"] = _tests(given.tests)
    for text in given.where or ():
        chosen.setdefault("where", {}).update(_pair(text, "--where", "COL=TEXT"))
    fields = method.options
    for text in given.set or ():
        for name, value in _pair(text, "--set", "NAME=VALUE").items():
            if name not in fields:
                raise UserError(no_option_text(method, name))
            chosen[name] = _parsed(fields[name], value)
    return chosen


def described(method: Method) -> list[dict[str, Any]]:
    """Each option of a method as plain values: its name, what it takes, its words, whether it is needed."""
    return [
        {"name": field.name, "takes": _takes(field), "words": _words(field), "needed": field.needed}
        for field in method.options.values()
    ]


def _takes(field: Field) -> str:
    if field.kind in ("choice", "rules"):
        return ", ".join(str(value) for value, _words in field.choices if value is not None)
    return _(TAKES[field.kind])


def _words(field: Field) -> str:
    words = f"{field.label}. {field.help}" if field.help else field.label
    return f"{words} (needed)" if field.needed else words


def _pair(text: str, option: str, form: str) -> dict[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise UserError(_('{option} takes {form}, not "{text}".').format(option=option, form=form, text=text))
    return {name.strip(): value.strip()}


def _parsed(field: Field, text: str) -> Any:
    """The value of one option in the form studies keep it."""
    if field.kind == "number":
        return _number(field.name, parse_number(text))
    if field.kind == "columns":
        return [name.strip() for name in text.split(",") if name.strip()]
    if field.kind == "subgroup":
        return _subgroup(text)
    if field.kind == "tests":
        return _tests(text)
    if field.kind == "rows":
        return [_number(field.name, parse_number(row)) for row in text.split(",") if row.strip()]
    if field.kind == "filter":
        return _pair(text, _("--set {name}").format(name=field.name), "COL=TEXT")
    if field.kind == "yesno":
        if text.casefold() not in ("yes", "no", "true", "false"):
            raise UserError(
                _('{label} ({name}) takes yes or no, not "{text}".').format(
                    label=field.label, name=field.name, text=text
                )
            )
        return text.casefold() in ("yes", "true")
    if field.kind in ("choice", "rules"):
        known = {str(value): value for value, _words in field.choices if value is not None}
        if text not in known:
            raise UserError(
                _('{label} ({name}) takes {known}, not "{text}".').format(
                    label=field.label, name=field.name, known=", ".join(known), text=text
                )
            )
        return known[text]
    if field.kind == "limits":
        try:
            return json.loads(text)
        except ValueError:
            raise UserError(
                _('{label} ({name}) takes JSON, not "{text}".').format(
                    label=field.label, name=field.name, text=text
                )
            ) from None
    return text


def _number(name: str, value: float) -> float:
    """A number that can be reckoned with, whole where it is whole."""
    if abs(value) > LARGEST:  # not a number passes: the method says what it needs
        raise UserError(
            _("{name} is {number}, which is too large to reckon with. Check the number.").format(
                name=name, number=number_text(value)
            )
        )
    return int(value) if value == value and value.is_integer() else value


def _subgroup(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _tests(text: str) -> list[int] | dict[str, int | None] | str:
    """``1,2,5``, ``1,2:7`` (the length of test 2 is 7) or the name of a set."""
    parts = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"\d+(?::\d+)?", part) for part in parts):
        return text
    if ":" not in text:
        return [int(part) for part in parts]
    pairs = (part.partition(":") for part in parts)
    return {test: int(length) if length else None for test, _sign, length in pairs}
