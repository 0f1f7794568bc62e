"""The list of a merge: what is to decide, what was taken over, what was put together. Not modal.

Before a merge it is the comparison: the same lines, nothing done yet, and a button that merges.

What is to decide lies in the event itself, so the list follows undo, and can be opened again tomorrow.
Keys: arrows move, M keeps mine, T takes theirs, Ctrl+Z takes the last decision back, Esc closes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from leanbench.event.changes_merge import DecideConflict
from leanbench.store.copies import GROUPS, conflict_line
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.side_window import SideWindow
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import N_, _

if TYPE_CHECKING:
    from leanbench.store.copies import Line
    from leanbench.store.touched import Touched
    from leanbench.ui.frame.session import Session

ID = Qt.ItemDataRole.UserRole
MARGINS = 52  # pixels beside the columns
SHARES = (0.44, 0.23, 0.23, 0.10)  # of the width of the list: place, mine, theirs, decided
DECIDED = {"mine": N_("mine"), "theirs": N_("theirs")}


class MergeList(SideWindow):
    """Beside the main window.

    `lines` are those of the merge that are not to decide; with `merge`, which does it, all that it would do.
    """

    def __init__(
        self,
        session: Session,
        parent: QWidget,
        title: str,
        lines: tuple[Line, ...],
        merge: Callable[[], object] | None = None,
    ) -> None:
        words = _("Compared copies") if merge is not None else _("Merged copies")
        super().__init__(session, parent, words, forget=False)
        self.session, self.lines = session, lines
        self.is_comparison = merge is not None
        heading = set_role(QLabel(title), "h3")
        self.words = words_label(role="small-muted")
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("What the merge did and what is to decide"))
        self.tree.setHeaderLabels([_("Place"), _("Mine (here)"), _("Theirs (the other copy)"), _("Decided")])
        self.tree.setColumnHidden(3, self.is_comparison)
        self.tree.setRootIsDecorated(False)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end of a place tells it apart
        self.tree.currentItemChanged.connect(self._enable)
        self.tree.installEventFilter(self)
        self.mine = push_button(_("Keep mine (M)"), lambda: self.decide("mine"))
        self.theirs = push_button(_("Take theirs (T)"), lambda: self.decide("theirs"))
        row = QHBoxLayout()
        if merge is not None:
            row.addWidget(push_button(_("Merge"), merge))
        for button in (self.mine, self.theirs):
            row.addWidget(button)
            if merge is not None:
                button.hide()
        row.addStretch()
        row.addWidget(push_button(_("Close"), self.close))
        box = column_layout(self, (24, 20, 24, 20), spacing=12)
        for widget in (heading, self.words, self.tree):
            box.addWidget(widget)
        box.addLayout(row)
        self.fit(900, 520)
        session.touched.connect(self._follow)
        session.replaced.connect(self.close)
        self._fill()
        self.tree.setFocus()

    # --- showing ------------------------------------------------------------------------------

    def _follow(self, touched: Touched) -> None:
        if touched.touches("conflicts") and not self.is_comparison:
            self._fill()

    def _fill(self) -> None:
        """Write the list anew; the line that was current stays so."""
        current = self.tree.currentItem()
        kept = current.data(0, ID) if current is not None else None
        event = self.session.event
        self.tree.clear()
        if self.is_comparison:
            for kind, title in GROUPS:
                self._add_lines(kind, _(title))
            self.tree.expandAll()
            self.words.setText(_("What a merge would do. Nothing has been changed yet."))
            return
        rows = [(conflict_line(event, conflict), conflict.decided) for conflict in event.conflicts]
        waiting = sum(not decided for _line, decided in rows)
        group = self._group(_(GROUPS[0][1]), waiting)
        for line, decided in rows:
            item = QTreeWidgetItem(
                group, [line.place, line.mine, line.theirs, _(DECIDED.get(decided, decided))]
            )
            item.setData(0, ID, line.id)
            for column, text in enumerate((line.place, line.mine, line.theirs)):
                item.setToolTip(column, text)
        for kind, title in GROUPS[1:]:
            self._add_lines(kind, _(title))
        self.tree.expandAll()
        self.words.setText(
            _(
                "Mine stands until somebody decides. A decision is an edit like any other: {keys} takes it back."
            ).format(keys=keys_text("Ctrl+Z"))
            if rows
            else _("Nothing is left to decide.")
        )
        self._choose(kept)

    def _add_lines(self, kind: str, title: str) -> None:
        chosen = [line for line in self.lines if line.kind == kind]
        if not chosen:
            return
        group = self._group(title, len(chosen))
        for line in chosen:
            item = QTreeWidgetItem(group, [line.place, line.mine, line.theirs, ""])
            item.setToolTip(0, line.place)

    def _group(self, title: str, count: int) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [f"{title} ({count})"])
        group.setFirstColumnSpanned(True)
        font = group.font(0)
        font.setBold(True)
        group.setFont(0, font)
        return group

    def _open(self) -> list[QTreeWidgetItem]:
        """The lines of conflicts."""
        group = None if self.is_comparison else self.tree.topLevelItem(0)
        return [] if group is None else [group.child(number) for number in range(group.childCount())]

    def _choose(self, conflict_id: str | None) -> None:
        """Make a line current: the one of this id, else the first that waits, else the first line."""
        lines = self._open()
        item = (
            next((line for line in lines if line.data(0, ID) == conflict_id), None) if conflict_id else None
        )
        if item is None:
            item = next((line for line in lines if not line.text(3)), None)
        self.tree.setCurrentItem(item if item is not None else self.tree.topLevelItem(0))
        self._enable()

    def _enable(self) -> None:
        can = self._current() is not None
        self.mine.setEnabled(can)
        self.theirs.setEnabled(can)

    def _current(self) -> str | None:
        item = self.tree.currentItem()
        found: str | None = item.data(0, ID) if item is not None else None
        return found

    # --- deciding -----------------------------------------------------------------------------

    def decide(self, side: str) -> None:
        """Decide the current line and go on to the next that waits."""
        conflict_id = self._current()
        if conflict_id is None or self.session.do(DecideConflict(conflict_id, side), self) is not None:
            return
        waiting = next((line.data(0, ID) for line in self._open() if not line.text(3)), None)
        self._choose(waiting or conflict_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """M and T decide while the list has the focus; it would look for a line that begins so."""
        if event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            side = {Qt.Key.Key_M: "mine", Qt.Key.Key_T: "theirs"}.get(Qt.Key(event.key()))
            if side is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.decide(side)
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The place has the widest column, the two values share most of the rest."""
        super().resizeEvent(event)
        for column, share in enumerate(SHARES):
            self.tree.setColumnWidth(column, int((event.size().width() - MARGINS) * share))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo work here too."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.session.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.session.redo()
        else:
            super().keyPressEvent(event)
