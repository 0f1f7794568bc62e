"""Subgrouping by period and category, and writing tables out again."""

import datetime as dt

import numpy as np
import openpyxl
import pytest

from leanbench import tables
from leanbench.errors import UserError
from leanbench.stats.base.result import Table as ResultTable

CSV = (
    b"when,days,ok,office\n"
    b"2024-01-01,10,yes,North\n2024-01-07,20,no,South\n2024-01-08,30,yes,North\n"
    b"2024-01-22,40,yes,South\n,50,no,North\n2024-01-23,,yes,\n"
)


@pytest.fixture
def table():
    return tables.table(tables.dataset(tables.read(CSV), id="d", name="Cases"))


def test_weeks_start_on_monday_and_missing_weeks_are_said(table):
    weekly = tables.aggregate(table, date="when", by="week", value="days", how="median")
    assert weekly.labels == ("2024-01-01", "2024-01-08", "2024-01-22")
    assert weekly.values.tolist() == [15, 30, 40]
    assert weekly.sizes.tolist() == [2, 1, 1]
    assert [rows.tolist() for rows in weekly.rows] == [[0, 1], [2], [3, 5]]
    said = " ".join(weekly.notes)
    assert "no rows in 1 week (2024-01-15)" in said
    assert "1 row without a date" in said
    assert "1 row without a usable value in “days” left out" in said


def test_fill_lists_the_missing_week(table):
    counts = tables.aggregate(table, date="when", by="week", how="count", fill=True)
    assert counts.labels[2] == "2024-01-15"
    assert counts.values.tolist() == [2, 1, 0, 2]


def test_rate_by_month_and_its_counts(table):
    monthly = tables.aggregate(table, date="when", by="month", value="ok", how="rate")
    assert monthly.labels == ("2024-01-01",)
    assert monthly.values[0] == pytest.approx(4 / 5)
    assert monthly.counts().tolist() == [4]


def test_by_category_in_order_of_appearance(table):
    by_office = tables.aggregate(table, by="office", value="days", how="mean")
    assert by_office.labels == ("North", "South")
    assert by_office.values.tolist() == [30, 30]


def test_wrong_columns_are_plain_sentences(table):
    with pytest.raises(UserError, match="not dates"):
        tables.aggregate(table, date="days", value="days")
    with pytest.raises(UserError, match="not numbers"):
        tables.aggregate(table, date="when", value="office")
    with pytest.raises(UserError, match="rate needs a column of yes and no"):
        tables.aggregate(table, date="when", value="days", how="rate")
    with pytest.raises(UserError, match="The columns are: when, days, ok, office"):
        tables.aggregate(table, date="when", value="nope")
    with pytest.raises(UserError, match="no period called"):
        tables.aggregate(table, date="when", by="fortnight", value="days")


def test_weeks_agree_with_the_calendar():
    days = [dt.date(2023, 12, 20) + dt.timedelta(n) for n in range(40)]
    text = "d,x\n" + "".join(f"{day.isoformat()},1\n" for day in days)
    table = tables.table(tables.dataset(tables.read(text.encode()), id="d", name=""))
    weekly = tables.aggregate(table, date="d", by="week", value="x", how="sum")
    assert all(dt.date.fromisoformat(label).weekday() == 0 for label in weekly.labels)
    assert weekly.values.sum() == 40


def test_csv_round_trip(table, tmp_path):
    tables.write_csv(table, tmp_path / "out.csv")
    again = tables.read(tmp_path / "out.csv")
    second = tables.table(tables.dataset(again, id="e", name=""))
    np.testing.assert_array_equal(second.column("days"), table.column("days"))
    np.testing.assert_array_equal(second.column("when"), table.column("when"))
    assert second.column("ok").tolist() == table.column("ok").tolist()


def test_xlsx_never_becomes_a_formula(tmp_path):
    result = ResultTable(("what", "value"), (("=1+1", 2.5), ("plain", None), ("nan", float("nan"))))
    tables.write_xlsx(result, tmp_path / "out.xlsx", notes=("one note",))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    page = book["Data"]
    assert page["A2"].data_type == "s"
    assert page["A2"].value == "=1+1"
    assert (page["B2"].value, page["B3"].value, page["B4"].value) == (2.5, None, None)
    assert book["Notes"]["A1"].value == "one note"


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        tables.write_csv(ResultTable(("a",), ()), tmp_path / "none" / "x.csv")
