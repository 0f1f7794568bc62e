"""Starts the window. The order of start-up, and the only place where the parts are joined:

1. settings and log: nothing else can be told where to write before that (before Qt itself, when a map is
   wanted, what reads and draws it: `load_core` says why);
2. the Qt application, fonts and the look, so that the first frame already has its final type;
3. the session (an empty document) and the window around it;
4. the event named on the command line, or Home;
5. the window is shown; only then recovery files are looked for, and slow libraries may be imported.

At the end the window closes first, then the worker thread, then Qt; nothing lives at module level.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

NO_DISPLAY = (
    "leanbench: there is no display to open a window on. The commands work without one: "
    "leanbench report EVENT -o REPORT.pdf, leanbench draw EVENT -o MAP.svg, leanbench --help."
)

CORE = (
    "concurrent.futures.thread",
    "platformdirs",
    "traceback",
    "leanbench.store.document",
    "leanbench.store.locks",
)
MAP_CORE = (
    "msgspec",
    "leanbench.event.event_file",
    "leanbench.store.journal",
    "leanbench.event.changes",
    "leanbench.event.finding",
    "leanbench.maps",
    "leanbench.maps.wall",
)

# Read beside the open window once it has settled, so that the first chart need not wait for them.
AHEAD_MS = 1500
LATER = (
    "leanbench.analyses.catalogue",
    "leanbench.plots.draw_result",
    "leanbench.plots.draw_control",
    "leanbench.stats.spc.variables",
    "leanbench.stats.capability.normal_capability",
    "leanbench.ui.charts.screen",
)


class Options(NamedTuple):
    """What was asked for on the command line."""

    event: Path | None = None
    portable: bool = False
    sample: str = ""
    trial: bool = False


def has_display() -> bool:
    """Whether a window can be opened here."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def arguments(argv: Sequence[str]) -> Options:
    """Options of the window; argparse is loaded only when there are any."""
    if not any(word.startswith("-") for word in argv) and len(argv) < 2:
        return Options(Path(argv[0]) if argv else None)
    import argparse

    from leanbench.words.language import _

    parser = argparse.ArgumentParser(prog="leanbench", description=_("Open the workbench."))
    parser.add_argument("event", nargs="?", type=Path, help=_("a .lean file, a folder or an event.json"))
    parser.add_argument(
        "--portable", action="store_true", help=_("keep settings and recovery beside the program")
    )
    parser.add_argument("--sample", help=_("open a copy of a shipped sample, for example permit-issuance"))
    parser.add_argument(
        "--trial",
        action="store_true",
        help=_("open the window, paint it once and close it: does it work here?"),
    )
    given = parser.parse_args(list(argv))
    return Options(given.event, given.portable, given.sample or "", given.trial)


def load_core(for_map: bool) -> None:
    """Import what needs no Qt ahead of Qt: PySide6 searches the source of every module imported after it."""
    for name in CORE + MAP_CORE if for_map else CORE:
        import_module(name)


def load_later(task: Any) -> None:
    """Import what charts need, until the window goes. Work for `ui.tasks`."""
    for name in LATER:
        task.check()
        import_module(name)


def run(argv: Sequence[str]) -> int:
    """Open the window and stay until it is closed. Returns the exit code."""
    options = arguments(argv)
    if not has_display():
        sys.stderr.write(NO_DISPLAY + "\n")
        return 2
    # Nothing becomes garbage while everything is loaded; collecting it would take a tenth of the start.
    # Afterwards the session's tasks collect it, in this thread only.
    gc.disable()
    load_core(for_map=options.event is not None or bool(options.sample))
    from PySide6.QtCore import QTimer

    from leanbench import __version__, resources
    from leanbench.ui.frame import settings, theme
    from leanbench.ui.frame.session import Session
    from leanbench.ui.window import crash_dialog as errors
    from leanbench.ui.window.application import Application
    from leanbench.ui.window.main_window import MainWindow
    from leanbench.ui.window.recovery import offer_recovery

    places = settings.places(options.portable)
    chosen = settings.read(places.settings)
    errors.start_log(places.log)
    app = Application(["leanbench"])
    app.setApplicationName("Leanbench")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("leanbench")
    theme.load_fonts()
    look = theme.Look(theme.start_theme(app, chosen.theme), motion=chosen.motion)
    look.apply(app)
    session = Session(look, places, chosen)
    hook = errors.ErrorHook(session)
    hook.install()
    window = MainWindow(session)
    window.setWindowIcon(look.icon("workflow", "accent"))
    opened = False
    if options.event is not None:
        opened = window.files.load(options.event.expanduser())
    elif options.sample:
        sample = resources.path("samples", f"{options.sample.removesuffix('.lean')}.lean")
        window.files.open_sample(sample)
        opened = session.has_event
    if not opened:
        window.show_page("home")
    window.show()
    app.open_with(window.files.open_path)
    if options.trial:
        QTimer.singleShot(0, lambda: (window.grab(), window.close()))
        return int(app.exec())
    QTimer.singleShot(0, lambda: offer_recovery(session))
    QTimer.singleShot(AHEAD_MS, lambda: session.tasks.run(load_later, lambda _nothing: None, label=""))
    code = app.exec()
    sys.excepthook = sys.__excepthook__
    gc.freeze()  # the process ends: what is left need not be searched for garbage
    return int(code)
