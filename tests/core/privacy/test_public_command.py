"""`leanbench public`: the list of words, deciding about them, and what is refused in plain sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leanbench.cli import main
from leanbench.event.event_file import open_event, save_event
from leanbench.event.records import Action, Event, Header, Member


@pytest.fixture
def event(tmp_path: Path) -> Path:
    path = tmp_path / "event.lean"
    root = Event(
        header=Header(title="Grant intake", site="Bluebird"),
        team=(Member("Will Grant", "Clerk"), Member("Ana Ortiz", "Clerk")),
        actions=(Action(who="Ortiz", problem="Grant is slow; ask hilda@x.org"),),
    )
    save_event(root, path)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    return main([str(word) for word in words]), *capsys.readouterr()


def test_the_list_is_printed_edited_and_given_back(capsys, event, tmp_path) -> None:
    code, out, _err = run(capsys, "public", event, "--list")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("! Grant  # part of a name, ")
    assert {line.partition("  #")[0] for line in lines} == {
        "! Grant", "! Will", "Will Grant", "Ana Ortiz", "Ana", "Ortiz", "hilda@x.org"
    }  # fmt: skip
    names = tmp_path / "names.txt"
    names.write_text(
        out.replace("! Grant", "Grant").replace("Ana Ortiz ", "! Ana Ortiz ") + "\n# mine\nBluebird\n",
        "utf-8-sig",
    )
    target = tmp_path / "public.lean"
    code, out, _err = run(capsys, "public", event, "--names", names, "-o", target)
    assert code == 0
    root = open_event(target).root
    assert root.header.title.startswith("Person ")
    assert root.header.site.startswith("Person ")
    assert [member.name for member in root.team][1] == "Ana Ortiz"
    assert "hilda" not in root.actions[0].problem


def test_what_was_done_is_said_and_what_may_be_a_name_is_listed(capsys, event, tmp_path) -> None:
    target = tmp_path / "public.lean"
    code, out, _err = run(capsys, "public", event, "-o", target)
    assert code == 0
    assert (
        out.splitlines()[0]
        == f"{target}: 3 people are called Person A, Person B, and Person C; 4 places were changed."
    )
    assert "  Person B: Ana Ortiz; Ortiz (2)" in out
    assert "These words may be names and stand as they are" in out
    code, out, _err = run(
        capsys, "public", event, "-o", target, "--hide", "Grant", "--keep", "Ana Ortiz", "--json"
    )
    told = json.loads(out)
    assert code == 0
    assert {one["text"] for one in told["left"]} >= {"Ana Ortiz", "Will"}
    assert {"label", "spellings", "times"} == set(told["replaced"][0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("public", "EVENT"), "Give the file to write"),
        (("public", "EVENT", "-o", "FOLDER/public.pdf"), "Give the output file the ending .lean"),
        (("public", "EVENT", "-o", "EVENT"), "is the event itself"),
        (("public", "EVENT", "-o", "FOLDER/no/public.lean"), "There is no folder"),
        (("public", "EVENT", "--names", "FOLDER/no.txt", "--list"), "There is no file"),
        (("public", "EVENT", "--names", "FOLDER", "--list"), "There is no file"),
        (("check", "EVENT", "--names", "FOLDER/latin.txt"), "is not UTF-8 text"),
        (("public", "FOLDER/none.lean", "--list"), "There is no file"),
    ],
)
def test_what_is_refused(capsys, event, tmp_path, words, said) -> None:
    (tmp_path / "latin.txt").write_bytes("Müller".encode("latin-1"))
    before = event.read_bytes()
    given = [word.replace("EVENT", str(event)).replace("FOLDER", str(tmp_path)) for word in words]
    code, _out, err = run(capsys, *given)
    assert code == 2
    assert said in err
    assert err.startswith("leanbench: ")
    assert event.read_bytes() == before


def test_hiding_a_word_is_asking_for_the_public_copy(capsys, event) -> None:
    code, out, err = run(capsys, "check", event, "--hide", "Bluebird")
    assert code in (0, 1)
    assert "called Person A" in err
    assert "Ortiz" not in out + err


def test_a_public_copy_of_a_public_copy_is_the_same_event(capsys, event, tmp_path) -> None:
    one, two = tmp_path / "one.lean", tmp_path / "two.lean"
    run(capsys, "public", event, "-o", one)
    code, out, _err = run(capsys, "public", one, "-o", two)
    assert code == 0
    assert "No name of a person was found." in out
    first, second = open_event(one).root, open_event(two).root
    assert first.actions == second.actions
    assert first.team == second.team
