"""One event from nothing to paper through the real window; killed and recovered; every edit undone and redone."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from leanbench import resources
from leanbench.event import event_file as store
from leanbench.event.changes import AddStep, Connect, MoveStep, RemoveSteps, Set
from leanbench.event.records import Step
from leanbench.store import on_disk as schema
from leanbench.ui.window.recovery import recoverable
from leanbench.words.durations import Duration

CTRL = Qt.KeyboardModifier.ControlModifier
WAIT = 30_000
ROWS = (
    ("Receive packet", "Permit technician", "12", "", "95", "r"),
    ("Check packet", "Permit technician", "1:30", "6h", "62", "r"),
    ("Review zoning", "Zoning planner", "1.5h", "5 bd", "85", "v"),
    ("Review building", "Plans examiner", "45-90 min", "2w", "70", "v"),
    ("Pay the fee", "Applicant", "10/15/40 min", "3 d", "99", "w"),
)


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    """One key to whatever has the focus, as a person presses it."""
    windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow() or windows[0], key, modifier)


def type_row(qtbot, cells):
    """The cells of one row, Tab between them, Enter at the end."""
    for number, text in enumerate(cells):
        for letter in text:
            qtbot.keyClicks(QApplication.focusWidget(), letter)
        press(qtbot, Qt.Key.Key_Return if number == len(cells) - 1 else Qt.Key.Key_Tab)


def answer(monkeypatch, path, what="getSaveFileName"):
    """Answer a file dialog."""
    monkeypatch.setattr(QFileDialog, what, lambda *_args, **_more: (str(path), ""))


@pytest.fixture
def typed(window, session, qtbot):
    """The permit event typed from Home by keyboard alone."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(qtbot, Qt.Key.Key_N, CTRL)
    assert session.page == "map"
    for row in ROWS:
        type_row(qtbot, row)
    return window.page("map")


def test_the_times_are_read_as_people_say_them(typed, session):
    steps = session.map.steps
    assert [step.name for step in steps] == [row[0] for row in ROWS]
    assert [step.process_time for step in steps] == [
        Duration(12, "min"),
        Duration(90, "min"),
        Duration(1.5, "h"),
        Duration(None, "min", low=45, high=90),
        Duration(15, "min", low=10, high=40),
    ]
    assert [step.wait for step in steps[1:]] == [
        Duration(6, "h"),
        Duration(5, "bd"),
        Duration(2, "w"),
        Duration(3, "d"),
    ]
    assert [role.name for role in session.event.roles] == [
        "Permit technician",
        "Zoning planner",
        "Plans examiner",
        "Applicant",
    ]


def test_map_ladder_and_numbers_follow_each_keystroke(typed, session, qtbot):
    from leanbench import flow

    assert set(typed.canvas.map_scene.layout.steps) == {step.id for step in session.map.steps}
    found = flow.metrics(session.event, "current").quantities
    before = found["lead_time_first_pass_min"].value
    shown = [card.number for card in typed.strip.cards]
    typed.table.go(2, 3)
    for letter in "10bd":
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    press(qtbot, Qt.Key.Key_Return)
    after = flow.metrics(session.event, "current").quantities["lead_time_first_pass_min"].value
    assert after - before == pytest.approx(5 * 480)
    assert [card.number for card in typed.strip.cards] != shown


def test_undo_all_the_way_back_and_redo_all_the_way(typed, session):
    whole = session.event
    count = 0
    while session.stack.canUndo():
        session.undo()
        count += 1
    assert count >= len(ROWS) * 5
    assert session.event.map("current").steps == ()
    while session.stack.canRedo():
        session.redo()
    assert session.event == whole
    assert schema.plain_root(store.EVENT, session.event) == schema.plain_root(store.EVENT, whole)


def test_from_typed_rows_to_a_saved_report(typed, window, session, qtbot, monkeypatch, tmp_path, settle):
    session.do(Set("header/title", "Permit event"))
    path = tmp_path / "Permit event.lean"
    answer(monkeypatch, path)
    press(qtbot, Qt.Key.Key_S, CTRL)
    assert store.open_event(path).root == session.event

    days = tmp_path / "days.csv"
    days.write_text(
        "received,days\n" + "".join(f"2026-01-{i:02d},{20 + i * 7 % 5}\n" for i in range(1, 31)), "utf-8"
    )
    answer(monkeypatch, days, "getOpenFileName")
    press(qtbot, Qt.Key.Key_I, CTRL)
    assert session.page == "data"
    settle()
    press(qtbot, Qt.Key.Key_Return)
    settle()
    assert [item.name for item in session.event.datasets] == ["days"]

    window.show_page("charts")
    charts = window.page("charts")
    charts.ask("Is it stable?")
    qtbot.waitUntil(lambda: charts.result is not None, timeout=WAIT)
    charts.toggle_report()
    assert [study.in_report for study in session.event.studies] == [True]

    window.show_page("papers")
    papers = window.page("papers")
    qtbot.waitUntil(lambda: papers._current("report") and not session.tasks.busy(), timeout=WAIT)
    report = tmp_path / "report.pdf"
    answer(monkeypatch, report)
    papers.save_pdf()
    assert report.read_bytes().startswith(b"%PDF")
    import pypdfium2

    document = pypdfium2.PdfDocument(report)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "Permit event" in text
    assert "Zoning planner" in text

    press(qtbot, Qt.Key.Key_S, CTRL)
    assert not session.modified
    assert store.open_event(path).root == session.event


# --- killed -------------------------------------------------------------------------------------

DRIVER = """
import sys
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from leanbench import app
from leanbench.ui.window.main_window import MainWindow

ROWS = {rows!r}
usual = MainWindow.__init__

def start(window, session):
    usual(window, session)
    def work():
        for row in ROWS:
            for number, text in enumerate(row):
                for letter in text:
                    QTest.keyClicks(QApplication.focusWidget(), letter)
                last = number == len(row) - 1
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return if last else Qt.Key.Key_Tab)
        from leanbench.event.event_file import EVENT
        from leanbench.store import on_disk as schema
        sys.stdout.buffer.write(schema.to_bytes(schema.plain_root(EVENT, session.event)))
        assert session.journal.flush()  # what is on disk comes back; the last second is not promised
        sys.stdout.buffer.write(b"typed\\n")
        sys.stdout.flush()
    def begin():
        window.resize(1360, 860)  # a laptop; the offscreen screen is smaller
        window.files.new()
        QTimer.singleShot(50, work)
    QTimer.singleShot(100, begin)

MainWindow.__init__ = start
sys.exit(app.run([]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_killed_with_unsaved_rows_and_offered_back(window, session, tmp_path):
    """The real program in a process of its own, killed from outside while it waits for the next key."""
    script = tmp_path / "driver.py"
    script.write_text(textwrap.dedent(DRIVER).format(rows=ROWS), "utf-8")
    environment = dict(os.environ, LEANBENCH_HOME=str(tmp_path / "home"), QT_QPA_PLATFORM="offscreen")
    process = subprocess.Popen([sys.executable, str(script)], env=environment, stdout=subprocess.PIPE)
    said = b""
    while not said.endswith(b"typed\n"):
        line = process.stdout.readline()
        assert line, "the program ended before it was killed"
        said += line
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    process.stdout.close()
    before = schema.read_root(store.EVENT, json.loads(said.removesuffix(b"typed\n"))).root

    found = recoverable(session)
    assert len(found) == 1
    found[0].restore()
    assert session.event == before
    assert [step.name for step in session.map.steps] == [row[0] for row in ROWS]
    assert session.modified


# --- files that are not as they should be -----------------------------------------------------------


def _newer(path: Path) -> None:
    event = schema.plain_root(
        store.EVENT, store.open_event(resources.path("samples", "driver-license-renewal.lean")).root
    )
    path.write_text(json.dumps({**event, store.EVENT.mark: 99, "quantum": [1]}), "utf-8")


def _cut(path: Path) -> None:
    whole = resources.path("samples", "driver-license-renewal.lean").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _not_ours(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")


@pytest.mark.parametrize(
    ("make", "words", "opens"),
    [
        (_cut, "damaged or cut off", False),
        (_not_ours, "not a leanbench event", False),
        (lambda path: path.write_bytes(b""), "is empty", False),
        (lambda path: path.write_text("[" * 50_000, "utf-8"), "not a leanbench event", False),
        (lambda path: path.mkdir(), "holds no event.json", False),
        (_newer, "newer leanbench", True),
    ],
    ids=["cut", "other zip", "empty", "nested", "folder", "newer"],
)
def test_an_odd_file_gets_a_sentence_and_nothing_is_lost(window, session, tmp_path, make, words, opens):
    window.files.new()
    session.do(AddStep("current", Step("s1", "My own work")))
    mine = session.event
    path = tmp_path / "odd.lean"
    make(path)
    kept = path.read_bytes() if path.is_file() else b""
    assert window.files.load(path) is opens
    assert words in window.bar.label.text()
    if opens:
        assert session.read_only
        assert window.top.mark.text() == "Read-only"
    else:
        assert session.event is mine
    assert (path.read_bytes() if path.is_file() else b"") == kept


@pytest.mark.parametrize(
    ("content", "columns", "rows"),
    [
        (b"a,b\n1,2\n3\n4,5,6\n\n7,8\n", ["a", "b", "Column 3"], 4),
        (b"date;days\n05.01.2026;1.234,5\n06.01.2026;2.345,5\n", ["date", "days"], 2),
        ("name,days\nMüller,3\nGröße,4\n".encode("cp1252"), ["name", "days"], 2),
        ("name,days\nMüller,3\nGröße,4\n".encode("utf-16"), ["name", "days"], 2),
        ("name,days\nMüller,3\nGröße,4\n".encode("utf-8-sig"), ["name", "days"], 2),
        (b"day,empty\n1,\n2,\n3,\n", ["day", "empty"], 3),
        (b"days\n12\nsoon\n\n15\nn/a\n", ["days"], 4),
        (b"when\n2026-01-05\n01/06/2026\n7 Jan 2026\n13/14/2026\n", ["when"], 4),
    ],
    ids=["ragged", "decimal comma", "cp1252", "utf-16", "utf-8 mark", "empty column", "text", "dates"],
)
def test_odd_tables_are_shown_before_they_are_stored(
    window, session, tmp_path, content, columns, rows, settle
):
    window.files.new()
    window.show_page("data")
    page = window.page("data")
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    before = session.event
    page.look_at(path)
    settle()
    assert session.event is before
    assert page.import_panel.isVisible()
    page.accept_import("odd")
    settle()
    stored = session.event.datasets[-1]
    assert [column.name for column in stored.columns] == columns
    assert page.model.rowCount() == rows
    assert path.read_bytes() == content
    window.show_page("charts")  # whatever the table holds, asking a question of it never fails
    window.page("charts").ask("Is it stable?")


# --- many edits ---------------------------------------------------------------------------------


def _random_change(chance: random.Random, event, number: int):
    """One edit of the kinds the window makes, most of them possible, some refused."""
    ids = [step.id for step in event.map("current").steps] or ["s0"]
    one, other = chance.choice(ids), chance.choice(ids)
    return chance.choice(
        (
            lambda: AddStep("current", Step(f"n{number}", f"Step {number}"), chance.choice([None, one])),
            lambda: Set(f"maps/current/steps/{one}/name", f"Name {number}"),
            lambda: Set(f"maps/current/steps/{one}/process_time", Duration(chance.randint(0, 90), "min")),
            lambda: Set(f"maps/current/steps/{one}/wait", Duration(chance.randint(-2, 9), "bd")),
            lambda: Set(f"maps/current/steps/{one}/ca_pct", float(chance.randint(-5, 110))),
            lambda: Set(f"maps/current/steps/{one}/value", chance.choice(["VA", "BNVA", "NVA"])),
            lambda: RemoveSteps("current", (one,)),
            lambda: MoveStep("current", one, chance.randint(0, len(ids))),
            lambda: Connect("current", one, other, chance.choice(["flow", "rework"]), 0.2),
            lambda: Set("header/title", f"Title {number}"),
            lambda: Set("demand/units_per_year", float(chance.randint(1, 5000))),
        )
    )()


def alike(event):
    """The event with the ids that were given at random numbered in the order they appear."""
    given = {}
    text = schema.to_bytes(schema.plain_root(store.EVENT, event)).decode()
    return re.sub(
        r"\b[a-z]+-[0-9a-z]{10}\b", lambda found: f"#{given.setdefault(found[0], len(given))}", text
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_two_hundred_edits_with_undo_between_equal_their_replay(window, session, seed):
    """What is on the screen after edits, undo and redo is what the edits that stand give from the start."""
    window.files.new()
    chance = random.Random(seed)
    start = session.event
    standing, undone = [], []
    for number in range(200):
        what = chance.random()
        if what < 0.2 and session.stack.canUndo():
            session.undo()
            undone.append(standing.pop())
        elif what < 0.3 and session.stack.canRedo():
            session.redo()
            standing.append(undone.pop())
        else:
            change = _random_change(chance, session.event, number)
            before = session.event
            session.do(change)
            if session.event is not before:
                standing.append(change)
                undone.clear()
    event = start
    for change in standing:
        event = change.apply(event)
    assert alike(session.event) == alike(event)
    assert len(standing) > 40
    assert set(window.page("map").canvas.map_scene.layout.steps) == {step.id for step in session.map.steps}
    while session.stack.canUndo():
        session.undo()
    assert session.event == start
    while session.stack.canRedo():
        session.redo()
    assert alike(session.event) == alike(event)
