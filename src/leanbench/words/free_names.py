"""A name nobody has yet: the name itself, or with the first number that makes it one of its own."""

from __future__ import annotations

from collections.abc import Iterable


class FreeNames:
    """Gives names out, each once; of many equal ones none is counted through again.

    taken : names that are not to be given. ending : what a number is put into.

    >>> names = FreeNames(["Days"])
    >>> [names.of("Days"), names.of("Days"), names.of("Cost")]
    ['Days (2)', 'Days (3)', 'Cost']
    """

    def __init__(self, taken: Iterable[str] = (), ending: str = " ({})") -> None:
        self._taken, self._ending = set(taken), ending
        self._last: dict[str, int] = {}

    def of(self, name: str) -> str:
        """The name, or the first free one behind it; it is taken then."""
        number, free = self._last.get(name, 1), name
        while free in self._taken:
            number += 1
            free = name + self._ending.format(number)
        self._last[name] = number
        self._taken.add(free)
        return free
