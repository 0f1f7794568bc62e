"""Guides: what a gesture meets, without a window."""

from leanbench.maps.geometry import Rect, simplified
from leanbench.maps.guides import snap


def test_guides_prefer_equal_centres() -> None:
    found = snap(
        Rect(104.0, 3.0, 100.0, 50.0), [Rect(300.0, 0.0, 100.0, 50.0), Rect(100.0, 200.0, 100.0, 50.0)]
    )
    assert (found.dx, found.dy) == (-4.0, -3.0)
    assert ((150.0, 0.0), (150.0, 250.0)) in found.guides
    assert snap(Rect(0, 0, 10, 10), [Rect(100, 100, 10, 10)]).guides == ()


def test_polylines_lose_needless_points() -> None:
    assert simplified([(0, 0), (5, 0), (5, 0), (9, 0), (9, 4)]) == ((0, 0), (9, 0), (9, 4))
    assert Rect(0, 0, 10, 10).crossed_by([(-5, 5), (15, 5)])
    assert not Rect(0, 0, 10, 10).crossed_by([(-5, 10), (15, 10)])
