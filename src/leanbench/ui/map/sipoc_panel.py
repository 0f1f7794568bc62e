"""The SIPOC of the event: five columns and the requirements, one line each, edited in place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from leanbench.event.agreement import with_texts
from leanbench.event.changes import Set
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout
from leanbench.ui.map.forms import NoteEdit

COLUMNS = (
    ("suppliers", "Suppliers", "Who gives the inputs"),
    ("inputs", "Inputs", "What comes in"),
    ("process", "Process", "Four to eight steps, start to end"),
    ("outputs", "Outputs", "What comes out"),
    ("customers", "Customers", "Who receives it"),
)


class SipocPanel(QWidget):
    """Each column is a list; a line is one entry."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setSpacing(12)
        self.edits: dict[str, NoteEdit] = {}
        for column, (name, title, hint) in enumerate(COLUMNS):
            grid.addWidget(self._card(name, title, hint), 0, column)
        grid.addWidget(
            self._card("requirements", "What the customers require", "One requirement a line"), 1, 0, 1, 5
        )
        grid.setRowStretch(0, 3)
        grid.setRowStretch(1, 1)
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.refresh)
        self.refresh()

    def _card(self, name: str, title: str, hint: str) -> QFrame:
        card = QFrame()
        set_role(card, "card")
        box = column_layout(card, (12, 10, 12, 12))
        box.addWidget(set_role(QLabel(title), "label"))
        edit = NoteEdit(lambda text: self._take(name, text))
        edit.setMaximumHeight(16777215)
        edit.setPlaceholderText(hint)
        edit.setAccessibleName(title)
        self.edits[name] = edit
        box.addWidget(edit, 1)
        if name == "process":
            fill = QPushButton("Take from the map")
            set_role(fill, "link")
            fill.setToolTip("The names of the steps on the main path")
            fill.clicked.connect(self._from_map)
            box.addWidget(fill)
        return card

    def _from_map(self) -> None:
        from leanbench.event.wiring import main_steps

        map_ = self.session.map
        if map_ is not None:
            keys = set(main_steps(map_))
            self._put("process", [step.name for step in map_.steps if step.id in keys and step.name])

    def _take(self, name: str, text: str) -> None:
        self._put(name, [line.strip() for line in text.splitlines() if line.strip()])

    def _put(self, name: str, texts: list[str]) -> None:
        lines = getattr(self.session.event.sipoc, name)
        if texts != [line.text for line in lines]:
            self.session.do(Set(f"sipoc/{name}", with_texts(lines, texts)), by=self)

    def _on_touched(self, touched: Touched) -> None:
        if touched.touches("sipoc"):
            self.refresh()

    def refresh(self) -> None:
        """Show the lists; one that is being typed into is left alone."""
        for name, edit in self.edits.items():
            text = "\n".join(map(str, getattr(self.session.event.sipoc, name)))
            if not edit.hasFocus() and edit.toPlainText() != text:
                edit.setPlainText(text)
