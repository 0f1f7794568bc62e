"""What a color role looks like: the theme files, read once, for the window, charts, maps and papers alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from leanbench import resources

Theme = Mapping[str, str]  # role to "#RRGGBB"


@cache
def tokens(name: str) -> Mapping[str, Any]:
    """Everything in the theme file of this name: "light", "dark", "contrast" or "print"."""
    found: Mapping[str, Any] = json.loads(
        resources.path("themes", f"{name}.json").read_text(encoding="utf-8")
    )
    return found


def theme(name: str = "light") -> Theme:
    """The colors of a theme by role. "print" is legible on a black-and-white copier: classes differ by letter,
    gray and hatch, never by color alone.
    """
    colours: Theme = tokens(name)["colours"]
    return colours
