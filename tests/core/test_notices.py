"""What is shipped is named: the bill of materials and the notices follow from the lock file of the program."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import make_notices

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("hatchling", "editables", "pyinstaller", "pytest", "mypy", "ruff")


@pytest.fixture(scope="module")
def pins() -> list[make_notices.Pin]:
    return make_notices.pins((ROOT / "requirements.lock").read_text("utf-8"))


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return json.loads(make_notices.BILL.read_text("utf-8"))


def test_the_lock_of_the_program_pins_what_it_asks_for_and_no_tool(pins: list[make_notices.Pin]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {re.split(r"[><=!~ ]", line)[0].lower() for line in project["dependencies"]}
    pinned = {pin.name for pin in pins}
    assert asked <= pinned
    assert not pinned & set(TOOLS)
    assert "optional-dependencies" not in project  # tools are groups, which no wheel names


def test_every_lock_pins_the_program_alike(pins: list[make_notices.Pin]) -> None:
    program = {(pin.name, pin.version, pin.marker) for pin in pins}
    for use in ("dev", "package"):
        lock = make_notices.pins((ROOT / f"requirements-{use}.lock").read_text("utf-8"))
        assert program <= {(pin.name, pin.version, pin.marker) for pin in lock}, use
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert "--index-url" not in text
        assert "://" not in text


def test_the_shipped_bill_is_what_the_lock_gives(
    pins: list[make_notices.Pin], shipped: dict[str, Any]
) -> None:
    from leanbench import __version__

    assert shipped == make_notices.bill(pins, __version__)
    assert shipped["bomFormat"] == "CycloneDX"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", shipped["serialNumber"])
    refs = [component["bom-ref"] for component in shipped["components"]]
    assert len(refs) == len(set(refs)) == len(pins) + len(make_notices.PARTS)
    assert all(component["licenses"] for component in shipped["components"])


def test_the_bill_tells_what_needs_what(shipped: dict[str, Any]) -> None:
    needs = {line["ref"]: line["dependsOn"] for line in shipped["dependencies"]}
    known = {"leanbench", *(component["bom-ref"] for component in shipped["components"])}
    assert {ref for line in needs.values() for ref in line} | set(needs) <= known
    reached, waiting = set(), ["leanbench"]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += needs.get(ref, [])
    assert reached == known  # nothing is shipped that nothing needs


def test_the_notices_hold_a_text_for_every_part(pins: list[make_notices.Pin]) -> None:
    text = make_notices.NOTICES.read_text("utf-8")
    for pin in pins:
        assert f"  {pin.name} {pin.version}: " in text or pin.name == "contourpy"
        assert re.search(rf"^=+\n{re.escape(pin.name)}\n=+\n\n\S", text, re.M), pin.name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "SIL OPEN FONT LICENSE" in text


def test_a_package_without_a_known_license_stops_the_making(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(make_notices.SPDX, "scipy")
    with pytest.raises(SystemExit, match="scipy does not say its license"):
        make_notices.license_of("scipy")
