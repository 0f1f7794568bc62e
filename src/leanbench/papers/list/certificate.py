"""The installation certificate: which reference cases this program, on this machine, reproduces.

What an agency files to show that its copy computes what the literature says; every case is named with
its source, also those that are not supported.
"""

from __future__ import annotations

import datetime
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import IO

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_tagged import TaggedPdf
from leanbench.errors import UserError
from leanbench.papers.engine.flowables import Heading, Signature, Text
from leanbench.papers.engine.page_flow import Flow, Furniture, Item
from leanbench.papers.engine.paper_style import CELL, LEAD, text_sheet
from leanbench.papers.engine.paper_table import Cell, Column, Row, Table
from leanbench.papers.engine.unprintable import ReportInfo
from leanbench.papers.parts.cover import TitleBlock
from leanbench.verify.runs import CaseResult, Report
from leanbench.words import N_, _
from leanbench.words.dates import date_text
from leanbench.words.numbers import number_text

_WORDS = {"pass": N_("✓ agrees"), "fail": N_("▲ differs"), "unsupported": N_("□ not supported")}


def write_certificate(
    report: Report,
    target: str | Path | IO[bytes],
    *,
    date: datetime.date | None = None,
    paper: str = "letter",
) -> ReportInfo:
    """Write what came of a run of reference cases as a PDF to sign and file.

    Parameters
    ----------
    report : Report
        From `leanbench.verify.run_cases`.
    target : path or binary file object
    date : datetime.date, optional
        The date printed; today when not given.
    paper : str
        "letter" or "a4".

    Raises
    ------
    UserError
        The file cannot be written.
    """
    day = date or datetime.date.today()
    pdf = TaggedPdf(
        str(target) if isinstance(target, Path) else target,
        title=_("leanbench: installation certificate"),
        language="en-US",
        date=day,
        subject=_("Reference cases"),
    )
    furniture = Furniture("leanbench", _("Installation certificate"), (_program(), date_text(day)))
    flow = Flow(pdf, text_sheet(paper), furniture)
    flow.run(_items(report, day))
    try:
        pdf.save()
    except OSError as error:
        reason = error.strerror or error
        raise UserError(
            _("The certificate could not be written to {target}: {reason}.").format(
                target=target, reason=reason
            )
        ) from error
    return ReportInfo(len(pdf.pages), sheets=tuple(sheet.name for sheet in flow.sheets))


def _program() -> str:
    try:
        return f"leanbench {metadata.version('leanbench')}"
    except metadata.PackageNotFoundError:
        return "leanbench"


def _items(report: Report, day: datetime.date) -> list[Item]:
    head = report.summary()[0]
    facts: list[tuple[str, Cell]] = [
        (_("Program"), _program()),
        ("Python", f"{platform.python_version()}, {platform.python_implementation()}"),
        (_("Libraries"), ", ".join(_versions())),
        (_("Machine"), f"{platform.system()} {platform.release()}, {platform.machine()}"),
        (_("Run on"), date_text(day)),
        (_("Cases from"), fonts.one_line(Path(report.folder).name)),
    ]
    items: list[Item] = [
        TitleBlock(
            _("Installation certificate"),
            _("Reference cases reproduced by this installation"),
            [date_text(day)],
            "t",
        ),
        Text(fonts.clean(head)[0], LEAD, after=10.0),
        Table(
            [Column("", firm=True, least=92.0), Column("", most=1000.0)],
            [Row((label, words)) for label, words in facts],
            heads_bold=True,
        ),
        Heading(_("Signed"), 2, "signed"),
        Signature([(_("Run by"), _("date")), (_("Accepted by"), _("date"))]),
    ]
    differing = [case for case in report.cases if case.status == "fail"]
    if differing:
        items.append(Heading(_("Cases that differ"), 2, "differ"))
        items += [Text(fonts.clean(f"{case.name}: {case.detail}")[0], CELL, after=4.0) for case in differing]
    return [
        *items,
        Heading(_("By method: cases that agree, and their values"), 2, "methods"),
        Text(_by_method(report), CELL, after=4.0),
        Heading(_("All cases, by the source of their answers"), 2, "cases"),
        Text("   ".join(_(words) for words in _WORDS.values()) + _(" (no mark: agrees)"), CELL, after=4.0),
        _by_source(report),
    ]


def _versions() -> list[str]:
    found = []
    for name in ("numpy", "scipy"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(_("{name} not installed").format(name=name))
    return [*found, f"{sys.byteorder}-endian"]


def _by_method(report: Report) -> str:
    """Every method with how many of its cases agree, and with how many values."""
    told = []
    for name in sorted({case.method for case in report.cases}):
        cases = [case for case in report.cases if case.method == name]
        agree = [case for case in cases if case.status == "pass"]
        of = "" if len(agree) == len(cases) else _(" of {cases}").format(cases=number_text(len(cases)))
        values = number_text(sum(case.compared for case in agree))
        told.append(f"{name} {number_text(len(agree))}{of} ({values})")
    return fonts.clean("; ".join(told))[0]


def _by_source(report: Report) -> Table:
    """Each source once, with its cases; a mark stands before those that do not agree."""
    found: dict[tuple[str, str], list[CaseResult]] = {}
    for case in report.cases:
        found.setdefault((case.provenance, case.source), []).append(case)
    rows = []
    for (kind, source), cases in sorted(found.items()):
        marks = {
            case.name: "" if case.status == "pass" else f"{_(_WORDS[case.status])[0]}\u00a0" for case in cases
        }
        names = ", ".join(f"{mark}{name}" for name, mark in marks.items())
        rows.append(Row(tuple(fonts.clean(text or "–")[0] for text in (_(kind), source, names))))
    columns = [
        Column(_("Kind"), firm=True),
        Column(_("Source"), most=1000.0),
        Column(_("Cases"), most=1000.0),
    ]
    return Table(columns, rows, style=CELL.but(size=7.5, leading=9.0), pad=1.5)
