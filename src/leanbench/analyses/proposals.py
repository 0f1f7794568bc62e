"""From a question and a table to a first chart, with the reason, so that nobody starts from a list of names.

The guesses look at column kinds, names and values only; whatever is guessed can be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.analyses import catalogue
from leanbench.event.records import Study
from leanbench.tables import Table
from leanbench.words.language import _

TIME_WORDS = re.compile(r"(lead|wait|days?|time|minutes?|hours?|duration|turnaround|elapsed)", re.I)
ID_WORDS = re.compile(r"(^|_|\b)(id|no|nr|number|year|hour|month|day of|zip)(\b|_|$)", re.I)
STAGE_WORDS = re.compile(r"(period|stage|phase|when|before|after)", re.I)
MANY_ROWS = 120  # beyond this, one point per week reads better than one per case
FEW_CATEGORIES = 30
SEEN = 5_000  # rows looked at to see what a column holds


@dataclass(frozen=True, slots=True)
class Proposal:
    """A first study and why it was chosen."""

    method: str
    options: dict[str, Any]
    why: str


def propose(question: str, data: Table, known: Iterable[Study] = ()) -> Proposal | None:
    """The chart to begin with, or None when the table has nothing to answer the question.

    `known` are the studies of the event: the specification limits of the same measure are reused.
    """
    roles = Roles.of(data)
    makers = {
        catalogue.STABLE: _stable, catalogue.TARGET: _target, catalogue.CHANGE: _change,
        catalogue.CAUSES: _causes, catalogue.COMPARE: _compare, catalogue.TRUST: _trust,
        catalogue.LOOK: _look,
    }  # fmt: skip
    maker = makers.get(question)
    made = maker(roles, data, tuple(known)) if maker else None
    if made is not None and made.method in catalogue.methods():
        return made
    offered = catalogue.of_question(question)
    if made is None and offered and maker is None:
        return Proposal(offered[0].name, {}, offered[0].about)
    return None


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column seems to play which part; "" when none does."""

    value: str
    yesno: str
    date: str
    stage: str
    category: str
    count: str

    @classmethod
    def of(cls, data: Table) -> Roles:
        """Guess from kinds, names and the number of different values."""
        measures = sorted(data.of_kind("number", "duration"), key=lambda name: -_measure_score(data, name))
        stage = next((n for n in data.of_kind("text") if _is_stage(data, n)), "")
        categories = [
            n for n in data.of_kind("text") if n != stage and 2 <= _different(data, n) <= FEW_CATEGORIES
        ]
        value = measures[0] if measures and _measure_score(data, measures[0]) > -2 else ""
        return cls(
            value,
            next(iter(data.of_kind("yesno")), ""),
            next(iter(data.of_kind("date")), ""),
            stage,
            categories[0] if categories else "",
            next((n for n in measures if re.search(r"count|number|how many|cases", n, re.I)), ""),
        )


def _measure_score(data: Table, name: str) -> float:
    score = (
        3.0 * bool(TIME_WORDS.search(name))
        + 2.0 * bool(data.units.get(name))
        - 3.0 * bool(ID_WORDS.search(name))
    )
    values = data.column(name)
    finite = values[np.isfinite(values)]
    return score + (1.0 if np.unique(finite[:2000]).size > 10 else 0.0)


def _different(data: Table, name: str) -> int:
    return len({str(text) for text in _some(data, name)} - {""})


def _some(data: Table, name: str) -> Any:
    """A few thousand texts of a column from all over the table: stages lie one after the other."""
    texts = data.texts(name)
    return texts[:: max(1, len(texts) // SEEN)]


def _is_stage(data: Table, name: str) -> bool:
    few = 2 <= _different(data, name) <= 6
    values = {str(text).strip().lower() for text in _some(data, name)}
    return few and bool(STAGE_WORDS.search(name) or {"before", "after"} <= values)


def _stable(roles: Roles, data: Table, _known: tuple[Study, ...]) -> Proposal | None:
    stage = {"stage": roles.stage} if roles.stage else {}
    if roles.value:
        options: dict[str, Any] = {"value": roles.value, **stage, "tests": [1, 2, 5]}
        if roles.date and data.rows > MANY_ROWS:
            options |= {"date": roles.date, "by": "week", "aggregate": "median"}
            why = _(
                "{rows} cases with dates: one point per week shows the level without hiding a change."
            ).format(rows=data.rows)
        else:
            options |= {"date": roles.date} if roles.date else {}
            why = _("One measurement after the other: individuals and their moving range.")
        return Proposal("i-mr", options, why)
    if roles.yesno and roles.date:
        options = {"value": roles.yesno, "date": roles.date, "by": "week", **stage, "tests": [1, 2]}
        return Proposal("p", options, _("A yes or no for each case with its date: the share per week."))
    return None


def _limits(known: tuple[Study, ...], value: str) -> dict[str, Any]:
    """Specification limits the team has already used for this measure."""
    for study in known:
        if study.options.get("value") == value:
            found = {
                n: study.options[n] for n in ("lsl", "usl", "target") if study.options.get(n) is not None
            }
            if "lsl" in found or "usl" in found:
                return found
    return {}


def _target(roles: Roles, data: Table, known: tuple[Study, ...]) -> Proposal | None:
    if not roles.value:
        return None
    options: dict[str, Any] = {"value": roles.value, **_limits(known, roles.value)}
    if roles.yesno and "usl" not in options and "lsl" not in options and roles.date:
        wanted = {"value": roles.yesno, "date": roles.date, "by": "week"}
        return Proposal(
            "capability-binomial",
            wanted,
            _("The share of {yesno}; give a limit for times.").format(yesno=roles.yesno),
        )
    if roles.stage:
        last = str(data.texts(roles.stage)[-1])
        options["where"] = {roles.stage: last}
        return Proposal(
            "capability-normal", options, _("The latest stage ({last}) against the limit.").format(last=last)
        )
    return Proposal("capability-normal", options, _("All rows against the limit."))


def _change(roles: Roles, data: Table, known: tuple[Study, ...]) -> Proposal | None:
    if not (roles.stage and (roles.value or roles.yesno)):
        return None
    value = roles.value or roles.yesno
    options: dict[str, Any] = {"value": value, "stage": roles.stage, **_limits(known, value)}
    if roles.date:
        options |= {"date": roles.date}
    return Proposal("change", options, _("{stage} tells before from after.").format(stage=roles.stage))


def _causes(roles: Roles, data: Table, _known: tuple[Study, ...]) -> Proposal | None:
    if not roles.category:
        return None
    options: dict[str, Any] = {"category": roles.category}
    counted = roles.count or (data.rows <= FEW_CATEGORIES and roles.value) or ""
    if counted:
        options["value"] = counted
        return Proposal(
            "pareto",
            options,
            _("{category} with its {counted}, largest first.").format(
                category=roles.category, counted=counted
            ),
        )
    return Proposal(
        "pareto",
        options,
        _("How often each {category} occurs, largest first.").format(category=roles.category),
    )


def _compare(roles: Roles, data: Table, _known: tuple[Study, ...]) -> Proposal | None:
    group = roles.category or roles.stage
    if not (group and roles.value):
        return None
    several = _different(data, group) > 2
    if several:
        about = _("{value} by {group}: which groups differ, with every value in sight.").format(
            value=roles.value, group=group
        )
        return Proposal("one-way-anova", {"value": roles.value, "group": group}, about)
    options = {"value": roles.value, "group": group}
    return Proposal(
        "two-sample-t",
        options,
        _("{value} of the two groups of {group}.").format(value=roles.value, group=group),
    )


def _trust(roles: Roles, data: Table, _known: tuple[Study, ...]) -> Proposal | None:
    """A gage study where columns are called so; else the form asks for them."""
    part = _called(data, r"part|item|case|sample|piece")
    who = _called(data, r"who|operator|appraiser|inspector|person|rater")
    rating = _called(data, r"rating|judge?ment|result|decision|grade")
    if part and who and rating:
        options: dict[str, Any] = {"rating": rating, "part": part, "who": who}
        right = _called(data, r"standard|right|true|expert|master")
        options |= {"standard": right} if right else {}
        return Proposal(
            "attribute-agreement",
            options,
            _("{who} judged {part}: do they agree?").format(who=who, part=part),
        )
    if part and who and roles.value:
        options = {"value": roles.value, "part": part, "who": who}
        return Proposal(
            "gage-rr-crossed",
            options,
            _("{who} measured {part}: how much is the measurement?").format(who=who, part=part),
        )
    offered = catalogue.of_question(catalogue.TRUST)
    return Proposal(offered[0].name, {}, offered[0].about)


def _called(data: Table, pattern: str) -> str:
    """The first column whose name has one of these words and that groups rows."""
    for name in data.names:
        if re.search(rf"(?:^|[_\s])(?:{pattern})(?:$|[_\s])", name, re.I) and data.kinds[name] != "date":
            return name
    return ""


def _look(roles: Roles, data: Table, known: tuple[Study, ...]) -> Proposal | None:
    if not roles.value:
        return None
    options = {
        "value": roles.value,
        **{k: v for k, v in _limits(known, roles.value).items() if k != "target"},
    }
    return Proposal("histogram", options, _("Where the values of {value} lie.").format(value=roles.value))
