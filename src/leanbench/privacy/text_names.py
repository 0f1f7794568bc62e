"""Names that stand in running text and on no list, told by what is beside them; addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from leanbench.privacy.name_spellings import Token, is_capital, tokens_of
from leanbench.privacy.person_cells import Vocabulary
from leanbench.privacy.survey import Survey
from leanbench.privacy.word_lists import HIDDEN, fold, word_list
from leanbench.words.language import _

# Only at the beginning of a word: from each of its letters, one of 70,000 would be looked through 70,000 times.
_LOCAL = rf"[\w.+%'’{HIDDEN}-]"
_ADDRESS_HERE = re.compile(rf"(?P<local>{_LOCAL}+)\s?@\s?[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{{2,}}")
_ADDRESS = re.compile(rf"(?<!{_LOCAL}){_ADDRESS_HERE.pattern}")
# Ten figures in the American way or with a plus; seven only behind a word that says what they are.
_FIGURES = (
    r"\+\d{1,3}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d{2,4}",
    r"(?:1[\s.-])?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.\u2010-\u2013-]\d{4}",
    rf"(?:{'|'.join(f'(?<={word}[ :])' for word in ('hone', 'all', 'tel', 'Tel', 'el.'))})\d{{3}}[-.]\d{{4}}",
)
PHONE = re.compile(rf"(?<![\w.-])(?:{'|'.join(_FIGURES)})(?:\s?(?:x|ext\.?)\s?\d{{1,6}})?(?![\w-])")
HOME_FOLDER = re.compile(r"(?i)(?:(?<=[/\\]users[/\\])|(?<=[/\\]home[/\\]))[^/\\\s\"]+")
_LONGEST = 4  # words of one name in running text


class TextName(NamedTuple):
    """Words of a text that may be a name: why it is thought so, where, and whether that is enough to hide them."""

    text: str
    why: str
    where: str
    is_ticked: bool


def addresses(text: str) -> Iterator[re.Match[str]]:
    """The e-mail addresses in a text, also those that stand against each other."""
    match = _ADDRESS.search(text) if "@" in text else None
    while match is not None:
        yield match
        match = _ADDRESS_HERE.match(text, match.end()) or _ADDRESS.search(text, match.end())


def without_addresses(text: str) -> str:
    """A text with a space instead of each address."""
    for match in reversed([*addresses(text)]):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def is_office_address(local: str, vocabulary: Vocabulary) -> bool:
    """Whether the part before the @ is that of an office: permits@, help-desk@."""
    keys = [token.key for token in tokens_of(local.replace("_", " "))]
    office = word_list("office-addresses") | word_list("others") | word_list("titles")
    return bool(keys) and all(key in office or key in vocabulary.small for key in keys)


def names_in_texts(survey: Survey) -> tuple[TextName, ...]:
    """The names that the texts of an event and the cells of its data speak of, each once, in their order."""
    found: dict[str, TextName] = {}

    def take(text: str, where: str) -> None:
        for name in _names(text, survey.vocabulary):
            known = found.get(fold(name[0]))
            if known is None or (name[2] and not known.is_ticked):
                found[fold(name[0])] = TextName(name[0], name[1], where, name[2])

    for mention in survey.texts:
        take(mention.text, mention.where)
    for data in survey.data:
        people = {column.place for column in data.people}
        for cell in {
            cell: None for row in data.rows for i, cell in enumerate(row) if i not in people and " " in cell
        }:
            take(cell, data.dataset.name or _("Data"))
    return tuple(found.values())


def _names(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    tokens = tokens_of(text)
    at = 0
    while at < len(tokens):
        if not is_capital(tokens[at].raw):
            at += 1
            continue
        run = _run(text, tokens, at)
        yield from _in_run(text, tokens, at, at + run, vocabulary)
        at += run


def _run(text: str, tokens: list[Token], at: int) -> int:
    """How many words with a capital stand beside each other from here; an initial may have its stop."""
    length = 1
    while at + length < len(tokens):
        one, following = tokens[at + length - 1], tokens[at + length]
        gap = text[one.end : following.start]
        stopped = len(one.key) <= 2 or one.key in word_list("honorifics") | word_list("titles")
        sign = gap.strip(f" \u00a0{HIDDEN}")
        if len(gap) > 3 or not (sign in ("", "-", "'", "’") or (stopped and sign == ".")):
            break
        if not is_capital(following.raw) and following.key not in word_list("particles"):
            break
        length += 1
    while length > 1 and not is_capital(tokens[at + length - 1].raw):
        length -= 1
    return length


def _in_run(
    text: str, tokens: list[Token], start: int, end: int, vocabulary: Vocabulary
) -> Iterator[tuple[str, str, bool]]:
    titles, honor, given, common = (word_list(n) for n in ("titles", "honorifics", "given", "common"))

    def words(first: int, last: int) -> str:
        stop = tokens[last - 1].end
        return text[
            tokens[first].start : stop + (len(tokens[last - 1].key) == 1 and text[stop : stop + 1] == ".")
        ]

    def plain(token: Token) -> bool:
        return vocabulary.is_plain_word(token.key) or token.key in honor

    def is_name(first: int, last: int) -> bool:
        run = tokens[first:last]
        named = all(token.key in given or not plain(token) for token in run)
        return 0 < len(run) <= _LONGEST and named and any(len(token.key) > 1 for token in run)

    at = start
    while at < end:
        token = tokens[at]
        following = tokens[at + 1 : end]
        if token.key in honor and following and is_name(at + 1, min(end, at + 1 + _LONGEST)):
            yield words(at + 1, end), _("behind “{word}”").format(word=token.raw), True
            return
        if token.key in titles and len(token.key) > 2 and following and is_name(at + 1, end):
            rest = tokens[at + 1 : end]
            sure = not all(t.key in common for t in rest) and not rest[-1].raw.isupper()
            yield words(at + 1, end), _("behind the title “{word}”").format(word=token.raw), sure
            return
        initial = len(token.key) == 1 and text[token.end : token.end + 1] == "."
        if initial and text[tokens[at].start - 2 : tokens[at].start - 1] != "." and following:
            last = at + 1
            while last < end and len(tokens[last].key) == 1:
                last += 1
            if last < end and not plain(tokens[last]) and len(tokens[last].key) > 1:
                yield words(at, last + 1), _("an initial and a word"), tokens[last].key not in common
                at = last + 1
                continue
        if token.key in given and following:
            last = min(end, at + 3)
            while last > at + 1 and not is_name(at + 1, last):
                last -= 1
            if last > at + 1:
                sure = token.key not in common or following[0].key not in common
                yield words(at, last), _("beside a given name"), sure and token.key not in vocabulary.small
                at = last
                continue
        at += 1
    yield from _beside_comma(text, tokens, start, end, plain)


def _beside_comma(
    text: str, tokens: list[Token], start: int, end: int, plain: Callable[[Token], bool]
) -> Iterator[tuple[str, str, bool]]:
    """“Dana Whitfield, director”, “Dana Whitfield (clerk)”, “Miller, John”."""
    given, common = word_list("given"), word_list("common")
    if end >= len(tokens) or any(map(plain, tokens[start:end])):
        return
    run, following = tokens[start:end], tokens[end]
    sign = text[run[-1].end : following.start].strip()
    if len(run) in (2, 3) and sign in (",", "(", "–", "-") and following.key in word_list("titles"):
        shown = text[run[0].start : run[-1].end]
        why = _("before the title “{word}”").format(word=following.raw)
        yield shown, why, not all(token.key in common for token in run)
    if len(run) == 1 and sign == "," and following.key in given and is_capital(following.raw):
        sure = not {run[0].key, following.key} & common and run[0].key not in given
        yield text[run[0].start : following.end], _("beside a given name"), sure
