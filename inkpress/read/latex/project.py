"""The files of one source archive: which is the paper, what `\\input` may reach, in which encoding."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

MAX_SOURCE_CHARACTERS = 4_000_000
MAX_INCLUDE_DEPTH = 3  # to find the class and the beginning of a document
_CLASS = re.compile(r"^[^%\n]*?\\document(?:class|style)\s*(?:\[[^\]]{0,500}\])?\s*\{\s*([^}\s]{0,80})", re.MULTILINE)
_BEGIN = re.compile(r"^[^%\n]*?\\begin\s*\{document\}", re.MULTILINE)
_INCLUDED = re.compile(r"\\(?:input|include|subfile|import\{[^}]{0,200}\})\s*\{?\s*([^\s{}\\%]{1,200})")
_MAIN_NAMES = ("main", "ms", "paper", "article", "manuscript", "arxiv", "root", "final", "draft")
_PARTS = ("subfiles", "standalone", "minimal")
_TEX = (".tex", ".ltx", ".latex", ".txt")
_STYLE_OF_VENUE = re.compile(r"\\@startsection|\\@maketitle|\\LoadClass")


class Project:
    """Names to texts. Decoding is done when a file is asked for."""

    def __init__(self, files: Mapping[str, bytes], limit_characters: int = MAX_SOURCE_CHARACTERS) -> None:
        self._files = {name: data for name, data in sorted(files.items()) if not _is_litter(name)}
        self._left = limit_characters
        self.cut = False  # whether the source was too long to be read whole
        self.choice = ""  # why the main file was chosen, when there was a choice
        self.main = self._choose()

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.main)

    def text(self, name: str) -> str:
        """The file's text, as far as the whole source's limit allows."""
        text = decode(self._files[name])
        if len(text) > self._left:
            self.cut = True
            text = text[: self._left]
        self._left -= len(text)
        return text

    def find(self, name: str, current: str) -> tuple[str, str] | None:
        """The file that `\\input{name}` in file `current` means; None if there is none inside the archive."""
        if name == "\x00bbl":
            found = self.bibliography()
            compiled = found and b"\\bibitem" in self._files[found]  # biblatex's holds data, not text
            return (found, self.text(found)) if compiled else None
        name = name.strip().strip('"')
        if not name or name.startswith(("/", "~", "|")) or "\\" in name or "\x00" in name:
            return None
        for folder in dict.fromkeys((self.folder, posixpath.dirname(current), "")):
            base = posixpath.normpath(posixpath.join(folder, name))
            if base.startswith(".."):
                continue
            for candidate in (base, f"{base}.tex", f"{base}.ltx"):
                if candidate in self._files and self._may_be_read(candidate):
                    return candidate, self.text(candidate)
        return None

    def _may_be_read(self, name: str) -> bool:
        """A style file is read for its definitions, unless it is the venue's layout."""
        return not name.endswith((".sty", ".cls")) or not _STYLE_OF_VENUE.search(decode(self._files[name][:300_000]))

    def bibliography(self) -> str:
        """The compiled bibliography: the main file's own, or the only one."""
        own = posixpath.splitext(self.main)[0] + ".bbl"
        if own in self._files:
            return own
        others = [name for name in self._files if name.endswith(".bbl")]
        return others[0] if len(others) == 1 else ""

    def databases(self) -> list[str]:
        """Names of the `.bib` files."""
        return [name for name in self._files if name.endswith(".bib")]

    @property
    def has_document(self) -> bool:
        """Whether any file begins a document; in plain TeX none does."""
        return any(_BEGIN.search(decode(data[:2_000_000])) for name, data in self._files.items() if _is_tex(name))

    # --- the main file -------------------------------------------------------------------------------------

    def _choose(self) -> str:
        """Complete documents before parts; then one with a `.bbl` of its own, then by name, then by size."""
        texts = {name: decode(data[:2_000_000]) for name, data in self._files.items() if _is_tex(name)}
        roles = _Roles(texts)
        candidates = roles.candidates()
        if not candidates:
            return max(texts, key=lambda n: len(texts[n]), default="")

        def rank(name: str) -> tuple[bool, bool, bool, int, int, str]:
            named = next((i for i, n in enumerate(_MAIN_NAMES) if _stem(name).lower().startswith(n)), len(_MAIN_NAMES))
            own_bbl = posixpath.splitext(name)[0] + ".bbl" in self._files
            return (
                roles.is_part(name),
                not own_bbl,
                named == len(_MAIN_NAMES),
                posixpath.normpath(name).count("/"),
                -len(texts[name]),
                name,
            )

        best = min(candidates, key=rank)
        if others := ", ".join(n for n in candidates if n != best and not roles.is_part(n))[:200]:
            self.choice = f"main file {best}, chosen by bibliography, name and size; also complete: {others}"
        return best


class _Roles:
    """Which TeX file of an archive is a document, and which is a part of one."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._includes = {
            name: {posixpath.basename(found).removesuffix(".tex") for found in _INCLUDED.findall(text)}
            for name, text in texts.items()
        }
        self._included = set().union(*self._includes.values())
        self._classes = {name: match[1] for name, text in texts.items() if (match := _CLASS.search(text))}
        self._begun = [name for name, text in texts.items() if _BEGIN.search(text)]

    def is_part(self, name: str) -> bool:
        """Whether it only stands in for a part, or another file includes it."""
        return self._classes.get(name, "") in _PARTS or _stem(name) in self._included

    def candidates(self) -> list[str]:
        """Complete documents; without any, what comes nearest. A part is complete only by itself."""
        own = self._classes.keys() & self._begun
        reached = self._reaching(self._classes) & self._reaching(self._begun)
        whole = [n for n in self._includes if n in own or (n in reached and _stem(n) not in self._included)]
        return whole or list(self._classes) or self._begun or [n for n in self._includes if not self.is_part(n)]

    def _reaching(self, wanted: Iterable[str]) -> set[str]:
        """The files wanted and those that include one of them, a few levels deep."""
        found = set(wanted)
        for _ in range(MAX_INCLUDE_DEPTH):
            stems = {_stem(name) for name in found}
            found.update(name for name, included in self._includes.items() if not stems.isdisjoint(included))
        return found


def decode(data: bytes) -> str:
    """UTF-8, else Latin-1; without a byte-order mark, line ends made `\\n`, NUL and form feed made white space."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x0c", "\n\n")


def _stem(name: str) -> str:
    return posixpath.splitext(posixpath.basename(name))[0]


def _is_tex(name: str) -> bool:
    extension = posixpath.splitext(name)[1].lower()
    return extension in _TEX or not extension


def _is_litter(name: str) -> bool:
    """Files that macOS and authors leave behind."""
    base = posixpath.basename(name)
    return base.startswith(("._", ".#", "_old-", "#")) or "__MACOSX/" in name or base.endswith("~")
