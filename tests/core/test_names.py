"""Names tell their room: every file of the source has a stem of its own."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "leanbench"
# Files that both Python and pip know by these names.
EVERYWHERE = frozenset({"__init__", "__main__"})
# To be renamed or deleted by the work on what may be connected, then this goes.
TWICE = frozenset({"rules"})


def test_no_stem_stands_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        places[path.stem].append(str(path.relative_to(SOURCE)))
    twice = {
        stem: where for stem, where in places.items() if len(where) > 1 and stem not in EVERYWHERE | TWICE
    }
    assert not twice
