"""Spreadsheets of other people, read where they lie beside the project; they are not part of it."""

import json
from pathlib import Path

import numpy as np
import pytest

from leanbench import tables

CORPUS = Path(__file__).parents[2].parent / "shared" / "cases" / "corpus" / "spreadsheet"
FACTS = sorted(CORPUS.glob("*/expected.json")) if CORPUS.is_dir() else []
# What a kind of the facts is here. A year or a code that stands alone is a number; "2010-11" is text.
KINDS = {"number": {"number"}, "percent": {"number"}, "money": {"number"}, "text": {"text"}, "date": {"date"},
         "yes/no": {"yesno"}}  # fmt: skip
STATISTICS = {
    "sum": np.nansum, "mean": np.nanmean, "earliest": np.nanmin, "latest": np.nanmax,
}  # fmt: skip
# Rows that facts leave out because a person knows the codes; nothing in the file says so.
KNOWN = {
    "sum without SEX 0 and AGE 999": lambda data: (data.column("SEX") != 0) & (data.column("AGE") != 999),
    "sum of rows 9-27 without the two subtotals":
        lambda data: ~np.isin(data.column("Function").astype(str), ["Finance", "Marketing"]),
}  # fmt: skip


def like(heading):
    """A heading without line breaks, doubled blanks and the number of a second one of its name."""
    return " ".join(heading.split()).casefold()


@pytest.mark.skipif(not FACTS, reason="the corpus of spreadsheets is not beside the project")
@pytest.mark.parametrize("facts", FACTS, ids=lambda path: path.parent.name)
def test_a_spreadsheet_of_the_corpus_is_read_right(facts):
    wanted = json.loads(facts.read_text(encoding="utf-8"))
    table = wanted["table"]
    preview = tables.read(facts.parent / wanted["file"], sheet=table.get("sheet"))
    data = tables.table(tables.dataset(preview, id="d", name=wanted["file"]))
    assert preview.rows == table["rows"]
    names = [name for name in data.names if not name.startswith("Column ")]
    headings = [heading for heading, kind in zip(table["headings"], table["kinds"], strict=True)
                if "empty column" not in kind]  # fmt: skip
    kinds = [kind for kind in table["kinds"] if "empty column" not in kind]
    found = [name for name in names if data.kinds[name] != "text" or any(data.column(name) != "")]
    assert [like(name).removesuffix(" (2)") for name in found] == [like(heading) for heading in headings]
    for name, kind in zip(found, kinds, strict=True):
        assert data.kinds[name] in KINDS[kind.split(" (")[0]], name
    by_heading = {like(name): name for name in found}
    for check in wanted["checks"]:
        column = data.column(by_heading[like(check["column"])])
        what, value = check["statistic"], check["value"]
        if what == "values":
            assert [str(day)[:10] for day in column] == value
        elif what == "sum by Sex after filling down":
            groups = data.column(by_heading["sex"])
            assert {one: float(np.nansum(column[groups == one])) for one in value} == value
        else:
            keep = KNOWN[what](data) if what in KNOWN else np.ones(data.rows, dtype=bool)
            figure = STATISTICS[what.split()[0]](column[keep])
            if column.dtype.kind == "M":
                assert str(figure)[:10] == value
            else:
                size = 0.01 if data.units[by_heading[like(check["column"])]] == "%" and value < 10 else 1.0
                assert figure * size == pytest.approx(value, abs=1e-5)
                assert np.count_nonzero(~np.isnan(column[keep])) == check.get("n", data.rows)
