"""The Load block of the inspector: how busy the people of a step are, and whether that explains its wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from leanbench.event.records import Map, Step
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.words import _
from leanbench.words.numbers import percent_text

if TYPE_CHECKING:
    from leanbench.flow.step_load import StepLoadWords

BUSY, FULL = 0.85, 1.0


class LoadCard(QWidget):
    """Hidden when nothing can be said: no demand, nobody paid, no number of people."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: StepLoadWords | None = None
        self.explainer: Any = None
        self.bar = LoadBar(session)
        self.words = _words("small-muted")
        self.why = QPushButton("▲ why?")
        set_role(self.why, "link")
        self.why.setToolTip(_("Why the map and the load disagree"))
        self.why.clicked.connect(self._toggle)
        self.reason = _words("caution")
        self.how = QPushButton(_("How this came about"))
        set_role(self.how, "link")
        self.how.clicked.connect(self._explain)
        box = column_layout(self, spacing=session.look.px(5))
        box.addWidget(set_role(QLabel("Load"), "label"))
        for widget in (self.bar, self.words, self.why, self.reason, self.how):
            box.addWidget(widget)
        box.addSpacing(4)
        box.addWidget(set_role(QFrame(), "hairline"))
        self.reason.hide()
        self.hide()
        self.step_id = ""
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(60)
        self.later.timeout.connect(self.refresh)
        session.touched.connect(self._on_touched)

    def show_step(self, map_: Map, step: Step | None) -> None:
        """Show the load of the people of one step; of the same step again only when the hand rests."""
        same = step is not None and step.id == self.step_id
        self.step_id = "" if step is None else step.id
        if same:
            self.later.start()
        else:
            self.refresh()

    def _on_touched(self, _touched: object) -> None:
        if self.step_id:
            self.later.start()

    def refresh(self) -> None:
        """Read the load again."""
        map_ = self.session.map
        step = None if map_ is None else next((s for s in map_.steps if s.id == self.step_id), None)
        before = self.found
        if step is None and before is None:
            return
        # Imported when the first step is looked at: the window opens without it.
        from leanbench.flow.step_load import step_load

        self.found = None if map_ is None or step is None else step_load(self.session.event, map_, step)
        self.setVisible(self.found is not None)
        if self.found is None:
            return
        self.bar.show_share(self.found.share or 0.0)
        self.words.setText(self.found.words)
        self.why.setVisible(bool(self.found.why))
        self.reason.setText(self.found.why)
        if before is None or before.why != self.found.why or not self.found.why:
            self.reason.hide()

    def _toggle(self) -> None:
        self.reason.setVisible(self.reason.isHidden())

    def _explain(self) -> None:
        from leanbench.ui.map.panel_parts import Explainer

        if self.explainer is None:
            self.explainer = Explainer(self.session, self)
        if self.found is not None:
            self.explainer.show(self.found.quantities, self.how)


def _words(role: str) -> QLabel:
    label = set_role(QLabel(), role)
    label.setWordWrap(True)
    return label


class LoadBar(QWidget):
    """A thin bar to 100%; what is over is hatched at the end."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Take a share of the people's time."""
        self.share = share
        self.setAccessibleName(_("Load {share}").format(share=percent_text(100.0 * share, 0)))
        self.update()

    def sizeHint(self) -> QSize:
        """One line of eight."""
        px = self.session.look.px
        return QSize(px(120), px(9))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Groove, share, and the mark at 85%."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, wide, high = self.session.look, self.width(), self.height() - 1
        top = max(1.0, self.share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("hairline"))
        painter.drawRoundedRect(QRectF(0, 0, wide, high), 2, 2)
        tone = "bad" if self.share >= FULL else "caution" if self.share >= BUSY else "accent"
        painter.setBrush(look.colour(tone))
        painter.drawRoundedRect(QRectF(0, 0, wide * self.share / top, high), 2, 2)
        if self.share > FULL:
            painter.setBrush(QBrush(look.colour("panel"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(QRectF(wide / top, 0, wide - wide / top, high))
        painter.fillRect(QRectF(wide * BUSY / top - 0.5, 0, 1.2, high), look.colour("text"))
