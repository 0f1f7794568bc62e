"""Recipes: each kind of step, its effect in rows and words, what is gone in a new file, what cannot be done."""

import datetime as dt

import numpy as np
import pytest

from leanbench import tables
from leanbench.errors import UserError
from leanbench.event.event_file import EVENT
from leanbench.event.recipe import KINDS, RecipeStep, options_of
from leanbench.event.records import Event, Header
from leanbench.schema import cards_of
from leanbench.store.on_disk import from_bytes, plain_root, read_root, to_bytes
from leanbench.tables.recipes.cooking import _WORK, cook, cooked

TEXT = """permit,kind,received,issued,fee,clerk
A1,Fence,2026-01-05,2026-01-09,100,Ann
A2,fence,2026-01-06,2026-02-03,80,Bo
A3,Deck,2026-02-02,2026-02-04,300,ann
A4,Deck,2026-02-10,,250,
A4,Deck,2026-02-10,,250,
"""


def data(text=TEXT, name="Permits", id="d", steps=()):
    as_it_came = tables.read(text.encode(), take={"look-alike": "keep"})
    made = tables.dataset(as_it_came, id=id, name=name)
    from leanbench.schema import replace

    return replace(made, recipe=tuple(steps))


def step(kind, **options):
    return RecipeStep(kind=kind, options=options)


def run(*steps, text=TEXT):
    return cook(tables.table(data(text)), steps)


def column(found, name):
    values = found.table.column(name)
    if values.dtype.kind == "f":
        return [None if np.isnan(v) else v for v in values.tolist()]
    return found.table.texts(name).tolist()


def test_every_kind_has_its_work_and_cards():
    assert set(KINDS) == set(_WORK)
    for _title, record in KINDS.values():
        assert all(card.title for card in cards_of(record).values())


def test_lead_time_in_business_days_beside_its_dates():
    found = run(step("time-between", start="received", end="issued", unit="bd", name="lead time"))
    assert column(found, "lead time") == [4, 20, 2, None, None]
    assert found.table.units["lead time"] == "bd"
    assert found.table.names.index("lead time") == found.table.names.index("issued") + 1
    assert "2 rows have no result" in found.effects[0].text()


def test_negative_times_are_said():
    found = run(step("time-between", start="issued", end="received", unit="d", name="t"))
    assert column(found, "t")[0] == -4
    assert "3 rows the end comes before" in found.effects[0].text()


def test_a_cell_is_corrected_only_where_the_old_value_stands():
    right = run(step("correct", row=2, column="fee", old="80", new="85"))
    assert column(right, "fee")[1] == 85
    wrong = run(step("correct", row=3, column="fee", old="80", new="85"))
    assert "stands “300”, not “80”" in wrong.problems[0]
    assert column(wrong, "fee") == [100, 80, 300, 250, 250]
    odd = run(step("correct", row=1, column="fee", old="100", new="waived"))
    assert odd.table.odd[0].text == "waived"
    assert "no row 9" in run(step("correct", row=9, column="fee", old="", new="1")).problems[0]


def test_spellings_become_one_and_blanks_a_word():
    found = run(step("recode", column="kind", merge_spellings=True), step("recode", column="clerk", blank="nobody",
                merge_spellings=True, pairs=[{"old": "Bo", "new": "Robert"}]))  # fmt: skip
    assert column(found, "kind") == ["Fence", "Fence", "Deck", "Deck", "Deck"]
    assert column(found, "clerk") == ["Ann", "Robert", "Ann", "nobody", "nobody"]
    assert "“fence” is now “Fence”" in found.effects[0].text()


def test_equal_rows_leave_by_rule():
    for keep, rows in (("first", 4), ("last", 4), ("none", 3)):
        found = run(step("equal-rows", keep=keep))
        assert found.table.rows == rows
    assert run(step("equal-rows", columns=["kind"], keep="last")).table.texts("permit").tolist() == [
        "A1",
        "A2",
        "A4",
    ]
    assert "1 row fewer, 4 left." in run(step("equal-rows")).effects[0].text()


def test_filter_and_sort():
    found = run(step("filter", condition="fee >= 100"), step("sort", columns=["-fee", "permit"]))
    assert column(found, "fee") == [300, 250, 250, 100]
    assert found.effects[0].rows_after == 4
    blank_last = run(step("sort", columns=["issued"]))
    assert column(blank_last, "permit")[:3] == ["A1", "A2", "A3"]
    assert column(run(step("sort", columns=["-issued"])), "permit")[:3] == ["A3", "A2", "A1"]


def test_parts_of_dates_are_in_the_order_of_time():
    found = run(
        step("date-part", column="received", part="weekday", name="day"),
        step("date-part", column="received", part="month", name="month"),
        step("date-part", column="received", part="fiscal_quarter", name="fq"),
        step("date-part", column="received", part="fiscal_year", name="fy"),
        step("date-part", column="received", part="quarter", name="q"),
        step("sort", columns=["day"]),
    )
    assert column(found, "day") == ["Monday", "Monday", "Tuesday", "Tuesday", "Tuesday"]
    assert set(column(found, "month")) == {"2026-01", "2026-02"}
    assert set(column(found, "fq")) == {"FY2026-Q3"}  # the year begins in July
    assert set(column(found, "fy")) == {"FY2026"}
    assert set(column(found, "q")) == {"2026-Q1"}


def test_classes_of_numbers():
    found = run(step("bins", column="fee", edges=["100", "200"], name="class"))
    assert column(found, "class") == ["100–<200", "<100", "≥200", "≥200", "≥200"]
    assert column(run(step("bins", column="fee", width=100.0, name="class")), "class")[0] == "100–<200"
    assert "at most" in run(step("bins", column="fee", width=0.001, name="c")).problems[0]


def test_groups_are_summarized():
    found = run(
        step("recode", column="kind", merge_spellings=True),
        step(
            "summarize",
            by=["kind"],
            values=[{"old": "fee", "new": "mean"}, {"old": "issued", "new": "count"}],
        ),
    )
    assert column(found, "kind") == ["Deck", "Fence"]
    assert column(found, "rows") == [3, 2]
    assert column(found, "fee – mean") == [pytest.approx(800 / 3), 90]
    assert column(found, "issued – count") == [1, 2]
    everything = run(step("summarize", values=[{"old": "fee", "new": "sum"}]))
    assert (everything.table.rows, column(everything, "fee – sum")) == (1, [980])
    assert "group of their own" in run(step("summarize", by=["clerk"])).effects[0].text()


def test_stack_and_unstack_are_each_other_s_way_back():
    wide = "office,Jan,Feb,Mar\nNorth,1,2,3\nSouth,4,5,\n"
    stacked = run(step("stack", columns=["Jan", "Feb", "Mar"], names="month", values="permits"), text=wide)
    assert stacked.table.rows == 6
    assert column(stacked, "permits") == [1, 2, 3, 4, 5, None]
    back = run(
        step("stack", columns=["Jan", "Feb", "Mar"], names="month", values="permits"),
        step("unstack", names="month", values="permits"),
        text=wide,
    )
    assert back.table.names == ("office", "Jan", "Feb", "Mar")
    assert [column(back, name) for name in ("Jan", "Feb", "Mar")] == [[1, 4], [2, 5], [3, None]]


def test_unstacking_never_drops_a_value():
    twice = "office,month,n\nNorth,Jan,1\nNorth,Jan,2\n"
    assert "has one already" in run(step("unstack", names="month", values="n"), text=twice).problems[0]


def joined(event, *steps):
    return cooked(event, next(one for one in event.datasets if one.id == "d"))


def test_a_second_table_is_joined_by_key_and_counted():
    fees = data("kind,rate\nDeck,3\nfence,2\nPool,9\n", "Rates", "r")
    options = {"table": "Rates", "keys": [{"old": "kind", "new": "kind"}]}
    event = Event(header=Header(title="x"), datasets=(data(steps=[step("join", **options)]), fees))
    found = joined(event)
    assert column(found, "rate") == [None, 2, 3, 3, 3]
    assert "4 rows found a match; 1 did not; 1 rows of “Rates” were not used." in found.effects[0].text()
    dropping = Event(
        header=Header(title="x"), datasets=(data(steps=[step("join", unmatched="drop", **options)]), fees)
    )
    assert joined(dropping).table.rows == 4


def test_a_join_that_would_count_twice_is_refused_unless_asked():
    several = data("kind,rate\nDeck,3\nDeck,4\n", "Rates", "r")
    options = {"table": "Rates", "keys": [{"old": "kind", "new": "kind"}]}

    def event(**more):
        return Event(
            header=Header(title="x"), datasets=(data(steps=[step("join", **options, **more)]), several)
        )

    assert "more than one match" in joined(event()).problems[0]
    assert joined(event(several="first")).table.rows == 5
    assert joined(event(several="all")).table.rows == 8


def test_a_join_that_explodes_is_refused_before_a_row_of_it_is_made():
    many = "case,kind\n" + "\n".join(f"{n},Deck" for n in range(60_000)) + "\n"
    options = {"table": "Rates", "keys": [{"old": "kind", "new": "kind"}], "several": "all"}
    tables_ = (
        data(many, steps=[step("join", **options)]),
        data("kind,rate\n" + "Deck,3\n" * 60_000, "Rates", "r"),
    )
    (problem,) = joined(Event(header=Header(title="x"), datasets=tables_)).problems
    assert "would make 3,600,000,000 rows" in problem  # 29 GB of row numbers, were they made


def test_tables_that_need_each_other_are_refused():
    join = [step("join", table="Other", keys=[{"old": "permit", "new": "permit"}])]
    back = [step("join", table="Permits", keys=[{"old": "permit", "new": "permit"}])]
    event = Event(
        header=Header(title="x"), datasets=(data(steps=join), data(name="Other", id="o", steps=back))
    )
    for dataset in event.datasets:
        found = cooked(event, dataset)
        assert "made from this table itself" in found.problems[0]
        assert found.table.rows == 5


def test_a_draw_can_be_repeated_and_a_larger_one_holds_the_smaller():
    text = "n,group\n" + "".join(f"{i},{'ab'[i % 2]}\n" for i in range(200))
    first, again = (column(run(step("draw", count=20, seed=7), text=text), "n") for _ in range(2))
    assert first == again == sorted(first)
    assert set(first) <= set(column(run(step("draw", count=50, seed=7), text=text), "n"))
    assert first != column(run(step("draw", count=20, seed=8), text=text), "n")
    each = column(run(step("draw", count=5, seed=7, by="group"), text=text), "group")
    assert (each.count("a"), each.count("b")) == (5, 5)
    assert "all are drawn" in run(step("draw", count=500), text=text).effects[0].text()


def test_rows_are_added_and_columns_renamed_and_left_out():
    found = run(
        step("add-rows", columns=["permit", "fee", "remark"], cells=[["A5", "70", "typed"], ["A6"]]),
        step("rename", column="fee", name="fee paid"),
        step("drop-columns", columns=["clerk"]),
    )
    assert column(found, "fee paid") == [100, 80, 300, 250, 250, 70, None]
    assert column(found, "remark")[-2:] == ["typed", ""]
    assert "clerk" not in found.table.names
    assert [effect.text() for effect in found.effects][1] == "New: “fee paid”. Gone: “fee”."


def test_kind_unit_and_order_of_levels():
    found = run(
        step("column", column="fee", unit="$"), step("column", column="kind", levels=["fence", "Fence", "Deck"]),
        step("sort", columns=["kind"]),
        RecipeStep(kind="column", options={"column": "permit", "kind": "number"}),
    )  # fmt: skip
    assert found.table.units["fee"] == "$"
    assert column(found, "kind") == ["fence", "Fence", "Deck", "Deck", "Deck"]
    assert "5 cells cannot be read so" in found.effects[3].text()
    assert len(found.table.odd) == 5


def test_the_same_recipe_on_a_new_file_names_what_is_gone_and_does_the_rest():
    recipe = [
        step("time-between", start="received", end="issued", name="lead"), step("filter", condition="fee > 50"),
        step("summarize", by=["kind"], values=[{"old": "lead", "new": "median"}]),
    ]  # fmt: skip
    new = TEXT.replace("issued", "closed")
    found = run(*recipe, text=new)
    assert "no column “issued”" in found.problems[0]
    assert "no column “lead”" in found.problems[1]
    assert found.effects[1].problem == ""
    assert "received" in found.problems[0]  # the columns there are


def test_a_step_switched_off_does_nothing_and_the_table_stays_as_it_came():
    start = tables.table(data())
    before = [start.texts(name).tolist() for name in start.names]
    off = RecipeStep(kind="filter", options={"condition": "fee > 1000"}, is_off=True)
    found = cook(start, [off, step("filter", condition="fee > 1000")])
    assert [effect.text() for effect in found.effects] == ["Switched off.", "5 rows fewer, 0 left."]
    assert [start.texts(name).tolist() for name in start.names] == before


@pytest.mark.parametrize("kind", KINDS)
def test_no_step_with_empty_options_or_an_empty_table_ends_in_a_traceback(kind):
    for text in (TEXT, "a,b\n"):
        found = run(step(kind), text=text)
        assert found.effects[0].text()


def test_unknown_steps_and_options_are_refused_with_a_sentence():
    assert "no step of a recipe" in run(step("fly")).problems[0]
    assert "no option" in run(step("filter", condition="fee > 1", wings=2)).problems[0]
    with pytest.raises(UserError):
        options_of(step("draw", count="many"))


def test_a_recipe_is_kept_in_the_file():
    event = Event(header=Header(title="x"), datasets=(data(steps=[step("filter", condition="fee > 90")]),))
    again = read_root(EVENT, from_bytes(to_bytes(plain_root(EVENT, event)), "copy")).root
    assert again.datasets[0].recipe == event.datasets[0].recipe
    assert cooked(again, again.datasets[0]).table.rows == 4


def test_a_study_looks_at_what_the_recipe_makes():
    from leanbench.analyses import study_run
    from leanbench.event.records import Study

    plain = data()
    recipe = data(steps=[step("equal-rows"), step("filter", condition="fee < 300")])
    study = Study("s", "Fees", method="histogram", dataset="d", options={"value": "fee"})
    event = Event(header=Header(title="x"), datasets=(recipe,), studies=(study,))
    assert study_run.run(event, study).n == 3
    assert study_run.run(Event(header=Header(title="x"), datasets=(plain,)), study).n == 5
    assert study_run.run(event, study) is study_run.run(event, study)  # worked out once


def test_the_report_prints_what_was_done(tmp_path):
    import io

    from pypdf import PdfReader

    from leanbench.papers.list.event_report import build_report

    filtered = RecipeStep(kind="filter", options={"condition": "fee >= 100"}, reason="decks only")
    lost = RecipeStep(kind="rename", options={"column": "gone", "name": "x"})
    event = Event(header=Header(title="x"), datasets=(data(steps=[filtered, lost]),))
    stream = io.BytesIO()
    info = build_report(event, stream, date=dt.date(2026, 3, 9))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(stream).pages).split())
    assert "What was done to “Permits”" in text
    assert "Keep rows where: fee >= 100 (reason: decks only)" in text
    assert "1 row fewer, 4 left." in text
    assert any("Step 2 of “Permits” is not done" in problem.text for problem in info.problems)
