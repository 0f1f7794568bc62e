"""A paper in the gallery: its first page, its name, its sheet."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from leanbench.ui.frame.theme import Look

CENTRED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class Thumbnail(QAbstractButton):
    """One button; the checked one is framed. (A QPushButton would take its height from the style sheet.)"""

    def __init__(self, look: Look, title: str, sheet: str) -> None:
        super().__init__()
        self.look = look
        self.sheet = sheet
        self.image: QImage | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sheet)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(QSize(look.px(168), look.px(206)))

    def show_image(self, image: QImage) -> None:
        """Show the rendered first page."""
        self.image = image
        self.update()

    def _scaled(self, size: QSize) -> QImage:
        """The page at the size it is shown; averaged, so that thin lines of a map stay lines."""
        assert self.image is not None
        ratio = self.devicePixelRatioF()
        made = self.image.scaled(
            size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        made.setDevicePixelRatio(ratio)
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Page, title, sheet."""
        look, px = self.look, self.look.px
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = self.rect().adjusted(1, 1, -1, -1)
        if self.isChecked() or self.hasFocus():
            painter.setPen(look.colour("accent"))
            painter.setBrush(look.colour("accent_soft") if self.isChecked() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 6, 6)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("hover"))
            painter.drawRoundedRect(area, 6, 6)
        room = QRect(px(12), px(12), self.width() - px(24), px(132))
        if self.image is not None:
            size = self.image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            page = QRect(
                room.center().x() - size.width() // 2,
                room.bottom() - size.height(),
                size.width(),
                size.height(),
            )
            painter.drawImage(page, self._scaled(size))
        else:
            page = QRect(room.center().x() - px(48), room.top(), px(96), room.height())
            painter.fillRect(page, look.colour("panel"))
        painter.setPen(look.colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(page)
        painter.setPen(look.colour("text"))
        painter.setFont(look.font("small", True))
        top = room.bottom() + px(8)
        words = QFontMetrics(painter.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - px(16)
        )
        painter.drawText(QRect(px(8), top, self.width() - px(16), px(20)), CENTRED, words)
        painter.setPen(look.colour("muted"))
        painter.setFont(look.font("caption"))
        painter.drawText(QRect(px(8), top + px(20), self.width() - px(16), px(18)), CENTRED, self.sheet)
