"""What no door of the program reaches: functions, classes, methods, constants and modules only tests use, or nobody.

    python scripts/unreached.py             # each of them: lines, place, name
    python scripts/unreached.py --short     # how many lines there are per room

It starts at `leanbench.__main__`, `leanbench.__init__` and the names in `tests/core/public_names.txt`, and follows
names by the syntax tree: a plain name to where its module has it from, an attribute to every method of that name,
a text such as ``"draw_fits:draw"`` to whatever it could name. What it lists is worth a look; what it does not list
may still be dead. `tests/core/unreached.txt` has what stays, each with its reason.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "leanbench"
PUBLIC = ROOT / "tests" / "core" / "public_names.txt"
# Decorators that only change how a function is called; any other one may have handed it on.
PLAIN = {"property", "staticmethod", "classmethod", "cached_property", "cache", "lru_cache", "overload", "dataclass",
         "contextmanager", "wraps", "override", "setter", "Slot", "dataclass_transform", "total_ordering"}  # fmt: skip
# Called on a module that is imported by a text.
CALLED_BY_NAME = (("leanbench.plots.draw_result", "plot"), ("leanbench.plots.draw_result", "html"))
# What other libraries call on our classes: Python, Qt (camelCase), notebooks, reportlab.
_CALLED = re.compile(
    r"__\w+__|_repr_\w+_|[a-z]+[A-Z]\w*|visit_\w+|wrap|draw|split|event|rowCount|data|flags|paint"
)
_NAMES = re.compile(r"[\w.]+(:[\w.]+)?")


@dataclass
class Definition:
    """A thing with a name: ``module`` and ``name`` (``Class.method``), its lines, and the syntax that it runs."""

    module: str
    name: str
    first: int
    last: int
    nodes: list[ast.AST]
    always: bool = False
    kind: str = "constant"

    @property
    def lines(self) -> int:
        return self.last - self.first + 1


@dataclass
class Module:
    """A file: what each name in it is bound to by imports, and what it defines."""

    name: str
    path: Path
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    definitions: dict[str, Definition] = field(default_factory=dict)
    running: list[ast.AST] = field(default_factory=list)
    lines: int = 0


def modules(source: Path = SOURCE) -> dict[str, Module]:
    """Every module below `source` by its dotted name."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = _read(name, path)
    return found


def _read(name: str, path: Path) -> Module:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    module = Module(name, path, lines=len(text.splitlines()))
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                module.imports[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0],
                    None,
                )
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], *filter(None, [base])]
                )
            for alias in node.names:
                if alias.name == "*":
                    module.stars.append(base)
                else:
                    module.imports[alias.asname or alias.name] = (base, alias.name)
    for node in _statements(tree.body):
        _define(module, node)
    return module


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, (ast.If, ast.Try)):
            yield from _statements([*node.body, *node.orelse])
        else:
            yield node


def _define(module: Module, node: ast.stmt) -> None:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        _add(module, node.name, node, [node], "function", _is_handed_on(node))
    elif isinstance(node, ast.ClassDef):
        methods = [part for part in node.body if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))]
        rest = [part for part in node.body if part not in methods]
        _add(
            module,
            node.name,
            node,
            [*node.bases, *node.keywords, *node.decorator_list, *rest],
            "class",
            _is_handed_on(node),
        )
        for method in methods:
            _add(module, f"{node.name}.{method.name}", method, [method], "method", _is_handed_on(method))
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
        if "__all__" in names:
            return
        if not names:
            module.running.append(node)
        for name in names:
            _add(
                module,
                name,
                node,
                [part for part in (node.value, getattr(node, "annotation", None)) if part],
                "constant",
                name.startswith("__"),
            )
    elif not isinstance(node, (ast.Import, ast.ImportFrom)):
        module.running.append(node)


def _add(module: Module, name: str, node: ast.stmt, nodes: list[ast.AST], kind: str, always: bool) -> None:
    known = module.definitions.get(name)
    if known:  # overloads, setters and branches are one thing
        known.nodes += nodes
        known.last = node.end_lineno or node.lineno
        return
    first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
    module.definitions[name] = Definition(
        module.name, name, first, node.end_lineno or node.lineno, nodes, always, kind
    )


def _is_handed_on(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if getattr(called, "id", getattr(called, "attr", "")) not in PLAIN:
            return True
    return False


class Reach:
    """Follows names from the doors; `live` has what it met, as (module, name)."""

    def __init__(self, found: Mapping[str, Module]) -> None:
        self.modules = found
        self.live: set[tuple[str, str]] = set()
        self.live_modules: set[str] = set()
        self.attributes: set[str] = set()
        self._waiting: list[tuple[str, ast.AST]] = []
        self._by_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._methods: dict[str, list[Definition]] = defaultdict(list)
        for module in found.values():
            for name, definition in module.definitions.items():
                if definition.kind == "method":
                    self._methods[name.split(".")[1]].append(definition)
                else:
                    self._by_name[name].append((module.name, name))

    def run(self) -> None:
        while self._waiting:
            module, node = self._waiting.pop()
            self._follow(module, node)

    def module(self, name: str) -> None:
        while name:
            if name in self.modules and name not in self.live_modules:
                self.live_modules.add(name)
                module = self.modules[name]
                self._waiting += [(name, node) for node in module.running]
                for base, part in module.imports.values():
                    # Imports inside functions count with the module: a little too kind, and simple.
                    self.module(base)
                    if part:
                        self.module(f"{base}.{part}")
                for definition in module.definitions.values():
                    if definition.always and definition.kind != "method":
                        self.meet(name, definition.name)
            name = name.rpartition(".")[0]

    def meet(self, module: str, name: str) -> None:
        """The thing `name` of `module` is used."""
        if (module, name) in self.live:
            return
        owner = self.modules.get(module)
        if owner is None:
            return
        self.module(module)
        if name in owner.definitions:
            self.live.add((module, name))
            definition = owner.definitions[name]
            self._waiting += [(module, node) for node in definition.nodes]
            if definition.kind == "class":
                for other in owner.definitions.values():
                    if other.name.startswith(f"{name}.") and self._is_called(other):
                        self.meet(module, other.name)
        elif name in owner.imports:
            base, part = owner.imports[name]
            if part is None:
                self.module(base)
            elif f"{base}.{part}" in self.modules:
                self.module(f"{base}.{part}")
            else:
                self.meet(base, part)
        elif f"{module}.{name}" in self.modules:
            self.module(f"{module}.{name}")
        else:
            self.anywhere(name, module)

    def anywhere(self, name: str, below: str = "leanbench") -> None:
        """Some thing of that name below a package."""
        for module, known in self._by_name.get(name, ()):
            if module.startswith(below):
                self.meet(module, known)

    def attribute(self, name: str) -> None:
        if name in self.attributes:
            return
        self.attributes.add(name)
        if name.isupper():  # METHODS, RUNNERS: read from modules that are imported by a made-up name
            self.anywhere(name)
        for method in self._methods.get(name, ()):
            if (method.module, method.name.split(".")[0]) in self.live:
                self.meet(method.module, method.name)

    def _is_called(self, method: Definition) -> bool:
        name = method.name.split(".")[1]
        return method.always or name in self.attributes or bool(_CALLED.fullmatch(name))

    def _module_of(self, module: str, node: ast.AST) -> str | None:
        """The dotted name of the module that `node` stands for, where it does."""
        if isinstance(node, ast.Name):
            base, part = self.modules[module].imports.get(node.id, ("", None))
            full = f"{base}.{part}" if part else base
            if full in self.modules:
                return full
            if part and base in self.modules and part in self.modules[base].imports:
                return self._module_of(base, ast.Name(part))
        elif isinstance(node, ast.Attribute):
            base = self._module_of(module, node.value) or ""
            return f"{base}.{node.attr}" if f"{base}.{node.attr}" in self.modules else None
        return None

    def _follow(self, module: str, tree: ast.AST) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                owner = self.modules[module]
                if node.id in owner.definitions or node.id in owner.imports:
                    self.meet(module, node.id)
                else:
                    for star in owner.stars:
                        self.anywhere(node.id, star)
            elif isinstance(node, ast.Attribute):
                home = self._module_of(module, node.value)
                if home:
                    self.meet(home, node.attr)
                else:
                    self.attribute(node.attr)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_answers":
                for part in re.findall(
                    r"[a-z]\w*", ast.unparse(node.args[1])
                ):  # "n mean study_var=study_variation"
                    self.attribute(part)
            elif (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and _NAMES.fullmatch(node.value)
            ):
                for part in re.split(r"[.:]", node.value):
                    self.anywhere(part)
                    self.attribute(part)
                for name in (
                    node.value,
                    f"leanbench.{node.value}",
                    f"{module.rpartition('.')[0]}.{node.value}",
                ):
                    self.module(name.partition(":")[0])


def unreached(found: Mapping[str, Module] | None = None) -> list[Definition]:
    """What is not reached, methods of classes that are not reached left out, by place."""
    found = modules() if found is None else found
    reach = Reach(found)
    for door in ("leanbench", "leanbench.__main__"):
        reach.module(door)
        for name in found[door].definitions:
            reach.meet(door, name)
    for module, name in CALLED_BY_NAME:
        reach.meet(module, name)
    for line in PUBLIC.read_text("utf-8").split():
        door, _, name = line.rpartition(".")
        reach.anywhere(name, f"leanbench.{door}")
    reach.run()
    dead = []
    for module in found.values():
        if module.name not in reach.live_modules:
            dead.append(Definition(module.name, "", 1, module.lines, [], kind="module"))
            continue
        for name, definition in module.definitions.items():
            owner = name.split(".")[0]
            if (module.name, name) not in reach.live and (
                owner == name or (module.name, owner) in reach.live
            ):
                dead.append(definition)
    return dead


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--short", action="store_true", help="lines per room")
    dead = unreached()
    if parser.parse_args().short:
        rooms: Counter[str] = Counter()
        for thing in dead:
            rooms[thing.module.split(".")[1]] += thing.lines
        for room, lines in rooms.most_common():
            print(f"{lines:6d} {room}")
    else:
        for thing in dead:
            print(f"{thing.lines:5d} {thing.kind:9s} {thing.module}:{thing.name}")
    print(f"{sum(thing.lines for thing in dead)} lines in {len(dead)} places")


if __name__ == "__main__":
    main()
