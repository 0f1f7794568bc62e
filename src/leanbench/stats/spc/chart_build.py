"""How a chart function makes its chart: lines stage by stage, panels with their signals, stages, the record.

A chart function lays out its points (`phases.plan_points`), computes center and limits stage by stage
into `Lines`, and calls `panel` for each picture. Arrays of one value are views without memory of their
own, so that a chart of a million points stays small.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from leanbench.stats.base.samples import Floats, Ints
from leanbench.stats.spc.chart_design import Setup
from leanbench.stats.spc.chart_spec import ChartSpec
from leanbench.stats.spc.control_chart import ControlChart, Panel, StageInfo, is_flat
from leanbench.stats.spc.phases import Bools, Plan, Span
from leanbench.stats.spc.rule_patterns import find_signals
from leanbench.stats.spc.rule_set import Panels, RuleSet, suitable
from leanbench.stats.spc.signal_arrays import Signals, Stretch


class Lines:
    """Center, limits and sigma of one panel while a chart is being computed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._parts: list[tuple[Floats | float, ...]] = []

    def add(
        self, center: Floats | float, lcl: Floats | float, ucl: Floats | float, sigma: Floats | float
    ) -> None:
        """The lines of the next stage: a number, or one value per point of the stage."""
        self._parts.append((center, lcl, ucl, sigma))

    def arrays(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Center, lcl, ucl and sigma for all points."""
        return tuple(self._joined(which) for which in range(4))  # type: ignore[return-value]

    def _joined(self, which: int) -> Floats:
        sizes = [span.n for span in self._plan]
        parts = [
            np.broadcast_to(np.float64(part[which]) if np.isscalar(part[which]) else part[which], (size,))
            for part, size in zip(self._parts, sizes, strict=True)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)


def panel(
    name: str,
    label: str,
    points: Floats,
    plan: Plan,
    lines: Lines,
    rules: RuleSet,
    kind: Panels,
    *,
    row: Ints,
    size: Floats | Ints,
    k: float = 3.0,
    excluded: Bools | None = None,
) -> Panel:
    """Finish a panel: lines to arrays, and the tests stage by stage (runs never span two stages)."""
    drawn = center, lcl, ucl, sigma = lines.arrays()
    applied = suitable(rules, kind)
    found: list[Stretch] = []
    pieces = plan.pieces
    for span in plan:
        at = span.where
        values = points[at]
        inner: slice | Ints = at
        if np.isnan(values.min()):
            valid = ~np.isnan(values)
            if not valid.any():
                continue
            skipped = int(np.argmax(valid))
            inner = slice(at.start + skipped, at.stop)
            if not valid[skipped:].all():
                inner = np.flatnonzero(valid) + at.start
        signals = _signals(points, drawn, inner, applied, k, None if pieces is None else pieces[inner])
        found.extend(signals.stretches())
    return Panel(
        name, label, points, center, lcl, ucl, sigma, plan.stage, row, size,
        plan.excluded if excluded is None else excluded, plan.reasons,
        Signals(found), applied, 0, kind == "all" or any(rule.kind == "zone" for rule in applied.rules),
        plan.places,
    )  # fmt: skip


def _signals(
    points: Floats,
    lines: tuple[Floats, Floats, Floats, Floats],
    at: slice | Ints,
    rules: RuleSet,
    k: float,
    pieces: Ints | None,
) -> Signals:
    """Signals among the points `at`.

    Points without a value (the range of a subgroup of one) are stepped over: patterns go on across them. They end
    where `pieces` changes: there an empty place stands on the axis.
    """
    if pieces is not None and pieces[0] != pieces[-1] and not all(r.kind == "beyond" for r in rules.rules):
        return _signals_in_pieces(points, lines, at, rules, k, pieces)
    center, lcl, ucl, sigma = (line[at] for line in lines)
    found = find_signals(
        points[at], _line(center), _line(sigma), rules, lcl=_limit(lcl, -1), ucl=_limit(ucl, 1), k=k,
        offset=at.start if isinstance(at, slice) else 0,
    )  # fmt: skip
    return found if isinstance(at, slice) else found.moved(at)


def _signals_in_pieces(
    points: Floats,
    lines: tuple[Floats, Floats, Floats, Floats],
    at: slice | Ints,
    rules: RuleSet,
    k: float,
    pieces: Ints,
) -> Signals:
    """The same with so many empty entries between the pieces that no pattern reaches across."""
    index = np.arange(at.start, at.stop) if isinstance(at, slice) else at
    apart = max((rule.of or 1) for rule in rules.rules)
    steps = np.append(0, np.cumsum(np.diff(pieces) > 0)) * apart
    place = np.arange(index.size) + steps
    size = int(place[-1]) + 1

    def spread(values: Floats) -> Floats:
        if values.strides == (0,):
            return np.broadcast_to(values[0], (size,))
        found = np.full(size, np.nan)
        found[place] = values[index]
        return found

    back = np.full(size, -1)
    back[place] = index
    center, lcl, ucl, sigma = (spread(line) for line in lines)
    found = find_signals(
        spread(points), _line(center), _line(sigma), rules, lcl=_limit(lcl, -1), ucl=_limit(ucl, 1), k=k
    )
    return found.moved(back)


def _line(line: Floats) -> Floats | float:
    """One number for a line that is the same everywhere, so that no array is made of it."""
    return float(line[0]) if line.size and line.strides == (0,) else line


def _limit(limit: Floats, side: int) -> Floats | float:
    """A missing limit cannot be crossed."""
    one = _line(limit)
    if isinstance(one, float):
        return side * math.inf if math.isnan(one) else one
    missing = np.isnan(limit)
    return np.where(missing, side * math.inf, limit) if missing.any() else limit


def stage_info(
    span: Span,
    panels: tuple[Panel, ...],
    sigma: float,
    estimator: str,
    details: Mapping[str, Any] | None = None,
    known: Mapping[str, float] | None = None,
) -> StageInfo:
    """The numbers of one stage, with lines that vary as None. Center and sigma are known unless said otherwise."""
    at = span.where
    if known is None:
        center = (details or {}).get("center", _single(panels[0].center[at]))
        known = {} if center is None else {"center": float(center)}
        known |= {} if math.isnan(sigma) else {"sigma": sigma}
    return StageInfo(
        span.name, at.start, at.stop - 1, span.n, int(np.count_nonzero(span.use)),
        {p.name: _single(p.center[at]) for p in panels}, {p.name: _single(p.lcl[at]) for p in panels},
        {p.name: _single(p.ucl[at]) for p in panels}, sigma, estimator, details or {}, known,
    )  # fmt: skip


def finish(
    spec: ChartSpec,
    setup: Setup,
    panels: tuple[Panel, ...],
    stages: tuple[StageInfo, ...],
    convention: str,
    notes: Iterable[str],
    labels: Sequence[str],
    details: Mapping[str, Any] | None = None,
    title: str = "",
) -> ControlChart:
    """The chart of this kind from its panels and stages; its title is that of the kind, without what explains it."""
    title = title or spec.title.partition(" (")[0]
    if spec.plots != "sum":  # both sides of a sum share one picture
        panels = tuple(replace(panel, axis=at) if at else panel for at, panel in enumerate(panels))
    return ControlChart(
        spec.method, title, panels, stages, convention, tuple(notes), setup.profile.name, setup.name, setup.k,
        labels, details or {}, setup.unit,
    )  # fmt: skip


def _single(values: Floats) -> float | None:
    if not is_flat(values):
        return None
    known = values[:1] if values.strides == (0,) else values[~np.isnan(values)]
    return None if known.size == 0 or math.isnan(known[0]) else float(known[0])
