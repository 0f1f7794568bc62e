"""The known name nearest to one that is not known, for a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from leanbench.words.language import _


def nearest_text(name: str, known: Iterable[str]) -> str:
    """`` Did you mean "sigma"?`` with a blank before it; "" when none is near."""
    names = {one.casefold(): one for one in known}
    near = get_close_matches(str(name).casefold(), names, 1, 0.5)
    return " " + _('Did you mean "{name}"?').format(name=names[near[0]]) if near else ""
