"""The form of a document on disk: plain JSON, one object per record, and how old forms are brought up.

A field that is empty and empty by default is not written. Fields this version does not know are kept
in `extra` and written back. A file says its schema under the mark of its kind; the kind's migrations
hold, for every older number, a function on plain dicts that brings a file one number up, and a file of
each old schema is kept among the tests.
"""

from __future__ import annotations

from typing import Generic, NamedTuple

from leanbench.errors import UserError
from leanbench.schema import Json, Misfit, plain_record, record_from, with_ids
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.reading_limits import amount_problem
from leanbench.words.language import _


class Reading(NamedTuple, Generic[Root]):
    """A root as read: what was not understood, in words, and the schema it was written in.

    `complete` is False when something in the file would be lost by writing it back.
    """

    root: Root
    schema: int
    notes: tuple[str, ...] = ()
    complete: bool = True


def plain_root(kind: DocumentKind[Root], root: Root) -> dict[str, Json]:
    """The root as plain JSON values, marked with the schema number."""
    return {kind.mark: kind.schema, **plain_record(root)}


def to_bytes(data: Json) -> bytes:
    """Indented JSON with sorted keys and a final line end: equal data give equal bytes."""
    import msgspec  # loaded only where files are written

    return msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=1) + b"\n"


def from_bytes(content: bytes, where: str, limited: bool = True) -> Json:
    """Plain JSON values from UTF-8 text. Raises UserError with `where` in the sentence.

    `limited` is False for what this program has written for itself.
    """
    import msgspec

    if limited and (problem := amount_problem(content)):
        raise UserError(
            _("{where} is not opened: {problem}. Ask who made it for a smaller one.").format(
                where=where, problem=problem
            )
        )
    try:
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = str(error).split(" - ")[0].rstrip(".")
        raise UserError(
            f"{where} is damaged: it is not complete JSON ({reason}). Use a backup copy."
        ) from None
    except RecursionError:
        raise UserError(f"{where} cannot be read: it is nested too deeply.") from None


def schema_of(kind: Kind, data: Json, where: str = "The file") -> int:
    """The schema number plain JSON is marked with. Raises UserError when it is no such document."""
    number = data.get(kind.mark) if isinstance(data, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise UserError(
            f"{where} is not a leanbench {kind.word}. Open a file saved by leanbench (.lean or {kind.main})."
        )
    if number < 1:
        raise UserError(f"{where} says it has schema {number}, which never existed. Use a backup copy.")
    return number


def read_root(kind: DocumentKind[Root], data: Json, where: str = "The file") -> Reading[Root]:
    """Read a root record from plain JSON values of this schema, an older or a newer one.

    Parameters
    ----------
    data : plain JSON
    where : str
        How the file is called in messages.

    Raises
    ------
    UserError
        It is no such document, or a field holds something that cannot be there; the sentence names the
        place: ``maps[0].steps[3].wait should be an object of named values, not 5``.
    """
    schema = schema_of(kind, data, where)
    notes: list[str] = []
    if schema > kind.schema:
        notes.append(
            f"{where} was written by a newer leanbench (schema {schema}; this one knows {kind.schema}). "
            "It is opened read-only so that nothing of it is lost; update leanbench to edit it."
        )
    body, odd = with_ids(kind.root, _migrated(kind, data, schema, where))
    notes.extend(f"{where}: {sentence}" for sentence in odd)
    lost: list[str] = []
    try:
        root: Root = record_from(kind.root, body, lost)
    except Misfit as misfit:
        raise UserError(f"{where} cannot be read: {misfit.place()} {misfit.reason}.") from None
    if lost:
        places = ", ".join(place.lstrip(".") for place in lost[:3])
        notes.append(
            f"{where} holds fields this version does not know and could not keep ({places}). "
            "It is opened read-only; save it under another name to go on without them."
        )
    root, corrected = kind.put_right(root)
    notes.extend(f"{where}: {problem} The usual value is used instead." for problem in corrected)
    return Reading(root, schema, tuple(notes), schema <= kind.schema and not lost)


def _migrated(kind: Kind, data: dict[str, Json], schema: int, where: str) -> dict[str, Json]:
    body = {key: value for key, value in data.items() if key != kind.mark}
    for number in range(schema, kind.schema):
        try:
            body = kind.migrations[number](body)
        except (TypeError, AttributeError, KeyError, ValueError):
            raise UserError(f"{where} is damaged: it does not have the form of schema {number}.") from None
    return body
