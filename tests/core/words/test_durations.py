"""Times: what is typed is understood, what is written reads back; two clocks, and one rule for units."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.words.durations import (
    Calendar,
    Duration,
    duration_text,
    elapsed_text,
    map_time_text,
    parse_duration,
    read_elapsed,
    speaks_of_days,
    time_text,
)
from leanbench.words.working_calendar import (
    BusinessMinutes,
    ElapsedMinutes,
    add_business_days,
    business_days_between,
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
def test_a_written_time_reads_back_exactly(duration: Duration) -> None:
    assert parse_duration(duration_text(duration)) == duration


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
    assert time_text(18594.0, OFFICE, "bd") == "38.7 bd"
    assert time_text(90.0, OFFICE, "h") == "1.5 h"
    assert time_text(None, OFFICE) == ""


@pytest.mark.parametrize(
    ("minutes", "text", "spoken"),
    [
        (0.0, "0 min", "0 minutes"), (0.5, "30 s", "30 seconds"), (1.0, "1 min", "1 minute"),
        (119.0, "119 min", "119 minutes"), (120.0, "2 h", "2 hours"), (479.0, "7.98 h", "7.98 hours"),
        (480.0, "1 bd", "1 business day"), (600.0, "1.25 bd", "1.25 business days"),
        (-2400.0, "−5 bd", "−5 business days"), (12345.0, "25.7 bd", "25.7 business days"),
    ],
)  # fmt: skip
def test_one_rule_when_minutes_become_hours_and_hours_days(minutes: float, text: str, spoken: str) -> None:
    assert time_text(minutes, OFFICE) == text
    assert time_text(minutes, OFFICE, spoken=True) == spoken


def test_a_time_on_a_map_follows_the_same_rule_however_it_was_typed() -> None:
    typed = [parse_duration(text) for text in ("40 h", "5 bd", "2400 min", "1w")]
    assert [map_time_text(time, OFFICE) for time in typed] == ["5 bd", "5 bd", "5 bd", "1 w"]
    assert map_time_text(parse_duration("10-20 min"), OFFICE) == "10–20 min"
    assert map_time_text(parse_duration("2d"), OFFICE) == "2 d"
    assert map_time_text(None, OFFICE) == "–"


def test_elapsed_time_is_read_and_written_by_the_other_clock() -> None:
    assert read_elapsed("1:30") == 90.0
    assert read_elapsed("-0:01:30") == -1.5
    assert read_elapsed("2 days 3 hours") == 2 * 1440.0 + 180.0
    assert read_elapsed("1 wk") == 7 * 1440.0
    assert read_elapsed("2 bd") is None
    assert read_elapsed("soon") is None
    assert elapsed_text(ElapsedMinutes(2.6 * 1440.0)) == "2.6 d"
    assert elapsed_text(ElapsedMinutes(360.0), spoken=True) == "6 hours"
    assert [speaks_of_days(text) for text in ("2 days", "1 w", "36 h", "1:30")] == [True, True, False, False]


@given(st.floats(0, 1e7), st.floats(1, 24), st.floats(1, 7))
def test_the_two_clocks_meet_only_in_the_calendar(days: float, hours: float, ratio: float) -> None:
    office = Calendar(hours_per_business_day=hours, calendar_days_per_business_day=ratio)
    business = office.business_minutes(ElapsedMinutes(days * 1440.0))
    assert business == pytest.approx(Duration(days, "d").minutes(office))
    assert office.elapsed_minutes(business) == pytest.approx(days * 1440.0)
    assert office.elapsed_minutes(BusinessMinutes(60.0 * hours)) == pytest.approx(1440.0 * ratio)


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
