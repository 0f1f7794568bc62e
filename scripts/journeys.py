"""Which files the two journeys of `docs/architecture.md` cross, by running them: a time from its cell to paper, an
option of a chart from its form to the picture.

    python scripts/journeys.py            # how many files each crosses
    python scripts/journeys.py --list     # and which, with the functions that ran there

Counted are files of which a function ran; what only listens (pages that repaint) is not there.
"""

from __future__ import annotations

import argparse
import datetime
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
SOURCE = str(ROOT / "src" / "leanbench") + os.sep


def files_of(journey: Callable[[str], None]) -> dict[str, set[str]]:
    """The functions that ran, by file; a first time before, so that nothing is counted that is only imported."""
    journey("20")
    found: dict[str, set[str]] = {}

    def seen(frame: Any, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(SOURCE) and not code.co_name.startswith("<"):
            found.setdefault(code.co_filename.removeprefix(SOURCE), set()).add(code.co_name)

    sys.setprofile(seen)
    try:
        journey("30")
    finally:
        sys.setprofile(None)
    return found


@contextmanager
def session_of(folder: Path) -> Iterator[Any]:
    """A session on the permit sample with nobody looking at it."""
    from leanbench import resources
    from leanbench.event.event_file import open_event
    from leanbench.store.document import Document
    from leanbench.ui.frame import settings, theme
    from leanbench.ui.frame.session import Session

    session = Session(
        theme.Look("light", motion=False), settings.Places(folder, folder), settings.Settings(motion=False)
    )
    session.replace(Document(open_event(resources.path("samples", "permit-issuance.lean")).root))
    try:
        yield session
    finally:
        session.tasks.close()


@contextmanager
def time_of_a_step(folder: Path) -> Iterator[Callable[[str], None]]:
    """ "1:30" typed in the table of steps, saved, and printed in the table of steps of the report."""
    from leanbench.event.event_file import save_event
    from leanbench.papers.engine.paper_file import write_paper
    from leanbench.papers.engine.writer import Writer
    from leanbench.papers.parts.maps_section import _step_table
    from leanbench.ui.kit.record_model import RecordModel
    from leanbench.ui.map.steps_table import StepsCollection

    with session_of(folder) as session:
        model = RecordModel(session, StepsCollection(session))
        cell = model.index(1, list(model.collection.columns).index("process_time"))

        def journey(text: str) -> None:
            model.setData(cell, f"1:{text}")
            save_event(session.event, folder / "event.lean")
            writer = Writer(session.event, datetime.date(2026, 3, 13))
            write_paper(writer, "Steps", [_step_table(writer, session.event.map("current"))], io.BytesIO())

        yield journey


@contextmanager
def option_of_a_chart(folder: Path) -> Iterator[Callable[[str], None]]:
    """ "Target 30" given to the first control chart of the sample, computed, said and drawn."""
    from leanbench.analyses import study_run
    from leanbench.analyses.study_picture import drawing_options
    from leanbench.plots.draw_result import figure
    from leanbench.ui.charts.study_desk import StudyDesk
    from leanbench.words.numbers import parse_number

    with session_of(folder) as session:
        desk = StudyDesk(session)
        desk.open(next(study for study in session.event.studies if study.method == "i-mr"))

        def journey(text: str) -> None:
            desk.set_option("target", parse_number(text))
            result = study_run.run(session.event, desk.study)
            result.summary()
            figure(result, **drawing_options(result, desk.study, desk.data())).to_bytes("svg")

        yield journey


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="show the files and the functions that ran")
    options = parser.parse_args()
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    assert application is not None
    for make in (time_of_a_step, option_of_a_chart):
        with tempfile.TemporaryDirectory() as folder, make(Path(folder)) as journey:
            found = files_of(journey)
        print(f"{len(found):3} files: {make.__doc__}")
        if options.list:
            for file, names in sorted(found.items()):
                print(f"    {file:40} {', '.join(sorted(names))[:100]}")


if __name__ == "__main__":
    main()
