"""Blocks of a spreadsheet: cells, headings, and units that would be read wrongly."""

from __future__ import annotations

import pytest

from leanbench.event.outcome import Action, Waste
from leanbench.event.process import Step
from leanbench.schema.cell_text import typed_cards
from leanbench.tables.pasted_rows import heading_fields, rows_of, with_unit


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_cells_are_parted_by_tab_semicolon_or_comma(mark: str) -> None:
    text = f'Action{mark}Who{mark}Due\r\n"Move it{mark} now"{mark}A. Ortiz{mark}3/13/2026\r\n'
    assert rows_of(text) == [["Action", "Who", "Due"], [f"Move it{mark} now", "A. Ortiz", "3/13/2026"]]
    assert rows_of(" \n\n") == []


def test_headings_name_fields_and_leave_what_none_answers_to() -> None:
    cards = typed_cards(Action)
    assert heading_fields(["What is wrong", "Action", "due date", "% done"], cards) == [
        "",
        "action",
        "due",
        "pct",
    ]
    assert heading_fields(["Move it", "A. Ortiz", "soon"], cards) is None


def test_a_column_in_another_unit_is_not_taken() -> None:
    cards = typed_cards(Waste)
    assert heading_fields(["Waste", "Minutes per unit (h)"], cards) == ["waste", ""]
    assert heading_fields(["Waste", "Minutes per unit (min)"], cards) == ["waste", "minutes"]


def test_times_take_the_unit_of_their_heading() -> None:
    cards = typed_cards(Step)
    title = f"{cards['wait'].title} (days)"
    assert heading_fields(["Step", title], cards) == ["name", "wait"]
    assert with_unit("3", title) == "3 days"
    assert with_unit("2h", title) == "2h"
