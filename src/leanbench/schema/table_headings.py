"""The headings of a table: which card a column fills, in which unit, and which row holds the headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from leanbench.schema.card import Card
from leanbench.schema.cell_reading import BARE, known_choice
from leanbench.schema.frozen_record import Record, replace
from leanbench.schema.heading_units import heading_unit
from leanbench.schema.heading_words import card_meant, words_unit
from leanbench.schema.plain_heading import plain_heading
from leanbench.words import _
from leanbench.words.durations import unit_of_word

NUMBERING = frozenset((
    "#", "no", "nr", "number", "id", "seq", "sequence", "order", "line", "ref", "wbs", "nº", "n.º", "orden",
    "no de paso",
    *(f"{what} {sign}" for sign in ("#", "no", "number", "id")
      for what in ("step", "process", "activity", "task", "item", "line", "row", "box", "seq", "ref", "sr", "paso")),
    *(f"process step {sign}" for sign in ("#", "no", "number", "id")),
))  # fmt: skip
_BRACKETS = re.compile(r"[(\[]\s*([^()\[\]]*?)\s*[)\]]")
_YES_NO = re.compile(r"[yns]|yes|no|s[ií]", re.I)
_PARTED = re.compile(r"\s*[/,&|]\s*|\s+(?:or|and)\s+|\s+[-–]\s+")
_MARKED = re.compile(r"(.+?)\s*[-–,/_]\s*([^-–,/_]+)")
# The words of a range over two or three columns: its lowest, most likely and highest value.
_PARTS = {
    "low": ("low", "lowest", "min", "minimum", "best", "best case", "mín", "mínimo"),
    "middle": ("typical", "most likely", "likely", "mode", "usual", "normal"),
    "high": ("high", "highest", "max", "maximum", "worst", "worst case", "máx", "máximo"),
}
_PART_OF = {word: part for part, words in _PARTS.items() for word in words}
_ANSWERS: dict[int, tuple[Card, frozenset[str]]] = {}
_SURE: dict[int, tuple[Card, Card]] = {}  # a card with the headings only that cannot mean something else
_FAR = 15  # rows looked at for headings


class Column(Record):
    """One column of a table: its heading as typed, the card it fills (None: not used), the unit its heading names.

    `part` is low, middle or high where several columns hold one range; `problem` says why a column whose
    heading is known is not used.
    """

    index: int
    heading: str
    card: Card | None = None
    unit: str = ""
    part: str = ""
    problem: str = ""


class Head(Record):
    """Where the headings of a table stand: index of the first row, how many rows, and the columns they name."""

    at: int
    rows: int
    columns: tuple[Column, ...]


def unit_of(word: str) -> str:
    """The unit a word of a heading names; business days for bare "days", since offices count those."""
    if word.strip() == "%":
        return "%"
    return words_unit(word) or unit_of_word(word.strip(" .").casefold())


LONGEST = 300  # characters of a heading; what is longer is text


def heading_of(text: str, cards: Mapping[str, Card]) -> tuple[Card | None, str]:
    """The card a heading speaks of, and the unit it names; (None, "") when no card answers to it."""
    if len(text) > LONGEST:
        return None, ""
    readings = _readings(text)
    other_unit: tuple[Card | None, str] = (None, "")
    for bare, unit in readings:
        wanted = plain_heading(bare)
        for card in cards.values():
            if wanted in _answers(card):  # its title before a heading of another
                card = next(
                    (c for c in cards.values() if wanted in map(plain_heading, (c.title, c.words))), card
                )
                if not unit or unit == "%" or card.kind == "duration":
                    return card, unit
                other_unit = (card, unit) if other_unit[0] is None else other_unit
    for bare, unit in readings:
        found = card_meant(bare, unit, cards)
        if found[0] is not None:
            return found
    return _all_the_same(text, cards) or other_unit


def _all_the_same(text: str, cards: Mapping[str, Card]) -> tuple[Card, str] | None:
    """The card of several headings in one, "Task / Activity", where all speak of it; "Type (VA, NVA)" has choices."""
    parts = [part for part in _PARTED.split(text) if part.strip()]
    if len(parts) > 1:
        for choice in (card for card in cards.values() if card.kind == "choice"):
            if all(_YES_NO.fullmatch(part) is None and known_choice(choice, part) for part in parts):
                return choice, ""
        found = [heading_of(part, cards) for part in parts]
        first = found[0][0]
        if first is not None and all(other is first for other, _unit in found):
            return first, next((unit for _card, unit in found if unit), "")
    if (match := _BRACKETS.search(text)) and match[1] != text:
        inside, unit = heading_of(match[1], cards)
        if inside is not None and inside.kind == "choice":
            return inside, unit
    return None


def _readings(text: str) -> list[tuple[str, str]]:
    """The heading as it stands, then without what may be a unit or a remark, the fullest first."""
    found = [(text, unit_of(text))]  # "Minutes" names a unit and nothing else
    if match := _BRACKETS.search(text):
        found.append((_BRACKETS.sub(" ", text), unit_of(match[1])))
    if (marked := _MARKED.fullmatch(text)) and unit_of(marked[2]):
        found.append((marked[1], unit_of(marked[2])))
    words = text.split()
    found += [
        (" ".join(words[:-count]), unit_of(" ".join(words[-count:])))
        for count in (2, 1)
        if len(words) > count
        and words[-count - 1].casefold() not in ("of", "per")
        and unit_of(" ".join(words[-count:]))
    ]
    return found


def is_doubtful(heading: str, card: Card) -> bool:
    """Whether a heading may mean something else than the card it fills: "Cycle time" has two meanings."""
    if not any(spelled.endswith("?") for spelled in card.headings):
        return False
    known = _SURE.get(id(card))
    if known is None or known[0] is not card:
        sure = tuple(spelled for spelled in card.headings if not spelled.endswith("?"))
        known = _SURE[id(card)] = (card, replace(card, headings=sure))
    return heading_of(heading, {card.name: known[1]})[0] is None


def _answers(card: Card) -> frozenset[str]:
    known = _ANSWERS.get(id(card))
    if known is None or known[0] is not card:
        known = (card, frozenset(plain_heading(word) for word in (card.title, card.words, *card.headings)))
        _ANSWERS[id(card)] = known
    return known[1]


def _part_of(text: str, cards: Mapping[str, Card]) -> tuple[Card | None, str, str]:
    """A heading such as "Wait (days) low" or "Min PT": the card of a time, its unit, and the part of the range."""
    plain = re.sub(r"[()\[\],–-]", " ", text).split()
    if not plain:  # nothing but brackets
        return None, "", ""
    for words, rest in ((plain[-1:], plain[:-1]), (plain[:1], plain[1:]), (plain[-2:], plain[:-2])):
        part = _PART_OF.get(" ".join(words).casefold().rstrip("."), "")
        if words == plain[-1:] and unit_of(words[0]):
            continue  # "PT min" is in minutes
        card, unit = heading_of(" ".join(rest), cards) if part and rest else (None, "")
        if card is not None and card.kind == "duration":
            return card, unit, part
    return None, "", ""


def columns_of(texts: Sequence[str], cards: Mapping[str, Card], named: str = "") -> tuple[Column, ...]:
    """What each heading of a row names; a field named twice is taken once, low and high of a time together.

    Where nothing else names the rows, a heading that may name them does: "Process" beside "PT (min)".
    """
    columns = _columns(texts, cards)
    if named and all(column.card is not cards[named] for column in columns):
        naming = {named: cards[named]}
        place = next(
            (at for at, text in enumerate(texts) if text and heading_of(text, naming)[0] is not None), None
        )
        if place is not None:
            return _columns(texts, cards, place, cards[named])
    return columns


def _columns(
    texts: Sequence[str], cards: Mapping[str, Card], place: int | None = None, given: Card | None = None
) -> tuple[Column, ...]:
    columns: list[Column] = []
    for index, text in enumerate(texts):
        card, unit, part = _part_of(text, cards) if text and index != place else (None, "", "")
        if index == place:
            card = given
        elif text and card is None:
            card, unit = heading_of(text, cards)
        same = [column for column in columns if card is not None and column.card is card]
        if same and part == "high" and same[0].unit == "min" and not same[0].part:
            place = columns.index(same[0])  # beside "PT max", the "min" of "PT min" is the lowest
            columns[place] = Column(same[0].index, same[0].heading, card, unit, "low")
        elif same and (not part or any(column.part in ("", part) for column in same)):
            card, unit, part = None, "", ""
        problem = _unit_problem(card, text, unit) if card is not None else ""
        columns.append(Column(index, text, None if problem else card, unit, part, problem))
    return tuple(columns)


def _unit_problem(card: Card, heading: str, unit: str) -> str:
    """Why numbers in this unit cannot fill the field: only times are converted."""
    named = unit or heading_unit(heading)
    if not named or card.kind not in ("number", "whole", "money", "percent", "share", "duration"):
        return ""
    if card.kind == "duration":
        return "" if unit and unit != "%" else _("is in {named}, which is no time").format(named=named)
    if named.casefold() == card.unit.casefold() or (unit and unit == unit_of(card.unit)):
        return ""
    if card.kind == "money" and named.casefold() in ("$", "usd", "dollars"):
        return ""
    if not unit and not card.unit:
        return ""  # a count: "WIP (cases)"
    return _("is in another unit than this table, {unit}").format(unit=card.unit or _("none"))


def is_heading(columns: Sequence[Column], named: str) -> bool:
    """Whether a row is a heading: it names two fields, or the one that names a row as most of what it says."""
    filled = [column for column in columns if column.heading]
    used = {column.card.name for column in filled if column.card is not None}
    if len(used) >= 2:
        return True
    known = len(used) + sum(bool(column.problem) for column in filled)
    bare = any(BARE.fullmatch(column.heading) for column in filled)
    if named and named not in used:
        return False
    return bool(used) and not bare and 2 * known >= len(filled)


def find_head(cells: Sequence[Sequence[str]], cards: Mapping[str, Card], named: str) -> Head | None:
    """The headings of a table, below its title rows, over one row or two. None when there are none.

    Rows above the headings are titles only where they are narrow: at most half as many filled cells.
    """
    widest = 0
    second_best = None  # headings of groups: "Time", "Quality" above the real ones
    for at, row in enumerate(cells[:_FAR]):
        width = sum(map(bool, row))
        if not width:
            continue
        columns = columns_of(row, cards, named)
        below = list(cells[at + 1]) if at + 1 < len(cells) else []
        joined = columns_of(_joined(row, below), cards, named) if _is_second(row, below) else None
        if joined is not None and is_heading(joined, named):
            columns, rows = joined, 2
        else:
            rows = 1
        if is_heading(columns, named) and 2 * widest <= sum(bool(column.heading) for column in columns):
            head = Head(at, rows, columns)
            if not named or any(column.card is not None and column.card.name == named for column in columns):
                return head
            second_best = second_best or head
        widest = max(widest, width)
    return second_best


def _is_second(first: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row goes on with the headings above it: nothing but low and high, or units."""
    words = [text.strip("()[] .").casefold() for text in below if text]
    parts = sum(word in _PART_OF for word in words)
    return bool(words) and any(first) and all(word in _PART_OF or unit_of(word) for word in words) and (
        parts >= 2 or not any(BARE.fullmatch(word) for word in words)
    )  # fmt: skip


def _joined(first: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two rows of headings as one; a heading over several columns counts for each of them."""
    texts, above = [], ""
    for index in range(max(len(first), len(below))):
        own = first[index] if index < len(first) else ""
        more = below[index] if index < len(below) else ""
        above = own or (above if more else "")
        texts.append(" ".join(text for text in (above, more) if text))
    return texts
