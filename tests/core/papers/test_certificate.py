"""The installation certificate of a run of reference cases."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from leanbench.errors import UserError
from leanbench.papers.list.certificate import write_certificate
from leanbench.verify.runs import CaseResult, Report

CASES = (
    CaseResult(
        "i-mr-days", "i-mr", "pass", "12 values agree.", "NIST/SEMATECH e-Handbook, 6.3.2.2", compared=12
    ),
    CaseResult("odd <b>&", "p", "fail", "center: 0.31 instead of 0.30.", "A book", compared=3),
    CaseResult("later", "anova", "unsupported", "Not supported.", ""),
)


def test_certificate_names_every_case_and_its_source(pdfs: SimpleNamespace) -> None:
    stream = io.BytesIO()
    info = write_certificate(Report("reference", 1, 1, 1, CASES), stream, date=pdfs.DATE)
    data = stream.getvalue()
    assert pdfs.failures(data) == []
    text = " ".join("\n".join(pdfs.pages(data)).split())
    assert info.pages == len(pdfs.pages(data))
    for words in (
        "1 of 3 cases agree with their source (12 values compared), 1 do not, 1 not supported.",
        "✓ agrees", "▲ differs", "□ not supported", "center: 0.31 instead of 0.30.", "odd <b>&",
        "NIST/SEMATECH e-Handbook", "March 13, 2026",
    ):  # fmt: skip
        assert words in text, words


def test_certificate_says_plainly_that_it_cannot_be_written(tmp_path: Path, pdfs: SimpleNamespace) -> None:
    with pytest.raises(UserError, match="could not be written"):
        write_certificate(Report("reference", 1, 1, 1, CASES), tmp_path / "no" / "x.pdf", date=pdfs.DATE)
