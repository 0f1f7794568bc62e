"""Changes of everything but maps: header, charter, single fields, roles, rows of tables, data, studies."""

from __future__ import annotations

from typing import Any

from leanbench.errors import Refusal
from leanbench.event.editing import (
    Edit,
    Key,
    counted,
    edited,
    edited_at,
    index_of,
    shown,
    with_row,
    words,
)
from leanbench.event.records import Dataset, Event, Header, Role, Study
from leanbench.schema import Misfit, fit_field, is_record, replace

_OWN_CHANGES = ("maps", "datasets", "studies")


class SetField(Edit):
    """Set a field of the event, or with dots a field inside: ``demand.units_per_year``, ``sipoc``."""

    field: str
    value: Any

    @property
    def label(self) -> str:
        return f"set {words(self.field)} to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("field", self.field)

    def apply(self, event: Event) -> Event | Refusal:
        path = self.field.split(".")
        if path[0] in _OWN_CHANGES:
            return Refusal(f"The {path[0]} are changed one by one.")
        result: Event | Refusal = edited_at(event, path, self.value)
        return result


class SetHeader(Edit):
    """Set one field of the header: title, dates, agency ..."""

    field: str
    value: Any

    @property
    def label(self) -> str:
        return f"set {words(self.field, Header)} to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("field", f"header.{self.field}")

    def apply(self, event: Event) -> Event | Refusal:
        return SetField(f"header.{self.field}", self.value).apply(event)


# --- roles --------------------------------------------------------------------------------------


class AddRole(Edit):
    """Add a role, at the end or at `index`."""

    role: Role
    index: int | None = None

    @property
    def label(self) -> str:
        return f"add role {shown(self.role.name or self.role.id)}"

    def apply(self, event: Event) -> Event | Refusal:
        if not self.role.id:
            return Refusal("A role needs a short name, such as PT.")
        if index_of(event.roles, self.role.id) is not None:
            return Refusal(f"There already is a role “{self.role.id}”.")
        return AddRow("roles", self.role, self.index).apply(event)


class SetRole(Edit):
    """Set one field of a role. A new `id` is carried into every step and lane that uses it."""

    role_id: str
    field: str
    value: Any

    @property
    def label(self) -> str:
        return f"set {words(self.field, Role)} of role {self.role_id} to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("role", self.role_id, self.field) if self.field != "id" else None

    def apply(self, event: Event) -> Event | Refusal:
        index = index_of(event.roles, self.role_id)
        if index is None:
            return Refusal(f"There is no role “{self.role_id}”.")
        if self.field == "id":
            if not self.value or (
                self.value != self.role_id and index_of(event.roles, self.value) is not None
            ):
                return Refusal(f"“{self.value}” cannot be the short name: it is empty or already used.")
            event = _reassigned(event, self.role_id, self.value)
        role = edited(event.roles[index], self.field, self.value)
        if isinstance(role, Refusal):
            return role
        if role is event.roles[index]:
            return event
        return replace(event, roles=with_row(event.roles, index, role))


class RemoveRole(Edit):
    """Remove a role. Its steps go to the role `heir` ("" for nobody); without one it is refused."""

    role_id: str
    heir: str | None = None

    @property
    def label(self) -> str:
        return f"remove role {self.role_id}"

    def apply(self, event: Event) -> Event | Refusal:
        index = index_of(event.roles, self.role_id)
        if index is None:
            return Refusal(f"There is no role “{self.role_id}”.")
        used = sum(step.role == self.role_id for chart in event.maps for step in chart.steps)
        if used and self.heir is None:
            return Refusal(
                f"Role “{self.role_id}” does {counted(used, 'step')}. Give them to another role first."
            )
        if self.heir and (self.heir == self.role_id or index_of(event.roles, self.heir) is None):
            return Refusal(f"There is no other role “{self.heir}”.")
        event = _reassigned(event, self.role_id, self.heir or "")
        return replace(event, roles=event.roles[:index] + event.roles[index + 1 :])


def _reassigned(event: Event, old: str, new: str) -> Event:
    """Steps and lanes of role `old` given to `new`; the event itself when there are none."""
    maps = []
    for chart in event.maps:
        if any(step.role == old for step in chart.steps):
            steps = tuple(replace(s, role=new) if s.role == old else s for s in chart.steps)
            chart = replace(chart, steps=steps)
        if old in chart.lanes:
            lanes = dict.fromkeys(new if lane == old else lane for lane in chart.lanes)
            chart = replace(chart, lanes=tuple(lane for lane in lanes if lane))
        maps.append(chart)
    if all(a is b for a, b in zip(maps, event.maps, strict=True)):
        return event
    return replace(event, maps=tuple(maps))


# --- rows ---------------------------------------------------------------------------------------


def _rows(event: Event, collection: str) -> tuple[Any, ...] | Refusal:
    holder: Any = event
    path = collection.split(".")
    if path[0] not in _OWN_CHANGES:
        for part in path:
            holder = getattr(holder, part, None)
        if isinstance(holder, tuple):
            return holder
    return Refusal(f"There is no table “{collection}” in this event.")


def _put_rows(event: Event, collection: str, rows: tuple[Any, ...]) -> Event | Refusal:
    return SetField(collection, rows).apply(event)


class AddRow(Edit):
    """Add a record (or a line of text) to a table: ``actions``, ``team``, ``charter.goals`` ..."""

    collection: str
    record: Any
    index: int | None = None

    @property
    def label(self) -> str:
        return f"add a row to {words(self.collection)}"

    def apply(self, event: Event) -> Event | Refusal:
        rows = _rows(event, self.collection)
        if isinstance(rows, Refusal):
            return rows
        key = getattr(self.record, "id", None)
        if key and any(getattr(row, "id", None) == key for row in rows):
            return Refusal(f"There already is a row “{key}” in {words(self.collection)}.")
        at = len(rows) if self.index is None else min(max(self.index, 0), len(rows))
        return _put_rows(event, self.collection, (*rows[:at], self.record, *rows[at:]))


class SetRow(Edit):
    """Set one field of one row; for lines of text and pairs `field` is "" and `value` the whole row."""

    collection: str
    index: int
    field: str
    value: Any

    @property
    def label(self) -> str:
        what = f"{words(f'{self.collection}.{self.field}')} in " if self.field else ""
        return f"set {what}{words(self.collection)}, row {self.index + 1}, to {shown(self.value)}"

    @property
    def key(self) -> Key | None:
        return ("row", self.collection, self.index, self.field)

    def apply(self, event: Event) -> Event | Refusal:
        rows = _rows(event, self.collection)
        if isinstance(rows, Refusal):
            return rows
        if not 0 <= self.index < len(rows):
            return Refusal(f"{words(self.collection).capitalize()} has no row {self.index + 1}.")
        old = rows[self.index]
        if not self.field:
            return event if old == self.value else _put_rows(
                event, self.collection, with_row(rows, self.index, self.value)
            )  # fmt: skip
        if not is_record(old):
            return Refusal(f"The rows of {words(self.collection)} have no field “{self.field}”.")
        new = edited(old, self.field, self.value)
        if isinstance(new, Refusal):
            return new
        return event if new is old else _put_rows(event, self.collection, with_row(rows, self.index, new))


class RemoveRow(Edit):
    """Remove one row of a table."""

    collection: str
    index: int

    @property
    def label(self) -> str:
        return f"remove row {self.index + 1} of {words(self.collection)}"

    def apply(self, event: Event) -> Event | Refusal:
        rows = _rows(event, self.collection)
        if isinstance(rows, Refusal):
            return rows
        if not 0 <= self.index < len(rows):
            return Refusal(f"{words(self.collection).capitalize()} has no row {self.index + 1}.")
        return _put_rows(event, self.collection, rows[: self.index] + rows[self.index + 1 :])


class MoveRow(Edit):
    """Move one row so that it ends up at index `to`."""

    collection: str
    index: int
    to: int

    @property
    def label(self) -> str:
        return f"move row {self.index + 1} of {words(self.collection)} to {self.to + 1}"

    def apply(self, event: Event) -> Event | Refusal:
        rows = _rows(event, self.collection)
        if isinstance(rows, Refusal):
            return rows
        if not (0 <= self.index < len(rows) and 0 <= self.to < len(rows)):
            return Refusal(f"{words(self.collection).capitalize()} has {counted(len(rows), 'row')}.")
        if self.index == self.to:
            return event
        rest = [row for index, row in enumerate(rows) if index != self.index]
        rest.insert(self.to, rows[self.index])
        return _put_rows(event, self.collection, tuple(rest))


# --- data and studies ---------------------------------------------------------------------------


class PutDataset(Edit):
    """Add a dataset, or replace the one with its id."""

    dataset: Dataset

    @property
    def label(self) -> str:
        return f"put data {shown(self.dataset.name or self.dataset.id)}"

    def apply(self, event: Event) -> Event | Refusal:
        return _put_keyed(event, "datasets", self.dataset)


class RemoveDataset(Edit):
    """Remove a dataset no study uses."""

    dataset_id: str

    @property
    def label(self) -> str:
        return f"remove data {self.dataset_id}"

    def apply(self, event: Event) -> Event | Refusal:
        users = [study.title or study.id for study in event.studies if study.dataset == self.dataset_id]
        if users:
            return Refusal(
                f"{counted(len(users), 'study')[:60]} still uses these data: {users[0]}. Remove it first."
            )
        return _remove_keyed(event, "datasets", self.dataset_id)


class PutStudy(Edit):
    """Add a study, or replace the one with its id."""

    study: Study

    @property
    def label(self) -> str:
        return f"put study {shown(self.study.title or self.study.id)}"

    @property
    def key(self) -> Key | None:
        return ("study", self.study.id)

    def apply(self, event: Event) -> Event | Refusal:
        return _put_keyed(event, "studies", self.study)


class RemoveStudy(Edit):
    """Remove a study."""

    study_id: str

    @property
    def label(self) -> str:
        return f"remove study {self.study_id}"

    def apply(self, event: Event) -> Event | Refusal:
        return _remove_keyed(event, "studies", self.study_id)


def _put_keyed(event: Event, collection: str, record: Any) -> Event | Refusal:
    if not getattr(record, "id", ""):
        return Refusal("It needs an id before it can be kept.")
    rows = getattr(event, collection)
    index = index_of(rows, record.id)
    if index is not None and rows[index] == record:
        return event
    changed = (*rows, record) if index is None else with_row(rows, index, record)
    try:
        return replace(event, **{collection: fit_field(event, collection, changed)})
    except Misfit as misfit:
        return Refusal(f"{misfit.place()} {misfit.reason}.")


def _remove_keyed(event: Event, collection: str, key: str) -> Event | Refusal:
    rows = getattr(event, collection)
    index = index_of(rows, key)
    if index is None:
        return Refusal(f"There is no “{key}” among the {collection}.")
    return replace(event, **{collection: rows[:index] + rows[index + 1 :]})
