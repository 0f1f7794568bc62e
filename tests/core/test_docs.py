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


def test_the_plan_of_the_house_has_a_sentence_for_every_folder() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = page[page.index("## Rooms") : page.index("## The document")]
    source = ROOT / "src" / "leanbench"
    for folder in sorted({file.parent for file in source.rglob("*.py")} - {source}):
        name = folder.name
        assert f"{name}/" in rooms or re.search(rf"\b{name}\b", rooms), folder.relative_to(source)
    for file in source.glob("*.py"):
        if not file.stem.startswith("__"):
            assert file.name in rooms, file.name


def test_what_the_plan_calls_by_file_and_name_stands_there() -> None:
    """`figures.KINDS` is a name in a file that is called figures."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    files = {file.stem: file for file in (ROOT / "src" / "leanbench").rglob("*.py")}
    checked = 0
    for stem, name in re.findall(r"`(?:[a-z_]+/)*([a-z_]+)\.([A-Za-z_]+)`", page):
        if stem in files and name not in ("py", "md"):
            text = files[stem].read_text(encoding="utf-8")
            assert re.search(rf"^\s*(def|class) {name}\b|^{name}\b|^    {name}\b", text, re.M), (
                f"{stem}.{name}"
            )
            checked += 1
    assert checked > 5
