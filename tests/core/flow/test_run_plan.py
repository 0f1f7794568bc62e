"""A simulation as a person asks for it: fields read, refused, played, and told in words."""

from __future__ import annotations

from typing import Any

import pytest

from leanbench.event.records import Calendar, Event
from leanbench.flow.run_plan import FIELDS, FURTHER, FieldError, Plan, play, read_plan
from leanbench.flow.run_words import about_run, estimate_bars, headline, load_bar, run_facts
from leanbench.schema import replace

TEXTS = {"replications": "4", "seed": "7", "days": "40", "warm_up": "8"}
CHOICES = {
    "service": "exponential",
    "keep_waits": "external",
    "arrivals": "random",
    "start": "",
    "compare": "",
}
TITLES = {"hours/PT": "Permit technician", "first/c9": "Review structure and code"}


def plan_of(**typed: Any) -> Plan:
    texts = {**TEXTS, **{key: text for key, text in typed.items() if key not in ("hours", "first", *CHOICES)}}
    choices = {**CHOICES, **{key: text for key, text in typed.items() if key in CHOICES}}
    return read_plan(texts, choices, typed.get("hours", {}), typed.get("first", {}), TITLES, Calendar())


def test_what_stands_in_the_fields_is_the_plan() -> None:
    plan = plan_of(due="30 bd", precision="5 %", patience="60 bd", peaks="3 1", start="counted", compare="future",
                   hours={"PT": "2 0-4"}, first={"c9": "2"})  # fmt: skip
    assert (plan.replications, plan.seed, plan.days, plan.warm_up) == (4, 7, 40, 8)
    assert plan.due_min == 30.0 * 480.0
    assert plan.precision == 0.05
    assert plan.compare == "future"
    assert plan.more["patience_min"] == 60.0 * 480.0
    assert plan.more["profile"] == (3.0, 1.0)
    assert plan.more["backlog"] is True
    assert plan.more["shifts"]["PT"].changes == ((0.0, 2.0), (240.0, 0.0))
    assert plan.more["priorities"] == {"c9": 2}
    told = plan.arguments()
    assert told["options"].due_min == 14_400.0
    assert told["options"].service == "exponential"
    assert told["precision"] == 0.05
    bare = plan_of(hours={"PT": " "}, first={"c9": ""})
    assert bare.due_min is None
    assert bare.precision is None
    assert bare.more == {
        "arrivals": "random",
        "backlog": False,
        "profile": (),
        "shifts": {},
        "priorities": {},
    }


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("replications", {"replications": "0"}, "Replications: type a whole number from 1 to 1,000."),
        ("replications", {"replications": "1001"}, "from 1 to 1,000"),
        ("seed", {"seed": "1.5"}, "Seed: type a whole number"),
        ("days", {"days": "many"}, "Business days: “many” is not a number"),
        ("due", {"due": "soon"}, "Promise: "),
        ("precision", {"precision": "100"}, "Stop at: type a percent above 0 and below 100."),
        ("precision", {"precision": "x"}, "Stop at: “x”"),
        ("patience", {"patience": "0 bd"}, "Withdrawn after: type a time above zero."),
        ("peaks", {"peaks": "0 0"}, "Peaks of a day: "),
        ("hours/PT", {"hours": {"PT": "two"}}, "Permit technician: "),
        ("first/c9", {"first": {"c9": "x"}}, "Review structure and code: "),
    ],
)
def test_the_first_field_that_cannot_be_read_is_named(key: str, typed: dict[str, Any], words: str) -> None:
    with pytest.raises(FieldError) as caught:
        plan_of(**typed)
    assert caught.value.key == key
    assert words in str(caught.value)


def test_limits_themselves_are_taken() -> None:
    for name, _title, _tip, low, high in FIELDS:
        assert getattr(plan_of(**{name: f"{low}"}), name) == low
        assert getattr(plan_of(**{name: f"{high:,}"}), name) == high
    assert [name for name, *_ in FURTHER] == ["precision", "patience", "peaks"]


class Quiet:
    """A task nobody watches."""

    def progress(self, share: float) -> None: ...

    def say(self, text: str) -> None: ...

    def partial(self, value: object) -> None: ...

    def cancelled(self) -> bool:
        return False


def test_a_run_in_words(permit: Event) -> None:
    plan = plan_of(due="30 bd", compare="current")
    found, estimates, pair = play(permit, "future", plan, Quiet())
    assert pair is not None
    assert found is pair.after
    bars, top = estimate_bars(permit, found, estimates, pair, "bd")
    assert [bar.key for bar in bars] == ["typed", "queueing", "simulated", "before", "change"]
    by_key = {bar.key: bar for bar in bars}
    assert by_key["typed"].value == estimates.typed.value
    assert by_key["simulated"].value == found.lead_time.mean
    assert by_key["simulated"].limits == (found.lead_time.low, found.lead_time.high)
    assert by_key["before"].value == pair.before.lead_time.mean
    assert by_key["change"].value == abs(pair.lead_time_difference.mean)
    assert by_key["change"].words.startswith("−")  # the future state is quicker
    assert top >= max(bar.value or 0.0 for bar in bars)
    words = headline(permit, found, "bd", "external")
    assert words.startswith("Half of the cases take up to ")
    assert "keep the promised time." in words
    assert "4 replications of 40 business days after 8 of warm-up, seed 7" in about_run(
        found, plan, pair, "Current"
    )
    facts = {quantity.name: text for quantity, text in run_facts(permit, found)}
    assert facts["due_share_pct"].endswith("within the promised time")
    assert "permits in process" in facts["work_in_process"] or "in process" in facts["work_in_process"]
    for pool in found.pools:
        if pool.utilisation is not None:
            bar = load_bar(pool)
            assert bar.value == pool.utilisation.mean
            assert (bar.mark == "▲") is (pool.utilisation.mean >= 0.85)


def test_an_overload_is_the_headline_and_the_estimate_has_no_value(permit: Event) -> None:
    busy = replace(permit, demand=replace(permit.demand, units_per_year=9600.0))
    found, estimates, pair = play(busy, "current", plan_of(), Quiet())
    assert pair is None
    assert "is loaded at" in headline(busy, found, "bd", "external")
    bars, _ = estimate_bars(busy, found, estimates, None, "bd")
    by_key = {bar.key: bar for bar in bars}
    assert list(by_key) == ["typed", "queueing", "simulated"]
    assert by_key["queueing"].value is None
    assert by_key["queueing"].sub == "overloaded: no steady value"
    alone = replace(busy, demand=replace(busy.demand, units_per_year=None))
    assert (
        estimate_bars(alone, found, replace_estimates(estimates), None, "bd")[0][1].sub
        == "needs demand and people"
    )


def replace_estimates(estimates: Any) -> Any:
    """The estimates without a formula, as where demand is not known."""
    import dataclasses

    return dataclasses.replace(estimates, queueing=None)
