"""What a method of the Charts page is: its question, its options as data, and how it is called.

The window builds its options panel from `Method.fields`; the command line and the report run the same
`run`. A method's name is the one used in studies, on the command line and in reference cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.charts.inputs import Inputs

FieldKind = Literal[
    "column", "columns", "subgroup", "number", "choice", "rules", "tests", "text", "yesno", "filter", "limits"
]
Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One option of a method as the user meets it.

    name : key in `Study.options`. label : the words beside it. kind : which editor it needs.
    choices : (value, words) pairs for "choice"; column kinds ("number", "date" ...) for "column".
    group : heading it stands under, one of `GROUPS`.
    needed : the method cannot run without it. help : one sentence.
    """

    name: str
    label: str
    kind: FieldKind
    choices: tuple[Any, ...] = ()
    group: str = "Data"
    needed: bool = False
    help: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class Method:
    """One method: words for people, its options, and the function behind it.

    question : title of the question it answers. about : when to choose it, one sentence.
    run : inputs and options to the result record; raises UserError (StatsError) in plain words.
    needs_data : False for planning: how many cases, before there are any.
    needs_value : it looks at one column of measurements or counts, named by the option ``value``.
    """

    name: str
    title: str
    question: str
    about: str
    fields: tuple[Field, ...]
    run: Callable[[Inputs, Options], Any]
    needs_data: bool = True
    needs_value: bool = True


# The headings that options stand under, in order.
GROUPS = ("Data", "Plan", "Limits", "Tests")

# --- fields used by many methods ----------------------------------------------------------------

VALUE = Field(
    "value", "Measure", "column", ("number", "duration"), needed=True, help="The column of measurements."
)
SERIES = Field(
    "value",
    "Measure",
    "column",
    ("number", "duration", "yesno"),
    needed=True,
    help="The column of measurements; yes/no becomes a share in percent for each week or month.",
)
COUNT = Field(
    "value", "Count or yes/no", "column", ("number", "yesno"), needed=True, help="How many, or yes/no."
)
RATIO = Field(
    "value",
    "Measure or count",
    "column",
    ("number", "duration", "yesno"),
    needed=True,
    help="What is divided, such as minutes or money; Out of is what it is divided by.",
)
SIZE = Field("size", "Out of", "column", ("number",), help="The column of sample sizes.")
SUBGROUP = Field(
    "subgroup", "Subgroup", "subgroup", needed=True, help="A column of subgroup names, or a size."
)
DATE = Field("date", "In order of", "column", ("date",), help="The column of dates that gives the order.")
BY = Field(
    "by",
    "One point per",
    "choice",
    ((None, "row"), ("day", "day"), ("week", "week"), ("month", "month"), ("quarter", "quarter")),
    help="Puts the cases of a period together; weeks start on Monday.",
)
AGGREGATE = Field(
    "aggregate",
    "Put together as",
    "choice",
    (("median", "median"), ("mean", "mean"), ("sum", "sum"), ("count", "count"), ("rate", "share of yes")),
)
STAGE = Field(
    "stage", "Stage", "column", ("text", "yesno", "number"), help="Limits start anew where it changes."
)
WHERE = Field("where", "Only rows with", "filter", help="Looks at a part of the table only.")
GROUP = Field(
    "group",
    "Groups",
    "column",
    ("text", "yesno", "number"),
    needed=True,
    help="The column that names the groups.",
)
FIRST = Field("first", "First group", "text", help="Empty: the first in the table.")
SECOND = Field("second", "Second group", "text", help="Empty: the next in the table.")
ALTERNATIVE = Field(
    "alternative",
    "Question",
    "choice",
    ((None, "a difference"), ("greater", "is greater"), ("less", "is less")),
    group="Limits",
)
LABEL = Field("label", "Labels", "column", ("text", "date", "number"), help="Text shown at the points.")
TARGET = Field(
    "target", "Target", "number", group="Limits", help="A line to compare with; it changes no number."
)
LSL = Field("lsl", "Lower limit", "number", help="Lower specification limit.")
USL = Field("usl", "Upper limit", "number", help="Upper specification limit, for example a deadline.")
CONFIDENCE = Field("confidence", "Confidence", "number", default=0.95, group="Limits")
CATEGORY = Field("category", "Category", "column", ("text", "yesno"), needed=True, help="What is counted.")

DISTRIBUTIONS = (
    ("normal", "normal"),
    ("lognormal", "lognormal"),
    ("weibull", "Weibull"),
    ("gamma", "gamma"),
    ("exponential", "exponential"),
    ("logistic", "logistic"),
    ("loglogistic", "loglogistic"),
    ("smallest-extreme-value", "smallest extreme value"),
    ("largest-extreme-value", "largest extreme value"),
    ("lognormal-3", "lognormal with threshold"),
    ("weibull-3", "Weibull with threshold"),
    ("gamma-3", "gamma with threshold"),
    ("exponential-2", "exponential with threshold"),
    ("loglogistic-3", "loglogistic with threshold"),
)

# --- the words of estimators and options --------------------------------------------------------

SIGMA_WORDS = {
    "mr": "average moving range",
    "mr-median": "median moving range",
    "mr-screened": "screened moving ranges",
    "mssd": "MSSD",
    "sd": "standard deviation",
    "rbar": "Rbar",
    "sbar": "Sbar",
    "pooled": "pooled",
    "rbar-unweighted": "Rbar, unweighted",
    "sbar-unweighted": "Sbar, unweighted",
}
OPTION_WORDS = {
    "mr_length": "Moving range of",
    "span": "Average of",
    "weight": "Weight",
    "limits": "Limits",
    "h": "Decision limit h",
    "slack": "Slack k",
    "fir": "Head start",
    "reset": "Start again after a signal",
    "per": "Rate per",
    "spread": "Within chart",
    "shift": "Shift of",
    "trend": "Trend of",
    "method": "Model",
    "confidence": "Confidence",
    "covariance": "Covariance",
    "target": "Target",
}
PROFILES = (
    (None, "Minitab-like"),
    ("jmp", "JMP-like"),
    ("aiag", "AIAG"),
    ("nist", "NIST"),
    ("healthcare", "Healthcare"),
)


def sigma_field(estimators: tuple[str, ...]) -> Field:
    """The choice of the estimator of sigma, under the name studies use."""
    words = tuple((name, SIGMA_WORDS.get(name, name.replace("-", " "))) for name in estimators)
    return Field("sigma", "Sigma", "choice", ((None, "as the convention"), *words), group="Limits")


def option_field(name: str, choices: tuple[Any, ...]) -> Field:
    """An option of one chart: a choice where the chart names its values, else a number."""
    label = OPTION_WORDS.get(name, name.replace("_", " ").capitalize())
    if choices == (False, True):
        return Field(name, label, "yesno", group="Limits")
    if choices:
        pairs = tuple((choice, str(choice).replace("-", " ")) for choice in choices)
        return Field(name, label, "choice", ((None, "usual"), *pairs), group="Limits")
    return Field(name, label, "number", group="Limits")


RULE_SETS = (
    (None, "as the convention"),
    ("minitab", "Minitab"),
    ("nelson", "Nelson"),
    ("weco", "Western Electric"),
    ("aiag", "AIAG"),
    ("westgard", "Westgard"),
    ("ihi", "IHI (healthcare)"),
    ("montgomery", "Montgomery"),
)

RUN_LENGTHS = Field(
    "run_lengths",
    "Say how soon it signals",
    "yesno",
    group="Tests",
    help="Average run length without a change and with changes of several sizes.",
)

# The options of `stats.design`, as fields.
SHARED_FIELDS = {
    "k": Field("k", "Width in sigma", "number", group="Limits", default=3.0),
    "baseline": Field(
        "baseline",
        "Freeze after",
        "number",
        group="Limits",
        help="The first so many points set the limits for all.",
    ),
    "center": Field("center", "Known centre", "number", group="Limits"),
    "sigma": Field("sigma_known", "Known sigma", "number", group="Limits"),
    "constants": Field(
        "constants",
        "Constants d2, c4",
        "choice",
        ((None, "as the convention"), ("exact", "exact"), ("table", "from tables, 3 decimals")),
        group="Limits",
    ),
    "profile": Field(
        "profile", "Convention", "choice", PROFILES, group="Limits", help="How other programs do it."
    ),
    "rules": Field(
        "rules", "Set of tests", "rules", RULE_SETS, group="Tests", help="Which book the tests come from."
    ),
    "tests": Field("tests", "Tests", "tests", group="Tests", help="Which patterns count as a signal."),
    "counting": Field(
        "counting",
        "Trends counted in",
        "choice",
        ((None, "as the set"), ("points", "points (Nelson)"), ("steps", "steps (Minitab)")),
        group="Tests",
    ),
}
