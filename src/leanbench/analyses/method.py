"""What a method of the Charts page is: its question, its options as data, and how it is called.

The window builds its options panel from `Method.fields`; the command line and the report run the same
`run`. A method's name is the one used in studies, on the command line and in reference cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from leanbench.analyses.inputs import Counted, Inputs
from leanbench.schema import Card
from leanbench.schema.frozen_record import with_name
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text

FieldKind = Literal[
    "column",
    "columns",
    "subgroup",
    "number",
    "choice",
    "rules",
    "tests",
    "text",
    "yesno",
    "filter",
    "limits",
    "rows",
]
Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One option of a method as the user meets it.

    name : key in `Study.options`. label : the words beside it. kind : which editor it needs.
    choices : (value, words) pairs for "choice"; column kinds ("number", "date" ...) for "column".
    group : heading it stands under, one of `GROUPS`.
    needed : the method cannot run without it. help : one sentence.
    after : the option without which this one says nothing.
    """

    name: str
    label: str
    kind: FieldKind
    choices: tuple[Any, ...] = ()
    group: str = "Data"
    needed: bool = False
    help: str = ""
    default: Any = None
    after: str = ""

    def card(self, names: Sequence[str] = ()) -> Card:
        """The card its editor is made from; `names` are the columns a table offers for it."""
        is_number = isinstance(self.default, float | int)
        hint = number_text(self.default) if is_number else _(EMPTY_WORDS.get(self.name, ""))
        columns: tuple[Any, ...] = tuple((name, name.replace("_", " ")) for name in names)
        if self.kind == "column":
            columns = ((None, _("choose …") if self.needed else _("none")), *columns)
        elif self.kind == "columns" and not columns:
            columns = (("", _("This table has no such column.")),)
        elif self.kind == "subgroup":
            hint = _("size or column")
        offered = columns if self.kind in ("column", "columns", "subgroup") else self.choices
        kind = CARD_KINDS.get(self.kind, "choice")
        card = Card(kind, self.label, hint=hint, choices=offered, open=self.kind == "subgroup")
        return with_name(self.name, card)


CARD_KINDS = {"number": "number", "text": "text", "yesno": "yesno", "columns": "lines"}
# What an option that is not given means, written in its empty editor.
EMPTY_WORDS = {
    "baseline": N_("all points"),
    "center": N_("from the data"),
    "sigma_known": N_("from the data"),
    "target": N_("none"),
    "lsl": N_("none"),
    "usl": N_("none"),
    "tolerance": N_("none"),
    "first": N_("first in the table"),
    "second": N_("next in the table"),
    "lags": N_("a quarter"),
    "mr_length": "2",
    "span": "3",
    "h": "4",
    "slack": "0.5",
    "fir": N_("none"),
    "shift": "6",
    "trend": "5",
}


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

    @property
    def options(self) -> Mapping[str, Field]:
        """All that a study of it may say, by name: the fields of its form, and what is set by hand."""
        by_hand = BY_HAND if any(field.name == "stage" for field in self.fields) else ()
        more = (EXCLUDE, *by_hand) if self.needs_data else ()
        return {field.name: field for field in (*self.fields, *more)}


# The questions that methods answer. Words of questions, methods and fields stand here in English, the key they are kept
# by in a study; `catalogue.methods` gives them in the language of the moment.
STABLE = N_("Is it stable?")
TARGET_MET = N_("Does it meet the target?")
CHANGE = N_("Did it change?")
CAUSES = N_("What are the biggest causes?")
TRUST = N_("Can we trust the measurement?")
COMPARE = N_("How do these compare?")
NEED = N_("How much data do we need?")
LOOK = N_("What do the values look like?")


def translate(method: Method) -> Method:
    """The method with its words in the language of the moment; its question stays the key that studies keep."""
    fields = tuple(
        replace(
            field,
            label=_(field.label),
            help=_(field.help),
            choices=tuple((c[0], _(c[1])) if isinstance(c, tuple) else c for c in field.choices),
        )
        for field in method.fields
    )
    return replace(method, title=_(method.title), about=_(method.about), fields=fields)


def method(
    question: str,
    name: str,
    title: str,
    about: str,
    fields: tuple[Field, ...],
    run: Callable[[Inputs, Options], Any],
    *,
    needs_data: bool = True,
    needs_value: bool | None = None,
    counted: Counted = "",
) -> Method:
    """A method that answers a question; it looks at one column when its form cannot do without a Measure."""
    if needs_value is None:
        needs_value = any(field.name == "value" and field.needed for field in fields)
    return Method(name, title, question, about, fields, run, needs_data, needs_value, counted)


# The headings that options stand under, in order.
GROUPS = (N_("Data"), N_("Plan"), N_("Limits"), N_("Tests"))

# --- makers of fields ---------------------------------------------------------------------------


def number_field(
    name: str,
    label: str,
    help: str = "",
    default: float | None = None,
    *,
    needed: bool = False,
    group: str = "Limits",
) -> Field:
    """A number, among the limits unless said."""
    return Field(name, label, "number", group=group, needed=needed, help=help, default=default)


def plan_field(
    name: str, label: str, help: str = "", default: float | None = None, *, needed: bool = True
) -> Field:
    """A number of a plan."""
    return number_field(name, label, help, default, needed=needed, group="Plan")


def choice_field(
    name: str,
    label: str,
    choices: tuple[tuple[Any, str], ...],
    help: str = "",
    *,
    group: str = "Limits",
    after: str = "",
) -> Field:
    """One of several: (value, words); the value None is the usual one."""
    return Field(name, label, "choice", choices, group, help=help, after=after)


def yesno_field(name: str, label: str, help: str = "", *, group: str = "Limits") -> Field:
    """A box to tick."""
    return Field(name, label, "yesno", group=group, help=help)


def column_field(
    name: str, label: str, kinds: tuple[str, ...], help: str = "", *, needed: bool = False
) -> Field:
    """A column of one of these kinds."""
    return Field(name, label, "column", kinds, needed=needed, help=help)


def columns_field(
    name: str, label: str, kinds: tuple[str, ...], help: str = "", *, needed: bool = False
) -> Field:
    """Several columns of these kinds."""
    return Field(name, label, "columns", kinds, needed=needed, help=help)


WORDS = ("text", "yesno", "number")  # kinds of columns that can name groups
MEASURES = ("number", "duration")

# --- fields used by many methods ----------------------------------------------------------------

VALUE = column_field("value", "Measure", MEASURES, "The column of measurements.", needed=True)
SERIES = column_field(
    "value",
    "Measure",
    ("number", "duration", "yesno"),
    "The column of measurements; yes/no becomes a share in percent for each week or month.",
    needed=True,
)
COUNT = column_field("value", "Count or yes/no", ("number", "yesno"), "How many, or yes/no.", needed=True)
RATIO = column_field(
    "value",
    "Measure or count",
    ("number", "duration", "yesno"),
    "What is divided, such as minutes or money; Out of is what it is divided by.",
    needed=True,
)
SIZE = column_field("size", "Out of", ("number",), "The column of sample sizes.")
SUBGROUP = Field(
    "subgroup", "Subgroup", "subgroup", needed=True, help="A column of subgroup names, or a size."
)
DATE = column_field("date", "In order of", ("date",), "The column of dates that gives the order.")
BY = choice_field(
    "by",
    "One point per",
    ((None, "row"), ("day", "day"), ("week", "week"), ("month", "month"), ("quarter", "quarter")),
    "Puts the cases of a period together; weeks start on Monday.",
    group="Data",
)
AGGREGATE = choice_field(
    "aggregate",
    "Put together as",
    (("median", "median"), ("mean", "mean"), ("sum", "sum"), ("count", "count"), ("rate", "share of yes")),
    group="Data",
    after="by",
)
EMPTY = choice_field(
    "empty",
    "Periods without rows",
    ((None, "count as 0, a mean has a gap"), ("closed", "not open then")),
    "Days, weeks or months inside the span in which there is no row.",
    group="Data",
    after="by",
)
STAGE = column_field("stage", "Stage", WORDS, "Limits start anew where it changes.")
WHERE = Field("where", "Only rows with", "filter", help="Looks at a part of the table only.")
GROUP = column_field("group", "Groups", WORDS, "The column that names the groups.", needed=True)
FIRST = Field("first", "First group", "text", help="Empty: the first in the table.")
SECOND = Field(
    "second", "Second group", "text", help="It is compared with the first. Empty: the next in the table."
)
# Of two groups or columns; the window and the headline say it with their names (`pair_words.named_field`).
PAIR_ALTERNATIVE = choice_field(
    "alternative",
    "Question",
    (
        (None, "the second differs from the first"),
        ("greater", "the second is higher than the first"),
        ("less", "the second is lower than the first"),
    ),
)
ALTERNATIVE = choice_field(
    "alternative", "Question", ((None, "a difference"), ("greater", "is greater"), ("less", "is less"))
)
LABEL = column_field("label", "Labels", ("text", "date", "number"), "Text shown at the points.")
TARGET = number_field("target", "Target", "A line to compare with; it changes no number.")
BETTER = choice_field(
    "better",
    "Better is",
    ((None, "not said"), ("lower", "lower"), ("higher", "higher")),
    "Which way is good: then it can be said whether a target is met, or a change is for the better.",
)
LSL = number_field("lsl", "Lower limit", "Lower specification limit.", group="Data")
USL = number_field("usl", "Upper limit", "Upper specification limit, for example a deadline.", group="Data")
CONFIDENCE = number_field("confidence", "Confidence", default=0.95)
CATEGORY = column_field("category", "Category", ("text", "yesno"), "What is counted.", needed=True)

CPM_DIVISOR = choice_field(
    "cpm_divisor",
    "Cpm divides by",
    (
        (None, "as the convention"),
        ("n", "n"),
        ("n-1", "n − 1"),
        ("sd", "overall s² + distance²"),
        ("within", "within s² + distance²"),
        ("montgomery", "overall s² + distance², whole width (Montgomery)"),
    ),
)
TRANSFORM = (
    choice_field(
        "transform", "Transform", ((None, "Box-Cox"), ("johnson", "Johnson"), ("yeo-johnson", "Yeo-Johnson"))
    ),
    number_field("lam", "Known lambda"),
)
DISTRIBUTIONS = (
    ("normal", "normal"),
    ("lognormal", "lognormal"),
    ("weibull", "Weibull"),
    ("gamma", "gamma"),
    ("exponential", "exponential"),
    ("logistic", "logistic"),
    ("loglogistic", "loglogistic"),
    ("smallest-extreme-value", N_("smallest extreme value")),
    ("largest-extreme-value", N_("largest extreme value")),
    ("lognormal-3", N_("lognormal with threshold")),
    ("weibull-3", N_("Weibull with threshold")),
    ("gamma-3", N_("gamma with threshold")),
    ("exponential-2", N_("exponential with threshold")),
    ("loglogistic-3", N_("loglogistic with threshold")),
)

# What is set in the picture instead of the form, in the worksheet or with the mouse; no form shows these fields.
EXCLUDE = Field("exclude", "Rows left out", "rows", help="Rows of the table, from 1: shown, but in no limit.")
BY_HAND = (
    Field(
        "stage_at", "Stages begin at", "rows", help="Rows of the table, from 0, where a later stage begins."
    ),
    Field("stage_names", "Names of the stages", "columns", help="Instead of stage 1, stage 2 ..."),
)

# --- the words of estimators and options --------------------------------------------------------

SIGMA_WORDS = {
    "mr": N_("average moving range"),
    "mr-median": N_("median moving range"),
    "mr-screened": N_("screened moving ranges"),
    "mssd": "MSSD",
    "sd": N_("standard deviation"),
    "rbar": "Rbar",
    "sbar": "Sbar",
    "pooled": "pooled",
    "rbar-unweighted": N_("Rbar, unweighted"),
    "sbar-unweighted": N_("Sbar, unweighted"),
}
# Of the options that one chart has: the words beside it, and one sentence.
OPTION_WORDS = {
    "mr_length": (N_("Moving range of"), N_("So many neighbors make one range; 2 is usual.")),
    "span": (N_("Average of"), N_("So many points make one average; 3 is usual.")),
    "weight": (
        N_("Weight of the newest point"),
        N_("Above 0 and up to 1; smaller sees smaller shifts. 0.2 is usual."),
    ),
    "limits": ("Limits", N_("How they are reckoned; empty: as the convention.")),
    "h": (N_("Decision limit h, in sigma"), N_("A sum beyond it signals; 4 or 5 is usual.")),
    "slack": (N_("Slack k, in sigma"), N_("Half the shift that matters; 0.5 is usual.")),
    "fir": (
        N_("Head start, share of h"),
        N_(
            "The sums start so far towards the limit: 0.5 sees a process that begins off target "
            "sooner. Empty: none."
        ),
    ),
    "reset": (N_("Start again after a signal"), N_("Both sums begin anew at zero after each signal.")),
    "standardised": (
        N_("Show the sums in sigma"),
        N_("The scale counts standard deviations instead of the data's unit; the signals stay the same."),
    ),
    "raw": (
        N_("h and k in the data's unit"),
        N_("The decision limit and the slack are then given in days or euros, not in sigma."),
    ),
    "per": (N_("Rate per"), N_("10000 shows the rate per 10,000 units; it changes no signal.")),
    "spread": (
        N_("Within chart"),
        N_("Range or standard deviation within the subgroups; R up to 8 values is usual."),
    ),
    "shift": (
        N_("Shift of"),
        N_("So many points in a row on one side of the median are a shift; 6 is usual."),
    ),
    "false_alarm_every": (
        N_("Points between false alarms"),
        N_("The limit is set so that a stable process shows a false alarm so seldom; 200 is usual."),
    ),
    "trend": (N_("Trend of"), N_("So many points rising or falling are a trend; 5 is usual.")),
    "method": ("Model", N_("The distribution of the times between events that sets the limits.")),
    "confidence": (
        "Confidence",
        N_("Share of points inside while nothing changes; 0.9973 lets one in about 370 out."),
    ),
    "covariance": (
        "Covariance",
        N_("From all values, or from the steps between neighbors, which a drift spoils less."),
    ),
    "target": ("Target", N_("The sums are about this value. Empty: the mean of the data.")),
}
CHOICE_WORDS = {
    "weibull": "Weibull",
    "nelson": N_("Nelson's transform"),
    "asymptotic": N_("final width throughout"),
    "percentile": "percentiles",
    "sample": N_("from all values"),
    "successive": N_("from the steps between neighbors"),
}
PROFILES = (
    (None, "Minitab-like"), ("jmp", "JMP-like"), ("aiag", "AIAG"), ("nist", "NIST"),
    ("healthcare", "Healthcare"),
)  # fmt: skip


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
    (None, N_("as the convention")),
    ("minitab", "Minitab"),
    ("nelson", "Nelson"),
    ("weco", N_("Western Electric")),
    ("aiag", "AIAG"),
    ("westgard", "Westgard"),
    ("ihi", N_("IHI (healthcare)")),
    ("nhs", N_("NHS (7 on one side, 7 rising or falling)")),
    ("montgomery", "Montgomery"),
)

RUN_LENGTHS = yesno_field(
    "run_lengths",
    "Say how soon it signals",
    "Average run length without a change and with changes of several sizes.",
    group="Tests",
)

# The options of `stats.design`, as fields.
SHARED_FIELDS = {
    "k": number_field("k", "Width in sigma", "How far the limits stand from the center.", 3.0),
    "baseline": number_field("baseline", "Freeze after", "The first so many points set the limits for all."),
    "center": number_field(
        "center", "Known center", "Given, not reckoned from the data, in the unit of the points."
    ),
    "sigma": number_field(
        "sigma_known", "Known sigma", "A standard deviation that is given, not reckoned from the data."
    ),
    "constants": choice_field(
        "constants",
        "Constants d2, c4",
        ((None, "as the convention"), ("exact", "exact"), ("table", "from tables, 3 decimals")),
        "Printed tables round them: choose these to meet a book's numbers to the last digit.",
    ),
    "profile": choice_field("profile", "Convention", PROFILES, "How other programs do it."),
    "rules": Field(
        "rules",
        "Set of tests",
        "rules",
        choices=RULE_SETS,
        group="Tests",
        help="Which book the tests come from.",
    ),
    "tests": Field("tests", "Tests", "tests", group="Tests", help="Which patterns count as a signal."),
    "counting": choice_field(
        "counting",
        "Trends counted in",
        ((None, "as the set"), ("points", "points (Nelson)"), ("steps", "steps (Minitab)")),
        "Six rising points are five rising steps.",
        group="Tests",
    ),
}
