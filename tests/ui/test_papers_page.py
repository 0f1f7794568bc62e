"""The Papers page: the preview is the PDF itself, it follows the event, saving writes those bytes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QLabel

from leanbench import resources
from leanbench.event.changes import Set
from leanbench.ui.papers.printing import paint_pages

WAIT = 30_000


@pytest.fixture
def page(window, session, qtbot):
    session.open_sample(resources.path("samples", "driver-license-renewal.lean"))
    window.show_page("papers")
    page = window.page("papers")
    qtbot.waitUntil(lambda: not session.tasks.busy() and page._current("report"), timeout=WAIT)
    return page


def test_the_report_is_shown_page_by_page(page, qtbot):
    made = page.made["report"]
    assert made[2].startswith(b"%PDF")
    assert len(page.preview.sizes) == made[3].pages
    page.preview.setFocus()
    qtbot.keyClick(page.preview, Qt.Key.Key_PageDown)
    assert page.preview.page == 1
    assert "page 2 of" in page.state.text()


def test_every_paper_of_the_gallery_gets_its_picture(page, session, qtbot):
    qtbot.waitUntil(
        lambda: all(button.image is not None for button in page.thumbnails.values()), timeout=WAIT
    )
    assert set(page.thumbnails) >= {"report", "map-current", "map-future", "wall-current"}


def test_an_edit_makes_the_preview_stale_until_it_is_made_again(page, session, qtbot):
    before = page.made["report"][2]
    session.do(Set("header/title", "Another title"))
    assert not page.save_button.isEnabled()
    qtbot.waitUntil(lambda: page._current("report"), timeout=WAIT)
    assert page.made["report"][2] != before
    assert page.save_button.isEnabled()


def test_save_writes_the_bytes_that_are_shown(page, monkeypatch, tmp_path, qtbot):
    target = tmp_path / "report.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert target.read_bytes() == page.made["report"][2]
    assert not target.with_name("report.pdf.part").exists()


def test_a_folder_that_refuses_gets_a_sentence_and_no_half_file(page, session, monkeypatch, tmp_path):
    target = tmp_path / "no" / "report.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    said = []
    session.said.connect(said.append)
    page.save_pdf()
    assert said[-1].level == "bad"
    assert "There is no folder" in said[-1].text
    assert not target.exists()


def test_what_is_missing_can_be_reached_from_the_list(page, session):
    made = page.made["report"]
    assert made[3].problems
    jumps = [page._jump(problem.where) for problem in made[3].problems]
    reached = [jump for jump in jumps if jump is not None]
    assert reached
    reached[0][1]()
    assert session.page in {"map", "charts", "data", "records"}


def test_a_field_that_is_missing_is_one_click_away(page, window, session, type_in, qtbot):
    words, go = page._jump(("charter", "sponsor"))
    assert words == "Go to record"
    go()
    window.activateWindow()
    records = window.page("records")
    assert session.page == "records"
    assert records.path == "charter"
    assert records.form.fields["sponsor"].hasFocus()
    action = session.event.actions[2]
    page._jump(("actions", action.id))[1]()
    assert records.table.currentIndex().row() == 2


def lines(page):
    notes = page.notes
    return [label.text() for label in notes.findChildren(QLabel) if label.isVisibleTo(notes)]


def test_that_a_paper_is_tagged_is_read_from_it(page, qtbot):
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    info = page.made["report"][3]
    good = f"Tagged for screen readers, {info.figures} figures described"
    qtbot.waitUntil(lambda: good in lines(page), timeout=WAIT)
    content = BytesIO()
    canvas = Canvas(content)
    canvas.drawString(72, 72, "no tags")
    canvas.save()
    page.preview.show_pdf(content.getvalue())
    page._list_problems(info)
    qtbot.waitUntil(lambda: "Not tagged: a screen reader cannot follow it" in lines(page))
    assert good not in lines(page)


def test_printing_puts_every_page_on_a_sheet_of_its_own_size(page, tmp_path):
    pages, target = page.made["report"][3].pages, tmp_path / "printed.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(72)
    assert paint_pages(printer, page.made["report"][2]) == pages

    import pypdfium2

    document = pypdfium2.PdfDocument(target)
    sizes = [document.get_page_size(index) for index in range(len(document))]
    document.close()
    shown = [(round(w), round(h)) for w, h in page.preview.sizes]
    assert [(round(w), round(h)) for w, h in sizes] == shown


def test_a_public_copy_has_no_names_of_the_team(page, session, qtbot):
    import pypdfium2

    names = [member.name for member in session.event.team]

    def text() -> str:
        document = pypdfium2.PdfDocument(page.made["report"][2])
        found = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
        document.close()
        return found

    assert any(name in text() for name in names)
    page.public.setChecked(True)
    qtbot.waitUntil(lambda: page._current("report"), timeout=WAIT)
    assert not [name for name in names if name in text()]
