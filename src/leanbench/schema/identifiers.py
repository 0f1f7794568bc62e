"""Ids given once, at birth, and never reused: random, so that two copies of an event can be merged.

An id counted up ("largest plus one") is given twice as soon as two people add a row to their own copy.
"""

from __future__ import annotations

import os
from collections.abc import Callable

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # 32 of them, without i, l, o, u that read like others
_LENGTH = 10  # 50 bits: a million rows of one kind meet by chance once in two thousand events

_random_bytes: Callable[[int], bytes] = os.urandom


def new_id(prefix: str = "") -> str:
    """A fresh id such as ``a-7k3q9x2d4f``: the prefix of its kind and ten random letters."""
    return id_from(_random_bytes(_LENGTH), prefix)


def id_from(content: bytes, prefix: str = "") -> str:
    """The id that these bytes (at least ten) spell: equal bytes, equal id."""
    letters = "".join([_LETTERS[byte & 31] for byte in content[:_LENGTH]])
    return f"{prefix}-{letters}" if prefix else letters


def new_uuid() -> str:
    """A fresh random UUID (version 4) as text, the id of a whole event."""
    return uuid_from(_random_bytes(16))


def uuid_from(content: bytes) -> str:
    """The UUID that 16 bytes spell."""
    from uuid import UUID

    return str(UUID(bytes=content[:16], version=4))


def seed_ids(seed: int | None) -> None:
    """From now on ids follow from `seed`, so that a script writes the same file twice; None ends that."""
    global _random_bytes
    if seed is None:
        _random_bytes = os.urandom
        return
    from random import Random

    _random_bytes = Random(seed).randbytes
