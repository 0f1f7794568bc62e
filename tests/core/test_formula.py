"""Formulas in words: read, worked out row by row, told with numbers put in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.formula import evaluate, formula_text, parse
from leanbench.quantity import Term, figure, work_out

numbers = st.floats(-100.0, 100.0).map(lambda value: round(value, 3))


def value(formula: str, **terms: object) -> float | None:
    return evaluate(parse(formula, tuple(terms)), list(terms.values()))  # type: ignore[arg-type]


@given(numbers, numbers, numbers)
def test_arithmetic_binds_as_people_read_it(a: float, b: float, c: float) -> None:
    assert value("a + b x c", a=a, b=b, c=c) == a + b * c
    assert value("a - b - c", a=a, b=b, c=c) == a - b - c
    assert value("(a + b) x c", a=a, b=b, c=c) == (a + b) * c
    if b and c:
        assert value("a / b / c", a=a, b=b, c=c) == a / b / c
        assert value("a / (b x c)", a=a, b=b, c=c) == (a / (b * c) if b * c else None)
    assert value("larger of (a, b) - c", a=a, b=b, c=c) == max(a, b) - c


@given(st.lists(st.tuples(numbers, numbers), max_size=6), numbers)
def test_columns_are_worked_out_row_by_row(rows: list[tuple[float, float]], c: float) -> None:
    a, b = [row[0] for row in rows], [row[1] for row in rows]
    assert value("c x sum of a x (b + c)", a=a, b=b, c=c) == pytest.approx(
        c * sum(x * (y + c) for x, y in rows)
    )
    assert value("number of a", a=a) == len(rows)
    assert value("sum of a + c", a=a, c=c) == sum(a) + c  # the sum ends where the product ends
    if rows:
        assert value("mean of a", a=a) == pytest.approx(sum(a) / len(a))


def test_names_of_several_words_the_longest_first() -> None:
    terms = {"time": 2.0, "lead time": 3.0, "first-pass lead time": 5.0}
    node = parse("first-pass lead time / lead time - the time", tuple(terms))
    assert evaluate(node, list(terms.values())) == pytest.approx(5.0 / 3.0 - 2.0)


def test_the_smallest_that_reaches_a_level() -> None:
    words = "smallest a with b of at least 85 %"
    assert (
        value(words, a=[1.0, 2.0, 3.0], b=[0.5, 0.85 - 1e-15, 0.9]) == 2.0
    )  # a hair below by binary arithmetic
    assert value(words, a=[1.0, 2.0, 3.0], b=[0.5, 0.84, 0.9]) == 3.0
    assert value(words, a=[1.0], b=[0.5]) is None


def test_what_is_not_known_gives_no_value() -> None:
    assert value("a x b", a=None, b=2.0) is None
    assert value("a / b", a=1.0, b=0.0) is None
    assert value("sum of a / b", a=[1.0], b=0.0) is None
    assert value("a ^ b", a=10.0, b=400.0) == float("inf")


@pytest.mark.parametrize("formula", ["a +", "a b", "c", "(a", "sum of", "larger of (a)", "smallest a with b"])
def test_a_formula_that_says_what_is_no_term_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse(formula, ("a", "b"))


@pytest.mark.parametrize(
    "formula", ["a x (b + c)", "a - (b - c)", "a / (b x c)", "a + b x c", "(a + b) ^ c", "a / b x c"]
)
def test_a_formula_told_again_is_the_same_formula(formula: str) -> None:
    assert formula_text(parse(formula, ("a", "b", "c")), ("a", "b", "c")) == formula


def test_percentages_enter_as_shares_and_come_out_as_percent() -> None:
    shares = Term("%C&A", [90.0, 80.0], "%", ["one", "two"])
    rolled = figure("r", "Rolled", "%", "product of %C&A", (shares,))
    assert rolled.value == pytest.approx(72.0)
    assert rolled.contributions() == [("one", 0.9), ("two", 0.8)]
    assert work_out("a / b", (Term("a", 1.0, "h"), Term("b", 50.0, "%"))) == 2.0


def test_a_figure_tells_its_numbers_as_they_stand_in_the_formula() -> None:
    rows = ["c1", "c2"]
    terms = (
        Term("units", 10.0), Term("visits", [1.0, 1.81818], "", rows), Term("wait", [5.0, 3840.0], "min", rows),
        Term("work", [1.5, 70.0], "min", rows), Term("threshold", 240.0, "min", note="a setting"),
    )  # fmt: skip
    found = figure("f", "Time", "min", "units x sum of visits x (wait + work)", terms, "Rule", "Book, 1999")
    assert found.explain() == (
        "Time = units x sum of visits x (wait + work). units: 10; visits x (wait + work) in min:"
        " c1 1 x (5 + 1.5); c2 1.8182 x (3,840 + 70); threshold: 240 min (a setting). Rule. Basis: estimated."
        " Source: Book, 1999."
    )
    assert (
        figure("f", "Time", "min", "units x work", (terms[0], Term("work", None, "min"))).note
        == "An input is missing"
    )


def test_long_columns_say_how_many_rows_follow() -> None:
    rows = [f"s{number}" for number in range(40)]
    counted = figure("n", "Steps", "steps", "number of steps", (Term("steps", (), "", rows),))
    assert counted.value == 40
    assert counted.explain().count(";") == 30
    assert "and 10 more" in counted.explain()
    waits = figure("w", "Wait", "min", "sum of wait", (Term("wait", [1.0] * 40, "min", rows),))
    assert "s29 1; and 10 more" in waits.explain()
    assert (
        figure("n", "Steps", "steps", "number of steps", (Term("steps", (), "", []),))
        .explain()
        .startswith("Steps = number of steps. steps: none.")
    )


def test_a_name_is_found_whole_after_the_and_only_whole() -> None:
    """ "the demand" is "demand"; "demand" is not found in "demands"; the name that is longer wins."""
    names = ("demand", "demand per day", "the")
    assert parse("the demand per day + demand", names) == ("+", 1, 0)
    with pytest.raises(ValueError, match="demands"):
        parse("2 x demands", names)


def test_a_square_reads_as_it_prints() -> None:
    node = parse("square root of (S - m²)", ("S", "m"))
    assert evaluate(node, [25.0, 3.0]) == 4.0
    assert formula_text(node, ["25", "3"]) == "square root of (25 - 3²)"
