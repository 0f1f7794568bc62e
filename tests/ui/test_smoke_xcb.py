"""A real window on a real X display: opens the sample, shows every page, draws, closes. Run under Xvfb."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from leanbench import resources

pytestmark = pytest.mark.xcb
WAIT = 60_000


def colours(image: QImage) -> int:
    """How many different colors a coarse grid of pixels has; an unpainted window has one."""
    step = 8
    found = {image.pixel(x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step)}
    return len(found)


def test_it_runs_on_a_real_display(qapp):
    assert QGuiApplication.platformName() == "xcb"


def test_every_page_of_the_sample_is_drawn_and_the_window_closes(window, session, qtbot):
    qtbot.waitExposed(window)
    session.open_sample(resources.path("samples", "permit-issuance.lean"))
    for page in window.pages:
        window.show_page(page[0])
        assert session.page == page[0]
        qtbot.waitUntil(lambda: not session.tasks.busy(), timeout=WAIT)
        qtbot.wait(50)
        picture = window.grab().toImage()
        assert picture.width() >= 1200, page[0]
        assert colours(picture) > 12, page[0]
    assert window.close()
    assert not window.isVisible()


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_other_colours_and_room_mode_paint_too(window, session, qapp, qtbot, theme):
    session.open_sample(resources.path("samples", "driver-license-renewal.lean"))
    window.show_page("map")
    session.look.switch(qapp, name=theme)
    window.toggle_room()
    qtbot.wait(50)
    assert colours(window.grab().toImage()) > 12
    window.toggle_room()
