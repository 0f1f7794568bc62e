"""A formula of columns: a small grammar with units, worked out for a whole column at once. Never Python's own.

    [fee] * 2                    columns stand in square brackets; plain words may go without
    if(days > 10, "late", "in time")
    business_days([received], [issued])
    [status] = "Issued" and not blank([fee])

From loosest to tightest: or; and; not; = <> < <= > >= contains; + -; * /; ^; a minus sign; atoms. A sum asks for equal
units (times are converted to the first one's), a product joins them, a column of percent counts as a share in products.
A number without a unit takes that of what it is added to or compared with. Blank cells make blank results, and a
condition on a blank cell is false.
"""

from __future__ import annotations

import numpy as np

from leanbench.errors import UserError
from leanbench.tables.recipes.formula_functions import FUNCTIONS
from leanbench.tables.recipes.formula_reader import Worker
from leanbench.tables.recipes.frame import Frame, FrameColumn, Values, kind_word
from leanbench.words import _
from leanbench.words.working_calendar import Calendar

_LONGEST = 2000


def work_out(formula: str, frame: Frame, calendar: Calendar | None = None, opens: float = 8.0) -> FrameColumn:
    """The formula for every row of a frame.

    Parameters
    ----------
    formula : str
    frame : Frame
    calendar : Calendar, optional
        The working calendar for business_days and open_hours; `opens` is the hour at which the office opens.

    Raises
    ------
    UserError
        What cannot be read, with the place; an unknown column or function; kinds or units that do not go together.
    """
    if len(formula) > _LONGEST:
        raise UserError(
            _("The formula is longer than {most} characters. Use two columns.").format(most=_LONGEST)
        )
    found = Worker(formula, frame, FUNCTIONS, calendar, opens).result()
    values = np.asarray(found.values, dtype=object if found.kind == "text" else None)
    if values.ndim == 0:
        values = np.full(frame.rows, values.item() if found.kind == "text" else values, dtype=values.dtype)
    return FrameColumn(found.kind, values, found.unit, None, found.offsets)


def rows_where(formula: str, frame: Frame, calendar: Calendar | None = None) -> Values:
    """(rows,) where a condition is true; blank is not. Raises UserError when the formula is no condition."""
    found = work_out(formula, frame, calendar)
    if found.kind != "yesno":
        raise UserError(
            _("“{formula}” gives {kind}; a condition must be true or false, such as [days] > 10.").format(
                formula=formula, kind=kind_word(found.kind)
            )
        )
    return np.asarray(found.values == 1.0)
