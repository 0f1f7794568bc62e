"""A number that explains itself.

Every figure a user can see is a `Quantity`: the value with its unit, what it rests on, and the
formula with its terms. The explain card in the window and the footnote in a paper print the same
text, because both take it from here, where the number was computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Basis = Literal["estimated", "measured", "projected", "confirmed", "given"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One computed figure.

    Parameters
    ----------
    name : str
        The machine name, as printed by ``leanbench metrics --json``: ``lead_time_first_pass_min``.
    label : str
        The words a facilitator reads: ``Lead time, first pass``.
    value : float or None
        The exact value; ``None`` when it cannot be computed, and then `note` says why.
    unit : str
        ``min``, ``bd``, ``%``, ``h``, ``USD``, ``steps``, ``count`` ...
    basis : Basis
        What the inputs rest on. Projected is computed from a future map; confirmed from data after it.
    formula : str
        The formula in words and symbols, without the values: ``sum of (wait + process time)``.
    terms : mapping of str to str
        The values put in, ready to print, in the order of the formula.
    convention : str
        The rule chosen where schools differ: ``critical path through parallel groups``.
    source : str
        Where the formula comes from, citable.
    note : str
        What the reader must know: steps left out, why there is no value.
    """

    name: str
    label: str
    value: float | None
    unit: str
    basis: Basis = "estimated"
    formula: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    convention: str = ""
    source: str = ""
    note: str = ""

    def explain(self) -> str:
        """The explain card and the printed footnote: formula, terms, convention, basis, source."""
        parts = [f"{self.label} = {self.formula}" if self.formula else self.label]
        if self.terms:
            parts.append("; ".join(f"{name}: {value}" for name, value in self.terms.items()))
        parts.extend(text for text in (self.convention, self.note) if text)
        parts.append(f"Basis: {self.basis}")
        if self.source:
            parts.append(f"Source: {self.source}")
        return ". ".join(part.rstrip(".") for part in parts) + "."
