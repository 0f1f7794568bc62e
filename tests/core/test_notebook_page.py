"""The recipes of docs/notebook.md run as they stand there, one after the other, and give what they promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "notebook.md"
RECIPES = re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S)


def test_the_recipes_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    said: dict[str, str] = {}
    for title, body in RECIPES:
        for code in re.findall(r"```python\n(.*?)```", body, re.S):
            exec(compile(code, f"docs/notebook.md, {title}", "exec"), names)
        said[title] = capsys.readouterr().out
    assert len(said) == 6
    opened, charted, capable, changed, played, printed = said.values()
    assert "maps: current (21 steps), future (12 steps)" in opened
    assert "Takt" in opened
    assert "Basis:" in opened
    assert "Lead time" in charted
    assert "2 of 20" in charted
    assert "25" in capable
    assert "Lead time" in changed
    assert "Mean lead time" in played
    assert printed.startswith("True Event report")
    assert (tmp_path / "lead-time.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "current.svg").read_text("utf-8").startswith("<")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
