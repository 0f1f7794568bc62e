"""What changed between two states: the numbers side by side, and the steps that came, went, changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leanbench.event.records import Event, Map
from leanbench.flow.comparison import ChangeRow, Comparison, compare, in_time
from leanbench.papers.list.compare_paper import chosen_rows, compare_pdf, map_title
from leanbench.papers.parts.summary import row_change_text, value_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.figures_table import FigureColumn, FigureRow, FiguresTable
from leanbench.ui.kit.layouts import column_layout, row_layout, scroll_area
from leanbench.ui.kit.public_switch import add_public_line, without_names
from leanbench.ui.map.panel_parts import Explainer
from leanbench.words import _


class ComparePanel(QWidget):
    """Stands where the steps table stands while two states are compared."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("Comparison of two states"))
        self.base = QComboBox()
        self.base.setAccessibleName(_("Compare with"))
        self.base.activated.connect(lambda _i: self.changed_base())
        self.area = scroll_area()
        self.explainer = Explainer(session, self)
        self.table: FiguresTable | None = None
        self.found: Comparison | None = None
        self.print_button = QPushButton(_("Print this"))
        self.print_button.setToolTip(_("Before and after on paper, with the definitions"))
        menu = QMenu(self.print_button)
        menu.addAction("Print…", self.print_paper)
        menu.addAction(_("Save as PDF…"), self.save_pdf)
        add_public_line(menu, session)
        self.print_button.setMenu(menu)
        head = row_layout(margins=(16, 8, 16, 4))
        head.addWidget(set_role(QLabel(_("Compared with")), "small-muted"))
        head.addWidget(self.base)
        head.addStretch(1)
        head.addWidget(self.print_button)
        box = column_layout(self)
        box.addLayout(head)
        box.addWidget(self.area)
        self.on_base: Callable[[str], object] = str

    def changed_base(self) -> None:
        """Another state to compare with was chosen."""
        self.on_base(self.base_id())
        self.refresh()

    def base_id(self) -> str:
        """The state compared with: the chosen one, else the first that is not in front."""
        return str(self.base.currentData() or "")

    def prepare(self) -> None:
        """List the other states."""
        map_ = self.session.map
        before = self.base_id()
        self.base.clear()
        for item in self.session.event.maps:
            if map_ is None or item.id != map_.id:
                self.base.addItem(item.name or item.id, item.id)
        self.base.setCurrentIndex(max(0, self.base.findData(before or "current")))

    def refresh(self) -> None:
        """Compute and show both lists."""
        map_ = self.session.map
        if map_ is None or not self.base_id():
            return
        event = self.session.event
        base, later = (event.map(map_id) for map_id in in_time(event, self.base_id(), map_.id))
        self.found = found = compare(event, base.id, later.id)
        inside = QWidget()
        set_role(inside, "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = column_layout(inside, (12, 4, 12, 16), spacing=6)
        groups = chosen_rows(event, found)
        rows: list[FigureRow] = []
        for title, members in groups:
            rows.append(FigureRow(title))
            rows += [compare_row(row, event) for row in members]
        columns = (
            FigureColumn(f"{map_title(base)}\n{_basis(base)}", 19),
            FigureColumn(f"{map_title(later)}\n{_basis(later)}", 19, strong=True),
            FigureColumn("Change", 20),
        )
        self.table = FiguresTable(self.session, _("Before and after"), self.explainer.show)
        self.table.show_rows(rows, columns)
        box.addWidget(self.table)
        self._small(
            box,
            _(
                "Percent changes come from the figures as printed; a share changes in percentage points. Click a"
                " figure for its definition; the paper prints them all."
            ),
        )
        box.addSpacing(4)
        self._steps(box, found)
        box.addStretch(1)
        at = self.area.verticalScrollBar().value()
        self.area.setWidget(inside)
        self.area.verticalScrollBar().setValue(at)

    def _steps(self, box: QVBoxLayout, found: Comparison) -> None:
        event = self.session.event
        old = {step.id: step.name for step in event.map(found.before_id).steps}
        new = {step.id: step.name for step in event.map(found.after_id).steps}
        steps = found.steps

        def role(role_id: str) -> str:
            return (event.role(role_id).name or role_id) if role_id else _("nobody named")

        self._list(box, "New", [(new.get(key, key), key, "") for key in steps.added])
        self._list(box, "Gone", [(old.get(key, key), "", "") for key in steps.removed])
        combined = [
            (new.get(key, key), key, _("from {steps}").format(steps=", ".join(old.get(k, k) for k in ids)))
            for ids, key in steps.combined
        ]
        self._list(box, "Combined", combined)
        self._list(box, "Changed", [(c.name, c.after_id, "; ".join(c.differences)) for c in steps.changed])
        moved = [
            (new.get(key, key), key, _("from {one} to {two}").format(one=role(one), two=role(two)))
            for key, one, two in steps.moved_lane
        ]
        self._list(box, _("Moved to another lane"), moved)
        if not any((steps.added, steps.removed, steps.combined, steps.changed, steps.moved_lane)):
            self._small(box, _("The steps are the same in both states."))

    @staticmethod
    def _small(box: QVBoxLayout, text: str) -> None:
        label = set_role(QLabel(text), "small-muted")
        label.setWordWrap(True)
        box.addWidget(label)

    # --- paper --------------------------------------------------------------------------------

    def _with_paper(self, use: Callable[[bytes], None]) -> None:
        """Make the PDF beside the window, then use it."""
        event, base, map_ = self.session.event, self.base_id(), self.session.map
        if map_ is None or not base:
            return
        today, out = datetime.date.today(), self.session.outgoing
        states = in_time(event, base, map_.id)

        def work(_task: Any) -> bytes:
            if not out.is_public:
                return compare_pdf(event, *states, date=today)[0]
            copy = out.copy(event)
            return compare_pdf(copy.event, *map(copy.json, states), date=today)[0]

        self.session.tasks.run(
            work,
            use,
            failed=lambda sentence: self.session.say(sentence, "bad"),
            label=_("Before and after"),
            key="compare-paper",
        )

    def print_paper(self) -> None:
        """Before and after on the printer."""
        from leanbench.ui.papers.printing import print_pdf

        def use(data: bytes) -> None:
            if print_pdf(self, data, _("Before and after")):
                self.session.say(_("Before and after was sent to the printer."), "good")

        self._with_paper(use)

    def save_pdf(self) -> None:
        """Before and after as a file, where the user says."""
        title = self.session.outgoing.root().header.title or "event"
        safe = "".join(
            c if c.isalnum() or c in " -_" else ""
            for c in _("{title} - before and after").format(title=title)
        ).strip()
        name, _kind = QFileDialog.getSaveFileName(self, _("Save PDF"), f"{safe}.pdf", _("PDF (*.pdf)"))
        if name:
            self._with_paper(lambda data: self._write(Path(name), data))

    def _write(self, target: Path, data: bytes) -> None:
        part = target.with_name(target.name + ".part")
        try:
            part.write_bytes(data)
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            self.session.say(
                _("{target} could not be written: {strerror}. Choose another place.").format(
                    target=target, strerror=error.strerror
                ),
                "bad",
            )
        else:
            words = _("Saved {target}.").format(target=target)
            self.session.say(without_names(self.session, words), "good")

    def _list(self, box: QVBoxLayout, title: str, rows: list[tuple[str, str, str]]) -> None:
        if not rows:
            return
        box.addWidget(set_role(QFrame(), "hairline"))
        box.addWidget(set_role(QLabel(f"{title} ({len(rows)})"), "label"))
        for name, step_id, words in rows:
            if step_id:
                button = QPushButton(name or _("no name"))
                set_role(button, "link")
                button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                button.clicked.connect(lambda _on=False, key=step_id: self.session.select([("step", key)]))
                box.addWidget(button)
            else:
                box.addWidget(set_role(QLabel(name or _("no name")), "small"))
            if words:
                about = set_role(QLabel(words), "small-muted")
                about.setWordWrap(True)
                box.addWidget(about)


def _basis(drawn: Map) -> str:
    return "estimated" if drawn.id == "current" else "projected"


def compare_row(row: ChangeRow, event: Event) -> FigureRow:
    """A row in the words of the paper; the sign behind the change says the same as its color."""
    role = change_role(row)
    sign = {"good": " ✓", "caution": " !"}.get(role, "")
    values = (value_text(row.before, event), value_text(row.after, event), row_change_text(row) + sign)
    return FigureRow(row.label, values, (row.after, row.before), role, row.name)


def change_role(row: ChangeRow) -> str:
    """The color role of a change: good, caution for a worse figure, muted where neither is better."""
    amount = row.change_points if row.change_points is not None else row.change_pct
    if not amount or not row.better:
        return "muted"
    return "good" if (amount < 0) == (row.better == "less") else "caution"
