"""Write docs/formulas.md from the docstrings of the mathematics, so that the page cannot drift from the code.

python scripts/make_formulas.py          writes the page
python scripts/make_formulas.py --check  exits with 1 when the page is not what the code says
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "formulas.md"
PACKAGES = (
    ("flow", "Maps: lead time, routing, capacity, quality, waiting, money"),
    ("stats", "Statistics: charts, capability, measurement systems, tests"),
)
# Plumbing: reads and checks input, finds words, draws nothing and computes nothing a reader would look up.
PLUMBING = {
    "stats": {
        "before_after", "capability_findings", "capability_gate", "capability_result", "change_rows",
        "chart_build", "chart_design", "chart_spec", "charts_index", "control_chart", "gage_data", "gage_result",
        "guards", "label_order", "nonnormal_result", "phases", "profile_differences", "profiles",
        "result", "result_words", "rule_set", "samples", "size_plan", "subgroups", "tails", "testing",
    },
    "flow": set(),
}  # fmt: skip
HEAD = """# Formulas

What is computed, how, and after whom: every public function of the mathematics with its formula, assumptions
and source. Written by `scripts/make_formulas.py` from the docstrings; a test holds the page to the code. Do not
edit it here. Parameters, their units and the errors each function raises stand in the code: `help(function)`.
"""
SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)


def page() -> str:
    """The whole page, with its contents first."""
    contents: list[str] = []
    body: list[str] = []
    for package, title in PACKAGES:
        chapters = [
            (chapter_title(path), text)
            for path in sorted((ROOT / "src" / "leanbench" / package).rglob("*.py"))
            if path.stem not in PLUMBING[package] and (text := chapter(path))
        ]
        names = ", ".join(f"[{name}](#{anchor(name)})" for name, _ in chapters)
        contents.append(f"- **{title}**: {names}")
        body.append(f"\n## {title}\n")
        body += [text for _, text in chapters]
    return "\n".join([HEAD, *contents, *body]).rstrip() + "\n"


def chapter_title(path: Path) -> str:
    """The name of a module in words."""
    return path.stem.replace("_", " ").capitalize()


def anchor(title: str) -> str:
    """The address of a heading inside the page."""
    return title.lower().replace(" ", "-")


def chapter(path: Path) -> str:
    """One module: what it is for, then each public function; empty when it has nothing to show."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = ast.get_docstring(tree)
    functions = [
        (node, text)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (text := mathematics(ast.get_docstring(node) or ""))
    ]
    if not functions or not told or path.name == "__init__.py":
        return ""
    name = path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".")
    parts = [f"### {chapter_title(path)}\n", f"`{name}`\n", told, ""]
    for function, text in functions:
        arguments = ", ".join(argument.arg for argument in (*function.args.args, *function.args.kwonlyargs))
        parts += [f"**`{function.name}({arguments})`**\n", text, ""]
    return "\n".join(parts)


def mathematics(told: str) -> str:
    """A docstring without its sections on parameters and errors: formula, assumptions, notes and source stay."""
    pieces = SECTION.split(told)
    kept = [pieces[0].strip()]
    for title, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if title in ("Notes", "References"):
            kept.append(text.strip())
        else:
            kept += [p.strip() for p in text.split("\n\n") if p.strip().startswith(("Source", "Sources"))]
    plain = "\n\n".join(piece for piece in kept if piece)
    # Numpy's markup is not Markdown's: literals in one backtick, stars and underscores as they are.
    plain = plain.replace("``", "`")
    return re.sub(r"(?m)^(Sources?: .*(?:\n(?!\n).+)*)", r"*\1*", escaped(plain))


def escaped(text: str) -> str:
    """Stars and underscores outside literals shown as themselves."""
    pieces = text.split("`")
    return "`".join(
        piece if at % 2 else piece.replace("*", r"\*").replace("_", r"\_") for at, piece in enumerate(pieces)
    )


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
