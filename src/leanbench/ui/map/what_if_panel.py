"""The What if panel: turn a time, a share, people or demand, and see at once what it does.

Nothing is written to the event until it is kept as a scenario or applied.
"""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from leanbench.errors import Refusal
from leanbench.event.records import Event, Map
from leanbench.flow.knobs import Knob, Value, knobs_of, things_to_try, worth_trying
from leanbench.flow.load_words import bottleneck_change_text
from leanbench.flow.measures import metrics_of
from leanbench.flow.trial_words import trial_text, trial_texts
from leanbench.flow.what_if import Trial, quick_figures, spread_figures
from leanbench.maps.flow_pictures import lead_spread_picture, spread_rows
from leanbench.maps.wording import time_unit
from leanbench.quantity import Quantity
from leanbench.schema import replace
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.figures_table import FigureColumn, FigureRow, FiguresTable
from leanbench.ui.kit.layouts import column_layout, empty, row_layout
from leanbench.ui.kit.picture_view import PictureView
from leanbench.ui.map.knob import KnobLine
from leanbench.ui.map.panel_columns import Columns, Part
from leanbench.ui.map.panel_parts import Explainer, column, framed, scrolled, stacked, words
from leanbench.words import N_, _, ngettext
from leanbench.words.durations import time_text
from leanbench.words.numbers import percent_text

LABELS = {
    "lead_time_expected_min": N_("Lead time, expected"),
    "lead_time_p50_min": N_("50% of cases within"),
    "lead_time_p85_min": N_("85% of cases within"),
    "lead_time_p95_min": N_("95% of cases within"),
    "queueing": N_("By waiting-line formula"),
    "labour_expected_min": N_("Labor per unit"),
    "labour_cost_per_unit_usd": N_("Labor cost per unit"),
    "fte_required": N_("People needed"),
    "utilisation": N_("Load of the bottleneck"),
}
SLOW_S = 0.04  # percentiles that take longer wait until the hand rests


class WhatIfPanel(QWidget):
    """What to change, what it does, what is tried."""

    title = N_("What if")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.trials: dict[str, Trial] = {}
        self.lines: list[KnobLine] = []
        self.chosen: tuple[tuple[str, str], ...] = ()
        self.now: dict[str, Quantity] = {}
        self.then: dict[str, Quantity] = {}
        self.explainer = Explainer(session, self)
        self._known: tuple[object, ...] = ()
        self._cost = 0.0
        self.setAccessibleName(_("What if"))
        self.sentence = words("", "title")
        self.about = words()
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("What to change"))
        self.choice.setMinimumContentsLength(18)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.activated.connect(self._choose)
        self.knobs = column_layout(spacing=4)
        self.table = FiguresTable(session, _("What it does"), self.explainer.show, row_height=20)
        self.strip = PictureView(session, _("Lead time now and what if"), rows=True)
        self.tried = column_layout(spacing=4)
        self.keep = QPushButton(_("Keep as scenario"))
        set_role(self.keep, "primary")
        self.keep.setToolTip(_("A copy of this map with what is tried; this map stays as it is"))
        self.keep.clicked.connect(self.keep_scenario)
        self.apply = QPushButton(_("Apply to this map"))
        self.apply.setToolTip(_("Write what is tried into this map"))
        self.apply.clicked.connect(self.apply_here)
        self.over = QPushButton(_("Start over"))
        set_role(self.over, "quiet")
        self.over.clicked.connect(self.start_over)
        self._build()
        self.later = QTimer(self)
        self.later.setSingleShot(True)
        self.later.setInterval(120)
        self.later.timeout.connect(self._spread)
        session.selection_changed.connect(lambda _items: self._follow_selection())
        session.replaced.connect(self.trials.clear)
        session.look.changed.connect(self._rebuild)

    def _build(self) -> None:
        inside = QWidget()
        inside.setLayout(self.knobs)
        left, box = column(_("What to change"))
        box.addWidget(self.choice)
        box.addWidget(scrolled(inside), 1)
        figures = stacked(self.table, self.strip)
        middle = scrolled(figures)
        listed = QWidget()
        listed.setLayout(self.tried)
        right, box = column(_("What is tried"))
        box.addWidget(scrolled(listed), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.keep, self.apply):
            buttons.addWidget(button)
        buttons.addStretch(1)
        box.addLayout(buttons)
        box.addWidget(self.over, 0, Qt.AlignmentFlag.AlignLeft)
        columns = Columns(
            self.session,
            (
                Part(_("What to change"), left, 9, 280),
                Part(_("What it does"), middle, 12, 400),
                Part(_("What is tried"), right, 7, 250),
            ),
        )
        framed(self, self.sentence, self.about, columns)

    # --- reading ------------------------------------------------------------------------------

    @property
    def trial(self) -> Trial:
        """What is tried on the map in front."""
        return self.trials.setdefault(self.session.map_id, Trial())

    def refresh(self) -> None:
        """The event or the map changed: read all again, keep what is tried."""
        map_ = self.session.map
        if map_ is None:
            return
        event = self.session.event
        self.trial.prune(event, map_)
        key = (map_, event.roles, event.demand, event.calendar)
        if not self._same(key):
            self._known = key
            self._list_choices(event, map_)
            self._choose_well(event, map_)
            self._show_knobs(event, map_)
        self._compute()

    def _same(self, key: tuple[object, ...]) -> bool:
        return len(key) == len(self._known) and all(a is b for a, b in zip(key, self._known, strict=True))

    def _rebuild(self) -> None:
        self._known = ()
        if self.isVisible():
            self.refresh()

    # --- what to change -----------------------------------------------------------------------

    def _list_choices(self, event: Event, map_: Map) -> None:
        self.choice.clear()
        before = ""
        for kind, item, text in things_to_try(event, map_):
            if before and kind != before:
                self.choice.insertSeparator(self.choice.count())
            before = kind
            self.choice.addItem(text, (kind, item))

    def _choose_well(self, event: Event, map_: Map) -> None:
        """Keep the choice if it is still there; else the selected steps, else the step that costs most time."""
        known = {(kind, item) for kind, item, _ in things_to_try(event, map_)}
        kept = tuple(item for item in self.chosen if item in known)
        selected = tuple(("step", key) for key in self.session.selected("step") if ("step", key) in known)
        best = worth_trying(event, map_)
        self.chosen = kept or selected or ((("step", best),) if best else ())
        self._mark_choice()

    def _mark_choice(self) -> None:
        if len(self.chosen) == 1:
            for place in range(self.choice.count()):
                data = self.choice.itemData(place)
                if data is not None and tuple(data) == self.chosen[0]:
                    self.choice.setCurrentIndex(place)
                    return
        self.choice.setCurrentIndex(-1)
        self.choice.setPlaceholderText(
            _("{chosen} steps selected").format(chosen=len(self.chosen)) if self.chosen else "Choose"
        )

    def _choose(self, place: int) -> None:
        data = self.choice.itemData(place)
        if data is not None:
            self.choose((tuple(data),))

    def choose(self, chosen: tuple[tuple[str, str], ...]) -> None:
        """Show the knobs of steps, a branch, a role or the demand."""
        self.chosen = chosen
        self._mark_choice()
        map_ = self.session.map
        if map_ is not None:
            self._show_knobs(self.session.event, map_)

    def _follow_selection(self) -> None:
        map_ = self.session.map
        if map_ is None or not self.isVisible():
            return
        steps = {step.id for step in map_.steps}
        chosen = tuple(("step", key) for key in self.session.selected("step") if key in steps)
        links = tuple(
            ("link", link.id)
            for link in map_.links
            if link.probability is not None and link.id in self.session.selected("link")
        )
        if chosen or links:
            self.choose(chosen or links[:1])

    def _show_knobs(self, event: Event, map_: Map) -> None:
        empty(self.knobs)
        self.lines = []
        for knob in knobs_of(event, map_, self.chosen):
            line = KnobLine(self.session, knob, self.trial.get(map_, knob))
            line.turned.connect(self._turned)
            self.knobs.addWidget(line)
            self.lines.append(line)

    def _turned(self, knob: Knob, value: Value | None) -> None:
        map_ = self.session.map
        if map_ is not None:
            self.trial.put(self.session.event, map_, knob, value)
            for line in self.lines:
                if line.knob is not knob and line.knob.kind == "share":
                    line.show_value(self.trial.get(map_, line.knob))
            self._compute()

    # --- what it does -------------------------------------------------------------------------

    def _compute(self) -> None:
        """Means and load at once; percentiles at once too, unless they were slow."""
        map_ = self.session.map
        if map_ is None:
            return
        event = self.session.event
        tried = self.trial.event_with(event, map_)
        if isinstance(tried, Refusal):
            self.sentence.setText(tried.reason)
            return
        self.now = quick_figures(event, map_.id)
        self.then = quick_figures(tried, map_.id)
        if self._cost < SLOW_S:
            self._add_spread(event, tried, map_.id)
        else:
            self.later.start()
        self._show(event, tried, map_)

    def _spread(self) -> None:
        map_ = self.session.map
        tried = None if map_ is None else self.trial.event_with(self.session.event, map_)
        if map_ is not None and isinstance(tried, Event):
            self._add_spread(self.session.event, tried, map_.id)
            self._show(self.session.event, tried, map_)

    def _add_spread(self, event: Event, tried: Event, map_id: str) -> None:
        self.now |= spread_figures(event, map_id)
        started = time.perf_counter()
        self.then |= spread_figures(tried, map_id)
        self._cost = time.perf_counter() - started

    def _show(self, event: Event, tried: Event, map_: Map) -> None:
        changed = bool(self.trial)
        rows = [
            self._row(name, label, changed)
            for name, label in ((name, _(label)) for name, label in LABELS.items())
            if name in self.now or name in self.then or name.startswith("lead_time_p")
        ]
        columns = (
            FigureColumn("now", 17, role="muted" if changed else "text"),
            FigureColumn(_("what if"), 17, strong=True),
            FigureColumn("difference", 27),
        )
        self.table.show_rows(rows, columns)
        then = spread_rows(self.then, _("what if")) if changed else None
        spreads = [row for row in (spread_rows(self.now, "now"), then) if row is not None]
        calendar = self.session.event.calendar
        if spreads:
            self.strip.show_picture(lambda width, _height: lead_spread_picture(spreads, calendar, width))
        else:
            self.strip.show_words("")
        self.sentence.setText(self._sentence(event, tried, map_))
        self.about.setText(self._about(event, tried, map_))
        self._show_tried(event, map_)
        for button in (self.keep, self.apply, self.over):
            button.setEnabled(changed)

    def _row(self, name: str, label: str, changed: bool) -> FigureRow:
        """A figure now and with what is tried; both explain themselves."""
        now, then = self.now.get(name), self.then.get(name)
        first, second, change, role = trial_texts(now, then, self.session.event.calendar)
        figures = []
        if changed and then is not None:
            figures.append(
                replace(then, label=_("What if: {label}").format(label=then.label), basis="projected")
            )
        if now is not None:
            figures.append(replace(now, label=_("Now: {label}").format(label=now.label)))
        values = (first, second, change) if changed else (first, "", "")
        return FigureRow(label, values, tuple(figures), role, name)

    def _sentence(self, event: Event, tried: Event, map_: Map) -> str:
        if not self.trial:
            return _("Turn a knob or type a value. The event stays as it is until you keep it.")
        calendar = event.calendar
        now, then = (found.get("lead_time_expected_min") for found in (self.now, self.then))
        count = len(self.trial.values)
        text = ngettext("With this change", "With these {count} changes", count).format(count=count)
        if now is None or then is None or now.value is None or then.value is None:
            return _("{text} no lead time can be computed.").format(text=text)
        unit = time_unit(calendar, [now.value, then.value])
        if abs(now.value - then.value) > 1e-9 * max(1.0, now.value):
            more = 100.0 * (then.value - now.value) / now.value if now.value else 0.0
            sign = "+" if more > 0 else "−"
            text += _(" a case takes {then} instead of {now} ({sign}{more})").format(
                then=time_text(then.value, calendar, unit),
                now=time_text(now.value, calendar, unit),
                sign=sign,
                more=percent_text(abs(more)),
            )
        else:
            text += _(" the typed waits stay as they are")
        cost = [found.get("labour_cost_per_unit_usd") for found in (self.now, self.then)]
        if all(c is not None and c.value is not None for c in cost) and cost[0].value != cost[1].value:  # type: ignore[union-attr]
            text += _(" and costs {then} instead of {now}").format(
                then=trial_text(cost[1], calendar), now=trial_text(cost[0], calendar)
            )
        if load := bottleneck_change_text(event, tried, map_):
            text += f"; {load}"
        return text + "."

    def _about(self, event: Event, tried: Event, map_: Map) -> str:
        troubles = metrics_of(tried.map(map_.id), tried).troubles
        if troubles:
            return (
                "▲ "
                + troubles[0].text
                + (_(" And {troubles} more.").format(troubles=len(troubles) - 1) if len(troubles) > 1 else "")
            )
        if any(key[0] in ("people", "demand") for key in self.trial.values):
            return _(
                "People and demand do not change typed waits; load and the waiting-line formula move with them."
                " They count for every map of the event."
            )
        if event.demand.units_per_year is None:
            return _(
                "Without a demand per year there is no load and no yearly cost; type it in the last field."
            )
        return _("Projected from the times of the map. Click a figure to see how it came about.")

    # --- what is tried ------------------------------------------------------------------------

    def _show_tried(self, event: Event, map_: Map) -> None:
        empty(self.tried)
        lines = self.trial.lines(event, map_)
        if not lines:
            self.tried.addWidget(words(_("Nothing yet.")))
        for key, text in lines:
            holder = QWidget()
            row = row_layout(holder, spacing=4)
            row.addWidget(words(text, "small"), 1)
            back = QPushButton("×")
            set_role(back, "quiet")
            back.setToolTip(_("Take this back"))
            back.setAccessibleName(_("Take back: {text}").format(text=text))
            back.clicked.connect(lambda _on=False, which=key: self.take_back(which))
            row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
            self.tried.addWidget(holder)

    def take_back(self, key: tuple[str, str]) -> None:
        """Forget one tried value."""
        self.trial.values.pop(key, None)
        self._show_again()

    def start_over(self) -> None:
        """Forget everything tried on this map."""
        self.trial.values.clear()
        self._show_again()

    def _show_again(self) -> None:
        map_ = self.session.map
        if map_ is not None:
            self._show_knobs(self.session.event, map_)
            self._compute()

    # --- keeping ------------------------------------------------------------------------------

    def keep_scenario(self) -> None:
        """One undoable edit: a copy of the map with what is tried."""
        map_ = self.session.map
        if map_ is None or not self.trial:
            return
        shared = any(key[0] in ("people", "demand") for key in self.trial.values)
        map_id, change = self.trial.as_scenario(self.session.event, map_)
        if self.session.do(change, by=self) is not None:
            return
        self.trial.values.clear()
        self.session.show_map(map_id)
        text = _("Kept as “{name}”; the map you came from is unchanged.").format(
            name=self.session.event.map(map_id).name
        )
        if shared:
            text += _(" People and demand are on it as a note: in the event they would count for every map.")
        self.session.say(text, "good", ("Undo", self.session.undo))

    def apply_here(self) -> None:
        """One undoable edit of the map itself."""
        map_ = self.session.map
        if map_ is None or not self.trial:
            return
        change = self.trial.as_edit(map_)
        if self.session.do(change, by=self) is None:
            self.trial.values.clear()
            self.refresh()
            self.session.say(
                _("Applied to “{name}”.").format(name=map_.name or map_.id),
                "good",
                ("Undo", self.session.undo),
            )
