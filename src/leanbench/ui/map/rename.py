"""The field in place that renames a step on the canvas. Enter, Tab, Esc and leaving it all keep the text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from leanbench.ui.map.map_camera import MapCamera
from leanbench.words import _


class RenameField(QPlainTextEdit):
    """One field for all steps; lies over the step while it is open. Signal: `named(step_id, text)`."""

    named = Signal(str, str)

    def __init__(self, view: MapCamera) -> None:
        super().__init__(view.viewport())
        self.view = view
        self.step_id = ""
        self.box = QRectF()  # of what is named, where it is no step
        self.setAccessibleName(_("Name of the step"))
        self.setPlaceholderText(_("Verb and noun"))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def open(self, step_id: str, text: str, at_end: bool = False) -> None:
        """Start typing; `at_end` when the first letter was already typed."""
        self.open_over(step_id, text, QRectF(), at_end)

    def open_over(self, step_id: str, text: str, box: QRectF, at_end: bool = False) -> None:
        """Start typing over a box of the scene; an empty one is that of the step."""
        self.step_id, self.box = step_id, box
        self.setFont(self.view.session.look.font("body"))
        self.setPlainText(text)
        if at_end:
            cursor = self.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.setTextCursor(cursor)
        else:
            self.selectAll()
        self.follow()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self) -> None:
        """Stay over the step."""
        if self.step_id:
            box = self.box if not self.box.isEmpty() else self.view.map_scene.step_box(self.step_id)
            area = self.view.mapFromScene(box).boundingRect()
            area.setHeight(max(area.height() * 2 // 3, self.view.session.look.px(48)))
            area.setWidth(max(area.width(), self.view.session.look.px(150)))
            self.setGeometry(area.adjusted(0, -2, 0, 0))

    def commit(self) -> None:
        """Hand over the text and close."""
        if not self.step_id:
            return
        step_id, self.step_id = self.step_id, ""
        text = " ".join(self.toPlainText().split())
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self.view.setFocus()
        self.named.emit(step_id, text)

    def abandon(self) -> None:
        """Close without handing over: the step is gone."""
        self.step_id = ""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Tab and Esc leave; the text is kept."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
            self.commit()
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving keeps the text too."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
