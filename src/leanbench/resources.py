"""Finds the files that ship with the program: fonts, icons, themes, samples, reference cases.

The same call works in a wheel (``leanbench/_resources``), a source checkout (``resources/`` beside
``src/``) and a frozen program (PyInstaller unpacks the wheel's layout).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The folder that holds ``fonts``, ``icons``, ``themes``, ``samples`` and ``reference``."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parent.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"leanbench was installed without its resources (looked beside {package})")


def path(*parts: str) -> Path:
    """The path of one shipped file, for example ``path("fonts", "NotoSans-Regular.ttf")``."""
    return root().joinpath(*parts)
