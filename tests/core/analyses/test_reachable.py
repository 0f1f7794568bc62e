"""What the library can do, the window, the command line and the report can ask for: options, dates, run lengths.

Bad columns and bad options of every method are in tests/core/stats/test_bad_tables.py.
"""

from __future__ import annotations

import numpy as np
import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.charts_index import CHARTS
from leanbench.stats.tests.outliers import grubbs
from leanbench.stats.tests.testing import by_group
from leanbench.stats.tests.tests_counts import two_rates
from leanbench.tables import dataset, read

N = 30
RNG = np.random.default_rng(1)
GOOD = RNG.normal(10, 2, N).round(3).tolist()
COLUMNS = {
    "good": GOOD,
    "words": ["n/a"] * N,
    "days": [f"2026-01-{1 + i:02d}" for i in range(N)],
    "days back": [f"2026-01-{N - i:02d}" for i in range(N)],
    "group of three": [("a", "b", "c")[i % 3] for i in range(N)],
    "stage": ["before"] * 15 + ["after"] * 15,
}
ROWS = [",".join(str(cell) for cell in row) for row in zip(*COLUMNS.values(), strict=True)]
DATA = dataset(read("\n".join([",".join(COLUMNS), *ROWS])), id="d", name="d")
METHODS = catalogue.methods()


def told(name, options):
    """The result, or the sentence of the refusal."""
    data = DATA if METHODS[name].needs_data else studies.NO_DATA
    try:
        return studies.of(Study("s", method=name, dataset="d", options=options), data)
    except UserError as error:
        return str(error)


def run(name, **options):
    return studies.of(Study("s", method=name, dataset="d", options=options), DATA)


def test_every_option_that_a_function_has_is_in_the_catalogue():
    """What only the library could do before the window could: named here, so that it stays reachable."""
    fields = {name: {field.name for field in method.fields} for name, method in METHODS.items()}
    assert "subgroup" in fields["change"]
    assert {"start", "finish", "days", "as_of"} <= fields["capability-deadline"]
    assert {"distribution", "boundary"} <= fields["capability-nonnormal"]
    assert "about" in fields["runs-test"]
    assert {"low", "high", "margin"} <= fields["equivalence"]
    assert {"points", "lowest", "boxes"} <= fields["survey"]
    assert {"panels", "process-yield", "capability-summary", "one-sample-wilcoxon", "run-length"} <= set(
        METHODS
    )
    assert "covariance" in fields["t2"]
    for name in ("capability-normal", "capability-between-within", "capability-many"):
        assert {"sigma", "width", "cpm_divisor", "constants", "profile", "confidence"} <= fields[name]
    assert {"fixed", "restricted", "terms"} <= fields["gage-rr-expanded"]
    assert {"alpha", "interaction", "profile"} <= fields["gage-rr-crossed"]
    assert "confidence" in fields["capability-nonnormal"]
    assert "confidence" in fields["capability-transformed"]
    assert all("run_lengths" in fields[name] for name in CHARTS)
    assert all("constants" in fields[name] for name in CHARTS)


def test_every_option_of_a_control_chart_says_what_it_does():
    for name in CHARTS:
        for field in METHODS[name].fields:
            if field.group != "Data":
                assert field.help, f"{name}: {field.label}"
    cusum = {field.name: field for field in METHODS["cusum"].fields}
    assert cusum["raw"].label == "h and k in the data's unit"
    assert cusum["standardised"].label == "Show the sums in sigma"
    assert cusum["fir"].label == "Head start, share of h"


def test_the_sums_in_sigma_signal_where_the_sums_in_the_unit_do():
    """What the help of the option says."""
    plain, scaled = (told("cusum", {"value": "good", "h": 2, "standardised": flag}) for flag in (None, True))
    in_unit = told(
        "cusum", {"value": "good", "h": 4, "slack": 1, "raw": True, "sigma_known": 2, "target": 10}
    )
    in_sigma = told("cusum", {"value": "good", "h": 2, "slack": 0.5, "sigma_known": 2, "target": 10})
    points = [
        [signal.point for panel in chart.panels for signal in panel.signals] for chart in (plain, scaled)
    ]
    assert points[0] == points[1] != []
    np.testing.assert_allclose(in_unit.panels[0].points, in_sigma.panels[0].points)


def test_events_are_charted_from_their_dates():
    by_date = told("g", {"date": "days"})
    assert by_date.panels[0].n == N - 1
    assert by_date.panels[0].label == "Days between events"
    assert by_date.labels[0] == "2026-01-02"
    assert set(by_date.panels[0].points) == {1.0}
    assert told("t", {}).startswith("Choose the column of gaps")
    staged = told("t", {"date": "days back", "stage": "stage", "method": "exponential"})
    assert [info.n for info in staged.stages] == [14, 15]


def test_deadline_from_dates():
    lines = ["in,out", *(f"2026-03-{d:02d},2026-03-{d + 7:02d}" for d in range(2, 12)), "2026-03-02,"]
    data = dataset(read("\n".join(lines)), id="x", name="x")
    options = {"start": "in", "finish": "out", "usl": 5.0}
    found = studies.of(Study("s", method="capability-deadline", dataset="x", options=options), data)
    assert (found.met, found.cases) == (10, 10)  # seven calendar days are five business days
    slow = {**options, "days": "calendar", "as_of": "2026-03-31"}
    late = studies.of(Study("s", method="capability-deadline", dataset="x", options=slow), data)
    assert (late.met, late.cases) == (0, 11)


def test_run_lengths_without_data():
    alone = told("run-length", {})
    assert [round(found.arl, 1) for found in alone.lengths] == [370.4, 155.2, 43.9, 6.3, 2.0]
    pair = told("run-length", {"lower": "MR"})
    assert 95 < pair.both[0].arl < 117  # 105.2 by Crowder's equation
    tests = told("run-length", {"rules": "weco", "k": 3})
    assert tests.lengths[0].arl < 110
    gaps = told("run-length", {"chart": "g", "gap": 30})
    assert gaps.lengths[0].unit == "rate"
    assert "Give the mean gap" in told("run-length", {"chart": "t"})


def test_run_lengths_stand_with_the_chart():
    plain, asked = told("i-mr", {"value": "good"}), told("i-mr", {"value": "good", "run_lengths": True})
    assert asked.notes[0].startswith(
        "Run lengths: a false alarm about every 370 points (106 with the moving range chart);"
    )
    assert asked.notes[1:] == plain.notes
    assert any("Run lengths" in text for text in asked.summary())


def test_a_field_that_is_no_number_is_named():
    with pytest.raises(UserError, match="Measure needs a column of numbers"):
        run("descriptive", value="words")
    with pytest.raises(StatsError, match="must be a number"):
        grubbs(GOOD, alpha="x")  # type: ignore[arg-type]


def test_two_groups_of_more_are_named_or_the_first_two():
    cut = by_group([1, 2, 3, 4], ["a", "b", "c", "a"], order=["c", "a"])
    assert cut.names == ("c", "a")
    result = run("two-sample-t", value="good", group="group of three").result
    assert tuple(group.name for group in result.groups) == ("a", "b")


def test_rates_use_rows_with_both_count_and_exposure():
    data = dataset(read("n,size,g\n2,1,a\n,100,a\n3,1,a\n4,2,b\n"), id="r", name="r")
    options = {"value": "n", "size": "size", "group": "g"}
    found = studies.of(Study("s", method="two-rates", dataset="r", options=options), data).result
    assert dict(found.figures) == {"Exposure 1": 2.0, "Exposure 2": 2.0}
    assert found.statistic == two_rates((5, 4), (2.0, 2.0)).statistic


CASES = "day,right first time,good,of\n" + "\n".join(
    f"2026-01-{1 + i:02d},{'no' if i % 4 == 0 else 'yes'},{7 + i % 3},10" for i in range(28)
)


def share(**options):
    data = dataset(read(CASES), id="d", name="d")
    item = Study("s", method="capability-binomial", dataset="d", options=options)
    return studies.of(item, data)


def test_which_answer_is_the_bad_one_can_be_chosen_and_is_said():
    weekly = {"value": "right first time", "date": "day", "by": "week"}
    usual, yes, no = share(**weekly), share(**weekly, bad="yes"), share(**weekly, bad="no")
    assert (usual.share, yes.share, no.share) == (0.75, 0.75, 0.25)
    assert no.counts.tolist() == (no.sizes - usual.counts).tolist()
    assert "“yes” of right first time was taken as defective" in " ".join(usual.summary())
    assert "choose no (Counts as defective)" in " ".join(usual.summary())
    assert "“no” of right first time counts as defective" in " ".join(no.summary())
    assert "choose no" not in " ".join(yes.summary())
    fields = {field.name: field for field in METHODS["capability-binomial"].fields}
    assert [value for value, _words in fields["bad"].choices] == [None, "yes", "no"]


def test_counts_of_good_ones_can_be_turned_round_too():
    counted, others = share(value="good", size="of"), share(value="good", size="of", bad="no")
    assert counted.share + others.share == pytest.approx(1.0)
    assert not any("defective;" in note for note in counted.notes)
    assert "What was not counted counts as defective." in others.summary()
    with pytest.raises(UserError, match="Sample 1 has 10 counted among 7"):
        share(value="of", size="good", bad="no")


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0])
def test_a_chart_of_times_between_events_alarms_falsely_as_seldom_as_three_sigma(shape):
    """Percentile limits leave 0.135% on each side whatever the shape: 1 / 0.0027 = 370.4 events."""
    found = told("run-length", {"chart": "t", "gap": 12, "shape": shape}).lengths
    unchanged = next(length for length in found if length.is_unchanged)
    assert unchanged.arl == pytest.approx(370.4, abs=0.1)


def test_six_panels_of_a_capability_study_keep_the_subgroups_in_order():
    data = dataset(read("\n".join(["x", *(str(10 + n % 7) for n in range(20))])), id="x", name="x")
    options = {"value": "x", "usl": 25, "page": "six"}
    grouped = studies.of(
        Study("s", method="capability-normal", dataset="x", options={**options, "subgroup": 5}), data
    )
    assert grouped.details["subgroup"] == [str(1 + n // 5) for n in range(20)]
    alone = studies.of(Study("s", method="capability-normal", dataset="x", options=options), data)
    assert alone.details["subgroup"] in (None, 1)


def test_an_expected_table_is_read_with_and_without_percent_signs():
    """w of (0.3, 0.2; 0.1, 0.4) against what its margins give is the same, however the shares are written."""
    found = [told("size-chi-square", {"expected_table": text}).result.figure("Cohen's w")
             for text in ("30, 20; 10, 40", "30%, 20%; 10%, 40%", "0.3 0.2\n0.1 0.4")]  # fmt: skip
    assert found[0] == pytest.approx(0.4082, abs=1e-4)  # (30 x 40 - 20 x 10) / sqrt(50 x 50 x 40 x 60)
    assert found[1:] == pytest.approx([found[0]] * 2)
