"""A share of `scripts/fuzz.py` with fixed seeds, and that it would notice."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "fuzz.py"
pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="it measures by /proc")


@pytest.fixture(scope="module")
def fuzz() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.timeout(300)
def test_nothing_broken_ends_in_anything_but_an_answer_or_a_sentence() -> None:
    """The same 40 cases of each kind every time; thousands are run by hand."""
    command = [sys.executable, str(SCRIPT), "events", "tables", "paste", "--count", "120", "--seed", "2026"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == (
        "120 broken files, tables, pastes and commands: 0 tracebacks, 0 hangs over 10 s, 0 above 1 GB, "
        "0 writes outside, 0 aborts."
    )


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("raise KeyError('x')", "1 tracebacks"),
        ("import time; time.sleep(600)", "1 hangs over 10 s"),
        ("while True: pass", "1 hangs over 10 s"),
        ("import os; os.abort()", "1 aborts"),
        ("keep = b'x' * 1_200_000_000", "1 above 1 GB"),
        ("open(outside, 'w').close()", "1 writes outside"),
    ],
)
def test_each_kind_of_fault_is_noticed(fuzz: Any, tmp_path: Path, fault: str, found: str) -> None:
    script = tmp_path / "faulty.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r})\n"
        "import fuzz\n"
        "fuzz.__file__ = __file__\n"
        "fuzz.HANG_S, fuzz.WAIT_S = 4.0, 8.0\n"
        "fuzz.import_program = lambda: None\n"
        f"outside = {str(tmp_path / 'outside.txt')!r}\n"
        "def run_paste(chance, folder):\n"
        f"    {fault}\n"
        "fuzz.KINDS['paste'] = run_paste\n"
        "sys.exit(fuzz.main())\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), "paste", "--count", "1"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "MPLCONFIGDIR": str(tmp_path / "fonts")},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert found in done.stdout.splitlines()[-1]


def test_the_same_number_is_the_same_case(fuzz: Any, tmp_path: Path) -> None:
    import random

    files = []
    for turn in ("one", "two"):
        folder = tmp_path / turn
        folder.mkdir()
        files.append(
            [fuzz.make.table_file(random.Random(f"tables 1 {n}"), folder).read_bytes() for n in range(12)]
        )
    assert files[0] == files[1]
    assert len(set(files[0])) == len(files[0])
