"""The command that makes the public copy of an event, and the list of words that may be names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from leanbench.cli.console import print_json
from leanbench.cli.without_names import chosen_words
from leanbench.errors import UserError
from leanbench.store.output import refuse_unwritable
from leanbench.words.language import _, ngettext

if TYPE_CHECKING:
    from leanbench.privacy.possible_names import PossibleName


def public(options: argparse.Namespace) -> int:
    """Write the public copy of an event, or print the words that may be names."""
    from leanbench.event.event_file import open_event
    from leanbench.privacy.people import Choice
    from leanbench.privacy.possible_names import possible_names
    from leanbench.privacy.public_event import PublicCopy, account_text
    from leanbench.privacy.public_file import write_public_event

    target: Path | None = options.output
    if target is None and not options.list:
        raise UserError(
            _("Give the file to write: leanbench public EVENT -o PUBLIC.lean, or --list to look first.")
        )
    if target is not None:
        if target.suffix.casefold() not in (".lean", ".json"):
            raise UserError(_("The public copy is an event. Give the output file the ending .lean."))
        refuse_unwritable(target)
        if target.exists() and options.event.exists() and target.samefile(options.event):
            raise UserError(
                _("{path} is the event itself, which is never written. Choose another name.").format(
                    path=target
                )
            )
    opened = open_event(options.event)
    for note in opened.notes:
        print("leanbench:", note, file=sys.stderr)
    hide, keep = chosen_words(options)
    words = possible_names(opened.root, hide, keep)
    if target is None:
        if options.json:
            print_json({"names": [one._asdict() for one in words]})
        else:
            print("\n".join(_list_lines(words)))
        return 0
    copy = PublicCopy(opened.root, Choice(hide, keep))
    notes = [*copy.notes, *write_public_event(copy, target, opened.parts)]
    left = [one for one in words if not one.is_ticked]
    if options.json:
        people = [one._asdict() for one in copy.replaced]
        print_json(
            {"file": str(target), "replaced": people, "left": [one._asdict() for one in left], "notes": notes}
        )
        return 0
    print(f"{target}: {account_text(copy)}")
    for one in copy.replaced:
        print(f"  {one.label}: {'; '.join(one.spellings)} ({one.times})")
    if left:
        print(_("These words may be names and stand as they are. --hide WORD hides one:"))
        for line in _list_lines(left):
            print(f"  {line.removeprefix('! ')}")
    for note in notes:
        print("leanbench:", note, file=sys.stderr)
    return 0


def _list_lines(words: Iterable[PossibleName]) -> list[str]:
    """The list as `--names` reads it back: what stays behind an exclamation mark, the reasons behind a number sign."""
    lines = []
    for one in words:
        times = ngettext("{count} time", "{count} times", one.times).format(count=one.times)
        shown = " ".join(one.text.split())
        lines.append(f"{'' if one.is_ticked else '! '}{shown}  # {one.why}, {one.where}, {times}")
    return lines
