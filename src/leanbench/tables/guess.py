"""Guesses what a column holds, and says from what. Every guess can be overruled by the user."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from leanbench.event.import_account import ImportNote, note
from leanbench.schema.heading_units import heading_unit
from leanbench.tables import cells
from leanbench.tables.number_formats import serial_number
from leanbench.tables.preview import (
    ColumnPreview,
    DateOrder,
    Kind,
    OddCell,
    info,
    rows_text,
    warning,
)
from leanbench.words import N_, _
from leanbench.words.dates import date_order, date_text, read_moment
from leanbench.words.durations import read_elapsed
from leanbench.words.lists import count_text
from leanbench.words.money import currency_of
from leanbench.words.numbers import has_percent_sign, read_number

LOOKED_AT = 2000  # cells of a long column that decide its kind; all of them are then read as that kind
ENOUGH = 0.6  # share of the filled cells that must be readable
_CODE = re.compile(r"0\d+|\d{16,}")
SAYS = ("as-read", "to-check", "became-text", "date-order", "thousands-sign")  # what `column` says of one


def column(
    name: str,
    texts: Sequence[str],
    rows: Sequence[int],
    *,
    decimal: str,
    kind: Kind | None = None,
    order: str | None = None,
    take: Mapping[str, str] | None = None,
    is_decimal_sure: bool = False,
    likely: DateOrder = "",
    is_comma_country: bool = False,
) -> tuple[ColumnPreview, list[ImportNote]]:
    """One column as it will be read, and what is worth saying about it.

    texts : the cells as written. rows : their rows in the source, from 1. `kind`, `order` ("dmy",
    "mdy") overrule the guess; `take` is what was decided of the account. `is_decimal_sure`: other columns show
    that `decimal` is the sign of the file, `likely` the order of day and month in them. `is_comma_country`: a file
    parted by semicolons, where 1.250 may be a thousand and more.
    """
    take = take or {}
    order = order or take.get(f"date-order/{name}", take.get("date-order"))
    thousands = take.get(f"thousands-sign/{name}", take.get("thousands-sign"))
    bare: list[str] = []
    for start in range(0, len(texts), cells.PIECE):
        bare += map(str.strip, texts[start : start + cells.PIECE])
    filled = [text for text, words in zip(texts, bare, strict=True) if words] if "" in bare else texts
    sample = filled[:: max(1, len(filled) // LOOKED_AT)]
    blanks = len(texts) - len(filled)
    unit = heading_unit(name)
    examples = tuple(dict.fromkeys(text.strip() for text in sample[:200]))[:5]
    if not filled:
        finding = warning(_("Column “{name}” is empty.").format(name=name), name)
        return ColumnPreview(name, kind or "text", unit, "the column is empty", blanks), [finding]
    given = decimal
    decimal, points = _decimal_of(sample, decimal)
    if thousands == "decimal":
        decimal = "." if decimal == "," else ","
    reason = "chosen by you"
    if kind is None:
        kind, reason = _kind(sample, decimal)
    findings: list[ImportNote] = []
    chosen: DateOrder = ""
    odd: list[int] = []
    is_stored = False
    if kind == "number":
        is_plain = decimal == "." and cells.are_plain(texts)
        odd = cells.unreadable(texts) if is_plain else cells.numbers(texts, decimal)[1]
        is_stored = is_plain and not odd
        findings.extend(
            _said_of_numbers(
                name,
                filled,
                sample,
                decimal,
                points,
                thousands,
                is_decimal_sure and decimal == given,
                is_comma_country,
                "" if is_stored else "\n".join(filled),
            )
        )
        if not unit:
            unit = (
                "%"
                if any(map(has_percent_sign, sample))
                else next(filter(None, map(currency_of, sample)), "")
            )
    elif kind == "date":
        is_iso = cells.iso_dates(texts) is not None
        is_stored = is_iso and cells.are_days(texts)
        chosen, assumed = ("ymd", False) if is_iso else _order_of(filled, order, likely)
        if not is_iso and order and "either" in map(date_order, dict.fromkeys(filled)):
            words = _("Column “{name}”: the order of day and month was chosen.").format(name=name)
            findings.append(note("date-order", words, where=name, taken=order))
        odd = [] if is_iso else _said_of_dates(name, texts, chosen, assumed, findings)
    elif kind == "yesno":
        odd = cells.yesnos(texts)[1]
    elif kind == "duration":
        odd, unit = cells.durations(texts)[1], "min"
    found = tuple(OddCell(rows[i], texts[i], name) for i in odd)
    if odd:
        words = {
            "number": N_("a number"), "date": N_("a date"), "yesno": N_("yes or no"), "duration": N_("a duration"),
        }[kind]  # fmt: skip
        first = f"“{texts[odd[0]].strip()[:30]}”"
        where = rows_text([rows[i] for i in odd])
        text = _(
            "Column “{name}”: {cells} cannot be read as {kind}, in {rows} (first {first}); kept as text."
        )
        text = text.format(
            name=name, cells=count_text(len(odd), "cell", "cells"), kind=_(words), rows=where, first=first
        )
        findings.append(note("became-text", text, where=name, rows=(rows[i] for i in odd)))
    return ColumnPreview(
        name, kind, unit, reason, blanks, found, examples, chosen, decimal, is_stored
    ), findings


def decimal_sign(columns: Sequence[Sequence[str]], delimiter: str) -> tuple[str, bool]:
    """The decimal sign of a whole file, the one that more cells can only be read with; whether any cell decides it.

    Where none does, a semicolon file comes from where the comma is the decimal sign: 1.000 is a thousand there.
    """
    points = commas = either = 0
    for texts in columns:
        sample = [text for text in texts[:: max(1, len(texts) // LOOKED_AT)] if text and not text.isspace()]
        sample = sample[:: max(1, len(sample) // 500)]
        if sum(date_order(text) != "" for text in sample[:50]) * 2 > len(sample[:50]):
            continue
        points += sum(_only(text, ".") for text in sample)
        commas += sum(_only(text, ",") for text in sample)
        if delimiter == ";":
            either += sum(_is_thousandfold(text, ",") for text in sample)
    if points == commas:
        return "," if delimiter == ";" and (commas or either) else ".", False
    return ("." if points > commas else ","), True


def _only(text: str, decimal: str) -> bool:
    other = "," if decimal == "." else "."
    if decimal not in text and other not in text:
        return False
    return read_number(text, decimal) is not None and read_number(text, other) is None


def _decimal_of(sample: Sequence[str], default: str) -> tuple[str, int]:
    """The sign this column is read with, and how many cells speak for the other one."""
    points = sum(_only(text, ".") for text in sample)
    commas = sum(_only(text, ",") for text in sample)
    if points == commas:
        return default, min(points, commas)
    return ("." if points > commas else ","), min(points, commas)


def _kind(sample: Sequence[str], decimal: str) -> tuple[Kind, str]:
    tests: list[tuple[Kind, str, Callable[[str], bool]]] = [
        ("yesno", "yes or no", lambda text: text.strip().lower() in cells.YES | cells.NO),
        ("number", "numbers", lambda text: read_number(text, decimal) is not None),
        ("date", "dates", lambda text: date_order(text) != ""),
        ("duration", "durations", lambda text: read_elapsed(text) is not None),
    ]
    codes = sum(_CODE.fullmatch(text.strip()) is not None for text in sample)
    if codes and sum(text.strip().isdigit() for text in sample) >= ENOUGH * len(sample):
        return "text", "codes: some start with 0 or have more than 15 digits, which numbers would lose"
    for kind, words, test in tests:
        readable = sum(map(test, sample))
        if kind == "yesno" and readable < len(sample) and all(len(text.strip()) < 2 for text in sample):
            continue  # N among N, S and W is north
        if readable >= ENOUGH * len(sample):
            share = "all" if readable == len(sample) else f"{readable} of"
            return kind, f"{share} {count_text(len(sample), 'cell', 'cells')} looked at are {words}"
    return "text", "fewer than 6 in 10 cells are numbers, dates, yes/no or durations"


def _said_of_numbers(
    name: str,
    filled: Sequence[str],
    sample: Sequence[str],
    decimal: str,
    points: int,
    thousands: str | None,
    is_decimal_sure: bool,
    is_comma_country: bool,
    joined: str,
) -> list[ImportNote]:
    """`joined`: all the cells, empty where they hold nothing but digits and points."""
    findings = []
    other = "," if decimal == "." else "."
    grouped = None
    if other in joined:
        grouped = next((t for t in filled if other in t and read_number(t, decimal) is not None), None)
    sure = (
        is_decimal_sure
        or any(_only(text, decimal) for text in sample)
        or (grouped is not None and grouped.count(other) > 1)
    )
    if grouped is not None:
        value = read_number(grouped, decimal)
        text = (
            _("Column “{name}”: the comma is read as a thousands separator (“{text}” is {value}).")
            if other == ","
            else _("Column “{name}”: the point is read as a thousands separator (“{text}” is {value}).")
        ).format(name=name, text=grouped.strip(), value=serial_number(value or 0.0))
        if sure:
            findings.append(info(text, name))
        else:
            findings.append(note("thousands-sign", text, where=name))
    elif thousands == "decimal" or (
        is_comma_country and decimal == "." and not any(_only(text, decimal) for text in sample)
    ):
        example = next((t for t in filled if _is_thousandfold(t, decimal)), "")
        if example:
            text = _("Column “{name}”: “{text}” is read as {value}.")
            value = read_number(example, decimal)
            text = text.format(name=name, text=example.strip(), value=serial_number(value or 0.0))
            findings.append(note("thousands-sign", text, where=name, taken="decimal"))
    if decimal == ",":
        findings.append(
            info(_("Column “{name}”: the comma is read as the decimal sign.").format(name=name), name)
        )
    if points:
        text = _(
            "Column “{name}” mixes decimal points and decimal commas; “{sign}” is read as the decimal sign."
        )
        findings.append(warning(text.format(name=name, sign=decimal), name))
    if "(" in joined and any(
        text.strip().startswith("(") and read_number(text, decimal) is not None for text in filled
    ):
        text = _("Column “{name}”: numbers in brackets are read as negative.")
        findings.append(info(text.format(name=name), name))
    percents = sum(map(has_percent_sign, sample))
    if 0 < percents < sum(read_number(text, decimal) is not None for text in sample):
        text = _("Column “{name}” mixes numbers with and without a percent sign; both are read as written.")
        findings.append(warning(text.format(name=name), name))
    return findings


def _is_thousandfold(text: str, decimal: str) -> bool:
    """Whether a cell would be a thousand times as much with the other decimal sign: 1.234."""
    one, two = read_number(text, decimal), read_number(text, "," if decimal == "." else ".")
    return one is not None and two is not None and one != two


def likely_order(columns: Sequence[Sequence[str]]) -> DateOrder:
    """The order of day and month that some columns of a file show and none contradicts."""
    shown: set[DateOrder] = set()
    for texts in columns:
        met = {
            date_order(text) for text in dict.fromkeys(islice((text for text in texts if text.strip()), 200))
        }
        if not met - {"dmy", "mdy", "either", "same", "ymd"}:
            shown |= {order for order in ("dmy", "mdy") if order in met}
    return shown.pop() if len(shown) == 1 else ""


def _order_of(filled: Sequence[str], order: str | None, likely: DateOrder) -> tuple[DateOrder, bool]:
    """The order of day and month, and whether it is only assumed."""
    if order in ("dmy", "mdy", "ymd"):
        return order, False  # type: ignore[return-value]
    met = [date_order(text) for text in dict.fromkeys(filled)]
    day_first, month_first = met.count("dmy"), met.count("mdy")
    if day_first or month_first:
        return ("dmy" if day_first >= month_first else "mdy"), False
    return (likely or "ambiguous", True) if "either" in met else ("ymd", False)


def _said_of_dates(
    name: str, texts: Sequence[str], order: str, assumed: bool, findings: list[ImportNote]
) -> list[int]:
    reading = "mdy" if order in ("ambiguous", "ymd") else order
    read = cells.dates(texts, reading)
    different = list(dict.fromkeys(texts))
    if assumed:
        example = next(text for text in different if date_order(text) == "either")
        moment = read_moment(example, reading)
        text = _("Column “{name}”: day and month cannot be told apart; “{text}” is read as {date}.").format(
            name=name, text=example.strip(), date=date_text(moment[0].date()) if moment else ""
        )
        findings.append(note("date-order", text, where=name, taken=reading))
    met = {date_order(text) for text in different}
    if {"dmy", "mdy"} <= met:
        text = _("Column “{name}” mixes dates with the day first and with the month first.").format(name=name)
        findings.append(note("date-order", text, where=name, taken=reading))
    elif "ymd" in met and met & {"dmy", "mdy", "either", "same"}:
        text = _("Column “{name}” mixes ways of writing dates; each is read as written.")
        findings.append(info(text.format(name=name), name))
    if read.offsets is not None:
        text = _(
            "Column “{name}” has times with several offsets from UTC: the clock on the wall is kept, and the "
            "offsets count when time passed is asked for."
        )
        findings.append(info(text.format(name=name), name))
    if any(re.search(r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2}\b(?!\d)", text) for text in different[:200]):
        text = _("Column “{name}”: two-digit years up to 68 are read as 20xx, later ones as 19xx.")
        findings.append(info(text.format(name=name), name))
    return read.odd
