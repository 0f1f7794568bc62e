"""Kill the program again and again while somebody works, and see whether anything is lost.

python scripts/torture.py                             1,000 kills, a tenth of them of the real window
python scripts/torture.py --kills 60 --windows 0 --seed 7     a quick part, always the same; `make test` runs one

The journal rotates every 3 edits here, not every 200. In each round a program gets back what the last one left,
edits, saves, closes and opens again, and is killed: by chance in time, or just before or after its n-th call to the
disk (fsync, rename, link, unlink ...), so that every place between two calls is met. Then, before the dead process is
buried, what it left is looked at as the next start of the program would:

- the event file opens, without a note;
- every edit that was told to be on disk (`flush`, a save) is in the file or in what is offered back;
- so is every edit that was shown more than a second before the kill;
- the lock of the file can be taken;
- every recovery folder is offered; at the end, after an ordinary close, none is left, nor any file beside the event.

Ends by itself with one line, and with 1 when anything was lost. Needs fork and SIGKILL: Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leanbench.errors import UserError
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Action, Event, Header, Map
from leanbench.schema import replace
from leanbench.store import journal as journals
from leanbench.store import writer_thread
from leanbench.store.journal import Journal
from leanbench.store.leftovers import Leftover, discard, leftovers, recover
from leanbench.store.locks import Lock, lock

ROTATION = 3
ROWS = 10
LONGEST_S = 0.4  # a round lives no longer when its call to the disk never comes
CALLS = ("fsync", "replace", "rename", "link", "unlink", "rmdir", "mkdir", "open", "close")


@dataclass
class Figures:
    """What was seen in all rounds."""

    kills: int = 0
    windows: int = 0
    shown: int = 0
    offered: int = 0
    unreadable: int = 0
    lost_on_disk: int = 0
    lost_shown: int = 0
    last_second: int = 0  # edits lost that were younger: what the promise allows
    oldest_ms: float = 0.0  # the oldest of them
    blocking: int = 0
    forgotten: int = 0

    @property
    def is_good(self) -> bool:
        """Whether everything that is promised holds."""
        return not (
            self.unreadable or self.lost_on_disk or self.lost_shown or self.blocking or self.forgotten
        )

    def text(self, seed: int, seconds: float) -> str:
        """One line that anybody understands."""
        return (
            f"{self.kills:,} kills ({self.windows:,} of the window) in {seconds:,.0f} s, "
            f"a snapshot every {ROTATION} edits, seed {seed}; {self.shown:,} edits, "
            f"work offered back {self.offered:,} times: "
            f"{self.unreadable} unreadable files, {self.lost_on_disk} edits lost that had reached the disk, "
            f"{self.lost_shown} lost of those shown more than a second before "
            f"({self.last_second} younger ones, the oldest {self.oldest_ms:.0f} ms), "
            f"{self.blocking} blocking locks, {self.forgotten} forgotten folders or files. "
            + ("NOTHING THAT IS PROMISED WAS LOST." if self.is_good else "SOMETHING WAS LOST.")
        )


# --- the work, which follows from one number -----------------------------------------------------


def event_of(number: int, before: Event | None = None) -> Event:
    """The event after so many edits; it shares with the one before all that is the same."""
    if before is None:
        rows = tuple(
            Action(f"a-{row}", action=f"Do thing {row}", who=str(number - (number - row) % ROWS))
            for row in range(ROWS)
        )
        header = Header(id="torture", title=str(number))
        return Event(header=header, maps=(Map("current", "Current state"),), actions=rows)
    row = number % ROWS
    actions = list(before.actions)
    actions[row] = replace(actions[row], who=str(number))
    return replace(before, header=replace(before.header, title=str(number)), actions=tuple(actions))


def number_of(event: Event) -> int:
    """How many edits an event has seen; -1 when it is not what these edits give."""
    try:
        number = int(event.header.title)
    except ValueError:
        return -1
    expected, next_one = (
        event_of(number),
        event_of(number + 1),
    )  # in the window a row is one edit, its number another
    same = all(
        row.who in (now.who, then.who)
        for row, now, then in zip(event.actions, expected.actions, next_one.actions, strict=False)
    )
    return number if same and len(event.actions) == ROWS else -1


# --- the program that is killed ------------------------------------------------------------------


@dataclass
class Place:
    """Where a round works, and how it tells what it has done."""

    folder: Path
    tell: Callable[[str, int], None]
    chance: random.Random

    @property
    def path(self) -> Path:
        """The event file."""
        return self.folder / "work" / "event.lean"

    @property
    def recovery(self) -> Path:
        """The folder of the journals."""
        return self.folder / "home" / "recovery"


def newest(folder: Path) -> list[tuple[int, Leftover]]:
    """What is offered back, the furthest first."""
    found = []
    for left in leftovers(EVENT, folder):
        try:
            found.append((number_of(recover(EVENT, left).root), left))
        except UserError:
            found.append((-1, left))
    return sorted(found, key=lambda item: item[0], reverse=True)


def work_in_library(place: Place) -> None:
    """What a session does, without a window: forever."""
    while True:
        held = lock(place.path)
        opened = open_event(place.path)
        journal: Journal[Event] = Journal(EVENT, opened.root, place.path, place.recovery, opened.stamp)
        event, stamp = opened.root, opened.stamp
        found = newest(place.recovery)
        if found and found[0][0] > number_of(event):
            work = recover(EVENT, found[0][1])
            event = work.root
            journal = Journal(
                EVENT, event, place.path, place.recovery, stamp, max(1, work.edits), opened.root
            )
        journal.prepare()
        if journal.flush():
            for _number, left in found:
                discard(left)
        number = number_of(event)
        for _edit in range(place.chance.randint(5, 60)):
            number += 1
            event = event_of(number, event)
            journal.append("edit", event)
            place.tell("shown", number)
            what = place.chance.random()
            if what < 0.12 and journal.flush():
                place.tell("kept", number)
            elif what < 0.17:
                journal.flush()
                stamp = save_event(event, place.path, stamp).stamp
                place.tell("kept", number)
                journal.saved(event, place.path, stamp)
            elif what < 0.5:
                time.sleep(place.chance.random() * 0.01)
        journal.flush()
        save_event(event, place.path, stamp)
        place.tell("kept", number)
        journal.close()
        if isinstance(held, Lock):
            held.release()


def work_in_window(place: Place) -> None:
    """The same by the real window, offscreen."""
    from PySide6.QtWidgets import QApplication

    from leanbench.event.changes import Set
    from leanbench.ui.frame import settings, theme
    from leanbench.ui.frame.session import Session
    from leanbench.ui.window import files
    from leanbench.ui.window.main_window import MainWindow
    from leanbench.ui.window.recovery import recoverable

    files.ask_unsaved = lambda *_arguments: "save"
    app = QApplication([])
    theme.load_fonts()
    look = theme.Look("light")
    look.apply(app)
    session = Session(look, settings.places(), settings.Settings(motion=False))
    window = MainWindow(session)
    window.show()
    while True:
        window.files.load(place.path)
        for found in recoverable(session):
            before = session.event
            found.restore()
            if number_of(session.event) < number_of(before):  # an older one: the further work goes on
                session.undo()
                window.files.load(place.path)
            app.processEvents()
        number = number_of(session.event)
        for _edit in range(place.chance.randint(5, 40)):
            number += 1
            session.do(Set(f"actions/a-{number % ROWS}/who", str(number)))
            session.do(Set("header/title", str(number)))
            place.tell("shown", number)
            what = place.chance.random()
            if (what < 0.12 and session.journal.flush()) or (what < 0.17 and window.files.save()):
                place.tell("kept", number)
            elif what < 0.6:
                app.processEvents()
        if window.files.save():
            place.tell("kept", number)


def killing(calls: int, after: bool) -> None:
    """From now on, the n-th call to the disk is the last."""
    left = [calls]

    def watched(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*arguments, **named)
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    for name in CALLS:
        setattr(os, name, watched(getattr(os, name)))


# --- one round -----------------------------------------------------------------------------------


def start(place: Place, work: Callable[[Place], None], calls: int, after: bool) -> tuple[int, int]:
    """Fork a program that works: its number, and the end of the pipe by which it tells."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        os.close(reading)
        write = os.write
        place.tell = lambda what, number: (
            write(writing, f"{what} {number} {time.monotonic()}\n".encode()),
            None,
        )[1]
        if calls:
            killing(calls, after)
        write(writing, f"ready 0 {time.monotonic()}\n".encode())
        work(place)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(70)


def told_until_dead(pid: int, reading: int, seconds: float) -> tuple[list[tuple[str, int, float]], float]:
    """Listen for so long after "ready", then kill; what was told, and when it died."""
    content, until, died = b"", float("inf"), 0.0
    while True:
        ready, _w, _x = select.select([reading], [], [], min(30.0, max(0.0, until - time.monotonic())))
        chunk = os.read(reading, 65536) if ready else b""
        if ready and not chunk:
            died = died or time.monotonic()
            break
        content += chunk
        if until == float("inf") and b"\n" in content:
            until = time.monotonic() + seconds
        if not ready or time.monotonic() >= until:
            if not died:
                os.kill(pid, signal.SIGKILL)
                died = time.monotonic()
            until = float("inf")
    os.close(reading)
    lines = [line.split() for line in content.decode().split("\n")[:-1]]
    return [(what, int(number), float(moment)) for what, number, moment in lines], died


def look(place: Place, told: list[tuple[str, int, float]], died: float, floor: int, figures: Figures) -> int:
    """What the dead program left, as the next start sees it. The furthest edit that is there."""
    held = lock(place.path)
    if isinstance(held, Lock):
        held.release()
    else:
        figures.blocking += 1
    there = -1
    try:
        opened = open_event(place.path)
        there = number_of(opened.root)
        figures.unreadable += there < 0 or bool(opened.notes)
    except UserError:
        figures.unreadable += 1
    found = newest(place.recovery)
    figures.offered += bool(found)
    figures.unreadable += sum(number < 0 for number, _left in found)
    best = max([there, *(number for number, _left in found)])
    known = {left.folder.name for _number, left in found} | {"trash"}
    if place.recovery.is_dir():
        figures.forgotten += sum(folder.name not in known for folder in place.recovery.iterdir())
    reached = max([floor, *(number for what, number, _moment in told if what == "kept")])
    figures.lost_on_disk += max(0, reached - best)
    shown = [(number, moment) for what, number, moment in told if what == "shown"]
    figures.shown += len(shown)
    lost = [died - moment for number, moment in shown if number > best]
    figures.lost_shown += sum(age > 1.0 for age in lost)
    figures.last_second += sum(age <= 1.0 for age in lost)
    figures.oldest_ms = max([figures.oldest_ms, *(age * 1e3 for age in lost)])
    return best


def torture(folder: Path, kills: int, windows: int, seed: int, say: Callable[[str], None]) -> Figures:
    """All rounds, one after the other on the same file."""
    journals.SNAPSHOT_EVERY = ROTATION
    figures = Figures()
    chance = random.Random(seed)
    place = Place(folder, lambda _what, _number: None, chance)
    os.environ["LEANBENCH_HOME"] = str(folder / "home")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    place.path.parent.mkdir(parents=True)
    save_event(event_of(0), place.path)
    with_window = set(chance.sample(range(kills), min(windows, kills)))
    if with_window:
        import leanbench.ui.window.main_window  # noqa: F401 - before the forks, which are many
    floor = 0
    for number in range(kills):
        in_window = number in with_window
        place.chance = random.Random(seed * 1_000_003 + number)
        # Mostly a busier thread than in life, so that a kill meets it at work; sometimes as in life.
        writer_thread.GATHER_S = 0.1 if number % 5 == 0 else 0.002
        long = number % 25 == 1  # long enough that some edits are older than the second that may be lost
        by_call = not long and place.chance.random() < 0.6
        calls = place.chance.randint(1, 400 if in_window else 150) if by_call else 0
        seconds = LONGEST_S * (4 if in_window else 1) * (1 if by_call else place.chance.random()) + 2.5 * long
        work = work_in_window if in_window else work_in_library
        pid, reading = start(place, work, calls, place.chance.random() < 0.5)
        told, died = told_until_dead(pid, reading, seconds)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # dead and not buried: a zombie has the lock
        before = figures.is_good
        floor = look(place, told, died, floor, figures)
        _pid, status = os.waitpid(pid, 0)
        figures.kills += 1
        figures.windows += in_window
        if os.WIFEXITED(status):
            raise SystemExit(f"round {number}, seed {seed}: the program failed before it could be killed")
        if before and not figures.is_good:
            say(f"round {number}: {figures}")
        if (number + 1) % 100 == 0:
            say(f"{number + 1:,} kills, {figures.shown:,} edits, all well so far: {figures.is_good}")
    finish(place, figures)
    return figures


def finish(place: Place, figures: Figures) -> None:
    """Get the work back, save, close: nothing but the file and its backup is left."""
    opened = open_event(place.path)
    found = newest(place.recovery)
    event = opened.root
    if found and found[0][0] > number_of(event):
        event = recover(EVENT, found[0][1]).root
    held = lock(place.path)
    save_event(event, place.path, opened.stamp)
    for _number, left in found:
        discard(left)
    if isinstance(held, Lock):
        held.release()
    else:
        figures.blocking += 1
    left_files = {file.name for file in place.path.parent.iterdir()}
    figures.forgotten += len(left_files - {"event.lean", "event.lean.bak"})
    if place.recovery.is_dir():
        figures.forgotten += len(list(place.recovery.iterdir()))


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--windows", type=int, help="how many of them kill the real window; a tenth")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", action="store_true", help="only the last line")
    options = parser.parse_args()
    if not hasattr(os, "fork"):
        print("torture: this system has no fork, so programs cannot be killed here as the script does it.")
        return 2
    windows = options.kills // 10 if options.windows is None else options.windows
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        say = (lambda _text: None) if options.quiet else lambda text: print(text, flush=True)
        figures = torture(Path(name), options.kills, windows, options.seed, say)
    print(figures.text(options.seed, time.monotonic() - began))
    return 0 if figures.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
