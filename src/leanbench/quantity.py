"""A number that explains itself.

Every figure a user can see is a `Quantity`: the value with its unit, what it rests on, and the formula with its
terms. `figure` makes one by working the formula out on the terms (see `leanbench.formula`), so what is explained is
what was computed. The explain card in the window and the footnote in a paper print the same text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from leanbench import formula as formulas
from leanbench.words.language import _
from leanbench.words.numbers import number_text, percent_text

Basis = Literal["estimated", "measured", "projected", "confirmed", "given"]
_LISTED = 30  # rows of a column that are printed


class Term(NamedTuple):
    """One number that a formula used, or a column of numbers, one for each row.

    name : the word that stands for it in the formula. A term that stands in no formula is told beside it.
    value : None when not known; for a column the numbers in the order of `rows` (none where rows are only counted).
    unit : "%" enters the formula as a share.
    rows : what each number of a column belongs to: step ids, roles, years.
    note : where the number comes from, when that is not plain: "typed on the step".
    """

    name: str
    value: float | Sequence[float] | None
    unit: str = ""
    rows: Sequence[str] | None = None
    note: str = ""

    def number(self) -> float | None:
        """The value of a term that is no column."""
        return self.value if isinstance(self.value, (int, float)) else None

    def text(self, names: Mapping[str, str] | None = None) -> str:
        """The value with its unit and note; "none" for a column without rows, which `names` may call otherwise."""
        known = names or {}
        if self.rows is not None:
            values = self.value if isinstance(self.value, (list, tuple)) else ()
            told = [
                f"{known.get(row, row)} {self._number(one)}"
                for row, one in zip(self.rows, values, strict=False)
            ]
            return _list_text(told or [known.get(row, row) for row in self.rows]) or _("none")
        value = self.value_text(self.number())
        return f"{value} ({self.note})" if self.note else value

    def value_text(self, value: float | None, *, with_unit: bool = True) -> str:
        """One value of the term: two decimals, four for a factor without a unit, which is told more exactly."""
        if value is None:
            return _("not known")
        if self.unit == "%":
            return percent_text(value, 2)
        number = number_text(value, 2 if self.unit else 4)
        return f"{number} {_(self.unit)}" if self.unit and with_unit else number

    def _number(self, value: float | None) -> str:
        return self.value_text(value, with_unit=False)


class Quantity(Struct, frozen=True):
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
        The formula in words and symbols, without the values: ``sum of (wait + process time)``. English, like the names
        of its terms, because it is worked out; `explain` tells it in the language of the moment.
    terms : sequence of Term
        The values put in, in the order in which they are told. Worked out on them, the formula gives the value.
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
    terms: Sequence[Term] = ()
    convention: str = ""
    source: str = ""
    note: str = ""
    names: Mapping[str, str] = {}  # what a row of a term is called, where not as it stands

    def explain(self) -> str:
        """The explain card and the printed footnote: formula, terms, convention, basis, source."""
        parts = [f"{self.label} = {_(self.formula)}" if self.formula else self.label]
        if self.terms:
            parts.append("; ".join(f"{name}: {text}" for name, text in self.term_lines()))
        parts.extend(text for text in (self.convention, self.note) if text)
        parts.append(_("Basis: {basis}").format(basis=_(self.basis)))
        if self.source:
            parts.append(_("Source: {source}").format(source=self.source))
        return ". ".join(part.rstrip(".") for part in parts) + "."

    def __repr__(self) -> str:  # without the terms, which may be long columns
        told = (f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name != "terms")
        return f"Quantity({', '.join(told)})"

    def __str__(self) -> str:
        from leanbench.words.figures import quantity_text

        return f"{self.label}: {quantity_text(self)}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p><strong>{escape(str(self))}</strong><br>{escape(self.explain())}</p>"

    def term(self, name: str) -> Term:
        """One term by its name. Raises KeyError."""
        for term in self.terms:
            if term.name == name:
                return term
        raise KeyError(name)

    def term_lines(self) -> list[tuple[str, str]]:
        """The terms ready to print, as (name, text): numbers one by one, columns row by row in one line.

        The columns of a sum are told together, as they stand in it: ("visits x time in min", "“Look” 1.82 x 70; ...").
        """
        if not any(term.rows is not None for term in self.terms):
            return [(_(term.name), term.text()) for term in self.terms]
        node = formulas.parse(self.formula, tuple(term.name for term in self.terms))
        reduced = formulas.rows_of(node)
        places = sorted(formulas.names_in(reduced[1])) if reduced else []
        told = [place for place in places if self.terms[place].rows is not None and self.terms[place].value]
        lines = []
        for place, term in enumerate(self.terms):
            if place not in told:
                lines.append((_(term.name), term.text(self.names)))
            elif place == told[0] and reduced is not None:
                lines.append(self._rows(reduced[1], told))
        return lines

    def _rows(self, inside: formulas.Node, told: Sequence[int]) -> tuple[str, str]:
        """The columns of a sum as one line."""
        terms = self.terms
        units = {terms[place].unit for place in told} - {""}
        common = units.pop() if len(units) == 1 and terms[told[0]].unit != "%" else ""
        rows = terms[told[0]].rows or ()
        written = []
        for at in range(min(len(rows), _LISTED)):
            words = [_(term.name) for term in terms]
            for place in told:
                term = terms[place]
                value = term.value[at] if isinstance(term.value, (list, tuple)) else None
                words[place] = term.value_text(value, with_unit=term.unit != common)
            written.append(f"{self.names.get(rows[at], rows[at])} {formulas.formula_text(inside, words)}")
        name = formulas.formula_text(inside, [_(term.name) for term in terms])
        if common:
            name = _("{columns} in {unit}").format(columns=name, unit=_(common))
        return name, _list_text(written, len(rows))

    def contributions(self) -> list[tuple[str, float]]:
        """What each row of the formula's sum (or product) brings in: ("c9", 7116.2), ... Empty without rows."""
        node = formulas.parse(self.formula, tuple(term.name for term in self.terms))
        values = formulas.contributions(node, [_share(term) for term in self.terms])
        rows = next((term.rows for term in self.terms if term.rows is not None), None) or ()
        return list(zip(rows, values, strict=True)) if values else []


def basis_of(map_id: str) -> Basis:
    """What figures of a map rest on: the current state is estimated, another is projected."""
    return "estimated" if map_id == "current" else "projected"


def figure(
    name: str,
    label: str,
    unit: str,
    formula: str,
    terms: Sequence[Term],
    convention: str = "",
    source: str = "",
    note: str = "",
    *,
    basis: Basis = "estimated",
    missing: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Quantity:
    """A Quantity whose value is its formula worked out on its terms; `missing` is the note where that gives none,
    "An input is missing" when not said otherwise.

    Raises ValueError when the formula names what is no term.
    """
    missing = _("An input is missing") if missing is None else missing
    value = work_out(formula, terms, unit)
    told = note if value is not None or not missing else ". ".join(part for part in (note, missing) if part)
    return Quantity(name, label, value, unit, basis, formula, terms, convention, source, told, names or {})


def work_out(formula: str, terms: Sequence[Term], unit: str = "") -> float | None:
    """The value of a formula on its terms, in `unit`; None where a term is not known or nothing is put in."""
    if not terms:
        return None
    node = formulas.parse(formula, tuple([term.name for term in terms]))
    value = formulas.evaluate(node, [_share(term) for term in terms])
    return value if value is None or unit != "%" else 100.0 * value


def _share(term: Term) -> float | Sequence[float] | None:
    """The value as it enters a formula: percentages as shares, counted rows as such."""
    value = term.value
    if term.rows is not None and not value:
        return list(range(len(term.rows)))
    if term.unit != "%" or value is None:
        return value
    return [one / 100.0 for one in value] if isinstance(value, (list, tuple)) else value / 100.0  # type: ignore[operator]


def _list_text(parts: Sequence[str], count: int | None = None) -> str:
    """Parts joined by semicolons; a long list is cut and says how many follow."""
    count = len(parts) if count is None else count
    texts = list(parts[:_LISTED])
    if count > _LISTED:
        texts.append(_("and {count} more").format(count=count - _LISTED))
    return "; ".join(texts)
