"""Pictures of the window: every page, every state a page can be brought into, every dialog, in every way.

A state of a page is an action of the book whose id has one of the words of `STATES` in its middle, such as
``map.panel.money`` or ``map.view.flowchart``. A dialog is whatever comes up when an action of the book is
triggered or one button of each kind is pressed; both are tried once, on the first event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from look.studio import Studio, Way, ways

STATES = ("panel", "view", "layout", "compare", "ask")
# Whole programs or devices behind them; nothing of ours comes up.
LEFT_ALONE = frozenset(
    {"view.room", "view.theme.auto", "view.theme.light", "view.theme.dark", "view.theme.contrast"}
)


def file_name(words: str) -> str:
    """Words as a file name."""
    return re.sub(r"[^\w.]+", "-", words.strip().lower()).strip("-") or "unnamed"


class WindowPictures:
    """Takes the pictures of one event at one scale. `wanted(kind, item)` says which are asked for."""

    def __init__(self, out: Path, event: str, scale: int, wanted: Callable[[str, str], bool]) -> None:
        self.out, self.event, self.wanted = out, event, wanted
        self.ways = [way for way in ways() if way.scale == scale]
        self.studio = Studio(scale)

    def take_pages(self) -> None:
        """The pages and their states."""
        self.studio.open(self.event)
        for way in self.ways:
            self.studio.dress(way)
            for page_id in self._pages():
                self._take_page(page_id, way)
        self.studio.close()

    def _pages(self) -> tuple[str, ...]:
        return tuple(page[0] for page in self.studio.window.pages)

    def _path(self, kind: str, item: str, way: Way) -> Path:
        return self.out / kind / item / f"{self.event} {way.name}.png"

    def _take_page(self, page_id: str, way: Way) -> None:
        studio = self.studio
        studio.show_page(page_id)
        if self.wanted("pages", page_id):
            studio.grab(self._path("pages", page_id, way))
        for item, action in self._states(page_id):
            if not self.wanted("states", item):
                continue
            action.trigger()
            studio.settle()
            studio.grab(self._path("states", item, way))
            if ".panel." in item and way is self.ways[0]:
                self._run_panel(page_id, item, way)
            if ".panel." in item or item.endswith(".compare"):
                action.trigger()  # a second time closes
                studio.settle(0.05)
        self._first_choices(page_id)

    def _run_panel(self, page_id: str, item: str, way: Way) -> None:
        """A panel that starts something by its first button is also seen with what came of it."""
        page = self.studio.window.page(page_id)
        for button in self._buttons(page):
            if button.property("role") == "primary":
                button.click()
                self.studio.settle()
                self.studio.grab(self._path("states", f"{item} started", way))
                return

    def _states(self, page_id: str) -> Iterator[tuple[str, Any]]:
        book = self.studio.session.actions
        for spec in book.specs():
            words = spec.id.split(".")
            if (
                words[0] == page_id
                and len(words) > 1
                and words[1] in STATES
                and book.action(spec.id).isEnabled()
            ):
                yield spec.id, book.action(spec.id)

    def _first_choices(self, page_id: str) -> None:
        """Layouts and views are remembered by the page: put them back as a newcomer finds them."""
        from leanbench.ui.frame.settings import Settings

        page, usual = self.studio.window.page(page_id), Settings()
        for name in ("view", "layout"):
            setter, remembered = getattr(page, f"set_{name}", None), getattr(usual, f"{page_id}_{name}", "")
            if setter is not None and remembered:
                setter(remembered)

    # --- dialogs ------------------------------------------------------------------------------

    def take_dialogs(self) -> None:
        """Whatever comes up, found once in the first way."""
        self.studio.open(self.event)
        found: dict[str, tuple[str, Callable[[], object]]] = {}
        light = self.ways[0]
        self.studio.dress(light)
        for page_id in self._pages():
            for item, act in self._tries(page_id):
                new = item not in found and self.wanted("dialogs", item)
                if new and self._try(page_id, item, act, light):
                    found[item] = (page_id, act)
        for way in self.ways[1:]:
            self.studio.dress(way)
            for item, (page_id, act) in found.items():
                self._try(page_id, item, act, way)
        self.studio.close()

    def _tries(self, page_id: str) -> list[tuple[str, Callable[[], object]]]:
        """Everything that might open something: the actions, menus, and one button of each kind."""
        from PySide6.QtCore import QPoint
        from PySide6.QtWidgets import QMenu

        studio, book = self.studio, self.studio.session.actions
        last = self._pages()[-1]  # where all pages are built, and the list of keys is whole
        studio.show_page(page_id)
        tries: list[tuple[str, Callable[[], object]]] = [
            (spec.id, book.action(spec.id).trigger)
            for spec in book.specs()
            if spec.id not in LEFT_ALONE
            and not spec.id.startswith("view.page")
            and (spec.page == page_id or (not spec.page and page_id == last))
        ]
        page = studio.window.page(page_id)
        for menu in studio.window.findChildren(QMenu):
            words = menu.title() or getattr(menu.parent(), "text", str)() or menu.objectName()
            if words and menu.parent() is not None:
                tries.append((file_name(f"menu-{words}"), partial(menu.popup, QPoint(40, 40))))
        kinds = {
            type(button).__name__
            for button in self._buttons(page)
            if not type(button).__name__.startswith("Q")
        }
        tries += [
            (file_name(f"{page_id}-{kind}"), partial(self._press, page, kind)) for kind in sorted(kinds)
        ]
        return tries

    def _buttons(self, page: Any) -> list[Any]:
        from PySide6.QtWidgets import QAbstractButton

        return [one for one in page.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]

    def _press(self, page: Any, kind: str) -> None:
        """Press the first button of a kind; they are made anew when the page reads its event again."""
        for button in self._buttons(page):
            if type(button).__name__ == kind:
                button.click()
                return

    def _try(self, page_id: str, item: str, act: Callable[[], object], way: Way) -> bool:
        """Do it on a fresh page with a step selected; True when something came up and was taken."""
        studio, session = self.studio, self.studio.session
        if session.page != page_id:
            studio.show_page(page_id)
        map_ = session.map
        if page_id == "map" and map_ is not None and map_.steps:
            session.select([("step", map_.steps[0].id)])
        session.document.mark_unsaved()  # so that whatever leaves the event asks first
        before, taken = session.stack.index(), []
        event = session.document

        def catch(widget: Any) -> None:
            if not taken:
                taken.append(studio.grab(self._path("dialogs", item, way), widget))

        studio.catch_popups(act, catch)
        if session.document is not event:
            studio.open(self.event)
        while session.stack.index() > before and session.stack.canUndo():
            session.undo()
        return bool(taken)
