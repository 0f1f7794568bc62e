"""One cell of text as the value of a field, by its card: the reader of what is typed, pasted and imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from leanbench.errors import UserError
from leanbench.schema.card import Card
from leanbench.schema.plain_heading import plain_heading
from leanbench.words import _
from leanbench.words.dates import MONTHS, parse_date
from leanbench.words.durations import Calendar, parse_duration
from leanbench.words.lists import list_text
from leanbench.words.money import parse_money
from leanbench.words.numbers import has_percent_sign, parse_number, parse_percent, percent_text, plain_number

NOTHING = frozenset({"", "-", "–", "—", "n/a", "n.a.", "n/d", "na"})
BARE = re.compile(r"[\d.,'’\s/–—:½¼¾±+-]+(?: ?(?:to|a) ?[\d.,]+)?")
DAYS = re.compile(r"(?<![a-z])(?<!calendar )(?<!business )(?<!working )days?(?![a-z])", re.I)
_MONTHS = [name[:3].casefold() for name in MONTHS]
_DATED = re.compile(
    rf"(?:(\d{{1,2}})-((?:{'|'.join(_MONTHS)})[a-z]*)|((?:{'|'.join(_MONTHS)})[a-z]*)-(\d{{1,2}}))", re.I
)
_SHARES = ("percent", "share")


def read_value(card: Card, text: str, calendar: Calendar | None = None, unit: str = "") -> Any:
    """The value of one cell; a bare number of a time is in `unit`. A link or person is read as the name typed.

    Raises
    ------
    UserError
        The text cannot be read as this kind of value.
    """
    typed = text.strip()
    if card.kind in ("text", "link", "person", "identity"):
        return typed
    if card.kind == "choice":
        return _choice(card, typed)
    if typed.casefold() in NOTHING:
        return () if card.kind == "lines" else "" if card.kind == "date" else None
    if card.kind in ("number", "whole", "money", "percent", "share"):
        return _number(card, typed)
    return _OTHER[card.kind](typed, calendar, unit)


def known_choice(card: Card, typed: str) -> str | None:
    """The value that is spelled so, None when no choice is."""
    wanted = plain_heading(typed)
    for value, word in card.choices:
        if wanted in {
            plain_heading(value),
            plain_heading(word),
            *map(plain_heading, card.spellings.get(value, ())),
        }:
            return value
    return "" if wanted in NOTHING and any(value == "" for value, _ in card.choices) else None


def _choice(card: Card, typed: str) -> str:
    known = known_choice(card, typed)
    if known is not None:
        return known
    if card.open:
        return typed
    words = list_text([word for value, word in card.choices if value])
    raise UserError(_("“{typed}” is not one of {words}.").format(typed=typed, words=words))


def _number(card: Card, typed: str) -> Any:
    from leanbench.schema.limits import limit_problem

    if card.kind in ("percent", "share"):
        value = parse_percent(typed) / (100.0 if card.kind == "share" else 1.0)
    elif card.kind == "money":
        value = parse_money(typed)
    else:
        try:
            value = parse_number(
                re.sub(r"^[~≈]\s*|(?<![^\W\d_])[^\W\d_]+\.?$", "", typed).rstrip() if not card.open else typed
            )
        except UserError:
            if card.open:
                return typed
            raise
    if problem := limit_problem(card, value):
        raise UserError(problem)
    if card.kind == "whole":
        if not value.is_integer():
            raise UserError(_("“{typed}” is not a whole number.").format(typed=typed))
        return int(value)
    return value


def _time(typed: str, calendar: Calendar | None, unit: str) -> Any:
    """A time of a table: its own unit, else that of the heading; days are business days in cells and headings."""
    text = re.sub(r"^(?:~|≈|about|approx\.?)\s*", "", typed, flags=re.I)
    if match := _DATED.fullmatch(text):
        points = sorted((int(match[1] or match[4]), 1 + _MONTHS.index((match[2] or match[3])[:3].casefold())))
        raise UserError(
            _(
                "“{typed}” looks like {low}-{high} that a spreadsheet turned into a date. Type the "
                "range again."
            ).format(typed=typed, low=points[0], high=points[1])
        )
    if match := re.fullmatch(r"(?:<|≤|up to)\s*(.+)", text, re.I):
        text = f"0-{match[1]}"
    text = re.sub(r"(?<=\d) a (?=\d)", " to ", DAYS.sub("bd", text))
    text = text.replace("½", "1/2").replace("¼", "1/4").replace("¾", "3/4")
    if match := re.match(
        r"(?:(\d+)\s+)?(\d+)/(\d+)(?!\s*/|\d)", text
    ):  # 1/2 and 1 1/2; three parts are three points
        amount = int(match[1] or 0) + int(match[2]) / max(int(match[3]), 1)
        text = f"{plain_number(amount)}{text[match.end() :]}"
    if unit == "s" and (clock := re.fullmatch(r"(\d+):([0-5]\d)", text)):
        text = plain_number(60 * int(clock[1]) + int(clock[2]))  # a stop watch shows minutes and seconds
    if unit and unit != "%" and BARE.fullmatch(text) and ":" not in text:
        text = f"{text} {unit}"
    return parse_duration(text, calendar)


def _yes(typed: str) -> bool:
    if typed.casefold() in ("y", "yes", "true", "x", "1", "s", "sí", "si"):
        return True
    if typed.casefold() in ("n", "no", "false", "0"):
        return False
    raise UserError(_("“{typed}” is neither yes nor no.").format(typed=typed))


_OTHER: dict[str, Callable[[str, Calendar | None, str], Any]] = {
    "duration": _time,
    "date": lambda typed, calendar, unit: parse_date(typed).isoformat(),
    "yesno": lambda typed, calendar, unit: _yes(typed),
    "lines": lambda typed, calendar, unit: tuple(
        part.strip() for part in re.split(r"[;\n]", typed) if part.strip()
    ),
}


# --- shares -------------------------------------------------------------------------------------


def bare_share(card: Card, text: str) -> float | None:
    """The number of a percent cell that was written without a sign, else None."""
    if card.kind not in _SHARES or has_percent_sign(text) or text.strip().casefold() in NOTHING:
        return None
    try:
        return parse_percent(text)
    except UserError:
        return None


def is_column_of_fractions(card: Card, texts: Iterable[str]) -> bool:
    """Whether no number of a percent column without a sign is above 1: 0.85, 0.9, 1."""
    numbers = [bare_share(card, text) for text in texts if text and text.strip().casefold() not in NOTHING]
    return bool(numbers) and all(number is not None and number <= 1.0 for number in numbers)


def fraction_text(card: Card, text: str, all_fractions: bool) -> str:
    """What a fraction among shares says, 0.95 → 95%; empty where the text is read as it stands.

    A number between 0 and 1 without a sign is a fraction: nobody writes less than one percent so. A bare 1
    is 100% only where the whole column holds fractions.
    """
    number = bare_share(card, text)
    if number is None or not 0.0 < number <= 1.0:
        return ""
    if not (all_fractions or re.search(r"[.,]", text)):
        return ""
    return f"{plain_number(round(100.0 * number, 10))}%"


def typed_share(card: Card, text: str, others: Iterable[Any]) -> tuple[str, str]:
    """A text typed into one cell of a percent column as it is to be read, and the sentence that says so.

    A fraction is what the other values of the column say: among 80% and 90% (or alone) 0.95 is 95%; where all
    of them lie below one percent it stays 0.95%.
    """
    meant = fraction_text(card, text, False)
    if not meant:
        return text, ""
    known = [value * (100.0 if card.kind == "share" else 1.0) for value in others if value]
    if known and max(known) <= 1.0:
        sentence = _("“{text}” is read as {text}%, as the other values are below one percent.").format(
            text=text.strip()
        )
        return f"{text.strip()}%", sentence
    return (
        meant,
        _("“{text}” is read as {meant}. Type {text}% if that is meant.").format(
            text=text.strip(), meant=percent_text(float(meant[:-1]))
        ),
    )
