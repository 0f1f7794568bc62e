"""The public copy of an event: the same event with nobody's name in it, and the account of what was replaced.

The one way from an event to anything that is handed out without names. Whoever makes a paper, a picture, a file or a
line of text for the public makes it from `PublicCopy.event` and replaces nothing afterwards. Everybody is called
``Person A``, ``Person B`` ... through the whole file, in the columns of the data too, so every figure stays as it is;
titles of office stay. Nothing here changes what the event says otherwise.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from leanbench.event.records import Dataset, Event, Study
from leanbench.privacy.people import NO_CHOICE, Choice, Roster
from leanbench.privacy.person_cells import pieces_of, same_text
from leanbench.privacy.record_texts import Place, with_texts
from leanbench.privacy.survey import DataCells, Survey
from leanbench.privacy.text_names import HOME_FOLDER, PHONE, addresses
from leanbench.privacy.word_lists import fold
from leanbench.schema import replace
from leanbench.schema.addresses import address_parts, address_text
from leanbench.store.merge import Merged, Taken
from leanbench.words.free_names import FreeNames
from leanbench.words.language import _, ngettext
from leanbench.words.lists import list_text

_GIVEN_ID = re.compile(r"(?:[a-z]{1,3}-)?[0-9a-z]{10}|[0-9a-f-]{36}")  # random at birth: no name is in it
_AUTHORS = frozenset(
    {"author", "creator", "user", "username", "modifiedby", "lastmodifiedby", "savedby", "host", "computer"}
)
_LETTERS = re.compile(r"[^\W_]")


class Replaced(NamedTuple):
    """One person of the account: the label, in which words the person was named, and how often."""

    label: str
    spellings: tuple[str, ...]
    times: int


class PublicCopy:
    """An event without names.

    Attributes
    ----------
    event : Event
        Without names, marked with ``header.names_removed``.
    replaced : tuple of Replaced
        Everybody who was named, by label.
    notes : tuple of str
        What a reader may still find out, in sentences.
    """

    def __init__(self, event: Event, choice: Choice = NO_CHOICE, more: Sequence[Any] = ()) -> None:
        """more : records beside the event that are to be handed out with it, see `record`."""
        self.survey = Survey(event, more)
        self.roster = Roster(self.survey, choice)
        self._choice = choice
        self._counts: Counter[tuple[str, str]] = Counter()
        self._weight = (
            1  # how often what is being changed stands there: equal cells of a column are changed once
        )
        self._texts: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {}
        self._ids = self._new_ids()
        self._data = {data.dataset.id: self._public_data(data) for data in self.survey.data}
        self.event = self._public_event(event)
        counted: dict[str, Counter[str]] = {}
        for (label, spelling), count in self._counts.items():
            counted.setdefault(label, Counter())[spelling] += count
        order = {
            label: number
            for number, label in enumerate(sorted(counted, key=lambda label: (len(label), label)))
        }
        self.replaced = tuple(
            Replaced(label, tuple(spellings), spellings.total())
            for label, spellings in sorted(counted.items(), key=lambda item: order[item[0]])
        )
        self.notes = tuple(self._notes())

    # --- what else is handed out with the event ------------------------------------------------------

    def text(self, text: str) -> str:
        """A sentence about the event without names."""
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = self._replaced_text(text)
        for found in known[1]:
            self._counts[found] += self._weight
        return known[0]

    def record(self, record: Any) -> Any:
        """A record of the event, or one that is not in it yet (a chart being tried), without names."""
        exact = (
            self._data[record.dataset].words
            if isinstance(record, Study) and record.dataset in self._data
            else {}
        )
        return with_texts(record, lambda text, place: self._changed(text, place, exact))

    def json(self, value: Any) -> Any:
        """Plain JSON about the event without names."""
        if isinstance(value, str):
            return self._ids.get(value) or self.text(value)
        if isinstance(value, Mapping):
            return {self.json(key): self.json(item) for key, item in value.items()}
        return [self.json(item) for item in value] if isinstance(value, (list, tuple)) else value

    def value(self, value: Any) -> Any:
        """A value of the event, of whatever kind, without names."""
        if isinstance(value, tuple) and not isinstance(value, msgspec.Struct):
            return tuple(map(self.value, value))
        return self.record(value) if isinstance(value, msgspec.Struct) else self.json(value)

    def merged(self, merged: Merged[Event]) -> Merged[Event]:
        """What a merge has done, without names, with the public copy as its root."""

        def address(text: str) -> str:
            return address_text(self._ids.get(part, part) for part in address_parts(text))

        def taken(rows: tuple[Taken, ...]) -> tuple[Taken, ...]:
            return tuple(Taken(address(r.address), self.value(r.before), self.value(r.after)) for r in rows)

        conflicts = tuple(
            replace(c, address=address(c.address), mine=self.json(c.mine), theirs=self.json(c.theirs))
            for c in merged.conflicts
        )
        return Merged(self.event, taken(merged.taken), taken(merged.merged), conflicts, taken(merged.gone))

    # --- records -------------------------------------------------------------------------------------

    def _public_event(self, event: Event) -> Event:
        without = replace(event, conflicts=(), datasets=(), studies=())
        made: Event = with_texts(without, lambda text, place: self._changed(text, place, {}))
        return replace(
            made,
            header=replace(made.header, names_removed=True, copied_from=""),
            datasets=tuple(self._data[dataset.id].dataset for dataset in event.datasets),
            studies=tuple(self.record(study) for study in event.studies),
        )

    def _changed(self, text: str, place: Place, exact: Mapping[str, str]) -> str:
        if place.is_id:
            return self._ids.get(text, text)
        if place.card.kind == "person" or (place.path[0] == "team" and place.card.name == "name"):
            return self._person_cell(text)
        if place.card.kind == "loose":
            if fold(place.path[-1]) in _AUTHORS and text != place.path[-1]:
                return ""  # who wrote the file
            if text in self._ids:
                return self._ids[text]
            if same_text(text) in exact:
                return exact[same_text(text)]
            # Of the options of a method, a small word is one of the program: “laney” is no person there.
            is_word = place.card.name == "options" and text == text.lower() and not re.search(r"[\s@]", text)
            return text if is_word else self.text(text)
        return exact.get(same_text(text)) or self.text(text)

    def _person_cell(self, text: str) -> str:
        parts, at = [], 0
        for start, end in pieces_of(text, self.roster.are_two):
            piece = text[start:end]
            people = frozenset() if "@" in piece else self.roster.resolve(piece)
            parts += [text[at:start], self._label(people, piece) if people else self.text(piece)]
            at = end
        return "".join([*parts, text[at:]])

    def _label(self, people: Iterable[int], spelling: str) -> str:
        label = self.roster.label(people)
        if not label:
            return spelling  # somebody who is to stay
        self._counts[label, spelling] += self._weight
        return label

    def _new_ids(self) -> dict[str, str]:
        """Ids that are made of a name, to others."""
        made: dict[str, str] = {}
        free = FreeNames(self.survey.ids, "-{}")
        for old in dict.fromkeys(self.survey.ids):
            if _GIVEN_ID.fullmatch(old) and any(letter.isdigit() for letter in old):
                continue
            new = self._replaced_text(old)[0]
            if new == old:
                continue
            stem = re.sub(r"[^a-z0-9]+", "-", new.lower()).strip("-")
            made[old] = free.of(stem)
        return made

    # --- text ----------------------------------------------------------------------------------------

    def _replaced_text(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The text without names, and each (label, spelling) that was replaced."""
        if not _LETTERS.search(text):
            return text, ()
        spans: list[tuple[int, int, str]] = []

        def put(start: int, end: int, label: str) -> None:
            if label and all(end <= a or start >= b for a, b, _label in spans):
                spans.append((start, end, label))

        roster = self.roster
        for match in addresses(text):
            if roster.hides_address(match):
                people = roster.of_address(match["local"]) or roster.resolve(match[0])
                put(*match.span(), roster.label(people))
        for match in PHONE.finditer(text):
            if self._choice.wants(match[0], True):
                put(*match.span(), _("(phone number)"))
        for match in HOME_FOLDER.finditer(text):
            put(*match.span(), _("user"))
        for found in roster.finder.find(text):
            put(found.start, found.end, roster.label(found.people))
        parts, at = [], 0
        for start, end, label in sorted(spans):
            parts += [text[at:start], label]
            at = end
        told = tuple((label, text[start:end]) for start, end, label in spans if label != _("user"))
        return "".join([*parts, text[at:]]), told

    # --- data ----------------------------------------------------------------------------------------

    def _public_data(self, data: DataCells) -> _PublicData:
        """The dataset without names; two different cells stay two, so that nothing is counted differently."""
        dataset = data.dataset
        people = {column.place for column in data.people if self._choice.wants(column.heading, True)}
        contacts = set(data.contacts)
        headings = self._apart(data.headings, self._heading)
        words = {same_text(old): new for old, new in headings.items() if new != old}
        changes: list[dict[str, str]] = []
        for index in range(max(map(len, data.rows), default=0)):
            change: Callable[[str], str] = self._person_cell if index in people else self.text
            if index in contacts:
                change = self._contact
            cells = self._apart((row[index] for row in data.rows[1:] if index < len(row)), change)
            changed = {old: new for old, new in cells.items() if new != old}
            changes.append(changed)
            words |= {same_text(old): new for old, new in changed.items()}
        text = dataset.text
        if words:
            stream = io.StringIO()
            writer = csv.writer(stream, lineterminator="\r\n" if "\r\n" in text else "\n")
            writer.writerow([headings[cell] for cell in data.headings])
            writer.writerows(
                [[changes[i].get(cell, cell) for i, cell in enumerate(row)] for row in data.rows[1:]]
            )
            text = stream.getvalue()
        renamed = with_texts(
            replace(dataset, text="", columns=()), lambda value, place: self._changed(value, place, {})
        )
        columns = tuple(
            replace(
                with_texts(column, lambda value, place: self._changed(value, place, words)),
                kind="text"
                if column.kind == "number" and _index(data, column.name) in people | contacts
                else column.kind,
            )
            for column in dataset.columns
        )
        return _PublicData(replace(renamed, text=text, columns=columns), words)

    def _apart(self, texts: Iterable[str], change: Callable[[str], str]) -> dict[str, str]:
        """What becomes of each text; two that would become the same are told apart by a number."""
        made: dict[str, str] = {}
        for text, self._weight in Counter(texts).items():
            made[text] = change(text)
        self._weight = 1
        free = FreeNames(text for text, new in made.items() if text == new)
        return {text: new if text == new else free.of(new) for text, new in made.items()}

    def _heading(self, heading: str) -> str:
        people = (
            self.roster.resolve(heading) if same_text(heading) in self.roster.exact_names else frozenset()
        )
        return self._label(people, heading) if people else self.text(heading)

    def _contact(self, cell: str) -> str:
        made = self.text(cell)
        if made != cell or not cell.strip():
            return made
        return _("(removed)") if "@" in cell or re.search(r"\d{4}", cell) else cell

    # --- the account ---------------------------------------------------------------------------------

    def _notes(self) -> Iterable[str]:
        """What may still tell who somebody is."""
        event = self.event
        roles = Counter(member.role.strip().casefold() for member in event.team if member.role.strip())
        cells = {value for data in self._data.values() for value in data.words.values()}
        alone = [m for m in event.team if m.name in cells and roles[m.role.strip().casefold()] == 1]
        if alone:
            yield _(
                "Readers may know who {people} is: nobody else in the team list has that role, "
                "and the data tell of the work of each."
            ).format(people=list_text([f"{member.name} ({member.role})" for member in alone]))
        if self.survey.event.conflicts:
            yield _("What a merge has left to decide is not in the public copy.")


class _PublicData(NamedTuple):
    dataset: Dataset
    words: dict[str, str]  # headings and cells that changed, by `same_text`


def _index(data: DataCells, name: str) -> int:
    return data.headings.index(name) if name in data.headings else -1


def public_copy(event: Event, hide: Sequence[str] = (), keep: Sequence[str] = ()) -> PublicCopy:
    """The event without names, and what was replaced.

    Parameters
    ----------
    hide : words or names to hide that nothing tells as names.
    keep : words, names, headings of columns and addresses that are to stay.
    """
    return PublicCopy(event, Choice(tuple(hide), tuple(keep)))


def account_text(copy: PublicCopy) -> str:
    """The account in one sentence, without a name in it: ``14 people are called Person A to Person N ...``."""
    people = [one for one in copy.replaced if one.label != _("(phone number)")]
    if not copy.replaced:
        return _("No name of a person was found.")
    total = sum(one.times for one in copy.replaced)
    return ngettext(
        "{people} person is called {labels}; {places} places were changed.",
        "{people} people are called {labels}; {places} places were changed.",
        len(people),
    ).format(people=len(people), labels=list_text([one.label for one in people], 3), places=total)
