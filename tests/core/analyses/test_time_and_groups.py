"""Time is an axis, groups keep every row, and no option is swallowed. Inputs and right answers worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leanbench import tables
from leanbench.__main__ import main
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.plots.draw_result import figure
from leanbench.plots.marks import Line
from leanbench.plots.segments import broken, places_of
from leanbench.stats.spc.runchart import run as run_chart
from leanbench.stats.spc.variables import i_mr

MONTHS = (3, 2, 0, 4, 1, 3, 0, 2, 5, 1, 3, 2)  # complaints of a year: none in March and July


AS_IT_CAME = {
    "look-alike": "keep",
    "time-order": "keep",
}  # as a table that was stored before imports had an account


def _study(text: str, method: str, **options: Any) -> Any:
    data = tables.table(tables.dataset(tables.read(text, take=AS_IT_CAME), id="d", name="d"))
    return studies.compute(Study("s", "s", method=method, dataset="d", options=options), data)


def _complaints() -> str:
    rows = [f"2024-{m:02}-{d + 1:02},1,noise" for m, n in enumerate(MONTHS, 1) for d in range(n)]
    return "received,n,kind\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    "options",
    [{"value": "n", "aggregate": "count"}, {"value": "n"}, {"value": "kind"}, {"aggregate": "count"}],
)
def test_a_month_without_events_counts_zero(options: dict[str, Any]) -> None:
    chart = _study(_complaints(), "c", date="received", by="month", **options)
    main_panel = chart.panels[0]
    assert main_panel.points.tolist() == list(MONTHS)
    assert main_panel.center[0] == pytest.approx(26 / 12)
    assert main_panel.ucl[0] == pytest.approx(26 / 12 + 3 * math.sqrt(26 / 12))
    assert any("2 months" in note and "counted as 0" in note for note in chart.notes)


def test_not_open_then_takes_the_periods_off_the_axis() -> None:
    chart = _study(_complaints(), "c", date="received", by="month", value="n", empty="closed")
    assert chart.panels[0].points.tolist() == [n for n in MONTHS if n]
    assert chart.panels[0].places is None


def test_a_mean_leaves_a_gap_that_no_line_and_no_moving_range_crosses() -> None:
    rows = [f"2024-{m:02}-10,{m + 10}" for m in (1, 2, 4, 5, 6)]
    chart = _study("d,x\n" + "\n".join(rows), "i-mr", date="d", by="month", aggregate="mean", value="x")
    values, ranges = chart.panels
    assert values.points.tolist() == [11, 12, 14, 15, 16]
    assert places_of(values).tolist() == [1, 2, 4, 5, 6]
    assert np.isnan(ranges.points[2])  # 12 to 14 is no step of neighbors
    x, y = broken(places_of(values), values.points, values)
    assert np.isnan(y[2])
    assert [a for a, b in zip(x, y, strict=True) if b == b] == [1, 2, 4, 5, 6]
    assert any("1 month" in note and "a gap" in note for note in chart.notes)


@pytest.mark.parametrize("method", ["ewma", "cusum"])
def test_a_chart_with_a_memory_breaks_its_line_at_a_gap_and_keeps_the_memory(method: str) -> None:
    known = {"target": 11.0, "sigma_known": 1.0}
    rows = [f"2024-{m:02}-10,{value}" for m, value in ((1, 10), (2, 11), (4, 14), (5, 15), (6, 14))]
    chart = _study(
        "d,x\n" + "\n".join(rows), method, date="d", by="month", aggregate="mean", value="x", **known
    )
    panel = chart.panels[0]
    assert places_of(panel).tolist() == [1, 2, 4, 5, 6]
    _x, y = broken(places_of(panel), panel.points, panel)
    assert np.isnan(y[2])
    together = _study("x\n10\n11\n14\n15\n14\n", method, value="x", **known).panels[0]
    assert panel.points == pytest.approx(together.points)
    assert any("1 month" in note and "a gap" in note for note in chart.notes)


def test_a_time_plot_stands_on_its_days_and_breaks_at_a_blank() -> None:
    rows = [f"2024-{m:02}-10,{value}" for m, value in ((1, 10), (2, 11), (3, ""), (4, 14), (5, 15))]
    plot = _study("d,x\n" + "\n".join(rows), "timeplot", date="d", columns=["x"])
    assert [str(day)[:10] for day in plot.x] == [f"2024-{m:02}-10" for m in range(1, 6)]
    assert np.isnan(plot.series[0]).tolist() == [False, False, True, False, False]
    (line,) = [mark for mark in figure(plot, theme="print").planes[0].marks if isinstance(mark, Line)]
    assert np.isnan(np.asarray(line.y, dtype=float)[2])  # a pen that is lifted


def test_time_between_two_stages_is_no_month_without_events() -> None:
    text = "d,x,s\n2024-01-03,1,a\n2024-03-03,1,a\n2024-07-03,1,b\n2024-08-03,1,b\n"
    chart = _study(text, "c", date="d", by="month", aggregate="count", value="x", stage="s")
    assert chart.panels[0].points.tolist() == [1, 0, 1, 1, 1]
    assert "the time between the stages a and b is left off the axis" in chart.notes


def test_a_blank_month_keeps_its_empty_place() -> None:
    text = "month,n\n" + "\n".join(
        f"2024-{m:02},{n}" for m, n in enumerate((24, 22, "", 27, "", 25, 21, 26, 23, 24), 1)
    )
    chart = _study(text, "c", value="n", label="month")
    assert chart.panels[0].center[0] == 24.0
    assert chart.panels[0].ucl[0] == pytest.approx(38.697, abs=5e-4)
    assert places_of(chart.panels[0]).tolist() == [1, 2, 4, 6, 7, 8, 9, 10]
    axes = figure(chart, theme="print").planes[0]
    assert axes.get_xlim() == (0.5, 10.5)


@pytest.mark.parametrize("gap", [False, True])
def test_no_run_goes_across_a_gap(gap: bool) -> None:
    # Nine points above the center; with a gap after the fifth no nine stand together.
    low, high = [1.0, 2.0] * 9, [9.0, 8.0, 9.0, 8.0, 9.0, 8.0, 9.0, 8.0, 9.0]
    values: list[float | None] = [*low, *high[:5], *([None] if gap else []), *high[5:]]
    chart = i_mr(values, tests=(2,), center=5.0, sigma=2.0)
    found = [signal for signal in chart.panels[0].signals if signal.side == "above"]
    assert bool(found) is not gap
    shifts = [
        s for s in run_chart(values, center=5.0).panels[0].signals if s.test == "shift" and s.side == "above"
    ]
    assert bool(shifts) is not gap


def test_a_zone_test_counts_no_point_before_a_gap() -> None:
    values: list[float | None] = [0.0, 2.5, None, 2.5, 0.0, 0.0, 2.5, 2.5]
    chart = i_mr(values, tests=(5,), center=0.0, sigma=1.0)
    assert [signal.point for signal in chart.panels[0].signals] == [6]
    assert chart.panels[0].signals[0].points == (5, 6)


def test_rows_newest_first_are_turned_round_and_said() -> None:
    text = "d,x\n2024-05-01,5\n2024-04-01,4\n2024-03-01,6\n2024-02-01,2\n2024-01-01,1\n"
    for options in ({"label": "d"}, {"date": "d"}, {}):
        chart = _study(text, "i-mr", value="x", **options)
        assert chart.panels[0].points.tolist() == [1, 2, 6, 4, 5]
        assert "the rows were newest first: put in order of d" in chart.notes
    pairs = _study(text, "xbar-r", value="x", label="d", subgroup=2)
    assert pairs.panels[0].points.tolist() == [1.5, 5.0, 5.0]
    frozen = _study(text, "i-mr", value="x", baseline=2)
    assert frozen.panels[0].center[0] == 1.5


def test_spellings_that_differ_in_case_or_blanks_are_one() -> None:
    text = "x,g\n1,North\n2,north \n3,North\n4,South\n5,south\n6,South\n7,North\n8,South\n"
    mixed = _study(text, "one-way-anova", value="x", group="g")
    plain = _study(
        text.replace("north ", "North").replace("south", "South"), "one-way-anova", value="x", group="g"
    )
    assert mixed.partition == plain.partition
    assert any("“north ” taken as “North” (1 row)" in note for note in mixed.notes)
    only = _study(text, "histogram", value="x", where={"g": "NORTH"})
    assert only.n == 4


def test_blank_reasons_are_a_bar_with_their_weight() -> None:
    text = "reason,n\nMissing form,201\nFee,78\nSignature,78\n,40\nN/A,31\nAddress,15\nOther,90\n"
    found = _study(text, "pareto", category="reason", value="n")
    assert found.labels == ("Missing form", "Fee", "Signature", "No reason given", "N/A", "Address", "Other")
    assert found.total == 533
    assert found.percents[0] == pytest.approx(37.711, abs=5e-4)
    assert "no reason given: 40 of 533 (1 row)" in found.notes


def test_very_many_causes_are_folded_and_said() -> None:
    text = "case,n\n" + "\n".join(f"C{i},{1 + i % 7}" for i in range(3_000))
    found = _study(text, "pareto", category="case", value="n")
    assert len(found.labels) == 200
    assert found.labels[-1] == "Other"
    assert found.cumulative_percents[-1] == pytest.approx(100)
    assert len(found.merged) == 3_000 - 199
    assert any("3,000 causes" in note for note in found.notes)


def test_an_option_a_method_does_not_know_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError, match='has no option "stage"'):
        _study("x\n1\n2\n3\n", "histogram", value="x", stage="s")
    table = tmp_path / "t.csv"
    table.write_text("x,s\n1,a\n2,a\n3,b\n4,b\n")
    for option in ("--stage", "--label", "--group", "--category"):
        assert main(["chart", str(table), "--kind", "histogram", "--value", "x", option, "s"]) != 0
        assert "has no option" in capsys.readouterr().err


def test_a_chart_of_the_command_line_shows_its_target(tmp_path: Path) -> None:
    table, picture = tmp_path / "t.csv", tmp_path / "t.svg"
    table.write_text("x\n" + "\n".join(str(78 + i % 4) for i in range(20)))
    command = ["chart", str(table), "--kind", "i-mr", "--value", "x", "-o", str(picture)]
    assert main([*command, "--target", "80"]) == 0
    with_target = picture.read_text()
    assert main(command) == 0
    assert "Target 80" in with_target
    assert "Target 80" not in picture.read_text()
