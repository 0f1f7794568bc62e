"""No sentence contradicts its number: a law over all methods, on strong, unrelated and short data, each question."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from leanbench.analyses import catalogue
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Dataset, Study
from leanbench.plots.answers import inner
from leanbench.stats.capability.capability_verdict import LEAST_FOR_VERDICT
from leanbench.stats.msa.gage_result import verdict_of
from leanbench.tables import dataset, read
from look.example_cases import CASES, GAGE, study_of

NAMES = [name for name, method in catalogue.methods().items() if method.needs_data]
RNG = np.random.default_rng(11)


@cache
def _varied(which: str, kind: str) -> Dataset:
    """The cases as they are; with every column shuffled on its own (nothing is related); or the first few rows."""
    data = {"cases": CASES, "gage": GAGE}[which]
    head, *rows = data.text.strip().splitlines()
    cells = [row.split(",") for row in rows]
    if kind == "short":
        step = max(1, len(cells) // 12)
        cells = cells[::step]
    elif kind == "null":
        columns = [[row[i] for row in cells] for i in range(len(cells[0]))]
        for i, column in enumerate(columns[1:], 1):
            columns[i] = [column[k] for k in RNG.permutation(len(column))]
        cells = [list(row) for row in zip(*columns, strict=True)]
    return dataset(
        read("\n".join([head, *(",".join(row) for row in cells)])), id=f"{data.id}-{kind}", name=kind
    )


def _alternatives(name: str) -> list[dict[str, Any]]:
    fields = {field.name: field for field in catalogue.methods()[name].fields}
    if "alternative" not in fields:
        return [{}]
    return [
        {} if value is None else {"alternative": value} for value, _words in fields["alternative"].choices
    ]


def _test(found: Any, told: str) -> None:
    alpha = 1 - found.confidence - 1e-15
    if "would rarely give" in told:
        assert found.p < alpha
    if "could well give" in told or "Not shown" in told:
        assert found.p >= alpha
    if "could well give" in told:
        assert not found.both_ways < alpha
    if " are related (" in told:
        assert found.p < alpha
    if re.search(r"\b(rises|falls)\b:? ", told.split(".")[0]):
        assert found.p < alpha
    effect = found.effect
    if effect is not None:
        ratio = "Ratio" in effect.label
        above = effect.value > (1.0 if ratio else 0.0)
        if f" higher than that of {found.groups[0].name} (" in found.headline:
            assert above
        if f" lower than that of {found.groups[0].name} (" in found.headline:
            assert not above


def _chart(found: Any, told: str) -> None:
    signaling = found.is_signaling() & ~found.panels[0].excluded
    assert told.startswith("Not stable") == bool(signaling.any()) or "no tests" in told or "Too few" in told
    if told.startswith("Not stable"):
        assert int(re.search(r"(\d+) of", told)[1]) == int(signaling.sum())  # type: ignore[index]


def _capability(found: Any, told: str) -> None:
    n = getattr(found, "n", LEAST_FOR_VERDICT)
    meets = re.search(r"The process (meets|does not meet) its limits", told)
    if meets is not None:
        assert n >= LEAST_FOR_VERDICT
        numbers = re.search(r"Ppk (?:=|is) \S+ \((?:95% interval )?(\S+) to (\S+)\)", told)
        assert numbers is not None
        low, high = (float(text.replace("−", "-")) for text in numbers.groups())
        assert low >= 0.995 if meets[1] == "meets" else high <= 1.005


def _gage(found: Any, told: str) -> None:
    spans = [verdict_of(low) != verdict_of(high) for low, high in found.intervals.values() if (low, high)]
    if "by the estimate alone" in told.split(". ")[0]:
        assert any(spans)
    assert ("cannot tell" in told) == ("by the estimate alone" in told)


def _change(found: Any, told: str) -> None:
    alpha = 1 - found.confidence
    assert told.startswith("A change of") == (found.verdict == "not shown")
    assert (found.verdict == "not shown") == (not found.test.p < alpha)


def _p_of(found: Any, told: str) -> None:
    """Results with one p-value of their own and a word for it."""
    p = getattr(found, "p", None)
    if p is None or not isinstance(p, float) or math.isnan(p):
        return
    alpha = 0.05 if not hasattr(found, "confidence") else 1 - found.confidence
    if "rarely give" in told:
        assert p < alpha
    if "could well give" in told or "no sign that" in told or "No sign that" in told:
        assert p >= alpha - 1e-12
    if "values depend on" in told and "no sign" not in told:
        assert p < alpha


SLOW = ("capability-nonnormal", "distribution-id", "transform", "probability-plot")
CHECKS: dict[str, Callable[[Any, str], None]] = {
    "HypothesisTest": _test, "ControlChart": _chart, "Change": _change, "NormalCapability": _capability,
    "NonnormalCapability": _capability, "GageStudy": _gage,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_contradicts_its_number(name: str) -> None:
    item, data = study_of(name)
    tried = 0
    for kind in ("strong", "null", "short"):
        if kind == "null" and name in SLOW:
            continue
        for own in _alternatives(name):
            varied = _varied(data.id, kind)
            study = Study("s", method=name, dataset=varied.id, options={**item.options, **own})
            try:
                found = inner(studies.of(study, varied))
            except UserError:
                continue  # too few or too even to say anything
            tried += 1
            told = " ".join(found.summary())
            assert not re.search(r"\b(nan|inf)\b", told), told
            CHECKS.get(type(found).__name__, _p_of)(found, told)
            if hasattr(found, "p"):
                _p_of(found, told)
    assert tried
