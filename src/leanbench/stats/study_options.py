"""What a study asks for: the kinds of options, those that many studies share, and how answers are checked.

Forms and the command line hand over what people typed; `StudySpec.answers` turns it into what the
mathematics takes, or says in one sentence which field is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.stats.samples import StatsError, column, number

Arguments = Mapping[str, Any]

Question = Literal["look", "change", "causes", "compare", "relate", "survey", "need"]
OptionKind = Literal["numbers", "labels", "numbers*", "labels*", "number", "choice", "text", "yesno"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a study.

    kind : "numbers" and "labels" are columns, with ``*`` a mapping of several; the others are plain values.
    choices : for "choice", (value, words) pairs.
    """

    name: str
    label: str
    kind: OptionKind
    needed: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    default: Any = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class StudySpec:
    """One study: words for people, its options, and the function behind it.

    function : arguments by option name to the result record.
    """

    method: str
    title: str
    question: Question
    about: str
    options: tuple[Option, ...]
    function: Callable[[Arguments], Any]

    def run(self, given: Arguments) -> Any:
        """The result record. Raises StatsError in plain words."""
        return self.function({**given, **self.answers(given)})

    def answers(self, given: Arguments) -> dict[str, Any]:
        """The options that were given, each as its kind. Raises StatsError naming the field that is wrong."""
        return {
            option.name: _answer(option, given[option.name])
            for option in self.options
            if not _missing(given.get(option.name))
        }


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _answer(option: Option, value: Any) -> Any:
    if option.kind == "number":
        return number(value, option.label)
    if option.kind in ("numbers", "labels"):
        return column(value, f"{option.label.lower()} ({option.kind})")
    if option.kind in ("numbers*", "labels*"):
        if not isinstance(value, Mapping) or not value:
            raise StatsError(f"{option.label}: choose at least one column.")
        return {name: column(cells, str(name)) for name, cells in value.items()}
    if option.kind == "choice" and value not in [choice for choice, _ in option.choices]:
        words = ", ".join(str(choice) for choice, _ in option.choices if choice != "")
        raise StatsError(f"{option.label} is one of: {words}; not {value!r}.")
    return str(value) if option.kind == "text" else value


# --- options that many studies share ----------------------------------------------------------------

VALUE = Option("value", "Measure", "numbers", True)
GROUP = Option("group", "Groups", "labels", True, help="The column that says which group a row belongs to.")
FIRST = Option("first", "First group", "text", help="Empty: the group that appears first.")
SECOND = Option("second", "Second group", "text", help="Empty: the group that appears next.")
NAME = Option("name", "What is measured", "text")
UNIT = Option("unit", "Unit", "text")
LEVEL = Option("level", "Confidence", "number", default=0.95)
TARGET = Option("target", "Compare with", "number", True)
SIDES = Option(
    "alternative",
    "Question",
    "choice",
    choices=(("two-sided", "is it different?"), ("greater", "is it larger?"), ("less", "is it smaller?")),
    default="two-sided",
)
POWER = Option("power", "Power", "number", default=0.9)
ALPHA = Option("alpha", "Risk of a false alarm", "number", default=0.05)
SIDED = Option("sided", "Sides", "choice", choices=(("two", "two"), ("one", "one")), default="two")
TWO_GROUPS = (VALUE, GROUP, FIRST, SECOND, SIDES, LEVEL, NAME, UNIT)
ONE_GROUP = (VALUE, TARGET, SIDES, LEVEL, NAME, UNIT)
MANY_GROUPS = (VALUE, GROUP, LEVEL, NAME, UNIT)
PLAN = (POWER, ALPHA, SIDED)


def number_option(name: str, label: str, needed: bool = True, default: Any = None) -> Option:
    """An option that takes a plain number."""
    return Option(name, label, "number", needed, default=default)


LSL, USL = number_option("lsl", "Lower limit", False), number_option("usl", "Upper limit", False)
COLUMNS = Option("columns", "Columns", "numbers*", True)
