"""Freeze the program for the system this runs on, pack it, try the unpacked archive out, and measure it.

Called by `scripts/tasks.py package` in an environment made from `requirements-package.lock`. Makes in `dist`:

- `leanbench`: a folder that runs without Python (on macOS `Leanbench.app`), the bill of materials and notices in it;
- `leanbench-VERSION-SYSTEM-MACHINE.tar.xz` (a zip on Windows and macOS): the same to give away. Unpacked anywhere,
  with `--portable` it also keeps its settings beside itself.

Then the archive is unpacked into an empty folder and used with an environment that knows no Python: a report, a
spreadsheet read, the reference cases, the window on a sample. Ends with 1 when one of them fails.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
LINUX, MAC, WINDOWS = sys.platform.startswith("linux"), sys.platform == "darwin", os.name == "nt"
MB = 1_000_000
WANTED_MB = 200
TRIES = 3


def say(text: str) -> None:
    print(f"package: {text}", flush=True)


def version() -> str:
    """The version the program says of itself."""
    sys.path.insert(0, str(ROOT / "src"))
    from leanbench import __version__

    return __version__


# --- making -------------------------------------------------------------------------------------


def freeze() -> Path:
    """The folder or app PyInstaller makes."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += [
        "--distpath",
        DIST,
        "--workpath",
        ROOT / "build" / "freeze",
        ROOT / "installers" / "leanbench.spec",
    ]
    environment = {**os.environ, "LEANBENCH_VERSION": version(), "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=True)
    return DIST / ("Leanbench.app" if MAC else "leanbench")


def strip(folder: Path) -> None:
    """Take the names of inner functions out of shared libraries; those in `*.libs` were laid out by hand."""
    for path in folder.rglob("*.so*"):
        if not path.is_symlink() and not path.parent.name.endswith(".libs"):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def add_papers(folder: Path) -> None:
    """License, notices and the bill of materials where somebody looks for them, Python itself added to the bill."""
    legal = ROOT / "resources" / "legal"
    bill = json.loads((legal / "sbom.cdx.json").read_text("utf-8"))
    for name, number, spdx in (
        ("Python", platform.python_version(), "Python-2.0"),
        ("PyInstaller bootloader", _pyinstaller(), "GPL-2.0-or-later WITH Bootloader-exception"),
    ):
        component = {"type": "application", "bom-ref": name, "name": name, "version": number}
        bill["components"].append({**component, "licenses": [{"expression": spdx}]})
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    shutil.copy(legal / "third-party-notices.txt", folder)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")


def _pyinstaller() -> str:
    from importlib.metadata import version as version_of

    return version_of("pyinstaller")


def pack(made: Path) -> Path:
    """The archive to give away."""
    system = "macos" if MAC else "windows" if WINDOWS else "linux"
    base = DIST / f"leanbench-{version()}-{system}-{platform.machine().lower()}"
    if MAC:  # keeps what makes a folder an app
        target = base.with_name(base.name + ".zip")
        subprocess.run(["ditto", "-c", "-k", "--keepParent", str(made), str(target)], check=True)
        return target
    if WINDOWS:
        return Path(shutil.make_archive(str(base), "zip", DIST, made.name))
    target = base.with_name(base.name + ".tar.xz")
    with tarfile.open(target, "w:xz", preset=2) as archive:  # the last tenth would take four times as long
        archive.add(made, made.name)
    return target


def unpack(archive: Path, folder: Path) -> Path:
    """The program in the unpacked archive."""
    if MAC:
        subprocess.run(["ditto", "-x", "-k", str(archive), str(folder)], check=True)
        return folder / "Leanbench.app" / "Contents" / "MacOS" / "leanbench"
    shutil.unpack_archive(archive, folder)
    return folder / "leanbench" / ("leanbench-cli.exe" if WINDOWS else "leanbench")


# --- trying out ---------------------------------------------------------------------------------


class Trial:
    """The unpacked program, used from an empty home with nothing of this environment."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        kept = ("SYSTEMROOT", "TEMP", "TMP", "LANG") if WINDOWS else ("LANG",)
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment |= {"LEANBENCH_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
        if not WINDOWS:
            self.environment |= {"PATH": "/usr/bin:/bin", "HOME": str(folder / "home")}

    def run(self, *arguments: object) -> str:
        """What a command prints. Raises when it fails."""
        command = [str(self.program), *(str(part) for part in arguments)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode:
            raise AssertionError(
                f"{' '.join(command[1:])} ended with {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def seconds(self, *arguments: object) -> float:
        """The shortest of some runs."""
        times = []
        for _ in range(TRIES):
            start = time.perf_counter()
            self.run(*arguments)
            times.append(time.perf_counter() - start)
        return min(times)


def try_report(trial: Trial) -> str:
    target = trial.folder / "report.pdf"
    told = trial.run("report", ROOT / "resources" / "samples" / "permit-issuance.lean", "-o", target)
    assert "could not" not in told, told
    data = target.read_bytes()
    assert data.startswith(b"%PDF"), "the report is no PDF"
    assert len(data) > 100_000, "the report is too small"
    return f"a report of {len(data) / 1000:.0f} kB"


def try_spreadsheet(trial: Trial) -> str:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ("Step", "Role", "Process time", "Wait"),
        ("Check", "Clerk", "15 min", "2 h"),
        ("Sign", "Head", 5, 8),
    ):
        book.active.append(row)
    book.save(trial.folder / "steps.xlsx")
    trial.run("new", "--steps", trial.folder / "steps.xlsx", "-o", trial.folder / "made.lean")
    told = trial.run("metrics", trial.folder / "made.lean")
    assert "Lead time" in told, told
    return "a spreadsheet of steps read, its lead time told"


def try_cases(trial: Trial) -> str:
    return trial.run("verify", "--brief").strip().splitlines()[-1]  # ends with 1 when a case fails


def try_window(trial: Trial) -> str:
    trial.run("--trial", "--sample", "permit-issuance")
    return "the window opened on a sample, painted and closed"


TRIALS: tuple[Callable[[Trial], str], ...] = (try_report, try_spreadsheet, try_cases, try_window)


def size(folder: Path) -> float:
    """Megabytes of all files in a folder, a link not counted."""
    return (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        / MB
    )


def main() -> int:
    """Make it, try it, measure it."""
    made = freeze()
    if LINUX:
        strip(made)
    add_papers(made / "Contents" / "Resources" if MAC else made)
    archive = pack(made)
    failed = 0
    with tempfile.TemporaryDirectory() as empty:
        trial = Trial(unpack(archive, Path(empty)), Path(empty))
        for attempt in TRIALS:
            try:
                say(f"ok      {attempt(trial)}")
            except (AssertionError, OSError, subprocess.SubprocessError) as error:
                failed += 1
                say(f"FAILED  {attempt.__name__}: {error}")
        if not failed:
            window, command = (
                trial.seconds("--trial", "--sample", "permit-issuance"),
                trial.seconds("--version"),
            )
            say(
                f"start   window opened, painted and closed in {window:.2f} s, a command in {command:.2f} s, best of 3"
            )
    weight, packed = size(made), archive.stat().st_size / MB
    say(
        f"size    {packed:.0f} MB to download ({archive.name}), {weight:.0f} MB unpacked; wanted below {WANTED_MB} MB"
    )
    say("nothing failed" if not failed else f"{failed} of {len(TRIALS)} trials failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
