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
        Heading(_("By method"), 2, "methods"),
        _by_method(report),
    ]
    differing = [case for case in report.cases if case.status == "fail"]
    if differing:
        items.append(Heading(_("Cases that differ"), 2, "differ"))
        items += [Text(fonts.clean(f"{case.name}: {case.detail}")[0], CELL, after=4.0) for case in differing]
    items += [
        Heading(_("All cases"), 2, "cases"),
        Table(
            [
                Column(_("Case")),
                Column(_("Method"), firm=True),
                Column(_("Values"), "right", firm=True),
                Column(_("Result"), firm=True),
                Column(_("Source"), most=1000.0),
            ],
            [_row(case) for case in report.cases],
            style=CELL.but(size=8.5, leading=11.5),
            pad=3.0,
        ),
        Heading(_("Signed"), 2, "signed"),
        Signature([(_("Run by"), _("date")), (_("Accepted by"), _("date"))]),
    ]
    return items


def _versions() -> list[str]:
    found = []
    for name in ("numpy", "scipy"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(_("{name} not installed").format(name=name))
    return [*found, f"{sys.byteorder}-endian"]


def _by_method(report: Report) -> Table:
    names = sorted({case.method for case in report.cases})
    rows = []
    for name in names:
        cases = [case for case in report.cases if case.method == name]
        counts = [sum(case.status == status for case in cases) for status in ("pass", "fail", "unsupported")]
        values = sum(case.compared for case in cases if case.status == "pass")
        rows.append(Row((fonts.clean(name)[0], *(str(count) for count in counts), f"{number_text(values)}")))
    totals = (report.passed, report.failed, report.unsupported)
    every = sum(case.compared for case in report.cases if case.status == "pass")
    rows.append(Row((_("All methods"), *(str(count) for count in totals), f"{number_text(every)}"), "total"))
    heads = (_("Agree"), _("Differ"), _("Not supported"), _("Values compared"))
    return Table([Column(_("Method")), *[Column(head, "right", firm=True) for head in heads]], rows)


def _row(case: CaseResult) -> Row:
    source = fonts.clean(case.source or case.provenance)[0]
    words = (fonts.clean(case.name)[0], fonts.clean(case.method)[0], str(case.compared or "–"))
    return Row((*words, _(_WORDS[case.status]), source or "–"))
