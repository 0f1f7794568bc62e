"""The Papers page: a gallery on the left, on the right the PDF itself, and what to mend before it goes out.

A paper is built by `reports.catalogue` in a task, keyed by the event it was built from: when the event has
moved on the preview is marked and built again, never shown as if it were current.
"""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from leanbench.event.records import Event
from leanbench.papers.engine.unprintable import ReportInfo
from leanbench.papers.list.gallery import Paper, papers
from leanbench.schema import cards_of
from leanbench.schema.addresses import at
from leanbench.store.output import write_file
from leanbench.ui.frame.actions import ActionSpec
from leanbench.ui.frame.outgoing import Key
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.file_saving import save_file
from leanbench.ui.kit.layouts import column_layout, empty, row_layout, scroll_area
from leanbench.ui.kit.public_switch import PublicSwitch, without_names
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.ui.papers.paper_preview import Preview, render
from leanbench.ui.papers.thumbnail import Thumbnail
from leanbench.words import _
from leanbench.words.lists import count_text

COLUMNS = 4
SHOWN_LINES = 7  # of the list before handing out; the rest is scrolled to


class PapersPage(QWidget):
    """Gallery, preview, list of what is missing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.paper_id = "report"
        self.made: dict[str, tuple[Event, Key, bytes, ReportInfo]] = {}
        self.thumbnails: dict[str, Thumbnail] = {}
        self.columns = COLUMNS
        self.waiting = QTimer(self)
        self.waiting.setSingleShot(True)
        self.waiting.setInterval(150)
        self.waiting.timeout.connect(self._build)
        set_role(self, "page")
        self._lay_out()
        self._add_actions()
        session.touched.connect(lambda _touched: self._stale())
        session.replaced.connect(self._replaced)
        session.look.changed.connect(self._refresh)

    # --- building the widgets -----------------------------------------------------------------

    def _lay_out(self) -> None:
        px = self.session.look.px
        row = row_layout(self, spacing=0)
        left = column_layout(margins=(px(16), px(8), px(16), px(16)), spacing=px(12))
        head = QHBoxLayout()
        head.addWidget(set_role(QLabel(_("Papers")), "h3"))
        self.about = set_role(QLabel(), "muted")
        head.addWidget(self.about)
        head.addStretch(1)
        self.public = PublicSwitch(self.session)
        self.session.outgoing.changed.connect(self._stale)
        head.addWidget(self.public)
        left.addLayout(head)
        self.area = area = scroll_area()
        inner = set_role(QWidget(), "page")
        self.gallery = column_layout(inner, spacing=px(8))
        area.setWidget(inner)
        left.addWidget(area, 1)
        row.addLayout(left, 6)
        row.addWidget(self._right(), 5)

    def _right(self) -> QWidget:
        px = self.session.look.px
        side = set_role(QWidget(), "inspector")
        column = column_layout(side, spacing=0)
        bar = row_layout(margins=(px(16), px(10), px(16), px(10)), spacing=8)
        self.name = set_role(QLabel(), "title")
        self.state = set_role(QLabel(), "small-muted")
        self.print_button = push_button(_("Print…"), self.print_paper)
        self.save_button = push_button(_("Save PDF"), self.save_pdf, "primary")
        # In a narrow window the state gives way first, never a button.
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        bar.addWidget(self.name)
        bar.addWidget(self.state, 1)
        bar.addWidget(self.print_button)
        bar.addWidget(self.save_button)
        column.addLayout(bar)
        self.preview = Preview(self.session.look)
        self.preview.page_changed.connect(self._name_page)
        column.addWidget(self.preview, 1)
        self.notes = QFrame()
        notes = column_layout(self.notes, (px(16), px(12), px(16), px(12)), spacing=6)
        notes.addWidget(set_role(QLabel(_("Before you hand it out")), "label"))
        inside = set_role(QWidget(), "panel")
        self.note_lines = column_layout(inside, spacing=4)
        self.note_area = scroll_area(_("What to look at before handing it out"), inside=inside)
        self.note_area.setFixedHeight(px(24))
        notes.addWidget(self.note_area)
        column.addWidget(set_role(QFrame(), "hairline"))
        column.addWidget(self.notes)
        return side

    def _add_actions(self) -> None:
        add = self.session.actions.add
        add(
            ActionSpec(
                "papers.save", _("Save the paper as PDF…"), "File", "Ctrl+E", "file-down", page="papers"
            ),
            self.save_pdf,
        )

    # --- following ----------------------------------------------------------------------------

    def on_show(self) -> None:
        """The page came to the front."""
        self._refresh()

    def _replaced(self) -> None:
        self.made.clear()
        self.preview.show_pdf(None)
        self._refresh()

    def _stale(self) -> None:
        if self.isVisible():
            self._name()
            self.waiting.start()

    def _paper(self) -> Paper | None:
        known = papers(self.session.event)
        return next((paper for paper in known if paper.id == self.paper_id), known[-1] if known else None)

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self._fill_gallery()
        self._name()
        self.waiting.start(0)

    def _fill_gallery(self) -> None:
        known = papers(self.session.event)
        columns = self.columns = self._columns()
        empty(self.gallery)
        self.thumbnails.clear()
        for when in dict.fromkeys(paper.when for paper in known):
            self.gallery.addWidget(set_role(QLabel(when), "label"))
            block = QWidget()
            grid = QGridLayout(block)
            grid.setContentsMargins(0, 0, 0, 8)
            grid.setHorizontalSpacing(8)
            for number, paper in enumerate(paper for paper in known if paper.when == when):
                button = Thumbnail(self.session.look, paper.title, paper.sheet)
                button.setToolTip(paper.about)
                button.setChecked(paper.id == self.paper_id)
                button.clicked.connect(lambda _on, chosen=paper.id: self.show_paper(chosen))
                if paper.id in self.made:
                    self._picture(button, self.made[paper.id][2])
                self.thumbnails[paper.id] = button
                grid.addWidget(button, number // columns, number % columns)
            grid.setColumnStretch(columns, 1)
            self.gallery.addWidget(block)
        self.gallery.addStretch(1)
        self.about.setText(count_text(len(known), "paper", "papers"))

    def _columns(self) -> int:
        """How many thumbnails stand beside each other in the width there is."""
        width = self.area.viewport().width() + self.session.look.px(8)
        return max(1, min(COLUMNS, width // self.session.look.px(176)))

    def show_paper(self, paper_id: str) -> None:
        """Bring one paper into the preview."""
        self.paper_id = paper_id
        for name, button in self.thumbnails.items():
            button.setChecked(name == paper_id)
        self._name()
        self._show_made()
        self.waiting.start(0)

    # --- making -------------------------------------------------------------------------------

    def _current(self, paper_id: str) -> bool:
        """The made paper belongs to the event as it is now."""
        made = self.made.get(paper_id)
        return made is not None and made[0] is self.session.event and made[1] == self.session.outgoing.key

    def _build(self) -> None:
        """Make the paper in front, then those whose thumbnail is missing, one at a time beside the window."""
        event = self.session.event
        known = papers(event)
        front = self._paper()
        order = [front, *known] if front is not None else list(known)
        for paper in order:
            first = paper is front
            if paper is not None and (not self._current(paper.id) if first else paper.id not in self.made):
                self._start(paper, event)
                return

    def _start(self, paper: Paper, event: Event) -> None:
        out, key = self.session.outgoing, self.session.outgoing.key
        place = [one.id for one in papers(event)].index(paper.id)

        def work(task: Any) -> tuple[bytes, ReportInfo]:
            shown = out.copy(event).event if out.is_public else event  # its maps may have other ids
            version = "draft" if not event.header.end else "final"
            return papers(shown)[place].make(shown, datetime.date.today(), version, task)

        def done(made: tuple[bytes, ReportInfo]) -> None:
            self.made[paper.id] = (event, key, *made)
            if paper.id in self.thumbnails:
                self._picture(self.thumbnails[paper.id], made[0])
            if paper.id == self.paper_id:
                self._show_made()
            self._build()

        def failed(text: str) -> None:
            if paper.id == self.paper_id:
                self.session.say(text, "bad")

        self.session.tasks.run(
            work, done, failed=failed, label=_("Making {title}").format(title=paper.title), key="paper"
        )

    @staticmethod
    def _picture(button: Thumbnail, data: bytes) -> None:
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        button.show_image(render(document, 0, 320))
        document.close()

    def _show_made(self) -> None:
        made = self.made.get(self.paper_id)
        self.preview.show_pdf(made[2] if made else None)
        self._name()
        self._list_problems(made[3] if made else None)

    def _name(self) -> None:
        paper = self._paper()
        self.name.setText(paper.title if paper else "")
        ready = self._current(self.paper_id)
        made = self.made.get(self.paper_id)
        if ready and made is not None:
            pages = count_text(made[3].pages, "page", "pages")
            self.state.setText(f"{pages} · {paper.sheet if paper else ''}")
        else:
            self.state.setText(_("being made…"))
        for button in (self.print_button, self.save_button):
            button.setEnabled(ready)

    def _name_page(self, page: int) -> None:
        total = len(self.preview.sizes)
        if total and self._current(self.paper_id):
            self.state.setText(_("page {number} of {total}").format(number=page + 1, total=total))

    def _list_problems(self, info: ReportInfo | None) -> None:
        empty(self.note_lines)
        if info is None:
            return
        if self.preview.is_tagged():
            words, figures = _("Tagged for screen readers"), count_text(info.figures, "figure", "figures")
            if info.figures:
                words = _("{tagged}, {figures} described").format(tagged=words, figures=figures)
            self._line("●", words, "good", ())
        else:
            self._line("▲", _("Not tagged: a screen reader cannot follow it"), "caution", ())
        if self.session.outgoing.is_public:
            from leanbench.privacy.public_event import account_text

            self._line("●", account_text(self.session.outgoing.copy()), "good", ("words",))
        for problem in info.problems:
            self._line("▲", problem.text, "caution", problem.where)
        lines = min(1 + self.session.outgoing.is_public + len(info.problems), SHOWN_LINES)
        self.note_area.setFixedHeight(lines * self.session.look.px(24))

    def _line(self, mark: str, text: str, role: str, where: tuple[str, ...]) -> None:
        block = QWidget()
        line = row_layout(block, spacing=6)
        line.addWidget(set_role(QLabel(mark), role), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words_label(text, "small"), 1)
        jump = self._jump(where)
        if jump is not None:
            line.addWidget(push_button(*jump, role="link"), 0, Qt.AlignmentFlag.AlignTop)
        self.note_lines.addWidget(block)

    def _jump(self, where: tuple[str, ...]) -> tuple[str, Any] | None:
        """Where a problem can be mended: the words of the link and what it does."""
        if where == ("words",):
            return _("Words that may be names…"), self.session.outgoing.ask_words
        if len(where) >= 3 and where[0] == "step":
            return _("Go to step"), lambda: self.session.show_step(where[2], where[1])
        if where and where[0] in ("map", "maps"):
            return _("Go to map"), lambda: self.session.show_page("map")
        if where and where[0] in ("studies", "study"):
            return _("Go to chart"), lambda: self.session.show_page("charts")
        if where and where[0] in ("datasets", "dataset"):
            return _("Go to data"), lambda: self.session.show_page("data")
        if where and where[0] in cards_of(Event):
            return _("Go to record"), lambda: self.session.show_page("records", at(*where))
        return None

    # --- handing out --------------------------------------------------------------------------

    def _ready(self) -> tuple[Paper, bytes] | None:
        paper = self._paper()
        made = self.made.get(self.paper_id)
        if paper is None or made is None or not self._current(self.paper_id):
            self.session.say(_("The paper is still being made. Try again in a moment."), "info")
            return None
        return paper, made[2]

    def save_pdf(self) -> None:
        """Write the paper where the user says."""
        ready = self._ready()
        if ready is None:
            return
        paper, data = ready
        title = self._handed_out(f"{self.session.event.header.title or 'event'} - {paper.title}")
        suggested = "".join(c if c.isalnum() or c in " -_" else "" for c in title).strip() + ".pdf"
        write = partial(write_file, content=data)
        save_file(self.session, self, _("Save PDF"), suggested, _("PDF (*.pdf)"), write)

    def print_paper(self) -> None:
        """Print the PDF page by page at the printer's own resolution."""
        ready = self._ready()
        if ready is None:
            return
        from leanbench.ui.papers.printing import print_pdf

        title = self._handed_out(ready[0].title)
        if print_pdf(self, ready[1], title):
            words = _("{title} was sent to the printer.").format(title=title)
            self.session.say(without_names(self.session, words), "good")

    def _handed_out(self, title: str) -> str:
        """A title as it may leave the window: names of files and of the printer's jobs are seen too."""
        out = self.session.outgoing
        return out.copy().text(title) if out.is_public else title

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower window has fewer thumbnails beside each other."""
        super().resizeEvent(event)
        if self.thumbnails and self._columns() != self.columns:
            QTimer.singleShot(0, self, self._fill_gallery)
