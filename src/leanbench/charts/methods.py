"""Every method of the Charts page as data: its question, what it needs, how it is called.

The window builds its options panel from `Method.fields`, the command line and the report run the same
`run`, so a method is added in one place. A method's name is the one used in studies, on the command
line and in reference cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from leanbench.charts.inputs import Inputs
from leanbench.errors import UserError

FieldKind = Literal["column", "columns", "subgroup", "number", "choice", "tests", "text", "baseline", "yesno"]


@dataclass(frozen=True, slots=True)
class Field:
    """One option of a method as the user meets it.

    name : key in `Study.options`. label : the words beside it. kind : what editor it needs.
    choices : (value, words) for kind "choice"; column kinds ("number", "date", "yesno" ...) for "column".
    needed : the method cannot run without it. help : one sentence.
    """

    name: str
    label: str
    kind: FieldKind
    choices: tuple[Any, ...] = ()
    needed: bool = False
    help: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class Method:
    """One method: the words for people, its options, and the function behind it."""

    name: str
    title: str
    question: str
    about: str
    fields: tuple[Field, ...]
    function: str  # "module:function" in leanbench.stats
    call: Callable[[Callable[..., Any], Inputs, Mapping[str, Any]], Any]

    def run(self, inputs: Inputs, options: Mapping[str, Any]) -> Any:
        """Compute the result record. Raises UserError (StatsError) in plain words."""
        module, name = self.function.split(":")
        return self.call(getattr(import_module(f"leanbench.stats.{module}"), name), inputs, options)


# --- fields used by many methods ----------------------------------------------------------------

NUMERIC = ("number", "duration", "yesno")
VALUE = Field("value", "Measure", "column", NUMERIC, needed=True, help="The column of measurements.")
COUNT = Field(
    "value",
    "Count or yes/no",
    "column",
    ("number", "yesno"),
    needed=True,
    help="How many, or yes/no per case.",
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
    (("median", "median"), ("mean", "mean"), ("sum", "sum"), ("count", "count")),
)
STAGE = Field(
    "stage",
    "Stage",
    "column",
    ("text", "yesno", "number", "date"),
    help="Limits start anew where it changes.",
)
SIZE = Field("size", "Out of", "column", ("number",), help="The column of sample sizes.")
SUBGROUP = Field(
    "subgroup", "Subgroup", "subgroup", needed=True, help="A column of subgroup names, or a size."
)
LABEL = Field("label", "Labels", "column", ("text", "date", "number"))
TARGET = Field("target", "Target", "number")
LSL = Field("lsl", "Lower limit", "number", help="Lower specification limit.")
USL = Field("usl", "Upper limit", "number", help="Upper specification limit, for example a deadline.")
K = Field("k", "Width", "number", default=3.0, help="Limits at so many sigma.")
TESTS = Field("tests", "Tests", "tests", help="Which patterns count as a signal.")
COUNTING = Field(
    "counting",
    "Counting",
    "choice",
    ((None, "as the profile"), ("points", "points (Nelson, JMP)"), ("steps", "steps (Minitab)")),
    help="How trends and alternations are counted.",
)
BASELINE = Field(
    "baseline", "Freeze limits at", "baseline", help="The first so many points set the limits for all."
)
CENTER = Field("center", "Known centre", "number")
SIGMA_KNOWN = Field("sigma_known", "Known sigma", "number")
PROFILE = Field(
    "profile",
    "Convention",
    "choice",
    (
        (None, "Minitab-like"),
        ("jmp", "JMP-like"),
        ("aiag", "AIAG"),
        ("nist", "NIST"),
        ("healthcare", "Healthcare"),
    ),
    help="The set of estimators and tests other programs use.",
)
DESIGN = (K, TESTS, COUNTING, BASELINE, CENTER, SIGMA_KNOWN, PROFILE)
CONFIDENCE = Field("confidence", "Confidence", "number", default=0.95)


def sigma(*choices: tuple[str, str]) -> Field:
    """The choice of the estimator of sigma."""
    return Field("sigma", "Sigma", "choice", ((None, "as the profile"), *choices))


MR_SIGMA = sigma(("mr", "average moving range"), ("median_mr", "median moving range"), ("mssd", "MSSD"))


# --- how a function is called -------------------------------------------------------------------


def design(inputs: Inputs, options: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords every control chart understands."""
    chosen = {
        name: options[name]
        for name in ("k", "counting", "baseline", "center", "profile")
        if options.get(name) is not None
    }
    if options.get("sigma_known") is not None:
        chosen["sigma"] = options["sigma_known"]
    if options.get("tests") is not None:
        tests = options["tests"]
        chosen["tests"] = tuple(tests) if isinstance(tests, list) else tests
    return {
        **chosen,
        "stages": inputs.stages,
        "labels": inputs.labels,
        "excluded": dict(inputs.excluded) or None,
        "name": inputs.name,
    }


def chart(function: Callable[..., Any], inputs: Inputs, options: Mapping[str, Any]) -> Any:
    return function(inputs.values, **_estimator(options), **_extra(options), **design(inputs, options))


def grouped(function: Callable[..., Any], inputs: Inputs, options: Mapping[str, Any]) -> Any:
    if inputs.subgroup is None:
        raise UserError("Choose the subgroups: a column that names them, or how many values make one.")
    return function(
        inputs.values, inputs.subgroup, **_estimator(options), **_extra(options), **design(inputs, options)
    )


def sized(function: Callable[..., Any], inputs: Inputs, options: Mapping[str, Any]) -> Any:
    if inputs.sizes is None:
        raise UserError(
            "This chart needs to know out of how many: choose a column of sizes, or one point per week."
        )
    return function(inputs.values, inputs.sizes, **_extra(options), **design(inputs, options))


def _estimator(options: Mapping[str, Any]) -> dict[str, Any]:
    return {"sigma_method": options["sigma"]} if options.get("sigma") else {}


EXTRA = ("mr_length", "weight", "span", "h", "fir", "per", "spread", "limits", "distribution", "form")


def _extra(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in EXTRA if options.get(name) is not None}


def capability(function: Callable[..., Any], inputs: Inputs, options: Mapping[str, Any]) -> Any:
    names = ("lsl", "usl", "target", "confidence")
    chosen = {name: float(options[name]) for name in names if options.get(name) is not None}
    if "lsl" not in chosen and "usl" not in chosen:
        raise UserError("Give at least one specification limit: the deadline is an upper limit.")
    return function(keep(inputs), subgroup=kept(inputs, inputs.subgroup), **_estimator(options), **chosen)


def keep(inputs: Inputs) -> Any:
    """The values without the excluded entries."""
    return [value for entry, value in enumerate(inputs.values) if entry not in inputs.excluded]


def kept(inputs: Inputs, labels: Any) -> Any:
    """Labels beside `keep`; a subgroup size stays a size."""
    if labels is None or isinstance(labels, int):
        return labels
    return [label for entry, label in enumerate(labels) if entry not in inputs.excluded]
