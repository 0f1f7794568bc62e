"""The command line: the same core without a window, without Qt and without a display.

`main` parses, runs one command and turns a `UserError` into one plain line on stderr and exit
code 2. Exit code 1 means the command ran and what it looked at is not in order (`check` found
something broken, `verify` had a failing case).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from leanbench.cli.console import close_output, ready_console
from leanbench.cli.parser import build_parser
from leanbench.errors import UserError
from leanbench.words.language import _

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    ready_console()
    options = build_parser().parse_args(argv)
    before = _stamp(options)
    try:
        _refuse_impossible_names(options)
        code = int(options.run(options))
        if sys.stdout is not None:
            sys.stdout.flush()  # a full disk is said here, not by the interpreter at its end
    except UserError as error:
        return _end(str(error))
    except BrokenPipeError:
        close_output()
        return 0
    except KeyboardInterrupt:
        _end(_("stopped. {written}").format(written=_outcome_text(options, before)))
        return 130
    except MemoryError:
        return _end(_("this needs more memory than there is. Use less data at once."))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _end(
            _("the system refused: {reason}{where}. {written}").format(
                reason=error.strerror or error, where=where, written=_outcome_text(options, before)
            )
        )
    except Exception as error:  # never a traceback: a mistake of the program itself is one line, too
        if os.environ.get("LEANBENCH_TRACEBACK"):
            raise
        words = " ".join(str(error).split())[:120]
        return _end(
            _(
                "the program made a mistake of its own ({kind}: {words}). {written} "
                "Set LEANBENCH_TRACEBACK=1 to see where, and report it."
            ).format(kind=type(error).__name__, words=words, written=_outcome_text(options, before))
        )
    return code


def _end(sentence: str) -> int:
    print(_("leanbench: {sentence}").format(sentence=sentence), file=sys.stderr)
    return 2


def _refuse_impossible_names(options: argparse.Namespace) -> None:
    """Raises UserError for a path with a character that no system lets a name have."""
    for value in vars(options).values():
        if isinstance(value, Path) and "\0" in str(value):
            raise UserError(_("The name of a file holds a zero byte, which no name can have. Check it."))


def _stamp(options: argparse.Namespace) -> tuple[int, int, int] | None:
    """What tells whether the output file is another than before; None when there is none."""
    target = getattr(options, "output", None)
    try:
        found = os.stat(target) if target is not None else None
    except (OSError, ValueError):
        return None
    return None if found is None else (found.st_ino, found.st_mtime_ns, found.st_size)


def _outcome_text(options: argparse.Namespace, before: tuple[int, int, int] | None) -> str:
    """Whether the output file was written before it went wrong."""
    return (
        _("Nothing was written.")
        if _stamp(options) == before
        else _("{output} was written.").format(output=options.output)
    )
