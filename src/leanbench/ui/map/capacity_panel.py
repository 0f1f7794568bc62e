"""The Capacity panel: who is loaded how much, who is the bottleneck, and how work stands against takt."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from leanbench.errors import UserError
from leanbench.event.changes import Add, Set
from leanbench.event.records import KeptPicture, Role
from leanbench.flow.capacity_reading import Reading, read_capacity, step_figures
from leanbench.flow.littles_law import check
from leanbench.flow.load_words import Gap
from leanbench.flow.stations import line_figures
from leanbench.maps.flow_pictures import LOAD_MARKS, balance_picture, load_rows
from leanbench.schema import replace
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import polish, set_role
from leanbench.ui.kit.bar_view import BarView
from leanbench.ui.kit.figures_table import FigureRow, FiguresTable, figure_rows
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.picture_view import PictureView
from leanbench.ui.kit.widgets import Segments
from leanbench.ui.map.panel_columns import Columns, Part
from leanbench.ui.map.panel_parts import Explainer, column, framed, scrolled, words
from leanbench.words import _
from leanbench.words.numbers import parse_number


class CapacityPanel(QWidget):
    """A sentence on top; load, work balance and what to look at side by side."""

    title = "Capacity"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.reading: Reading | None = None
        self.explainer = Explainer(session, self)
        self.setAccessibleName("Capacity")
        self.sentence = words("", "title")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about = words()
        self.by = Segments(
            _("Show by"),
            [
                ("roles", "Roles", _("One bar for each role, over all its steps")),
                ("steps", "Steps", _("One bar per step")),
            ],
        )
        self.by.set_current("roles")
        self.by.chosen.connect(self._show)
        self.mode = "roles"
        self.bars = BarView(session, "Load", kept=lambda: self._kept_picture("load"))
        self.bars.asked.connect(self._explain_bar)
        self.chart = PictureView(
            session,
            _("Work balance: minutes per unit and person against takt"),
            kept=lambda: self._kept_picture("balance"),
        )
        self.chart.asked.connect(self._explain_stack)
        self.takt = QPushButton("Takt")
        set_role(self.takt, "link")
        self.takt.setToolTip(_("How takt came about"))
        self.takt.clicked.connect(self._explain_takt)
        self.side = column_layout(spacing=6)
        self.figures = FiguresTable(session, "Figures", self.explainer.show)
        self.rest = Segments(
            "Show",
            [
                ("look", _("To look at"), _("What is missing, wrong, or worth a thought")),
                (
                    "figures",
                    "Figures",
                    _("Takt, pitch, staffing, line balance; capacity and EPEI of every step"),
                ),
            ],
        )
        self.rest.set_current("look")
        self.sides = QStackedWidget()
        self.rest.chosen.connect(self._show_rest)
        self._build()

    def _build(self) -> None:
        left, box = column("Load", self.by)
        box.addWidget(scrolled(self.bars), 1)
        middle, box = column(_("Work balance, min per unit and person"), self.takt)
        box.addWidget(self.chart, 1)
        inside = QWidget()
        inside.setLayout(self.side)
        right, box = column("", self.rest)
        self.sides.addWidget(scrolled(inside))
        self.sides.addWidget(scrolled(self.figures))
        box.addWidget(self.sides, 1)
        columns = Columns(
            self.session,
            (
                Part("Load", left, 10, 280),
                Part(_("Work balance"), middle, 12, 320),
                Part(_("To look at"), right, 7, 250),
            ),
        )
        framed(self, self.sentence, self.about, columns)

    # --- showing ------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the map in front again."""
        map_ = self.session.map
        if map_ is None:
            return
        self.reading = read_capacity(self.session.event, map_)
        self.sentence.setText(self.reading.sentence)
        self.about.setText(self.reading.about)
        self._show(self.mode)
        if self.sides.currentIndex():
            self._show_figures()
        self._show_side(self.reading)

    def _show(self, mode: str) -> None:
        self.mode = mode
        found = self.reading
        if found is None:
            return
        loads = found.roles if mode == "roles" else found.steps
        self.bars.set_bars(*load_rows(loads), LOAD_MARKS)
        stacks = found.role_stacks if mode == "roles" else found.step_stacks
        self.chart.show_picture(partial(balance_picture, stacks, found.takt, self.session.event.calendar))
        self.takt.setVisible(found.takt is not None)
        if found.takt is not None and found.takt.value is not None:
            self.takt.setText(_("What is takt?"))

    def _show_rest(self, key: str) -> None:
        self.sides.setCurrentIndex(1 if key == "figures" else 0)
        if key == "figures":
            self._show_figures()

    def _show_figures(self) -> None:
        """Read when they are looked at: three figures for every step."""
        event, map_ = self.session.event, self.session.map
        if map_ is None:
            return
        calendar = event.calendar
        together = line_figures(event, map_.id)
        lines = [
            FigureRow(
                _("All steps together") if together else _("Takt and load need the demand and open time")
            )
        ]
        lines += figure_rows(together, calendar)
        for name, figures in step_figures(event, map_):
            lines.append(FigureRow(name))
            rows = figure_rows(figures, calendar)
            lines += [replace(row, label=row.label.partition(",")[0]) for row in rows]
        self.figures.show_rows(lines)

    def _show_side(self, found: Reading) -> None:
        focus = self.focusWidget()
        if isinstance(focus, GapField) and focus.isModified() and focus.text():
            return  # somebody is typing there
        empty(self.side)
        for gap in found.gaps:
            self._add_gap(gap)
        map_ = self.session.map
        known = {step.id for step in map_.steps} if map_ else set()
        for trouble in found.troubles:
            self.side.addWidget(words(f"▲ {trouble.text}", "caution"))
            if trouble.step_id in known:
                button = QPushButton(_("Show the step"))
                set_role(button, "link")
                button.clicked.connect(
                    lambda _on=False, key=trouble.step_id: self.session.select([("step", key)])
                )
                self.side.addWidget(button)
        if found.little:
            self.side.addWidget(
                words(
                    _("▲ Counted work does not fit the waits. {little}").format(little=found.little),
                    "caution",
                )
            )
            how = QPushButton(_("Little's law, step by step"))
            set_role(how, "link")
            how.clicked.connect(lambda: self._explain_little(how))
            self.side.addWidget(how, 0, Qt.AlignmentFlag.AlignLeft)
        if found.advice:
            self.side.addWidget(words(found.advice, "small"))
        if not (found.gaps or found.troubles or found.advice or found.little):
            self.side.addWidget(words(_("Nothing is missing, and everyone can keep up.")))

    def _add_gap(self, gap: Gap) -> None:
        self.side.addWidget(words(gap.text, "small"))
        if gap.kind == "calendar":
            button = QPushButton(_("Event details…"))
            button.clicked.connect(lambda: self.session.actions.action("file.details").trigger())
            self.side.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        elif gap.kind in ("demand", "people"):
            row = QHBoxLayout()
            field = GapField(self, gap)
            row.addWidget(field)
            row.addWidget(
                set_role(QLabel(_("a year") if gap.kind == "demand" else _("people (FTE)")), "small-muted")
            )
            row.addStretch(1)
            self.side.addLayout(row)
            self.side.addWidget(field.problem)

    def _kept_picture(self, picture: str) -> KeptPicture | None:
        map_ = self.session.map
        name = picture if self.mode == "roles" else f"{picture}-steps"
        return None if map_ is None else KeptPicture(picture=name, map=map_.id)

    # --- asking -------------------------------------------------------------------------------

    def _explain_bar(self, key: str) -> None:
        loads = () if self.reading is None else (*self.reading.roles, *self.reading.steps)
        found = [load.quantity for load in loads if load.key == key]
        if found:
            self.explainer.show(found[:1], self.bars, self.bars.anchor(key))
        if self.mode == "steps":
            self.session.select([("step", key)])

    def _explain_stack(self, key: str) -> None:
        if self.reading is None:
            return
        found = [s.quantity for s in (*self.reading.role_stacks, *self.reading.step_stacks) if s.key == key]
        if found:
            takt = [] if self.reading.takt is None else [self.reading.takt]
            self.explainer.show([*found[:1], *takt], self.chart, self.chart.anchor(key))

    def _explain_little(self, near: QWidget) -> None:
        found = None if self.session.map is None else check(self.session.event, self.session.map.id)
        if found is not None:
            self.explainer.show([found.quantity()], near)

    def _explain_takt(self) -> None:
        if self.reading is not None and self.reading.takt is not None:
            self.explainer.show([self.reading.takt], self.takt)


class GapField(QLineEdit):
    """A number that is missing: Enter writes it into the event."""

    def __init__(self, panel: CapacityPanel, gap: Gap) -> None:
        super().__init__()
        self.session = panel.session
        self.gap = gap
        self.setFixedWidth(panel.session.look.px(90))
        self.setAccessibleName(gap.text)
        self.setPlaceholderText("2,400" if gap.kind == "demand" else "3")
        self.problem = words("", "bad")
        self.problem.hide()
        self.editingFinished.connect(self._write)

    def _write(self) -> None:
        text = self.text().strip()
        if not text or not self.isModified():
            return
        problem = ""
        try:
            value = parse_number(text)
            if value <= 0:
                problem = _("Type a number above zero.")
        except UserError as error:
            problem = str(error)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.setProperty("problem", bool(problem))
        polish(self)
        if problem:
            return
        self.setModified(False)
        if self.gap.kind == "demand":
            change: object = Set("demand/units_per_year", value)
        elif any(role.id == self.gap.item for role in self.session.event.roles):
            change = Set(at("roles", self.gap.item, "fte"), value)
        else:
            change = Add("roles", Role(self.gap.item, self.gap.item, fte=value))
        self.session.do(change, by=self)
