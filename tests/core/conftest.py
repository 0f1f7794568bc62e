"""Core tests run twice in thought and once in fact: with Qt out of reach, as in a notebook or on a server."""

import os
import re
import sys
from contextlib import contextmanager
from gettext import NullTranslations
from importlib.abc import MetaPathFinder

import pytest

HIDDEN = ("PySide6", "shiboken6")


class HideQt(MetaPathFinder):
    """Makes PySide6 look as if it were not installed."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"{name} is hidden: the core must not need Qt", name=name)
        return None


if os.environ.get("LEANBENCH_WITHOUT_QT"):
    assert not any(name in sys.modules for name in HIDDEN), "something loaded Qt before the core tests"
    sys.meta_path.insert(0, HideQt())


@pytest.fixture(scope="session")
def five():
    """An event with one current map of five steps in a row."""
    from leanbench.event.changes import Add, AddStep
    from leanbench.event.records import Demand, Event, Map, Role, Step
    from leanbench.words.durations import Duration

    event = Event(roles=(Role("PT", "Technician"),), demand=Demand(units_per_year=2400))
    event = Add("maps", Map("current", "Current state")).apply(event)
    for number in range(1, 6):
        step = Step(f"s{number}", f"Step {number}", role="PT", process_time=Duration(10.0, "min"))
        event = AddStep("current", step).apply(event)
    assert isinstance(event, Event)
    return event


class Shouting(NullTranslations):
    """A catalog that has every text: in capitals, its places kept."""

    def gettext(self, message):
        return re.sub(r"(\{[^}]*\})|([^{]+)", lambda part: part[1] or part[2].upper(), message)

    def ngettext(self, one, many, count):
        return self.gettext(one if count == 1 else many)

    def pgettext(self, context, message):
        return self.gettext(message)


@pytest.fixture
def shouting():
    """`with shouting():` every text that goes through the door comes back in capitals."""
    from leanbench.words import language

    @contextmanager
    def use():
        token = language._active.set(language.Language("shout", Shouting(), None, ".", "mdy"))
        try:
            yield
        finally:
            language._active.reset(token)

    return use
