"""The message: headers and two parts as raw bytes, the same each time, with nothing injected.

RFC 5322 (message), 2369 and 2919 (list headers), 8058 (one-click unsubscribe). The stdlib folds an address list or
a URI of 76 columns or more into encoded words, which breaks one-click; so list addresses are short, and the bytes
are looked at again before they are given out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from inkpress.errors import ConfigError, RenderError
from inkpress.text import collapse, sha256

MAX_URI = 70
_STAND_IN = "inkpress-subject-stands-here"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?")
_URI = re.compile(r"(?:https://|mailto:)[!-;=?-~]{3,}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the headers say. `date` is aware; `key` makes the Message-ID: the same issue, the same id."""

    subject: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    reply_to: str
    date: dt.datetime
    key: str
    list_name: str
    list_id: str
    unsubscribe_url: str
    unsubscribe_mailto: str
    archive_url: str


def build_eml(envelope: Envelope, html: str, text: str) -> bytes:
    """The message as bytes with CRLF line ends: text first, both parts quoted-printable.

    Raises ConfigError for an address or URI that cannot stand in a header, RenderError if the bytes come out wrong.
    """
    message = EmailMessage(policy=SMTP)
    sender = _address(envelope.from_name, envelope.from_address, "from_address")
    message["From"] = sender
    message["To"] = _address(envelope.to_name, envelope.to_address, "recipient")
    message["Reply-To"] = _address("", envelope.reply_to, "reply address")
    subject = _words(envelope.subject)
    is_encoded = "=?" in subject or not subject.isascii()
    message["Subject"] = _STAND_IN if is_encoded else subject
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = f"<{sha256(envelope.key)[:32]}@{sender.domain}>"
    message["List-Id"] = f"{_list_words(envelope.list_name)}<{_list_id(envelope.list_id)}>"
    uris = (_uri(envelope.unsubscribe_url, "unsubscribe_url"), _uri(envelope.unsubscribe_mailto, "unsubscribe_mailto"))
    message["List-Unsubscribe"] = ", ".join(f"<{uri}>" for uri in uris)
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["List-Archive"] = f"<{_uri(envelope.archive_url, 'url')}>"
    message["MIME-Version"] = "1.0"
    message.set_content(_body(text), subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(_body(html), subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary(f"=_{sha256(envelope.key)[32:60]}")
    raw = message.as_bytes()
    if is_encoded:
        raw = raw.replace(_STAND_IN.encode(), _encoded(subject), 1)
    _check_bytes(raw, uris)
    return raw


def _words(text: str) -> str:
    """A header's words: one line, no control characters. The policy encodes what is not ASCII."""
    return collapse(_CONTROL.sub(" ", text)) or "(no subject)"


def _encoded(subject: str) -> bytes:
    """The subject as encoded words of at most 75 characters (RFC 2047, 2); the policy writes some of 76.

    One that looks like an encoded word is encoded too, so that it stays what it is; the policy would decode it.
    """
    charset = Charset("utf-8")
    charset.header_encoding = QP if sum(map(str.isascii, subject)) * 2 > len(subject) else BASE64
    return Header(subject, charset, maxlinelen=75, header_name="Subject").encode(linesep="\r\n").encode("ascii")


def _list_words(text: str) -> str:
    """The phrase before a list's id: plain ASCII, or nothing, because an encoded word is not allowed everywhere."""
    words = re.sub(r"[^A-Za-z0-9 ]", "", _words(text))[:40].strip()
    return f"{words} " if words else ""


def _address(name: str, address: str, what: str) -> Address:
    if not _ADDRESS.fullmatch(address) or ".." in address:
        raise ConfigError(
            f"{what}: {collapse(address)[:60]!r} is not one e-mail address", hint="write name@host.example"
        )
    return Address(display_name=collapse(_CONTROL.sub(" ", name)).replace("=?", "= ?"), addr_spec=address)


def _list_id(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,5}", value):
        raise ConfigError(f"[newsletter] list_id {value!r} is not of the form list.host.example")
    return value


def _uri(value: str, key: str) -> str:
    """An https or mailto URI that fits on one header line. Raises ConfigError naming the key."""
    if not _URI.fullmatch(value) or (value.startswith("https://") and not urlsplit(value).hostname):
        raise ConfigError(f"[newsletter] {key} {collapse(value)[:60]!r} is not an https: or mailto: address")
    if len(value) > MAX_URI:
        raise ConfigError(
            f"[newsletter] {key} has {len(value)} characters, {MAX_URI} fit on a header line", hint="use a shorter one"
        )
    return value


def _body(text: str) -> str:
    """The part without characters that may not be sent, with `\\n` line ends: the policy makes them CRLF."""
    text = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.endswith("\n") else text + "\n"


def _check_bytes(raw: bytes, uris: tuple[str, ...]) -> None:
    """Look at what will be sent: line ends, line lengths, and the header that one-click needs."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n") or b"\x00" in raw:
        raise RenderError("the message has bare line ends")
    if max(map(len, raw.split(b"\r\n"))) > 998:
        raise RenderError("the message has a line of more than 998 bytes")
    unfolded = re.sub(rb"\r\n[ \t]+", b" ", head)
    wanted = b"List-Unsubscribe: " + b", ".join(b"<%s>" % uri.encode() for uri in uris)
    if wanted not in unfolded.split(b"\r\n"):
        raise RenderError("List-Unsubscribe did not come out as written", hint="use shorter unsubscribe addresses")
