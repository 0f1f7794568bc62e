"""What the tests of the papers share: sample events, a small PDF, the independent checker."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest

from leanbench import resources
from leanbench.drawing.pdf_tagged import TaggedPdf
from leanbench.event.event_file import open_event
from leanbench.event.records import Event
from leanbench.papers.engine import paper_style as style
from leanbench.papers.engine.page_flow import Flow, Furniture, Item

DATE = datetime.date(2026, 3, 13)
SAMPLES = ("permit-issuance", "driver-license-renewal", "snap-eligibility")


def sample(name: str) -> Event:
    return open_event(resources.path("samples", f"{name}.lean")).root


def failures(data: bytes) -> list[str]:
    """The PDF/UA-1 rules that the independent checker page-validation finds broken."""
    report = page.validate_pdf_bytes(data, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 50
    return [f"{item.rule_id}: {item.message}" for item in report.failures]


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Every structure element, depth first."""
    found: list[Any] = []

    def visit(node: Any) -> None:
        if not isinstance(node, pikepdf.Dictionary):
            return
        if "/S" in node:
            found.append(node)
        kids = node.get("/K")
        if isinstance(kids, pikepdf.Array):
            for kid in kids:
                visit(kid)
        elif isinstance(kids, pikepdf.Dictionary):
            visit(kids)

    visit(pdf.Root.StructTreeRoot)
    return found


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S).removeprefix("/") for element in elements(pdf)]


def children(element: Any) -> list[Any]:
    kids = element.get("/K")
    many = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in many if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def pages(data: bytes) -> list[str]:
    """The text of every page, in reading order of the content stream."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()


def built(items: Sequence[Item], sheet: style.Sheet | None = None) -> bytes:
    """Blocks on Letter pages as a finished PDF."""
    stream = io.BytesIO()
    pdf = TaggedPdf(stream, title="A test", language="en-US", date=DATE, author="Tests", subject="Blocks")
    flow = Flow(pdf, sheet or style.text_sheet("letter"), Furniture("Left", "Right", ("Agency", "site")))
    flow.run(items)
    pdf.save()
    return stream.getvalue()


@pytest.fixture(scope="session")
def permit() -> Event:
    return sample("permit-issuance")


@pytest.fixture(scope="session")
def reports() -> dict[str, tuple[bytes, Any]]:
    """The reports of the three samples, each built once."""
    from leanbench.papers.list.event_report import build_report

    made = {}
    for name in SAMPLES:
        stream = io.BytesIO()
        info = build_report(sample(name), stream, date=DATE)
        made[name] = (stream.getvalue(), info)
    return made


@pytest.fixture(scope="session")
def pdfs() -> SimpleNamespace:
    """The functions of this file, for tests (which cannot import a conftest)."""
    return SimpleNamespace(
        DATE=DATE,
        SAMPLES=SAMPLES,
        built=built,
        children=children,
        elements=elements,
        failures=failures,
        kinds=kinds,
        pages=pages,
        sample=sample,
    )
