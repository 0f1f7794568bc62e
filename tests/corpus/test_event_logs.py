"""Logs of other people, read where they lie beside the project; they are not part of it."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from leanbench import tables
from leanbench.tables.logs import event_log, follows, mined_map
from leanbench.tables.logs.log_columns import guess_columns

SHARED = Path(__file__).parents[2].parent / "shared"
CORPUS = SHARED / "cases" / "corpus" / "eventlog"
DATA = SHARED / "data"
LOGS = sorted(CORPUS.glob("*/expected.json")) if CORPUS.is_dir() else []


def log_of(path):
    source = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path
    rows = tables.table(tables.dataset(tables.read(source), id="log", name=path.stem))
    columns = guess_columns(rows)
    return columns, event_log.read_log(rows, columns)


@pytest.mark.skipif(not LOGS, reason="the corpus of event logs is not beside the project")
@pytest.mark.parametrize("facts", LOGS, ids=lambda path: path.parent.name)
def test_a_log_of_the_corpus_is_read_right(facts):
    wanted = json.loads(facts.read_text(encoding="utf-8"))
    columns, log = log_of(facts.parent / wanted["file"])
    if "columns" in wanted and wanted["file"].endswith(".csv"):  # names in XES are ours
        assert columns == wanted["columns"]
    assert (len(log.cases), log.events) == (wanted["cases"], wanted["activity_instances"])
    assert sorted(log.activities) == sorted(wanted["activity_names"])
    graph = follows.follows(log)
    assert sum(arc.count for arc in graph.arcs) == wanted["direct_follows_total"]
    assert len(graph.arcs) == wanted["direct_follows_distinct"]
    counts = {(arc.source, arc.target): arc.count for arc in graph.arcs}
    for arc in wanted["five_commonest_direct_follows"]:
        assert counts[arc["from"], arc["to"]] == arc["count"]
    ways = follows.variants(log)
    assert len(ways) == wanted["variants"]
    commonest = Counter({way.trace: way.cases for way in ways})
    assert commonest[tuple(wanted["commonest_variant"]["steps"])] == wanted["commonest_variant"]["cases"]
    assert mined_map.to_map(log).map.steps


@pytest.mark.skipif(not DATA.is_dir(), reason="the two logs with known answers are not beside the project")
@pytest.mark.parametrize("name", ["receipt.csv.gz", "running-example.csv"])
def test_a_log_with_known_answers(name):
    wanted = json.loads((DATA / f"{name.split('.')[0]}.expected.json").read_text(encoding="utf-8"))
    _columns, log = log_of(DATA / name)
    graph = follows.follows(log)
    assert (log.events, len(log.cases)) == (wanted["events"], wanted["cases"])
    assert graph.starts == wanted["start_activities"]
    assert graph.ends == wanted["end_activities"]
    assert graph.counts == wanted["activity_counts"]
    arcs = {(arc.source, arc.target): arc for arc in graph.arcs}
    assert len(arcs) == len(wanted["dfg"])
    for one in wanted["dfg"]:
        arc = arcs[one["source"], one["target"]]
        assert arc.count == one["count"]
        found = (arc.mean_s, arc.median_s, arc.min_s, arc.max_s)
        assert found == pytest.approx((one["mean_s"], one["median_s"], one["min_s"], one["max_s"]), abs=2e-3)
