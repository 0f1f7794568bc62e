"""Tables from outside: reading, guessing, storing, parsing, grouping, writing. Nothing is dropped in silence."""

from leanbench.tables.export import to_csv, write_csv, write_xlsx
from leanbench.tables.group import Aggregated, aggregate
from leanbench.tables.importing import dataset, override, read
from leanbench.tables.parsed import Table, table
from leanbench.tables.preview import ColumnPreview, Finding, Kind, OddCell, Preview

__all__ = [
    "Aggregated",
    "ColumnPreview",
    "Finding",
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
