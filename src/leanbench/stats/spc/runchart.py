"""Run chart: values about their median, and tests that need no limits.

Three schools, all computed: Anhoej (longest run and crossings against what chance allows), IHI (shift,
trend, too few or too many runs, astronomical point), and the four tests with p values that Minitab
prints (clustering, mixtures, trends, oscillation). The runs test about the median is the first of them.

Sources: J. Anhoej and A. V. Olesen, PLoS ONE 9 (2014); R. J. Perla, L. P. Provost and S. K. Murray, BMJ
Quality & Safety 20 (2011), table of runs after F. Swed and C. Eisenhart (1943); Minitab, Methods and
formulas for run chart; NIST/SEMATECH e-Handbook 1.3.5.13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np

from leanbench.stats.base.result_words import p_text
from leanbench.stats.base.samples import Floats, Ints, StatsError, clean, column, count, whole
from leanbench.stats.spc.chart_build import Lines, finish, panel, stage_info
from leanbench.stats.spc.chart_design import Design, Setup
from leanbench.stats.spc.chart_spec import WITHOUT_SIGMA, ChartSpec
from leanbench.stats.spc.control_chart import ControlChart
from leanbench.stats.spc.rules import Rule, RuleSet, Signal
from leanbench.words.language import _

__all__ = ["run"]


@dataclass(frozen=True, slots=True)
class Anhoej:
    """Runs about a center: n_useful points off it; a signal when a run is too long or crossings too few."""

    n_useful: int
    longest_run: int
    longest_run_max: int
    crossings: int
    crossings_min: int

    @property
    def signal(self) -> bool:
        """The points do not vary by chance alone."""
        return self.longest_run > self.longest_run_max or self.crossings < self.crossings_min


@dataclass(frozen=True, slots=True)
class RunTest:
    """Runs against chance: number, expected number, z, and p values on each side."""

    runs: int
    expected: float
    z: float
    p_low: float
    p_high: float
    n_above: int
    n_below: int

    @property
    def p(self) -> float:
        """Two-sided p value."""
        return math.erfc(abs(self.z) / math.sqrt(2.0))


def _sides(values: Floats, center: Floats | float) -> Floats:
    side = np.sign(np.where(np.abs(values - center) <= 1e-13 * np.abs(values), 0.0, values - center))
    kept: Floats = side[side != 0]
    return kept


def anhoej(values: Floats, center: Floats | float, pieces: Ints | None = None) -> Anhoej:
    """Longest run and crossings; points on the center do not count, and no run goes on where `pieces` changes.

    A run may be round(log2 n) + 3 long; crossings may be as few as the 5% point of the binomial (n-1, 0.5).
    """
    off = _off_center(values, center)
    side = np.sign((values - center)[off])
    n = int(side.size)
    if n < 2:
        return Anhoej(n, n, n + 3, 0, 0)
    change = np.flatnonzero(side[1:] != side[:-1])
    edges = _edges(side, None if pieces is None else pieces[off]) - 1
    longest, fewest = anhoej_limits(n)
    return Anhoej(n, int(np.diff(edges).max()), longest, int(change.size), fewest)


def _off_center(values: Floats, center: Floats | float) -> Ints:
    """The points that do not lie on the center."""
    return np.flatnonzero(np.abs(values - center) > 1e-13 * np.abs(values))


def _edges(side: Floats, pieces: Ints | None) -> Ints:
    """Where runs of equal entries begin, and the end of the last: a run ends where `pieces` changes."""
    differs = side[1:] != side[:-1]
    if pieces is not None:
        differs |= pieces[1:] != pieces[:-1]
    return np.concatenate(([0], np.flatnonzero(differs) + 1, [side.size])).astype(np.int64)


def anhoej_limits(n: int) -> tuple[int, int]:
    """The longest run and the fewest crossings that chance allows n points (2 or more) off the median."""
    return round(math.log2(n)) + 3, _binomial_quantile(n - 1)


def _binomial_quantile(n: int, q: float = 0.05) -> int:
    """Smallest k with P(X <= k) >= q for n fair coins."""
    log_total, cumulative = math.lgamma(n + 1) - n * math.log(2.0), 0.0
    for k in range(
        max(int(n / 2 - 10 * math.sqrt(n)), 0), n + 1
    ):  # below 20 standard deviations lies nothing
        cumulative += math.exp(log_total - math.lgamma(k + 1) - math.lgamma(n - k + 1))
        if cumulative >= q * (1 - 1e-12):
            return k
    return n


def runs_about(values: Floats, center: float) -> RunTest:
    """Runs test about a center: clustering when there are too few runs, mixtures when too many.

    Expected runs 1 + 2 n1 n2/N; variance 2 n1 n2 (2 n1 n2 - N)/(N^2 (N-1)). Points on the center are left out.
    Raises StatsError when all points lie on one side.
    """
    side = _sides(values, center)
    above, below = int(np.count_nonzero(side > 0)), int(np.count_nonzero(side < 0))
    n = above + below
    if above == 0 or below == 0:
        raise StatsError(_("The runs test needs points on both sides of the center."))
    runs = int(np.count_nonzero(side[1:] != side[:-1])) + 1
    product = 2.0 * above * below
    expected = 1 + product / n
    variance = product * (product - n) / (n * n * (n - 1.0))
    return _test(runs, expected, variance, above, below)


def runs_up_and_down(values: Floats) -> RunTest:
    """Runs up and down: trends when there are too few, oscillation when too many.

    Expected (2N - 1)/3, variance (16N - 29)/90, N points; neighbors that are equal are stepped over.
    """
    direction = np.sign(np.diff(values))
    direction = direction[direction != 0]
    n = int(direction.size) + 1
    if n < 3:
        raise StatsError(
            _("The test of runs up and down needs at least 3 points that differ from their neighbors.")
        )
    runs = int(np.count_nonzero(direction[1:] != direction[:-1])) + 1
    up, down = int(np.count_nonzero(direction > 0)), int(np.count_nonzero(direction < 0))
    return _test(runs, (2 * n - 1) / 3.0, (16 * n - 29) / 90.0, up, down)


def _test(runs: int, expected: float, variance: float, above: int, below: int) -> RunTest:
    z = (runs - expected) / math.sqrt(variance) if variance > 0 else 0.0
    low = 0.5 * math.erfc(-z / math.sqrt(2.0))
    return RunTest(runs, expected, z, low, 0.5 * math.erfc(z / math.sqrt(2.0)), above, below)


def run_limits(n: int) -> tuple[int, int]:
    """Fewest and most runs that chance allows (about 2.5% on each side), n points off the median.

    The exact distribution of runs with equal halves above and below, as in the table of Swed and Eisenhart on
    which IHI's table rests.
    """
    half = n // 2
    other = n - half
    total = math.comb(n, half)
    chances = []
    for runs in range(2, n + 1):
        k = runs // 2
        if runs % 2 == 0:
            ways = 2 * math.comb(half - 1, k - 1) * math.comb(other - 1, k - 1)
        else:
            ways = math.comb(half - 1, k) * math.comb(other - 1, k - 1)
            ways += math.comb(half - 1, k - 1) * math.comb(other - 1, k)
        chances.append(ways / total)
    low, high = 2, n
    cumulative = 0.0
    for runs, chance in enumerate(chances, start=2):
        cumulative += chance
        if cumulative > 0.025:
            low = runs
            break
    cumulative = 0.0
    for runs in range(n, 1, -1):
        cumulative += chances[runs - 2]
        if cumulative > 0.025:
            high = runs
            break
    return low, high


_IHI = RuleSet(
    "run chart",
    (Rule("shift", "same-side", 6), Rule("trend", "trend", 5)),
    "points",
    "R. J. Perla, L. P. Provost and S. K. Murray, BMJ Quality & Safety 20 (2011)",
)


def run(
    values: Iterable[Any],
    *,
    shift: int = 6,
    trend: int = 5,
    **design: Unpack[Design],
) -> ControlChart:
    """Run chart: the median as center, without limits, with Anhoej's, IHI's and the run tests.

    A shift is `shift` or more points in a row on one side of the median; points on it neither count nor break.
    A trend is `trend` or more rising or falling; equal neighbors are stepped over (IHI).

    Parameters
    ----------
    values : numbers, one per row, in time order.
    design : shared options; `stages`, `baseline`, `excluded` and `center` work as on control charts; `tests`
        other than () are replaced by the run rules.

    Each stage has ``anhoej``, ``clustering``, ``trends`` (RunTest or None) and the runs allowed in its details.
    """
    setup = Setup.of(design)
    given = column(values)
    sample = clean(given, setup.name)
    rows = len(given)
    x = sample.values
    if setup.sigma is not None:
        raise StatsError(_("A run chart has no sigma. Use an I-MR chart for limits."))
    # A known center is enough here: no stage needs a sigma.
    plan = setup.plan(sample.rows, rows)
    rules = (
        _IHI.with_k({"shift": whole(shift, "The shift"), "trend": whole(trend, "The trend")})
        if design.get("tests") != ()
        else RuleSet("no tests", ())
    )
    lines, signals, details = Lines(plan), [], []
    for span in plan:
        piece = None if plan.pieces is None else plan.pieces[span.where]
        part = x[span.where]
        center = span.center if span.center is not None else float(np.median(part[span.use]))
        lines.add(center, np.nan, np.nan, np.nan)
        if rules.rules:
            signals += _shift_signals(part, center, shift, span.where.start, rules.rules[0], piece)
            signals += _trend_signals(part, trend, span.where.start, rules.rules[1], piece)
            signals += _anhoej_signals(part, center, span.where.start, piece)
        details.append(_run_details(part, center, piece))
    size = np.broadcast_to(np.int64(1), (x.size,))
    empty = RuleSet("run chart", ())
    drawn = panel("Run", setup.name, x, plan, lines, empty, "first-four", row=sample.rows, size=size)
    main = _with_signals(drawn, tuple(sorted(signals, key=lambda s: s.point)), rules)
    stages = tuple(
        stage_info(span, (main,), math.nan, "none (run chart)", told)
        for span, told in zip(plan, details, strict=True)
    )
    notes = [*sample.notes, *plan.notes, *_run_notes(stages)]
    text = (
        f"median as center; shift of {shift}, trend of {trend}; Anhoej limits; {setup.profile.title} profile"
    )
    labels = setup.point_labels(sample.rows, rows)
    return finish(RUN, setup, (main,), stages, text, notes, labels)


def _with_signals(main: Any, signals: tuple[Signal, ...], rules: RuleSet) -> Any:
    return replace(main, signals=signals, tests=rules)


def _shift_signals(
    x: Floats, center: float, length: int, start: int, rule: Rule, pieces: Ints | None
) -> list[Signal]:
    """Runs on one side; points on the center are skipped over."""
    off = _off_center(x, center)
    own = None if pieces is None else pieces[off]
    return _long_runs(np.sign(x[off] - center), off, length, start, rule, own, steps=0)


def _trend_signals(x: Floats, length: int, start: int, rule: Rule, pieces: Ints | None) -> list[Signal]:
    """Rising or falling runs; of equal neighbors only the first counts."""
    across = np.zeros(max(x.size - 1, 0), dtype=bool) if pieces is None else np.diff(pieces) != 0
    keep = np.concatenate(([0], np.flatnonzero((np.diff(x) != 0) | across) + 1)).astype(np.int64)
    if keep.size < 2:
        return []
    steps = np.where(across[keep[1:] - 1], 0.0, np.sign(np.diff(x[keep])))
    return _long_runs(steps, keep, length - 1, start, rule, None, steps=1)


def _anhoej_signals(x: Floats, center: float, start: int, pieces: Ints | None) -> list[Signal]:
    """A run that is too long, at its last point; too few crossings, at the last point of the stage."""
    found = anhoej(x, center, pieces)
    signals = []
    off = _off_center(x, center)
    if found.longest_run > found.longest_run_max:
        side = np.sign(x[off] - center)
        edges = _edges(side, None if pieces is None else pieces[off])
        at = int(np.argmax(np.diff(edges)))
        points = tuple((off[edges[at] : edges[at + 1]] + start).tolist())
        name = f"run of {found.longest_run}, at most {found.longest_run_max} expected"
        signals.append(Signal("run", name, points[-1], points, "above" if side[edges[at]] > 0 else "below"))
    if found.crossings < found.crossings_min:
        name = f"{count(found.crossings, 'crossing')} of the median, at least {found.crossings_min} expected"
        last = start + x.size - 1
        signals.append(Signal("crossings", name, last, (last,), ""))
    return signals


def _long_runs(
    side: Floats, at: Any, length: int, start: int, rule: Rule, pieces: Ints | None, *, steps: int
) -> list[Signal]:
    """Signals at every point that makes a run `length` long or longer; `at` has `steps` more entries.

    An entry 0 is no run, and none goes on where `pieces` changes.
    """
    found: list[Signal] = []
    name = rule.describe()
    if side.size == 0:
        return found
    edges = _edges(side, pieces)
    chosen = np.flatnonzero((np.diff(edges) >= length) & (side[edges[:-1]] != 0))
    places, up = (at + start).tolist(), (side[edges[chosen]] > 0).tolist()
    for first, end, above in zip(edges[chosen].tolist(), edges[chosen + 1].tolist(), up, strict=True):
        for last in range(first + length, end + 1):
            points = tuple(places[first : last + steps])
            found.append(Signal(rule.test, name, points[-1], points, "above" if above else "below"))
    return found


def _run_details(x: Floats, center: float, pieces: Ints | None) -> dict[str, Any]:
    details: dict[str, Any] = {
        "anhoej": anhoej(x, center, pieces),
        "clustering": None,
        "trends": None,
        "runs_allowed": None,
    }
    try:
        details["clustering"] = runs_about(x, center)
    except StatsError as error:
        details["clustering_note"] = str(error)
    try:
        details["trends"] = runs_up_and_down(x)
    except StatsError as error:
        details["trends_note"] = str(error)
    useful = details["anhoej"].n_useful
    if 10 <= useful <= 1000:
        details["runs_allowed"] = run_limits(useful)
    return details


def _allowed(limits: tuple[int, int] | None) -> str:
    return f" ({limits[0]} to {limits[1]} expected)" if limits else ""


def _run_notes(stages: Iterable[Any]) -> list[str]:
    notes = []
    for info in stages:
        a: Anhoej = info.details["anhoej"]
        where = f"Stage {info.name}: " if info.name != "all" else ""
        verdict = "more than chance" if a.signal else "as chance alone would give"
        notes.append(
            f"{where}longest run {a.longest_run} (at most {a.longest_run_max} expected), "
            f"{count(a.crossings, 'crossing')} (at least {a.crossings_min} expected): {verdict} (Anhoej)"
        )
        clustering, trends = info.details["clustering"], info.details["trends"]
        if clustering is not None and trends is not None:
            notes.append(
                f"{where}{count(clustering.runs, 'run')}{_allowed(info.details['runs_allowed'])}; "
                f"clustering {p_text(clustering.p_low)}, mixtures {p_text(clustering.p_high)}, "
                f"trends {p_text(trends.p_low)}, oscillation {p_text(trends.p_high)}"
            )
    return notes


RUN = ChartSpec(
    "run", run, "Run chart", "Is there a shift or a trend, with few points and no assumptions?",
    ("values",), "value", {"shift": (), "trend": ()},
    tuple(name for name in WITHOUT_SIGMA if name not in ("k", "counting")), {"Run": "value"}, "Median",
    run_length="run", differences=("median points", "tests 3 and 4", "runs and stages"),
)  # fmt: skip
CHARTS = (RUN,)
