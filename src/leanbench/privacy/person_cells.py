"""A cell that a person is asked for: which pieces of it are names, and which are offices, titles, or nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from leanbench.privacy.name_spellings import Token, is_capital, tokens_of
from leanbench.privacy.word_lists import HIDDEN, fold, word_list
from leanbench.words.language import _

_BETWEEN = re.compile(r"[;/\n\r|&+•]|\s(?:and|AND|or|with|y|und|et|[-–—])\s")
_HIDDEN = re.compile(f"[{HIDDEN}]")
_OF = frozenset({"of", "for", "from", "at", "on", "in", "to", "the", "and", "or"})
_NUMBERED = re.compile(r"\W*(?:[^\W\d_]+\W+)?(?:[^\W\d_]|\d{1,3})\W*")  # “Operator 3”, “Team B”, “C”, “12”


AreTwo = Callable[[str, str], bool]


class Vocabulary(NamedTuple):
    """What the words of one event say: its roles (folded), and the words it writes without a capital."""

    roles: frozenset[str]
    small: frozenset[str]

    def is_plain_word(self, key: str) -> bool:
        """Whether a word is one of titles, offices or of this event's own, and no name by itself."""
        return key in word_list("titles") or key in word_list("others") or key in self.small


NO_WORDS = Vocabulary(frozenset(), frozenset())


def same_text(text: str) -> str:
    """A cell without the differences nobody sees: case, hidden signs, number of spaces."""
    return " ".join(_HIDDEN.sub("", text).split()).casefold()


def is_label(text: str) -> bool:
    """Whether this stands in a public copy instead of a name already: ``Person A``, ``Person C (2)``."""
    return re.fullmatch(label_pattern() + r"(?: \(\d+\))?", text.strip()) is not None


def label_pattern() -> str:
    """What the labels of people look like, as a regular expression."""
    return re.escape(_("Person {letter}")).replace(r"\{letter\}", "([A-Z]+)")


def pieces_of(text: str, are_two: AreTwo = lambda _one, _other: False) -> Iterator[tuple[int, int]]:
    """The places of the pieces of a cell: “A. Ortiz / Lopez, Maria (backup: J. Smith)”.

    A comma parts two people unless what stands before it is one surname; `are_two` says of two folded words
    whether they are known of different people, as in “Ortiz, Haddad”.
    """
    at = 0
    for match in [*_BETWEEN.finditer(text), None]:
        end = match.start() if match is not None else len(text)
        yield from _comma_pieces(text, at, end, are_two)
        at = match.end() if match is not None else end


def _comma_pieces(text: str, start: int, end: int, are_two: AreTwo) -> Iterator[tuple[int, int]]:
    chunk = text[start:end]
    commas = [match.start() for match in re.finditer(",", chunk)]
    if len(commas) == 1 and _is_surname_first(chunk, commas[0], are_two):
        commas = []
    at = 0
    for comma in [*commas, len(chunk)]:
        piece = chunk[at:comma]
        inner = piece.strip()
        if inner:
            left = start + at + piece.index(inner)
            yield left, left + len(inner)
        at = comma + 1


def _is_surname_first(chunk: str, comma: int, are_two: AreTwo) -> bool:
    before, after = tokens_of(chunk[:comma]), tokens_of(chunk[comma + 1 :])
    if not before or not after or len(after) > 3 or after[0].key in word_list("titles") | word_list("others"):
        return False
    if all(token.raw.isupper() and len(token.key) <= 3 for token in (*before, *after)):
        return False  # “ML, DW”: initials of two
    solid = [token for token in before if token.key not in word_list("particles")]
    one, other = ("".join(token.key for token in side) for side in (before, after))
    return 0 < len(solid) <= 2 and _one_word(chunk[:comma], solid) and not are_two(one, other)


def _one_word(text: str, solid: list[Token]) -> bool:
    """Whether these are the words of one surname: “García-López”, “de la Cruz”, but not “Maria Lopez”."""
    return len(solid) == 1 or not any(letter.isspace() for letter in text[solid[0].end : solid[-1].start])


def is_nameless(text: str, vocabulary: Vocabulary, sure: bool = False) -> bool:
    """Whether a piece names nobody: an office, a title, “all”, “Operator 3”, “B”, nothing.

    sure : it stands where only names are asked for; then a phrase with one unknown word is a name.
    """
    tokens = [token for token in tokens_of(text) if token.key]
    if is_label(text) or (not sure and fold(text) in vocabulary.roles):
        return True
    if sure:
        vocabulary = NO_WORDS
    if not tokens:
        return len(re.sub(r"\D", "", text)) <= 3
    if _NUMBERED.fullmatch(text) and (len(tokens) < 2 or vocabulary.is_plain_word(tokens[0].key)):
        return True
    if (
        any(letter.isdigit() for letter in text)
        and len(tokens) == 1
        and not vocabulary.is_plain_word(tokens[0].key)
    ):
        return False  # a login or the number of an employee
    given, titles, others = word_list("given"), word_list("titles"), word_list("others")
    first, capitals = tokens[0], all(is_capital(token.raw) for token in tokens)
    if all(vocabulary.is_plain_word(t.key) or t.key in _OF or t.key == "s" for t in tokens):
        return not (sure and capitals and len(tokens) == 2 and first.key in given)  # “Grace Porter”
    if sure:
        return False
    if not any(vocabulary.is_plain_word(token.key) for token in tokens):
        return len(tokens) == 1 and first.raw.isupper() and 3 <= len(first.raw) <= 5  # DOT
    if len(tokens) > 1 and not is_capital(tokens[1].raw) and first.key not in given:
        return True  # a phrase: “Food bank outreach”
    head = list[Token]()
    for token in tokens:
        if token.key in _OF or (head and "," in text[head[-1].end : token.start]):
            break
        head.append(token)
    if head and head[-1].key in titles | others:
        return not (len(head) == 2 and first.key in given and first.key not in titles | others)
    if first.key in titles:
        rest = [token for token in tokens[1:] if token.key not in titles]
        return len(head) < len(tokens) or any(vocabulary.is_plain_word(token.key) for token in rest)
    return not is_capital(first.raw) and first.key in vocabulary.small


def name_in(text: str) -> str:
    """The name in a piece without titles before it and words behind it: “Director Maria Lopez until May”."""
    tokens = tokens_of(text)
    titles, particles = word_list("titles"), word_list("particles")
    at = 0
    while (
        at < len(tokens) - 1
        and tokens[at].key in titles
        and is_capital(tokens[at].raw)
        and len(tokens[at].key) > 2
    ):
        at += 1
    if at >= len(tokens):
        return text
    last = at
    if is_capital(tokens[at].raw):
        while last + 1 < len(tokens):
            following = tokens[last + 1]
            if not is_capital(following.raw) and following.key not in particles and last > at:
                break
            if any(sign in text[tokens[last].end : following.start] for sign in "(:["):
                break
            last += 1
    else:
        last = len(tokens) - 1
    end = tokens[last].end
    return text[tokens[at].start : end + (text[end : end + 1] == ".")]
