"""Import: every kind of file, every kind of mess; nothing lost, everything said."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leanbench import tables
from leanbench.errors import UserError
from leanbench.words.dates import read_moment
from leanbench.words.numbers import read_number


def said(preview):
    return " ".join(finding.text for finding in preview.account)


def kinds(preview):
    return {column.name: column.kind for column in preview.columns}


def stored(preview, **options):
    return tables.table(tables.dataset(preview, id="d1", name="Cases", **options))


PERMITS = "Case,Received,Lead time (days),Right first time\nA-1,2024-01-15,12.5,yes\nA-2,2024-01-16,9,no\n"


def test_plain_csv(tmp_path):
    path = tmp_path / "permits.csv"
    path.write_text(PERMITS)
    preview = tables.read(path)
    assert kinds(preview) == {
        "Case": "text", "Received": "date", "Lead time (days)": "number", "Right first time": "yesno",
    }  # fmt: skip
    assert (preview.encoding, preview.delimiter, preview.decimal, preview.rows) == ("utf-8", ",", ".", 2)
    assert preview.column("Lead time (days)").unit == "days"
    assert preview.account == ()
    record = tables.dataset(preview, id="d1", name="Permits")
    assert record.text == PERMITS
    assert record.origin == "permits.csv"
    table = tables.table(record)
    assert table.column("Lead time (days)").tolist() == [12.5, 9.0]
    assert table.column("Received").tolist() == [dt.datetime(2024, 1, 15), dt.datetime(2024, 1, 16)]
    assert table.column("Right first time").tolist() == [1.0, 0.0]
    assert table.column("Case").tolist() == ["A-1", "A-2"]
    assert tables.table(record) is table


def test_text_among_numbers_is_kept_and_listed_with_its_row():
    preview = tables.read("days\n1\n2\nn/a\n4\nwaiting\n", kind="paste")
    column = preview.column("days")
    assert column.kind == "number"
    assert [(cell.row, cell.text) for cell in column.odd] == [(4, "n/a"), (6, "waiting")]
    assert "rows 4 and 6" in said(preview)
    table = stored(preview)
    np.testing.assert_array_equal(table.column("days"), [1, 2, np.nan, 4, np.nan])
    assert [(cell.row, cell.text) for cell in table.odd] == [(3, "n/a"), (5, "waiting")]
    assert table.texts("days").tolist() == ["1", "2", "n/a", "4", "waiting"]


def test_decimal_comma_and_thousands_point():
    preview = tables.read(b"Office;Cost (EUR)\nNorth;1.234,50\nSouth;12,75\nWest;1.000\n")
    assert (preview.delimiter, preview.decimal) == (";", ",")
    assert stored(preview).column("Cost (EUR)").tolist() == [1234.5, 12.75, 1000.0]
    assert "decimal sign" in said(preview)
    assert "thousands" in said(preview)


REMARKS = (
    "Office;Days;Cost;Remark\n"
    "North;12,5;100,25;\n"
    "South;9,0;80,50;called; came again\n"
    "West;7,25;95,75;late, papers missing; called\n"
    "North;8,5;70,00;\n"
    "South;11,0;88,10;sent back; then accepted\n"
)


@pytest.mark.parametrize("text", [REMARKS, REMARKS.replace("12,5", '"12,5"').replace("7,25", '"7,25"')])
def test_decimal_commas_do_not_win_over_semicolons_that_remarks_have_too(text):
    preview = tables.read(text.encode())
    assert (preview.delimiter, preview.decimal) == (";", ",")
    table = stored(preview)
    assert table.column("Days").tolist() == [12.5, 9.0, 7.25, 8.5, 11.0]
    assert table.column("Cost").tolist() == [100.25, 80.5, 95.75, 70.0, 88.1]
    assert "called, came again" in tables.dataset(preview, id="d1", name="Cases").text
    assert "More cells than columns in rows 3, 4 and 6" in said(preview)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,x; y\n3,4,z; w\n5,6,u; v\n", ","),  # a semicolon in every remark
        ("1,2,3\n4,5,6\n", ","),  # nothing else cuts
        ("when,days,note\n2026-01-05,3,a;b\n2026-01-06,4,c;d\n", ","),
        ('office,cost\nNorth,"1,5"\nSouth,"2,5"\n', ","),
        ("1,5;2,5\n3,5;4,5\n", ";"),  # numbers alone, without a heading
        ("1,234;5,678\n3,500;4,250\n", ";"),
        ("a\tb\n1,5\t2,5\n3,5\t4,5\n", "\t"),
        ("a|b\n1,5|x, y\n3,5|z, w\n", "|"),
    ],
)
def test_the_separator_is_guessed(text, delimiter):
    assert tables.read(text.encode()).delimiter == delimiter


def test_thousands_comma_is_said_with_an_example():
    preview = tables.read(b'n,Cost\n1,"1,234"\n2,"12,500"\n')
    assert stored(preview).column("Cost").tolist() == [1234.0, 12500.0]
    assert "thousands separator (“1,234” is 1234)" in said(preview)
    assert [f.level for f in preview.account] == ["warning"]  # 1.234 in half of Europe: the user must see it
    german = tables.read(b'n,Cost\n1,"1,234"\n2,"12,500"\n', decimal=",")
    assert stored(german).column("Cost").tolist() == [1.234, 12.5]


def test_a_cell_of_the_other_decimal_sign_stays_odd_after_storing():
    preview = tables.read(b"x;y\n1,5;1\n2,5;2\n3.75;3\n4,25;4\n")
    assert [cell.text for cell in preview.column("x").odd] == ["3.75"]
    np.testing.assert_array_equal(stored(preview).column("x"), [1.5, 2.5, np.nan, 4.25])


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings(encoding, expected):
    preview = tables.read("Bürgeramt,Größe\nKöln,3\nMünchen,4\n".encode(encoding))
    assert preview.encoding == expected
    assert [column.name for column in preview.columns] == ["Bürgeramt", "Größe"]
    assert stored(preview).column("Bürgeramt").tolist() == ["Köln", "München"]
    assert ("Windows-1252" in said(preview)) == (expected == "cp1252")


def test_bytes_that_mean_nothing_in_cp1252_are_said():
    preview = tables.read(b"name,x\nK\xf6ln,1\nbad\x81byte,2\n")
    assert "1 character could not be read" in said(preview)
    assert preview.rows == 2


def test_wrong_encoding_is_refused_with_the_line():
    with pytest.raises(UserError, match="line 2"):
        tables.read("a\nü\n".encode("cp1252"), encoding="utf-8")
    with pytest.raises(UserError, match="no text encoding called 'klingon'"):
        tables.read(b"a\n1\n", encoding="klingon")


def test_ragged_rows_are_kept_and_said():
    preview = tables.read(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n")
    assert "Too few cells in row 3" in said(preview)
    assert "More cells than columns in row 4" in said(preview)
    table = stored(preview)
    assert table.names == ("a", "b", "c", "Column 4")
    np.testing.assert_array_equal(table.column("c"), [3, np.nan, 8, 12])
    np.testing.assert_array_equal(table.column("Column 4"), [np.nan, np.nan, 9, np.nan])


def test_duplicate_and_missing_names_and_an_empty_column():
    preview = tables.read(b"x,x,,empty\n1,2,3,\n4,5,6,\n")
    assert [c.name for c in preview.columns] == ["x", "x (2)", "Column 3", "empty"]
    assert "Two columns are called “x”" in said(preview)
    assert "Column “empty” is empty" in said(preview)
    assert "No name above column 3" in said(preview)
    assert preview.column("empty").blanks == 2


@pytest.mark.timeout(
    30
)  # each counted from 2 again, against all names anew: 20 s, minutes in the public copy
def test_thousands_of_equal_headings_and_contacts_get_names_of_their_own():
    from leanbench.event.records import Event
    from leanbench.privacy import public_copy

    preview = tables.read(("days," * 9_999 + "days\n" + "1," * 9_999 + "1\n").encode(), kind="csv")
    assert [column.name for column in preview.columns[:3]] == ["days", "days (2)", "days (3)"]
    assert len({column.name for column in preview.columns}) == 10_000
    cells = "".join(f"555-010-{n:04}\n" for n in range(10_000))
    stored = tables.dataset(tables.read(f"Phone\n{cells}".encode(), kind="csv"), id="d", name="D")
    public = public_copy(Event(datasets=(stored,))).event.datasets[0].text.split("\n")
    assert len(set(public)) == 10_002
    assert "555" not in "".join(public[:50])


def test_no_header_row_and_overrides():
    data = b"2024-01-01,3\n2024-01-02,4\n"
    preview = tables.read(data)
    assert preview.header_row == 0
    assert [c.name for c in preview.columns] == ["Column 1", "Column 2"]
    assert "no header row" in said(preview)
    assert preview.rows == 2
    assert tables.read(data, header_row=1).rows == 1
    assert tables.read(b"a,b\nc,d\n", header_row=0).rows == 2
    with pytest.raises(UserError, match="row 9 cannot be the header"):
        tables.read(data, header_row=9)


def test_titles_above_the_header_and_empty_rows():
    preview = tables.read(b"Permit office,,\nExtract of May,,\n,,\nCase,Days,Who\nA,1,x\n,,\nB,2,y\n,,\n")
    assert preview.header_row == 4
    assert list(preview.row_numbers) == [5, 7]
    assert "2 rows above the header" in said(preview)
    assert "Row 6 is empty and left out" in said(preview)
    record = tables.dataset(preview, id="d", name="")
    assert record.about["above_header"][0][0] == "Permit office"


def test_year_columns_are_a_header():
    preview = tables.read(b"Office,2021,2022,2023\nNorth,1,2,3\nSouth,4,5,6\n")
    assert [c.name for c in preview.columns] == ["Office", "2021", "2022", "2023"]


@pytest.mark.parametrize(
    ("texts", "order", "first"),
    [
        (("13/02/2024", "01/03/2024"), "dmy", dt.datetime(2024, 2, 13)),
        (("02/13/2024", "03/01/2024"), "mdy", dt.datetime(2024, 2, 13)),
        (("2024/02/13", "2024/03/01"), "ymd", dt.datetime(2024, 2, 13)),
        (("13.2.24", "1.3.24"), "dmy", dt.datetime(2024, 2, 13)),
        (("Feb 13, 2024", "1 Mar 2024"), "ymd", dt.datetime(2024, 2, 13)),
        (("2/13/2024 1:05 PM", "3/1/2024 12:00 AM"), "mdy", dt.datetime(2024, 2, 13, 13, 5)),
    ],
)
def test_dates(texts, order, first):
    preview = tables.read('"when"\n' + "\n".join(f'"{text}"' for text in texts) + "\n", kind="paste")
    assert kinds(preview) == {"when": "date"}
    assert preview.column("when").date_order == order
    assert stored(preview).column("when").tolist()[0] == first
    assert stored(preview).column("when").tolist()[1] == dt.datetime(2024, 3, 1)


def test_ambiguous_dates_are_said_and_can_be_turned():
    preview = tables.read(b"d,x\n01/02/2024,1\n03/04/2024,2\n")
    assert preview.column("d").date_order == "ambiguous"
    assert "“01/02/2024” is read as January 2, 2024" in said(preview)
    turned = tables.override(preview, date_orders={"d": "dmy"})
    assert turned.column("d").date_order == "dmy"
    assert "cannot be told apart" not in said(turned)
    assert stored(turned).column("d").tolist()[0] == dt.datetime(2024, 2, 1)


def test_mixed_date_orders_are_listed():
    preview = tables.read(b"d\n13/02/2024\n14/02/2024\n02/25/2024\n01/02/2024\n")
    assert preview.column("d").date_order == "dmy"
    assert [(cell.row, cell.text) for cell in preview.column("d").odd] == [(4, "02/25/2024")]
    assert "mixes dates" in said(preview)
    assert stored(preview).texts("d").tolist() == ["2024-02-13", "2024-02-14", "02/25/2024", "2024-02-01"]


def test_the_clock_on_the_wall_is_kept_and_offsets_beside_it():
    preview = tables.read(b"t\n2011-03-26 12:00:00+01:00\n2011-03-28 12:00:00+02:00\n")
    assert "several offsets from UTC" in said(preview)
    table = stored(preview)
    column, offsets = table.column("t"), table.offsets("t")
    assert [str(moment) for moment in column] == ["2011-03-26T12:00:00", "2011-03-28T12:00:00"]
    assert offsets.tolist() == [60, 120]
    assert table.take(np.array([1])).offsets("t").tolist() == [120]
    assert table.texts("t").tolist() == ["2011-03-26 12:00:00+01:00", "2011-03-28 12:00:00+02:00"]


def test_codes_keep_their_zeros():
    preview = tables.read(b"zip,n\n01234,1\n98765,2\n")
    assert kinds(preview)["zip"] == "text"
    assert stored(preview).column("zip").tolist() == ["01234", "98765"]


def test_durations_percent_money_and_brackets():
    preview = tables.read(b'time,share,cost\n1:30,45 %,"$1,200.50"\n2 h 15 min,50%,"($300)"\n0:45:30,5%,$7\n')
    assert kinds(preview) == {"time": "duration", "share": "number", "cost": "number"}
    assert (preview.column("share").unit, preview.column("cost").unit) == ("%", "USD")
    table = stored(preview)
    assert table.column("time").tolist() == [90, 135, 45.5]
    assert table.column("share").tolist() == [45, 50, 5]
    assert table.column("cost").tolist() == [1200.5, -300, 7]
    assert table.texts("time").tolist() == ["1:30", "2 h 15 min", "0:45:30"]


def test_the_user_decides_the_kind_and_leaves_columns_out():
    preview = tables.read(b"id,flag,x\n1,1,2\n2,0,3\n")
    table = stored(preview, kinds={"id": "text", "flag": "yesno"}, skip_columns=("x",))
    assert table.names == ("id", "flag")
    assert table.column("id").tolist() == ["1", "2"]
    with pytest.raises(UserError, match="no column 'nope'"):
        stored(preview, kinds={"nope": "text"})
    with pytest.raises(UserError, match="left out"):
        stored(preview, skip_columns=("id", "flag", "x"))


def test_quoted_line_breaks_and_a_lonely_quotation_mark():
    preview = tables.read(b'a,b\n"two\nlines",1\nx,2\n')
    assert stored(preview).column("a").tolist() == ["two\nlines", "x"]
    broken = tables.read(b'a,b\n5" pipe,1\nx,2\ny,3\n')
    assert broken.rows == 3
    assert "quotation mark in row 2" in said(broken)
    assert stored(broken).column("a").tolist() == ['5" pipe', "x", "y"]


def test_paste_from_a_spreadsheet_and_sep_line():
    preview = tables.read("Step\tMinutes\nOpen mail\t5\nCheck, file\t7,5\n")
    assert preview.delimiter == "\t"
    assert kinds(preview) == {"Step": "text", "Minutes": "number"}
    assert stored(preview).column("Minutes").tolist() == [5, 7.5]
    assert tables.read(b"sep=;\na;b\n1;2\n").delimiter == ";"


def test_nan_and_inf_as_words_are_odd_not_numbers():
    preview = tables.read(b"x\n1\n2\nnan\ninf\n3\n4\n5\n")
    assert [cell.text for cell in preview.column("x").odd] == ["nan", "inf"]
    table = stored(preview)
    assert [cell.text for cell in table.odd] == ["nan", "inf"]
    assert np.isfinite(table.column("x")).sum() == 5


# --- spreadsheets -------------------------------------------------------------------------------


def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    empty = book.active
    empty.title = "Empty"
    page = book.create_sheet("Cases")
    page.append(["Case", "Received", "Days", "Clean", "Took"])
    page.append(["A", dt.datetime(2024, 1, 2), 3, True, dt.timedelta(hours=26, minutes=30)])
    page.append(["B", dt.datetime(2024, 1, 3), 4.5, False, dt.timedelta(minutes=45)])
    page.append(["C", dt.datetime(2024, 1, 4), None, True, None])
    page["C4"].value = "#DIV/0!"
    page["C4"].data_type = "e"
    page.append(["D", dt.datetime(2024, 1, 5), "=SUM(C2:C3)", True, None])
    page.append(["E", dt.datetime(2024, 1, 6), 7, True, None])
    page.append(["E", dt.datetime(2024, 1, 6), 8, True, None])
    path = tmp_path / "cases.xlsx"
    book.save(path)
    return path


def test_xlsx(tmp_path):
    preview = tables.read(workbook(tmp_path))
    assert preview.sheets == ("Empty", "Cases")
    assert preview.sheet == "Cases"
    assert kinds(preview) == {
        "Case": "text", "Received": "date", "Days": "number", "Clean": "yesno", "Took": "duration",
    }  # fmt: skip
    assert [(cell.row, cell.text) for cell in preview.column("Days").odd] == [(4, "#DIV/0!")]
    assert "1 formula without a stored value in row 5" in said(preview)
    table = stored(preview)
    assert table.column("Took").tolist()[:2] == [26.5 * 60, 45]
    assert table.column("Received").tolist()[0] == dt.datetime(2024, 1, 2)
    np.testing.assert_array_equal(table.column("Days"), [3, 4.5, np.nan, np.nan, 7, 8])
    with pytest.raises(UserError, match="Its sheets are: Empty, Cases"):
        tables.read(workbook(tmp_path), sheet="Nope")
    with pytest.raises(UserError, match="no cells with content"):
        tables.read(workbook(tmp_path), sheet="Empty")


def test_merged_cells_are_said(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for row in (["Office", "Days"], ["North", 1], [None, 2], ["South", 3]):
        page.append(row)
    page.merge_cells("A2:A3")
    book.save(tmp_path / "merged.xlsx")
    assert "Merged cells in row 2" in said(tables.read(tmp_path / "merged.xlsx"))


def ods(rows) -> bytes:
    """The smallest OpenDocument spreadsheet with these rows."""
    body = ""
    for row in rows:
        body += "<table:table-row>"
        for value in row:
            if isinstance(value, str):
                body += f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            else:
                body += f'<table:table-cell office:value-type="float" office:value="{value}">'
                body += f"<text:p>{value}</text:p></table:table-cell>"
        body += "</table:table-row>"
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        archive.writestr("content.xml", content)
    return stream.getvalue()


def test_ods(tmp_path):
    path = tmp_path / "small.ods"
    path.write_bytes(ods([["Office", "Days"], ["North", 3], ["South", 4.5]]))
    preview = tables.read(path)
    assert preview.sheets == ("Sheet1",)
    assert stored(preview).column("Days").tolist() == [3, 4.5]


# --- what cannot be read ------------------------------------------------------------------------


def test_files_that_are_no_tables(tmp_path):
    with pytest.raises(UserError, match="There is no file"):
        tables.read(tmp_path / "none.csv")
    with pytest.raises(UserError, match="is a folder"):
        tables.read(tmp_path)
    (tmp_path / "empty.csv").write_bytes(b"\n\n")
    with pytest.raises(UserError, match=r"empty\.csv is empty"):
        tables.read(tmp_path / "empty.csv")
    (tmp_path / "cut.xlsx").write_bytes(workbook(tmp_path).read_bytes()[:900])
    with pytest.raises(UserError, match="damaged"):
        tables.read(tmp_path / "cut.xlsx")
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(1, 200)))
    with pytest.raises(UserError, match="not a text file"):
        tables.read(tmp_path / "photo.csv")
    (tmp_path / "letter.docx").write_bytes(b"hello")
    with pytest.raises(UserError, match="not a kind of table"):
        tables.read(tmp_path / "letter.docx")
    (tmp_path / "map.drawio").write_text("<mxfile><diagram/></mxfile>")
    with pytest.raises(UserError, match=r"map\.drawio is a drawing\. Drawings cannot be read yet"):
        tables.read(tmp_path / "map.drawio")


def test_header_only():
    preview = tables.read(b"a,b\n")
    assert preview.rows == 0
    assert "no rows below the header" in said(preview)
    assert stored(preview).rows == 0


@pytest.mark.parametrize(
    "text", ['x\n1\n""\n3\n', "a,b\n1,\n,2\n", 'a,"b\nc"\n1,"x\ny"\n2,z\n', "a,b\n1\n2,3\n"]
)
def test_readers_of_stored_text_agree_in_slices_of_any_size(text, monkeypatch):
    from leanbench.event.records import Dataset
    from leanbench.tables import parsed

    whole = tables.table(Dataset("d", text=text))
    for large, cells in (
        (0, parsed.SLICE),
        (0, 2),
        (parsed.LARGE, 2),
    ):  # by pandas, by pandas row by row, row by row
        monkeypatch.setattr(parsed, "LARGE", large)
        monkeypatch.setattr(parsed, "SLICE", cells)
        other = tables.table(Dataset("d", text=str(text.encode(), "utf-8")))
        assert other is not whole
        assert other.names == whole.names
        for name in whole.names:
            assert other.texts(name).tolist() == whole.texts(name).tolist()


def test_a_word_that_python_takes_for_a_number_is_found_at_any_place(monkeypatch):
    from leanbench.tables import parsed

    rows = [f"{n},{n}" for n in range(9)]
    for size in (1, 7, 1000):
        monkeypatch.setattr(parsed, "SLICE", size)
        assert not parsed._has_word_numbers("\n".join(["a,b", *rows]))
        for at in range(9):
            changed = [*rows[:at], f'{at},"+inf"', *rows[at:]]
            assert parsed._has_word_numbers("\n".join(changed))


def test_a_stored_row_that_is_too_long_is_refused(monkeypatch):
    from leanbench.event.records import Dataset
    from leanbench.tables import parsed

    for limit, cells in ((0, parsed.SLICE), (10**9, parsed.SLICE), (10**9, 2)):
        monkeypatch.setattr(parsed, "LARGE", limit)
        monkeypatch.setattr(parsed, "SLICE", cells)
        with pytest.raises(UserError, match="row 2 has 3 cells for 2 columns"):
            tables.table(Dataset("d", text=f"a,b\n1,2\n3,4,{limit + cells}\n"))


# --- laws ---------------------------------------------------------------------------------------

CELL = st.text(alphabet="abc,;\"'\n 0123456789.-é", max_size=8)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_every_cell_survives_storing_as_text(rows):
    import csv

    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second"])
    writer.writerows(rows)
    preview = tables.read(stream.getvalue().encode(), kind="csv", delimiter=",", header_row=1)
    table = stored(preview, kinds={"first": "text", "second": "text"})
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert list(zip(table.column("first"), table.column("second"), strict=True)) == kept


@settings(max_examples=50, deadline=None)
@given(st.floats(min_value=-1e12, max_value=1e12, allow_nan=False))
def test_numbers_read_back_exactly(value):
    assert read_number(repr(value)) == value
    assert read_number(f"{value:,.2f}") == float(f"{value:.2f}")
    assert read_number(f"{value:,.2f}".translate(str.maketrans(",.", ".,")), ",") == float(f"{value:.2f}")


@settings(max_examples=50, deadline=None)
@given(st.datetimes(min_value=dt.datetime(1950, 1, 1), max_value=dt.datetime(2050, 1, 1)))
def test_dates_read_back_in_every_order(moment):
    moment = moment.replace(microsecond=0)
    assert read_moment(moment.isoformat(sep=" ")) == (moment, None)
    assert read_moment(f"{moment:%d/%m/%Y %H:%M:%S}", "dmy") == (moment, None)
    assert read_moment(f"{moment:%m/%d/%Y %I:%M:%S %p}", "mdy") == (moment, None)
    assert read_moment(f"{moment:%d %b %Y}")[0].date() == moment.date()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=20))
def test_stored_floats_are_bit_for_bit_the_same(values):
    preview = tables.read(("x,y\n" + "".join(f"{value!r},1\n" for value in values)).encode())
    assert stored(preview, kinds={"x": "number"}).column("x").tolist() == values


def test_one_long_pasted_line_is_no_file_name():
    preview = tables.read("Wastes: Defects, 0 min; " * 40)
    assert preview.columns
