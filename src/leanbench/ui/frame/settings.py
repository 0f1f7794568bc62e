"""What the program remembers about its user: one frozen record in one JSON file.

Measured data and names of events stay out of it, apart from the paths of recent files. With
``--portable`` the file lies beside the program, for a stick that leaves no trace on the machine.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from leanbench.schema import Record, field_names, replace

RECENT_LIMIT = 12


class Settings(Record):
    """The remembered choices. Unknown names in the file are left alone and dropped on write."""

    theme: str = "auto"  # as the desktop, until a person chooses
    rail_wide: bool = False
    motion: bool = True
    recent: tuple[str, ...] = ()
    map_layout: str = "both"
    map_view: str = "swimlane"
    inspector: bool = False
    folder: str = ""
    geometry: str = ""

    def with_recent(self, path: Path) -> Settings:
        """These settings with `path` first among the recent files."""
        text = str(path)
        rest = tuple(item for item in self.recent if item != text)
        return replace(self, recent=(text, *rest)[:RECENT_LIMIT], folder=str(path.parent))


class Places(Record):
    """The folders the program writes to."""

    config: Path
    state: Path

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.json"

    @property
    def recovery(self) -> Path:
        """The folder of crash journals."""
        return self.state / "recovery"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.state / "leanbench.log"


def places(portable: bool = False) -> Places:
    """The user's folders, or one folder beside the program for ``--portable``.

    ``LEANBENCH_HOME`` overrides both; tests use it.
    """
    home = os.environ.get("LEANBENCH_HOME")
    if home:
        return Places(Path(home), Path(home))
    if portable:
        base = Path(sys.executable if getattr(sys, "frozen", False) else sys.argv[0]).resolve().parent
        return Places(base / "leanbench-data", base / "leanbench-data")
    import platformdirs

    return Places(
        Path(platformdirs.user_config_dir("leanbench", appauthor=False)),
        Path(platformdirs.user_state_dir("leanbench", appauthor=False)),
    )


def read(path: Path) -> Settings:
    """The settings in `path`; defaults where the file is missing, broken or of another shape."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(data, dict):
        return Settings()
    known: dict[str, Any] = {}
    default = Settings()
    for name in field_names(Settings):
        value = data.get(name)
        if isinstance(value, list):
            value = tuple(str(item) for item in value)
        if value is not None and type(value) is type(getattr(default, name)):
            known[name] = value
    return Settings(**known)


def write(path: Path, settings: Settings) -> bool:
    """Write atomically. False when the folder cannot be written: the program works on without memory."""
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(msgspec.structs.asdict(settings), indent=2, sort_keys=True), "utf-8")
        os.replace(temporary, path)
    except OSError:
        return False
    return True
