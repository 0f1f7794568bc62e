"""What every method asks and answers, as recorded: forms, sentences, tables and the numbers in the pictures.

The numbers themselves are proven against published answers in tests/core/stats; here none may change its row, sign,
unit or word on the way from the form to the page. LEANBENCH_UPDATE_GOLDEN=1 writes the records anew: read the
difference before you keep it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.analyses.method import Field
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.plots.answers import Answer, Bars, Estimates, PowerCurve, Precision, Samples
from leanbench.schema import replace
from look.example_cases import CASES, result_of

GOLDEN = Path(__file__).parents[2] / "golden" / "analyses"
NAMES = tuple(catalogue.methods())
PICTURES = (Bars, Estimates, PowerCurve, Precision, Samples)


def number_text(value: float) -> str:
    """Four digits: more would record the last steps of a search."""
    return f"{value:.4g}" if np.isfinite(value) else str(value)


def told(value: Any) -> str:
    """A part of a picture as text; a long row of numbers as its length, ends and mean."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.size > 12:
        inside = value[np.isfinite(value)]
        ends = ", ".join(number_text(float(v)) for v in (inside[0], inside[-1], inside.mean()))
        return f"{value.size} values, first, last and mean {ends}"
    if isinstance(value, (tuple, list, np.ndarray)):
        return f"({', '.join(told(part) for part in value)})"
    if isinstance(value, (bool, str)) or value is None:
        return repr(value)
    if isinstance(value, (float, int, np.number)):
        return number_text(float(value))
    if is_dataclass(value):
        return told([getattr(value, part.name) for part in fields(value)])
    return str(value)


# Plans beside the example of each method: every design of chart, and shares, sides and cases that there are.
PLANS: dict[str, tuple[str, dict[str, Any]]] = {
    f"run-length {kind}": ("run-length", {"chart": kind, "share": 8, "count": 6, "gap": 25, "shape": 1.7})
    for kind in ("ewma", "cusum", "moving-average", "t2", "run", "p", "c", "g", "t")
} | {
    f"{name} one-sided": (
        name,
        {"sided": "one", "alternative": "greater", "power": 80, "alpha_pct": 10, "have": 60},
    )
    for name in NAMES
    if name.startswith("size-")
}


def result_lines(item: Study, result: Any) -> Iterator[str]:
    yield from words.sentences(result, item)
    columns, rows = words.table_of(result)
    yield " | ".join(columns)
    yield from (" | ".join(row) for row in rows)
    if isinstance(result, Answer) and isinstance(result.picture, PICTURES):
        for part in fields(result.picture):
            yield f"{part.name}: {told(getattr(result.picture, part.name))}"
    elif isinstance(result, Answer):
        yield from (f"Picture: {line}" for line in result.picture.summary())


def answer_lines(name: str) -> Iterator[str]:
    """A refusal is an answer too."""
    if name not in PLANS:
        yield from result_lines(*result_of(name))
        return
    method, options = PLANS[name]
    item, _example = result_of(method)
    known = {field.name for field in catalogue.methods()[method].fields}
    asked = {key: value for key, value in options.items() if key in known}
    own = replace(item, options={**item.options, **asked})
    try:
        yield from result_lines(own, studies.of(own, studies.NO_DATA))
    except UserError as error:
        yield str(error)


def field_line(field: Field) -> str:
    choices = [str(pair[1]) for pair in field.choices if isinstance(pair, tuple)]
    parts = (field.group, field.label, ", ".join(choices), field.help)
    usual = "" if field.default is None else f" [{field.default:g}]"
    return " | ".join(part for part in parts if part) + usual


def form_lines(name: str) -> Iterator[str]:
    """A method's words and the fields that it alone has; "shared" are the others."""
    lines = {key: list(map(field_line, method.fields)) for key, method in catalogue.methods().items()}
    used = Counter(line for own in lines.values() for line in set(own))
    if name == "shared":
        yield from sorted(line for line, count in used.items() if count > 1)
        return
    method = catalogue.methods()[name]
    yield f"{method.title}: {method.about}"
    yield from (line for line in lines[name] if used[line] == 1)


def refusal_lines(name: str) -> Iterator[str]:
    """What is said when nothing is chosen, and when one of the options of the example is missing or is a word."""
    item, _example = result_of(name)
    data = CASES if catalogue.methods()[name].needs_data else studies.NO_DATA
    tries = [{}, *({k: v for k, v in item.options.items() if k != gone} for gone in item.options)]
    tries += [
        {**item.options, key: "many"}
        for key, value in item.options.items()
        if isinstance(value, (int, float))
    ]
    told = []
    for options in tries:
        try:
            studies.of(replace(item, options=options), data)
        except UserError as error:
            told.append(str(error))
    yield from dict.fromkeys(told)


RECORDS = {
    "answers": (answer_lines, (*NAMES, *PLANS)),
    "forms": (form_lines, ("shared", *NAMES)),
    "refusals": (refusal_lines, NAMES),
}


@cache
def recorded(kind: str) -> dict[str, str]:
    blocks = (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8").split("\n\n== ")
    return {
        head: body.rstrip("\n")
        for head, _, body in (block.removeprefix("== ").partition("\n") for block in blocks)
    }


@pytest.mark.skipif("LEANBENCH_UPDATE_GOLDEN" not in os.environ, reason="only writes the records")
def test_write_the_records() -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    recorded.cache_clear()
    for kind, (lines, names) in RECORDS.items():
        text = "\n\n".join(f"== {name}\n" + "\n".join(lines(name)) for name in names)
        (GOLDEN / f"{kind}.txt").write_text(text + "\n", encoding="utf-8")
        assert recorded(kind).keys() == set(names)


@pytest.mark.parametrize("name", RECORDS["answers"][1])
def test_a_method_answers_as_recorded(name: str) -> None:
    assert "\n".join(answer_lines(name)) == recorded("answers")[name], __doc__


@pytest.mark.parametrize("name", RECORDS["forms"][1])
def test_the_form_of_a_method_reads_as_recorded(name: str) -> None:
    assert "\n".join(form_lines(name)) == recorded("forms")[name], __doc__


@pytest.mark.parametrize("name", RECORDS["refusals"][1])
def test_a_method_says_what_is_missing_as_recorded(name: str) -> None:
    assert "\n".join(refusal_lines(name)) == recorded("refusals")[name], __doc__
