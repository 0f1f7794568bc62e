"""Records and their cards: what a card gives, ids at birth, values that do not fit."""

from __future__ import annotations

import copy
import pickle
from typing import Any, Literal

import pytest

from leanbench.schema import (
    Extra,
    Misfit,
    Record,
    cards_of,
    choice,
    field_names,
    fields_of,
    fit_field,
    identity,
    loose,
    money,
    new_id,
    new_uuid,
    record,
    replace,
    rows,
    seed_ids,
    shape_of,
    text,
)


class Part(Record):
    name: str = text("Name", required=True)
    kind: Literal["", "big", "small"] = choice("Size", {"": "", "big": "Big", "small": "Small"})
    price: float | None = money("Price", least=0)


class Machine(Record):
    id: str = identity("m")
    title: str = text("Machine", label="name")
    best: Part | None = record("Best part")
    parts: tuple[Part, ...] = rows("Parts")
    extra: Extra = loose()


class Press(Machine):
    force: float | None = money("Force")


@pytest.fixture(autouse=True)
def _ids_are_random_again() -> Any:
    yield
    seed_ids(None)


def test_cards_say_what_a_field_is_in_the_order_of_the_class() -> None:
    assert list(cards_of(Machine)) == ["id", "title", "best", "parts", "extra"] == list(field_names(Machine))
    card = cards_of(Machine)["title"]
    assert (card.name, card.kind, card.title, card.words) == ("title", "text", "Machine", "name")
    assert cards_of(Part)["price"].least == 0
    assert list(cards_of(Press)) == [*cards_of(Machine), "force"]
    assert cards_of(int) == {}


def test_a_record_is_frozen_equal_by_value_and_copied_whole() -> None:
    one = Machine("m1", "Press", parts=(Part("wheel"),))
    assert replace(one, title="Saw") == Machine("m1", "Saw", parts=(Part("wheel"),))
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one
    assert Part("wheel") in {Part("wheel")}
    assert Part("wheel") != Part("cog")
    assert repr(Part("wheel")) == "Part(name='wheel', kind='', price=None)"
    with pytest.raises(AttributeError):
        one.title = "Saw"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Part()  # there is no part without a name
    assert Machine().extra is not Machine().extra


def test_ids_are_random_at_birth_and_follow_a_seed_in_scripts() -> None:
    born = {Machine().id for _ in range(1000)}
    assert len(born) == 1000
    assert all(key.startswith("m-") and len(key) == 12 for key in born)
    seed_ids(7)
    first = (Machine().id, new_id("a"), new_uuid())
    seed_ids(7)
    assert (Machine().id, new_id("a"), new_uuid()) == first
    seed_ids(None)
    assert Machine().id != first[0]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", 7, ".title should be text, not 7"),
        ("parts", [Part("a"), 5], ".parts[1] should be a Part, not 5"),
        ("colour", "red", ".colour is not a field of a Machine"),
        ("extra", [1], " should be an object of named values, not a list"),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_its_place(field: str, value: Any, reason: str) -> None:
    with pytest.raises(Misfit) as caught:
        fit_field(Machine("m1"), field, value)
    place = "".join(reversed(caught.value.path))
    assert f"{place} {caught.value.reason}" == reason


def test_records_are_written_plainly_and_read_back_with_what_is_not_known() -> None:
    shape = shape_of(Machine)
    machine = Machine("m1", "Press", Part("cog", "big", 2.0), (Part("wheel"),), {"age": 4})
    assert shape.write is not None
    plain = shape.write(machine)
    assert plain == {
        "id": "m1", "title": "Press", "best": {"name": "cog", "kind": "big", "price": 2},
        "parts": [{"name": "wheel"}], "age": 4,
    }  # fmt: skip
    lost: list[str] = []
    assert shape.read(plain, lost) == machine
    assert shape.read({"id": "m1", "parts": [{"name": "a", "hue": 1}]}, lost).parts == (Part("a"),)
    assert lost == [".parts[0].hue"]
    assert fields_of(Part)["name"].required
    with pytest.raises(Misfit, match="should be text, not 7"):
        shape.read({"id": 7}, [])
