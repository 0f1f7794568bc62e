"""Layout and drawing of maps: 50 steps at most 30 ms, 500 steps at most 0.5 s, a drag within a frame.

Run: python benchmarks/bench_maps.py
"""

from __future__ import annotations

import random
import sys
from itertools import pairwise

from clocks import best
from leanbench.event.records import Event, Link, Map, Role, Step
from leanbench.maps import arrange, draw_map, draw_sheet, reroute
from leanbench.words.durations import Duration

ROLES = tuple(Role(f"R{i}", f"Office {i}", fte=float(i + 1)) for i in range(7))
WORDS = ("Review", "permit", "application", "zoning", "packet", "complete", "sign", "notify", "examiner")


def process(count: int, seed: int = 1) -> Event:
    """A believable process of about `count` steps: parallel groups, rework loops, exits."""
    rng = random.Random(seed)
    steps: list[Step] = []
    links: list[Link] = []
    groups: list[list[str]] = []

    def step() -> str:
        name = " ".join(rng.choice(WORDS) for _ in range(rng.randint(2, 7)))
        steps.append(
            Step(
                f"s{len(steps)}", name, role=f"R{rng.randrange(7)}",
                process_time=Duration(rng.choice([5, 12, 90]), "min"),
                wait=Duration(rng.choice([0, 2, 8, 40]), "h"),
                ca_pct=rng.choice([55, 80, 95]), value=rng.choice(["VA", "BNVA", "NVA"]),
            )
        )  # fmt: skip
        return steps[-1].id

    def join(source: str, target: str, kind: str = "flow", share: float | None = None) -> None:
        label = "corrections" if share else ""
        links.append(Link(f"l{len(links)}", source, target, kind, share, label))  # type: ignore[arg-type]

    while len(steps) < count:
        group = [step() for _ in range(rng.choice([1, 1, 1, 1, 2, 3]))]
        for source in groups[-1] if groups else ():
            for target in group:
                join(source, target)
        groups.append(group)
        if rng.random() < 0.15:
            inside = [step() for _ in range(rng.randint(0, 2))]
            back = rng.choice(groups[-6:])[0]
            for number, (source, target) in enumerate(pairwise([group[0], *inside, back])):
                join(source, target, "rework", 0.2 if number == 0 else None)
    return Event(roles=ROLES, maps=(Map("current", "Bench", tuple(steps), tuple(links)),))


def main() -> int:
    """Measure, print, and fail when a promise is broken."""
    broken = 0
    for count, promise in ((50, 30.0), (500, 500.0)):
        event = process(count)
        drawn = event.map("current")
        layout = arrange(drawn, event.roles)
        moved = {"s20": layout.steps["s20"].moved(60.0, 40.0)}

        def whole(event: Event = event, drawn: Map = drawn) -> object:
            return draw_map(event, layout=arrange(drawn, event.roles))

        drawing = draw_map(event, layout=layout)
        rows = [
            ("layout and drawing", 1e3 * best(whole), promise),
            ("layout alone", 1e3 * best(lambda d=drawn, e=event: arrange(d, e.roles)), promise),
            ("flowchart layout", 1e3 * best(lambda d=drawn: arrange(d, view="flowchart")), promise),
            ("reroute while dragging", 1e3 * best(lambda la=layout, m=moved: reroute(la, m)), 16.0),
            ("SVG text", 1e3 * best(lambda d=drawing: d.to_svg()), None),
            ("sheet with ladder and totals", 1e3 * best(lambda e=event: draw_sheet(e), 2), None),
        ]
        for name, took, limit in rows:
            verdict = "" if limit is None else ("ok" if took <= limit else "TOO SLOW")
            broken += verdict == "TOO SLOW"
            bound = "" if limit is None else f"<= {limit:g} ms"
            print(f"{len(drawn.steps):4} steps  {name:30} {took:8.1f} ms  {bound:12} {verdict}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
