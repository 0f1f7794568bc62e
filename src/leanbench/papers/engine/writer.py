"""What every section of a report writes with: text made printable, missing fields named, numbers worded.

Sections are functions that take a `Writer` and give blocks. The writer keeps the list of problems:
fields that are not recorded, characters the typeface lacks, pictures that could not be drawn.
"""

from __future__ import annotations

import datetime
import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from leanbench.drawing import pdf_fonts as fonts
from leanbench.errors import UserError
from leanbench.event.records import Event
from leanbench.papers.engine.flowables import Bullets, Heading, Text
from leanbench.papers.engine.page_flow import Item
from leanbench.papers.engine.paper_style import BODY, MUTED, SMALL, Sheet, map_sheet, text_sheet, wide_sheet
from leanbench.papers.engine.paragraphs import Run, Words
from leanbench.papers.engine.unprintable import Problem

NOT_RECORDED = "not recorded"
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # without a log set up, nothing goes to the terminal


@dataclass(slots=True)
class Writer:
    """The event being printed and everything the sections share.

    `headings` collects (text, key, level) in order, for the contents; `notes` counts footnotes.
    """

    event: Event
    date: datetime.date
    public: bool = False
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
        self.report(f"{what} is not recorded.", *where)
        return Run(NOT_RECORDED, "italic", MUTED)

    def guarded(self, what: str, make: Callable[[], Sequence[Item]], *where: str) -> list[Item]:
        """The blocks of `make`; when it fails, a sentence in their place and a problem.

        The report must be handed out at the end of the day whatever one picture does.
        """
        known, figures = len(self.headings), self.figures
        try:
            return list(make())
        except UserError as error:
            self._forget(known, figures)
            self.report(f"{what} could not be printed: {error}", *where)
            return [Text(self.plain(f"{what} could not be printed: {error}"), BODY.but(face="italic"))]
        except Exception as error:
            # Anything else is our mistake: logged in full, and named beside the finished file.
            self._forget(known, figures)
            _log.exception("%s failed", what)
            self.report(
                f"{what} could not be printed ({type(error).__name__}); the log has the details.", *where
            )
            return [Text(f"{what} could not be printed.", BODY.but(face="italic"))]

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
                f"“{_start(clean)}” has {len(lost)} characters that the report's typeface lacks ({names}); "
                f"they print as {fonts.REPLACEMENT}."
                if len(lost) > 1
                else f"“{_start(clean)}” has a character that the report's typeface lacks ({names}); "
                f"it prints as {fonts.REPLACEMENT}.",
                *where,
            )
        return clean

    def say(self, text: object, what: str, *where: str) -> Words:
        """User text, or "not recorded" with a problem that names the field."""
        clean = self.plain(text, *where) if text is not None else ""
        return clean if clean else (self.missing(what, *where),)

    def number(self, value: float | None, what: str, *where: str, digits: int = 2, unit: str = "") -> Words:
        """A number with thousands separators and unit, or "not recorded"."""
        if value is None:
            return (self.missing(what, *where),)
        return figure(value, digits) + (f" {unit}" if unit else "")

    def day(self, text: str, what: str, *where: str) -> Words:
        """An ISO date as ``27 Mar 2026``; other text as it is; "not recorded" when empty."""
        if not text.strip():
            return (self.missing(what, *where),)
        return self.plain(short_date(text), *where)

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

    def bullets(self, items: Sequence[str], what: str, *where: str) -> Item:
        """A list, or one line "not recorded"."""
        texts = [self.plain(item, *where) for item in items if str(item).strip()]
        if not texts:
            return Text((self.missing(what, *where),))
        return Bullets(texts)


def _start(text: str) -> str:
    return text if len(text) <= 40 else text[:39].rstrip() + "…"


def figure(value: float, digits: int = 2, *, fixed: bool = False) -> str:
    """A number as printed: thousands separated, a real minus sign, no needless zeros unless `fixed`.

    Halves are rounded away from zero, as people do it: 8.25 prints as 8.3.
    """
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 1e15:
        return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
    step = Decimal(1).scaleb(-digits)
    text = f"{Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP):,f}"
    if "." in text and not fixed:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.replace("-", "\N{MINUS SIGN}")


def signed(value: float, digits: int = 1) -> str:
    """A change with its sign: ``−81.4``, ``+44.4``, ``0``."""
    text = figure(value, digits)
    return f"+{text}" if value > 0 and text != "0" else text


def dollars(value: float) -> str:
    """A sum of money without cents above 1,000: ``$54,200``, ``−$310``, ``$36.50``."""
    digits = 0 if abs(value) >= 1000 or float(value).is_integer() else 2
    text = f"{abs(value):,.{digits}f}"
    return ("\N{MINUS SIGN}$" if value < 0 else "$") + text


def long_date(day: datetime.date) -> str:
    """``13 March 2026``: the month in words, so that no country misreads it."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(text: str) -> str:
    """An ISO date as ``13 Mar 2026``; anything else unchanged."""
    day = iso_date(text)
    return text if day is None else f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def iso_date(text: str) -> datetime.date | None:
    """The date of an ISO text, or None."""
    try:
        return datetime.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def span_of_days(start: str, end: str) -> str:
    """``9–13 March 2026`` for two ISO dates; what is known when one is missing."""
    first, last = iso_date(start), iso_date(end)
    if first is None or last is None or first == last:
        known = first or last
        return long_date(known) if known else " – ".join(part for part in (start, end) if part.strip())
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {long_date(last)}"
    return f"{long_date(first)} – {long_date(last)}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def counted(count: int, one: str, many: str = "") -> str:
    """``one person``, ``eleven people``, ``14 people``."""
    word = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many or one + 's'}"
