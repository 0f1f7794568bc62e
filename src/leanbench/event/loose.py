"""Values of unknown shape that came from a file, and the fields kept for a newer or foreign program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Plain JSON: dict, list, str, number, bool, None.
Json = Any
Extra = Mapping[str, Json]


def nothing() -> Extra:
    """No extra fields."""
    return {}
