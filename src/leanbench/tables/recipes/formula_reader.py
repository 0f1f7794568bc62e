"""Reading a formula of columns: recursive descent that works out whole columns. Grammar: `column_formula`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leanbench.errors import UserError
from leanbench.schema import replace
from leanbench.tables.recipes.frame import Frame, kind_word
from leanbench.words import _
from leanbench.words.numbers import plain_number
from leanbench.words.working_calendar import Calendar

_TOKEN = re.compile(
    r'\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|"(?P<text>[^"]*)"|\[(?P<column>[^\]]+)\]'
    r"|(?P<word>[^\W\d]\w*)|(?P<sign><=|>=|<>|!=|[-+*/^()=<>,×÷−])|(?P<other>\S))"
)
_SAME = {"×": "*", "÷": "/", "−": "-", "!=": "<>"}
_MINUTES = {"s": 1 / 60, "min": 1.0, "h": 60.0, "d": 1440.0}
_DEEPEST = 60


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A value of a formula: a column, or one cell for all rows. `kind` is number, text, yesno or date."""

    kind: str
    values: Any
    unit: str = ""
    is_plain: bool = False  # a number typed in the formula, which takes the unit it meets
    offsets: Any = None


Function = Callable[["Worker", list[Cells]], Cells]
FunctionTable = Mapping[str, tuple[int, int, Function]]


class Worker:
    """Recursive descent over the tokens; every level gives the cells it worked out."""

    def __init__(
        self, formula: str, frame: Frame, functions: FunctionTable, calendar: Calendar | None, opens: float
    ) -> None:
        self.formula = formula
        self.functions = functions
        self.frame = frame
        self.calendar = calendar
        self.opens = opens
        self.tokens = [match for match in _TOKEN.finditer(formula) if match.lastgroup]
        self.at = 0
        self.depth = 0

    # --- tokens -----------------------------------------------------------------------------------

    def error(self, text: str) -> UserError:
        """A sentence with the place where reading stopped."""
        place = self.tokens[self.at].start() if self.at < len(self.tokens) else len(self.formula)
        before, after = self.formula[:place].strip()[-24:], self.formula[place:].strip()[:24]
        return UserError(
            _("In the formula at “{before} ▸ {after}”: {text}").format(before=before, after=after, text=text)
        )

    def peek(self) -> str:
        """The sign or word that stands here in lower case, empty for anything else."""
        if self.at >= len(self.tokens):
            return ""
        match = self.tokens[self.at]
        text = (match["sign"] or match["word"] or "").lower()
        return _SAME.get(text, text)

    def take(self, *texts: str) -> str:
        """The token when it is one of these, else empty."""
        found = self.peek()
        if found and found in texts:
            self.at += 1
            return found
        return ""

    def deeper(self, read: Callable[[], Cells]) -> Cells:
        """What `read` gives one level further in. Raises UserError where people would no longer follow either."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UserError(_("The formula is nested too deeply. Use two columns."))
        found = read()
        self.depth -= 1
        return found

    def result(self) -> Cells:
        """The whole formula."""
        if not self.tokens:
            raise UserError(_("The formula is empty. Write for example [fee] * 2."))
        found = self.either()
        if self.at < len(self.tokens):
            raise self.error(_("this is one too many, or a sign is missing before it."))
        return found

    # --- conditions -------------------------------------------------------------------------------

    def either(self) -> Cells:
        found = self.deeper(self.both)
        while self.take("or"):
            found = self._join(found, self.both(), np.logical_or)
        return found

    def both(self) -> Cells:
        found = self.negation()
        while self.take("and"):
            found = self._join(found, self.negation(), np.logical_and)
        return found

    def negation(self) -> Cells:
        if self.take("not"):
            return Cells("yesno", np.where(self.truth(self.deeper(self.negation)), 0.0, 1.0))
        return self.comparison()

    def _join(self, a: Cells, b: Cells, how: Callable[[Any, Any], Any]) -> Cells:
        return Cells("yesno", np.asarray(how(self.truth(a), self.truth(b)), dtype=np.float64))

    def truth(self, cells: Cells) -> Any:
        """Where cells are yes. Raises UserError when they are no condition."""
        if cells.kind != "yesno":
            raise self.error(_("a condition is needed here, not {kind}.").format(kind=kind_word(cells.kind)))
        return cells.values == 1.0

    def comparison(self) -> Cells:
        a = self.sum()
        sign = self.take("=", "<>", "<", "<=", ">", ">=", "contains")
        if not sign:
            return a
        b = self.sum()
        kinds = {a.kind, b.kind}
        if sign == "contains" or kinds == {"text"}:
            return self._compare_texts(a, b, sign)
        if "date" in kinds:
            a, b = self.as_dates(a, b)
        elif kinds == {"yesno"} and sign in ("=", "<>"):
            pass
        elif kinds == {"number"}:
            a, b = self.same_unit(a, b)
        else:
            raise self.error(
                _("{one} and {other} cannot be compared so.").format(
                    one=kind_word(a.kind), other=kind_word(b.kind)
                )
            )
        return Cells("yesno", _compare(a.values, b.values, sign))

    def _compare_texts(self, a: Cells, b: Cells, sign: str) -> Cells:
        if a.kind != "text" or b.kind != "text":
            raise self.error(_("two texts are needed here."))
        left, right = _alike(a.values), _alike(b.values)
        if sign == "contains":
            return Cells("yesno", self.for_each(lambda x, y: float(y in x), left, right, np.float64))
        return Cells("yesno", _compare(left, right, sign))

    # --- arithmetic -------------------------------------------------------------------------------

    def sum(self) -> Cells:
        a = self.product()
        while sign := self.take("+", "-"):
            b = self.product()
            if a.kind == "date":
                a = self._from_date(a, b, sign)
            elif a.kind == "text" and b.kind == "text" and sign == "+":
                a = Cells("text", self.for_each(lambda x, y: x + y, a.values, b.values, object))
            else:
                a, b = self.same_unit(self.number(a), self.number(b))
                values = a.values + b.values if sign == "+" else a.values - b.values
                a = Cells("number", values, a.unit or b.unit, a.is_plain and b.is_plain)
        return a

    def _from_date(self, a: Cells, b: Cells, sign: str) -> Cells:
        if b.kind == "date" and sign == "-":
            return Cells("number", days_passed(b, a), "d")
        number = self.number(b)
        if number.unit not in ("", *_MINUTES):
            raise self.error(_("only a time can be added to a date."))
        minutes = number.values * _MINUTES[number.unit or "d"]
        unknown = np.isnan(minutes)
        step = np.rint(np.where(unknown, 0.0, minutes) * 60_000.0).astype(np.int64).astype("timedelta64[ms]")
        moved = a.values.astype("datetime64[ms]") + (step if sign == "+" else -step)
        return Cells("date", np.where(unknown, np.datetime64("NaT", "ms"), moved), offsets=a.offsets)

    def product(self) -> Cells:
        a = self.power()
        while sign := self.take("*", "/"):
            a, b = _as_share(self.number(a)), _as_share(self.number(self.power()))
            with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
                values = (
                    a.values * b.values
                    if sign == "*"
                    else np.where(b.values == 0.0, np.nan, a.values / b.values)
                )
            a = Cells("number", values, _unit_of(a.unit, b.unit, sign), a.is_plain and b.is_plain)
        return a

    def power(self) -> Cells:
        a = self.minus()
        if not self.take("^"):
            return a
        b, a = self.number(self.minus()), self.number(a)
        if b.unit or np.ndim(b.values):
            raise self.error(_("an exponent is a plain number."))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            values = np.asarray(a.values, dtype=np.float64) ** b.values
        unit = f"{a.unit}^{plain_number(float(b.values))}" if a.unit else ""
        return Cells("number", np.where(np.isfinite(values), values, np.nan), unit, a.is_plain)

    def minus(self) -> Cells:
        if self.take("-"):
            found = self.number(self.deeper(self.minus))
            return replace(found, values=-found.values)
        return self.atom()

    def atom(self) -> Cells:
        if self.take("("):
            found = self.either()
            if not self.take(")"):
                raise self.error(_("a closing bracket is missing."))
            return found
        if self.at >= len(self.tokens):
            raise self.error(_("something is missing at the end."))
        match = self.tokens[self.at]
        if match["sign"] or match["other"]:
            raise self.error(_("this cannot stand here."))
        self.at += 1
        if match["number"] is not None:
            return self._typed_number(float(match["number"]))
        if match["text"] is not None:
            return Cells("text", match["text"])
        if match["column"] is not None:
            return self._column(match["column"].strip())
        return self._word(match["word"])

    def _typed_number(self, value: float) -> Cells:
        unit = self.tokens[self.at]["word"] if self.at < len(self.tokens) else None
        if unit in _MINUTES and unit not in self.frame.columns:
            self.at += 1
            return Cells("number", np.float64(value), unit or "")
        return Cells("number", np.float64(value), is_plain=True)

    def _word(self, word: str) -> Cells:
        if self.peek() == "(":
            return self._call(word.lower())
        if word.lower() in ("yes", "true", "no", "false") and word not in self.frame.columns:
            return Cells("yesno", np.float64(word.lower() in ("yes", "true")))
        return self._column(word)

    def _column(self, name: str) -> Cells:
        found = self.frame.column(name)
        if found.kind == "duration":
            return Cells("number", found.values, found.unit or "min")
        return Cells(found.kind, found.values, found.unit, offsets=found.offsets)

    def _call(self, name: str) -> Cells:
        if name not in self.functions:
            self.at -= 1
            text = _("there is no function {name}. There are {known}.")
            raise self.error(text.format(name=name, known=", ".join(sorted(self.functions))))
        least, most, function = self.functions[name]
        self.take("(")
        values: list[Cells] = []
        while not self.take(")"):
            if values and not self.take(","):
                raise self.error(_("a comma or a closing bracket is missing."))
            values.append(self.either())
        if not least <= len(values) <= most:
            wanted = str(least) if least == most else _("{least} to {most}").format(least=least, most=most)
            text = _("{name} takes {wanted} values, not {count}.")
            raise self.error(text.format(name=name, wanted=wanted, count=len(values)))
        return function(self, values)

    # --- kinds and units --------------------------------------------------------------------------

    def number(self, cells: Cells) -> Cells:
        """The cells when they are numbers; yes and no count as 1 and 0."""
        if cells.kind == "yesno":
            return replace(cells, kind="number")
        if cells.kind != "number":
            raise self.error(_("a number is needed here, not {kind}.").format(kind=kind_word(cells.kind)))
        return cells

    def same_unit(self, a: Cells, b: Cells) -> tuple[Cells, Cells]:
        """Both in the unit of the first; a number without a unit takes the other's. Raises UserError."""
        if a.unit == b.unit or not a.unit or not b.unit:
            return a, b
        if a.unit in _MINUTES and b.unit in _MINUTES:
            return a, replace(b, values=b.values * (_MINUTES[b.unit] / _MINUTES[a.unit]), unit=a.unit)
        raise self.error(_("{one} and {other} cannot be added or compared.").format(one=a.unit, other=b.unit))

    def as_dates(self, a: Cells, b: Cells) -> tuple[Cells, Cells]:
        """Both as dates; a text typed in the formula is read as one."""
        from leanbench.tables.cells import dates

        def date(one: Cells) -> Cells:
            if one.kind == "date":
                return one
            if one.kind == "text" and np.ndim(one.values) == 0:
                read = dates([str(one.values)])
                if not read.odd and not np.isnat(read.values[0]):
                    return Cells("date", read.values[0])
            raise self.error(_('a date is needed here, such as [received] or "2026-03-09".'))

        return date(a), date(b)

    def for_each(self, function: Callable[[Any, Any], Any], a: Any, b: Any, kind: Any) -> Any:
        """A function of two texts for every row, or once when neither is a column."""
        if not np.ndim(a) and not np.ndim(b):
            return function(str(a), str(b))
        left = a.tolist() if np.ndim(a) else [str(a)] * self.frame.rows
        right = b.tolist() if np.ndim(b) else [str(b)] * self.frame.rows
        found = np.empty(self.frame.rows, dtype=kind)
        found[:] = [function(x, y) for x, y in zip(left, right, strict=True)]
        return found


def days_passed(a: Cells, b: Cells) -> Any:
    """Elapsed days from one date to another; offsets count."""
    start, end = np.asarray(a.values), np.asarray(b.values)
    passed = (end.astype("datetime64[ms]") - start.astype("datetime64[ms]")).astype(np.float64) / 86_400_000.0
    if a.offsets is not None and b.offsets is not None:
        passed = passed - (b.offsets - a.offsets) / 1440.0
    return np.where(np.isnat(start) | np.isnat(end), np.nan, passed)


def _compare(a: Any, b: Any, sign: str) -> Any:
    signs = {
        "=": np.equal, "<>": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    }  # fmt: skip
    with np.errstate(invalid="ignore"):
        found = np.asarray(signs[sign](a, b), dtype=bool)
    return np.where(is_missing(a) | is_missing(b), 0.0, found.astype(np.float64))


def is_missing(values: Any) -> Any:
    """Where there is no number or date; an empty text is a text: ``[who] = ""`` asks for it."""
    array = np.asarray(values)
    if array.dtype.kind == "M":
        return np.isnat(array)
    return np.isnan(array) if array.dtype.kind == "f" else np.zeros(array.shape, dtype=bool)


def _as_share(cells: Cells) -> Cells:
    """A column of percent counts as a share in products."""
    return replace(cells, values=cells.values / 100.0, unit="") if cells.unit == "%" else cells


def _unit_of(a: str, b: str, sign: str) -> str:
    if sign == "*":
        return f"{a}·{b}" if a and b else a or b
    if a == b:
        return ""
    return f"{a or 1}/{b}" if b else a


def _alike(values: Any) -> Any:
    """Texts as they are compared: case and blanks around do not count."""
    if not np.ndim(values):
        return str(values).strip().casefold()
    texts = values.tolist()
    known = {text: text.strip().casefold() for text in set(texts)}
    return np.fromiter(map(known.__getitem__, texts), dtype=object, count=len(texts))
