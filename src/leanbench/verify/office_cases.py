"""Cases of the schema ``leanbench-office-case/1``: a method, its inputs, what is expected.

Which public function computes a method is a table (``resources/office-methods.json``): inputs to arguments, expected
names to paths of the answer. A method that is not in it is not built yet: named, neither pass nor fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from leanbench import resources
from leanbench.errors import UserError
from leanbench.verify.call_body import call_function, function_of, plain_answer
from leanbench.verify.compare import Outcome, compare, value_at
from leanbench.verify.runs import CaseResult, result_of, stop_text
from leanbench.words import _


@cache
def office_methods() -> Mapping[str, Any]:
    """The table of methods."""
    table: dict[str, Any] = json.loads(resources.path("office-methods.json").read_text("utf-8"))
    return table


def run_office_case(plain: Mapping[str, Any]) -> CaseResult:
    """Compute one case of the office and compare it with what it expects."""
    name, method = str(plain.get("id", "")), str(plain.get("method", ""))
    source = {"title": str(plain.get("source", "")), "kind": str(plain.get("derived", ""))[:80]}
    entry = office_methods()["methods"].get(method)
    if not name or not isinstance(plain.get("inputs"), dict) or not isinstance(plain.get("expected"), dict):
        problem = _("an office case has an id, a method, inputs and expected")
        return CaseResult(name or "unknown", method, "fail", problem)
    if entry is None:
        told = _("not built yet: this version has no method {method}").format(method=method)
        return CaseResult(name, method, "unsupported", told, source["title"], source["kind"])
    missing = sorted(set(_last_names(plain["expected"])) - set(entry["expected"]))
    if missing:
        told = _("not built yet: {names} of {method}").format(names=", ".join(missing), method=method)
        return CaseResult(name, method, "unsupported", told, source["title"], source["kind"])
    try:
        outcome = compare(_answers(plain["inputs"], entry), dict(_expected(plain)), None)
    except UserError as error:
        outcome = Outcome(0, (str(error),))
    except Exception as error:  # as in `runs`: every case ends as a line of the report
        outcome = Outcome(0, (stop_text(error),))
    return result_of(name, method, outcome, source)


def _last_names(expected: Any) -> Iterator[str]:
    """The names of expected values, without those that only quote the source."""
    for name, value in expected.items():
        rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]
        if name in office_methods()["quoted"]:
            continue
        if isinstance(rows[0], dict):
            for row in rows:
                yield from _last_names(row)
        else:
            yield name


def _answers(inputs: Mapping[str, Any], entry: Mapping[str, Any]) -> Any:
    """What the function answers, under the names of the case."""
    if "each" in entry:
        rest = {name: value for name, value in inputs.items() if name != entry["each"]}
        once = {name: part for name, part in entry.items() if name != "each"}
        return {entry["each"]: [_answers({**rest, **one}, once) for one in inputs[entry["each"]]]}
    arguments = {
        name: value_at(inputs, given) if isinstance(given, str) else given[0]
        for name, given in entry["arguments"].items()
    }
    found = plain_answer(call_function(function_of(entry["function"]), entry["function"], arguments))
    return {name: _answer(found, path) for name, path in entry["expected"].items()}


def _answer(found: Any, path: Any) -> Any:
    if isinstance(path, str):
        return value_at(found, path)
    return [value + path["from"] for value in value_at(found, path["path"])]


def _expected(plain: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each expected value by its path, with its tolerance, words as the program says them."""
    said = plain.get("tolerance", {})
    limits = {"relative": "rel", "abs": "abs"}
    usual = {limits[said.get("type", "relative")]: said.get("value", 1e-9)}
    own = {name: {limits[kind]: x for kind, x in part.items()} for name, part in said.get("by", {}).items()}
    words: Mapping[str, str] = office_methods()["words"]

    def leaves(value: Any, path: str, name: str) -> Iterator[tuple[str, Any]]:
        if name in office_methods()["quoted"]:
            return
        if isinstance(value, dict):
            for key, part in value.items():
                yield from leaves(part, f"{path}.{key}" if path else key, key)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, part in enumerate(value):
                yield from leaves(part, f"{path}.{place}", name)
        else:
            told = words.get(value, value) if isinstance(value, str) else value
            yield path, {"value": told, **own.get(name, usual)}

    return leaves(plain["expected"], "", "")
