"""What a gesture meets, without a window."""

from leanbench.maps.geometry import Rect, simplified


def test_polylines_lose_needless_points() -> None:
    assert simplified([(0, 0), (5, 0), (5, 0), (9, 0), (9, 4)]) == ((0, 0), (9, 0), (9, 4))
    assert Rect(0, 0, 10, 10).crossed_by([(-5, 5), (15, 5)])
    assert not Rect(0, 0, 10, 10).crossed_by([(-5, 10), (15, 10)])
