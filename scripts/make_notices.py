"""Write the bill of materials and the notices of what is shipped, from the lock file of the program.

python scripts/make_notices.py          writes resources/legal/sbom.cdx.json and third-party-notices.txt
python scripts/make_notices.py --check  says what would change, and ends with 1 then

The bill (CycloneDX 1.6) names every pinned package with version, license, where it is needed, and what it is needed
by; the notices hold the license texts as the packages bring them. Both lie among the resources, so the wheel and the
frozen program carry them. Run in an environment made from the lock files: `scripts/tasks.py lock` does.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
LEGAL = ROOT / "resources" / "legal"
BILL = LEGAL / "sbom.cdx.json"
NOTICES = LEGAL / "third-party-notices.txt"
SPDX = {  # of packages whose metadata have no license expression of SPDX
    "charset-normalizer": "MIT",
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "defusedxml": "PSF-2.0",
    "et-xmlfile": "MIT",
    "fonttools": "MIT",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "PSF-2.0",
    "openpyxl": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyside6-essentials": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "tzdata": "Apache-2.0",
}
# Texts that a package does not bring itself, by its license.
TEXTS = {"LGPL-3.0-only": ("LGPL-3.0.txt", "GPL-3.0.txt")}
# What is shipped and is no package.
PARTS = (
    ("Leanbench Sans", "made from Noto Sans", "OFL-1.1", "fonts/OFL.txt"),
    ("Lucide icons", "a selection, with some of our own", "ISC", "icons/LICENSE"),
)
HEAD = """Third-party notices of leanbench

leanbench itself is under the MIT license. It stands on the packages below, each under its own license; the texts
follow as the packages bring them. Qt and PySide6 are used under the LGPL, version 3: they lie beside the program as
shared libraries of their own and may be replaced by others of the same interface. Their source is published by the
Qt project under the versions named here.

"""


class Pin(NamedTuple):
    """One line of the lock: a package, its version, where it is needed, and which packages asked for it."""

    name: str
    version: str
    marker: str
    wanted_by: tuple[str, ...]


def pins(lock: str) -> list[Pin]:
    """What a lock file pins, in its order."""
    found = []
    for block in re.split(r"\n(?=[a-z0-9])", lock):
        first = re.match(r"([\w.-]+)==([\w.+!-]+)(?: ; ([^\\\n]+))?", block)
        if first:
            comments = re.findall(r"# +(?:via +)?([\w.-]+)", block)
            wanted = [name for name in comments if name not in ("via",)]
            found.append(Pin(first[1], first[2], (first[3] or "").strip(), tuple(wanted)))
    return found


def license_of(name: str) -> str:
    """The license as an expression of SPDX."""
    known = SPDX.get(name) or metadata.metadata(name).get("License-Expression")
    if not known:
        raise SystemExit(f"{name} does not say its license; look it up and write it into SPDX in {__file__}")
    return str(known)


def purl(pin: Pin) -> str:
    """The package URL."""
    return f"pkg:pypi/{pin.name}@{pin.version}"


def bill(found: list[Pin], version: str) -> dict[str, Any]:
    """The bill of materials as CycloneDX JSON. The same lock gives the same bill, serial number included."""
    program = {
        "type": "application",
        "bom-ref": "leanbench",
        "name": "leanbench",
        "version": version,
        "licenses": [{"license": {"id": "MIT"}}],
    }
    components: list[dict[str, Any]] = []
    for pin in found:
        component = {
            "type": "library",
            "bom-ref": purl(pin),
            "name": pin.name,
            "version": pin.version,
            "purl": purl(pin),
            "licenses": [{"expression": license_of(pin.name)}],
        }
        if pin.marker:
            component["properties"] = [{"name": "leanbench:needed-where", "value": pin.marker}]
        components.append(component)
    for name, about, spdx, _text in PARTS:
        components.append(
            {
                "type": "data",
                "bom-ref": name,
                "name": name,
                "description": about,
                "licenses": [{"license": {"id": spdx}}],
            }
        )
    wants: dict[str, list[str]] = {ref: [] for ref in ("leanbench", *(purl(pin) for pin in found))}
    for pin in found:
        for other in pin.wanted_by:
            for asking in [purl(one) for one in found if one.name == other] or ["leanbench"]:
                wants[asking].append(purl(pin))
    wants["leanbench"] += [part[0] for part in PARTS]
    body = {
        "metadata": {"component": program},
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in wants.items()],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(body, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        **body,
    }


def texts_of(name: str) -> list[str]:
    """The license texts a package brings, else those of its license."""
    files = metadata.distribution(name).files or []
    chosen = [
        file
        for file in files
        if ".dist-info/" in file.as_posix()
        and (
            "/licenses/" in file.as_posix()
            or re.match(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", file.name, re.I)
        )
    ]
    texts = [
        text for file in sorted(chosen) if (text := Path(str(file.locate())).read_text("utf-8", "replace"))
    ]
    if not texts:
        texts = [(LEGAL / "licenses" / text).read_text("utf-8") for text in TEXTS.get(license_of(name), ())]
    return texts


def notices(found: list[Pin]) -> str:
    """All notices as one text; a license text that several packages share stands once."""
    named = {pin.name: pin for pin in found}
    lines = [f"  {pin.name} {pin.version}: {license_of(pin.name)}" for pin in named.values()]
    lines += [f"  {name} ({about}): {spdx}" for name, about, spdx, _text in PARTS]
    out = [HEAD, "\n".join(lines), "\n"]
    first: dict[str, str] = {}
    resources = LEGAL.parent
    bodies = [(name, texts_of(name)) for name in named]
    bodies += [(name, [(resources / text).read_text("utf-8")]) for name, _about, _spdx, text in PARTS]
    for name, texts in bodies:
        out.append(f"\n{'=' * 100}\n{name}\n{'=' * 100}\n\n")
        if not texts:
            out.append("The package brings no text of its license; it is named above.\n")
        for text in texts:
            clean = "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"
            if clean in first:
                out.append(f"The same text as of {first[clean]}.\n")
            else:
                first[clean] = name
                out.append(clean + "\n")
    return "".join(out)


def main() -> int:
    """Write both, or say whether they are current."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT / "src"))
    from leanbench import __version__

    found = pins(LOCK.read_text("utf-8"))
    made = {BILL: json.dumps(bill(found, __version__), indent=1) + "\n", NOTICES: notices(found)}
    old = [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]
    if given.check:
        for path in old:
            print(f"{path.relative_to(ROOT)} is not what the lock file gives: python scripts/tasks.py lock")
        return 1 if old else 0
    for path, text in made.items():
        path.write_text(text, "utf-8")
    print(f"{len(found)} pinned packages in {BILL.name} and {NOTICES.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
