"""Write docs/formulas.md from the docstrings of the mathematics, so that the page cannot drift from the code.

python scripts/make_formulas.py          writes the page
python scripts/make_formulas.py --check  exits with 1 when the page is not what the code says
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "formulas.md"
PACKAGES = (
    ("flow", "Maps: lead time, routing, capacity, quality, waiting, money"),
    ("stats", "Statistics: charts, capability, measurement systems, tests"),
)
HEAD = """# Formulas

Every public function of the mathematics with its formula, assumptions, units and source. Written by
`scripts/make_formulas.py` from the docstrings; a test holds the page to the code. Do not edit it here.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for package, title in PACKAGES:
        parts.append(f"\n## {title}\n")
        for path in sorted((ROOT / "src" / "leanbench" / package).rglob("*.py")):
            parts.extend(section(path, package))
    return "\n".join(parts).rstrip() + "\n"


def section(path: Path, package: str) -> list[str]:
    """One module: what it is for, then each public function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and ast.get_docstring(node)
    ]
    told = ast.get_docstring(tree)
    if not functions or not told or path.name == "__init__.py":
        return []
    name = path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".")
    parts = [f"\n### {path.stem.replace('_', ' ')}\n", f"`{name}`\n", told, ""]
    for function in functions:
        arguments = ", ".join(argument.arg for argument in (*function.args.args, *function.args.kwonlyargs))
        parts += [
            f"\n**`{function.name}({arguments})`**\n",
            "```text",
            ast.get_docstring(function) or "",
            "```",
        ]
    return parts


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    text = page()
    if options.check:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/formulas.md is what the code says" if same else "run: python scripts/make_formulas.py")
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
