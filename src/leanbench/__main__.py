"""``leanbench``: a command name does that command without Qt; anything else opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

COMMANDS = (
    "new",
    "check",
    "metrics",
    "draw",
    "chart",
    "import",
    "mine",
    "simulate",
    "report",
    "public",
    "merge",
    "papers",
    "verify",
)
PLAIN = ("-h", "--help", "--version")
READ_TABLE = "--read-table"  # `tables.reading_child.ARGUMENT`, which needs no import here


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command or open the window. Returns the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given == [READ_TABLE]:  # this process is the child of another that reads a spreadsheet
        from leanbench.tables import reading_child

        return reading_child.main()
    if given and (given[0] in COMMANDS or given[0] in PLAIN):
        from leanbench import cli

        return cli.main(given)
    from leanbench import app

    return app.run(given)


if __name__ == "__main__":
    sys.exit(main())
