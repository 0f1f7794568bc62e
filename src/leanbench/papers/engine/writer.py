"""What every section of a report writes with: text made printable, missing fields named, numbers worded.

Sections are functions that take a `Writer` and give blocks. The writer keeps the list of problems:
fields that are not recorded, characters the typeface lacks, pictures that could not be drawn.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from leanbench.drawing import pdf_fonts as fonts
from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.papers.engine.flowables import Bullets, Heading, Text
from leanbench.papers.engine.page_flow import Item
from leanbench.papers.engine.paper_style import BODY, MUTED, SMALL, Sheet, map_sheet, text_sheet, wide_sheet
from leanbench.papers.engine.paragraphs import Run, Words
from leanbench.papers.engine.unprintable import Problem
from leanbench.words import N_, _
from leanbench.words.dates import date_text
from leanbench.words.figures import figure_text

NOT_RECORDED = N_("not recorded")  # say `_` where it is printed
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # without a log set up, nothing goes to the terminal


@dataclass(slots=True)
class Writer:
    """The event being printed and everything the sections share.

    `headings` collects (text, key, level) in order, for the contents; `notes` counts footnotes.
    """

    event: Event
    date: datetime.date
    problems: dict[Problem, None] = field(default_factory=dict)
    headings: list[tuple[str, str, int]] = field(default_factory=list)
    figures: int = 0
    note_count: int = 0
    appendix: list[tuple[str, Any]] = field(default_factory=list)  # title and long table of numbers

    # --- paper -----------------------------------------------------------------------------------

    @property
    def text_sheet(self) -> Sheet:
        return text_sheet(self.event.header.paper)

    @property
    def wide_sheet(self) -> Sheet:
        return wide_sheet(self.event.header.paper)

    @property
    def map_sheet(self) -> Sheet:
        return map_sheet(self.event.header.paper)

    # --- problems --------------------------------------------------------------------------------

    def report(self, text: str, *where: str) -> None:
        """Something the facilitator should look at; said once."""
        self.problems.setdefault(Problem(text, tuple(where)))

    def missing(self, what: str, *where: str) -> Run:
        """The words printed for an empty field, which is listed as a problem."""
        self.report(_("{what} is not recorded.").format(what=what), *where)
        return Run(_(NOT_RECORDED), "italic", MUTED)

    def guarded(self, what: str, make: Callable[[], Sequence[Item]], *where: str) -> list[Item]:
        """The blocks of `make`; when it fails, a sentence in their place and a problem.

        The report must be handed out at the end of the day whatever one picture does.
        """
        known, figures = len(self.headings), self.figures
        try:
            return list(make())
        except UserError as error:
            self._forget(known, figures)
            problem = _("{what} could not be printed: {error}").format(what=what, error=error)
            self.report(problem, *where)
            return [Text(self.plain(problem), BODY.but(face="italic"))]
        except Exception as error:
            # Anything else is our mistake: logged in full, and named beside the finished file.
            self._forget(known, figures)
            _log.exception("%s failed", what)
            self.report(
                _("{what} could not be printed ({name}); the log has the details.").format(
                    what=what, name=type(error).__name__
                ),
                *where,
            )
            return [Text(_("{what} could not be printed.").format(what=what), BODY.but(face="italic"))]

    def _forget(self, headings: int, figures: int) -> None:
        """Headings and pictures of blocks that will not be printed do not count."""
        del self.headings[headings:]
        self.figures = figures

    # --- text ------------------------------------------------------------------------------------

    def plain(self, text: object, *where: str) -> str:
        """User text as the typeface can print it; characters it lacks are reported."""
        clean, lost = fonts.clean(str(text).strip())
        if lost:
            names = ", ".join(f"U+{ord(char):04X}" for char in lost[:5]) + (" …" if len(lost) > 5 else "")
            self.report(
                _(
                    "“{start}” has {count} characters that the report's typeface lacks ({names}); they print as "
                    "{replacement}."
                ).format(start=_start(clean), count=len(lost), names=names, replacement=fonts.REPLACEMENT)
                if len(lost) > 1
                else _(
                    "“{start}” has a character that the report's typeface lacks ({names}); it prints as "
                    "{replacement}."
                ).format(start=_start(clean), names=names, replacement=fonts.REPLACEMENT),
                *where,
            )
        return clean

    def say(self, text: object, what: str, *where: str) -> Words:
        """User text, or "not recorded" with a problem that names the field."""
        clean = self.plain(text, *where) if text is not None else ""
        return clean if clean else (self.missing(what, *where),)

    def number(self, value: float | None, what: str, *where: str, unit: str = "") -> Words:
        """A number with thousands separators and unit, or "not recorded"."""
        if value is None:
            return (self.missing(what, *where),)
        return figure_text(value, unit or "number")

    def day(self, text: str, what: str, *where: str) -> Words:
        """An ISO date as ``Mar 27, 2026``; other text as it is; "not recorded" when empty."""
        if not text.strip():
            return (self.missing(what, *where),)
        return self.plain(date_text(text, short=True), *where)

    # --- blocks ----------------------------------------------------------------------------------

    def heading(self, text: str, level: int = 2, *, short: str = "") -> Heading:
        """A heading that also stands in the contents and the outline."""
        key = f"h{len(self.headings)}"
        shown = self.plain(text)
        self.headings.append((self.plain(short) or shown, key, level))
        return Heading(shown, level, key)

    def paragraph(self, text: str, *where: str) -> Text:
        """A paragraph of running text."""
        return Text(self.plain(text, *where))

    def lead_in(self, text: str, *where: str) -> Text:
        """A sentence that stays with the table or picture after it."""
        return Text(self.plain(text, *where), keep_next=True)

    def note(self, words: Words, **more: object) -> Text:
        """A footnote in small type below a table or picture."""
        self.note_count += 1
        return Text(words, SMALL, tag="Note", id=f"note{self.note_count}", after=3.0)

    def bullets(self, items: Sequence[object], what: str, *where: str) -> Item:
        """A list, or one line "not recorded"."""
        texts = [self.plain(str(item), *where) for item in items if str(item).strip()]
        if not texts:
            return Text((self.missing(what, *where),))
        return Bullets(texts)


def _start(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rstrip() + "…"
