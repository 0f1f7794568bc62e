"""Some PySide6 releases drop a reference to None on every call and abort Python 3.11 after a while."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QGraphicsRectItem


def test_none_is_not_used_up(qapp: object) -> None:
    item = QGraphicsRectItem(0, 0, 10, 10)
    before = sys.getrefcount(None)
    for number in range(20_000):
        item.setPos(number, number)

    assert sys.getrefcount(None) >= before - 50
