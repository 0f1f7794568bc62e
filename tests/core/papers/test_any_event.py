"""An export never fails on the facilitator: any event that the records allow becomes a valid file."""

from __future__ import annotations

import io
import os
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leanbench.event import records
from leanbench.event.records import (
    Action,
    Benefit,
    Benefits,
    Category,
    CauseBranch,
    Charter,
    Control,
    CycleRemark,
    Deliverable,
    Event,
    Fishbone,
    FiveWhys,
    Header,
    Idea,
    Line,
    Link,
    Map,
    Measure,
    Member,
    Message,
    Metric,
    Review,
    Role,
    Sipoc,
    StandardWork,
    Step,
    Tally,
    TimeObservation,
    Voice,
    Waste,
    WorkElement,
)
from leanbench.papers.list.event_report import build_report
from leanbench.privacy import public_copy
from leanbench.words.durations import Duration

text = st.one_of(
    st.just(""), st.text(max_size=30), st.sampled_from(["2026-03-13", "<b>&", "done", "x" * 400])
)
number = st.one_of(st.none(), st.floats(-1e6, 1e12, allow_nan=False), st.just(0.0))
texts = st.lists(text, max_size=3).map(tuple)
some = st.one_of(st.none(), st.integers(0, 99))
duration = st.one_of(st.none(), st.floats(0, 500).map(lambda amount: Duration(amount, "h")))


def many(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


lines = many(st.builds(Line, text))
ids = st.sampled_from(["a", "b", "c", "d"])
steps = st.lists(
    st.builds(
        Step, ids, text, st.sampled_from(["process", "decision", "start", "end", "inventory"]), ids, duration, duration,
        st.one_of(st.none(), st.floats(0, 100)), st.sampled_from(["", "VA", "BNVA", "NVA"]), text, st.booleans(), texts,
    ),
    max_size=4, unique_by=lambda step: step.id,
).map(tuple)  # fmt: skip
links = st.lists(
    st.builds(
        Link, st.sampled_from(["l1", "l2", "l3", "l4"]), ids, ids,
        st.sampled_from(["flow", "rework", "exit", "alternative"]), st.one_of(st.none(), st.floats(0, 1)), text,
    ),
    max_size=4, unique_by=lambda link: link.id,
).map(tuple)  # fmt: skip
maps = st.lists(
    st.builds(Map, st.sampled_from(["current", "future", "other"]), text, steps, links),
    max_size=3, unique_by=lambda m: m.id,
).map(tuple)  # fmt: skip
charter = st.builds(
    Charter, text, text, text, text, lines, lines, lines, lines, many(st.builds(Deliverable, text, text)),
    many(st.builds(Metric, text, text, st.one_of(number, text), st.one_of(number, text))), lines, text,
)  # fmt: skip
events = st.builds(
    Event,
    header=st.builds(
        Header,
        text,
        text,
        agency=text,
        site=text,
        start=text,
        end=text,
        paper=st.sampled_from(["letter", "a4", "odd"]),
    ),
    roles=st.lists(
        st.builds(Role, ids, text, st.booleans(), number), max_size=3, unique_by=lambda r: r.id
    ).map(tuple),
    charter=charter,
    team=many(st.builds(Member, text, text, text)),
    sipoc=st.builds(Sipoc, lines, lines, lines, lines, lines, lines),
    voc=many(st.builds(Voice, text, text, text, text, text)),
    maps=maps,
    wastes=many(st.builds(Waste, text, text, text, ids, number, number)),
    tallies=many(st.builds(Tally, text, text, many(st.builds(Category, text, st.floats(0, 1e6))))),
    fishbones=many(st.builds(Fishbone, text, many(st.builds(CauseBranch, text, lines), 5))),
    five_whys=many(st.builds(FiveWhys, text, lines, text, text)),
    ideas=many(st.builds(Idea, ids, text, number, number, number, some, text)),
    actions=many(st.builds(Action, ids, text, text, text, text, text, some, text, text, number)),
    communication_plan=many(st.builds(Message, text, text, text, text, text)),
    standard_work=many(
        st.builds(StandardWork, text, ids, number, many(st.builds(WorkElement, text, number, text)))
    ),
    control_plan=many(st.builds(Control, text, text, text, text, text, text, text, text)),
    follow_up=many(
        st.builds(Review, some, text, many(st.builds(Measure, text, st.one_of(number, text))), number, text)
    ),
    benefits=st.builds(
        Benefits,
        text,
        number,
        number,
        number,
        number,
        number,
        number,
        many(st.builds(Benefit, text, amount=number)),
    ),
    time_observations=many(
        st.builds(
            TimeObservation,
            ids,
            text,
            ids,
            text,
            text,
            text,
            texts,
            many(many(number)),
            many(st.builds(CycleRemark, st.just(1), text)),
        )
    ),
    sources=many(st.builds(records.Source, text, text, text)),
)


# Shrinking a whole event takes minutes; the failing one is printed as it is.
@settings(
    max_examples=int(os.environ.get("LEANBENCH_EXAMPLES", "10")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(event=events, public=st.booleans())
def test_any_event_becomes_a_valid_file(event: Event, public: bool, pdfs: SimpleNamespace) -> None:
    stream = io.BytesIO()
    info = build_report(public_copy(event).event if public else event, stream, date=pdfs.DATE)
    assert pdfs.failures(stream.getvalue()) == []
    assert not [problem for problem in info.problems if "the log has the details" in problem.text]
