"""Money: what people type, what the program writes."""

from __future__ import annotations

import math
import re

from leanbench.errors import UserError
from leanbench.words.language import _, active_language
from leanbench.words.numbers import MINUS, number_text, parse_number, rounded

_SIGN = {"USD": "$", "EUR": "€", "GBP": "£"}
_CODE = {**{sign: code for code, sign in _SIGN.items()}, **{code: code for code in _SIGN}}
_SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9}
_SCALED = re.compile(r"(.*\d)\s*(k|m|bn)", re.IGNORECASE)


def money_text(value: float | None, currency: str = "USD", *, exact: bool = False) -> str:
    """An amount to be read: ``$54,200``, ``−$310``, ``$36.50``; an empty text for None.

    Cents are written when there are any and the amount is below a thousand, or always with `exact`: the text
    of a cell that is edited must read back.
    """
    if value is None:
        return ""
    if not math.isfinite(value):
        return number_text(value)
    value = rounded(value, 2 if exact or abs(value) < 1000.0 else 0)
    decimals = 0 if value == int(value) else 2
    if active_language().locale is not None:
        from babel.numbers import format_currency

        pattern: str = active_language().locale.currency_formats["standard"].pattern
        pattern = pattern if decimals else pattern.replace(".00", "")
        text: str = format_currency(
            value, currency, pattern, locale=active_language().locale, currency_digits=False
        )
        return text.replace("-", MINUS)
    amount = number_text(abs(value), decimals, fixed=True)
    sign = MINUS if value < 0 else ""
    return f"{sign}{_SIGN[currency]}{amount}" if currency in _SIGN else f"{sign}{amount} {currency}"


def parse_money(text: str) -> float:
    """Read an amount of money: ``$1,234.50``, ``1 234,50 €``, ``12.5k``, ``1.2M``, ``(500)``.

    Raises
    ------
    UserError
        Not an amount.
    """
    body = text.strip()
    for mark in _CODE:
        body = body.replace(mark, "")
    body = body.strip()
    scale = _SCALED.fullmatch(body)
    try:
        if scale:
            return parse_number(scale[1], "sum of money") * _SCALE[scale[2].lower()]
        return parse_number(body, "sum of money")
    except UserError as error:
        raise UserError(
            _("“{text}” is not a sum of money. Type it like 1250 or $1,250.50.").format(text=text.strip())
        ) from error


def currency_of(text: str) -> str:
    """The currency an amount was written with (``USD``, ``EUR``, ``GBP``), or ""."""
    return next((code for mark, code in _CODE.items() if mark in text), "")
