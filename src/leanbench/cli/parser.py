"""Every command with its options, as data that `--help` and the user guide are made from."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from leanbench import __version__
from leanbench.cli.import_table import add_import_options, add_take_options
from leanbench.cli.without_names import add_public_options
from leanbench.words.language import _


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the options in one plain line, as all other errors are said."""

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        text = message[:1].upper() + message[1:].rstrip(".")
        self.exit(
            2,
            _("leanbench: {text}. {prog} --help lists what can be given.\n").format(
                text=text, prog=self.prog
            ),
        )


def build_parser() -> argparse.ArgumentParser:
    """The parser; each command's function is imported only when it runs."""
    parser = Parser(
        prog="leanbench",
        description=_("One offline workbench for Lean events. Without a command: opens the window."),
        epilog=_("leanbench [EVENT.lean] opens the window on that event."),
    )
    parser.add_argument(
        "--version", action="version", version=_("leanbench {version}").format(version=__version__)
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _event_commands(commands)
    _merge_command(commands)
    _import_command(commands)
    _mine_command(commands)
    _simulate_command(commands)
    _chart_command(commands)
    _verify_command(commands)
    return parser


def _add(
    commands: argparse._SubParsersAction[Parser], name: str, module: str, text: str, function: str = ""
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)

    def run(options: argparse.Namespace) -> int:
        return int(getattr(import_module(f"leanbench.cli.{module}"), function or name)(options))

    command.set_defaults(run=run)
    return command


def _event_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    new = _add(commands, "new", "events", _("Make an event file, empty or from a table of steps."))
    new.add_argument("--title", default="", help=_("title of the event"))
    new.add_argument(
        "--steps",
        type=Path,
        metavar="STEPS.csv",
        help=_(
            "a table with the columns step, who, process time, wait, %%C&A, class (any order; only step is needed)"
        ),
    )
    new.add_argument(
        "--log",
        type=Path,
        metavar="LOG.csv|xes",
        help=_(
            "an event log (case, activity, time, if known start and resource): the map as cases really ran"
        ),
    )
    add_take_options(new)
    new.add_argument("-o", "--output", type=Path, required=True, metavar="EVENT.lean")

    check = _add(
        commands, "check", "events", _("Say what is missing or inconsistent; exit 1 if something is broken.")
    )
    check.add_argument("event", type=Path)
    check.add_argument("--json", action="store_true", help=_("print one JSON object"))
    add_public_options(check)

    metrics = _add(commands, "metrics", "events", _("Print the computed numbers of a map."))
    metrics.add_argument("event", type=Path)
    metrics.add_argument(
        "--state", default="current", help=_("current, future or a scenario (default: current)")
    )
    metrics.add_argument(
        "--explain", action="store_true", help=_("print formula, terms and source of each number")
    )
    metrics.add_argument(
        "--all", action="store_true", dest="everything",
        help=_("with --json: visits, ends, load of each step, stations, ladder and troubles, too"),
    )  # fmt: skip
    metrics.add_argument("--json", action="store_true", help=_("print one JSON object"))
    add_public_options(metrics)

    draw = _add(
        commands, "draw", "events", _("Draw a map as SVG, PDF or PNG (by the ending of the output file).")
    )
    draw.add_argument("event", type=Path)
    draw.add_argument(
        "--state", default="current", help=_("current, future or a scenario (default: current)")
    )
    draw.add_argument(
        "--view",
        default="swimlane",
        choices=["swimlane", "value-stream", "flowchart", "sipoc"],
        help=_("which drawing"),
    )
    draw.add_argument(
        "--picture",
        metavar="NAME",
        help=_("another picture of the map: timeline, balance, load, lead-times, in-process, queues ..."),
    )
    draw.add_argument(
        "--tile", choices=["letter", "tabloid", "a4", "a3"], help=_("PDF only: spread over sheets")
    )
    add_public_options(draw)
    draw.add_argument("-o", "--output", type=Path, required=True, metavar="MAP.svg|pdf|png")

    report = _add(
        commands, "report", "events", _("Print the whole Kaizen event report as an accessible PDF.")
    )
    report.add_argument("event", type=Path)
    report.add_argument("--date", metavar="YYYY-MM-DD", help=_("date printed in the footer (default: today)"))
    report.add_argument(
        "--version", dest="edition", default="final", help=_("draft, final ... (default: final)")
    )
    add_public_options(report)
    report.add_argument("--json", action="store_true", help=_("print one JSON object"))
    report.add_argument("-o", "--output", type=Path, required=True, metavar="REPORT.pdf")

    public = _add(
        commands,
        "public",
        "publishing",
        _("Write the event without names, or list what may be names."),
    )
    public.add_argument("event", type=Path)
    add_public_options(public, always=True)
    public.add_argument(
        "--list",
        action="store_true",
        help=_("print the words that are or may be names, as --names reads them"),
    )
    public.add_argument("--json", action="store_true", help=_("print one JSON object"))
    public.add_argument("-o", "--output", type=Path, metavar="PUBLIC.lean")


def _merge_command(commands: argparse._SubParsersAction[Parser]) -> None:
    merge = _add(
        commands,
        "merge",
        "merging",
        _("Bring two copies of one event together; exit 1 if something is left to decide."),
    )
    merge.add_argument("mine", type=Path, metavar="A", help=_("the event that goes on (it is not written)"))
    merge.add_argument("theirs", type=Path, metavar="B", help=_("a copy of it that others have worked on"))
    merge.add_argument(
        "--base",
        type=Path,
        metavar="C",
        help=_("the version both were made from (default: the one the copies carry)"),
    )
    add_public_options(merge)
    merge.add_argument("--json", action="store_true", help=_("print one JSON object"))
    merge.add_argument("-o", "--output", type=Path, required=True, metavar="MERGED.lean")


def _import_command(commands: argparse._SubParsersAction[Parser]) -> None:
    text = _("Read a table and say what was left out, filled and assumed; with -o into an event.")
    add_import_options(_add(commands, "import", "import_table", text, "import_table"))


def _mine_command(commands: argparse._SubParsersAction[Parser]) -> None:
    from leanbench.cli.mining import add_mine_options

    add_mine_options(
        _add(commands, "mine", "mining", "Make an event from an event log: the map as cases really ran.")
    )


def _simulate_command(commands: argparse._SubParsersAction[Parser]) -> None:
    simulate = _add(
        commands, "simulate", "simulation", _("Simulate a map: lead times, queues and load with 95%% limits.")
    )
    simulate.add_argument("event", type=Path)
    simulate.add_argument(
        "--state", default="current", help=_("current, future or a scenario (default: current)")
    )
    simulate.add_argument(
        "--compare", metavar="STATE", help=_("compare with this state: the same arrivals and luck in both")
    )
    simulate.add_argument(
        "--replications", type=int, default=30, metavar="N", help=_("at most (default: 30)")
    )
    simulate.add_argument(
        "--precision",
        type=float,
        metavar="PERCENT",
        help=_("stop when the mean lead time is known to this %% of itself"),
    )
    simulate.add_argument(
        "--seed", type=int, default=1, metavar="K", help=_("same seed, same result (default: 1)")
    )
    simulate.add_argument(
        "--days", type=int, metavar="N", help=_("business days that count (default: a year)")
    )
    simulate.add_argument(
        "--warm-up", type=int, metavar="N", help=_("business days before counting starts (default: a fifth)")
    )
    simulate.add_argument(
        "--arrivals", choices=["random", "even"], default="random", help=_("how cases come (default: random)")
    )
    simulate.add_argument(
        "--peaks",
        metavar="WEIGHTS",
        help=_('weights of equal parts of the day for arrivals, such as "3 1 1 1"'),
    )
    simulate.add_argument(
        "--process-times",
        choices=["vary", "as-typed"],
        default="vary",
        help=_("times typed as one number vary at random, or do not (default: vary)"),
    )
    simulate.add_argument(
        "--waits",
        choices=["external", "all", "none"],
        default="external",
        help=_("typed waits kept as delays: where nobody works, all, none (default: external)"),
    )
    simulate.add_argument(
        "--delay",
        metavar="STEP",
        action="append",
        help=_("keep the typed wait of this step too (repeatable)"),
    )
    simulate.add_argument(
        "--hours",
        metavar="ROLE=PEOPLE",
        action="append",
        help=_('people of a role, or when how many are there: "Clerk=2 0-4; 1 4-8", "Clerk=days 2,4: 1 0-4"'),
    )
    simulate.add_argument(
        "--priority",
        metavar="STEP=NUMBER",
        action="append",
        help=_("where people are shared, the smallest number is served first (repeatable)"),
    )
    simulate.add_argument(
        "--patience",
        metavar="TIME",
        help=_("mean time after which a waiting case is withdrawn, such as 20bd"),
    )
    simulate.add_argument(
        "--backlog", action="store_true", help=_("start with the units counted on the map, not empty")
    )
    simulate.add_argument("--due", metavar="TIME", help=_("the promised lead time: the share that keeps it"))
    add_public_options(simulate)
    simulate.add_argument("--json", action="store_true", help=_("print one JSON object"))


def _chart_command(commands: argparse._SubParsersAction[Parser]) -> None:
    chart = _add(commands, "chart", "data", _("Compute a chart from a table and draw it."))
    chart.add_argument(
        "data", type=Path, nargs="?", metavar="DATA.csv", help=_("not needed to plan a sample size")
    )
    chart.add_argument(
        "--kind", required=True, metavar="KIND", help=_("i-mr, xbar-r, p, capability-normal, pareto ...")
    )
    chart.add_argument("--value", metavar="COL", help=_("column of measurements or counts"))
    chart.add_argument(
        "--subgroup", metavar="COL|N", help=_("subgroup column, or the size of consecutive subgroups")
    )
    chart.add_argument("--stage", metavar="COL", help=_("column that names the stages (before, after)"))
    chart.add_argument(
        "--size", metavar="COL", help=_("column of sample sizes, for p, np, u and Laney charts")
    )
    chart.add_argument("--label", metavar="COL", help=_("column of labels for the points"))
    chart.add_argument("--date", metavar="COL", help=_("column of dates that gives the order"))
    chart.add_argument("--by", choices=["day", "week", "month", "quarter"], help=_("one point per period"))
    chart.add_argument("--category", metavar="COL", help=_("column of categories, for Pareto charts"))
    chart.add_argument("--group", metavar="COL", help=_("column that names the groups to compare"))
    chart.add_argument(
        "--where", metavar="COL=TEXT", action="append", help=_("only rows with this text there (repeatable)")
    )
    for name, text in (("lsl", "lower"), ("usl", "upper")):
        chart.add_argument(f"--{name}", type=float, help=_("{text} specification limit").format(text=text))
    chart.add_argument("--target", type=float)
    chart.add_argument("--tests", metavar="1,2,5", help=_("special-cause tests, or the name of a rule set"))
    chart.add_argument("--sigma", metavar="NAME", help=_("sigma estimator: mr, rbar, sbar, pooled, mssd ..."))
    chart.add_argument("--k", type=float, help=_("width of the limits in sigma (default: 3)"))
    chart.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        help=_("any other option of the method (repeatable); --options lists them"),
    )
    add_take_options(chart)
    add_public_options(chart)
    chart.add_argument("--options", action="store_true", help=_("list the options of this kind and stop"))
    chart.add_argument("--json", action="store_true", help=_("print one JSON object"))
    chart.add_argument("-o", "--output", type=Path, metavar="CHART.svg|pdf|png")


def _verify_command(commands: argparse._SubParsersAction[Parser]) -> None:
    verify = _add(
        commands, "verify", "data", _("Run reference cases with known answers; exit 1 if one fails.")
    )
    verify.add_argument("folder", type=Path, nargs="?", help=_("your own cases (default: those shipped)"))
    verify.add_argument("--json", action="store_true", help=_("print one JSON object"))
    verify.add_argument(
        "--new",
        metavar="KIND",
        help=_('write a case to fill in, of a chart or test, a "map" or a public function (-o CASE.json)'),
    )
    verify.add_argument("--brief", action="store_true", help=_("print only the cases that do not pass"))
    verify.add_argument(
        "-o", "--output", type=Path, metavar="CERTIFICATE.pdf", help=_("write a certificate to sign")
    )
