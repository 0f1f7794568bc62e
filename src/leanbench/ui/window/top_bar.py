"""The bar across the top: which event, is it saved, back and forward, search, room mode, menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout
from leanbench.ui.kit.widgets import ElidedLabel, header_text, push_button, tool_button
from leanbench.words import N_, _

MENUS = ("File", "Edit", "View", "Map", "Data", "Charts", "Records", "Papers", "Help")


FIND = N_("Find a step, a paper, an action…")


class TopBar(QWidget):
    """Title, saved mark, undo and redo, the search field that opens the palette, room mode, menu."""

    search_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "top")
        self.menu_button = QToolButton()
        self.menu_button.setAccessibleName(_("Menu"))
        self.menu_button.setToolTip(_("All actions (F10)"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.menu_button)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.menu_button.setMenu(self.menu)
        session.look.bind_icon(self.menu_button, "menu")
        self.title = ElidedLabel()
        set_role(self.title, "title")
        self.title.setAccessibleName(_("Event"))
        self.title.setCursor(Qt.CursorShape.PointingHandCursor)
        self.title.installEventFilter(self)
        self.about = ElidedLabel()
        set_role(self.about, "muted")
        self.mark = push_button("", lambda: session.actions.action("file.save").trigger(), "quiet")
        self.mark.setAccessibleName(_("Saved or not"))
        self.search = push_button(_(FIND), self.search_wanted.emit, "search")
        self.search.setAccessibleName(_("Find a step, a paper, an action"))
        self.search.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.search.installEventFilter(self)
        self.key = set_role(QLabel(keys_text("Ctrl+K").replace("+", " "), self.search), "key")
        self.key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.box = row_layout(self, (14, 0, 12, 0), spacing=8)
        self.box.addWidget(self.menu_button)
        self.box.addWidget(self.title)
        self.box.addWidget(self.about)
        self.box.addWidget(self.mark)
        self.box.addStretch(1)
        self.buttons: list[QToolButton] = []
        self._mark_shown: tuple[object, ...] = ()
        self.box.addWidget(self.search, 30)
        for signal in (session.replaced, session.file_changed):
            signal.connect(self.refresh)
        session.history_changed.connect(self._name_history)
        session.touched.connect(self._on_touched)
        session.look.changed.connect(self._fit)

    def add_actions(self) -> None:
        """Buttons for the actions the window has registered."""
        for action_id in ("edit.undo", "edit.redo"):
            self.box.insertWidget(self.box.indexOf(self.search), self._button(action_id))
        self.box.addWidget(self._button("view.room"))
        self.refresh()
        self._fit()

    def _button(self, action_id: str) -> QToolButton:
        button = tool_button(self.session.actions.show_icon(action_id), words=False)
        self.buttons.append(button)
        return button

    def _fit(self) -> None:
        px = self.session.look.px
        self.setFixedHeight(px(48))
        self.search.setMinimumWidth(px(190))
        self.search.setMaximumWidth(px(300))
        self.mark.setIconSize(self.mark.iconSize())
        self.refresh()
        self._place_key()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the key cap at the right end of the search field."""
        if watched is self.search and event.type() == QEvent.Type.Resize:
            self._place_key()
        elif watched is self.title and event.type() == QEvent.Type.MouseButtonRelease:
            self.session.actions.action("file.details").trigger()
        return False

    def _place_key(self) -> None:
        """The key at the right end; the words become one where they would run under it."""
        self.key.adjustSize()
        room = self.search.width() - self.key.width() - self.session.look.px(12) - 16
        words = _(FIND) if self.search.fontMetrics().horizontalAdvance(_(FIND)) <= room else _("Find…")
        if words != self.search.text():
            self.search.setText(words)
        self.key.move(
            self.search.width() - self.key.width() - 8, (self.search.height() - self.key.height()) // 2
        )

    def _on_touched(self, touched: object) -> None:
        if touched.touches("header"):  # type: ignore[attr-defined]
            self.refresh()

    def refresh(self) -> None:
        """Read title, dates, saved mark and the names of undo and redo again."""
        session = self.session
        header = session.event.header
        if session.has_event:
            self.title.setText(header.title or _("Untitled event"))
            self.about.setText(header_text(header))
        else:
            self.title.setText("Leanbench")
            self.about.setText("")
        for label in (self.title, self.about):
            label.setToolTip(
                _("{text}. Click the title to edit it.").format(text=label.text()) if label.text() else ""
            )
            label.updateGeometry()
        self._set_mark()
        self._name_history()

    def _set_mark(self) -> None:
        session = self.session
        self.mark.setVisible(session.has_event)
        if session.recovered:
            words, role, tip = (
                _("Recovered, not yet saved"),
                "caution",
                _("Work found after the last session ended"),
            )
        elif session.read_only:
            words = "Read-only" + (", changed" if session.modified else "")
            role, tip = "caution", session.read_only
        elif session.modified:
            words, role, tip = (
                _("Not saved"),
                "caution",
                _("Every edit is kept for recovery within a second. {keys} saves").format(
                    keys=keys_text("Ctrl+S")
                ),
            )
        elif session.document.path is None:
            words, role, tip = (
                "New",
                "muted",
                _("This event has no file yet. {keys} saves").format(keys=keys_text("Ctrl+S")),
            )
        else:
            words, role, tip = "Saved", "good", str(session.document.path)
        key = (words, tip, role, session.look.theme.name, session.look.room)
        if key == self._mark_shown:
            return
        self._mark_shown = key
        self.mark.setText(words)
        self.mark.setToolTip(tip)
        self.mark.setAccessibleDescription(f"{words}. {tip}")
        self.mark.setIcon(_dot(session.look.colour(role), ring=words != "Saved"))

    def _name_history(self) -> None:
        for action_id, word, text, can in (
            ("edit.undo", "Undo", self.session.stack.undoText(), self.session.stack.canUndo()),
            ("edit.redo", "Redo", self.session.stack.redoText(), self.session.stack.canRedo()),
        ):
            try:
                action: QAction = self.session.actions.action(action_id)
            except KeyError:
                return
            keys = keys_text(self.session.actions.spec(action_id).shortcut.split("; ")[0])
            action.setText(f"{word} {_small(text)}".rstrip())
            action.setToolTip(f"{word} {_small(text)}".rstrip() + f" ({keys})")
            action.setEnabled(can)

    def _fill_menu(self) -> None:
        book = self.session.actions
        self.menu.clear()
        for name in MENUS:
            wanted = [spec for spec in book.specs() if spec.menu == name]
            if not wanted:
                continue
            menu = self.menu.addMenu(name)
            for spec in wanted:
                if spec.local:
                    line = menu.addAction(f"{book.action(spec.id).text()}\t{keys_text(spec.shortcut)}")
                    line.setEnabled(book.action(spec.id).isEnabled())
                    line.triggered.connect(book.action(spec.id).trigger)
                else:
                    menu.addAction(book.show_icon(spec.id))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _dot(colour: object, ring: bool) -> object:
    """A disc for saved, a ring for anything else: never color alone."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap

    picture = QPixmap(32, 32)
    picture.fill(Qt.GlobalColor.transparent)
    picture.setDevicePixelRatio(2.0)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ring:
        painter.setPen(QPen(colour, 1.8))
        painter.drawEllipse(QRectF(4.5, 4.5, 7, 7))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(4, 4, 8, 8))
    painter.end()
    return QIcon(picture)
