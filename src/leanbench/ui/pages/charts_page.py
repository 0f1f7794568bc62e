"""The Charts page: start from a question, see a picture and one plain sentence, keep what matters.

The study in front is either kept in the event or a draft. A draft becomes part of the event as soon as
it is kept, put in the report, or a point is annotated or left out; from then on every option is an
undoable edit. Results come from `charts.studies`, the same call the report uses.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leanbench.charts import catalogue, proposals, staging, studies
from leanbench.charts.answers import inner
from leanbench.errors import UserError
from leanbench.event.changes import PutStudy, RemoveStudy, new_id
from leanbench.event.records import Dataset, Exclusion, Study
from leanbench.event.touched import Touched
from leanbench.tables import Table, table
from leanbench.ui.actions import ActionSpec
from leanbench.ui.charts.page_header import PageHeader
from leanbench.ui.charts.point_card import PointCard
from leanbench.ui.charts.question_list import QuestionList
from leanbench.ui.charts.result_card import ResultCard
from leanbench.ui.charts.study_form import StudyForm
from leanbench.ui.session import Session
from leanbench.ui.style import set_role

SMALL = 50_000  # rows up to which a study is computed at once, without a task


class ChartsPage(QWidget):
    """Questions on the left, the chart in the middle, its options on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.study: Study | None = None
        self.result: Any = None
        self.why = ""
        self._room = -1
        set_role(self, "page")
        self._build()
        self._add_actions()
        session.touched.connect(self._touched)
        session.replaced.connect(self._replaced)
        session.look.changed.connect(self._follow_look)
        self._replaced()

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        px = self.session.look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        middle = QVBoxLayout()
        middle.setContentsMargins(px(16), px(8), px(16), px(16))
        middle.setSpacing(px(12))
        self.header = PageHeader(self.session.look)
        self.header.dataset_chosen.connect(self._choose_dataset)
        self.header.method_chosen.connect(self.choose)
        self.header.copied.connect(
            lambda what: self.copy_picture() if what == "picture" else self.copy_table()
        )
        self.header.kept.connect(self.keep)
        self.header.reported.connect(self.toggle_report)
        self.header.sides_changed.connect(self._show_sides)
        self.datasets = self.header.datasets
        middle.addWidget(self.header)
        body = QHBoxLayout()
        body.setSpacing(px(12))
        self.questions = QuestionList(self.session.look)
        self.questions.asked.connect(self.ask)
        self.questions.opened.connect(self._open)
        self.card = ResultCard(self.session.look)
        self.view = self.card.view
        self.view.point_selected.connect(self._point_selected)
        self.view.boundary_moved.connect(self.move_stage)
        self.view.stage_wanted.connect(self.start_stage)
        self.view.freeze_wanted.connect(self.freeze_limits)
        body.addWidget(self.questions)
        body.addWidget(self.card, 1)
        middle.addLayout(body, 1)
        row.addLayout(middle, 1)
        row.addWidget(self._inspector())

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

    def _inspector(self) -> QWidget:
        px = self.session.look.px
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(px(280))
        inner = set_role(QWidget(), "inspector")
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(10))
        self.chart_name = set_role(QLabel(), "title")
        self.chart_name.setWordWrap(True)
        self.form = StudyForm()
        self.form.option_changed.connect(self.set_option)
        self.form.refused.connect(lambda text: self.session.say(text, "caution"))
        self.point_card = PointCard()
        self.point_card.left_out.connect(self.leave_out)
        self.point_card.annotated.connect(self.annotate)
        self.point_card.stage_wanted.connect(self.start_stage)
        self.point_card.freeze_wanted.connect(self.freeze_limits)
        column.addWidget(self.chart_name)
        column.addWidget(self.form)
        column.addWidget(self.point_card)
        column.addStretch(1)
        area.setWidget(inner)
        self.inspector = area
        return area

    def _add_actions(self) -> None:
        add = self.session.actions.add
        for number, question in enumerate(catalogue.questions(), start=1):
            spec = ActionSpec(
                f"charts.ask.{number}", question.title, menu="Charts", page="charts", tip=question.about
            )
            add(spec, partial(self.ask, question.title))
        add(ActionSpec("charts.keep", "Keep this study", "Charts", "Ctrl+Return", page="charts"), self.keep)
        spec = ActionSpec(
            "charts.report", "Put this study in the report", "Charts", "Ctrl+Shift+R", page="charts"
        )
        add(spec, self.toggle_report)
        add(
            ActionSpec("charts.copy", "Copy the chart as a picture", "Charts", page="charts"),
            self.copy_picture,
        )
        add(
            ActionSpec("charts.table", "Copy the numbers as a table", "Charts", page="charts"),
            self.copy_table,
        )
        add(ActionSpec("charts.remove", "Remove this study", "Charts", page="charts"), self.remove)

    # --- following the event ------------------------------------------------------------------

    def shown(self) -> None:
        """The page came to the front."""
        self._refresh()

    def _replaced(self) -> None:
        event = self.session.event
        kept = [study for study in event.studies if study.method in catalogue.methods()]
        self.study = kept[0] if kept else None
        self.why = ""
        self._refresh()

    def _touched(self, touched: Touched) -> None:
        if self.study is not None:
            current = next((study for study in self.session.event.studies if study.id == self.study.id), None)
            if current is not None:
                self.study = current
        if touched.touches("study") or touched.touches("dataset"):
            self._refresh()

    def _follow_look(self) -> None:
        self.form.forget()
        self._room = -1
        self._fit()
        self._refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self._fill_datasets()
        self._fill_kept()
        self._compute()

    def _data(self) -> Table | None:
        dataset = self._dataset()
        return None if dataset is None else table(dataset)

    def _dataset(self) -> Dataset | None:
        wanted = self.study.dataset if self.study is not None else ""
        wanted = wanted or self.datasets.currentData()
        found = [item for item in self.session.event.datasets if item.id == wanted]
        return found[0] if found else next(iter(self.session.event.datasets), None)

    # --- asking -------------------------------------------------------------------------------

    def ask(self, question: str) -> None:
        """Propose a chart for a question, from the data in front or another table of the event."""
        if question == catalogue.NEED:
            first = catalogue.of_question(question)[0]
            self._start(question, first.name, {}, studies.NO_DATA, first.about)
            return
        front = self._dataset()
        if front is None:
            self.session.say(
                "There are no data yet. Import a table on the Data page, then ask again.", "info"
            )
            self.session.show_page("data")
            return
        others = [item for item in self.session.event.datasets if item.id != front.id]
        for dataset in (front, *others):
            known = self.session.event.studies
            made = proposals.propose(question, table(dataset), known)
            if made is not None:
                self._start(question, made.method, dict(made.options), dataset, made.why)
                return
        self.session.say(
            f"No table of this event answers “{question}”. Choose a chart under “All charts” and its columns.",
            "info",
        )

    def choose(self, name: str) -> None:
        """Start a draft with any method, keeping the columns already chosen."""
        method = catalogue.methods()[name]
        dataset = self._dataset() if method.needs_data else studies.NO_DATA
        if dataset is None:
            self.session.show_page("data")
            return
        usable = {field.name for field in method.fields}
        old = {} if self.study is None else dict(self.study.options)
        options = {key: value for key, value in old.items() if key in usable or key == "where"}
        if method.needs_data and "value" in usable and "value" not in options:
            options |= {"value": proposals.Roles.of(table(dataset)).value or None}
        self._start(method.question, name, options, dataset, method.about)

    def _start(self, question: str, method: str, options: dict[str, Any], dataset: Dataset, why: str) -> None:
        self.why = why
        study_id = new_id([study.id for study in self.session.event.studies], "study")
        subject = options.get("value") or options.get("category") or dataset.name
        title = catalogue.methods()[method].title
        if catalogue.methods()[method].needs_data:
            title = f"{title}: {str(subject).replace('_', ' ')}"
        self.study = Study(study_id, title, question, method, dataset.id, options)
        self._refresh()
        self.view.setFocus()

    def _choose_dataset(self, dataset_id: str) -> None:
        if self.study is not None and self.study.dataset != dataset_id:
            question = self.study.question
            self.study = None
            dataset = self.session.event.dataset(dataset_id)
            made = proposals.propose(question, table(dataset)) or proposals.propose(
                catalogue.STABLE, table(dataset)
            )
            if made is not None:
                self._start(question, made.method, dict(made.options), dataset, made.why)
                return
        self._refresh()

    # --- editing ------------------------------------------------------------------------------

    @property
    def is_kept(self) -> bool:
        """The study in front is part of the event."""
        return self.study is not None and any(
            study.id == self.study.id for study in self.session.event.studies
        )

    def _put(self, study: Study, keep: bool = False) -> None:
        """Change the study in front: in the event when it is kept (or `keep`), else in the draft."""
        keep = keep or self.is_kept
        self.study = study
        if keep:
            self.session.do(PutStudy(study), by=self)
        self._refresh()

    def set_option(self, name: str, value: Any) -> None:
        """Set one option; None takes it away."""
        if self.study is None:
            return
        options = {key: old for key, old in self.study.options.items() if key != name}
        if value is not None:
            options[name] = value
        if name == "rules":
            options.pop("tests", None)  # another set has other tests
        if name == "stage":
            options = {key: old for key, old in options.items() if key not in ("stage_at", "stage_names")}
        self._set_options(options)

    def _set_options(self, options: dict[str, Any]) -> None:
        if self.study is not None and options != dict(self.study.options):
            self._put(replace(self.study, options=options))

    def start_stage(self, point: int) -> None:
        """Start a stage at a point, or take away the one that starts there."""
        if self.study is not None and self.view.chart is not None and point > 0:
            self._set_options(staging.toggle(self.study.options, self.view.chart, point, self._first_row))

    def move_stage(self, old: int, new: int) -> None:
        """Move the start of a stage to another point."""
        if self.study is not None and self.view.chart is not None:
            self._set_options(staging.move(self.study.options, self.view.chart, old, new, self._first_row))

    def freeze_limits(self, point: int) -> None:
        """Let the points up to this one set the limits for all; again at the same point: all points."""
        if self.study is not None and self._has_field("baseline"):
            frozen = self.study.options.get("baseline") == point + 1
            self.set_option("baseline", None if frozen else point + 1)

    def _has_field(self, name: str) -> bool:
        method = catalogue.methods().get(self.study.method) if self.study is not None else None
        return method is not None and any(field.name == name for field in method.fields)

    def _first_row(self, point: int) -> int:
        """The first row of the table behind a point."""
        dataset = self._dataset()
        if self.study is None or dataset is None:
            return point
        return min(studies.rows_of(self.study, table(dataset), point))

    def keep(self) -> None:
        """Make the draft part of the event."""
        if self.study is not None:
            self._put(self.study, keep=True)

    def toggle_report(self) -> None:
        """Put the study in the report, or take it out."""
        if self.study is not None:
            self._put(replace(self.study, in_report=not self.study.in_report), keep=True)

    def remove(self) -> None:
        """Remove the study in front from the event."""
        if self.study is not None and self.is_kept:
            gone, self.study = self.study, None
            self.session.do(RemoveStudy(gone.id), by=self)
            self._replaced()

    def leave_out(self, rows: tuple[int, ...], reason: str) -> None:
        """Leave rows out with a reason; an empty reason takes them back in."""
        if self.study is None:
            return
        marks = [mark for mark in self.study.exclusions if mark.row not in rows]
        if reason:
            marks += [Exclusion(row, reason) for row in rows]
        self._put(replace(self.study, exclusions=tuple(sorted(marks, key=lambda mark: mark.row))), keep=True)

    def annotate(self, rows: tuple[int, ...], text: str) -> None:
        """Write a note at a point."""
        if self.study is None or not rows:
            return
        notes = [note for note in self.study.annotations if note[0] not in rows]
        if text:
            notes.append((rows[0], text))
        self._put(replace(self.study, annotations=tuple(sorted(notes))), keep=True)

    # --- showing ------------------------------------------------------------------------------

    def _compute(self) -> None:
        data = self._data()
        study, dataset = self.study, self._dataset()
        method = catalogue.methods().get(study.method) if study is not None else None
        if study is None or (dataset is None and (method is None or method.needs_data)):
            self._show_nothing()
            return
        if method is None:
            self._show_problem(f"This program does not know the method “{study.method}”.")
            return
        self.form.show_study(method, dict(study.options), data)
        source = dataset if method.needs_data and dataset is not None else studies.NO_DATA
        if data is None or data.rows <= SMALL or not method.needs_data:
            try:
                self._show_result(study, studies.of(study, source))
            except UserError as error:
                self._show_problem(str(error))
            return
        self.session.tasks.run(
            lambda _task: studies.of(study, source),
            lambda result: self._show_result(study, result),
            failed=self._show_problem,
            label=f"Computing {study.title}",
            key="charts",
        )

    def _show_result(self, study: Study, result: Any) -> None:
        if self.study is not study:
            return
        self.result = result
        method = catalogue.methods()[study.method]
        self.card.show_result(
            result, study, self._data() if method.needs_data else None, self._has_field("stage")
        )
        self._show_frame()

    def _show_problem(self, text: str) -> None:
        self.result = None
        study = self.study
        method = catalogue.methods().get(study.method) if study is not None else None
        editor = (
            self.form.first_missing(method, dict(study.options))
            if method is not None and study is not None
            else None
        )
        if method is not None and editor is not None:
            self.card.show_text(
                method.about, text, "Choose it", lambda: editor.setFocus(Qt.FocusReason.TabFocusReason)
            )
        else:
            self.card.show_text("This cannot be shown yet", text)
        self._show_frame()

    def _show_nothing(self) -> None:
        self.result = None
        if self.session.event.datasets:
            self.card.show_text(
                "Ask a question",
                "Choose a question on the left. The program proposes a chart from your data and says why.",
                catalogue.STABLE,
                lambda: self.ask(catalogue.STABLE),
            )
        else:
            self.card.show_text(
                "No data yet",
                "A table with one case in each row answers most questions: dates, times, yes or no, what kind. "
                "For example:",
                "Import or paste a table",
                lambda: self.session.show_page("data"),
                example=True,
            )
        self._show_frame()

    def _show_frame(self) -> None:
        """Everything around the result: which question, which buttons, what kind of chart."""
        study = self.study
        self._show_sides()
        self.questions.mark(study.question if study is not None and not self.is_kept else "")
        pinned = study is not None and study.in_report and self.is_kept
        self.header.show_state(self.result is not None, self.is_kept, pinned)
        if study is not None and study.method in catalogue.methods():
            method = catalogue.methods()[study.method]
            self.chart_name.setText(method.title)
            self.chart_name.setToolTip(self.why or method.about)
        self._point_selected(*self.view.selected)

    def _point_selected(self, panel: str, point: int) -> None:
        if self.study is None or point < 0 or self.result is None:
            self.point_card.hide()
            return
        dataset = self._dataset()
        rows = studies.rows_of(self.study, table(dataset), point) if dataset is not None else ()
        marks = {mark.row: mark.reason for mark in self.study.exclusions}
        reason = next((marks[row] for row in rows if row in marks), "")
        note = next((text for row, text in self.study.annotations if row in rows), "")
        self.point_card.show_point(point, self.view.describe(panel, point), rows, reason, note)
        starts = point in self.view.boundaries()
        frozen = self.study.options.get("baseline") == point + 1
        self.point_card.show_edits(
            self.view.editable and point > 0, starts, self._has_field("baseline"), frozen
        )

    def _fill_datasets(self) -> None:
        dataset = self._dataset()
        self.header.show_datasets(self.session.event.datasets, dataset.id if dataset is not None else "")

    def _fill_kept(self) -> None:
        self.questions.show_kept(self.session.event.studies, self.study.id if self.study is not None else "")

    def _open(self, study: Study) -> None:
        self.study, self.why = study, ""
        self._refresh()

    # --- copying ------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """The chart to the clipboard as a picture."""
        picture = self.view.picture()
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture)
            self.session.say("The chart is on the clipboard as a picture.", "good")

    def copy_table(self) -> None:
        """The numbers to the clipboard, ready for a spreadsheet."""
        if self.result is not None:
            made = inner(self.result).table()
            lines = ["\t".join(made.columns)]
            lines += ["\t".join("" if cell is None else str(cell) for cell in row) for row in made.rows]
            QGuiApplication.clipboard().setText("\n".join(lines))
            self.session.say(f"{len(made.rows)} rows are on the clipboard.", "good")
