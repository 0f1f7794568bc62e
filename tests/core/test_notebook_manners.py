"""What a person at a notebook sees: short texts instead of pages of fields, sentences instead of tracebacks, cards."""

from __future__ import annotations

import html
import subprocess
import sys
from pathlib import Path

import pytest

from leanbench import flow, maps, resources
from leanbench.analyses import catalogue
from leanbench.errors import UserError
from leanbench.event import open_event
from leanbench.notebook import table_html
from leanbench.stats import tests
from leanbench.stats.base.result import Result
from look.example_cases import result_of

EVENT = open_event(resources.path("samples", "permit-issuance.lean")).root


def test_records_tell_what_they_are_in_one_line() -> None:
    assert repr(EVENT).startswith("<Event 'Residential building permit")
    assert "future (12 steps)" in repr(EVENT)
    found = flow.metrics(EVENT)
    assert repr(found).startswith("<Metrics of map 'current': ")
    quantity = found.quantities["takt_time_min"]
    assert str(quantity).endswith("50 min")
    assert len(repr(quantity)) < 500
    played = flow.simulate(EVENT, "future", replications=2, days=20)
    assert repr(played).startswith("<Simulation of map 'future': Mean lead time")
    assert all(len(repr(record)) < 300 for record in (EVENT, found, played))


def test_a_name_that_is_not_there_meets_a_sentence_with_those_that_are() -> None:
    with pytest.raises(
        UserError, match=r'There is no map "curent" in this event\. There are: current, future\.'
    ):
        flow.metrics(EVENT, "curent")
    with pytest.raises(
        UserError, match=r'There is no metric "takt" in map current\. There are: .*takt_time_min'
    ):
        flow.metrics(EVENT)["takt"]
    with pytest.raises(KeyError):  # what a script that looks up expects
        EVENT.dataset("nothing")
    with pytest.raises(UserError, match='no map "future"'):
        maps.draw_map(type(EVENT)(), "future")


def test_metrics_are_a_frame_and_a_card() -> None:
    found = flow.metrics(EVENT)
    frame = found.to_frame()
    assert frame.loc["takt_time_min", "value"] == pytest.approx(50.0)
    assert list(frame.index) == list(found.quantities)
    assert found._repr_html_().count("<tr>") == len(frame) + 1
    assert "Basis: " in found.quantities["takt_time_min"]._repr_html_()


def test_pictures_show_themselves() -> None:
    assert "<svg xmlns" in maps.draw_map(EVENT)._repr_svg_()


@pytest.mark.parametrize("name", catalogue.methods())
def test_every_result_has_a_line_a_card_and_its_picture(name: str) -> None:
    _study, result = result_of(name)
    assert isinstance(result, Result)
    assert repr(result).startswith(f"<{type(result).__name__} {result.method}: ")
    assert len(repr(result)) < 400
    assert result == result_of(name)[1]
    figure = result.plot(size=(6.0, 3.0))
    assert tuple(figure.get_size_inches()) == (6.0, 3.0)
    card = result._repr_html_()
    assert html.escape(result.summary()[0]) in card
    assert "data:image/png;base64," in card
    assert card.count("<tr>") == len(result.table().rows) + 1


def test_a_result_without_a_picture_says_what_it_has_instead() -> None:
    with pytest.raises(UserError, match="no picture"):
        tests.one_sample_t([1, 2, 3, 4], target=2).plot()


def test_tables_escape_what_they_hold() -> None:
    made = table_html(("a<b", "c"), ((None, 1 / 3), ("x & y", 2)))
    assert "<th>a&lt;b</th>" in made
    assert "<td></td><td>0.333333</td>" in made
    assert "<td>x &amp; y</td><td>2</td>" in made


def test_the_package_is_typed_and_its_door_costs_nothing() -> None:
    package = Path(sys.modules["leanbench"].__file__ or "").parent
    assert (package / "py.typed").exists()
    script = "import sys, leanbench; print([n for n in ('numpy', 'msgspec', 'leanbench.plots') if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
