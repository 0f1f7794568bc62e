"""What was measured: time observation, the datasets, and every chart that is put in the report."""

from __future__ import annotations

from leanbench import flow
from leanbench.event.records import Study, TimeObservation
from leanbench.reports.flowables import Picture, Text
from leanbench.reports.layout import Item, Need
from leanbench.reports.style import H3, LEAD
from leanbench.reports.table import Column, Row, Table
from leanbench.reports.writer import Writer, counted, figure, short_date

_ROWS = 60  # a data table longer than this is cut, and says so


def data(writer: Writer) -> list[Item]:
    """Observation sheets, charts with sentence and table, and where the data came from."""
    event = writer.event
    items: list[Item] = [Need(0.35), writer.heading("What the data say")]
    for sheet in event.time_observations:
        items += _observation(writer, sheet)
    chosen = [study for study in event.studies if study.in_report]
    for study in chosen:
        title = study.title or study.method
        items += writer.guarded(f"The chart “{title}”", lambda study=study: _study(writer, study), "studies", study.id)
    if not chosen:
        items.append(writer.heading("Charts", 3))
        items.append(writer.paragraph("No chart was put in the report."))
        writer.report("No chart was put in the report.", "studies")
    if event.datasets:
        items += _datasets(writer)
    return items


def _observation(writer: Writer, sheet: TimeObservation) -> list[Item]:
    """The sheet's elements with their times, as the form prints them."""
    observed = flow.observation(sheet)
    title = writer.plain(sheet.process, "time_observations") or "Time observation"
    told = [
        counted(len(sheet.cycles), "cycle"),
        f"seen by {sheet.observer}" if sheet.observer.strip() else "",
        f"on {short_date(sheet.date)}" if sheet.date.strip() else "",
    ]
    if not sheet.observer.strip() and not writer.public:
        writer.report(f"Who observed “{title}” is not recorded.", "time_observations", sheet.id)
    total = observed.cycle_total
    sentence = ", ".join(part for part in told if part)
    if total.mean is not None:
        sentence += (
            f". One cycle takes {figure(total.mean, 1)} {observed.unit} on average, "
            f"from {figure(total.lowest or 0.0, 1)} to {figure(total.highest or 0.0, 1)}"
        )
    rows = []
    for element in (*observed.elements, total):
        values = (
            element.mean, element.median, element.lowest, element.lowest_repeated, element.second_lowest,
            element.highest,
        )  # fmt: skip
        cells = ["–" if value is None else figure(value, 1) for value in values]
        kind = "total" if element is total else "body"
        rows.append(Row((writer.plain(element.element, "time_observations"), str(element.n), *cells), kind))
    heads = ("n", "Mean", "Median", "Lowest", "Lowest repeated", "Second lowest", "Highest")
    columns = [Column("Element"), *[Column(head, "right", least=34.0, most=58.0) for head in heads]]
    items: list[Item] = [
        writer.heading(f"Time observation: {title}", 3),
        writer.paragraph(sentence[0].upper() + sentence[1:] + "."),
        Table(columns, rows),
    ]
    remarks = [f"Cycle {cycle}: {text}" for cycle, text in sheet.remarks if text.strip()]
    note = (
        f"Times in {observed.unit}. Lowest repeated is the lowest time seen at least twice; second lowest is "
        "the rule of some printed forms. A mean hides variation."
    )
    if remarks:
        note += " Remarks: " + "; ".join(remarks) + "."
    return [*items, writer.note(writer.plain(note, "time_observations"))]


def _study(writer: Writer, study: Study) -> list[Item]:
    """One chart: its sentence, the picture, method, table of numbers."""
    from leanbench.charts import figures, studies
    from leanbench.reports import figure as drawing

    result = studies.run(writer.event, study)
    sentences = [writer.plain(text) for text in result.summary()]
    title = writer.plain(study.title, "studies", study.id) or (sentences[0] if sentences else study.method)
    width = writer.text_sheet.column
    height = 0.5 * width
    picture = figures.figure(result, theme="print", size=(width / 72.0, height / 72.0))
    writer.figures += 1
    alt = f"Chart: {title}. {' '.join(sentences)} The table after it gives the numbers."
    dataset = next((item for item in writer.event.datasets if item.id == study.dataset), None)
    origin = ""
    if dataset is not None:
        origin = f"Data: {dataset.name or dataset.id}" + (f", {dataset.origin}" if dataset.origin else "") + ". "
    method = f"Method: {result.convention}." if result.convention else ""
    items: list[Item] = [writer.heading(title, 3)]
    if sentences:
        items.append(Text(sentences[0], LEAD.but(size=10.5, leading=15.0), after=4.0, keep_next=True))
    items.append(Picture(drawing.painter(picture), alt, height / width, writer.plain(origin + method)))
    rest = [*sentences[1:], *[writer.plain(note) for note in result.notes]]
    if study.note.strip():
        rest.append(writer.plain(study.note, "studies", study.id))
    excluded = [
        f"Row {exclusion.row + 1} is left out: {exclusion.reason or 'no reason recorded'}."
        for exclusion in study.exclusions
    ]
    for exclusion in study.exclusions:
        if not exclusion.reason.strip():
            writer.report(f"Row {exclusion.row + 1} is left out of “{title}” without a reason.", "studies", study.id)
    items += [Text(text, after=4.0) for text in [*rest, *[writer.plain(text) for text in excluded]]]
    items.append(_result_table(writer, result, title))
    return items


def _result_table(writer: Writer, result: object, title: str) -> Table:
    """The numbers of a result; a long one is cut, and says so."""
    table = result.table()  # type: ignore[attr-defined]
    numeric = [
        all(value is None or isinstance(value, (int, float)) for value in column)
        for column in zip(*table.rows, strict=True)
    ] or [False] * len(table.columns)
    columns = [
        Column(writer.plain(name), "right" if number else "left", firm=number)
        for name, number in zip(table.columns, numeric, strict=True)
    ]
    rows = [Row(tuple(_cell(writer, value) for value in row)) for row in table.rows[:_ROWS]]
    caption = f"Numbers of the chart “{title}”"
    if len(table.rows) > _ROWS:
        caption += f", first {_ROWS} of {len(table.rows)} rows"
    return Table(columns, rows, caption=caption, style=H3.but(face="regular", size=8.5, leading=11.5))


def _cell(writer: Writer, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return figure(float(value), 0 if float(value).is_integer() else 3)
    return writer.plain(value)


def _datasets(writer: Writer) -> list[Item]:
    """The tables of case data behind the charts."""
    rows = []
    for dataset in writer.event.datasets:
        lines = max(dataset.text.count("\n") - 1, 0) + (0 if dataset.text.endswith("\n") or not dataset.text else 1)
        rows.append(
            Row(
                (
                    writer.plain(dataset.name or dataset.id, "datasets"),
                    f"{lines:,}",
                    writer.plain(", ".join(column.name for column in dataset.columns), "datasets") or "–",
                    writer.say(dataset.origin, f"Where “{dataset.name or dataset.id}” came from", "datasets", dataset.id),
                )
            )
        )
    columns = [Column("Data"), Column("Rows", "right", firm=True), Column("Columns"), Column("Where from")]
    return [writer.heading("Data sets", 3), Table(columns, rows)]
