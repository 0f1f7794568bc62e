"""Event details: title, agency, place, dates, paper. Not modal; each field is one undoable edit."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from leanbench.event.changes import Set
from leanbench.event.edit_rules import aim_at
from leanbench.schema import replace
from leanbench.schema.addresses import address_parts
from leanbench.ui.frame.session import Session
from leanbench.ui.frame.style import set_role
from leanbench.ui.kit.layouts import column_layout, scroll_area
from leanbench.ui.kit.record_form import RecordForm
from leanbench.ui.kit.side_window import SideWindow
from leanbench.words import N_, _

# Addresses, with an example where the card has none.
FIELDS = {
    "header/title": N_("Residential building permit"),
    "header/agency": N_("County, department"),
    "header/site": "",
    "header/start": "",
    "header/end": "",
    "header/paper": "",
    "header/waste_names": "",
    "demand/unit": "",
    "demand/units_per_year": "2400",
    "demand/pack": N_("none; 20 for a pitch of 20 units"),
    "calendar/hours_per_business_day": "8",
    "calendar/minutes_open_per_day": N_("480, less breaks and meetings"),
    "calendar/working_days_per_year": "250",
    "calendar/business_days_per_week": "5",
    "calendar/productive_hours_per_fte_year": "1650",
    "delay_threshold_min": "480",
}


class DetailsDialog(SideWindow):
    """A small window beside the main one."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, _("Event details"))
        self.session = session
        cards = {}
        for address, example in FIELDS.items():
            card = aim_at(address_parts(address)).card
            assert card is not None
            cards[address] = replace(card, hint=_(example) or card.hint)
        self.form = RecordForm(session, cards, self._put, beside=session.look.px(170))
        self.form.told.connect(session.say)
        self.form.show_records([session.event])
        self.fields = self.form.fields
        session.touched.connect(self._follow)
        inside = set_role(QWidget(), "panel")
        column_layout(inside, (0, 0, 8, 0)).addWidget(self.form)
        box = column_layout(self, (24, 20, 16, 20), spacing=12)
        box.addWidget(set_role(QLabel(_("Event details")), "h3"))
        box.addWidget(scroll_area(_("Event details"), inside), 1)
        self.fit(500, 690)

    def _put(self, address: str, value: Any) -> str:
        refusal = self.session.do(Set(address, value), self)
        return refusal.reason if refusal is not None else ""

    def _follow(self, _touched: object) -> None:
        self.form.show_records([self.session.event])

    def leave(self) -> None:
        """What was typed is kept."""
        self.form.commit()
