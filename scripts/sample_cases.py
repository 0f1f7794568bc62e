"""Case data and studies of the sample events, drawn from the distributions their sources state."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

from leanbench.event.records import Column, Dataset, Study
from leanbench.words.durations import Calendar
from leanbench.words.working_calendar import add_business_days, business_days_between
from sample_log import event_log

Source = dict[str, Any]
Rows = list[list[Any]]
OFFICE = Calendar()


def _dataset(key: str, name: str, columns: list[Column], rows: Rows, source: Source) -> Dataset:
    about = source["case_data"]
    return Dataset(
        key, name, tuple(columns), _csv(columns, rows),
        origin="generated for this sample; no real cases",
        unit=about["unit"], about=about,
    )  # fmt: skip


def _csv(columns: list[Column], rows: Rows) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(rows)
    return buffer.getvalue()


def _part(whole: Dataset, key: str, name: str, keep: Callable[[dict[str, str]], bool]) -> Dataset:
    """Some rows of a dataset as one of its own, for a study of these rows alone."""
    rows = [row for row in csv.DictReader(io.StringIO(whole.text)) if keep(row)]
    text = _csv(list(whole.columns), [[row[column.name] for column in whole.columns] for row in rows])
    return Dataset(
        key, name, whole.columns, text, origin=f"rows of “{whole.name}”; no real cases", unit=whole.unit
    )


def _is_after(row: dict[str, str]) -> bool:
    return row["period"] == "after"


def _yes(flags: Any) -> list[str]:
    return ["yes" if flag else "no" for flag in flags]


def _reasons(source: Source) -> Dataset:
    """The counted categories of the Pareto chart as a table too, so that the chart can be a study."""
    tally = source["pareto"]
    columns = [Column("reason"), Column("count", "number", tally["unit"])]
    return Dataset(
        "reasons", tally["title"], tuple(columns), _csv(columns, tally["categories"]),
        origin="counted for this sample; no real cases", unit=tally["unit"],
    )  # fmt: skip


# --- building permits ---------------------------------------------------------------------------


def permit_cases(source: Source) -> tuple[Dataset, ...]:
    """600 permits before (50 weeks of 12) and 300 after (12 weeks of 25), lead time in business days."""
    about = source["case_data"]
    before = _permits(about["before"], date(2024, 8, 26), 50, "before", _slow_july)
    after = _permits(about["after"], date(2026, 3, 16), 12, "after", _outage_in_week_7)
    columns = [
        Column("case_id"),
        Column("received", "date"),
        Column("issued", "date"),
        Column("lane", "text", note="express: deck, fence or re-roof; full: all others"),
        Column("lead_time_bd", "number", "bd", "submittal to issuance"),
        Column("complete_on_arrival", "yesno"),
        Column("first_review_pass", "yesno"),
        Column("correction_cycles", "number"),
        Column("period", "text", note="before or after the event"),
    ]
    rows = [[f"BP-{number:05d}", *row] for number, row in enumerate(before + after, start=20401)]
    permits = _dataset("permits", "Permits, before and after", columns, rows, source)
    after_only = _part(permits, "permits-after", "Permits after the event", _is_after)
    return (permits, after_only, _reasons(source), event_log(source))


def _permits(
    plan: Source, first: date, weeks: int, period: str, plant: Callable[[Any, list[date]], Any]
) -> Rows:
    rng = np.random.default_rng(plan["seed"])
    count = plan["n"]
    lead = rng.lognormal(plan["mu"], plan["sigma"], count)
    days = np.sort(rng.integers(0, 5, count).reshape(weeks, -1), axis=1)
    received = [
        first + timedelta(weeks=week, days=int(day)) for week, inside in enumerate(days) for day in inside
    ]
    complete = rng.random(count) < plan["p_complete"]
    passed = rng.random(count) < plan["p_first_pass"]
    again = rng.geometric(plan["p_first_pass"], count)
    rank = np.argsort(np.argsort(lead)) / count
    # Before, one queue for all: the kind of permit says nothing of the time. After, express is quicker.
    express = rng.random(count) < (0.46 if period == "before" else np.clip(1.2 - 1.48 * rank, 0.02, 0.98))
    lead = plant(lead, received)
    lead_bd = np.maximum(1, np.rint(lead)).astype(int)
    issued = [add_business_days(day, int(bd), OFFICE) for day, bd in zip(received, lead_bd, strict=True)]
    measured = [business_days_between(a, b, OFFICE) for a, b in zip(received, issued, strict=True)]
    return [
        list(row)
        for row in zip(
            received, issued, ["express" if e else "full" for e in express], measured, _yes(complete),
            _yes(passed), [0 if p else int(c) for p, c in zip(passed, again, strict=True)],
            [period] * count, strict=True,
        )
    ]  # fmt: skip


def _slow_july(lead: Any, received: list[date]) -> Any:
    """Planted: four weeks in July run about 8 days slower (vacation)."""
    slow = np.array([date(2025, 7, 7) <= day < date(2025, 8, 4) for day in received])
    return lead + 8.0 * slow


def _outage_in_week_7(lead: Any, received: list[date]) -> Any:
    """Planted: week 7 has one special cause, a system outage, 6 days more."""
    week = np.array([(day - date(2026, 3, 16)).days // 7 + 1 for day in received])
    return lead + 6.0 * (week == 7)


def permit_studies(source: Source) -> tuple[Study, ...]:
    limit = source["case_data"]["spec_upper_bd"]
    weekly = {"date": "received", "by": "week", "stage": "period"}
    return (
        Study(
            "lead-time", "Lead time of permits, median of each week", "Is it stable?", "i-mr", "permits",
            {"value": "lead_time_bd", **weekly, "aggregate": "median", "sigma": "mr", "tests": [1, 2, 5]},
            in_report=True,
        ),
        Study(
            "deadline", f"Lead time after the event against {limit} business days", "Does it meet the target?",
            "capability-normal", "permits-after",
            {"value": "lead_time_bd", "usl": limit},
            in_report=True,
            note="Lead times are skewed to the right: read the share within the limit before the indices.",
        ),
        Study(
            "first-pass", "Plans that pass the first review, by week", "Did it change?", "p", "permits",
            {"value": "first_review_pass", **weekly, "aggregate": "rate", "tests": [1, 2]},
            in_report=True,
        ),
        Study(
            "incomplete", "Why packets were incomplete", "What are the biggest causes?", "pareto", "reasons",
            {"category": "reason", "value": "count"}, in_report=True,
        ),
    )  # fmt: skip


# --- license renewals ---------------------------------------------------------------------------


def licence_cases(source: Source) -> tuple[Dataset, ...]:
    """Three subgroups of five a day: 40 working days before, 25 after; minutes door to door."""
    about = source["case_data"]
    groups = about["subgroups"]
    before = _visits(about["before"], date(2026, 2, 2), groups["days_before"], "before", 0.06)
    after = _visits(about["after"], date(2026, 7, 6), groups["days_after"], "after", 0.03)
    columns = [
        Column("ticket"),
        Column("date", "date"),
        Column("hour", "number", "h", "hour of arrival"),
        Column("lane", "text", note="kind of renewal"),
        Column("door_to_door_min", "number", "min"),
        Column("turned_away", "yesno", note="sent home after waiting"),
        Column("retake", "yesno", note="photo taken again"),
        Column("subgroup", "text", note="day and hour: five tickets in a row"),
        Column("period", "text", note="before or after the event"),
    ]
    rows = [[f"T{number:05d}", *row] for number, row in enumerate(before + after, start=1)]
    visits = _dataset("visits", "Renewal visits, before and after", columns, rows, source)
    after_only = _part(visits, "visits-after", "Renewal visits after the event", _is_after)
    return (visits, after_only, _reasons(source))


def _visits(plan: Source, first: date, days: int, period: str, retake: float) -> Rows:
    rng = np.random.default_rng(plan["seed"])
    count = plan["n"]
    minutes = rng.gamma(plan["shape"], plan["scale"], count)
    away_share = plan["p_turned_away"] if period == "before" else plan["p_turned_away_after_wait"]
    away = rng.random(count) < away_share
    again = rng.random(count) < retake
    lanes = rng.choice(["standard", "REAL ID", "commercial"], count, p=[0.71, 0.22, 0.07])
    day = np.arange(count) // 15
    hour = np.array([9, 12, 15])[(np.arange(count) // 5) % 3]
    dates = [first + timedelta(weeks=int(d) // 5, days=int(d) % 5) for d in range(days)]
    if period == "before":  # planted: Mondays 14 minutes more
        minutes = minutes + 14.0 * (day % 5 == 0)
    else:  # planted: one subgroup in an outage on day 12; days 18 to 25 quicker with counter 8 open
        minutes = minutes + 22.0 * ((day == 11) & (hour == 12))
        minutes = np.maximum(minutes - 6.0 * (day >= 17), 5.0)
    return [
        [dates[d], int(h), str(lane), round(float(m), 1), a, r, f"{dates[d]} {h:02d}:00", period]
        for d, h, lane, m, a, r in zip(day, hour, lanes, minutes, _yes(away), _yes(again), strict=True)
    ]


def licence_studies(source: Source) -> tuple[Study, ...]:
    limit = source["case_data"]["spec_upper_min"]
    return (
        Study(
            "door-to-door", "Minutes door to door, five visits three times a day", "Is it stable?", "xbar-r",
            "visits",
            {"value": "door_to_door_min", "subgroup": "subgroup", "stage": "period", "tests": [1, 2, 5]},
            in_report=True,
        ),
        Study(
            "within-30", f"Door to door after the event against {limit} minutes", "Does it meet the target?",
            "capability-normal", "visits-after",
            {
                "value": "door_to_door_min", "subgroup": "subgroup", "usl": limit, "sigma": "rbar"
            },
            in_report=True,
        ),
        Study(
            "turned-away", "Customers sent home after waiting, by week", "Did it change?", "p", "visits",
            {
                "value": "turned_away", "date": "date", "by": "week", "aggregate": "rate", "stage": "period",
                "tests": [1, 2],
            },
            in_report=True,
        ),
        Study(
            "reasons-away", "Why customers were turned away", "What are the biggest causes?", "pareto",
            "reasons", {"category": "reason", "value": "count"}, in_report=True,
        ),
    )  # fmt: skip


# --- SNAP applications --------------------------------------------------------------------------

RAMP = (0.80, 0.83, 0.86, 0.89, 0.92, 0.94)  # timely share in the first six weeks after


def snap_cases(source: Source) -> tuple[Dataset, ...]:
    """Every application of 26 weeks before and 12 after; calendar days from application to decision."""
    about = source["case_data"]
    limits = about["deadline_days"]
    before = _applications(about["before"], limits, date(2025, 12, 29), 205, "before")
    after = _applications(about["after"], limits, date(2026, 9, 28), 207, "after")
    columns = [
        Column("case_id"),
        Column("received", "date"),
        Column("decided", "date"),
        Column("stream", "text", note="regular: 30 calendar days; expedited: 7"),
        Column("days", "number", "d", "application to opportunity to participate"),
        Column("timely", "yesno"),
        Column("interview_missed", "yesno"),
        Column("proof_requests", "number"),
        Column("period", "text", note="before or after the event"),
    ]
    rows = [[f"S{number:06d}", *row] for number, row in enumerate(before + after, start=1)]
    data = _dataset("applications", "SNAP applications, before and after", columns, rows, source)
    regular = _part(
        data,
        "regular-after",
        "Regular applications after the event",
        lambda row: _is_after(row) and row["stream"] == "regular",
    )
    return (data, regular, _reasons(source))


def _applications(plan: Source, limits: Source, first: date, mean: int, period: str) -> Rows:
    rng = np.random.default_rng(plan["seed"])
    per_week = rng.poisson(mean, plan["weeks"])
    rows: Rows = []
    for week, count in enumerate(per_week, start=1):
        regular = rng.random(count) < 0.64
        days = np.where(
            regular,
            rng.lognormal(plan["regular"]["mu"], plan["regular"]["sigma"], count),
            rng.lognormal(plan["expedited"]["mu"], plan["expedited"]["sigma"], count),
        )
        limit = np.where(regular, limits["regular"], limits["expedited"])
        days = _planted(days, limit, week, period, rng)
        shown = np.maximum(np.round(days, 1), 0.1)
        shown = np.where((days > limit) & (shown <= limit), limit + 0.1, shown)  # rounding makes none timely
        missed = rng.random(count) < (0.30 if period == "before" else 0.08)
        asked = rng.binomial(1, 0.85 if period == "before" else 0.45, count)
        asked += asked * (rng.random(count) < (0.28 if period == "before" else 0.06))
        weekday = np.sort(rng.integers(0, 5, count))
        for k in range(count):
            received = first + timedelta(weeks=week - 1, days=int(weekday[k]))
            decided = received + timedelta(days=int(shown[k] + 0.4))  # received about ten in the morning
            stream = "regular" if regular[k] else "expedited"
            timely = "yes" if shown[k] <= limit[k] else "no"
            rows.append(
                [
                    received,
                    decided,
                    stream,
                    f"{shown[k]:g}",
                    timely,
                    _yes([missed[k]])[0],
                    int(asked[k]),
                    period,
                ]
            )
    return rows


def _planted(days: Any, limit: Any, week: int, period: str, rng: Any) -> Any:
    """Before, week 9: the system is down 2 days, 64% timely. After, weeks 1 to 6: the rising ramp."""
    if period == "before" and week == 9:
        wanted, delay = 0.64, np.full(len(days), 2.0)
    elif period == "after" and week <= len(RAMP):
        wanted, delay = RAMP[week - 1], limit * 0.5
    else:
        return days
    days = days.copy()
    for k in rng.permutation(len(days)):
        if np.mean(days <= limit) <= wanted:
            break
        days[k] += delay[k]
    return days


def snap_studies(source: Source) -> tuple[Study, ...]:
    limits = source["case_data"]["deadline_days"]
    weekly = {"date": "received", "by": "week", "stage": "period"}
    return (
        Study(
            "timely", "Applications decided in time, by week", "Is it stable?", "p", "applications",
            {"value": "timely", **weekly, "aggregate": "rate", "target": 0.95, "tests": [1, 2, 3]},
            in_report=True,
        ),
        Study(
            "mean-days", "Calendar days to decision, mean of each week", "Did it change?", "i-mr",
            "applications",
            {"value": "days", **weekly, "aggregate": "mean", "sigma": "mr", "tests": [1, 2]},
            in_report=True,
        ),
        Study(
            "regular-days", f"Regular applications after the event against {limits['regular']} days",
            "Does it meet the target?", "capability-normal", "regular-after",
            {"value": "days", "usl": limits["regular"]},
            in_report=True,
            note="Days to decision are skewed to the right: read the share within the limit before the indices.",
        ),
        Study(
            "late-causes", "Main cause of delay", "What are the biggest causes?", "pareto", "reasons",
            {"category": "reason", "value": "count"}, in_report=True,
        ),
    )  # fmt: skip


CASES: dict[str, Callable[[Source], tuple[Dataset, ...]]] = {
    "permit-issuance": permit_cases,
    "driver-license-renewal": licence_cases,
    "snap-eligibility": snap_cases,
}
STUDIES: dict[str, Callable[[Source], tuple[Study, ...]]] = {
    "permit-issuance": permit_studies,
    "driver-license-renewal": licence_studies,
    "snap-eligibility": snap_studies,
}
