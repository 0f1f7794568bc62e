"""A PDF that a screen reader can follow: ReportLab's canvas with the structure tree it lacks.

The rule this module keeps: every mark on a page lies either inside one structure element or inside
an artifact. Elements are made first (`Element.add`) and may collect marked content from several
pages, so a paragraph or a table that runs over a page break stays one element. The catalog gets
StructTreeRoot with ParentTree, RoleMap and IDTree, MarkInfo, Lang, DisplayDocTitle, an outline and
XMP with the PDF/UA-1 identifier (ISO 14289-1; ISO 32000-1, 14.7 and 14.8).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal
from xml.sax.saxutils import escape

from leanbench.drawing import pdf_fonts as fonts
from leanbench.drawing.pdf_structure import (
    Annotation,
    Element,
    Mark,
    PageMarks,
    pdf_name,
    pdf_text,
    write_tree,
)

Artifact = Literal["Header", "Footer", "Layout", "Background"]


class TaggedPdf:
    """One PDF being written, with its structure.

    Parameters
    ----------
    target : path or binary file object
    title, author, subject : str
        For the document information and XMP.
    language : str
        BCP 47 tag, for example ``en-US``.
    date : datetime.date
        Printed into the information; with the same content the bytes are the same.
    """

    def __init__(
        self,
        target: str | Path | IO[bytes],
        *,
        title: str,
        language: str,
        date: datetime.date,
        author: str = "",
        subject: str = "",
    ) -> None:
        from reportlab.pdfgen import canvas

        fonts.font("regular")
        self.canvas: Any = canvas.Canvas(
            str(target) if isinstance(target, Path) else target,
            pdfVersion=(1, 7),
            invariant=1,
            pageCompression=1,
            initialFontName=fonts.NAMES["regular"],
            initialFontSize=10,
            lang=language,
        )
        self.language = language
        self.title = title
        self.subject = subject
        self.author = author
        self.date = date
        self.root = Element("Document")
        self.pages: list[PageMarks] = []
        self._open: list[Element | Artifact] = []
        self._document = self.canvas._doc
        stamp = self._document._timeStamp
        stamp.YMDhms = (date.year, date.month, date.day, 0, 0, 0)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(subject)
        self.canvas.setCreator("leanbench")

    # --- pages ---------------------------------------------------------------------------------

    def begin_page(self, width: float, height: float) -> None:
        """Open a page of this size in points. Origin bottom left, as everywhere in PDF."""
        self.canvas.setPageSize((width, height))
        self.pages.append(PageMarks((width, height)))

    def end_page(self) -> None:
        """Close the page. Raises RuntimeError when marked content is still open."""
        if self._open:
            raise RuntimeError(f"page {self.page + 1} ends inside {self._open[-1]}")
        self.canvas.showPage()
        self.pages[-1].record = self._document.Pages.pages[-1]

    @property
    def page(self) -> int:
        """The number of the page being drawn on, from 0."""
        return len(self.pages) - 1

    # --- marked content ------------------------------------------------------------------------

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """Whatever is drawn inside belongs to `element`. May be nested; PDF text objects may not."""
        self._enter(element)
        yield
        self._leave()

    @contextmanager
    def artifact(self, kind: Artifact = "Layout") -> Iterator[None]:
        """Whatever is drawn inside is decoration or repetition: not read aloud."""
        self._enter(kind)
        yield
        self._leave()

    def _enter(self, what: Element | Artifact) -> None:
        # PDF cannot say "this inside that" with content ids: the outer run pauses and goes on after.
        if self._open:
            self.canvas._code.append("EMC")
        self._open.append(what)
        self._begin(what)

    def _leave(self) -> None:
        self.canvas._code.append("EMC")
        self._open.pop()
        if self._open:
            self._begin(self._open[-1])

    def _begin(self, what: Element | Artifact) -> None:
        code = self.canvas._code
        if isinstance(what, Element):
            marks = self.pages[self.page].marks
            mark = Mark(self.page, len(marks))
            marks.append(what)
            what.kids.append(mark)
            code.append(f"{pdf_name(what.tag)} <</MCID {mark.mcid}>> BDC")
        elif what in ("Header", "Footer"):
            edge = "Top" if what == "Header" else "Bottom"
            code.append(f"/Artifact <</Type /Pagination /Subtype /{what} /Attached [/{edge}]>> BDC")
        else:
            code.append(f"/Artifact <</Type /{what}>> BDC")

    # --- links and outline ---------------------------------------------------------------------

    def link(
        self,
        element: Element,
        box: tuple[float, float, float, float],
        *,
        says: str,
        destination: str = "",
        url: str = "",
    ) -> None:
        """A link over `box` (x0, y0, x1, y1 in page points) that belongs to a Link element.

        `destination` is the key of a `bookmark`, made before or later; otherwise `url` is opened.
        """
        from reportlab.pdfbase import pdfdoc

        name = f"Link{sum(len(page.links) for page in self.pages)}"
        entries: dict[str, Any] = {
            "Type": pdfdoc.PDFName("Annot"),
            "Subtype": pdfdoc.PDFName("Link"),
            "Rect": pdfdoc.PDFArray(list(box)),
            "Border": pdfdoc.PDFArray([0, 0, 0]),
            "F": 4,
            "Contents": pdf_text(says),
            "StructParent": 0,  # numbered when the tree is written
        }
        if destination:
            entries["Dest"] = self.canvas._bookmarkReference(destination)
        else:
            entries["A"] = pdfdoc.PDFDictionary(
                {"S": pdfdoc.PDFName("URI"), "URI": pdfdoc.PDFString(url.encode("ascii", "ignore").decode())}
            )
        self.canvas._addAnnotation(pdfdoc.PDFDictionary(entries), name)
        self.pages[self.page].links.append(name)
        element.kids.append(Annotation(self.page, name))

    def bookmark(self, key: str, top: float, title: str = "", level: int = 0) -> None:
        """A place to jump to on this page; with a `title` it also stands in the outline."""
        self.canvas.bookmarkPage(key, fit="XYZ", left=0, top=top, zoom=0)
        if title:
            self.canvas.addOutlineEntry(title, key, level)

    # --- writing -------------------------------------------------------------------------------

    def save(self) -> None:
        """Write the file. Raises OSError when the place cannot be written."""
        from reportlab.pdfbase import pdfdoc

        document = self._document
        catalog = document.Catalog
        catalog.StructTreeRoot = write_tree(document, self.root, self.pages)
        catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        stream = pdfdoc.PDFStream(
            pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}),
            content=self._xmp(),
        )
        catalog.Metadata = stream
        if document.outline.levelstack:
            catalog.PageMode = pdfdoc.PDFName("UseOutlines")
        for page in self.pages:  # ReportLab would wrap the pages in ASCII85, a quarter larger
            page.record.Contents = pdfdoc.PDFStream(content=page.record.stream, filters=[pdfdoc.PDFZCompress])
        _embed_fonts(document)
        self.canvas._code = []
        self.canvas.save()

    def _xmp(self) -> bytes:
        stamp = f"{self.date.isoformat()}T00:00:00Z"
        language = escape(self.language, {'"': "&quot;"})
        text = f"""<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(self.title)}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{escape(self.author)}</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(self.subject)}</rdf:li></rdf:Alt></dc:description>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <xmp:CreateDate>{stamp}</xmp:CreateDate>
   <xmp:ModifyDate>{stamp}</xmp:ModifyDate>
   <xmp:CreatorTool>leanbench</xmp:CreatorTool>
   <pdf:Producer>{escape(str(self._document.info.producer))}</pdf:Producer>
   <pdfuaid:part>1</pdfuaid:part>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""
        return text.encode()


def _embed_fonts(document: Any) -> None:
    """Embed the used part of each face now, with a Unicode map that names only real characters.

    ReportLab maps the unused codes of a subset to U+0000, which PDF/UA-1 7.21.7 forbids.
    """
    used, document.delayedFonts = document.delayedFonts, []
    for font in used:
        state = font.state[document]
        subsets = [list(subset) for subset in state.subsets]
        font.addObjects(document)
        for number, subset in enumerate(subsets):
            record = document.idToObject["BasicFonts"].dict[f"{state.internalName}+{number}"]
            document.idToObject[record.ToUnicode.name].content = _unicode_map(subset)


def _unicode_map(subset: list[int]) -> str:
    rows = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>"
        for code, char in enumerate(subset)
        if char
    ]
    blocks = []
    for start in range(0, len(rows), 100):  # the format's limit for one block
        block = rows[start : start + 100]
        blocks.append("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]))
    return _UNICODE_MAP.format(body="\n".join(blocks))


_UNICODE_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
