"""The Charts page: start from a question, see a picture and one plain sentence, keep what matters.

What can be done to a study is in `ui.charts.study_desk`; here is what is shown of it, and where. Results
come from `charts.studies`, the same call the report uses.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QWidget,
)

from leanbench.analyses import catalogue
from leanbench.analyses import study_run as studies
from leanbench.errors import UserError
from leanbench.event.records import Study
from leanbench.store.touched import Touched
from leanbench.ui.charts.method_picker import MethodPicker
from leanbench.ui.charts.page_header import PageHeader
from leanbench.ui.charts.point_card import PointCard
from leanbench.ui.charts.question_list import QuestionList
from leanbench.ui.charts.result_card import ResultCard
from leanbench.ui.charts.study_desk import StudyDesk
from leanbench.ui.charts.study_form import StudyForm
from leanbench.ui.frame.actions import ActionSpec, Entry
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, row_layout, scroll_area
from leanbench.ui.kit.picture_menu import MakePublic, PictureMenu, copy_rows
from leanbench.ui.kit.public_switch import add_public_line
from leanbench.words import N_, _

if TYPE_CHECKING:
    from leanbench.drawing.picture import Shape
    from leanbench.privacy.public_event import PublicCopy

INSPECTOR = 308  # pixels at the usual size of type
SMALL = 50_000  # rows up to which a study is computed at once, without a task
# Keys that the chart itself reads while it has the focus: listed with F1, handled in `ChartView`.
CTRL, NO = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
CHART_KEYS = (
    ("walk", N_("Walk along the points"), "Left; Right", Qt.Key.Key_Right, NO),
    ("part", N_("Go to the chart above or below"), "Up; Down", Qt.Key.Key_Down, NO),
    ("stage", N_("Start a stage at the point, or take it away"), "S", Qt.Key.Key_S, NO),
    ("freeze", N_("Freeze the limits after the point"), "F", Qt.Key.Key_F, NO),
    ("boundary", N_("Move the nearest stage boundary"), "Ctrl+Left; Ctrl+Right", Qt.Key.Key_Right, CTRL),
    ("note", N_("Write a note at the point"), "N", Qt.Key.Key_N, NO),
    ("out", N_("Leave the point out, or take it back in"), "X", Qt.Key.Key_X, NO),
)


class ChartsPage(QWidget):
    """Questions on the left, the chart in the middle, its name and options on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.desk = StudyDesk(session)
        self.result: Any = None
        self._room = -1
        self._front = ("", "", "")  # study, method and table of the chart shown
        set_role(self, "page")
        self._build()
        self.menu = PictureMenu(session, self.view, self.view.chart_picture, public=self._public_picture)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(lambda at: self.menu.open(self.view.mapToGlobal(at)))
        self._add_actions()
        self.desk.changed.connect(self._refresh)
        self.desk.lost.connect(self._refresh)
        session.touched.connect(self._touched)
        session.replaced.connect(self._replaced)
        session.look.changed.connect(self._follow_look)
        self._replaced()

    @property
    def study(self) -> Study | None:
        """The study in front."""
        return self.desk.study

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        px = self.session.look.px
        row = row_layout(self, spacing=0)
        middle = column_layout(margins=(px(16), px(8), px(16), px(16)), spacing=px(12))
        self.header = PageHeader(self.session.look)
        add_public_line(self.header.copy_button.menu(), self.session)
        self.header.dataset_chosen.connect(self.desk.choose_table)
        self.header.method_chosen.connect(self.choose)
        self.header.copied.connect(
            lambda what: {"picture": self.copy_picture, "file": self.save_picture}.get(
                what, self.copy_table
            )()
        )
        self.header.kept.connect(self.desk.keep)
        self.header.reported.connect(self.toggle_report)
        self.header.sides_changed.connect(self._show_sides)
        middle.addWidget(self.header)
        body = QHBoxLayout()
        body.setSpacing(px(12))
        self.questions = QuestionList(self.session.look)
        self.questions.asked.connect(self.ask)
        self.questions.opened.connect(self.desk.open)
        self.card = ResultCard(self.session.look)
        self.view = self.card.view
        self.view.rows_text = self.desk.rows_text
        self.view.point_selected.connect(self._point_selected)
        self.view.boundary_moved.connect(lambda old, new: self.desk.move_stage(self.view.chart, old, new))
        self.view.stage_wanted.connect(self._start_stage)
        self.view.freeze_wanted.connect(self.desk.freeze_limits)
        self.view.card_wanted.connect(self._to_card)
        body.addWidget(self.questions)
        body.addWidget(self.card, 1)
        middle.addLayout(body, 1)
        row.addLayout(middle, 1)
        row.addWidget(self._inspector())

    def _inspector(self) -> QWidget:
        px = self.session.look.px
        area = scroll_area(_("Chart, options and point"))
        area.setFixedWidth(px(INSPECTOR))
        inside = set_role(QWidget(), "inspector")
        column = column_layout(inside, (px(16), px(14), px(16), px(14)), spacing=px(10))
        self.picker = MethodPicker()
        self.picker.chosen.connect(self.choose)
        self.form = StudyForm(self.session.look)
        self.form.option_changed.connect(self.desk.set_option)
        self.form.refused.connect(lambda text: self.session.say(text, "caution"))
        self.point_card = PointCard()
        self.point_card.left_out.connect(self.desk.leave_out)
        self.point_card.annotated.connect(self.desk.annotate)
        self.point_card.stage_wanted.connect(self._start_stage)
        self.point_card.freeze_wanted.connect(self.desk.freeze_limits)
        self.point_card.left.connect(self.view.setFocus)
        for widget in (self.picker, self.point_card, self.form):
            column.addWidget(widget)
        column.addStretch(1)
        area.setWidget(inside)
        self.inspector = area
        return area

    def _add_actions(self) -> None:
        add = self.session.actions.add
        for number, question in enumerate(catalogue.questions(), start=1):
            name, keys = f"charts.ask.{number}", f"Alt+{number}"
            spec = ActionSpec(name, question.title, "Charts", keys, page="charts", tip=question.about)
            add(spec, partial(self.ask, question.title))
        specs = (
            ("choose", _("Choose a chart by name"), "Ctrl+L", self._to_picker),
            ("keep", _("Keep this study"), "Ctrl+Return", self.desk.keep),
            ("report", _("Put this study in the report"), "Ctrl+Shift+R", self.toggle_report),
            ("copy", _("Copy the chart as a picture"), "Ctrl+Shift+C", self.copy_picture),
            ("table", _("Copy the numbers as a table"), "Ctrl+Alt+C", self.copy_table),
            ("save", _("Save the chart as a picture…"), "", self.save_picture),
            ("remove", _("Remove this study"), "", self.desk.remove),
        )
        for name, text, keys, run in specs:
            add(ActionSpec(f"charts.{name}", text, "Charts", keys, page="charts"), run)
        for name, text, keys, key, modifier in CHART_KEYS:
            spec = ActionSpec(f"charts.key.{name}", _(text), "Charts", keys, page="charts", local=True)
            add(spec, partial(self._press, key, modifier))
        self.session.palette_sources.append(self._entries)

    def _press(self, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """Do on the chart what a key does, for the menu and the palette."""
        self.view.setFocus()
        QCoreApplication.sendEvent(self.view, QKeyEvent(QEvent.Type.KeyPress, key, modifier))

    def _entries(self) -> list[Entry]:
        """Every chart and test by name, for the palette."""
        return [
            Entry(method.title, "Chart", method.question, partial(self._choose_from_palette, name))
            for name, method in catalogue.methods().items()
        ]

    def _choose_from_palette(self, name: str) -> None:
        self.session.show_page("charts")
        self.choose(name)

    # --- room ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sides make room for the chart where the window is narrow or the type large."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Three widths: both sides, only the questions, none; each side can be called at any width."""
        px, width = self.session.look.px, self.width()
        room = 2 if width >= px(1120) else 1 if width >= px(760) else 0
        self.header.fit(room, room != self._room)
        self._room = room
        self._show_sides()

    def _show_sides(self) -> None:
        self.questions.setVisible(self.header.questions_button.isChecked())
        self.inspector.setVisible(self.header.options_button.isChecked() and self.study is not None)

    def _call_options(self) -> None:
        """Show the right side, wherever it had to make room."""
        if not self.inspector.isVisible() and self.study is not None:
            self.header.options_button.click()

    # --- following the event ------------------------------------------------------------------

    def on_show(self) -> None:
        """The page came to the front."""
        self._refresh()

    def _replaced(self) -> None:
        self.desk.take_first()
        self._refresh()

    def _touched(self, touched: Touched) -> None:
        self.desk.follow()
        if touched.by is not self.desk and (touched.touches("studies") or touched.touches("datasets")):
            self._refresh()

    def _follow_look(self) -> None:
        self.form.forget()
        self.questions.fit()
        self.inspector.setFixedWidth(self.session.look.px(INSPECTOR))
        self._room = -1
        self._fit()
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        dataset = self.desk.dataset()
        self.header.show_datasets(self.session.event.datasets, dataset.id if dataset is not None else "")
        self.questions.show_kept(self.session.event.studies, self.study.id if self.study is not None else "")
        self._compute()

    # --- asking -------------------------------------------------------------------------------

    def ask(self, question: str) -> None:
        """Propose a chart for a question; without any table, show where one comes from."""
        if self.desk.ask(question):
            self.view.setFocus()
        else:
            self.session.show_page("data")

    def choose(self, name: str) -> None:
        """Start a draft with any method; without any table, show where one comes from."""
        if not self.desk.choose(name):
            self.session.show_page("data")

    def show_thing(self, dataset_id: str) -> None:
        """Bring a table to the front, with the question that was asked last or the first one."""
        self.desk.choose_table(dataset_id)
        if self.study is None:
            self.ask(catalogue.STABLE)

    def _to_picker(self) -> None:
        self._call_options()
        self.picker.combo.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.picker.line.selectAll()

    # --- pointing -----------------------------------------------------------------------------

    def toggle_report(self) -> None:
        """Put the study in the report, or take it out."""
        self.desk.toggle_report()

    def _start_stage(self, point: int) -> None:
        self.desk.start_stage(self.view.chart, point)

    def _to_card(self, what: str) -> None:
        """The note or the reason of the selected point, ready to be typed."""
        self._call_options()
        self.point_card.begin(what)
        self.inspector.ensureWidgetVisible(self.point_card)

    def _point_selected(self, panel: str, point: int) -> None:
        study = self.study
        if study is None or point < 0 or self.result is None:
            self.point_card.hide()
            return
        rows = self.desk.rows_of(point)
        marks = {mark.row: mark.reason for mark in study.exclusions}
        reason = next((marks[row] for row in rows if row in marks), "")
        note = next((mark.text for mark in study.annotations if mark.row in rows), "")
        self.point_card.show_point(point, self.view.describe(panel, point), rows, reason, note)
        starts = point in self.view.boundaries()
        frozen = study.options.get("baseline") == point + 1
        freezes = self.desk.has_field("baseline")
        self.point_card.show_edits(self.view.editable and point > 0, starts, freezes, frozen)

    # --- showing ------------------------------------------------------------------------------

    def _compute(self) -> None:
        study, method, dataset = self.study, self.desk.method, self.desk.dataset()
        if study is None or (dataset is None and (method is None or method.needs_data)):
            self._show_nothing()
            return
        if method is None:
            self._show_problem(
                _("This program does not know the method “{method}”.").format(method=study.method)
            )
            return
        data = self.desk.data()
        self.form.show_study(method, dict(study.options), data)
        source = dataset if method.needs_data and dataset is not None else studies.NO_DATA
        event = self.session.event
        if data is None or data.rows <= SMALL or not method.needs_data:
            try:
                self._show_result(study, studies.of(study, source, event))
            except UserError as error:
                self._show_problem(str(error))
            return
        self.session.tasks.run(
            lambda _task: studies.of(study, source, event),
            lambda result: self._show_result(study, result),
            failed=self._show_problem,
            label=_("Computing {title}").format(title=study.title),
            key="charts",
        )

    def _show_result(self, study: Study, result: Any) -> None:
        if self.study is not study:
            return
        self.result = result
        front = (study.id, study.method, study.dataset)
        if front != self._front:  # a point of another chart says nothing here
            self._front = front
            self.view.select("", -1)
        needs_data = catalogue.methods()[study.method].needs_data
        data = self.desk.data() if needs_data else None
        self.card.show_result(result, study, data, self.desk.has_field("stage"))
        self._show_frame()

    def _show_problem(self, text: str) -> None:
        self.result = None
        study, method = self.study, self.desk.method
        missing = None
        if method is not None and study is not None:
            missing = self.form.first_missing(method, dict(study.options))
        if method is None or not self.form.editors:
            self.card.show_text(_("This cannot be shown yet"), text)
        elif missing is not None:
            self.card.show_text(method.about, text, _("Choose it"), lambda: self._to_editor(missing))
        else:
            first = next(iter(self.form.editors.values()))
            self.card.show_text(
                _("This cannot be shown yet"), text, _("Go to the options"), lambda: self._to_editor(first)
            )
        self._show_frame()

    def _to_editor(self, editor: QWidget) -> None:
        self._call_options()
        editor.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_nothing(self) -> None:
        self.result = None
        if self.session.event.datasets:
            self.card.show_text(
                _("Ask a question"),
                _("Choose a question on the left. The program proposes a chart from your data and says why."),
                catalogue.STABLE,
                lambda: self.ask(catalogue.STABLE),
            )
        else:
            self.card.show_text(
                _("No data yet"),
                _(
                    "A table with one case in each row answers most questions: dates, times, yes or no, what kind. "
                    "For example:"
                ),
                _("Import or paste a table"),
                lambda: self.session.show_page("data"),
                example=True,
            )
        self._show_frame()

    def _show_frame(self) -> None:
        """Everything around the result: which question, which buttons, what kind of chart."""
        study, method, kept = self.study, self.desk.method, self.desk.is_kept
        self._show_sides()
        self.questions.mark(study.question if study is not None and not kept else "")
        pinned = study is not None and study.in_report and kept
        self.header.show_state(self.result is not None, self.view.isVisibleTo(self), kept, pinned)
        if method is not None:
            self.picker.show_method(method, self.desk.why)
        self._point_selected(*self.view.selected)

    # --- copying ------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """The chart to the clipboard as a picture for paper."""
        self.menu.copy()

    def save_picture(self) -> None:
        """The chart to a file: SVG, PNG or PDF."""
        self.menu.save()

    def copy_table(self) -> None:
        """The numbers to the clipboard, ready for a spreadsheet."""
        from leanbench.plots.answers import inner
        from leanbench.plots.chart_picture import data_table

        if self.result is None:
            return
        out, study = self.session.outgoing, self.study
        if not out.is_public or study is None:
            copy_rows(self.session, data_table(inner(self.result).table()))
            return
        self.session.tasks.run(
            lambda _task: _without_names(out.copy(), study)[0],
            lambda result: copy_rows(self.session, data_table(inner(result).table())),
            failed=lambda text: self.session.say(text, "bad"),
            label=study.title,
            key="picture",
        )

    def _public_picture(self) -> MakePublic | None:
        """How the chart in front is drawn from the public copy."""
        study, view = self.study, self.view
        if study is None:
            return None

        def make(copy: PublicCopy) -> Shape:
            result, options = _without_names(copy, study)
            return view.picture_of(result, **options)

        return make


def _without_names(copy: PublicCopy, study: Study) -> tuple[Any, dict[str, Any]]:
    """The result of a study, kept or not, on the data without names, and what its drawer wants to know."""
    from leanbench.analyses.study_picture import drawing_options
    from leanbench.tables import table

    shown: Study = copy.record(study)
    dataset = next((one for one in copy.event.datasets if one.id == shown.dataset), None)
    result = studies.run(copy.event, shown)
    return result, drawing_options(result, shown, None if dataset is None else table(dataset))
