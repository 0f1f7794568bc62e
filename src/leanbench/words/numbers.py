"""Numbers and shares: what people type, what the program writes.

Reading. `1,234` means two things, so there is one rule: a comma (or dot, blank, apostrophe) that stands
before groups of exactly three digits separates thousands; any other comma is a decimal comma. A single
dot is a decimal point where the language has one. `0,125` is a decimal, since no one writes a leading
zero before thousands.

Writing. Halves are rounded away from zero, as people do it, and a value that is a hair off the half by
binary arithmetic counts as the half: 0.125 with two decimals is always 0.13. The minus sign is U+2212.
"""

from __future__ import annotations

import math
import re

from leanbench.errors import UserError
from leanbench.words.language import _, active_language

MINUS = "\N{MINUS SIGN}"
MISSING = "–"  # stands where there is no value: never a zero

# --- writing ------------------------------------------------------------------------------------

_SCALES = tuple(10.0**places for places in range(16))
_HALF = 0.5 + 1e-9  # a hair less than half of the last place counts as the half


def rounded(value: float, decimals: int) -> float:
    """`value` with so many decimals, halves away from zero: 0.125 is 0.13, 8.25 is 8.3, -2.5 is -3."""
    scale = _SCALES[decimals]
    scaled = abs(value) * scale
    if not scaled < 1e15:  # whole in binary already, or no number
        return value
    return math.copysign(math.floor(scaled + _HALF) / scale, value)


def reading_decimals(value: float) -> int:
    """Decimals for a figure to be read: two below ten, one below a thousand, none above."""
    size = abs(value)
    return 2 if size < 9.995 else 1 if size < 999.95 else 0


def number_text(value: float | None, decimals: int | None = None, *, fixed: bool = False) -> str:
    """A number to be read: ``1,234.5``, ``−3``; an empty text for None.

    Parameters
    ----------
    value : float or None
    decimals : int, optional
        At most so many decimals, needless zeros dropped (kept with `fixed`). Without it the number reads
        back exactly: ``parse_number(number_text(x)) == x``.
    """
    if value is None:
        return ""
    if decimals is not None and -1e12 < value < 1e12 and active_language().locale is None:  # most calls
        scale = _SCALES[decimals]
        units = math.floor(abs(value) * scale + _HALF)
        if not decimals:
            text = f"{units:,}"
        else:
            text = f"{units / scale:,.{decimals}f}"
            if not fixed and text[-1] == "0":
                text = text.rstrip("0").rstrip(".")
        return MINUS + text if value < 0 and units else text
    if not math.isfinite(value):
        return _("not a number") if math.isnan(value) else _("infinite") if value > 0 else _("minus infinite")
    if active_language().locale is not None:
        return _number_abroad(value, decimals, fixed)
    return _grouped_exactly(value if decimals is None else rounded(value, decimals))


def signed_text(value: float | None, decimals: int | None = None, *, fixed: bool = False) -> str:
    """A change with its sign: ``+44.4``, ``−81.4``, ``0``."""
    text = number_text(value, decimals, fixed=fixed)
    return f"+{text}" if value is not None and value > 0 and text.strip("0.,") else text


def significant(value: float, digits: int = 3) -> float:
    """A value in so many significant digits, halves to even: what is typed on, not shown."""
    return float(f"{value:.{digits}g}")


def significant_text(value: float | None, digits: int = 4) -> str:
    """A statistic in so many significant digits: ``0.03125``, ``12.35``, ``1,204``; powers of ten far out.

    “not defined” when there is no value.
    """
    if value is None or not math.isfinite(value):
        return _("not defined")
    if value == 0:
        return number_text(0.0)
    size = math.floor(math.log10(abs(value)))
    if size >= 15 or size < -5:
        return power_text(value, digits)
    return number_text(value, max(0, digits - 1 - size))


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_text(value: float, digits: int = 4) -> str:
    """A very large or small number: ``1.5 × 10⁻⁷``."""
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return f"{number_text(float(mantissa), digits - 1)} × 10{str(int(power)).translate(_RAISED)}"


def percent_text(percent: float | None, decimals: int | None = None) -> str:
    """A percentage, 0 to 100: ``81%``, ``1.26%``; an empty text for None. Decimals as for a figure to be read."""
    if percent is None:
        return ""
    if decimals is None:
        decimals = reading_decimals(percent)
    text = number_text(percent, decimals)
    locale = active_language().locale
    if locale is None:
        return text + "%"
    pattern: str = locale.percent_formats[None].pattern
    return text + pattern[pattern.rindex("0") + 1 :]


def share_text(share: float | None, decimals: int | None = None) -> str:
    """A share, 0 to 1, in percent: ``81%``."""
    return "" if share is None else percent_text(100.0 * share, decimals)


def plain_number(value: float) -> str:
    """For files: the shortest text that reads back as exactly `value`, never in powers of ten: 0.0000001."""
    if value == int(value) if math.isfinite(value) else False:
        return str(int(value))
    text = repr(float(value))
    if "e" not in text:
        return text
    from decimal import Decimal  # seldom needed, and not free to load

    return format(Decimal(text), "f")


def _grouped_exactly(value: float) -> str:
    whole, dot, rest = plain_number(value).partition(".")
    digits = whole.lstrip("-")
    grouped = f"{int(digits):,}{dot}{rest}"
    return MINUS + grouped if whole[:1] == "-" and (int(digits) or rest) else grouped


def _number_abroad(value: float, decimals: int | None, fixed: bool) -> str:
    from decimal import Decimal

    from babel.numbers import format_decimal

    plain = plain_number(value if decimals is None else rounded(value, decimals))
    places = len(plain.partition(".")[2]) if decimals is None else decimals
    pattern = f"#,##0.{('0' if fixed else '#') * places}" if places else "#,##0"
    text: str = format_decimal(Decimal(plain) + 0, pattern, locale=active_language().locale)
    return text.replace("-", MINUS)


# --- reading ------------------------------------------------------------------------------------

LONGEST = 400  # characters of a number; what is longer is none, and patterns would take long to say so
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)  # spreadsheets write 1.5E-03
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "’": "'"})
_GROUPED = {
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d+)?(?:\.\d*)?"),
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d+)?(?:,\d*)?"),
}
_STRIP = {".": str.maketrans("", "", ", '"), ",": str.maketrans(",", ".", ". '")}


def read_number(text: str, decimal: str = ".") -> float | None:
    """The number in a cell of a column whose decimal sign is known, or None.

    Reads thousands separators in groups of three, a currency sign, a percent sign (the number before
    it: ``45 %`` is 45) and accountants' negatives in brackets: ``(1,234.50)`` is -1234.5.
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if decimal == "." and PLAIN.fullmatch(text):
        return float(text)
    text = text.translate(_SPACES)
    negative = len(text) > 2 and text[0] == "(" and text[-1] == ")"
    if negative:
        text = text[1:-1].strip()
    if text[:1] == "-" and text[1:2] in _SIGNS:
        text = text[1:2] + "-" + text[2:]
    match = _DECORATED.fullmatch(text)
    value = _digits(match["body"].strip() if match else text, decimal)
    return -value if negative and value is not None else value


def _digits(body: str, decimal: str) -> float | None:
    """Digits with sign, thousands separators of one kind, one decimal sign, or a power of ten."""
    if not body.isascii():
        return None
    if _GROUPED[decimal].fullmatch(body) and any(c.isdigit() for c in body):
        return float(body.translate(_STRIP[decimal]))
    plain = body.replace(",", ".") if decimal == "," and "." not in body else body if decimal == "." else ""
    return float(plain) if PLAIN.fullmatch(plain) else None


_SIGNS = "$€£"
_DECORATED = re.compile(r"(?:[$€£]|USD|EUR|GBP)?\s*(?P<body>[+-]?[\d.,' ]*\d\.?)\s*(?:%|[$€£]|USD|EUR|GBP)?")


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
    typed = text.strip()
    body = typed.translate(_SPACES)
    negative = body.startswith("(") and body.endswith(")")
    if negative:
        body = body[1:-1].strip()
    if body[:1] in ("-", "+"):
        negative, body = negative != (body[0] == "-"), body[1:].lstrip()
    value = None if body[:1] in ("-", "+") else _digits(body, _decimal_sign(body))
    if value is None:
        raise UserError(
            _("“{text}” is not a {what}. Type it like 1234.5 or 1,234.5.").format(text=typed, what=what)
        )
    if not math.isfinite(value):
        raise UserError(_("“{text}” is too large for a {what}.").format(text=typed, what=what))
    return -value if negative else value


_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")


def _decimal_sign(body: str) -> str:
    """Which sign ends the whole part: the last of two kinds; a mark before groups of three separates thousands."""
    commas, dots = body.count(","), body.count(".")
    if commas and dots:
        return "," if body.rfind(",") > body.rfind(".") else "."
    groups = _THOUSANDS.fullmatch(body)
    if commas:
        if groups and (commas > 1 or active_language().decimal != ","):
            return "."
        return ","
    return "," if groups and (dots > 1 or active_language().decimal == ",") else "."


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
        raise UserError(
            _("“{text}” is not a percentage. Type it like 85 or 85%.").format(text=text.strip())
        ) from error


def has_percent_sign(text: str) -> bool:
    """Whether a number was written with a percent sign."""
    return text.rstrip().endswith("%")
