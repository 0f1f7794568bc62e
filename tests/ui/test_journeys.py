"""The two journeys of the plan of the house, run: every file the page names is crossed."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
# Named on the page, and not on the way that is run here: the widgets at both ends, the crash journal, the whole report.
BESIDE = {
    "ui/charts/study_form", "ui/charts/chart_view", "ui/charts/screen", "ui/kit/card_editors",
    "store/journal", "papers/list/event_report",
    "analyses/method", "analyses/sentences", "stats/spc/charts_index", "flow/measures", "papers/engine",
}  # fmt: skip


@pytest.fixture(scope="module")
def journeys() -> Any:
    spec = importlib.util.spec_from_file_location("journeys", ROOT / "scripts" / "journeys.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("name", "most"), [("time_of_a_step", 60), ("option_of_a_chart", 56)])
def test_a_journey_crosses_the_files_the_page_names(
    name: str, most: int, journeys: Any, qapp: Any, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    both = page[page.index("## Two journeys") : page.index("## Words")]
    first, second = both.split("An option of a chart")
    named = (
        set(re.findall(r"`([a-z_]+(?:/[a-z_]+)+)`", first if name == "time_of_a_step" else second)) - BESIDE
    )
    with getattr(journeys, name)(tmp_path) as journey:
        found = journeys.files_of(journey)
    ran = {file.removesuffix(".py") for file in found}
    assert len(named) > 8
    assert named <= ran, sorted(named - ran)
    assert len(ran) <= most, "a journey became longer: which file only passes on?"
