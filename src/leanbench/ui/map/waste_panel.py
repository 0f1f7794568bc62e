"""The Quality and waste panel: the eight wastes in minutes and money, the waste walk, right first time."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from leanbench.drawing.row_bars_picture import RowBar as Bar
from leanbench.event.changes import Set
from leanbench.event.records import Event, Map
from leanbench.flow.quality_figures import quality_figures
from leanbench.flow.wastes import WasteRow, wastes
from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.bar_view import BarView
from leanbench.ui.kit.figures_table import FigureRow, FiguresTable
from leanbench.ui.kit.widgets import Segments
from leanbench.ui.map.panel_columns import Columns, Part
from leanbench.ui.map.panel_parts import Explainer, column, framed, scrolled, stacked, tell, words
from leanbench.ui.map.waste_walk import Tags, walk_table
from leanbench.words import N_, _
from leanbench.words.durations import time_text
from leanbench.words.figures import figure_text, quantity_text
from leanbench.words.lists import count_text
from leanbench.words.money import money_text
from leanbench.words.numbers import percent_text


class WastePanel(QWidget):
    """Bars of the wastes, tags and findings, quality figures."""

    title = N_("Quality and waste")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: dict[str, tuple[Quantity, ...]] = {}
        self.explainer = Explainer(session, self)
        self.setAccessibleName(_("Quality and waste"))
        self.sentence = words("", "title")
        self.about = words()
        self.names = Segments(
            "Names",
            [
                ("", "DOWNTIME", _("Defects, overproduction, waiting, non-used talent, transport and so on")),
                ("timwoods", "TIMWOODS", _("Transport, inventory, motion, waiting, overproduction and so on")),
            ],
        )  # fmt: skip
        self.names.chosen.connect(lambda key: session.do(Set("header/waste_names", key), by=self))
        self.bars = BarView(session, "Wastes", label_share=0.44)
        self.bars.asked.connect(self._explain_waste)
        self.tags = Tags(session)
        self.walk = walk_table(session)
        self.problem = words("", "bad")
        self.problem.hide()
        self.walk.told.connect(partial(tell, self.problem))
        self.figures = FiguresTable(session, _("Right first time"), self.explainer.show)
        self.remarks = words("", "small")
        self._build()
        session.selection_changed.connect(lambda _items: self._show_tags())

    def _build(self) -> None:
        left, box = column(_("The eight wastes, a year"), self.names)
        box.addWidget(scrolled(self.bars), 1)
        inside = stacked(
            self.tags, set_role(QLabel(_("Found on the waste walk")), "label"), self.problem, self.walk
        )
        middle, box = column(_("Where it is"))
        box.addWidget(scrolled(inside), 1)
        holder = stacked(self.figures, self.remarks)
        right, box = column(_("Right first time"))
        box.addWidget(scrolled(holder), 1)
        columns = Columns(
            self.session,
            (
                Part("Wastes", left, 11, 330),
                Part(_("Where it is"), middle, 13, 430),
                Part(_("Right first time"), right, 9, 280),
            ),
        )
        framed(self, self.sentence, self.about, columns)

    # --- showing ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the map in front again."""
        event, map_ = self.session.event, self.session.map
        if map_ is None:
            return
        names = event.header.waste_names
        self.names.set_current(names)
        rows = wastes(event, map_.id, names=names or "downtime")
        self.found = {row.key: row.figures for row in rows}
        yearly = bool(event.demand.units_per_year)
        bars = [self._bar(row, yearly) for row in rows]
        self.bars.set_bars(bars, max([bar.value or 0.0 for bar in bars], default=1.0) * 1.04)
        self._show_tags()
        self.sentence.setText(self._sentence(rows, event, map_, yearly))
        self.about.setText(
            _(
                "Minutes and money come from the tags of the steps; what was found on the walk stands beside them and"
                " is not added. Waiting (hatched) costs no labor and is on no scale. Click a waste to see its steps."
            )
        )
        self._show_quality(event, map_)

    def _show_tags(self) -> None:
        map_ = self.session.map
        known = {step.id for step in map_.steps} if map_ is not None else set()
        ids = tuple(key for key in self.session.selected("step") if key in known)
        self.tags.show_steps(map_, ids, self.session.event.header.waste_names)

    def _bar(self, row: WasteRow, yearly: bool) -> Bar:
        value = row.hours_per_year if yearly else row.minutes_per_unit
        places = count_text(len(row.steps), "step", "steps")
        sub = f"{places}, {row.findings} found" if row.findings else places
        if not row.steps and not row.findings:
            sub = _("nothing yet")
        text = figure_text(value or 0.0, "h")
        if not yearly:
            text = time_text(value, self.session.event.calendar)
        if yearly and row.usd_per_year:
            text += f" · {money_text(row.usd_per_year)}"
        if value and row.key in ("waiting", "inventory"):
            return Bar(
                row.key, row.name, sub, None, f"{text} waiting"
            )  # a hundred times the work: no common scale
        return Bar(row.key, row.name, sub, value or 0.0, text)

    def _sentence(self, rows: tuple[WasteRow, ...], event: Event, drawn: Map, yearly: bool) -> str:
        if not any(row.steps or row.findings for row in rows):
            return _("No waste is tagged or found yet. Select a step and tick what it shows.")
        unit = event.demand.unit or "unit"
        waiting = sum(row.minutes_per_unit for row in rows if row.key in ("waiting", "inventory"))
        worked = sum(row.minutes_per_unit for row in rows) - waiting
        text = _(
            "Each {unit} loses {worked} of work to waste and waits {waiting} before tagged steps"
        ).format(
            unit=unit, worked=time_text(worked, event.calendar), waiting=time_text(waiting, event.calendar)
        )
        money = sum(row.usd_per_year or 0.0 for row in rows)
        if yearly and money:
            text += _("; the work costs {money} a year").format(money=money_text(money))
        return text + "."

    def _show_quality(self, event: Event, drawn: Map) -> None:
        figures = quality_figures(event, drawn.id)
        lines = []
        for q in figures:
            off = q.name == "littles_law_check" and "differ by more" in q.note
            mark, role = ("▲ ", "caution") if off else ("", "text")
            lines.append(
                FigureRow(q.label, (f"{mark}{quantity_text(q, calendar=event.calendar)}",), (q,), role)
            )
        self.figures.show_rows(lines)
        weakest = sorted(
            (s for s in drawn.steps if s.ca_pct is not None), key=lambda step: step.ca_pct or 0.0
        )[:3]
        text = ""
        if weakest:
            names = ", ".join(f"“{s.name or s.id}” {percent_text(s.ca_pct or 0.0)}" for s in weakest)
            text = _("Weakest: {names}.").format(names=names)
        notes = dict.fromkeys(q.note.partition(". ")[0] for q in figures if q.note)
        self.remarks.setText(" ".join([text, *(note.rstrip(".") + "." for note in notes)]).strip())

    # --- asking -------------------------------------------------------------------------------

    def _explain_waste(self, key: str) -> None:
        if key in self.found:
            self.explainer.show(self.found[key][1:], self.bars, self.bars.anchor(key))
