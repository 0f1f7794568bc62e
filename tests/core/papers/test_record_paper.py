"""The records of an event and their blank twins: every kind is in both by its cards."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from leanbench.event.records import NOT_TYPED, Action, Charter, Event, Header, Member
from leanbench.papers.engine.paper_table import Table
from leanbench.papers.engine.writer import Writer
from leanbench.papers.list.gallery import papers
from leanbench.papers.list.record_paper import record_pdf
from leanbench.papers.parts.record_sheet import LINE, record_sheet
from leanbench.schema import cards_of, replace, text
from leanbench.schema.cell_text import typed_cards
from leanbench.schema.record_places import RecordPlace, record_places

DATE = datetime.date(2026, 3, 13)
PLACES = record_places(Event, NOT_TYPED)
ACTIONS = Event(
    actions=(
        Action("a1", "7 copies", action="Print once", who="Ana", due="2026-04-10", status="open", pct=40.0),
        Action("a2", action="<b>Ask & tell</b>" * 20),
    )
)


def table_of(event: Event, path: str, **more: Any) -> Table:
    items = record_sheet(Writer(event, DATE), PLACES[path], **more)
    found = next(item for item in items if isinstance(item, Table))
    return found


def cells(table: Table, row: int) -> dict[str, Any]:
    return dict(zip([column.title for column in table.columns], table.rows[row].cells, strict=True))


@pytest.mark.parametrize("path", PLACES)
def test_every_kind_of_record_has_its_row_and_its_blank_twin(path: str) -> None:
    """Every field that can be typed stands in the row and in its twin, by its card alone."""
    place = PLACES[path]
    titles = [card.title for card in typed_cards(place.kind, listed=place.is_table).values()]
    titles += [inner.card.title for inner in place.inside]
    filled = Event(**{path: (place.kind(),)}) if place.is_table and "." not in path else Event()
    for event, blank in ((Event(), True), (filled, False)):
        if not blank and place.is_table and "." in path:
            continue
        table = table_of(event, path, blank=blank)
        if place.is_table:
            told = [column.title for column in table.columns]
        else:
            told = [str(row.cells[0]) for row in table.rows]
        assert len(told) == len(titles)
        assert all(one.startswith(title) for one, title in zip(told, titles, strict=True))
        if blank:
            assert all(row.least >= LINE for row in table.rows)


def test_a_row_is_printed_as_its_cells_show_it() -> None:
    first = cells(table_of(ACTIONS, "actions"), 0)
    assert (first["Action"], first["Who"], first["Due"], first["Status"]) == (
        "Print once", "Ana", "Apr 10, 2026", "Open",
    )  # fmt: skip
    assert first["Done (%)"] == "40%"


def test_what_check_asks_for_is_named_where_it_is_empty() -> None:
    writer = Writer(Event(team=(Member("m1"),)), DATE)
    record_sheet(writer, PLACES["team"])
    asked = [card.title for card in cards_of(Member).values() if card.asked]
    assert [problem.text for problem in writer.problems] == [f"{title} is not recorded." for title in asked]


def test_a_blank_sheet_has_boxes_to_tick_and_room_to_write() -> None:
    table = table_of(Event(), "actions", blank=True)
    first = cells(table, 0)
    assert first["Status"] == "□ Open\n□ In progress\n□ Done"
    assert first["Action"] == ""
    form = table_of(Event(), "charter", blank=True)
    heights = {str(row.cells[0]): row.least for row in form.rows}
    long = next(card.title for card in typed_cards(Charter).values() if card.long)
    assert heights[long] == 4 * LINE


def test_a_field_more_is_a_column_more_and_a_line_more() -> None:
    class Idea(Action):
        place: str = text("Shelf")

    place = RecordPlace("actions", PLACES["actions"].card, Idea, True)
    for blank in (False, True):
        items = record_sheet(Writer(Event(actions=(Idea("i1"),)), DATE), place, blank=blank)
        table = next(item for item in items if isinstance(item, Table))
        assert [column.title for column in table.columns][-1] == "Shelf"


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("name", ["permit-issuance", "driver-license-renewal"])
def test_both_pass_the_independent_checker(name: str, blank: bool, pdfs: SimpleNamespace) -> None:
    event = pdfs.sample(name)
    data, info = record_pdf(event, date=DATE, blank=blank)
    assert pdfs.failures(data) == []
    assert data == record_pdf(event, date=DATE, blank=blank)[0]
    told = pdfs.pages(data)
    assert len(told) == info.pages
    assert ("□ In progress" in " ".join(told)) == blank


def test_hostile_and_empty_records_print(pdfs: SimpleNamespace) -> None:
    data, info = record_pdf(replace(ACTIONS, header=Header(title="<i>x")), date=DATE)
    assert pdfs.failures(data) == []
    assert "<b>Ask & tell</b>" in " ".join(pdfs.pages(data))
    assert not [problem for problem in info.problems if "could not be printed" in problem.text]
    assert record_pdf(Event(), date=DATE)[1].pages >= 1


def test_the_gallery_has_both(pdfs: SimpleNamespace) -> None:
    known = {paper.id: paper for paper in papers(pdfs.sample("permit-issuance"))}
    assert known["records"].title == "Records"
    assert known["blank-sheets"].title == "Sheets to write on"
    assert known["blank-sheets"].make(Event(), DATE)[1].pages > 30
