"""One comparison of two versions: short lines for the journal, addresses for the notice, whichever record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leanbench.event.event_file import EVENT
from leanbench.event.records import Action, Column, Dataset, Event, Header, Map, Metric, Step
from leanbench.schema import Misfit, replace
from leanbench.schema.addresses import address_parts, address_text
from leanbench.store.differences import plain_edits, redo
from leanbench.store.journal import Journal
from leanbench.store.on_disk import plain_root, read_root
from leanbench.store.touched import Touched
from leanbench.words.durations import Duration


def again(before: Event, after: Event) -> Event:
    """`before` with the edits that lead to `after`, once through JSON."""
    data = plain_root(EVENT, before)
    redo(data, json.loads(json.dumps(plain_edits(before, after))))
    return read_root(EVENT, data).root


DATA = Dataset("d1", columns=(Column("a"), Column("b")))


def actions(count: int) -> tuple[Action, ...]:
    return tuple(Action(f"a-{number}", action=f"Do thing {number}", who="Ann") for number in range(count))


def test_one_cell_of_a_long_list_is_one_short_line(tmp_path: Path) -> None:
    """59 kB at schema 2, when only maps, data and studies were told apart row by row."""
    before = Event(actions=actions(2000))
    rows = list(before.actions)
    rows[1234] = replace(rows[1234], who="Bob")
    after = replace(before, actions=tuple(rows))
    journal = Journal(EVENT, before, None, tmp_path)
    journal.append("who", after)
    assert journal.flush()
    (line,) = (journal.folder / "edits-1.jsonl").read_bytes().splitlines()
    assert len(line) < 200
    assert json.loads(line)["edits"] == [["set", "actions/a-1234/who", "Bob"]]
    assert Touched.between(before, after).items == {"actions/a-1234/who"}
    journal.close()


def test_rows_come_go_and_move() -> None:
    before = Event(actions=actions(6))
    first, second, third, fourth, fifth, sixth = before.actions
    new = Action("a-new", action="New")
    for rows, lines in (
        ((first, second, new, third, fourth, fifth, sixth), [["add", "actions/a-new", "…", "a-1"]]),
        ((new, *before.actions), [["add", "actions/a-new", "…", ""]]),
        ((first, second, fourth, fifth, sixth), [["remove", "actions/a-2"]]),
        ((), [["remove", f"actions/a-{number}"] for number in range(6)]),
        (
            (second, first, *before.actions[2:]),
            [["order", "actions", ["a-1", "a-0", "a-2", "a-3", "a-4", "a-5"]]],
        ),
    ):
        after = replace(before, actions=rows)
        edits = [
            [part if not isinstance(part, dict) else "…" for part in edit]
            for edit in plain_edits(before, after)
        ]
        assert edits == lines
        assert again(before, after) == after
        assert again(after, before) == before


def test_single_records_are_compared_inside_and_times_as_a_whole() -> None:
    step = Step("s1", wait=Duration(3.0, "h"))
    before = Event(header=Header(title="A", agency="B"), maps=(Map("m", steps=(step,)),))
    after = replace(
        before,
        header=replace(before.header, title="C"),
        maps=(Map("m", steps=(replace(step, wait=Duration(4.0, "h")),)),),
    )
    assert plain_edits(before, after) == [
        ["set", "header/title", "C"],
        ["set", "maps/m/steps/s1/wait", {"amount": 4, "unit": "h"}],
    ]


def test_rows_without_ids_or_with_the_same_id_twice_are_one_value() -> None:
    base = Event()
    for before, after in (
        (replace(base, actions=(Action("1"), Action("1"))), replace(base, actions=(Action("1"),))),
        (replace(base, datasets=(DATA, DATA)), replace(base, datasets=(DATA,))),
    ):
        ((verb, _address, _value),) = plain_edits(before, after)
        assert verb == "set"
        assert again(before, after) == after


def test_foreign_fields_come_and_go_beside_the_others() -> None:
    before = Event(extra={"a": 1, "b": [2]})
    after = replace(before, extra={"b": [3], "c": None})
    assert again(before, after) == after
    inside = replace(before, actions=(Action("1", extra={"colour": "green"}),))
    plain = replace(before, actions=(Action("1"),))
    assert again(inside, plain) == plain


def test_any_id_can_be_part_of_an_address() -> None:
    for parts in (("a", "b"), ("maps", "a/b", "~", "~1", ""), ("",)):
        assert address_parts(address_text(parts)) == parts
    before = Event(maps=(Map("a/b"), Map("~1")))
    after = Event(maps=(Map("a/b", name="x"), Map("~1", name="y")))
    assert again(before, after) == after
    assert Touched.between(before, after).ids("maps") == {"a/b", "~1"}


@pytest.mark.parametrize(
    "edits",
    [
        5,
        [["set"]],
        ["set"],
        [["set", "actions/none/who", "x"]],
        [["remove", "actions/none"]],
        [["add", "actions/a-9", {"id": "a-9"}, "nowhere"]],
        [["order", "actions", ["a-1"]]],
        [["set", "header/title/deeper/still", 1]],
    ],
)
def test_edits_that_do_not_fit_are_told(edits: Any) -> None:
    with pytest.raises(Misfit):
        redo(plain_root(EVENT, Event(header=Header(title="T"), actions=actions(2))), edits)


def test_metrics_of_the_charter_are_part_of_the_charter() -> None:
    before = Event()
    after = replace(before, charter=replace(before.charter, metrics=(Metric("Days"),)))
    assert Touched.between(before, after).touches("charter", "metrics")
    assert not Touched.between(before, after).touches("charter", "goals")
