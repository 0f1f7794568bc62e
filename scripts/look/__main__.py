"""`python -m look [ONLY ...] [-o FOLDER]`: see the package. Called by `scripts/tasks.py look`."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from look.contact_sheets import SHEETS, make_sheets, write_index
from look.studio import samples, ways

ROOT = Path(__file__).resolve().parents[2]


def wanted_by(only: list[str]) -> Callable[[str, str], bool]:
    """Whether a picture of a kind (pages, states, dialogs, papers, charts) is asked for: any word fits."""

    def wanted(kind: str, item: str) -> bool:
        return not only or any(word in f"{kind} {item}" for word in only)

    return wanted


def jobs() -> list[tuple[str, ...]]:
    """What is done in a process of its own: the longest first."""
    scales = sorted({way.scale for way in ways()})
    windows = [("window", name, str(scale)) for scale in scales for name in samples()]
    dialogs = [("dialogs", samples()[0], str(scale)) for scale in scales]
    return [*dialogs, *windows, *(("papers", name) for name in samples()), ("charts",)]


def do(job: list[str], out: Path, only: list[str]) -> None:
    """One job, in this process."""
    wanted = wanted_by(only)
    if job[0] in ("window", "dialogs"):
        from look.window_pictures import WindowPictures

        pictures = WindowPictures(out, job[1], int(job[2]), wanted)
        (pictures.take_pages if job[0] == "window" else pictures.take_dialogs)()
        os._exit(0)  # the event is unsaved on purpose; nobody is to be asked about it
    elif job[0] == "papers":
        from look.paper_pictures import take

        take(out, job[1], wanted)
    else:
        from look.chart_pictures import take as take_charts

        take_charts(out, wanted)


def run_job(job: tuple[str, ...], out: Path, only: list[str]) -> tuple[tuple[str, ...], int, float]:
    """One job in a process of its own: what it was, its exit code, the seconds it took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "look", *only, "-o", str(out), "--job", *job]
    code = subprocess.run(command, check=False).returncode
    return job, code, time.perf_counter() - start


def main() -> int:
    """Make the pictures, then the sheets; say what was made and how long it took."""
    parser = argparse.ArgumentParser(prog="make look", description="Pictures of everything a user meets.")
    parser.add_argument("only", nargs="*", help="words: only pictures whose kind or name has one of them")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "out" / "look")
    parser.add_argument("--job", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.job:
        do(given.job, given.out, given.only)
        return 0
    start = time.perf_counter()
    shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True)
    failed = []
    with ThreadPoolExecutor(max(2, (os.cpu_count() or 2))) as pool:
        running = [pool.submit(run_job, job, given.out, given.only) for job in jobs()]
        for job, code, seconds in (one.result() for one in as_completed(running)):
            print(
                f"  {' '.join(job):40} {seconds:5.0f} s" + (f"  FAILED ({code})" if code else ""), flush=True
            )
            failed += [job] if code else []
    sheets = make_sheets(given.out)
    index = write_index(given.out, sheets)
    kinds = {
        path.name: sum(1 for _ in path.rglob("*.png"))
        for path in sorted(given.out.iterdir())
        if path.is_dir()
    }
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if kind != SHEETS)
    print(f"{told}; {len(sheets)} sheets in {time.perf_counter() - start:.0f} s. Open {index}")
    return 1 if failed or not sheets else 0


if __name__ == "__main__":
    sys.exit(main())
