"""A page of a PDF as a picture: what the preview shows and ``leanbench draw -o x.png`` writes."""

from __future__ import annotations

import io


def page_png(data: bytes, page: int = 0, dpi: float = 144.0) -> bytes:
    """One page of a PDF as PNG bytes.

    Parameters
    ----------
    data : bytes
        A whole PDF file.
    page : int
        From 0.
    dpi : float
        Pixels per inch of paper.

    Raises
    ------
    IndexError
        The file has no such page.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        if not 0 <= page < len(document):
            raise IndexError(f"the file has {len(document)} pages; there is no page {page + 1}")
        picture = document[page].render(scale=dpi / 72.0).to_pil()
    finally:
        document.close()
    stream = io.BytesIO()
    picture.save(stream, "PNG", dpi=(dpi, dpi))
    return stream.getvalue()
