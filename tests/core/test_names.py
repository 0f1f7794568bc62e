"""Names tell their room: every file of the source has a stem of its own."""

from __future__ import annotations

import ast
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


# A function is called by what it makes or does: text-makers end in _text, truths begin with is_ or has_.
PARTICIPLES = {
    *("asked", "chosen", "counted", "drawn", "found", "given", "held", "kept", "known"),
    *("listed", "named", "printed", "said", "shown", "spoken", "told", "written"),
}
# A first word that makes a sentence of it: is_held, set_chosen.
TRUTHS = {"is", "has", "are", "set", "on", "if", "not", "show", "paint", "refuse", "without", "to", "from"}


def test_no_function_is_called_by_a_past_participle() -> None:
    named = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                words = node.name.strip("_").split("_")
                if words[-1] in PARTICIPLES and words[0] not in TRUTHS:
                    named.add(node.name)
    assert not named
