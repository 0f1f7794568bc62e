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
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from leanbench.tables import Preview
from leanbench.ui.data.table_model import KIND_WORDS, with_unit
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty, row_layout, scroll_area
from leanbench.ui.kit.widgets import ElidedLabel
from leanbench.words.language import N_, _
from leanbench.words.numbers import number_text

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods")
SEPARATORS = ((",", N_("comma  ,")), (";", N_("semicolon  ;")), ("\t", N_("tab")), ("|", N_("bar  |")))
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1252", N_("Western (Windows)")),
    ("cp1250", N_("Central European (Windows)")),
    ("utf-16", "UTF-16"),
)
MOST = 60  # columns, and findings, that are shown one by one
MARKS = {"warning": "▲", "info": "●"}


class ImportPanel(QWidget):
    """Signals: `kind_changed(column, kind)`, `reread(option, value)`, `accepted(name)`, `refused()`."""

    kind_changed = Signal(str, str)
    reread = Signal(str, object)
    accepted = Signal(str)
    refused = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        set_role(self, "inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = column_layout(self, (px(16), px(14), px(16), px(14)), spacing=px(10))
        column.addWidget(set_role(QLabel(_("Before it is imported")), "title"))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the table"))
        self.sheet = QComboBox()
        self.sheet.setAccessibleName("Sheet")
        self.sheet.activated.connect(lambda _i: self.reread.emit("sheet", self.sheet.currentText()))
        self.header = QComboBox()
        self.header.setAccessibleName(_("Row with the column names"))
        self.header.activated.connect(lambda _i: self.reread.emit("header_row", self.header.currentData()))
        self.delimiter = QComboBox()
        self.delimiter.setAccessibleName(_("Separator of the cells"))
        self.delimiter.activated.connect(
            lambda _i: self.reread.emit("delimiter", self.delimiter.currentData())
        )
        self.encoding = QComboBox()
        self.encoding.setAccessibleName(_("Letters are written as"))
        self.encoding.activated.connect(lambda _i: self.reread.emit("encoding", self.encoding.currentData()))
        self.decimal = QComboBox()
        self.decimal.setAccessibleName(_("Decimal sign"))
        self.decimal.addItem(_("point  1.5"), ".")
        self.decimal.addItem(_("comma  1,5"), ",")
        self.decimal.activated.connect(lambda _i: self.reread.emit("decimal", self.decimal.currentData()))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        self.rows: dict[str, tuple[QLabel, QWidget]] = {}
        self._kinds: dict[str, QComboBox] = {}
        parts: tuple[tuple[str, QWidget], ...] = (
            ("Name", self.name),
            ("Sheet", self.sheet),
            (_("Names in row"), self.header),
            (_("Parted by"), self.delimiter),
            ("Decimal", self.decimal),
            (_("Letters"), self.encoding),
        )
        for row, (words, widget) in enumerate(parts):
            label = set_role(QLabel(words), "small-muted")
            assert isinstance(label, QLabel)
            label.setBuddy(widget)
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
            self.rows[words] = (label, widget)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        inside = set_role(QWidget(), "panel")
        self.lists = column_layout(inside, spacing=4)
        area = scroll_area(_("Columns, and what to look at"), inside=inside)
        column.addWidget(area, 1)
        buttons = QHBoxLayout()
        cancel = QPushButton("&Cancel")
        cancel.clicked.connect(self.refused)
        self.accept = QPushButton("Import")
        set_role(self.accept, "primary")
        self.accept.clicked.connect(lambda: self.accepted.emit(self.name.text().strip()))
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept, 1)
        column.addLayout(buttons)

    def show_preview(self, preview: Preview) -> None:
        """Show one preview; the name typed by the user is kept."""
        if not self.name.text():
            self.name.setText(
                Path(preview.name).stem if preview.name.lower().endswith(ENDINGS) else preview.name
            )
            self.name.setCursorPosition(0)
        self._fill(self.sheet, [(name, name) for name in preview.sheets], preview.sheet)
        for widget in self.rows["Sheet"]:
            widget.setVisible(len(preview.sheets) > 1)
        choices: list[tuple[str, Any]] = [
            (_("none: number them"), 0),
            *((_("row {n}").format(n=n), n) for n in range(1, 9)),
        ]
        if preview.header_row > 8:
            choices.append((_("row {header_row}").format(header_row=preview.header_row), preview.header_row))
        self._fill(self.header, choices, preview.header_row)
        text = bool(preview.delimiter)
        for name in (_("Parted by"), _("Letters")):  # a spreadsheet has neither
            for widget in self.rows[name]:
                widget.setVisible(text)
        known = [
            *SEPARATORS,
            *([] if preview.delimiter in dict(SEPARATORS) else [(preview.delimiter, preview.delimiter)]),
        ]
        self._fill(self.delimiter, [(_(words), sign) for sign, words in known], preview.delimiter)
        letters = preview.encoding.lower().replace("_", "-")
        usual = dict(ENCODINGS) | {letters: dict(ENCODINGS).get(letters, preview.encoding)}
        self._fill(self.encoding, [(_(words), name) for name, words in usual.items()], letters)
        self._fill(self.decimal, [(_("point  1.5"), "."), (_("comma  1,5"), ",")], preview.decimal)
        front = next((name for name, kind in self._kinds.items() if kind.hasFocus()), "")
        empty(self.lists)
        self._kinds = {}
        self.lists.addWidget(
            set_role(
                QLabel(
                    _("{count} columns, {rows} rows").format(
                        count=len(preview.columns), rows=number_text(preview.rows)
                    )
                ),
                "label",
            )
        )
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
        odd = [finding for finding in preview.findings if finding.level == "warning"]
        rest = [finding for finding in preview.findings if finding.level != "warning"]
        self.lists.addSpacing(10)
        self.lists.addWidget(
            set_role(QLabel(_("To look at") if odd or rest else _("Nothing odd was found")), "label")
        )
        for finding in (*odd, *rest)[:MOST]:
            text = QLabel(f"{MARKS[finding.level]} {finding.text}")
            text.setWordWrap(True)
            self.lists.addWidget(set_role(text, "caution" if finding.level == "warning" else "small-muted"))
        if (more := len(odd) + len(rest) - MOST) > 0:
            self.lists.addWidget(
                set_role(
                    QLabel(_("{more} more are kept with the table.").format(more=number_text(more))),
                    "caution",
                )
            )
        self.lists.addStretch(1)
        self.accept.setText(_("Import {rows} rows").format(rows=number_text(preview.rows)))

    def _column(self, column: Any) -> QWidget:
        block = QFrame()
        line = row_layout(block)
        name = ElidedLabel()
        name.setText(with_unit(column.name, column.unit))
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(name, "small")
        blanks = f" · {column.blanks} blank" if column.blanks else ""
        odd = f" · {len(column.odd)} odd" if column.odd else ""
        name.setToolTip(f"{name.text()}\n{column.guessed_from}{blanks}{odd}\n" + "\n".join(column.examples))
        kind = QComboBox()
        kind.setAccessibleName(_("Kind of {name}").format(name=column.name))
        self._fill(kind, [(words, key) for key, words in KIND_WORDS.items()], column.kind)
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
