"""A case as text to read and edit: a line for each field, and one for each expected value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_BLOCKS = ("source", "study", "map", "call", "options", "arguments", "expect", "steps", "links", "columns")


def case_text(plain: Mapping[str, Any]) -> str:
    """The JSON of a case, fields of blocks on lines of their own, lists on one line."""
    return f"{_block(plain, 1)}\n"


def _block(value: Any, depth: int) -> str:
    lines = []
    parts = value.items() if isinstance(value, Mapping) else ((None, part) for part in value)
    for name, part in parts:
        opens = bool(part) and (
            (name in _BLOCKS and isinstance(part, Mapping))
            or (name in ("steps", "links") and isinstance(part, list))
        )
        text = _block(part, depth + 1) if opens else json.dumps(part, ensure_ascii=False)
        lines.append(
            f"{' ' * depth}{'' if name is None else json.dumps(name, ensure_ascii=False) + ': '}{text}"
        )
    first, last = "{}" if isinstance(value, Mapping) else "[]"
    return f"{first}\n" + ",\n".join(lines) + f"\n{' ' * (depth - 1)}{last}"
