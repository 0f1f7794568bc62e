"""Why another program shows another number: one paragraph for each choice on which programs differ.

The figures come from running the programs, or their published sources, on the same data.
"""

from __future__ import annotations

from collections.abc import Mapping

from leanbench.stats.spc.chart_spec import PATTERN_REASONS
from leanbench.stats.spc.charts_index import CHARTS

__all__ = ["why_different"]

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
        "Minitab draws percentiles of the geometric distribution with p = ((N-1)/N)/(mean+1); some programs leave "
        "out (N-1)/N. qicharts2 and Montgomery draw mean + 3 sqrt(mean (mean + 1)); JMP takes the negative binomial, "
        "which lets gaps vary more. On 36 gaps of one data set the upper limit is 70.0, 68.0 and 41.2 (and JASP "
        "prints a lower limit of 0.015 where there is none)."
    ),
    "t limits": "Minitab fits a Weibull distribution; Nelson's way transforms y^(1/3.6) and draws an I chart.",
    "large data": (
        "Charts and capability are worked out for data of any size. qcc's R and S charts need memory that grows with "
        "the square of the number of subgroups, and some programs end where their table of c4 or of degrees of "
        "freedom ends, so they stop or print nothing where there are very many rows."
    ),
    "fixed levels": (
        "A fixed factor counts with the mean of its squared effects over its levels; a program that divides by the "
        "levels less one shows half as much again for three operators. The restricted mixed model, an option here, "
        "tests the part against repeatability instead of the interaction."
    ),
    "run length basis": (
        "Run lengths are for known parameters and a change that begins with the first point. Tables of steady-state "
        "run lengths, or of EWMA limits drawn at full width from the start, differ by a point or so; limits from few "
        "points give more false alarms than any table says."
    ),
    "skewed intervals": (
        "Intervals of these indices are by the delta method on the fitted parameters; bootstrap intervals of other "
        "programs differ a little, and more below about 50 values. With a distribution chosen from the data "
        "the interval spans all that fit about as well, so it is wider: that of one alone misses the truth too often."
    ),
    "laney unequal sizes": (
        "Each point is standardized with its own subgroup size, as Laney wrote. "
        "JASP uses the size of the first subgroup, which shifts its limits slightly."
    ),
    "cohen kappa": (
        "With several trials the kappa of an appraiser against the standard is the mean of the kappas of the trials "
        "(Minitab). JASP puts all trials into one table: 0.492 for 0.494 on one data set."
    ),
    "agreement intervals": (
        "Shares of agreement have exact binomial intervals; at 0 or 100% the whole risk is put on the one open "
        "side, as in Minitab. Programs with normal intervals give limits outside 0 to 100%."
    ),
    "gage interaction": (
        "The interaction of operator and part is dropped when its p-value is above 0.05 (Minitab now). "
        "AIAG and older versions of Minitab drop it above 0.25, so they keep it more often and show a larger "
        "reproducibility. Choose the AIAG profile, or give the cut."
    ),
    "ndc": (
        "The number of distinct categories is sqrt(2) PV/GRR cut down to a whole number, never rounded: "
        "4.875 gives 4. AIAG prints the factor as 1.41, which can lose one category at the edge; "
        "some programs round, and so report one more."
    ),
    "gage percent": (
        "Percentages are of standard deviations (% study variation), not of variances (% contribution): "
        "the first do not add up to 100. Some programs print the share 0.176 where 17.6% is meant."
    ),
    "study variation": (
        "Study variation is 6 standard deviations (AIAG 4th edition, Minitab). Older books and programs use 5.15, "
        "which makes % of tolerance smaller by a seventh."
    ),
    "gage ranges": (
        "Average and range reads K1, K2, K3 from d2* as in AIAG's table; programs that use d2 itself differ by "
        "a few percent with few ranges. Analysis of variance also sees the interaction, which this method cannot."
    ),
    "type 1 share": (
        "Cg compares 20% of the tolerance with 6 standard deviations (Minitab). Some company standards take 15% "
        "or 4 standard deviations, which makes the same gage look better or worse by a third."
    ),
    "box-cox lambda": (
        "Minitab takes the lambda with the smallest spread within (moving ranges or subgroups) and rounds it to "
        "0.5 or a whole number. NIST, R and SciPy take the likeliest lambda over all values: 0.276 for 0.380 on "
        "NIST's microwave data; both round to 0.5."
    ),
    "johnson": (
        "The transform is the one with the largest Anderson-Darling p above 0.10 (Chou, Polansky and Mason). Programs "
        "that fit Johnson's curves by likelihood or moments find other parameters for the same data."
    ),
    "lognormal scale": (
        "Normal and lognormal fits use the n-1 standard deviation (Minitab, JASP); SciPy and R's fitdistr divide by n, "
        "so their scale is smaller and the indices larger, most with few values."
    ),
    "likelihood accuracy": (
        "Fits solve the likelihood equations to full precision. Programs that stop a general optimiser early differ "
        "from the third or fourth digit on: 0.00015 in the limits of one Weibull chart, 0.001 in one logistic fit."
    ),
    "anderson-darling": (
        "A² is printed without adjustment; its p-value uses the adjustment for n (as in Minitab). "
        "Some programs print the adjusted A², which is slightly larger."
    ),
    "tolerance factor": (
        "The two-sided normal interval uses the exact factor. Howe's approximation, which many programs and tables "
        "use, differs by a few tenths of a percent, more below ten values."
    ),
    "test 7 start": (
        "Fifteen points within 1 sigma signal at the fifteenth. JASP counts one more when the series starts "
        "inside the zone."
    ),
    "counting goes on": (
        "A run goes on after a signal, so each further point of it signals too. Programs that start counting again "
        "show fewer signals."
    ),
    "unequal subgroups": (
        "With unequal sizes each range or standard deviation is weighted by its precision (Minitab, qcc's MVLUE). "
        "A plain average of R/d2 (qcc's default) moves the limits a little. Incomplete subgroups are kept and used."
    ),
    "quartiles": (
        "Quartiles lie at p(n + 1), as in Minitab, JMP and SPSS. Excel's QUARTILE and R count p(n - 1) + 1, "
        "so their box is a little narrower with few values."
    ),
    "welch": (
        "Two means are compared with their own standard deviations (Welch). A pooled t test, the default of some "
        "spreadsheets, gives other p-values when spreads and group sizes differ."
    ),
    "rank tests": (
        "Small samples without ties get exact p-values; otherwise the normal approximation is corrected for ties "
        "(and, where said, for continuity). Programs differ in the third digit of p."
    ),
    "equal variances": (
        "Levene's test uses deviations from the median (Brown-Forsythe), as Minitab; with the mean, as in some "
        "programs, skewed data give smaller p-values."
    ),
    "share interval": (
        "Intervals of a single share are exact (Clopper-Pearson) or Wilson as printed; spreadsheets often use the "
        "normal form, which fails near 0 and 100%."
    ),
    "fisher": (
        "The two-sided p of a table sums all tables no more likely than the one seen (R, Minitab); some programs "
        "double the one-sided p instead."
    ),
    "no correction": (
        "Chi-square is Pearson's, without Yates' continuity correction; R corrects tables of 2 by 2 unless "
        "told not to."
    ),
    "sigma level": (
        "The sigma level adds the customary 1.5, and the level without it stands beside; programs show "
        "the one or the other."
    ),
    "median points": (
        "Points on the median are left out of runs and crossings (Anhoej and Perla); programs that count them find "
        "longer runs."
    ),
    "other last": (
        "The category Other stands last whatever its size, and running totals include it; spreadsheets sort "
        "it among the rest."
    ),
    "cpm": (
        "Cpm divides the squared distance from the target by n (here) or n-1, or adds s² and (mean - T)², "
        "or uses the within sigma: 0.935, 0.930, 0.931 and 0.922 on one data set. With a target off the middle the "
        "width is twice the shorter side, as in Minitab; Montgomery takes the whole width."
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
        "Limits are center ± 3 sigma of the normal approximation, as in Minitab and qcc 3. "
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

# Of the methods that are no control charts; each of those has its reasons in its spec.
_TRAPS: Mapping[str, tuple[str, ...]] = {
    "capability-normal": (
        "within sigma",
        "capability interval",
        "cpm",
        "overall sd",
        "constants",
        "anderson-darling",
        "large data",
    ),
    "capability-between-within": ("within sigma", "capability interval", "cpm"),
    "capability-many": ("within sigma", "capability interval", "cpm", "overall sd", "constants"),
    "capability-nonnormal": (
        "non-normal indices",
        "skewed intervals",
        "lognormal scale",
        "likelihood accuracy",
        "box-cox lambda",
        "johnson",
        "within sigma",
    ),
    "capability-summary": ("capability interval", "cpm"),
    "capability-binomial": ("share interval", "sigma level"),
    "capability-deadline": ("share interval",),
    "distribution-id": ("lognormal scale", "likelihood accuracy", "anderson-darling"),
    "probability-plot": ("lognormal scale", "likelihood accuracy", "anderson-darling"),
    "normality": ("anderson-darling",),
    "box-cox": ("box-cox lambda",),
    "johnson": ("johnson", "anderson-darling"),
    "tolerance-normal": ("tolerance factor",),
    "gage-rr-crossed": ("gage interaction", "ndc", "gage percent", "study variation"),
    "gage-rr-nested": ("ndc", "gage percent", "study variation"),
    "gage-rr-expanded": ("fixed levels", "ndc", "gage percent", "study variation"),
    "gage-rr-average-range": ("gage ranges", "ndc", "gage percent", "study variation"),
    "gage-type-1": ("type 1 share",),
    "attribute-agreement": ("cohen kappa", "agreement intervals"),
    "change": (
        "welch",
        "rank tests",
        "fisher",
        "within sigma",
        "screened moving ranges",
        *PATTERN_REASONS,
        "constants",
    ),
    "run-length": ("run length basis",),
    "descriptive": ("quartiles",),
    "boxplot": ("quartiles",),
    "two-sample-t": ("welch",),
    "mann-whitney": ("rank tests",),
    "wilcoxon": ("rank tests",),
    "kruskal-wallis": ("rank tests",),
    "equal-variances": ("equal variances",),
    "one-proportion": ("share interval",),
    "two-proportions": ("fisher", "share interval"),
    "chi-square": ("no correction", "fisher"),
    "survey": ("share interval",),
    "process-yield": ("sigma level",),
    "pareto": ("other last",),
}


def why_different(method: str) -> tuple[str, ...]:
    """Why another program may show other numbers for this method of a result; one paragraph for each reason."""
    names = CHARTS[method].differences if method in CHARTS else _TRAPS.get(method, ())
    return tuple(_WHY[name] for name in names)
