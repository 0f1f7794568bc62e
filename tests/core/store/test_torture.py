"""A small, always equal part of `scripts/torture.py`: the program killed again and again loses nothing promised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the script forks")
def test_a_program_killed_again_and_again_loses_nothing_that_is_promised() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "torture.py")]
    ran = subprocess.run(
        [*script, "--kills", "24", "--windows", "0", "--seed", "7"], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith("24 kills (0 of the window)")
    assert ran.stdout.strip().endswith("NOTHING THAT IS PROMISED WAS LOST.")
