"""`--public`: what a command makes of an event, it makes of the event without names of people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leanbench.errors import UserError
from leanbench.words.language import _

if TYPE_CHECKING:
    from leanbench.event.records import Event
    from leanbench.privacy.public_event import PublicCopy

LARGEST = 2**20  # bytes of a list of names


def add_public_options(command: argparse.ArgumentParser, *, always: bool = False) -> None:
    """`--public` and what decides about words that may be names."""
    if not always:
        command.add_argument(
            "--public", action="store_true", help=_("without names of people (Person A, Person B ...)")
        )
    command.add_argument(
        "--names",
        type=Path,
        metavar="FILE",
        help=_('one word or name a line to hide; "! word" stays as it is'),
    )
    for name, text in (
        ("hide", _("hide this word or name (repeatable)")),
        ("keep", _("let this word, name or column stay (repeatable)")),
    ):
        command.add_argument(f"--{name}", metavar="WORD", action="append", default=[], help=text)


def is_public(options: argparse.Namespace) -> bool:
    """Whether names are to be removed: asked for, or words were named that are to be hidden."""
    return bool(options.public or options.names or options.hide or options.keep)


def public_of(event: Event, options: argparse.Namespace, *more: object) -> PublicCopy:
    """The event without names; what was done goes to stderr."""
    from leanbench.privacy.people import Choice
    from leanbench.privacy.public_event import PublicCopy, account_text

    hide, keep = chosen_words(options)
    copy = PublicCopy(event, Choice(hide, keep), more)
    for line in (account_text(copy), *copy.notes):
        print("leanbench:", line, file=sys.stderr)
    return copy


def public_on_request(event: Event, options: argparse.Namespace, *named: str) -> Event:
    """The event, without names when that was asked for; options `named` that name its parts follow."""
    if not is_public(options):
        return event
    copy = public_of(event, options)
    for name in named:
        if (given := getattr(options, name)) is not None:
            setattr(options, name, copy.json(given))
    return copy.event


def chosen_words(options: argparse.Namespace) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words to hide and those to keep, of the options and the file of names.

    Raises
    ------
    UserError
        The file of names cannot be read.
    """
    hide, keep = list(options.hide), list(options.keep)
    for line in _lines(options.names) if options.names is not None else ():
        word = line.partition("  #")[0].strip()
        if word.startswith("!"):
            keep.append(word[1:].strip())
        elif word and not word.startswith("#"):
            hide.append(word)
    return tuple(word for word in hide if word.strip()), tuple(word for word in keep if word.strip())


def _lines(path: Path) -> list[str]:
    try:
        if not path.is_file():
            raise UserError(_("There is no file {path}. Check the name and the folder.").format(path=path))
        if path.stat().st_size > LARGEST:
            raise UserError(_("{path} is too large for a list of names.").format(path=path))
        return path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UserError(
            _("{path} is not UTF-8 text. Save it as UTF-8, one name a line.").format(path=path)
        ) from None
    except OSError as error:
        raise UserError(
            _("{path} could not be read: {why}.").format(path=path, why=error.strerror or error)
        ) from None
