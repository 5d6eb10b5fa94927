"""Unpacking: in memory, bounded, and never out of the archive."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib

import pytest

from inkpress.errors import PaperError
from inkpress.read import archive, read_eprint
from inkpress.read.archive import unpack

TEX = b"\\documentclass{article}\\begin{document}Small models win.\\end{document}"


def gz(content: bytes) -> bytes:
    """The same bytes at any time of day."""
    return gzip.compress(content, mtime=0)


def tar(*members: tuple[str, bytes] | tarfile.TarInfo) -> bytes:
    """An archive of files (name, content) and other members."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as made:
        for member in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member[0])
            content = b"" if isinstance(member, tarfile.TarInfo) else member[1]
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A member that is no plain file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    "data",
    [
        gz(tar(("main.tex", TEX))),
        tar(("main.tex", TEX)),
        gz(TEX),
        TEX,
        tar(("d/m", TEX), ("x.png", b"\x00")),
    ],
)  # fmt: skip
def test_every_form_that_arxiv_serves_is_read(data: bytes) -> None:
    assert [s.text for s in read_eprint(data, "x").sentences()] == ["Small models win."]


def test_only_text_is_kept() -> None:
    source = unpack(gz(tar(("a/main.tex", TEX), ("./b.bbl", b"x"), ("fig.png", b"\x89PNG"), ("d", b""))))

    assert source.files == {"a/main.tex": TEX, "b.bbl": b"x", "d": b""}


@pytest.mark.parametrize(
    "member",
    [
        ("../../escape.tex", b"x"),
        ("/etc/x.tex", b"x"),
        ("a/../../b.tex", b"x"),
        ("C:\\x.tex", b"x"),
        special("l.tex", tarfile.SYMTYPE, "/etc/hostname"),
        special("a/l.tex", tarfile.SYMTYPE, "../../x"),
        special("h.tex", tarfile.LNKTYPE, "../../x"),
        special("p.tex", tarfile.FIFOTYPE),
        special("dev.tex", tarfile.CHRTYPE),
    ],
)
def test_an_archive_that_reaches_out_of_itself_is_refused_by_name(member: tuple[str, bytes] | tarfile.TarInfo) -> None:
    with pytest.raises(PaperError, match=r"holds (a file named|a link)? ?'"):
        unpack(gz(tar(("main.tex", TEX), member)))


def test_a_link_inside_the_archive_is_left_out_with_a_word() -> None:
    text = read_eprint(gz(tar(("main.tex", TEX), special("l.tex", tarfile.SYMTYPE, "main.tex"))), "x")

    assert text.warnings == ("the link l.tex was left out",)


def test_odd_names_are_made_printable() -> None:
    odd = ("caf\udce9\x1b[31m\n.tex", b"x")

    assert list(unpack(tar(odd)).files) == ["caf\ufffd .tex"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (gz(b""), "is empty"),
        (b"<!doctype html><title>Check</title>", "is a web page"),
        (gz(TEX)[:-8] + bytes(8), "is a damaged gzip file"),
        (gz(TEX)[:-12], "was cut short"),
        (gz(tar(("main.tex", TEX)))[:-20], "was cut short"),
        (gz(tar(("main.tex", TEX))[:600]), "is a damaged tar file"),
    ],
)
def test_what_is_broken_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(PaperError, match=why):
        unpack(data)


def zeros(count: int, head: bytes = b"") -> bytes:
    """`head` and then `count` million zeros, packed small."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(head) + b"".join(packer.compress(bytes(1_000_000)) for _ in range(count)) + packer.flush()


@pytest.mark.parametrize(
    ("head", "why"),
    [(b"x", "bytes of one file"), (b"", "unpacks to more than"), (tar(("main.tex", TEX)), "unpacks to more than")],
)
def test_what_unpacks_to_too_much_is_stopped(head: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 25_000_000)
    with pytest.raises(PaperError, match=why):
        unpack(zeros(30, head))


def test_the_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [(f"{n}.tex", b"x" * 1000) for n in range(9)]
    packed = gz(tar(*files))
    for limit, value in (
        ("MAX_MEMBERS", 8),
        ("MAX_UNPACKED_BYTES", 8_000),
        ("MAX_TEXT_BYTES", 8_000),
        ("MAX_ARCHIVE_BYTES", 90),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(archive, limit, value)
            with pytest.raises(PaperError, match=r"more than|larger than"):
                unpack(packed)


def test_a_zip_and_an_empty_archive_are_no_error_but_not_complete() -> None:
    for data, reason in (
        (b"PK\x05\x06" + bytes(18), "unknown archive type: zip"),
        (gz(tar()), "no TeX found in the source"),
    ):
        assert reason in read_eprint(data, "x").gate.reasons


def test_a_pdf_in_place_of_the_source_says_so() -> None:
    text = read_eprint(b"%PDF-1.5\nnothing", "x")

    assert text.source == "pdf"
    assert text.gate.reasons[0] == "no source: a PDF was sent in its place"
