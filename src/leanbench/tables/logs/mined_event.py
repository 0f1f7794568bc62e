"""An event whose map, roles, demand and data come from an event log: what `leanbench mine` and the Data page make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leanbench.errors import UserError
from leanbench.event.records import Dataset, Event, Note
from leanbench.schema import replace
from leanbench.tables.logs.event_log import EventLog, read_log
from leanbench.tables.logs.kept_proof import with_proof
from leanbench.tables.logs.log_columns import guess_columns
from leanbench.tables.logs.log_roles import NEEDED, role_titles
from leanbench.tables.logs.mined_map import MinedMap, to_map
from leanbench.tables.logs.office_clock import OfficeClock
from leanbench.tables.logs.reproduction import Reproduction, reproduce
from leanbench.tables.parsed import Table, table
from leanbench.words import _
from leanbench.words.lists import list_text

if TYPE_CHECKING:
    from leanbench.tables.reading_apart import Task


@dataclass(frozen=True, slots=True, eq=False)
class Mined:
    """A log, its map, and how well the map gives the log back (None with the reason when that cannot be said)."""

    columns: Mapping[str, str]
    log: EventLog
    mined: MinedMap
    reproduction: Reproduction | None
    reproduction_text: str


def log_columns(rows: Table, chosen: Mapping[str, str]) -> dict[str, str]:
    """The columns of a log: those chosen, and the others as they are guessed; an empty choice leaves a role out.

    Raises UserError when the case, the activity or the time has no column, or a chosen one does not exist.
    """
    for name in chosen.values():
        if name:
            rows.column(name)
    taken = set(chosen.values())
    found = {
        role: name for role, name in guess_columns(rows).items() if role not in chosen and name not in taken
    }
    found |= {role: name for role, name in chosen.items() if name}
    if lacking := [role_titles()[role] for role in NEEDED if role not in found]:
        raise UserError(
            _("This is no event log yet: no column is known for {lacking}. Its columns are {names}.").format(
                lacking=list_text(lacking), names=list_text([f"“{name}”" for name in rows.names])
            )
        )
    return found


def mine(
    data: Dataset,
    *,
    rows: Table | None = None,
    columns: Mapping[str, str] | None = None,
    clock: OfficeClock | None = None,
    fold: float = 0.02,
    names: Mapping[str, str] | None = None,
    closed_by: tuple[str, ...] = (),
    zone: str = "",
    map_id: str = "current",
    task: Task | None = None,
) -> Mined:
    """The map of a data set that is an event log, and the proof on its last third; see `read_log` and `to_map`.

    `rows` is what the recipe of the data set makes of it, the table as it came where it has none. `task` is told how
    far it is between stages and while the map is played; its `check` raises when the map is no longer wanted.
    """

    def come_to(share: float) -> None:
        if task is not None:
            task.check()
            task.progress(share)

    rows = table(data) if rows is None else rows
    come_to(0.05)
    found = log_columns(rows, columns or {})
    for role, name in found.items():
        if role not in ("time", "start"):
            rows.codes(name)  # texts to numbers, once for a table: what takes longest of a large one
            come_to(0.1)
    log = read_log(rows, found, clock=clock, zone=zone, names=names, closed_by=closed_by)
    come_to(0.3)
    mined = to_map(log, id=map_id, name=_("From {log}").format(log=data.name or data.id), fold=fold)
    come_to(0.45)
    try:
        proof = reproduce(log, fold=fold, come_to=lambda share: come_to(0.45 + 0.5 * share))
        return Mined(found, log, mined, proof, proof.text())
    except UserError as error:
        return Mined(found, log, mined, None, str(error))


def with_mined(event: Event, data: Dataset, mined: Mined, clock: OfficeClock | None = None) -> Event:
    """`event` with the mined map (for the one of its id), the roles and the data; the proof hangs on the first step."""
    taken = {role.name.casefold(): role.id for role in event.roles}
    ids = {role.id: taken.get(role.name.casefold(), f"{data.id}-{role.id}") for role in mined.mined.roles}
    new_roles = tuple(
        replace(role, id=ids[role.id]) for role in mined.mined.roles if role.name.casefold() not in taken
    )
    drawn = mined.mined.map
    steps = tuple(replace(step, role=ids.get(step.role, "")) for step in drawn.steps)
    first = next((step.id for step in steps if step.name), "")
    note = Note(kind="note", text=mined.reproduction_text, step=first)
    drawn = replace(
        drawn, steps=steps, lanes=tuple(ids[lane] for lane in drawn.lanes), notes=(*drawn.notes, note)
    )
    about = with_proof(
        data.about, drawn.id, mined.columns, mined.mined.notes, mined.reproduction_text, mined.reproduction
    )
    kept = replace(data, about=about)
    demand = event.demand
    if demand.units_per_year is None and mined.mined.units_per_year is not None:
        demand = replace(
            demand,
            units_per_year=mined.mined.units_per_year,
            note=_("counted in {log}").format(log=data.name),
        )
    return replace(
        event, maps=(*(m for m in event.maps if m.id != drawn.id), drawn), roles=(*event.roles, *new_roles),
        demand=demand, calendar=clock.calendar if clock is not None else event.calendar,
        datasets=(*(d for d in event.datasets if d.id != kept.id), kept),
    )  # fmt: skip
