"""The list of methods, grouped under the questions a facilitator asks.

What is added here appears in the window, on the command line and in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from leanbench.analyses.method import Method


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the Charts page: its words, and what answers it."""

    title: str
    about: str


STABLE = "Is it stable?"
TARGET = "Does it meet the target?"
CHANGE = "Did it change?"
CAUSES = "What are the biggest causes?"
TRUST = "Can we trust the measurement?"
COMPARE = "How do these compare?"
NEED = "How much data do we need?"
LOOK = "What do the values look like?"

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


@cache
def methods() -> Mapping[str, Method]:
    """All methods by name, in the order they are offered."""
    modules = (import_module(f"leanbench.analyses.{name}") for name in FAMILIES)
    return {method.name: method for module in modules for method in module.METHODS}


# Modules of this package that hold `METHODS`.
FAMILIES: tuple[str, ...] = (
    "methods_control",
    "methods_order",
    "methods_targets",
    "methods_tolerances",
    "methods_yields",
    "methods_change",
    "methods_causes",
    "methods_measurement",
    "methods_comparisons",
    "methods_counts",
    "methods_relations",
    "methods_surveys",
    "methods_shapes",
    "methods_sizes",
    "methods_test_sizes",
    "methods_designs",
)


def of_question(title: str) -> tuple[Method, ...]:
    """The methods that answer a question, the usual one first."""
    return tuple(method for method in methods().values() if method.question == title)


def questions() -> tuple[Question, ...]:
    """The questions that have a method to answer them."""
    return tuple(question for question in QUESTIONS if of_question(question.title))
