"""One name in all the ways it is written, and finding it in a text.

A text is cut into words of letters; words that stand beside each other with nothing but spaces, stops, hyphens or the
like between them are put together and looked up without accents and case. So “Maria López”, “LÓPEZ, MARIA”,
“maria.lopez”, “M. Lopez”, “lopezm” and a name over two lines are one look in a dictionary each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from leanbench.privacy.word_lists import HIDDEN, MARKS, fold, word_list

# Scripts that put no space between words: each sign is looked at by itself.
_UNSPACED = "\u0e00-\u0e7f\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W\d_](?:(?![{_UNSPACED}])[^\W\d_]|[{MARKS}{HIDDEN}])*")
_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00ff]{3})(?=[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]{2})")
_GAP = re.compile(rf"(?:[\s{HIDDEN}.,'’‘ʼ`´\-\u2010-\u2015_/+]|%20|&nbsp;)*\Z")
_SPELLED = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}{HIDDEN}'’‘ʼ`´\-\u2010\u2011])*\.?")
_BRACKETS = re.compile(r"\([^)]{0,300}\)|\[[^\]]{0,300}\]|<[^>]{0,300}>")
_LONGEST_GAP = 24
_MOST_WORDS = 12  # a cell with more is no one's name: its words are looked for, no two of them together
_SHORT = 3  # a name of so few letters is looked for with a capital only
_LOGIN = 5  # letters of a surname from which “mlopez” is no other word
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "å": "aa"}
)


class Token(NamedTuple):
    """A word of a text: where it stands, as it is written, and folded."""

    start: int
    end: int
    raw: str
    key: str


class Found(NamedTuple):
    """A name in a text: where it stands and whose it may be."""

    start: int
    end: int
    people: frozenset[int]


class Word(NamedTuple):
    """One word of a name: as written, folded, and whether it is only an initial."""

    raw: str
    key: str
    is_initial: bool


def tokens_of(text: str) -> list[Token]:
    """The words of a text; one like ``LopezTimes`` is two."""
    found = []
    for match in TOKEN.finditer(text):
        start = match.start()
        for piece in _CAMEL.split(match[0]) if not match[0].islower() else (match[0],):
            found.append(Token(start, start + len(piece), piece, fold(piece)))
            start += len(piece)
    return found


def is_capital(raw: str) -> bool:
    """Whether a word begins with a capital, or is of a script that has none."""
    return raw[:1].isupper() or raw[:1].lower() == raw[:1].upper() != ""


def is_gap(gap: str) -> bool:
    """Whether two words with this between them may be of one name."""
    return len(gap) <= _LONGEST_GAP and _GAP.match(gap) is not None


def _gaps(text: str, tokens: list[Token]) -> list[str]:
    """What stands between words that follow each other."""
    return [text[one.end : other.start] for one, other in pairwise(tokens)]


def name_words(name: str) -> tuple[Word, ...]:
    """The words of a name in the order in which it is said, without titles and what stands in brackets.

    >>> [word.key for word in name_words("Dr. O’Brien-López, María J., Jr. (Planning)")]
    ['maria', 'j', 'obrienlopez']
    """
    parts = [_words(part) for part in _BRACKETS.sub(" ", name).split(",")]
    parts = [part for part in parts if part]
    ordered = [word for part in (*parts[1:], *parts[:1]) for word in part]
    beside = word_list("honorifics") | word_list("suffixes")
    kept = [word for word in ordered if word.key not in beside]
    return tuple(kept or ordered)


def _words(text: str) -> list[Word]:
    raws = [raw for raw in _SPELLED.findall(text) if fold(raw)]
    shouted = all(len(fold(raw)) == 1 or raw.isupper() for raw in raws)
    found = []
    for raw in raws:
        key = fold(raw)
        short = len(key) == 1 or (len(key) <= 3 and raw[:-1].isupper() and raw.endswith(".") and not shouted)
        found.append(
            Word(raw, key, short or (len(key) == 2 and raw.isupper() and not shouted and raw is raws[0]))
        )
    return found


class Spellings(NamedTuple):
    """What one person may be called, folded: whole names, names with an initial, single words, bare initials.

    An `initial` comes with the number of letters of its first part, where the words must be parted.
    """

    full: frozenset[str]
    initial: frozenset[tuple[str, int]]
    parts: frozenset[str]
    initials: frozenset[str]
    givens: frozenset[str]  # letters that given names begin with where only these are known
    is_everyday: bool  # each of its words is one of every day: “Will Grant”

    def joined(self, other: Spellings) -> Spellings:
        """Those of two names of one person."""
        return Spellings(
            self.full | other.full,
            self.initial | other.initial,
            self.parts | other.parts,
            self.initials | other.initials,
            self.givens | other.givens,
            self.is_everyday and other.is_everyday,
        )


def spellings_of(name: str) -> Spellings:
    """All spellings of a name."""
    words = name_words(name)
    particles, common = word_list("particles"), word_list("common")
    said = [word for word in words if word.key not in particles]
    solid = [word for word in said if not word.is_initial]
    if not said:
        return Spellings(frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), False)
    everyday = all(word.key in common or word.is_initial for word in words)
    if len(solid) > _MOST_WORDS:
        alone = {form for word in solid for form in _forms(word) if len(form) > 1}
        none = frozenset[str]()
        return Spellings(none, frozenset(), frozenset(alone), none, none, everyday)
    last = max((place for place, word in enumerate(words) if word in solid), default=len(words))
    first = last
    while first > 0 and words[first - 1].key in particles:
        first -= 1
    given = [word for word in words[:first] if word.key not in particles]
    surnames = (
        {"".join(word.key for word in words[first : last + 1]), *_forms(words[last])} if solid else set()
    )
    whole = [word.key for word in words]
    full, initial = set[str](), set[tuple[str, int]]()
    if len(solid) == len(said) > 1:
        full |= {"".join(whole), "".join([*whole[first:], *whole[:first]])}
    for one, other in ((a, b) for a in solid for b in solid if a is not b):
        full |= {left + right for left in _forms(one) for right in _forms(other)}
    for one in given if solid else ():
        full |= {both for s in surnames if not one.is_initial for both in (one.key + s, s + one.key)}
    heads = "".join(word.key[0] for word in given)
    for head in {heads, *(word.key if word.is_initial else word.key[0] for word in given), heads[:1]} - {""}:
        for surname in surnames:
            initial |= {(head + surname, len(head)), (surname + head, len(surname))}
    letters = "".join(word.key[0] for word in said)
    return Spellings(
        frozenset(full),
        frozenset(initial),
        frozenset(part for part in {f for w in solid for f in _forms(w)} | surnames if len(part) > 1),
        frozenset(
            {letters, letters[0] + letters[-1]} if len(said) > 1 else {w.key for w in said if w.is_initial}
        ),
        frozenset(word.key[0] for word in given if word.is_initial),
        everyday,
    )


def _forms(word: Word) -> set[str]:
    """A word of a name, the words it is put together of, and ü as ue: ``garcialopez``, ``garcia``, ``lopez``."""
    pieces = [fold(piece) for piece in re.split(r"[-\u2010\u2011]", word.raw)]
    return {word.key, fold(word.raw.translate(_UMLAUTS)), *(piece for piece in pieces if len(piece) >= 3)}


def _with_stop(text: str, last: Token) -> int:
    """The end of a name, behind the stop of an initial or of Jr.; a stop that ends the sentence stays."""
    short = len(last.key) == 1 or last.key in word_list("suffixes")
    following = text[last.end + 1 :].lstrip()[:1] if short and text[last.end : last.end + 1] == "." else ""
    return last.end + bool(following and not following.isupper())


class _Form(NamedTuple):
    people: frozenset[int]
    kind: str  # full, initial, part
    cuts: frozenset[int] = frozenset()
    is_everyday: bool = False


class NameFinder:
    """Finds the names of people in texts.

    people : the spellings of each by number. hidden_parts : single words (folded) that stand for their person
    wherever they are; others only behind an honorific or a title: “Mr. Grant”, “Inspector Price”.
    """

    def __init__(self, people: Iterable[tuple[int, Spellings]], hidden_parts: Iterable[str] = ()) -> None:
        self.people = dict(people)
        self.parts = frozenset(hidden_parts)
        forms: dict[tuple[str, str], tuple[set[int], set[int], bool]] = {}

        def add(kind: str, key: str, number: int, cut: int = 0, everyday: bool = False) -> None:
            known = forms.setdefault((kind, key), (set(), set(), everyday))
            known[0].add(number)
            known[1].add(cut)

        for number, spelled in self.people.items():
            for key in spelled.full:
                add("full", key, number, everyday=spelled.is_everyday)
            for key, cut in spelled.initial:
                add("initial", key, number, cut)
            for key in spelled.parts:
                add("part", key, number)
        self._forms: dict[str, list[_Form]] = {}
        for (kind, key), (numbers, cuts, everyday) in forms.items():
            self._forms.setdefault(key, []).append(_Form(frozenset(numbers), kind, frozenset(cuts), everyday))
        order = {"full": 0, "initial": 1, "part": 2}
        for found in self._forms.values():
            found.sort(key=lambda form: order[form.kind])
        self._keys = sorted(self._forms)
        self._by_part: dict[str, set[int]] = {}
        for number, spelled in self.people.items():
            for part in spelled.parts:
                self._by_part.setdefault(part, set()).add(number)

    def find(self, text: str) -> Iterator[Found]:
        """The names in a text, the longest first at each place, none over another."""
        tokens = tokens_of(text)
        at, waiting = 0, None
        while at < len(tokens):
            found = self._longest(text, tokens, at)
            if found is None:
                at += 1
                continue
            last, people = found
            first, last = self._widened(text, tokens, at, last, people)
            one = Found(tokens[first].start, _with_stop(text, tokens[last]), people)
            if (
                waiting is not None
                and waiting.people == people
                and not text[waiting.end : one.start].strip(" \u00a0")
            ):
                one = one._replace(start=waiting.start)  # two spellings of one person beside each other
            elif waiting is not None:
                yield waiting
            waiting, at = one, last + 1
        if waiting is not None:
            yield waiting

    def _longest(self, text: str, tokens: list[Token], at: int) -> tuple[int, frozenset[int]] | None:
        key, best = "", None
        for last in range(at, len(tokens)):
            if last > at and not is_gap(text[tokens[last - 1].end : tokens[last].start]):
                break
            key += tokens[last].key
            if not self._is_start(key):
                one = key.removesuffix("s")  # “the Whitfields”
                if one != key and len(one) >= _LOGIN and self._is_hidden_part(one, tokens[at].raw):
                    best = (last, frozenset(self._by_part[one]))
                break
            for form in self._forms.get(key, ()):
                if self._fits(form, key, text, tokens, at, last):
                    best = (last, form.people)
                    break
        return self._over_middle_names(text, tokens, at, best) or best

    def _is_start(self, key: str) -> bool:
        """Whether any form begins with these letters."""
        place = bisect_left(self._keys, key)
        return place < len(self._keys) and self._keys[place].startswith(key)

    def _fits(self, form: _Form, key: str, text: str, tokens: list[Token], at: int, last: int) -> bool:
        raws = [token.raw for token in tokens[at : last + 1]]
        inner = any(letter.isupper() for letter in raws[0][1:]) and not raws[0].isupper()
        if form.kind == "full":
            if form.is_everyday and not all(map(is_capital, raws)):
                return False
            return at < last or inner or len(key) >= 8
        if form.kind == "part":
            return self._part_fits(key, text, tokens, at, raws)
        if at == last:
            cut = max(max(cut, len(key) - cut) for cut in form.cuts)
            return inner or cut >= _LOGIN
        lengths, total = set[int](), 0
        for token in tokens[at:last]:
            total += len(token.key)
            lengths.add(total)
        cuts = form.cuts & lengths
        if not cuts:
            return False
        named = tokens[at : last + 1]
        stop = any("." in gap for gap in _gaps(text, named)) or text[named[-1].end : named[-1].end + 1] == "."
        letters = [token.raw for token in named if len(token.key) <= 2]
        surname = [t.raw for t in named if len(t.key) > 2 and t.key not in word_list("particles")]
        common = word_list("common") | word_list("titles")
        if any(fold(raw) in common for raw in surname):
            return stop and all(map(is_capital, raws))
        return stop or all(map(is_capital, letters))

    def _part_fits(self, key: str, text: str, tokens: list[Token], at: int, raws: list[str]) -> bool:
        gap = text[tokens[at - 1].end : tokens[at].start] if at > 0 else ","
        if is_capital(raws[0]) and is_gap(gap) and "," not in gap:
            before, titles = tokens[at - 1], word_list("titles")
            if before.key in word_list("honorifics"):
                return True
            if before.key in titles and is_capital(before.raw) and key not in titles:
                return True
        if key not in self.parts:
            return False
        if len(key) <= _SHORT or key in word_list("common") or key in word_list("titles"):
            return is_capital(raws[0])
        return True

    def _is_hidden_part(self, key: str, raw: str) -> bool:
        return key in self.parts and (is_capital(raw) or key not in word_list("common"))

    def _over_middle_names(
        self, text: str, tokens: list[Token], at: int, best: tuple[int, frozenset[int]] | None
    ) -> tuple[int, frozenset[int]] | None:
        """“Maria J. Lopez” and “Maria Elena Lopez”, where Maria Lopez is known."""
        first = tokens[at]
        if first.key not in self._by_part or not is_capital(first.raw):
            return None
        for middles in (1, 2):
            between = tokens[at + 1 : at + 1 + middles]
            if not all(
                is_capital(token.raw) and token.key not in word_list("honorifics") for token in between
            ):
                return None
            key = first.key
            for last in range(at + 1 + middles, min(at + middles + 6, len(tokens))):
                gap = text[tokens[last - 1].end : tokens[last].start]
                if not is_gap(gap) or "," in text[first.end : tokens[last].start]:
                    break
                key += tokens[last].key
                full = [form for form in self._forms.get(key, ()) if form.kind == "full"]
                if full and is_capital(tokens[last].raw) and (best is None or best[0] < last):
                    return last, full[0].people
        return None

    def _widened(
        self, text: str, tokens: list[Token], first: int, last: int, people: frozenset[int]
    ) -> tuple[int, int]:
        """The place of a name with what belongs to it: the given name behind a known initial, Ms., PhD."""
        givens = frozenset(letter for number in people for letter in self.people[number].givens)
        vocabulary = word_list("titles") | word_list("others") | word_list("honorifics")

        def is_given(token: Token) -> bool:
            return is_capital(token.raw) and token.key[:1] in givens and token.key not in vocabulary

        def gap(one: int) -> str:
            return text[tokens[one].end : tokens[one + 1].start]

        while (
            first > 0 and is_gap(gap(first - 1)) and "," not in gap(first - 1) and is_given(tokens[first - 1])
        ):
            first -= 1
        if last + 1 < len(tokens) and gap(last).strip() == "," and is_given(tokens[last + 1]):
            last += 1
        if first > 0 and is_gap(gap(first - 1)) and "," not in gap(first - 1):
            first -= tokens[first - 1].key in word_list("honorifics")
        while last + 1 < len(tokens) and gap(last) and not gap(last).strip(" ,."):
            if tokens[last + 1].key not in word_list("suffixes") or not is_capital(tokens[last + 1].raw):
                break
            last += 1
        return first, last
