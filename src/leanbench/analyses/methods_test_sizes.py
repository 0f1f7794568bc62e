"""How much data do we need? One plan for each further test: targets, pairs, ranks, tables, spreads, relations."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import methods_sizes as s
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer
from leanbench.stats.base.samples import whole
from leanbench.words.language import N_, _
from leanbench.words.lists import capital_text
from leanbench.words.numbers import significant_text

CHANCE = N_("the share of pairs where a case of one group lies above one of the other, in percent")
MOST_POINTS = 1_200


def _share(options: Options, name: str, words: str) -> float:
    """A share of the form, in percent, as 0 to 1. Raises UserError for one that is none."""
    percent = c.number_of(options, name, words)
    if not 0 < percent < 100:
        raise UserError(
            _("{what} lies between 0 and 100, not {percent}.").format(
                what=capital_text(_(words)), percent=significant_text(percent, 6)
            )
        )
    return percent / 100.0


def _sawtooth_answer(result: Any, power: Any, options: Options) -> Answer:
    """The plan with the saw-tooth of its power: every number of cases where they can be seen apart."""
    result, have = s.with_those_there(result, lambda n: float(power(n)[0]), options, 1)
    most = s.last_shown_n(max(2 * result.n, 10), have)
    n = np.unique(np.linspace(1, most, min(most, MOST_POINTS)).round())
    return s.with_picture(result, have, n, power(n))


def _one_share(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power_counts import one_proportion_size, power_of_share

    target = _share(options, "share1", _("the target share, in percent"))
    share = _share(options, "share2", _("the share to be seen, in percent"))
    result = one_proportion_size(share, target, **s.plan_of(options))
    return _sawtooth_answer(
        result, lambda n: power_of_share(n, share, target, result.alpha, result.sided), options
    )


def _one_rate(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power_counts import one_rate_size, power_of_rate

    target = c.number_of(options, "rate1", "the target rate")
    rate = c.number_of(options, "rate2", "the rate to be seen")
    result = one_rate_size(rate, target, **s.plan_of(options))
    return _sawtooth_answer(
        result, lambda n: power_of_rate(n, rate, target, result.alpha, result.sided), options
    )


def _chi_square(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power_counts import (
        chi_square_size,
        chi_square_table_size,
        power_of_chi_square,
    )

    if options.get("expected_table"):
        result = chi_square_table_size(
            _table(str(options["expected_table"])), **s.plan_of(options, sides=False)
        )
    else:
        w = c.number_of(options, "w", "an expected table, or Cohen's w: 0.1 small, 0.3 medium, 0.5 large")
        rows = whole(
            c.number_of(options, "rows_of_table", "how many rows the table has"), _("The number of rows")
        )
        across = whole(
            c.number_of(options, "columns_of_table", "how many columns the table has"),
            _("The number of columns"),
        )
        if min(rows, across) < 2:
            raise UserError(_("A table has at least two rows and two columns."))
        result = chi_square_size(w, (rows - 1) * (across - 1), **s.plan_of(options, sides=False))
    w, df = result.figure("Cohen's w"), result.figure("Degrees of freedom")
    return s.with_curve(result, lambda n: power_of_chi_square(n, w, df, result.alpha), options)


def _table(text: str) -> list[list[float]]:
    """The cells of "30, 20; 10, 40": rows apart by semicolons or lines, cells by commas or spaces."""
    rows = [row for row in text.replace("\n", ";").split(";") if row.strip()]
    try:
        return [
            [float(cell.strip().rstrip("%")) for cell in row.replace(",", " ").split() if cell.strip(" %")]
            for row in rows
        ]
    except ValueError:
        raise UserError(
            _("The expected table is written as numbers, rows apart by semicolons: 30, 20; 10, 40.")
        ) from None


def _paired(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power import power_of_t
    from leanbench.stats.sample_size.power_samples import paired_t_size

    delta = c.number_of(options, "delta", s.DELTA)
    sd = c.number_of(options, "sd", "the standard deviation of the differences")
    result = paired_t_size(delta, sd, correlation=options.get("r_of_pairs"), **s.plan_of(options))
    d = result.figure("Difference in standard deviations")
    return s.with_curve(result, lambda n: power_of_t(n, d, result.alpha, result.sided), options)


def _mann_whitney(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size import power_ranks as ranks

    if options.get("chance") is not None:
        chance = _share(options, "chance", CHANCE)
        result = ranks.mann_whitney_size(chance, **s.plan_of(options))
        return s.with_curve(
            result, lambda n: ranks.power_of_mann_whitney(n, chance, result.alpha, result.sided), options
        )
    delta, sd = (
        c.number_of(options, "delta", f"{CHANCE}; or {s.DELTA}"),
        c.number_of(options, "sd", s.DEVIATION),
    )
    result = ranks.mann_whitney_shift_size(delta, sd, **s.plan_of(options))
    d = abs(delta) / sd
    return s.with_curve(
        result, lambda n: ranks.power_of_mann_whitney_shift(n, d, result.alpha, result.sided), options
    )


def _wilcoxon(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power_ranks import power_of_wilcoxon, wilcoxon_size

    delta, sd = c.number_of(options, "delta", s.DELTA), c.number_of(options, "sd", s.DEVIATION)
    result = wilcoxon_size(delta, sd, **s.plan_of(options))
    return s.with_curve(
        result, lambda n: power_of_wilcoxon(n, abs(delta) / sd, result.alpha, result.sided), options
    )


def _sign(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power_counts import power_of_share
    from leanbench.stats.sample_size.power_ranks import sign_test_shift_size, sign_test_size

    if options.get("share_above") is not None:
        share = _share(options, "share_above", _("the share above the target, in percent"))
        result = sign_test_size(share, **s.plan_of(options))
    else:
        delta = c.number_of(options, "delta", f"the share above the target, in percent; or {s.DELTA}")
        sd = c.number_of(options, "sd", s.DEVIATION)
        result = sign_test_shift_size(delta, sd, **s.plan_of(options))
    share = result.figure("Share above")
    return _sawtooth_answer(
        result, lambda n: power_of_share(n, share, 0.5, result.alpha, result.sided), options
    )


def _regression(_inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.sample_size.power_relations import power_of_regression, regression_size

    r2 = _share(options, "r2", _("the share of the variance that is explained, in percent"))
    predictors = whole(
        c.number_of(options, "predictors", "how many predictors the regression has"),
        _("The number of predictors"),
    )
    more: dict[str, Any] = {}
    if options.get("predictors_tested") is not None:
        more["tested"] = options["predictors_tested"]
    if options.get("r2_without"):
        more["without"] = _share(
            options, "r2_without", _("the share explained without the tested ones, in percent")
        )
    result = regression_size(r2, predictors, **more, **s.plan_of(options, sides=False))
    tested, count = result.figure("Predictors tested"), result.figure("Predictors")
    return s.with_curve(
        result,
        lambda n: power_of_regression(n, r2, count, result.alpha, more.get("without", 0.0), tested),
        options,
    )


RATIO = m.plan_field("ratio", "Ratio to be seen", "0.5 means half as large.")
SEVERAL = (s.need("groups", "how many groups", partial(whole, what="The number of groups")), *s.SHIFT)
SHIFT = (s.DIFFERENCE, s.SD)
OPTIONAL_SHIFT = (
    m.plan_field("delta", "or: difference to be seen", "With values near normal.", needed=False),
    m.plan_field(
        "sd",
        "and standard deviation",
        "From earlier data, or a sixth of the range people name.",
        needed=False,
    ),
)

_method = partial(m.method, m.NEED, needs_data=False)
METHODS: tuple[Method, ...] = (
    _method(
        "size-one-share",
        "To see a share differ from a target",
        "How many cases for the exact binomial test of one share.",
        (m.plan_field("share1", "Target share, %"), m.plan_field("share2", "Share to be seen, %"), *s.PLAN),
        _one_share,
    ),
    _method(
        "size-one-rate",
        "To see a rate differ from a target",
        "How many units for the exact Poisson test of one rate.",
        (m.plan_field("rate1", "Target rate"), m.plan_field("rate2", "Rate to be seen"), *s.PLAN),
        _one_rate,
    ),
    _method(
        "size-paired-t",
        "To see pairs differ (paired t)",
        "How many pairs: the same cases before and after, or measured twice.",
        (
            s.DIFFERENCE,
            m.plan_field("sd", "Standard deviation", "Of the differences; of one measurement if r is given."),
            m.plan_field("r_of_pairs", "Correlation of the pairs", "Empty: not needed.", needed=False),
            *s.PLAN,
        ),
        _paired,
    ),
    _method(
        "size-welch",
        "To see two means differ (Welch)",
        "How many cases in each of two groups whose spreads differ.",
        (
            s.DIFFERENCE,
            s.SD,
            m.plan_field("sd2", "Other standard deviation", "Of the second group."),
            *s.PLAN,
        ),
        s.plan(
            "power_samples",
            "welch_size",
            "power_of_welch",
            *s.SHIFT,
            s.need("sd2", "the other standard deviation"),
        ),
    ),
    _method(
        "size-mann-whitney",
        "To see ranks differ (Mann-Whitney)",
        "How many cases in each of two groups, whatever the distribution, or from a shift.",
        (
            m.plan_field("chance", "Pairs where A is above B, %", "50 is no difference.", needed=False),
            *OPTIONAL_SHIFT,
            *s.PLAN,
        ),
        _mann_whitney,
    ),
    _method(
        "size-wilcoxon",
        "To see a median shift (Wilcoxon)",
        "How many cases or pairs for the signed-rank test, with values near normal.",
        (*SHIFT, *s.PLAN),
        _wilcoxon,
    ),
    _method(
        "size-sign-test",
        "To see a median shift (sign test)",
        "How many cases or pairs for the exact sign test.",
        (
            m.plan_field("share_above", "Share above the target, %", "50 is no difference.", needed=False),
            *OPTIONAL_SHIFT,
            *s.PLAN,
        ),
        _sign,
    ),
    _method(
        "size-kruskal-wallis",
        "To see ranks differ (Kruskal-Wallis)",
        "How many cases in each of several groups, with values near normal.",
        (m.plan_field("groups", "Groups"), *SHIFT, *s.PLAN_WITHOUT_SIDES),
        s.plan("power_ranks", "kruskal_wallis_size", "power_of_kruskal_wallis", *SEVERAL, sides=False),
    ),
    _method(
        "size-moods-median",
        "To see medians differ (Mood)",
        "How many cases in each of two or more groups for Mood's median test.",
        (m.plan_field("groups", "Groups"), *SHIFT, *s.PLAN_WITHOUT_SIDES),
        s.plan("power_ranks", "moods_median_size", "power_of_moods_median", *SEVERAL, sides=False),
    ),
    _method(
        "size-chi-square",
        "To see an association (chi-square)",
        "How many cases in all, from an expected table or Cohen's w.",
        (
            Field(
                "expected_table",
                "Expected table",
                "text",
                group="Plan",
                help="Shares or counts: 30, 20; 10, 40",
            ),
            m.plan_field("w", "or: Cohen's w", "0.1 small, 0.3 medium, 0.5 large.", needed=False),
            m.plan_field("rows_of_table", "Rows of the table", "With w.", 2.0, needed=False),
            m.plan_field("columns_of_table", "Columns of the table", "With w.", 2.0, needed=False),
            *s.PLAN_WITHOUT_SIDES,
        ),
        _chi_square,
    ),
    _method(
        "size-two-sds",
        "To see two spreads differ (F test)",
        "How many cases in each of two groups to see their standard deviations differ.",
        (RATIO, *s.PLAN),
        s.plan("power_samples", "two_sds_size", "power_of_f", s.RATIO),
    ),
    _method(
        "size-correlation",
        "To see a correlation",
        "How many pairs of values to see two measures go together.",
        (m.plan_field("r", "Correlation to be seen", "0.1 small, 0.3 medium, 0.5 large."), *s.PLAN),
        s.plan(
            "power_relations",
            "correlation_size",
            "power_of_correlation",
            s.need("r", "the correlation to be seen: 0.1 small, 0.3 medium, 0.5 large"),
        ),
    ),
    _method(
        "size-regression",
        "To see a regression explain (F test)",
        "How many cases for a linear regression with one or more predictors.",
        (
            m.plan_field("r2", "Variance explained, %", "R²: 2 small, 13 medium, 26 large."),
            m.plan_field("predictors", "Predictors"),
            m.plan_field("predictors_tested", "Predictors tested", "Empty: all of them.", needed=False),
            m.plan_field("r2_without", "Explained without these, %", "Empty: nothing.", needed=False),
            *s.PLAN_WITHOUT_SIDES,
        ),
        _regression,
    ),
)
