"""The window: top bar, message bar, rail, the page in front, status bar.

It owns no work of its own: it wires bars to the session, builds pages when they are first shown and
registers the actions that concern the whole window.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from leanbench.ui.frame.actions import ActionSpec, Entry
from leanbench.ui.frame.key_names import keys_text
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
from leanbench.words import _

if TYPE_CHECKING:
    from leanbench.ui.window.palette import Palette

Rule = Callable[[Session], bool] | None  # when an action can be done; None: always
STEPS_MIME = "application/x-leanbench-steps"
VECTORS_MIME = "image/svg+xml"  # of a copied picture


class MainWindow(QWidget):
    """The one window of the program."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.files = Files(session, self)
        self.names: QWidget | None = None  # the list of words that may be names
        self.pages = pages.available()
        self._built: dict[str, QWidget] = {}
        self._keys: QWidget | None = None
        self._was_maximized = False
        self.setWindowTitle("Leanbench")
        set_role(self, "window")
        self.top = TopBar(session)
        self.rail = Rail(session, self.pages)
        self.stack = QStackedWidget()
        # Pages make room themselves; one that is not in front must not keep the window wide.
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.bar = MessageBar(session, self, self.stack)
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
        session.replaced.connect(self._close_dialogs)
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
            Entry(_(page[1]), _("Page"), keys_text(f"Ctrl+{number}"), self._opener(page[0]))
            for number, page in enumerate(self.pages, start=1)
        ]

    def _opener(self, page_id: str) -> Any:
        return lambda: self.show_page(page_id)

    def _close_dialogs(self) -> None:
        """What was asked about one event is not to be answered about the next."""
        for widget in self.findChildren(QWidget):
            if widget.isWindow() and widget.isVisible():
                widget.close()

    # --- actions ------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        session, files = self.session, self.files
        share = self.sharing = Sharing(files)
        has = _has_event
        # id, words, key, icon, what it does, when it can be done
        rows: list[tuple[str, str, str, str, Callable[[], object], Rule]] = [
            ("file.new", _("New event"), "Ctrl+N", "file-plus", files.new, None),
            ("file.new_pasted", _("New event from copied rows"), "Ctrl+Shift+N", "clipboard-paste",
             self._new_pasted, None),
            ("file.open", _("Open…"), "Ctrl+O", "folder-open", files.open, None),
            ("file.save", _("Save"), "Ctrl+S", "save", files.save, has),
            ("file.save_as", _("Save as…"), "Ctrl+Shift+S", "file-down", files.save_as, has),
            ("file.give_out", _("Give out copies…"), "", "copy", share.give_out, has),
            ("file.names", _("Words that may be names…"), "", "", session.outgoing.ask_words, has),
            ("file.save_public", _("Save a public copy…"), "", "", share.save_public, has),
            ("file.merge", _("Merge another copy…"), "", "git-compare", share.merge, has),
            ("file.decide", _("Decide what copies differ in…"), "", "", share.decide, has_conflicts),
            ("file.details", _("Event details…"), "", "pencil", files.edit_details, has),
            ("file.print", _("Print…"), "Ctrl+P", "printer", self._print, has),
            ("data.import", _("Import a table…"), "Ctrl+I", "upload", self._import_table, None),
            ("file.quit", _("Close the program"), "Ctrl+Q", "", self.close, None),
            ("edit.undo", _("Undo"), "Ctrl+Z", "undo-2", session.undo, _can_undo),
            ("edit.redo", _("Redo"), "Ctrl+Y; Ctrl+Shift+Z", "redo-2", session.redo, _can_redo),
            ("edit.history", _("History…"), "Ctrl+H", "history", self._show_history, has),
            ("edit.find", _("Find a step"), "Ctrl+F", "search", lambda: self.palette_box.open("Step"), None),
            ("view.palette", _("Find anything"), "Ctrl+K", "search", self.open_palette, None),
            ("view.room", _("Room mode"), "F11", "maximize", self.toggle_room, None),
            ("view.rail", _("Wide rail"), "Ctrl+B", "panel-left", self._toggle_rail, None),
        ]  # fmt: skip
        for name in THEMES:
            words = _("{theme} colors").format(theme=load(name).title)
            rows.append((f"view.theme.{name}", words, "", "", self._theme_setter(name), None))
        rows.append(("view.theme.auto", _("Colors as the desktop"), "", "", self._theme_setter("auto"), None))
        for number, page in enumerate(self.pages, start=1):
            words = _("Page {title}").format(title=_(page[1]))
            rows.append((f"view.page.{page[0]}", words, f"Ctrl+{number}", "", self._opener(page[0]), None))
        rows += [
            ("help.keys", _("Keyboard"), "F1", "keyboard", self._show_keys, None),
            ("help.menu", _("Menu"), "F10", "menu", self.top.menu_button.showMenu, None),
        ]
        for action_id, words, keys, icon, run, rule in rows:
            menu = action_id.partition(".")[0].capitalize()
            session.actions.add(ActionSpec(action_id, words, menu, keys, icon, enabled=rule), run)
        out, words = session.outgoing, _("Public copy: nobody is named in what goes out")
        switch = ActionSpec("file.public", words, "File", checkable=True)
        line = session.actions.add(switch, lambda: out.set_public(not out.is_public))
        out.changed.connect(lambda: line.setChecked(out.is_public))
        out.words_wanted.connect(self._show_words)

    def _show_words(self, then: Callable[[], object] | None) -> None:
        """What a public copy replaces and leaves, to be ticked."""
        from leanbench.ui.window.name_list import NameList

        if self.names is not None:
            self.names.close()
            self.names.deleteLater()
        self.names = NameList(self.session, self, then)
        self.names.show()

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
            leave = keys_text(self.session.actions.spec("view.room").shortcut)
            words = _("Room mode. {leave} or {escape} leaves it; {find} finds every action.")
            self.session.say(words.format(leave=leave, escape=keys_text("Esc"), find=keys_text("Ctrl+K")))
        else:
            self.bar.hide()
            if self._was_maximized:
                self.showMaximized()
            else:
                self.showNormal()
        self.session.look.switch(QApplication.instance(), room=room)

    def _show_keys(self) -> None:
        from leanbench.ui.window.keys import KeyList

        self._show_beside(KeyList)

    def _show_history(self) -> None:
        from leanbench.ui.window.history import History

        self._show_beside(History)

    def _show_beside(self, kind: Callable[[Session, QWidget], QWidget]) -> None:
        """One such window at a time."""
        if self._keys is not None:
            self._keys.close()
            self._keys.deleteLater()
        self._keys = kind(self.session, self)
        self._keys.show()

    def _name_window(self) -> None:
        title = self.session.event.header.title or _("Untitled event")
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
    """Leave copied steps on the clipboard as text only, a copied picture as pixels only.

    WORKAROUND: PySide 6.11 crashes at the end of the process while mime data made in Python are still on
    the clipboard (seen on the offscreen platform); our own format is of no use to others anyway.
    """
    clipboard = QGuiApplication.clipboard()
    held = clipboard.mimeData()
    if held.hasFormat(STEPS_MIME):
        clipboard.setText(clipboard.text())
    elif held.hasFormat(VECTORS_MIME):
        clipboard.setImage(clipboard.image())


def _has_event(session: Session) -> bool:
    return session.has_event


def _can_undo(session: Session) -> bool:
    return session.stack.canUndo()


def _can_redo(session: Session) -> bool:
    return session.stack.canRedo()
