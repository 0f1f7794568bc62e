"""How do these compare? Tests of measurements: one group, two groups, pairs, several groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer, Samples
from leanbench.words.language import N_, _


def _answer(
    inputs: Inputs, test: Any, names: Any, samples: Any, *, marks: Any = (), null: float = 0.0
) -> Answer:
    """A test with its samples beside it."""
    clean = tuple(np.asarray(values)[np.isfinite(values)] for values in samples)
    picture = Samples(inputs.name, inputs.unit, tuple(names), clean, test.effect, null, tuple(marks))
    return Answer(test, picture, (*c.notes_of(inputs), *test.notes))


def _several(name: str) -> Callable[[Inputs, Options], Any]:
    """A test of several groups from `stats`."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_ranks, tests_spread
        from leanbench.stats.tests.testing import by_group

        function = getattr(tests_ranks, name, None) or getattr(tests_spread, name)
        values = c.MEASURE(inputs, options)
        labels = c.GROUPS(inputs, options)
        test = function(values, labels, confidence=c.confidence(options), name=inputs.name, unit=inputs.unit)
        groups = by_group(values, labels)
        picture = Samples(inputs.name, inputs.unit, groups.names, groups.samples)
        return Answer(test, picture, (*c.notes_of(inputs), *test.notes))

    return run


def _two(name: str) -> Callable[[Inputs, Options], Any]:
    """A test of two groups from `stats`."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_means, tests_ranks, tests_spread

        names, samples = c.two_groups(inputs, options)
        module = next(mod for mod in (tests_means, tests_ranks, tests_spread) if hasattr(mod, name))
        own = c.some_options(options, "alternative", "difference")
        if options.get("equal_variances"):
            own["equal_variances"] = True
        if name != "f_test":
            own["unit"] = inputs.unit
        test = getattr(module, name)(*samples, names=names, confidence=c.confidence(options), **own)
        null = 1.0 if name == "f_test" else float(options.get("difference") or 0.0)
        made = _answer(inputs, test, names, samples, null=null)
        return replace(made, notes=(*c.other_groups_text(inputs, options, names), *made.notes))

    return run


def _equivalence(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.tests.tests_means import equivalence

    names, samples = c.two_groups(inputs, options)
    own = c.some_options(options, "low", "high")
    if len(own) == 1:
        raise UserError(_("Give both ends of what does not matter (From, To), or one margin (Within ±)."))
    if own:
        low, high = float(own["low"]), float(own["high"])
    else:
        high = abs(c.number_of(options, "margin", "how much difference would not matter (Within ±)"))
        low = -high
    test = equivalence(*samples, low, high, names=names, confidence=c.confidence(options), unit=inputs.unit)
    made = _answer(inputs, test, names, samples)
    return replace(made, notes=(*c.other_groups_text(inputs, options, names), *made.notes))


def _pairs(name: str) -> Callable[[Inputs, Options], Any]:
    """A test of pairs: the same cases measured twice."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_means, tests_ranks

        first = c.numbers(inputs, options, "value", "the first column of measurements (Measure)")
        second = c.numbers(
            inputs, options, "second_value", "the second column of measurements (Second measure)"
        )
        names = (c.title(str(options["value"])), c.title(str(options["second_value"])))
        more = {
            "confidence": c.confidence(options),
            "unit": inputs.unit,
            **c.some_options(options, "alternative"),
        }
        if name == "paired_t":
            test = tests_means.paired_t(first, second, names=names, **more)
        else:
            test = getattr(tests_ranks, name)(
                second - first,
                0.0,
                name=_("{second} minus {first}").format(second=names[1], first=names[0]),
                **more,
            )
        both = np.isfinite(first) & np.isfinite(second)
        return _answer(inputs, test, names, (first[both], second[both]))

    return run


def _one(name: str, option: str, words: str) -> Callable[[Inputs, Options], Any]:
    """A test of one sample against a wanted value."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_means, tests_ranks, tests_spread

        module = next(mod for mod in (tests_means, tests_ranks, tests_spread) if hasattr(mod, name))
        values = c.MEASURE(inputs, options)
        wanted = c.number_of(options, option, words)
        more = c.some_options(options, "alternative")
        test = getattr(module, name)(
            values, wanted, confidence=c.confidence(options), name=inputs.name, unit=inputs.unit, **more
        )
        marks = (("Target", wanted),) if option == "target" else ()
        return _answer(inputs, test, (inputs.name,), (values,), marks=marks, null=wanted)

    return run


TWO_GROUPS = (m.VALUE, m.GROUP, m.FIRST, m.SECOND, m.WHERE)
SEVERAL = (m.VALUE, m.GROUP, m.WHERE)
TARGET = replace(m.TARGET, label=N_("Compare with"), needed=True, help=N_("The value to compare with."))
SECOND_VALUE = m.column_field("second_value", "Second measure", m.MEASURES, needed=True)
EQUAL = m.yesno_field("equal_variances", "Equal spreads assumed")
DIFFERENCE = m.number_field("difference", "Difference to beat", "Of the second less the first. Empty: none.")
PAIRS = m.choice_field(
    "pairs", "Pairs by", ((None, "Tukey, one spread"), ("games-howell", "Games-Howell, own spreads"))
)

_method = partial(m.method, m.COMPARE)
METHODS: tuple[Method, ...] = (
    _method(
        "one-way-anova",
        "Several groups: means (ANOVA, Tukey)",
        "Do the means of several groups differ, and which pairs?",
        (*SEVERAL, PAIRS, m.CONFIDENCE),
        c.call("tests.anova:one_way_anova", c.MEASURE, c.GROUPS, keep=("pairs",)),
    ),
    _method(
        "two-sample-t",
        "Two groups: means (t test)",
        "How far apart are the means of two groups, with an interval.",
        (*TWO_GROUPS, m.PAIR_ALTERNATIVE, DIFFERENCE, EQUAL, m.CONFIDENCE),
        _two("two_sample_t"),
    ),
    _method(
        "mann-whitney",
        "Two groups: skewed values (Mann-Whitney)",
        "For times and other skewed values: compares places by ranks.",
        (*TWO_GROUPS, m.PAIR_ALTERNATIVE, m.CONFIDENCE),
        _two("mann_whitney"),
    ),
    _method(
        "kruskal-wallis",
        "Several groups: skewed values (Kruskal-Wallis)",
        "For times and other skewed values of several groups, by ranks.",
        (*SEVERAL, m.CONFIDENCE),
        _several("kruskal_wallis"),
    ),
    _method(
        "moods-median",
        "Several groups: medians (Mood)",
        "Do several groups have the same median? Withstands outliers.",
        (*SEVERAL, m.CONFIDENCE),
        _several("moods_median"),
    ),
    _method(
        "paired-t",
        "Pairs: mean difference (paired t)",
        "The same cases measured twice: how much did they change?",
        (m.VALUE, SECOND_VALUE, m.WHERE, m.PAIR_ALTERNATIVE, m.CONFIDENCE),
        _pairs("paired_t"),
    ),
    _method(
        "wilcoxon",
        "Pairs: skewed differences (Wilcoxon)",
        "The same cases measured twice, by signed ranks.",
        (m.VALUE, SECOND_VALUE, m.WHERE, m.PAIR_ALTERNATIVE, m.CONFIDENCE),
        _pairs("wilcoxon"),
    ),
    _method(
        "one-sample-t",
        "One group against a value (t test)",
        "Does the mean differ from a wanted value?",
        (m.VALUE, m.WHERE, TARGET, m.ALTERNATIVE, m.CONFIDENCE),
        _one("one_sample_t", "target", "the value to compare with"),
    ),
    _method(
        "one-sample-wilcoxon",
        "One group: skewed values against a value (Wilcoxon)",
        "Does the middle differ from a wanted value? By signed ranks, for times and other values.",
        (m.VALUE, m.WHERE, TARGET, m.ALTERNATIVE, m.CONFIDENCE),
        _one("wilcoxon", "target", "the value to compare with"),
    ),
    _method(
        "sign-test",
        "One group: median against a value (sign test)",
        "Does the median differ from a wanted value? Needs no shape at all.",
        (m.VALUE, m.WHERE, TARGET, m.ALTERNATIVE, m.CONFIDENCE),
        _one("sign_test", "target", "the value to compare with"),
    ),
    _method(
        "equal-variances",
        "Several groups: spreads (Levene, Bartlett)",
        "Do the groups have the same spread?",
        (*SEVERAL, m.CONFIDENCE),
        _several("equal_variances"),
    ),
    _method(
        "f-test",
        "Two groups: spreads (F test)",
        "Ratio of two spreads, second to first, for normal values only.",
        (*TWO_GROUPS, m.PAIR_ALTERNATIVE, m.CONFIDENCE),
        _two("f_test"),
    ),
    _method(
        "sd-test",
        "One group: spread against a value",
        "Does the standard deviation differ from a wanted value?",
        (
            m.VALUE,
            m.WHERE,
            m.number_field("sigma_known", "Wanted deviation", needed=True),
            m.ALTERNATIVE,
            m.CONFIDENCE,
        ),
        _one("sd_test", "sigma_known", "the wanted standard deviation"),
    ),
    _method(
        "equivalence",
        "Two groups: the same for practical purposes?",
        "Shows sameness: the difference lies within a margin that does not matter.",
        (
            *TWO_GROUPS,
            m.number_field("margin", "Within ±", "What does not matter, the same both ways."),
            m.number_field("low", "From", "Or its two ends: second less first."),
            m.number_field("high", "To"),
            m.CONFIDENCE,
        ),
        _equivalence,
    ),
)
