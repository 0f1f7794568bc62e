"""Pages that are made from the code say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_formulas_page_is_what_the_code_says() -> None:
    script = ROOT / "scripts" / "make_formulas.py"
    run = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_formulas_page_names_what_a_reader_looks_for() -> None:
    page = (ROOT / "docs" / "formulas.md").read_text(encoding="utf-8")
    for word in ("Little", "Clopper", "Benneyan", "d2", "EWMA", "Anderson-Darling", "Satterthwaite"):
        assert word in page, word
    assert "Parameters\n-----" not in page
