"""The columns an event log may have, by role, in words; no mathematics, so that the command line may read it."""

from __future__ import annotations

from leanbench.words import _

ROLES = ("case", "activity", "time", "start", "lifecycle", "instance", "resource")
NEEDED = ("case", "activity", "time")


def role_titles() -> dict[str, str]:
    """What the column of each role tells."""
    return {
        "case": _("the case"), "activity": _("the activity"), "time": _("the time it was done"),
        "start": _("the time it began"), "lifecycle": _("start or complete"),
        "instance": _("which rows belong together"), "resource": _("who did it"),
    }  # fmt: skip
