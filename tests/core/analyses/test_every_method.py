"""Every method of the Charts page: a result, its words, its table, and a picture in every look."""

from __future__ import annotations

import numpy as np
import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.plots import draw_result as figures
from leanbench.plots.answers import inner
from leanbench.stats.base.result import to_json
from look.example_cases import CASES, result_of

NAMES = tuple(catalogue.methods())
PLANS = [name for name in NAMES if name.startswith("size-")]


@pytest.mark.parametrize("name", NAMES)
def test_every_method_answers_in_words_numbers_and_a_picture(name):
    item, result = result_of(name)
    first, rest = words.sentences(result, item)
    assert first.endswith((".", "?"))
    assert "nan" not in f"{first} {rest}".lower().split()
    columns, rows = words.table_of(result)
    assert columns
    assert rows
    assert result.convention
    picture = figures.figure(result, theme="print").to_bytes("svg")
    assert picture.startswith(b"<?xml")


@pytest.mark.parametrize("name", [name for name in NAMES if name != "run-length"])
def test_a_method_without_its_columns_says_which_is_missing(name):
    method = catalogue.methods()[name]
    data = CASES if method.needs_data else studies.NO_DATA
    with pytest.raises(UserError) as caught:
        studies.of(Study("s", method=name, dataset=data.id), data)
    text = str(caught.value)
    assert text.startswith(("Choose", "Give", "Say")), text


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_says_what_the_cases_that_there_are_can_show(name):
    """Power from the number of cases, not only the number from the power: the same curve read the other way."""
    item, plan = result_of(name)
    for n in (plan.result.n, max(plan.result.n // 2, 6)):
        own = Study("s", method=name, dataset=item.dataset, options={**item.options, "have": n})
        with_those = studies.of(own, studies.NO_DATA)
        label, value = with_those.result.figures[0]
        assert f"{n:,} " in label
        assert any(f"the {n:,} " in line and "there are" in line for line in with_those.summary())
        assert with_those.picture.have == (n, value)
        if n == plan.result.n and name not in ("size-mean", "size-share"):
            assert value == pytest.approx(plan.result.power, abs=1e-12)
        elif n < plan.result.n:
            worse = (
                value > plan.picture.margin
                if name in ("size-mean", "size-share")
                else value < plan.result.power
            )
            assert worse
        assert with_those.result.n == plan.result.n
        figures.figure(with_those, theme="print").to_bytes("svg")
    for bad in (0, -3, 2.5, 10**9):
        own = Study("s", method=name, dataset=item.dataset, options={**item.options, "have": bad})
        with pytest.raises(UserError, match="whole number"):
            studies.of(own, studies.NO_DATA)


def numbers_in(plain):
    """Every number of plain JSON."""
    if isinstance(plain, dict | list):
        for part in plain.values() if isinstance(plain, dict) else plain:
            yield from numbers_in(part)
    elif isinstance(plain, int | float) and not isinstance(plain, bool):
        yield float(plain)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_its_tables_stands_in_its_json(name):
    """As a number of the result or a row of its table; the first column only names the row."""
    _item, answer = result_of(name)
    result = inner(answer)
    plain = studies.as_plain(answer)
    known = np.sort([*numbers_in(plain)])
    tables = ("table", "limits_table", "signals_table")
    for table in (getattr(result, kind)() for kind in tables if hasattr(result, kind)):
        assert len(set(table.columns)) == len(table.columns)
        shown = np.array([*numbers_in(to_json([row[1:] for row in table.rows]))])
        if not shown.size:
            continue
        places = np.clip(np.searchsorted(known, shown), 1, known.size - 1)
        near = np.minimum(abs(known[places] - shown), abs(known[places - 1] - shown))
        assert (near <= 1e-12 * np.maximum(1.0, abs(shown))).all()


def test_what_follows_from_the_numbers_of_a_result_stands_in_its_json():
    """What was missing once: F, p and R² of an analysis of variance, the share without defect, the interval of ppm."""
    anova = studies.as_plain(result_of("one-way-anova")[1])["partition"]
    assert anova["f"] == pytest.approx(anova["ms_between"] / anova["ms_within"])
    assert 0 < anova["p"] < 1
    assert anova["r_squared"] == pytest.approx(
        anova["ss_between"] / (anova["ss_between"] + anova["ss_within"])
    )
    assert 0 < studies.as_plain(result_of("capability-poisson")[1])["first_pass_share"] < 1
    low, high = studies.as_plain(result_of("capability-nonnormal")[1])["ppm_interval"]
    assert 0 < low < high
