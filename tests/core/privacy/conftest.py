"""An event that names people wherever a person can type, in every spelling, and the look through what is made of it."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from leanbench import resources
from leanbench.event.event_file import open_event
from leanbench.event.records import Event, Member, Study
from leanbench.privacy.word_lists import fold
from leanbench.schema import cards_of, replace
from leanbench.schema.given_ids import inner_kinds
from leanbench.words.durations import Duration

# What may stand in no file: folded surnames, given names, an address, the last figures of a telephone.
PLANTED = (
    "zaragoza",
    "quinones",
    "shaughnessy",
    "oyelaran",
    "brennholt",
    "wojciechowska",
    "tadeusz",
    "unterwasser",
    "hildegard",
    "fenwicke",
    "thrale",
    "kowalczyk",
)
PHONE = "8842"
SPELLINGS = (
    "Maria Zaragoza-Quiñones",
    "MARIA ZARAGOZA-QUIÑONES",
    "Zaragoza-Quinones, Maria",
    "M. Zaragoza",
    "Zaragoza’s",
    "Maria\u00a0Zaragoza-Quiñones",
    "Maria  Zaragoza",
    "Maria\nZaragoza",
    "maria.zaragoza@city.gov",
    "mzaragoza",
    "Za\u200bragoza",
    "Ms. Quiñones",
    "Seán O’Shaughnessy",
    "O'SHAUGHNESSY, SEAN",
    "s.oshaughnessy@city.gov",
    "O Shaughnessy",
    "Mr. O'Shaughnessy's",
    "Xavier Oyelaran",
    "X. Oyelaran",
    "OYELARAN",
    "Oyelaran, X.",
    "Will Brennholt",
    "WILL BRENNHOLT",
    "Brennholt, W.",
    "will_brennholt",
    "WillBrennholt.xlsx",
    "hildegard.unterwasser@city.gov",
    "(555) 013-8842",
    "Inspector Fenwicke-Thrale",
    "Tadeusz Wojciechowska",
    "wojciechowska",
    "https://people.city.gov/maria-zaragoza/",
    "C:\\Users\\mzaragoza\\times of Will Brennholt.csv",
)
STAFF = "Examiner,Maria’s remark,Minutes\n" + "".join(
    f'"{who}",{remark},{20 + n % 11}\n'
    for n, (who, remark) in enumerate(
        itertools.islice(
            itertools.cycle(
                [
                    ("Tadeusz Wojciechowska", "asked Oyelaran"),
                    ("Zaragoza, Maria", "late"),
                    ("X. Oyelaran", "none"),
                    ("Clerk", "none"),
                    ("WILL BRENNHOLT", "Will Brennholt was ill"),
                    ("Maria Zaragoza-Quiñones", "x"),
                    ("Dorota Kowalczyk", "mzaragoza"),
                ]
            ),
            42,
        )
    )
)
_MACHINE = {
    ("Header", "language"),
    ("Header", "type"),
    ("Study", "method"),
    ("Study", "question"),
    ("KeptPicture", "picture"),
    ("Dataset", "text"),
    ("Column", "name"),
}


def plant(record: Any, spellings: Any) -> Any:
    """The record with a spelling behind every text a person may type, by the cards of its kind and those inside."""
    changed: dict[str, Any] = {}
    kind = type(record)
    for name, card in cards_of(kind).items():
        value = getattr(record, name)
        if (kind.__name__, name) in _MACHINE:
            continue
        if card.kind == "person":
            changed[name] = next(spellings)
        elif card.kind == "text" or (card.open and isinstance(value, str)):
            changed[name] = f"{value} {next(spellings)}".strip()
        elif card.kind == "lines" and not card.target and name != "holidays":
            changed[name] = tuple(f"{text} {next(spellings)}" for text in value)
        elif card.kind == "duration" and isinstance(value, Duration):
            changed[name] = Duration(
                value.amount, value.unit, value.low, value.high, value.shape, value.sd, next(spellings)
            )
        elif name == "extra":
            changed[name] = {
                **value,
                "from another program": {"note": next(spellings), "author": "H. Unterwasser"},
            }
    for inner in inner_kinds(kind):
        value = getattr(record, inner.name)
        if inner.name in ("calendar", "conflicts") or value is None:
            continue
        changed[inner.name] = (
            tuple(plant(row, spellings) for row in value) if inner.many else plant(value, spellings)
        )
    return replace(record, **changed)


def hostile() -> Event:
    """The permit sample with names in every text, ids made of names, and charts on a column of staff."""
    event = open_event(resources.path("samples", "permit-issuance.lean")).root
    event = plant(event, itertools.cycle(SPELLINGS))
    staff = replace(
        event.datasets[0], id="maria-zaragoza-times", name="Times of Maria Zaragoza", text=STAFF, columns=()
    )
    studies = (
        Study(
            "will-brennholt",
            "By staff: X. Oyelaran",
            method="pareto",
            dataset=staff.id,
            in_report=True,
            options={"category": "Examiner"},
            note="Ask Dorota Kowalczyk.",
        ),
        Study(
            "k2",
            "",
            method="one-way-anova",
            dataset=staff.id,
            in_report=True,
            options={"value": "Minutes", "group": "Examiner"},
        ),
        Study(
            "k4",
            "",
            method="i-mr",
            dataset=staff.id,
            in_report=True,
            options={"value": "Minutes", "where": {"Examiner": "X. Oyelaran"}},
        ),
        Study(
            "k3",
            "",
            method="i-mr",
            dataset=staff.id,
            in_report=True,
            options={"value": "Minutes", "label": "Examiner"},
        ),
    )
    team = (Member("Maria Zaragoza-Quiñones", "Clerk"), Member("Seán O’Shaughnessy", "Director"))
    return replace(
        event,
        team=(*team, Member("Xavier Oyelaran", "Technician"), Member("Will Brennholt", "Technician")),
        datasets=(staff, *event.datasets),
        studies=(*studies, *event.studies[:1]),
    )


def names_in(text: str) -> list[str]:
    """The planted names in a text, however they are spelled there."""
    letters = fold(text)
    return [name for name in PLANTED if name in letters] + [PHONE] * (PHONE in text)


def words_of(content: bytes, name: str) -> str:
    """Everything a file says: its text, its metadata, its parts and their names."""
    ending = Path(name).suffix
    if ending in (".lean", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [words_of(archive.read(part), part) for part in archive.namelist()]
            return "\n".join([*archive.namelist(), *inside, repr(archive.comment)])
    if ending == ".png":
        with Image.open(io.BytesIO(content)) as picture:
            return repr(picture.info) + repr(dict(picture.getexif()))
    if ending == ".jpg":
        return content.decode("latin-1")
    if ending != ".pdf":
        return content.decode("utf-8")
    pages = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        inside = [_strings(pdf, item) for item in pdf.objects]
        meta = bytes(pdf.Root.Metadata.read_bytes()).decode("utf-8") if "/Metadata" in pdf.Root else ""
        return "\n".join([text, *inside, meta, str(pdf.docinfo)])


def _strings(pdf: pikepdf.Pdf, item: Any) -> str:
    if isinstance(item, pikepdf.String):
        return str(item)
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return "\n".join(
            _strings(pdf, value) for value in dict(item).values() if not getattr(value, "is_indirect", False)
        )
    if isinstance(item, pikepdf.Array):
        return "\n".join(_strings(pdf, value) for value in item if not getattr(value, "is_indirect", False))
    return ""


@pytest.fixture(scope="session")
def planted() -> SimpleNamespace:
    """The hostile event and the look through a file."""
    return SimpleNamespace(event=hostile(), names_in=names_in, words_of=words_of, phone=re.compile(PHONE))
