"""A button of two lines, a title that may wrap and a muted line below, and lists of them: questions, tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout

from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import empty

WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class RowButton(QPushButton):
    """Checkable; the checked one is a card with an accent bar at its left edge."""

    def __init__(self, look: Look, title: str, about: str) -> None:
        super().__init__()
        self.look = look
        self.about = about
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(self._height(look.px(220)))

    def set_about(self, about: str) -> None:
        """Change the muted line."""
        if about != self.about:
            self.about = about
            self.setAccessibleDescription(about)
            self.update()

    def _parts(self, width: int) -> tuple[QRect, QRect, QFont, QFont]:
        """Where the two texts go for a width, and their fonts."""
        px = self.look.px
        inner = max(width - px(24), 40)
        title, small = self.look.font("body", True), self.look.font("small")
        first = QFontMetrics(title).boundingRect(QRect(0, 0, inner, 1000), WRAP, self.text())
        second = QFontMetrics(small).boundingRect(QRect(0, 0, inner, 1000), WRAP, self.about)
        top = px(8)
        one = QRect(px(14), top, inner, first.height())
        return one, QRect(px(14), one.bottom() + px(3), inner, second.height()), title, small

    def _height(self, width: int) -> int:
        return self._parts(width)[1].bottom() + self.look.px(9)

    def sizeHint(self) -> QSize:
        """As high as the wrapped words need."""
        return QSize(self.look.px(220), self._height(max(self.width(), self.look.px(120))))

    def minimumSizeHint(self) -> QSize:
        """The words decide the height, the column decides the width."""
        return QSize(self.look.px(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the words differently."""
        super().resizeEvent(event)
        self.setMinimumHeight(self._height(self.width()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, and when checked the card around them."""
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(0, 0, -1, -1)
        if self.isChecked():
            painter.setPen(look.colour("hairline"))
            painter.setBrush(look.colour("panel"))
            painter.drawRoundedRect(area, 4, 4)
            painter.fillRect(0, 4, look.px(3), self.height() - 8, look.colour("accent"))
        elif self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("hover"))
            painter.drawRoundedRect(area, 4, 4)
        if self.hasFocus():
            painter.setPen(look.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 4, 4)
        one, two, title, small = self._parts(self.width())
        painter.setPen(look.colour("text"))
        painter.setFont(title)
        painter.drawText(one, WRAP, self.text())
        painter.setPen(look.colour("muted"))
        painter.setFont(small)
        painter.drawText(two, WRAP, self.about)


class RowButtons(QVBoxLayout):
    """Such buttons below each other; `chosen(key)` is called for the one that is pressed."""

    def __init__(self, look: Look, chosen: Callable[[str], object]) -> None:
        super().__init__()
        self.look, self.chosen = look, chosen
        self.buttons: dict[str, RowButton] = {}
        self.setSpacing(2)

    def show_rows(self, rows: Iterable[tuple[str, str, str]], front: str = "") -> None:
        """List (key, title, line below); `front` is checked. A keyboard on the list stays on it."""
        held = any(button.hasFocus() for button in self.buttons.values())
        empty(self)
        self.buttons = {}
        for key, title, about in rows:
            button = self.buttons[key] = RowButton(self.look, title, about)
            button.setChecked(key == front)
            button.clicked.connect(partial(self._press, key))
            self.addWidget(button)
            if held and key == front:
                button.show()
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press(self, key: str, _on: bool = False) -> None:
        self.chosen(key)
