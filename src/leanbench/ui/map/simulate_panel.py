"""The Simulate panel: play this map many times, look at lead times, queues, and what the formulas said.

A run goes on beside the window; it may be stopped, and then shows what it has. When the map moves on
while it runs, its result is dropped; a result of an older version is marked as such.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton, QStackedWidget, QWidget

from leanbench.drawing.histogram_picture import settling_picture
from leanbench.event.records import KeptPicture
from leanbench.flow.run_plan import Plan, play
from leanbench.flow.run_words import about_run, estimate_bars, headline, load_bar, run_facts
from leanbench.maps.flow_pictures import (
    LOAD_MARKS,
    PERCENTILES,
    lead_time_picture,
    process_picture,
    queue_rows,
)
from leanbench.maps.wording import time_unit
from leanbench.quantity import Quantity
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.tasks import Job, Task
from leanbench.ui.kit.bar_view import BarView
from leanbench.ui.kit.layouts import column_layout, empty
from leanbench.ui.kit.picture_view import PictureView
from leanbench.ui.kit.widgets import Segments
from leanbench.ui.map.panel_columns import Columns, Part
from leanbench.ui.map.panel_parts import Explainer, column, framed, scrolled, stacked, words
from leanbench.ui.map.run_form import RunForm
from leanbench.ui.map.simulation_run import Stoppable, kept_options
from leanbench.words import _
from leanbench.words.numbers import number_text


class SimulatePanel(QWidget):
    """Settings, the picture of lead times, the three estimates, queues and load."""

    title = "Simulate"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.job: Job | None = None
        self.stop = threading.Event()
        self.path: list[tuple[float, float | None, float | None]] = []
        self.found: Any = None  # the Simulation shown
        self.plan: Plan | None = None
        self.estimates: Any = None
        self.pair: Any = None  # the PairedSimulation, when another state was played too
        self._inputs: tuple[object, ...] = ()  # of the result shown, or of the run under way
        self.explainer = Explainer(session, self)
        self.setAccessibleName("Simulate")
        self.sentence = words("", "title")
        self.about = words()
        self.form = RunForm(session)
        self.form.wanted.connect(self.run)
        self.button = QPushButton("Run")
        set_role(self.button, "primary")
        self.button.clicked.connect(self._run_or_stop)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.bar.hide()
        self.picture = PictureView(session, _("Lead times"), kept=lambda: self._kept_picture("lead-times"))
        self.picture.asked.connect(self._explain_percentiles)
        self.days = PictureView(
            session, _("Cases in process by day"), kept=lambda: self._kept_picture("in-process")
        )
        self.pictures = QStackedWidget()
        self.pictures.addWidget(self.picture)
        self.pictures.addWidget(self.days)
        self.which = Segments(
            "Picture",
            [
                ("lead", _("Lead times"), _("How long cases take")),
                ("wip", _("In process"), _("Cases in process by day; an initial backlog burns down")),
            ],
        )
        self.which.set_current("lead")
        self.which.chosen.connect(self._show_picture)
        self.compared = BarView(session, _("Lead time, three estimates"), label_share=0.44)
        self.compared.asked.connect(self._explain_estimate)
        self.why = words("", "small")
        self.facts = column_layout(spacing=2)
        self.by = Segments(
            "Show",
            [
                ("queue", "Queues", _("Cases waiting before each step")),
                ("load", "Load", _("Share of people's time worked")),
            ],
        )
        self.by.set_current("queue")
        self.by.chosen.connect(self._show_list)
        self.mode = "queue"
        self.list = BarView(session, "Queues", label_share=0.5, kept=lambda: self._kept_picture("queues"))
        self.list.asked.connect(self._explain_row)
        self._build()
        session.tasks.changed.connect(self._on_tasks)
        session.replaced.connect(self.reset)
        self.reset()

    def _build(self) -> None:
        left, box = column("Settings")
        box.addWidget(scrolled(self.form), 1)
        box.addWidget(self.bar)
        box.addWidget(self.button)
        middle, box = column(_("What happened"), self.which)
        box.addWidget(self.pictures, 1)
        estimates, box = column(_("Three estimates of the mean lead time"))
        facts = QWidget()
        facts.setLayout(self.facts)
        inside = stacked(self.compared, self.why, facts)
        box.addWidget(scrolled(inside), 1)
        right, box = column(_("Where it waits"), self.by)
        box.addWidget(scrolled(self.list), 1)
        columns = Columns(
            self.session,
            (
                Part("Settings", left, 6, 170),
                Part(_("Lead times"), middle, 12, 330),
                Part("Estimates", estimates, 9, 250),
                Part(_("Where it waits"), right, 9, 250),
            ),
        )
        framed(self, self.sentence, self.about, columns)

    def _show_picture(self, key: str) -> None:
        self.which.set_current(key)
        self.pictures.setCurrentIndex(1 if key == "wip" and self.found is not None else 0)

    # --- following ----------------------------------------------------------------------------

    def _now(self) -> tuple[object, ...]:
        event = self.session.event
        return (self.session.map, event.roles, event.demand, event.calendar)

    def _moved_on(self) -> bool:
        now = self._now()
        return len(now) != len(self._inputs) or any(
            a is not b for a, b in zip(now, self._inputs, strict=True)
        )

    def reset(self) -> None:
        """Another event: forget everything."""
        if self.job is not None:
            self.job.cancel()
        self.job, self.found, self.plan, self.estimates, self.pair, self._inputs = (
            None,
            None,
            None,
            None,
            None,
            (),
        )
        self._idle()
        self.form.show_event()
        self._say_first()

    def _say_first(self) -> None:
        set_role(self.about, "small-muted")
        self.sentence.setText(_("Play a year of this map many times: queues arise by themselves."))
        self.about.setText(
            _(
                "Random arrivals, shared people, part-time pools, batches, gates and rework; the event is not changed."
            )
        )
        self.picture.show_words(_("Run shows the spread of lead times here."))
        self._show_picture("lead")
        self.compared.set_bars([], 1.0)
        self.list.set_bars([], 1.0)
        self.why.setText("")
        empty(self.facts)

    def refresh(self) -> None:
        """The map in front, or the event, changed."""
        self.form.show_event()
        if self.job is not None and self._moved_on():
            self.job.cancel()
            self._drop()
        elif self.found is not None and self._moved_on():
            same_map = self.session.map is not None and self.found.map_id == self.session.map.id
            if same_map:
                self.about.setText(
                    _("▲ These are the numbers before your last edit. Run again for the map as it is now.")
                )
                set_role(self.about, "caution")
            else:
                self.found, self._inputs = None, ()
                self._say_first()

    def _drop(self) -> None:
        """A run of a map that is no more: nothing of it is shown."""
        self.job, self.found, self._inputs = None, None, ()
        self._idle()
        self._say_first()
        self.sentence.setText(_("The map changed while it was played, so that run was dropped. Run again."))

    def _on_tasks(self) -> None:
        if self.job is None:
            return
        if self.job.stop.is_set():  # canceled at the bottom of the window
            self.job = None
            self._idle()
            self.sentence.setText(_("Stopped. Run plays it again."))
        elif self.job.share is not None:
            self.bar.setValue(round(1000 * self.job.share))

    # --- running ------------------------------------------------------------------------------

    def _run_or_stop(self) -> None:
        if self.job is None:
            self.run()
        else:
            self.stop.set()
            self.button.setEnabled(False)
            self.button.setText("Stopping…")

    def run(self) -> None:
        """Start a run with what the form says."""
        map_, plan = self.session.map, self.form.plan()
        if map_ is None or plan is None or self.job is not None:
            return
        event, map_id = self.session.event, map_.id
        self.plan, self.path, self._inputs = plan, [], self._now()
        relay = Stoppable()
        self.stop = relay.stop

        def work(task: Task) -> Any:
            relay.task = task
            return play(event, map_id, plan, relay)

        set_role(self.about, "small-muted")
        self.sentence.setText("Playing…")
        self.about.setText(_("Replication 1 of {replications}.").format(replications=plan.replications))
        self.button.setText(_("Stop and show"))
        self.bar.setValue(0)
        self.bar.show()
        self.picture.show_words(_("Playing the first replication…"))
        self.pictures.setCurrentIndex(0)
        self.job = self.session.tasks.run(
            work, self._done, failed=self._failed, label="Simulation", key="simulate", partial=self._partial
        )

    def _idle(self) -> None:
        self.bar.hide()
        self.button.setEnabled(True)
        self.button.setText("Run")

    def _partial(self, progress: Any) -> None:
        lead = progress.lead_time
        if self.job is None or lead is None:
            return
        self.path.append((lead.mean, lead.low, lead.high))
        unit, factor = self._scale([lead.mean])
        path = [(mean / factor, _over(low, factor), _over(high, factor)) for mean, low, high in self.path]
        self.picture.show_picture(partial(settling_picture, path, progress.replications, unit))
        limits = "" if lead.half_width is None else f" ± {number_text(lead.half_width / factor, 1)}"
        self.about.setText(
            _("Replication {done} of {replications}: mean lead time {mean}{limits} {unit}.").format(
                done=progress.done,
                replications=progress.replications,
                mean=number_text(lead.mean / factor, 1),
                limits=limits,
                unit=unit,
            )
        )

    def _failed(self, sentence: str) -> None:
        self.job = None
        self._idle()
        self._say_first()
        self.sentence.setText(sentence)
        self.about.setText(_("Nothing was simulated; the event is unchanged."))

    def _done(self, result: tuple[Any, Any, Any]) -> None:
        if self._moved_on():
            self._drop()
            return
        self.job = None
        self._idle()
        self.found, self.estimates, self.pair = result
        if not self.found.replications:
            self._say_first()
            self.sentence.setText(_("Stopped before the first replication was finished."))
            return
        self._show()

    # --- showing ------------------------------------------------------------------------------

    def _scale(self, minutes: list[float | None]) -> tuple[str, float]:
        calendar = self.session.event.calendar
        unit = time_unit(calendar, minutes)
        return unit, max(calendar.minutes_per(unit), 1e-9)

    def _show(self) -> None:
        found, plan, event = self.found, self.plan, self.session.event
        assert plan is not None
        quantities = found.quantities
        p95 = quantities.get("lead_time_p95_min")
        unit, _factor = self._scale([p95.value if p95 else None])
        if len(found.lead_times):
            self.picture.show_picture(partial(lead_time_picture, found, event.calendar, plan.due_min))
        else:
            self.picture.show_words(_("No case was finished in the time played. Play more days."))
        before = None if self.pair is None else self.pair.before
        name = "" if before is None else event.map(before.map_id).name or before.map_id
        self.days.show_picture(partial(process_picture, found, before, name))
        self._show_picture("wip" if plan.more.get("backlog") else "lead")
        head = headline(event, found, unit, plan.keep_waits)
        name = ""
        if self.pair is not None:
            name = event.map(self.pair.before.map_id).name or self.pair.before.map_id
            sentence = self.pair.sentence
            head = _("Against “{name}”: {sentence}").format(
                name=name, sentence=sentence[:1].lower() + sentence[1:]
            )
        self.sentence.setText(head)
        self.about.setText(about_run(found, plan, self.pair, name))
        self._show_estimates()
        self._show_facts()
        self._show_list(self.mode)

    def _show_estimates(self) -> None:
        est = self.estimates
        lead = self.found.lead_time
        known = [
            q.value for q in (est.typed, est.queueing, est.simulated) if q is not None and q.value is not None
        ]
        unit, _factor = self._scale([*known, lead.high if lead else None])
        bars, top = estimate_bars(self.session.event, self.found, est, self.pair, unit)
        self.compared.set_bars(bars, top)
        self.why.setText(" ".join(est.sentences))

    def _show_facts(self) -> None:
        empty(self.facts)
        for quantity, text in run_facts(self.session.event, self.found):
            button = QPushButton(text)
            set_role(button, "link")
            button.setToolTip(_("How this number came about"))
            button.clicked.connect(
                lambda _on=False, which=quantity, near=button: self.explainer.show([which], near)
            )
            self.facts.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        assumed = QPushButton(_("What was assumed?"))
        set_role(assumed, "link")
        assumed.clicked.connect(lambda: self.explainer.show([self._assumptions()], assumed))
        self.facts.addWidget(assumed, 0, Qt.AlignmentFlag.AlignLeft)

    def _assumptions(self) -> Quantity:
        lead = self.found.quantities.get("lead_time_mean_min")
        return lead or Quantity(
            "lead_time_mean_min", _("Lead time, mean"), None, "min", note=" ".join(self.found.assumptions)
        )

    def _show_list(self, mode: str) -> None:
        self.mode = mode
        found, map_ = self.found, self.session.map
        if found is None or map_ is None:
            return
        if mode == "load":
            self.list.name = "Load"
            bars = [load_bar(pool) for pool in found.pools if pool.utilisation is not None]
            bars.sort(key=lambda bar: -(bar.value or 0.0))
            top = max([1.08, *(bar.value or 0.0 for bar in bars)])
            self.list.set_bars(bars, top, LOAD_MARKS)
            return
        self.list.name = "Queues"
        self.list.set_bars(*queue_rows(found, self.session.event, map_))

    def _kept_picture(self, picture: str) -> KeptPicture | None:
        """The picture shown, with the run behind it; none while a run is going on or before it."""
        if self.found is None or self.plan is None or (picture == "queues" and self.mode == "load"):
            return None
        return KeptPicture(picture=picture, map=self.found.map_id, options=kept_options(self.plan))

    # --- asking -------------------------------------------------------------------------------

    def _explain_percentiles(self, _class: str = "") -> None:
        found = self.found.quantities
        self.explainer.show([found[name] for name, _ in PERCENTILES if name in found], self.picture)

    def _explain_estimate(self, key: str) -> None:
        if key == "change":
            quantity = self.pair.quantity()
        elif key == "before":
            quantity = self.pair.before.quantities.get("lead_time_mean_min")
        else:
            quantity = getattr(self.estimates, key)
        if quantity is not None:
            self.explainer.show([quantity], self.compared, self.compared.anchor(key))

    def _explain_row(self, key: str) -> None:
        found = self.found
        if self.mode == "load":
            quantity = found.quantities.get(f"utilisation_{key}_pct")
            rows = [] if quantity is None else [quantity]
        else:
            step = next(step for step in found.steps if step.step_id == key)
            rows = [found.queue_quantity(step)]
            self.session.select([("step", key)])
        if rows:
            self.explainer.show(rows, self.list, self.list.anchor(key))


def _over(value: float | None, factor: float) -> float | None:
    return None if value is None else value / factor
