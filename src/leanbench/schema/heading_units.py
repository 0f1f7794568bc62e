"""Units in the headings of tables: ``Days (bd)`` is a column in business days, ``Cost (net)`` has no unit."""

from __future__ import annotations

import re

_BRACKET = re.compile(r"[(\[]\s*([^()\[\]]{1,20}?)\s*[)\]]\s*$")
_WORDS = """
    bd wd cd business working calendar d day days w wk wks week weeks mo month months quarter quarters
    yr yrs year years h hr hrs hour hours m min mins minute minutes s sec secs second seconds ms
    % pct percent points pp ppm dpmo $ usd eur gbp cad aud chf dollars euros cents k$ $k m$ $m € £ ¥
    n count counts number cases case item items unit units pcs pieces pages page files forms
    applications requests claims calls permits people persons staff fte ftes steps errors defects visits
    mm cm km ft mi mile miles g kg t lb lbs oz l ml °c °f kwh
"""
KNOWN_UNITS = frozenset(_WORDS.split())


def heading_unit(heading: str) -> str:
    """The unit in brackets at the end of a heading, "" where the brackets hold anything else."""
    found = _BRACKET.search(heading)
    return found[1] if found and _is_unit(found[1]) else ""


def column_unit(heading: str, unit: str) -> str:
    """The unit of a stored column. Files from before 0.2 took any word in brackets for one: those are none."""
    found = _BRACKET.search(heading)
    return "" if found and found[1] == unit and not _is_unit(unit) else unit


def _is_unit(text: str) -> bool:
    """Every word of it is a unit: ``bd``, ``business days``, ``$ per case``, ``pages/h``."""
    words = [word for word in re.split(r"[\s/.]+|\bper\b", text.lower()) if word]
    return bool(words) and all(word in KNOWN_UNITS for word in words)
