"""The command that brings two copies of an event together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from leanbench.cli.console import print_json
from leanbench.cli.without_names import is_public, public_of
from leanbench.errors import UserError
from leanbench.store.output import refuse_existing
from leanbench.words.language import _
from leanbench.words.lists import count_text


def merge(options: argparse.Namespace) -> int:
    """Write the merged event and say what was done; 1 when something is to decide."""
    from leanbench.event.event_file import EVENT, save_event
    from leanbench.store.copies import GROUPS, merge_files, merge_lines
    from leanbench.store.document_file import open_document

    target: Path = options.output
    inputs = [path for path in (options.mine, options.theirs, options.base) if path is not None]
    if target.exists() and any(path.exists() and target.samefile(path) for path in inputs):
        raise UserError(
            _("{target} is one of the copies, and those are never written. Choose another name.").format(
                target=target
            )
        )
    refuse_existing(target)
    mine, theirs, *base = [open_document(EVENT, path) for path in inputs]
    together = merge_files(EVENT, mine, theirs, base[0] if base else None)
    merged, notes = together.merged, list(together.notes)
    if is_public(options):
        from leanbench.privacy.public_file import write_public_event

        copy = public_of(merged.root, options, theirs.root, *(other.root for other in base))
        notes = [*map(copy.text, notes), *write_public_event(copy, target, together.parts)]
        merged = copy.merged(merged)
    else:
        notes += save_event(merged.root, target, parts=together.parts).notes
    lines = merge_lines(merged)
    waiting = len(merged.conflicts)
    if options.json:
        places = {line.address: line.place for line in lines}
        told = {
            kind: [{"address": item.address, "place": places[item.address]} for item in items]
            for kind, items in (("taken", merged.taken), ("merged", merged.merged), ("gone", merged.gone))
        }
        conflicts = [
            {"id": c.id, "address": c.address, "place": places[c.address], "mine": c.mine, "theirs": c.theirs}
            for c in merged.conflicts
        ]
        print_json({"file": str(target), "notes": notes, **told, "conflicts": conflicts})
        return 1 if waiting else 0
    for note in notes:
        print(_("leanbench: {note}").format(note=note), file=sys.stderr)
    for kind, title in GROUPS:
        chosen = [line for line in lines if line.kind == kind]
        if chosen:
            print(f"{_(title)}:")
        for line in chosen:
            print(f"  {line.text}")
    decide = count_text(waiting, "place", "places")
    print(
        f"{target}: "
        + (
            _("{decide} to decide; open it to do so.").format(decide=decide)
            if waiting
            else _("nothing is left to decide.")
        )
    )
    return 1 if waiting else 0
