"""From the table in front to the map of the event: what is chosen, the work, the one edit. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leanbench.event.editing import Edit
from leanbench.event.records import Dataset, Event
from leanbench.schema import Card, Extra, Record, cards_of, choice, lines, loose, number, replace, text, yesno
from leanbench.tables import Table
from leanbench.tables.logs.follows import Variant, variants
from leanbench.tables.logs.log_columns import guess_columns
from leanbench.tables.logs.log_roles import NEEDED, ROLES
from leanbench.tables.logs.mined_event import Mined, mine, with_mined
from leanbench.tables.logs.office_clock import OfficeClock
from leanbench.tables.reading_apart import Task
from leanbench.words import N_, _

LOOKED = 20_000  # rows from which is judged whether a table is a log


class LogChoices(Record):
    """How a table is read as a log: its columns by role, when the office is open, what is folded."""

    case: str = choice("Case", {})
    activity: str = choice("Activity", {})
    time: str = choice("Time it was done", {})
    start: str = choice("Time it began", {})
    resource: str = choice("Who did it", {})
    lifecycle: str = choice("Start or complete", {}, rare=True)
    instance: str = choice("Rows that belong together", {}, rare=True)
    opens: float = number("The office opens at", "8 or 8.5", default=8.0, least=0, most=23)
    hours: float = number("Hours it is open a day", default=8.0, least=0.5, most=24)
    elapsed: bool = yesno("Count day and night instead")
    closed_by: tuple[str, ...] = lines("Activities that close a case", "Empty: judged by the log", rare=True)
    zone: str = text("Time zone of the office", "For times in UTC: America/New_York", rare=True)
    extra: Extra = loose()


@dataclass(frozen=True, slots=True, eq=False)
class MinedPreview:
    """A mined log with what is shown of it before it becomes a map."""

    mined: Mined
    clock: OfficeClock | None
    ways: tuple[Variant, ...]


def guessed(table: Table) -> dict[str, str]:
    """The columns by role when a table looks like an event log: case, activity and time known; else nothing."""
    rows = table if table.rows <= LOOKED else table.take(np.arange(LOOKED))
    found = guess_columns(rows)
    if any(role not in found for role in NEEDED):
        return {}
    cases = len(rows.codes(found["case"])[0])
    return found if 0 < cases < rows.rows else {}


def first_choices(table: Table, event: Event) -> LogChoices:
    """The choices as they are guessed, with the hours of the event's calendar."""
    found = guess_columns(table if table.rows <= LOOKED else table.take(np.arange(LOOKED)))
    return LogChoices(**found, hours=event.calendar.hours_per_business_day)  # type: ignore[arg-type]


def choice_cards(table: Table) -> dict[str, Card]:
    """The cards of the choices, with the columns of this table to choose from."""
    found = dict(cards_of(LogChoices))
    del found["extra"]
    for role in ROLES:
        kinds = ("date",) if role in ("time", "start") else ("text", "number", "yesno")
        found[role] = replace(found[role], choices=tuple((name, name) for name in table.of_kind(*kinds)))
    return found


def clock_of(chosen: LogChoices, event: Event) -> OfficeClock | None:
    """The clock of the office: the event's calendar with these hours; None to count day and night."""
    if chosen.elapsed:
        return None
    return OfficeClock(replace(event.calendar, hours_per_business_day=chosen.hours), chosen.opens)


def mined_preview(
    event: Event,
    data: Dataset,
    rows: Table,
    chosen: LogChoices,
    fold: float,
    map_id: str,
    task: Task | None = None,
) -> MinedPreview:
    """The map of the log and how well it gives it back. Raises UserError when it is no log; `task` may stop it."""
    clock = clock_of(chosen, event)
    columns = {role: str(getattr(chosen, role) or "") for role in ROLES}
    found = mine(
        data, rows=rows, columns=columns, clock=clock, fold=fold, zone=chosen.zone, closed_by=chosen.closed_by,
        map_id=map_id, task=task,
    )  # fmt: skip
    if task is not None:
        task.check()
    return MinedPreview(found, clock, variants(found.log))


class MakeMap(Edit):
    """The one edit that makes the mined map, its roles, its demand and its calendar part of the event."""

    data: Dataset
    preview: MinedPreview

    @property
    def label(self) -> str:
        return _("make a map of “{log}”").format(log=self.data.name or self.data.id)

    def apply(self, event: Event) -> Event:
        return with_mined(event, self.data, self.preview.mined, self.preview.clock)


TARGETS = {"current": N_("The current map"), "log": N_("A map of its own")}
