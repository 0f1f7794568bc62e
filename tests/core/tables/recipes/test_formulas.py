"""Formulas of columns: what they give, how units and kinds go together, and what is said of those that are wrong."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import tables
from leanbench.errors import UserError
from leanbench.tables.recipes.column_formula import rows_where, work_out
from leanbench.tables.recipes.frame import frame_of
from leanbench.words.working_calendar import Calendar, business_days_between

TEXT = """permit,fee ($),days,wait (h),share (%),received,issued,status,who
A,100,5,2,50,2026-03-02,2026-03-09,Issued,Ann
B,250,12,,80,2026-03-06,2026-03-10,Open,
C,,20,8,25,2026-03-07,,issued,Bo
"""


@pytest.fixture(scope="module")
def frame():
    return frame_of(tables.table(tables.dataset(tables.read(TEXT.encode()), id="d", name="D")))


@pytest.mark.parametrize(
    ("formula", "wanted", "unit"),
    [
        ("[fee ($)] * 2", [200, 500, None], "$"),
        ("days * 2 + 1", [11, 25, 41], ""),
        ("-days ^ 2", [25, 144, 400], ""),
        ("2 + 3 * 4 - 6 / 3", [12, 12, 12], ""),
        ("(2 + 3) * 4", [20, 20, 20], ""),
        ("[fee ($)] / days", [20, 250 / 12, None], "$"),
        ("[fee ($)] * [share (%)]", [50, 200, None], "$"),
        ("[wait (h)] + 30 min", [2.5, None, 8.5], "h"),
        ("if([wait (h)] > 180 min, 1, 0)", [0, 0, 1], ""),
        ("max(days, 10)", [10, 12, 20], ""),
        ("round(days / 3, 1)", [1.7, 4.0, 6.7], ""),
        ("days / 0", [None, None, None], ""),
        ("business_days(received, issued)", [5, 2, None], "bd"),
        ("issued - received", [7, 4, None], "d"),
        ('days([received], "2026-03-12")', [10, 6, 5], "d"),
        ("month(received) + weekday(received)", [4, 8, 9], ""),
        ("first_filled([wait (h)], 4)", [2, 4, 8], "h"),
        ("length(status)", [6, 4, 6], ""),
        ("days × 2 − 1", [9, 23, 39], ""),
    ],
)
def test_numbers(frame, formula, wanted, unit):
    found = work_out(formula, frame)
    assert [None if np.isnan(v) else pytest.approx(v) for v in found.values.tolist()] == wanted
    assert found.unit == unit


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ('status = "ISSUED"', [True, False, True]),  # case does not count
        ('status contains "ss" and not days > 10', [True, False, False]),
        ("days > 10 or blank(who)", [False, True, True]),
        ("blank(issued)", [False, False, True]),
        ("[fee ($)] < 200", [True, False, False]),  # a blank is neither smaller nor larger
        ('received >= "2026-03-06"', [False, True, True]),
        ('who = ""', [False, True, False]),
        ("not (days <> 5)", [True, False, False]),
    ],
)
def test_conditions(frame, formula, wanted):
    assert rows_where(formula, frame).tolist() == wanted


def test_texts(frame):
    assert work_out('if(days > 10, "late", "in time")', frame).values.tolist() == ["in time", "late", "late"]
    assert work_out('upper(left(status, 2)) + "-" + permit', frame).values.tolist() == [
        "IS-A",
        "OP-B",
        "IS-C",
    ]
    assert work_out('"same"', frame).values.tolist() == ["same"] * 3
    assert work_out("right(trim(status), 2)", frame).values.tolist() == ["ed", "en", "ed"]


def test_dates_move_by_times(frame):
    found = work_out("received + 36 h", frame)
    assert (found.kind, str(found.values[0])) == ("date", "2026-03-03T12:00:00.000")


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        ("", "is empty"),
        ("days +", "missing at the end"),
        ("(days", "closing bracket"),
        ("days days", "one too many"),
        ("nothing * 2", "no column “nothing”"),
        ("[fee ($)] + [wait (h)]", "$ and h cannot be added"),
        ("status * 2", "a number is needed"),
        ("status = 2", "cannot be compared"),
        ("power(2, 3)", "no function power"),
        ("if(days, 1, 2)", "a condition is needed"),
        ("if(days > 1, 1)", "takes 3 values"),
        ("days ^ [wait (h)]", "exponent"),
        ("received + 3 bananas", "one too many"),
        ("received + [fee ($)]", "only a time"),
        ('__import__("os")', "no function __import__"),
        ("days + & 2", "cannot stand here"),
        ("(" * 400 + "1" + ")" * 400, "nested too deeply"),
        ("-" * 400 + "1", "nested too deeply"),
        ("not " * 400 + "yes", "nested too deeply"),
        ("1+" * 1500 + "1", "longer than"),
        ("round(days, days)", "a plain number"),
        ("blank()", "takes 1 values"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(frame, formula, part):
    with pytest.raises(UserError, match=part.replace("(", r"\(").replace("$", r"\$")):
        work_out(formula, frame)


def test_a_filter_must_be_a_condition(frame):
    with pytest.raises(UserError, match="must be true or false"):
        rows_where("days + 1", frame)


_numbers = st.integers(-9, 9).map(str)
_expressions = st.recursive(
    _numbers | st.just("a") | st.just("b"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
    max_leaves=12,
)


@given(_expressions)
@settings(max_examples=80, deadline=None)
def test_arithmetic_is_that_of_arithmetic(text):
    frame = frame_of(tables.table(tables.dataset(tables.read(b"a,b\n2,3\n-1,7\n"), id="d", name="D")))
    wanted = [float(eval(text, {}, {"a": a, "b": b})) for a, b in ((2, 3), (-1, 7))]
    assert work_out(text, frame).values.tolist() == wanted


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_worked_out_or_refused_with_a_sentence(text):
    frame = frame_of(tables.table(tables.dataset(tables.read(b"a,b\n2,x\n"), id="d", name="D")))
    sentence, found = "", None
    try:
        found = work_out(text, frame)
    except UserError as error:
        sentence = str(error)
    assert sentence.endswith(".") if found is None else len(found.values) == 1


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(-400, 400)),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_business_days_of_a_column_are_those_of_two_dates(pairs):
    calendar = Calendar(holidays=("2024-07-04", "2025-12-25"))
    rows = [(day, day + dt.timedelta(days=shift)) for day, shift in pairs]
    text = "a,b\n" + "".join(f"{a},{b}\n" for a, b in rows)
    frame = frame_of(tables.table(tables.dataset(tables.read(text.encode()), id="d", name="D")))
    found = work_out("business_days(a, b)", frame, calendar).values.tolist()
    assert found == [float(business_days_between(a, b, calendar)) for a, b in rows]
