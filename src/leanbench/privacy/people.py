"""The people of an event: everybody who is named, once, under one label that stays the same in the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from leanbench.privacy.name_spellings import (
    NameFinder,
    Spellings,
    Word,
    is_capital,
    name_words,
    spellings_of,
    tokens_of,
)
from leanbench.privacy.person_cells import is_nameless, label_pattern, name_in, pieces_of, same_text
from leanbench.privacy.survey import Survey
from leanbench.privacy.text_names import addresses, is_office_address, names_in_texts, without_addresses
from leanbench.privacy.word_lists import fold, word_list
from leanbench.words.language import _


class Person(NamedTuple):
    """Somebody who is named: the label instead of the name, the name as first read, and where that was."""

    label: str
    name: str
    where: str


class Choice(NamedTuple):
    """What somebody decided about words that may be names."""

    hide: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    def wants(self, text: str, usual: bool) -> bool:
        """Whether a word is hidden; `usual` without a decision."""
        key = choice_key(text)
        return key in _keys(self.hide) or (usual and key not in _keys(self.keep))


NO_CHOICE = Choice()


def choice_key(text: str) -> str:
    """By what a word in a list of names is known again: its letters and figures."""
    return fold(text) + re.sub(r"\D", "", text) or same_text(text)


@cache
def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(choice_key, words))


class _Known:
    """Spellings to numbers of people, while they are gathered."""

    def __init__(self) -> None:
        self.spelled: list[Spellings] = []
        self.words: list[tuple[Word, ...]] = []
        self.first: list[tuple[int, str, str]] = []  # order, name, where
        self.exact: dict[str, int] = {}
        self.full: dict[str, set[int]] = {}
        self.initial: dict[str, set[int]] = {}
        self.parts: dict[str, set[int]] = {}
        self.initials: dict[str, set[int]] = {}

    def add(self, order: int, name: str, where: str, exact: str) -> int:
        """The number of a name: of the person it is another spelling of, or a new one."""
        known = self.exact.get(exact)
        number = known if known is not None else self._same(name)
        if number is None:
            number = len(self.spelled)
            spelled, words = spellings_of(name), name_words(name)
            self.spelled.append(spelled)
            self.words.append(words)
            self.first.append((order, name, where))
        else:
            spelled, words = spellings_of(name), name_words(name)
            self.spelled[number] = self.spelled[number].joined(spelled)
            self.first[number] = min(self.first[number], (order, name, where))
        self.exact[exact] = number
        for table, keys in (
            (self.full, spelled.full),
            (self.initial, [key for key, _cut in spelled.initial]),
            (self.parts, spelled.parts),
            (self.initials, spelled.initials),
        ):
            for key in keys:
                table.setdefault(key, set()).add(number)
        return number

    def add_exact(self, order: int, text: str, where: str) -> None:
        """Somebody of whom nothing is known but one text: an e-mail address."""
        if same_text(text) not in self.exact:
            self.exact[same_text(text)] = len(self.spelled)
            self.spelled.append(spellings_of(""))
            self.words.append(())
            self.first.append((order, text, where))

    def _same(self, name: str) -> int | None:
        words = name_words(name)
        key = "".join(word.key for word in words)
        solid = [word.key for word in words if not word.is_initial]
        # “O Shaughnessy” is a word of a name, “maria-zaragoza” a whole one, “mzaragoza” one with an initial.
        tables = [self.full, self.parts, self.initial] if len(solid) == 1 else [self.full]
        for table in [self.initials, *tables] if _rank(name) == 3 else tables:
            if key in table:
                return _only(table[key])
        same = self.full.get(solid[0] + solid[-1], set()) if len(solid) > 1 else set()
        middles = {word.key[0] for word in words[1:-1]}
        fitting = {
            n for n in same if not middles or not (theirs := _middles(self.words[n])) or theirs == middles
        }
        return _only(fitting)


def _middles(words: tuple[Word, ...]) -> set[str]:
    return {word.key[0] for word in words[1:-1]}


def _only(numbers: set[int] | None) -> int | None:
    return next(iter(numbers)) if numbers and len(numbers) == 1 else None


class Roster:
    """Everybody in an event by number, and how to find them in a text or a cell."""

    def __init__(self, survey: Survey, choice: Choice) -> None:
        self.survey, self.choice = survey, choice
        self.vocabulary = survey.vocabulary
        known = self._known = _Known()
        self._parts_of_people: dict[str, set[str]] = {}
        mentions = list(self._mentions())
        for rank in range(
            4
        ):  # whole names first: what comes after is a spelling of them, where it can be one
            for order, (name, where, exact) in enumerate(mentions):
                if _rank(name) == rank:
                    known.add(order, name, where, exact)
        for order, (address, where) in enumerate(self._addresses(), len(mentions)):
            if not self.of_address(address.partition("@")[0]):
                known.add_exact(order, address, where)
        ordered = sorted(range(len(known.first)), key=lambda number: known.first[number])
        # Who is to stay is found like all others, so that no part of the name is taken for somebody else.
        self.staying = frozenset(n for text in choice.keep for n in self._whose(text))
        labels = _labels(survey)
        named = {number: "" if number in self.staying else next(labels) for number in ordered}
        self.people = {n: Person(named[n], known.first[n][1], known.first[n][2]) for n in ordered}
        self.finder = NameFinder(
            ((n, known.spelled[n]) for n in ordered),
            (p for p in known.parts if choice.wants(p, self.is_name_alone(p))),
        )
        self.known_parts = frozenset(known.parts)
        self._parts_of_people = {part: set(map(str, numbers)) for part, numbers in known.parts.items()}
        self.exact_names = frozenset(known.exact)

    def _mentions(self) -> Iterator[tuple[str, str, str]]:
        """Each name with its place and the cell it is: of the lists, the cells, the texts, and what somebody typed."""
        survey, wants = self.survey, self.choice.wants
        for text in self.choice.hide:
            if name_words(text) and not any(addresses(text)):
                yield text, _("chosen"), same_text(text)
        parts: dict[str, set[str]] = {}
        for mention in survey.names:
            for part in spellings_of(mention.text).parts if "," not in mention.text else ():
                parts.setdefault(part, set()).add(mention.text)
        self._parts_of_people = parts
        for mention, sure in (*((m, True) for m in survey.names), *((m, False) for m in survey.cells)):
            for name in self._names_of(mention.text, sure):
                yield name, mention.where, same_text(name)
        columns = [column for data in survey.data for column in data.people if wants(column.heading, True)]
        for column in columns:
            where = _("column “{heading}”").format(heading=column.heading)
            for cell in column.cells:
                for name in self._names_of(cell, False):
                    yield name, where, same_text(name)
        for possible in names_in_texts(survey):
            if wants(possible.text, possible.is_ticked):
                yield possible.text, possible.where, same_text(possible.text)

    def _addresses(self) -> Iterator[tuple[str, str]]:
        """The e-mail addresses to hide, wherever they stand."""
        survey = self.survey
        for mention in (*survey.names, *survey.cells, *survey.texts, *survey.data_mentions()):
            for match in addresses(mention.text):
                if self.hides_address(match):
                    yield match[0], mention.where

    def hides_address(self, match: re.Match[str]) -> bool:
        """Whether an address is hidden; those of offices are not unless somebody says so."""
        return self.choice.wants(match[0], not is_office_address(match["local"], self.vocabulary))

    def _names_of(self, text: str, sure: bool) -> Iterator[str]:
        """The names in a cell. Addresses stand for their people and are found by themselves."""
        plain = without_addresses(text)
        for start, end in pieces_of(plain, self.are_two):
            piece = plain[start:end]
            if not is_nameless(piece, self.vocabulary, sure):
                name = name_in(piece)
                if sure or not is_nameless(name, self.vocabulary):
                    yield name

    def are_two(self, one: str, other: str) -> bool:
        """Whether two words are known as parts of the names of different people."""
        known = self._parts_of_people
        return one in known and other in known and not known[one] & known[other]

    def is_name_alone(self, part: str) -> bool:
        """Whether one word of a name is hidden wherever it stands: “Ortiz” is, “Grant” and “Clerk” are not."""
        plain = word_list("common") | word_list("titles") | word_list("others") | word_list("particles")
        if len(part) < 2 or part in plain or part in self.vocabulary.roles:
            return False
        whole = any(len(self._known.words[n]) > 1 for n in self._known.parts.get(part, ()))
        return whole or part not in self.vocabulary.small

    def resolve(self, piece: str) -> frozenset[int]:
        """Whose name a whole cell or a piece of it is; empty when it is nobody's."""
        known = self._known
        exact = known.exact.get(same_text(piece))
        if exact is not None:
            return frozenset({exact})
        key = "".join(word.key for word in name_words(piece))
        letters = [token.raw for token in tokens_of(piece)]
        tables = [known.full, known.initial, known.parts]
        if letters and all(map(is_capital, letters)) and len(key) <= 4:
            tables.append(known.initials)
        for table in tables:
            if key and key in table:
                return frozenset(table[key])
        return frozenset()

    def of_address(self, local: str) -> frozenset[int]:
        """Whose e-mail address this may be, by what stands before the @; empty when nobody's is known."""
        letters = fold(local)
        for table in (self._known.full, self._known.initial):
            if letters in table:
                return frozenset(table[letters])
        keys = [token.key for token in tokens_of(local.replace("_", " ")) if len(token.key) > 2]
        found = [self._known.parts[key] for key in keys if key in self._known.parts]
        common = set.intersection(*found) if found else set()
        return frozenset(common or (found[-1] if found else ()))

    def label(self, people: Iterable[int]) -> str:
        """What stands instead of a name; of a name that several may have, all of theirs; "" when it stays."""
        labels = [self.people[number].label for number in sorted(people)]
        return _(" or ").join(label for label in labels if label)

    def _whose(self, text: str) -> frozenset[int]:
        """Who is meant by a name that is to stay: one word means only somebody called by nothing else."""
        people = self.resolve(text)
        if len(name_words(text)) > 1 or "@" in text:
            return people
        return frozenset(n for n in people if len(self._known.words[n]) <= 1)


def _rank(name: str) -> int:
    """Whole names 0, names with an initial 1, single words 2, bare initials (“ML”, “J. S.”) 3."""
    words = name_words(name)
    solid = [word for word in words if not word.is_initial]
    if len(words) > 1 and solid:
        return 0 if len(solid) > 1 else 1
    return 3 if not solid or (solid[0].raw.isupper() and len(solid[0].key) <= 3) else 2


def _labels(survey: Survey) -> Iterator[str]:
    """``Person A``, ``Person B`` ... ``Person Z``, ``Person AA``; none that stands in the event already."""
    pattern = _("Person {letter}")
    texts = (*survey.texts, *survey.names, *survey.cells)
    taken = "\n".join([*(m.text for m in texts), *(d.dataset.text for d in survey.data)])
    here = set(re.findall(label_pattern(), taken))
    number = 0
    while True:
        number += 1
        letters, rest = "", number
        while rest:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(65 + digit) + letters
        if letters not in here:
            yield pattern.format(letter=letters)
