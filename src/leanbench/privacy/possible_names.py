"""The list “these words may be names”: what the public copy hides, what it leaves, and why, to be ticked before."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from leanbench.event.records import Event
from leanbench.privacy.name_spellings import is_capital, tokens_of
from leanbench.privacy.people import Choice, choice_key
from leanbench.privacy.person_cells import is_nameless, pieces_of
from leanbench.privacy.public_event import PublicCopy
from leanbench.privacy.survey import Survey
from leanbench.privacy.text_names import PHONE, addresses, names_in_texts
from leanbench.privacy.word_lists import word_list
from leanbench.words.language import _


class PossibleName(NamedTuple):
    """A word or some words that may be a name: why, where first, how often; hidden when ticked."""

    text: str
    why: str
    where: str
    times: int
    is_ticked: bool


def possible_names(
    event: Event, hide: tuple[str, ...] = (), keep: tuple[str, ...] = ()
) -> tuple[PossibleName, ...]:
    """Everything in an event that is or may be a name, those to think about first.

    Parameters
    ----------
    hide, keep : what was decided before, as for `public_copy`; it sets the ticks.
    """
    choice = Choice(hide, keep)
    copy = PublicCopy(event)
    survey, roster = copy.survey, copy.roster
    times = {one.label: one.times for one in copy.replaced}
    found: dict[str, PossibleName] = {}

    def add(text: str, why: str, where: str, usual: bool, count: int = 1) -> None:
        key = choice_key(text)
        if key and key not in found:
            found[key] = PossibleName(text, why, where, count, choice.wants(text, usual))

    for data in survey.data:
        for column in data.people:
            filled = [cell for cell in column.cells if cell.strip()]
            add(
                column.heading,
                _("a column of people"),
                data.dataset.name or data.dataset.id,
                True,
                len(filled),
            )
    for person in roster.people.values():
        add(person.name, _("a name"), person.where, True, times.get(person.label, 0))
    for mention in survey.cells:
        for start, end in pieces_of(mention.text, roster.are_two):
            piece = mention.text[start:end]
            unsure = is_nameless(piece, survey.vocabulary) and not _is_plain(piece, survey)
            if unsure:
                add(piece, _("where a person is asked for"), mention.where, False)
    for name in names_in_texts(survey):
        add(name.text, name.why, name.where, name.is_ticked)
    mentions = (*survey.texts, *survey.cells, *survey.names, *survey.data_mentions())
    parts = Counter[str]()
    raw: dict[str, tuple[str, str]] = {}
    for mention in mentions:
        for token in tokens_of(mention.text):
            if (
                is_capital(token.raw)
                and token.key in roster.known_parts
                and token.key not in word_list("particles")
            ):
                parts[token.key] += 1
                raw.setdefault(token.key, (token.raw, mention.where))
        for match in addresses(mention.text):
            add(match[0], _("an e-mail address"), mention.where, roster.hides_address(match))
        for match in PHONE.finditer(mention.text):
            add(match[0], _("a telephone number"), mention.where, True)
    for part, count in parts.items():
        add(raw[part][0], _("part of a name"), raw[part][1], roster.is_name_alone(part), count)
    for text in hide:
        add(text, _("chosen"), "", True)
    return tuple(sorted(found.values(), key=lambda one: one.is_ticked))


def _is_plain(piece: str, survey: Survey) -> bool:
    """Whether a piece is an office beyond doubt: a role of the event, or words of offices only."""
    keys = [token.key for token in tokens_of(piece)]
    return (
        not keys
        or "".join(keys) in survey.vocabulary.roles
        or any(key in word_list("titles") for key in keys)
    )
