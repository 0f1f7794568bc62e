"""The commands that work on tables of numbers: chart, verify."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leanbench.cli.console import print_json
from leanbench.cli.without_names import is_public, public_of
from leanbench.errors import UserError
from leanbench.store.output import refuse_existing, refuse_unwritable, write_file
from leanbench.words import _

if TYPE_CHECKING:
    from leanbench.analyses.method import Method
    from leanbench.event.records import Dataset, Event, Study
    from leanbench.tables import Table


def chart(options: argparse.Namespace) -> int:
    """Compute one chart from a table; print its numbers, draw it when an output file is given."""
    from leanbench import tables
    from leanbench.analyses import study_run as studies
    from leanbench.cli.choices import study_options
    from leanbench.event.records import Event, Study
    from leanbench.stats.base.result import to_json

    method = _method(options.kind)
    if options.options:
        return _list_options(method, options.json)
    target: Path | None = options.output
    if target is not None:
        _check_picture(target)
    kept, warnings = _dataset(options, method)
    name = options.data.stem if options.data is not None else method.title
    study = Study("chart", name, method=method.name, dataset="data", options=study_options(options, method))
    event = Event(datasets=kept, studies=(study,))
    if is_public(options):
        copy = public_of(event, options)
        event, warnings = copy.event, [copy.text(text) for text in warnings]
    (study,) = event.studies
    table = tables.table(event.datasets[0]) if event.datasets else None
    result = studies.compute(study, table)
    if target is not None:
        _draw(result, target, method, study, table)
    for text in warnings:
        print(_("leanbench: {name}: {text}").format(name=options.data.name, text=text), file=sys.stderr)
    if options.json:
        print_json({**to_json(studies.as_plain(result)), **_account(event)})
    else:
        print("\n".join(result.summary()))
        print()
        print(result.to_frame().to_string(index=False))
        print(_("\nMethod: {convention}").format(convention=result.convention))
        for note in result.notes:
            print(_("Note: {note}").format(note=note))
    return 0


def _account(event: Event) -> dict[str, Any]:
    """What the import of the table of a chart did, as `leanbench import` prints it."""
    from leanbench import tables
    from leanbench.event.import_account import as_plain

    if not event.datasets:
        return {}
    (data,) = event.datasets
    account = [as_plain(line) for line in data.account]
    return {"data": {"table": data.origin, "rows": tables.table(data).rows, "account": account}}


def _method(kind: str) -> Method:
    from leanbench.analyses import catalogue

    known = catalogue.methods()
    if kind not in known:
        raise UserError(
            _('There is no chart or test called "{kind}". There are: {known}.').format(
                kind=kind, known=", ".join(known)
            )
        )
    return known[kind]


def _list_options(method: Method, as_json: bool) -> int:
    """What can be given to a method: on the command line with --set, or with an option of its own."""
    from leanbench.cli.choices import described

    rows = described(method)
    if as_json:
        plain = {"kind": method.name, "title": method.title, "about": method.about, "options": rows}
        print_json(plain)
        return 0
    print(f"{method.title}: {method.about}")
    for row in rows:
        print(f"  {row['name']:14} {row['takes']:34} {row['words']}")
    return 0


def _dataset(options: argparse.Namespace, method: Method) -> tuple[tuple[Dataset, ...], list[str]]:
    """The table as a dataset, none where the method needs none, and what changed the meaning of its numbers."""
    from leanbench import tables
    from leanbench.cli.import_table import read_table, said_texts

    path: Path | None = options.data
    if path is None:
        if method.needs_data:
            raise UserError(
                _("Give the table to look at: leanbench chart DATA.csv --kind {name}.").format(
                    name=method.name
                )
            )
        return (), []
    preview = read_table(path, options)
    return (tables.dataset(preview, id="data", name=path.stem),), said_texts(preview)


def _check_picture(target: Path) -> None:
    ending = target.suffix.lower()
    if ending not in (".svg", ".pdf", ".png"):
        raise UserError(
            _("A chart can be written as .svg, .pdf or .png, not as {ending}.").format(
                ending=ending or _("a file without ending")
            )
        )
    refuse_unwritable(target)


def _draw(result: Any, target: Path, method: Method, study: Study, table: Table | None) -> None:
    from leanbench.analyses.study_picture import drawing_options
    from leanbench.plots import draw_result as figures

    if not figures.has_figure(result):
        raise UserError(
            _("{title} has no picture. Leave -o out to print its numbers.").format(title=method.title)
        )
    picture = figures.figure(result, theme="print", **drawing_options(result, study, table))
    write_file(target, picture.to_bytes(target.suffix.lower().removeprefix(".")))


def _new_case(kind: str, target: Path | None) -> int:
    """Write a case of this kind to fill in, to a file or the screen."""
    from leanbench.verify.case_text import case_text
    from leanbench.verify.new_case import new_case

    if target is not None:
        if target.suffix.lower() != ".json":
            raise UserError(
                _("A case is written as .json: leanbench verify --new {kind} -o CASE.json.").format(kind=kind)
            )
        refuse_existing(target)
    text = case_text(new_case(kind))
    if target is None:
        print(text, end="")
        return 0
    write_file(target, text.encode("utf-8"))
    print(_("{target}: a case to fill in; it proves nothing until it names a source").format(target=target))
    return 0


def verify(options: argparse.Namespace) -> int:
    """Run reference cases and print what came of each."""
    from leanbench.verify import run_cases

    target: Path | None = options.output
    if options.new is not None:
        return _new_case(options.new, target)
    if target is not None:
        refuse_unwritable(target)
    report = run_cases(options.folder)
    if target is not None:
        from leanbench.papers.list.certificate import write_certificate

        stream = io.BytesIO()
        write_certificate(report, stream)
        write_file(target, stream.getvalue())
    if options.json:
        print_json(report.to_json())
    else:
        for case in report.cases:
            if not options.brief or case.status == "fail":
                print(f"{case.status:12} {case.name:42} {case.detail}")
        print(report.summary()[0])
        if target is not None:
            print(_("certificate: {target}").format(target=target))
    return 1 if report.failed else 0
