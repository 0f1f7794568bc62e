"""Nothing is in the program that no door reaches, but for a list with reasons."""

from __future__ import annotations

from pathlib import Path

import unreached

LIST = Path(__file__).with_name("unreached.txt")


def test_what_nothing_reaches_is_the_list_with_its_reasons() -> None:
    lines = [line.split(maxsplit=1) for line in LIST.read_text("utf-8").splitlines() if line[:1] != "#"]
    assert all(len(line) == 2 for line in lines), "each name has a reason"
    known = {f"leanbench.{name}" for name, _reason in lines}
    found = {f"{thing.module}:{thing.name}" for thing in unreached.unreached()}
    assert not found - known, f"nothing but tests uses it: remove it, or say in {LIST.name} why it stays"
    assert not known - found, f"reached or gone: take it off {LIST.name}"


def test_a_thing_only_an_unused_thing_uses_is_unused_too(tmp_path) -> None:
    package = tmp_path / "leanbench"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(
        "from leanbench import rooms\nfrom leanbench.rooms import Kept as K\n"
        "def main():\n    return K().used(), rooms.HERE, 'rooms:by_text'\n"
    )
    (package / "rooms.py").write_text(
        "HERE = 1\nGONE = 2\ndef helper(): return GONE\ndef unused(): return helper()\ndef by_text(): pass\n"
        "class Kept:\n    def used(self): return 1\n    def unused_method(self): return 2\n"
    )
    (package / "alone.py").write_text("def used(): return 1\n")
    found = {f"{thing.module}:{thing.name}" for thing in unreached.unreached(unreached.modules(package))}
    assert found == {
        "leanbench.rooms:GONE", "leanbench.rooms:helper", "leanbench.rooms:unused",
        "leanbench.rooms:Kept.unused_method", "leanbench.alone:",
    }  # fmt: skip
