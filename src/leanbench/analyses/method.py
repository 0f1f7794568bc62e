"""What a method of the Charts page is: its question, its options as data, and how it is called.

The window builds its options panel from `Method.fields`; the command line and the report run the same
`run`. A method's name is the one used in studies, on the command line and in reference cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from leanbench.analyses.inputs import Counted, Inputs

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
    counted : it takes counts with their sizes, see `inputs.gather`.
    """

    name: str
    title: str
    question: str
    about: str
    fields: tuple[Field, ...]
    run: Callable[[Inputs, Options], Any]
    needs_data: bool = True
    needs_value: bool = True
    counted: Counted = ""


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
# Of the options that one chart has: the words beside it, and one sentence.
OPTION_WORDS = {
    "mr_length": ("Moving range of", "So many neighbors make one range; 2 is usual."),
    "span": ("Average of", "So many points make one average; 3 is usual."),
    "weight": (
        "Weight of the newest point",
        "Above 0 and up to 1; smaller sees smaller shifts. 0.2 is usual.",
    ),
    "limits": ("Limits", "How they are reckoned; empty: as the convention."),
    "h": ("Decision limit h, in sigma", "A sum beyond it signals; 4 or 5 is usual."),
    "slack": ("Slack k, in sigma", "Half the shift that matters; 0.5 is usual."),
    "fir": (
        "Head start, share of h",
        "The sums start so far towards the limit: 0.5 sees a process that begins off target sooner. Empty: none.",
    ),
    "reset": ("Start again after a signal", "Both sums begin anew at zero after each signal."),
    "standardised": (
        "Show the sums in sigma",
        "The scale counts standard deviations instead of the data's unit; the signals stay the same.",
    ),
    "raw": (
        "h and k in the data's unit",
        "The decision limit and the slack are then given in days or euros, not in sigma.",
    ),
    "per": ("Rate per", "10000 shows the rate per 10,000 units; it changes no signal."),
    "spread": (
        "Within chart",
        "Range or standard deviation within the subgroups; R up to 8 values is usual.",
    ),
    "shift": ("Shift of", "So many points in a row on one side of the median are a shift; 6 is usual."),
    "trend": ("Trend of", "So many points rising or falling are a trend; 5 is usual."),
    "method": ("Model", "The distribution of the times between events that sets the limits."),
    "confidence": (
        "Confidence",
        "Share of points inside while nothing changes; 0.9973 lets one in about 370 out.",
    ),
    "covariance": (
        "Covariance",
        "From all values, or from the steps between neighbors, which a drift spoils less.",
    ),
    "target": ("Target", "The sums are about this value. Empty: the mean of the data."),
}
CHOICE_WORDS = {
    "weibull": "Weibull",
    "nelson": "Nelson's transform",
    "asymptotic": "final width throughout",
    "percentile": "percentiles",
    "sample": "from all values",
    "successive": "from the steps between neighbors",
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
    return Field(
        "sigma",
        "Sigma",
        "choice",
        ((None, "as the convention"), *words),
        group="Limits",
        help="How the standard deviation behind the limits is estimated.",
    )


def option_field(name: str, choices: tuple[Any, ...]) -> Field:
    """An option of one chart: a choice where the chart names its values, else a number."""
    label, about = OPTION_WORDS[name]
    if choices == (False, True):
        return Field(name, label, "yesno", group="Limits", help=about)
    if choices:
        pairs = tuple((one, CHOICE_WORDS.get(str(one), str(one).replace("-", " "))) for one in choices)
        return Field(name, label, "choice", ((None, "usual"), *pairs), group="Limits", help=about)
    return Field(name, label, "number", group="Limits", help=about)


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
    "k": Field(
        "k",
        "Width in sigma",
        "number",
        group="Limits",
        default=3.0,
        help="How far the limits stand from the center.",
    ),
    "baseline": Field(
        "baseline",
        "Freeze after",
        "number",
        group="Limits",
        help="The first so many points set the limits for all.",
    ),
    "center": Field(
        "center",
        "Known center",
        "number",
        group="Limits",
        help="Given, not reckoned from the data, in the unit of the points.",
    ),
    "sigma": Field(
        "sigma_known",
        "Known sigma",
        "number",
        group="Limits",
        help="A standard deviation that is given, not reckoned from the data.",
    ),
    "constants": Field(
        "constants",
        "Constants d2, c4",
        "choice",
        ((None, "as the convention"), ("exact", "exact"), ("table", "from tables, 3 decimals")),
        group="Limits",
        help="Printed tables round them: choose these to meet a book's numbers to the last digit.",
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
        help="Six rising points are five rising steps.",
    ),
}
