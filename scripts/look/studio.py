"""The window on an invisible screen: opened on an event, dressed in a look, grabbed when it has settled."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EMPTY = "empty"
PATIENCE = 60.0  # seconds for long work (papers, a simulation) to end
# The invisible screen; room mode fills it.
SCREEN = {
    "name": "screen", "x": 0, "y": 0, "width": 1440, "height": 900,
    "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1,
}  # fmt: skip
STILL = 0.2  # seconds without work after which a page is taken to be painted
ROUNDS = 8  # of events, for a machine so busy that one round outlasts that moment


@dataclass(frozen=True, slots=True)
class Way:
    """One way to look at the window: theme, room mode, size in logical pixels, enlargement by the desktop."""

    name: str
    size: tuple[int, int] = (1440, 900)
    theme: str = "light"
    room: bool = False
    scale: int = 1


def ways() -> tuple[Way, ...]:
    """Every theme, room mode, a small notebook, and 200% on a screen of 1920 x 1080."""
    from leanbench.ui.frame.theme import THEMES

    return (
        *(Way(name, theme=name) for name in THEMES),
        Way("room", room=True),
        Way("1366x768", (1366, 768)),
        Way("200 percent", (960, 540), scale=2),
    )


def samples() -> tuple[str, ...]:
    """The shipped events and the empty one."""
    from leanbench import resources

    return (*sorted(path.stem for path in resources.path("samples").glob("*.lean")), EMPTY)


def tell(_kind: object, _where: object, text: str) -> None:
    """Pass on what Qt complains about, but not what the invisible screen cannot do."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"Qt: {text}\n")


class Studio:
    """One window. Made once for each process: Qt allows one application, and one scale."""

    def __init__(self, scale: int = 1) -> None:
        self.home = tempfile.TemporaryDirectory()
        os.environ["LEANBENCH_HOME"] = self.home.name
        if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
            screen = Path(self.home.name) / "screen.json"
            screen.write_text(json.dumps({"screens": [SCREEN]}))
            os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen}"
        if scale != 1:
            os.environ["QT_SCALE_FACTOR"] = str(scale)
        from PySide6.QtCore import qInstallMessageHandler
        from PySide6.QtWidgets import QApplication

        from leanbench.ui.frame import settings, theme
        from leanbench.ui.frame.session import Session
        from leanbench.ui.window.main_window import MainWindow

        qInstallMessageHandler(tell)
        self.app = QApplication.instance() or QApplication([])
        self.app.setCursorFlashTime(0)
        theme.load_fonts()
        self.look = theme.Look("light", motion=False)
        self.look.apply(self.app)
        self.session = Session(self.look, settings.places(), settings.Settings(motion=False))
        self.window = MainWindow(self.session)
        self.window.show()

    def open(self, name: str) -> None:
        """A fresh copy of a sample, or a new event; unsaved work is dropped."""
        from leanbench import resources
        from leanbench.ui.window import files

        ask, files.ask_unsaved = files.ask_unsaved, lambda *_of: "drop"
        try:
            if name == EMPTY:
                self.window.files.new()
            else:
                self.window.files.open_sample(resources.path("samples", f"{name}.lean"))
        finally:
            files.ask_unsaved = ask

    def dress(self, way: Way) -> None:
        """Theme, room mode and size."""
        if self.look.room != way.room:
            self.window.toggle_room()
        if self.look.theme.name != way.theme:
            self.look.switch(self.app, name=way.theme)
        self.window.bar.hide()
        self.window.resize(*way.size)
        self.settle()

    def settle(self, least: float = STILL) -> None:
        """Wait until nothing has been worked on for a moment and a few rounds of events."""
        limit = time.monotonic() + PATIENCE
        quiet, rounds = time.monotonic() + least, 0
        while (time.monotonic() < quiet or rounds < ROUNDS) and time.monotonic() < limit:
            self.app.processEvents()
            rounds += 1
            if self.session.tasks.busy():
                quiet, rounds = time.monotonic() + least, 0
            time.sleep(0.005)

    def grab(self, path: Path, widget: Any = None) -> Path:
        """Save what a widget, else the whole window, shows now."""
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = (widget or self.window).grab()
        if not picture.save(str(path)):
            raise OSError(f"could not write {path}")
        return path

    def show_page(self, page_id: str) -> None:
        """Bring a page to the front and let it paint."""
        self.window.show_page(page_id)
        self.settle()

    def catch_popups(self, act: Callable[[], object], caught: Callable[[Any], object]) -> None:
        """Do something; hand every window, menu or popup that came up to `caught`, then close it.

        Modal windows and menus run a loop of their own inside `act`, so the watch is a timer.
        """
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QFileDialog

        before = set(self._popups())
        watching = [True]

        def watch() -> None:
            if not watching[0]:
                return
            for widget in self._popups():
                if widget not in before:
                    caught(widget)
                    widget.close()
            for widget in self._popups():  # a question that closing brought up
                if widget not in before:
                    widget.close()

        stand_ins = {name: getattr(QFileDialog, name) for name in ("getOpenFileName", "getSaveFileName")}
        for name in stand_ins:  # the desktop's own file dialogs are not ours to look at
            setattr(QFileDialog, name, staticmethod(lambda *_of, **_more: ("", "")))
        timers = []
        for delay in (150, 450, 900):
            timer = QTimer()
            timer.setSingleShot(True)
            timer.timeout.connect(watch)
            timer.start(delay)
            timers.append(timer)
        try:
            act()
            self.settle()
            watch()
        finally:
            watching[0] = False
            for timer in timers:
                timer.stop()
            for name, own in stand_ins.items():
                setattr(QFileDialog, name, own)

    def _popups(self) -> list[Any]:
        """What lies over the window: other windows, menus, and the palette inside it."""
        from PySide6.QtWidgets import QFrame

        found = [w for w in self.app.topLevelWidgets() if w.isVisible() and w is not self.window]
        inside = [
            w for w in self.window.findChildren(QFrame) if w.property("role") == "popup" and w.isVisible()
        ]
        return found + inside

    def close(self) -> None:
        """Stop the work beside the window and forget what it wrote."""
        self.session.tasks.close()
        self.home.cleanup()
