"""The status line of the map: what it counts, and what `event.check` found, each with a jump."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from leanbench.event.finding import Finding
from leanbench.flow.measures import metrics_of
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout
from leanbench.ui.kit.widgets import ElidedButton, ElidedLabel
from leanbench.words import _
from leanbench.words.numbers import number_text

WAIT_MS = 250  # the check is not part of the frame of an edit
MARKS = {"broken": "✕", "look": "▲", "missing": "○"}
MAP_KINDS = ("map", "step", "link", "note", "maps")


class Findings(QWidget):
    """Counts at the left, findings of the map in front beside them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: tuple[Finding, ...] = ()
        self.counts = ElidedLabel()
        self.button = ElidedButton()
        set_role(self.button, "finding")
        self.button.setAccessibleName(_("What to look at"))
        self.button.clicked.connect(self._open)
        row = row_layout(self, spacing=16)
        row.addWidget(self.counts)
        row.addWidget(self.button, 1)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(WAIT_MS)
        self.timer.timeout.connect(self.refresh)
        session.touched.connect(self._later)
        session.replaced.connect(self._later)
        session.map_changed.connect(self._later)
        self._later(None)

    def _later(self, _touched: Touched | str | None = None) -> None:
        self.timer.start()

    def refresh(self) -> None:
        """Count and check."""
        from leanbench.event.check import check

        event, map_ = self.session.event, self.session.map
        if map_ is None or not map_.steps:
            self.counts.setText("")
            self.button.hide()
            return
        found = metrics_of(map_, event)
        main, every = found.value("steps_main_path"), found.value("steps_all")
        words = _("{count} steps on the main path").format(count=number_text(main or 0.0, 0))
        if main is not None and every is not None and every > main:
            words += _(", {count} in branches").format(count=number_text(every - main, 0))
        self.counts.setText(words)
        self.counts.setToolTip(words)
        mine = [
            f for f in check(event) if f.where[0] in MAP_KINDS and (len(f.where) < 2 or f.where[1] == map_.id)
        ]
        self.found = tuple(mine)
        self.button.setVisible(bool(mine))
        serious = [f for f in mine if f.level != "missing"]
        shown = serious or mine
        if shown:
            head = _("{count} to look at: ").format(count=len(mine)) if len(mine) > 1 else ""
            self.button.set_words(f"{MARKS[shown[0].level]} {head}{shown[0].text}")
            self.button.setStyleSheet("text-align: left;")
            self.button.setToolTip("\n".join(f"{MARKS[f.level]} {f.text} {f.hint}" for f in mine[:20]))

    def _open(self) -> None:
        if len(self.found) == 1:
            self.jump(self.found[0])
            return
        menu = QMenu(self)
        for finding in self.found[:25]:
            line = QAction(f"{MARKS[finding.level]}  {finding.text[:110]}", menu)
            menu.addAction(line)
            line.setToolTip(finding.hint)
            line.triggered.connect(partial(self._choose, finding))
        menu.setToolTipsVisible(True)
        menu.popup(self.button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _choose(self, finding: Finding, _on: bool = False) -> None:
        self.jump(finding)

    def jump(self, finding: Finding) -> None:
        """Select what a finding is about, and say what to do."""
        kind, where = finding.where[0], finding.where
        if kind in ("step", "link", "note") and len(where) > 2:
            self.session.select([(kind, where[2])])
        self.session.say(
            f"{finding.text} {finding.hint}".strip(), "caution" if finding.level == "broken" else "info"
        )
