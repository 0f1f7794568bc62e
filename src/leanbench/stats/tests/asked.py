"""What a test was asked and what it answers, in words that say no more and no less than its p-values.

One direction everywhere: of an ordered pair the second is compared with the first. The effect is second less first (or
second over first), the statistic has its sign, "greater" asks whether the second is the larger one.
"""

from __future__ import annotations

from leanbench.stats.base.result_words import p_text
from leanbench.stats.base.tails import Alternative
from leanbench.stats.tests.testing import verdict
from leanbench.words.language import _


def pair_question(alternative: Alternative, what: str, names: tuple[str, str]) -> str:
    """The question about two groups: ``Is the mean of after higher than that of before?``; `what` is "mean" or so."""
    texts = {
        "two-sided": _("Does the {what} of {second} differ from that of {first}?"),
        "greater": _("Is the {what} of {second} higher than that of {first}?"),
        "less": _("Is the {what} of {second} lower than that of {first}?"),
    }
    return texts[alternative].format(what=what, first=names[0], second=names[1])


def value_question(alternative: Alternative, what: str, name: str, value: str) -> str:
    """The question about one group and a value: ``Is the mean of days above 9?``."""
    texts = {
        "two-sided": _("Does the {what} of {name} differ from {value}?"),
        "greater": _("Is the {what} of {name} above {value}?"),
        "less": _("Is the {what} of {name} below {value}?"),
    }
    return texts[alternative].format(what=what, name=name, value=value)


def answer_text(p: float, both_ways: float, confidence: float, alternative: Alternative, what: str) -> str:
    """What p says about the question; a question asked one way never hides what both ways say.

    p : of the question as it was asked. both_ways : the two-sided p of the same data. what : "a difference this large".
    """
    if alternative == "two-sided":
        return verdict(p, confidence, what)
    alpha = 1.0 - confidence - 1e-15
    one, two = p_text(p), p_text(both_ways)
    if p < alpha:
        return _(
            "Shown: chance alone would rarely give {what} that way ({one} asked one way, {two} both ways)."
        ).format(what=what, one=one, two=two)
    if both_ways < alpha:
        return _(
            "Not shown: the data point the other way, by more than chance explains ({one}; {two} both ways)."
        ).format(one=one, two=two)
    if p > 0.5:
        return _("Not shown: the data point the other way, if anywhere ({one}; {two} both ways).").format(
            one=one, two=two
        )
    return _(
        "Not shown ({one} asked one way, {two} both ways); that does not prove that it is not so."
    ).format(one=one, two=two)
