"""What a merge could not decide, kept as a row of the document until somebody does."""

from __future__ import annotations

from typing import Any

from leanbench.schema import Extra, Record, choice, identity, loose, text


class Conflict(Record):
    """One place where two copies cannot both be right. An empty `decided` waits for a person.

    `mine` and `theirs` are plain JSON as the file would hold them; a row that was removed is None.
    """

    id: str = identity("k")
    address: str = text("Place")
    mine: Any = loose("Mine", factory=None)
    theirs: Any = loose("Theirs", factory=None)
    decided: str = choice("Decided", {"": "open", "mine": "mine", "theirs": "theirs"})
    extra: Extra = loose()
