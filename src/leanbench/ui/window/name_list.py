"""The list “these words may be names”, to be ticked before a public copy goes out. Not modal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from leanbench.privacy.people import choice_key
from leanbench.privacy.possible_names import PossibleName, possible_names
from leanbench.privacy.public_event import account_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.side_window import SideWindow
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words.language import _


class NameList(SideWindow):
    """One row for each word; a tick hides it everywhere at once."""

    def __init__(self, session: Session, parent: QWidget, then: Callable[[], object] | None = None) -> None:
        """`then` is done when the words are decided."""
        super().__init__(session, parent, _("Words that may be names"), forget=False)
        self.session = session
        self.words: tuple[PossibleName, ...] = ()
        self._is_open, self._then = True, then
        session.replaced.connect(self.close)
        about = words_label(
            _(
                "Ticked words are replaced in the public copy, the others stay. What is no name for certain stands "
                "first. Nicknames and faces in photos are not known."
            ),
            "small-muted",
        )
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels([_("Hide"), _("Why"), _("Where first"), _("Times")])
        self.table.setAccessibleName(_("Words that may be names"))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.itemChanged.connect(self._ticked)
        self.more = QLineEdit()
        self.more.setPlaceholderText(_("Another word or name to hide"))
        self.more.setAccessibleName(_("Another word or name to hide"))
        self.more.returnPressed.connect(self._add)
        add = push_button(_("Hide it too"), self._add)
        self.account = words_label(role="small")
        done = push_button(_("Done") if then is None else _("Go on…"), self._done, "primary")
        line, end = QHBoxLayout(), QHBoxLayout()
        line.addWidget(self.more, 1)
        line.addWidget(add)
        end.addWidget(self.account, 1)
        end.addWidget(done)
        box = column_layout(self, (24, 20, 24, 20), spacing=12)
        box.addWidget(set_role(QLabel(_("Words that may be names")), "h3"))
        box.addWidget(about)
        box.addWidget(self.table, 1)
        box.addLayout(line)
        box.addLayout(end)
        self.fit(640, 520)
        self._read()

    def _read(self) -> None:
        """Look through the event beside the window, then show what was found."""
        event, out = self.session.event, self.session.outgoing
        hide, keep = out.hide, out.keep
        self.account.setText(_("Looking through the event…"))

        def work(_task: Any) -> tuple[tuple[PossibleName, ...], str]:
            return possible_names(event, hide, keep), account_text(out.copy(event))

        self.session.tasks.run(
            work, self._show, failed=lambda text: self.session.say(text, "bad"), label="names", key="names"
        )

    def _show(self, found: tuple[tuple[PossibleName, ...], str]) -> None:
        if not self._is_open:
            return
        same = [word[:4] for word in self.words] == [word[:4] for word in found[0]]
        self.words = found[0]
        self.account.setText(found[1])
        if same:  # only ticks are other ones, and those are as the person set them
            return
        self.table.blockSignals(True)
        self.table.setRowCount(len(self.words))
        for row, word in enumerate(self.words):
            tick = QTableWidgetItem(" ".join(word.text.split()))
            tick.setFlags(tick.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            tick.setCheckState(Qt.CheckState.Checked if word.is_ticked else Qt.CheckState.Unchecked)
            for column, cell in enumerate(
                (tick, *map(QTableWidgetItem, (word.why, word.where, str(word.times))))
            ):
                self.table.setItem(row, column, cell)
        self.table.blockSignals(False)
        self.table.resizeColumnsToContents()
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)

    def _ticked(self, item: QTableWidgetItem) -> None:
        word = self.words[item.row()].text
        self._choose(word, item.checkState() == Qt.CheckState.Checked)

    def _add(self) -> None:
        word = self.more.text().strip()
        if word:
            self.more.clear()
            self._choose(word, True)

    def _choose(self, word: str, hidden: bool) -> None:
        out, key = self.session.outgoing, choice_key(word)
        hide = tuple(one for one in out.hide if choice_key(one) != key)
        keep = tuple(one for one in out.keep if choice_key(one) != key)
        out.choose((*hide, word) if hidden else hide, keep if hidden else (*keep, word))
        self._read()

    def _done(self) -> None:
        self.close()
        if self._then is not None:
            self._then()

    def leave(self) -> None:
        """What is still being looked for has nowhere to be shown."""
        self._is_open = False
