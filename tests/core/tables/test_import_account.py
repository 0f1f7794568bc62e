"""The account of an import: figures shown wrong as right are the worst fault, so what was met is said and decided."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table

from leanbench import tables
from leanbench.__main__ import main
from leanbench.errors import UserError
from leanbench.event.import_account import KINDS
from leanbench.words.numbers import read_number


def book(*rows, change=None):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if change is not None:
        change(made.active)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def lines(preview):
    return {line.kind: line for line in preview.account}


def column(preview, name):
    return tables.table(tables.dataset(preview, id="d", name="")).column(name).tolist()


MONTHS = [(f"2024-{month:02d}", late) for month, late in enumerate((3, 5, 2, 4, 6, 3, 4, 2, 5, 3), 1)]


def test_percent_cells_are_percents_and_a_mixed_column_has_one_unit():
    def percents(page):
        for row in page.iter_rows(min_row=2, min_col=2):
            row[0].number_format = "0%"

    data = book(["Month", "On time"], ["a", 0.85], ["b", 1.0], ["c", "79%"], ["d", 0.07], change=percents)
    preview = tables.read(data, kind="xlsx")
    assert preview.column("On time").unit == "%"
    assert column(preview, "On time") == [85.0, 100.0, 79.0, 7.0]
    assert preview.account == ()


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("m,On time\na,80%\nb,0.7\nc,90%\n", "units-assumed", [80.0, 70.0, 90.0]),
        ("m,%C&A\na,0.8\nb,0.5\nc,1\n", "units-assumed", [80.0, 50.0, 100.0]),
        ("m,Score\na,0.8\nb,0.5\nc,1\n", "maybe-percent", [0.8, 0.5, 1.0]),
    ],
)
def test_fractions_ask_and_the_answer_can_be_turned(text, kind, values):
    preview = tables.read(text.encode())
    name = preview.columns[1].name
    assert column(preview, name) == values
    assert lines(preview)[kind].where == name
    other = next(choice for choice in KINDS[kind].choices if choice != lines(preview)[kind].taken)
    assert column(tables.read(text.encode(), take={f"{kind}/{name}": other}), name) != values


def test_hours_below_one_are_no_shares():
    assert tables.read(b"Step,PT hours\na,0.5\nb,1\n").account == ()


def test_hidden_rows_and_columns_are_left_out_and_can_be_kept():
    def hide(page):
        page.auto_filter.ref = "A1:C5"
        page.row_dimensions[3].hidden = True
        page.column_dimensions["A"].hidden = True

    data = book(
        ["case", "office", "days"], [1, "N", 11], [2, "S", 92], [3, "N", 10], [4, "N", 12], change=hide
    )
    preview = tables.read(data, kind="xlsx")
    assert column(preview, "days") == [11, 10, 12]
    assert [one.name for one in preview.columns] == ["office", "days"]
    line = lines(preview)["hidden-rows"]
    assert (line.rows, line.taken) == ("3", "leave-out")
    assert "1 of 4 rows" in line.text
    kept = tables.read(data, kind="xlsx", take={"hidden-rows": "keep", "columns-not-used": "keep"})
    assert column(kept, "days") == [11, 92, 10, 12]
    assert kept.columns[0].name == "case"


def test_totals_are_left_out_however_they_show():
    text = "Month,Late\n" + "".join(f"{month},{late}\n" for month, late in MONTHS)
    for foot in ("Total,37\n", "Grand Total:,37\nAverage,3.7\n"):
        preview = tables.read((text + foot).encode())
        assert preview.rows == 10
        assert (
            "looks like a total" in lines(preview)["totals"].text
            or "look like" in lines(preview)["totals"].text
        )
        assert tables.read((text + foot).encode(), take={"totals": "keep"}).rows > 10
    bare = text + ",37\n"
    assert tables.read(bare.encode()).rows == 10
    assert tables.read((text + ",36\n").encode()).rows == 11
    assert tables.read((text + "Total station,4\n").encode()).rows == 11

    def declare(page):
        page.add_table(Table(displayName="T", ref="A1:B12", totalsRowCount=1))

    declared = book(["Month", "Late"], *MONTHS, ["Ergebnis", 37], change=declare)
    assert tables.read(declared, kind="xlsx").rows == 10


def test_a_merged_label_belongs_to_all_its_rows_a_merged_number_does_not():
    def merge(page):
        page.merge_cells("A2:A3")
        page.merge_cells("C2:C3")

    data = book(
        ["Office", "Days", "Staff"], ["North", 10, 7], [None, 11, None], ["South", 14, 5], change=merge
    )
    preview = tables.read(data, kind="xlsx")
    assert column(preview, "Office") == ["North", "North", "South"]
    assert column(preview, "Staff")[1] != 7
    assert {"merged-filled", "to-check"} <= set(lines(preview))
    kept = tables.read(data, kind="xlsx", take={"merged-filled": "keep"})
    assert column(kept, "Office") == ["North", "", "South"]


def test_spellings_that_differ_in_capitals_or_blanks_are_one():
    text = b"who,y\nO1,1\nO1,2\no1 ,3\nO2,4\n"
    assert column(tables.read(text), "who") == ["O1", "O1", "O1", "O2"]
    assert lines(tables.read(text))["look-alike"].rows == "4"
    assert column(tables.read(text, take={"look-alike/who": "keep"}), "who")[2].strip() == "o1"


def test_two_columns_of_one_name_and_a_third_that_has_the_new_one():
    names = [one.name for one in tables.read(b"Days,Days,Days (2)\n1,2,3\n4,5,6\n").columns]
    assert names == ["Days", "Days (3)", "Days (2)"]
    assert tables.read(b"Office,n\nN,1\nS,2\nN,3\n").column("Office").kind == "text"


def test_a_thousandfold_error_is_never_silent():
    preview = tables.read(b"a;b\n1.000;2.345\n2.500;3.125\n")
    assert column(preview, "a") == [1000, 2500]
    assert lines(preview)["thousands-sign"].taken == "thousands"
    turned = tables.read(b"a;b\n1.000;2.345\n2.500;3.125\n", take={"thousands-sign": "decimal"})
    assert column(turned, "a") == [1, 2.5]
    assert lines(turned)["thousands-sign"].taken == "decimal"


def test_numbers_among_dates_are_the_dates_they_count():
    data = book(["name", "hired"], ["a", 39690], ["b", "2019-01-14"], ["c", 11037], ["d", "2001-08-15"])
    preview = tables.read(data, kind="xlsx")
    assert [str(day)[:10] for day in column(preview, "hired")] == [
        "2008-08-30", "2019-01-14", "1930-03-20", "2001-08-15",
    ]  # fmt: skip
    assert lines(preview)["serial-dates"].rows == "2, 4"


def test_rows_newest_first_are_turned_round():
    text = b"when,n\n2024-03-01,3\n2024-02-01,2\n2024-01-01,1\n"
    preview = tables.read(text)
    assert column(preview, "n") == [1, 2, 3]
    assert list(preview.row_numbers) == [4, 3, 2]
    assert column(tables.read(text, take={"time-order": "keep"}), "n") == [3, 2, 1]


def test_every_way_in_gives_the_same_account(tmp_path, capsys):
    text = "who,n,share\nO1,3,80%\no1,4,0.7\nO1,3,80%\nTotal,10,\n"
    path = tmp_path / "table.csv"
    path.write_text(text)
    pasted = tables.read(text.replace(",", "\t"))
    accounts = [pasted.account, tables.read(path).account, tables.read(text.encode()).account]
    assert accounts[0] == accounts[1] == accounts[2]
    assert {"look-alike", "units-assumed", "totals", "equal-rows"} == set(lines(pasted))
    target = tmp_path / "event.lean"
    assert main(["import", str(path), "--json", "-o", str(target)]) == 0
    printed = json.loads(capsys.readouterr().out)["account"]
    assert [(one["kind"], one["text"], one["taken"]) for one in printed] == [
        (one.kind, one.text, one.taken) for one in pasted.account
    ]
    from leanbench.event import open_event

    kept = open_event(target).root.datasets[0].account
    assert [(one.kind, one.text, one.taken, one.rows) for one in kept] == [
        (one.kind, one.text, one.taken, one.rows) for one in pasted.account
    ]


def test_the_page_of_the_command_line_names_every_kind_that_can_be_decided_and_its_choices():
    page = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text("utf-8")
    for kind, about in KINDS.items():
        (row,) = [line for line in page.splitlines() if f"`{kind}`" in line and about.choices] or [""]
        assert all(f"`{choice}`" in row for choice in about.choices), kind


def test_strict_refuses_what_is_not_decided():
    text = b"m,n\na,1\nb,2\nTotal,3\n"
    with pytest.raises(UserError, match=r"--take totals=leave-out\|keep"):
        tables.read(text, strict=True)
    assert tables.read(text, strict=True, take={"totals": "leave-out"}).rows == 2
    with pytest.raises(UserError, match="no choice for totals"):
        tables.read(text, take={"totals": "maybe"})
    with pytest.raises(UserError, match="nothing to decide"):
        tables.read(text, take={"nonsense": "keep"})


# Cells that a spreadsheet of an office may hold, alone or in any company.
CELLS = (
    "North", "north", "South", "Total", "", "0.7", "0.85", "80%", "90%", "1.250", "2.345", "1,250", "1.234,5", "3-Feb",
    "2-3", "(5)", "01/02/2024", "03/04/2024", "2024-01-05", "2023-12-01", "yes", "no", "n/a", "-", "*note", "12", "100",
    "1e5", "1.23E+15", "$5", "5 min", "1:30", "007", "0012345678901234567", "1 000", "Y", "2024", "NaN", "5,5", "<5",
)  # fmt: skip


@given(st.data())
@settings(max_examples=80)
def test_nothing_odd_is_said_only_of_a_table_that_is_stored_as_it_was_written(data):
    pool = data.draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4, unique=True))
    rows = data.draw(
        st.lists(st.lists(st.sampled_from(pool), min_size=2, max_size=2), min_size=1, max_size=6)
    )
    delimiter = data.draw(st.sampled_from(",;\t"))
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\n").writerows([["one", "two"], *rows])
    preview = tables.read(stream.getvalue().encode(), delimiter=delimiter)
    assume(not preview.account and any(map(any, rows)))
    stored = list(csv.reader(io.StringIO(tables.dataset(preview, id="d", name="").text)))[1:]
    while not any(rows[-1]):
        rows.pop()  # nothing stands below the table
    assert len(stored) == len(rows)
    for found, written in zip(stored, rows, strict=True):
        for a, b in zip(found, written, strict=True):
            assert a.strip() == b.strip() or read_number(a) == read_number(b) is not None
