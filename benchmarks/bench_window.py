"""From `leanbench` to a painted window with the sample open, against a bare PySide6 window.

Both are whole processes, run in turn on this machine; the byte code is compiled first, as in an
installation. Also lists slow libraries that start-up must not load. The promise: at most 3 times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "samples" / "permit-issuance.lean"
RUNS = 7
SLOW = ("numpy", "scipy", "pandas", "matplotlib", "reportlab", "networkx")

BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1200, 800)
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""

FULL = """
import sys
from leanbench import app
core = app.load_core
def load_core(for_map):  # as in the program, Qt comes only after it
    core(for_map)
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    run = QApplication.exec
    def leave():
        print(",".join(name for name in %r if name in sys.modules))
        QApplication.instance().quit()
    def first(*_args):
        QTimer.singleShot(0, leave)
        return run()
    QApplication.exec = first
app.load_core = load_core
app.run([sys.argv[1]])
""" % (SLOW,)  # noqa: UP031 - the script is full of braces


def seconds(script: str, environment: dict[str, str]) -> tuple[float, str]:
    """Wall time of one process and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, str(SAMPLE)],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    return time.perf_counter() - start, done.stdout.strip()


def main() -> None:
    """Print the ratio, pair by pair."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "PYTHONPYCACHEPREFIX": folder,
            "XDG_CONFIG_HOME": folder,
            "XDG_STATE_HOME": folder,
            "XDG_DATA_HOME": folder,
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        loaded = ""
        pairs = []
        for number in range(RUNS + 1):
            bare, _ = seconds(BARE, environment)
            full, loaded = seconds(FULL, environment)
            if number:  # the first pair warms the disk and writes the byte code
                pairs.append((bare, full))
    ratios = [full / bare for bare, full in pairs]
    print(
        f"bare PySide6 window     {statistics.median(b for b, _ in pairs) * 1000:7.0f} ms (median of {RUNS})"
    )
    print(f"leanbench with sample   {statistics.median(f for _, f in pairs) * 1000:7.0f} ms")
    print(f"ratio                   {statistics.median(ratios):7.2f}  (promise: at most 3)")
    print(f"slow libraries loaded   {loaded or 'none'}  (promise: none)")


if __name__ == "__main__":
    main()
