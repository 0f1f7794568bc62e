"""Numbers, shares and money: what is typed is understood, what is written reads back, halves go one way."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.words.language import use_language
from leanbench.words.money import currency_of, money_text, parse_money
from leanbench.words.numbers import (
    number_text,
    parse_number,
    parse_percent,
    percent_text,
    plain_number,
    read_number,
    rounded,
    share_text,
    significant_text,
)

numbers = st.floats(allow_nan=False, allow_infinity=False, max_value=1e300, min_value=-1e300)


@given(numbers)
def test_a_written_number_reads_back_exactly(value: float) -> None:
    assert parse_number(number_text(value)) == value
    assert float(plain_number(value)) == value


@given(st.floats(-1e9, 1e9), st.sampled_from(["es", "de", "fr", "en_GB"]))
def test_a_written_number_reads_back_in_every_language(value: float, code: str) -> None:
    with use_language(code):
        assert parse_number(number_text(value)) == value


@given(st.integers(-(10**8), 10**8), st.integers(0, 4))
def test_halves_are_rounded_away_from_zero_as_on_paper(units: int, decimals: int) -> None:
    # every value that lies exactly on a half of the last place, written in decimals
    written = f"{units}5".removeprefix("0") or "5"
    value = Decimal(written).scaleb(-decimals - 1)
    on_paper = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(repr(rounded(float(value), decimals))) == on_paper


def test_one_eighth_is_always_written_alike() -> None:
    assert number_text(0.125, 2) == "0.13"
    assert number_text(1 / 8, 2) == number_text(0.1 + 0.025, 2) == "0.13"
    assert number_text(8.25, 1) == "8.3"
    assert number_text(-2.5, 0) == "−3"
    assert number_text(1.005, 2) == "1.01"  # 1.00499999999999989… in binary; people typed a half


def test_numbers_to_be_read() -> None:
    assert number_text(1234.5678, 1) == "1,234.6"
    assert number_text(12.0, 2) == "12"
    assert number_text(12.0, 2, fixed=True) == "12.00"
    assert number_text(-0.001, 2) == "0"
    assert number_text(None) == ""
    assert number_text(math.inf) == "infinite"
    assert number_text(math.nan) == "not a number"
    assert number_text(1e-7) == "0.0000001"
    assert number_text(1e16, 2) == "10,000,000,000,000,000"


def test_statistics_have_significant_digits() -> None:
    assert [significant_text(v) for v in (0.031254, 12.345, 1203.6, 0.0, None)] == [
        "0.03125", "12.35", "1,204", "0", "not defined",
    ]  # fmt: skip
    assert significant_text(1.5e-7) == "1.5 × 10⁻⁷"


def test_shares() -> None:
    assert percent_text(81.0) == share_text(0.81) == "81%"
    assert percent_text(1.264) == "1.26%"
    assert percent_text(62.54) == "62.5%"
    assert parse_percent(" 85 %") == parse_percent("85%") == 85.0
    assert parse_percent("0,5%") == 0.5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5), ("1,234.5", 1234.5), ("1 234,5", 1234.5), ("1.234,5", 1234.5), ("1'234", 1234),
        ("1,234,567", 1234567), ("1,5", 1.5), ("0,125", 0.125), ("(120)", -120), ("−3", -3), ("+4", 4),
        ("1.5E-03", 0.0015), (".5", 0.5), ("1.234", 1.234), ("1.234.567", 1234567),
    ],
)  # fmt: skip
def test_numbers_with_separators(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "abc", "1,23,4", "1.2.3", "12 apples", "--3", "1e999", "٣", "1 2 3", "-", "()"]
)
def test_text_that_is_no_number(text: str) -> None:
    with pytest.raises(UserError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1,234.5", ".", 1234.5), ("1.234,5", ",", 1234.5), ("45 %", ".", 45), ("(1,234.50)", ".", -1234.5),
        ("-$5", ".", -5), ("€ 12,50", ",", 12.5), ("2,5e3", ",", 2500), ("12 apples", ".", None), ("١", ".", None),
        ("1,23", ".", None), ("GBP 7", ".", 7),
    ],
)  # fmt: skip
def test_cells_of_a_column_with_a_known_decimal_sign(text: str, decimal: str, value: float | None) -> None:
    assert read_number(text, decimal) == value


def test_money() -> None:
    assert parse_money("$1,234.50") == 1234.5
    assert parse_money("1 234,50 €") == 1234.5
    assert parse_money("12.5k") == 12500
    assert parse_money("(500)") == -500
    assert money_text(54200.0) == "$54,200"
    assert money_text(-310.0) == "−$310"
    assert money_text(36.5) == "$36.50"
    assert money_text(1234.5) == "$1,235"
    assert money_text(-1234.5, exact=True) == "−$1,234.50"
    assert money_text(99.0, "CHF") == "99 CHF"
    assert money_text(None) == ""
    assert currency_of("12 €") == "EUR"
    with pytest.raises(UserError, match=r"like 1250 or \$1,250\.50"):
        parse_money("a lot")


@given(st.integers(-(10**10), 10**10))
def test_an_amount_in_a_cell_reads_back(cents: int) -> None:
    assert parse_money(money_text(cents / 100, exact=True)) == cents / 100
