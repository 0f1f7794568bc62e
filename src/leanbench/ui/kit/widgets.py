"""Small pieces many pages use: labels, buttons, segmented switches, small tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from leanbench.event.records import Header
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import row_layout
from leanbench.words.dates import date_range_text


class Segments(QWidget):
    """A row of joined buttons of which one is on. Signal `chosen(key)` when a person chose."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str, str]]) -> None:
        """`options` are (key, words, tool tip)."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self.compact = False
        self._words = {key: words for key, words, _tip in options}
        self.one = QPushButton()  # stands for all of them where there is no room
        self.one.setAccessibleName(name)
        self.one.setToolTip(name)
        self.menu = QMenu(self.one)
        for key, words, _tip in options:
            self.menu.addAction(words, partial(self.chosen.emit, key))
        self.one.setMenu(self.menu)
        self.one.hide()
        row = row_layout(self, spacing=0)
        for number, (key, words, tip) in enumerate(options):
            button = SteadyButton(words)
            role = (
                "segment-first"
                if number == 0
                else "segment-last"
                if number == len(options) - 1
                else "segment"
            )
            set_role(button, role)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {words}")
            button.clicked.connect(lambda _on=False, which=key: self.chosen.emit(which))
            self._group.addButton(button)
            self.buttons[key] = button
            row.addWidget(button)
        row.addWidget(self.one)

    def set_current(self, key: str) -> None:
        """Mark one, without telling."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            self.one.setText(self._words[key])

    def set_compact(self, compact: bool) -> None:
        """One button with a menu instead of a row of buttons."""
        if compact != self.compact:
            self.compact = compact
            self.one.setVisible(compact)
            for button in self.buttons.values():
                button.setVisible(not compact)


class SteadyButton(QPushButton):
    """A button as wide as its words in semi-bold, so that nothing moves or is cut when it is checked."""

    def sizeHint(self) -> QSize:
        """The usual size, with room for the heavier letters."""
        size = super().sizeHint()
        heavy = QFont(self.font())
        heavy.setWeight(QFont.Weight.DemiBold)
        wider = QFontMetrics(heavy).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        return QSize(size.width() + max(0, wider) + 2, size.height())

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()


class ElidedLabel(QLabel):
    """A line of text that ends in an ellipsis where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        wide = min(super().sizeHint().width(), self.fontMetrics().averageCharWidth() * 9)
        return QSize(wide, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), words)


class ElidedButton(QPushButton):
    """A line that can be pressed; it ends in an ellipsis where there is no room, and asks for none."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        """Show a text; `text` is what there is room for."""
        self.words = words
        self.setAccessibleDescription(words)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much as fits now."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - 2 * self.fontMetrics().averageCharWidth()
        self.setText(self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room))


def words_label(text: str = "", role: str = "", select: bool = False) -> QLabel:
    """Plain words that wrap; with `select` they can be marked with the mouse."""
    label = set_role(QLabel(text), role)
    label.setWordWrap(True)
    if select:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def push_button(
    text: str, run: Callable[[], object] | None = None, role: str = "", tip: str = ""
) -> QPushButton:
    """A button that does something when it is pressed."""
    button = QPushButton(text)
    if role:
        set_role(button, role)
    button.setToolTip(tip)
    if run is not None:
        button.clicked.connect(lambda _on=False: run())
    return button


def named_line(name: str, hint: str = "") -> QLineEdit:
    """A line to type into: its name for a screen reader, and what stands in it while it is empty."""
    line = QLineEdit()
    line.setAccessibleName(name)
    line.setPlaceholderText(hint or name)
    return line


def small_table(rows: Sequence[Sequence[str]], role: str = "small") -> QFrame:
    """A small table in a card, headings first."""
    frame = set_role(QFrame(), "card")
    grid = QGridLayout(frame)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(3)
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            grid.addWidget(set_role(QLabel(text), role if row else "label"), row, column)
    return frame


def header_text(header: Header) -> str:
    """Agency and dates of an event, as far as they are recorded."""
    return " · ".join(part for part in (header.agency, date_range_text(header.start, header.end)) if part)


def tool_button(action: QAction, words: bool = True) -> QToolButton:
    """A flat button of an action, with its words."""
    button = QToolButton()
    button.setDefaultAction(action)
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    button.setAccessibleName(action.text())
    return button


def focus_first(pane: QWidget) -> None:
    """Put the keyboard on a pane, or on the first control in it that takes it."""
    widget: Any = pane
    while not (widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()):
        widget = widget.nextInFocusChain()
        if widget is None or not pane.isAncestorOf(widget):
            return
    widget.setFocus(Qt.FocusReason.TabFocusReason)
