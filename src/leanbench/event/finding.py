"""One finding of a check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from leanbench.schema import Record

Level = Literal["broken", "look", "missing"]


class Finding(Record):
    """What is wrong, where, and what to do. `where` is an address as in `leanbench.store.touched`."""

    level: Level
    where: tuple[str, ...]
    text: str
    hint: str = ""


def listed(names: Sequence[str], most: int = 3) -> str:
    """``a, b and c``, or ``a, b, c and 5 more``."""
    shown, more = list(names[:most]), len(names) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
