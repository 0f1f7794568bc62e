"""Every method of the Charts page: a result, its words, its table, and a picture in every look."""

from __future__ import annotations

import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.plots import draw_result as figures
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
