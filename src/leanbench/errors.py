"""The two ways a request can end without being done.

`UserError` is raised where the outside world is wrong (a file, a pasted table, a typed option);
its text is a plain sentence that says what is wrong, where, and what to do. The window shows it
in a bar, the command line prints it as one line and exits with 2. `Refusal` is a value, not an
exception: the document declined an edit, nothing has happened, and the reason can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass


class UserError(Exception):
    """Something outside the program is wrong. `str(error)` is one plain sentence or two."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The document declined an edit. Nothing was changed."""

    reason: str
