"""Texts of numbers and times: thousands are made while the window paints.

    python benchmarks/bench_words.py

Prints nanoseconds for one text of each kind.
"""

from timeit import repeat

from leanbench.words.dates import date_text
from leanbench.words.durations import (
    Calendar,
    Duration,
    duration_text,
    map_time_text,
    parse_duration,
    time_text,
)
from leanbench.words.numbers import number_text, parse_number, percent_text

CALENDAR, WAIT = Calendar(), Duration(40.0, "h")
TASKS = {
    "number_text, exact": lambda: number_text(1234.5),
    "number_text, 1 decimal": lambda: number_text(1234.5678, 1),
    "percent_text": lambda: percent_text(81.25),
    "duration_text": lambda: duration_text(WAIT),
    "map_time_text": lambda: map_time_text(WAIT, CALENDAR),
    "time_text": lambda: time_text(18594.0, CALENDAR),
    "date_text": lambda: date_text("2026-03-13"),
    "parse_number": lambda: parse_number("1,234.5"),
    "parse_duration": lambda: parse_duration("10-20 min"),
}


def main() -> None:
    for name, task in TASKS.items():
        print(f"{name:24}{1e9 * min(repeat(task, number=20_000, repeat=5)) / 20_000:8.0f} ns")


if __name__ == "__main__":
    main()
