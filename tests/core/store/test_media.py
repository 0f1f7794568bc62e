"""Pictures at the door of a document: small, upright, nameless, once; bad ones are a sentence."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from leanbench.errors import UserError
from leanbench.event.event_file import EVENT, open_event, save_event
from leanbench.event.records import Event
from leanbench.store import media
from leanbench.store.container import Parts
from leanbench.store.media import add_picture, part_name, plain_jpeg


def photo(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **more: Any) -> bytes:
    """A picture that is red in its upper left quarter and blue elsewhere."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height // 2))
    stream = io.BytesIO()
    picture.convert(mode).save(stream, kind, **more)
    return stream.getvalue()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def telephone(orientation: int = 1) -> bytes:
    """A photo as a telephone writes it: turned by a note, with place and camera."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telephone of Ann Smith"
    exif[0x9C9B] = "secret".encode("utf-16-le")
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (47.0, 36.0, 22.0)
    return photo(400, 300, exif=exif, comment=b"taken at home")


def test_place_camera_and_comment_are_gone() -> None:
    source = telephone()
    assert b"Ann Smith" in source
    result = plain_jpeg(source)
    picture = opened(result)
    assert not picture.getexif()
    assert "comment" not in picture.info
    for word in (b"Ann Smith", b"secret", b"home", b"Exif", "secret".encode("utf-16-le")):
        assert word not in result


@pytest.mark.parametrize(("orientation", "corner"), [(1, (5, 5)), (3, (-5, -5)), (6, (-5, 5)), (8, (5, -5))])
def test_a_turned_photo_stands_upright(orientation: int, corner: tuple[int, int]) -> None:
    picture = opened(plain_jpeg(telephone(orientation)))
    assert picture.size == ((400, 300) if orientation in (1, 3) else (300, 400))
    pixel: Any = picture.getpixel(
        tuple(place % size for place, size in zip(corner, picture.size, strict=True))
    )
    assert pixel[0] > 200 > 60 > pixel[2]


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 3000), (2000, 1500)), ((900, 2500), (720, 2000)), ((60, 40), (60, 40))]
)
def test_the_longest_side_is_2000_pixels_and_small_ones_stay(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    assert opened(plain_jpeg(photo(*size))).size == kept


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("PNG", "I;16"), ("GIF", "P"), ("WEBP", "RGB"),
     ("BMP", "RGB"), ("TIFF", "CMYK"), ("JPEG", "CMYK"), ("JPEG", "L")],
)  # fmt: skip
def test_every_usual_format_becomes_a_jpeg(kind: str, mode: str) -> None:
    source = "L" if mode == "I;16" else mode
    content = photo(60, 40, kind, source)
    if mode == "I;16":
        stream = io.BytesIO()
        Image.new("I;16", (60, 40), 40_000).save(stream, "PNG")
        content = stream.getvalue()
    picture = opened(plain_jpeg(content))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (60, 40))


def test_what_is_see_through_stands_on_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(stream, "PNG")
    pixel: Any = opened(plain_jpeg(stream.getvalue())).getpixel((5, 5))
    assert min(pixel) > 250


def bomb(width: int, height: int) -> bytes:
    """A PNG whose head promises a picture of any size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a picture"),
        (b"hello", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (telephone()[:2000], "damaged"),
        (photo(60, 40, "PNG")[:60], "damaged"),
        (bomb(100_000, 100_000), "more than 120 million pixels"),
        (bomb(20_000, 8_000), "more than can be opened safely"),
        (bomb(300, 300), "damaged"),
    ],
)
def test_what_is_no_picture_is_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "wall.jpg").write_bytes(content)
    parts: Parts = {}
    with pytest.raises(UserError, match=words) as caught:
        add_picture(parts, tmp_path / "wall.jpg")
    assert str(caught.value).startswith("“wall.jpg”")
    assert str(caught.value).endswith(".")
    assert parts == {}


def test_a_missing_and_an_enormous_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="could not be read"):
        add_picture({}, tmp_path / "none.jpg")
    (tmp_path / "wall.jpg").write_bytes(b"x" * 100)
    monkeypatch.setattr(media, "LARGEST_FILE", 99)
    with pytest.raises(UserError, match="too large"):
        add_picture({}, tmp_path / "wall.jpg")


def test_a_picture_is_kept_once_carried_along_and_gone_when_nobody_names_it(tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(telephone())
    (tmp_path / "same.jpg").write_bytes(telephone())
    parts: Parts = {}
    key = add_picture(parts, tmp_path / "one.jpg")
    assert add_picture(parts, tmp_path / "same.jpg") == key
    assert set(parts) == {part_name(key)}
    shown = Event(extra={"photo": key})
    path = tmp_path / "a.lean"
    save_event(shown, path, parts=parts)
    assert open_event(path).parts == parts
    save_event(shown, path)  # in place: it stays
    save_event(shown, tmp_path / "b.lean", carry_from=path)  # save as: it goes along
    assert open_event(path).parts == open_event(tmp_path / "b.lean").parts == parts
    save_event(Event(), path)
    assert open_event(path).parts == {}
    folder = tmp_path / "folder"
    folder.mkdir()
    save_event(shown, folder, parts=parts)
    assert (folder / part_name(key)).read_bytes() == parts[part_name(key)]
    assert open_event(folder).parts == parts
    assert EVENT.main in {file.name for file in folder.iterdir()}
    alone = save_event(shown, tmp_path / "a.json", carry_from=tmp_path / "b.lean")
    assert alone.notes == (
        "“a.json” is one text file and holds no pictures. Save as .lean to keep the 1 picture.",
    )
