"""Fields of the Money panel, all from cards: who costs what, what the event costs, hard savings."""

from __future__ import annotations

from typing import Any

from leanbench.event.changes import Set
from leanbench.event.records import Benefit, Benefits, Role
from leanbench.schema import Card
from leanbench.schema.cell_text import NUMERIC, typed_cards
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.record_collection import Collection
from leanbench.ui.kit.record_form import RecordForm
from leanbench.ui.kit.record_table import RecordTable
from leanbench.words.language import _

FIGURES = {name: card for name, card in typed_cards(Benefits).items() if card.kind in NUMERIC}
QUALITY = {name: card for name, card in FIGURES.items() if card.unit == "$/year"}
COSTS = {name: card for name, card in FIGURES.items() if name not in QUALITY}


def figures_form(session: Session, cards: dict[str, Card]) -> RecordForm:
    """Figures of the benefits, one undoable edit each."""

    def put(name: str, value: Any) -> str:
        refusal = session.do(Set(f"benefits/{name}", value))
        return "" if refusal is None else refusal.reason

    form = RecordForm(session, cards, put, beside=session.look.px(168))
    form.told.connect(session.say)
    return form


def people_table(session: Session) -> RecordTable:
    """Every role: whether it is paid, how many people, the loaded hourly rate."""
    columns = ("name", "unpaid", "fte", "loaded_rate_usd_h")
    return RecordTable(
        session, Collection("roles", _("People and rates"), Role, columns=columns), inside=True
    )


def savings_table(session: Session) -> RecordTable:
    """Hard savings in dollars a year."""
    fixed = {"kind": "hard", "unit": "usd", "per": "year"}
    columns = ("what", "amount", "state")
    found = Collection("benefits.rows", _("Hard savings"), Benefit, columns=columns, fixed=fixed)
    return RecordTable(session, found, inside=True)
