"""No part of the window is shown before it stands in it: it would flash up as a window and take the focus away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
)

from leanbench import resources
from leanbench.ui.map.dock import PANELS

PARTS = (QAbstractButton, QLabel, QLineEdit, QComboBox, QAbstractItemView)


class Watch(QObject):
    """Notes the parts that are shown as windows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show and isinstance(watched, PARTS)
        if shown and watched.parent() is None and watched.windowType() == Qt.WindowType.Window:
            self.found.append(f"{type(watched).__name__} {watched.accessibleName() or watched.objectName()}")
        return False


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch, application = Watch(), QCoreApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    yield watch
    application.removeEventFilter(watch)


def test_no_part_is_shown_as_a_window_of_its_own(watch, window, session):
    window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    for page in ("home", "map", "data", "charts", "papers", "records"):
        window.show_page(page)
        QApplication.processEvents()
    window.show_page("map")
    map_page = window.page("map")
    links = session.map.links
    for kind, id in (
        ("step", session.map.steps[2].id),
        ("link", links[0].id),
        ("step", session.map.steps[0].id),
    ):
        session.select([(kind, id)])
        QApplication.processEvents()
    for key in [panel[0] for panel in PANELS]:
        map_page.flow.open_panel(key)
        QApplication.processEvents()
    assert watch.found == []


def test_focus_stays_where_one_types_after_a_row(window, session, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_page("map")
    table = window.page("map").table
    table.setFocus()
    table.go(0, 0)
    for letter in "Receive":
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert window.isActiveWindow()
    assert QApplication.focusWidget() is table
