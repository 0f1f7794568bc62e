"""What can be done with any picture on the screen: copy it, save it, read its data, put it in the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QMimeData, QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from leanbench.drawing.picture import DataTable, Shape
from leanbench.drawing.primitives import Group, Text, walk
from leanbench.errors import UserError
from leanbench.event.changes import Add, Remove
from leanbench.event.records import KeptPicture
from leanbench.schema.addresses import at
from leanbench.store.output import write_file
from leanbench.ui.frame.actions import ActionSpec
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.file_saving import save_file
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.public_switch import add_public_line, without_names
from leanbench.ui.kit.side_window import SideWindow
from leanbench.words import N_, _
from leanbench.words.lists import count_text
from leanbench.words.spreadsheet_text import clipboard_text

if TYPE_CHECKING:
    from leanbench.privacy.public_event import PublicCopy

MakePublic = Callable[["PublicCopy"], Shape]  # the picture again, from the event without names
KINDS = N_("SVG, for Word and the web (*.svg);;PNG, pixels (*.png);;PDF, for printing (*.pdf)")


class PictureMenu:
    """The menu of one widget that shows a picture.

    shown : gives the picture as it is shown now, None when there is none. kept : the record that puts it in the
    report, None where it cannot be.
    """

    def __init__(
        self,
        session: Session,
        near: QWidget,
        shown: Callable[[], Shape | None],
        kept: Callable[[], KeptPicture | None] = lambda: None,
        public: Callable[[], MakePublic | None] = lambda: None,
    ) -> None:
        self.session, self.near, self.shown, self.kept, self.public = session, near, shown, kept, public
        self.dialog: SideWindow | None = None
        _add_actions(session)

    def open(self, at: QPoint) -> None:
        """Show the menu at a global place."""
        if self.shown() is None:
            return
        menu = QMenu(self.near)
        menu.addAction(_("&Copy picture"), self.copy)
        menu.addAction(_("&Save picture…"), self.save)
        menu.addAction(_("Show &data"), self.show_data)
        menu.addAction(_("Copy da&ta"), self.copy_data)
        menu.addSeparator()
        add_public_line(menu, self.session)
        if self.kept() is not None:
            menu.addSeparator()
            words = _("Put in &report") if self.in_report() is None else _("Take out of &report")
            menu.addAction(words, self.toggle_report)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def in_report(self) -> str | None:
        """The id of this picture among those of the report, None when it is not there."""
        wanted = self.kept()
        rows = self.session.event.pictures
        return next((one.id for one in rows if wanted and is_same(one, wanted)), None)

    def toggle_report(self) -> None:
        """Put the picture in the report, or take it out again; undone like any edit."""
        record, row = self.kept(), self.in_report()
        if record is None:
            return
        if row is not None:
            if self.session.do(Remove(at("pictures", row)), by=self.near) is None:
                self.session.say(_("The picture is no longer in the report."))
        elif self.session.do(Add("pictures", record), by=self.near) is None:
            self.session.say(_("The picture is in the report and follows the event."))

    def _hand_out(self, use: Callable[[Shape], None]) -> None:
        """Use the picture as it may go out: for the public it is drawn anew from the public copy of the event."""
        shown, out = self.shown(), self.session.outgoing
        if shown is None:
            return
        if not out.is_public:
            use(shown)
            return
        event, kept, make = self.session.event, self.kept(), self.public()

        def work(task: Any) -> Shape:
            copy = out.copy(event)
            if make is not None:
                return make(copy)
            if kept is not None:
                from leanbench.maps.event_pictures import draw_picture

                options = copy.record(kept).options
                return draw_picture(copy.event, kept.picture, copy.json(kept.map), options, task=task)
            if any(copy.text(words) != words for words in picture_words(shown)):
                raise UserError(
                    _("People are named in this picture, and it cannot be drawn without their names.")
                )
            return shown

        self.session.tasks.run(
            work,
            use,
            failed=lambda text: self.session.say(text, "bad"),
            label=_("Public copy"),
            key="picture",
        )

    def copy(self) -> None:
        """The picture on the clipboard: pixels and vectors, and its words for what takes only text."""
        self._hand_out(self._to_clipboard)

    def _to_clipboard(self, picture: Shape) -> None:
        mime = QMimeData()
        mime.setImageData(QImage.fromData(picture.to_png("light", 192.0)))
        mime.setData("image/svg+xml", QByteArray(picture.to_svg().encode("utf-8")))
        mime.setText(f"{picture.title}: {picture.alt}")
        QGuiApplication.clipboard().setMimeData(mime)
        self.session.copied = True
        self.session.say(without_names(self.session, _("The picture is on the clipboard.")), "good")

    def save(self) -> None:
        """Ask where, then write the form that the ending names."""
        self._hand_out(self._to_file)

    def _to_file(self, picture: Shape) -> None:
        suggested, write = f"{picture.title or _('Picture')}.svg", partial(save_picture, picture)
        save_file(self.session, self.near, _("Save picture"), suggested, _(KINDS), write)

    def copy_data(self) -> None:
        """The rows behind the picture, ready for a spreadsheet."""
        self._hand_out(lambda picture: copy_rows(self.session, picture.table))

    def show_data(self) -> None:
        """The rows behind the picture as a table beside the window, for eyes and screen readers."""
        picture = self.shown()
        if picture is None:
            return
        self.dialog = data_window(self.session, picture.title, picture.table, self.near.window())
        self.dialog.show()


def picture_words(picture: Shape) -> Iterator[str]:
    """Every word of a picture: its title, its text alternatives, what is written in it, its data."""
    yield from (picture.title, picture.alt, *picture.table.headings)
    yield from (cell for row in picture.table.rows for cell in row)
    for item in walk(getattr(picture, "items", ())):
        yield from (item.alt,) if isinstance(item, Group) else (item.text,) if isinstance(item, Text) else ()


def copy_rows(session: Session, table: DataTable) -> None:
    """Headings and rows on the clipboard, cells parted by tabs."""
    QGuiApplication.clipboard().setText(clipboard_text((table.headings, *table.rows)))
    rows = count_text(len(table.rows), "row", "rows")
    session.say(_("On the clipboard: {rows}.").format(rows=rows), "good")


# id, words, the method of PictureMenu
ACTIONS = (
    ("picture.copy", N_("Copy picture"), "copy"),
    ("picture.save", N_("Save picture…"), "save"),
    ("picture.data", N_("Show the data of the picture"), "show_data"),
    ("picture.report", N_("Put picture in report, or take it out"), "toggle_report"),
)


def _add_actions(session: Session) -> None:
    """The same by name in the palette, once there is a picture: for the one in front."""
    if any(spec.id == ACTIONS[0][0] for spec in session.actions.specs()):
        return
    for action_id, words, method in ACTIONS:
        session.actions.add(ActionSpec(action_id, _(words), "Edit"), partial(_do_in_front, session, method))


def _do_in_front(session: Session, method: str) -> None:
    menu = menu_in_front()
    if menu is None:
        session.say(_("There is no picture in sight. Open a chart or a panel below the map first."))
    elif method == "toggle_report" and menu.kept() is None:
        session.say(_("This picture has no place in the report by itself."))
    else:
        getattr(menu, method)()


def menu_in_front() -> PictureMenu | None:
    """The menu of the picture with the focus, else of the largest one in sight."""
    found: list[tuple[bool, int, PictureMenu]] = []
    for widget in QApplication.allWidgets():
        menu = getattr(widget, "menu", None)
        if isinstance(menu, PictureMenu) and menu.near.isVisible() and menu.shown() is not None:
            found.append((menu.near.hasFocus(), menu.near.width() * menu.near.height(), menu))
    return max(found, key=lambda one: one[:2])[2] if found else None


def is_same(one: KeptPicture, other: KeptPicture) -> bool:
    """Whether two records keep the same picture."""
    return (one.picture, one.map, one.options) == (other.picture, other.map, other.options)


def save_picture(picture: Shape, target: Path) -> Path:
    """Write a picture as .svg, .png or .pdf and return the file; without an ending as .svg.

    Raises
    ------
    UserError
        Another ending, or the file cannot be written.
    """
    ending = target.suffix.lower()
    if not ending:
        target, ending = target.with_suffix(".svg"), ".svg"
    if ending == ".svg":
        data = picture.to_svg().encode("utf-8")
    elif ending == ".png":
        data = picture.to_png("light", 192.0)
    elif ending == ".pdf":
        data = picture.to_pdf()
    else:
        raise UserError(
            _("A picture can be saved as .svg, .png or .pdf, not as {ending}.").format(ending=ending)
        )
    write_file(target, data)
    return target


def data_window(session: Session, title: str, table: DataTable, parent: QWidget) -> SideWindow:
    """A real table of written cells."""
    window = SideWindow(session, parent, title, forget=False)
    grid = QTableWidget(len(table.rows), len(table.headings))
    grid.setAccessibleName(title)
    grid.setHorizontalHeaderLabels(list(table.headings))
    grid.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    for row, cells in enumerate(table.rows):
        for column, text in enumerate(cells):
            grid.setItem(row, column, QTableWidgetItem(text))
    grid.resizeColumnsToContents()
    column_layout(window, (8, 8, 8, 8)).addWidget(grid)
    window.fit(560, 420)
    return window
