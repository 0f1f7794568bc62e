"""The doors of the packages: names load when used, editors see the same ones, no name is in two modules of a room."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from leanbench import stats

NAMED = ("event", "flow")  # packages whose door names its names


@pytest.mark.parametrize("room", stats.ROOMS)
def test_every_name_of_a_room_can_be_reached_and_is_in_one_module(room):
    found = getattr(stats, room)
    names = found.__all__
    assert len(names) == len(set(names)) > 0
    assert set(names) <= set(dir(found))
    for name in names:
        thing = getattr(found, name)
        assert not inspect.ismodule(thing), name
        if inspect.isfunction(thing):
            assert thing.__doc__, name


@pytest.mark.parametrize("room", stats.ROOMS)
def test_editors_see_the_modules_that_the_door_opens(room):
    tree = ast.parse(Path(str(getattr(stats, room).__file__)).read_text("utf-8"))
    seen = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    (call,) = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    opened = {f"leanbench.stats.{room}.{arg.value}" for arg in call.args if isinstance(arg, ast.Constant)}
    assert opened == seen - {"typing", "leanbench.doors"}


@pytest.mark.parametrize("package", NAMED)
def test_every_named_name_can_be_reached(package):
    found = import_module(f"leanbench.{package}")
    for name in found.__all__:
        assert getattr(found, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = found.nothing


def test_a_room_loads_nothing_before_it_is_used():
    code = (
        "import sys; from leanbench.stats import spc; "
        "early = [m for m in sys.modules if m.startswith('leanbench.stats.spc.')]; "
        "made = spc.p([3, 4, 2, 5], 50); print(early, made.method, 'leanbench.stats.spc.multivariate' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split("\n")[0] == "[] p False"


def test_an_unknown_name_is_said():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = stats.spc.nothing
    with pytest.raises(ImportError):
        exec("from leanbench.stats.spc import nothing")
