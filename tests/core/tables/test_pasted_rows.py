"""Blocks of a spreadsheet as cells."""

from __future__ import annotations

import pytest

from leanbench.tables.pasted_rows import rows_of


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_cells_are_parted_by_tab_semicolon_or_comma(mark: str) -> None:
    text = f'Action{mark}Who{mark}Due\r\n"Move it{mark} now"{mark}A. Ortiz{mark}3/13/2026\r\n'
    assert rows_of(text) == [["Action", "Who", "Due"], [f"Move it{mark} now", "A. Ortiz", "3/13/2026"]]
    assert rows_of(" \n\n") == []
