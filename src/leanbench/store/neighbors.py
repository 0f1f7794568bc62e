"""Other versions of a document that lie beside it: what sync programs leave when two people saved at once.

A name is only a hint (OneDrive adds the name of a computer, Dropbox and Nextcloud "conflicted copy", Syncthing
".sync-conflict-", iCloud and Google Drive a number). A version of the same document has its id; a copy that was given
out or saved under another name has an id of its own and is no conflict.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from leanbench.errors import UserError
from leanbench.store.copies import identity_of
from leanbench.store.document_file import Opened, open_document
from leanbench.store.document_kind import DocumentKind, Kind, Root
from leanbench.words.language import ngettext
from leanbench.words.lists import list_text

MOST = 8  # names looked into
_HINTS = (
    r"[-_. (\[]+.*(?i:conflict).*",  # Dropbox, Nextcloud, Syncthing, Seafile, pCloud, Box
    r"-(?=[0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{2,14}(-\d{1,2})?",  # OneDrive: a computer's name
    r" ?\(?\d{1,2}\)?",  # iCloud, Google Drive
)


def other_versions(kind: DocumentKind[Root], opened: Opened[Root]) -> tuple[Path, ...]:
    """The files beside an opened one that hold another version of the same document, by name."""
    path = opened.path
    if path.is_dir():
        return ()
    pattern = re.compile(rf"{re.escape(path.stem)}({'|'.join(_HINTS)}){re.escape(path.suffix)}")
    try:
        names = sorted(file for file in path.parent.iterdir() if pattern.fullmatch(file.name))
    except OSError:
        return ()
    return tuple(file for file in names[:MOST] if _is_version(kind, opened, file))


def _is_version(kind: DocumentKind[Root], opened: Opened[Any], file: Path) -> bool:
    try:
        other = open_document(kind, file)
    except UserError:
        return False  # not a document, or one that cannot be read: nothing to merge
    own, its = identity_of(kind, opened.root)[0], identity_of(kind, other.root)[0]
    return bool(own) and own == its


def versions_text(kind: Kind, versions: tuple[Path, ...]) -> str:
    """What to tell of them; "" when there are none."""
    if not versions:
        return ""
    return ngettext(
        "{names} beside this file is another version of this {word}, as a sync program leaves one when two people "
        "saved at once. Merge it, then remove it.",
        "{names} beside this file are other versions of this {word}, as a sync program leaves them when two people "
        "saved at once. Merge them, then remove them.",
        len(versions),
    ).format(names=list_text([f"“{file.name}”" for file in versions]), word=kind.word)
