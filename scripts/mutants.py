"""Break figures, terms and words on purpose, one at a time, and see whether a test notices.

python scripts/mutants.py flow                     twelve mutants of the room, drawn by chance
python scripts/mutants.py flow analyses papers --count 25
python scripts/mutants.py src/leanbench/flow/gains.py --count 20 --seed 3
python scripts/mutants.py flow --more              limits and numbers off by one as well
python scripts/mutants.py flow --list              only says what would be broken

Each mutant is one small change of one line. The room's own tests run on a copy of the source with that change. A mutant
that they do not notice survives, and is a test to write, or a line to delete. The same seed gives the same mutants: by
turns of the targets, and in each by turns of the kinds. Exits with 1 when more survive than `--allow`.

What is broken, by default:

- figures: a sign (+ for -, x for /, and so on), or the two sides of a difference or quotient change places;
- terms: another row (`after` for `before`, `high` for `low`, `min` for `max`, the next index of a subscript);
- words: another unit where a unit stands, or another word in a text that people read.

What is not, by rule, because no reader can see it or because it only moves ink:

- names inside the program: keys of a dict, what is compared, the first text of a field or of a pair, texts without a
  space or a capital letter;
- layout: figures of the files that only set pages (`SETTING`), and in papers what is computed from, put into or passed
  as a place or size (`LAYOUT`);
- what breaks in any run, and would only flatter the count: text or lists joined, capitals, names inside braces;
- whether something is there (`is None`);
- what is the same: the sides of a difference under `abs` or squared; arithmetic with a number below 1e-6;
- the progress of long work;
- messages of refusals, docstrings, annotations.
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
QUICK = {
    "flow": ["tests/core/flow/test_recorded_figures.py", "tests/core/flow/test_formulas.py"],
    "analyses": [
        "tests/core/analyses/test_options_reach_the_statistics.py",
        "tests/core/analyses/test_recorded_answers.py",
    ],
    "papers": [
        "tests/core/papers/test_numbers_on_paper.py",
        "tests/core/papers/test_compare_paper.py",
        "tests/core/papers/test_parts_that_fail.py",
    ],
}
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
    ("wait", "process"), ("process_time", "wait"), ("low", "high"), ("lower", "upper"), ("main", "activities"),
    ("min", "max"),
    ("before", "after"), ("first_pass", "expected"), ("mean", "variance"), ("visits", "stay"),
    ("any", "all"),
)  # fmt: skip
SHOWN = ("sign", "swapped operands", "wrong row", "wrong unit", "word")
# Names of places and sizes on paper: a statement with one of them is layout, not a figure.
LAYOUT = frozenset(
    ("x", "y", "left", "right", "top", "bottom", "width", "height", "widths", "heights", "room", "gap", "size", "sizes",
     "leading", "lift", "margin", "pad", "canvas", "sheet", "plan", "pen", "spare", "natural", "stroke", "wrap",
     "text_sheet", "wide_sheet", "map_sheet", "scale", "scales", "least", "most", "widest")
)  # fmt: skip
SETTING = ("papers/engine/", "papers/list/map_pdf.py")


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

    found: list[Mutant] = []
    home = path.relative_to(PACKAGE).as_posix()
    hidden = _hidden(tree, layout=home.startswith("papers/"))
    for node in _living(tree):
        if id(node) in hidden:
            continue
        for kind, text in _changes(node):
            if home.startswith(SETTING) and kind not in ("word", "wrong unit"):
                continue
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


def _hidden(tree: ast.AST, *, layout: bool) -> set[int]:
    """The expressions that are no figure, term or word (see the top of this file)."""
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            hidden |= {id(key) for key in node.keys if key is not None}
        elif isinstance(node, ast.Compare):
            there = isinstance(node.ops[0], (ast.Is, ast.IsNot))
            hidden |= {id(side) for side in ast.walk(node) if there or isinstance(side, ast.Constant)}
        elif isinstance(node, ast.Tuple) and len(node.elts) > 1:
            hidden.add(id(node.elts[0]))  # the key of a pair: ("h", 4.0)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("upper", "lower"):
                hidden.add(id(node.func))  # letters, not limits
            elif name == "abs" and isinstance(node.args[0], ast.BinOp):
                hidden.add(id(node.args[0]))
            elif name == "progress":
                hidden |= {id(part) for part in ast.walk(node)}
            elif node.args and ("field" in name.lower() or name in ("get", "setdefault", "pop", "number_of")):
                hidden |= {id(part) for part in node.args[:1]}
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if isinstance(node.slice.value, str):
                hidden.add(id(node.slice))
        elif isinstance(node, ast.BinOp):
            for side in (node.left, node.right):
                number = getattr(side, "value", None)
                if isinstance(node.op, ast.Pow) and number == 2 and isinstance(node.left, ast.BinOp):
                    hidden.add(id(node.left))
                if isinstance(number, float) and 0.0 < number < 1e-6:
                    hidden.add(id(node))
        if layout and isinstance(node, (ast.Assign, ast.BinOp, ast.Compare, ast.keyword)):
            where = {
                ast.Assign: lambda n: n.targets,
                ast.keyword: lambda n: [ast.Name(n.arg or "")],
            }.get(type(node), lambda n: [n])(node)
            if any(_layout_names(part) for part in where):
                hidden |= {id(part) for part in ast.walk(node) if not isinstance(part, ast.Constant)
                           or not isinstance(part.value, str)}  # fmt: skip
    return hidden


def _layout_names(node: ast.AST) -> set[str]:
    names = {
        part.id if isinstance(part, ast.Name) else part.attr
        for part in ast.walk(node)
        if isinstance(part, (ast.Name, ast.Attribute))
    }
    return {name.lower().strip("_") for name in names} & LAYOUT


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
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        index = node.slice
        if isinstance(index, ast.Constant) and type(index.value) is int:
            yield "wrong row", f"{ast.unparse(node.value)}[{1 - index.value if index.value in (0, 1) else 0}]"


def _constants(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, (int, float)):
        yield "off by one", repr(value + 1)
    elif isinstance(value, str):
        if value.strip() in UNITS:
            unit = value.strip()
            yield "wrong unit", repr(value.replace(unit, UNITS[(UNITS.index(unit) + 1) % len(UNITS)]))
            return
        if not re.search(r"[A-Z ]", value.strip()):
            return
        for one, two in WORDS:
            for old, new in ((one, two), (two, one)):
                found = re.search(rf"(?<![\w{{]){re.escape(old)}(?!\w)", value)
                if found:
                    yield "word", repr(value[: found.start()] + new + value[found.end() :])


def _others(name: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for one, two in pairs:
        if name in (one, two):
            yield two if name == one else one


def _is_text(node: ast.BinOp) -> bool:
    """Whether text or lists are joined, not numbers."""
    joined = (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp, ast.Set, ast.SetComp)
    for part in (node.left, node.right):
        if isinstance(part, joined) or isinstance(getattr(part, "value", 0), str):
            return True
        if isinstance(part, ast.BinOp) and _is_text(part):
            return True
        if isinstance(part, ast.Call) and ast.unparse(part.func).rpartition(".")[2] in (
            "upper", "lower", "join", "format", "strip", "removesuffix",
        ):  # fmt: skip
            return True
    return False


def choose(targets: Sequence[Sequence[Path]], count: int, seed: int, kinds: Sequence[str]) -> list[Mutant]:
    """So many mutants that can be compiled, by turns of the targets and of the kinds."""
    luck = random.Random(seed)
    piles: list[dict[str, list[Mutant]]] = []
    for files in targets:
        by_kind: dict[str, list[Mutant]] = {kind: [] for kind in kinds}
        for mutant in (mutant for path in files for mutant in mutants_of(path)):
            if mutant.kind in by_kind:
                by_kind[mutant.kind].append(mutant)
        for found in by_kind.values():
            luck.shuffle(found)
        piles.append(by_kind)
    chosen: list[Mutant] = []
    turn = 0
    while len(chosen) < count and any(found for pile in piles for found in pile.values()):
        pile = piles[turn % len(piles)]
        kind = kinds[(turn // len(piles)) % len(kinds)]
        turn += 1
        while pile[kind]:
            mutant = pile[kind].pop()
            if _compiles(mutant):
                chosen.append(mutant)
                break
    return chosen


def _compiles(mutant: Mutant) -> bool:
    try:
        tree = ast.parse(mutant.source())
    except SyntaxError:
        return False
    return ast.dump(tree) != ast.dump(ast.parse(mutant.path.read_text(encoding="utf-8")))


def tests_of(target: Path) -> tuple[list[str], list[str]]:
    """The tests that tell most of a room in seconds, and all its own."""
    parts = target.relative_to(PACKAGE).parts
    own = [f"tests/core/{parts[0]}"] if (ROOT / "tests" / "core" / parts[0]).is_dir() else []
    return QUICK.get(parts[0], []), [*BESIDE.get(parts[0], []), *own]


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
    parser.add_argument("target", nargs="+", help="a room of src/leanbench, or a file")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--allow", type=int, default=0, help="so many may survive")
    parser.add_argument("--more", action="store_true", help="limits and numbers off by one as well")
    parser.add_argument("--list", action="store_true", help="only say what would be broken")
    parser.add_argument("--tests", nargs="*", help="tests to run instead of the room's own")
    options = parser.parse_args(arguments)
    targets: list[Path] = []
    for name in options.target:
        target = next((path for path in (Path(name).resolve(), PACKAGE / name) if path.exists()), None)
        if target is None or not target.is_relative_to(PACKAGE):
            say(f"{name} is neither a room nor a file of {PACKAGE.relative_to(ROOT)}.")
            return 2
        targets.append(target)
    kinds = (*SHOWN, "limit", "off by one") if options.more else SHOWN
    files = [sorted(target.rglob("*.py")) if target.is_dir() else [target] for target in targets]
    chosen = choose(files, options.count, options.seed, kinds)
    if options.list:
        for mutant in chosen:
            say("\n".join([f"{mutant.path.relative_to(ROOT)}:{mutant.line} {mutant.kind}", *mutant.lines()]))
        return 0
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        workbench(folder)
        patience: dict[str, float] = {}
        for number, mutant in enumerate(chosen, start=1):
            rounds = [options.tests] if options.tests else [tests for tests in tests_of(mutant.path) if tests]
            place = folder / mutant.path.relative_to(ROOT)
            for tests in rounds:
                key = " ".join(tests)
                if key not in patience:
                    began = time.monotonic()
                    passed, what = run_tests(folder, tests, 3600.0)
                    if not passed:
                        say(f"The tests fail without any mutant: {what}")
                        return 2
                    patience[key] = 3.0 * (time.monotonic() - began) + 60.0
                place.write_text(mutant.source(), encoding="utf-8")
                passed, what = run_tests(folder, tests, patience[key])
                shutil.copyfile(mutant.path, place)
                if not passed:
                    break
            survivors += passed
            verdict = "SURVIVED" if passed else f"killed by {what}"
            head = f"{number}/{len(chosen)} {mutant.path.relative_to(ROOT)}:{mutant.line} {mutant.kind}: {verdict}"
            say("\n".join([head, *mutant.lines()]))
    say(f"{len(chosen) - survivors} of {len(chosen)} mutants killed, {survivors} survived.")
    return int(survivors > options.allow)


if __name__ == "__main__":
    sys.exit(main())
