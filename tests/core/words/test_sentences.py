"""Dates, lists, plurals, kinds of quantity, and the door to other languages."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leanbench.errors import UserError
from leanbench.quantity import Quantity
from leanbench.words import _, ngettext
from leanbench.words.dates import (
    clock_text,
    date_order,
    date_range_text,
    date_text,
    iso_date,
    moment_text,
    parse_date,
    with_dates,
)
from leanbench.words.durations import Calendar
from leanbench.words.figures import KINDS, figure_text, quantity_text
from leanbench.words.language import active_language, find_language, read_catalog, use_language
from leanbench.words.lists import capital_text, count_text, list_text
from leanbench.words.numbers import percent_text


def test_dates_as_an_american_writes_them() -> None:
    assert date_text("2026-03-13") == "March 13, 2026"
    assert date_text(dt.date(2026, 3, 13), short=True) == "Mar 13, 2026"
    assert date_text("next week") == "next week"
    assert date_range_text("2026-03-09", "2026-03-13") == "March 9–13, 2026"
    assert date_range_text("2026-03-30", "2026-04-03") == "March 30 – April 3, 2026"
    assert date_range_text("2025-12-30", "2026-01-02") == "December 30, 2025 – January 2, 2026"
    assert date_range_text("2026-03-09", "") == "March 9, 2026"
    assert with_dates("from 2026-03-09T00:00 to 2026-04-01") == "from Mar 9, 2026 to Apr 1, 2026"


@given(st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31)))
def test_a_written_date_reads_back(day: dt.date) -> None:
    assert parse_date(date_text(day)) == parse_date(date_text(day, short=True)) == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}") == day
    assert iso_date(day.isoformat()) == day


def test_the_language_decides_which_number_is_the_month() -> None:
    assert parse_date("3/4/2026") == dt.date(2026, 3, 4)
    with use_language("es"):
        assert parse_date("3/4/2026") == dt.date(2026, 4, 3)
    assert [date_order(text) for text in ("2026-03-04", "13/4/2026", "4/13/2026", "3/4/2026", "x")] == [
        "ymd", "dmy", "mdy", "either", "",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "13/13/2026", "2026-03-02 is the day"])
def test_what_is_no_date_gets_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="is not a date"):
        parse_date(text)
    with pytest.raises(UserError, match="like 2026-03-02"):
        iso_date(text)


def test_lists_and_counts() -> None:
    assert list_text([]) == ""
    assert list_text(["a"]) == "a"
    assert list_text(["a", "b"]) == "a and b"
    assert list_text(["a", "b", "c"]) == "a, b, and c"
    assert list_text(["a", "b", "c", "d"], most=2) == "a, b, and 2 more"
    assert count_text(1, "step", "steps") == "1 step"
    assert count_text(1204, "step", "steps") == "1,204 steps"
    assert count_text(1.5, "person", "people") == "1.5 people"
    assert count_text(11, "person", "people", spelled=True) == "eleven people"
    assert count_text(0, "person", "people", spelled=True) == "no people"
    assert capital_text("no fee") == "No fee"
    assert capital_text("λ with") == "λ with"
    assert capital_text("p: Fisher") == "p: Fisher"


def test_a_figure_has_the_same_digits_on_every_surface() -> None:
    for kind in KINDS:
        for value in (0.125, 1.264, 38.75, 1234.5):
            screen, paper = figure_text(value, kind), figure_text(value, kind, "paper")
            assert screen == paper
            if kind not in ("elapsed", "money", "USD"):  # these choose a unit, or drop cents, by size
                assert screen.strip("%").startswith(figure_text(value, kind, "cell"))


def test_figures_in_their_units() -> None:
    office = Calendar()
    assert figure_text(1.264, "ratio") == "1.26%"
    assert figure_text(95.0, "ca", "speech") == "95 percent"
    assert figure_text(2400.0, "time", calendar=office) == "5 bd"
    assert figure_text(2400.0, "time", "speech", calendar=office) == "5 business days"
    assert figure_text(2400.0, "time") == "2,400 min"
    assert figure_text(1.0, "steps") == "1 step"
    assert figure_text(None, "ratio") == "–"
    assert figure_text(None, "ratio", "cell") == ""
    assert figure_text(None, "ratio", "speech") == "not known"
    assert figure_text(1.333333, "index") == "1.33"
    assert figure_text(7.5, "h a year") == "7.5 h a year"
    lead = Quantity("lead_time_first_pass_min", "Lead time", 18594.0, "min")
    assert quantity_text(lead, calendar=office) == "38.7 bd"


SPANISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "The time is empty."
msgstr "Falta el tiempo."

msgid "step"
msgid_plural "steps"
msgstr[0] "paso"
msgstr[1] "pasos"
"""


def test_a_catalog_speaks_only_where_its_language_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    spanish = find_language("es_PR")
    monkeypatch.setattr(spanish, "catalog", read_catalog(SPANISH.encode()))
    assert _("The time is empty.") == "The time is empty."
    with use_language("es_PR"):
        assert active_language() is spanish
        assert _("The time is empty.") == "Falta el tiempo."
        assert count_text(2, "step", "steps") == "2 pasos"
        assert ngettext("step", "steps", 1) == "paso"
        assert _("A text without a translation.") == "A text without a translation."
    assert count_text(2, "step", "steps") == "2 steps"


def test_other_languages_have_their_own_signs() -> None:
    with use_language("es"):
        assert percent_text(81.0) == "81\u00a0%"
        assert list_text(["a", "b", "c"]) == "a, b y c"
        assert date_text("2026-03-13") == "13 de marzo de 2026"
    with use_language("de"):
        assert date_range_text("2026-03-09", "2026-03-13") == "9.–13. März 2026"
    with pytest.raises(UserError, match="is not a language"), use_language("tlh-Latn-XX-nope"):
        pass


def test_english_needs_neither_babel_nor_gettext() -> None:
    code = (
        "import sys; from leanbench.words import durations, figures, dates, lists, money, numbers;"
        "figures.figure_text(2400.0, 'time', calendar=durations.Calendar()); dates.date_text('2026-03-13');"
        "sys.exit(' '.join({'babel', 'gettext', 'decimal', 'locale'} & set(sys.modules) - before) or 0)"
    )
    started = subprocess.run(
        [sys.executable, "-c", f"import sys, msgspec, re, datetime; before = set(sys.modules); {code}"],
        capture_output=True, text=True, env=os.environ, check=False,
    )  # fmt: skip
    assert (started.returncode, started.stderr) == (0, "")


def test_a_moment_has_its_day_and_its_clock() -> None:
    assert moment_text(dt.datetime(2026, 11, 28, 7, 6)) == "Nov 28, 2026, 7:06 AM"
    assert [clock_text(dt.datetime(2026, 1, 1, hour)) for hour in (0, 12, 13)] == [
        "12:00 AM",
        "12:00 PM",
        "1:00 PM",
    ]
    with use_language("de"):
        assert moment_text(dt.datetime(2026, 11, 28, 7, 6)) == "28.11.2026, 07:06"
