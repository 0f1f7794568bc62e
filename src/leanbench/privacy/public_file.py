"""The public copy as an event file: nothing in it but the event without names and the photos it shows.

No base, no journal, no backup, nothing another program has put in, an id of its own: it is a new event that cannot be
merged into the one it was made from. A file that stands there already is replaced as a whole.
"""

from __future__ import annotations

import io
from pathlib import Path, PurePosixPath

from leanbench.event.event_file import EVENT
from leanbench.privacy.public_event import PublicCopy
from leanbench.store.container import MEDIA, Parts, document_parts, json_bytes, zip_bytes
from leanbench.store.copies import new_copy
from leanbench.store.media import plain_jpeg
from leanbench.store.output import write_file
from leanbench.words.language import _, ngettext


def write_public_event(copy: PublicCopy, target: Path, parts: Parts | None = None) -> tuple[str, ...]:
    """Write the public copy as a `.lean` file (or one JSON text) and give what is to be told of it.

    parts : those of the file it was made from; only photos that the event shows are taken along.

    Raises
    ------
    UserError
        The file cannot be written; what was there before is as it was.
    """
    root = new_copy(EVENT, copy.event, related=False)
    if target.suffix.casefold() == ".json":
        write_file(target, json_bytes(EVENT, root))
        return ()
    own = document_parts(EVENT, root)
    photos = {
        name: _plain_photo(content)
        for name, content in (parts or {}).items()
        if name.startswith(MEDIA) and PurePosixPath(name).stem.encode() in own[EVENT.main]
    }
    write_file(target, zip_bytes(EVENT, photos | own))
    if not photos:
        return ()
    return (
        ngettext(
            "{count} photo is in it, without camera, place and time; faces and writing on walls are not removed. "
            "Look at it.",
            "{count} photos are in it, without camera, place and time; faces and writing on walls are not removed. "
            "Look at them.",
            len(photos),
        ).format(count=len(photos)),
    )


def _plain_photo(content: bytes) -> bytes:
    """A photo that says nothing of its origin; one that came in by `store.media` stays byte for byte."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as photo:
        told = photo.getexif() or set(photo.info) - {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "dpi",
        }
    return plain_jpeg(content, _("The photo")) if told else content
