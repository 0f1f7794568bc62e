"""Numbers as people say them, on axes, limits and in sentences."""

from __future__ import annotations

import numpy as np


def exact(value: float) -> str:
    """A number that people gave, as they gave it: a limit of 25 is 25, not 25.0."""
    return f"{float(value):,.6g}".replace("-", "−")


def number(value: float) -> str:
    """Three to four significant digits, as a facilitator would say them: 93.9, 0.231, 1,204."""
    value = float(value)
    if not np.isfinite(value):
        return "–"
    size = abs(value)
    digits = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.1 else 4
    text = f"{value:,.{digits}f}"
    if "." in text and size < 10:
        text = text.rstrip("0").rstrip(".") if float(text) == round(float(text)) else text
    return text.replace("-", "−")
