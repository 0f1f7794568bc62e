"""The preview of a paper: the pages of the PDF itself, rendered when they come into view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from leanbench.ui.frame.theme import Look
from leanbench.words import _

GAP = 20
KEPT = 12  # rendered pages held in memory


def render(document: Any, page: int, width: int) -> QImage:
    """One page of a pypdfium2 document, `width` pixels wide."""
    sheet = document[page]
    scale = width / sheet.get_width()
    bitmap = sheet.render(scale=scale, rev_byteorder=True)
    data = bitmap.to_numpy()
    height, wide, channels = data.shape
    kind = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    image = QImage(data.tobytes(), wide, height, data.strides[0], kind).copy()
    sheet.close()
    return image


class Preview(QAbstractScrollArea):
    """Pages below each other, fitted to the width. Signals: `page_changed(page)` from 0."""

    page_changed = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.document: Any = None
        self.sizes: list[tuple[float, float]] = []
        self.page = 0
        self._images: dict[tuple[int, int], QImage] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName(_("Preview of the paper"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        look.changed.connect(self.viewport().update)

    def show_pdf(self, data: bytes | None) -> None:
        """Show a PDF from its bytes, or nothing. The place in the paper is kept."""
        if self.document is not None:
            self.document.close()
            self.document = None
        self.sizes, self._images = [], {}
        if data is not None:
            import pypdfium2

            self.document = pypdfium2.PdfDocument(data)
            self.sizes = [self.document.get_page_size(index) for index in range(len(self.document))]
        self._lay_out()
        self.viewport().update()
        self._scrolled()

    def is_tagged(self) -> bool:
        """The PDF says it has tags a screen reader follows."""
        from pypdfium2 import raw

        return self.document is not None and bool(raw.FPDFCatalog_IsTagged(self.document))

    def go_to(self, page: int) -> None:
        """Scroll to a page, from 0."""
        if 0 <= page < len(self.sizes):
            self.verticalScrollBar().setValue(self._tops()[page] - GAP)

    def _column(self) -> int:
        return max(self.viewport().width() - 2 * GAP, 60)

    def _boxes(self) -> list[tuple[int, int]]:
        """Width and height of each page on the screen: the widest fills the column, the scale is one for all
        upright pages, so that text keeps its size."""
        column = self._column()
        return [(column, round(column * height / width)) for width, height in self.sizes]

    def _tops(self) -> list[int]:
        tops, top = [], GAP
        for _width, height in self._boxes():
            tops.append(top)
            top += height + GAP
        return tops

    def _lay_out(self) -> None:
        boxes = self._boxes()
        total = GAP + sum(height + GAP for _w, height in boxes)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, total - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(40)

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        page = 0
        for index, top in enumerate(self._tops()):
            if top <= middle:
                page = index
        self.page = page
        self.page_changed.emit(page)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys go from page to page."""
        moves: dict[int, int] = {
            Qt.Key.Key_PageDown: 1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Left: -1,
        }
        if event.key() in moves:
            self.go_to(min(max(self.page + moves[event.key()], 0), len(self.sizes) - 1))
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to(len(self.sizes) - 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pages in view, rendered at the resolution of the screen."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.look.colour("pressed"))
        offset = self.verticalScrollBar().value()
        ratio = self.devicePixelRatioF()
        for page, (top, (width, height)) in enumerate(zip(self._tops(), self._boxes(), strict=True)):
            place = QPoint((self.viewport().width() - width) // 2, top - offset)
            if place.y() > self.viewport().height() or place.y() + height < 0:
                continue
            image = self._image(page, round(width * ratio))
            image.setDevicePixelRatio(ratio)
            painter.drawImage(place, image)
            painter.setPen(self.look.colour("line"))
            painter.drawRect(place.x() - 1, place.y() - 1, width + 1, height + 1)

    def _image(self, page: int, width: int) -> QImage:
        key = (page, width)
        if key not in self._images:
            while len(self._images) >= KEPT:
                self._images.pop(next(iter(self._images)))
            self._images[key] = render(self.document, page, width)
        return self._images[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page in front at another width."""
        page = self.page
        super().resizeEvent(event)
        self._lay_out()
        self.go_to(page)
