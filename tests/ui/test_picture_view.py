"""Any picture on the screen: walked by keys, asked, copied, saved, read as a table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QTableWidget, QWidget

from leanbench.drawing.histogram_picture import Mark, histogram_picture
from leanbench.errors import UserError
from leanbench.ui.kit.picture_menu import save_picture
from leanbench.ui.kit.picture_view import PictureView


def make(width: float, height: float):
    marks = (Mark(15.0, "50%: 15"),)
    return histogram_picture(
        (0.0, 20.0, 40.0), (30, 2), marks, "lead time, days", "days", width=width, height=height
    )


@pytest.fixture
def view(session, qtbot):
    # Enclosed, so that the size of the window manager does not count.
    window = QWidget()
    qtbot.addWidget(window)
    found = PictureView(session, "Lead times")
    found.setParent(window)
    found.setGeometry(0, 0, 400, 200)
    found.show_picture(make)
    window.resize(420, 220)
    window.show()
    yield found
    window.close()


def test_the_picture_is_made_at_the_size_of_the_widget(view):
    scale = view.session.look.px(100) / 100
    assert (view.picture.width, view.picture.height) == (400 / scale, 200 / scale)
    view.resize(300, 180)
    assert view.picture.width == 300 / scale
    assert view.accessibleDescription() == view.picture.alt == "32 cases. 50%: 15."


def test_parts_are_walked_named_and_asked_by_keys(view, qtbot):
    asked = []
    view.asked.connect(asked.append)
    view.setFocus()
    view.focusInEvent(_focus())
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleName() == "Lead times: 20 to 40 days and longer: 6.3% of cases"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert asked == ["1", "0"]


def _focus():
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)


def test_the_mouse_finds_a_low_bar_by_its_column(view, qtbot):
    asked = []
    view.asked.connect(asked.append)
    _group, place = view.parts[1]
    scale = view.session.look.px(100) / 100
    qtbot.mouseClick(
        view, Qt.MouseButton.LeftButton, pos=QPoint(round(place.center().x() * scale), round(60 * scale))
    )
    assert asked == ["1"]


def test_copied_as_pixels_vectors_and_words(view):
    view.menu.copy()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert mime.text() == "Lead times: 32 cases. 50%: 15."
    assert bytes(mime.data("image/svg+xml").data()).startswith(b"<?xml")
    view.menu.copy_data()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "From, days\tTo, days\tCases\tShare"
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("ending", "start"), [(".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF"), ("", b"<?xml")]
)
def test_saved_in_the_form_of_its_ending(view, tmp_path, monkeypatch, ending, start):
    target = tmp_path / f"picture{ending}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    view.menu.save()
    written = target if ending else target.with_suffix(".svg")
    assert written.read_bytes().startswith(start)


def test_another_ending_is_refused_in_a_sentence(view, tmp_path):
    with pytest.raises(UserError, match=r"saved as \.svg, \.png or \.pdf, not as \.docx"):
        save_picture(view.picture, tmp_path / "picture.docx")


def test_the_data_open_as_a_real_table(view, qtbot):
    view.menu.show_data()
    grid = view.menu.dialog.findChild(QTableWidget)
    assert (grid.rowCount(), grid.columnCount()) == (2, 4)
    assert grid.item(0, 3).text() == "93.8%"
    qtbot.keyClick(view.menu.dialog, Qt.Key.Key_Escape)
    assert not view.menu.dialog.isVisible()


def test_without_a_picture_it_says_what_to_do_and_offers_no_menu(view):
    view.show_words("Run shows the spread of lead times here.")
    assert view.accessibleDescription() == "Run shows the spread of lead times here."
    view.menu.open(QPoint(0, 0))
    view.menu.copy()
    assert view.parts == []


def test_the_palette_does_the_same_with_the_picture_in_front(view, session, monkeypatch):
    view.resize(390, 200)
    view.setFocus()
    session.actions.action("picture.copy").trigger()
    assert QGuiApplication.clipboard().mimeData().text().startswith("Lead times: 32 cases")
    session.actions.action("picture.data").trigger()
    assert view.menu.dialog.isVisible()
    view.menu.dialog.close()
    session.actions.action("picture.report").trigger()  # no record of it: said, nothing done
    assert session.event.pictures == ()
    view.show_words("Nothing yet")
    QGuiApplication.clipboard().setText("as before")
    session.actions.action("picture.copy").trigger()
    assert QGuiApplication.clipboard().text() == "as before"
