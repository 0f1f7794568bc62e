"""The command line: the same core without a window, without Qt and without a display.

`main` parses, runs one command and turns a `UserError` into one plain line on stderr and exit
code 2. Exit code 1 means the command ran and what it looked at is not in order (`check` found
something broken, `verify` had a failing case).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from leanbench.cli.parser import build_parser
from leanbench.errors import UserError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = build_parser().parse_args(argv)
    try:
        return int(options.run(options))
    except UserError as error:
        print(f"leanbench: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader (head, less) has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - nothing more may be flushed to it
        return 0
    except KeyboardInterrupt:
        print("leanbench: stopped. Nothing was written.", file=sys.stderr)
        return 130
    except MemoryError:
        print("leanbench: this needs more memory than there is. Use less data at once.", file=sys.stderr)
        return 2
    except (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        return _unforeseen(error)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        reason = error.strerror or error
        print(f"leanbench: the system refused: {reason}{where}. Nothing was written.", file=sys.stderr)
        return 2


def _unforeseen(error: Exception) -> int:
    """A mistake of the program itself: one line for the user, the traceback for whoever mends it."""
    if os.environ.get("LEANBENCH_TRACEBACK"):
        raise error
    words = " ".join(str(error).split())[:120]
    print(
        f"leanbench: the program made a mistake of its own ({type(error).__name__}: {words}). "
        "Nothing was written. Set LEANBENCH_TRACEBACK=1 to see where, and report it.",
        file=sys.stderr,
    )
    return 2
