"""Quality of a map's routing: rolled %C&A, and the chance that a case passes without rework or exit.

Both are products along the first pass. Where a way is chosen, no single product says it; then the same number is
told as 1 less what each step loses of the cases that reach it still right (which needs no product over ways).
"""

from __future__ import annotations

from collections.abc import Sequence

from leanbench.flow import folding
from leanbench.flow.columns import at
from leanbench.flow.measures.map_facts import MapFacts
from leanbench.flow.measures.metric_table import MARKOV, MARTIN, Inputs, inputs, metric, unknown
from leanbench.quantity import Term
from leanbench.words import N_, _


def _product(
    facts: MapFacts, word: str, shares: Sequence[float], positions: Sequence[int], note: str
) -> Inputs:
    """The product of shares along the first pass; `positions` are the steps where they may be below 1."""
    ids = facts.ids(positions)
    column = Term(word, [100.0 * share for share in at(shares, positions)], "%", ids)
    if facts.flow.straight:
        return inputs(column, note=note, formula=f"product of {word}")
    reaching = [0.0] * len(shares)
    folding.reaching(facts.first_pass, shares, 1.0, reaching)
    right = Term("still right before it", [100.0 * share for share in at(reaching, positions)], "%", ids)
    return inputs(right, column, note=note, formula=f"1 - sum of still right before it x (1 - {word})")


@metric("Rolled %C&A", "%", 1, "product of %C&A",
        "Steps of the main path; all members of parallel work count; branches are left out; a blank is skipped, not"
        " taken as 100%", MARTIN, "more")  # fmt: skip
def rolled_ca_pct(facts: MapFacts) -> Inputs:
    main = facts.flow.main
    judged = [i for i in main if facts.judged[i] is not None]
    skipped = len(main) - len(judged)
    note = (
        _("{skipped} of {count} steps have no %C&A; skipped").format(skipped=skipped, count=len(main))
        if skipped
        else ""
    )
    if not judged:
        return unknown(note)
    positions = [i for i in facts.flow.passed if facts.judged[i] is not None]
    return _product(facts, "%C&A", facts.shares, positions, note)


@metric("Cases without rework or exit", "%", 1, "product of chance to go on",
        "Over the links of the main path; alternatives count as leaving the main path", MARKOV, "more")  # fmt: skip
def first_pass_probability_pct(facts: MapFacts) -> Inputs:
    stay = facts.flow.stay
    return _product(facts, N_("chance to go on"), stay, [i for i in facts.flow.passed if stay[i] != 1.0], "")
