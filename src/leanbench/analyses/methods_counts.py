"""How do these compare? Shares, rates and tables of counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from leanbench.analyses import method as m
from leanbench.analyses import study_columns as c
from leanbench.analyses.inputs import Inputs
from leanbench.analyses.method import Field, Method, Options
from leanbench.errors import UserError
from leanbench.plots.answers import Answer, Bars, Estimates
from leanbench.stats.base.samples import count
from leanbench.words.language import N_, _
from leanbench.words.numbers import significant_text

MOST = 1e12
YES = N_("the yes/no column (Count or yes/no)")


def _counted_rows(inputs: Inputs, options: Options) -> tuple[Any, Any, Any]:
    """Counts and sizes of the kept rows (ones without a column of sizes), and which rows have both, (n,) each."""
    values = c.numbers(inputs, options, "value", YES)
    sizes = c.numbers(inputs, options, "size", "") if options.get("size") else np.ones(values.size)
    return values, sizes, np.isfinite(values) & np.isfinite(sizes)


def _totals(inputs: Inputs, options: Options, inside: Any = True) -> tuple[int, int]:
    """Events and trials of the kept rows: a yes/no column, or counts with their sizes."""
    events, trials = _exposure(inputs, options, inside)
    values, _sizes, use = _counted_rows(inputs, options)
    if not options.get("size") and not np.isin(values[use & inside], (0.0, 1.0)).all():
        raise UserError(
            _("This column holds counts. Choose the column of sizes (Out of) that belongs to them.")
        )
    return events, round(trials)


def _exposure(inputs: Inputs, options: Options, inside: Any = True) -> tuple[int, float]:
    """Events of the kept rows and what they occurred in."""
    values, sizes, use = _counted_rows(inputs, options)
    return round(_countable(values[use & inside])), _countable(sizes[use & inside])


def _unusable(inputs: Inputs, options: Options) -> tuple[str, ...]:
    """Rows without a count or a size, in words."""
    blank = int(np.count_nonzero(~_counted_rows(inputs, options)[2]))
    what = _("a usable count or size") if options.get("size") else _("a usable count")
    told = _("{n_rows} without {what} left out").format(n_rows=count(blank, "row"), what=what)
    return (told,) if blank else ()


def _countable(column: Any) -> float:
    """The sum of a column of counts or sizes. Raises UserError for what nobody can have counted."""
    total = float(column.sum())
    if not abs(total) <= MOST:
        raise UserError(
            _("The counts or sizes add up to {total}: nobody has counted that. Check the column.").format(
                total=significant_text(total, 3)
            )
        )
    return total


def _groups(inputs: Inputs, options: Options) -> tuple[tuple[str, ...], Any]:
    labels = np.array(c.GROUPS(inputs, options), dtype=object)
    names = tuple(name for name in dict.fromkeys(labels.tolist()) if name)
    if len(names) < 2:
        raise UserError(_("The column of groups has only one value here. Choose another column."))
    return names, labels


def _pair(options: Options, names: tuple[str, ...]) -> tuple[str, str]:
    first = str(options.get("first") or names[0])
    second = str(options.get("second") or next(name for name in names if name != first))
    for name in (first, second):
        if name not in names:
            raise UserError(
                _("There is no group {name!r}. The groups are: {names}.").format(
                    name=name, names=", ".join(names[:8])
                )
            )
    return first, second


def _shares(
    inputs: Inputs, names: tuple[str, ...], totals: list[tuple[int, int]], confidence: float
) -> Estimates:
    """Each group's share in percent with its Wilson interval."""
    from leanbench.stats.tests.intervals import share_estimate

    rows = []
    for name, (events, trials) in zip(names, totals, strict=True):
        found = share_estimate(events, trials, confidence)
        rows.append((name, 100 * found.value, 100 * found.low, 100 * found.high))
    return Estimates(f"{inputs.name}, share", "%", tuple(rows))


def _two(
    name: str, totals_of: Callable[..., Any], draw: Callable[..., Any]
) -> Callable[[Inputs, Options], Any]:
    """A test of two groups: events among trials, or on an exposure."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_counts

        names, labels = _groups(inputs, options)
        pair = _pair(options, names)
        totals = [totals_of(inputs, options, labels == name) for name in pair]
        events, sizes = zip(*totals, strict=True)
        own = {"confidence": c.confidence(options), **c.some_options(options, "alternative")}
        test = getattr(tests_counts, name)(events, sizes, names=pair, **own)
        told = (*c.notes_of(inputs), *c.other_groups_text(inputs, options, pair), *_unusable(inputs, options))
        return Answer(test, draw(inputs, pair, totals, c.confidence(options)), (*told, *test.notes))

    return run


def _one(
    name: str, totals_of: Callable[..., Any], draw: Callable[..., Any], words: str, scale: float = 1.0
) -> Callable[[Inputs, Options], Any]:
    """A test of one share or rate against a value, which is typed `scale` times as large."""

    def run(inputs: Inputs, options: Options) -> Any:
        from leanbench.stats.tests import tests_counts

        wanted = c.number_of(options, "target", words)
        totals = totals_of(inputs, options)
        own = {
            "confidence": c.confidence(options),
            "name": inputs.name,
            **c.some_options(options, "alternative"),
        }
        test = getattr(tests_counts, name)(*totals, wanted / scale, **own)
        drawn = replace(draw(inputs, (inputs.name,), [totals], c.confidence(options)), target=wanted)
        return Answer(test, drawn, (*c.notes_of(inputs), *_unusable(inputs, options), *test.notes))

    return run


def _rates(
    inputs: Inputs, names: tuple[str, ...], totals: list[tuple[int, float]], confidence: float
) -> Estimates:
    """Each group's rate with its exact interval."""
    from leanbench.stats.tests.intervals import rate_estimate

    rows = []
    for name, (events, exposure) in zip(names, totals, strict=True):
        found = rate_estimate(events, exposure, confidence)
        rows.append((name, found.value, found.low, found.high))
    return Estimates(_("{name} per unit").format(name=inputs.name), "", tuple(rows))


def _chi_square(inputs: Inputs, options: Options) -> Any:
    from leanbench.stats.tests.tests_counts import chi_square, cross_table

    rows = c.texts(inputs, options, "category", _("the first column of categories (Rows)"))
    across = c.texts(inputs, options, "group", _("the second column of categories (Columns)"))
    row_names, column_names, counts, notes = cross_table(rows, across)
    titles = c.title(str(options["category"])), c.title(str(options["group"]))
    test = chi_square(
        counts.tolist(),
        row_names=row_names,
        column_names=column_names,
        titles=titles,
        confidence=c.confidence(options),
    )
    picture = Bars(titles[1], tuple(row_names), tuple(column_names), counts)
    return Answer(test, picture, (*c.notes_of(inputs), *notes, *test.notes))


TWO = (m.COUNT, m.SIZE, m.GROUP, m.FIRST, m.SECOND, m.WHERE, m.PAIR_ALTERNATIVE, m.CONFIDENCE)


def _target(label: str) -> Field:
    return Field("target", label, "number", group="Limits", needed=True)


_method = partial(m.method, m.COMPARE)
METHODS: tuple[Method, ...] = (
    _method(
        "two-proportions",
        "Two groups: shares",
        "Do two shares differ, and by how many points?",
        TWO,
        _two("two_proportions", _totals, _shares),
    ),
    _method(
        "one-proportion",
        "One share against a value",
        "Does a share differ from a wanted one?",
        (m.COUNT, m.SIZE, m.WHERE, _target("Compare with, %"), m.ALTERNATIVE, m.CONFIDENCE),
        _one("one_proportion", _totals, _shares, N_("the share to compare with, in percent"), 100.0),
    ),
    _method(
        "chi-square",
        "Table of counts (chi-square)",
        "Are two kinds of category related, for example reason and office?",
        (
            m.column_field("category", "Rows", m.WORDS, needed=True),
            m.column_field("group", "Columns", m.WORDS, needed=True),
            m.WHERE,
            m.CONFIDENCE,
        ),
        _chi_square,
    ),
    _method(
        "two-rates",
        "Two groups: rates",
        "Do two rates of events per unit differ?",
        TWO,
        _two("two_rates", _exposure, _rates),
    ),
    _method(
        "one-rate",
        "One rate against a value",
        "Does a rate of events per unit differ from a wanted one?",
        (m.COUNT, m.SIZE, m.WHERE, _target("Compare with"), m.ALTERNATIVE, m.CONFIDENCE),
        _one("one_rate", _exposure, _rates, N_("the rate to compare with")),
    ),
)
