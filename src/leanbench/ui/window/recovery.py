"""Work of sessions that ended without closing: found on start, offered on Home, got back by `Files.restore`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from leanbench.errors import UserError
from leanbench.schema import Record
from leanbench.words.dates import moment_text

if TYPE_CHECKING:
    from leanbench.ui.frame.session import Session

log = logging.getLogger(__name__)


class Recoverable(Record):
    """Work found after a session that ended without closing, ready for a card on Home."""

    title: str
    about: str
    restore: Callable[[], object]
    discard: Callable[[], object]


def recoverable(session: Session) -> list[Recoverable]:
    """Work left over from sessions that ended without closing, the latest first."""
    from leanbench.event.event_file import EVENT
    from leanbench.store.journal import discard, leftovers, recover

    found = []
    for left in leftovers(EVENT, session.places.recovery):
        title = left.title
        try:
            title = recover(EVENT, left).root.header.title or title  # it may have been named since
        except UserError as error:
            log.warning("%s", error)
        about = _recovery_words(left.changed, left.path)
        restore = partial(session.files.restore, left)
        found.append(Recoverable(title or "Untitled event", about, restore, partial(discard, left)))
    return found


def offer_recovery(session: Session) -> None:
    """Tell of work to recover when Home, where its card stands, is not in front."""
    if session.page == "home":
        return
    found = recoverable(session)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        session.say(
            f"The program ended without closing last time. Work on “{found[0].title}”{more} can be got back.",
            "caution",
            ("Show", partial(session.show_page, "home")),
        )


def _recovery_words(changed: float, path: str) -> str:
    where = f"of {Path(path).name}" if path else "not saved to any file yet"
    return f"The program ended without closing. Work {where}, last edit {moment_text(changed)}."
