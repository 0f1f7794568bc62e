"""The switch “Public copy” in the window: every way out gives the public copy, and the words are ticked before."""

from __future__ import annotations

import zipfile

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from leanbench import resources
from leanbench.event.changes import Set
from leanbench.event.event_file import open_event, save_event
from leanbench.event.records import Column, Dataset, KeptPicture, Member, Study
from leanbench.privacy.word_lists import fold
from leanbench.schema import replace
from leanbench.ui.kit.picture_view import PictureView
from leanbench.ui.kit.public_switch import PublicSwitch

WAIT = 30_000
STAFF = "Examiner,Minutes\n" + "".join(
    f"{who},{20 + number % 11}\n"
    for number in range(24)
    for who in ("Tadeusz Wojciechowska", "Will Brennholt", "Clerk")
)
NAMES = ("zaragoza", "wojciechowska", "brennholt")


def named(text: str) -> list[str]:
    return [name for name in NAMES if name in fold(text)]


@pytest.fixture
def opened(window, session, tmp_path):
    """The permit sample with three people in a title, a step, the team and a chart of staff, open as a file."""
    event = open_event(resources.path("samples", "permit-issuance.lean")).root
    current = event.maps[0]
    steps = tuple(replace(step, name=f"{step.name}, Maria Zaragoza") for step in current.steps)
    data = Dataset("staff", "Times of W. Brennholt", (Column("Examiner"), Column("Minutes", "number")), STAFF)
    study = Study("k-staff", "By Brennholt", "count", "pareto", "staff", {"category": "Examiner"})
    event = replace(
        event,
        header=replace(event.header, title="Permits of M. Zaragoza"),
        team=(Member("Maria Zaragoza", "Clerk"), Member("Will Brennholt", "Clerk")),
        maps=(replace(current, steps=steps), *event.maps[1:]),
        datasets=(data, *event.datasets),
        studies=(study,),
    )
    path = tmp_path / "Permits of Zaragoza.lean"
    save_event(event, path)
    window.files.load(path)
    return path


@pytest.fixture
def public(session, opened):
    session.outgoing.is_asked = True  # the list of words has been seen
    session.outgoing.set_public(True)


def answer(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(path), ""))


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def file_text(path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(name + archive.read(name).decode("utf-8") for name in archive.namelist())


def test_turning_it_on_shows_the_words_once_and_every_switch_follows(window, session, opened, qtbot):
    window.show_page("papers")
    page = window.page("papers")
    page.public.click()
    assert session.outgoing.is_public
    dialog = window.names
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 3, timeout=WAIT)
    assert "called Person A" in dialog.account.text()
    assert session.actions.action("file.public").isChecked()
    other = PublicSwitch(session)
    qtbot.addWidget(other)
    assert other.isChecked()
    other.click()
    assert not page.public.isChecked()
    assert not session.actions.action("file.public").isChecked()
    dialog.close()
    session.actions.action("file.public").trigger()
    assert page.public.isChecked()
    assert not window.names.isVisible()


def test_a_tick_hides_a_word_and_takes_it_back(window, session, opened, public, qtbot):
    session.do(Set("header/site", "Grants of Will"))
    session.actions.action("file.names").trigger()
    dialog = window.names
    qtbot.waitUntil(lambda: dialog.table.rowCount() > 3, timeout=WAIT)
    row = next(row for row in range(dialog.table.rowCount()) if dialog.table.item(row, 0).text() == "Will")
    tick = dialog.table.item(row, 0)
    assert tick.checkState() == Qt.CheckState.Unchecked
    assert session.outgoing.root().header.site == "Grants of Will"
    tick.setCheckState(Qt.CheckState.Checked)
    assert session.outgoing.root().header.site.startswith("Grants of Person")
    tick.setCheckState(Qt.CheckState.Unchecked)
    assert session.outgoing.root().header.site == "Grants of Will"
    dialog.more.setText("Grants")
    qtbot.keyClick(dialog.more, Qt.Key.Key_Return)
    assert session.outgoing.root().header.site.startswith("Person")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_every_paper_and_the_name_it_is_saved_under(window, session, opened, public, qtbot, monkeypatch):
    window.show_page("papers")
    page = window.page("papers")
    suggested = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *words: (suggested.append(words[2]), ("", ""))[1]
    )
    for paper in ("report", "map-current", "wall-current", "before-after"):
        page.show_paper(paper)
        qtbot.waitUntil(lambda paper=paper: page._current(paper), timeout=WAIT)
        text = pdf_text(page.made[paper][2])
        assert "Person A" in text
        assert not named(text), paper
        page.save_pdf()
        assert not named(suggested[-1])
    session.outgoing.set_public(False)
    page.show_paper("map-current")
    qtbot.waitUntil(lambda: page._current("map-current"), timeout=WAIT)
    assert named(pdf_text(page.made["map-current"][2]))


def test_a_chart_of_staff_copied_saved_and_as_a_table(
    window, session, opened, public, qtbot, monkeypatch, tmp_path
):
    window.show_page("charts")
    page = window.page("charts")
    page.desk.open(session.event.studies[0])
    qtbot.waitUntil(lambda: page.result is not None and page.view.chart_picture() is not None, timeout=WAIT)
    assert named(" ".join(page.result.summary()))
    board = QGuiApplication.clipboard()
    board.setText("before")
    page.copy_picture()
    qtbot.waitUntil(
        lambda: bool(board.mimeData()) and board.mimeData().hasFormat("image/svg+xml"), timeout=WAIT
    )
    mime = board.mimeData()
    assert not named(mime.text() + bytes(mime.data("image/svg+xml").data()).decode("utf-8"))
    assert "Person" in mime.text()
    board.setText("before")
    page.copy_table()
    qtbot.waitUntil(lambda: "Person" in board.text(), timeout=WAIT)
    assert not named(board.text())
    for ending in ("svg", "pdf"):
        target = tmp_path / f"chart.{ending}"
        answer(monkeypatch, target)
        page.save_picture()
        qtbot.waitUntil(target.exists, timeout=WAIT)
        content = target.read_bytes()
        assert not named(pdf_text(content) if ending == "pdf" else content.decode("utf-8"))


def test_pictures_of_the_map_are_drawn_from_the_public_copy(
    window, session, opened, public, qtbot, monkeypatch, tmp_path
):
    from leanbench.maps.event_pictures import draw_picture

    view = PictureView(session, "Load", kept=lambda: KeptPicture(picture="load-steps", map="current"))
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show_picture(lambda _w, _h: draw_picture(session.event, "load-steps", "current"))
    view.show()
    qtbot.waitUntil(lambda: view.picture is not None, timeout=WAIT)
    assert named(view.picture.alt + str(view.picture.table))
    target = tmp_path / "load.svg"
    answer(monkeypatch, target)
    view.menu.save()
    qtbot.waitUntil(target.exists, timeout=WAIT)
    assert not named(target.read_text("utf-8"))
    board = QGuiApplication.clipboard()
    board.setText("before")
    view.menu.copy_data()
    qtbot.waitUntil(lambda: "Person A" in board.text(), timeout=WAIT)
    assert not named(board.text())


def test_a_picture_that_cannot_be_drawn_without_names_does_not_go_out(window, session, opened, public, qtbot):
    from leanbench.maps.event_pictures import draw_picture

    said = []
    session.said.connect(said.append)
    view = PictureView(session, "Load")  # nothing says how it is drawn
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show_picture(lambda _w, _h: draw_picture(session.event, "load-steps", "current"))
    view.show()
    QGuiApplication.clipboard().setText("before")
    view.menu.copy()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert "cannot be drawn without their names" in said[-1].text
    assert QGuiApplication.clipboard().text() == "before"


def test_the_comparison_and_the_table_of_data(window, session, opened, public, qtbot, monkeypatch, tmp_path):
    window.show_page("map")
    target = tmp_path / "compare.pdf"
    answer(monkeypatch, target)
    session.show_map("future")
    page = window.page("map")
    page.set_compare(True)
    page.compare.save_pdf()
    qtbot.waitUntil(target.exists, timeout=WAIT)
    assert not named(pdf_text(target.read_bytes()))
    window.show_page("data")
    page = window.page("data")
    table = tmp_path / "table.csv"
    answer(monkeypatch, table)
    page.save_copy()
    assert "Person" in table.read_text("utf-8")
    assert not named(table.read_text("utf-8"))


def test_give_out_and_save_a_public_copy(window, session, opened, public, qtbot, monkeypatch, tmp_path):
    session.actions.action("file.give_out").trigger()
    dialog = next(child for child in window.children() if type(child).__name__ == "GiveOutDialog")
    assert dialog.public.isChecked()
    folder = tmp_path / "out"
    folder.mkdir()
    dialog.folder = folder
    dialog.names.setPlainText("Press\nBoard")
    dialog.button.click()
    made = sorted(folder.iterdir())
    assert len(made) == 2
    for path in made:
        assert not named(path.name + file_text(path))
        assert "base.json" not in file_text(path)
        assert open_event(path).root.header.names_removed
    target = tmp_path / "public.lean"
    starts = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *words: (starts.append(words[2]), (str(target), ""))[1]
    )
    session.outgoing.is_asked = False
    session.actions.action("file.save_public").trigger()
    assert window.names.isVisible()
    assert not target.exists()
    next(button for button in window.names.findChildren(QPushButton) if button.text() == "Go on…").click()
    qtbot.waitUntil(target.exists, timeout=WAIT)
    assert not window.names.isVisible()
    assert not named(file_text(target) + starts[0].rpartition("/")[2])
    before, said = opened.read_bytes(), []
    session.said.connect(said.append)
    answer(monkeypatch, opened)
    session.actions.action("file.save_public").trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert "is the event itself" in said[-1].text
    assert opened.read_bytes() == before
    assert session.event.team[0].name == "Maria Zaragoza"


def test_menus_of_pictures_have_the_switch(window, session, opened, qtbot):
    view = PictureView(session, "Load")
    qtbot.addWidget(view)
    from leanbench.maps.event_pictures import draw_picture

    view.resize(500, 300)
    view.show_picture(lambda _w, _h: draw_picture(session.event, "load", "current"))
    view.show()
    view.menu.open(view.mapToGlobal(view.rect().center()))
    (menu,) = view.findChildren(QMenu)
    line = next(line for line in menu.actions() if "ublic copy" in line.text())
    assert line.isCheckable()
    assert not line.isChecked()
    session.outgoing.is_asked = True
    line.trigger()
    assert session.outgoing.is_public
    menu.close()
