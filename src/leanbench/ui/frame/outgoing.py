"""What goes out of the window: the event, or its public copy. One switch for every place that makes a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from leanbench.event.records import Event

if TYPE_CHECKING:
    from leanbench.privacy.public_event import PublicCopy

Key = tuple[bool, tuple[str, ...], tuple[str, ...]]


class Outgoing(QObject):
    """Whether names go out with the open event, and what was decided about words that may be names.

    Signals: `changed` when anything of it is another; `words_wanted` when the list of words is to be shown, with what
    is to be done once they are decided (or None).
    """

    changed = Signal()
    words_wanted = Signal(object)

    def __init__(self, session: Any) -> None:
        super().__init__()
        self._session = session
        self.is_public = False
        self.hide: tuple[str, ...] = ()
        self.keep: tuple[str, ...] = ()
        self.is_asked = False  # the list of words was shown for this event
        self._made: tuple[Event, Key, PublicCopy] | None = None

    @property
    def key(self) -> Key:
        """What a paper or picture that goes out depends on beside the event."""
        return (self.is_public, self.hide, self.keep)

    def set_public(self, on: bool) -> None:
        """Without names from now on, or with them; the first time the words that may be names are shown."""
        if on == self.is_public:
            return
        self.is_public = on
        self.changed.emit()
        if on and not self.is_asked:
            self.ask_words()

    def ask_words(self, then: Callable[[], object] | None = None) -> None:
        """Show the words that may be names, and do something once they are decided."""
        self.is_asked = True
        self.words_wanted.emit(then)

    def choose(self, hide: tuple[str, ...], keep: tuple[str, ...]) -> None:
        """Decide about words."""
        if (hide, keep) != (self.hide, self.keep):
            self.hide, self.keep = hide, keep
            self.changed.emit()

    def forget(self) -> None:
        """Another event is open: its words are not decided; the switch stays as it is seen."""
        self.is_asked, self._made = False, None
        self.choose((), ())

    def copy(self, event: Event | None = None) -> PublicCopy:
        """The public copy of the open event, made once for each version of it; may be asked for in a task."""
        from leanbench.privacy.public_event import public_copy

        root: Event = self._session.event if event is None else event
        made = self._made
        if made is not None and made[0] is root and made[1] == self.key:
            return made[2]
        copy = public_copy(root, self.hide, self.keep)
        self._made = (root, self.key, copy)
        return copy

    def root(self) -> Event:
        """What a file is made of: the public copy when that is asked for, else the event."""
        return self.copy().event if self.is_public else self._session.event
