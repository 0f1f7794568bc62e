"""The line at the bottom: what the page says of itself, work under way with Cancel, the calendar."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout
from leanbench.ui.kit.widgets import push_button
from leanbench.words import _
from leanbench.words.numbers import number_text


class StatusBar(QWidget):
    """A page may have an attribute `status` (a QWidget): it is shown at the left while the page is."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "status")
        self.left = QStackedWidget()
        self.left.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.left.addWidget(QWidget())
        self.kept = set_role(QLabel(), "small")
        self.work = QLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.cancel = push_button(_("Cancel"), self._cancel, "link")
        self.calendar = QLabel()
        box = row_layout(self, (16, 0, 16, 0), spacing=12)
        box.addWidget(self.left, 1)
        for widget in (self.kept, self.work, self.progress, self.cancel, self.calendar):
            box.addWidget(widget)
        session.tasks.changed.connect(self._show_work)
        session.kept_changed.connect(self._show_kept)
        session.replaced.connect(self._show_calendar)
        session.touched.connect(self._on_touched)
        session.look.follow(self._fit)
        self._show_kept("")
        self._show_work()
        self._show_calendar()

    def show_for(self, page: QWidget) -> None:
        """Put the page's own status line in front."""
        status = getattr(page, "status", None)
        if isinstance(status, QWidget):
            if self.left.indexOf(status) < 0:
                self.left.addWidget(status)
            self.left.setCurrentWidget(status)
        else:
            self.left.setCurrentIndex(0)

    def _fit(self) -> None:
        self.setFixedHeight(self.session.look.px(27))

    def _show_kept(self, text: str) -> None:
        self.kept.setText(text)
        self.kept.setVisible(bool(text))

    def _show_work(self) -> None:
        jobs = self.session.tasks.visible()
        for widget in (self.work, self.progress, self.cancel):
            widget.setVisible(bool(jobs))
        if jobs:
            self.work.setText(jobs[0].label)
            share = jobs[0].share
            self.progress.setRange(0, 0 if share is None else 100)
            if share is not None:
                self.progress.setValue(round(share * 100))

    def _cancel(self) -> None:
        for job in self.session.tasks.visible():
            job.cancel()

    def _on_touched(self, touched: object) -> None:
        if touched.touches("calendar"):  # type: ignore[attr-defined]
            self._show_calendar()

    def _show_calendar(self) -> None:
        hours = self.session.event.calendar.hours_per_business_day
        words = _("business days of {hours} h").format(hours=number_text(hours))
        self.calendar.setText(words if self.session.has_event else "")
