"""Is the finished e-mail one that every inbox shows? Looks at the bytes that would be sent; finds, never mends.

Entry point: `check_email`. A new check is a function plus one line in `CHECKS`.
"""

from __future__ import annotations

import email
import email.policy
import quopri
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import urlsplit

from inkpress.models import Finding, Severity

CLIP_BYTES = 102 * 1024  # Gmail cuts a mail there, and the unsubscribe link with it
WARN_SHARE = 0.8
STYLE_CHARACTERS = 8192  # Gmail drops a longer <style>
LINE_BYTES = 998  # RFC 5322, 2.1.1
TEXT_COLUMNS = 78
LEAST_RECALL = 0.95
ACTIVE = frozenset(
    {"script", "form", "iframe", "object", "embed", "video", "audio", "math", "svg", "input", "button", "base", "link"}
)
_WORDS = re.compile(r"[^\W_]+")
_FETCHED = re.compile(r"@import\b|@font-face\b|\burl\s*\(.{0,60}", re.IGNORECASE)
_LEFTOVERS = (
    (re.compile(r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{#.{0,80}?#\}", re.DOTALL), "template syntax"),
    (re.compile(r"</?mj-[a-z-]+"), "an MJML tag"),
    (re.compile(r"inkslot\d{5}z"), "a slot"),
    (re.compile(r"[\ue000\ue001]\d*"), "a formula's token"),
    (re.compile(r">\s*(?:None|Undefined)\s*<"), "an empty value"),
)


@dataclass
class Mail:
    """The parts of one mail, read once for all checks."""

    html: str
    text: str
    eml: bytes
    message: EmailMessage
    scan: Scan


class Scan(HTMLParser):
    """What the checks ask of the HTML: tags with attributes and lines, words, links with their words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None], int]] = []
        self.links: list[tuple[str, str, int]] = []
        self.words: list[str] = []
        self.styles: list[str] = []  # sheets and attributes
        self.style = 0
        self._open: list[tuple[str, bool]] = []  # tag, hidden
        self._link: tuple[str, int] | None = None
        self._link_words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        line = self.getpos()[0]
        self.styles.append(values.get("style") or "")
        self.tags.append((tag, values, line))
        if tag == "a":
            self._link, self._link_words = (values.get("href") or "", line), []
        if tag == "img":
            self._link_words.append(values.get("alt") or "")
        if tag not in ("img", "br", "hr", "meta"):
            hidden = "display:none" in (values.get("style") or "").replace(" ", "") or tag in ("style", "head", "title")
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                break
        if tag == "a" and self._link is not None:
            self.links.append((self._link[0], " ".join(self._link_words).strip(), self._link[1]))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self.style = max(self.style, len(data))
            self.styles.append(data)
        if not any(hidden for _, hidden in self._open):
            self.words.append(data)
            self._link_words.append(data)


Check = Callable[[Mail], Iterator[Finding]]


def check_email(html: bytes, text: bytes, eml: bytes) -> tuple[Finding, ...]:
    """What is wrong with the mail; `html` and `text` are the parts, `eml` the message as it would be sent.

    Findings name `email.html`, `email.txt` or `email.eml`; an error is what must not be sent.
    """
    body = html.decode("utf-8", "replace")
    message = email.message_from_bytes(eml, policy=email.policy.default)
    mail = Mail(body, text.decode("utf-8", "replace"), eml, message, Scan(body))
    return tuple(finding for check in CHECKS for finding in check(mail))


def size(mail: Mail) -> Iterator[Finding]:
    """As quoted-printable, because that is what Gmail counts."""
    sent = max(len(quopri.encodestring(mail.html.encode())), len(mail.html.encode()))
    if sent >= WARN_SHARE * CLIP_BYTES:
        yield _found(
            "mail-size",
            f"{sent / 1024:.0f} KB of HTML; Gmail cuts a mail at {CLIP_BYTES // 1024} KB",
            is_error=sent >= CLIP_BYTES,
            hint="split the issue, or shorten the longest post",
        )
    if mail.scan.style > STYLE_CHARACTERS:
        yield _found("mail-style", f"a style sheet of {mail.scan.style} characters; Gmail drops it past 8,192")


def remote_styles(mail: Mail) -> Iterator[Finding]:
    """Fonts and pictures that a style would fetch: each tells its server who opened the mail, and when."""
    for found in filter(None, map(_FETCHED.search, mail.scan.styles)):
        yield _found("mail-remote-style", f"a style fetches something when the mail is opened: {found[0][:50]!r}")


def pictures(mail: Mail) -> Iterator[Finding]:
    for tag, attrs, line in mail.scan.tags:
        if tag != "img":
            continue
        source = attrs.get("src") or ""
        if "alt" not in attrs:
            yield _found("mail-alt", f"a picture without alt: {source[:70]}", line=line)
        if not source.startswith("https://"):
            yield _found(
                "mail-picture-address", f"a picture's address is not https: {source[:70] or 'empty'!r}", line=line
            )
        suffix = urlsplit(source).path.lower().rpartition(".")[2]
        if suffix in ("svg", "webp", "avif"):
            yield _found(
                "mail-picture-kind", f"{suffix.upper()} is not shown by every mail program: {source[:70]}", line=line,
                is_error=suffix == "svg", hint="save the picture as PNG",
            )  # fmt: skip
        sides = [str(attrs.get(side) or "").removesuffix("px") for side in ("width", "height")]
        if all(side.isdigit() and int(side) <= 2 for side in sides):
            yield _found("mail-pixel", f"a picture that nobody sees: {source[:70]}", line=line)


def links(mail: Mail) -> Iterator[Finding]:
    for href, words, line in mail.scan.links:
        if not words:
            yield _found("mail-link", f"a link without words: {href[:70]}", line=line)
        parts = urlsplit(href)
        if href.startswith("#"):
            yield _found("mail-link", f"an anchor inside the mail does not work everywhere: {href}", line=line)
        elif parts.scheme == "http":
            yield _found("mail-link", f"an address without https: {href[:70]}", line=line, is_error=False)
        elif parts.scheme not in ("https", "mailto") or (parts.scheme == "https" and not parts.hostname):
            yield _found("mail-link", f"a broken address: {href[:70] or 'empty'!r}", line=line)


def leftovers(mail: Mail) -> Iterator[Finding]:
    for pattern, what in _LEFTOVERS:
        for match in pattern.finditer(mail.html):
            line = mail.html.count("\n", 0, match.start()) + 1
            yield _found("mail-leftover", f"{what} is left over: {match[0][:50]!r}", line=line)
            break


def active(mail: Mail) -> Iterator[Finding]:
    for tag, attrs, line in mail.scan.tags:
        if tag in ACTIVE or any(name.startswith("on") for name in attrs):
            yield _found("mail-active", f"<{tag}> does something; a mail only shows", line=line)


def structure(mail: Mail) -> Iterator[Finding]:
    tags = Counter(tag for tag, _, _ in mail.scan.tags)
    attrs = {tag: values for tag, values, _ in reversed(mail.scan.tags)}
    if not mail.html.lstrip().lower().startswith("<!doctype html"):
        yield _found("mail-structure", "no <!doctype html>")
    if not (attrs.get("html", {}).get("lang") or "").strip("und "):
        yield _found("mail-structure", "no language", hint="set [newsletter] language")
    if tags["h1"] != 1:
        yield _found("mail-structure", f"{tags['h1']} main titles (h1), one is wanted")
    for part, words in (("email.html", mail.html), ("email.txt", mail.text)):
        if "unsubscribe" not in words.lower():
            yield _found("mail-unsubscribe", "no way to unsubscribe", file=part)


def text_part(mail: Mail) -> Iterator[Finding]:
    """Is it the same issue? Words of the HTML that the text part has, addresses left out on both sides."""
    shown = Counter(_WORDS.findall(_no_addresses(" ".join(mail.scan.words)).lower()))
    written = Counter(_WORDS.findall(_no_addresses(mail.text).lower()))
    recall = sum((shown & written).values()) / max(1, sum(shown.values()))
    if recall < LEAST_RECALL:
        yield _found("mail-text", f"only {recall:.0%} of the words are in the text part", file="email.txt")
    missing = [href for href, _, _ in mail.scan.links if href not in mail.text]
    for href in dict.fromkeys(missing):
        yield _found("mail-text", f"a link is not in the text part: {href[:70]}", file="email.txt")
    for number, line in enumerate(mail.text.split("\n"), 1):
        if len(line) > TEXT_COLUMNS and not line.startswith("    ") and "://" not in line:
            yield _found(
                "mail-text", f"a line of {len(line)} characters", file="email.txt", line=number, is_error=False
            )


def message(mail: Mail) -> Iterator[Finding]:
    """Headers, shape and bytes."""
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Id", "List-Unsubscribe"):
        count = len(mail.message.get_all(name, []))
        if count != 1:
            yield _found("mail-header", f"{name}: {count} found, one is wanted", file="email.eml")
    if mail.message.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        yield _found("mail-header", "List-Unsubscribe-Post is not as RFC 8058 asks", file="email.eml")
    kinds = [part.get_content_type() for part in mail.message.iter_parts()]
    if mail.message.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        yield _found("mail-shape", f"not text first, then HTML: {', '.join(kinds) or 'one part'}", file="email.eml")
    if max(map(len, mail.eml.split(b"\r\n"))) > LINE_BYTES or mail.eml.count(b"\n") != mail.eml.count(b"\r\n"):
        yield _found("mail-shape", "a line that is too long, or a bare line end", file="email.eml")


CHECKS: tuple[Check, ...] = (size, remote_styles, pictures, links, leftovers, active, structure, text_part, message)


def _no_addresses(text: str) -> str:
    return re.sub(r"(?:https?://|mailto:)\S+", " ", text)


def _found(
    rule: str, message: str, *, file: str = "email.html", line: int = 1, is_error: bool = True, hint: str = ""
) -> Finding:
    severity = Severity.ERROR if is_error else Severity.WARNING
    return Finding(rule=rule, severity=severity, file=file, line=line, message=message, hint=hint)
