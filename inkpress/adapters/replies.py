"""Every paid answer, kept in `state/replies/` under the hash of what was asked, so that nothing is paid for twice.

state/replies/3f/3fa9....json    {"prompt": ..., "server": ..., "model": ..., "reply": ...}
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from inkpress.adapters.files import write_atomic
from inkpress.models import Noun, Prompt, Reply
from inkpress.text import sha256


class KeptReply(Noun):
    """One answer, what was asked, whom and when."""

    prompt: Prompt
    server: str
    model: str
    temperature: float | None
    asked_at: dt.datetime  # aware, UTC
    reply: Reply


class Replies:
    """The kept answers of one model on one server."""

    def __init__(self, folder: Path, *, server: str, model: str, temperature: float | None) -> None:
        self._folder, self._server, self._model, self._temperature = folder, server, model, temperature

    def find(self, prompt: Prompt) -> KeptReply | None:
        """The answer to exactly this prompt, or None. A file that cannot be read counts as none."""
        try:
            return KeptReply.model_validate_json(self._path(prompt).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def keep(self, prompt: Prompt, reply: Reply, asked_at: dt.datetime) -> KeptReply:
        """Write the answer down before anything is made of it."""
        kept = KeptReply(
            prompt=prompt,
            server=self._server,
            model=self._model,
            temperature=self._temperature,
            asked_at=asked_at,
            reply=reply,
        )
        text = json.dumps(kept.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
        # surrogates, which a server may send, cannot be written as UTF-8
        write_atomic(self._path(prompt), text.encode("utf-8", "replace"))
        return kept

    def forget(self, prompt: Prompt) -> None:
        """Drop an answer that could not be used, so that the next run asks again."""
        self._path(prompt).unlink(missing_ok=True)

    def _path(self, prompt: Prompt) -> Path:
        # the machine, not the port: a local server may come up on another one with the same model
        host = urlsplit(self._server).hostname
        asked = [host, self._model, self._temperature, prompt.model_dump(mode="json")]
        name = sha256(json.dumps(asked, sort_keys=True))
        return self._folder / name[:2] / f"{name}.json"
