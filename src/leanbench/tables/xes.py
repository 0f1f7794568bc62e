"""Reads event logs in XES (IEEE 1849): one row for each event, one column for each attribute."""

from __future__ import annotations

import io
from typing import Any

from leanbench.errors import UserError
from leanbench.event.import_account import ImportNote
from leanbench.tables.book_parts import Grid
from leanbench.tables.preview import info
from leanbench.words.lists import count_text

_VALUES = {"string", "date", "int", "float", "boolean", "id"}


def read(name: str, data: bytes) -> Grid:
    """The events of a log as a grid; attributes of the trace get the prefix ``case:``.

    Raises UserError when the file is not XES, is cut short, or has no events.
    """
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    columns: dict[str, int] = {}
    rows: list[list[str]] = []
    traces = 0
    nested = 0
    try:
        context = ElementTree.iterparse(io.BytesIO(data), events=("start", "end"))
        for happened, element in context:
            tag = _tag(element)
            if happened == "end" and tag == "trace":
                traces += 1
                nested += _add_trace(element, columns, rows)
                element.clear()
    except DefusedXmlException:
        raise UserError(
            f"{name} has an XML construct that event logs do not need and that may be harmful."
        ) from None
    except ElementTree.ParseError as error:
        raise UserError(f"{name} is not a whole XES file ({error}). Export it again.") from None
    if not rows:
        raise UserError(f"{name} has no events. Export it again, with its traces.")
    width = len(columns)
    cases = count_text(traces, "case", "cases")
    findings: list[ImportNote] = [
        info(f"{cases} with {count_text(len(rows), 'event', 'events')} read from XES.")
    ]
    if nested:
        lost = count_text(nested, "nested attribute", "nested attributes")
        findings.append(info(f"{lost} (lists, containers) not read."))
    body = [row + [""] * (width - len(row)) for row in rows]
    return Grid([list(columns), *body], name=name, encoding="utf-8", findings=tuple(findings))


def _tag(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _add_trace(trace: Any, columns: dict[str, int], rows: list[list[str]]) -> int:
    shared: dict[str, str] = {}
    nested = 0
    for child in trace:
        tag = _tag(child)
        if tag in _VALUES:
            shared[f"case:{child.get('key', '')}"] = child.get("value", "")
        elif tag != "event":
            nested += 1
    for event in trace:
        if _tag(event) != "event":
            continue
        row = [""] * len(columns)
        cells = dict(shared)
        for child in event:
            if _tag(child) in _VALUES:
                cells[child.get("key", "")] = child.get("value", "")
            else:
                nested += 1
        for key, value in cells.items():
            at = columns.setdefault(key, len(columns))
            if at >= len(row):
                row.extend([""] * (at + 1 - len(row)))
            row[at] = value
        rows.append(row)
    return nested
