"""Convention profiles: the choices on which programs differ, as data, and why they differ.

A profile is printed beside every result. Choosing another one reproduces what a colleague's program
shows; `profile_differences.why_different` says in plain words where a difference comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leanbench.stats.base.constants import EXACT, Constants, table
from leanbench.stats.base.samples import StatsError
from leanbench.stats.spc.rules import DEFAULT, RULES, RuleSet

__all__ = ["PROFILES"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of conventions.

    tests : the special-cause tests that are on.
    constants : exact or table constants.
    sigma : sigma estimator by chart method; missing methods use the chart's own default.
    options : other choices by name: ``g``, ``t``, ``ewma_limits``, ``ewma_weight``, ``cusum_h``,
        ``cpm_divisor``, ``capability_sigma``, ``gage_interaction_cut``.
    """

    name: str
    title: str
    tests: RuleSet = DEFAULT
    constants: Constants = EXACT
    sigma: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str | float] = field(default_factory=dict)
    about: str = ""


_COMMON: Mapping[str, str | float] = {
    "g": "percentile", "t": "weibull", "ewma_limits": "exact", "ewma_weight": 0.2, "cusum_h": 4.0,
    "cpm_divisor": "n", "capability_sigma": "pooled", "gage_interaction_cut": 0.05,
}  # fmt: skip

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            "minitab",
            "Minitab-like",
            options=_COMMON,
            about="Documented defaults of Minitab 21; constants computed instead of read from its tables.",
        ),
        Profile(
            "jmp",
            "JMP-like",
            tests=RULES["nelson"].only(1),
            options={**_COMMON, "cusum_h": 5.0, "g": "negative-binomial"},
            about="Nelson's tests counted in points, G chart by the negative binomial distribution.",
        ),
        Profile(
            "aiag",
            "AIAG",
            tests=RULES["aiag"].only(1, 2, 3),
            constants=table(3),
            options={**_COMMON, "capability_sigma": "rbar", "gage_interaction_cut": 0.25},
            about="AIAG Statistical Process Control, 2nd edition: table constants, Rbar/d2, 7 in a row.",
        ),
        Profile(
            "nist",
            "NIST handbook",
            tests=RULES["nelson"].only(1),
            constants=table(3),
            options={**_COMMON, "ewma_limits": "asymptotic", "ewma_weight": 0.3},
            about="NIST/SEMATECH e-Handbook: table constants, steady-state EWMA limits.",
        ),
        Profile(
            "healthcare",
            "Healthcare",
            tests=RULES["ihi"],
            sigma={"i-mr": "mr-screened", "i-prime": "mr-screened", "t": "mr-screened"},
            options={**_COMMON, "g": "3-sigma", "t": "nelson"},
            about="As in quality improvement in health services: IHI tests, screened moving ranges.",
        ),
    )
}
DEFAULT_PROFILE = "minitab"


def profile(name: str | Profile | None = None) -> Profile:
    """A profile by name. Raises StatsError for an unknown one."""
    if isinstance(name, Profile):
        return name
    found = PROFILES.get(str(name or DEFAULT_PROFILE))
    if found is None:
        raise StatsError(
            f"There is no convention profile named {name!r}. Choose one of: {', '.join(PROFILES)}."
        )
    return found
