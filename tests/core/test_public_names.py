"""What scripts and notebooks may rely on is a list in public_names.txt, which changes on purpose only.

A name that goes, or gets another name, breaks somebody's notebook: say so in CHANGELOG.md and change the list by
hand. `LEANBENCH_PUBLIC=write` writes it anew.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from leanbench.doors import DOORS
from leanbench.stats import ROOMS

LIST = Path(__file__).with_name("public_names.txt")


def public_names() -> list[str]:
    """Every name a door of the library offers, as ``room.name``."""
    return sorted(f"{door}.{name}" for door in DOORS for name in import_module(f"leanbench.{door}").__all__)


def test_the_public_names_are_those_of_the_list() -> None:
    if os.environ.get("LEANBENCH_PUBLIC") == "write":
        LIST.write_text("\n".join(public_names()) + "\n", "utf-8")
    known, found = set(LIST.read_text("utf-8").split()), set(public_names())
    assert not known - found, f"gone, but somebody may use them: {sorted(known - found)}"
    assert not found - known, (
        f"new; add them to {LIST.name} if they are meant to stay: {sorted(found - known)}"
    )


def test_every_room_of_the_statistics_is_a_door() -> None:
    assert {f"stats.{room}" for room in ROOMS} == {door for door in DOORS if door.startswith("stats.")}


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for line in LIST.read_text("utf-8").split():
        door, _, name = line.rpartition(".")
        thing = getattr(import_module(f"leanbench.{door}"), name)
        if callable(thing) and getattr(thing, "__module__", "").startswith("leanbench"):
            assert (thing.__doc__ or "").strip(), f"{line} has no docstring"
