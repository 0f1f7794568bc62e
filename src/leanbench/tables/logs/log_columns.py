"""Which columns of a table tell the case, the activity, the time: by their headings first, by their cells then."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from leanbench.tables.logs.log_roles import ROLES
from leanbench.tables.logs.log_rows import LIFECYCLE_WORDS
from leanbench.tables.parsed import Table

_TIMES = ("date",)
_WORDS = ("text", "number", "yesno")
# For each role its headings, the surest first; an entry matches a heading whole, or else as one of its words.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    role: tuple(headings.split(" | "))
    for role, headings in {
        "time": "time:timestamp | complete timestamp | completion time | end timestamp | end time | end | "
            "completed | finished | timestamp | event time | status time | date time | datetime | date and "
            "time | time | date | when | updated | changed on",
        "start": "start timestamp | start time | started | start | begin | begun | begin time",
        "lifecycle": "lifecycle:transition | lifecycle | transition | registration type | event type",
        "case": "case:concept:name | case id | case | trace id | permit number | permit no | permit id | permit | "
            "application number | application id | application | invoice id | ticket | file number | record "
            "number | record id | request id | order id | claim id | patient | file",
        "activity": "concept:name | activity | activity name | step | task | action | status | approval status | "
            "event | event name | handling | operation | milestone",
        "instance": "activity instance | instance id | instance | handling id | concept:instance | activity id | "
            "event id",
        "resource": "org:resource | resource | user | who | employee | performed by | staff | assigned to | processor "
            "id | processor | person | role | org:role | org:group | team | department",
    }.items()
}  # fmt: skip


def guess_columns(table: Table) -> dict[str, str]:
    """The column of each role that was found: keys of `ROLES`; those without a column are missing.

    Headings decide where they can; then cells: a lifecycle column holds words such as start and complete, a case
    has several rows, an activity comes back in other cases.
    """
    found: dict[str, str] = {}
    for role, headings in _HEADINGS.items():
        free = [
            name
            for name in table.of_kind(*(_TIMES if role in ("time", "start") else _WORDS))
            if name not in found.values()
        ]
        fitting = [name for name in free if _may_be(role, table, name)]
        if name := _by_heading(headings, fitting):
            found[role] = name
    if "lifecycle" not in found:
        free = [name for name in table.of_kind("text") if name not in found.values()]
        found |= dict([("lifecycle", name) for name in free if _may_be("lifecycle", table, name)][:1])
    if "time" not in found and (dates := [n for n in table.of_kind("date") if n not in found.values()]):
        found["time"] = dates[-1]
    _by_cells(table, found)
    if "lifecycle" not in found:
        found.pop("instance", None)  # rows of one activity belong together only where there are several
    return {role: found[role] for role in ROLES if role in found}


def _plain(heading: str) -> str:
    return re.sub(r"[\s_.\-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)).strip().casefold()


def _by_heading(headings: tuple[str, ...], names: list[str]) -> str:
    plain = {_plain(name): name for name in reversed(names)}
    for heading in headings:
        if heading in plain:
            return plain[heading]
    for heading in headings:
        for words, name in plain.items():
            if f" {heading} " in f" {words} " and " " not in heading:
                return name
    return ""


def _may_be(role: str, table: Table, name: str) -> bool:
    """Whether the cells of a column allow the role its heading claims."""
    if role in ("time", "start", "resource", "instance"):
        return True
    names, numbers = table.codes(name)
    filled = int(np.count_nonzero(numbers >= 0))
    if role == "lifecycle":
        said = {word.casefold() for word in names}
        return (
            bool(said)
            and said <= LIFECYCLE_WORDS
            and bool(said & {"start", "complete", "started", "completed", "end"})
        )
    if role == "case":
        return filled < 20 or len(names) < filled  # every row another value: a number of the row
    return filled < 20 or len(names) <= max(20, filled // 2)


def _by_cells(table: Table, found: dict[str, str]) -> None:
    """Case and activity that no heading names: the columns with the most and the fewest values that repeat."""
    if table.rows < 20:
        return
    for role in ("case", "activity"):
        if role in found:
            continue
        free = [name for name in table.of_kind("text", "number") if name not in found.values()]
        sizes = {name: len(table.codes(name)[0]) for name in free}
        usual = {name: size for name, size in sizes.items() if 1 < size <= table.rows // 2}
        if usual:
            found[role] = (max if role == "case" else min)(usual, key=lambda name: usual[name])
