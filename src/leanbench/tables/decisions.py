"""What was decided of an account: which choices there are, and what nobody has decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leanbench.errors import UserError
from leanbench.event.import_account import KINDS, ImportNote, told_text
from leanbench.words.language import _
from leanbench.words.lists import list_text


def check_take(take: Mapping[str, str]) -> None:
    """Raises UserError for a kind of line that does not exist or leaves nothing to decide, and for no choice of it."""
    for key, chosen in take.items():
        name = key.partition("/")[0]
        kinds = [kind for kind, about in KINDS.items() if about.choices]
        if name not in kinds:
            raise UserError(
                _("An import has nothing to decide that is called “{name}”. It has: {kinds}.").format(
                    name=name, kinds=list_text(kinds)
                )
            )
        choices = list(KINDS[name].choices)
        if chosen not in choices:
            raise UserError(
                _("“{chosen}” is no choice for {name}. Choose {choices}.").format(
                    chosen=chosen, name=name, choices=list_text(choices)
                )
            )


def refuse_undecided(name: str, account: Iterable[ImportNote], take: Mapping[str, str]) -> None:
    """Raises UserError, which lists them, when lines of the account with choices were not decided."""
    open_ = [one for one in account if one.about.choices and not {one.kind, one.key} & set(take)]
    if not open_:
        return
    lines = [f"  {told_text(one)} --take {one.key}={'|'.join(one.about.choices)}" for one in open_]
    raise UserError(
        _("{name} leaves something to decide, so nothing was read:").format(name=name)
        + "\n"
        + "\n".join(lines)
    )
