"""Copies given out and brought back: known by their ids, merged against what they carry, never written."""

from __future__ import annotations

from pathlib import Path

import pytest

from leanbench.errors import UserError
from leanbench.event.changes import Add, Set
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Action, Dataset, Event, Header, Map, Step
from leanbench.schema import replace
from leanbench.store.container import BASE, zip_bytes
from leanbench.store.copies import belong_together, given_copy, merge_files, merge_lines, new_copy
from leanbench.store.document_file import Opened
from leanbench.store.neighbors import MOST, other_versions
from leanbench.store.on_disk import plain_root, to_bytes
from leanbench.store.places import value_text
from leanbench.words.durations import Duration

EVENT_ONE = Event(
    header=Header(id="e-1", title="Permits"),
    maps=(Map("current", "Current state", steps=(Step("s1", "Review", wait=Duration(3.0, "bd")),)),),
    actions=(Action("a1", action="Train", who="Ann"), Action("a2", action="Print")),
    datasets=(Dataset("d", text="a\n1\n"),),
)


def done(event: Event, *changes) -> Event:
    for change in changes:
        event = change.apply(event)
        assert isinstance(event, Event), event
    return event


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The event and two copies of it, each given out with its base."""
    paths = []
    for name in ("mine", "kim", "lee"):
        root, parts = (EVENT_ONE, {}) if name == "mine" else given_copy(EVENT, EVENT_ONE)
        save_event(root, tmp_path / f"{name}.lean", parts=parts)
        paths.append(tmp_path / f"{name}.lean")
    return paths[0], paths[1], paths[2]


def edit(path: Path, *changes) -> Opened[Event]:
    """Somebody opens the file, works on it and saves it in place."""
    opened = open_event(path)
    save_event(done(opened.root, *changes), path, opened.stamp)
    return open_event(path)


def test_a_copy_has_its_own_id_and_knows_where_it_is_from(given: tuple[Path, Path, Path]) -> None:
    mine, kim, lee = (open_event(path).root for path in given)
    assert len({mine.header.id, kim.header.id, lee.header.id}) == 3
    assert kim.header.copied_from == lee.header.copied_from == mine.header.id
    assert replace(kim, header=mine.header) == mine
    for one, other in ((mine, kim), (kim, mine), (kim, lee), (mine, mine)):
        assert belong_together(EVENT, one, other)
    stranger = replace(mine, header=replace(mine.header, id="e-2"))
    assert not belong_together(EVENT, mine, stranger)
    assert not belong_together(EVENT, Event(header=Header(id="")), Event(header=Header(id="")))
    assert not belong_together(EVENT, mine, new_copy(EVENT, mine, related=False))


def test_two_copies_come_back_one_after_the_other(given: tuple[Path, Path, Path], tmp_path: Path) -> None:
    mine, kim, lee = given
    edit(kim, Set("charter/background", "Why"), Add("actions", Action("a-k", action="Kim's")))
    edit(lee, Set("header/site", "Annex"), Add("actions", Action("a-l", action="Lee's")))
    edit(mine, Set("header/agency", "City"))
    first = merge_files(EVENT, open_event(mine), open_event(kim))
    save_event(first.merged.root, tmp_path / "first.lean", parts=first.parts)
    second = merge_files(EVENT, open_event(tmp_path / "first.lean"), open_event(lee))
    root = second.merged.root
    assert second.merged.conflicts == first.merged.conflicts == ()
    assert first.notes == second.notes == ()
    assert (root.header.id, root.header.site, root.header.agency) == ("e-1", "Annex", "City")
    assert {row.id for row in root.actions} == {"a1", "a2", "a-k", "a-l"}
    assert root.charter.background == "Why"


def test_two_copies_merge_with_each_other_by_the_base_both_carry(given: tuple[Path, Path, Path]) -> None:
    _mine, kim, lee = given
    edit(kim, Set("header/agency", "City"))
    edit(lee, Set("header/site", "Annex"))
    together = merge_files(EVENT, open_event(kim), open_event(lee))
    assert together.merged.conflicts == together.notes == ()
    assert together.merged.root.header.id == open_event(kim).root.header.id
    assert together.merged.root.header.site == "Annex"


def test_without_a_base_it_says_so_and_asks(given: tuple[Path, Path, Path]) -> None:
    mine, kim, _lee = given
    theirs = edit(kim, Set("header/title", "Permits 2026"))
    bare = theirs._replace(parts={})
    together = merge_files(EVENT, open_event(mine), bare)
    assert "No version that “mine.lean” and “kim.lean” had in common is known" in together.notes[0]
    assert [c.address for c in together.merged.conflicts] == ["header/title"]
    damaged = theirs._replace(parts={BASE: b"{"})
    notes = merge_files(EVENT, open_event(mine), damaged).notes
    assert "base.json in “kim.lean” is damaged" in notes[0]
    given_base = merge_files(EVENT, open_event(mine), bare, open_event(mine))
    assert given_base.merged.root.header.title == "Permits 2026"
    assert given_base.notes == given_base.merged.conflicts == ()


def test_two_different_events_are_refused(given: tuple[Path, Path, Path], tmp_path: Path) -> None:
    save_event(Event(header=Header(id="e-9", title="Dogs")), tmp_path / "dogs.lean")
    dogs, mine, kim = open_event(tmp_path / "dogs.lean"), open_event(given[0]), open_event(given[1])
    with pytest.raises(UserError, match=r"“mine\.lean” and “dogs\.lean” are two different events"):
        merge_files(EVENT, mine, dogs)
    with pytest.raises(UserError, match=r"“mine\.lean” and “dogs\.lean” are two different events"):
        merge_files(EVENT, mine, kim, dogs)


def test_the_same_file_twice_is_nothing_to_merge(given: tuple[Path, Path, Path]) -> None:
    mine = open_event(given[0])
    together = merge_files(EVENT, mine, open_event(given[0]))
    assert together.merged.root == mine.root
    assert together.notes == ("“mine.lean” and “mine.lean” say the same; there is nothing to merge.",)


def test_a_file_changed_by_hand_is_told_and_one_of_a_newer_leanbench_refused(
    given: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    import zipfile

    mine, kim, _lee = given
    with zipfile.ZipFile(kim) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["event.json"] = parts["event.json"].replace(b'"Permits"', b'"By hand"')
    with zipfile.ZipFile(tmp_path / "hand.lean", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    together = merge_files(EVENT, open_event(mine), open_event(tmp_path / "hand.lean"))
    assert "“hand.lean” was changed by another program" in together.notes[0]
    assert together.merged.root.header.title == "By hand"
    newer = to_bytes({**plain_root(EVENT, EVENT_ONE), EVENT.mark: 99})
    (tmp_path / "newer.lean").write_bytes(zip_bytes(EVENT, {"event.json": newer}))
    with pytest.raises(UserError, match=r"“newer\.lean” cannot be merged"):
        merge_files(EVENT, open_event(mine), open_event(tmp_path / "newer.lean"))


def test_pictures_and_parts_of_both_are_in_the_merged_file(
    given: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    mine, kim, _lee = given
    save_event(open_event(mine).root, mine, parts={"photos/a.png": b"A", "photos/both.png": b"mine"})
    save_event(open_event(kim).root, kim, parts={"photos/b.png": b"B", "photos/both.png": b"kim"})
    together = merge_files(EVENT, open_event(mine), open_event(kim))
    assert together.parts == {"photos/a.png": b"A", "photos/b.png": b"B", "photos/both.png": b"mine"}
    assert together.notes == (
        "The part photos/both.png differs in both files; the one of “mine.lean” is kept.",
    )


def test_the_list_speaks_of_places_and_values_as_people_do(given: tuple[Path, Path, Path]) -> None:
    mine, kim, _lee = given
    chart = EVENT_ONE.maps[0]

    def waiting(event: Event, wait: Duration) -> Event:
        return replace(event, maps=(replace(chart, steps=(replace(chart.steps[0], wait=wait),)),))

    one, two = open_event(mine), open_event(kim)
    one = one._replace(root=waiting(done(one.root, Set("header/agency", "City")), Duration(5.0, "bd")))
    two = two._replace(root=replace(waiting(two.root, Duration(4.0, "h")), actions=two.root.actions[:1]))
    lines = merge_lines(merge_files(EVENT, one, two).merged)
    assert [(line.kind, line.place, line.mine, line.theirs) for line in lines] == [
        ("conflict", "Maps › Current state › Steps › Review › Wait before", "5 bd", "4 h"),
        ("taken", "Actions › Print", "", "removed"),
    ]


def test_values_are_told_by_their_cards() -> None:
    step = Step("s1", "Review", ca_pct=80.0, value="VA")
    event = replace(EVENT_ONE, maps=(replace(EVENT_ONE.maps[0], steps=(step,)),))
    where = "maps/current/steps/s1"
    for address, plain, words in (
        (f"{where}/ca_pct", 80, "80%"),
        (f"{where}/value", "BNVA", "“Required”"),
        (f"{where}/wait", {"amount": 4, "unit": "h"}, "4 h"),
        (f"{where}/name", "Look", "“Look”"),
        (f"{where}/name", "", "nothing"),
        (f"{where}/decision", True, "yes"),
        (where, {"id": "s1", "name": "Review"}, "“Review”"),
        (where, None, "nothing"),
        ("maps/current/steps", [{"id": "a"}, {"id": "b"}], "2 rows"),
        ("actions/a1/due", "2026-03-09", "Mar 9, 2026"),
        ("actions/gone/due", "2026-03-09", "“2026-03-09”"),
        ("extra/colour", "green", "“green”"),
        (f"{where}/wait", 5, "5"),
    ):
        assert value_text(event, address, plain) == words


# --- what sync programs leave ---------------------------------------------------------------------


def test_versions_a_sync_program_left_are_a_note_of_the_opened_file(tmp_path: Path) -> None:
    event = Event(header=Header(id="u-1", title="Permits"))
    path = tmp_path / "permit.lean"
    save_event(event, path)
    assert open_event(path).notes == ()
    other = tmp_path / "permit-LAPTOP7.lean"
    other.write_bytes(path.read_bytes())
    assert (
        open_event(path)
        .notes[0]
        .startswith("“permit-LAPTOP7.lean” beside this file is another version of this event")
    )
    save_event(replace(event, header=Header(id="u-1", title="Theirs")), tmp_path / "permit (1).lean")
    assert "“permit (1).lean” and “permit-LAPTOP7.lean” beside this file are" in open_event(path).notes[0]
    assert open_event(other).notes == ()
    dropbox = tmp_path / "permit (Ana's conflicted copy 2026-03-09).lean"
    dropbox.write_bytes(path.read_bytes())
    assert dropbox.name in open_event(path).notes[0]
    dropbox.unlink()
    strangers = {"permit-PC-2.lean": "u-2", "permit-final.lean": "u-1", "permit-2026.lean": "u-1"}
    for name, key in strangers.items():
        save_event(replace(event, header=Header(id=key)), tmp_path / name)
    (tmp_path / "permit (conflicted copy).lean").write_text("no event at all")
    assert "final" not in (note := open_event(path).notes[0])
    assert "PC-2" not in note
    assert "2026" not in note
    assert "conflicted" not in note


def test_of_many_such_names_only_a_few_are_looked_into(tmp_path: Path) -> None:
    event = Event(header=Header(id="u-1", title="Permits"))
    save_event(event, tmp_path / "permit.lean")
    content = (tmp_path / "permit.lean").read_bytes()
    for number in range(10, 40):
        (tmp_path / f"permit ({number}).lean").write_bytes(content)
    opened = open_event(tmp_path / "permit.lean")
    assert len(other_versions(EVENT, opened)) == MOST
