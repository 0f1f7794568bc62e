"""The strip of numbers below the map. Each card opens how its number came about.

A changed number stands at once; the value before is shown in gray beside it for a second.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from leanbench.event.records import Event
from leanbench.flow.measures import Metrics, metrics_of
from leanbench.flow.times import typed_minutes
from leanbench.quantity import Quantity
from leanbench.schema import Record
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, row_layout
from leanbench.ui.map.map_scene import has_times
from leanbench.words import N_, _
from leanbench.words.durations import Calendar, time_text
from leanbench.words.figures import figure_text, quantity_text
from leanbench.words.numbers import share_text

FLASH_MS = 1000
# Without any time recorded these are not 0 but unknown.
TIMES = ("lead_time_expected_min", "process_time_critical_path_min", "labour_expected_min")


class Card(Record):
    """One card: its heading, the metric it shows and explains, and what stands below."""

    title: str
    name: str
    value: Callable[[Metrics, Event], tuple[str, str]]
    below: Callable[[Metrics, Event], str]
    also: tuple[str, ...] = ()


def _time(value: float | None, calendar: Calendar) -> tuple[str, str]:
    if value is None:
        return ("–", "")
    number, _, named = time_text(value, calendar).rpartition(" ")
    return (number, named)


def _minutes(name: str) -> Callable[[Metrics, Event], tuple[str, str]]:
    return lambda m, e: _time(m.value(name), e.calendar)


def _figure(name: str, kind: str) -> Callable[[Metrics, Event], tuple[str, str]]:
    return lambda m, _e: (figure_text(m.value(name), kind), "")


def _both(m: Metrics, name: str, calendar: Calendar) -> str:
    return " ".join(_time(m.value(name), calendar)).strip()


def _below_lead(m: Metrics, e: Event) -> str:
    return _("expected · first pass {m}").format(m=_both(m, "lead_time_first_pass_min", e.calendar))


def _below_loops(m: Metrics, e: Event) -> str:
    shares = [
        share_text(link.probability)
        for link in e.map(m.map_id).links
        if link.kind == "rework" and link.probability is not None
    ]
    return " · ".join(shares[:3]) or _("nothing comes back")


def _below_labour(m: Metrics, e: Event) -> str:
    unit = e.demand.unit or "unit"
    fte = m.value("fte_required")
    return _("per {unit}").format(unit=unit) + (
        _(" · {fte} a year").format(fte=figure_text(fte, "FTE")) if fte is not None else ""
    )


def _below_takt(m: Metrics, e: Event) -> str:
    if m.value("takt_time_min") is None:
        return _("no demand recorded")
    process, _waits = typed_minutes(e.map(m.map_id), e.calendar)
    times = [minutes for minutes in process if minutes is not None]
    return _("slowest step {times}").format(times=time_text(max(times), e.calendar)) if times else ""


def _below_rolled(m: Metrics, _e: Event) -> str:
    return figure_text(m.value("steps_main_path") or 0.0, "steps")


def _below_handoffs(m: Metrics, _e: Event) -> str:
    return _("{text} counting all links").format(
        text=figure_text(m.value("handoffs_all_edges") or 0.0, "count")
    )


CARDS: tuple[Card, ...] = (
    Card(
        N_("Lead time"), "lead_time_expected_min", _minutes("lead_time_expected_min"), _below_lead,
        ("lead_time_first_pass_min", "lead_time_p85_min"),
    ),
    Card(
        N_("Process time"), "process_time_critical_path_min", _minutes("process_time_critical_path_min"),
        lambda _m, _e: _("critical path"), (),
    ),
    Card(
        N_("Activity ratio"), "activity_ratio_pct", _figure("activity_ratio_pct", "ratio"),
        lambda _m, _e: _("process ÷ lead, working time"), ("va_ratio_pct",),
    ),
    Card(N_("Rolled %C&A"), "rolled_ca_pct", _figure("rolled_ca_pct", "ca"), _below_rolled, ()),
    Card(
        N_("Hand-offs"), "handoffs_critical_path", _figure("handoffs_critical_path", "count"), _below_handoffs,
        ("handoffs_all_edges",),
    ),
    Card(N_("Loops"), "loops", _figure("loops", "count"), _below_loops, ("first_pass_probability_pct",)),
    Card(
        N_("Labor"), "labour_expected_min", _minutes("labour_expected_min"), _below_labour,
        ("fte_required", "labour_cost_per_unit_usd"),
    ),
    Card(N_("Takt"), "takt_time_min", _minutes("takt_time_min"), _below_takt, ()),
)  # fmt: skip


class MetricCard(QAbstractButton):
    """One number in one line: heading, value with muted unit, and where there is room what it rests on."""

    def __init__(self, session: Session, card: Card) -> None:
        super().__init__()
        self.session = session
        self.card = card
        self.number = ("–", "")
        self.below = ""
        self.before = ""
        self.is_long = True  # with what it rests on
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("How this number came about"))
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(FLASH_MS)
        self.timer.timeout.connect(self._forget)

    def parts(self, with_below: bool) -> list[tuple[str, str, bool, str]]:
        """What stands in the line: text, type, whether it is bold, color role."""
        was = _("was {before}").format(before=self.before) if self.before else ""
        found = [
            (_(self.card.title), "small", False, "muted"),
            (self.number[0], "body", True, "text"),
            (self.number[1], "small", False, "muted"),
            (was or (self.below if with_below else ""), "caption", False, "disabled" if was else "muted"),
        ]
        return [part for part in found if part[0]]

    def width_of(self, with_below: bool) -> int:
        """The width of the line in pixels."""
        px, look = self.session.look.px, self.session.look
        words = sum(
            QFontMetrics(look.font(role, bold)).horizontalAdvance(text) + px(5)
            for text, role, bold, _colour in self.parts(with_below)
        )
        return words + px(11)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self.width_of(self.is_long), self.session.look.px(28))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return self.sizeHint()

    def show_value(self, number: tuple[str, str], below: str, flash: bool) -> None:
        """Take a new value; the one before stays beside it for a second."""
        if (number, below) == (self.number, self.below):
            return
        if flash and number != self.number and self.number[0] != "–":
            self.before = " ".join(self.number).strip()
            self.timer.start()
        elif not flash:
            self.before = ""
        self.number, self.below = number, below
        spoken = f"{_(self.card.title)} {number[0]} {number[1]}, {below}"
        self.setAccessibleName(spoken)
        self.update()

    def _forget(self) -> None:
        self.before = ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Quiet; an accent edge under the pointer or focus."""
        look, px = self.session.look, self.session.look.px
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        lively = self.hasFocus() or self.underMouse()
        painter.setPen(look.colour("accent") if lively else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("pressed") if self.isDown() else Qt.BrushStyle.NoBrush)
        area = self.rect().adjusted(0, 0, -1, -1)
        painter.drawRoundedRect(area, 6, 6)
        if self.hasFocus():
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        x, base = px(8), self.height() // 2 + px(5)
        for text, role, bold, colour in self.parts(self.is_long):
            painter.setFont(look.font(role, bold))
            painter.setPen(look.colour(colour))
            room = self.width() - x - px(3)
            painter.drawText(
                x, base, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            )
            x += painter.fontMetrics().horizontalAdvance(text) + px(5)


class MetricsStrip(QWidget):
    """All cards of the map in front."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName(_("Numbers of the map"))
        self.cards = [MetricCard(session, card) for card in CARDS]
        self.popup: ExplainCard | None = None
        self._wide = 0
        row = row_layout(self, spacing=2)
        for card in self.cards:
            row.addWidget(card)
            card.clicked.connect(lambda _on=False, which=card: self.explain(which))
        row.addStretch(1)
        self._map_id = ""
        self.refresh(False)

    def least_width(self) -> int:
        """The room all numbers need, without what they rest on."""
        return sum(card.width_of(False) + 2 for card in self.cards)

    def fit(self, wide: int) -> None:
        """What each number rests on where all of it has room; a number that has none stands in the list of all."""
        self._wide = wide
        long = sum(card.width_of(True) + 2 for card in self.cards) <= wide
        left = wide
        for card in self.cards:
            card.is_long = long
            left -= card.width_of(long) + 2
            card.setVisible(left >= 0 or card is self.cards[0])
            card.updateGeometry()

    def refresh(self, flash: bool = True) -> None:
        """Read all numbers; those that changed flash."""
        event, map_ = self.session.event, self.session.map
        if map_ is None:
            return
        flash = flash and map_.id == self._map_id and self.session.look.motion
        self._map_id = map_.id
        found = metrics_of(map_, event)
        timed = has_times(map_)
        for card in self.cards:
            if not map_.steps or (card.card.name in TIMES and not timed):
                card.show_value(("–", ""), _("no times yet") if map_.steps else "", False)
            else:
                card.show_value(card.card.value(found, event), card.card.below(found, event), flash)
        if self._wide:
            self.fit(self._wide)

    def explain(self, card: MetricCard) -> None:
        """Open the card that tells how a number came about."""
        map_ = self.session.map
        if map_ is None:
            return
        found = metrics_of(map_, self.session.event)
        names = (card.card.name, *card.card.also)
        if self.popup is not None:
            self.popup.close()
            self.popup.deleteLater()
        self.popup = ExplainCard(self.session, [found.quantities[name] for name in names], self.window())
        self.popup.open_above(card)


class ExplainCard(QFrame):
    """Formula with the values put in, convention, basis, source. Closes by Esc or a click elsewhere."""

    def __init__(self, session: Session, quantities: list[Quantity], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.session = session
        set_role(self, "popup")
        self.setAccessibleName(_("How this number came about"))
        box = column_layout(self, (16, 14, 16, 14), spacing=6)
        self.setAccessibleDescription(" ".join(quantity.explain() for quantity in quantities))
        for number, quantity in enumerate(quantities):
            if number:
                box.addWidget(set_role(QFrame(), "hairline"))
            self._add(box, quantity, first=number == 0)

    def _add(self, box: QVBoxLayout, quantity: Quantity, first: bool) -> None:
        head = set_role(
            QLabel(f"{quantity.label}: {value_text(quantity, self.session.event.calendar)}"),
            "title" if first else "label",
        )
        box.addWidget(head)
        lines: list[tuple[str, str]] = []
        if quantity.formula:
            lines.append((f"= {quantity.formula}", "small"))
        terms = quantity.term_lines()
        shown = terms if first or len(terms) <= 5 else terms[:4]
        lines += [(f"{name}: {value}", "small-muted") for name, value in shown[:12]]
        if len(terms) > len(shown[:12]):
            lines.append((_("and {terms} more").format(terms=len(terms) - len(shown[:12])), "small-muted"))
        lines += [(text, "small") for text in (quantity.convention, quantity.note) if text]
        source = _(" · Source: {source}").format(source=quantity.source) if quantity.source else ""
        lines.append((_("Basis: {basis}{source}").format(basis=quantity.basis, source=source), "caption"))
        for text, role in lines:
            label = set_role(QLabel(text), role)
            label.setWordWrap(True)
            label.setMaximumWidth(self.session.look.px(420))
            box.addWidget(label)

    def open_above(self, near: QWidget, at: QPoint | None = None) -> None:
        """Above the widget (or the place on the screen) it explains, inside the screen."""
        # The height of wrapped lines is known only once they are polished and the width is final.
        self.ensurePolished()
        wide = self.session.look.px(452)
        self.setFixedWidth(wide)
        layout = self.layout()
        layout.activate()
        self.setFixedHeight(max(layout.totalHeightForWidth(wide), layout.totalMinimumSize().height()))
        place = near.mapToGlobal(QPoint(0, 0)) if at is None else at
        screen = near.screen().availableGeometry()
        x = min(max(place.x(), screen.left() + 8), screen.right() - wide - 8)
        y = place.y() - self.height() - 8
        if y < screen.top() + 8:
            y = min(place.y() + 32, screen.bottom() - self.height() - 8)
        self.move(x, max(y, screen.top() + 8))
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any of Esc, Enter, Space closes."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.close()
        else:
            super().keyPressEvent(event)


def value_text(quantity: Quantity, calendar: Calendar) -> str:
    """The value with its unit, times also in the report unit."""
    if quantity.value is None:
        return _("not known")
    if quantity.unit == "min":
        own, minutes = time_text(quantity.value, calendar), time_text(quantity.value, calendar, "min")
        return own if own == minutes else f"{own} ({minutes})"
    return quantity_text(quantity)
