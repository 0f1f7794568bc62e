"""A figure now and with what is tried, in words: both in one unit, and the difference with its color role."""

from __future__ import annotations

from leanbench.quantity import Quantity
from leanbench.words.durations import Calendar, time_text, unit_for
from leanbench.words.figures import figure_text, quantity_text
from leanbench.words.numbers import percent_text


def trial_text(quantity: Quantity | None, calendar: Calendar, unit: str = "") -> str:
    """A figure in its unit; ``…`` while it is being worked out, ``none`` when it cannot be."""
    if quantity is None:
        return "…"
    if quantity.value is None:
        return "none"
    if quantity.unit == "min":
        return time_text(quantity.value, calendar, unit)
    return quantity_text(quantity)


def trial_texts(now: Quantity | None, then: Quantity | None, calendar: Calendar) -> tuple[str, str, str, str]:
    """Now, then, the difference, and its color role; times in the unit of the longer one."""
    sizes = [abs(q.value) for q in (now, then) if q is not None and q.value is not None]
    unit = unit_for(max(sizes, default=0.0), calendar)
    return (
        trial_text(now, calendar, unit),
        trial_text(then, calendar, unit),
        *_difference(now, then, calendar, unit),
    )


def _difference(
    now: Quantity | None, then: Quantity | None, calendar: Calendar, unit: str
) -> tuple[str, str]:
    """The change and its color role: less time, cost, people and load is better."""
    if now is None or then is None or now.value is None or then.value is None:
        return ("", "muted")
    change = then.value - now.value
    if abs(change) < 1e-9 * max(1.0, abs(now.value)):
        return ("=", "muted")
    sign = "+" if change > 0 else "−"
    if now.unit == "%":
        text = f"{sign}{figure_text(abs(change), 'points')}"
    else:
        size = Quantity(now.name, now.label, abs(change), now.unit)
        text = f"{sign}{trial_text(size, calendar, unit)}"
        if now.value:
            text += f" ({sign}{percent_text(abs(100.0 * change / now.value))})"
    return (text + (" ✓" if change < 0 else " !"), "good" if change < 0 else "caution")
