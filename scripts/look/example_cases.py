"""Invented cases on which every method of the catalogue has an answer, for its picture and its test."""

from __future__ import annotations

from typing import Any

import numpy as np

from leanbench.analyses import catalogue
from leanbench.analyses import study_run as studies
from leanbench.event.records import Dataset, Study
from leanbench.tables import dataset, read

RNG = np.random.default_rng(4)
DAYS = [f"2026-{1 + d // 28:02d}-{1 + d % 28:02d}" for d in range(120)]


def _rows() -> str:
    """120 cases with everything a method may ask for."""
    lines = ["day,days,again,ok,cases,office,period,reason,place,x,y,minutes,q1,q2,q3,q4,batch"]
    for i, day in enumerate(DAYS):
        after = i >= 70
        days = RNG.gamma(6, 1.2 if after else 2.6) + (3 if i % 3 == 0 else 0)
        cells = [
            day, f"{days:.1f}", f"{days * 0.8 + RNG.normal(0, 0.8):.1f}", "yes" if RNG.random() < 0.7 else "no",
            str(RNG.integers(20, 60)), ("North", "South", "West")[i % 3], "after" if after else "before",
            ("no fee", "no plan", "no signature", "wrong form")[int(RNG.integers(0, 4))],
            ("Mon", "Tue", "Wed")[int(RNG.integers(0, 3))], f"{RNG.random():.3f}", f"{RNG.random() ** 2:.3f}",
            f"{20 + 3 * days + RNG.normal(0, 5):.1f}",
            *(str(int(np.clip(round(RNG.normal(3.6 - 0.4 * k, 1)), 1, 5))) for k in range(4)), f"b{i // 5 + 1:02d}",
        ]  # fmt: skip
        lines.append(",".join(cells))
    return "\n".join(lines)


def _gage() -> str:
    """10 parts, 3 people, 2 trials; references and ratings beside them."""
    lines = ["part,who,value,reference,rating,right,instrument"]
    for part in range(10):
        true = 10 + 1.5 * part
        for who, shift in (("Ana", 0.0), ("Ben", 0.3), ("Cleo", -0.1)):
            for trial in range(2):
                value = true + shift + RNG.normal(0, 0.25)
                right = "accept" if part % 2 else "return"
                rating = right if RNG.random() < 0.9 else "return"
                lines.append(f"p{part + 1},{who},{value:.3f},{true},{rating},{right},i{trial + 1}")
    return "\n".join(lines)


CASES = dataset(read(_rows()), id="cases", name="cases")
GAGE = dataset(read(_gage()), id="gage", name="gage")
VALUE = {"value": "days"}
GAGED = {"value": "value", "part": "part", "who": "who"}
ITEMS = {"columns": ["q1", "q2", "q3", "q4"]}
PLAN = {"defects": 34, "units": 750, "opportunities": 10, "mean": 12, "n": 60, "usl": 25, "delta": 3,
        "sd": 6, "margin": 2, "margin_pct": 5, "share1": 60, "share2": 75, "rate1": 2, "rate2": 3,
        "groups": 3, "ratio": 0.6, "sd2": 9, "w": 0.3, "r": 0.3, "r2": 13, "predictors": 3}  # fmt: skip
OPTIONS: dict[str, dict[str, Any]] = {
    "xbar-r": {"subgroup": 5},
    "xbar-s": {"subgroup": "batch"},
    "i-mr-rs": {"subgroup": 5},
    "p": {"value": "ok", "date": "day", "by": "week"},
    "laney-p": {"value": "ok", "date": "day", "by": "week"},
    "c": {"value": "q1"},
    "np": {"value": "q1", "size": 60},
    "u": {"value": "q1", "size": "cases"},
    "laney-u": {"value": "q1", "size": "cases"},
    "i-prime": {"value": "minutes", "size": "cases"},
    "z-mr": {"part": "period"},
    "t2": {"columns": ["days", "minutes"]},
    "mewma": {"columns": ["days", "minutes"]},
    "cusum": {"target": 12},
    "g": {"value": "cases"},
    "capability-normal": {"usl": 25, "page": "six", "subgroup": 5},
    "t": VALUE,
    "capability-deadline": {**VALUE, "usl": 20, "target_share": 90},
    "capability-nonnormal": {"usl": 30},
    "capability-transformed": {"usl": 30},
    "capability-between-within": {"usl": 30, "subgroup": 5},
    "capability-many": {"columns": ["days", "minutes"], "limits": "days: 0 to 30; minutes: to 120"},
    "capability-binomial": {"value": "ok", "date": "day", "by": "week"},
    "capability-poisson": {"value": "q1", "size": "cases"},
    "change": {"stage": "period", "better": "lower", "usl": 20, "date": "day"},
    "pareto": {"category": "reason"},
    "check-sheet": {"category": "reason", "place": "place"},
    "concentration": {"x": "x", "y": "y"},
    "one-way-anova": {"group": "office"},
    "two-sample-t": {"group": "period"},
    "mann-whitney": {"group": "period"},
    "kruskal-wallis": {"group": "office"},
    "moods-median": {"group": "office"},
    "paired-t": {"second_value": "again"},
    "wilcoxon": {"second_value": "again"},
    "one-sample-t": {"target": 12},
    "sign-test": {"target": 12},
    "equal-variances": {"group": "office"},
    "f-test": {"group": "period"},
    "sd-test": {"sigma_known": 5},
    "equivalence": {"group": "period", "margin": 2},
    "two-proportions": {"value": "ok", "group": "period"},
    "one-proportion": {"value": "ok", "target": 80},
    "chi-square": {"category": "reason", "group": "place"},
    "two-rates": {"value": "q1", "size": "cases", "group": "period"},
    "one-rate": {"value": "q1", "size": "cases", "target": 0.1},
    "linear-regression": {"value": "days", "columns": ["minutes"]},
    "scatter": {"columns": ["days", "minutes", "cases"], "group": "office"},
    "survey": ITEMS,
    "importance-performance": {**ITEMS, "overall": "q1"},
    "cronbach-alpha": ITEMS,
    "boxplot": {"group": "office"},
    "panels": {"group": "office", "usl": 25},
    "one-sample-wilcoxon": {"target": 12},
    "timeplot": {"columns": ["days", "again"], "date": "day"},
    "multi-vari": {"factors": ["period", "office"]},
    "histogram": {"usl": 25},
    "transform": {},
    "gage-rr-crossed": {**GAGED, "tolerance": 8},
    "gage-rr-nested": GAGED,
    "gage-rr-average-range": GAGED,
    "gage-rr-expanded": {"value": "value", "part": "part", "factors": ["who", "instrument"]},
    "gage-type-1": {"value": "value", "where": {"part": "p1"}, "reference": 10, "tolerance": 5},
    "gage-linearity": {"value": "value", "reference_column": "reference", "part": "part"},
    "size-equivalence": {"delta": 0.5},
    "size-mann-whitney": {"chance": 70},
    "size-chi-square": {"expected_table": "30, 20; 10, 40"},
    "attribute-agreement": {"rating": "rating", "part": "part", "who": "who", "standard": "right"},
}


def study_of(name: str) -> tuple[Study, Dataset]:
    """A study of the method `name` and the data it is about."""
    method = catalogue.methods()[name]
    own = OPTIONS.get(name, {})
    known = {field.name for field in method.fields}
    plan = {key: value for key, value in PLAN.items() if key in known}
    options = {**plan, **own} if not method.needs_data else {**(VALUE if method.needs_value else {}), **own}
    data = GAGE if name.startswith(("gage", "attribute")) else CASES
    return Study(
        "s", method=name, dataset=data.id, options=options
    ), data if method.needs_data else studies.NO_DATA


def result_of(name: str) -> tuple[Study, Any]:
    """The study and its result. Raises UserError when the method wants options that are not in `OPTIONS`."""
    item, data = study_of(name)
    return item, studies.of(item, data)
