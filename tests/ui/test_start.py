"""How the program starts: commands without Qt, a plain sentence without a display, a real window under X."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from leanbench import __main__, app, resources
from leanbench.cli.parser import build_parser
from leanbench.ui.frame.tasks import Cancelled


def test_the_window_knows_every_command():
    commands = next(action.choices for action in build_parser()._actions if isinstance(action.choices, dict))
    assert set(commands) <= set(__main__.COMMANDS)


def test_commands_never_load_qt():
    code = (
        "import sys; from leanbench.__main__ import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name.startswith('PySide6')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip().endswith("[]")


def test_what_draws_a_map_is_imported_ahead_of_qt():
    code = (
        "import sys; from leanbench import app\n"
        "app.load_core(for_map=True)\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)\n"
        "ahead = set(sys.modules)\n"
        "import leanbench.ui.map.map_page\n"
        "core = ('leanbench.event', 'leanbench.flow', 'leanbench.maps', 'leanbench.drawing')\n"
        "print(sorted(n for n in set(sys.modules) - ahead if n.startswith(core)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_charts_need_is_read_beside_the_window_and_stops_with_it():
    class Task:
        left = 2

        def check(self):
            self.left -= 1
            if self.left < 0:
                raise Cancelled

    with pytest.raises(Cancelled):
        app.load_later(Task())
    code = (
        "import sys; from types import SimpleNamespace; from leanbench import app\n"
        "app.load_core(for_map=True)\n"
        "import leanbench.ui.window.main_window\n"
        "slow = ('numpy', 'matplotlib', 'leanbench.plots', 'leanbench.analyses')\n"
        "assert not set(slow) & set(sys.modules)\n"
        "app.load_later(SimpleNamespace(check=lambda: None))\n"
        "print(set(slow) <= set(sys.modules), 'matplotlib.figure' in sys.modules, 'scipy.stats' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "True False False"


FIRST_PAINT = """
import sys
from leanbench import app
load_core = app.load_core
def first(for_map):  # as in the program, Qt comes only after it
    load_core(for_map)
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    run = QApplication.exec
    def look():
        loaded = {name: module for name, module in sys.modules.items() if name.startswith("leanbench.")}
        print(sorted({name.split(".")[1] for name in loaded}))
        print([kind for name, module in loaded.items() for kind in vars(module).values()
               if isinstance(kind, type) and kind.__module__ == name and hasattr(kind, "__dataclass_fields__")])
        print([name for name in SLOW if name in sys.modules])
        QApplication.instance().quit()
    QApplication.exec = lambda *_args: (QTimer.singleShot(0, look), run())[1]
app.load_core = first
app.run([sys.argv[1]])
"""
SLOW = (
    "numpy", "scipy", "pandas", "matplotlib", "reportlab", "networkx", "babel", "openpyxl",
    "leanbench.drawing.pdf_painter", "leanbench.drawing.svg_painter", "leanbench.flow.comparison",
    "leanbench.flow.gains", "leanbench.flow.simulation", "leanbench.maps.poster", "leanbench.maps.sipoc",
    "leanbench.store.merge",
)  # fmt: skip


def test_the_first_paint_loads_few_rooms_and_no_data_class(tmp_path):
    """A data class is written as source and compiled when it is imported: half a millisecond each, at every start."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"SLOW = {SLOW}\n{FIRST_PAINT}",
            str(resources.path("samples", "permit-issuance.lean")),
        ],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
        env=dict(os.environ, LEANBENCH_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen"),
    )
    rooms, data_classes, slow = done.stdout.strip().splitlines()
    assert ast.literal_eval(rooms) == [
        "app", "doors", "drawing", "errors", "event", "flow", "formula", "maps", "notebook", "quantity", "resources",
        "schema", "store", "ui", "words",
    ]  # fmt: skip
    assert (data_classes, slow) == ("[]", "[]")


def test_work_without_a_label_is_never_shown(session, qtbot):
    ended = []
    session.tasks.run(lambda task: time.sleep(0.6), ended.append, label="")
    qtbot.wait(450)
    assert session.tasks.visible() == []
    qtbot.waitUntil(lambda: ended == [None], timeout=5000)


def test_without_a_display_it_says_so(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there always is one")
    assert app.run([]) == 2
    assert "no display" in capsys.readouterr().err


def test_arguments():
    assert app.arguments([]) == app.Options()
    assert app.arguments(["x.lean"]).event.name == "x.lean"
    given = app.arguments(["--portable", "--sample", "permit-issuance"])
    assert (given.portable, given.sample) == (True, "permit-issuance")


def test_a_file_the_desktop_names_by_an_event_is_opened(window, session, qapp, tmp_path):
    path = tmp_path / "permit.lean"
    path.write_bytes(resources.path("samples", "permit-issuance.lean").read_bytes())
    QApplication.sendEvent(qapp, QFileOpenEvent(str(path)))  # before there is a window to open it
    assert session.document.path is None
    qapp.open_with(window.files.open_path)
    assert session.document.path == path
    other = tmp_path / "other.lean"
    other.write_bytes(path.read_bytes())
    QApplication.sendEvent(qapp, QFileOpenEvent(str(other)))
    assert session.document.path == other
    qapp.open_with(None)


def test_a_trial_opens_the_window_and_ends(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "leanbench", "--trial", "--sample", "permit-issuance"],
        env=dict(os.environ, LEANBENCH_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_shipped_sample_is_never_opened_for_writing(window, session):
    path = resources.path("samples", "permit-issuance.lean")
    assert window.files.load(path)
    assert session.document.path is None
    assert not path.with_name(f".{path.name}.lock").exists()


RUN = """
import os
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from leanbench import app
from leanbench.ui.window.main_window import MainWindow
seen = []
def look():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    image = window.grab().toImage()
    seen.append(len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}))
    window.session.select([("step", window.session.map.steps[0].id)])
    window.session.actions.action("map.panel.capacity").trigger()
    QTimer.singleShot(1000, lambda: leave(window))
def leave(window):
    window.session.actions.action(os.environ["COPY"]).trigger()
    print(QApplication.clipboard().mimeData().formats())
    window.close()
show = MainWindow.show
def shown(self):
    show(self)
    QTimer.singleShot(300, look)
MainWindow.show = shown
code = app.run(sys.argv[1:])
print(code, seen)
"""


def _run(environment: dict[str, str]) -> str:
    sample = str(resources.path("samples", "permit-issuance.lean"))
    done = subprocess.run(
        [sys.executable, "-c", RUN, sample], capture_output=True, text=True, timeout=90, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("copy", ["edit.copy", "picture.copy"])
def test_the_whole_program_opens_paints_and_closes_with_a_copy_on_the_clipboard(tmp_path, copy):
    environment = dict(os.environ, LEANBENCH_HOME=str(tmp_path), QT_QPA_PLATFORM="offscreen", COPY=copy)
    said = _run(environment)
    assert said.startswith("0 [")
    assert int(said[3:-1]) > 20


@pytest.mark.xcb
def test_the_whole_program_under_x(tmp_path):
    environment = dict(os.environ, LEANBENCH_HOME=str(tmp_path), QT_QPA_PLATFORM="xcb", COPY="picture.copy")
    said = _run(environment)
    assert said.startswith("0 [")
    assert int(said[3:-1]) > 20
