"""What will be imported: kinds of columns that can be changed, everything odd named, then one button.

The preview is a value of `leanbench.tables`; this panel only shows it and asks for another one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from leanbench.tables import Preview
from leanbench.ui.data.account_list import AccountList
from leanbench.ui.data.table_model import KIND_WORDS, with_unit
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty, row_layout, scroll_area
from leanbench.ui.kit.widgets import ElidedLabel, named_line, push_button
from leanbench.words import N_, _
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import number_text

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods")
SEPARATORS = ((",", N_("comma  ,")), (";", N_("semicolon  ;")), ("\t", N_("tab")), ("|", N_("bar  |")))
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", N_("Western (Windows)")),
    ("cp1250", N_("Central European (Windows)")),
    ("utf-16", "UTF-16"),
)
MOST = 60  # columns that are shown one by one
DECIMALS = ((".", N_("point  1.5")), (",", N_("comma  1,5")))
# How a table is read: the option, the words beside its list, the name a screen reader says.
OPTIONS = (
    ("sheet", N_("Sheet"), N_("Sheet")),
    ("header_row", N_("Names in row"), N_("Row with the column names")),
    ("delimiter", N_("Parted by"), N_("Separator of the cells")),
    ("decimal", N_("Decimal"), N_("Decimal sign")),
    ("encoding", N_("Letters"), N_("Letters are written as")),
)


class ImportPanel(QWidget):
    """Signals: `kind_changed(column, kind)`, `taken(line, choice)`,
    `reread(option, value)`, `accepted(name)`, `refused()`."""

    kind_changed = Signal(str, str)
    taken = Signal(str, str)
    reread = Signal(str, object)
    accepted = Signal(str)
    refused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        set_role(self, "inspector")
        column = column_layout(self, (px(16), px(14), px(16), px(14)), spacing=px(10))
        column.addWidget(set_role(QLabel(_("Before it is imported")), "title"))
        self.name = named_line(_("Name of the table"))
        self.combos: dict[str, QComboBox] = {}
        self.rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._kinds: dict[str, QComboBox] = {}
        self.account = AccountList(look)
        self.account.taken.connect(self.taken)
        first, grid = QGridLayout(), QGridLayout()
        first.setHorizontalSpacing(8)
        first.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(8)
        for option, words, name in (("", N_("Name"), ""), *OPTIONS):
            widget: QWidget = self.name if not option else self._combo(option, _(name))
            label = set_role(QLabel(_(words)), "small-muted")
            label.setBuddy(widget)
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            place = grid if option else first
            place.addWidget(label, place.rowCount(), 0)
            place.addWidget(widget, place.rowCount() - 1, 1)
            self.rows[option] = (label, widget)
        grid.setColumnStretch(1, 1)
        column.addLayout(first)
        inside = set_role(QWidget(), "panel")
        # What has to be looked at stands first: it is seen before the button is pressed.
        parts = column_layout(inside, spacing=px(14))
        parts.addWidget(self.account)
        self.lists = column_layout(spacing=4)
        parts.addLayout(self.lists)
        reading = column_layout(spacing=px(6))
        reading.addWidget(set_role(QLabel(_("How it is read")), "label"))
        reading.addLayout(grid)
        parts.addLayout(reading)
        parts.addStretch(1)
        area = scroll_area(_("What to look at, columns, and how it is read"), inside=inside)
        column.addWidget(area, 1)
        buttons = QHBoxLayout()
        self.accept = push_button(
            _("Import"), lambda: self.accepted.emit(self.name.text().strip()), "primary"
        )
        buttons.addWidget(push_button(_("&Cancel"), self.refused.emit))
        buttons.addWidget(self.accept, 1)
        column.addLayout(buttons)

    def _combo(self, option: str, name: str) -> QComboBox:
        combo = self.combos[option] = QComboBox()
        combo.setAccessibleName(name)
        combo.activated.connect(lambda _i: self.reread.emit(option, combo.currentData()))
        return combo

    def show_preview(self, preview: Preview) -> None:
        """Show one preview; the name typed by the user is kept."""
        if not self.name.text():
            self.name.setText(
                Path(preview.name).stem if preview.name.lower().endswith(ENDINGS) else preview.name
            )
            self.name.setCursorPosition(0)
        rows = [(_("none: number them"), 0), *((_("row {n}").format(n=n), n) for n in range(1, 9))]
        if preview.header_row > 8:
            rows.append((_("row {n}").format(n=preview.header_row), preview.header_row))
        signs = dict(SEPARATORS)
        signs |= {preview.delimiter: signs.get(preview.delimiter, preview.delimiter)}
        letters = preview.encoding.lower().replace("_", "-")
        usual = dict(ENCODINGS)
        usual |= {letters: usual.get(letters, preview.encoding)}
        self._fill(self.combos["sheet"], [(name, name) for name in preview.sheets], preview.sheet)
        self._fill(self.combos["header_row"], rows, preview.header_row)
        for option, known, now in (
            ("delimiter", signs, preview.delimiter),
            ("encoding", usual, letters),
            ("decimal", dict(DECIMALS), preview.decimal),
        ):
            self._fill(self.combos[option], [(_(words), value) for value, words in known.items()], now)
        is_text = bool(preview.delimiter)  # a spreadsheet has neither separator nor letters
        seen = {"sheet": len(preview.sheets) > 1, "delimiter": is_text, "encoding": is_text}
        for option, visible in seen.items():
            for widget in self.rows[option]:
                widget.setVisible(visible)
        front = next((name for name, kind in self._kinds.items() if kind.hasFocus()), "")
        empty(self.lists)
        self._kinds = {}
        rows_text = count_text(preview.rows, "row", "rows")
        found = list_text([count_text(len(preview.columns), "column", "columns"), rows_text])
        self.lists.addWidget(set_role(QLabel(found), "label"))
        for column in preview.columns[:MOST]:
            self.lists.addWidget(self._column(column))
        if rest_of := preview.columns[MOST:]:
            words = _("{count} more columns are imported as they were read.").format(
                count=number_text(len(rest_of))
            )
            self.lists.addWidget(set_role(QLabel(words), "small-muted"))
        if front in self._kinds:  # the keyboard stays on the column whose kind was changed
            self._kinds[front].show()
            self._kinds[front].setFocus(Qt.FocusReason.OtherFocusReason)
        self.account.show_account(preview.account, is_open=True)
        self.accept.setText(_("Import {rows}").format(rows=rows_text))

    def _column(self, column: Any) -> QWidget:
        block = QFrame()
        line = row_layout(block)
        name = ElidedLabel()
        name.setText(with_unit(column.name, column.unit))
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(name, "small")
        blanks = f" · {count_text(column.blanks, 'blank', 'blank')}" if column.blanks else ""
        odd = f" · {count_text(len(column.odd), 'odd', 'odd')}" if column.odd else ""
        name.setToolTip(f"{name.text()}\n{column.guessed_from}{blanks}{odd}\n" + "\n".join(column.examples))
        kind = QComboBox()
        kind.setAccessibleName(_("Kind of {column}").format(column=column.name))
        self._fill(kind, [(_(words), key) for key, words in KIND_WORDS.items()], column.kind)
        kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._kinds[column.name] = kind
        kind.activated.connect(lambda _i: self.kind_changed.emit(column.name, kind.currentData()))
        line.addWidget(name, 1)
        if column.blanks or column.odd:
            line.addWidget(set_role(QLabel((blanks + odd).strip(" ·")), "caution"))
        line.addWidget(kind)
        return block

    @staticmethod
    def _fill(combo: QComboBox, choices: list[tuple[str, Any]], chosen: Any) -> None:
        combo.blockSignals(True)
        combo.clear()
        for words, value in choices:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
        combo.blockSignals(False)
