"""Break figures, terms and words on purpose, one at a time, and see whether a test notices.

python scripts/mutants.py flow                     twelve mutants of the room, drawn by chance
python scripts/mutants.py analyses --count 8
python scripts/mutants.py src/leanbench/flow/gains.py --count 20 --seed 3
python scripts/mutants.py flow --list              only says what would be broken

Each mutant is one small change of one line: a sign, two operands or names changed places, off by one, a limit on the
other side, another unit, another row, another word of a formula. The room's own tests run on a copy of the source with
that change. A mutant that they do not notice survives, and is a test to write, or a line to delete. The same seed gives
the same mutants. Exits with 1 when more survive than `--allow`.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "leanbench"
# Tests that watch a room beside those of its own name.
BESIDE = {"flow": ["tests/core/test_formula.py"], "formula.py": ["tests/core/test_formula.py", "tests/core/flow"],
          "quantity.py": ["tests/core/test_formula.py", "tests/core/flow"]}  # fmt: skip
OPERATORS: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.Div(), ast.Div: ast.Mult(), ast.Pow: ast.Mult(),
}  # fmt: skip
LIMITS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.GtE(), ast.LtE: ast.Gt(), ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
}  # fmt: skip
UNITS = ("min", "h", "bd", "%", "USD", "USD per year", "h per year")
WORDS = (
    ("before", "after"), ("sum of", "mean of"), ("wait", "process time"), (" / ", " x "), (" - ", " + "),
    ("larger", "smaller"), ("above", "below"), ("more", "less"), ("lower", "upper"), ("first", "last"),
)  # fmt: skip
NAMES = (
    ("wait", "process"), ("low", "high"), ("lower", "upper"), ("main", "activities"), ("min", "max"),
    ("before", "after"), ("first_pass", "expected"), ("mean", "variance"), ("visits", "stay"), ("row", "column"),
    ("left", "right"), ("top", "bottom"), ("width", "height"), ("any", "all"),
)  # fmt: skip


CUTTING = (
    "strip",
    "rstrip",
    "lstrip",
    "split",
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "replace",
)


@dataclass(frozen=True)
class Mutant:
    """One change: in which file, which characters become what; `kind` says what sort of mistake it is."""

    path: Path
    line: int
    kind: str
    start: int
    end: int
    text: str

    def source(self) -> str:
        """The whole file with the change."""
        before = self.path.read_text(encoding="utf-8")
        return before[: self.start] + self.text + before[self.end :]

    def lines(self) -> Iterator[str]:
        """The changed lines, before and after."""
        before = self.path.read_text(encoding="utf-8").splitlines()
        for line in difflib.unified_diff(before, self.source().splitlines(), n=0, lineterm=""):
            if line[:1] in "+-" and line[:3] not in ("+++", "---"):
                yield f"    {line}"


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a file."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def place(line: int, column: int) -> int:
        """Where a place of the tree (bytes in a line) is in the text."""
        row = source[starts[line - 1] : starts[line]]
        return starts[line - 1] + len(row.encode()[:column].decode())

    found = []
    for node in _living(tree):
        for kind, text in _changes(node):
            start = place(node.lineno, node.col_offset)
            end = place(node.end_lineno or node.lineno, node.end_col_offset or 0)
            found.append(Mutant(path, node.lineno, kind, start, end, text))
    return found


def _living(tree: ast.AST) -> Iterator[ast.expr]:
    """The expressions that compute something: no docstrings, annotations, refusals, or switches of long work."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom)):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.JoinedStr):  # a part of it has no place of its own
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        children: list[ast.AST] = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CUTTING:
            children = [node.func]  # what is cut out of a text is no unit
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            children = [
                *node.decorator_list,
                *node.args.defaults,
                *(d for d in node.args.kw_defaults if d),
                *node.body,
            ]
        elif isinstance(node, ast.AnnAssign):
            children = [node.value] if node.value is not None else []
        elif isinstance(node, ast.ClassDef):
            children = list(node.body)
        if isinstance(node, ast.expr):
            yield node
        stack.extend(reversed(children))


def _changes(node: ast.expr) -> Iterator[tuple[str, str]]:
    """(kind, the node as changed) for each way to break one expression."""
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS and not _is_text(node):
        yield "sign", f"({ast.unparse(ast.BinOp(node.left, OPERATORS[type(node.op)], node.right))})"
        if isinstance(node.op, (ast.Sub, ast.Div)):
            yield "swapped operands", f"({ast.unparse(ast.BinOp(node.right, node.op, node.left))})"
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in LIMITS:
        yield "limit", ast.unparse(ast.Compare(node.left, [LIMITS[type(node.ops[0])]], node.comparators))
    elif (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and not isinstance(node.operand, ast.Constant)
    ):
        yield "sign", f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant):
        yield from _constants(node.value)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        for other in _others(node.attr, NAMES):
            yield "wrong row", ast.unparse(ast.Attribute(node.value, other, node.ctx))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in _others(node.id, (("min", "max"), ("any", "all"))):
            yield "wrong row", other
    elif isinstance(node, ast.Slice):
        return


def _constants(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)):
        yield "off by one", repr(value + 1)
    elif isinstance(value, str):
        if value in UNITS:
            yield "wrong unit", repr(UNITS[(UNITS.index(value) + 1) % len(UNITS)])
            return
        for one, two in WORDS:
            for old, new in ((one, two), (two, one)):
                found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", value)
                if found:
                    yield "word", repr(value[: found.start()] + new + value[found.end() :])


def _others(name: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for one, two in pairs:
        if name in (one, two):
            yield two if name == one else one


def _is_text(node: ast.BinOp) -> bool:
    """Whether text is joined, not numbers."""
    parts = (node.left, node.right)
    return any(
        isinstance(part, ast.JoinedStr) or isinstance(getattr(part, "value", 0), str) for part in parts
    )


def choose(files: Sequence[Path], count: int, seed: int) -> list[Mutant]:
    """So many mutants that can be compiled, by turns of each kind, so that no kind crowds out another."""
    luck = random.Random(seed)
    by_kind: dict[str, list[Mutant]] = {}
    for path in files:
        for mutant in mutants_of(path):
            by_kind.setdefault(mutant.kind, []).append(mutant)
    for found in by_kind.values():
        luck.shuffle(found)
    chosen: list[Mutant] = []
    kinds = sorted(by_kind)
    while len(chosen) < count and any(by_kind.values()):
        for kind in kinds:
            if by_kind[kind] and len(chosen) < count:
                mutant = by_kind[kind].pop()
                if _compiles(mutant):
                    chosen.append(mutant)
    return chosen


def _compiles(mutant: Mutant) -> bool:
    try:
        tree = ast.parse(mutant.source())
    except SyntaxError:
        return False
    return ast.dump(tree) != ast.dump(ast.parse(mutant.path.read_text(encoding="utf-8")))


def tests_of(target: Path) -> list[str]:
    """The tests of a room, those of the same file first."""
    parts = target.relative_to(PACKAGE).parts
    own = [f"tests/core/{parts[0]}"] if (ROOT / "tests" / "core" / parts[0]).is_dir() else []
    return [*BESIDE.get(parts[0], []), *own]


def workbench(folder: Path) -> None:
    """A checkout to break: the source copied, everything else as it stands."""
    for item in ROOT.iterdir():
        if item.name == "src":
            shutil.copytree(item, folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        elif not item.name.startswith(".") or item.name == ".git":
            (folder / item.name).symlink_to(item)


def run_tests(folder: Path, tests: Sequence[str], seconds: float) -> tuple[bool, str]:
    """(whether all pass, the first that does not) with the source of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "LEANBENCH_WITHOUT_QT": "1",
                   "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:pytest-qt", "-p", "no:xvfb", "-p", "no:cacheprovider",
        "--no-header", *tests,
    ]  # fmt: skip
    try:
        run = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return False, "the tests took too long"
    failed = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return run.returncode == 0, failed[0].split(" - ")[0].removeprefix("FAILED ") if failed else run.stdout[
        -300:
    ]


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Break, test, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", help="a room of src/leanbench, or a file")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--allow", type=int, default=0, help="so many may survive")
    parser.add_argument("--list", action="store_true", help="only say what would be broken")
    parser.add_argument("--tests", nargs="*", help="tests to run instead of the room's own")
    options = parser.parse_args(arguments)
    target = next(
        (path for path in (Path(options.target).resolve(), PACKAGE / options.target) if path.exists()), None
    )
    if target is None or not target.is_relative_to(PACKAGE):
        say(f"{options.target} is neither a room nor a file of {PACKAGE.relative_to(ROOT)}.")
        return 2
    files = sorted(target.rglob("*.py")) if target.is_dir() else [target]
    chosen = choose(files, options.count, options.seed)
    tests = options.tests or tests_of(target)
    if options.list:
        for mutant in chosen:
            say("\n".join([f"{mutant.path.relative_to(ROOT)}:{mutant.line} {mutant.kind}", *mutant.lines()]))
        return 0
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        workbench(folder)
        began = time.monotonic()
        passed, what = run_tests(folder, tests, 3600.0)
        if not passed:
            say(f"The tests fail without any mutant: {what}")
            return 2
        patience = 3.0 * (time.monotonic() - began) + 60.0
        for number, mutant in enumerate(chosen, start=1):
            place = folder / mutant.path.relative_to(ROOT)
            place.write_text(mutant.source(), encoding="utf-8")
            passed, what = run_tests(folder, tests, patience)
            shutil.copyfile(mutant.path, place)
            survivors += passed
            verdict = "SURVIVED" if passed else f"killed by {what}"
            head = f"{number}/{len(chosen)} {mutant.path.relative_to(ROOT)}:{mutant.line} {mutant.kind}: {verdict}"
            say("\n".join([head, *mutant.lines()]))
    say(f"{len(chosen) - survivors} of {len(chosen)} mutants killed, {survivors} survived.")
    return int(survivors > options.allow)


if __name__ == "__main__":
    sys.exit(main())
