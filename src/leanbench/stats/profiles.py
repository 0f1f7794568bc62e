"""Convention profiles: the choices on which programs differ, as data, and why they differ.

A profile is printed beside every result. Choosing another one reproduces what a colleague's program
shows; `why_different` says in plain words where a difference comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from leanbench.stats.constants import EXACT, Constants, table
from leanbench.stats.rules import DEFAULT, RULES, RuleSet
from leanbench.stats.samples import StatsError


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of conventions.

    tests : the special-cause tests that are on.
    constants : exact or table constants.
    sigma : sigma estimator by chart method; missing methods use the chart's own default.
    options : other choices by name: ``g``, ``t``, ``ewma_limits``, ``cusum_h``, ``cpm_divisor``,
        ``capability_sigma``.
    """

    name: str
    title: str
    tests: RuleSet = DEFAULT
    constants: Constants = EXACT
    sigma: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str | float] = field(default_factory=dict)
    about: str = ""


_COMMON: Mapping[str, str | float] = {
    "g": "percentile",
    "t": "weibull",
    "ewma_limits": "exact",
    "ewma_weight": 0.2,
    "cusum_h": 4.0,
    "cpm_divisor": "n",
    "capability_sigma": "pooled",
}

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
            options={**_COMMON, "cusum_h": 5.0},
            about="Nelson's tests counted in points. JMP's negative binomial G chart is not offered.",
        ),
        Profile(
            "aiag",
            "AIAG",
            tests=RULES["aiag"].only(1, 2, 3),
            constants=table(3),
            options={**_COMMON, "capability_sigma": "rbar"},
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
    found = PROFILES.get(name or DEFAULT_PROFILE)
    if found is None:
        raise StatsError(
            f"There is no convention profile named {name!r}. Choose one of: {', '.join(PROFILES)}."
        )
    return found


_WHY: Mapping[str, str] = {
    "within sigma": (
        "The spread within subgroups can be estimated from ranges (Rbar/d2), standard deviations (Sbar/c4) or "
        "pooled. On the same data these differ by several percent, and Cpk with them: 0.930, 0.875 and 0.872 on "
        "one published data set. Minitab pools for capability; JASP and AIAG use Rbar/d2."
    ),
    "constants": (
        "Many programs read d2 from a table (1.128) where the exact value is 1.128379. "
        "Limits move by up to 0.034 percent. Choose table constants to match them."
    ),
    "tests 3 and 4": (
        "Minitab counts steps: 6 in a row rising needs seven points, 14 alternating needs fifteen. "
        "Nelson, JMP and qcc count points, so they signal one point earlier."
    ),
    "test 8": "qcc 3.0 asks for points on both sides among the eight; Nelson and Minitab accept either side.",
    "screened moving ranges": (
        "qicharts2 and NHSRplotthedots drop moving ranges above 3.267 times their mean once before they set the "
        "limits, so theirs are narrower. Minitab and qcc keep all."
    ),
    "g limits": (
        "Minitab draws percentiles of the geometric distribution (asymmetric, centre at the median); others draw "
        "mean + 3 sqrt(mean (mean + 1)). For skewed counts the upper limit differs by half."
    ),
    "t limits": "Minitab fits a Weibull distribution; Nelson's way transforms y^(1/3.6) and draws an I chart.",
    "laney unequal sizes": (
        "Each point is standardised with its own subgroup size, as Laney wrote. "
        "JASP uses the size of the first subgroup, which shifts its limits slightly."
    ),
    "cpm": (
        "Cpm divides the squared distance from the target by n (here) or n-1, or adds s² and (mean - T)², "
        "or uses the within sigma: 0.935, 0.930, 0.931 and 0.922 on one data set."
    ),
    "capability interval": (
        "The interval of Cp depends on the degrees of freedom given to sigma: 0.9 k(n-1) for Rbar, "
        "sum of (n-1) for pooled. qcc uses n-1 for all, so its intervals are narrower."
    ),
    "point on the limit": "A point exactly on a limit is not a signal; it must lie beyond.",
    "zones": (
        "On an Xbar chart the zones are multiples of sigma/sqrt(n). Some programs drew them from sigma itself "
        "when parameters were given, and so raised false alarms or none."
    ),
    "attribute limits": (
        "Limits are centre ± 3 sigma of the normal approximation, as in Minitab and qcc 3. "
        "qcc 2.7 used exact binomial and Poisson quantiles."
    ),
    "variable limits": (
        "Limits go up and down like stairs because each point has its own size: "
        "a larger sample has narrower limits. This is not a fault of the picture."
    ),
    "ewma limits": (
        "The limits start narrow and widen to their final width (exact). "
        "The NIST handbook and some programs draw the final width from the start."
    ),
    "cusum limit": "Minitab uses h = 4 and k = 0.5; qcc and Montgomery use h = 5.",
    "overall sd": "Overall sigma is the ordinary n-1 standard deviation; older Minitab (to 14) divided it by c4.",
    "non-normal indices": (
        "Minitab gives indices from Z scores; JASP and ISO 22514 from the 0.135, 50 and 99.865 percentiles."
    ),
    "runs and stages": "Counting restarts at a stage boundary, and no moving range spans it.",
    "t2 limits": (
        "Limits of a first study use the beta or F distribution of estimated parameters at the confidence given; "
        "qcc chooses (1-0.0027)^p, Minitab 0.9973."
    ),
}

_TRAPS: Mapping[str, tuple[str, ...]] = {
    "xbar-r": ("within sigma", "constants", "zones", "variable limits", "tests 3 and 4"),
    "xbar-s": ("within sigma", "constants", "zones", "variable limits", "tests 3 and 4"),
    "i-mr": ("constants", "screened moving ranges", "tests 3 and 4", "test 8", "runs and stages"),
    "i-mr-rs": ("within sigma", "constants", "tests 3 and 4"),
    "p": ("attribute limits", "variable limits", "point on the limit"),
    "np": ("attribute limits", "variable limits", "point on the limit"),
    "c": ("attribute limits", "point on the limit"),
    "u": ("attribute limits", "variable limits", "point on the limit"),
    "laney-p": ("laney unequal sizes", "variable limits", "constants"),
    "laney-u": ("laney unequal sizes", "variable limits", "constants"),
    "i-prime": ("screened moving ranges", "variable limits", "constants"),
    "moving-average": ("constants",),
    "ewma": ("ewma limits", "within sigma", "constants"),
    "cusum": ("cusum limit", "within sigma", "constants"),
    "g": ("g limits",),
    "t": ("t limits", "screened moving ranges"),
    "z-mr": ("constants",),
    "t2": ("t2 limits",),
    "run": ("tests 3 and 4",),
    "capability-normal": ("within sigma", "capability interval", "cpm", "overall sd", "constants"),
    "capability-nonnormal": ("non-normal indices", "within sigma"),
    "capability-between-within": ("within sigma", "capability interval", "cpm"),
}


def why_different(method: str) -> tuple[str, ...]:
    """Why another program may show other numbers for this method; one paragraph for each reason."""
    return tuple(_WHY[name] for name in _TRAPS.get(method, ()))
