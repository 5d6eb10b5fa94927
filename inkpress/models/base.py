"""What all nouns share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """Base of all nouns: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
