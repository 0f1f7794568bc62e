"""A progress line on a terminal for long work; silent when the output is not a terminal."""

from __future__ import annotations

from typing import Any, TextIO


class TerminalTask:
    """The `task` of a long function: shows progress on one line, never cancels."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty()
        self._shown = -1

    def progress(self, share: float) -> None:
        """Show the share done, 0 to 1."""
        percent = int(100 * share)
        if self._live and percent != self._shown:
            self._shown = percent
            self._stream.write(f"\r{percent:3d}%")
            self._stream.write("\r\033[K" if percent >= 100 else "")
            self._stream.flush()

    def say(self, text: str) -> None:
        """Show what is being done."""
        if self._live:
            self._stream.write(f"\r\033[K{text}")
            self._stream.flush()

    def partial(self, value: Any) -> None:
        """Intermediate results are for the window."""

    def check(self) -> None:
        """Goes on: a terminal user cancels with Ctrl+C."""

    def cancelled(self) -> bool:
        """A terminal user cancels with Ctrl+C."""
        return False
