"""The Charts page: start from a question, see a picture and one plain sentence, keep what matters.

The study in front is either kept in the event or a draft. A draft becomes part of the event as soon as
it is kept, put in the report, or a point is annotated or left out; from then on every option is an
undoable edit. Results come from `charts.studies`, the same call the report uses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from leanbench.charts import catalogue, proposals, studies
from leanbench.charts.words import sentences, table_of
from leanbench.errors import UserError
from leanbench.event.changes import PutStudy, RemoveStudy, new_id
from leanbench.event.records import Dataset, Exclusion, Study
from leanbench.event.touched import Touched
from leanbench.tables import Table, table
from leanbench.ui.actions import ActionSpec
from leanbench.ui.charts.chart_view import ChartView
from leanbench.ui.charts.point_card import PointCard
from leanbench.ui.charts.row_button import RowButton
from leanbench.ui.charts.study_form import StudyForm, TableCard
from leanbench.ui.layouts import empty
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
        middle.addLayout(self._header())
        body = QHBoxLayout()
        body.setSpacing(px(12))
        body.addWidget(self._questions())
        body.addLayout(self._centre(), 1)
        middle.addLayout(body, 1)
        row.addLayout(middle, 1)
        row.addWidget(self._inspector())

    def _header(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        title = set_role(QLabel("Charts"), "h3")
        line.addWidget(title)
        self.datasets = QComboBox()
        self.datasets.setAccessibleName("Data")
        self.datasets.setToolTip("The table the chart is made from")
        self.datasets.setMinimumContentsLength(24)
        self.datasets.activated.connect(lambda _i: self._choose_dataset(self.datasets.currentData()))
        line.addWidget(self.datasets)
        line.addStretch(1)
        self.all_button = QPushButton("All charts…")
        self.all_button.setToolTip("Choose any chart or test by name")
        self.all_button.setMenu(QMenu(self))
        self.all_button.menu().aboutToShow.connect(self._fill_all)
        self.copy_button = QPushButton("Copy")
        self.copy_button.setMenu(QMenu(self))
        self.copy_button.menu().addAction("Picture", self.copy_picture)
        self.copy_button.menu().addAction("Table of numbers", self.copy_table)
        self.keep_button = QPushButton("Keep")
        self.keep_button.setToolTip("Keep this study in the event (Ctrl+Return)")
        self.keep_button.clicked.connect(self.keep)
        self.report_button = QPushButton("Put in report")
        self.report_button.setCheckable(True)
        self.report_button.setToolTip("Print this study in the event report (Ctrl+Shift+R)")
        self.report_button.clicked.connect(self.toggle_report)
        for button in (self.all_button, self.copy_button, self.keep_button, self.report_button):
            line.addWidget(button)
        return line

    def _questions(self) -> QWidget:
        px = self.session.look.px
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFixedWidth(px(236))
        inner = set_role(QWidget(), "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(4)
        column.addWidget(set_role(QLabel("Start from a question"), "caption"))
        self.question_buttons: dict[str, QPushButton] = {}
        for question in catalogue.questions():
            button = RowButton(self.session.look, question.title, question.about)
            button.clicked.connect(lambda _on, title=question.title: self.ask(title))
            self.question_buttons[question.title] = button
            column.addWidget(button)
        column.addSpacing(px(16))
        self.kept_label = set_role(QLabel("In this event"), "caption")
        column.addWidget(self.kept_label)
        self.kept = QVBoxLayout()
        self.kept.setSpacing(2)
        column.addLayout(self.kept)
        column.addStretch(1)
        side.setWidget(inner)
        return side

    def _centre(self) -> QVBoxLayout:
        px = self.session.look.px
        column = QVBoxLayout()
        column.setSpacing(px(12))
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(20), px(14), px(12), px(8))
        inside.setSpacing(4)
        self.headline = set_role(QLabel(), "h2")
        self.detail = set_role(QLabel(), "small-muted")
        for label in (self.headline, self.detail):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            inside.addWidget(label)
        self.view = ChartView(self.session.look)
        self.view.point_selected.connect(self._point_selected)
        inside.addWidget(self.view, 1)
        column.addWidget(card, 3)
        below = QHBoxLayout()
        below.setSpacing(px(12))
        self.numbers = TableCard()
        self.method_card = QFrame()
        set_role(self.method_card, "card")
        words = QVBoxLayout(self.method_card)
        words.setContentsMargins(px(16), px(10), px(16), px(10))
        words.addWidget(set_role(QLabel("Method"), "label"))
        self.method_text = set_role(QLabel(), "small")
        self.method_text.setWordWrap(True)
        self.method_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(self.method_text)
        words.addStretch(1)
        below.addWidget(self.numbers, 6)
        below.addWidget(self.method_card, 5)
        self.below = QWidget()
        self.below.setLayout(below)
        below.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.below)
        return column

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
            add(spec, lambda title=question.title: self.ask(title))
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
        self.form._shown = ("", 0)
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
        wanted = self.study.dataset if self.study is not None else self.datasets.currentData()
        found = [item for item in self.session.event.datasets if item.id == wanted]
        return found[0] if found else next(iter(self.session.event.datasets), None)

    # --- asking -------------------------------------------------------------------------------

    def ask(self, question: str) -> None:
        """Propose a chart for a question, from the data in front or another table of the event."""
        front = self._dataset()
        if front is None:
            self.session.say(
                "There are no data yet. Import a table on the Data page, then ask again.", "info"
            )
            self.session.show_page("data")
            return
        others = [item for item in self.session.event.datasets if item.id != front.id]
        for dataset in (front, *others):
            known = [study for study in self.session.event.studies if study.dataset == dataset.id]
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
        dataset = self._dataset()
        if dataset is None:
            self.session.show_page("data")
            return
        method = catalogue.methods()[name]
        usable = {field.name for field in method.fields}
        old = {} if self.study is None else dict(self.study.options)
        options = {key: value for key, value in old.items() if key in usable or key == "where"}
        if "value" in usable and "value" not in options:
            options |= {"value": proposals.Roles.of(table(dataset)).value or None}
        self._start(method.question, name, options, dataset, method.about)

    def _start(self, question: str, method: str, options: dict[str, Any], dataset: Dataset, why: str) -> None:
        self.why = why
        study_id = new_id([study.id for study in self.session.event.studies], "study")
        value = str(options.get("value") or options.get("category") or dataset.name).replace("_", " ")
        title = f"{catalogue.methods()[method].title}: {value}"
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
        if options != dict(self.study.options):
            self._put(replace(self.study, options=options))

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
        if self.study is None or data is None:
            self._show_nothing()
            return
        method = catalogue.methods().get(self.study.method)
        if method is None:
            self._show_problem(f"This program does not know the method “{self.study.method}”.")
            return
        self.form.show_study(method, dict(self.study.options), data)
        study, dataset = self.study, self._dataset()
        assert dataset is not None
        if data.rows <= SMALL:
            try:
                self._show_result(study, studies.of(study, dataset))
            except UserError as error:
                self._show_problem(str(error))
            return
        self.session.tasks.run(
            lambda _task: studies.of(study, dataset),
            lambda result: self._show_result(study, result),
            failed=self._show_problem,
            label=f"Computing {study.title}",
            key="charts",
        )

    def _show_result(self, study: Study, result: Any) -> None:
        if self.study is not study:
            return
        self.result = result
        first, rest = sentences(result, study)
        self.headline.setText(first)
        self.detail.setText(rest)
        self.view.show_result(result, **_drawing_options(result, study))
        columns, rows = table_of(result)
        self.numbers.show_table(columns, rows)
        notes = "".join(f"\n{note[0].upper()}{note[1:]}." for note in result.notes[:4])
        self.method_text.setText(f"{result.convention}.{notes}")
        self.below.show()
        self._show_frame()

    def _show_problem(self, text: str) -> None:
        self.result = None
        self.headline.setText("Not yet")
        self.detail.setText(text)
        self.view.show_result(None)
        self.below.hide()
        self._show_frame()

    def _show_nothing(self) -> None:
        self.result = None
        has_data = bool(self.session.event.datasets)
        self.headline.setText("Ask a question" if has_data else "No data yet")
        self.detail.setText(
            "Choose a question on the left. The program proposes a chart from your data and says why."
            if has_data
            else "Import a table on the Data page: case dates, times, counts. Then ask a question."
        )
        self.view.show_result(None)
        self.below.hide()
        self._show_frame()

    def _show_frame(self) -> None:
        """Everything around the result: which question, which buttons, what kind of chart."""
        study = self.study
        self.inspector.setVisible(study is not None)
        for title, button in self.question_buttons.items():
            button.setChecked(study is not None and not self.is_kept and study.question == title)
        for button in (self.copy_button, self.keep_button, self.report_button):
            button.setEnabled(self.result is not None)
        self.keep_button.setVisible(not self.is_kept)
        pinned = study is not None and study.in_report and self.is_kept
        self.report_button.setChecked(pinned)
        self.report_button.setText("✓ In report" if pinned else "Put in report")
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

    def _fill_datasets(self) -> None:
        self.datasets.clear()
        for item in self.session.event.datasets:
            self.datasets.addItem(f"{item.name or item.id} · {table(item).rows:,} rows", item.id)
        dataset = self._dataset()
        if dataset is not None:
            self.datasets.setCurrentIndex(self.datasets.findData(dataset.id))
        self.datasets.setVisible(bool(self.session.event.datasets))

    def _fill_kept(self) -> None:
        empty(self.kept)
        known = catalogue.methods()
        for study in self.session.event.studies:
            title = known[study.method].title if study.method in known else study.method
            button = RowButton(
                self.session.look, study.title or title, title + (" · in report" if study.in_report else "")
            )
            button.setChecked(self.study is not None and study.id == self.study.id)
            button.clicked.connect(lambda _on, chosen=study: self._open(chosen))
            self.kept.addWidget(button)
        self.kept_label.setVisible(bool(self.session.event.studies))

    def _open(self, study: Study) -> None:
        self.study, self.why = study, ""
        self._refresh()

    def _fill_all(self) -> None:
        menu = self.all_button.menu()
        menu.clear()
        for question in catalogue.questions():
            part = menu.addMenu(question.title)
            for method in catalogue.of_question(question.title):
                action = part.addAction(method.title, lambda name=method.name: self.choose(name))
                action.setToolTip(method.about)
            part.setToolTipsVisible(True)

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
            made = self.result.table()
            lines = ["\t".join(made.columns)]
            lines += ["\t".join("" if cell is None else str(cell) for cell in row) for row in made.rows]
            QGuiApplication.clipboard().setText("\n".join(lines))
            self.session.say(f"{len(made.rows)} rows are on the clipboard.", "good")


def _drawing_options(result: Any, study: Study) -> dict[str, Any]:
    """What the drawer wants to know beside the result."""
    if type(result).__name__ == "ControlChart" and study.options.get("target") is not None:
        return {"target": float(study.options["target"])}
    return {}
