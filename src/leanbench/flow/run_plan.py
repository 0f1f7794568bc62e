"""What a simulation is told by a person: the fields of a run, their limits, and reading what was typed in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from leanbench.errors import UserError
from leanbench.words import N_, _
from leanbench.words.durations import Calendar, parse_duration
from leanbench.words.numbers import number_text, parse_number

if TYPE_CHECKING:
    from leanbench.event.records import Event
    from leanbench.flow.simulation.run import Task

# name, title, what it means, least, most
FIELDS = (
    ("replications", N_("Replications"), N_("How often the same time is played with other luck"), 1, 1000),
    ("seed", N_("Seed"), N_("The same seed gives the same numbers"), 0, 10**9),
    ("days", N_("Business days"), N_("How many count, after the warm-up"), 1, 10_000),
    (
        "warm_up",
        N_("Warm-up days"),
        N_("Played first, not counted: the office does not start empty"),
        0,
        10_000,
    ),
)
SERVICES = (("exponential", N_("vary at random")), ("as given", N_("as typed")))
WAITS = (
    ("external", N_("only where nobody works")),
    ("all", N_("all, beside the queues")),
    ("none", N_("none")),
)
ARRIVALS = (("random", N_("at random")), ("even", N_("evenly spaced")))
STARTS = (("", N_("as after a warm-up")), ("counted", N_("with the cases on the map")))
# name, title, what it means, what an empty field means
FURTHER = (
    (
        "precision", N_("Stop at ± %"),
        N_("Fewer replications, if the mean lead time is known this well before"), N_("all played"),
    ),
    (
        "patience", N_("Withdrawn after"),
        N_("Mean time, such as 60 bd, after which a waiting case gives up"), N_("never"),
    ),
    (
        "peaks", N_("Peaks of a day"),
        N_("Weights of equal parts of the day, such as 3 1 1 1: half come in the first quarter"), N_("none"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A run as asked for; `due_min` None when nothing is promised.

    `more` are further fields of the simulation's `Options`; `compare` is the id of the state it is compared
    with, "" for none.
    """

    replications: int
    seed: int
    days: int
    warm_up: int
    due_min: float | None
    service: Any
    keep_waits: Any
    more: dict[str, Any] = field(default_factory=dict)
    precision: float | None = None
    compare: str = ""

    def arguments(self) -> dict[str, Any]:
        """What `simulate` and `simulate_pair` are called with."""
        from leanbench.flow.simulation import Options

        options = Options(service=self.service, keep_waits=self.keep_waits, due_min=self.due_min, **self.more)
        return {
            "replications": self.replications, "seed": self.seed, "days": self.days, "warm_up": self.warm_up,
            "precision": self.precision, "options": options,
        }  # fmt: skip


class FieldError(UserError):
    """What is wrong in one field; `key` says in which: its name, "hours/" and a role, "first/" and a step."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key


def read_plan(
    texts: Mapping[str, str],
    choices: Mapping[str, str],
    hours: Mapping[str, str],
    first: Mapping[str, str],
    titles: Mapping[str, str],
    calendar: Calendar,
) -> Plan:
    """The plan that stands in the fields.

    Parameters
    ----------
    texts : mapping
        What is typed, by name: those of `FIELDS` (never empty: their placeholder counts), "due", those of
        `FURTHER`. `warm_up` may be "" when cases wait at the start: then nothing is played before.
    choices : mapping
        "service", "keep_waits", "arrivals", "start", "compare".
    hours, first : mapping
        What is typed of who is there (by role) and who is served first (by step); empty texts say nothing.
    titles : mapping
        How the fields of people are called in a sentence: by "hours/" and the role, "first/" and the step.
    calendar : Calendar

    Raises
    ------
    FieldError
        The first text that cannot be read, as a plain sentence.
    """
    numbers = {
        name: _whole(name, _(title), texts[name], low, high) for name, title, _tip, low, high in FIELDS
    }
    due = _minutes("due", "Promise", texts.get("due", ""), calendar)
    precision, more = _further(texts, choices, hours, first, titles, calendar)
    return Plan(
        **numbers, due_min=due, service=choices["service"], keep_waits=choices["keep_waits"], more=more,
        precision=precision, compare=choices.get("compare", ""),
    )  # fmt: skip


def _whole(key: str, title: str, text: str, low: int, high: int) -> int:
    try:
        number = parse_number(text)
    except UserError as error:
        raise FieldError(key, f"{title}: {error}") from error
    if not low <= number <= high or number != round(number):
        raise FieldError(
            key,
            _("{title}: type a whole number from {low} to {high}.").format(
                title=title, low=number_text(low), high=number_text(high)
            ),
        )
    return round(number)


def _minutes(key: str, title: str, text: str, calendar: Calendar) -> float | None:
    if not text.strip():
        return None
    try:
        return parse_duration(text, calendar).minutes(calendar)
    except UserError as error:
        raise FieldError(key, f"{title}: {error}") from error


def _further(
    texts: Mapping[str, str],
    choices: Mapping[str, str],
    hours: Mapping[str, str],
    first: Mapping[str, str],
    titles: Mapping[str, str],
    calendar: Calendar,
) -> tuple[float | None, dict[str, Any]]:
    """(precision, further options)."""
    from leanbench.flow.simulation import simulation_words

    values: dict[str, Any] = {"arrivals": choices["arrivals"], "backlog": bool(choices.get("start"))}
    key, title, precision = "precision", _("Stop at"), None
    try:
        share = texts.get("precision", "").strip().rstrip("%")
        if share:
            number = parse_number(share)
            if not 0.0 < number < 100.0:
                raise FieldError(key, _("{title}: type a percent above 0 and below 100.").format(title=title))
            precision = number / 100.0
        key, title = "patience", _("Withdrawn after")
        patience = _minutes(key, title, texts.get(key, ""), calendar)
        if patience == 0.0:
            raise FieldError(key, _("{title}: type a time above zero.").format(title=title))
        if patience is not None:
            values["patience_min"] = patience
        key, title = "peaks", _("Peaks of a day")
        values["profile"] = simulation_words.profile(texts.get(key, ""))
        values["shifts"], values["priorities"] = {}, {}
        for role, text in hours.items():
            key, title = f"hours/{role}", titles[f"hours/{role}"]
            if text.strip():
                values["shifts"][role] = simulation_words.presence(text, calendar)
        for step, text in first.items():
            key, title = f"first/{step}", titles[f"first/{step}"]
            if text.strip():
                values["priorities"][step] = simulation_words.whole(text, _("The number"))
    except FieldError:
        raise
    except UserError as error:
        raise FieldError(key, f"{title}: {error}") from error
    return precision, values


def play(event: Event, map_id: str, plan: Plan, task: Task) -> tuple[Any, Any, Any]:
    """The simulation, the estimates beside it, and the pair when states are compared (else None)."""
    from leanbench.flow.estimates import lead_time_estimates
    from leanbench.flow.simulation import simulate, simulate_pair

    if plan.compare:
        pair = simulate_pair(event, plan.compare, map_id, **plan.arguments(), task=task)
        return pair.after, lead_time_estimates(event, map_id, pair.after), pair
    found = simulate(event, map_id, **plan.arguments(), task=task)
    return found, lead_time_estimates(event, map_id, found), None
