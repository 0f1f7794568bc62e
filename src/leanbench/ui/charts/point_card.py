"""The selected point: what it is, leave it out with a reason, write a note at it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.kit.widgets import named_line, push_button, words_label
from leanbench.words import _
from leanbench.words.lists import count_text


class PointCard(QWidget):
    """Signals: `left_out(rows, reason)` ("" takes the point back in), `annotated(rows, text)`,
    `stage_wanted(point)`, `freeze_wanted(point)`, `left()` when Escape was pressed here."""

    left_out = Signal(object, str)
    annotated = Signal(object, str)
    stage_wanted = Signal(int)
    freeze_wanted = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[int, ...] = ()
        self._out = False
        column = column_layout(self, spacing=6)
        column.addWidget(set_role(QFrame(), "hairline"))
        self.title = set_role(QLabel(), "label")
        self.text = words_label(role="small-muted")
        self.note = named_line(_("Note at this point"))
        self.note.editingFinished.connect(self._annotate)
        self.reason = named_line(_("Reason to leave the point out"), _("Reason to leave it out"))
        self.reason.returnPressed.connect(self._leave_out)
        self.button = push_button("", self._leave_out, "link")
        self.stage_button = push_button("", lambda: self.stage_wanted.emit(self.point), "link")
        self.freeze_button = push_button("", lambda: self.freeze_wanted.emit(self.point), "link")
        self.point = -1
        for widget in (self.title, self.text, self.note, self.reason):
            column.addWidget(widget)
        for widget in (self.button, self.stage_button, self.freeze_button):
            column.addWidget(widget)
        self.hide()

    def show_point(self, point: int, words: str, rows: tuple[int, ...], reason: str, note: str) -> None:
        """Show one point; `reason` is why it is left out, "" when it is not."""
        self.rows, self.point = rows, point
        self._note = note
        self._out = bool(reason)
        behind = f" · {count_text(len(rows), 'row', 'rows')}" if len(rows) > 1 else ""
        self.title.setText(_("Point {number}").format(number=point + 1) + behind)
        self.text.setText(words)
        self.note.setText(note)
        self.reason.setText(reason)
        self.reason.setReadOnly(self._out)
        self.button.setText(_("Take it back in") if self._out else _("Leave out, with this reason"))
        self.show()

    def begin(self, what: str) -> None:
        """Take the keyboard to the note, or to the reason; a point that is out comes back in at once."""
        if what == "reason" and self._out:
            self._leave_out()
            return
        line = self.note if what == "note" else self.reason
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the chart; what was typed stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_edits(self, stage: bool, starts: bool, freeze: bool, frozen: bool) -> None:
        """Which edits of limits make sense here, and whether they are already made at this point."""
        self.stage_button.setVisible(stage)
        self.stage_button.setText(
            _("Take away the stage that starts here (S)") if starts else _("Start a stage here (S)")
        )
        self.freeze_button.setVisible(freeze)
        self.freeze_button.setText(
            _("Let all points set the limits again (F)")
            if frozen
            else _("Freeze limits after this point (F)")
        )

    def _leave_out(self) -> None:
        reason = "" if self._out else self.reason.text().strip()
        if not self._out and not reason:
            self.reason.setPlaceholderText(_("Write the reason first: it is printed with the chart"))
            self.reason.setFocus()
            return
        self.left_out.emit(self.rows, reason)

    def _annotate(self) -> None:
        text = self.note.text().strip()
        if text != self._note:
            self._note = text
            self.annotated.emit(self.rows, text)
