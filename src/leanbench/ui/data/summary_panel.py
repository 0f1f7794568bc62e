"""The columns of a table at a glance: kind, unit, blanks, lowest, median, highest; what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from leanbench.analyses.typography import long_date
from leanbench.event.records import Dataset
from leanbench.tables import Table
from leanbench.ui.data.account_list import AccountList
from leanbench.ui.data.table_model import KIND_WORDS, with_unit
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.theme import Look
from leanbench.ui.kit.layouts import column_layout, empty, scroll_area
from leanbench.ui.kit.widgets import ElidedLabel, push_button, words_label
from leanbench.words import _
from leanbench.words.lists import count_text
from leanbench.words.numbers import number_text, percent_text

MOST = 60  # columns that are described one by one


class SummaryPanel(QWidget):
    """Signals: `charted()`, `saved()`, `removed()`."""

    charted = Signal()
    saved = Signal()
    removed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        px = look.px
        column = column_layout(self, spacing=px(8))
        inside = set_role(QWidget(), "panel")
        self.rows = column_layout(spacing=2)
        self.account = AccountList(look)
        about = column_layout(inside, spacing=px(12))
        about.addLayout(self.rows)
        about.addWidget(self.account)
        about.addStretch(1)
        area = scroll_area(_("Columns of the table"), inside=inside)
        column.addWidget(area, 1)
        for words, signal, role in (
            (_("&Ask a question"), self.charted, "primary"),
            (_("&Save a copy…"), self.saved, ""),
            (_("&Remove this table"), self.removed, "link"),
        ):
            column.addWidget(push_button(words, signal.emit, role))

    def show_dataset(self, dataset: Dataset, data: Table, described: Sequence[str]) -> None:
        """Show one table; `described` are its first columns in words."""
        empty(self.rows)
        for name, about in zip(data.names, described, strict=False):
            title = ElidedLabel()
            title.setText(with_unit(name, data.units[name]))
            set_role(title, "label")
            title.setToolTip(name)
            self.rows.addWidget(title)
            self.rows.addWidget(words_label(about, "small-muted"))
            self.rows.addSpacing(8)
        if len(data.names) > MOST:
            words = _("and {count} more columns").format(count=number_text(len(data.names) - MOST))
            self.rows.addWidget(set_role(QLabel(words), "small-muted"))
        if dataset.origin:
            self.rows.addWidget(words_label(_("Source: {origin}").format(origin=dataset.origin), "caption"))
        self.account.setVisible(bool(dataset.account))
        self.account.show_account(dataset.account, is_open=False)


def describe_columns(data: Table) -> list[str]:
    """The first columns in words."""
    return [describe(data, name) for name in data.names[:MOST]]


def describe(data: Table, name: str) -> str:
    """One column in words: ``number · 3 blank · 2 to 118, median 44``."""
    kind = data.kinds[name]
    parts = [_(KIND_WORDS[kind])]
    values: Any = data.column(name)
    odd = len(data.odd_in(name))
    if kind == "text":
        different = set(values.tolist()) - {""}
        parts.append(count_text(len(different), "different", "different"))
        if len(different) <= 3:
            parts.append(", ".join(sorted(different)))
        return " · ".join(parts)
    missing = int(np.count_nonzero(np.isnat(values) if kind == "date" else np.isnan(values))) - odd
    if missing > 0:
        parts.append(count_text(missing, "blank", "blank"))
    if odd:
        parts.append(count_text(odd, "could not be read", "could not be read"))
    known = values[~(np.isnat(values) if kind == "date" else np.isnan(values))]
    if known.size:
        if kind == "date":
            first, last = (long_date(str(end)[:10]) for end in (known.min(), known.max()))
            parts.append(_("{first} to {last}").format(first=first, last=last))
        elif kind == "yesno":
            parts.append(_("{share} yes").format(share=percent_text(100 * float(known.mean()), 1)))
        else:
            low, high, middle = (float(known.min()), float(known.max()), float(np.median(known)))
            parts.append(
                _("{low} to {high}, median {median}").format(
                    low=number_text(low), high=number_text(high), median=number_text(middle)
                )
            )
    return " · ".join(parts)
