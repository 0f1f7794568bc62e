"""Times, numbers, percent and money: what is typed is understood, what is printed reads back."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.event.units import (
    Calendar,
    Duration,
    add_business_days,
    business_days_between,
    format_duration,
    format_minutes,
    format_money,
    format_number,
    format_percent,
    parse_duration,
    parse_money,
    parse_number,
    parse_percent,
)

OFFICE = Calendar()


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("20", Duration(20.0, "min")),
        ("20m", Duration(20.0, "min")),
        ("20 min", Duration(20.0, "min")),
        ("1.5h", Duration(1.5, "h")),
        ("1,5 h", Duration(1.5, "h")),
        (".5 hours", Duration(0.5, "h")),
        ("2d", Duration(2.0, "d")),
        ("2 calendar days", Duration(2.0, "d")),
        ("2bd", Duration(2.0, "bd")),
        ("2 business days", Duration(2.0, "bd")),
        ("1w", Duration(1.0, "w")),
        ("1:30", Duration(90.0, "min")),
        ("0:00:45", Duration(45.0, "s")),
        ("90s", Duration(90.0, "s")),
        ("10-20m", Duration(None, "min", 10.0, 20.0)),
        ("10–20 min", Duration(None, "min", 10.0, 20.0)),
        ("10 to 20", Duration(None, "min", 10.0, 20.0)),
        ("30 min – 2 h", Duration(None, "min", 30.0, 120.0)),
        ("10/15/40m", Duration(15.0, "min", 10.0, 40.0)),
        ("1h 30m", Duration(90.0, "min")),
        ("1h30", Duration(90.0, "min")),
        ("1 bd 4 h", Duration(12.0, "h")),
        ("1,250 min", Duration(1250.0, "min")),
        ("1\u202f250 min", Duration(1250.0, "min")),
        ("0", Duration(0.0, "min")),
    ],
)
def test_times_as_people_type_them(text: str, duration: Duration) -> None:
    assert parse_duration(text) == duration
    assert parse_duration(f"  {text.upper()} ") == duration


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("-5 min", "cannot be negative"),
        ("5 - -3", "is not a time"),
        ("20-10 min", "runs backwards"),
        ("40/15/10 min", "runs backwards"),
        ("2 d 3 h", "mixes calendar days with business time"),
        ("3 months", "months and years"),
        ("5 mg", "is not a unit of time"),
        ("soon", "is not a time"),
        ("1/2", "is not a time"),
        ("9999999", "more than 50 years"),
        ("60 w/120 w/3000 w", "more than 50 years"),
        ("1e400 h", "is not a"),
        ("∞", "is not a time"),
        ("²", "is not a time"),
    ],
)
def test_bad_times_get_a_plain_sentence(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        parse_duration(text)


amounts = st.floats(0, 100_000, allow_subnormal=True)
units = st.sampled_from(["s", "min", "h", "bd", "d", "w"])


@st.composite
def durations(draw: st.DrawFn) -> Duration:
    unit = draw(units)
    limit = {"s": 3e8, "min": 5e6, "h": 9e4, "bd": 1e4, "d": 1.8e4, "w": 2e3}[unit]
    points = sorted(draw(st.lists(st.floats(0, limit), min_size=1, max_size=3)))
    if len(points) == 1:
        return Duration(points[0], unit)
    if len(points) == 2:
        return Duration(None, unit, *points)
    return Duration(points[1], unit, points[0], points[2])


@given(durations())
def test_a_printed_time_reads_back_exactly(duration: Duration) -> None:
    assert parse_duration(format_duration(duration)) == duration


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_a_plain_sentence(text: str) -> None:
    try:
        duration = parse_duration(text)
    except UserError as told:
        sentence = str(told)
    else:
        sentence = "" if duration.minutes(OFFICE) >= 0 else "negative"
    assert sentence == "" or sentence.endswith((".", ")"))


def test_mean_and_variance_of_ranges_and_three_points() -> None:
    # PERT: (10 + 4*15 + 40)/6 = 110/6, ((40-10)/6)^2 = 25; uniform: 15, 10^2/12
    assert parse_duration("10/15/40m").mean() == pytest.approx(110 / 6)
    assert parse_duration("10/15/40m").variance() == pytest.approx(25)
    assert parse_duration("10-20m").mean() == pytest.approx(15)
    assert parse_duration("10-20m").variance() == pytest.approx(100 / 12)


def test_business_and_calendar_time_convert_by_the_calendar() -> None:
    assert parse_duration("2bd").minutes(OFFICE) == 960
    assert parse_duration("1w").minutes(OFFICE) == 2400
    assert parse_duration("7d").minutes(OFFICE) == pytest.approx(2400)  # seven days hold five business days
    assert format_minutes(18594.0, OFFICE) == "38.7 bd"
    assert format_minutes(90.0, OFFICE, "h") == "1.5 h"
    assert format_minutes(None, OFFICE) == ""


@given(st.floats(allow_nan=False, allow_infinity=False, max_value=1e300, min_value=-1e300))
def test_a_printed_number_reads_back_exactly(value: float) -> None:
    assert parse_number(format_number(value)) == value
    assert parse_percent(format_percent(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", 1234.5), ("1,234.5", 1234.5), ("1 234,5", 1234.5), ("1.234,5", 1234.5), ("1'234", 1234),
        ("1,234,567", 1234567), ("1,5", 1.5), ("0,125", 0.125), ("(120)", -120), ("−3", -3), ("+4", 4),
        ("1.5E-03", 0.0015),
    ],
)  # fmt: skip
def test_numbers_with_separators(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1,23,4", "1.2.3", "12 apples", "--3", "1e999", "٣"])
def test_text_that_is_no_number(text: str) -> None:
    with pytest.raises(UserError):
        parse_number(text)


def test_money_and_percent() -> None:
    assert parse_percent("85 %") == 85.0
    assert parse_percent("0,5%") == 0.5
    assert parse_money("$1,234.50") == 1234.5
    assert parse_money("1 234,50 €") == 1234.5
    assert parse_money("12.5k") == 12500
    assert parse_money("(500)") == -500
    assert format_money(52000.0) == "$52,000"
    assert format_money(-1234.5) == "-$1,234.50"
    assert format_money(99.0, "CHF") == "99 CHF"
    assert format_number(1234.5678, 1) == "1,234.6"
    assert format_number(-0.001, 2) == "0"
    assert format_number(math.inf) == "infinite"


def test_counting_business_days() -> None:
    # Monday 2026-03-02; Friday 2026-07-03 observed Independence Day
    calendar = Calendar(holidays=("2026-07-03",))
    assert business_days_between("2026-03-02", "2026-03-03", calendar) == 1
    assert business_days_between("2026-03-06", "2026-03-09", calendar) == 1  # Friday to Monday
    assert business_days_between("2026-07-02", "2026-07-06", calendar) == 1
    assert business_days_between("2026-03-09", "2026-03-06", calendar) == -1
    assert add_business_days("2026-07-02", 1, calendar) == date(2026, 7, 6)
    assert add_business_days("2026-03-09", -1, calendar) == date(2026, 3, 6)
    with pytest.raises(UserError, match="not a date"):
        business_days_between("03/02/2026", "2026-03-03", calendar)
    with pytest.raises(UserError, match="century"):
        add_business_days("2026-03-02", 10**9, calendar)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 400), st.integers(1, 7), st.data())
def test_adding_and_counting_business_days_agree(
    start: date, days: int, week: int, data: st.DataObject
) -> None:
    off = data.draw(st.lists(st.integers(1, 500), max_size=5, unique=True))
    holidays = tuple((start + timedelta(days=d)).isoformat() for d in off)
    calendar = Calendar(business_days_per_week=week, holidays=holidays)
    end = add_business_days(start, days, calendar)
    assert business_days_between(start, end, calendar) == days
    assert business_days_between(end, start, calendar) == -days
