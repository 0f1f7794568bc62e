"""A list of bars: a picture of rows that is as high as its rows and stands in a scroll area."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from leanbench.drawing.row_bars_picture import RowBar, row_bars_picture
from leanbench.event.records import KeptPicture
from leanbench.ui.frame.session import Session
from leanbench.ui.kit.picture_view import PictureView


class BarView(PictureView):
    """Horizontal bars on one scale, with named marks across all of them."""

    def __init__(
        self,
        session: Session,
        name: str,
        *,
        label_share: float = 0.36,
        kept: Callable[[], KeptPicture | None] = lambda: None,
    ) -> None:
        super().__init__(session, name, rows=True, kept=kept)
        self.label_share = label_share
        self.bars: tuple[RowBar, ...] = ()

    def set_bars(
        self, bars: Sequence[RowBar], top: float, marks: Sequence[tuple[float, str, str]] = ()
    ) -> None:
        """Show bars on a scale from 0 to `top`; a mark is (value, words, color role)."""
        self.bars = shown = tuple(bars)
        name, share = self.name, self.label_share
        self.show_picture(
            lambda width, _height: row_bars_picture(
                shown, name, max(top, 1e-9), marks, width=width, label_share=share
            )
        )
