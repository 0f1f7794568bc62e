"""What stands beside the cells: the steps of the recipe, the columns in words, or the map a log would become."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from leanbench.event.records import Dataset
from leanbench.tables.recipes.cooking import Cooked
from leanbench.ui.data.log_panel import LogPanel
from leanbench.ui.data.new_file import NewFileCard
from leanbench.ui.data.recipe_panel import RecipePanel
from leanbench.ui.data.summary_panel import SummaryPanel
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import Segments
from leanbench.words import _


class SidePanel(QWidget):
    """Signal: `shown(key)` when a person chose "columns", "steps" or "log"."""

    shown = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        px = session.look.px
        set_role(self, "inspector")
        column = column_layout(self, (px(16), px(14), px(16), px(14)), spacing=px(10))
        self.parts = Segments(
            _("Beside the table"),
            (
                ("columns", _("Columns"), _("Each column in words")),
                ("steps", _("Steps"), _("What is done to the table")),
                ("log", _("Map"), _("Make a map of this log")),
            ),
        )
        self.parts.chosen.connect(self._choose)
        column.addWidget(self.parts)
        self.summary, self.recipe, self.log = (
            SummaryPanel(session.look),
            RecipePanel(session),
            LogPanel(session),
        )
        self.new_file = NewFileCard(session.look)
        steps = QWidget()
        inside = column_layout(steps, spacing=px(8))
        inside.addWidget(self.recipe, 1)
        inside.addWidget(self.new_file)
        self.stack = QStackedWidget()
        self._pages = {"columns": self.summary, "steps": steps, "log": self.log}
        for widget in self._pages.values():
            self.stack.addWidget(widget)
        column.addWidget(self.stack, 1)
        self.part = ""
        self.show_part("columns")

    def show_part(self, key: str) -> None:
        """Bring one part to the front."""
        if key != "log" and self.part == "log":
            self.log.cancel()
        self.part = key
        self.parts.set_current(key)
        self.stack.setCurrentWidget(self._pages[key])

    def _choose(self, key: str) -> None:
        self.show_part(key)
        self.shown.emit(key)

    def show_waiting(self, dataset: Dataset) -> None:
        """The steps of a table whose cells are still worked out."""
        if self.recipe.dataset is not None and self.recipe.dataset.id == dataset.id:
            self.recipe.show_recipe(dataset, None, self.recipe.came_with)

    def show_table(
        self, dataset: Dataset, cooked: Cooked, came_with: int, described: Sequence[str], *, is_log: bool
    ) -> None:
        """Show all there is to say of a table."""
        if self.new_file.found is not None and self.new_file.found.dataset.id != dataset.id:
            self.new_file.close_card()
        count = len(dataset.recipe)
        self.parts.buttons["steps"].setText(_("Steps ({count})").format(count=count) if count else _("Steps"))
        self.parts.buttons["log"].setVisible(is_log or self.part == "log")
        self.summary.show_dataset(dataset, cooked.table, described)
        self.recipe.show_recipe(dataset, cooked, came_with)
        if self.part == "log":
            self.log.show_log(dataset, cooked.table)
