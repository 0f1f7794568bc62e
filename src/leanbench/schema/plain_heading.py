"""A heading as it is compared with others."""

from __future__ import annotations

import re
import unicodedata


def plain_heading(text: str) -> str:
    """A heading for comparing: lower case, without end marks, one blank between words."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("&", " & ").replace("%", " % ")
    text = re.sub(r"(?<![.?:*])[.?:*]+(?=\s|$)", "", text)
    return re.sub(r"\s+", " ", text).strip(" -–_,/").strip()
