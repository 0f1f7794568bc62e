"""Random acts in the real window: keys, clicks, drags, actions, pages, themes, undo, paste, open, save, close.

python scripts/random_acts.py                          30 minutes, seed 1 and those after it
python scripts/random_acts.py --minutes 2 --seed 7
python scripts/random_acts.py --seed 7 --acts 400      one window, the same acts again
python scripts/random_acts.py --switches 5000          changes of theme with menus, dialogs and tool tips open

Each window is a process of its own with its own home folder and `faulthandler`, lives for `--acts` acts and is closed
as a person would close it. What counts as a fault: the process dies or hangs, an exception nobody caught, a warning of
Qt. The last line says what was done and what was found; the exit code is 1 when anything was. Without a display the
window is drawn offscreen; QT_QPA_PLATFORM=xcb under Xvfb takes a real one. Nothing outside the home folder is written.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import Any

HANGS_AFTER_S = 600  # of a clock on the wall: on a busy machine a change of theme took 180
MOST_LOOPS = 3  # menus and questions above one another, in which acts go on
LAST = 25  # acts shown before a fault
SWITCHES = 250  # of theme in one window
FAULTS = ("FAULT", "Fatal", "Timeout")  # ours; of faulthandler: a crash, a hang
# The last two are said by QTest of a key or a drag sent to a tool tip.
HARMLESS = (
    "This plugin does not support",
    "propagateSizeHints",
    "Keyboard event not accepted",
    'Mouse event "',
)
HOSTILE = (
    '<b>Bold</b> <img src="file:///etc/hostname">', "=1+1", "", " ", "1:30", "12,5 %", "9" * 40, "a\tb\nc\td", "\x00",
    "Größe ✓ עברית", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "x" * 3000,
)  # fmt: skip
TABLE = "Step\tRole\tProcess time\tWait\nCheck\tClerk\t15 min\t2 h\nSign\tManager\t1:30\t3 d\n"
NUMBERS = "Day,Minutes,Office\n" + "".join(f"{n},{n * 7 % 31 + 3},{'AB'[n % 2]}\n" for n in range(1, 41))


class Person:
    """Somebody who tries everything, in an order that follows from a seed."""

    def __init__(self, seed: int, home: Path) -> None:
        from PySide6.QtCore import QTimer, qInstallMessageHandler
        from PySide6.QtWidgets import QApplication, QFileDialog

        from leanbench.ui.frame import settings, theme
        from leanbench.ui.frame.session import Session
        from leanbench.ui.papers import printing
        from leanbench.ui.window.main_window import MainWindow

        self.luck = random.Random(seed)
        self.home = home
        self.faults: list[str] = []
        self.left_alone = ("file.quit",)
        self.done = 0
        self.doing = "start"
        sys.excepthook = self._error
        qInstallMessageHandler(self._message)
        self.app = QApplication.instance() or QApplication([])
        theme.load_fonts()
        self.look = theme.Look("light", motion=bool(seed % 2))
        self.look.apply(self.app)
        self.session = Session(self.look, settings.places(), settings.Settings())
        self.window = MainWindow(self.session)
        self.window.show_page("home")
        self.window.show()
        QFileDialog.getOpenFileName = staticmethod(lambda *_a, **_k: (str(self._file(True)), ""))
        QFileDialog.getSaveFileName = staticmethod(lambda *_a, **_k: (str(self._file(False)), ""))
        printing.print_pdf = lambda *_args: False
        self._lasting = self._depth = self._dragging = 0
        self._seen: list[Any] = []
        self.answering = QTimer()  # what waits for an answer gets one: it runs a loop of its own
        self.answering.timeout.connect(self._answer)
        self.answering.start(40)

    # --- what goes wrong ------------------------------------------------------------------------

    def _error(self, kind: Any, error: Any, trace: Any) -> None:
        from traceback import format_exception

        from leanbench.errors import UserError

        if isinstance(error, UserError):
            self.session.say(str(error), "caution")
            return
        self._fault("".join(format_exception(kind, error, trace)).rstrip())

    def _message(self, level: Any, _where: Any, text: str) -> None:
        from PySide6.QtCore import QtMsgType

        if level != QtMsgType.QtDebugMsg and not text.startswith(HARMLESS):
            self._fault(f"Qt says: {text}")

    def _fault(self, text: str) -> None:
        self.faults.append(text)
        print(f"FAULT after act {self.done}, {self.doing}:\n{text}", flush=True)

    # --- acts -----------------------------------------------------------------------------------

    def act(self) -> None:
        """One act, said before it is done."""
        acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (30, self._key), (14, self._type), (26, self._click), (8, self._drag), (6, self._wheel), (26, self._action),
            (5, self._page), (4, self._switch), (4, self._undo), (5, self._paste), (3, self._open), (2, self._resize),
            (5, self._close_popup), (6, self._tip), (3, self._wait),
        )  # fmt: skip
        (chosen,) = self.luck.choices([one for _weight, one in acts], [weight for weight, _one in acts])
        chosen()

    def live(self, acts: int, switches: int) -> None:
        """All acts from inside the event loop, as in the program: menus and questions run loops of their own."""
        from PySide6.QtCore import QTimer

        timer = QTimer()

        def tick() -> None:
            if self._depth > MOST_LOOPS:
                return
            if self.done >= (switches or acts):
                if not self._depth:
                    timer.stop()
                    self.leave()
                    self.app.exit()
                return
            self.done += 1
            faulthandler.dump_traceback_later(HANGS_AFTER_S, exit=True)
            self._depth += 1
            try:
                if switches:
                    self.switch_themes()
                else:
                    self.act()
                if not self.window.isVisible():
                    self.window.show()
            finally:
                self._depth -= 1

        timer.timeout.connect(tick)
        timer.start(0)
        self.app.exec()

    def _say(self, text: str) -> None:
        self.doing = text
        print(f"{self.done} {text}", flush=True)

    def _front(self) -> Any:
        """The window in front: a popup, else a dialog, else the main window."""
        popup = self.app.activePopupWidget()
        if popup is not None:
            return popup
        others = [w for w in self.app.topLevelWidgets() if w.isVisible() and w is not self.window]
        return self.luck.choice([self.window, *others]) if others else self.window

    def _widget(self) -> Any:
        from PySide6.QtWidgets import QWidget
        from shiboken6 import isValid

        front = self._front()
        seen = [w for w in front.findChildren(QWidget) if w.isVisible() and w.width() > 1 and w.height() > 1]
        # Held until the next act: of Qt's own list of a choice PySide would let go with the last Python hold on it.
        self._seen = [w for w in seen if isValid(w)]
        return self.luck.choice(self._seen) if self._seen else self.window

    def _name(self, widget: Any) -> str:
        text = getattr(widget, "text", "")
        words = widget.accessibleName() or (text() if callable(text) else "") or widget.objectName()
        return f"{type(widget).__name__} {str(words)[:40]!r}"

    def _spot(self, widget: Any) -> Any:
        from PySide6.QtCore import QPoint

        return QPoint(
            self.luck.randrange(max(1, widget.width())), self.luck.randrange(max(1, widget.height()))
        )

    def _keys_to(self) -> Any:
        return self.app.activePopupWidget() or self.app.focusWidget() or self._front()

    def _key(self) -> None:
        from PySide6.QtCore import Qt

        names = (
            *("Tab", "Backtab", "Return", "Enter", "Escape", "Delete", "Backspace", "Space", "Insert"),
            *("Home", "End", "PageUp", "PageDown"),
            *("Up", "Down", "Left", "Right") * 3,
            *(f"F{n}" for n in range(1, 13)),
            *"ABCDEFGHIJKLMNOPRSTUVWXYZ0123456789",
            *("Plus", "Minus", "Period", "Comma", "Slash", "Equal"),
        )
        mods = self.luck.choice(("", "", "", "", "Shift", "Control", "Control", "Alt", "ControlShift"))
        name = self.luck.choice(names)
        if name == "Q" and "Control" in mods:
            return
        held = Qt.KeyboardModifier.NoModifier
        for part in ("Control", "Shift", "Alt"):
            if part in mods:
                held |= getattr(Qt.KeyboardModifier, f"{part}Modifier")
        target = self._keys_to()
        self._say(f"key {mods}+{name} to {self._name(target)}")
        self._press(target, getattr(Qt.Key, f"Key_{name}"), held)

    def _type(self) -> None:

        text = self.luck.choice(
            ("1:30", "15 min", "12", "60%", "Check the form", "R", "2026-03-02", *HOSTILE[:6])
        )
        target = self._keys_to()
        self._say(f"type {text[:20]!r} to {self._name(target)}")
        with contextlib.suppress(RuntimeError):  # typing may close what is typed into
            for letter in text[:30]:
                if letter.isascii() and letter.isprintable():
                    self._press(target, letter)

    def _click(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QContextMenuEvent
        from PySide6.QtTest import QTest

        widget = self._widget()
        spot = self._spot(widget)
        how = self.luck.choice(("left", "left", "left", "left", "double", "right", "shift", "control"))
        self._say(f"{how} click on {self._name(widget)} at {spot.x()}, {spot.y()}")
        held = {"shift": Qt.KeyboardModifier.ShiftModifier, "control": Qt.KeyboardModifier.ControlModifier}
        if how == "double":
            QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        elif how == "right":
            place = widget.mapToGlobal(spot)
            self.app.postEvent(widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, place))
        else:
            QTest.mouseClick(
                widget, Qt.MouseButton.LeftButton, held.get(how, Qt.KeyboardModifier.NoModifier), spot
            )

    def _drag(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from shiboken6 import isValid

        widget = self._widget()
        start, end = self._spot(widget), self._spot(widget)
        self._say(f"drag in {self._name(widget)} from {start.toTuple()} to {end.toTuple()}")
        self._dragging = 1
        try:
            QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
            for part in range(1, 5):
                if isValid(widget):
                    QTest.mouseMove(widget, start + (end - start) * (part / 4))
            if isValid(widget):
                QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        finally:
            self._dragging = 0

    def _wheel(self) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent

        widget = self._widget()
        spot = QPointF(self._spot(widget))
        held = self.luck.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier))
        turn = QPoint(0, self.luck.choice((-240, -120, 120, 240)))
        self._say(f"wheel on {self._name(widget)}")
        phase = Qt.ScrollPhase.NoScrollPhase
        place = QPointF(widget.mapToGlobal(spot))
        event = QWheelEvent(spot, place, QPoint(), turn, Qt.MouseButton.NoButton, held, phase, False)
        self.app.postEvent(widget, event)

    def _action(self) -> None:
        book = self.session.actions
        ids = [
            spec.id
            for spec in book.specs()
            if book.action(spec.id).isEnabled() and not spec.id.startswith(self.left_alone)
        ]
        chosen = self.luck.choice(ids)
        self._say(f"action {chosen}")
        book.action(chosen).trigger()

    def _page(self) -> None:
        page = self.luck.choice([page[0] for page in self.window.pages])
        self._say(f"page {page}")
        self.window.show_page(page)

    def _switch(self) -> None:
        from leanbench.ui.frame.theme import THEMES

        if self.luck.random() < 0.3:
            self._say("room mode")
            self.window.toggle_room()
        else:
            name = self.luck.choice(THEMES)
            self._say(f"theme {name}")
            self.look.switch(self.app, name=name)

    def _undo(self) -> None:
        count = self.luck.randrange(1, 12)
        self._say(f"undo and redo {count}")
        for _ in range(count):
            self.session.undo()
        for _ in range(self.luck.randrange(count + 1)):
            self.session.redo()

    def _paste(self) -> None:
        text = self.luck.choice((TABLE, NUMBERS, *HOSTILE))
        self._say(f"paste {text[:20]!r}")
        self.app.clipboard().setText(text)
        self.session.actions.action("edit.paste").trigger() if self._knows("edit.paste") else None

    def _knows(self, action_id: str) -> bool:
        return any(
            spec.id == action_id and self.session.actions.action(action_id).isEnabled()
            for spec in self.session.actions.specs()
        )

    def _open(self) -> None:
        from leanbench import resources

        samples = sorted(resources.path("samples").glob("*.lean"))
        chosen = self.luck.choice([*samples, None])
        self._say(f"open {chosen.stem if chosen else 'a new event'}")
        if chosen is None:
            self.window.files.new()
        else:
            self.window.files.open_sample(chosen)

    def _resize(self) -> None:
        size = self.luck.randrange(720, 1600), self.luck.randrange(460, 1000)
        self._say(f"size {size}")
        self.window.resize(*size)

    def _close_popup(self) -> None:
        front = self._front()
        if front is not self.window:
            self._say(f"close {self._name(front)}")
            front.close()

    def _tip(self) -> None:
        from PySide6.QtGui import QHelpEvent

        widget = self._widget()
        spot = self._spot(widget)
        self._say(f"tool tip of {self._name(widget)}")
        self.app.postEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, spot, widget.mapToGlobal(spot)))

    def _wait(self) -> None:
        self._say("wait")
        end = time.monotonic() + self.luck.choice((0.05, 0.2, 0.6))
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    # --- around them ----------------------------------------------------------------------------

    def _file(self, existing: bool) -> Path | str:
        """What the desktop's file dialog answers: a file of this home folder, or nothing."""
        if existing:
            known = sorted(path for path in self.home.glob("given/*") if path.is_file())
            return self.luck.choice([*known, ""])
        return self.luck.choice((self.home / "given" / f"{self.luck.choice('abc')}.lean", ""))

    def _answer(self) -> None:
        """A menu or question that has stood for a while gets Enter, Escape or is closed; what is dragged is dropped."""
        from PySide6.QtCore import Qt

        widget = self.app.activePopupWidget() or self.app.activeModalWidget()
        self._lasting = self._lasting + 1 if widget is not None or self._dragging else 0
        if self._lasting < 4:
            return
        self._lasting = 0
        if widget is None:  # a text on its way runs a loop that waits for the button
            self._drop()
            return
        how = self.luck.choice(("Return", "Escape", "close", "Down"))
        self._say(f"answer {how} to {self._name(widget)}")
        if how == "close":
            widget.close()
        else:
            self._press(self.app.focusWidget() or widget, getattr(Qt.Key, f"Key_{how}"))

    def _press(self, widget: Any, *key: Any) -> None:
        """A key pressed and let go; QTest's own click goes on with a widget that the press has ended."""
        from PySide6.QtTest import QTest
        from shiboken6 import isValid

        QTest.keyPress(widget, *key)
        if isValid(widget):
            QTest.keyRelease(widget, *key)

    def _drop(self) -> None:
        """Let go of what is dragged, somewhere; a second time, give it up."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QDrag
        from PySide6.QtTest import QTest

        self._dragging += 1
        self._say("drop")
        if self._dragging > 2:
            QDrag.cancel()
        else:
            spot = self._spot(self.window)
            QTest.mouseRelease(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)

    def switch_themes(self) -> None:
        """A change of theme while menus, dialogs and tool tips are open and actions run."""
        from leanbench.ui.frame.theme import THEMES

        number = self.done
        if number == 1:
            self._open()
            if self.luck.random() < 0.75:  # a window with all pages has ten times the widgets to dress
                self.left_alone += ("view.page", "data.", "file.print")
                self.window.show_page("map")
        elif number % 4 == 1:
            openers = (self._action, self._action, self._tip, self._click)
            self.luck.choice(openers)()
        self._say(f"switch {number}")
        if number % 10 == 9:
            self.session.actions.action("view.room").trigger()  # F11: from inside a running action
        else:
            self.look.switch(self.app, name=THEMES[number % len(THEMES)])

    def leave(self) -> None:
        """Close the window as a person would, without saving."""
        from leanbench.ui.window import files

        self.answering.stop()
        files.ask_unsaved = lambda *_of: "drop"
        while (popup := self.app.activePopupWidget()) is not None:
            popup.close()
        self._say("close the window")
        self.window.close()
        self.window.deleteLater()


def live(seed: int, acts: int, switches: int) -> int:
    """One window, in this process: 0 without a fault, else 3."""
    import shutil

    from leanbench import resources

    faulthandler.enable()
    home = Path(os.environ["LEANBENCH_HOME"])
    given = home / "given"
    given.mkdir(parents=True)
    for sample in resources.path("samples").glob("*.lean"):
        shutil.copy(sample, given)
    (given / "numbers.csv").write_text(NUMBERS)
    (given / "broken.lean").write_bytes(b"PK\x03\x04 nothing")
    person = Person(seed, home)
    person.live(acts, switches)
    faulthandler.cancel_dump_traceback_later()
    return 3 if person.faults else 0


def watch(seed: int, acts: int, switches: int) -> tuple[int, int, dict[str, str]]:
    """One window in a process of its own: exit code, acts done, each kind of fault with the acts before it."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "LEANBENCH_HOME": str(Path(home) / "home")}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, __file__, "--live", "--seed", str(seed), "--acts", str(acts)]
        command += ["--switches", str(switches)]
        log = Path(home) / "log"
        with log.open("wb") as file:
            code = subprocess.run(
                command, env=environment, stdout=file, stderr=subprocess.STDOUT, check=False
            ).returncode
        lines = log.read_text("utf-8", "replace").splitlines()
    numbers = [int(line.split()[0]) for line in lines if line.split(" ")[0].isdigit()]
    found = faults_in(lines)
    if code and not found:
        found[f"ended with {code}"] = "\n".join(lines[-LAST:])
    return code, max(numbers, default=0), found


def faults_in(lines: list[str]) -> dict[str, str]:
    """Each kind of fault in a log, told by its last line, with the acts before its first one."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if line.startswith(FAULTS):
            fault = list(takewhile(lambda text: not re.match(r"\d+ ", text), lines[number : number + 80]))
            kind = line if line.startswith(FAULTS[1:]) else fault[-1]
            found.setdefault(kind, "\n".join([*lines[max(0, number - LAST) : number], *fault]))
    return found


def main() -> int:
    """Windows one after the other until the time is over; say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=0, help="one window with so many acts")
    parser.add_argument(
        "--switches", type=int, default=0, help="so many changes of theme, 250 in each window"
    )
    parser.add_argument("--live", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.live:
        return live(given.seed, given.acts, given.switches)
    start = time.monotonic()
    seed, total, crashes, hangs = given.seed, 0, 0, 0
    kinds: Counter[str] = Counter()

    def is_over() -> bool:
        if given.switches:
            return total >= given.switches
        return bool(given.acts and seed > given.seed) or time.monotonic() - start > given.minutes * 60

    while not is_over():
        switches = min(SWITCHES, given.switches - total) if given.switches else 0
        code, done, found = watch(seed, given.acts or 500, switches)
        total += done
        crashes += code < 0
        hangs += code == 1
        print(f"seed {seed}: {done} acts, {len(found)} kinds of faults, exit code {code}", flush=True)
        for kind, told in found.items():
            if not kinds[kind]:
                print(f"\n--- {kind}\n{told}\n", flush=True)
            kinds[kind] += 1
        seed += 1
        if not done:
            break  # no window comes up at all
    what = f"{total:,} changes of theme" if given.switches else f"{total:,} random acts"
    for kind, times in kinds.most_common():
        print(f"{times:4} windows: {kind}")
    count = seed - given.seed
    windows = (
        f"{count} windows (seeds {given.seed} to {seed - 1})"
        if count > 1
        else f"1 window (seed {given.seed})"
    )
    print(
        f"{what} in {windows}, {(time.monotonic() - start) / 60:.1f} minutes: "
        f"{crashes} crashes, {hangs} hangs, {len(kinds)} kinds of faults."
    )
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
