"""What the command line prints, on any console: a letter its code page lacks becomes a near one, never an error."""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import sys
import unicodedata
from typing import Any

# Signs our texts use, as an old console can show them; letters lose their accents, all else is a question mark.
NEAR = {
    "–": "-", "—": "-", "−": "-", "\u2011": "-", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "…": "...",
    "×": "x", "·": "-", "•": "*", "→": "->", "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<=", "≠": "<>", "≈": "~",
    "±": "+/-", "▲": "!", "●": "*", "²": "2", "³": "3", "√": "sqrt ", "σ": "sigma", "μ": "mu", "µ": "u",
    "Σ": "sum", "Δ": "delta", "α": "alpha", "β": "beta", "λ": "lambda", "χ": "chi", "∞": "infinity",
    "€": "EUR", "£": "GBP", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip
HANDLER = "leanbench-near"


def near_text(text: str) -> str:
    """A text in ASCII, as near as it gets.

    >>> near_text("P50 ≤ 3.5 – “Zürich”")
    'P50 <= 3.5 - "Zurich"'
    """
    out = []
    for sign in text:
        plain = NEAR.get(sign) or unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        out.append(sign if sign.isascii() else plain or "?")
    return "".join(out)


def _near(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return near_text(error.object[error.start : error.end]), error.end


def ready_console() -> None:
    """Let standard output and errors print any text from now on."""
    codecs.register_error(HANDLER, _near)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=HANDLER)


def close_output() -> None:
    """The reader (head, less) has seen enough: what is still to be flushed goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def print_json(value: Any) -> None:
    """One JSON object on standard output; letters a console lacks are escaped, so that nothing is changed."""
    unicode = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").startswith("utf")
    print(json.dumps(value, indent=1, ensure_ascii=not unicode, allow_nan=False))
