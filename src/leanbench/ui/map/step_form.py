"""The inspector's form of one step, or of several at once: its fields by their cards, load, links, what hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout

from leanbench.event.records import Event, Link, Map, Step
from leanbench.flow.ladder import numbering
from leanbench.schema import cards_of
from leanbench.schema.addresses import at
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.widgets import ElidedButton
from leanbench.ui.map.forms import Form
from leanbench.ui.map.load_card import LoadCard
from leanbench.words.language import _
from leanbench.words.numbers import percent_text


class StepForm(Form):
    """One step, or several."""

    kind = "step"

    def __init__(self, session: Session) -> None:
        super().__init__(session, Step, beside=84)
        self.ids: tuple[str, ...] = ()
        self.fit_card: Any = None
        self.fit = set_role(QPushButton(_("Fit process time to data…")), "link")
        self.fit.setToolTip(
            _("A distribution from a time sheet or a column of case data, instead of one number")
        )
        self.fit.clicked.connect(self._fit_to_data)
        self.box.addWidget(self.fit)
        self.hairline()
        self.load = LoadCard(session)
        self.box.addWidget(self.load)
        self.links_title, self.links_box = self._list(_("Ways in and out"))
        self.hairline()
        self.linked_title, self.linked = self._list(_("Linked"))
        self.box.addStretch(1)
        self._shown: tuple[object, ...] = ()
        self._keys: dict[QVBoxLayout, object] = {}

    def _list(self, words: str) -> tuple[QLabel, QVBoxLayout]:
        title, box = self.small(words, "label"), column_layout(spacing=4)
        self.box.addLayout(box)
        return title, box

    def column(self, name: str) -> tuple[Any, ...]:
        """The values of a field on the whole map."""
        return tuple(getattr(step, name) for step in self.session.map.steps) if self.session.map else ()

    # --- showing ------------------------------------------------------------------------------

    def show_things(self, map_: Map | None, things: tuple[str, ...]) -> None:
        """Fill the fields from the records; a field that is being typed into is left alone."""
        assert map_ is not None
        event = self.session.event
        chosen = set(things)
        steps = [step for step in map_.steps if step.id in chosen]
        key = (
            *steps,
            map_.id,
            id(map_.links),
            id(event.roles),
            id(event.ideas),
            id(event.wastes),
            id(map_.notes),
        )
        if key == self._shown:
            return
        self._shown, self.ids = key, things
        one = steps[0] if len(steps) == 1 else None
        if one is not None:
            number = numbering(map_).get(one.id, "")
            who = event.role(one.role).name if one.role else _("nobody named")
            self.caption.setText(_("Step {number} · {who}").format(number=number, who=who) if number else who)
            self.title.setText(one.name or _("No name yet"))
        else:
            self.caption.setText(_("A field typed here goes to all of them"))
            self.title.setText(_("{count} steps").format(count=len(steps)))
        self.show_at(tuple(at("maps", map_.id, "steps", step.id) for step in steps), *steps)
        self.fit.setVisible(bool(event.datasets or event.time_observations))
        self.load.show_step(map_, one)
        self.links_title.setVisible(one is not None)
        names = tuple((item.id, item.name) for item in map_.steps)
        self._fill(
            self.links_box, (one and one.id, id(map_.links), names), lambda: _ways(map_, one, self._jump)
        )
        self._fill(
            self.linked,
            (one, id(event.wastes), id(event.ideas), id(map_.notes)),
            lambda: [_chip(text) for text in _linked_texts(event, map_, one)],
        )
        self.linked_title.setVisible(self.linked.count() > 0)

    def _fill(self, box: QVBoxLayout, key: object, make: Callable[[], list[Any]]) -> None:
        """Widgets of a list, made anew only when what they say has changed."""
        if self._keys.get(box) != key:
            self._keys[box] = key
            empty(box)
            for widget in make():
                box.addWidget(widget)

    def _jump(self, words: str, link: Link) -> QPushButton:
        button = ElidedButton()
        set_role(button, "link")
        button.set_words(words)
        button.setToolTip(_("Show this link: {words}").format(words=words))
        button.clicked.connect(lambda: self.session.select([("link", link.id)]))
        return button

    def _fit_to_data(self) -> None:
        from leanbench.ui.map.fit_card import FitCard

        self.fit_card = FitCard(self.session, self.ids, self.window())
        self.fit_card.used.connect(lambda time: self.put("process_time", time))
        self.fit_card.open_at(self.fit)


def _chip(text: str) -> QLabel:
    chip = set_role(QLabel(text), "chip")
    chip.setWordWrap(True)
    return chip


def _ways(map_: Map, step: Step | None, jump: Callable[[str, Link], QPushButton]) -> list[QPushButton]:
    """A button for each way in and out."""
    names = {item.id: item.name or _("no name") for item in map_.steps}
    numbers, kinds = numbering(map_), dict(cards_of(Link)["kind"].choices)
    found = []
    for link in map_.links if step is not None else ():
        if step is None or step.id not in (link.source, link.target):
            continue
        out = link.source == step.id
        other = link.target if out else link.source
        words = f"{'→' if out else '←'} {numbers.get(other, '')} {names.get(other, '')}"
        if link.kind != "flow":
            words += f" · {kinds[link.kind].lower()}"
        if link.probability is not None:
            words += f" {percent_text(100 * link.probability, 1)}"
        found.append(jump(words, link))
    return found


def _linked_texts(event: Event, map_: Map, step: Step | None) -> list[str]:
    """What hangs on a step: where its time comes from, wastes, ideas, notes."""
    if step is None:
        return []
    source = step.process_time.source if step.process_time is not None else ""
    return [
        *([_("Process time fitted to {source}").format(source=source)] if source else []),
        *(_("Waste: {text}").format(text=text) for text in step.wastes),
        *(
            _("Waste: {text}").format(text=w.waste or w.observation)
            for w in event.wastes
            if w.step == step.id
        ),
        *(_("Idea: {text}").format(text=idea.text) for idea in event.ideas if idea.step == step.id),
        *(f"{note.kind.capitalize()}: {note.text}" for note in map_.notes if note.step == step.id),
    ]
