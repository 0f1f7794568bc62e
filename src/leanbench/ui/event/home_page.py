"""Home: what was worked on last, a new event, the samples, and work found after a crash."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from leanbench import resources
from leanbench.errors import UserError
from leanbench.event.records import Header
from leanbench.store.reading_limits import read_limited
from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, row_layout, scroll_area
from leanbench.ui.kit.widgets import header_text, push_button, words_label
from leanbench.ui.window.recovery import Recoverable, in_trash, recoverable
from leanbench.words.dates import clock_text, date_text
from leanbench.words.language import _

PEEK_LIMIT = 20_000_000


def peek(path: Path) -> Header | None:
    """Title, agency and dates of a stored event without opening it; None when it cannot be read."""
    try:
        if path.is_dir():
            text = read_limited(path / "event.json", path.name).decode("utf-8-sig")
        elif path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if archive.getinfo("event.json").file_size > PEEK_LIMIT:
                    return None
                text = archive.read("event.json").decode("utf-8")
        else:
            text = read_limited(path, path.name).decode("utf-8-sig")
        data = json.loads(text)
        header = data.get("header", data.get("event", {}))
        title, agency, start, end = (
            str(header.get(name) or "") for name in ("title", "agency", "start", "end")
        )
        return Header(title=title, agency=agency, start=start, end=end)
    except (UserError, OSError, ValueError, KeyError, AttributeError, RecursionError, zipfile.BadZipFile):
        return None


def when(path: Path) -> str:
    """When a file was last changed, in words."""
    try:
        moment = datetime.fromtimestamp(path.stat().st_mtime)
    except OSError:
        return _("not found")
    days = (datetime.now().date() - moment.date()).days
    if days == 0:
        return _("today {time}").format(time=clock_text(moment))
    if days == 1:
        return _("yesterday {time}").format(time=clock_text(moment))
    return date_text(moment.date(), short=True)


def two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """A text in one line, or in two where it is longer; only what two do not hold ends in an ellipsis."""
    first, rest = text, ""
    while " " in first and metrics.horizontalAdvance(first) > width:
        first, _blank, last = first.rpartition(" ")
        rest = f"{last} {rest}".strip()
    lines = [first, rest] if rest else [first]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]


class Card(QPushButton):
    """A whole card that is one button: a title, a line below, an icon. Reached by Tab, done by Enter."""

    def __init__(
        self,
        session: Session,
        icon: str,
        title: str,
        about: str,
        run: Callable[[], object],
        primary: bool = False,
    ) -> None:
        super().__init__()
        self.clicked.connect(lambda _on=False: run())
        self.look = session.look
        self.icon_name = icon
        self.about = about
        self.primary = primary
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self, "card-button")
        self.setMinimumHeight(self.look.px(72))
        self.setMinimumWidth(self.look.px(220))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Icon in a soft square, title, one muted line."""
        look, px = self.look, self.look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        focus = self.hasFocus()
        painter.setPen(look.colour("accent" if focus or self.underMouse() else "hairline"))
        painter.setBrush(look.colour("pressed" if self.isDown() else "panel"))
        painter.drawRoundedRect(area, 6, 6)
        if focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        square = px(40)
        top = (self.height() - square) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent" if self.primary else "accent_soft"))
        painter.drawRoundedRect(px(16), top, square, square, 6, 6)
        picture = look.pixmap(
            self.icon_name, "on_accent" if self.primary else "accent", 20, self.devicePixelRatioF()
        )
        painter.drawPixmap(px(26), top + px(10), picture)
        left = px(16) + square + px(14)
        width = self.width() - left - px(12)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font("body", True))
        lines = two_lines(self.text(), painter.fontMetrics(), width)
        middle = self.height() // 2 + (len(lines) - 1) * px(9)
        for number, words in enumerate(reversed(lines)):
            painter.drawText(left, middle - px(4) - number * px(18), words)
        painter.setPen(look.colour("muted"))
        painter.setFont(look.font("small"))
        words = painter.fontMetrics().elidedText(self.about, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, middle + px(14), words)

    def enterEvent(self, event: object) -> None:
        """Repaint for the hover edge."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Repaint for the hover edge."""
        self.update()
        super().leaveEvent(event)


class HomePage(QWidget):
    """The first page."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "page")
        self.area = scroll_area(_("Home"))
        column_layout(self).addWidget(self.area)
        session.look.changed.connect(self.rebuild)
        session.settings_changed.connect(self._later)
        self.first: Card | None = None
        self.across = 3
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.rebuild)
        self.rebuild()

    def on_show(self) -> None:
        """Look again what there is; Enter does the first card."""
        self.rebuild()
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _later(self) -> None:
        if self.isVisible():
            self.timer.start(0)

    def rebuild(self) -> None:
        """Build the whole page: it is small, and only built when shown."""
        px = self.session.look.px
        self.across = self._fitting()
        inside = set_role(QWidget(), "page")
        outer = row_layout(inside, (px(32), px(40), px(32), px(32)))
        body = QWidget()
        body.setMaximumWidth(px(980))
        outer.addStretch(1)
        outer.addWidget(body, 20)
        outer.addStretch(1)
        column = column_layout(body, spacing=px(12))
        column.addWidget(set_role(QLabel(_("What are we improving?")), "h1"))
        words = _("Type the steps of a process, see its map and its numbers, and leave with the papers.")
        column.addWidget(words_label(words, "muted"))
        column.addSpacing(px(12))
        self._add_recovered(column)
        self._add_start(column)
        self._add_recent(column)
        self._add_samples(column)
        self._add_trash(column)
        column.addStretch(1)
        self.area.setWidget(inside)

    def _add_start(self, column: QVBoxLayout) -> None:
        session = self.session
        does = {
            name: session.actions.action(name).trigger
            for name in ("file.new", "file.open", "file.new_pasted")
        }
        opens = _("A .lean file, a folder or event.json  ·  {keys}").format(keys=keys_text("Ctrl+O"))
        starts = _("Start typing the first step  ·  {keys}").format(keys=keys_text("Ctrl+N"))
        pastes = _("Paste rows copied from a spreadsheet")
        rows = [
            (
                "file-plus",
                _("New event"),
                starts,
                does["file.new"],
            ),
            ("folder-open", _("Open…"), opens, does["file.open"]),
            (
                "clipboard-paste",
                _("From a list of steps"),
                pastes,
                does["file.new_pasted"],
            ),
        ]
        if session.has_event:
            title = session.event.header.title or _("Untitled event")
            rows.insert(0, ("workflow", _("Go on with this event"), title, lambda: session.show_page("map")))
        cards = [Card(session, *row, primary=not place) for place, row in enumerate(rows)]
        self.first = cards[0]
        across = min(2, self.across) if len(cards) > 3 else self.across  # four stand two by two
        column.addLayout(self._grid(cards, across))

    def _add_recovered(self, column: QVBoxLayout) -> None:
        from leanbench.store.leftovers import KEPT_DAYS

        for found in recoverable(self.session):
            card, row = self._work_card(found, _("Recovered: {title}").format(title=found.title), "warm-card")
            card.setAccessibleName(_("Work to recover"))
            tip = _("It can be got back for {days} days").format(days=KEPT_DAYS)
            drop = push_button(_("Throw away"), found.discard, tip=tip)
            drop.clicked.connect(self._later)
            row.addWidget(drop)
            column.addWidget(card)

    def _add_trash(self, column: QVBoxLayout) -> None:
        """Work thrown away, at the very end of the page."""
        trash = in_trash(self.session)
        if trash:
            column.addSpacing(12)
            column.addWidget(set_role(QLabel(_("Thrown away")), "h3"))
        for found in trash:
            card, _row = self._work_card(found, found.title, "card")
            card.setAccessibleName(_("Work thrown away"))
            column.addWidget(card)

    def _work_card(self, found: Recoverable, title: str, role: str) -> tuple[QFrame, QHBoxLayout]:
        """Work of a session that ended, with the button that gets it back."""
        card = set_role(QFrame(), role)
        row = row_layout(card, (16, 12, 12, 12), spacing=12)
        icon = QLabel()
        icon.setPixmap(self.session.look.pixmap("history", "caution", 24, self.devicePixelRatioF()))
        row.addWidget(icon)
        texts = column_layout(spacing=2)
        texts.addWidget(words_label(title, "title"))
        texts.addWidget(words_label(found.about, "small"))
        row.addLayout(texts, 1)
        role = "primary" if role == "warm-card" else "quiet"
        row.addWidget(push_button(_("Get it back"), found.restore, role))
        return card, row

    def _add_recent(self, column: QVBoxLayout) -> None:
        paths = [Path(text) for text in self.session.settings.recent]
        if not paths:
            return
        column.addSpacing(12)
        column.addWidget(set_role(QLabel(_("Recent")), "h3"))
        card = set_role(QFrame(), "card")
        box = column_layout(card, (4, 4, 4, 4), spacing=0)
        for path in paths[:6]:
            box.addWidget(self._recent_row(path))
        column.addWidget(card)

    def _recent_row(self, path: Path) -> QWidget:
        header = peek(path)
        title = (header.title if header else "") or path.stem
        row = push_button("", lambda: self.session.open_path(path), "row", str(path))
        row.setAccessibleName(_("Open {title}").format(title=title))
        line = row_layout(row, (12, 0, 12, 0))
        name = QLabel(title)
        about = set_role(QLabel(header_text(header) if header else _("cannot be read here")), "small-muted")
        changed = set_role(QLabel(when(path)), "small-muted")
        for label in (name, about, changed):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line.addWidget(name)
        line.addWidget(about, 1)
        line.addWidget(changed)
        row.setMinimumHeight(self.session.look.px(38))
        return row

    def _add_samples(self, column: QVBoxLayout) -> None:
        try:
            paths = sorted(resources.path("samples").glob("*.lean"))
        except FileNotFoundError:
            paths = []
        if not paths:
            return
        column.addSpacing(12)
        column.addWidget(set_role(QLabel(_("Samples")), "h3"))
        words = _("Complete invented events, to look around in. They open as a copy.")
        column.addWidget(set_role(QLabel(words), "small-muted"))
        cards = []
        for path in paths:
            header = peek(path)
            title = (header.title if header else "") or path.stem.replace("-", " ").capitalize()
            about = header.agency if header else ""
            cards.append(
                Card(self.session, "file-text", title, about, partial(self.session.open_sample, path))
            )
            cards[-1].setToolTip(title)
        column.addLayout(self._grid(cards, self.across))

    def _grid(self, cards: Sequence[Card], across: int) -> QGridLayout:
        """Cards of equal width, so many across; as many columns as are readable."""
        grid = QGridLayout()
        grid.setSpacing(12)
        for place in range(self.across):
            grid.setColumnStretch(place, 1)
        for number, card in enumerate(cards):
            grid.addWidget(card, number // across, number % across)
        if across == 2:
            grid.setColumnStretch(2, 0)
        return grid

    def _fitting(self) -> int:
        """How many cards stand across without being cut."""
        px = self.session.look.px
        wide = min(self.width() - 2 * px(32), px(980))
        return max(1, min(3, (wide + 12) // (px(275) + 12)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer cards across."""
        super().resizeEvent(event)
        if self._fitting() != self.across:
            self._later()
