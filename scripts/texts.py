"""Texts a person can see: which go through the door of `leanbench.words`, and which are still formatted by hand.

    python scripts/texts.py                 # per room: texts not yet behind `_`, numbers formatted by hand
    python scripts/texts.py catalog         # brings every catalog under resources/locale up to the program
    python scripts/texts.py --list ROOM     # the places of one room

A text counts as seen when it reads like words: a string with a blank and a letter that is no docstring, no
pattern, no markup, no name of a style, and stands in no call of the door. The words of a card are behind the
door too: `cards_of` gives them in the language of the moment. Both counts only go down (`tests/core/words`).
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "leanbench"
LOCALE = ROOT / "resources" / "locale"
# `Term` and `metric` hold words a formula is worked out on; they are translated where they are told.
DOOR = {"_", "N_", "NN_", "ngettext", "pgettext", "count_text", "Term", "metric"}
KEYWORDS = {
    "_": None,
    "N_": None,
    "Term": None,
    "NN_": (1, 2),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "count_text": (2, 3),
}
# Makers of specs, and readers that are told what is missing: their words stand in English and are spoken where they
# are read, as `analyses.catalogue` and `analyses.study_columns` do.
SPECS = {
    "Method", "Question", "Field", "ChartSpec", "_method", "number_field", "plan_field", "choice_field", "yesno_field",
    "column_field", "columns_field", "need", "number_of", "column_name", "column_names", "numbers", "many",
    "many_texts",
}  # fmt: skip
# Texts for programmers and machines: errors of misuse, logs, file names, SQL-like patterns.
UNSEEN = {
    "TypeError", "ValueError", "KeyError", "AttributeError", "RuntimeError", "AssertionError", "NotImplementedError",
    "IndexError", "compile", "warning", "error", "debug", "info", "exception", "Literal", "setStyleSheet", "cast",
}  # fmt: skip
CARDS = SOURCE / "schema" / "card.py"
_MARKUP = re.compile(r"[/ ]*<|/[A-Z]\w* |\{\} <<")  # SVG, XML, PDF
_FORMATTED = re.compile(r"[,+ ]?[<>^]?\d*,?\.?\d*[fgeGE%]$|^,$|^,d$")
_WORDS = re.compile(r"[A-Za-z]{2,}[^\n]* |[a-z]+ [^\n]*[a-z]{2,}")


def places(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """("text", node) for each seen text that is not behind the door, ("number", node) for each number by hand."""
    door = DOOR | card_makers(tree)
    stack: list[tuple[ast.AST, bool]] = [(tree, False)]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            inside = inside or name in door or name in SPECS or name in UNSEEN
        elif isinstance(node, (ast.Raise, ast.Assert)) and not _is_for_people(node):
            inside = True
        elif isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal":
            continue
        if isinstance(node, ast.FormattedValue):
            spec = node.format_spec
            if isinstance(spec, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "0" for part in spec.values)
                if _FORMATTED.search(text):
                    yield "number", node
            stack.append((node.value, inside))
            continue
        text = _text(node)
        if text is not None:
            if not inside and _WORDS.search(text) and not _MARKUP.match(text):
                yield "text", node
            stack.extend((part, inside) for part in ast.walk(node) if isinstance(part, ast.FormattedValue))
            continue
        stack += [(child, inside) for child in ast.iter_child_nodes(node) if not _is_docstring(child)]


def card_makers(tree: ast.AST) -> set[str]:
    """The makers of cards this file takes from `leanbench.schema`."""
    taken = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("leanbench.schema")
        for name in node.names
    }
    makers = ast.parse(CARDS.read_text(encoding="utf-8")).body
    return taken & {node.name for node in makers if isinstance(node, ast.FunctionDef)}


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_people(node: ast.AST) -> bool:
    """Raising UserError or StatsError tells a person something."""
    raised = getattr(node, "exc", None)
    name = getattr(getattr(raised, "func", None), "id", "")
    return name.endswith("Error") and name not in UNSEEN


def counts() -> dict[str, Counter[str]]:
    """{"text": {room: count}, "number": {room: count}} over the whole program, `words` itself left out."""
    found = {"text": Counter[str](), "number": Counter[str]()}
    for file, kind, _node in every_place():
        found[kind][room_of(file)] += 1
    return found


def every_place() -> Iterator[tuple[Path, str, ast.AST]]:
    """(file, kind, node) of every place in the program."""
    for file in sorted(SOURCE.rglob("*.py")):
        if "words" not in file.relative_to(SOURCE).parts:
            for kind, node in places(ast.parse(file.read_text(encoding="utf-8"))):
                yield file, kind, node


def room_of(file: Path) -> str:
    """The room a file lies in: its first folder, or the file itself at the top."""
    return file.relative_to(SOURCE).parts[0].removesuffix(".py")


def record_texts() -> set[str]:
    """The words of cards, kinds of record and metrics: texts that no call of the door holds."""
    from leanbench.event.edit_rules import plain_noun
    from leanbench.flow.measures import METRICS
    from leanbench.schema import Record, cards_of
    from leanbench.words.durations import Calendar

    found = {
        text for one in METRICS.values() for text in (one.label, one.formula, one.convention, one.source)
    }
    for kind in [*every_kind(Record), Calendar]:
        for card in cards_of(kind).values():
            found |= {plain_noun(kind), card.title, card.hint, card.label, *dict(card.choices).values()}
    return found - {""}


def every_kind(kind: type) -> Iterator[type]:
    """The kinds of record made from this one, of all depths."""
    for inner in kind.__subclasses__():
        yield inner
        yield from every_kind(inner)


def spec_texts() -> Iterator[tuple[Path, int, str]]:
    """(file, line, text) of the words in calls of `SPECS`: all but names, that is the first text and keys of pairs."""
    for file in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and getattr(call.func, "id", getattr(call.func, "attr", "")) in SPECS
            ):
                values = [
                    *call.args[getattr(call.func, "id", "") != "Question" :],
                    *(k.value for k in call.keywords),
                ]
                pairs = [pair for value in values if isinstance(value, ast.Tuple) for pair in value.elts]
                values += [
                    pair.elts[1] for pair in pairs if isinstance(pair, ast.Tuple) and len(pair.elts) == 2
                ]
                for value in values:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                        yield file, value.lineno, value.value


def write_catalog() -> None:
    """Every language brought up to the texts behind the door; new ones are empty, gone ones leave."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir
    from babel.messages.pofile import read_po, write_po

    template = Catalog(project="leanbench", copyright_holder="The leanbench authors", charset="utf-8")
    for file, line, text, notes, context in extract_from_dir(
        str(SOURCE), keywords=KEYWORDS, method_map=[("**.py", "python")]
    ):
        template.add(text, None, [(file, line)], auto_comments=notes, context=context)
    for text in sorted(record_texts()):
        template.add(text, None)
    for file, line, text in spec_texts():
        template.add(text, None, [(str(file), line)])
    for target in sorted(LOCALE.glob("*/leanbench.po")):
        with target.open("rb") as stream:
            known = read_po(stream, locale=target.parent.name)
        known.update(template, no_fuzzy_matching=True)
        known.obsolete.clear()
        with target.open("wb") as stream:
            write_po(stream, known, width=100, no_location=True, sort_output=True)
        done = sum(all([m.string] if isinstance(m.id, str) else m.string or [None]) for m in known if m.id)
        print(f"{target.parent.name}: {done} of {len(known)} texts translated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("task", nargs="?", choices=["count", "catalog"], default="count")
    parser.add_argument("--list", metavar="ROOM", help="show the places of one room")
    options = parser.parse_args()
    if options.task == "catalog":
        write_catalog()
    elif options.list:
        for file, kind, node in every_place():
            if room_of(file) == options.list:
                print(f"{file.relative_to(ROOT)}:{node.lineno}: {kind}: {ast.unparse(node)[:100]}")
    else:
        found = counts()
        print(f"{'room':12}{'texts not yet behind _':>24}{'numbers by hand':>18}")
        for room in sorted({*found["text"], *found["number"]}):
            print(f"{room:12}{found['text'][room]:24}{found['number'][room]:18}")
        print(f"{'all':12}{found['text'].total():24}{found['number'].total():18}")


if __name__ == "__main__":
    main()
