"""The structure tree of a tagged PDF: its elements, and how they are written as PDF objects.

Elements collect marked content from any page, so that a paragraph or table over a page break is one
element. Written here: StructTreeRoot, ParentTree, RoleMap, IDTree and the attribute dictionaries
(ISO 32000-1, 14.7 and 14.8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from leanbench.words.numbers import plain_number

# Tags of our own vocabulary and the standard type each one stands for.
ROLES: Mapping[str, str] = {"Title": "H1"}
_SCOPES = {"Column", "Row", "Both"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One run of marked content: page (from 0) and its number on that page."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation, by the name under which the document knows it, and its page."""

    page: int
    name: str


@dataclass(slots=True, eq=False)
class Element:
    """One node of the structure tree.

    `alt` is the text alternative of a figure, `title` the name of a section, `id` identifies notes,
    `attributes` holds what belongs to the tag: ``Scope``, ``ColSpan``, ``RowSpan``,
    ``ListNumbering``, ``BBox``.
    """

    tag: str
    parent: Element | None = None
    alt: str = ""
    title: str = ""
    id: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | Mark | Annotation] = field(default_factory=list)

    def add(self, tag: str, *, alt: str = "", title: str = "", id: str = "", **attributes: Any) -> Element:
        """A new child element after the present ones."""
        child = Element(tag, self, alt, title, id, attributes)
        self.kids.append(child)
        return child


@dataclass(slots=True)
class PageMarks:
    """What the tree must know of one page: which element each marked content belongs to."""

    size: tuple[float, float]
    marks: list[Element] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    record: Any = None  # ReportLab's page object once the page is closed


def pdf_text(text: str) -> str:
    return "<FEFF" + text.encode("utf-16-be", "replace").hex().upper() + ">"


@cache
def pdf_name(text: str) -> str:
    return "/" + "".join(c if c.isalnum() else f"#{ord(c):02X}" for c in text)


def write_tree(document: Any, root: Element, pages: list[PageMarks]) -> Any:
    """Register every element as an indirect object and return the StructTreeRoot."""
    from reportlab.pdfbase import pdfdoc

    elements = [root]
    for element in elements:  # grows while it is walked: breadth first
        element.kids = [k for k in element.kids if not isinstance(k, Element) or _has_content(k)]
        elements.extend(k for k in element.kids if isinstance(k, Element))
    numbers: dict[int, int] = {}
    for index, element in enumerate(elements):
        numbers[id(element)] = _register(document, f"Tag{index}")
    top_number = _register(document, "TagRoot")
    page_numbers = [_number(document, page.record) for page in pages]

    identified: list[tuple[bytes, int]] = []
    owner: dict[str, Element] = {}
    for index, element in enumerate(elements):
        for kid in element.kids:
            if isinstance(kid, Annotation):
                owner[kid.name] = element
        if element.id:
            identified.append((element.id.encode("ascii", "replace"), numbers[id(element)]))
        parent = top_number if element.parent is None else numbers[id(element.parent)]
        text = _element_text(document, element, parent, numbers, page_numbers)
        document.idToObject[f"Tag{index}"] = text.encode("latin-1")

    document.idToObject["TagRoot"] = _root_text(
        document, numbers[id(root)], pages, numbers, owner, identified
    ).encode("latin-1")
    for page_index, page in enumerate(pages):
        record = page.record
        record.__NoDefault__ = [*record.__NoDefault__, "StructParents", "Tabs"]
        record.StructParents = page_index
        record.Tabs = pdfdoc.PDFName("S")
    return pdfdoc.PDFObjectReference("TagRoot")


def _has_content(element: Element) -> bool:
    """Elements that stayed empty are dropped, except cells, which keep a table regular."""
    return element.tag in ("TD", "TH") or bool(element.kids)


def _register(document: Any, name: str) -> int:
    document.Reference(b"", name)
    return int(document.idToObjectNumberAndVersion[name][0])


def _number(document: Any, record: Any) -> int:
    return int(document.idToObjectNumberAndVersion[document.Reference(record).name][0])


def _element_text(
    document: Any, element: Element, parent: int, numbers: dict[int, int], page_numbers: list[int]
) -> str:
    first = next((k.page for k in element.kids if isinstance(k, Mark)), None)
    kids: list[str] = []
    for kid in element.kids:
        if isinstance(kid, Element):
            kids.append(f"{numbers[id(kid)]} 0 R")
        elif isinstance(kid, Annotation):
            annotation = document.idToObjectNumberAndVersion[document.annotationName(kid.name)][0]
            kids.append(f"<</Type /OBJR /Obj {annotation} 0 R /Pg {page_numbers[kid.page]} 0 R>>")
        elif kid.page == first:
            kids.append(str(kid.mcid))
        else:
            kids.append(f"<</Type /MCR /Pg {page_numbers[kid.page]} 0 R /MCID {kid.mcid}>>")
    parts = [f"/Type /StructElem /S {pdf_name(element.tag)} /P {parent} 0 R"]
    if first is not None:
        parts.append(f"/Pg {page_numbers[first]} 0 R")
    if kids:
        parts.append(f"/K [{' '.join(kids)}]")
    if element.alt:
        parts.append(f"/Alt {pdf_text(element.alt)}")
    if element.title:
        parts.append(f"/T {pdf_text(element.title)}")
    if element.id:
        parts.append(f"/ID ({element.id})")
    if element.attributes:
        parts.append(f"/A [{' '.join(_attributes(element.attributes))}]")
    return "<<" + " ".join(parts) + ">>\n"


def _attributes(values: Mapping[str, Any]) -> list[str]:
    """The attribute dictionaries of an element, by the owner the standard gives each name."""
    owners: dict[str, list[str]] = {}
    for key, value in sorted(values.items()):
        if key in ("Scope", "ColSpan", "RowSpan"):
            written = f"/{value}" if value in _SCOPES else str(value)
            owners.setdefault("Table", []).append(f"/{key} {written}")
        elif key == "ListNumbering":
            owners.setdefault("List", []).append(f"/{key} /{value}")
        else:  # BBox
            numbers = " ".join(plain_number(round(number, 2)) for number in value)
            owners.setdefault("Layout", []).append(f"/{key} [{numbers}]")
    return [f"<</O /{owner} {' '.join(entries)}>>" for owner, entries in owners.items()]


def _root_text(
    document: Any,
    root: int,
    pages: list[PageMarks],
    numbers: dict[int, int],
    owner: Mapping[str, Element],
    identified: list[tuple[bytes, int]],
) -> str:
    entries: list[str] = []
    for index, page in enumerate(pages):
        refs = " ".join(f"{numbers[id(element)]} 0 R" for element in page.marks)
        entries.append(f"{index} [{refs}]")
    key = len(pages)
    for page in pages:
        for name in page.links:
            document.idToObject[document.annotationName(name)].dict["StructParent"] = key
            entries.append(f"{key} {numbers[id(owner[name])]} 0 R")
            key += 1
    roles = " ".join(f"{pdf_name(own)} {pdf_name(standard)}" for own, standard in ROLES.items())
    text = (
        f"<</Type /StructTreeRoot /K {root} 0 R /ParentTreeNextKey {key} "
        f"/ParentTree <</Nums [{' '.join(entries)}]>> /RoleMap <<{roles}>>"
    )
    if identified:
        named = " ".join(f"({name.decode('ascii')}) {number} 0 R" for name, number in sorted(identified))
        text += f" /IDTree <</Names [{named}]>>"
    return text + ">>\n"
