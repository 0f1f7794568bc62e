"""The left rail: the pages as icons with words, narrow (64 px) or wide (200 px)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.words import _


class RailButton(QAbstractButton):
    """One page: icon over its word, or beside it in the wide rail."""

    def __init__(self, session: Session, page_id: str, title: str, icon: str, number: int) -> None:
        super().__init__()
        self.look = session.look
        self.page_id = page_id
        self.icon_name = icon
        self.wide = False
        self.setText(title)
        self.setCheckable(True)
        self.setToolTip(f"{title} ({keys_text(f'Ctrl+{number}')})")
        self.setAccessibleName(title)
        self.setAccessibleDescription(_("Shows the page {title}").format(title=title))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """56 px high with the word below, 40 px with the word beside."""
        px = self.look.px
        if self.wide:
            return QSize(px(188), px(40))
        words = QFontMetrics(self.look.font("caption", True)).horizontalAdvance(self.text())
        return QSize(max(px(56), words + px(6)), px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Soft accent for the page in front, a ring for the keyboard focus."""
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(0, 1, 0, -1)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft" if on else "hover"))
            painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.setPen(look.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        role = "accent" if on else "muted"
        size = look.px(20)
        picture = look.pixmap(self.icon_name, role, 20, self.devicePixelRatioF())
        painter.setPen(look.colour(role))
        painter.setFont(look.font("body" if self.wide else "caption", on))
        if self.wide:
            painter.drawPixmap(look.px(12), (self.height() - size) // 2, picture)
            painter.drawText(area.adjusted(look.px(44), 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        else:
            painter.drawPixmap((self.width() - size) // 2, look.px(10), picture)
            painter.drawText(
                area.adjusted(0, look.px(33), 0, 0),
                Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
                self.text(),
            )


class Rail(QWidget):
    """All pages. Signal `chosen(page_id)`."""

    chosen = Signal(str)

    def __init__(self, session: Session, pages: tuple[tuple[str, str, str, str], ...]) -> None:
        super().__init__()
        self.session = session
        set_role(self, "rail")
        self.setAccessibleName(_("Pages"))
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        self._box = QVBoxLayout(self)
        self._box.setSpacing(2)
        for number, (page_id, title, icon, _factory) in enumerate(pages, start=1):
            button = RailButton(session, page_id, _(title), icon, number)
            button.clicked.connect(lambda _on=False, page=page_id: self.chosen.emit(page))
            self._group.addButton(button)
            self._box.addWidget(button)
            self._buttons[page_id] = button
        self._box.addStretch(1)
        session.look.follow(self._fit)

    def set_current(self, page_id: str) -> None:
        """Mark the page in front."""
        if page_id in self._buttons:
            self._buttons[page_id].setChecked(True)

    def set_wide(self, wide: bool) -> None:
        """Word beside the icon, or below it."""
        for button in self._buttons.values():
            button.wide = wide
            button.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        side = self.session.look.px(6)
        self._box.setContentsMargins(side, self.session.look.px(8), side, side)
        width = max((button.sizeHint().width() for button in self._buttons.values()), default=56)
        self.setFixedWidth(width + 2 * side)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the pages."""
        buttons = list(self._buttons.values())
        focused = next((i for i, button in enumerate(buttons) if button.hasFocus()), -1)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and focused >= 0:
            buttons[(focused + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
