"""The window: top bar, message bar, rail, the page in front, status bar.

It owns no work of its own: it wires bars to the session, builds pages when they are first shown and
registers the actions that concern the whole window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from leanbench.ui.frame.actions import ActionSpec, Entry
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import THEMES, load, start_theme
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.window import pages
from leanbench.ui.window.files import Files
from leanbench.ui.window.message_bar import MessageBar
from leanbench.ui.window.rail import Rail
from leanbench.ui.window.sharing import Sharing, has_conflicts
from leanbench.ui.window.status_bar import StatusBar
from leanbench.ui.window.top_bar import TopBar

if TYPE_CHECKING:
    from leanbench.ui.window.palette import Palette

STEPS_MIME = "application/x-leanbench-steps"


class MainWindow(QWidget):
    """The one window of the program."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.files = Files(session, self)
        self.pages = pages.available()
        self._built: dict[str, QWidget] = {}
        self._keys: QWidget | None = None
        self._was_maximized = False
        self.setWindowTitle("Leanbench")
        set_role(self, "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.top = TopBar(session)
        self.bar = MessageBar(session)
        self.rail = Rail(session, self.pages)
        self.stack = QStackedWidget()
        # Pages make room themselves; one that is not in front must not keep the window wide.
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.status = StatusBar(session)
        self._palette: Palette | None = None
        self._lay_out()
        self._add_actions()
        session.actions.set_host(self)
        self.top.add_actions()
        self.rail.set_wide(session.settings.rail_wide)
        session.palette_sources.append(self._page_entries)
        self.rail.chosen.connect(self.show_page)
        self.top.search_wanted.connect(self.open_palette)
        session.page_wanted.connect(self.show_page)
        session.look.changed.connect(session.actions.icons)
        session.file_changed.connect(self._name_window)
        session.selection_changed.connect(lambda _items: session.actions.refresh())
        session.replaced.connect(session.actions.refresh)
        session.file_changed.connect(session.actions.refresh)
        self.setMinimumSize(720, 460)  # a projector may be small
        room = self.screen().availableGeometry().size()
        self.resize(QSize(1360, 860).boundedTo(room))  # never larger than the screen it opens on
        if session.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(session.settings.geometry.encode()))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        box = column_layout(self, spacing=0)
        box.addWidget(self.top)
        box.addWidget(self.bar)
        box.addLayout(middle, 1)

    @property
    def palette_box(self) -> Palette:
        """The command palette, made when it is first wanted."""
        if self._palette is None:
            from leanbench.ui.window.palette import Palette

            self._palette = Palette(self.session, self)
        return self._palette

    def open_palette(self) -> None:
        """Find anything."""
        self.palette_box.open()

    # --- pages --------------------------------------------------------------------------------

    def show_page(self, page_id: str, thing: str = "") -> None:
        """Bring a page to the front, built if this is the first time; `thing` is an id for it to show."""
        known = {page[0]: page for page in self.pages}
        if page_id not in known:
            return
        page = self._built.get(page_id)
        if page is None:
            page = pages.load(known[page_id])(self.session)
            set_role(page, page.property("role") or "page")
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._built[page_id] = page
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.rail.set_current(page_id)
        self.status.show_for(page)
        self.session.page = page_id
        self.session.actions.refresh()
        self.session.page_changed.emit(page_id)
        on_show = getattr(page, "on_show", None)
        if on_show is not None:
            on_show()
        if thing:
            page.show_thing(thing)

    def page(self, page_id: str) -> Any:
        """The page with this id if it has been built, else None."""
        return self._built.get(page_id)

    def _page_entries(self) -> list[Entry]:
        return [
            Entry(page[1], "Page", f"Ctrl+{number}", self._opener(page[0]))
            for number, page in enumerate(self.pages, start=1)
        ]

    def _opener(self, page_id: str) -> Any:
        return lambda: self.show_page(page_id)

    # --- actions ------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        add, session, files = self.session.actions.add, self.session, self.files
        has = _has_event
        add(ActionSpec("file.new", "New event", "File", "Ctrl+N", "file-plus"), files.new)
        add(
            ActionSpec(
                "file.new_pasted", "New event from copied rows", "File", "Ctrl+Shift+N", "clipboard-paste"
            ),
            self._new_pasted,
        )
        add(ActionSpec("file.open", "Open…", "File", "Ctrl+O", "folder-open"), files.open)
        add(ActionSpec("file.save", "Save", "File", "Ctrl+S", "save", enabled=has), files.save)
        add(
            ActionSpec("file.save_as", "Save as…", "File", "Ctrl+Shift+S", "file-down", enabled=has),
            files.save_as,
        )
        share = self.sharing = Sharing(files)
        add(ActionSpec("file.give_out", "Give out copies…", "File", icon="copy", enabled=has), share.give_out)
        add(
            ActionSpec("file.merge", "Merge another copy…", "File", icon="git-compare", enabled=has),
            share.merge,
        )
        add(
            ActionSpec("file.decide", "Decide what copies differ in…", "File", enabled=has_conflicts),
            share.decide,
        )
        add(
            ActionSpec("file.details", "Event details…", "File", "", "pencil", enabled=has),
            files.edit_details,
        )
        if any(page[0] == "papers" for page in self.pages):
            add(
                ActionSpec("file.print", "Print…", "File", "Ctrl+P", "printer", enabled=has),
                self._print,
            )
        add(ActionSpec("data.import", "Import a table…", "Data", "Ctrl+I", "upload"), self._import_table)
        add(ActionSpec("file.quit", "Close the program", "File", "Ctrl+Q"), self.close)
        add(ActionSpec("edit.undo", "Undo", "Edit", "Ctrl+Z", "undo-2", enabled=_can_undo), session.undo)
        add(
            ActionSpec("edit.redo", "Redo", "Edit", "Ctrl+Y; Ctrl+Shift+Z", "redo-2", enabled=_can_redo),
            session.redo,
        )
        add(
            ActionSpec("edit.history", "History…", "Edit", "Ctrl+H", "history", enabled=has),
            self._show_history,
        )
        add(
            ActionSpec("edit.find", "Find a step", "Edit", "Ctrl+F", "search"),
            lambda: self.palette_box.open("Step"),
        )
        add(ActionSpec("view.palette", "Find anything", "View", "Ctrl+K", "search"), self.open_palette)
        add(ActionSpec("view.room", "Room mode", "View", "F11", "maximize"), self.toggle_room)
        add(ActionSpec("view.rail", "Wide rail", "View", "Ctrl+B", "panel-left"), self._toggle_rail)
        for name in THEMES:
            add(
                ActionSpec(f"view.theme.{name}", f"{load(name).title} colors", "View"),
                self._theme_setter(name),
            )
        add(ActionSpec("view.theme.auto", "Colors as the desktop", "View"), self._theme_setter("auto"))
        for number, page in enumerate(self.pages, start=1):
            add(
                ActionSpec(f"view.page.{page[0]}", f"Page {page[1]}", "View", f"Ctrl+{number}"),
                self._opener(page[0]),
            )
        add(ActionSpec("help.keys", "Keyboard", "Help", "F1", "keyboard"), self._show_keys)
        add(ActionSpec("help.menu", "Menu", "Help", "F10", "menu"), self.top.menu_button.showMenu)

    def _new_pasted(self) -> None:
        """A new event, filled from the rows of a spreadsheet on the clipboard."""
        if self.files.new():
            self.session.actions.action("edit.paste").trigger()

    def _print(self) -> None:
        """On the Papers page the paper in front, elsewhere first that page."""
        if self.session.page == "papers":
            self.page("papers").print_paper()
        else:
            self.show_page("papers")

    def _import_table(self) -> None:
        self.show_page("data")
        self.page("data").choose_file()

    def _theme_setter(self, name: str) -> Any:
        def switch() -> None:
            app = QApplication.instance()
            self.session.look.switch(app, name=start_theme(app, name))
            self.session.remember(theme=name)

        return switch

    def _toggle_rail(self) -> None:
        wide = not self.session.settings.rail_wide
        self.session.remember(rail_wide=wide)
        self.rail.set_wide(wide)

    def toggle_room(self) -> None:
        """Room mode: no chrome, larger type, the whole screen; everything still works."""
        room = not self.session.look.room
        for part in (self.top, self.rail, self.status):
            part.setVisible(not room)
        if room:
            self._was_maximized = self.isMaximized()
            self.showFullScreen()
            self.session.say("Room mode. F11 or Esc leaves it; Ctrl+K finds every action.")
        else:
            self.bar.hide()
            if self._was_maximized:
                self.showMaximized()
            else:
                self.showNormal()
        self.session.look.switch(QApplication.instance(), room=room)

    def _show_keys(self) -> None:
        from leanbench.ui.window.keys import KeyList

        if self._keys is not None:
            self._keys.close()
            self._keys.deleteLater()
        self._keys = KeyList(self.session, self)
        self._keys.show()

    def _show_history(self) -> None:
        from leanbench.ui.window.history import History

        if self._keys is not None:
            self._keys.close()
            self._keys.deleteLater()
        self._keys = History(self.session, self)
        self._keys.show()

    def _name_window(self) -> None:
        title = self.session.event.header.title or "Untitled event"
        mark = " •" if self.session.modified else ""
        self.setWindowTitle(f"{title}{mark} – Leanbench" if self.session.has_event else "Leanbench")

    # --- Qt -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the message, then leaves room mode."""
        if event.key() == Qt.Key.Key_Escape:
            if self.bar.isVisible():
                self.bar.hide()
            elif self.session.look.room:
                self.toggle_room()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once about unsaved work, then stop everything that runs."""
        commit = getattr(self.stack.currentWidget(), "commit", None)
        if commit is not None:
            commit()
        if not self.files.may_leave():
            event.ignore()
            return
        geometry = "" if self.session.look.room else bytes(self.saveGeometry().toBase64().data()).decode()
        if geometry:
            self.session.remember(geometry=geometry)
        self.files.close()
        self.session.tasks.close()
        if self._keys is not None:
            self._keys.close()
        if self.session.copied:
            leave_clipboard()
        event.accept()


def leave_clipboard() -> None:
    """Leave copied steps on the clipboard as text only.

    WORKAROUND: PySide 6.11 crashes at the end of the process while mime data made in Python are still on
    the clipboard (seen on the offscreen platform); our own format is of no use to others anyway.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.mimeData().hasFormat(STEPS_MIME):
        clipboard.setText(clipboard.text())


def _has_event(session: Session) -> bool:
    return session.has_event


def _can_undo(session: Session) -> bool:
    return session.stack.canUndo()


def _can_redo(session: Session) -> bool:
    return session.stack.canRedo()
