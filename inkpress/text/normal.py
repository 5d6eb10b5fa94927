"""Forms of a string that can be compared, hashed or printed."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'"})
_DASHES = str.maketrans(
    {"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "\u00ad": None, "\ufffe": None, "\u200b": None}
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")


def collapse(text: str) -> str:
    """`text` with every run of white space made one space, and none at the ends."""
    return " ".join(text.split())


def normalise(text: str) -> str:
    """The form in which quotations are compared: NFKC, plain quotes and dashes, `...`, one space, no case change."""
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_DASHES)
    return collapse(text.replace("''", '"').replace(". . .", "..."))


def clean_for_terminal(text: str) -> str:
    """`text` without escape sequences, control and direction characters: safe to print; tabs and newlines stay."""
    return _CONTROL.sub("", _ESCAPES.sub("", text))


def sha256(data: str | bytes) -> str:
    """Hexadecimal SHA-256 of the bytes, or of the string as UTF-8."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
