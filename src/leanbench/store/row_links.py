"""Links between rows: which of them point to a row that is not there.

A card with a `target` holds the id of a row of that list (or several ids): of the list nearest around the
record that links, or, where none is around it, of any list of that name in the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leanbench.schema import cards_of, field_names, is_record
from leanbench.schema.addresses import Path, address_text

Loose = dict[tuple[str, str], str]


def loose_links(root: Any) -> Loose:
    """Links that point to nothing: (address of the field, id it names) -> the list the row should be in."""
    everywhere: dict[str, set[str]] = {}
    found: Loose = {}
    holders = list(_records(root, (), ()))
    for record, _where, _around in holders:
        for name in field_names(type(record)):
            value = getattr(record, name)
            if isinstance(value, tuple) and value and is_record(value[0]) and hasattr(value[0], "id"):
                everywhere.setdefault(name, set()).update(row.id for row in value)
    near: dict[tuple[int, str], set[str]] = {}
    for record, where, around in holders:
        for name, card in cards_of(type(record)).items():
            if not card.target or card.kind not in ("link", "lines"):
                continue
            value = getattr(record, name)
            wanted = (value,) if isinstance(value, str) else value
            if not wanted or wanted == ("",):
                continue
            owner = next(
                (other for other in reversed(around) if card.target in field_names(type(other))), None
            )
            if owner is None:
                known = everywhere.get(card.target, set())
            else:
                key = (id(owner), card.target)
                if key not in near:
                    near[key] = {row.id for row in getattr(owner, card.target)}
                known = near[key]
            for one in wanted:
                if one not in known:
                    found[address_text((*where, name)), one] = card.target
    return found


def lists_called(name: str, root: Any) -> Iterator[tuple[Any, ...]]:
    """Every list of rows in a field of this name, wherever in the document."""
    for record, _where, _around in _records(root, (), ()):
        if name in field_names(type(record)) and isinstance(getattr(record, name), tuple):
            yield getattr(record, name)


def _records(
    record: Any, where: Path, around: tuple[Any, ...]
) -> Iterator[tuple[Any, Path, tuple[Any, ...]]]:
    """Every record inside, with its address and the records around it, itself the last."""
    inside = (*around, record)
    yield record, where, inside
    for name in field_names(type(record)):
        value = getattr(record, name)
        if is_record(value):
            yield from _records(value, (*where, name), inside)
        elif isinstance(value, tuple) and value and is_record(value[0]):
            for index, row in enumerate(value):
                yield from _records(row, (*where, name, getattr(row, "id", str(index))), inside)
