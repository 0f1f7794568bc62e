"""The two ways a request can end without being done.

`UserError` is raised where the outside world is wrong (a file, a pasted table, a typed option);
its text is a plain sentence that says what is wrong, where, and what to do. The window shows it
in a bar, the command line prints it as one line and exits with 2. `Refusal` is a value, not an
exception: the document declined an edit, nothing has happened, and the reason can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


def nearest_text(name: str, known: Iterable[str]) -> str:
    """The known name nearest to one that is not known, as `` Did you mean "sigma"?``; "" when none is near."""
    from difflib import get_close_matches

    names = {one.casefold(): one for one in known}
    near = get_close_matches(str(name).casefold(), names, 1, 0.5)
    return f' Did you mean "{names[near[0]]}"?' if near else ""


class UserError(Exception):
    """Something outside the program is wrong. `str(error)` is one plain sentence or two."""


class UnknownName(UserError, KeyError):  # noqa: N818 - it is what is said
    """A name that is not in a list; the sentence names those that are. Also a KeyError, for scripts that look up."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str) -> None:
        known = tuple(known)
        names = ", ".join(known)
        super().__init__(
            f'There is no {kind} "{name}" in {where}.{nearest_text(name, known)} '
            + (f"There are: {names}." if names else "It has none.")
        )

    __str__ = Exception.__str__  # not the quoted form of KeyError


class Refusal(Struct, frozen=True):
    """The document declined an edit. Nothing was changed."""

    reason: str
