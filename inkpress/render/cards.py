"""The picture that a shared link shows, 1200 by 630 (https://ogp.me), and the site's icons. Made with Pillow.

The fonts travel inside Pillow and ziafont, so that the bytes are the same on every machine. Pillow's has the letters
of English; a text with others (é, Cyrillic, Greek) is set in DejaVu Sans. No font here has Chinese or Japanese.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from inkpress.config import DesignConfig, NewsletterConfig
from inkpress.render.entry import KIND_NAMES, Entry, day_in_words, key_of

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

VERSION = 6  # raise it when the drawing changes
WIDTH, HEIGHT, MARGIN, BAR = 1200, 630, 80, 20
_SHADES = 16  # colours of a card: half a byte for a pixel
_FACES = ("", "DejaVuSans.ttf")  # Pillow's own, and one of ziafont's that has more letters
_TITLE_SIZES = ((76, 3), (62, 4), (52, 5))  # size in pixels, most lines


def card_key(title: str, foot: str, site: str, design: DesignConfig) -> str:
    """Names a card by what it shows."""
    return key_of(VERSION, title, foot, site, design.paper, design.ink, design.accent)


def card_words(entry: Entry) -> tuple[str, str]:
    """The title and the small line under it: where no font has its letters, what names the post in others."""
    kind = KIND_NAMES.get(entry.kind, entry.kind)
    names = (entry.title, entry.paper_title, entry.slug.replace("-", " ").capitalize())
    return next(filter(_can_be_drawn, names), kind), f"{kind} · {day_in_words(entry.date)}"


def card_site(newsletter: NewsletterConfig) -> str:
    """The newsletter's name on its cards: its host, where no font has the letters of the title."""
    return newsletter.title if _can_be_drawn(newsletter.title) else newsletter.url.split("/")[2]


def card_alt(entry: Entry, newsletter: NewsletterConfig) -> str:
    """What the card of `entry` says, for those who do not see it."""
    return ", ".join((*card_words(entry), card_site(newsletter)))


def draw_card(title: str, foot: str, site: str, design: DesignConfig) -> bytes:
    """A PNG of the words on the newsletter's paper, with an accent bar. A few thousand bytes.

    Only the two bands that hold words are drawn: half of a card is blank, and a first build makes thousands.
    """
    font, lines = _fit(title)
    step = round(font.size * 1.22)
    words = [(MARGIN, 10, *_set(site, 34), 170)]
    words += [(MARGIN, MARGIN + step * n, font, line, 255) for n, line in enumerate(lines)]
    head = _band(WIDTH, MARGIN + step * len(lines) + 10, words)
    tail = _band(WIDTH, 60, [(MARGIN, 10, *_set(foot, 32), 170)])
    blank = b"\0" * (1 + WIDTH // 2)
    bar = (b"\0" + b"\xff" * (WIDTH // 2)) * BAR  # the last shade, twice a byte
    used = BAR + 40 + len(head) // len(blank)
    rows = b"".join((bar, blank * 40, head, blank * (HEIGHT - 110 - used), tail, blank * 50))
    return _png(rows, (WIDTH, HEIGHT), design.paper, design.ink, design.accent)


def draw_icon(letter: str, size: int, design: DesignConfig) -> bytes:
    """A square PNG with the newsletter's first letter on its accent colour."""
    rows = _band(size, size, [(size / 2, size / 2, *_set(letter, round(size * 0.62)), 255)], anchor="mm")
    return _png(rows, (size, size), design.accent, design.paper, design.paper)


def _band(
    width: int, height: int, words: Sequence[tuple[float, float, FreeTypeFont, str, int]], anchor: str = "la"
) -> bytes:
    """Rows of a PNG with `words`: (left, top, font, text, grey level).

    Each row begins with its filter byte; two pixels make a byte. `width` is even.
    """
    from PIL import Image, ImageDraw

    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    for left, top, font, text, level in words:
        draw.text((left, top), text, font=font, fill=level, anchor=anchor)
    shades = Image.frombytes("P", (width, height), image.tobytes().translate(_LEVELS)).tobytes("raw", "P;4")
    step = width // 2
    return b"\0" + b"\0".join([shades[at : at + step] for at in range(0, len(shades), step)])


def _png(rows: bytes, size: tuple[int, int], back: str, ink: str, last: str) -> bytes:
    """The picture of `rows`, whose bytes are shades from `back` to `ink`; the highest one is the colour `last`.

    Written here because flat drawings compress three times as fast with run lengths as with Pillow's settings
    (https://www.w3.org/TR/png/).
    """
    width, height = size
    squeeze = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_RLE)
    palette = [v for n in range(_SHADES - 1) for v in _mix(back, ink, n / (_SHADES - 2))] + _rgb(last)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(palette)),
            _chunk(b"IDAT", squeeze.compress(rows) + squeeze.flush()),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


_LEVELS = bytes(round(value * (_SHADES - 2) / 255) for value in range(256))


def _fit(title: str) -> tuple[FreeTypeFont, list[str]]:
    """The title in the largest size at which it fits, and its lines; one too long for all ends in an ellipsis."""
    for size, most in _TITLE_SIZES:
        font, text = _set(title, size)
        lines = _wrap(text.split(), font)
        if len(lines) <= most:
            return font, lines
    lines = lines[:most]
    while lines[-1] and font.getlength(lines[-1] + "…") > WIDTH - 2 * MARGIN:
        lines[-1] = lines[-1][:-1]
    return font, [*lines[:-1], lines[-1].rstrip() + "…"]


def _wrap(words: Sequence[str], font: FreeTypeFont) -> list[str]:
    room = WIDTH - 2 * MARGIN
    lines: list[str] = []
    line = ""
    for word in words[:60]:
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > room:
            lines.append(line)
            line = word
        else:
            line = longer
        while font.getlength(line) > room:  # one word wider than the card
            cut = max(1, int(len(line) * room / font.getlength(line)) - 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


def _set(text: str, size: int) -> tuple[FreeTypeFont, str]:
    """The first font that has all of `text`, or the last one and what it has of it: no boxes on a card."""
    text = unicodedata.normalize("NFC", text[:400])
    face = next((face for face in _FACES if all(_has(face, c) for c in text)), _FACES[-1])
    return _font(face, size), "".join(c for c in text if _has(face, c))


@lru_cache(maxsize=20_000)
def _can_be_drawn(text: str) -> bool:
    """Whether some font has every letter and digit of `text`; an emoji may be left out."""
    if text.isascii():  # most are: a build asks for every post
        return any(c.isalnum() for c in text)
    letters = [c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] in "LMN"]
    return bool(letters) and any(all(_has(face, c) for c in letters) for face in _FACES)


@lru_cache(maxsize=4096)
def _has(face: str, character: str) -> bool:
    if character.isascii():
        return True
    if unicodedata.bidirectional(character) in ("R", "AL"):  # letters that run leftwards are not set here
        return False
    font = _font(face, 32)
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


@lru_cache(maxsize=32)
def _font(face: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    if face:
        found = find_spec("ziafont")
        assert found is not None  # it comes with ziamath, which draws the formulas
        assert found.origin is not None
        file = Path(found.origin).parent / "fonts" / face
        return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # Pillow is built with FreeType in every wheel
    return font


def _mix(back: str, ink: str, share: float) -> list[int]:
    return [round(a + (b - a) * share) for a, b in zip(_rgb(back), _rgb(ink), strict=True)]


def _rgb(colour: str) -> list[int]:
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]
