"""Every method the window offers against every kind of bad table and bad option.

Always a result that says what it left out, or one plain sentence; never another exception, never a warning of
numpy (warnings are errors here), never a row dropped in silence.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Annotation, Exclusion, Study
from leanbench.plots.answers import inner
from leanbench.stats.base.result import to_json
from leanbench.tables import dataset, read

N = 24
RNG = np.random.default_rng(3)
GOOD = [f"{v:.2f}" for v in RNG.normal(10, 2, N)]
COUNTS = [str(v) for v in RNG.poisson(4, N)]
ODD = ["", "nan", "inf", "soon"]
BAD = {
    "empty": [""] * N,
    "one value": ["5", *[""] * (N - 1)],
    "constant": ["4"] * N,
    "zeros": ["0"] * N,
    "some odd": [*GOOD[:8], *ODD, *GOOD[12:]],
    "some blank": [*GOOD[:8], "", "", *GOOD[10:]],
    "words": ["abc"] * N,
    "negative": [f"-{count}" for count in COUNTS],
    "huge": [f"{value}e300" for value in GOOD],
    "tiny": [f"{value}e-300" for value in GOOD],
    "dates": [f"2026-01-{i + 1:02d}" for i in range(N)],
    "equal dates": ["2026-01-05"] * N,
    "dates backwards": [f"2026-01-{N - i:02d}" for i in range(N)],
    "dates with gaps": [f"2026-01-{i + 1:02d}" if i % 7 else "" for i in range(N)],
    "counts": COUNTS,
    "counts above any size": [str(int(count) + 100) for count in COUNTS],
    "all different": [f"k{i}" for i in range(N)],
    "yes and no": ["yes", "no"] * (N // 2),
}
# What can be wrong with a column of labels; all the rest is for columns of numbers and dates.
LABELS = ("empty", "one value", "some blank", "constant", "all different", "dates")
HOLES = ("one value", "some odd", "some blank", "dates with gaps")
TABLE = {
    "day": BAD["dates"], "done": [f"2026-02-{i + 1:02d}" for i in range(N)], "days": GOOD,
    "again": [f"{float(value) + 0.3 * (i % 3):.2f}" for i, value in enumerate(GOOD)], "ok": BAD["yes and no"],
    "cases": [str(20 + i % 7) for i in range(N)], "office": ["North", "South", "West"] * (N // 3),
    "period": ["before"] * (N // 2) + ["after"] * (N // 2), "reason": ["no fee", "no plan", "wrong form"] * (N // 3),
    "place": ["Mon", "Tue"] * (N // 2), "x": [f"{v:.3f}" for v in RNG.random(N)],
    "y": [f"{v:.3f}" for v in RNG.random(N)], "minutes": [f"{v:.1f}" for v in RNG.normal(40, 5, N)],
    **{f"q{k}": [str(v) for v in RNG.integers(1, 6, N)] for k in range(1, 5)},
    "batch": [f"b{i // 4}" for i in range(N)], "part": [f"p{i // 6}" for i in range(N)],
    "who": ["Ana", "Ben", "Cleo"] * (N // 3),
    "value": GOOD,
    "reference": [str(8 + i // 6) for i in range(N)], "rating": ["yes", "no", "yes"] * (N // 3),
    "right": [("yes", "no")[i // 6 % 2] for i in range(N)], "instrument": ["i1", "i2"] * (N // 2),
}  # fmt: skip
ITEMS = {"columns": ["q1", "q2", "q3", "q4"]}
GAGED = {"value": "value", "part": "part", "who": "who"}
PLAN = {"delta": 3, "sd": 6, "margin": 2, "margin_pct": 5, "share1": 60, "share2": 75, "rate1": 2, "rate2": 3,
        "groups": 3, "ratio": 0.6, "sd2": 9, "w": 0.3, "r": 0.3, "r2": 13, "predictors": 3}  # fmt: skip
# What each method needs besides the measure, to give a result on the good table.
OPTIONS: dict[str, dict] = {
    "xbar-r": {"subgroup": 4}, "xbar-s": {"subgroup": "batch"}, "i-mr-rs": {"subgroup": 4},
    "p": {"value": "ok", "date": "day", "by": "week"}, "laney-p": {"value": "q1", "size": "cases"},
    "c": {"value": "q1"}, "np": {"value": "q1", "size": 60}, "u": {"value": "q1", "size": "cases"},
    "laney-u": {"value": "q1", "size": "cases"}, "i-prime": {"value": "minutes", "size": "cases"},
    "z-mr": {"part": "period"}, "t2": {"columns": ["days", "minutes"]}, "mewma": {"columns": ["days", "minutes"]},
    "g": {"value": "cases"},
    "capability-normal": {"usl": 15, "page": "six", "subgroup": 4}, "capability-nonnormal": {"usl": 15},
    "capability-deadline": {"usl": 12}, "capability-transformed": {"usl": 15},
    "capability-between-within": {"usl": 15, "subgroup": 4}, "capability-summary": {"mean": 10, "sd": 2, "usl": 15},
    "capability-many": {"columns": ["days", "minutes"], "limits": "days: 0 to 30; minutes: to 120"},
    "capability-binomial": {"value": "q1", "size": "cases"}, "capability-poisson": {"value": "q1", "size": "cases"},
    "process-yield": {"defects": 5, "units": 100}, "change": {"stage": "period", "usl": 12, "date": "day"},
    "pareto": {"category": "reason"}, "check-sheet": {"category": "reason", "place": "place"},
    "concentration": {"x": "x", "y": "y"}, "one-way-anova": {"group": "office"}, "two-sample-t": {"group": "period"},
    "mann-whitney": {"group": "period"}, "kruskal-wallis": {"group": "office"}, "moods-median": {"group": "office"},
    "paired-t": {"second_value": "again"}, "wilcoxon": {"second_value": "again"}, "one-sample-t": {"target": 12},
    "sign-test": {"target": 12}, "one-sample-wilcoxon": {"target": 12},
    "equal-variances": {"group": "office"}, "f-test": {"group": "period"},
    "sd-test": {"sigma_known": 5}, "equivalence": {"group": "period", "margin": 2},
    "two-proportions": {"value": "ok", "group": "period"}, "one-proportion": {"value": "ok", "target": 80},
    "chi-square": {"category": "reason", "group": "place"},
    "two-rates": {"value": "q1", "size": "cases", "group": "period"},
    "one-rate": {"value": "q1", "size": "cases", "target": 0.1}, "linear-regression": {"columns": ["minutes"]},
    "scatter": {"columns": ["days", "minutes"], "group": "office"}, "survey": ITEMS, "cronbach-alpha": ITEMS,
    "importance-performance": {**ITEMS, "overall": "q1"}, "boxplot": {"group": "office"}, "panels": {"group": "office"},
    "timeplot": {"columns": ["days", "again"], "date": "day"}, "multi-vari": {"factors": ["period", "office"]},
    "gage-rr-crossed": GAGED, "gage-rr-nested": GAGED, "gage-rr-average-range": GAGED,
    "gage-rr-expanded": {"value": "value", "part": "part", "factors": ["who", "instrument"]},
    "gage-type-1": {"value": "value", "where": {"part": "p1"}, "reference": 10, "tolerance": 5},
    "gage-linearity": {"value": "value", "reference_column": "reference", "part": "part"},
    "attribute-agreement": {"rating": "rating", "part": "part", "who": "who", "standard": "right"},
    "size-equivalence": {"delta": 0.5},
    "size-chi-square": {"rows_of_table": 2, "columns_of_table": 3},
}  # fmt: skip
METHODS = catalogue.methods()


def made(columns):
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    return dataset(read("\n".join(lines)), id="d", name="d")


WHOLE = made(TABLE)


def usual(name: str) -> dict:
    method = METHODS[name]
    own = {"value": "days"} if method.needs_value and method.needs_data else {}
    own |= {"value": "days"} if any(f.name == "value" for f in method.fields) and method.needs_data else {}
    known = {field.name for field in method.fields}
    plan = {} if method.needs_data else {key: value for key, value in PLAN.items() if key in known}
    return {**plan, **own, **OPTIONS.get(name, {})}


def assert_answer(name: str, options: dict, data=WHOLE, rows=(), labelled: bool = False) -> str | None:
    """All that a study says; None where it ends in one sentence; anything else fails here."""
    method = METHODS[name]
    item = Study(
        "s", method=name, dataset="d", options=options, exclusions=tuple(Exclusion(r, "why") for r in rows)
    )
    try:
        result = studies.of(item, data if method.needs_data else studies.NO_DATA)
    except UserError as error:
        text = str(error)
        assert text.endswith((".", "?")), text
        assert "\n" not in text, text
        assert not any(code in text for code in ("np.", "Traceback", "Error(", "array(", "None")), text
        return None
    own = inner(result)
    json.dumps(to_json(own), allow_nan=False)
    table = own.table()
    assert all(len(row) == len(table.columns) for row in table.rows)
    said = [*words.sentences(result, item), *own.summary(), *own.notes, *result.notes, result.convention]
    for text in said:
        plain = text.lower().translate(str.maketrans("(),;", "    ")).rstrip(".").split()
        # a label may be the word itself
        assert labelled or not {"nan", "inf", "-inf"} & set(plain), text
    return " ".join(said)


def columns_of(name: str) -> list[tuple[str, bool]]:
    """The columns a study uses, and whether each is read as numbers or dates (not as labels)."""
    options, found = usual(name), {}
    for field in METHODS[name].fields:
        value = options.get(field.name)
        for column in value[:1] if isinstance(value, list) else [value]:
            if isinstance(column, str) and column in TABLE:
                found[column] = "text" not in field.choices and field.kind in ("column", "columns")
    return list(found.items())


@pytest.mark.parametrize("name", [name for name in METHODS if METHODS[name].needs_data])
def test_every_method_with_bad_columns(name: str) -> None:
    for column, measured in columns_of(name):
        for kind, cells in BAD.items():
            dated = column in ("day", "done")
            if not (kind in LABELS or (measured and dated == ("date" in kind))):
                continue
            text = assert_answer(name, usual(name), made({**TABLE, column: cells}), labelled=not measured)
            if text is not None and kind in HOLES and (measured or "odd" not in kind):
                assert any(word in text for word in LEFT_OUT), (column, kind, text)


LEFT_OUT = (
    "left out",
    "without",
    "could not be read",
    "not a number",
    "blank",
    "put last",
    "n = 1",
    "no reason given",
)


NUMBERS = (0, -1, 0.5, 10**7)


def odd_options(field) -> tuple:
    return {
        "number": NUMBERS,
        "choice": ("bogus", 5, *(value for value, _ in field.choices)) if field.kind == "choice" else (),
        "yesno": (True, False, "x"),
        "text": ("", "North", 5, ";;:"),
        "tests": ([], ["99"], [1, 2], {"2": 7}, {"2": "x"}, "bogus", 5),
        "rules": ("bogus", 5),
        "subgroup": (0, 1, 2.5, 4.0, -1, 1000, "no such", "days"),
        "column": ("no such", "office", "days", "day", 5, ""),
        "columns": ([], ["no such"], ["days"], ["days", "days"], ["office", "days"], 5),
        "filter": ({"office": "nowhere"}, {"office": "North"}, {"nope": "x"}, "x", {}),
        "limits": ("x", 5),
    }[field.kind]


@pytest.mark.parametrize("value", [1e300, math.nan, math.inf, "x", True, "", [1]])
def test_a_number_that_is_none_is_named_by_its_field(value) -> None:
    for name, method in METHODS.items():
        for field in method.fields:
            if field.kind == "number":
                data = WHOLE if method.needs_data else studies.NO_DATA
                item = Study("s", method=name, dataset="d", options={**usual(name), field.name: value})
                with pytest.raises(UserError, match="takes a"):
                    studies.of(item, data)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_with_bad_options(name: str) -> None:
    for field in METHODS[name].fields:
        if field.name == "run_lengths":
            continue  # a second of simulation each, and true or false at most
        for value in odd_options(field):
            assert_answer(name, {**usual(name), field.name: value})


@pytest.mark.parametrize("name", [name for name in METHODS if METHODS[name].needs_data])
def test_every_method_with_rows_left_out_and_stages_set_by_hand(name: str) -> None:
    for rows in (range(N), (3, 7, 99), range(2, N)):
        assert_answer(name, usual(name), rows=tuple(rows))
    for starts in ([5, 5], [N - 1], [99], ["x"], 5):
        assert_answer(name, {**usual(name), "stage_at": starts})


@pytest.mark.parametrize("name", METHODS)
def test_every_method_gives_a_result_on_the_good_table(name: str) -> None:
    """So that the cases above compare something: with nothing wrong there is an answer, not a sentence."""
    item = Study("s", method=name, dataset="d", options=usual(name))
    data = WHOLE if METHODS[name].needs_data else studies.NO_DATA
    assert studies.of(item, data).summary()


def test_the_rows_behind_a_point_step_over_blanks_and_begin_anew_with_a_stage() -> None:
    """A click on a point leaves out the row that is plotted there, not the one so many rows down."""
    values = ["", *GOOD[1:4], "", "", *GOOD[6:]]
    data = made({**TABLE, "days": values})
    for options, method in (
        ({"value": "days"}, "i-mr"),
        ({"value": "days", "subgroup": 4, "stage_at": [7]}, "xbar-r"),
        ({"value": "days", "subgroup": "batch"}, "xbar-s"),
        ({"value": "q1", "size": "days"}, "u"),
    ):
        item = Study("s", method=method, dataset="d", options=options)
        chart = studies.of(item, data)
        panel = chart.panels[0]
        from leanbench.tables import table

        seen: list[int] = []
        for point in range(panel.n):
            rows = studies.rows_of(item, table(data), point)
            assert rows[0] == panel.row[point]
            seen += rows
            mean = np.mean([float(values[row]) for row in rows])
            if method != "u":
                assert panel.points[point] == pytest.approx(mean)
            assert studies.points_of(item, table(data), [Annotation(rows[0], "note")]) == ((point, "note"),)
        assert seen == [row for row, cell in enumerate(values) if cell]


def test_a_gap_between_dates_belongs_to_the_row_that_ends_it() -> None:
    from leanbench.tables import table

    data = made(TABLE)
    item = Study("s", method="g", dataset="d", options={"date": "day"})
    assert studies.of(item, data).panels[0].n == N - 1
    assert studies.rows_of(item, table(data), 0) == (1,)
    assert studies.rows_of(item, table(data), N - 2) == (N - 1,)


def test_a_row_left_out_of_a_capability_study_moves_no_subgroup_and_breaks_the_moving_range() -> None:
    """The window and the library agree on what leaving out a row means."""
    from leanbench.stats.capability.nonnormal import capability_transformed
    from leanbench.stats.capability.normal_capability import between_within, capability_normal

    x = [float(value) for value in GOOD]
    gone = (Exclusion(5, "why"),)

    def of(method: str, **options):
        own = {"value": "days", "usl": 15.0, **options}
        return studies.of(Study("s", method=method, dataset="d", options=own, exclusions=gone), WHOLE)

    for size in (None, 4):
        shown = of("capability-normal", **({} if size is None else {"subgroup": size}), page="six")
        assert shown.sd_within == capability_normal(x, subgroup=size, usl=15, excluded=[5]).sd_within
        assert shown.details["chart"].panels[0].excluded.any()
        assert len(shown.details["values"]) == N - 1
        assert [note for note in shown.notes if "left out by the team" in note] == [
            "1 left out by the team: why"
        ]
        assert not any("Excluded: row" in note or "blank" in note for note in shown.notes)
    assert (
        of("capability-between-within", subgroup=4).sd_within
        == between_within(x, 4, usl=15, excluded=[5]).sd_within
    )
    ids = [i // 4 for i in range(N)]
    kept = capability_transformed(x[:5] + x[6:], usl=15, subgroup=ids[:5] + ids[6:])
    assert of("capability-transformed", subgroup=4).within == kept.within
