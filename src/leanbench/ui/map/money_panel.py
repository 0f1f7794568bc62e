"""The Money panel: who costs what, what the event costs and saves, and what it brings, capacity apart from budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from leanbench.event.records import Event
from leanbench.flow.gains import benefits
from leanbench.flow.measures import metrics
from leanbench.flow.poor_quality import poor_quality
from leanbench.quantity import Quantity
from leanbench.schema import replace
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.figures_table import FigureRow, FiguresTable, figure_rows
from leanbench.ui.map.money_fields import COSTS, QUALITY, figures_form, people_table, savings_table
from leanbench.ui.map.panel_columns import Columns, Part
from leanbench.ui.map.panel_parts import Explainer, column, framed, scrolled, stacked, tell, words
from leanbench.words import _
from leanbench.words.numbers import number_text

PER_UNIT = ("labour_cost_per_unit_usd", "cost_per_unit_usd", "annual_labour_cost_usd", "annual_labour_hours",
            "fte_required")  # fmt: skip
CAPACITY = ("capacity_freed_hours_per_year", "capacity_freed_fte", "soft_benefit_usd_per_year",
            "customer_wait_saved_bd_per_year")  # fmt: skip
BUDGET = ("hard_savings_usd_per_year", "event_and_implementation_cost_usd")
RETURN = ("roi_hard_only_pct", "payback_months_hard_only", "discounted_payback_months_hard_only", "npv_hard_only_usd",
          "roi_hard_plus_soft_pct", "payback_months_hard_plus_soft")  # fmt: skip


class MoneyPanel(QWidget):
    """People and rates, cost and savings, what it brings."""

    title = "Money"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.explainer = Explainer(session, self)
        self.setAccessibleName("Money")
        self.sentence = words("", "title")
        self.about = words()
        self.people = people_table(session)
        self.costs = figures_form(session, COSTS)
        self.savings = savings_table(session)
        self.quality = figures_form(session, QUALITY)
        self.problem = words("", "bad")
        self.problem.hide()
        self.figures = FiguresTable(session, _("What it brings"), self.explainer.show)
        for table in (self.people, self.savings):
            table.told.connect(partial(tell, self.problem))
        self._build()

    def _build(self) -> None:
        left, box = column(_("People and rates"))
        box.addWidget(scrolled(self.people), 1)
        inside = stacked(
            self.problem,
            self.costs,
            set_role(QLabel(_("Hard savings: money that leaves the budget")), "label"),
            self.savings,
            set_role(QLabel(_("Poor quality, beside the rework on the map")), "label"),
            self.quality,
        )
        middle, box = column(_("Cost and savings"))
        box.addWidget(scrolled(inside), 1)
        right, box = column(_("What it brings"))
        box.addWidget(scrolled(self.figures), 1)
        columns = Columns(
            self.session,
            (
                Part("People", left, 9, 290),
                Part(_("Cost and savings"), middle, 9, 290),
                Part(_("What it brings"), right, 11, 340),
            ),
        )
        framed(self, self.sentence, self.about, columns)

    # --- showing ------------------------------------------------------------------------------

    def states(self) -> tuple[str, str]:
        """The two states compared: the current one, and the one in front (the future when that is the current)."""
        ids = [item.id for item in self.session.event.maps]
        before = "current" if "current" in ids else (ids[0] if ids else "current")
        front = self.session.map_id
        if front in ids and front != before:
            return before, front
        return before, next((key for key in ("future", *ids) if key in ids and key != before), "future")

    def refresh(self) -> None:
        """Read the event again."""
        event = self.session.event
        for form in (self.costs, self.quality):
            form.show_records([event.benefits])
        before, after = self.states()
        known = {item.id: item.name or item.id for item in event.maps}
        found = benefits(event, before, after).quantities
        lines = self._unit_lines(event)
        lines.append(FigureRow(_("Capacity: hours, not cash")))
        lines += self._lines(found[name] for name in CAPACITY)
        lines.append(FigureRow(_("Budget: money")))
        lines += self._lines(found[name] for name in BUDGET)
        lines.append(FigureRow("Return"))
        lines += self._lines(found[name] for name in RETURN)
        for map_id in (key for key in (before, after) if key in known):
            lines.append(FigureRow(_("Poor quality, {known}").format(known=known[map_id])))
            for quantity in poor_quality(event, map_id):
                (row,) = self._lines([quantity])
                lines.append(replace(row, name=f"{quantity.name}@{map_id}"))
        self.figures.show_rows(lines)
        self.sentence.setText(self._sentence(event, known.get(after, ""), found))
        states = (
            _("{before} against {after}").format(before=known[before], after=known[after])
            if after in known and before in known
            else _("One state only")
        )
        self.about.setText(
            _(
                "{states}. A freed hour is capacity until a post, overtime or a contract is given up; "
                "only hard savings are money. Click a figure to see how it came about."
            ).format(states=states)
        )

    def _unit_lines(self, event: Event) -> list[FigureRow]:
        map_ = self.session.map
        if map_ is None:
            return []
        found = metrics(event, map_.id).quantities
        return [
            FigureRow(_("Cost of the work, {name}").format(name=map_.name or map_.id)),
            *self._lines(found[name] for name in PER_UNIT),
        ]

    def _lines(self, quantities: Iterable[Quantity]) -> list[FigureRow]:
        rows = figure_rows(quantities, self.session.event.calendar)
        return [
            replace(row, label=f"{row.label}, FTE")
            if row.figures[0].unit == "FTE" and "FTE" not in row.label
            else row
            for row in rows
        ]

    def _sentence(self, event: Event, after: str, quantities: Mapping[str, Quantity]) -> str:
        if not after:
            return _("Add a future state to see what it frees; cost and savings can be typed now.")
        people = quantities["capacity_freed_fte"].value
        payback = quantities["payback_months_hard_only"].value
        cost = quantities["event_and_implementation_cost_usd"].value
        text = _(
            "“{after}”: the freed capacity is not known without demand, times and productive hours"
        ).format(after=after)
        if people is not None:
            frees = _("“{after}” frees {people} FTE of capacity")
            needs = _("“{after}” needs {people} FTE of capacity more")
            text = (frees if people >= 0 else needs).format(after=after, people=number_text(abs(people), 1))
        if not cost:
            return _("{text}; no cost is recorded yet, so no return can be stated.").format(text=text)
        if payback is None:
            return _("{text}; no hard savings pay the cost back.").format(text=text)
        return _("{text}; hard savings alone pay the cost back in {payback} months.").format(
            text=text, payback=number_text(payback, 1)
        )
