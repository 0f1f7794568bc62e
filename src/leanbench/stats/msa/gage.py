"""Gage R&R studies: how much of what we see is the measurement, and how much the parts.

Crossed (every operator measures every part), nested (parts that cannot be measured twice by all),
expanded (more factors than part and operator, or holes in the table), and AIAG's average and range.
Percentages are percentages everywhere: 27.9 means 27.9%.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.base.samples import StatsError, column, columns_by_name, count, number
from leanbench.stats.msa.gage_data import Column, StudyRows, cell_counts, study_rows
from leanbench.stats.msa.gage_result import Component, GageStudy, Scale, assemble, scale_of
from leanbench.stats.msa.random_effects import RandomEffects, Term, random_effects
from leanbench.stats.spc.profiles import Profile
from leanbench.stats.spc.profiles import profile as find_profile
from leanbench.words.language import _


def gage_rr_crossed(
    values: Column,
    parts: Column,
    operators: Column,
    tolerance: float | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    historical_sd: float | None = None,
    multiplier: float = 6.0,
    alpha: float | None = None,
    keep_interaction: bool | None = None,
    profile: str | Profile | None = None,
) -> GageStudy:
    """Crossed gage R&R by analysis of variance, all factors random.

    Parameters
    ----------
    values, parts, operators : (n,) columns; one row per measurement, in any order.
    tolerance : USL - LSL, same unit as `values`; or give `lsl` and `usl`. With one limit only,
        %Tolerance compares half the study variation with the distance from the mean to that limit.
    historical_sd : known process standard deviation, for %Process.
    multiplier : study variation in standard deviations; 6 (AIAG 4th ed. and Minitab), 5.15 in older work.
    alpha : the operator by part interaction is pooled into repeatability when its p-value exceeds it:
        0.05 (Minitab now), 0.25 (AIAG and older Minitab); by default as the profile has it.
    keep_interaction : decide instead of `alpha`.
    profile : name of a convention profile.

    Raises
    ------
    StatsError : columns of unequal length, fewer than two parts, no repeats, no variation at all.

    Notes
    -----
    With the interaction: σ²_int = (MS_int - MS_e)/r, σ²_op = (MS_op - MS_int)/(p r), σ²_part =
    (MS_part - MS_int)/(o r); without, MS_int gives way to the pooled MS_e. Negative components are set
    to 0 and said. ndc = √2 PV/GRR truncated. Source: AIAG, Measurement Systems Analysis, 4th ed. 2010,
    appendix A; Montgomery, Introduction to SPC, 7th ed., section 8.7.
    """
    study = study_rows(values, {"Part": parts, "Operator": operators})
    scale = scale_of(study.y, tolerance, lsl, usl, historical_sd, multiplier)
    conventions = find_profile(profile)
    alpha = float(conventions.options["gage_interaction_cut"]) if alpha is None else alpha
    _check_alpha(alpha)
    if len(study.names["Operator"]) == 1:
        return _one_operator(study, scale)
    notes = list(study.notes)
    cells = cell_counts(study.codes["Part"], study.codes["Operator"])
    convention = f"ANOVA, random effects, study variation {num(multiplier, 6)} standard deviations"
    if np.unique(cells).size > 1:
        empty = int(np.count_nonzero(cells == 0))
        hole = f"{count(empty, 'combination')} of part and operator without a measurement, " if empty else ""
        notes.append(
            f"The study is not balanced ({hole}{cells.min()} to {cells.max()} measurements each): all rows are used, "
            "with variance components by the method of moments."
        )
    main: list[Term] = [("Part",), ("Operator",)]
    names = ["Part", "Operator"]
    full = reduced = None
    kept: bool | None = None
    if cells.max() > 1:
        full = random_effects(
            study.y, study.codes, [*main, ("Part", "Operator")], [*names, "Operator by part"]
        )
        kept, said = _keeps(full.rows[2].p, alpha, keep_interaction)
        convention += said
    else:
        notes.append(
            _(
                "Each operator measured each part once: the interaction of operator and part cannot "
                "be told from repeatability and counts as repeatability."
            )
        )
    if not kept:
        reduced = random_effects(study.y, study.codes, main, names)
    chosen = full if kept and full is not None else reduced
    assert chosen is not None
    part, operator = chosen.components[:2]
    interaction = chosen.components[2] if kept else None
    return assemble(
        "gage-rr-crossed",
        convention,
        notes,
        scale,
        _sources(part, chosen.components[-1], [("operator", "Operator", operator)], interaction),
        study.with_labels(),
        anova=(full or chosen).rows,
        reduced=reduced.rows if reduced is not None and full is not None else (),
        interaction_kept=kept,
        draws=chosen.draws()[:, [-1, 1, 2, 0] if kept else [-1, 1, 0]],
    )


def gage_rr_nested(
    values: Column,
    parts: Column,
    operators: Column,
    tolerance: float | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    historical_sd: float | None = None,
    multiplier: float = 6.0,
) -> GageStudy:
    """Nested gage R&R: each operator measures parts of their own (destructive or single-use parts).

    Operator is tested over part within operator, part within operator over repeatability:
    σ²_part = (MS_part(op) - MS_e)/r, σ²_op = (MS_op - MS_part(op))/(p r). Negative components are set
    to 0 and said. Parameters and errors as `gage_rr_crossed`.

    Source: Burdick, Borror and Montgomery, Design and Analysis of Gauge R&R Studies, 2005, chapter 6.
    """
    study = study_rows(values, {"Part": parts, "Operator": operators})
    scale = scale_of(study.y, tolerance, lsl, usl, historical_sd, multiplier)
    if len(study.names["Operator"]) < 2:
        raise StatsError(
            _("A nested study needs at least two operators. Use the crossed study for one operator.")
        )
    per_operator = [
        np.unique(study.codes["Part"][study.codes["Operator"] == i]).size
        for i in range(len(study.names["Operator"]))
    ]
    if min(per_operator) < 2:
        name = study.names["Operator"][per_operator.index(min(per_operator))]
        raise StatsError(
            f"Operator {name} measured one part only; a nested study needs at least two parts per operator."
        )
    found = random_effects(
        study.y, study.codes, [("Operator",), ("Part", "Operator")], ["Operator", "Part within operator"]
    )
    operator, part, repeat = found.components
    return assemble(
        "gage-rr-nested",
        f"ANOVA, parts nested in operators, study variation {num(multiplier, 6)} standard deviations",
        list(study.notes),
        scale,
        _sources(part, repeat, [("operator", "Operator", operator)], None),
        study.with_labels(),
        anova=found.rows,
        draws=found.draws()[:, [2, 0, 1]],
    )


def gage_rr_expanded(
    values: Column,
    factors: Mapping[str, Column],
    part: str = "Part",
    terms: Sequence[str] | None = None,
    tolerance: float | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    historical_sd: float | None = None,
    multiplier: float = 6.0,
    fixed: Sequence[str] = (),
    restricted: bool = False,
) -> GageStudy:
    """Gage R&R with any number of factors, random or fixed, crossed or nested, balanced or with holes.

    Parameters
    ----------
    values : (n,) measurements.
    factors : name to (n,) column: "Part", "Operator", "Gage", "Site" ...
    part : which factor is the thing measured.
    terms : the model, such as ``["Part", "Operator", "Gage", "Part*Operator", "Batch(Operator)"]``.
        By default every factor alone and the part's interaction with each, as far as the data can tell
        them apart (terms left out are said).
    fixed : factors that are not a sample: these operators, these two gages, are all there are.
    restricted : the restricted mixed model (balanced data only) instead of the unrestricted one (as Minitab's
        general linear model).

    Notes
    -----
    Everything but the part's own variation and repeatability is reproducibility. Method of moments on
    adjusted sums of squares (see `random_effects`); F tests with Satterthwaite's degrees of freedom. A fixed
    factor adds the mean of its squared effects, Σ α²/levels, where a random one adds its variance, Σ α²/(levels - 1)
    on average: it does not reckon with levels that nobody will meet. With fixed factors there are no intervals.
    """
    factors = columns_by_name(factors, "The factors")
    if part not in factors:
        raise StatsError(f"The factors have no {part!r}; name the column that tells which part was measured.")
    if len(factors) < 2:
        raise StatsError(
            _("An expanded study needs the part and at least one more factor, such as operator.")
        )
    study = study_rows(values, factors)
    scale = scale_of(study.y, tolerance, lsl, usl, historical_sd, multiplier)
    for name, seen in study.names.items():
        if len(seen) < 2:
            raise StatsError(f"{name} has only one level ({seen[0]}); leave it out or add data.")
    notes = list(study.notes)
    unknown = [name for name in fixed if name not in factors]
    if unknown:
        raise StatsError(f"{unknown[0]!r} is fixed, but the factors are {', '.join(factors)}.")
    model: dict[str, Any] = {"fixed": tuple(fixed), "restricted": restricted and bool(fixed)}
    if terms is None:
        texts, found = _default_terms(study, part, notes, model)
    else:
        texts = list(dict.fromkeys(str(text).strip() for text in column(terms, "terms")))
        found = random_effects(
            study.y, study.codes, [_parse(text, study.names) for text in texts], texts, **model
        )
    own = [i for i, text in enumerate(texts) if text == part or text.startswith(f"{part}(")]
    if len(own) != 1:
        raise StatsError(
            f"The terms must contain {part} once, alone or as {part}(...): it is what is measured."
        )
    rest = [i for i in range(len(texts)) if i != own[0]]
    others = [(texts[i], texts[i], found.components[i]) for i in rest]
    kinds = "all factors random"
    if any(found.fixed):
        form = "restricted" if model["restricted"] else "unrestricted"
        kinds = (
            f"{' and '.join(fixed)} fixed (effects², mean over the levels), others random, {form} mixed model"
        )
    return assemble(
        "gage-rr-expanded",
        f"ANOVA, {kinds}, adjusted sums of squares; study variation {num(multiplier, 6)} standard deviations",
        notes,
        scale,
        _sources(found.components[own[0]], found.components[-1], others, None),
        study.with_labels(part),
        anova=found.rows,
        draws=None if any(found.fixed) else found.draws()[:, [-1, *rest, own[0]]],
    )


def _default_terms(
    study: StudyRows, part: str, notes: list[str], model: Mapping[str, Any]
) -> tuple[list[str], RandomEffects]:
    """Every factor, then the part's interactions, dropping the last while the data cannot bear it."""
    texts = [part, *(name for name in study.names if name != part)]
    wanted = [*texts, *(f"{part}*{name}" for name in study.names if name != part)]
    last = ""
    while True:
        try:
            found = random_effects(
                study.y, study.codes, [_parse(t, study.names) for t in wanted], wanted, **model
            )
        except StatsError as reason:
            if len(wanted) == len(texts):
                raise
            last = wanted.pop()
            notes.append(f"{last} left out: {reason}")
        else:
            return wanted, found


def _parse(text: str, names: Mapping[str, Any]) -> Term:
    """`A*B` or `A(B)` as a tuple of factors."""
    factors = tuple(piece.strip() for piece in text.replace("(", "*").replace(")", "").split("*"))
    for name in factors:
        if name not in names:
            raise StatsError(f"The term {text!r} names {name!r}, but the factors are {', '.join(names)}.")
    return factors


def gage_rr_average_range(
    values: Column,
    parts: Column,
    operators: Column,
    tolerance: float | None = None,
    lsl: float | None = None,
    usl: float | None = None,
    historical_sd: float | None = None,
    multiplier: float = 6.0,
) -> GageStudy:
    """Crossed gage R&R by AIAG's average and range method (no interaction).

    EV = K1 mean range, AV = √((K2 x_diff)² - EV²/(p r)), PV = K3 range of part means, with
    K = 1/d2*(m, g), d2* = √(d2² + d3²/g), and d2 itself for K1 when more than 15 ranges are averaged:
    K1 0.5908 (3 trials), K2 0.5231 (3 operators), K3 0.3146 (10 parts). Needs a balanced study.

    Source: AIAG, Measurement Systems Analysis, 4th ed. 2010, p. 118-123 and table C1 (Duncan's d2*).
    """
    study = study_rows(values, {"Part": parts, "Operator": operators})
    scale = scale_of(study.y, tolerance, lsl, usl, historical_sd, multiplier)
    p, o = len(study.names["Part"]), len(study.names["Operator"])
    cells = cell_counts(study.codes["Part"], study.codes["Operator"])
    if cells.min() != cells.max():
        raise StatsError(
            f"The average and range method needs the same number of trials for every part and operator; here it is "
            f"{cells.min()} to {cells.max()}. Use the ANOVA method, which takes unbalanced studies."
        )
    r = int(cells.max())
    if r < 2:
        raise StatsError(_("The average and range method needs at least two trials per part and operator."))
    if o < 2:
        raise StatsError(_("The average and range method needs at least two operators."))
    order = np.lexsort((study.codes["Part"], study.codes["Operator"]))
    table = study.y[order].reshape(o, p, r)
    repeat = float(np.mean(np.ptp(table, axis=2))) * _k(r, p * o)
    spread = float(np.ptp(np.mean(table, axis=(1, 2)))) * _k(o, 1)
    operator = spread**2 - repeat**2 / (p * r)
    part = float(np.ptp(np.mean(table, axis=(0, 2)))) * _k(p, 1)
    return assemble(
        "gage-rr-average-range",
        f"AIAG average and range, exact d2*; study variation {num(multiplier, 6)} standard deviations",
        list(study.notes),
        scale,
        _sources(part**2, repeat**2, [("operator", "Operator", operator)], None),
        study.with_labels(),
    )


def _k(m: int, g: int) -> float:
    """1/d2* for ranges of m values, g of them averaged; 1/d2 when g > 15, as AIAG's table."""
    from leanbench.stats.base.constants import d2, d3

    mean, sd = float(d2(m)), float(d3(m))
    return 1.0 / (mean if g > 15 else math.sqrt(mean**2 + sd**2 / g))


def _one_operator(study: StudyRows, scale: Scale) -> GageStudy:
    found = random_effects(study.y, {"Part": study.codes["Part"]}, [("Part",)], ["Part"])
    notes = [*study.notes, _("One operator only: differences between operators cannot be judged.")]
    convention = f"ANOVA, one operator, study variation {num(scale.multiplier, 6)} standard deviations"
    return assemble(
        "gage-rr-crossed",
        convention,
        notes,
        scale,
        _sources(found.components[0], found.components[1], [], None),
        study.with_labels(),
        anova=found.rows,
        draws=found.draws()[:, [1, 0]],
    )


def _keeps(p: float | None, alpha: float, decided: bool | None) -> tuple[bool, str]:
    """Whether the interaction stays in the model, and how the convention says so."""
    kept = (p is not None and p <= alpha) if decided is None else decided
    what = "kept" if kept else "pooled into repeatability"
    said = "not known" if p is None else decimals(p, 3)
    return kept, f"; interaction {what} (p = {said}, cut {num(alpha, 6)})"


def _sources(
    part: float, repeat: float, others: Sequence[tuple[str, str, float]], interaction: float | None
) -> list[tuple[str, str, float]]:
    """(key, label, variance as estimated): repeatability, what makes up reproducibility, part to part."""
    rows = [("repeatability", "Repeatability", repeat), *others]
    if interaction is not None:
        rows.append(("operator_by_part", "Operator by part", interaction))
    return [*rows, ("part_to_part", "Part to part", part)]


def _check_alpha(alpha: float) -> None:
    if not 0 <= number(alpha, "The cut for the interaction") <= 1:
        raise StatsError(
            f"The cut for the interaction must lie between 0 and 1, such as 0.05; it is {num(alpha, 6)}."
        )


__all__ = [
    "Component", "GageStudy", "gage_rr_average_range", "gage_rr_crossed", "gage_rr_expanded",
    "gage_rr_nested",
]  # fmt: skip
