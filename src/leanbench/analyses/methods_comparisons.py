"""How do these compare? Tests of measurements: one group, two groups, pairs, several groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer, Samples

QUESTION = "How do these compare?"
MEASURE = "the column of measurements (Measure)"
GROUPS = "the column that names the groups (Groups)"


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
        values = c.numbers(inputs, options, "value", MEASURE)
        labels = c.texts(inputs, options, "group", GROUPS)
        test = function(values, labels, confidence=c.confidence(options), name=inputs.name, unit=inputs.unit)
        groups = by_group(values, labels)
        picture = Samples(inputs.name, inputs.unit, groups.names, groups.samples)
        return Answer(test, picture, (*c.notes_of(inputs), *test.notes))

    return run


def _anova(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.tests.anova import one_way_anova

    result = one_way_anova(
        c.numbers(inputs, options, "value", MEASURE),
        c.texts(inputs, options, "group", GROUPS),
        pairs=options.get("pairs") or "tukey",
        confidence=c.confidence(options),
        name=inputs.name,
        unit=inputs.unit,
    )
    return c.with_notes(result, inputs)


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
        raise UserError("Give both ends of what does not matter (From, To), or one margin (Within ±).")
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
                second - first, 0.0, name=f"{names[1]} minus {names[0]}", **more
            )
        both = np.isfinite(first) & np.isfinite(second)
        return _answer(inputs, test, names, (first[both], second[both]))

    return run


def _one(name: str, option: str, words: str) -> Callable[[Inputs, Options], Any]:
    """A test of one sample against a wanted value."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_means, tests_ranks, tests_spread

        module = next(mod for mod in (tests_means, tests_ranks, tests_spread) if hasattr(mod, name))
        values = c.numbers(inputs, options, "value", MEASURE)
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
TARGET = replace(m.TARGET, label="Compare with", needed=True, help="The value to compare with.")
SECOND_VALUE = Field("second_value", "Second measure", "column", ("number", "duration"), needed=True)
EQUAL = Field("equal_variances", "Equal spreads assumed", "yesno", group="Limits")
DIFFERENCE = Field("difference", "Difference to beat", "number", group="Limits", help="Empty: none.")
PAIRS = Field(
    "pairs",
    "Pairs by",
    "choice",
    ((None, "Tukey, one spread"), ("games-howell", "Games-Howell, own spreads")),
    group="Limits",
)

METHODS: tuple[Method, ...] = (
    Method(
        "one-way-anova",
        "Several groups: means (ANOVA, Tukey)",
        QUESTION,
        "Do the means of several groups differ, and which pairs?",
        (*SEVERAL, PAIRS, m.CONFIDENCE),
        _anova,
    ),
    Method(
        "two-sample-t",
        "Two groups: means (t test)",
        QUESTION,
        "How far apart are the means of two groups, with an interval.",
        (*TWO_GROUPS, m.ALTERNATIVE, DIFFERENCE, EQUAL, m.CONFIDENCE),
        _two("two_sample_t"),
    ),
    Method(
        "mann-whitney",
        "Two groups: skewed values (Mann-Whitney)",
        QUESTION,
        "For times and other skewed values: compares places by ranks.",
        (*TWO_GROUPS, m.ALTERNATIVE, m.CONFIDENCE),
        _two("mann_whitney"),
    ),
    Method(
        "kruskal-wallis",
        "Several groups: skewed values (Kruskal-Wallis)",
        QUESTION,
        "For times and other skewed values of several groups, by ranks.",
        (*SEVERAL, m.CONFIDENCE),
        _several("kruskal_wallis"),
    ),
    Method(
        "moods-median",
        "Several groups: medians (Mood)",
        QUESTION,
        "Do several groups have the same median? Withstands outliers.",
        (*SEVERAL, m.CONFIDENCE),
        _several("moods_median"),
    ),
    Method(
        "paired-t",
        "Pairs: mean difference (paired t)",
        QUESTION,
        "The same cases measured twice: how much did they change?",
        (m.VALUE, SECOND_VALUE, m.WHERE, m.ALTERNATIVE, m.CONFIDENCE),
        _pairs("paired_t"),
    ),
    Method(
        "wilcoxon",
        "Pairs: skewed differences (Wilcoxon)",
        QUESTION,
        "The same cases measured twice, by signed ranks.",
        (m.VALUE, SECOND_VALUE, m.WHERE, m.ALTERNATIVE, m.CONFIDENCE),
        _pairs("wilcoxon"),
    ),
    Method(
        "one-sample-t",
        "One group against a value (t test)",
        QUESTION,
        "Does the mean differ from a wanted value?",
        (m.VALUE, m.WHERE, TARGET, m.ALTERNATIVE, m.CONFIDENCE),
        _one("one_sample_t", "target", "the value to compare with"),
    ),
    Method(
        "one-sample-wilcoxon",
        "One group: skewed values against a value (Wilcoxon)",
        QUESTION,
        "Does the middle differ from a wanted value? By signed ranks, for times and other values.",
        (m.VALUE, m.WHERE, TARGET, m.ALTERNATIVE, m.CONFIDENCE),
        _one("wilcoxon", "target", "the value to compare with"),
    ),
    Method(
        "sign-test",
        "One group: median against a value (sign test)",
        QUESTION,
        "Does the median differ from a wanted value? Needs no shape at all.",
        (m.VALUE, m.WHERE, TARGET, m.ALTERNATIVE, m.CONFIDENCE),
        _one("sign_test", "target", "the value to compare with"),
    ),
    Method(
        "equal-variances",
        "Several groups: spreads (Levene, Bartlett)",
        QUESTION,
        "Do the groups have the same spread?",
        (*SEVERAL, m.CONFIDENCE),
        _several("equal_variances"),
    ),
    Method(
        "f-test",
        "Two groups: spreads (F test)",
        QUESTION,
        "Ratio of two variances, for normal values only.",
        (*TWO_GROUPS, m.ALTERNATIVE, m.CONFIDENCE),
        _two("f_test"),
    ),
    Method(
        "sd-test",
        "One group: spread against a value",
        QUESTION,
        "Does the standard deviation differ from a wanted value?",
        (
            m.VALUE,
            m.WHERE,
            Field("sigma_known", "Wanted deviation", "number", group="Limits", needed=True),
            m.ALTERNATIVE,
            m.CONFIDENCE,
        ),
        _one("sd_test", "sigma_known", "the wanted standard deviation"),
    ),
    Method(
        "equivalence",
        "Two groups: the same for practical purposes?",
        QUESTION,
        "Shows sameness: the difference lies within a margin that does not matter.",
        (
            *TWO_GROUPS,
            Field(
                "margin",
                "Within ±",
                "number",
                group="Limits",
                help="What does not matter, the same both ways.",
            ),
            Field("low", "From", "number", group="Limits", help="Or its two ends: first minus second."),
            Field("high", "To", "number", group="Limits"),
            m.CONFIDENCE,
        ),
        _equivalence,
    ),
)
