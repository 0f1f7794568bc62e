"""The door of a package: its public names, each loaded from its module when it is first used.

Importing a package then costs next to nothing, and nobody needs to know which of its modules holds a name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

# What scripts, notebooks and reference cases may rely on: these packages and modules offer their `__all__`.
DOORS = (
    "event", "flow", "flow.capacity", "flow.comparison", "flow.finance", "flow.littles_law", "flow.quality",
    "flow.queueing", "maps", "papers",
    "stats.base", "stats.capability", "stats.change", "stats.distributions", "stats.explore", "stats.msa",
    "stats.run_length", "stats.sample_size", "stats.spc", "stats.survey", "stats.tests", "tables", "verify",
)  # fmt: skip


def lazy_names(package: str, homes: Mapping[str, Iterable[str]]) -> Callable[[str], Any]:
    """``__getattr__`` of a package whose names are given by module."""
    home = {name: module for module, names in homes.items() for name in names}

    def get(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return _keep(package, name, getattr(import_module(f"{package}.{home[name]}"), name))

    return get


def lazy_door(
    package: str, *modules: str, rooms: tuple[str, ...] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package that offers what its `modules` have in their ``__all__``.

    The modules are asked in their order until one has the name. rooms : packages inside it, offered by name.
    """

    def get(name: str) -> Any:
        if name in rooms:
            return import_module(f"{package}.{name}")
        if name == "__all__":
            return [*rooms, *(public for module in modules for public in _public(module))]
        if not name.startswith("_"):
            for module in modules:
                if name in _public(module):
                    return _keep(package, name, getattr(import_module(f"{package}.{module}"), name))
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    def _public(module: str) -> list[str]:
        return list(import_module(f"{package}.{module}").__all__)

    return get, lambda: sorted(get("__all__"))


def _keep(package: str, name: str, value: Any) -> Any:
    """The value, which the package has from now on without asking."""
    setattr(sys.modules[package], name, value)
    return value
