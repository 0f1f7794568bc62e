"""Pictures inside a document: made small and nameless at the door, kept once, called by their hash.

A photo of the wall from a telephone is 4 to 12 MB and says where and when it was taken. What is kept is a
JPEG of at most 2,000 pixels, turned upright, without any note of camera, place or time. It is the part
`media/HASH.jpg` of the container; a record that shows it holds the hash. A picture that no record
names any more is not written at the next save (`container.without_unused_media`), so undo can still bring it
back until then.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

from leanbench.errors import UserError
from leanbench.store.container import MEDIA, Parts

LONGEST_SIDE = 2000  # pixels: a letter page at 180 dots per inch
LARGEST_FILE = 64 * 2**20  # bytes
MOST_PIXELS = 120_000_000  # the largest telephones take 108 million; a bomb unpacks to thousands of millions
QUALITY = 85
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")


def add_picture(parts: Parts, source: Path) -> str:
    """Put the picture of a file among the parts of a document; its hash, for the record that shows it.

    Raises
    ------
    UserError
        There is no such file, it is no picture that can be read, or it is too large.
    """
    where = f"“{source.name}”"
    try:
        if source.stat().st_size > LARGEST_FILE:
            raise UserError(
                f"{where} is too large for a picture (over {LARGEST_FILE // 2**20} MB). Make it smaller first."
            )
        content = source.read_bytes()
    except OSError as error:
        raise UserError(f"{where} could not be read: {error.strerror or error}.") from None
    picture = plain_jpeg(content, where)
    key = hashlib.sha256(picture).hexdigest()
    parts[part_name(key)] = picture
    return key


def part_name(key: str) -> str:
    """The part a picture is kept in."""
    return f"{MEDIA}{key}.jpg"


def plain_jpeg(content: bytes, where: str = "The picture") -> bytes:
    """A picture of any usual format as an upright JPEG of at most 2,000 pixels that says nothing of its origin.

    Raises
    ------
    UserError
        It is no picture, it is damaged, or it would unpack to more than 120 million pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd notes inside; size is checked below, before unpacking
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read at a fraction of its size
                picture = _on_white(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError:
        raise UserError(f"{where} is not a picture that can be read. Use a JPEG or PNG file.") from None
    except Image.DecompressionBombError:
        raise UserError(
            f"{where} has more than {MOST_PIXELS // 10**6} million pixels, more than can be opened safely. "
            "Make it smaller first."
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        reason = str(error).split("\n")[0][:80].rstrip(".") or type(error).__name__
        raise UserError(f"{where} is damaged and cannot be read ({reason}). Take it again.") from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()


def _on_white(picture: Any) -> Any:
    """The picture in red, green and blue, what is see-through on white, colors of a wide screen as usual ones."""
    from PIL import Image

    picture = _in_usual_colours(picture)
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture)
        picture = ground
    if picture.mode.startswith("I"):  # 16 bits of gray
        picture = picture.point(lambda value: value / 256).convert("L")
    plain = picture.convert("RGB")
    plain.info.clear()
    return plain


def _in_usual_colours(picture: Any) -> Any:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    from PIL import ImageCms

    try:
        return ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError):
        return picture  # a damaged profile: the colors as they stand
