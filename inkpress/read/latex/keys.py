"""`key=value` lists, as many commands take them in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_KEYS = 100


def key_values(tokens: Sequence[str]) -> dict[str, list[str]]:
    """Keys in small letters to their values' tokens, braces around a whole value taken off."""
    found: dict[str, list[str]] = {}
    key, value, depth, in_value = "", list[str](), 0, False
    for token in [*tokens, ","]:
        depth += (token == "{") - (token == "}")
        for piece in [token] if depth or token[0] == "\\" else re.findall(r"[,=]|[^,=]+", token):
            if piece == "," and not depth and len(found) < MAX_KEYS:
                found[key.strip().lower()] = _bare(value)
                key, value, in_value = "", [], False
            elif in_value:
                value.append(piece)
            elif piece == "=" and not depth:
                in_value = True
            else:
                key += piece
    return found


def _bare(value: list[str]) -> list[str]:
    start, end = 0, len(value)
    while start < end and value[start] == " ":
        start += 1
    while end > start and value[end - 1] == " ":
        end -= 1
    whole = end - start > 1 and value[start] == "{" and value[end - 1] == "}"
    return value[start + 1 : end - 1] if whole else value[start:end]
