"""The panel at the right: everything about what is selected, and nothing else.

One step, several steps (a field typed there goes to all of them), one link, or the map itself.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QWidget,
)

from leanbench.event.records import Map
from leanbench.store.touched import Touched
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, scroll_area
from leanbench.ui.map.forms import Form, LinkForm, MapForm, NoteForm


class Inspector(QWidget):
    """Follows the selection. Built anew only when another kind of thing is selected."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        set_role(self, "inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Inspector")
        self.form: Form | None = None
        self.area = scroll_area()
        box = column_layout(self, (1, 0, 0, 0))
        box.addWidget(self.area)
        session.selection_changed.connect(lambda _items: self.refresh())
        session.touched.connect(self._on_touched)
        session.replaced.connect(self.refresh)
        session.map_changed.connect(lambda _id: self.refresh())
        session.look.changed.connect(self._rebuild)
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        self.setFixedWidth(self.session.look.px(276))

    def _rebuild(self) -> None:
        self._fit()
        self.form = None
        self.refresh()

    def _on_touched(self, touched: Touched) -> None:
        map_ = self.session.map
        if (
            (map_ is not None and touched.touches("maps", map_.id))
            or touched.touches("roles")
            or touched.touches("ideas")
            or touched.touches("wastes")
        ):
            self.refresh()

    def refresh(self) -> None:
        """Show what is selected now."""
        if not self.isVisibleTo(self.window()) and self.form is not None:
            return
        map_ = self.session.map
        kind, things = self._wanted(map_)
        if self.form is None or self.form.kind != kind:
            self.form = form_of(kind)(self.session)
            self.area.setWidget(self.form)
            set_role(self.form, "panel")
        self.form.show_things(map_, things)

    def showEvent(self, event: object) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def _wanted(self, map_: Map | None) -> tuple[str, tuple[str, ...]]:
        if map_ is None:
            return "map", ()
        steps = {step.id for step in map_.steps}
        links = {link.id for link in map_.links}
        chosen = tuple(key for key in self.session.selected("step") if key in steps)
        if chosen:
            return "step", chosen
        lines = tuple(key for key in self.session.selected("link") if key in links)
        if lines:
            return "link", lines[:1]
        notes = {note.id for note in map_.notes}
        hung = tuple(key for key in self.session.selected("note") if key in notes)
        return ("note", hung[:1]) if hung else ("map", ())

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field (a finding jumps here)."""
        if self.form is None or name not in self.form.form.cards:
            return
        if name not in self.form.fields:
            self.form.form.show_rare()
        self.form.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)


def form_of(kind: str) -> Callable[[Session], Form]:
    """The form of a kind of thing; that of a step is loaded when the first step is selected."""
    if kind == "step":
        from leanbench.ui.map.step_form import StepForm

        return StepForm
    return {"link": LinkForm, "note": NoteForm}.get(kind, MapForm)
