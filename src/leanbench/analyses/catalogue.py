"""The list of methods, grouped under the questions a facilitator asks.

What is added here appears in the window, on the command line and in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from leanbench.analyses.method import CAUSES as CAUSES
from leanbench.analyses.method import CHANGE as CHANGE
from leanbench.analyses.method import COMPARE as COMPARE
from leanbench.analyses.method import LOOK as LOOK
from leanbench.analyses.method import NEED as NEED
from leanbench.analyses.method import STABLE as STABLE
from leanbench.analyses.method import TARGET_MET, Method, translate
from leanbench.analyses.method import TRUST as TRUST
from leanbench.words.language import active_language


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the Charts page: its words, and what answers it."""

    title: str
    about: str


TARGET = TARGET_MET
QUESTIONS: tuple[Question, ...] = (
    Question(STABLE, "control and run charts"),
    Question(TARGET, "capability, deadline share"),
    Question(CHANGE, "before and after, one page"),
    Question(CAUSES, "Pareto"),
    Question(TRUST, "gage R&R, agreement"),
    Question(COMPARE, "tests, intervals"),
    Question(NEED, "sample size and power"),
    Question(LOOK, "histogram, boxplot, distribution"),
)


def methods() -> Mapping[str, Method]:
    """All methods by name, in the order they are offered, in the language of the moment."""
    return _methods_in(active_language().code)


@cache
def _methods_in(code: str) -> Mapping[str, Method]:
    if code != "en_US":
        return {name: translate(method) for name, method in _methods_in("en_US").items()}
    modules = (import_module(f"leanbench.analyses.{name}") for name in FAMILIES)
    return {method.name: method for module in modules for method in module.METHODS}


# Modules of this package that hold `METHODS`.
FAMILIES: tuple[str, ...] = (
    "methods_control", "methods_order", "methods_targets", "methods_tolerances", "methods_yields",
    "methods_change", "methods_causes", "methods_measurement", "methods_comparisons", "methods_counts",
    "methods_relations", "methods_surveys", "methods_shapes", "methods_sizes", "methods_test_sizes",
    "methods_designs",
)  # fmt: skip


def of_question(title: str) -> tuple[Method, ...]:
    """The methods that answer a question, the usual one first."""
    return tuple(method for method in methods().values() if method.question == title)


def questions() -> tuple[Question, ...]:
    """The questions that have a method to answer them."""
    return tuple(question for question in QUESTIONS if of_question(question.title))
