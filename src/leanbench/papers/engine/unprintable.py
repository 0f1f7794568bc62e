"""What came of writing a paper: its pages, and what the facilitator should look at before printing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at: a plain sentence, and the field it is about (``("charter", "sponsor")``)."""

    text: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportInfo:
    """What was written.

    `figures` counts the pictures with a text alternative, `sheets` names the paper of every page,
    `problems` are in the order in which they were met, each once.
    """

    pages: int
    problems: tuple[Problem, ...] = ()
    figures: int = 0
    sheets: tuple[str, ...] = ()
