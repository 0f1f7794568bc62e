"""Run, test and measure leanbench from a fresh clone: `python scripts/tasks.py run|test|bench|look|package|lock`.

Standard library only, because it runs before anything is installed. Builds `.venv` from the lock
files (hashes checked), looks for the system libraries Qt needs on Linux, then does the task.
`make run` and `make test` call this file; on Windows and macOS call it directly.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
SAMPLE = ROOT / "resources" / "samples" / "permit-issuance.lean"
OUT = ROOT / "out"
# What the program needs, what installs it, what tests it, what freezes it. Only the first is shipped.
LOCKS = {
    "run": "requirements.lock",
    "build": "requirements-build.lock",
    "dev": "requirements-dev.lock",
    "package": "requirements-package.lock",
}

QUIETLY = ("--disable-pip-version-check", "-q")

# Shared library -> Debian package. The first group is needed to import Qt, the second to open a window.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# The libraries of X that a frozen program takes along, because many desktops miss them.
FREEZE_LIBRARIES = {
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def say(text):
    print(f"leanbench: {text}", flush=True)


def run(*command, **options):
    """Run a command and stop with its exit code when it fails."""
    finished = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options)
    if finished.returncode:
        sys.exit(finished.returncode)


def run_side_by_side(*commands, **options):
    """Run commands at the same time, show what each said in turn; stop when one failed."""
    running = []
    for command in commands:
        output = tempfile.TemporaryFile()  # noqa: SIM115 - read when the command has ended
        parts = [str(part) for part in command]
        process = subprocess.Popen(parts, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, **options)
        running.append((process, output))
    codes = []
    for process, output in running:
        codes.append(process.wait())
        output.seek(0)
        sys.stdout.write(output.read().decode("utf-8", "replace"))
        sys.stdout.flush()
        output.close()
    if any(codes):
        sys.exit(next(code for code in codes if code))


# --- the environment ----------------------------------------------------------------------------


def build_environment(dev):
    """Make `.venv` hold what the lock files say; a stamp makes the second call instant."""
    stamps = [VENV / ".stamp-dev"] + ([] if dev else [VENV / ".stamp"])
    wanted = environment_hash()
    if PYTHON.exists() and any(stamp.exists() and stamp.read_text() == wanted for stamp in stamps):
        return
    locks = [LOCKS["dev"]] if dev else [LOCKS["run"], LOCKS["build"]]
    fill(VENV, PYTHON, locks, "the program and its tools" if dev else "the program")
    run(PYTHON, "-m", "pip", *QUIETLY, "install", "--no-deps", "--no-build-isolation", "-e", ROOT)
    stamps[-1].write_text(wanted)


def fill(folder, python, locks, what):
    """A virtual environment in `folder` with what `locks` pin."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        sys.exit(
            f"leanbench needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}. "
            "Install one of them and call: PYTHON=python3.12 make run"
        )
    if not python.exists():
        say(f"making the environment in {folder.relative_to(ROOT)} (first time only)")
        if not has_venv():
            install(["python3-venv"], "Python's venv module")
        run(sys.executable, "-m", "venv", folder)
    say(f"installing {what} (hashes checked)")
    given = [part for lock in locks for part in ("-r", ROOT / lock)]
    run(python, "-m", "pip", *QUIETLY, "install", "--require-hashes", *given)


def environment_hash():
    """Changes when a lock file or the project's own metadata does."""
    names = (*LOCKS.values(), "pyproject.toml")
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def has_venv():
    try:
        import ensurepip
        import venv
    except ImportError:
        return False
    return bool(ensurepip and venv)


def missing_packages(libraries):
    """Debian packages of the libraries the loader cannot find, each once, in order."""
    packages = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    return list(dict.fromkeys(packages))


def need_system_libraries(window, xvfb=False):
    """On Linux: install what Qt misses (root on Debian or Ubuntu), or print the one line to run."""
    if not sys.platform.startswith("linux"):
        return
    packages = missing_packages({**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})})
    if xvfb and not shutil.which("Xvfb"):
        packages += ["xvfb", "xauth"]
    if packages:
        install(packages, "the system libraries Qt needs")


def install(packages, what):
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") and os.geteuid() == 0:
        say(f"installing {what}: {' '.join(packages)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"env": environment, "stdout": subprocess.DEVNULL}
        run("apt-get", "update", "-q", **quiet)
        # Newer Debian and Ubuntu renamed one of them.
        known = subprocess.run(
            ["apt-cache", "show", "libglib2.0-0t64"], capture_output=True, check=False
        ).returncode
        if known == 0:
            line = line.replace("libglib2.0-0", "libglib2.0-0t64")
        run(*line.split(), **quiet)
        return
    if shutil.which("apt-get"):
        sys.exit(f"leanbench misses {what}. Run this once, then try again:\n  sudo {line}")
    sys.exit(
        f"leanbench misses {what}. Install the packages that hold them with your system's "
        f"package manager (Debian names: {' '.join(packages)}), then try again."
    )


# --- the tasks ----------------------------------------------------------------------------------


def has_display():
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def task_run(arguments):
    """Open the window on the building-permit sample; without a display do the main job headless."""
    build_environment(dev=False)
    if has_display():
        need_system_libraries(window=True)
        run(PYTHON, "-m", "leanbench", *(arguments or ["--sample", "permit-issuance"]))  # a copy
        return
    say("no display here, so no window; doing the main job without one")
    OUT.mkdir(exist_ok=True)
    report = OUT / "permit-issuance-report.pdf"
    run(PYTHON, "-m", "leanbench", "report", SAMPLE, "-o", report)
    made = [report]
    for state in ("current", "future"):
        target = OUT / f"permit-issuance-{state}.svg"
        run(PYTHON, "-m", "leanbench", "draw", SAMPLE, "--state", state, "-o", target)
        made.append(target)
    say("made from the building-permit sample:")
    for path in made:
        print(f"  {path}")


def task_test(arguments):
    """Every check: style, types, layers, core without Qt, window offscreen, smoke under Xvfb."""
    build_environment(dev=True)
    need_system_libraries(window=True, xvfb=True)
    if arguments:
        run(PYTHON, "-m", "pytest", *arguments)
        return
    say("style")
    run(PYTHON, "-m", "ruff", "check", "-q", ".")
    run(PYTHON, "-m", "ruff", "format", "--check", "-q", ".")
    say("types")
    run(PYTHON, "-m", "mypy")
    say("layers")
    run(BIN / "lint-imports", "--no-cache", stdout=subprocess.DEVNULL if not os.environ.get("CI") else None)
    say("reference cases")
    run(PYTHON, "-m", "leanbench", "verify", "--brief")
    say("core, with Qt hidden")
    hidden = {**os.environ, "LEANBENCH_WITHOUT_QT": "1"}
    core = [PYTHON, "-m", "pytest", "-q", "-p", "no:pytest-qt", "-p", "no:xvfb"]
    # Two processes: the statistics, charts and papers take about as long as everything else.
    first = ["tests/core/stats", "tests/core/analyses", "tests/core/papers"]
    run_side_by_side(
        [*core, "-o", "cache_dir=.pytest_cache/statistics", *first],
        [*core, *[f"--ignore={folder}" for folder in first], "tests/core", "tests/corpus"],
        env=hidden,
    )
    say("window, offscreen")
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # A Qt warning fails the test; those ignored are said by the offscreen platform of itself.
    ignored = "qt_log_ignore=^This plugin does not support "
    qt = ["-o", "qt_api=pyside6", "-o", "qt_log_level_fail=WARNING", "-o", ignored]
    window = [PYTHON, "-m", "pytest", "-q", "-p", "no:xvfb", *qt, "-m", "not xcb"]
    # Two processes again: every action of the book, charts and data take about as long as the other pages.
    first = sorted(ROOT.glob("tests/ui/test_[acd]*.py"))
    run_side_by_side(
        [*window, "-o", "cache_dir=.pytest_cache/actions", *first],
        [*window, *[f"--ignore={path}" for path in first], "tests/ui"],
        env=offscreen,
    )
    if sys.platform.startswith("linux"):
        say("smoke, a real window under Xvfb")
        xcb = {**os.environ, "QT_QPA_PLATFORM": "xcb"}
        xcb.pop("WAYLAND_DISPLAY", None)
        run(PYTHON, "-m", "pytest", "-q", *qt, "-m", "xcb", "tests/ui", env=xcb)


def task_bench(arguments):
    """Each promise of speed, measured now on this machine; ends with 1 when one is not kept."""
    build_environment(dev=True)
    need_system_libraries(window=True, xvfb=False)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    broken = []
    for script in sorted((ROOT / "benchmarks").glob("bench_*.py")):
        if not arguments or any(name in script.stem for name in arguments):
            print(f"\n== {script.stem[len('bench_') :]}", flush=True)
            done = subprocess.run([str(PYTHON), str(script)], cwd=ROOT, env=environment, check=False)
            if done.returncode:
                broken.append(script.stem[len("bench_") :])
    if broken:
        sys.exit(f"\nnot kept here: {', '.join(broken)}")


def task_look(arguments):
    """Pictures of every page, panel, dialog, paper and chart, as contact sheets, in out/look."""
    build_environment(dev=False)
    need_system_libraries(window=True)
    paths = [str(ROOT / "scripts"), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    run(PYTHON, "-m", "look", *arguments, env=environment)


def task_package(arguments):
    """Freeze the program for this system, try it out, say how large it is and how fast it starts."""
    need_system_libraries(window=True)
    if sys.platform.startswith("linux"):
        missing = [] if shutil.which("objdump") else ["binutils"]
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
            missing.append(f"libpython{version}")
        missing += missing_packages(FREEZE_LIBRARIES)
        if missing:
            install(missing, "what freezing needs")
    folder = ROOT / "build" / "venv"
    python = folder / BIN.name / PYTHON.name
    fill(folder, python, [LOCKS["package"]], "the program and what freezes it")
    run(python, ROOT / "scripts" / "package.py", *arguments)


def task_lock(arguments):
    """Write the lock files again: all three systems, Python 3.11 to 3.13, hashes, no index address.

    Then the notices: what is pinned for the program, under which license.
    """
    uv = shutil.which("uv") or sys.exit("uv is needed to write the lock files: pip install uv")
    common = [
        *("--universal", "--python-version", "3.11", "--generate-hashes"),
        *("--no-emit-index-url", "--no-header", "-q", *arguments),
    ]
    compile_ = [uv, "pip", "compile", *common]
    run(*compile_, "pyproject.toml", "-o", LOCKS["run"])
    for use, parts in (("build", ()), ("dev", ("pyproject.toml",)), ("package", ("pyproject.toml",))):
        run(*compile_, *parts, "--group", use, "-c", LOCKS["run"], "-o", LOCKS[use])
    build_environment(dev=True)
    run(PYTHON, ROOT / "scripts" / "make_notices.py")


def main():
    tasks = {
        "run": task_run, "test": task_test, "bench": task_bench, "look": task_look, "package": task_package,
        "lock": task_lock,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("task", choices=tasks)
    parser.add_argument("arguments", nargs="*")
    options, rest = parser.parse_known_args()
    tasks[options.task]([*options.arguments, *rest])


if __name__ == "__main__":
    main()
