"""PDF bytes -> lines with size, weight and place. What the lines mean is `pdf_layout`'s part."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from inkpress.errors import PaperError
from inkpress.read.colours import LEAST_WHITE
from inkpress.read.outline import Outline
from inkpress.read.pdf_headings import Line
from inkpress.read.pdf_layout import lay_out

MAX_PDF_BYTES = 60_000_000
MAX_PAGES = 400
MAX_PAGE_CHARACTERS = 60_000
MAX_PAGE_OBJECTS = 20_000
_BOLD = re.compile(r"bold|medi|black|heavy|semib|demi|cmbx|cmb\d|bx\d|-bd|sfbx|nimbussanl-b", re.IGNORECASE)
_HYPHENS = (0xFFFE, 2)  # pdfium's marks for a hyphen at the end of a line
_WHITE = round(255 * LEAST_WHITE)
_WITHOUT_INK = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


def outline_pdf(data: bytes) -> tuple[Outline, tuple[str, ...]]:
    """The outline of a PDF, and why it may be incomplete. Raises PaperError when it cannot be opened."""
    if len(data) > MAX_PDF_BYTES:
        raise PaperError(f"the PDF is larger than {MAX_PDF_BYTES:,} bytes", hint="read the HTML or the e-print")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PaperError(f"cannot be opened as a PDF ({error})", hint="get it again, or read the HTML") from error
    try:
        count = len(document)
        read = [_page(document, number) for number in range(min(count, MAX_PAGES))]
    finally:
        document.close()
    pages = [lines for lines in read if lines is not None]
    return lay_out(pages), tuple(_reasons(count, len(read) - len(pages), any(pages)))


def _reasons(count: int, unreadable: int, has_text: bool) -> Iterator[str]:
    if count > MAX_PAGES:
        yield f"only the first {MAX_PAGES} of {count} pages were read"
    if unreadable:
        yield f"{unreadable} of {count} pages cannot be read"
    if not has_text:
        yield "the PDF holds no text: it may be scanned"


def _page(document: pypdfium2.PdfDocument, number: int) -> list[Line] | None:
    """The page's lines, or None when the file is damaged there."""
    try:
        return list(_lines(document, number))
    except pypdfium2.PdfiumError:
        return None


def _lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    page = document[number]
    textpage = page.get_textpage()
    try:
        sheet = _Sheet(page)
        count = min(textpage.count_chars(), MAX_PAGE_CHARACTERS)
        codes = [pdfium.FPDFText_GetUnicode(textpage, index) for index in range(count)]
        for start, end in _spans(codes):
            yield from _line(textpage, codes, start, end, number, sheet)
    finally:
        textpage.close()
        page.close()


class _Sheet:
    """The page as a surface: its size, and what is painted on it under the words."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self.height = page.get_height()
        self._box = page.get_cropbox()
        self._grounds: list[tuple[float, float, float, float]] | None = None

    def shows(self, left: float, bottom: float, right: float, top: float) -> bool:
        """Whether any of the place lies on the page."""
        x0, y0, x1, y1 = self._box
        return bool(max(left, right) > x0 and min(left, right) < x1 and top > y0 and bottom < y1)

    def has_ground(self, x: float, y: float) -> bool:
        """Whether a picture or a coloured area lies at the point. Looked for only on pages with white words."""
        if self._grounds is None:
            self._grounds = list(self._find_grounds())
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._grounds)

    def _find_grounds(self) -> Iterator[tuple[float, float, float, float]]:
        for index in range(min(pdfium.FPDFPage_CountObjects(self._page.raw), MAX_PAGE_OBJECTS)):
            item = pdfium.FPDFPage_GetObject(self._page.raw, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT or (kind == pdfium.FPDF_PAGEOBJ_PATH and not _is_filled(item)):
                continue
            sides = [ctypes.c_float() for _ in range(4)]
            if pdfium.FPDFPageObj_GetBounds(item, *(ctypes.byref(side) for side in sides)):
                left, bottom, right, top = (side.value for side in sides)
                yield left, bottom, right, top


def _is_filled(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether the path is an area in a colour other than white."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(mode), ctypes.byref(stroke))
    channels = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(path, *(ctypes.byref(c) for c in channels))
    return mode.value != 0 and min(c.value for c in channels[:3]) < _WHITE and channels[3].value > 5


def _spans(codes: list[int]) -> Iterator[tuple[int, int]]:
    """Where lines begin and end. pdfium joins a line that ends in a hyphen to the next one, with a mark between."""
    start = 0
    for index, code in enumerate([*codes, 10]):
        if code in (10, 13):
            if index > start:
                yield start, index
            start = index + 1
        elif code in _HYPHENS:
            yield start, index + 1
            start = index + 1


def _line(
    textpage: pypdfium2.PdfTextPage, codes: list[int], start: int, end: int, page: int, sheet: _Sheet
) -> Iterator[Line]:
    """The line made of characters `start` to `end`."""
    text = "".join(_character(code) for code in codes[start:end])
    inked = [i for i in range(start, end) if codes[i] > 32]
    if not inked:
        return
    first, middle, last = inked[0], inked[len(inked) // 2], inked[-1]
    left, bottom, _, top = _box(textpage, first)
    _, _, right, _ = _box(textpage, last)
    begins_bold = _is_bold(textpage, first)
    ends_bold = begins_bold and _is_bold(textpage, last)
    lead, gap = _bold_lead(textpage, inked) if begins_bold and not ends_bold else (start, 0.0)
    white = _is_white(textpage, middle) and _is_white(textpage, first)
    yield Line(
        text=text,
        page=page,
        size=round(_size(textpage, middle), 1),
        bold=ends_bold and _is_bold(textpage, middle),
        bold_lead=lead - start,
        lead_gap=gap,
        left=left,
        right=right,
        bottom=bottom,
        top=top,
        page_height=sheet.height,
        upright=_is_upright(textpage, middle),
        white=white,
        on_ground=white and sheet.has_ground((left + right) / 2, (bottom + top) / 2),
        invisible=_is_without_ink(textpage, middle) or not sheet.shows(left, bottom, right, top),
    )


def _bold_lead(textpage: pypdfium2.PdfTextPage, inked: list[int]) -> tuple[int, float]:
    """Where the bold print at a line's start ends, and the space behind it: a run-in heading stands apart."""
    for before, index in itertools.pairwise(inked):
        if not _is_bold(textpage, index):
            return index, _box(textpage, index)[0] - _box(textpage, before)[2]
    return inked[0], 0.0


def _character(code: int) -> str:
    if code in _HYPHENS:
        return "\ufffe"
    return chr(code) if 32 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _box(textpage: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """left, bottom, right, top, in points from the lower left corner."""
    values = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(textpage, index, *(ctypes.byref(values[i]) for i in (0, 2, 1, 3)))
    left, bottom, right, top = (v.value for v in values)
    return left, bottom, right, top


def _size(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    """The size in points as printed: the font's own, scaled by the text matrix."""
    matrix = pdfium.FS_MATRIX()
    size = float(pdfium.FPDFText_GetFontSize(textpage, index))
    if pdfium.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
        return size * math.hypot(matrix.c, matrix.d)
    return size


def _is_upright(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    return abs(math.sin(pdfium.FPDFText_GetCharAngle(textpage, index))) < 0.1


def _is_bold(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(textpage, index) >= 600:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, index, buffer, 128, ctypes.byref(flags))
    return _BOLD.search(buffer.value.decode("latin-1")) is not None


def _is_without_ink(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether the character is neither filled nor stroked: PDF's text rendering modes 3 and 7."""
    item = pdfium.FPDFText_GetTextObject(textpage, index)
    return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) in _WITHOUT_INK


def _is_white(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFText_GetFillColor(textpage, index, *(ctypes.byref(c) for c in channels)):
        return False
    red, green, blue, alpha = (c.value for c in channels)
    return min(red, green, blue) >= _WHITE or alpha < 5
