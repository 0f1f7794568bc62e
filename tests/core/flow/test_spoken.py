"""What people type about hours, peaks and priorities of a simulation."""

from __future__ import annotations

import pytest

from leanbench.errors import UserError
from leanbench.event.records import Event, Map, Role, Step
from leanbench.flow.simulation import Shift
from leanbench.flow.simulation import simulation_words as spoken
from leanbench.flow.simulation.model import mean_people
from leanbench.words.durations import Calendar

OFFICE = Calendar(8.0, 250.0, 480.0)


@pytest.mark.parametrize(
    ("text", "changes", "cycle", "mean"),
    [
        ("3", ((0.0, 3.0),), 1.0, 3.0),
        ("1.5", ((0.0, 2.0), (240.0, 1.0)), 1.0, 1.5),
        ("2 0-4; 1 4-8", ((0.0, 2.0), (240.0, 1.0)), 1.0, 1.5),
        ("2 1 to 3h", ((0.0, 0.0), (60.0, 2.0), (180.0, 0.0)), 1.0, 0.5),
        ("1 0-8; 1 2-4", ((0.0, 1.0), (120.0, 2.0), (240.0, 1.0)), 1.0, 1.25),
        ("days 2,4: 1 0-4", ((0.0, 0.0), (480.0, 1.0), (720.0, 0.0), (1440.0, 1.0), (1680.0, 0.0)), 5.0, 0.2),
        ("day 1: 2", ((0.0, 2.0), (480.0, 0.0)), 5.0, 0.4),
    ],
)
def test_presence_as_people_say_it(text, changes, cycle, mean):
    found = spoken.presence(text, OFFICE)
    assert found == Shift(changes, cycle)
    assert mean_people(found, 480.0) == pytest.approx(mean)


@pytest.mark.parametrize(
    "text", ["", "0", "two", "2 4-4", "2 5-3", "1 0-9", "days 6: 1", "1.5 0-4", "days: 1", "-1"]
)
def test_what_nobody_can_be_there_for_is_refused(text):
    with pytest.raises(UserError):
        spoken.presence(text, OFFICE)


def test_peaks():
    assert spoken.profile("3 1 1 1") == (3.0, 1.0, 1.0, 1.0)
    assert spoken.profile("3,1, 1;1.5") == (3.0, 1.0, 1.0, 1.5)
    assert spoken.profile(" ") == ()
    for text in ("0 0", "1 -1", "a b"):
        with pytest.raises(UserError):
            spoken.profile(text)


def test_steps_and_roles_by_name_or_id():
    drawn = Map("current", steps=(Step("a", "Check packet", role="x"),))
    event = Event(roles=(Role("clerk", "Permit clerk"),), maps=(drawn,))
    assert spoken.step_id_of((drawn,), "check PACKET") == spoken.step_id_of((drawn,), "A") == "a"
    assert spoken.role_id_of(event, (drawn,), "permit clerk") == "clerk"
    assert spoken.role_id_of(event, (drawn,), "X") == "x"  # a role only the map knows
    with pytest.raises(UserError, match="no step “b”"):
        spoken.step_id_of((drawn,), "b")
    with pytest.raises(UserError, match="no role “boss”"):
        spoken.role_id_of(event, (drawn,), "boss")
    assert spoken.pairs(["a = b=2"], "x") == [("a = b", "2")]
    with pytest.raises(UserError, match="STEP=NUMBER"):
        spoken.pairs(["a"], "STEP=NUMBER")
