"""The Data page: the tables of the event with their recipes, importing one with a preview, and maps of logs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from leanbench import tables
from leanbench.event.changes import Add, Remove
from leanbench.event.recipe import KINDS
from leanbench.event.records import Dataset, Event
from leanbench.schema import Record, new_id
from leanbench.schema.addresses import at
from leanbench.store.output import write_file
from leanbench.store.touched import Touched
from leanbench.tables import Preview
from leanbench.tables.export import dataset_csv
from leanbench.tables.recipes.cooking import Cooked, cooked_once
from leanbench.ui.data import log_work, recipe_edits
from leanbench.ui.data.empty_card import EmptyCard
from leanbench.ui.data.import_panel import ImportPanel
from leanbench.ui.data.new_file import NewFile, look_at_file
from leanbench.ui.data.side_panel import SidePanel
from leanbench.ui.data.summary_panel import describe_columns
from leanbench.ui.data.table_card import TableCard
from leanbench.ui.data.table_list import TableList
from leanbench.ui.frame.actions import ActionSpec
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.tasks import Job, Task
from leanbench.ui.kit.file_saving import save_file
from leanbench.ui.kit.layouts import column_layout, row_layout
from leanbench.ui.kit.widgets import ElidedLabel, push_button
from leanbench.words import N_, _
from leanbench.words.lists import count_text

FILTER = N_("Tables (*.csv *.tsv *.txt *.xlsx *.xls *.xlsb *.ods);;All files (*)")
AT_ONCE = 200_000  # characters of a table that is shown without waiting
MANY_CELLS = 50_000  # of a preview
ROOM = 1000  # pixels below which the list of tables makes room for the cells


class TableView(Record):
    """A table made ready to be shown: what its recipe makes of it, each column in words, whether it is a log."""

    made_of: tuple[Any, ...]
    dataset: Dataset
    cooked: Cooked
    came_with: int  # rows before the recipe
    odd: dict[str, frozenset[int]]
    words: tuple[str, ...]
    is_log: bool


def made_of(event: Event, dataset: Dataset) -> tuple[Any, ...]:
    """What the cells of a table depend on: the same parts, the same cells."""
    joins = any(step.kind == "join" for step in dataset.recipe)
    return (dataset, event.calendar if dataset.recipe else None, event.datasets if joins else None)


def view_of(event: Event, dataset: Dataset) -> TableView:
    """Work out a table and describe it; for a large one not on the thread of the window."""
    cooked = cooked_once(event, dataset)
    data = cooked.table
    odd: dict[str, set[int]] = {}
    for cell in data.odd:
        odd.setdefault(cell.column, set()).add(cell.row - 1)
    return TableView(
        made_of(event, dataset), dataset, cooked, tables.table(dataset).rows,
        {name: frozenset(rows) for name, rows in odd.items()}, tuple(describe_columns(data)),
        bool(log_work.guessed(data)),
    )  # fmt: skip


class DataPage(QWidget):
    """Tables on the left, cells in the middle; steps, columns, a log's map or the import on the right."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.dataset_id = ""
        self.preview: Preview | None = None
        self._view: TableView | None = None  # the table in front
        self._job: Job | None = None  # reading, or storing what was read
        self.source: Path | str | None = None
        self.reading: dict[str, Any] = {}
        self._beside: Callable[[], None] | None = None  # what is to be shown in the next turn
        self._worked: dict[str, Any] = {}  # the last way of reading that gave a table
        self.kinds: dict[str, str] = {}
        self.take: dict[str, str] = {}  # what was decided of the account
        set_role(self, "page")
        self.setAcceptDrops(True)
        self._build()
        self._add_actions()
        session.touched.connect(self._touched)
        session.replaced.connect(self._replaced)
        session.look.changed.connect(self._follow_look)
        self._replaced()

    # --- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        px = self.session.look.px
        row = row_layout(self, spacing=0)
        left = column_layout(margins=(px(16), px(8), px(16), px(16)), spacing=px(12))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(set_role(QLabel(_("Data")), "h3"))
        self.about = set_role(ElidedLabel(), "muted")
        head.addWidget(self.about)
        head.addStretch(1)
        tip = _("A table from the clipboard ({keys})").format(keys=keys_text("Ctrl+V"))
        self.paste_button = push_button(_("&Paste"), self.paste, tip=tip)
        self.import_button = push_button(_("&Import a table…"), self.choose_file, "primary")
        head.addWidget(self.paste_button)
        head.addWidget(self.import_button)
        left.addLayout(head)
        body = QHBoxLayout()
        body.setSpacing(px(12))
        self.list_area = TableList(self.session.look)
        self.list_area.chosen.connect(self.show_dataset)
        body.addWidget(self.list_area)
        self.card = TableCard(self.session)
        self.card.step_wanted.connect(self.add_step)
        self.model, self.view = self.card.model, self.card.view
        self.empty = EmptyCard(self.session.look)
        self.empty.file_wanted.connect(self.choose_file)
        self.empty.paste_wanted.connect(self.paste)
        body.addWidget(self.card, 1)
        body.addWidget(self.empty, 1)
        left.addLayout(body, 1)
        row.addLayout(left, 1)
        self.import_panel = ImportPanel(self.session.look)
        self.import_panel.kind_changed.connect(self._change_kind)
        self.import_panel.reread.connect(self._reread)
        self.import_panel.taken.connect(self._take)
        self.import_panel.accepted.connect(self.accept_import)
        self.import_panel.refused.connect(self.cancel_import)
        self.side = SidePanel(self.session)
        self.summary, self.recipe, self.log = self.side.summary, self.side.recipe, self.side.log
        self.side.shown.connect(lambda _key: self._refresh())
        self.summary.charted.connect(self._chart)
        self.summary.removed.connect(self.remove)
        self.summary.saved.connect(self.save_copy)
        self.recipe.add_wanted.connect(self.add_step)
        self.recipe.new_file_wanted.connect(self.choose_new_file)
        self.side.new_file.accepted.connect(self._put_new_file)
        self.log.made.connect(self._show_made)
        row.addWidget(self.import_panel)
        row.addWidget(self.side)

    def _add_actions(self) -> None:
        add = self.session.actions.add
        add(ActionSpec("data.paste", _("Paste a table"), "Data", "Ctrl+V", page="data"), self.paste)
        add(ActionSpec("data.remove", _("Remove this table"), "Data", page="data"), self.remove)
        add(ActionSpec("data.save", _("Save a copy of this table…"), "Data", page="data"), self.save_copy)
        for name, words, keys, run in (
            ("mine", _("Make a map of this log"), "", self.make_map),
            ("new_file", _("Same recipe, new file…"), "", self.choose_new_file),
            ("copy", _("Copy cells"), "Ctrl+C", self.card.copy),
            ("find", _("Find in this table"), "F3", self.card.find),
        ):
            local = name == "copy"  # the cells take it while the keyboard is on them
            add(ActionSpec(f"data.{name}", words, "Data", keys, page="data", local=local), run)
        for kind, (title, _kind) in KINDS.items():
            words = _("Step: {title}").format(title=_(title))
            add(ActionSpec(f"data.step.{kind}", words, "Data", page="data"), partial(self.add_step, kind))

    # --- following ----------------------------------------------------------------------------

    def on_show(self) -> None:
        """The page came to the front."""
        self._refresh()

    def _replaced(self) -> None:
        sets = self.session.event.datasets
        self.dataset_id = sets[0].id if sets else ""
        self._leave_import()
        self._refresh()

    def _leave_import(self) -> None:
        """No import any more, nor one under way."""
        self.preview = None
        if self._job is not None:
            self._job.cancel()

    def _touched(self, touched: Touched) -> None:
        if touched.touches("datasets") or touched.touches("calendar"):
            self._refresh()

    def _dataset(self) -> Dataset | None:
        sets = self.session.event.datasets
        return next((item for item in sets if item.id == self.dataset_id), sets[0] if sets else None)

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        dataset = self._dataset()
        importing = self.preview is not None
        front = "" if importing or dataset is None else dataset.id
        self.list_area.show_tables(self.session.event.datasets, front)
        has = importing or dataset is not None
        self.card.setVisible(has)
        self.empty.setVisible(not has)
        for button in (self.paste_button, self.import_button):  # an empty page and an import have their own
            button.setVisible(has and not importing)
        self._fit()
        self.import_panel.setVisible(importing)
        self.side.setVisible(not importing and dataset is not None)
        if self.preview is not None:
            self._show_preview(self.preview)
        elif dataset is not None:
            self._show_dataset(dataset)
        else:
            self.about.setText("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of tables makes room where the window is narrow or the type large."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The cells come first; a list of one table, or beside an import in a narrow window, can wait."""
        px, tables_there = self.session.look.px, len(self.session.event.datasets)
        wide = self.width() >= px(ROOM)
        self.list_area.setVisible(tables_there > 0 and (wide or (tables_there > 1 and self.preview is None)))
        self.list_area.setFixedWidth(px(236 if wide else 170))
        self.import_panel.setFixedWidth(px(360 if wide else 300))
        self.side.setFixedWidth(px(320 if wide else 240))

    def _follow_look(self) -> None:
        self._refresh()
        self.card.follow_look()

    def _show_dataset(self, dataset: Dataset) -> None:
        """Show a table; a large one is made ready beside the window first."""
        event = self.session.event
        parts = made_of(event, dataset)
        if self._view is not None and all(
            old is new for old, new in zip(self._view.made_of, parts, strict=True)
        ):
            self._show_view(self._view)
        elif len(dataset.text) <= AT_ONCE:
            self._show_view(view_of(event, dataset))
        else:
            self._catch_up()
            self.side.show_waiting(dataset)
            label = _("Working out {name}").format(name=dataset.name or dataset.id)
            self.session.tasks.run(
                lambda _task: view_of(event, dataset),
                self._take_view,
                failed=self._not_read,
                label=label,
                key="view",
            )

    def _take_view(self, view: TableView) -> None:
        self._view = view
        self._refresh()

    def _show_view(self, view: TableView) -> None:
        dataset, data = view.dataset, view.cooked.table
        is_new = self._view is not view or self.card.table is not data
        self._view = view
        if is_new:
            self.card.show_table(dataset, data, view.odd)
        else:
            self.card.dataset = dataset
        size = (count_text(data.rows, "row", "rows"), count_text(len(data.names), "column", "columns"))
        self.about.setText(f"{dataset.name or dataset.id} · {', '.join(size)}")
        self.about.setToolTip(self.about.text())

        def beside() -> None:
            if self._view is view:
                self.side.show_table(dataset, view.cooked, view.came_with, view.words, is_log=view.is_log)

        self._after_cells(beside, is_new and len(dataset.text) > AT_ONCE)

    def _show_preview(self, preview: Preview) -> None:
        self.card.show_preview(preview)
        self.about.setText(_("{name}: nothing is stored yet").format(name=preview.name))

        def beside() -> None:
            if self.preview is preview:
                self.import_panel.show_preview(preview)

        self._after_cells(beside, preview.rows * len(preview.columns) > MANY_CELLS)

    def _after_cells(self, beside: Callable[[], None], is_large: bool) -> None:
        """What stands beside a large table comes in a turn of its own: the window answers in between."""
        self._catch_up()
        if is_large:
            self._beside = beside
            QTimer.singleShot(0, self, self._catch_up)
        else:
            beside()

    def _catch_up(self) -> None:
        """What was left for a turn of its own is done now, before anything newer comes."""
        beside, self._beside = self._beside, None
        if beside is not None:
            beside()

    # --- acting -------------------------------------------------------------------------------

    def show_dataset(self, dataset_id: str) -> None:
        """Bring one table to the front."""
        self._leave_import()
        self.dataset_id = dataset_id
        self._refresh()

    def choose_file(self) -> None:
        """Ask for a file and show what it holds."""
        self.session.show_page("data")
        name, _kind = QFileDialog.getOpenFileName(self, _("Import a table"), "", _(FILTER))
        if name:
            self.look_at(Path(name))

    def paste(self) -> None:
        """Show what the clipboard holds."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.session.say(_("The clipboard has no table. Copy cells in a spreadsheet first."), "caution")
            return
        self.look_at(text)

    def look_at(self, source: Path | str) -> None:
        """Read a file or pasted text into a preview, beside the window; nothing is stored."""
        self.source, self.reading, self._worked, self.kinds, self.take = source, {}, {}, {}, {}
        self.import_panel.name.clear()
        self._read()

    def _read(self) -> None:
        source, options, kinds, take = self.source, dict(self.reading), dict(self.kinds), dict(self.take)
        if source is None:
            return

        def work(task: Task) -> Preview:
            preview = tables.read(source, **options, take=take, task=task)
            known = {column.name for column in preview.columns}
            chosen = {name: kind for name, kind in kinds.items() if name in known}
            return tables.override(preview, chosen) if chosen else preview  # type: ignore[arg-type]

        label = (
            _("Reading {name}").format(name=source.name)
            if isinstance(source, Path)
            else _("Reading what was pasted")
        )
        self._job = self.session.tasks.run(
            work, self._got_preview, failed=self._not_read, label=label, key="import"
        )

    def _not_read(self, text: str) -> None:
        self.reading = dict(self._worked)
        self.session.say(text, "bad")
        self._refresh()

    def _got_preview(self, preview: Preview) -> None:
        first = self.preview is None
        self.preview, self._worked = preview, dict(self.reading)
        self._refresh()
        if first and self.isVisible():  # read again, the keyboard stays on what was changed
            self.import_panel.accept.setFocus()

    def _change_kind(self, name: str, kind: str) -> None:
        self.kinds[name] = kind
        self._read()

    def _take(self, line: str, choice: str) -> None:
        self.take[line] = choice
        self._read()

    def _reread(self, option: str, value: Any) -> None:
        self.reading[option] = value
        if option in ("sheet", "header_row", "delimiter", "encoding"):
            self.kinds.clear()
            self.take.clear()
        self._read()

    def accept_import(self, name: str) -> None:
        """Store the previewed table in the event; its text and its columns are made beside the window."""
        preview = self.preview
        if preview is None:
            return

        event = self.session.event

        def work(_task: Task) -> TableView:
            return view_of(event, tables.dataset(preview, id=new_id("d"), name=name or preview.name))

        self._job = self.session.tasks.run(
            work, self._store, failed=self._not_read, label=_("Importing the table"), key="import"
        )

    def _store(self, view: TableView) -> None:
        dataset = view.dataset
        self.preview, self.dataset_id, self._view = None, dataset.id, view
        self.session.do(Add("datasets", dataset), by=self)  # told of it, the page shows it
        self.card.view.setFocus()  # the panel that had the keyboard is gone

        def tell() -> None:
            words = _("“{name}” is part of the event.").format(name=dataset.name)
            self.session.say(words, "good", (_("Make a chart"), self._chart))

        self._after_cells(tell, len(dataset.text) > AT_ONCE)

    def cancel_import(self) -> None:
        """Leave the preview; nothing was stored."""
        self._leave_import()
        self._refresh()

    def remove(self) -> None:
        """Remove the table in front; undo brings it back."""
        dataset = self._dataset()
        if dataset is not None and self.preview is None:
            self.session.do(Remove(at("datasets", dataset.id)), by=self)
            self._refresh()

    def save_copy(self) -> None:
        """Write the table in front as CSV."""
        dataset = self._dataset()
        if dataset is None:
            return
        place = self.session.event.datasets.index(dataset)
        dataset = self.session.outgoing.root().datasets[place]
        suggested = f"{dataset.name or dataset.id}.csv"
        write = partial(write_file, content=dataset_csv(dataset))
        save_file(self.session, self, _("Save a copy"), suggested, _("CSV (*.csv)"), write)

    # --- the recipe ---------------------------------------------------------------------------

    def add_step(self, kind: str) -> None:
        """A new step about the column and the cell in front; its options are beside the table at once."""
        dataset, view = self._dataset(), self._view
        if dataset is None or view is None or self.preview is not None:
            return
        others = [item.name or item.id for item in self.session.event.datasets if item.id != dataset.id]
        step = recipe_edits.new_step(
            kind, view.cooked.table, self.card.column_in_front(), self.card.value_in_front(), others
        )
        self.recipe.front = step.id
        self.side.show_part("steps")
        if self.session.do(recipe_edits.add_step(dataset, step)) is None:
            self.recipe.choose(step.id)
            self.recipe.edit_first()

    def choose_new_file(self) -> None:
        """Ask for the file that takes the place of the table in front, under the same steps."""
        if self._dataset() is None:
            return
        name, _kind = QFileDialog.getOpenFileName(self, _("Same recipe, new file"), "", _(FILTER))
        if name:
            self.look_at_new_file(Path(name))

    def look_at_new_file(self, path: Path) -> None:
        """Read the file beside the window and say what would change; nothing is stored yet."""
        dataset, event = self._dataset(), self.session.event
        if dataset is None:
            return
        self.side.show_part("steps")
        self.session.tasks.run(
            lambda task: look_at_file(event, dataset, path, task),
            self.side.new_file.show_file,
            failed=self._not_read,
            label=_("Reading {name}").format(name=path.name),
            key="import",
        )

    def _put_new_file(self, found: NewFile) -> None:
        dataset = self._dataset()
        if dataset is not None and dataset.id == found.dataset.id:
            self.session.do(recipe_edits.new_text(dataset, found.dataset), by=self)
            self._refresh()

    # --- a map of a log -----------------------------------------------------------------------

    def make_map(self) -> None:
        """Show what map the table in front would become."""
        if self._dataset() is not None and self.preview is None:
            self.side.show_part("log")
            self._refresh()

    def _show_made(self, map_id: str) -> None:
        self.session.show_map(map_id)
        self.session.show_page("map")
        self.session.say(_("The map is part of the event. Undo takes it out again."), "good")

    def _chart(self) -> None:
        """Go to the Charts page with the table in front."""
        dataset = self._dataset()
        self.session.show_page("charts", dataset.id if dataset is not None else "")

    # --- dropping files -----------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files can be dropped on the page."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the first dropped file."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.look_at(paths[0])

    def keyPressEvent(self, event: Any) -> None:
        """In the preview Enter imports and Escape leaves."""
        if self.preview is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel_import()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.import_panel.accept.click()
        else:
            super().keyPressEvent(event)
