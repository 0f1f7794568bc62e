"""The words of a heading that matter, in any order: "Avg. touch time in minutes" is touch, a time, in minutes.

A heading that is spelled as no card spells its own still speaks of one when, without articles, averages and the
unit, it has the same words: "Person responsible", "Touch time [hrs]", "process_time_min", "Tiempo de proceso (horas)".
Every other word has to be there too, so "Target time" and "Number of copies" speak of none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from leanbench.schema.card import Card
from leanbench.schema.frozen_record import Record
from leanbench.words.durations import unit_of_word

# Spellings of one word. Counts: "#"; what is counted where a card counts: "item".
_SAME = {
    **dict.fromkeys(("no", "nr", "num", "nbr", "number", "qty", "quantity", "count", "numero", "cantidad"), "#"),
    **dict.fromkeys(("pct", "percent", "percentage", "porcentaje", "rate"), "%"),
    **dict.fromkeys(("dept", "departamento", "depto"), "department"),
    **dict.fromkeys(("tiempo", "times"), "time"),
    "resp": "responsible", "responsables": "responsable", "proc": "process", "waiting": "wait", "labour": "labor",
}  # fmt: skip
_COUNTED = dict.fromkeys(
    ("case", "file", "application", "permit", "request", "piece", "pc", "job", "order", "unit", "document"), "item"
)  # fmt: skip
_FILLERS = frozenset((
    "a", "an", "the", "of", "in", "is", "it", "its", "thi", "doe", "do", "we", "for", "by", "at", "on", "with",
    "used", "use", "and", "or", "y", "e", "o", "de", "del", "la", "el", "los", "las", "en", "por", "avg",
    "average", "mean", "median", "est", "estimated", "approx", "actual", "observed", "current", "state",
    "existing", "as",
))  # fmt: skip
_UNITS = {
    "hs": "h", "hora": "h", "seg": "s", "segundo": "s", "minuto": "min", "semana": "w", "dia": "bd", "day": "bd",
}  # fmt: skip
_DAYS = {
    **dict.fromkeys(
        ("bus", "business", "work", "working", "habil", "habile", "laborable", "laboral", "laborale"), "bd"
    ),
    **dict.fromkeys(("cal", "calendar", "calendario", "natural", "naturale", "corrido"), "d"),
}  # what kind of days, before or after the word
_PERIODS = frozenset((
    "hour", "day", "week", "month", "quarter", "year", "hr", "wk", "mo", "yr", "dia", "semana", "mes", "ano",
))  # fmt: skip
_RATE = re.compile(r"(?:\bper\s+|/\s*|\bpor\s+)([^\W\d_]+)")
_UNIT_OF = re.compile(
    r"(?:\bper\s+|/\s*|\bpor\s+)(?:case|item|unit|file|application|permit|piece|request|caso)\b|\bper\s+\w+"
)
_ONE = frozenset(("second", "minute", "hour", "day", "week", "month"))  # "Day" is no number of days
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_ACCURATE = re.compile(r"\bc\s*(?:&|/|and)\s*a\b")
_ANSWERS: dict[int, tuple[Card, _Answers]] = {}


class Words(Record):
    """The words of a heading in order, the unit of time among them, and whether it speaks of a time."""

    words: tuple[str, ...]
    unit: str = ""
    is_time: bool = False


class _Answers(Record):
    always: frozenset[object]
    timed: frozenset[object]  # only with a unit, or the word time


def words_of(text: str, kind: str = "duration") -> Words | None:
    """The words of a heading as a card of this kind has them; None where it is a rate by the month, or names two units.

    >>> words_of("Avg. touch time in minutes")
    Words(words=('touch',), unit='min', is_time=True)
    """
    plain = _plain(text)
    if any(_stem(match[1]) in _PERIODS for match in _RATE.finditer(plain)):
        return None
    plain = (
        _UNIT_OF.sub(" ", plain)
        .replace("%", " % ")
        .replace("#", " # ")
        .replace("nº", " # ")
        .replace("n.º", " # ")
    )
    unit, words = _unit_among(_tokens(plain))
    if unit is None:
        return None
    words = [_SAME.get(word, word) for word in words if word not in _FILLERS]
    is_time = "time" in words
    words = [word for word in words if word != "time"] if kind == "duration" else words
    if (
        not words and plain.strip() not in _ONE and not (is_time and unit in ("bd", "d", "w"))
    ):  # "Time of day"
        words = [unit or "time"] if unit or is_time else []  # "Minutes", "Hours per case", "Est. time"
    if kind == "number":
        words = [_COUNTED.get(word, word) for word in words]
        words = [word for word in words if word != "item" or "#" not in words]
    return Words(tuple(words), unit, is_time)


def _plain(text: str) -> str:
    """In lower case, without accents, the words of CamelCase and snake_case apart."""
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text)).casefold().replace("_", " ")
    return _ACCURATE.sub("ca", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _tokens(plain: str) -> list[str]:
    return [_stem(token) for token in re.findall(r"[^\W_]+|[%#]", plain)]


def _stem(word: str) -> str:
    """A word without the ending of several: steps, activities."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _unit_among(tokens: list[str]) -> tuple[str | None, list[str]]:
    """The one unit of time among the words, and the others; None for two units. Single letters are no units here."""
    unit, rest, at = "", [], 0
    while at < len(tokens):
        pair = tokens[at : at + 2]
        days = next((_DAYS[word] for word in pair if word in _DAYS), "") if {"day", "dia"} & set(pair) else ""
        word = tokens[at]
        found = days or _UNITS.get(word) or (unit_of_word(word) if len(word) > 1 else "")
        if found and unit:
            return None, tokens
        unit = unit or found
        if not found:
            rest.append(word)
        at += 2 if days else 1
    return unit, rest


def words_unit(text: str) -> str:
    """The unit of time a text names and nothing else, "" where it says more; bare days are business days.

    >>> [words_unit(text) for text in ("Hrs.", "cal. days", "días hábiles", "days", "case")]
    ['h', 'd', 'bd', 'bd', '']
    """
    unit, rest = _unit_among(_tokens(_plain(text)))
    return unit or "" if not rest else ""


def card_meant(text: str, unit: str, cards: Mapping[str, Card]) -> tuple[Card | None, str]:
    """The card whose words these are, and the unit; `unit` is one that stood apart, as in brackets."""
    for card in cards.values():
        said = words_of(text, card.kind)
        if said is None:
            continue
        found = unit if unit and unit != "%" else said.unit
        if bool(found) and card.kind != "duration":
            continue
        answers = _answers(card)
        keys = _keys(said.words, card)
        if keys & answers.always or ((found or said.is_time) and keys & answers.timed):
            return card, found or unit
    return None, ""


def _keys(words: tuple[str, ...], card: Card) -> frozenset[object]:
    """By what words are compared: as a set, and joined, so that "set-up" is "setup"."""
    if card.kind in ("percent", "share"):
        words = tuple(word for word in words if word != "%")
    return frozenset((frozenset(words), "".join(words))) if words else frozenset()


def _answers(card: Card) -> _Answers:
    known = _ANSWERS.get(id(card))
    if known is None or known[0] is not card:
        always: set[object] = set()
        timed: set[object] = set()
        for spelled in _spellings(card):
            said = words_of(spelled, card.kind)
            if said is not None:
                (timed if card.kind == "duration" and said.is_time else always).update(
                    _keys(said.words, card)
                )
        known = _ANSWERS[id(card)] = (card, _Answers(frozenset(always), frozenset(timed | always)))
    return known[1]


def _spellings(card: Card) -> Iterator[str]:
    yield card.title
    yield card.words
    yield from card.headings
