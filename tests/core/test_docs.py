"""Pages that are made from the code say what the code says."""

from __future__ import annotations

import re
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


def test_the_plan_of_the_house_names_files_that_stand() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)+)(?:\.py)?[`.]", page)
    assert len(named) > 30
    tops = (ROOT, ROOT / "src", ROOT / "src" / "leanbench")
    for name in named:
        assert any((top / (name + ending)).exists() for top in tops for ending in ("", ".py", ".md")), name
