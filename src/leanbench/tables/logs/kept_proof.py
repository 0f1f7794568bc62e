"""The proof of a mined map as it is kept with its data: what was said when the map was made, for page and paper."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leanbench.event.records import Dataset, Event

if TYPE_CHECKING:
    from leanbench.tables.logs.reproduction import Reproduction

_KEY = "log_proof"


@dataclass(frozen=True, slots=True)
class KeptProof:
    """The data a map was made from, how well it gave them back (None and why not), and how the log was read."""

    data: Dataset
    reproduction: Reproduction | None
    text: str
    notes: tuple[str, ...]


def with_proof(
    about: Mapping[str, Any],
    map_id: str,
    columns: Mapping[str, str],
    notes: Sequence[str],
    text: str,
    found: Reproduction | None,
) -> dict[str, Any]:
    """What is known about the data, with the columns of the log, how it was read, and the proof of the map."""
    proof: dict[str, Any] = {"map": map_id, "text": text}
    if found is not None:
        proof |= {
            "made_from": found.made_from, "held_out": found.held_out, "still_open": found.still_open,
            "distance": found.distance, "curves": [list(row) for row in found.curves],
            "percentiles": [[p.share, p.simulated, p.low, p.high, p.observed] for p in found.percentiles],
        }  # fmt: skip
    return {**about, "log_columns": dict(columns), "log_notes": list(notes), _KEY: proof}


def kept_proof(event: Event, map_id: str) -> KeptProof | None:
    """The proof of a map, None for a map that was not made from a log of the event."""
    for data in event.datasets:
        kept = data.about.get(_KEY)
        if isinstance(kept, dict) and kept.get("map") == map_id:
            found = _reproduction(kept, event)
            notes = data.about.get("log_notes")
            text = str(kept.get("text") or "") if found is None else found.text()
            return KeptProof(
                data, found, text, tuple(str(n) for n in notes) if isinstance(notes, list) else ()
            )
    return None


def _reproduction(kept: dict[str, Any], event: Event) -> Reproduction | None:
    """The comparison, None where the file does not hold it, or not as it was written."""
    from leanbench.tables.logs.reproduction import Percentile, Reproduction

    try:
        percentiles = tuple(Percentile(*map(float, row)) for row in kept["percentiles"])
        curves = tuple((float(share), float(a), float(b)) for share, a, b in kept["curves"])
        made, held, still = int(kept["made_from"]), int(kept["held_out"]), int(kept["still_open"])
        distance = float(kept["distance"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    numbers = [distance, *(n for p in percentiles for n in (p.share, p.simulated, p.low, p.high, p.observed))]
    numbers += [n for row in curves for n in row]
    if not curves or not percentiles or not all(math.isfinite(n) for n in numbers):
        return None
    return Reproduction(made, held, still, percentiles, curves, distance, event.calendar)
