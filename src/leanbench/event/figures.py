"""Numbers, percent and money as text: what people type, what the papers print.

The rule for separators, since `1,234` means two things: a comma (or dot, blank, apostrophe) that
stands before groups of exactly three digits separates thousands; any other comma is a decimal
comma. A single dot is always a decimal point. `0,125` is a decimal, since no one writes a leading
zero before thousands.
"""

from __future__ import annotations

import math
import re

from leanbench.errors import UserError

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")
_POWER = re.compile(r"\d+(\.\d*)?[eE][+-]?\d{1,3}")  # spreadsheets write 1.5E-03
_SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9}
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP"}
_SIGN = {code: sign for sign, code in _CURRENCY.items()}


def parse_number(text: str, what: str = "number") -> float:
    """Read a number with optional sign, thousands separators and decimal comma or point.

    Parameters
    ----------
    text : str
        ``1234.5``, ``1,234.5``, ``1 234,5``, ``1.234,5``, ``1'234``, ``-3``, ``(120)`` for minus 120.
    what : str
        What is being read, for the error text.

    Raises
    ------
    UserError
        The text is not one finite number.
    """
    shown = text.strip()
    body = _BLANKS.sub("", shown).replace("'", "").replace("’", "").replace("−", "-")
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    if body[:1] in ("-", "+"):
        negative, body = negative != (body[0] == "-"), body[1:]
    plain = _plain_digits(body)
    if plain is None:
        raise UserError(f"“{shown}” is not a {what}. Type it like 1234.5 or 1,234.5.")
    value = float(plain)
    if not math.isfinite(value):
        raise UserError(f"“{shown}” is too large for a {what}.")
    return -value if negative else value


def _plain_digits(body: str) -> str | None:
    """Digits with at most one decimal point, or None when the separators make no sense."""
    if body.isascii() and _POWER.fullmatch(body):
        return body
    commas, dots = body.count(","), body.count(".")
    if commas and dots:
        decimal = "," if body.rfind(",") > body.rfind(".") else "."
        group = "." if decimal == "," else ","
        whole, _, rest = body.rpartition(decimal)
        if decimal in whole or not _grouped(whole, group) or group in rest:
            return None
        body = f"{whole.replace(group, '')}.{rest}"
    elif commas:
        body = body.replace(",", "") if _grouped(body, ",") else body.replace(",", ".")
    elif dots > 1:
        body = body.replace(".", "") if _grouped(body, ".") else body
    return body if body.isascii() and _PLAIN.fullmatch(body) else None


def _grouped(whole: str, mark: str) -> bool:
    """Whether `mark` separates thousands: one to three digits, then groups of exactly three."""
    head, *groups = whole.split(mark)
    return (
        1 <= len(head) <= 3
        and head.isdigit()
        and (head != "0" or not groups)
        and all(len(group) == 3 and group.isdigit() for group in groups)
    )


def plain_number(value: float) -> str:
    """The shortest text that reads back as exactly `value`, never in powers of ten: 0.0000001."""
    if value == int(value) if math.isfinite(value) else False:
        return str(int(value))
    from decimal import Decimal  # seldom needed, and not free to load

    return format(Decimal(repr(float(value))), "f")


def format_number(value: float | None, digits: int | None = None) -> str:
    """A number with thousands separators: ``1,234.5``; an empty text for None.

    With `digits` it is rounded to so many decimals, trailing zeros dropped; without, it reads back
    exactly (``parse_number(format_number(x)) == x``).
    """
    if value is None:
        return ""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinite" if value > 0 else "minus infinite")
    text = plain_number(value) if digits is None else f"{value:.{digits}f}"
    whole, dot, rest = text.partition(".")
    if dot and digits is not None:
        rest = rest.rstrip("0")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if sign and not rest and whole == "0":
        sign = ""
    return f"{sign}{int(whole):,}" + (f".{rest}" if rest else "")


def parse_percent(text: str) -> float:
    """Read a percentage, in percent: ``85 %``, ``85`` and ``85,0 %`` all give 85.0.

    A bare number is percent, so ``0.85`` is 0.85 %. For a probability divide by 100.

    Raises
    ------
    UserError
        Not a number.
    """
    body = text.strip().removesuffix("%").removesuffix("percent").removesuffix("pct")
    try:
        return parse_number(body, "percentage")
    except UserError as error:
        raise UserError(f"“{text.strip()}” is not a percentage. Type it like 85 or 85 %.") from error


def format_percent(value: float | None, digits: int | None = None) -> str:
    """A percentage as printed: ``85 %``; an empty text for None. Reads back exactly without `digits`."""
    return "" if value is None else f"{format_number(value, digits)} %"


def parse_money(text: str) -> float:
    """Read an amount of money: ``$1,234.50``, ``1 234,50 €``, ``12.5k``, ``1.2M``, ``(500)``.

    Raises
    ------
    UserError
        Not an amount.
    """
    body = text.strip()
    for mark in (*_CURRENCY, *_CURRENCY.values()):
        body = body.replace(mark, "")
    body = _BLANKS.sub(" ", body).strip()
    scale = re.fullmatch(r"(.*\d)\s*(k|m|bn)", body, re.IGNORECASE)
    try:
        if scale:
            return parse_number(scale[1], "sum of money") * _SCALE[scale[2].lower()]
        return parse_number(body, "sum of money")
    except UserError as error:
        raise UserError(f"“{text.strip()}” is not a sum of money. Type it like 1250 or $1,250.50.") from error


def format_money(value: float | None, currency: str = "USD") -> str:
    """An amount of money: ``$1,234``, with cents only when there are any; empty for None."""
    if value is None:
        return ""
    cents = round(value * 100) if math.isfinite(value) else 0
    text = f"{abs(cents) / 100:,.2f}" if cents % 100 else f"{abs(cents) // 100:,}"
    sign = "-" if cents < 0 else ""
    return f"{sign}{_SIGN[currency]}{text}" if currency in _SIGN else f"{sign}{text} {currency}"
