"""A share of yes per week is a measure in per cent wherever a chart does not take counts with their sizes."""

from __future__ import annotations

import numpy as np
import pytest

from leanbench.analyses import sentences as words
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.tables import dataset, read

# 20 weeks of 5 working days, 1 to 4 of the 5 in time.
IN_TIME = [1 + (7 * week) % 4 for week in range(20)]
LINES = ["day,in time,minutes"]
for week, met in enumerate(IN_TIME):
    for weekday in range(5):
        date = np.datetime64("2026-01-05") + 7 * week + weekday
        LINES.append(f"{date},{'yes' if weekday < met else 'no'},{10 + weekday}")
DATA = dataset(read("\n".join(LINES)), id="d", name="d")
SHARES = [100 * met / 5 for met in IN_TIME]
BY = {"value": "in time", "date": "day", "by": "week"}


def run(method, **options):
    return studies.of(Study("s", method=method, dataset="d", options={**BY, **options}), DATA)


@pytest.mark.parametrize("method", ["run", "i-mr", "ewma", "moving-average"])
@pytest.mark.parametrize("aggregate", [None, "rate"])
def test_a_chart_of_measures_shows_the_share_in_percent(method, aggregate):
    chart = run(method, **({} if aggregate is None else {"aggregate": aggregate}))
    assert (chart.name, chart.unit) == ("In time, share per week", "%")
    if method in ("run", "i-mr"):
        np.testing.assert_allclose(chart.panels[0].points, SHARES)
        study = Study("s", method=method, dataset="d", options=BY)
        assert "%" in " ".join(words.sentences(chart, study))


def test_charts_of_counts_keep_counts_and_sizes():
    chart = run("p")
    np.testing.assert_allclose(chart.panels[0].points, np.array(SHARES) / 100)
    assert set(chart.panels[0].size) == {5}
    assert set(run("c", aggregate="rate").panels[0].points) <= {1.0, 2.0, 3.0, 4.0}


@pytest.mark.parametrize("method", ["autocorrelation", "runs-test", "mann-kendall"])
def test_order_of_shares(method):
    assert run(method).summary()


def test_before_and_after_of_shares_compares_shares():
    lines = [
        LINES[0] + ",stage",
        *(f"{line},{'before' if i < 50 else 'after'}" for i, line in enumerate(LINES[1:])),
    ]
    data = dataset(read("\n".join(lines)), id="d", name="d")
    study = Study("s", method="change", dataset="d", options={**BY, "stage": "stage"})
    result = studies.of(study, data)
    assert result.chart.method == "p"
    assert result.kind == "share"


def test_single_answers_are_refused_with_the_way_out():
    for method in ("run", "i-mr", "runs-test"):
        with pytest.raises(UserError, match="holds yes and no: a share needs several cases"):
            run(method, by=None)
