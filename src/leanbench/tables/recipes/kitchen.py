"""What a recipe's steps may ask for beyond their table, and where they say what is worth saying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from leanbench.errors import UserError
from leanbench.tables.parsed import Table
from leanbench.words import _
from leanbench.words.numbers import number_text
from leanbench.words.working_calendar import Calendar


def _no_table(name: str) -> Table:
    raise UserError(_("There is no other table here to join “{name}” from.").format(name=name))


@dataclass(slots=True)
class Kitchen:
    """The working calendar, the other tables by name, and the sentences of the step at work."""

    calendar: Calendar = field(default_factory=Calendar)
    table: Callable[[str], Table] = _no_table
    said: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        """A sentence about the step at work."""
        self.said.append(sentence)

    def say_count(self, count: int, sentence: str) -> None:
        """A sentence with ``{count}`` in it; nothing where there is nothing to count."""
        if count:
            self.say(sentence.format(count=number_text(count)))
