"""The scale on which a value is tried: positions of a slider, what each means, and what may be typed instead."""

from __future__ import annotations

from dataclasses import dataclass

from leanbench.errors import UserError
from leanbench.flow.knobs import Knob, Value, scale_duration, usual_unit
from leanbench.words import _
from leanbench.words.durations import Calendar, Duration, parse_duration
from leanbench.words.numbers import number_text, parse_number, parse_percent, significant

_STEPS = 40  # positions for times: each is a twentieth of the present value


@dataclass(frozen=True, slots=True)
class KnobScale:
    """Positions from `low` to `high` of one knob; `base` is its present value in the unit it is shown in."""

    knob: Knob
    calendar: Calendar

    @property
    def base(self) -> Value | None:
        """The present value as it is shown."""
        return usual_unit(self.knob.present, self.calendar)

    @property
    def ends(self) -> tuple[int, int, int]:
        """First and last position, and how many a page moves."""
        if self.knob.kind == "share":
            return 0, 100, 10
        if self.knob.kind in ("people", "staff"):
            now = self.knob.present if isinstance(self.knob.present, float | int) else 1.0
            return 1, round(2 * max(2.0 * now, now + 4.0)), 2
        return (1 if self.knob.kind == "demand" else 0), _STEPS, 4

    def position(self, value: Value | None) -> int:
        """Where a value stands; the first position for none."""
        if value is None:
            return self.ends[0]
        amount, base = value.mean() if isinstance(value, Duration) else float(value), self.base
        if isinstance(value, Duration) and isinstance(base, Duration) and value.unit != base.unit:
            minutes = self.calendar.minutes_per
            amount *= minutes(value.unit) / max(minutes(base.unit), 1e-9)
        return round(amount / self._unit(value))

    def value_at(self, position: int) -> Value:
        """The value of a position; at the present one it is exactly the present value."""
        knob, base = self.knob, self.base
        if knob.present is not None and position == self.position(knob.present):
            return knob.present
        if knob.kind in ("process_time", "wait"):
            if isinstance(base, Duration) and base.mean() > 0:
                return scale_duration(base, position / 20.0)
            return Duration(round(position * self._blank_unit(), 1), "min")
        amount = position * self._unit(None)
        return significant(amount) if knob.kind == "demand" else amount

    def _unit(self, value: Value | None) -> float:
        """The value of one position, in the unit of `value`."""
        knob, base = self.knob, self.base
        if knob.kind == "share":
            return 1.0
        if knob.kind.startswith("scale"):
            return 5.0
        if knob.kind in ("people", "staff"):
            return 0.5
        if isinstance(base, Duration) and base.mean() > 0:
            return base.mean() / 20.0
        if isinstance(knob.present, float | int) and knob.present > 0:
            return float(knob.present) / 20.0
        if knob.kind == "demand":
            return 100.0
        if isinstance(value, Duration) and not isinstance(knob.present, Duration):
            return self._blank_unit() / max(self.calendar.minutes_per(value.unit), 1e-9)
        return self._blank_unit()

    def _blank_unit(self) -> float:
        """Minutes of one position while no time is recorded: up to an hour of work, two days of waiting."""
        day = self.calendar.minutes_per("bd")
        return 1.5 if self.knob.kind == "process_time" else max(day, 60.0) / 20.0

    def read(self, text: str) -> Value:
        """The value of what was typed.

        Raises
        ------
        UserError
            Not a value of this kind; the sentence names the knob.
        """
        knob = self.knob
        if knob.kind in ("process_time", "wait"):
            return parse_duration(text, self.calendar)
        if knob.kind == "share":
            share = parse_percent(text)
            if not 0 <= share <= 100:
                raise UserError(
                    _("{title}: a share lies between 0 and 100%, not {share}%.").format(
                        title=knob.title, share=number_text(share)
                    )
                )
            return share
        if knob.kind.startswith("scale"):
            scale = parse_percent(text)
            if scale < 0:
                raise UserError(
                    _("{title}: type a share of the present times, such as 80%.").format(title=knob.title)
                )
            return scale
        number = parse_number(text)
        if number <= 0:
            what = (
                _("Nothing arrives without demand")
                if knob.kind == "demand"
                else _("Nobody would do the work")
            )
            raise UserError(_("{what}: type a number above zero.").format(what=what))
        return number
