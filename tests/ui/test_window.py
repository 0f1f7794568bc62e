"""The window itself: pages, palette, room mode, themes, messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import delete

from leanbench import resources
from leanbench.ui.event.home_page import Card, two_lines
from leanbench.ui.frame import settings, theme
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.theme import THEMES, load
from leanbench.ui.window.main_window import MainWindow
from leanbench.ui.window.palette import rank


def test_home_is_never_empty(window, session):
    assert session.page == "home"
    assert window.page("home").area.widget() is not None


def test_palette_runs_what_is_typed(window, session, qtbot):
    window.palette_box.open()
    qtbot.keyClicks(window.palette_box.field, "dark col")
    qtbot.keyClick(window.palette_box.field, Qt.Key.Key_Return)

    assert session.look.theme.name == "dark"
    assert session.settings.theme == "dark"
    session.look.switch(QApplication.instance(), name="light")


def test_palette_closes_when_what_had_the_keyboard_is_gone(window):
    field = QLineEdit(window)
    field.show()
    window.activateWindow()
    field.setFocus()
    window.palette_box.open()
    assert window.palette_box._before is field
    delete(field)
    window.palette_box.dismiss()
    assert not window.palette_box.isVisible()


def test_rank_prefers_starts_of_words():
    assert rank("zon", "Zoning review", "Step") == 0
    assert rank("rev zon", "Zoning review", "Step") == 1
    assert rank("ning", "Zoning review", "Step") == 2
    assert rank("qqq", "Zoning review", "Step") is None


def test_room_mode_hides_chrome_and_comes_back(window, session, qtbot):
    window.toggle_room()
    assert not window.rail.isVisible()
    assert session.look.size("body") > 13
    window.bar.hide()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.rail.isVisible()
    assert session.look.size("body") == 13


def test_message_bar_says_it(window, session):
    session.say("The folder may not be written to.", "bad")
    assert window.bar.isVisible()
    assert window.bar.label.text() == "The folder may not be written to."


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_every_theme():
    """WCAG 2.2: 4.5:1 for text, 3:1 for marks."""
    for name in (*THEMES, "print"):
        colours = load(name).colours
        for text in ("text", "muted", "accent", "good", "caution", "bad", "va", "bnva", "nva"):
            for ground in ("window", "panel", "raised", "lane_alt", "bnva_fill"):
                assert _contrast(colours[text], colours[ground]) >= 4.5, (name, text, ground)
        assert _contrast(colours["on_accent"], colours["accent"]) >= 4.5, name
        assert _contrast(colours["text"], colours["accent_soft"]) >= 4.5, name
        assert _contrast(colours["connector"], colours["lane"]) >= 3, name
        assert _contrast(colours["burst_text"], colours["burst_fill"]) >= 4.5, name


@pytest.mark.parametrize("rail", [False, True])
@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1366, 768)])
def test_every_page_fits_a_small_laptop(window, session, size, rail):
    window.rail.set_wide(rail)
    window.resize(*size)
    session.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    for name in [page[0] for page in window.pages]:
        window.show_page(name)
        for _ in range(5):  # parts that make room do so one after the other
            QApplication.processEvents()
        assert (window.width(), window.height()) == size
        assert window.minimumSizeHint().width() <= 1024
        assert window.minimumSizeHint().height() <= 640
        page = window.stack.currentWidget()
        assert page.layout() is None or page.layout().minimumSize().width() <= page.width(), name


def test_a_long_finding_ends_in_an_ellipsis(window, session):
    window.resize(1024, 640)
    session.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    window.show_page("map")
    status = window.page("map").status
    status.refresh()
    QApplication.processEvents()
    assert status.button.words.startswith(status.button.text().removesuffix("…"))
    assert status.button.text().endswith("…")
    assert status.found[0].text in status.button.toolTip()
    assert status.button.fontMetrics().horizontalAdvance(status.button.text()) <= status.button.width()


# --- little room ------------------------------------------------------------------------------------


def test_the_words_of_the_search_field_never_run_under_its_key(window, qtbot):
    search, key = window.top.search, window.top.key
    for width in (1600, 1200, 1000):
        window.resize(width, 700)
        QApplication.processEvents()
        words = search.fontMetrics().horizontalAdvance(search.text())
        assert words + window.session.look.px(12) <= key.x(), (width, search.text())


def test_cards_of_home_are_of_one_width_and_their_titles_are_whole(window, qtbot):
    window.show_page("home")
    for width in (1400, 960):
        window.resize(width, 700)
        home = window.page("home")
        qtbot.waitUntil(lambda home=home: home.across == home._fitting())
        QApplication.processEvents()
        samples = [card for card in home.findChildren(Card) if card.icon_name == "file-text"]
        assert len(samples) == 3
        assert max(card.width() for card in samples) - min(card.width() for card in samples) <= 1
        for card in samples:
            metrics = QFontMetrics(home.session.look.font("body", True))
            lines = two_lines(card.text(), metrics, card.width() - home.session.look.px(82))
            assert " ".join(lines) == card.text()


def test_the_first_window_fits_the_screen_it_opens_on(
    look: theme.Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEANBENCH_HOME", str(tmp_path / "home"))
    session = Session(look, settings.places(), settings.Settings(motion=False))
    window = MainWindow(session)
    room = window.screen().availableGeometry()
    assert room.width() < 1360  # the offscreen screen is smaller than the usual window
    assert window.width() <= room.width()
    assert window.height() <= room.height()
    session.tasks.close()
    window.deleteLater()


class Windows(QObject):
    """Notes every widget that is shown as a window and is none by its kind."""

    def __init__(self):
        super().__init__()
        self.found = []

    def eventFilter(self, watched, event):
        """Only listens."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.parent() is None:
            self.found.append(type(watched).__name__)
        return False


def test_no_part_of_a_page_is_a_window_of_its_own_for_a_moment(window, session, qtbot):
    """A part shown before it has a parent takes the focus from the window, in the middle of a word."""
    watch = Windows()
    QApplication.instance().installEventFilter(watch)
    window.files.open_sample(resources.path("samples", "permit-issuance.lean"))
    for page, *_rest in window.pages:
        window.show_page(page)
        QApplication.processEvents()
    window.show_page("map")
    steps = session.map.steps
    for items in (
        (("step", steps[0].id),),
        (("step", steps[0].id), ("step", steps[1].id)),
        (("link", session.map.links[0].id),),
    ):
        session.select(items)
        QApplication.processEvents()
    QApplication.instance().removeEventFilter(watch)
    assert watch.found == []
