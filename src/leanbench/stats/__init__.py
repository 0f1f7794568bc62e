"""Control charts, capability, measurement systems and tests. Each function returns a result record.

Usable alone, in a script or a notebook: ``from leanbench.stats import spc; spc.i_mr(values).summary()``. Each
room offers its functions by name and loads them when they are first used.
"""

from leanbench.doors import lazy_door

# From the bottom: each room stands on some of those before it, never the other way (a contract in pyproject.toml).
ROOMS = (
    "base", "distributions", "tests", "spc", "run_length", "msa", "capability", "sample_size", "explore",
    "survey", "change",
)  # fmt: skip
__getattr__, __dir__ = lazy_door(__name__, rooms=ROOMS)
