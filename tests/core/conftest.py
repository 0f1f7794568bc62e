"""Core tests run twice in thought and once in fact: with Qt out of reach, as in a notebook or on a server."""

import os
import sys
from importlib.abc import MetaPathFinder

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
