"""Tables from outside: reading, guessing, storing, parsing, grouping, writing. Nothing is dropped in silence.

The names below are loaded when they are first used: the window reads pasted rows without numpy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leanbench.doors import lazy_names

if TYPE_CHECKING:
    from leanbench.tables.export import to_csv, write_csv, write_xlsx
    from leanbench.tables.group import Aggregated, aggregate
    from leanbench.tables.importing import dataset, override, read
    from leanbench.tables.parsed import Table, table
    from leanbench.tables.preview import ColumnPreview, Kind, OddCell, Preview

__all__ = [
    "Aggregated",
    "ColumnPreview",
    "Kind",
    "OddCell",
    "Preview",
    "Table",
    "aggregate",
    "dataset",
    "override",
    "read",
    "table",
    "to_csv",
    "write_csv",
    "write_xlsx",
]

__getattr__ = lazy_names(
    __name__,
    {
        "export": ("to_csv", "write_csv", "write_xlsx"),
        "group": ("Aggregated", "aggregate"),
        "importing": ("dataset", "override", "read"),
        "parsed": ("Table", "table"),
        "preview": ("ColumnPreview", "Kind", "OddCell", "Preview"),
    },
)
