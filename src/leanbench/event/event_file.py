"""The file of an event: what `leanbench.store` must know of it, and opening and saving by one name.

From a notebook::

    from leanbench.event import open_event, save_event
    event = open_event("permits.lean").root
"""

from __future__ import annotations

from pathlib import Path

from leanbench.event.migrations import MIGRATIONS, SCHEMA
from leanbench.event.records import Event
from leanbench.schema import cards_of, replace
from leanbench.schema.limits import limit_problem
from leanbench.store.container import Parts
from leanbench.store.document_file import Opened, Stamp, open_document
from leanbench.store.document_kind import DocumentKind, LongTexts
from leanbench.store.saving import Saved, save_document
from leanbench.words.durations import Calendar


def _usable_calendar(event: Event) -> tuple[Event, list[str]]:
    """The event with a calendar every number can be computed by (a day of 0 hours has no numbers)."""
    usual, problems, values = Calendar(), [], {}
    for name, card in cards_of(Calendar).items():
        if problem := limit_problem(card, getattr(event.calendar, name)):
            problems.append(problem)
            values[name] = getattr(usual, name)
    return (replace(event, calendar=replace(event.calendar, **values)) if values else event), problems


EVENT = DocumentKind(
    word="event",
    root=Event,
    schema=SCHEMA,
    migrations=MIGRATIONS,
    title=lambda event: event.header.title,
    put_right=_usable_calendar,
    texts=LongTexts("datasets", "text", "data", ".csv"),
)


def open_event(path: str | Path) -> Opened[Event]:
    """Open an event; see `leanbench.store.document_file.open_document`. Notes tell of other versions beside it."""
    from leanbench.store.neighbors import other_versions, versions_text  # not needed to start

    opened = open_document(EVENT, path)
    versions = versions_text(EVENT, other_versions(EVENT, opened))
    return opened._replace(notes=(*opened.notes, versions)) if versions else opened


def save_event(
    event: Event,
    path: str | Path,
    expected: Stamp | None = None,
    carry_from: str | Path | None = None,
    parts: Parts | None = None,
) -> Saved:
    """Save an event; see `leanbench.store.saving.save_document`."""
    return save_document(EVENT, event, path, expected, carry_from, parts)
