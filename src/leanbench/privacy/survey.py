"""What an event holds that speaks of people: its texts, its person cells by card, the columns of its data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from leanbench.event.records import Dataset, Event
from leanbench.privacy.name_spellings import is_capital, name_words, spellings_of, tokens_of
from leanbench.privacy.person_cells import Vocabulary, is_nameless
from leanbench.privacy.record_texts import Place, with_texts
from leanbench.privacy.word_lists import fold, word_list
from leanbench.schema import cards_of
from leanbench.schema.given_ids import inner_kinds

_ADDRESSES = re.compile(r"(?<!\S)\S*[@/\\_]\S*")  # of web, mail and files: small letters say nothing there
_PROSE = re.compile(r"(?<![\w.'’-])[^\W\d_]{3,}(?![\w'’-]|\.\w)")
_MAY_BE_NAME = re.compile(r"\W*[^\W\d_][^\d]*[\s.,][^\d]*[^\W\d_][^\d]*\Z")  # two words, no figures
_LONGEST = 60  # letters of a whole name
_LOOKS_LIKE = 0.5  # of the different cells, so that a column called “Name” is one of people


class Mention(NamedTuple):
    """A text where people are named, and where it stands in words: “Charter › Sponsor”."""

    text: str
    where: str


class PeopleColumn(NamedTuple):
    """A column of a dataset that holds people: its place, heading, and different cells in their order."""

    place: int
    heading: str
    cells: tuple[str, ...]


class DataCells(NamedTuple):
    """A dataset read as text: its headings, its rows, and which columns hold what."""

    dataset: Dataset
    rows: tuple[tuple[str, ...], ...]
    people: tuple[PeopleColumn, ...]
    contacts: tuple[int, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return self.rows[0] if self.rows else ()


class Survey:
    """One reading of an event, for the list of possible names and for the public copy alike."""

    def __init__(self, event: Event, more: Sequence[Any] = ()) -> None:
        """`more` are records beside the event whose people it shares: another copy of it, a chart not kept yet."""
        self.event = event
        self.names: list[Mention] = []  # where only names are asked for
        self.cells: list[Mention] = []  # where a person is asked for
        self.texts: list[Mention] = []  # where anything may stand
        self.ids: list[str] = []
        roles = set[str]()

        def see(text: str, place: Place) -> str:
            where, kind, name = place.words, place.card.kind, place.card.name
            if place.is_id:
                self.ids.append(text)
            elif kind == "person":
                self.cells.append(Mention(text, where))
            elif place.path[0] in people_lists(Event) and name == "name":
                self.names.append(Mention(text, where))
            elif (place.owner, name) == ("Dataset", "text"):
                pass
            else:
                if name == "role" or (place.path[0] == "roles" and name == "name"):
                    roles.add(text)
                self.texts.append(Mention(text, where))
            return text

        for record in (event, *more):
            with_texts(record, see)
        self._roles = frozenset(roles)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The roles of the event, and the words its prose writes without a capital; no part of a listed name is one."""
        names = {part for mention in self.names for part in spellings_of(mention.text).parts}
        names |= word_list("given") - word_list("common")
        small = {
            fold(word)
            for mention in self.texts
            for word in _PROSE.findall(_ADDRESSES.sub(" ", mention.text))
            if word == word.lower()
        }
        words = Vocabulary(frozenset(), frozenset(small - names))
        return words._replace(
            roles=frozenset(fold(role) for role in self._roles if not looks_like_name(role, words))
        )

    @cached_property
    def data(self) -> tuple[DataCells, ...]:
        """The datasets, read as text."""
        return tuple(self._read(dataset) for dataset in self.event.datasets)

    def data_mentions(self) -> Iterator[Mention]:
        """Each different cell of the data, once for each dataset."""
        for data in self.data:
            where = data.dataset.name or data.dataset.id
            for cell in dict.fromkeys(cell for row in data.rows for cell in row):
                yield Mention(cell, where)

    def _read(self, dataset: Dataset) -> DataCells:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(dataset.text, newline="")))
        people, contacts = [], []
        kinds = {column.name: column.kind for column in dataset.columns}
        for index, heading in enumerate(rows[0] if rows else ()):
            if kinds.get(heading) in ("date", "yesno", "duration"):
                continue
            cells = tuple(dict.fromkeys(row[index] for row in rows[1:] if index < len(row)))
            words = [token.key for token in tokens_of(heading.replace("_", " "))]
            if set(words) & word_list("contact-columns") and any(
                re.search(r"@|\d{4}", cell) for cell in cells
            ):
                contacts.append(index)
            elif self._holds_people(words, cells):
                people.append(PeopleColumn(index, heading, cells))
        return DataCells(dataset, rows, tuple(people), tuple(contacts))

    def _holds_people(self, words: list[str], cells: tuple[str, ...]) -> bool:
        if not any(cell.strip() for cell in cells):
            return False
        joined = set(words) | {"".join(words)} | {word.removesuffix("s") for word in words}
        odd = joined & word_list("no-people-columns")
        if not odd and joined & word_list("people-columns"):
            return True
        if (
            not odd
            and len(words) > 1
            and (words[-1] == "by" or words[:2] in (["assigned", "to"], ["handled", "by"]))
        ):
            return True
        named = [cell for cell in cells if looks_like_name(cell, self.vocabulary)]
        written = [cell for cell in cells if cell.strip()]
        # Whole names under any heading; under a heading that may mean people also single given names.
        if len(named) >= max(2.0, _LOOKS_LIKE * len(written)):
            return True
        perhaps = not odd and bool(joined & word_list("perhaps-people-columns"))
        given = [cell for cell in written if fold(cell) in word_list("given")]
        return perhaps and len(named) + len(given) >= _LOOKS_LIKE * len(written)


def looks_like_name(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a whole cell reads like a name: “Maria Lopez”, “Lopez, Maria”, “M. Lopez”."""
    if len(text) > _LONGEST or not _MAY_BE_NAME.match(text):
        return False
    words = name_words(text)
    if not 2 <= len(words) <= 5:
        return False
    if not all(is_capital(word.raw) or word.key in word_list("particles") for word in words):
        return False
    plain = [word for word in words if vocabulary.is_plain_word(word.key)]
    if plain or is_nameless(text, vocabulary):
        return False
    sure = any(word.is_initial or word.key in word_list("given") for word in words)
    everyday = all(word.key in word_list("common") for word in words)
    return sure and not everyday


@cache
def people_lists(kind: type) -> frozenset[str]:
    """The collections that person cards of a kind of root choose from: the team."""
    found = {card.target for card in cards_of(kind).values() if card.kind == "person"}
    return frozenset(found.union(*(people_lists(inner.kind) for inner in inner_kinds(kind))) - {""})
