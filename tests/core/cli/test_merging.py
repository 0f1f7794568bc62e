"""`leanbench merge` on real files: what it writes, says and returns, and that its inputs are never written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leanbench.cli import main
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Action, Event, Header
from leanbench.schema import replace
from leanbench.store.copies import given_copy

FIXTURES = Path(__file__).parent.parent / "store" / "fixtures"
START = Event(
    header=Header(id="e-1", title="Permits"),
    actions=(Action("a1", action="Train"), Action("a2", action="Print")),
)


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The event with an agency, and a copy of it with a due date and a new action."""
    mine, theirs = tmp_path / "mine.lean", tmp_path / "kim.lean"
    save_event(replace(START, header=replace(START.header, agency="City")), mine)
    copy, base = given_copy(EVENT, START)
    rows = (replace(START.actions[0], due="2026-03-09"), START.actions[1], Action("a-k", action="Ask"))
    save_event(replace(copy, actions=rows), theirs, parts=base)
    return mine, theirs


def test_two_copies_become_one_file(capsys, tmp_path, files):
    before = [path.read_bytes() for path in files]
    target = tmp_path / "merged.lean"
    code, out, err = run(capsys, "merge", *files, "-o", target)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Taken over:",
        "  Actions › Train › Due: nothing → Mar 9, 2026",
        "  Actions › Ask: new",
        f"{target}: nothing is left to decide.",
    ]
    root = open_event(target).root
    assert (root.header.id, root.header.agency, root.actions[0].due) == ("e-1", "City", "2026-03-09")
    assert [path.read_bytes() for path in files] == before


def test_what_is_to_decide_is_said_and_ends_with_1(capsys, tmp_path, files):
    mine, theirs = files
    save_event(replace(open_event(mine).root, actions=(START.actions[1],)), mine)
    target = tmp_path / "merged.lean"
    code, out, _ = run(capsys, "merge", mine, theirs, "-o", target, "--json")
    found = json.loads(out)
    assert code == 1
    assert [row["address"] for row in found["taken"]] == ["actions/a-k"]
    (conflict,) = found["conflicts"]
    assert (conflict["address"], conflict["place"], conflict["mine"]) == (
        "actions/a1",
        "Actions › Train",
        None,
    )
    assert conflict["theirs"]["due"] == "2026-03-09"
    assert open_event(target).root.conflicts[0].id == conflict["id"]
    code, out, _ = run(capsys, "merge", mine, theirs, "-o", tmp_path / "again.lean")
    assert code == 1
    assert "To decide:\n  Actions › Train: nothing here, “Train” there\n" in out
    assert "1 place to decide; open it to do so." in out


def test_a_base_can_be_given(capsys, tmp_path, files):
    mine, _ = files
    base, theirs, target = tmp_path / "base.lean", tmp_path / "lee.lean", tmp_path / "merged.lean"
    save_event(START, base)
    save_event(replace(START, header=replace(START.header, site="Annex")), theirs)
    code, _out, err = run(capsys, "merge", mine, theirs, "-o", target)
    assert code == 1  # both have fields of the header the other has not
    assert "No version that “mine.lean” and “lee.lean” had in common is known" in err
    target.unlink()
    assert run(capsys, "merge", mine, theirs, "--base", base, "-o", target)[0] == 0
    assert open_event(target).root.header.site == "Annex"


def test_refusals_are_one_sentence_and_nothing_is_written(capsys, tmp_path, files):
    mine, theirs = files
    other, broken = tmp_path / "other.lean", tmp_path / "broken.lean"
    save_event(Event(header=Header(id="e-2")), other)
    broken.write_bytes(mine.read_bytes()[:200])
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    target = tmp_path / "merged.lean"
    for arguments, words in (
        ((mine, other, "-o", target), "are two different events"),
        ((mine, theirs, "--base", other, "-o", target), "are two different events"),
        ((mine, broken, "-o", target), "is damaged or cut off"),
        ((broken, theirs, "-o", target), "is damaged or cut off"),
        ((mine, tmp_path / "none.lean", "-o", target), "There is no file"),
        ((mine, theirs, "-o", theirs), "is one of the copies, and those are never written"),
        ((mine, theirs, "-o", tmp_path / ".." / tmp_path.name / "mine.lean"), "is one of the copies"),
        ((mine, theirs, "-o", other), "exists already"),
        ((mine, theirs, "-o", tmp_path / "no" / "merged.lean"), "There is no folder"),
    ):
        code, out, err = run(capsys, "merge", *arguments)
        assert (code, out) == (2, "")
        assert words in err
        assert err.count("\n") == 1
        assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_same_file_twice(capsys, tmp_path, files):
    mine, _ = files
    target = tmp_path / "merged.lean"
    code, out, err = run(capsys, "merge", mine, mine, "-o", target)
    assert (code, out) == (0, f"{target}: nothing is left to decide.\n")
    assert err == "leanbench: “mine.lean” and “mine.lean” say the same; there is nothing to merge.\n"
    assert open_event(target).root == open_event(mine).root


def test_two_new_events_are_two_events(capsys, tmp_path):
    """They were the same bytes once, so that two strangers' events looked like copies of one."""
    for name in ("one", "two"):
        assert run(capsys, "new", "--title", "Permits", "-o", tmp_path / f"{name}.lean")[0] == 0
    one, two = (open_event(tmp_path / f"{name}.lean").root.header for name in ("one", "two"))
    assert (tmp_path / "one.lean").read_bytes() != (tmp_path / "two.lean").read_bytes()
    assert one.id != two.id
    assert one.copied_from == two.copied_from == ""
    code, _, err = run(
        capsys, "merge", tmp_path / "one.lean", tmp_path / "two.lean", "-o", tmp_path / "both.lean"
    )
    assert code == 2
    assert "are two different events" in err


def test_copies_made_before_events_had_ids_are_merged_by_the_file_they_were_made_from(capsys, tmp_path):
    """Two people copied a file of schema 2 and worked on it with this program: its rows got the same ids."""
    old = FIXTURES / "schema-2.lean"
    for name, changes in (("kim", {"agency": "City"}), ("lee", {"site": "Annex"})):
        copy = tmp_path / f"{name}.lean"
        copy.write_bytes(old.read_bytes())
        root = open_event(copy).root
        rows = (*root.actions, Action(f"a-{name}", action=f"Ask {name}"))
        saved = save_event(replace(root, header=replace(root.header, **changes), actions=rows), copy)
        assert f"“{name}.old-schema-2.lean”" in saved.notes[0]
        assert (tmp_path / f"{name}.old-schema-2.lean").read_bytes() == old.read_bytes()
    target = tmp_path / "merged.lean"
    code, _, err = run(
        capsys, "merge", tmp_path / "kim.lean", tmp_path / "lee.lean", "--base", old, "-o", target
    )
    assert (code, err) == (0, "")
    root = open_event(target).root
    assert (root.header.agency, root.header.site) == ("City", "Annex")
    assert {row.action for row in root.actions} == {"Train", "Ask kim", "Ask lee"}
