"""Copies of one document: giving them out, knowing them again, finding what they had in common.

A copy has an id of its own and the id of the document it was made from, and carries the version it was
made from as its base. Two documents are copies if their ids are equal, one is `copied_from` the other, or
both are from the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple

from leanbench.errors import UserError
from leanbench.schema import is_record, new_uuid, replace
from leanbench.schema.addresses import address_parts
from leanbench.schema.cell_text import record_text
from leanbench.store.conflict import Conflict
from leanbench.store.container import BASE, Parts, base_part
from leanbench.store.document_file import Opened, base_of
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.store.places import kept_text, place_text, value_text
from leanbench.words.language import N_, _

if TYPE_CHECKING:
    from leanbench.store.merge import Merged


class Together(NamedTuple, Generic[Root]):
    """A merge of two files: what came of it, the parts the merged file holds beside it, what to tell."""

    merged: Merged[Root]
    parts: Parts
    notes: tuple[str, ...]


def _value_at(root: Any, address: str) -> str:
    for part in address_parts(address):
        root = getattr(root, part)
    return str(root)


Identity = tuple[str, str]  # the id of a document and of the one it is a copy of ("" when of none)


def identity_of(kind: Kind, root: Any) -> Identity:
    """Who this document is, and of whom it is a copy."""
    return _value_at(root, kind.identity[0]), _value_at(root, kind.identity[1])


def with_identity(kind: DocumentKind[Root], root: Root, identity: Identity) -> Root:
    """The same document as another one; itself when it is that already."""
    for address, value in zip(kind.identity, identity, strict=True):
        if _value_at(root, address) == value:
            continue
        holder, name = address_parts(address)
        root = replace(root, **{holder: replace(getattr(root, holder), **{name: value})})
    return root


def belong_together(kind: Kind, one: Any, other: Any) -> bool:
    """Whether two documents are copies of one."""
    (one_id, one_from), (other_id, other_from) = identity_of(kind, one), identity_of(kind, other)
    pairs = ((one_id, other_id), (one_id, other_from), (one_from, other_id), (one_from, other_from))
    return any(first == second != "" for first, second in pairs)


def new_copy(kind: DocumentKind[Root], root: Root, related: bool = True) -> Root:
    """The same document with an id of its own; `copied_from` the first one, or a birth when not `related`."""
    return with_identity(kind, root, (new_uuid(), identity_of(kind, root)[0] if related else ""))


def given_copy(kind: DocumentKind[Root], root: Root, base: Root | None = None) -> tuple[Root, Parts]:
    """A copy to give away and the part that is its base (`root` itself unless another version is meant)."""
    return new_copy(kind, root), base_part(kind, root if base is None else base)


def merge_files(
    kind: DocumentKind[Root], mine: Opened[Root], theirs: Opened[Root], base: Opened[Root] | None = None
) -> Together[Root]:
    """Bring two opened files together; the merged document goes on as `mine`.

    The base is the one that is given, else the one the copies carry, else none.

    Raises
    ------
    UserError
        They (or the base) are of different documents, or theirs cannot be read completely.
    """
    own, other = f"“{mine.path.name}”", f"“{theirs.path.name}”"
    notes = [note for opened in (mine, theirs) for note in opened.notes]
    for opened in (mine, theirs, base):
        if opened is None:
            continue
        if not opened.complete:
            raise UserError(
                f"“{opened.path.name}” cannot be merged: this leanbench does not understand all of it. "
                "Update leanbench, or save that file from the program that made it for this one."
            )
        if not belong_together(kind, mine.root, opened.root):
            raise UserError(
                f"{own} and “{opened.path.name}” are two different {kind.word}s, not copies of one: "
                "their ids do not meet. Choose a copy made by “Give out copies” or “Save as”."
            )
    if mine.root == theirs.root or mine.stamp.sha256 == theirs.stamp.sha256:
        notes.append(f"{own} and {other} say the same; there is nothing to merge.")
    common: Root | None = base.root if base is not None else None
    if base is None and mine.root != theirs.root:
        common = _common_base(kind, mine, theirs, notes)
        if common is None:
            notes.append(
                f"No version that {own} and {other} had in common is known. Rows of one side are kept, "
                "and every field that differs is to be decided; what was removed cannot be told."
            )
    from leanbench.store.merge import merge  # not needed to open a file

    merged = merge(common, mine.root, theirs.root, kind.identity)
    parts = {name: content for name, content in theirs.parts.items() if name != BASE} | mine.parts
    for name, content in theirs.parts.items():
        if name != BASE and parts[name] != content:
            notes.append(f"The part {name} differs in both files; the one of {own} is kept.")
    return Together(merged, parts, tuple(notes))


def _common_base(
    kind: DocumentKind[Root], mine: Opened[Root], theirs: Opened[Root], notes: list[str]
) -> Root | None:
    """The base of the copy when the other file is what it was made from, else one that both carry."""

    def carried(opened: Opened[Root]) -> Root | None:
        try:
            return base_of(kind, opened)
        except UserError as error:
            notes.append(str(error))
            return None

    (own_id, own_from), (other_id, other_from) = identity_of(kind, mine.root), identity_of(kind, theirs.root)
    own, other = carried(mine), carried(theirs)
    if other_from == own_id != own_from and other is not None:
        return other
    if own_from == other_id != other_from and own is not None:
        return own
    return own if own is not None and own == other else None


# --- in words -----------------------------------------------------------------------------------


# What the lines of a merge are told under, in this order.
GROUPS = (
    ("conflict", N_("To decide")),
    ("gone", N_("Links to what one side removed")),
    ("taken", N_("Taken over")),
    ("merged", N_("Put together from both")),
)


class Line(NamedTuple):
    """One line of the list of a merge: what kind it is of, where, and what happened there, in words."""

    kind: str  # one of GROUPS
    address: str
    place: str
    mine: str
    theirs: str
    id: str = ""  # of a conflict

    @property
    def text(self) -> str:
        """``Actions › Train › Due: nothing → “2026-03-09”``."""
        if self.kind == "conflict":
            return _("{place}: {mine} here, {theirs} there").format(**self._asdict())
        if self.mine and self.theirs:
            return f"{self.place}: {self.mine} → {self.theirs}"
        happened = self.mine or self.theirs
        return f"{self.place}: {happened}" if happened else self.place


def conflict_line(root: Any, conflict: Conflict) -> Line:
    """One conflict of a root, in words."""
    address = conflict.address
    mine, theirs = (value_text(root, address, value) for value in (conflict.mine, conflict.theirs))
    return Line("conflict", address, place_text(root, address), mine, theirs, conflict.id)


def merge_lines(merged: Merged[Any]) -> tuple[Line, ...]:
    """What a merge has done, line by line, what is to decide first."""
    root = merged.root
    lines = [conflict_line(root, conflict) for conflict in merged.conflicts]
    for link in merged.gone:
        row = link.before if isinstance(link.before, str) else record_text(link.before)
        lines.append(Line("gone", link.address, place_text(root, link.address), f"“{row}”", _("removed")))
    for taken in merged.taken:
        place = place_text(root, taken.address, taken.before)
        if is_record(taken.after) and taken.before is None:
            lines.append(Line("taken", taken.address, place, "", _("new")))
        elif is_record(taken.before) and taken.after is None:
            lines.append(Line("taken", taken.address, place, "", _("removed")))
        else:
            mine, theirs = (kept_text(root, taken.address, value) for value in (taken.before, taken.after))
            lines.append(Line("taken", taken.address, place, mine, theirs))
    together = [
        Line("merged", both.address, place_text(root, both.address), "", "") for both in merged.merged
    ]
    return (*lines, *together)
