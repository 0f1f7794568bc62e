"""The commands that work on tables of numbers: chart, verify."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from leanbench.errors import UserError


def chart(options: argparse.Namespace) -> int:
    """Compute one chart from a table; print its numbers, draw it when an output file is given."""
    from leanbench import tables
    from leanbench.charts import studies
    from leanbench.event.records import Study
    from leanbench.stats.result import to_json

    table = tables.table(tables.dataset(tables.read(options.data), id="data", name=options.data.stem))
    study = Study("chart", options.data.stem, method=options.kind, dataset="data", options=_options(options))
    result = studies.compute(study, table)
    if options.output is not None:
        _draw(result, options.output)
    if options.json:
        print(json.dumps(to_json(studies.as_plain(result)), indent=1, ensure_ascii=False))
    else:
        print("\n".join(result.summary()))
        print()
        print(result.to_frame().to_string(index=False))
        print(f"\nMethod: {result.convention}")
        for note in result.notes:
            print(f"Note: {note}")
    return 0


def _options(options: argparse.Namespace) -> dict[str, Any]:
    """The study options named on the command line."""
    chosen: dict[str, Any] = {}
    for name in ("value", "stage", "size", "label", "lsl", "usl", "target", "sigma", "k"):
        given = getattr(options, name)
        if given is not None:
            chosen[name] = given
    if options.subgroup is not None:
        chosen["subgroup"] = int(options.subgroup) if options.subgroup.isdigit() else options.subgroup
    if options.tests is not None:
        parts = [part.strip() for part in options.tests.split(",")]
        chosen["tests"] = [int(part) for part in parts] if all(p.isdigit() for p in parts) else options.tests
    return chosen


def _draw(result: Any, target: Path) -> None:
    from leanbench.charts import figures

    ending = target.suffix.lower()
    if ending not in (".svg", ".pdf", ".png"):
        raise UserError(
            f"A chart can be written as .svg, .pdf or .png, not as {ending or 'a file without ending'}."
        )
    if not target.parent.exists():
        raise UserError(f"There is no folder {target.parent}. Make it first, or choose another place.")
    figures.save(figures.figure(result, theme="print"), target)


def verify(options: argparse.Namespace) -> int:
    """Run reference cases and print what came of each."""
    from leanbench.verify import run_cases

    report = run_cases(options.folder)
    if options.output is not None:
        from leanbench.reports.certificate import write_certificate

        write_certificate(report, options.output)
    if options.json:
        print(json.dumps(report.to_json(), indent=1, ensure_ascii=False))
    else:
        for case in report.cases:
            if not options.brief or case.status == "fail":
                print(f"{case.status:12} {case.name:42} {case.detail}")
        print(report.summary()[0])
        if options.output is not None:
            print(f"certificate: {options.output}")
    return 1 if report.failed else 0
