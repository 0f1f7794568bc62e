"""The steps of the map in front as table rows, straight from the records.

The last row is not a step yet: typing in it adds one. Text that cannot be read stays in its cell with
the reason, and changes nothing; such texts live here, not in the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from leanbench.errors import UserError
from leanbench.event.changes import AddStep, Several
from leanbench.event.editing import Change
from leanbench.event.records import Map, Step
from leanbench.flow.ladder import numbering
from leanbench.maps.wording import class_word
from leanbench.schema.cell_reading import typed_share
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.map import step_fields as fields

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("", "name", "role", "process_time", "wait", "ca_pct", "value")
NUMBER, NAME, ROLE, PROCESS, WAIT, CA, CLASS = range(7)
PARTS = Qt.ItemDataRole.UserRole  # (number, unit, is a problem)
STEP_ID = Qt.ItemDataRole.UserRole + 1
VALUE = Qt.ItemDataRole.UserRole + 2


class StepsModel(QAbstractTableModel):
    """Rows are steps in the order people told them; signal `problem(sentence)` for unreadable text."""

    problem = Signal(str)
    added = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.map: Map | None = None
        self.rows: dict[str, int] = {}
        self.numbers: Mapping[str, str] = {}
        self.problems: dict[tuple[str, str], tuple[str, str]] = {}
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.reset)
        session.map_changed.connect(lambda _id: self.reset())
        self.reset()

    # --- reading ------------------------------------------------------------------------------

    def reset(self) -> None:
        """Another map or event: read everything."""
        self.beginResetModel()
        self.problems.clear()
        self._take()
        self.endResetModel()

    def _take(self) -> None:
        self.map = self.session.map
        self.rows = {step.id: row for row, step in enumerate(self.map.steps)} if self.map else {}
        self.numbers = numbering(self.map) if self.map is not None else {}

    def step_at(self, row: int) -> Step | None:
        """The step of a row, None for the row of the next step."""
        if self.map is None or not 0 <= row < len(self.map.steps):
            return None
        return self.map.steps[row]

    def _on_touched(self, touched: Touched) -> None:
        now = self.session.map
        before = self.map
        if now is before and not touched.touches("roles"):
            return
        if before is None or now is None or before.id != now.id:
            self.reset()
            return
        old = [step.id for step in before.steps]
        new = [step.id for step in now.steps]
        if old == new:
            numbers = self.numbers
            self._take()
            if touched.touches("roles") or numbers != self.numbers:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, CLASS))
                return
            for step_id in touched.ids("maps", now.id, "steps"):
                if step_id in self.rows:
                    row = self.rows[step_id]
                    self.dataChanged.emit(self.index(row, 0), self.index(row, CLASS))
            return
        self._change_rows(old, new)

    def _change_rows(self, old: list[str], new: list[str]) -> None:
        """Insert or remove one run of rows where that is all; anything else as a new layout."""
        same_start = _common(old, new)
        same_end = _common(old[same_start:][::-1], new[same_start:][::-1])
        gone, come = len(old) - same_start - same_end, len(new) - same_start - same_end
        if gone == 0 and come:
            self.beginInsertRows(QModelIndex(), same_start, same_start + come - 1)
            self._take()
            self.endInsertRows()
        elif come == 0 and gone:
            self.beginRemoveRows(QModelIndex(), same_start, same_start + gone - 1)
            self._take()
            self.endRemoveRows()
        else:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            ids = [old[index.row()] if index.row() < len(old) else None for index in before]
            self._take()
            after = [
                self.index(len(new) if step_id is None else self.rows[step_id], index.column())
                if step_id is None or step_id in self.rows
                else QModelIndex()
                for step_id, index in zip(ids, before, strict=True)
            ]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()
        last = self.rowCount() - 1
        self.dataChanged.emit(self.index(0, 0), self.index(last, NUMBER))

    # --- writing ------------------------------------------------------------------------------

    def put(self, row: int, field: str, text: str) -> bool:
        """Put typed text into a field; False when it cannot be read (it stays in the cell)."""
        session = self.session
        step = self.step_at(row)
        step_id = step.id if step else ""
        others = (getattr(other, field) for other in self.map.steps) if self.map is not None else ()
        meant, note = typed_share(fields.FIELDS[field], text, others)
        try:
            value = fields.read(field, meant, session.event)
        except UserError as error:
            self._keep_problem(row, step_id, field, text, str(error))
            return False
        if note:
            session.say(note)
        self.problems.pop((step_id, field), None)
        if step is None:
            return not text.strip() or self._add(field, value)
        assert self.map is not None
        changes = fields.set_field(session.event, self.map.id, (step.id,), field, value)
        refusal = session.do(_one(changes, f"Set who does “{step.name}”"), by=self)
        if refusal is not None:
            self._keep_problem(row, step_id, field, text, refusal.reason)
            return False
        self._repaint(row)
        return True

    def _add(self, field: str, value: Any) -> bool:
        session = self.session
        made: list[Change] = []
        if self.map is None:
            from leanbench.event.changes import Add

            made.append(Add("maps", Map("current", "Current state")))
        map_id = self.map.id if self.map else "current"
        step = Step(name=str(value) if field == "name" else "")
        made.append(AddStep(map_id, step))
        if field != "name":
            made += fields.set_field(session.event, map_id, (step.id,), field, value)
        name = f"Add step “{step.name}”" if step.name else "Add a step"
        if session.do(_one(tuple(made), name), by=self) is not None:
            return False
        self.added.emit(step.id)
        return True

    def _keep_problem(self, row: int, step_id: str, field: str, text: str, reason: str) -> None:
        self.problems[(step_id, field)] = (text, reason)
        self._repaint(row)
        self.problem.emit(reason)

    def forget_problem(self, row: int, field: str) -> None:
        """Show the recorded value again."""
        step = self.step_at(row)
        if self.problems.pop((step.id if step else "", field), None) is not None:
            self._repaint(row)

    def _repaint(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, CLASS))

    # --- Qt -----------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """The steps and the row for the next one."""
        return 0 if parent.isValid() else (len(self.map.steps) if self.map else 0) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Number, step, who, process, wait before, %C&A, class."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings; what they mean as tool tip."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        name = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return fields.FIELDS[name].title if name and name != "value" else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return HEADING_TIPS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (PROCESS, WAIT, CA):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All but the number can be edited."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() != NUMBER else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the cell shows, edits, and says to a screen reader."""
        row, column = index.row(), index.column()
        step = self.step_at(row)
        name = COLUMNS[column]
        problem = self.problems.get((step.id if step else "", name))
        if role == STEP_ID:
            return step.id if step else ""
        if role == PARTS:
            return self._parts(row, column, step, problem)
        if role == Qt.ItemDataRole.EditRole and problem is None and step is not None and name:
            return fields.text_of(name, step, self.session.event)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            number, unit, _bad = self._parts(row, column, step, problem)
            return f"{number} {unit}".strip()
        if role == VALUE:
            return step.value if step else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            if problem:
                return problem[1]
            return f"{step.name}\n{step.wait_note}".strip() if step and column in (NAME, WAIT) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._speech_text(row, column, step, problem)
        return None

    def _parts(
        self, row: int, column: int, step: Step | None, problem: tuple[str, str] | None
    ) -> tuple[str, str, bool]:
        if problem is not None:
            return (problem[0], "", True)
        if column == NUMBER:
            return (self.numbers.get(step.id, "") if step else "", "", False)
        if step is None:
            return ("", "", False)
        return (*fields.shown_in_cell(COLUMNS[column], step, self.session.event), False)

    def _speech_text(self, row: int, column: int, step: Step | None, problem: tuple[str, str] | None) -> str:
        if step is None:
            return "New row. Type the next step."
        if column == NUMBER:
            return f"Step {self.numbers.get(step.id, '')}"
        title = fields.FIELDS[COLUMNS[column]].title
        if problem:
            return f"{title}: {problem[0]}. {problem[1]}"
        if column == CLASS:
            return f"Class: {class_word(step.value)}"
        return f"{title}: {fields.text_of(COLUMNS[column], step, self.session.event) or 'not recorded'}"

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What an editor hands over."""
        if role != Qt.ItemDataRole.EditRole or index.column() == NUMBER:
            return False
        if str(value) == self.data(index, Qt.ItemDataRole.EditRole):
            return True  # nothing was typed, or the same text that could not be read
        return self.put(index.row(), COLUMNS[index.column()], str(value))


HEADING_TIPS = (
    "Number on the map; letters for parallel steps",
    "What is done, verb and noun",
    "Who does it; a new name makes a new role",
    "Process time: hands-on work for one unit. 20, 20m, 1.5h, 2d, 2bd, 1w, 1:30, 10-20m, 10/15/40m",
    "Wait before the step: queue, transit, idle. bd = business days, d = calendar days",
    "Percent complete and accurate: how much of what arrives can be used without asking back",
    "V value added, R required by a rule, W waste",
)


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _one(changes: tuple[Change, ...], text: str) -> Change:
    return changes[0] if len(changes) == 1 else Several(text, changes)
