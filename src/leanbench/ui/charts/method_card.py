"""How the numbers were made: convention, gate findings, notes, and why another program may differ."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from leanbench.analyses.typography import sentence_text
from leanbench.plots.answers import inner
from leanbench.stats.spc.profile_differences import why_different
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import _
from leanbench.words.lists import capital_text

MOST_NOTES = 4
# Sign and look of each verdict: the sign says it without color.
SIGNS = {
    "good": ("✓", "good"),
    "care": ("▲", "caution"),
    "poor": ("✕", "bad"),
    "unknown": ("?", "small-muted"),
}


class MethodCard(QFrame):
    """Convention in one sentence; findings with their signs; the reasons for other numbers on request."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        column = column_layout(self, (16, 10, 16, 10), spacing=4)
        self.text = words_label(role="small", select=True)
        self.findings = QVBoxLayout()
        self.findings.setSpacing(2)
        self.why = push_button(_("Why this may differ from your other program"), role="link")
        self.why.setCheckable(True)
        self.why.toggled.connect(self._show_reasons)
        self.reasons = words_label(role="small-muted", select=True)
        column.addWidget(set_role(QLabel(_("Method")), "label"))
        column.addWidget(self.text)
        column.addLayout(self.findings)
        column.addWidget(self.why, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.reasons)
        column.addStretch(1)
        self._told: tuple[str, ...] = ()

    def show_result(self, result: Any, said: str = "") -> None:
        """Show what stands behind a result; `said` are the sentences above the picture, not said twice."""
        told = [f"{capital_text(note.rstrip('.'))}." for note in result.notes if note]
        steps = _("limits move in steps") in said
        notes = [
            note
            for note in (sentence_text(text) for text in told)
            if note not in said and not (steps and note.startswith(_("The limits are stairs")))
        ][:MOST_NOTES]
        first = f"{capital_text(result.convention.rstrip('.'))}." if result.convention else ""
        self.text.setText(sentence_text("\n".join([first, *notes]).strip()))
        empty(self.findings)
        for finding in getattr(inner(result), "findings", ()):
            sign, role = SIGNS[finding.verdict]
            label = words_label(f"{sign} {finding.question} {finding.text}", role, select=True)
            label.setAccessibleName(f"{finding.verdict}: {finding.question} {finding.text}")
            self.findings.addWidget(label)
        for text in getattr(inner(result), "cautions", ()):
            sign, role = SIGNS["care"]
            self.findings.addWidget(words_label(f"{sign} {text}", role, select=True))
        name = getattr(inner(getattr(result, "chart", result)), "method", result.method)
        self._told = why_different(result.method) or why_different(str(name))
        self.why.setVisible(bool(self._told))
        self._show_reasons(self.why.isChecked())

    def _show_reasons(self, on: bool) -> None:
        self.reasons.setText("\n".join(f"• {text}" for text in self._told))
        self.reasons.setVisible(on and bool(self._told))
