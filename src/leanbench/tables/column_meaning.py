"""What the cells of one column mean together: shares, spellings of one thing, dates that lost their format.

Each function gives the texts as they are meant, and a line of the account where that is not what was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from leanbench.event.import_account import ImportNote, note
from leanbench.schema.heading_units import heading_unit
from leanbench.tables import cells
from leanbench.tables.number_formats import serial_text, shown_number
from leanbench.tables.preview import rows_text
from leanbench.words.durations import unit_of_word
from leanbench.words.language import _, ngettext
from leanbench.words.lists import list_text
from leanbench.words.numbers import has_percent_sign, number_text, read_number

Texts = tuple[str, ...]
Take = Mapping[str, str]
MOST_SPELLINGS = 1000  # different texts of a column; more are names or numbers of cases, not categories
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?")
_PERCENT = re.compile(r"%|\b(?:percent(?:age)?|pct|prozent|porcentaje)\b", re.I)
_RANGE = re.compile(r"\d{1,2}\s*(?:-|–|to)\s*\d{1,2}")
_TURNED = re.compile(r"\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2}")
_SHORT = re.compile(r"\d\.\d+E\+\d\d")
_FIRST, _LAST = 3654, 73415  # serial numbers of January 1, 1910 and December 31, 2100


def choice(take: Take, kind: str, where: str) -> str | None:
    """What was decided for a line of one column, or for all of its kind."""
    return take.get(f"{kind}/{where}", take.get(kind))


def meant(
    name: str, texts: Texts, rows: Sequence[int], decimal: str, is_book: bool, is_1904: bool, take: Take
) -> tuple[Texts, list[ImportNote]]:
    """The cells of a column as they are meant, with the lines of the account that say so."""
    different = cells.first_different(texts, MOST_SPELLINGS)
    account: list[ImportNote] = []
    if is_book:
        texts = _dates(name, texts, rows, is_1904, take, account)
    _turned(name, texts, different, rows, account)
    texts = _shares(name, texts, different, rows, decimal, take, account)
    return texts, account


def _dates(
    name: str, texts: Texts, rows: Sequence[int], is_1904: bool, take: Take, account: list[ImportNote]
) -> Texts:
    """Numbers of days among dates: the same dates under another format."""
    filled = [text for text in texts if text.strip()]
    dates = sum(_ISO.fullmatch(text) is not None for text in filled)
    serial = [i for i, text in enumerate(texts) if _is_serial(text)]
    if not dates or not serial or 4 * dates < len(filled) or dates + len(serial) < 0.9 * len(filled):
        return texts
    taken = choice(take, "serial-dates", name) or "dates"
    where = [rows[i] for i in serial]
    first = serial_text(float(texts[serial[0]]), "date", is_1904)
    text = _(
        "Column “{name}”: numbers among dates, in {rows}; {number} is {date} as a spreadsheet counts days."
    )
    text = text.format(name=name, rows=rows_text(where), number=texts[serial[0]], date=first)
    account.append(note("serial-dates", text, where=name, taken=taken, rows=where))
    if taken != "dates":
        return texts
    meant = list(texts)
    for i in serial:
        meant[i] = serial_text(float(texts[i]), "date", is_1904)
    return tuple(meant)


def _is_serial(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4,5}(?:\.\d+)?", text)) and _FIRST <= float(text) <= _LAST


def _turned(
    name: str, texts: Texts, different: Mapping[str, None], rows: Sequence[int], account: list[ImportNote]
) -> None:
    """Say what a spreadsheet has turned into something else: ranges into dates, long numbers into powers of ten."""
    if len(different) > MOST_SPELLINGS:
        different = dict.fromkeys(list(different)[:MOST_SPELLINGS])
    ranges = [text for text in different if _RANGE.fullmatch(text.strip())]
    dates = [text for text in different if _TURNED.fullmatch(text.strip()) or _ISO.fullmatch(text)]
    if ranges and dates and len(dates) <= len(ranges):
        where = [rows[i] for i, text in enumerate(texts) if text in set(dates)]
        words = _(
            "Column “{name}”: {text} among ranges ({range}), in {rows}, may be a range that became a date."
        )
        text = words.format(name=name, text=f"“{dates[0]}”", range=f"“{ranges[0]}”", rows=rows_text(where))
        account.append(note("changed-by-program", text, where=name, rows=where))
    short = {text for text in different if _SHORT.fullmatch(text.strip())}
    if short and all(int(text.strip()[-2:]) >= 11 for text in short):
        where = [rows[i] for i, text in enumerate(texts) if text in short]
        words = _("Column “{name}”: {text} in {rows} looks like a long number that lost its last digits.")
        text = words.format(name=name, text=min(short), rows=rows_text(where))
        account.append(note("changed-by-program", text, where=name, rows=where))


def _shares(
    name: str, texts: Texts, different: Mapping[str, None], rows: Sequence[int], decimal: str, take: Take,
    account: list[ImportNote],
) -> Texts:  # fmt: skip
    """Fractions among percents are percents; a column of fractions is what its heading says, else as written."""
    is_whole = len(different) <= MOST_SPELLINGS
    signs = any("%" in text for text in different) or (not is_whole and "%" in "\n".join(texts))
    if not signs and (heading_unit(name) not in ("", "%") or unit_of_word(name.split()[-1])):
        return texts  # 0.5 hours
    if not signs and any((read_number(text, decimal) or 0.0) > 1.0 for text in islice(different, 200)):
        return texts
    if not is_whole:
        some = [text for text in islice(different, 200) if text.strip()]
        if 2 * sum(read_number(text, decimal) is not None for text in some) < len(some):
            return texts  # names
        different = dict.fromkeys(texts)
    values = {text: read_number(text, decimal) for text in different if text.strip()}
    numbers = {text: value for text, value in values.items() if value is not None}
    if not numbers or len(numbers) < 0.6 * len(values):
        return texts
    bare = {text: value for text, value in numbers.items() if not has_percent_sign(text)}
    signed = len(bare) < len(numbers)
    is_fraction = bool(bare) and all(0.0 <= value <= 1.0 for value in bare.values())
    if not is_fraction or not any(value and (signed or value < 1.0) for value in bare.values()):
        return texts
    where = [rows[i] for i, text in enumerate(texts) if text in bare]
    example = next(text for text, value in bare.items() if value)
    as_percent = shown_number(bare[example], "%")
    is_said = signed or heading_unit(name) == "%" or bool(_PERCENT.search(name))
    if signed and all(value <= 1.0 for text, value in numbers.items() if text not in bare):
        is_said = False  # 0.4% and 0.3: both may be below one percent
    kind = "units-assumed" if is_said else "maybe-percent"
    taken = choice(take, kind, name) or ("percent" if is_said else "as-written")
    if signed:
        words = _(
            "Column “{name}”: numbers without a sign among percents, in {rows}; {text} is a share, {percent}."
        )
    elif is_said:
        words = _("Column “{name}” holds fractions under a heading of percents; {text} is {percent}.")
    else:
        words = _("Column “{name}”: no number is above 1; if they are shares, {text} is {percent}.")
    text = words.format(name=name, rows=rows_text(where), text=example.strip(), percent=as_percent)
    account.append(note(kind, text, where=name, taken=taken, rows=where if signed else ()))
    if taken != "percent":
        return texts
    percents = {text: _percent(value, decimal) for text, value in bare.items()}
    return tuple(percents.get(text, text) for text in texts)


def _percent(value: float, decimal: str) -> str:
    return shown_number(value, "%").replace(".", decimal)


def spellings(name: str, texts: Texts, rows: Sequence[int], take: Take) -> tuple[Texts, list[ImportNote]]:
    """Spellings that differ only in case and blanks are one: the commonest of them, of equals the first."""
    different = cells.first_different(texts, MOST_SPELLINGS)
    if len(different) > MOST_SPELLINGS or len(different) == len(texts):
        return texts, []
    kinds: dict[str, list[str]] = {}
    for text in different:
        if (plain := " ".join(text.split())) and not plain[0].isdigit():
            kinds.setdefault(plain.casefold(), []).append(text)
    several = [group for group in kinds.values() if len({" ".join(text.split()) for text in group}) > 1]
    padded = {text: " ".join(text.split()) for group in kinds.values() for text in group if len(group) > 1}
    if not padded:
        return texts, []
    counts = Counter(texts)
    one: dict[str, str] = {}
    for group in kinds.values():
        if len(group) > 1:
            used: Counter[str] = Counter()
            for text in group:
                used[padded[text]] += counts[text]
            best = max(used, key=lambda plain: (used[plain], plain != plain.lower()))
            one.update({text: best for text in group if text != best})
    shown = several or [group for group in kinds.values() if len(group) > 1]
    taken = choice(take, "look-alike", name) or "merge"
    where = [rows[i] for i, text in enumerate(texts) if text in one]
    pairs = list_text([" = ".join(f"“{text}”" for text in group) for group in shown], most=3)
    text = ngettext(
        "Column “{name}”: {count} cell differs only in capitals or blanks from others: {pairs}.",
        "Column “{name}”: {count} cells differ only in capitals or blanks from others: {pairs}.", len(where),
    ).format(name=name, count=number_text(len(where)), pairs=pairs)  # fmt: skip
    account = [note("look-alike", text, where=name, taken=taken, rows=where)]
    return (tuple(one.get(text, text) for text in texts) if taken == "merge" else texts), account
