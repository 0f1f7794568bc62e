"""A small file may not take the computer down, and nothing is saved that cannot be opened again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from leanbench.errors import UserError
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Action, Dataset, Event
from leanbench.store import reading_limits as limits
from leanbench.store.journal import Journal
from leanbench.store.leftovers import recover
from leanbench.store.reading_limits import amount_problem


def packed(path: Path, parts: dict[str, bytes]) -> int:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path.stat().st_size


MAIN = b'{"leanbench_event": 3, "datasets": [{"id": "d", "file": "data/d.csv"}]}'


@pytest.mark.parametrize(
    ("place", "row"),
    [
        ('"actions": [', "{}"),
        ('"maps": [{"id": "m", "steps": [', '{"id": "%d"}'),
        ('"unknown": [', "[]"),
        ('"unknown": [', "%d"),
    ],
)
def test_a_main_part_with_too_much_is_refused_before_it_is_read(tmp_path: Path, place: str, row: str) -> None:
    """1.6 million steps in 4 MB took 32 s and 1.4 GB."""
    rows = ",".join(row.replace("%d", str(number)) for number in range(1_100_000))
    content = (
        f'{{"leanbench_event": 3, {place}{rows}' + "]" * (place.count("[")) + "}" * place.count("{") + "}"
    )
    path = tmp_path / "event.json"
    path.write_text(content)
    with pytest.raises(UserError, match=r"event\.json.* is not opened: 1,1.* that one document can have"):
        open_event(path)


def test_brackets_and_commas_inside_texts_count_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A data set in a bare event.json is one text, whatever its rows hold."""
    monkeypatch.setattr(limits, "MOST_RECORDS", 300)
    monkeypatch.setattr(limits, "MOST_VALUES", 900)
    event = Event(datasets=(Dataset("d", text='a,b\n{"x": [1, 2]},"\\"\n' * 1000),))
    save_event(event, tmp_path / "event.json")
    assert open_event(tmp_path / "event.json").root.datasets == event.datasets
    assert amount_problem(b'{"a": "{{{{\\"[[[[' + b"{" * 400 + b'"}') == ""
    assert "301 records" in amount_problem(b"[" + b"{}," * 299 + b"{}]")


def test_what_could_not_be_opened_is_not_saved_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (Event(actions=tuple(Action(f"a-{n}") for n in range(count))) for count in (10, 400))
    monkeypatch.setattr(limits, "MOST_RECORDS", 300)
    for name in ("a.lean", "event.json", "folder"):
        path = tmp_path / name
        if name == "folder":
            path.mkdir()
        save_event(few, path)
        with pytest.raises(UserError, match=r"could not be opened again: 4.. records"):
            save_event(many, path)
        assert open_event(path).root.actions == few.actions
    monkeypatch.setattr(limits, "MOST_RECORDS", 10**9)
    journal = Journal(EVENT, many, None, tmp_path / "recovery")
    journal.append("one", Event(actions=many.actions[1:]))
    assert journal.flush()
    monkeypatch.setattr(limits, "MOST_RECORDS", 300)
    assert len(recover(EVENT, journal.folder).root.actions) == 399  # work comes back, whatever its size
    journal.close()


def test_a_million_equal_rows_can_be_saved_and_opened(tmp_path: Path) -> None:
    """They pack better than any reader trusts, so they are not packed."""
    event = Event(datasets=(Dataset("d", text="a,b\n" + "0,0\n" * 1_500_000),))
    save_event(event, tmp_path / "a.lean")
    assert open_event(tmp_path / "a.lean").root.datasets == event.datasets
    assert (tmp_path / "a.lean").stat().st_size > 6_000_000
    small = Event(datasets=(Dataset("d", text="a,b\n" + "0,0\n" * 1000),))
    save_event(small, tmp_path / "b.lean")
    assert (tmp_path / "b.lean").stat().st_size < 3000


def test_a_file_may_unpack_to_so_many_times_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_CONTENT", 100_000)
    rows = b"".join(b"%d,%d\n" % (number, number % 7) for number in range(20_000))
    size = packed(tmp_path / "a.lean", {"event.json": MAIN, "data/d.csv": rows})
    assert open_event(tmp_path / "a.lean").root.datasets[0].text == rows.decode()
    monkeypatch.setattr(limits, "FREE_RATIO", len(rows) // size // 2)
    monkeypatch.setattr(limits, "FREE_CONTENT", 0)
    with pytest.raises(UserError, match="would unpack to 0 MB, more than this file can honestly hold"):
        open_event(tmp_path / "a.lean")


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is told in kB there")
def test_a_megabyte_never_takes_a_gigabyte(tmp_path: Path) -> None:
    """The worst that passes: as much text as is let through, and a letter that makes each other one wide."""
    wide = "\N{GRINNING FACE}".encode() + os.urandom(400_000).hex().encode() + b"0,0\n" * 20_000_000
    size = packed(tmp_path / "a.lean", {"event.json": MAIN, "data/d.csv": wide})
    assert size < 1_000_000
    script = (
        "import resource, sys\nfrom leanbench.errors import UserError\nfrom leanbench.event import open_event\n"
        "try: print(len(open_event(sys.argv[1]).root.datasets))\nexcept UserError as error: print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.lean")], capture_output=True, text=True, check=True
    )
    answer, peak = ran.stdout.strip().splitlines()
    assert answer == "1", answer
    assert int(peak) < 1_000_000


def test_a_manifest_and_a_base_are_limited_too(tmp_path: Path) -> None:
    many = json.dumps([{}] * 260_000).encode()
    packed(
        tmp_path / "a.lean",
        {"event.json": MAIN.replace(b"data/d", b"x"), "manifest.json": many, "x.csv": b""},
    )
    assert "damaged manifest" in open_event(tmp_path / "a.lean").notes[0]
