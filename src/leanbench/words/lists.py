"""Lists in a sentence, and things with their number."""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.words.language import N_, _, active_language, ngettext
from leanbench.words.numbers import number_text, rounded


def list_text(items: Sequence[str], most: int | None = None) -> str:
    """``a``, ``a and b``, ``a, b, and c``; with `most`, a long list ends with how many more there are."""
    names = list(items)
    if most is not None and len(names) > most:
        more = len(names) - most
        names = [
            *names[:most],
            ngettext("{count} more", "{count} more", more).format(count=number_text(more)),
        ]
    if len(names) < 2:
        return "".join(names)
    locale = active_language().locale
    if locale is not None:
        from babel.lists import format_list

        joined: str = format_list(names, locale=locale)
        return joined
    if len(names) == 2:
        return f"{names[0]} and {names[1]}"
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def count_text(count: float, one: str, many: str, *, spelled: bool = False, decimals: int = 2) -> str:
    """``1 step``, ``1,204 steps``, ``1.5 people``; with `spelled`, small numbers as words: ``three people``.

    `one` and `many` are the two English forms; they are found in the catalog like the texts of `ngettext`.
    """
    count = rounded(count, decimals)
    number = number_text(count, decimals)
    if spelled and 0 <= count < len(_SPELLED) and count == int(count):
        number = _(_SPELLED[int(count)])
    return f"{number} {ngettext(one, many, count)}"


_SPELLED = (
    N_("no"), N_("one"), N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"), N_("eight"),
    N_("nine"), N_("ten"), N_("eleven"), N_("twelve"),
)  # fmt: skip


def capital_text(text: str) -> str:
    """The first word with a capital; a symbol (λ, p, x_i, ppm) stays what it is.

    >>> capital_text("no fee"), capital_text("λ with"), capital_text("p: Fisher")
    ('No fee', 'λ with', 'p: Fisher')
    """
    word = text.split(" ", 1)[0].rstrip(".,:;")
    ordinary = len(word) > 1 and word[0].islower() and word[0].isascii() and "_" not in word
    return text[:1].upper() + text[1:] if ordinary and word not in _SYMBOLS else text


_SYMBOLS = frozenset({"ppm", "df", "sd", "np", "p-value"})
