"""A formula in words that can be worked out: "units per year x sum of visits x (wait + process time) / 60".

The formula a reader sees is the one that was computed, so it cannot say one thing and do another. A name in it
stands for a number or for a column of numbers, one for each row (step, role, year). Written are

    + - x / ^ ( )      arithmetic, row by row where a column is met
    sum of, product of, mean of      of the rows of the product that follows
    number of          the rows of what follows
    square root of
    larger of (a, b)
    smallest A with B of at least C      the first A, in the order of the rows, whose B reaches C
    85%               a share
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, TypeAlias

Column: TypeAlias = "float | Sequence[float]"
# A number, the place of a name, or an operation with what it is done to.
Node: TypeAlias = "float | int | tuple[Any, ...]"

_REDUCERS = ("sum of", "product of", "mean of", "number of", "smallest")
# Names are looked for by themselves: a pattern with the names in it would be compiled for each formula.
_GAP = re.compile(r"\s*(?:the (?=\S))?")
_IN_WORD = re.compile(r"[^\W²]")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:,\d{3})*(?:\.\d+)?(?: ?%)?)"
    r"|(?P<word>sum of|product of|mean of|number of|square root of|larger of|smallest|with|of at least)(?!\w)"
    r"|(?P<sign>[-+/^²(),]|x(?!\w))|(?P<other>\S+)"
)
_HAIR = 1e-12  # a share that is a hair below a level by binary arithmetic reaches it


def parse(formula: str, names: tuple[str, ...]) -> Node:
    """The formula as a tree; the same texts give the same tree.

    Raises ValueError for a formula that says what no name stands for: a mistake of the programmer.
    """
    return _parse(formula, names)


@lru_cache(maxsize=1024)
def _parse(formula: str, names: tuple[str, ...]) -> Node:
    reader = _Reader(formula, names)
    node = reader.sum()
    if reader.kind:
        raise ValueError(f"“{formula}”: “{reader.text}” is no term of it ({', '.join(names)}).")
    return node


class _Reader:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, formula: str, names: tuple[str, ...]) -> None:
        self.formula = formula
        self.places = {name: place for place, name in enumerate(names)}
        self.longest_first = sorted(names, key=len, reverse=True)
        self.kind: str | None = None
        self.text = ""
        self.place = 0
        self.advance()

    def advance(self) -> str:
        """The token that stood here; the next one is read."""
        before = self.text
        gap = _GAP.match(self.formula, self.place)
        at = gap.end() if gap else self.place
        for name in self.longest_first:
            if self.formula.startswith(name, at) and not _IN_WORD.match(self.formula, at + len(name)):
                self.kind, self.text, self.place = "name", name, at + len(name)
                return before
        found = _TOKEN.match(self.formula, at)
        self.kind = found.lastgroup if found else None
        self.text = found[0] if found else ""
        self.place = found.end() if found else self.place
        return before

    def expect(self, text: str) -> None:
        if self.text != text:
            raise ValueError(f"“{self.formula}”: “{text}” is missing before “{self.text}”.")
        self.advance()

    def sum(self) -> Node:
        node = self.product()
        while self.kind == "sign" and self.text in "+-":
            node = (self.advance(), node, self.product())
        return node

    def product(self) -> Node:
        node = self.power()
        while self.kind == "sign" and self.text in "x/":
            node = (self.advance(), node, self.power())
        return node

    def power(self) -> Node:
        node = self.atom()
        if self.text == "²":
            self.advance()
            return ("^", node, 2.0)
        return (self.advance(), node, self.atom()) if self.text == "^" else node

    def atom(self) -> Node:
        if self.kind == "name":
            return self.places[self.advance()]
        if self.kind == "number":
            digits = self.advance().replace(",", "")
            return float(digits.rstrip(" %")) / 100.0 if digits.endswith("%") else float(digits)
        if self.text == "(":
            self.advance()
            node = self.sum()
            self.expect(")")
            return node
        if self.kind == "word":
            return self.operation(self.advance())
        raise ValueError(f"“{self.formula}”: “{self.text}” is no term of it ({', '.join(self.places)}).")

    def operation(self, word: str) -> Node:
        if word == "larger of":
            self.expect("(")
            one = self.sum()
            self.expect(",")
            two = self.sum()
            self.expect(")")
            return (word, one, two)
        if word == "smallest":
            what = self.atom()
            self.expect("with")
            reached = self.atom()
            self.expect("of at least")
            return (word, what, reached, self.atom())
        return (word, self.product() if word in ("sum of", "product of", "mean of") else self.atom())


def evaluate(node: Node, values: Sequence[Column | None]) -> float | None:
    """The formula with its values put in, in the order of the names; None where one is not known or divides by 0."""
    try:
        found: float | None = _work_out(node, values)
    except (TypeError, ZeroDivisionError):
        return None  # None is in no arithmetic
    except OverflowError:
        return math.inf
    return found


def _work_out(node: Node, values: Sequence[Any]) -> Any:
    if isinstance(node, int):
        return values[node]
    if isinstance(node, float):
        return node
    parts = [_work_out(part, values) for part in node[1:]]
    return _OPERATIONS[node[0]](*parts)


def _each(operation: Callable[[float, float], float], one: Any, two: Any) -> Any:
    """Arithmetic on numbers, or row by row."""
    if isinstance(one, (list, tuple)):
        if isinstance(two, (list, tuple)):
            return list(map(operation, one, two))
        return [operation(value, two) for value in one]
    if isinstance(two, (list, tuple)):
        return [operation(one, value) for value in two]
    return operation(one, two)


def _smallest(what: Sequence[float], reached: Sequence[float], level: float) -> float | None:
    return next((one for one, share in zip(what, reached, strict=True) if share >= level - _HAIR), None)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": partial(_each, operator.add),
    "-": partial(_each, operator.sub),
    "x": partial(_each, operator.mul),
    "/": partial(_each, operator.truediv),
    "^": partial(_each, operator.pow),
    "sum of": sum,
    "product of": math.prod,
    "mean of": lambda column: sum(column) / len(column),
    "number of": len,
    "square root of": math.sqrt,
    "larger of": max,
    "smallest": _smallest,
}


def rows_of(node: Node) -> tuple[str, Node] | None:
    """The outermost operation over rows and what stands in it: ("sum of", visits x time); None without one."""
    if not isinstance(node, tuple):
        return None
    if node[0] in _REDUCERS:
        return node[0], node[1]
    return next((found for part in node[1:] if (found := rows_of(part)) is not None), None)


def contributions(node: Node, values: Sequence[Column | None]) -> Sequence[float]:
    """What each row adds (or multiplies): the inside of the outermost operation over rows, row by row."""
    found = rows_of(node)
    inside = None if found is None else _work_out(found[1], values)
    return inside if isinstance(inside, (list, tuple)) else ()


def names_in(node: Node) -> set[int]:
    """The places of the names that stand in a formula."""
    if isinstance(node, int):
        return {node}
    return set().union(*(names_in(part) for part in node[1:])) if isinstance(node, tuple) else set()


_BINDING = {"+": 1, "-": 1, "x": 2, "/": 2, "^": 3}


def formula_text(node: Node, words: Sequence[str], outer: int = 0) -> str:
    """A formula with words put in for its names: "1.82 x (3,840 + 70)"."""
    if isinstance(node, int):
        return words[node]
    if isinstance(node, float):
        return f"{node:g}"
    if node[0] not in _BINDING:
        return f"{node[0]} {', '.join(formula_text(part, words, 3) for part in node[1:])}"
    own = _BINDING[node[0]]
    if node[0] == "^" and node[2] == 2.0 and isinstance(node[2], float):
        return f"{formula_text(node[1], words, own)}²"
    text = f"{formula_text(node[1], words, own)} {node[0]} {formula_text(node[2], words, own + 1)}"
    return f"({text})" if own < outer else text
