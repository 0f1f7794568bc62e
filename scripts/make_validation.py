"""Writes the coverage table of docs/validation.md anew, from the shipped cases: kinds, functions, maps.

    python scripts/make_validation.py

A test holds the page to it (tests/core/verify).
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from leanbench import resources
from leanbench.analyses import catalogue
from leanbench.verify.call_body import full_name, public_functions
from leanbench.verify.cases import Case, case_schema, read_case
from leanbench.verify.runs import case_files

PAGE = Path(__file__).resolve().parent.parent / "docs" / "validation.md"
BEGIN, END = "<!-- coverage: scripts/make_validation.py -->", "<!-- end of coverage -->"


def shipped() -> list[Case]:
    """All shipped cases."""
    return [read_case(path) for path in case_files(resources.path("reference"))]


def source_kinds() -> list[str]:
    """Where answers come from, those that are a proof."""
    known = case_schema()["properties"]["source"]["properties"]["kind"]["enum"]
    return [kind for kind in known if "not proof" not in kind]


def name_of(case: Case) -> str:
    """What a case is counted under: its kind, its function by its full name, or "map"."""
    return full_name(case.method) if case.body == "call" else case.method


def coverage_text() -> str:
    """The tables, as they stand between the marks of the page."""
    cases = shipped()
    counts = Counter((name_of(case), case.source["kind"]) for case in cases)
    kinds = source_kinds()

    def row(name: str, words: str) -> str:
        each = [counts[name, kind] for kind in kinds]
        return f"| `{name}` | {words} | {' | '.join(str(n or '–') for n in each)} | {sum(each)} |"

    def table(first: str, rows: list[str]) -> list[str]:
        heads = [first, "What", *(kind.capitalize() for kind in kinds), "Cases"]
        return [f"| {' | '.join(heads)} |", f"| --- | --- |{' ---: |' * (len(kinds) + 1)}", *rows, ""]

    methods, functions = catalogue.methods(), public_functions()
    called = [name for name in functions if any(counts[name, kind] for kind in kinds)]
    without = [name for name in functions if name not in called and name.startswith("flow.")]
    lines = [
        f"{len(cases)} cases are shipped: "
        + ", ".join(f"{n} {kind}" for kind, n in Counter(case.source["kind"] for case in cases).most_common())
        + ".",
        "",
        "### Charts and tests",
        "",
        *table("Kind", [row(name, method.title) for name, method in methods.items()]),
        "### Functions",
        "",
        *table("Function", [row(name, functions[name]) for name in called]),
        f"Of the calculators of `flow` without a case of their own: {', '.join(f'`{name}`' for name in without)}.",
        "",
        "### Maps",
        "",
        *table("Body", [row("map", "steps, links, figures, routing, load")]),
    ]
    return "\n".join(lines)


def page_text() -> str:
    """The page with its tables as they should be."""
    before, _mark, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{coverage_text()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_text(), "utf-8")
    sys.stdout.write(f"{PAGE}\n")
