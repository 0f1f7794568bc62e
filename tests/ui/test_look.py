"""`make look` takes real pictures: of the right size, with something on them, of whatever is listed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from look.__main__ import jobs, wanted_by
from look.contact_sheets import make_sheets, write_index
from look.studio import samples, ways

ROOT = Path(__file__).resolve().parents[2]
EVENT = samples()[0]


def colors(path: Path) -> int:
    """How many different colors a picture has, 0 above 100,000."""
    with Image.open(path) as picture:
        return len(picture.convert("RGB").getcolors(100_000) or ())


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home, one dialog, one paper and one chart, each made by the job that `make look` starts."""
    folder = tmp_path_factory.mktemp("look")
    paths = [str(ROOT / "scripts"), str(ROOT / "src")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(paths)}
    only = ["pages home", f"{EVENT} before-after", "pareto", "file.quit"]
    wanted = [job for job in jobs() if job[-1] != "2" and (len(job) == 1 or job[1] == EVENT)]
    for job in wanted:
        command = [sys.executable, "-m", "look", *only, "-o", str(folder), "--job", *job]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_page_is_taken_in_every_way(out: Path) -> None:
    taken = set()
    for way in ways():
        if way.scale == 1:
            path = out / "pages" / "home" / f"{EVENT} {way.name}.png"
            with Image.open(path) as picture:
                assert picture.size == way.size, path
            assert colors(path) > 40, path
            taken.add(path.read_bytes())
    assert len(taken) >= 5  # light, dark, high contrast, room mode, a small notebook: none as another


def test_a_dialog_is_found_by_its_action(out: Path) -> None:
    made = list((out / "dialogs" / "file.quit").glob("*.png"))
    assert len(made) >= 4
    assert all(colors(path) > 10 for path in made)


def test_a_paper_is_taken_in_color_and_grey(out: Path) -> None:
    folder = out / "papers" / f"{EVENT} before-after"
    pages = sorted(path.stem for path in folder.glob("*.png"))
    assert pages[:2] == ["page 01 color", "page 01 gray"]
    with Image.open(folder / "page 01 color.png") as color, Image.open(folder / "page 01 gray.png") as grey:
        assert color.size == grey.size
        assert min(color.size) > 600
        assert grey.mode == "L"
    assert colors(folder / "page 01 color.png") > 60


def test_sheets_and_index_show_what_was_taken(out: Path) -> None:
    (chart,) = out.glob("charts/*/pareto print.png")
    assert colors(chart) > 20
    sheets = make_sheets(out)
    assert {sheet.stem for sheet in sheets} >= {
        "pages home",
        "dialogs file.quit",
        f"papers {EVENT} before-after",
    }
    index = write_index(out, sheets).read_text("utf-8")
    for sheet in sheets:
        assert sheet.name in index
        assert colors(sheet) > 20


def test_words_narrow_what_is_taken() -> None:
    assert wanted_by([])("pages", "map")
    assert wanted_by(["map"])("states", "map.view.flowchart")
    assert not wanted_by(["map"])("pages", "home")
    assert wanted_by(["papers permit"])("papers", "permit-issuance report")
