"""The message's bytes: headers, encodings, nothing injected."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import replace

import pytest

from inkpress.errors import ConfigError
from inkpress.render.eml import Envelope, build_eml

ENVELOPE = Envelope(
    subject="Why moving less data wins",
    from_name="Plainly",
    from_address="ada@plainly.example",
    to_name="Plainly",
    to_address="ada@plainly.example",
    reply_to="ada@plainly.example",
    date=dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))),
    key="https://plainly.example 2026-11-23 1",
    list_name="Plainly",
    list_id="ada.plainly.example",
    unsubscribe_url="https://plainly.example/unsubscribe",
    unsubscribe_mailto="mailto:ada@plainly.example?subject=unsubscribe",
    archive_url="https://plainly.example/",
)


def parsed(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0]


def test_the_headers_are_all_there_once() -> None:
    raw = build_eml(ENVELOPE, "<p>x</p>", "x")
    lines = head(raw).split(b"\r\n")
    for line in (
        b"From: Plainly <ada@plainly.example>",
        b"Subject: Why moving less data wins",
        b"Date: Mon, 23 Nov 2026 07:00:00 +0100",
        b"List-Id: Plainly <ada.plainly.example>",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        b"List-Archive: <https://plainly.example/>",
        b"MIME-Version: 1.0",
    ):
        assert lines.count(line) == 1
    assert b"List-Unsubscribe: <https://plainly.example/unsubscribe>," in raw
    assert raw.count(b"\nMessage-ID: <") == 1


def test_text_comes_first_and_both_parts_arrive_whole() -> None:
    message = parsed(build_eml(ENVELOPE, "<p>Größe</p>", "Größe\n.\n..x\nFrom here"))
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert parts[0].get_content().replace("\r\n", "\n") == "Größe\n.\n..x\nFrom here\n"
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"quoted-printable"}


def test_the_same_issue_gives_the_same_bytes_and_another_another_id() -> None:
    assert build_eml(ENVELOPE, "a", "b") == build_eml(ENVELOPE, "a", "b")
    other = build_eml(replace(ENVELOPE, key="other"), "a", "b")
    assert parsed(other)["Message-ID"] != parsed(build_eml(ENVELOPE, "a", "b"))["Message-ID"]


@pytest.mark.parametrize(
    "subject", ["Hi\r\nBcc: evil@example.org", "Hi\n X: 1\nTo: evil@example.org", "Hi\x00\u202e\x1b[31m there"]
)
def test_words_cannot_begin_a_header(subject: str) -> None:
    raw = build_eml(replace(ENVELOPE, subject=subject, from_name=subject, list_name=subject), "a", "b")
    names = [line.split(b":")[0] for line in head(raw).split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert names.count(b"To") == 1
    assert b"Bcc" not in names
    assert b"\x1b" not in raw


@pytest.mark.parametrize("subject", ["🚀 Große Modelle " * 20, "What =?utf-8?q?x?= means", 'Doe, "Ink" <x@y.example>'])
def test_any_subject_decodes_to_itself_on_short_lines(subject: str) -> None:
    raw = build_eml(replace(ENVELOPE, subject=subject), "a", "b")
    assert parsed(raw)["Subject"] == " ".join(subject.split())
    assert max(map(len, raw.split(b"\r\n"))) <= 78


def test_bare_line_ends_and_nul_do_not_reach_the_wire() -> None:
    raw = build_eml(ENVELOPE, "<p>a</p>", "a\n.\nMAIL FROM:<x>\rb\r.\rc\x00")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert b"\x00" not in raw


@pytest.mark.parametrize(
    "change",
    [
        {"to_address": "a@x.example, b@x.example"},
        {"to_address": "a@x.example>\r\nRCPT TO:<b@x.example"},
        {"from_address": "nobody"},
        {"reply_to": "a..b@x.example"},
        {"unsubscribe_url": "http://x.example/u"},
        {"unsubscribe_url": "https://x.example/u>\r\nBcc: evil@example.org"},
        {"unsubscribe_url": "https://x.example/" + "u" * 60},
        {"unsubscribe_mailto": "javascript:x"},
        {"unsubscribe_url": "https:///nowhere"},
        {"list_id": "no dots"},
    ],
)
def test_an_address_that_is_none_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        build_eml(replace(ENVELOPE, **change), "a", "b")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "subject", ["注意力就是你所需要的一切" * 6, "Mémoire — a “small” model " * 4, "😀 " * 40, "é" * 90]
)
def test_encoded_words_of_a_subject_have_at_most_75_characters(subject: str) -> None:
    raw = build_eml(replace(ENVELOPE, subject=subject), "<p>x</p>", "x")
    lines = head(raw).partition(b"Subject: ")[2].partition(b"\r\nDate")[0]
    words = re.findall(rb"=\?utf-8\?[bq]\?[^?]*\?=", lines)
    assert max(map(len, words)) <= 75
    assert max(map(len, head(raw).split(b"\r\n"))) <= 78
    assert parsed(raw)["Subject"] == " ".join(subject.split())
