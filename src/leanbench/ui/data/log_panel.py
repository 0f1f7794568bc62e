"""“Make a map of this log”: columns, opening hours, what is folded, the ways cases go, the proof, then the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QSlider, QWidget

from leanbench.event.records import Dataset
from leanbench.schema import replace
from leanbench.tables import Table
from leanbench.tables.logs.follows import Variant
from leanbench.ui.data import log_work
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.frame.tasks import Job
from leanbench.ui.kit.layouts import column_layout, empty, row_layout, scroll_area
from leanbench.ui.kit.record_form import RecordForm
from leanbench.ui.kit.widgets import push_button, words_label
from leanbench.words import _, ngettext
from leanbench.words.lists import count_text, list_text
from leanbench.words.numbers import number_text, share_text

MOST = 12  # ways through that are listed one by one
STEPS = 8  # activities of a way that are written; more are in its tool tip
FINEST = 200  # the slider goes to 20 %, a tenth of a percent each


class LogPanel(QWidget):
    """Signal: `made(map_id)` when the map is part of the event."""

    made = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.dataset: Dataset | None = None
        self.table: Table | None = None
        self.chosen = log_work.LogChoices()
        self.preview: log_work.MinedPreview | None = None
        self.form: RecordForm | None = None
        self._job: Job | None = None
        px = session.look.px
        column = column_layout(self, spacing=px(8))
        inside = set_role(QWidget(), "panel")
        body = column_layout(inside, (0, 0, px(4), 0), spacing=px(6))
        self.form_place = column_layout()
        body.addLayout(self.form_place)
        self.fold_words = set_role(QLabel(), "small-muted")
        self.fold_words.setWordWrap(True)
        self.fold = QSlider(Qt.Orientation.Horizontal)
        self.fold.setRange(0, FINEST)
        self.fold.setPageStep(10)
        self.fold.setValue(20)
        self.fold.setAccessibleName(_("Fold activities and ways that few cases take"))
        self.fold_words.setBuddy(self.fold)
        self.fold.valueChanged.connect(self._fold_moved)
        body.addWidget(self.fold_words)
        body.addWidget(self.fold)
        self.target = QComboBox()
        self.target.setAccessibleName(_("Where the map goes"))
        for key, words in log_work.TARGETS.items():
            self.target.addItem(_(words), key)
        self.target.activated.connect(lambda _at: self.work_out())
        target_words = set_role(QLabel(_("It becomes")), "small-muted")
        target_words.setBuddy(self.target)
        body.addWidget(target_words)
        body.addWidget(self.target)
        body.addSpacing(px(6))
        self.found = column_layout(spacing=px(3))
        body.addLayout(self.found)
        body.addStretch(1)
        column.addWidget(scroll_area(_("Making a map of this log"), inside=inside), 1)
        self.busy = QWidget()
        line = row_layout(self.busy, spacing=px(6))
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(6))
        self.bar.setAccessibleName(_("The map is being worked out"))
        line.addWidget(self.bar, 1)
        self.stop = push_button(_("Cancel"), self._stopped)
        line.addWidget(self.stop)
        self.busy.hide()
        column.addWidget(self.busy)
        self.make = push_button(_("&Make it the map"), self.make_map, "primary")
        self.make.setEnabled(False)
        column.addWidget(self.make)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(250)
        self._later.timeout.connect(self.work_out)
        session.tasks.changed.connect(self._on_tasks)
        self._tell_fold()

    # --- choosing -----------------------------------------------------------------------------

    def show_log(self, dataset: Dataset, table: Table) -> None:
        """Show what would become of a table; worked out beside the window when it is another one than before."""
        if self.table is table and self.dataset is not None and self.dataset.id == dataset.id:
            self.dataset = dataset
            return
        self.cancel()
        self.dataset, self.table, self.preview = dataset, table, None
        self.chosen = log_work.first_choices(table, self.session.event)
        has_steps = any(m.steps for m in self.session.event.maps if m.id == "current")
        self.target.setCurrentIndex(self.target.findData("log" if has_steps else "current"))
        empty(self.form_place)
        self.form = RecordForm(
            self.session, log_work.choice_cards(table), self._put, beside=self.session.look.px(112)
        )
        self.form_place.addWidget(self.form)
        self.form.show_records([self.chosen])
        self.work_out()

    def _put(self, name: str, value: Any) -> str:
        self.chosen = replace(self.chosen, **{name: tuple(value) if isinstance(value, list) else value})
        if self.form is not None:
            self.form.show_records([self.chosen])
        self.work_out()
        return ""

    def _fold_moved(self) -> None:
        self._tell_fold()
        self.make.setEnabled(False)
        self._later.start()

    def share(self) -> float:
        """Below which share of the cases something is folded, 0 to 0.2."""
        return self.fold.value() / 1000.0

    def _tell_fold(self) -> None:
        share = share_text(self.share())
        self.fold_words.setText(
            _("Fold what fewer than {share} of the cases have").format(share=share)
            if self.fold.value()
            else _("Nothing is folded")
        )

    # --- working ------------------------------------------------------------------------------

    def work_out(self) -> None:
        """Make the map and its proof beside the window; an older try is dropped."""
        dataset, table = self.dataset, self.table
        if dataset is None or table is None:
            return
        self._later.stop()
        event, chosen, fold, map_id = self.session.event, self.chosen, self.share(), self.target.currentData()
        self.make.setEnabled(False)
        self._job = None  # an older one ends unseen
        self._job = self.session.tasks.run(
            lambda task: log_work.mined_preview(event, dataset, table, chosen, fold, map_id, task),
            self._take,
            failed=self._failed,
            label=_("Making a map of {log}").format(log=dataset.name or dataset.id),
            key="mine",
        )
        self.bar.setValue(0)
        self.busy.show()

    def _on_tasks(self) -> None:
        if self._job is None:
            return
        if self._job.stop.is_set():  # canceled at the bottom of the window
            self._stopped()
        elif self._job.share is not None:
            self.bar.setValue(round(100 * self._job.share))

    def _stopped(self) -> None:
        """What is asked for is not worked out; one button away from it."""
        self.cancel()
        empty(self.found)
        self._words(_("Stopped. No map was made."))
        self.found.addWidget(push_button(_("Work it out"), self.work_out))

    def cancel(self) -> None:
        """Stop what is under way; what was found before stays."""
        self._later.stop()
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self.busy.hide()

    def _failed(self, sentence: str) -> None:
        self._job, self.preview = None, None
        self.busy.hide()
        empty(self.found)
        self.found.addWidget(words_label(f"▲ {sentence}", "caution"))

    def _take(self, preview: log_work.MinedPreview) -> None:
        self._job, self.preview = None, preview
        self.busy.hide()
        self.make.setEnabled(True)
        found = preview.mined
        self.chosen = replace(self.chosen, **found.columns)
        if self.form is not None:
            self.form.show_records([self.chosen])
        empty(self.found)
        drawn, log = found.mined.map, found.log
        steps = sum(1 for step in drawn.steps if step.name)
        counts = [
            count_text(len(log.cases), "case", "cases"), count_text(log.events, "event", "events"),
            count_text(steps, "step", "steps"), count_text(len(drawn.links), "link", "links"),
        ]  # fmt: skip
        self._label(_("The map"))
        self._words(" · ".join(counts))
        self._label(_("How well it gives the log back"))
        proof = found.reproduction
        sure = proof is not None and proof.is_reproduced
        self._words(
            found.reproduction_text if sure else f"▲ {found.reproduction_text}",
            "small" if sure else "caution",
        )
        ways = preview.ways
        self._label(
            ngettext("{count} way through", "{count} ways through", len(ways)).format(
                count=number_text(len(ways))
            )
        )
        kinds = kinds_of_ways(ways)
        for kind in kinds[:MOST]:
            way, share = kind[0], sum(one.share for one in kind)
            said = way_text(way) if kind is kinds[0] else difference_text(way, kinds[0][0])
            if len(kind) > 1:
                said = _("{way} (in {count} orders)").format(way=said, count=number_text(len(kind)))
            words = words_label(f"{share_text(share)}  {said}", "small")
            words.setToolTip(" → ".join(way.trace))
            self.found.addWidget(words)
        if len(kinds) > MOST:
            others = [way for kind in kinds[MOST:] for way in kind]
            more = _("{share}  {count} other ways").format(
                share=share_text(sum(way.share for way in others)), count=number_text(len(others))
            )
            self._words(more)
        if notes := found.mined.notes:
            self._label(_("To know"))
            for note in notes:
                self._words(f"● {note}")

    def _label(self, text: str) -> None:
        self.found.addSpacing(self.session.look.px(6))
        self.found.addWidget(set_role(QLabel(text), "label"))

    def _words(self, text: str, role: str = "small-muted") -> None:
        self.found.addWidget(words_label(text, role))

    def make_map(self) -> None:
        """The map is part of the event from now on; undo takes it out again."""
        if self.preview is None or self.dataset is None:
            return
        map_id = self.preview.mined.mined.map.id
        if self.session.do(log_work.MakeMap(self.dataset, self.preview)) is None:
            self.made.emit(map_id)


def kinds_of_ways(ways: Sequence[Variant]) -> list[list[Variant]]:
    """Ways that do the same as often in another order, put together; the most frequent kinds and ways first."""
    found: dict[frozenset[tuple[str, int]], list[Variant]] = {}
    for way in ways:
        found.setdefault(frozenset(Counter(way.trace).items()), []).append(way)
    return sorted(found.values(), key=lambda kind: -sum(way.share for way in kind))


def difference_text(way: Variant, first: Variant) -> str:
    """What a way has more and less than the most frequent one; the way itself where that is longer."""
    more, less = Counter(way.trace), Counter(first.trace)
    more, less = more - less, less - more
    if len(more) + len(less) > STEPS // 2:
        return way_text(way)

    def names(counts: Counter[str]) -> str:
        return list_text([name if count == 1 else f"{name} ×{count}" for name, count in counts.items()])

    if more and less:
        return _("as the first, with {more}, without {less}").format(more=names(more), less=names(less))
    if more:
        return _("as the first, with {more}").format(more=names(more))
    return _("as the first, without {less}").format(less=names(less))


def way_text(way: Variant) -> str:
    """The activities of a way in a line, repeats counted: ``Intake → Review ×3 → Issue``."""
    parts: list[str] = []
    times: list[int] = []
    for name in way.trace:
        if parts and parts[-1] == name:
            times[-1] += 1
        else:
            parts.append(name)
            times.append(1)
    said = [name if count == 1 else f"{name} ×{count}" for name, count in zip(parts, times, strict=True)]
    if len(said) > STEPS:
        said = [*said[: STEPS - 2], "…", said[-1]]
    return " → ".join(said)
