"""The keyboard list (F1): every action with a key, grouped by menu, beside the window."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from leanbench.ui.frame.key_names import keys_text
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, scroll_area
from leanbench.ui.kit.side_window import SideWindow
from leanbench.words import _


class KeyList(SideWindow):
    """A plain list of keys."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, _("Keyboard"), forget=False)
        inside = set_role(QWidget(), "panel")
        grid = QGridLayout(inside)
        grid.setContentsMargins(24, 20, 24, 20)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        groups: dict[str, list[tuple[str, str]]] = {}
        for spec in session.actions.specs():
            if spec.shortcut:
                line = (spec.text.rstrip("…"), keys_text(spec.shortcut))
                groups.setdefault(spec.menu or _("Other"), []).append(line)
        for name, lines in groups.items():
            grid.addWidget(set_role(QLabel(name), "h3"), grid.rowCount(), 0, 1, 2)
            for words, keys in lines:
                row = grid.rowCount()
                grid.addWidget(set_role(QLabel(words), "small"), row, 0)
                grid.addWidget(set_role(QLabel(keys), "small-muted"), row, 1)
        area = scroll_area(_("Keyboard list"), inside)
        column_layout(self).addWidget(area)
        self.fit(640, 640)
        wide = inside.sizeHint().width() + area.verticalScrollBar().sizeHint().width()
        self.resize(wide, self.height())
