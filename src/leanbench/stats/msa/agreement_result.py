"""The record of an attribute agreement study, and how it is told in words and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leanbench.stats.base.result import Result, Table
from leanbench.stats.base.result_words import decimals, num
from leanbench.stats.msa.kappa import Kappa
from leanbench.words.language import _


@dataclass(frozen=True, slots=True)
class Assessment:
    """One line of agreement.

    who : the appraiser, or "all appraisers".
    matched, inspected : cases on which all ratings agree (with each other, or with the standard).
    percent, interval : in percent, exact (Clopper-Pearson; one-sided when 0 or 100%).
    fleiss, cohen : kappas (against the standard: the mean over trials); None where they do not exist.
    kendall, kendall_p : Kendall's W, or the mean tau-b against the standard; ordinal ratings only.
    """

    who: str
    matched: int
    inspected: int
    percent: float
    interval: tuple[float, float]
    fleiss: Kappa | None
    cohen: Kappa | None
    kendall: float | None = None
    kendall_p: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AgreementStudy(Result):
    """An attribute agreement study.

    within : each appraiser with themselves over trials. vs_standard : each appraiser with the standard.
    between : all appraisers with each other. all_vs_standard : all with the standard. Empty or None
    where the data have no repeats, no second appraiser, or no standard.
    confusion : (appraiser, standard, rating, count) of single ratings.
    """

    n_parts: int
    n_trials: int
    categories: tuple[str, ...]
    within: tuple[Assessment, ...]
    vs_standard: tuple[Assessment, ...]
    between: Assessment | None
    all_vs_standard: Assessment | None
    confusion: tuple[tuple[str, str, str, int], ...]
    confidence: float
    notes: tuple[str, ...]
    convention: str
    method: str = "attribute-agreement"

    def _sentences(self) -> list[str]:
        lines: list[str] = []
        sure = f"{num(100 * self.confidence, 6)}% interval"
        if self.all_vs_standard is not None and self.between is not None:
            lines.append(
                _sentence("All appraisers together agree with the standard", self.all_vs_standard, sure)
            )
        if self.between is not None:
            lines.append(_sentence("All appraisers agree with each other", self.between, sure))
        lines += [_sentence(f"{a.who} agrees with the standard", a, sure) for a in self.vs_standard]
        lines += [_sentence(f"{a.who} agrees with themselves", a, sure) for a in self.within]
        if self.vs_standard:
            worst = min(self.vs_standard, key=lambda a: a.percent)
            if worst.percent < 80:
                lines.append(
                    _(
                        "Below 80% against the standard ({who}: {percent}%) the judging is not good enough "
                        "to act on; agree on definitions with examples and repeat the study."
                    ).format(who=worst.who, percent=decimals(worst.percent, 1))
                )
        return lines

    def table(self) -> Table:
        """One row per assessment."""
        columns: tuple[str, ...] = ("comparison", "who", "inspected", "matched", "% agreement")
        columns += ("lower %", "upper %", "Fleiss kappa", "Cohen kappa", "Kendall")
        groups: list[tuple[str, Sequence[Assessment]]] = [
            ("within appraiser", self.within),
            ("appraiser vs standard", self.vs_standard),
            ("between appraisers", [self.between] if self.between else []),
            ("all vs standard", [self.all_vs_standard] if self.all_vs_standard else []),
        ]
        rows = tuple(
            (
                name,
                a.who,
                a.inspected,
                a.matched,
                a.percent,
                *a.interval,
                a.fleiss.value if a.fleiss else None,
                a.cohen.value if a.cohen else None,
                a.kendall,
            )
            for name, assessments in groups
            for a in assessments
        )
        return Table(columns, rows)


def _sentence(start: str, a: Assessment, sure: str) -> str:
    low, high = a.interval
    text = _("{start} on {matched} of {inspected} cases: {percent}% ({sure} {low} to {high}%)").format(
        start=start,
        matched=a.matched,
        inspected=a.inspected,
        percent=decimals(a.percent, 1),
        sure=sure,
        low=decimals(low, 1),
        high=decimals(high, 1),
    )
    return f"{text}, kappa {decimals(a.fleiss.value, 2)}: {a.fleiss.strength}." if a.fleiss else f"{text}."
