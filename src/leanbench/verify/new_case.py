"""A case to fill in: every option of a kind, and every path of its result, from the program's own answer.

What is computed here proves nothing: the case says so (`computed here, not proof`) and never counts as passed until it
names a source. The invented table has a column for each thing a method may ask for; which option takes which column
follows from the name of the option, so that a new kind of chart needs nothing here.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from leanbench.analyses import catalogue
from leanbench.analyses.method import COMPARE, Field, Method
from leanbench.errors import UserError
from leanbench.verify import call_body, runs
from leanbench.verify.cases import NO_PROOF, SCHEMA, case_of
from leanbench.words import _
from leanbench.words.nearest_name import nearest_text

_ROWS = 24
# The words of an answer, and tables of numbers that stand beside by name: no paths are written for them.
_TOLD = {"summary", "notes", "convention", "source", "assumptions", "table", "limits_table", "signals_table", "tests",
         "headline", "lines", "findings", "sentence"}  # fmt: skip
_LIST, _ROWS_OF_LIST = 40, 3  # the longest list that is written out; rows of a list of records


def new_case(kind: str) -> dict[str, Any]:
    """A case of a kind of chart or test, of a public function, or of a "map", with the program's own answers.

    Raises UserError for a kind there is not.
    """
    case: dict[str, Any] = {}
    problem = ""
    for more in (False, True):
        case = {
            "schema": SCHEMA, "id": f"new-{kind.rpartition('.')[2]}", "title": _("What is checked"),
            "source": {"title": _("Book, data set or program, and where in it"), "where": "", "kind": NO_PROOF},
            **_body(kind, more=more),
        }  # fmt: skip
        try:
            found = runs.answers(case_of({**case, "expect": {"-": 0}}, Path(f"{case['id']}.json")))
        except (UserError, TypeError) as error:  # an argument without a value is no number
            problem = str(error)
        else:
            return {**case, "expect": dict(paths_of(found)), "tolerance": {"rel": 1e-9}}
    told = _("Fill in what is missing, then the expected values: {problem}").format(problem=problem)
    return {**case, "expect": {"value": None}, "notes": told}


def paths_of(plain: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every path into an answer with its number, text, truth or short list; words about it are left out."""
    if isinstance(plain, Mapping):
        for name, part in plain.items():
            if name not in _TOLD:
                yield from paths_of(part, f"{at}.{name}" if at else str(name))
    elif not isinstance(plain, list):
        yield at, plain
    elif any(isinstance(one, list | dict) for one in plain):
        yield f"{at}.length", len(plain)
        for place, one in enumerate(plain[:_ROWS_OF_LIST]):
            yield from paths_of(one, f"{at}.{place}")
    elif len(plain) <= _LIST:
        yield at, plain
    else:
        yield f"{at}.length", len(plain)


def _body(kind: str, *, more: bool) -> dict[str, Any]:
    """What a new case computes; with `more` than is needed, for methods that need one of several options."""
    methods = catalogue.methods()
    if kind == "map":
        return {"map": _example_map()}
    if kind in methods:
        return {"study": _study(methods[kind], more)}
    if "." not in kind:
        raise UserError(
            _('There is no chart, test or function "{kind}".{nearest} There are: map, {known}.').format(
                kind=kind, nearest=nearest_text(kind, methods), known=", ".join(methods)
            )
        )
    name = call_body.full_name(kind)
    takes = inspect.signature(call_body.function_of(name)).parameters.values()
    named = [one for one in takes if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]
    arguments = {one.name: None if one.default is one.empty else one.default for one in named}
    return {"call": {"function": name, "arguments": arguments}}


# --- a study --------------------------------------------------------------------------------------


def _study(method: Method, more: bool) -> dict[str, Any]:
    """Kind, invented columns that its options name, and every option: None leaves it as it is."""
    options = {name: _value(method, field) for name, field in method.options.items()}
    if more:
        options |= {name: value for name, value in _MORE.items() if name in options}
    if not method.needs_data:
        return {"kind": method.name, "options": options}
    named = [one for value in options.values() for one in (value if isinstance(value, list) else [value])]
    table = _table()
    columns = {name: table[name] for name in table if name in named}
    return {"kind": method.name, "columns": columns or {"measure": table["measure"]}, "options": options}


def _value(method: Method, field: Field) -> Any:
    """What an option is set to: only what a method cannot do without, and the column of its measures."""
    if field.kind == "column" and (field.needed or field.name in ("value", "size")):
        counted = field.name == "value" and (method.counted or "number" not in field.choices)
        return (
            "count"
            if counted
            else _COLUMNS.get(field.name, "measure" if "number" in field.choices else "group")
        )
    if field.kind == "columns" and field.needed:
        return _MANY.get(field.name) or (
            ["clear", "quick"] if method.question == _SURVEYS else ["measure", "second"]
        )
    if field.kind == "subgroup" and field.needed:
        return 4
    if field.kind == "number" and (field.needed or field.name == "usl"):
        return _NUMBERS.get(field.name, field.default)
    return None


_SURVEYS = COMPARE
_COLUMNS = {
    "value": "measure", "size": "size", "group": "group", "category": "reason", "place": "who", "part": "part",
    "who": "who", "rating": "rating", "second_value": "second", "x": "across", "y": "down",
    "reference_column": "reference", "date": "day",
}  # fmt: skip
_MANY = {"factors": ["who"]}
_MORE = {"stage": "group", "overall": "quick", "margin": 2.0, "delta": 3.0, "sd": 6.0, "w": 0.3, "rows_of_table": 2,
         "columns_of_table": 2}  # fmt: skip
_NUMBERS = {
    "usl": 20.0, "target": 10.0, "sd": 6.0, "sd2": 9.0, "margin": 2.0, "margin_pct": 5.0, "delta": 3.0, "share1": 60.0,
    "share2": 75.0, "rate1": 2.0, "rate2": 3.0, "groups": 3, "ratio": 0.6, "r": 0.3, "r2": 13.0, "predictors": 3,
    "defects": 34, "units": 750, "mean": 12.0, "reference": 10.0, "tolerance": 8.0, "sigma_known": 2.0,
}  # fmt: skip


def _table() -> dict[str, list[Any]]:
    """Invented columns of 24 rows: 4 parts, 2 people, 3 trials in their order."""
    wave = [(7 * i * i + 3 * i) % 17 for i in range(_ROWS)]
    return {
        "day": [f"2026-01-{i + 1:02d}" for i in range(_ROWS)],
        "measure": [round(8 + 0.35 * w + (i // 6) * 0.4, 2) for i, w in enumerate(wave)],
        "second": [round(9 + 0.3 * w, 2) for w in wave],
        "count": [w % 6 for w in wave],
        "size": [20 + (5 * i) % 7 for i in range(_ROWS)],
        "group": ["before" if i < _ROWS // 2 else "after" for i in range(_ROWS)],
        "reason": [("fee", "plan", "signature")[w % 3] for w in wave],
        "part": [f"p{i // 6 + 1}" for i in range(_ROWS)],
        "who": [("Ana", "Ben")[i // 3 % 2] for i in range(_ROWS)],
        "rating": ["accept" if (i // 6) % 2 or i == 3 else "return" for i in range(_ROWS)],
        "reference": [8.0 + i // 6 for i in range(_ROWS)],
        "across": [round(w / 17, 3) for w in wave],
        "down": [round((w * 5 % 17) / 17, 3) for w in wave],
        "clear": [1 + w % 5 for w in wave],
        "quick": [1 + (w * 3 + i) % 5 for i, w in enumerate(wave)],
    }


def _example_map() -> dict[str, Any]:
    """Three steps with rework, an office of two people, and a year's demand."""
    return {
        "steps": [
            {"Id": "receive", "Step": "Receive", "Who": "Clerk", "PT": "10 min", "Wait": "4 h"},
            {"Id": "review", "Step": "Review", "Who": "Reviewer", "PT": "45 min", "Wait": "2 bd"},
            {"Id": "issue", "Step": "Issue", "Who": "Clerk", "PT": "15 min", "Wait": "1 bd"},
        ],
        "links": [
            {"From": "receive", "To": "review"},
            {"From": "review", "To": "receive", "Kind": "rework", "Probability": 0.2},
            {"From": "review", "To": "issue"},
        ],
        "roles": [{"id": "clerk", "name": "Clerk", "fte": 1}, {"id": "reviewer", "name": "Reviewer", "fte": 1}],
        "calendar": {"hours_per_business_day": 8, "minutes_open_per_day": 480, "working_days_per_year": 250},
        "demand": {"unit": "permit", "units_per_year": 1500},
        "lead_time_rule": "sum_lt",
    }  # fmt: skip
