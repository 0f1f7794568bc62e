"""Reads one reference case: a JSON file of the schema ``leanbench-case/2``, checked against it.

A case says where its answers come from (`source`), what is computed (exactly one of `study`, `map` and `call`), and
what must come out (`expect`, paths into the JSON of the result, or `refused`). Anyone can put cases into a folder and
run ``leanbench verify FOLDER``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from leanbench import resources
from leanbench.errors import UserError
from leanbench.verify.schema_check import problems_of
from leanbench.words import N_, _

SCHEMA = "leanbench-case/2"
BODIES = ("study", "map", "call")
NO_PROOF = N_("computed here, not proof")
_LARGEST = 50_000_000  # bytes of one case


class CaseError(UserError):
    """A case file cannot be read; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One reference case.

    name : its id. path : its file; other files of the case stand beside it.
    body, asked : "study", "map" or "call", and what it says.
    expect : {path: value, or {"value", "rel", "abs"}}. refused : part of the sentence of an expected refusal, or "".
    tolerance : {"rel", "abs"} for numbers without their own.
    source : {"title", "where", "kind"}.
    """

    name: str
    path: Path
    body: str
    asked: Mapping[str, Any]
    expect: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    tolerance: Mapping[str, float] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    title: str = ""

    @property
    def method(self) -> str:
        """What is computed, in one word: the kind of chart or test, the function, or "map"."""
        return str(self.asked.get("kind") or self.asked.get("function") or self.body)

    @property
    def is_proof(self) -> bool:
        """Its answers come from somewhere else than this program."""
        return self.source.get("kind") != NO_PROOF

    def beside(self, name: str) -> Path:
        """A file of the case. Raises CaseError for one that does not stand beside it."""
        path = self.path.parent / name
        if path.resolve().parent != self.path.parent.resolve():
            raise CaseError(_("Its file {name!r} must stand beside it.").format(name=name))
        if not path.is_file():
            raise CaseError(_("Its file {name!r} is not there.").format(name=name))
        return path


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object of a case file. Raises CaseError with a plain sentence when it is none."""
    try:
        if path.stat().st_size > _LARGEST:
            raise CaseError(_("{name} is too large for a case.").format(name=path.name))
        plain = json.loads(path.read_text("utf-8-sig"), object_pairs_hook=_without_doubles)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(_("{name} cannot be read: {error}.").format(name=path.name, error=error)) from None
    except json.JSONDecodeError as error:
        raise CaseError(
            _("{name} is not valid JSON: line {line}, {problem}.").format(
                name=path.name, line=error.lineno, problem=error.msg
            )
        ) from None
    except (ValueError, RecursionError) as error:
        raise CaseError(_("{name} cannot be read: {error}.").format(name=path.name, error=error)) from None
    if not isinstance(plain, dict):
        raise CaseError(_("{name} is not a case: it must hold one JSON object.").format(name=path.name))
    return plain


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises ValueError for a name that stands there twice: one would be ignored."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(
            _('"{name}" stands there twice').format(name=next(n for n in names if names.count(n) > 1))
        )
    return found


@cache
def case_schema() -> Mapping[str, Any]:
    """The JSON Schema of a case."""
    schema: dict[str, Any] = json.loads(resources.path("reference", "case.schema.json").read_text("utf-8"))
    return schema


def read_case(path: Path) -> Case:
    """Read one case file.

    Raises CaseError with a plain sentence when the file is not a case.
    """
    return case_of(read_json(path), path)


def case_of(plain: Mapping[str, Any], path: Path) -> Case:
    """The case of a JSON object. Raises CaseError naming all that the schema does not allow."""
    if plain.get("schema") != SCHEMA:
        raise CaseError(
            _('{name} is not a case: it has no "schema": "{schema}".').format(name=path.name, schema=SCHEMA)
        )
    if problems := list(problems_of(plain, case_schema())):
        raise CaseError(f"{path.name}: {'; '.join(problems)}.")
    if "expect" in plain and "refused" in plain:
        raise CaseError(_("{name}: a case expects numbers or a refusal, not both.").format(name=path.name))
    body = next(name for name in BODIES if name in plain)
    return Case(
        plain["id"], path, body, plain[body], plain.get("expect", {}), plain.get("refused", ""),
        plain.get("tolerance", {}), plain["source"], plain.get("title", ""),
    )  # fmt: skip
