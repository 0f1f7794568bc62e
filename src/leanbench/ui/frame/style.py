"""The one stylesheet, generated from the tokens of a theme.

Fusion draws the controls; this sheet gives them flat surfaces, hairlines and a visible focus.
Widgets choose a look by the dynamic property `role` (`set_role`), never by their own sheet.

The sheet is also what keeps text plain: its first line holds for every label, message box, input dialog and
tool tip there is or will be, so that a step named `<img src="file://server/x">` is shown as it was typed and
nothing is ever loaded from it. Qt reads the sheet before it first measures or paints a text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Template
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from leanbench import resources

W = TypeVar("W", bound=QWidget)
SHEET = Template("""
QLabel, QToolTip { qproperty-textFormat: PlainText; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 8px; }
QWidget[role="panel"] { background: $panel; }
QWidget[role="page"], QWidget[role="window"] { background: $window; }
QFrame[role="card"] { background: $panel; border: 1px solid $hairline; border-radius: ${r6}px; }
QFrame[role="card-active"] { background: $panel; border: 1px solid $accent; border-radius: ${r6}px; }
QFrame[role="warm-card"] { background: $caution_soft; border: 1px solid $caution; border-radius: ${r6}px; }
QFrame[role="popup"] { background: $raised; border: 1px solid $line; border-radius: ${r6}px; }
QFrame[role="hairline"] { background: $hairline; border: 0; max-height: 1px; min-height: 1px; }
QFrame[role="hairline-v"] { background: $hairline; border: 0; max-width: 1px; min-width: 1px; }

QLabel { background: transparent; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="caption"] { color: $muted; font-size: ${f11}px; }
QLabel[role="small"] { font-size: ${f12}px; }
QLabel[role="small-muted"] { color: $muted; font-size: ${f12}px; }
QLabel[role="title"] { font-size: ${f14}px; font-weight: 600; }
QLabel[role="h3"] { font-size: ${f16}px; font-weight: 600; }
QLabel[role="h2"] { font-size: ${f20}px; font-weight: 600; }
QLabel[role="h1"] { font-size: ${f28}px; font-weight: 600; }
QLabel[role="label"] { font-size: ${f12}px; font-weight: 600; }
QLabel[role="caution"] { color: $caution; font-size: ${f12}px; }
QLabel[role="bad"] { color: $bad; font-size: ${f12}px; }
QLabel[role="good"] { color: $good; font-size: ${f12}px; }
QLabel[role="chip"] { background: $chip; border-radius: ${r4}px; padding: 3px 8px; font-size: ${f12}px; }
QLabel[role="key"] { background: $panel; border: 1px solid $hairline; border-radius: 3px; padding: 0 5px;
    font-size: ${f11}px; color: $muted; }

QPushButton { background: $panel; color: $text; border: 1px solid $hairline; border-radius: ${r4}px;
    padding: ${p5}px ${p12}px; min-height: ${h18}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:checked { background: $accent_soft; color: $accent; }
QPushButton:disabled { color: $disabled; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:disabled { background: $hairline_soft; color: $disabled; border-color: $hairline; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QToolButton { icon-size: ${h18}px; }
QPushButton[role="quiet"], QToolButton { background: transparent; border: 1px solid transparent;
    border-radius: ${r4}px; padding: ${p5}px ${p8}px; color: $icon; }
QPushButton[role="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[role="quiet"]:pressed, QToolButton:pressed { background: $pressed; }
QPushButton[role="quiet"]:focus, QToolButton:focus { border: 1px solid $accent; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 0 2px;
    text-align: left; min-height: 0; font-size: ${f12}px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; }
QPushButton[role="tab"] { background: transparent; border: 1px solid transparent; color: $muted;
    padding: ${p5}px ${p16}px; }
QPushButton[role="tab"] { icon-size: ${h16}px; }
QPushButton[role="tab"]:hover { color: $text; background: $hover; }
QPushButton[role="tab"]:checked { background: $panel; border-color: $hairline; color: $text; font-weight: 600; }
QPushButton[role="tab"]:focus { border-color: $accent; }
QPushButton[role="search"] { background: $window; color: $muted; text-align: left; padding: ${p5}px ${p12}px; }
QPushButton[role="search"]:hover { border-color: $line; }
QPushButton[role="row"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 8px 12px; }
QPushButton[role="row"] { min-height: ${h22}px; }
QPushButton[role="card-button"] { min-height: ${h60}px; }
QPushButton[role="row"]:hover { background: $hover; }
QPushButton[role="row"]:focus { border-color: $accent; }
QPushButton[role="segment"] { border-radius: 0; border: 1px solid $hairline; border-left-width: 0; color: $muted; }
QPushButton[role="segment-first"] { border: 1px solid $hairline; color: $muted;
    border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton[role="segment-last"] { border: 1px solid $hairline; border-left-width: 0; color: $muted;
    border-top-left-radius: 0; border-bottom-left-radius: 0; }
QPushButton[role="segment"]:checked, QPushButton[role="segment-first"]:checked,
QPushButton[role="segment-last"]:checked { background: $accent_soft; color: $accent; font-weight: 600; }
QPushButton[role="segment"]:focus, QPushButton[role="segment-first"]:focus,
QPushButton[role="segment-last"]:focus { color: $accent; text-decoration: underline; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox { background: $field; color: $text;
    border: 1px solid $hairline; border-radius: ${r4}px; padding: ${p4}px ${p8}px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover { border-color: $line; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateEdit:focus, QComboBox:focus { border: 1px solid $accent; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"] { border: 1px solid $bad; background: $bad_soft; }
QLineEdit:disabled, QComboBox:disabled { color: $disabled; background: $window; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: 0; padding: 0; background: transparent; }
QComboBox::drop-down { border: 0; width: ${h22}px; }
QComboBox::down-arrow { image: url("$icons/indicator-down.svg"); width: ${p14}px; height: ${p14}px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; outline: 0;
    selection-background-color: $accent_soft; selection-color: $text; }

QAbstractItemView { background: $panel; color: $text; border: 0; outline: 0;
    selection-background-color: $accent_soft; selection-color: $text; gridline-color: $hairline_soft;
    alternate-background-color: $stripe; }
QHeaderView { background: $panel; border: 0; }
QHeaderView::section { background: $panel; color: $muted; border: 0; border-bottom: 1px solid $line;
    padding: ${p8}px; font-weight: 600; font-size: ${f12}px; }
Headings::section:horizontal { padding-right: ${h22}px; }
QHeaderView::section:vertical { border: 0; font-weight: 400; padding: 0 ${p8}px; }
QTableView[role="figures"]::item { padding: 0 ${p5}px; }
QTableCornerButton::section { background: $panel; border: 0; }
QTreeView::item, QListView::item { padding: ${p4}px; border-radius: ${r4}px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $text; }

QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: ${p5}px 28px ${p5}px ${p12}px; border-radius: ${r4}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QScrollArea { border: 0; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $hairline; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QSplitter::handle { background: $hairline; }
QSplitter::handle:hover { background: $accent; }
QProgressBar { background: $hairline_soft; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator { width: ${p14}px; height: ${p14}px; border: 1px solid $line; border-radius: 3px;
    background: $field; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/$check"); }
QCheckBox::indicator:disabled { border-color: $hairline; background: $window; }

QWidget[role="top"] { background: $panel; border-bottom: 1px solid $hairline; }
QWidget[role="rail"] { background: $panel; border-right: 1px solid $hairline; }
QWidget[role="status"] { background: $panel; border-top: 1px solid $hairline; }
QWidget[role="status"] QLabel, QWidget[role="status"] QPushButton { font-size: ${f12}px; color: $muted; }
QWidget[role="status"] QPushButton[role="finding"] { color: $caution; background: transparent;
    border: 1px solid transparent; padding: 0 4px; min-height: 0; }
QWidget[role="status"] QPushButton[role="finding"]:hover { text-decoration: underline; }
QWidget[role="status"] QPushButton[role="finding"]:focus { border-color: $accent; }
QWidget[role="inspector"] { background: $panel; border-left: 1px solid $hairline; }
QWidget[role="toolbar"] { background: $panel; border-bottom: 1px solid $hairline_soft; }
QWidget[role="toolbar"] QToolButton { font-size: ${f12}px; padding: ${p4}px ${p8}px; icon-size: ${h18}px; }
QFrame[role="message-info"] { background: $accent_soft; border: 1px solid $accent; border-radius: ${r6}px; }
QFrame[role="message-good"] { background: $good_soft; border: 1px solid $good; border-radius: ${r6}px; }
QFrame[role="message-caution"] { background: $caution_soft; border: 1px solid $caution; border-radius: ${r6}px; }
QFrame[role="message-bad"] { background: $bad_soft; border: 1px solid $bad; border-radius: ${r6}px; }
""")


GROUNDS = frozenset(["panel", "page", "window", "top", "rail", "status", "inspector", "toolbar"])


def sheet(colours: Mapping[str, str], px: Callable[[float], int]) -> str:
    """The stylesheet for one set of colors; `px` scales lengths (room mode)."""
    lengths = {f"f{size}": str(px(size)) for size in (11, 12, 13, 14, 16, 20, 28)}
    lengths |= {f"p{size}": str(px(size)) for size in (4, 5, 8, 12, 14, 16)}
    lengths |= {f"r{size}": str(size) for size in (4, 6)}
    lengths |= {f"h{size}": str(px(size)) for size in (16, 18, 22, 60)}
    # A sheet can only name picture files, so the tick comes in two colors: on a light and on a dark accent.
    bright = int(colours["on_accent"].lstrip("#")[:2], 16) > 127
    pictures = {
        "icons": resources.path("icons").as_posix(),
        "check": "indicator-check.svg" if bright else "indicator-check-dark.svg",
    }
    return SHEET.substitute(colours, **lengths, **pictures)


def set_role(widget: W, role: str) -> W:
    """Give a widget one of the looks of the sheet. Returns the widget, for chaining."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        if role in GROUNDS:  # else Qt paints none for classes of our own
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else Qt reads the sheet on show
            polish(widget)
    return widget


def polish(widget: QWidget) -> None:
    """Make Qt read the sheet again after a dynamic property changed."""
    if widget.style() is not None:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
