"""Broken files, tables, pastes and commands by the thousand: nothing may end in anything but an answer or a sentence.

python scripts/fuzz.py                           1,000 cases, a quarter of each kind
python scripts/fuzz.py --count 10000 --seed 7    the long run, by hand
python scripts/fuzz.py tables paste --count 500  only some kinds
python scripts/fuzz.py --case events:7:123       one case again, with its traceback; its files are kept in out/fuzz

Kinds: `events` (files and folders of an event: opened, checked, measured, drawn, saved), `tables` (Excel, ODS, CSV,
packed, event logs: read, stored, parsed, mined), `paste` (as data, as steps, as records), `commands` (command line).
A case is a seed file and one to three mutations (`fuzz_mutators`), both drawn from its number: the same number is
the same case. Up to 100 run in one process. What is counted:

- traceback: any exception but a `UserError`, and the sentences that stand for one ("a mistake of its own");
- hang: over 10 s of processor time, or 60 s of waiting; memory: a process above 1 GB; abort: a process that dies;
- write: a file made or changed outside the folder of the case.

Exits with 1 when there is anything to count.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import importlib
import io
import os
import pkgutil
import queue
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "src")]

import fuzz_mutators as make  # noqa: E402

KEPT = ROOT / "out" / "fuzz"
HANG_S, WAIT_S, MEMORY_KB, EACH = 10.0, 60.0, 1_000_000, 100
LOADS = 5.0  # times these limits are the limits of loading the program
FONTS = "MPLCONFIGDIR"  # where matplotlib keeps what it found out about fonts: read once, not by each process
COUNTED = ("traceback", "hang", "memory", "write", "abort")
ADMITTED = ("mistake of its own", "because of an error in the program", "Traceback")


# --- one case -----------------------------------------------------------------------------------


def run_events(chance: random.Random, folder: Path) -> None:
    """Open a broken event as the program does, and use it if it opens."""
    from leanbench import flow, maps
    from leanbench.event.check import check
    from leanbench.event.event_file import open_event, save_event

    opened = open_event(make.event_file(chance, folder))
    event = opened.root
    check(event)
    for chart in event.maps[:3]:
        flow.metrics(event, chart.id).quantities  # noqa: B018 - computed when it is asked for
        view = chance.choice(["swimlane", "value-stream", "flowchart", "sipoc"])
        maps.draw_sheet(event, chart.id, view=view).to_svg()
    save_event(event, folder / "saved.lean")
    again = open_event(folder / "saved.lean").root
    assert again.maps == event.maps, "what was saved is not what was opened"


def run_tables(chance: random.Random, folder: Path) -> None:
    """Read a broken table with any options, store it, parse it, look for a map in it."""
    from leanbench import tables
    from leanbench.tables.logs.log_columns import guess_columns
    from leanbench.tables.logs.mined_event import mine
    from leanbench.tables.logs.office_clock import OfficeClock
    from leanbench.words.working_calendar import Calendar

    path = make.table_file(chance, folder)
    options: dict[str, Any] = {}
    if chance.random() < 0.3:
        options = {
            "delimiter": chance.choice([None, ";", "\t", "ab", "", "\0", '"']),
            "encoding": chance.choice([None, "utf-8", "utf-16", "cp1252", "rot13", "none", "idna"]),
            "decimal": chance.choice([None, ".", ",", "x"]),
            "header_row": chance.choice([None, 0, 1, 3, 10**9, -1]),
            "sheet": chance.choice([None, "Cases", "Hidden", "none"]),
        }
    source: Path | bytes = path
    if chance.random() < 0.2:
        source = path.read_bytes()
        options["kind"] = path.suffix.lstrip(".") or None
    with contextlib.ExitStack() as stack:
        if chance.random() < 0.75:  # a process for each would take hours; one in four is as in the program
            stack.enter_context(mock.patch("leanbench.tables.books.read_apart", read_here))
        preview = tables.read(source, **options)
    dataset = tables.dataset(preview, id="d", name="Fuzz")
    rows = tables.table(dataset)
    for name in rows.names[:20]:
        rows.texts(name)
    columns = guess_columns(rows)
    if {"case", "activity", "time"} <= set(columns) and rows.rows < 500:
        mine(dataset, clock=OfficeClock(Calendar()))
    tables.write_csv(rows, folder / "out.csv")


def read_here(request: Any, task: Any = None) -> Any:
    """What `read_apart` does, in this process, with the child's limit of memory."""
    from leanbench.tables.reading_apart import gather
    from leanbench.tables.reading_child import MEMORY, parts_or_refusal

    with open("/proc/self/statm", encoding="ascii") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY - 300_000_000, before[1]))
    try:
        return gather(request.name, parts_or_refusal(request), task)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def run_paste(chance: random.Random, folder: Path) -> None:
    """Paste a broken text as data, as steps, and as records."""
    from leanbench import tables
    from leanbench.event.outcome import Action
    from leanbench.event.records import Event, Map
    from leanbench.schema.table_reader import read_rows
    from leanbench.tables.pasted_rows import rows_of
    from leanbench.tables.steps import add_steps, read_steps

    text = make.pasted_text(chance)
    (folder / "pasted.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    for use in chance.sample(("data", "steps", "records"), 2):
        with contextlib.suppress(make.user_error()):
            if use == "data":
                tables.table(tables.dataset(tables.read(text), id="d", name="Fuzz"))
            elif use == "steps":
                event = Event(maps=(Map("current"),))
                read_steps(event, rows_of(text))
                add_steps(event, "current", rows_of(text))
            else:
                read_rows(Action, rows_of(text))


def run_commands(chance: random.Random, folder: Path) -> None:
    """Give the command line what nobody would."""
    from leanbench import cli

    words = make.command(chance, folder)
    (folder / "command.txt").write_text(repr(words), "utf-8")
    encoding = chance.choice(["utf-8", "cp1252", "cp437", "ascii"])
    streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            code = cli.main(words)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 2
    streams[1].flush()
    said = streams[1].buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert code in (0, 1, 2), f"exit code {code}"
    assert not any(words in said for words in ADMITTED), said


KINDS: dict[str, Callable[[random.Random, Path], None]] = {
    "events": run_events, "tables": run_tables, "paste": run_paste, "commands": run_commands,
}  # fmt: skip


def run_case(kind: str, seed: int, number: int, folder: Path) -> str:
    """Run one case in `folder`. Returns what went wrong, or nothing."""
    chance = random.Random(f"{kind} {seed} {number}")
    try:
        KINDS[kind](chance, folder)
    except make.user_error() as error:
        if any(words in str(error) for words in ADMITTED) or "Error: " in str(error):
            return f"traceback {error}"
    except MemoryError:
        return "memory"
    except BaseException:  # also SystemExit and what derives from nothing else
        return "traceback " + traceback.format_exc()
    return ""


# --- the process that runs cases ----------------------------------------------------------------


def serve(kind: str, seed: int, first: int, count: int) -> None:
    """Run cases one after the other and tell the parent of each; writes are watched."""
    written: list[str] = []
    home = Path(tempfile.mkdtemp(prefix="leanbench-fuzz-"))
    tempfile.tempdir = str(home)  # what libraries write for themselves
    watch_writes(home, written)
    import_program()
    say = sys.__stdout__
    assert say is not None
    for number in range(first, first + count):
        folder = home / str(number)
        folder.mkdir()
        print(f"start {number}", file=say, flush=True)
        written.clear()
        start = sum(os.times()[:4])
        faulthandler.dump_traceback_later(0.8 * HANG_S)
        wrong = run_case(kind, seed, number, folder)
        faulthandler.cancel_dump_traceback_later()
        took = sum(os.times()[:4]) - start
        if not wrong and written:
            wrong = f"write {written[0]}"
        used = max(
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        if used > MEMORY_KB and not wrong:
            wrong = f"memory {used // 1000} MB"
        print(
            f"end {number} {took:.3f} {used} {wrong.encode('unicode_escape').decode()}", file=say, flush=True
        )
        shutil.rmtree(folder, ignore_errors=True)
        if used > MEMORY_KB:
            break  # the measure only goes up
    shutil.rmtree(home, ignore_errors=True)


def import_program() -> None:
    """Load everything but the window, so that no case waits for it and is taken for a hang on a busy machine."""
    import leanbench

    for module in pkgutil.walk_packages(leanbench.__path__, "leanbench."):
        if not module.name.startswith(("leanbench.ui", "leanbench.app", "leanbench.__main__")):
            importlib.import_module(module.name)


def watch_writes(home: Path, written: list[str]) -> None:
    """Note every file opened for writing, renamed or removed that lies outside `home`."""
    inside = (str(home.resolve()), os.environ[FONTS], "/dev/", "/proc/")
    changing = {
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.symlink",
        "os.truncate",
        "os.chmod",
    }

    def check(path: Any) -> None:
        if isinstance(path, (str, bytes)):
            place = os.path.realpath(os.fsdecode(path))
            if not place.startswith(inside) and "__pycache__" not in place:
                written.append(place)

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and given[0] is not None:
            flags = given[2] if isinstance(given[2], int) else 0
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
                with contextlib.suppress(ValueError):
                    check(given[0])
        elif event in changing:
            for path in given[:2]:
                with contextlib.suppress(ValueError):
                    check(path)

    sys.addaudithook(hook)


# --- the parent ---------------------------------------------------------------------------------


def campaign(kind: str, seed: int, count: int) -> Iterator[tuple[int, float, int, str]]:
    """(number, seconds, peak kB, what went wrong) of each case of a kind; a process that hangs is ended."""
    number = 0
    while number < count:
        command = [sys.executable, __file__, "--serve", f"{kind}:{seed}:{number}:{min(EACH, count - number)}"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lines: queue.Queue[str] = queue.Queue()
        ear = threading.Thread(target=_listen, args=(child.stdout, lines), daemon=True)
        errors: list[str] = []
        other = threading.Thread(target=lambda: errors.append(child.stderr.read()), daemon=True)  # type: ignore[union-attr] # noqa: B023
        ear.start()
        other.start()
        running: int | None = None
        since, used = time.perf_counter(), 0.0
        while True:
            try:
                line = lines.get(timeout=0.5)
            except queue.Empty:
                loads = LOADS if running is None else 1.0  # before its first case it loads the program
                waited, worked = time.perf_counter() - since, processor_time(child.pid) - used
                if waited < loads * WAIT_S and worked < loads * HANG_S:
                    continue
                child.kill()
                other.join(1)
                yield (
                    running if running is not None else number,
                    HANG_S,
                    0,
                    f"hang {''.join(errors)[:3000]}",
                )
                number = (running if running is not None else number) + 1
                break
            word, *rest = line.split(" ", 4)
            if word == "start":
                running = int(rest[0])
                since, used = time.perf_counter(), processor_time(child.pid)
            elif word == "end":
                wrong = rest[3].encode().decode("unicode_escape") if len(rest) > 3 else ""
                if float(rest[1]) > HANG_S and not wrong:
                    wrong = "hang"
                yield int(rest[0]), float(rest[1]), int(rest[2]), wrong.strip()
                number, running = int(rest[0]) + 1, None
            elif running is not None:  # it ended in the middle of a case
                child.wait()
                other.join(1)
                yield running, 0.0, 0, f"abort {child.returncode} {''.join(errors)[-2000:]}"
                number = running + 1
                break
            else:
                break
        child.wait()


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has had; on a busy machine the clock says nothing of a hang."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _listen(stream: Any, lines: queue.Queue[str]) -> None:
    for line in stream:
        lines.put(line.rstrip("\n"))
    lines.put("gone ")


def repeat(case: str) -> int:
    """Run one case again, keep its files, show its traceback."""
    kind, seed, number = case.split(":")
    folder = KEPT / case.replace(":", "-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    start = time.perf_counter()
    wrong = run_case(kind, int(seed), int(number), folder)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{case}: {time.perf_counter() - start:.2f} s, {used // 1000} MB, files in {folder}")
    print(wrong or "nothing wrong")
    return bool(wrong)


def main(argv: list[str] | None = None) -> int:
    """Run, print every finding as it comes, end with one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)} (default: all)")
    parser.add_argument("--count", type=int, default=1000, help="cases in all (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", help="KIND:SEED:NUMBER, one case again")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if FONTS not in os.environ:
        with tempfile.TemporaryDirectory(prefix="leanbench-fonts-") as folder:
            os.environ[FONTS] = folder
            importlib.import_module("matplotlib.font_manager")
            return main(argv)
    if given.serve:
        kind, *numbers = given.serve.split(":")
        serve(kind, *map(int, numbers))
        return 0
    if given.case:
        return repeat(given.case)
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"there is no kind {', '.join(sorted(unknown))}")
    kinds = given.kinds or list(KINDS)
    found: Counter[str] = Counter()
    done, longest, most, start = 0, (0.0, ""), (0, ""), time.perf_counter()
    for place, kind in enumerate(kinds):
        count = given.count // len(kinds) + (place < given.count % len(kinds))
        for number, took, used, wrong in campaign(kind, given.seed, count):
            case = f"{kind}:{given.seed}:{number}"
            done += 1
            longest, most = max(longest, (took, case)), max(most, (used, case))
            if wrong:
                found[wrong.split(" ", 1)[0]] += 1
                print(f"--- {case}  (python scripts/fuzz.py --case {case})\n{wrong}", flush=True)
        print(
            f"{kind}: {count:,} cases, {sum(found.values())} found so far, {time.perf_counter() - start:.0f} s",
            flush=True,
        )
    print(f"longest case {longest[0]:.1f} s ({longest[1]}), most memory {most[0] // 1000} MB ({most[1]})")
    words = {"traceback": "tracebacks", "hang": "hangs over 10 s", "memory": "above 1 GB", "write": "writes outside",
             "abort": "aborts"}  # fmt: skip
    counts = ", ".join(f"{found[name]} {words[name]}" for name in COUNTED)
    print(f"{done:,} broken files, tables, pastes and commands: {counts}.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
