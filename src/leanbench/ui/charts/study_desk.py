"""The study in front and everything that can be done to it, without widgets.

A study starts as a draft: asked for by a question, or chosen by name. It becomes part of the event when it
is kept, put in the report, or a point of it is annotated or left out; from then on every option is one
undoable edit. The page only shows what lies on the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from leanbench.analyses import catalogue, proposals, staging
from leanbench.analyses import study_run as studies
from leanbench.analyses.method import Field, Method
from leanbench.event.changes import Remove, Set
from leanbench.event.records import Annotation, Dataset, Exclusion, Study
from leanbench.schema import new_id, replace
from leanbench.schema.addresses import at
from leanbench.tables import Table
from leanbench.tables.recipes.cooking import event_table
from leanbench.ui.frame.session import Session
from leanbench.words import N_, _
from leanbench.words.lists import list_text

MANY_ROWS = 5_000  # beyond this, hovering does not look up rows
NO_TABLE = N_("There are no data yet. Import a table on the Data page, then ask again.")


def _fits(field: Field, value: Any) -> bool:
    """A value of another method means something to this field: a choice must be one of its own."""
    return field.kind != "choice" or value in [choice for choice, _words in field.choices]


class StudyDesk(QObject):
    """Signals: `changed()` when there is another study or another option; `lost()` when the study is gone.

    study : the study in front, None for none. why : why the program proposed it, "" when it did not.
    table_id : the table in front while there is no study.
    """

    changed = Signal()
    lost = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.study: Study | None = None
        self.why = ""
        self.table_id = ""
        self._worked_on = False  # the draft in front has been changed by hand

    # --- what lies on it ----------------------------------------------------------------------

    @property
    def method(self) -> Method | None:
        """The method of the study; None without a study or for a name this program does not know."""
        return catalogue.methods().get(self.study.method) if self.study is not None else None

    @property
    def is_kept(self) -> bool:
        """The study in front is part of the event."""
        study = self.study
        return study is not None and any(item.id == study.id for item in self.session.event.studies)

    def dataset(self) -> Dataset | None:
        """The table of the study, else the one in front, else the first of the event."""
        wanted = (self.study.dataset if self.study is not None else "") or self.table_id
        found = [item for item in self.session.event.datasets if item.id == wanted]
        return found[0] if found else next(iter(self.session.event.datasets), None)

    def data(self) -> Table | None:
        """The parsed table of `dataset`."""
        dataset = self.dataset()
        return None if dataset is None else self.table_of(dataset)

    def table_of(self, dataset: Dataset) -> Table:
        """What the recipe of a dataset makes of it."""
        return event_table(self.session.event, dataset)

    def has_field(self, name: str) -> bool:
        """The method of the study has this option."""
        method = self.method
        return method is not None and any(field.name == name for field in method.fields)

    def rows_of(self, point: int) -> tuple[int, ...]:
        """The rows of the table behind one plotted point."""
        dataset = self.dataset()
        if self.study is None or dataset is None:
            return ()
        return studies.rows_of(self.study, self.table_of(dataset), point)

    def rows_text(self, point: int) -> str:
        """The rows behind a point in words: ``row 12``, ``rows 12 to 16``; "" for a table too long to look at."""
        data = self.data()
        if data is None or data.rows > MANY_ROWS:
            return ""
        rows = [row + 1 for row in self.rows_of(point)]
        if len(rows) == 1:
            return _("row {number}").format(number=rows[0])
        if rows and rows[-1] - rows[0] == len(rows) - 1:
            return _("rows {first} to {last}").format(first=rows[0], last=rows[-1])
        return _("rows {numbers}").format(numbers=list_text([str(row) for row in rows], most=6))

    def _first_row(self, point: int) -> int:
        return min(self.rows_of(point), default=point)

    # --- putting one on it --------------------------------------------------------------------

    def open(self, study: Study) -> None:
        """Bring a study to the front."""
        self._lay_aside()
        self.study, self.why = study, ""
        self.changed.emit()

    def _lay_aside(self) -> None:
        """A draft that somebody worked on is not lost without a word."""
        draft, worked_on = self.study, self._worked_on
        self._worked_on = False
        if draft is not None and worked_on and not self.is_kept:
            bring_back = (_("Bring it back"), lambda: self._bring_back(draft))
            self.session.say(_("“{title}” was not kept.").format(title=draft.title), "info", bring_back)

    def _bring_back(self, draft: Study) -> None:
        taken = [study.id for study in self.session.event.studies]
        self.open(replace(draft, id=new_id("k")) if draft.id in taken else draft)
        self._worked_on = True

    def take_first(self) -> None:
        """Bring the first study of the event to the front, or none."""
        known = catalogue.methods()
        self._worked_on = False
        self.study = next((item for item in self.session.event.studies if item.method in known), None)
        self.why = ""

    def follow(self) -> None:
        """Take over the study as the event has it now, after an edit elsewhere or an undo."""
        if self.study is not None:
            now = [item for item in self.session.event.studies if item.id == self.study.id]
            self.study = now[0] if now else self.study

    def ask(self, question: str) -> bool:
        """Propose a chart for a question, from the table in front or another one. False without any table."""
        if question == catalogue.NEED:
            first = catalogue.of_question(question)[0]
            self._start(question, first.name, {}, studies.NO_DATA, first.about)
            return True
        front = self.dataset()
        if front is None:
            self.session.say(_(NO_TABLE), "info")
            return False
        others = [item for item in self.session.event.datasets if item.id != front.id]
        for dataset in (front, *others):
            made = proposals.propose(question, self.table_of(dataset), self.session.event.studies)
            if made is not None:
                self._start(question, made.method, dict(made.options), dataset, made.why)
                return True
        self.session.say(
            _(
                "No table of this event answers “{question}”. Choose a chart under “All charts” and its "
                "columns."
            ).format(question=question),
            "info",
        )
        return True

    def choose(self, name: str) -> bool:
        """Start a draft with any method, keeping the columns already chosen. False without any table."""
        method = catalogue.methods()[name]
        dataset = self.dataset() if method.needs_data else studies.NO_DATA
        if dataset is None:
            self.session.say(_(NO_TABLE), "info")
            return False
        fields = {field.name: field for field in method.fields}
        usable = set(fields)
        old = {} if self.study is None else dict(self.study.options)
        options = {key: value for key, value in old.items() if key in fields and _fits(fields[key], value)}
        if method.needs_data and "value" in usable and "value" not in options:
            options |= {"value": proposals.Roles.of(self.table_of(dataset)).value or None}
        self._worked_on = False  # what was chosen goes along
        self._start(method.question, name, options, dataset, "")
        return True

    def choose_table(self, dataset_id: str) -> None:
        """Look at another table: the same question is asked of it."""
        self.table_id = dataset_id
        if self.study is not None and self.study.dataset != dataset_id:
            question = self.study.question
            self._lay_aside()
            self.study = None
            data = self.table_of(self.session.event.dataset(dataset_id))
            made = proposals.propose(question, data) or proposals.propose(catalogue.STABLE, data)
            if made is not None:
                dataset = self.session.event.dataset(dataset_id)
                self._start(question, made.method, dict(made.options), dataset, made.why)
                return
        self.changed.emit()

    def _start(self, question: str, method: str, options: dict[str, Any], dataset: Dataset, why: str) -> None:
        self._lay_aside()
        self.why = why
        study_id = new_id("k")
        subject = options.get("value") or options.get("category") or dataset.name
        title = catalogue.methods()[method].title
        if catalogue.methods()[method].needs_data:
            title = f"{title}: {str(subject).replace('_', ' ')}"
        self.study = Study(study_id, title, question, method, dataset.id, options)
        self.changed.emit()

    # --- changing it --------------------------------------------------------------------------

    def _put(self, study: Study, keep: bool = False) -> None:
        """Change the study in front: in the event when it is kept (or `keep`), else in the draft."""
        keep = keep or self.is_kept
        self.study = study
        self._worked_on = not keep
        if keep:
            self.session.do(Set(at("studies", study.id), study), by=self)
        self.changed.emit()

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

    def start_stage(self, chart: Any, point: int) -> None:
        """Start a stage at a point of the chart shown, or take away the one that starts there."""
        if self.study is not None and chart is not None and point > 0:
            self._set_options(staging.toggle(self.study.options, chart, point, self._first_row))

    def move_stage(self, chart: Any, old: int, new: int) -> None:
        """Move the start of a stage of the chart shown to another point."""
        if self.study is not None and chart is not None:
            self._set_options(staging.move(self.study.options, chart, old, new, self._first_row))

    def freeze_limits(self, point: int) -> None:
        """Let the points up to this one set the limits for all; again at the same point: all points."""
        if self.study is not None and self.has_field("baseline"):
            frozen = self.study.options.get("baseline") == point + 1
            self.set_option("baseline", None if frozen else point + 1)

    def leave_out(self, rows: Sequence[int], reason: str) -> None:
        """Leave rows out with a reason; an empty reason takes them back in."""
        if self.study is None:
            return
        marks = [mark for mark in self.study.exclusions if mark.row not in rows]
        if reason:
            marks += [Exclusion(row, reason) for row in rows]
        self._put(replace(self.study, exclusions=tuple(sorted(marks, key=lambda mark: mark.row))), keep=True)

    def annotate(self, rows: Sequence[int], text: str) -> None:
        """Write a note at a point; an empty one takes it away."""
        if self.study is None or not rows:
            return
        notes = [note for note in self.study.annotations if note.row not in rows]
        if text:
            notes.append(Annotation(rows[0], text))
        self._put(replace(self.study, annotations=tuple(sorted(notes, key=lambda note: note.row))), keep=True)

    # --- the event ----------------------------------------------------------------------------

    def keep(self) -> None:
        """Make the draft part of the event."""
        if self.study is not None and not self.is_kept:
            self._put(self.study, keep=True)

    def toggle_report(self) -> None:
        """Put the study in the report, or take it out."""
        if self.study is not None:
            self._put(replace(self.study, in_report=not self.study.in_report), keep=True)

    def remove(self) -> None:
        """Remove the study in front from the event; undo brings it back."""
        if self.study is not None and self.is_kept:
            gone, self.study = self.study, None
            self.session.do(Remove(at("studies", gone.id)), by=self)
            self.take_first()
            self.lost.emit()
