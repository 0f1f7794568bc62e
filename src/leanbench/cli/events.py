"""The commands that work on an event file: new, check, metrics, draw, report."""

from __future__ import annotations

import argparse
import datetime
import io
import math
import sys
from pathlib import Path

from leanbench.cli.console import print_json
from leanbench.cli.without_names import public_on_request
from leanbench.errors import Refusal, UserError
from leanbench.event.records import Event, Header, Map
from leanbench.store.output import refuse_existing, refuse_unwritable, write_file
from leanbench.words import _
from leanbench.words.numbers import number_text


def new(options: argparse.Namespace) -> int:
    """Write a new event file, with a current map when a table of steps is given."""
    from leanbench.event.changes import Add
    from leanbench.event.event_file import save_event

    target: Path = options.output
    refuse_existing(target)
    event = Event(header=Header(title=options.title))
    made = Add("maps", Map("current", _("Current state"))).apply(event)
    if isinstance(made, Refusal):
        raise UserError(made.reason)
    event = made
    if options.steps is not None:
        event = _with_steps(event, options)
    elif options.log is not None:
        event = _with_log(event, options)
    for note in save_event(event, target).notes:
        print(_("leanbench: {note}").format(note=note), file=sys.stderr)
    steps = event.map("current").steps
    count = f"{len(steps)} step{'s' if len(steps) != 1 else ''}"
    print(f"{target}: {count}" if steps else _("{target}: an empty event").format(target=target))
    return 0


def _with_steps(event: Event, options: argparse.Namespace) -> Event:
    """`event` with the steps of a table; rows that cannot be read are named on stderr."""
    from leanbench.cli.import_table import take_of
    from leanbench.cli.progress import TerminalTask
    from leanbench.event.import_account import told_text
    from leanbench.tables.books import load
    from leanbench.tables.decisions import check_take, refuse_undecided
    from leanbench.tables.steps import add_steps

    path: Path = options.steps
    take = take_of(options)
    check_take(take)
    grid = load(path, task=TerminalTask(sys.stderr), take=take)
    if options.strict:
        refuse_undecided(path.name, grid.findings, take)
    typed = add_steps(event, "current", grid.rows)
    for problem in (*map(told_text, grid.findings), *typed.problems):
        print(_("leanbench: {path}: {problem}").format(path=path, problem=problem), file=sys.stderr)
    return typed.event


def _with_log(event: Event, options: argparse.Namespace) -> Event:
    """`event` with the map that a log of cases shows, its roles and its data; what was decided goes to stderr."""
    from leanbench.cli.import_table import read_table, said_texts
    from leanbench.tables import dataset
    from leanbench.tables.logs.mined_event import mine, with_mined
    from leanbench.tables.logs.office_clock import OfficeClock

    path: Path = options.log
    preview = read_table(path, options)
    data = dataset(preview, id="log", name=path.stem)
    clock = OfficeClock(event.calendar)
    found = mine(data, clock=clock)
    for note in (*said_texts(preview), *found.mined.notes, found.reproduction_text):
        print(_("leanbench: {path}: {note}").format(path=path, note=note), file=sys.stderr)
    return with_mined(event, data, found, clock)


def check(options: argparse.Namespace) -> int:
    """Print the findings; 1 when one of them is broken."""
    from leanbench.event.check import check as check_event

    findings = check_event(public_on_request(open_file(options.event), options))
    broken = sum(finding.level == "broken" for finding in findings)
    if options.json:
        rows = [{"level": f.level, "where": list(f.where), "text": f.text, "hint": f.hint} for f in findings]
        print_json({"broken": broken, "findings": rows})
    else:
        for finding in findings:
            print(f"{finding.level:8} {finding.text}" + (f" {finding.hint}" if finding.hint else ""))
        print(
            _("{broken} broken, {count} to look at.").format(broken=broken, count=len(findings) - broken)
            if findings
            else _("Nothing to look at.")
        )
    return 1 if broken else 0


def metrics(options: argparse.Namespace) -> int:
    """Print every number of one map, with its unit and basis."""
    from leanbench import flow
    from leanbench.flow.plain_figures import plain_figures, plain_metrics

    event = public_on_request(open_file(options.event), options, "state")
    if options.everything and not options.json:
        raise UserError(_("--all goes with --json: leanbench metrics EVENT.lean --json --all."))
    state = state_id(event, options.state)
    result = flow.metrics(event, state)
    if options.json:
        print_json((plain_figures if options.everything else plain_metrics)(event, state))
    else:
        for quantity in result.quantities.values():
            number = _usable(quantity.value)
            value = "–" if number is None else number_text(number, 2)
            print(f"{quantity.label:44} {value:>14} {quantity.unit:8} {quantity.basis}")
            if options.explain:
                print(f"    {quantity.explain()}")
    for trouble in result.troubles:
        print(_("leanbench: {text}").format(text=trouble.text), file=sys.stderr)
    if any(q.value is not None and not math.isfinite(q.value) for q in result.quantities.values()):
        print(
            _(
                "leanbench: a time on this map is so long that some numbers cannot be computed; "
                "`leanbench check` names it."
            ),
            file=sys.stderr,
        )
    return 0


def _usable(value: float | None) -> float | None:
    """The number, or None when it is beyond what a computer can count."""
    return value if value is not None and math.isfinite(value) else None


def draw(options: argparse.Namespace) -> int:
    """Draw one map; the ending of the output file chooses the form."""
    target: Path = options.output
    ending = target.suffix.lower()
    if ending not in (".svg", ".pdf", ".png"):
        raise UserError(
            _("A map can be written as .svg, .pdf or .png, not as {ending}.").format(
                ending=ending or _("a file without ending")
            )
        )
    if options.tile is not None and ending != ".pdf":
        raise UserError(_("Only a PDF can be spread over sheets. Give the output file the ending .pdf."))
    if options.picture is not None:
        from leanbench.maps.event_pictures import picture_kind

        picture_kind(options.picture)
        if options.tile is not None:
            raise UserError(_("Only a map can be spread over sheets."))
    refuse_unwritable(target)
    event = public_on_request(open_file(options.event), options, "state")
    state = state_id(event, options.state)
    if options.picture is not None:
        write_file(target, _picture_bytes(event, options.picture, state, ending))
    elif ending == ".svg":
        from leanbench import maps

        text = maps.draw_sheet(event, state, view=options.view).to_svg()
        write_file(target, text.encode("utf-8"))
    elif ending == ".png":
        from leanbench.papers.list.map_pdf import map_png

        write_file(target, map_png(event, state, view=options.view))
    else:
        from leanbench.papers.list.map_pdf import map_pdf

        write_file(target, map_pdf(event, state, view=options.view, tile=options.tile))
    print(target)
    return 0


def _picture_bytes(event: Event, name: str, state: str, ending: str) -> bytes:
    """A picture of a map by its name; those of a simulation play it with its own options first."""
    from leanbench.cli.progress import TerminalTask
    from leanbench.maps.event_pictures import draw_picture

    picture = draw_picture(event, name, state, task=TerminalTask(sys.stderr))
    if ending == ".svg":
        return picture.to_svg().encode("utf-8")
    return picture.to_png() if ending == ".png" else picture.to_pdf()


def report(options: argparse.Namespace) -> int:
    """Write the Kaizen event report and say what is missing in it."""
    from leanbench.papers.list.event_report import build_report

    day = _date(options.date)
    target: Path = options.output
    if target.suffix.lower() not in (".pdf", ""):  # above all not the event itself
        raise UserError(
            _("The report is a PDF. Give the output file the ending .pdf: {stem}.pdf.").format(
                stem=target.stem
            )
        )
    refuse_unwritable(target)
    event = public_on_request(open_file(options.event), options)
    stream = io.BytesIO()
    info = build_report(event, stream, date=day, version=options.edition)
    write_file(target, stream.getvalue())
    if options.json:
        problems = [{"text": problem.text, "where": list(problem.where)} for problem in info.problems]
        print_json({"file": str(options.output), "pages": info.pages, "problems": problems})
    else:
        print(f"{options.output}: {info.pages} pages")
        for problem in info.problems:
            print(_("  to look at: {text}").format(text=problem.text))
    return 0


# --- shared -------------------------------------------------------------------------------------


def open_file(path: Path) -> Event:
    """The event of a file; what was odd about the file goes to stderr."""
    from leanbench.event.event_file import open_event

    opened = open_event(path)
    for note in opened.notes:
        print(_("leanbench: {note}").format(note=note), file=sys.stderr)
    return opened.root


def state_id(event: Event, name: str) -> str:
    """The id of the map called `name` (its id or its name, case ignored)."""
    for item in event.maps:
        if name.casefold() in (item.id.casefold(), item.name.casefold()):
            return item.id
    have = ", ".join(item.id for item in event.maps) or "none"
    raise UserError(_('This event has no map called "{name}". It has: {have}.').format(name=name, have=have))


def _date(text: str | None) -> datetime.date:
    if text is None:
        return datetime.date.today()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UserError(
            _('"{text}" is not a date. Write it as year-month-day, for example 2026-03-13.').format(text=text)
        ) from None
