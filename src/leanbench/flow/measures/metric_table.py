"""The one table of metrics: a metric is one function from the facts of a map to a figure.

A function is entered with its words: label, unit, decimals, formula, convention and source. It hands back the terms;
its value is the formula worked out on them (`leanbench.quantity.figure`), so terms and value cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from leanbench.flow.measures.map_facts import MapFacts
from leanbench.quantity import Quantity, Term, figure
from leanbench.words import N_, _
from leanbench.words.numbers import rounded

Better = Literal["less", "more", ""]

MARKOV = N_(
    "Absorbing Markov chain: visits = row of (I − Q)⁻¹ (Kemeny and Snell, Finite Markov Chains, 1960)"
)
MARTIN = N_("Martin and Osterling, Metrics-Based Process Mapping, 2013")
LEARNING_TO_SEE = N_("Rother and Shook, Learning to See, 1998")
COUNTED = N_("Counted on the map as drawn")
CRITICAL = N_("Critical path: in parallel work the branch with the longest wait + process time")
EXPECTED = N_(
    "Rework, exits and alternatives by their probabilities; work sent back may fail again; parallel work takes"
    " the longest branch mean (planned)"
)
LABOR = N_("Roles marked unpaid (customer, automatic system) are left out; one person per step")


class Inputs(NamedTuple):
    """What a metric was computed from: its terms, a remark, and its formula where that depends on the map."""

    terms: tuple[Term, ...]
    note: str = ""
    formula: str = ""


def inputs(*terms: Term, note: str = "", formula: str = "") -> Inputs:
    """The terms of a metric, in the order of its formula."""
    return Inputs(terms, note, formula)


def unknown(why: str) -> Inputs:
    """A metric that cannot be computed, and why."""
    return Inputs((), why)


class Metric(Struct, frozen=True):
    """One metric of a map: its words and print rule, and the function that finds its terms.

    The words stand here in English, for the catalog; a figure has them in the language of the moment. Formula and
    terms stay English, because the value is worked out on them; they are translated where they are told.
    `better` is the direction that is an improvement; `of_map` is False for one that needs no steps.
    """

    name: str
    label: str
    unit: str
    decimals: int
    formula: str
    convention: str
    source: str
    better: Better
    terms: Callable[[MapFacts], Inputs]
    of_map: bool = True

    @property
    def definition(self) -> str:
        """Formula and convention as one text."""
        return ". ".join(_(text) for text in (self.formula, self.convention) if text)

    def quantity(self, facts: MapFacts) -> Quantity:
        """The figure for one map."""
        empty = self.of_map and facts.flow.expected is None
        found = unknown(_("The map has no steps")) if empty else self.terms(facts)
        return figure(
            self.name, _(self.label), self.unit, found.formula or self.formula, found.terms, _(self.convention),
            _(self.source),
            found.note, basis=facts.basis if self.of_map else "given",
            missing="" if found.note else _("An input is missing"), names=facts.names,
        )  # fmt: skip


METRICS: dict[str, Metric] = {}  # by name, in the order in which they are printed


def metric(
    label: str,
    unit: str,
    decimals: int,
    formula: str,
    convention: str,
    source: str,
    better: Better,
    *,
    of_map: bool = True,
) -> Callable[[Callable[[MapFacts], Inputs]], Callable[[MapFacts], Inputs]]:
    """Enter a function in the table; its name is the name of the metric."""

    def enter(terms: Callable[[MapFacts], Inputs]) -> Callable[[MapFacts], Inputs]:
        name = terms.__name__
        METRICS[name] = Metric(
            name, label, unit, decimals, formula, convention, source, better, terms, of_map
        )
        return terms

    return enter


def decimals(name: str) -> int:
    """Decimals with which a metric is printed; 2 for a name that is not in the table."""
    return METRICS[name].decimals if name in METRICS else 2


def printed_value(name: str, value: float) -> float:
    """The value rounded as it is printed, half away from zero on the shortest decimal form."""
    return rounded(value, decimals(name))


def metric_term(facts: MapFacts, word: str, name: str) -> Term:
    """Another metric of the same map as a term called `word`."""
    found = facts.quantity(name, lambda: METRICS[name].quantity(facts))
    return Term(word, found.value, found.unit)


def all_quantities(facts: MapFacts) -> Mapping[str, Quantity]:
    """Every metric of a map, made when somebody looks."""
    from leanbench.flow.lazy import LazyMapping

    return LazyMapping(METRICS, lambda name: facts.quantity(name, lambda: METRICS[name].quantity(facts)))
