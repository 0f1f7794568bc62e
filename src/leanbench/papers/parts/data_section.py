"""What was measured: time observation, the datasets, and every chart that is put in the report."""

from __future__ import annotations

import re
from functools import partial
from typing import Any, Literal

from leanbench import flow
from leanbench.errors import UserError
from leanbench.event.import_account import told_text
from leanbench.event.records import Dataset, KeptPicture, Study, TimeObservation
from leanbench.maps.event_pictures import draw_picture, picture_kind
from leanbench.papers.engine.flowables import Bullets, Figure, Text
from leanbench.papers.engine.page_flow import Item, Need
from leanbench.papers.engine.paper_style import CELL, LEAD
from leanbench.papers.engine.paper_table import Column, Row, Table
from leanbench.papers.engine.writer import Writer
from leanbench.words.dates import date_text
from leanbench.words.figures import figure_text
from leanbench.words.language import N_, _
from leanbench.words.lists import capital_text, count_text
from leanbench.words.numbers import number_text

_SHORT = 14  # a longer table of numbers goes to the appendix
_NUMBER = re.compile(r"[−+<> -]*[\d,.]+( ?%)?|–|varies")
_VERDICTS = {"good": N_("Yes"), "care": N_("With care"), "poor": N_("No"), "unknown": N_("Not known")}
_MOST = 120  # and is cut there after so many rows, and says so


def data(writer: Writer) -> list[Item]:
    """Observation sheets, charts with sentence and table, and where the data came from."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading(_("What the data say"))]
    for sheet in event.time_observations:
        items += _observation(writer, sheet)
    chosen = [study for study in event.studies if study.in_report]
    for study in chosen:
        title = study.title or study.method
        items += writer.guarded(
            _("The chart “{title}”").format(title=title), partial(_study, writer, study), "studies", study.id
        )
    for kept in event.pictures:
        items += writer.guarded(
            _("The picture “{picture}”").format(picture=kept.picture),
            partial(_picture_items, writer, kept),
            "pictures",
            kept.id,
        )
    if not chosen and not event.pictures:
        items.append(writer.heading(_("Charts"), 3))
        items.append(writer.paragraph(_("No chart was put in the report.")))
        writer.report(_("No chart was put in the report."), "studies")
    if event.datasets:
        items += _datasets(writer)
    return items


def _picture_items(writer: Writer, kept: KeptPicture) -> list[Item]:
    """One picture of a map, drawn from the event as it is now, with its numbers."""
    from leanbench.stats.base.result import Table as Numbers

    event = writer.event
    map_id = kept.map or "current"
    map_ = next((item for item in event.maps if item.id == map_id), None)
    if map_ is None:
        raise UserError(_("Its map “{map_id}” is no longer in the event.").format(map_id=map_id))
    picture = draw_picture(event, kept.picture, map_id, kept.options)
    title = f"{_(picture_kind(kept.picture).title)}: {map_.name or map_id}"
    numbers = Numbers(picture.table.headings, picture.table.rows)
    writer.figures += 1
    items: list[Item] = [
        writer.heading(writer.plain(title), 3),
        Figure(
            picture,
            writer.plain(f"{title}. {picture.alt}"),
            writer.plain(kept.note, "pictures", kept.id),
            most=0.82 * writer.text_sheet.room,  # its heading stands above it
        ),
    ]
    if len(numbers.rows) <= _SHORT:
        return [*items, number_table(writer, numbers, writer.plain(title))]
    writer.appendix.append((writer.plain(title), numbers))
    return items


def _observation(writer: Writer, sheet: TimeObservation) -> list[Item]:
    """The sheet's elements with their times, as the form prints them."""
    observed = flow.observation(sheet)
    title = writer.plain(sheet.process, "time_observations") or _("Time observation")
    told = [
        count_text(len(sheet.cycles), "cycle", "cycles", spelled=True),
        _("seen by {observer}").format(observer=sheet.observer) if sheet.observer.strip() else "",
        _("on {date}").format(date=date_text(sheet.date, short=True)) if sheet.date.strip() else "",
    ]
    if not sheet.observer.strip():
        writer.report(
            _("Who observed “{title}” is not recorded.").format(title=title), "time_observations", sheet.id
        )
    total = observed.cycle_total
    sentence = ", ".join(part for part in told if part)
    if total.mean is not None:
        sentence += _(". One cycle takes {mean} {unit} on average, from {lowest} to {highest}").format(
            mean=figure_text(total.mean),
            unit=observed.unit,
            lowest=figure_text(total.lowest or 0.0),
            highest=figure_text(total.highest or 0.0),
        )
    rows = []
    for element in (*observed.elements, total):
        values = (
            element.mean, element.median, element.lowest, element.lowest_repeated, element.second_lowest,
            element.highest,
        )  # fmt: skip
        cells = ["–" if value is None else figure_text(value) for value in values]
        kind: Literal["body", "total"] = "total" if element is total else "body"
        rows.append(Row((writer.plain(element.element, "time_observations"), str(element.n), *cells), kind))
    heads = ("n", "Mean", "Median", "Lowest", _("Lowest repeated"), _("Second lowest"), "Highest")
    columns = [Column(_("Element")), *[Column(head, "right", least=34.0, most=58.0) for head in heads]]
    items: list[Item] = [
        writer.heading(_("Time observation: {title}").format(title=title), 3),
        writer.lead_in(capital_text(sentence) + "."),
        Table(columns, rows),
    ]
    remarks = [
        _("Cycle {cycle}: {text}").format(cycle=row.cycle, text=row.text)
        for row in sheet.remarks
        if row.text.strip()
    ]
    note = _(
        "Times in {unit}. Lowest repeated is the lowest time seen at least twice; second lowest is "
        "the rule of some printed forms. A mean hides variation."
    ).format(unit=observed.unit)
    if remarks:
        note += _(" Remarks: ") + "; ".join(remarks) + "."
    return [*items, writer.note(writer.plain(note, "time_observations"))]


def _study(writer: Writer, study: Study) -> list[Item]:
    """One chart as the Charts page shows it: sentence, picture, the rest, numbers; long data go to the appendix."""
    from leanbench.analyses import sentences as words
    from leanbench.analyses import study_run as studies
    from leanbench.plots import draw_result as figures

    result = studies.run(writer.event, study)
    where = ("studies", study.id)
    first, rest = (writer.plain(text) for text in words.sentences(result, study))
    title = writer.plain(study.title, *where) or first or study.method
    items: list[Item] = [writer.heading(title, 3)]
    if first:
        items.append(Text(first, LEAD.but(size=10.5, leading=15.0), after=4.0, keep_next=True))
    if figures.has_figure(result):
        items.append(
            _picture(
                writer,
                study,
                result,
                _("Chart: {title}. {first} {rest}").format(title=title, first=first, rest=rest).strip(),
            )
        )
    if rest:
        items.append(Text(rest, CELL.but(size=9.5, leading=13.5), after=8.0))
    told = _remarks(writer, study, result, title)
    if told:
        items.append(Bullets(told, CELL, gap=1.5))
    if not figures.has_figure(result):
        items.append(writer.note(_origin(writer, study, result)))
    return items + _numbers(writer, study, result, title)


def _picture(writer: Writer, study: Study, result: Any, alt: str) -> Figure:
    """The chart with the team's notes, its target and frozen limits, as tall as its panels need."""
    from leanbench.analyses.study_picture import drawing_options
    from leanbench.plots import draw_result as figures
    from leanbench.plots.chart_picture import ChartPicture
    from leanbench.tables.recipes.cooking import event_table

    dataset = _dataset(writer, study)
    options = drawing_options(result, study, None if dataset is None else event_table(writer.event, dataset))
    width = writer.text_sheet.column
    height = max(72.0 * figures.least_height(result), 0.48 * width)
    height = min(height, 0.8 * writer.text_sheet.room)
    made = ChartPicture(
        width,
        height,
        lambda theme: figures.figure(result, theme=theme, size=(width / 72.0, height / 72.0), **options),
    )
    writer.figures += 1
    noted = "; ".join(writer.plain(mark.text, "studies", study.id) for mark in study.annotations)
    if noted:
        alt += _(" Notes at points: {noted}.").format(noted=noted)
    return Figure(made, alt, _origin(writer, study, result))


def _remarks(writer: Writer, study: Study, result: Any, title: str) -> list[str]:
    """What stands behind the numbers: answers of the checks, cautions, notes, rows left out."""
    from leanbench.analyses.sentences import with_dates
    from leanbench.plots.answers import inner

    where = ("studies", study.id)
    found = [
        f"{item.question} {_(_VERDICTS[item.verdict])}: {item.text}"
        for item in getattr(inner(result), "findings", ())
    ]
    found += [*getattr(inner(result), "cautions", ()), *result.notes]
    told = [
        _sentence(writer.plain(with_dates(str(text)))) for text in dict.fromkeys(found) if str(text).strip()
    ]
    if study.note.strip():
        told.append(writer.plain(study.note, *where))
    for mark in study.exclusions:
        if not mark.reason.strip():
            writer.report(
                _("Row {row} is left out of “{title}” without a reason.").format(
                    row=mark.row + 1, title=title
                ),
                *where,
            )
        told.append(
            writer.plain(
                _("Row {row} is left out: {reason}.").format(
                    row=mark.row + 1, reason=mark.reason or _("no reason recorded")
                ),
                *where,
            )
        )
    return told


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def _numbers(writer: Writer, study: Study, result: Any, title: str) -> list[Item]:
    """The short table below the picture and what does not fit there, in the appendix."""
    from leanbench.analyses import sentences as words
    from leanbench.plots.answers import inner
    from leanbench.stats.spc.control_chart import ControlChart

    short = words.short_table(result)
    chart = inner(result)
    parts: list[tuple[str, Any]] = []
    if isinstance(chart, ControlChart):
        parts = [
            (_("Limits: {title}").format(title=title), short),
            (_("Signals: {title}").format(title=title), words.signals_table(chart, study)),
        ]
        full: Any = words.points_table(chart)
    else:
        parts, full = [(_("Numbers: {title}").format(title=title), short)], result.table()
    items: list[Item] = []
    for caption, numbers in parts:
        if len(numbers.rows) > _SHORT:
            writer.appendix.append((caption, numbers))
        elif numbers.rows:
            items.append(number_table(writer, numbers, caption))
    if full.rows and (full.columns, full.rows) != (short.columns, short.rows):
        writer.appendix.append((title, full))
    return items


def _dataset(writer: Writer, study: Study) -> Dataset | None:
    """The table of case data of a study; None where its method needs none."""
    return next((item for item in writer.event.datasets if item.id == study.dataset), None)


def _origin(writer: Writer, study: Study, result: Any) -> str:
    """The caption: which data, where from, and the method."""
    dataset = _dataset(writer, study)
    told = ""
    if dataset is not None:
        told = _("Data: {name}. ").format(name=dataset.name or dataset.id)
    if result.convention:
        told += _("Method: {convention}.").format(convention=result.convention)
    return writer.plain(told)


def appendix(writer: Writer) -> list[Item]:
    """The data behind the charts, row by row: also what a screen reader reads instead of the picture."""
    if not writer.appendix:
        return []
    items: list[Item] = [Need(0.3), writer.heading(_("Data of the charts"))]
    for title, table in writer.appendix:
        items.append(writer.heading(title, 3))
        items.append(number_table(writer, _telling(table), "", _MOST))
    return items


def _telling(table: Any) -> Any:
    """The table without empty columns and without limits that stay the same: those stand in the limits table."""
    from leanbench.stats.base.result import Table as Numbers

    stages = {row[table.columns.index("Stage")] for row in table.rows} if "Stage" in table.columns else {""}
    kept = []
    for place, name in enumerate(table.columns):
        values = {row[place] for row in table.rows}
        if values <= {None, ""}:
            continue
        if name.endswith((" center", " LCL", " UCL")) and len(values) <= len(stages):
            continue
        kept.append(place)
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return Numbers(tuple(table.columns[place] for place in kept), rows)


def number_table(writer: Writer, table: Any, caption: str, most: int = 0) -> Table:
    """A table of numbers as printed, small; cut after `most` rows, and then it says so."""
    rows = [row for row in table.rows if any(value not in (None, "") for value in row[1:])]
    if most and len(rows) > most:
        caption = _("First {most} of {count} rows; the event file holds them all").format(
            most=most, count=len(rows)
        )
        rows = rows[:most]
    numeric = [
        all(row[place] is None or _is_number(row[place]) for row in rows)
        for place in range(len(table.columns))
    ]
    short = [all(len(str(row[place])) <= 20 for row in rows) for place in range(len(table.columns))]
    columns = [
        Column(writer.plain(name), "right" if number else "left", firm=number or brief)
        for name, number, brief in zip(table.columns, numeric, short, strict=True)
    ]
    printed = [Row(tuple(_cell(writer, value) for value in row)) for row in rows]
    return Table(columns, printed, caption=caption, style=CELL.but(size=8.0, leading=10.5), pad=2.0)


def _is_number(value: object) -> bool:
    """A number, or one that is already written with its sign and percent."""
    return isinstance(value, (int, float)) or (isinstance(value, str) and bool(_NUMBER.fullmatch(value)))


def _cell(writer: Writer, value: object) -> str:
    """A value as the page writes it, four significant digits, dates in words; empty where there is none."""
    from leanbench.analyses.sentences import cell

    return "" if value is None else writer.plain(cell(value))


def _datasets(writer: Writer) -> list[Item]:
    """The tables of case data behind the charts."""
    rows = []
    for dataset in writer.event.datasets:
        lines = max(dataset.text.count("\n") - 1, 0) + (
            0 if dataset.text.endswith("\n") or not dataset.text else 1
        )
        lacking = _("Where “{name}” came from").format(name=dataset.name or dataset.id)
        rows.append(
            Row(
                (
                    writer.plain(dataset.name or dataset.id, "datasets"),
                    number_text(lines),
                    writer.plain(", ".join(column.name for column in dataset.columns), "datasets") or "–",
                    writer.say(dataset.origin, lacking, "datasets", dataset.id),
                )
            )
        )
    columns = [
        Column(_("Data")),
        Column(_("Rows"), "right", firm=True),
        Column(_("Columns")),
        Column(_("Where from")),
    ]
    items: list[Item] = [writer.heading(_("Data sets"), 3), Table(columns, rows)]
    for dataset in writer.event.datasets:
        items += _account(writer, dataset)
        if dataset.recipe:
            items += _recipe(writer, dataset)
    return items


def _recipe(writer: Writer, dataset: Dataset) -> list[Item]:
    """What was done to a table before it was looked at, each step with its effect and reason."""
    from leanbench.event.recipe import step_text
    from leanbench.tables.recipes.cooking import cooked_once

    where = ("datasets", dataset.id)
    name = writer.plain(dataset.name or dataset.id, *where)
    effects = cooked_once(writer.event, dataset).effects
    rows = []
    for number, effect in enumerate(effects, 1):
        if effect.problem:
            writer.report(_("Step {number} of “{name}” is not done: {problem}").format(
                number=number, name=name, problem=effect.problem), *where)  # fmt: skip
        step = effect.step
        told = step_text(step) + (_(" (reason: {reason})").format(reason=step.reason) if step.reason else "")
        rows.append(
            Row((number_text(number), writer.plain(told, *where), writer.plain(effect.text(), *where)))
        )
    columns = [Column(_("No."), "right", firm=True), Column(_("Step")), Column(_("Effect"))]
    return [writer.heading(_("What was done to “{name}”").format(name=name), 3), Table(columns, rows)]


def _account(writer: Writer, dataset: Dataset) -> list[Item]:
    """What the import of a table left out, filled and assumed, as it was decided."""
    where = ("datasets", dataset.id)
    told = [told_text(line) for line in dataset.account]
    told += [str(text) for text in dataset.about.get("findings", ())]  # of files from before the account
    if not told:
        return []
    name = dataset.name or dataset.id
    return [
        writer.heading(_("How “{name}” was read").format(name=writer.plain(name, *where)), 3),
        Bullets([writer.plain(text, *where) for text in told], CELL, gap=1.5),
    ]
