"""A small share of what `scripts/random_acts.py` does for half an hour, and a test for each kind of fault it found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QAbstractItemView, QWidget

from leanbench import resources
from random_acts import faults_in

SAMPLE = resources.path("samples", "permit-issuance.lean")
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "random_acts.py"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--acts", "120", "--seed", "11"), "120 random acts in 1 window (seed 11)"),
        (("--switches", "40", "--seed", "2"), "40 changes of theme in 1 window (seed 2)"),
    ],
)
def test_random_acts_break_nothing(asked: tuple[str, ...], said: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *asked], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith(said)
    assert done.stdout.splitlines()[-1].endswith("0 crashes, 0 hangs, 0 kinds of faults.")


def test_a_fault_is_told_with_the_acts_before_it_and_each_kind_once() -> None:
    slot = ["FAULT after act 2, click:", "Traceback", "  File x", "KeyError: 'a'"]
    lines = [
        "1 page home",
        "2 click",
        *slot,
        "3 key A",
        *slot,
        "4 drag",
        "Fatal Python error: Segmentation fault",
        "x",
    ]
    found = faults_in(lines)
    assert set(found) == {"KeyError: 'a'", "Fatal Python error: Segmentation fault"}
    assert found["KeyError: 'a'"].splitlines() == lines[:6]
    assert found["Fatal Python error: Segmentation fault"].endswith(
        "4 drag\nFatal Python error: Segmentation fault\nx"
    )
    assert faults_in(["1 page home"]) == {}


@pytest.mark.parametrize(
    "action_id", ["file.details", "edit.history", "help.keys", "map.decision", "file.give_out"]
)
def test_a_dialog_about_one_event_goes_with_it(window, session, tmp_path, monkeypatch, action_id):
    target = str(tmp_path / "permit.lean")
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_a, **_k: (target, ""))
    window.files.open_sample(SAMPLE)
    assert window.files.save()
    window.show_page("map")
    session.select([("step", session.map.steps[0].id)])
    session.actions.action(action_id).trigger()

    def dialogs():
        return [widget for widget in window.findChildren(QWidget) if widget.isWindow() and widget.isVisible()]

    assert len(dialogs()) == 1
    window.files.new()
    assert dialogs() == []


def test_a_step_being_renamed_may_be_asked_to_be_renamed(window, session):
    said: list[str] = []
    window.files.open_sample(SAMPLE)
    window.show_page("map")
    page = window.page("map")
    page.set_layout("table")
    page.table.setFocus()
    page.table.go(0, 0)
    before = qInstallMessageHandler(
        lambda level, _where, text: said.append(text) if level == QtMsgType.QtWarningMsg else None
    )
    for _ in range(2):
        session.actions.action("map.rename").trigger()
        assert page.table.state() == QAbstractItemView.State.EditingState
    qInstallMessageHandler(before)
    assert [text for text in said if "plugin does not support" not in text] == []
