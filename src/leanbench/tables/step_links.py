"""The ways between the rows of a table of steps: one after the other, side by side, or as a column says.

Rows under one number are parallel. A column "Next step" holds numbers or names, with words before an arrow, a
colon or "go to" ("Yes -> 3 / No -> 7"), a share ("1 (35% incomplete)", "Yes 65% -> 3"), "End", or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from leanbench.errors import UserError
from leanbench.event.records import Link, LinkKind
from leanbench.schema import Record, new_id, replace
from leanbench.words.language import N_, _
from leanbench.words.lists import list_text
from leanbench.words.numbers import number_text

MOST_WAYS = 10_000
NOWHERE = N_("no way leads there")  # said of a next step that is not in the table
_ENDS = frozenset(
    {"", "-", "–", "—", "end", "stop", "done", "finish", "exit", "none", "n/a", "fin", "leaves"}
)
_LABELED = re.compile(r"(.*?)\s*(?:->|→|=>|⇒|:|\bgo(?:es)? to\b)\s*(.+)", re.I)
_REMARK = re.compile(r"(.+?)\s*\(([^()]*)\)")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


class Row(Record):
    """One row as far as its ways go: the step's id and name, its number, and what stands under "Next step"."""

    step: str
    name: str
    number: str = ""
    next: str = ""
    labels: str = ""
    line: int = 0
    rework: float | None = None  # percent of its cases that go back


class Ways(Record):
    """The links among the rows, where the flow comes in and goes out, the steps that choose, and what was assumed."""

    links: tuple[Link, ...]
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    choices: tuple[str, ...]
    notes: tuple[str, ...]


class _Way(Record):
    targets: tuple[int, ...]  # rows
    label: str = ""
    probability: float | None = None


def ways_of(rows: Sequence[Row]) -> Ways | None:
    """The ways of a table; None when its rows simply follow each other.

    Raises UserError for more ways than a map can have.
    """
    follows = any(row.next.strip() for row in rows)
    blocks = [
        [index for index, _row in group]
        for _key, group in groupby(enumerate(rows), lambda item: item[1].number or item[1].step)
    ]
    if not rows or (not follows and len(blocks) == len(rows)):
        return None
    notes = rework_notes(rows) if not follows else []
    notes += [_parallel_note(rows, block) for block in blocks if len(block) > 1]
    if follows:
        notes += _missing_notes(rows)
        notes += (
            [_("The words of the connectors stand on the ways.")] if any(row.labels for row in rows) else []
        )
        places = _Places(rows)
        ways = [
            _with_rework(rows, index, _read_ways(rows, places, index, notes)) for index in range(len(rows))
        ]
    else:
        after = dict(pairwise(range(len(blocks))))
        following = {
            i: tuple(blocks[after[at]]) for at, block in enumerate(blocks) if at in after for i in block
        }
        ways = [[_Way(following[i])] if i in following else [] for i in range(len(rows))]
    count = sum(len(way.targets) for out in ways for way in out)
    if count > MOST_WAYS:
        raise UserError(
            _(
                "The table says {count} ways between its rows; {most} is the most. Check the column of numbers."
            ).format(count=number_text(count), most=number_text(MOST_WAYS))
        )
    back = {
        index
        for index, out in enumerate(ways)
        if out and all(target <= index for way in out for target in way.targets)
    }
    links: list[Link] = []
    choices = []
    for index, out in enumerate(ways):
        row = rows[index]
        choosing = len(out) > 1 and (
            row.name.rstrip().endswith("?") or any(way.label or way.probability is not None for way in out)
        )
        if choosing:
            choices.append(row.step)
        straight = next(
            (way for way in out if min(way.targets) > index and not back & set(way.targets)), None
        )
        straight = straight or next((way for way in out if min(way.targets) > index), None)
        if choosing and len(out) == 2 and straight is not None and straight.probability is not None:
            left = round(1.0 - straight.probability, 10)  # of two ways one share says both
            out = [replace(w, probability=left) if w.probability is None else w for w in out]
            straight = next(way for way in out if way.targets == straight.targets)
        for way in out:
            for target in way.targets:
                kind: LinkKind = "flow"
                if target <= index or (choosing and way is not straight and target in back):
                    kind = "rework"
                elif choosing and way is not straight:
                    kind = "alternative"
                share = None if way is straight and choosing else way.probability
                links.append(Link(new_id("l"), row.step, rows[target].step, kind, share, way.label))
            if min(way.targets) <= index:
                notes.append(f"“{row.name}” goes back to “{rows[min(way.targets)].name}”.")
    tails = tuple(rows[i].step for i, out in enumerate(ways) if not out) if follows else tuple(
        rows[i].step for i in blocks[-1]
    )  # fmt: skip
    heads = tuple(rows[i].step for i in blocks[0])
    once = {(link.source, link.target, link.kind): link for link in reversed(links)}
    return Ways(tuple(reversed(once.values())), heads, tails, tuple(choices), tuple(dict.fromkeys(notes)))


def _parallel_note(rows: Sequence[Row], block: Sequence[int]) -> str:
    names = list_text([f"“{rows[index].name}”" for index in block])
    return f"{names} have one number, {rows[block[0]].number}, and are read as parallel."


def _missing_notes(rows: Sequence[Row]) -> list[str]:
    """Numbers that are left out of a count of one by one: a row may have been lost."""
    if not all(re.fullmatch(r"\d{1,9}", row.number) for row in rows):
        return []
    have = sorted({int(row.number) for row in rows})
    if sum(b - a == 1 for a, b in pairwise(have)) * 2 < len(have) - 1:
        return []
    gaps = [number for a, b in pairwise(have) if b - a < 10 for number in range(a + 1, b)]
    return [f"There is no step {list_text(list(map(str, gaps)))}."] if gaps else []


def _read_ways(rows: Sequence[Row], places: _Places, index: int, notes: list[str]) -> list[_Way]:
    """What stands under "Next step" in one row."""
    row, text = rows[index], rows[index].next.strip()
    if text.casefold() in _ENDS:
        return []
    whole = places.targets(text)
    parts = (
        [text]
        if whole
        else [part for part in re.split(r"(?<!\s)\s*(?:[/;,\n&+|]|\band\b|\bor\b)\s*", text) if part]
    )
    labels = [label.strip() for label in re.split(r"[,;/\n]", row.labels)] if row.labels else []
    found = []
    for at, part in enumerate(parts):
        label, place = "", part
        if not places.targets(part) and (match := _LABELED.fullmatch(part)):
            label, place = match[1], match[2]
        if not places.targets(place) and (match := _REMARK.fullmatch(place)):
            label, place = match[2], match[1]
        share = _SHARE.search(label)
        if share:
            label = _SHARE.sub("", label).strip(" ,;:")
        elif not places.targets(place) and (share := _SHARE.search(place)):
            place = _SHARE.sub("", place).strip()
        if len(labels) == len(parts) and not label:
            label = labels[at]
        if targets := places.targets(place):
            probability = float(share[1].replace(",", ".")) / 100.0 if share else None
            found.append(_Way(targets, label, probability))
        elif place.casefold() in _ENDS:
            notes.append(
                f"Row {row.line}: the way “{part}” out of the process was not drawn; draw it on the map."
            )
        else:
            notes.append(f"Row {row.line}: the next step “{part}” is not in the table, so {NOWHERE}.")
    return found


def _with_rework(rows: Sequence[Row], index: int, ways: list[_Way]) -> list[_Way]:
    """The one way back out of a row with the share its column of rework says."""
    back = [way for way in ways if min(way.targets) <= index]
    share = rows[index].rework
    if not share or len(back) != 1 or back[0].probability is not None or len(ways) < 2:
        return ways
    return [replace(way, probability=share / 100.0) if way is back[0] else way for way in ways]


def rework_notes(rows: Sequence[Row]) -> list[str]:
    """Shares of rework of a table that does not say where the work goes back to."""
    said = [f"“{row.name}” ({number_text(row.rework)}%)" for row in rows if row.rework]
    if not said:
        return []
    text = _(
        "The table says how often work goes back, but not where to, so no way back was drawn: {steps}. Draw it on "
        "the map, or give the table a column “Next step”."
    )
    return [text.format(steps=list_text(said, most=5))]


class _Places:
    """Where the rows of a number and of a name are."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.numbers: dict[str, list[int]] = {}
        self.names: dict[str, int] = {}
        for index, row in enumerate(rows):
            self.names.setdefault(row.name.casefold(), index)
            if row.number:
                self.numbers.setdefault(row.number.casefold(), []).append(index)

    def targets(self, text: str) -> tuple[int, ...]:
        """The rows of this number, or the first of this name."""
        wanted = text.strip().casefold()
        number = re.sub(r"^(?:step|no|nr)\b\.?\s*|^#\s*|[.)]$", "", wanted)
        if number in self.numbers:
            return tuple(self.numbers[number])
        return (self.names[wanted],) if wanted in self.names else ()
