"""What changed between two states: the numbers side by side, and the steps that came, went, changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from leanbench.flow.comparison import ChangeRow, compare
from leanbench.ui.panels.metrics_strip import said
from leanbench.ui.session import Session
from leanbench.ui.style import set_role

ROWS = (
    "lead_time_expected_min", "lead_time_first_pass_min", "process_time_critical_path_min", "activity_ratio_pct",
    "rolled_ca_pct", "steps_main_path", "handoffs_critical_path", "handoffs_all_edges", "loops", "delays",
    "labour_expected_min", "fte_required", "annual_labour_cost_usd",
)  # fmt: skip


class ComparePanel(QWidget):
    """Stands where the steps table stands while two states are compared."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Comparison of two states")
        self.base = QComboBox()
        self.base.setAccessibleName("Compare with")
        self.base.activated.connect(lambda _i: self.changed_base())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 16, 4)
        head.addWidget(set_role(QLabel("Compared with"), "small-muted"))
        head.addWidget(self.base)
        head.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addLayout(head)
        box.addWidget(self.area)
        self.on_base: Callable[[str], object] = str

    def changed_base(self) -> None:
        """Another state to compare with was chosen."""
        self.on_base(self.base_id())
        self.refresh()

    def base_id(self) -> str:
        """The state compared with: the chosen one, else the first that is not in front."""
        return str(self.base.currentData() or "")

    def prepare(self) -> None:
        """List the other states."""
        map_ = self.session.map
        before = self.base_id()
        self.base.clear()
        for item in self.session.event.maps:
            if map_ is None or item.id != map_.id:
                self.base.addItem(item.name or item.id, item.id)
        self.base.setCurrentIndex(max(0, self.base.findData(before or "current")))

    def refresh(self) -> None:
        """Compute and show both lists."""
        map_ = self.session.map
        if map_ is None or not self.base_id():
            return
        found = compare(self.session.event, self.base_id(), map_.id)
        inside = QWidget()
        set_role(inside, "panel")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(inside)
        box.setContentsMargins(16, 4, 16, 16)
        box.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        names = {item.id: item.name or item.id for item in self.session.event.maps}
        for column, words in enumerate(("", names[self.base_id()], names[map_.id], "Change")):
            label = set_role(QLabel(words), "small-muted")
            label.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label, 0, column)
        line = 1
        known = {row.name: row for row in found.rows}
        for name in ROWS:
            if name in known and (
                known[name].before.value is not None or known[name].after.value is not None
            ):
                self._row(grid, line, known[name])
                line += 1
        grid.setColumnStretch(0, 1)
        box.addLayout(grid)
        box.addSpacing(8)
        before, after = self.session.event.map(self.base_id()), map_
        old = {step.id: step.name for step in before.steps}
        new = {step.id: step.name for step in after.steps}
        steps = found.steps
        self._list(box, "New", [(new.get(key, key), key, "") for key in steps.added])
        self._list(box, "Gone", [(old.get(key, key), "", "") for key in steps.removed])
        combined = [
            (new.get(key, key), key, "from " + ", ".join(old.get(k, k) for k in ids))
            for ids, key in steps.combined
        ]
        self._list(box, "Combined", combined)
        self._list(box, "Changed", [(c.name, c.after_id, "; ".join(c.differences)) for c in steps.changed])
        box.addStretch(1)
        self.area.setWidget(inside)

    def _row(self, grid: QGridLayout, line: int, row: ChangeRow) -> None:
        calendar = self.session.event.calendar
        name = set_role(QLabel(row.label), "small")
        name.setToolTip(row.definition)
        name.setWordWrap(True)
        grid.addWidget(name, line, 0)
        for column, quantity in ((1, row.before), (2, row.after)):
            label = set_role(QLabel(said(quantity, calendar).split(" (")[0]), "small")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setToolTip(quantity.explain())
            grid.addWidget(label, line, column)
        words, role = change_words(row)
        label = set_role(QLabel(words), role)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label, line, 3)

    def _list(self, box: QVBoxLayout, title: str, rows: list[tuple[str, str, str]]) -> None:
        if not rows:
            return
        box.addWidget(set_role(QFrame(), "hairline"))
        box.addWidget(set_role(QLabel(f"{title} ({len(rows)})"), "label"))
        for name, step_id, words in rows:
            if step_id:
                button = QPushButton(name or "no name")
                set_role(button, "link")
                button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                button.clicked.connect(lambda _on=False, key=step_id: self.session.select([("step", key)]))
                box.addWidget(button)
            else:
                box.addWidget(set_role(QLabel(name or "no name"), "small"))
            if words:
                about = set_role(QLabel(words), "small-muted")
                about.setWordWrap(True)
                box.addWidget(about)


def change_words(row: ChangeRow) -> tuple[str, str]:
    """``−81 %`` or ``+44.4 points`` with ▲ or ▼ for better and worse, and the role that colours it."""
    if row.change_points is not None:
        amount, words = row.change_points, f"{row.change_points:+.1f} points"
    elif row.change_pct is not None:
        amount, words = row.change_pct, f"{row.change_pct:+.0f} %"
    else:
        return ("", "small-muted")
    words = words.replace("-", "−").replace("+0 %", "0 %")
    if amount == 0 or not row.better:
        return (words, "small-muted")
    good = (amount < 0) == (row.better == "less")
    return (f"{words} {'✓' if good else '!'}", "good" if good else "caution")
