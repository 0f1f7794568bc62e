"""The recipe beside its table: the steps with what each did, and the form of the one that is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from leanbench.errors import UserError
from leanbench.event.recipe import KINDS, RecipeStep
from leanbench.event.records import Dataset
from leanbench.tables.recipes.cooking import Cooked
from leanbench.ui.data import recipe_edits, step_fields
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty, scroll_area
from leanbench.ui.kit.record_form import RecordForm
from leanbench.ui.kit.row_button import RowButtons
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import N_, _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text

GROUPS = (
    (N_("Columns"), ("time-between", "date-part", "formula", "recode", "bins", "rename", "column", "drop-columns")),
    (N_("Rows"), ("filter", "sort", "equal-rows", "add-rows", "draw", "correct")),
    (N_("The whole table"), ("summarize", "join", "stack", "unstack")),
)  # fmt: skip


def fill_menu(menu: QMenu, chosen: Any) -> None:
    """The kinds of step in groups; `chosen(kind)` is called for the one taken."""
    for title, kinds in GROUPS:
        menu.addSection(_(title))
        for kind in kinds:
            menu.addAction(_(KINDS[kind][0]), lambda which=kind: chosen(which))


class RecipePanel(QWidget):
    """Signals: `add_wanted(kind)`, `new_file_wanted()`.

    On the list Delete removes a step, Alt with up and down moves it, Space chooses it.
    """

    add_wanted = Signal(str)
    new_file_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.dataset: Dataset | None = None
        self.cooked: Cooked | None = None
        self.came_with = 0  # rows before the steps
        self.front = ""  # id of the step whose options are shown
        self.form: RecordForm | None = None
        self._form_of: tuple[Any, ...] = ()
        px = session.look.px
        column = column_layout(self, spacing=px(8))
        self.add_button = QPushButton(_("&Add a step"))
        set_role(self.add_button, "primary")
        menu = QMenu(self.add_button)
        fill_menu(menu, self.add_wanted.emit)
        self.add_button.setMenu(menu)
        column.addWidget(self.add_button)
        inside = set_role(QWidget(), "panel")
        self.body = column_layout(inside, (0, 0, px(4), 0), spacing=px(6))
        self.start = words_label("", "small-muted")
        self.body.addWidget(self.start)
        self.rows = RowButtons(session.look, self.choose)
        self.body.addLayout(self.rows)
        self.hint = words_label(
            _(
                "The table stays as it came. Each step is done to it anew, in this order, and can be changed, moved, "
                "switched off or undone."
            ),
            "small-muted",
        )
        self.body.addWidget(self.hint)
        self.tools = QWidget()
        line = QHBoxLayout(self.tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(4))
        self.up = push_button(
            "↑", lambda: self.shift(-1), tip=_("Earlier ({keys})").format(keys=keys_text("Alt+Up"))
        )
        self.down = push_button(
            "↓", lambda: self.shift(1), tip=_("Later ({keys})").format(keys=keys_text("Alt+Down"))
        )
        self.up.setAccessibleName(_("Move the step up"))
        self.down.setAccessibleName(_("Move the step down"))
        self.off = push_button("", self.switch)
        self.gone = push_button(_("Remove"), self.remove, "link")
        for button in (self.up, self.down):
            button.setFixedWidth(px(34))
        for button in (self.up, self.down, self.off, self.gone):
            line.addWidget(button)
        line.addStretch(1)
        self.title = set_role(QLabel(), "label")
        self.body.addSpacing(px(6))
        self.body.addWidget(self.title)
        self.form_place = column_layout()
        self.body.addLayout(self.form_place)
        self.problem = words_label("", "caution")
        self.body.addWidget(self.problem)
        self.body.addWidget(self.tools)
        self.body.addStretch(1)
        self.area = scroll_area(_("Steps of the recipe"), inside=inside)
        column.addWidget(self.area, 1)
        self.new_file = push_button(
            _("Same recipe, new &file…"),
            self.new_file_wanted.emit,
            tip=_("Next month's extract under the same steps"),
        )
        column.addWidget(self.new_file)

    # --- showing ------------------------------------------------------------------------------

    def show_recipe(self, dataset: Dataset, cooked: Cooked | None, rows: int) -> None:
        """Show the steps of a table; `cooked` is None while they are worked out, `rows` those it came with."""
        same = self.dataset is not None and self.dataset.id == dataset.id
        self.dataset, self.cooked, self.came_with = dataset, cooked, rows
        ids = [step.id for step in dataset.recipe]
        if self.front not in ids:
            self.front = ""
        self.start.setText(_("As it came: {rows}").format(rows=count_text(rows, "row", "rows")))
        effects = {effect.step.id: effect for effect in cooked.effects} if cooked is not None else {}
        listed = []
        for number, step in enumerate(dataset.recipe, start=1):
            effect = effects.get(step.id)
            about = _("Being worked out…") if effect is None else effect.text()
            mark = "▲ " if effect is not None and effect.problem else "○ " if step.is_off else ""
            size = (
                "" if effect is None or effect.rows_before == effect.rows_after
                else "\n" + _("{before} → {after} rows").format(
                    before=number_text(effect.rows_before), after=number_text(effect.rows_after))
            )  # fmt: skip
            listed.append((step.id, f"{mark}{number}. {recipe_edits.step_title(step)}", about + size))
        self.rows.show_rows(listed, self.front)
        for key, button in self.rows.buttons.items():
            button.installEventFilter(self)
            button.setProperty("step", key)
        self.hint.setVisible(not ids)
        self._show_front(keep=same)

    def _show_front(self, keep: bool) -> None:
        step = self.step()
        for widget in (self.title, self.tools, self.problem):
            widget.setVisible(step is not None)
        if step is None or self.dataset is None:
            self._drop_form()
            return
        place = self.dataset.recipe.index(step)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < len(self.dataset.recipe) - 1)
        self.off.setText(_("Switch on") if step.is_off else _("Switch off"))
        self.title.setText(recipe_edits.step_title(step))
        names, dates = self.columns_at(place)
        tables = tuple(
            other.name or other.id for other in self.session.event.datasets if other.id != self.dataset.id
        )
        form_of = (self.dataset.id, step.id, step.kind, names, dates, tables)
        try:
            record = step_fields.shown_record(step)
        except UserError as error:
            self._drop_form()
            self.problem.setText(str(error))
            return
        self.problem.setText("")
        self.problem.hide()
        if self.form is None or not keep or form_of != self._form_of:
            self._drop_form()
            cards = step_fields.shown_cards(step.kind, names, dates, tables)
            self.form = RecordForm(self.session, cards, self._put)
            self.form_place.addWidget(self.form)
            self._form_of = form_of
        self.form.show_records([record])

    def _drop_form(self) -> None:
        empty(self.form_place)
        self.form, self._form_of = None, ()

    def columns_at(self, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The columns a step finds, and those of them that hold dates."""
        from leanbench.tables import table

        assert self.dataset is not None
        start = table(self.dataset)
        names = list(start.names)
        for effect in self.cooked.effects[:place] if self.cooked is not None else ():
            names = [name for name in names if name not in effect.removed] + list(effect.added)
        kinds = {**(self.cooked.table.kinds if self.cooked is not None else {}), **start.kinds}
        return tuple(names), tuple(name for name in names if kinds.get(name, "date") == "date")

    def step(self) -> RecipeStep | None:
        """The step whose options are shown."""
        steps = self.dataset.recipe if self.dataset is not None else ()
        return next((step for step in steps if step.id == self.front), None)

    # --- acting -------------------------------------------------------------------------------

    def choose(self, step_id: str) -> None:
        """Show the options of a step."""
        self.front = step_id
        for key, button in self.rows.buttons.items():
            button.setChecked(key == step_id)
        self._show_front(keep=True)
        QTimer.singleShot(0, self, self._show_form)

    def edit_first(self) -> None:
        """Put the keyboard on the first option."""
        if self.form is not None and self.form.fields:
            next(iter(self.form.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._show_form)

    def _show_form(self) -> None:
        """Scroll so that the form can be seen, from its title on."""
        self.area.ensureWidgetVisible(self.tools)
        self.area.ensureWidgetVisible(self.title)

    def _put(self, name: str, value: Any) -> str:
        step = self.step()
        if step is None or self.dataset is None:
            return ""
        try:
            kept = step_fields.kept_value(step.kind, name, value)
            refused = self.session.do(recipe_edits.set_option(self.dataset, step, name, kept))
        except UserError as error:
            return str(error)
        return refused.reason if refused is not None else ""

    def shift(self, by: int) -> None:
        """The chosen step earlier or later."""
        step = self.step()
        if step is not None and self.dataset is not None:
            place = self.dataset.recipe.index(step) + by
            if 0 <= place < len(self.dataset.recipe):
                self.session.do(recipe_edits.move_step(self.dataset, step, place))

    def switch(self) -> None:
        """The chosen step off, or on again."""
        step = self.step()
        if step is not None and self.dataset is not None:
            self.session.do(recipe_edits.switch_step(self.dataset, step))

    def remove(self) -> None:
        """The chosen step out of the recipe; undo brings it back."""
        step = self.step()
        if step is None or self.dataset is None:
            return
        steps = self.dataset.recipe
        place = steps.index(step)
        self.front = steps[place + 1].id if place + 1 < len(steps) else steps[place - 1].id if place else ""
        self.session.do(recipe_edits.remove_step(self.dataset, step))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on a line of the list."""
        key = watched.property("step")
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and key:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            todo = {
                Qt.Key.Key_Delete: self.remove,
                Qt.Key.Key_Up: (lambda: self.shift(-1)) if alt else None,
                Qt.Key.Key_Down: (lambda: self.shift(1)) if alt else None,
            }.get(Qt.Key(event.key()))
            if todo is not None:
                if self.front != key:
                    self.choose(key)
                todo()
                return True
        return super().eventFilter(watched, event)
