"""The SIPOC of the event: five columns and the requirements, one line each, edited in place."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from leanbench.event.agreement import Sipoc, with_texts
from leanbench.event.changes import Set
from leanbench.schema import Card, cards_of
from leanbench.schema.card import lines
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.card_editors import TextEditor
from leanbench.ui.kit.layouts import column_layout
from leanbench.words.language import _


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
        self.fields: dict[str, TextEditor] = {}
        *columns, last = [(name, card) for name, card in cards_of(Sipoc).items() if card.kind == "rows"]
        for place, (name, card) in enumerate(columns):
            grid.addWidget(self._card(name, card), 0, place)
        grid.addWidget(self._card(*last), 1, 0, 1, len(columns))
        grid.setRowStretch(0, 3)
        grid.setRowStretch(1, 1)
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.refresh)
        self.refresh()

    def _card(self, name: str, card: Card) -> QFrame:
        frame = set_role(QFrame(), "card")
        box = column_layout(frame, (12, 10, 12, 12))
        box.addWidget(set_role(QLabel(card.title), "label"))
        editor = TextEditor(lines(card.title, card.hint), lambda: self.session.event, self.session.look)
        editor.setMaximumHeight(16777215)
        editor.given.connect(partial(self._put, name))
        self.fields[name] = editor
        box.addWidget(editor, 1)
        if name == "process":
            fill = set_role(QPushButton(_("Take from the map")), "link")
            fill.setToolTip(_("The names of the steps on the main path"))
            fill.clicked.connect(self._from_map)
            box.addWidget(fill)
        return frame

    def _from_map(self) -> None:
        from leanbench.event.wiring import main_steps

        map_ = self.session.map
        if map_ is not None:
            keys = set(main_steps(map_))
            self._put("process", tuple(step.name for step in map_.steps if step.id in keys and step.name))

    def _put(self, name: str, texts: tuple[str, ...]) -> None:
        held = getattr(self.session.event.sipoc, name)
        self.session.do(Set(f"sipoc/{name}", with_texts(held, list(texts))), by=self)

    def _on_touched(self, touched: Touched) -> None:
        if touched.touches("sipoc"):
            self.refresh()

    def refresh(self) -> None:
        """Show the lists; one that is being typed into is left alone."""
        for name, editor in self.fields.items():
            if not (editor.hasFocus() and editor.is_typing()):
                editor.show_value(tuple(map(str, getattr(self.session.event.sipoc, name))))
