"""The list of methods, grouped under the questions a facilitator asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leanbench.charts import methods as m
from leanbench.charts.methods import Field, Method


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the Charts page: its words and what answers it."""

    id: str
    title: str
    about: str


QUESTIONS: tuple[Question, ...] = (
    Question("stable", "Is it stable?", "control and run charts"),
    Question("target", "Does it meet the target?", "capability, deadline share"),
    Question("change", "Did it change?", "before and after, one page"),
    Question("causes", "What are the biggest causes?", "Pareto"),
    Question("trust", "Can we trust the measurement?", "gage R&R, agreement"),
    Question("compare", "How do these compare?", "tests, intervals"),
    Question("shape", "What does it look like?", "histogram, fitted distributions"),
)

MR_LENGTH = Field("mr_length", "Moving range of", "number", default=2)
IN_TIME = (m.VALUE, m.DATE, m.BY, m.AGGREGATE, m.STAGE)
COUNTED = (m.COUNT, m.SIZE, m.DATE, m.BY, m.STAGE, m.TARGET, *m.DESIGN)

CONTROL: tuple[Method, ...] = (
    Method(
        "i-mr",
        "Individuals and moving range",
        "stable",
        "One value per point: a case, a week's median. The usual choice for office work.",
        (
            *IN_TIME,
            m.LABEL,
            m.TARGET,
            m.MR_SIGMA,
            Field("mr_length", "Moving range of", "number", default=2),
            *m.DESIGN,
        ),
        "variables:i_mr",
        m.chart,
    ),
    Method(
        "xbar-r",
        "Xbar and R",
        "stable",
        "Small subgroups of measurements taken together, two to eight at a time.",
        (m.VALUE, m.SUBGROUP, m.STAGE, m.TARGET, m.sigma(("rbar", "Rbar"), ("pooled", "pooled")), *m.DESIGN),
        "variables:xbar_r",
        m.grouped,
    ),
    Method(
        "xbar-s",
        "Xbar and S",
        "stable",
        "Subgroups of nine or more, or of unequal size.",
        (m.VALUE, m.SUBGROUP, m.STAGE, m.TARGET, m.sigma(("sbar", "Sbar"), ("pooled", "pooled")), *m.DESIGN),
        "variables:xbar_s",
        m.grouped,
    ),
    Method(
        "i-mr-rs",
        "Between and within (three-way)",
        "stable",
        "Subgroups whose means vary from batch to batch: three charts, between, moving range and within.",
        (m.VALUE, m.SUBGROUP, m.STAGE, *m.DESIGN),
        "variables:i_mr_rs",
        m.grouped,
    ),
    Method(
        "p",
        "p chart (share)",
        "stable",
        "Share of cases with something: complete, on time, passed. Limits step with the number of cases.",
        COUNTED,
        "attributes:p",
        m.sized,
    ),
    Method(
        "np",
        "np chart (how many)",
        "stable",
        "Number of cases out of equal samples.",
        COUNTED,
        "attributes:np_",
        m.sized,
    ),
    Method(
        "c",
        "c chart (counts)",
        "stable",
        "Events per period with the same opportunity each time: complaints a week.",
        (*IN_TIME, m.LABEL, *m.DESIGN),
        "attributes:c",
        m.chart,
    ),
    Method(
        "u",
        "u chart (rate)",
        "stable",
        "Events per unit when the number of units varies: defects per application.",
        COUNTED,
        "attributes:u",
        m.sized,
    ),
    Method(
        "laney-p",
        "Laney p' chart",
        "stable",
        "A p chart for large samples, where ordinary limits are too tight.",
        COUNTED,
        "attributes:laney_p",
        m.sized,
    ),
    Method(
        "laney-u",
        "Laney u' chart",
        "stable",
        "A u chart for large samples, where ordinary limits are too tight.",
        COUNTED,
        "attributes:laney_u",
        m.sized,
    ),
    Method(
        "i-prime",
        "I' chart (normalised rate)",
        "stable",
        "A rate or share with varying size, limits from the variation seen (Taylor).",
        COUNTED,
        "attributes:i_prime",
        m.sized,
    ),
    Method(
        "ma",
        "Moving average",
        "stable",
        "Smooths noise to show slow drift.",
        (*IN_TIME, Field("span", "Average of", "number", default=3), *m.DESIGN),
        "weighted:moving_average",
        m.chart,
    ),
    Method(
        "ewma",
        "EWMA",
        "stable",
        "Finds small lasting shifts sooner than an individuals chart.",
        (*IN_TIME, Field("weight", "Weight", "number", default=0.2), *m.DESIGN),
        "weighted:ewma",
        m.chart,
    ),
    Method(
        "cusum",
        "CUSUM",
        "stable",
        "Adds up small deviations from a target; the quickest to find a small shift.",
        (*IN_TIME, m.TARGET, Field("h", "Decision limit h", "number", default=4.0), *m.DESIGN),
        "weighted:cusum",
        m.chart,
    ),
)


def methods() -> Mapping[str, Method]:
    """All methods by name, in the order they are offered."""
    return {method.name: method for method in ALL}


def of_question(question: str) -> tuple[Method, ...]:
    """The methods that answer a question, the usual one first."""
    return tuple(method for method in ALL if method.question == question)


ALL: tuple[Method, ...] = CONTROL
