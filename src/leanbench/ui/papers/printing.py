"""Printing a paper: the pages of the PDF, each on its own sheet and orientation, on the user's printer."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRect, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from leanbench.ui.papers.paper_preview import render

DPI = 300


def print_pdf(parent: QWidget, data: bytes, title: str) -> bool:
    """Ask for a printer and print. Returns False when the user canceled."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    paint_pages(printer, data)
    return True


def paint_pages(printer: QPrinter, data: bytes) -> int:
    """Print all pages; returns how many."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    sizes = [document.get_page_size(page) for page in range(len(document))]
    painter = QPainter()
    for page, (width, height) in enumerate(sizes):
        _set_sheet(printer, width, height)
        if page == 0:
            painter.begin(printer)
        else:
            printer.newPage()
        target = printer.pageLayout().fullRectPixels(printer.resolution())
        image = render(document, page, round(width / 72 * printer.resolution()))
        painter.drawImage(QRect(0, 0, target.width(), target.height()), image)
    painter.end()
    document.close()
    return len(sizes)


def _set_sheet(printer: QPrinter, width: float, height: float) -> None:
    """The sheet of a page, in points, upright or turned."""
    size = QPageSize(QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point)
    turned = QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(size, turned, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point))
    printer.setFullPage(True)
