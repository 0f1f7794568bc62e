"""Runs the cases of measurement systems: gage studies, bias and linearity, attribute agreement."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from leanbench.stats.msa.agreement_result import Assessment
from leanbench.stats.msa.agreement_study import attribute_agreement
from leanbench.stats.msa.gage import gage_rr_crossed, gage_rr_nested
from leanbench.stats.msa.gage_bias import gage_type_1
from leanbench.stats.msa.gage_result import GageStudy
from leanbench.stats.msa.linearity_study import gage_linearity
from leanbench.stats.msa.random_effects import AnovaRow
from leanbench.verify.cases import Case, record_answers

_SOURCES = {
    "Part": "part", "Operator": "operator", "Operator by part": "interaction",
    "Part within operator": "part_in_operator", "Repeatability": "repeatability", "Total": "total",
}  # fmt: skip


def _anova(rows: Sequence[AnovaRow]) -> dict[str, dict[str, float | None]]:
    return {_SOURCES[row.source]: record_answers(row, "df ss ms F=f p") for row in rows}


def _components(study: GageStudy) -> dict[str, object]:
    rows = study.components
    return {
        "varcomp": {c.key: c.variance for c in rows},
        "pct_contribution": {c.key: c.pct_contribution for c in rows},
        "sd": {c.key: c.sd for c in rows},
        "pct_study_var": {c.key: c.pct_study_variation for c in rows},
        "pct_tolerance": {c.key: c.pct_tolerance for c in rows},
        "ndc_raw": study.ndc_raw,
        "ndc": study.ndc,
    }


def _as_minitab_prints(study: GageStudy) -> dict[str, object]:
    """The same numbers under the names of the printed example."""

    def short(values: dict[str, object]) -> dict[str, object]:
        return {{"total_grr": "grr", "part_to_part": "part"}.get(k, k): v for k, v in values.items()}

    interaction = next(row for row in study.anova if row.source == "Operator by part")
    parts: dict[str, object] = {
        "ss": {_SOURCES[row.source]: row.ss for row in study.anova},
        "F_interaction": interaction.f,
        "p_interaction": interaction.p,
        "ndc": study.ndc,
    }
    for name, attribute in (
        ("varcomp", "variance"),
        ("pct_study_var", "pct_study_variation"),
        ("pct_contribution", "pct_contribution"),
        ("pct_tolerance_tol8", "pct_tolerance"),
    ):
        parts[name] = short({c.key: getattr(c, attribute) for c in study.components})
    return parts


def _crossed(case: Case) -> dict[str, object]:
    given = case.inputs
    study = gage_rr_crossed(
        case.numbers(given["value_column"]),
        case.text(given["part"]),
        case.text(given["operator"]),
        tolerance=given.get("tolerance"),
        multiplier=given.get("study_multiplier", 6),
        alpha=given.get("alpha_remove_interaction", 0.05),
    )
    return {
        "anova_full": _anova(study.anova),
        "anova_reduced": _anova(study.reduced),
        "interaction_kept": study.interaction_kept,
        "published_minitab": _as_minitab_prints(study),
        **_components(study),
    }


def _nested(case: Case) -> dict[str, object]:
    given = case.inputs
    study = gage_rr_nested(
        case.numbers(given["value_column"]),
        case.text(given["part"]),
        case.text(given["operator"]),
        tolerance=given.get("tolerance"),
        multiplier=given.get("study_multiplier", 6),
    )
    return {"anova": _anova(study.anova), **_components(study)}


def _type_1(case: Case) -> dict[str, object]:
    given = case.inputs
    study = gage_type_1(
        case.numbers(given["value_column"]),
        given["reference"],
        given["tolerance"],
        given.get("K_percent", 20),
        given.get("study_multiplier", 6),
    )
    return record_answers(
        study,
        "n mean sd bias study_var=study_variation cg cgk pct_var_repeatability=pct_repeatability "
        "pct_var_repeatability_and_bias=pct_repeatability_and_bias t p",
    ) | {"ci": list(study.interval)}


def _linearity(case: Case) -> dict[str, object]:
    given = case.inputs
    study = gage_linearity(
        case.numbers(given["value_column"]),
        case.numbers(given["reference"]),
        case.text(given["part"]) if "part" in given else None,
        given.get("process_variation"),
    )
    return record_answers(
        study, "slope intercept r_squared s p_slope linearity pct_linearity avg_bias=average_bias"
    ) | {
        "bias_by_part": {
            part.part: {
                "reference": part.reference,
                "bias": part.bias,
                "p_ttest": part.p,
                "pct_bias": part.pct_bias,
            }
            for part in study.parts
        }
    }


def _assessment(found: Assessment | None) -> dict[str, object]:
    if found is None:
        return {}
    fleiss = found.fleiss.value if found.fleiss else None
    cohen = found.cohen.value if found.cohen else None
    return {
        "matched": found.matched,
        "pct": found.percent,
        "ci": list(found.interval),
        "fleiss_kappa": fleiss,
        "cohen_kappa": cohen,
        "fleiss_kappa_avg_over_trials": fleiss,
        "cohen_kappa_avg_over_trials": cohen,
    }


def _agreement(case: Case) -> dict[str, object]:
    given = case.inputs
    study = attribute_agreement(
        case.text(given["rating"]),
        case.text(given["part"]),
        case.text(given["appraiser"]),
        case.text(given["standard"]) if "standard" in given else None,
    )
    return {
        "n_parts": study.n_parts,
        "within": {found.who: _assessment(found) for found in study.within},
        "vs_standard": {found.who: _assessment(found) for found in study.vs_standard},
        "between": _assessment(study.between),
        "all_vs_standard": _assessment(study.all_vs_standard),
    }


RUNNERS: dict[str, Callable[[Case], dict[str, object]]] = {
    "gage-rr-crossed": _crossed, "gage-rr-nested": _nested, "gage-type-1": _type_1,
    "gage-linearity": _linearity, "attribute-agreement": _agreement,
}  # fmt: skip
