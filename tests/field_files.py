"""Small files of the kinds people have, made anew for each test; what is in them, and what an import has to say.

Each maker writes a file into a folder and gives its path. `FACTS` has, by the name of the maker, the kinds of lines
of its account and the values of columns; `PASTED` are those whose text can be copied as it stands.
"""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

MONTHS = [(f"2024-{month:02d}", late) for month, late in enumerate((3, 5, 2, 4, 6, 3, 4, 2, 5, 3), 1)]


def text_file(folder: Path, name: str, lines: list[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def blank_and_counted(folder):
    """A month without a value and one that says so in letters (field case 10)."""
    return text_file(
        folder, "months.csv", ["month,n", "2024-01,24", "2024-02,22", "2024-03,", "2024-04,27", "2024-05,NA"]
    )


def complaints(folder):
    """One row for each complaint, none in some months (11)."""
    days = ("2024-01-04", "2024-01-19", "2024-02-02", "2024-04-11", "2024-04-12", "2024-04-30")
    return text_file(
        folder, "complaints.csv", ["received,about", *(f"{day},{'ab'[i % 2]}" for i, day in enumerate(days))]
    )


def spellings(folder):
    """One person under two spellings (21)."""
    rows = ["1,O1,5.1", "1,o1 ,5.2", "1,O2,5", "2,O1,6.1", "2,o1 ,6", "2,O2,6.3"]
    return text_file(folder, "operators.csv", ["part,operator,y", *rows])


def blank_reasons(folder):
    """A reason left blank that weighs 40 of 533 (24)."""
    rows = ["Missing form,201", "Fee,78", ",40", "N/A,31", "Address,15", "Signature,78", "Other,90"]
    return text_file(folder, "reasons.csv", ["reason,n", *rows])


def percents(folder):
    """Percent cells, some typed as text (25)."""
    return book(folder, "percents.xlsx", ["Month", "On time"],
                 [(m, f"{v}%" if i % 3 == 2 else v / 100) for i, (m, v) in
                  enumerate((("a", 85), ("b", 88), ("c", 79), ("d", 100), ("e", 7)))], formats={2: "0%"})  # fmt: skip


def dates_1904(folder):
    """Days counted from 1904 (27)."""
    days = [datetime.date(2024, 2, 26), datetime.date(2024, 3, 1), datetime.date(2023, 12, 29)]
    return book(folder, "dates.xlsx", ["case", "received"], list(enumerate(days, 1)), epoch=CALENDAR_MAC_1904,
                 formats={2: "yyyy-mm-dd"})  # fmt: skip


def elapsed(folder):
    """Elapsed times of more than a day (28)."""
    spans = [datetime.timedelta(hours=h, minutes=m) for h, m in ((1, 30), (24, 30), (37, 5), (1500, 0))]
    return book(folder, "elapsed.xlsx", ["case", "time"], list(enumerate(spans, 1)), formats={2: "[h]:mm"})


def totals(folder):
    """A total at the foot, called so (30)."""
    return text_file(folder, "late.csv", ["Month,Late", *(f"{m},{n}" for m, n in MONTHS), "Total,37"])


def declared_totals(folder):
    """A total that the spreadsheet declares (30)."""

    def change(sheet):
        sheet.add_table(Table(displayName="T", ref="A1:B12", totalsRowCount=1))

    return book(folder, "late.xlsx", ["Month", "Late"], [*MONTHS, ("Ergebnis", 37)], change=change)


def hidden(folder):
    """Rows hidden by a filter (31)."""

    def change(sheet):
        sheet.auto_filter.ref = "A1:C7"
        for row in (3, 5, 7):
            sheet.row_dimensions[row].hidden = True

    rows = [(f"C{i}", "NS"[i % 2], (11, 92, 10, 98, 12, 95)[i]) for i in range(6)]
    return book(folder, "hidden.xlsx", ["case", "office", "days"], rows, change=change)


def merged(folder):
    """Labels that belong to several rows (33)."""

    def change(sheet):
        sheet.merge_cells("A2:A5")
        sheet.merge_cells("A6:A9")

    rows = [
        ("North" if i == 0 else "South" if i == 4 else None, days)
        for i, days in enumerate((10, 11, 12, 13, 14, 15, 16, 17))
    ]
    return book(folder, "merged.xlsx", ["Office", "Days"], rows, change=change)


def semicolons(folder):
    """Numbers of other countries; a point before three digits (35)."""
    return text_file(
        folder, "fees.csv", ["case;fee;paid", "A;1.000,92;2.000", "B;1.250,00;3.500", "C;12,50;1.250"]
    )


def headings_twice(folder):
    """One heading over two columns, and a third that has the new name (38)."""
    return text_file(folder, "twice.csv", ["Days,Days,Days (2)", "1,2,3", "4,5,6", "7,8,9"])


def newest_first(folder):
    """The newest row on top, as months first."""
    return text_file(folder, "newest.csv", ["when,n", "3/28/2024,3", "2/14/2024,2", "1/4/2024,1"])


def everything(folder):
    """Shares, spellings, a total and equal rows in one table."""
    return text_file(folder, "table.csv", ["who,n,share", "O1,3,80%", "o1,4,0.7", "O1,3,80%", "Total,10,"])


def plain(folder):
    """A table with nothing odd in it."""
    return text_file(folder, "plain.csv", ["case,days", "A,3", "B,4", "C,5"])


# By maker: the lines of the account, and values of columns.
FACTS: dict[Any, tuple[set[str], dict[str, list[Any]]]] = {
    blank_and_counted: ({"became-text"}, {"n": [24, 22, None, 27, None]}),
    complaints: (set(), {"about": list("ababab")}),
    spellings: ({"look-alike"}, {"operator": ["O1", "O1", "O2"] * 2}),
    blank_reasons: (set(), {"n": [201, 78, 40, 31, 15, 78, 90], "reason": [
        "Missing form", "Fee", "", "N/A", "Address", "Signature", "Other"]}),
    percents: (set(), {"On time": [85, 88, 79, 100, 7]}),
    dates_1904: (set(), {"received": ["2024-02-26", "2024-03-01", "2023-12-29"]}),
    elapsed: (set(), {"time": [90, 1470, 2225, 90000]}),
    totals: ({"totals"}, {"Late": [late for _month, late in MONTHS]}),
    declared_totals: ({"totals"}, {"Late": [late for _month, late in MONTHS]}),
    hidden: ({"hidden-rows"}, {"days": [11, 10, 12]}),
    merged: ({"merged-filled"}, {"Office": ["North"] * 4 + ["South"] * 4}),
    semicolons: ({"as-read"}, {"fee": [1000.92, 1250, 12.5], "paid": [2000, 3500, 1250]}),
    headings_twice: ({"duplicate-heading"}, {"Days": [1, 4, 7], "Days (3)": [2, 5, 8], "Days (2)": [3, 6, 9]}),
    newest_first: ({"time-order"}, {"n": [1, 2, 3]}),
    everything: ({"look-alike", "units-assumed", "totals", "equal-rows"}, {"share": [80, 70, 80]}),
    plain: (set(), {"days": [3, 4, 5]}),
}  # fmt: skip
PASTED = [
    maker for maker in FACTS if maker not in (percents, dates_1904, elapsed, declared_totals, hidden, merged)
]


def pasted(path: Path) -> str:
    """What a person copies of a text file: its cells parted by tabs, as a spreadsheet does, or as it stands."""
    text = path.read_text("utf-8")
    return text if ";" in text else text.replace(",", "\t")


def book(folder, name, head, rows, *, formats=None, change=None, epoch=None):
    """A spreadsheet of one sheet; `formats` by the number of a column, `change` does what else is to be done."""
    made = openpyxl.Workbook()
    if epoch is not None:
        made.epoch = epoch
    sheet = made.active
    sheet.append(head)
    for row in rows:
        sheet.append(list(row))
    for column, shown in (formats or {}).items():
        for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
            cell.number_format = shown
    if change is not None:
        change(sheet)
    made.save(folder / name)
    return folder / name
