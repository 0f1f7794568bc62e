"""What the store must be told of one kind of document: its root record and how its files are called.

An event, later an office: each names its kind once (`leanbench.event.event_file.EVENT`) and hands it to
the functions of this room, which know records and nothing particular.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from leanbench.schema import Json

Root = TypeVar("Root")


class LongTexts(NamedTuple):
    """A list of the root whose rows keep a long text that is a file of its own inside the container."""

    rows: str  # the list, "datasets"
    field: str  # the field with the text, "text"
    folder: str  # "data"
    ending: str  # ".csv"


class DocumentKind(NamedTuple, Generic[Root]):
    """One kind of document.

    Attributes
    ----------
    word : str
        What it is called in sentences and in the names of its parts: "event" for `event.json`.
    root : type
        The class of its root record; every field has a default.
    schema : int
        The number that is written; `migrations` bring plain JSON of each older number one number up.
    title : callable
        The title of a root, for recovery.
    put_right : callable
        A root as read -> the root with values nothing can be computed by replaced, and what was wrong.
    identity : pair of addresses
        Of the id of a document and of the id of the one it was copied from.
    texts : LongTexts or None
        Which texts are files of their own.
    """

    word: str
    root: type[Root]
    schema: int
    migrations: Mapping[int, Callable[[dict[str, Json]], dict[str, Json]]]
    title: Callable[[Root], str]
    put_right: Callable[[Root], tuple[Root, list[str]]]
    identity: tuple[str, str] = ("header/id", "header/copied_from")
    texts: LongTexts | None = None

    @property
    def mark(self) -> str:
        """The key in the main part that holds the schema number: ``leanbench_event``."""
        return f"leanbench_{self.word}"

    @property
    def format(self) -> str:
        """How the manifest calls it: ``leanbench-event``."""
        return f"leanbench-{self.word}"

    @property
    def main(self) -> str:
        """The name of the main part: ``event.json``."""
        return f"{self.word}.json"

    @property
    def mimetype(self) -> bytes:
        """The content of the first part of a container."""
        return f"application/vnd.leanbench.{self.word}+zip".encode()


Kind = DocumentKind[Any]
