"""The document: one notice per edit, in one order, and the saved mark; the manners of records."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from leanbench.event.changes import Set
from leanbench.event.records import Event, Header, Step
from leanbench.schema import field_names, is_record, replace
from leanbench.store.document import Document
from leanbench.store.touched import Touched
from leanbench.words.durations import Duration


def titled(event: Event, title: str) -> Event:
    result = Set("header/title", title).apply(event)
    assert isinstance(result, Event)
    return result


def test_each_put_gives_each_observer_one_notice() -> None:
    document = Document(Event())
    heard: list[tuple[str, Touched]] = []
    document.observe(lambda touched: heard.append(("a", touched)))
    stop = document.observe(lambda touched: heard.append(("b", touched)))
    event = titled(document.root, "X")
    document.put(event, Touched.between(document.root, event, "me"))
    assert [name for name, _ in heard] == ["a", "b"]
    assert heard[0][1].items == {"header/title"}
    assert heard[0][1].by == "me"
    document.put(event)
    assert len(heard) == 2  # the same version again is no edit
    stop()
    stop()
    document.put(titled(event, "Y"))
    assert [name for name, _ in heard] == ["a", "b", "a"]
    assert heard[2][1].items == {"header/title"}


def test_an_observer_that_edits_is_heard_after_all_others_were_told() -> None:
    document = Document(Event())
    heard: list[tuple[str, str]] = []

    def first(touched: Touched) -> None:
        heard.append(("first", str(touched.by)))
        if touched.by == "user":
            event = titled(document.root, "from observer")
            document.put(event, Touched.between(document.root, event, "observer"))

    document.observe(first)
    document.observe(lambda touched: heard.append(("second", str(touched.by))))
    event = titled(document.root, "from user")
    document.put(event, Touched.between(document.root, event, "user"))
    assert heard == [("first", "user"), ("second", "user"), ("first", "observer"), ("second", "observer")]


def test_a_failing_observer_does_not_stop_the_document() -> None:
    document = Document(Event())

    def fail(_touched: Touched) -> None:
        raise ValueError("a widget is gone")

    stop = document.observe(fail)
    with pytest.raises(ValueError, match="a widget is gone"):
        document.put(titled(document.root, "X"))
    assert document.root.header.title == "X"
    stop()
    document.put(titled(document.root, "Y"))
    assert document.root.header.title == "Y"


def test_the_saved_mark_follows_versions() -> None:
    document = Document(Event(), Path("a.lean"))
    saved = document.root
    assert not document.modified
    changed = titled(saved, "X")
    document.put(changed)
    assert document.modified
    document.put(saved)
    assert not document.modified  # undone back to what the file holds
    document.put(changed)
    document.mark_saved(Path("b.lean"), saved)  # the task wrote the older version
    assert document.modified
    document.mark_saved()
    assert not document.modified
    assert document.path == Path("b.lean")
    document.mark_unsaved()
    assert document.modified


# --- the quick decorator gives real dataclasses -------------------------------------------------


def test_records_are_frozen_equal_by_value_copied_and_matched() -> None:
    step = Step("s1", "One", wait=Duration(3.0, "h"))
    assert is_record(step)
    assert list(field_names(step))[:2] == ["id", "name"]
    assert replace(step, name="Two") == Step("s1", "Two", wait=Duration(3.0, "h"))
    assert step != replace(step, name="Two")
    assert step != "s1"
    assert Duration(1.0, "h") in {Duration(1.0, "h")}
    assert repr(Duration(1.0, "h")) == (
        "Duration(amount=1.0, unit='h', low=None, high=None, shape='', sd=None, source='')"
    )
    assert copy.copy(step) == copy.deepcopy(step) == pickle.loads(pickle.dumps(step)) == step
    assert msgspec.structs.asdict(Duration(1.0, "h")) == {
        "amount": 1.0, "unit": "h", "low": None, "high": None, "shape": "", "sd": None, "source": "",
    }  # fmt: skip
    match Duration(2.0, "bd"):
        case Duration(amount, unit):
            assert (amount, unit) == (2.0, "bd")
    with pytest.raises(AttributeError):
        step.name = "Two"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del step.name  # type: ignore[misc]
    assert Step().id != Step().id
    with pytest.raises(TypeError):
        Step("s1", colour="green")  # type: ignore[call-arg]
    assert not hasattr(step, "__dict__")
    assert Header().extra is not Header().extra


def test_importing_the_document_loads_nothing_heavy() -> None:
    script = (
        "import sys, leanbench.event, leanbench.event.changes, leanbench.event.check\n"
        "import leanbench.event.event_file, leanbench.store.document, leanbench.store.journal\n"
        "heavy = {'numpy', 'scipy', 'pandas', 'matplotlib', 'PySide6', 'networkx', 'platformdirs'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
