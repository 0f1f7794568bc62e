"""The two ways a request can end without being done.

`UserError` is raised where the outside world is wrong (a file, a pasted table, a typed option);
its text is a plain sentence that says what is wrong, where, and what to do. The window shows it
in a bar, the command line prints it as one line and exits with 2. `Refusal` is a value, not an
exception: the document declined an edit, nothing has happened, and the reason can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class UserError(Exception):
    """Something outside the program is wrong. `str(error)` is one plain sentence or two."""


class UnknownName(UserError, KeyError):  # noqa: N818 - it is what is said
    """A name that is not in a list; the sentence names those that are. Also a KeyError, for scripts that look up."""

    def __init__(self, kind: str, name: str, known: Iterable[str], where: str) -> None:
        names = ", ".join(known)
        super().__init__(
            f'There is no {kind} "{name}" in {where}. '
            + (f"There are: {names}." if names else "It has none.")
        )

    __str__ = Exception.__str__  # not the quoted form of KeyError


class Refusal(Struct, frozen=True):
    """The document declined an edit. Nothing was changed."""

    reason: str
