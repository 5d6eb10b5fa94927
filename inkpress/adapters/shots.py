"""The contact sheet: one PNG with the mail on a phone, on a desk, in the dark, without images, and as text.

It drives the system's Chromium through playwright (the optional extra `shots`) and fetches nothing: pictures come
from the issue's folder and the built site, every other request is refused.
"""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from inkpress.adapters.files import write_atomic
from inkpress.errors import ActError

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser, Route

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HEIGHT = 3000  # pixels of a mail that are shown
MARGIN = 28
LABEL = 46
GROUND = "#d8d5ce"
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}


@dataclass(frozen=True)
class View:
    """One column of the sheet. `width` is in CSS pixels."""

    name: str
    width: int
    dark: bool = False
    images: bool = True
    text: bool = False


VIEWS = (
    View("Phone", 375),
    View("Desktop", 640),
    View("Dark", 375, dark=True),
    View("Images off", 375, images=False),
    View("Text part", 640, text=True),
)


def contact_sheet(folder: Path) -> Path:
    """Write `contact-sheet.png` into the issue's `folder`, beside its `email.html` and `email.txt`; its path.

    Pictures are looked for in `folder` and in the built site `../../web`. Raises ActError when there is no browser.
    """
    html = (folder / "email.html").read_text("utf-8")
    text = (folder / "email.txt").read_text("utf-8")
    shots = take_shots(html, text, (folder, folder.parent.parent / "web"))
    path = folder / "contact-sheet.png"
    write_atomic(path, _png(_beside([view.name for view in VIEWS], shots)), durable=False)
    return path


def take_shots(html: str, text: str, places: tuple[Path, ...]) -> list[Image]:
    """One picture for each of `VIEWS`. Raises ActError when playwright or a browser is not there."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise ActError("the contact sheet needs playwright", hint="pip install 'inkpress[shots]'") from error
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        raise ActError("no Chromium is installed", hint="apt-get install chromium")
    page = f'<!doctype html><meta charset="utf-8"><pre style="margin:24px;font:13px/1.5 monospace">{escape(text)}</pre>'
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
            try:
                return [_shot(browser, view, page if view.text else html, places) for view in VIEWS]
            finally:
                browser.close()
    except Error as error:
        raise ActError(f"the browser failed: {str(error).splitlines()[0]}", hint=f"does {program} start?") from error


def _shot(browser: Browser, view: View, html: str, places: tuple[Path, ...]) -> Image:
    from PIL import Image

    page = browser.new_page(
        viewport={"width": view.width, "height": 900},
        color_scheme="dark" if view.dark else "light",
        java_script_enabled=False,
    )

    def answer(route: Route) -> None:
        file = _local(route.request.url, places) if view.images else None
        if file is None:
            route.abort()
        else:
            route.fulfill(body=file.read_bytes(), content_type=_TYPES[file.suffix.lower()])

    page.route("**/*", answer)
    page.set_content(html, wait_until="load")
    image = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    page.close()
    return image.convert("RGB").crop((0, 0, image.width, min(HEIGHT, image.height)))


def _local(url: str, places: tuple[Path, ...]) -> Path | None:
    """The file behind an address of the newsletter's site; None for anything that is no picture in `places`."""
    name = unquote(urlsplit(url).path).lstrip("/")
    for place in places:
        file = (place / name).resolve()
        if file.is_relative_to(place.resolve()) and file.suffix.lower() in _TYPES and file.is_file():
            return file
    return None


def _beside(names: list[str], shots: list[Image]) -> Image:
    """The shots in a row, each under its name."""
    from PIL import Image, ImageDraw, ImageFont

    width = sum(shot.width for shot in shots) + MARGIN * (len(shots) + 1)
    sheet = Image.new("RGB", (width, max(shot.height for shot in shots) + LABEL + 2 * MARGIN), GROUND)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=22)
    left = MARGIN
    for name, shot in zip(names, shots, strict=True):
        pen.text((left, MARGIN - 6), name, fill="#2b2a27", font=font)
        sheet.paste(shot, (left, LABEL + MARGIN // 2))
        left += shot.width + MARGIN
    return sheet


def _png(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
