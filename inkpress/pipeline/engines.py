"""Choose the engine that drafts, and say why: a configured model server, one found on this machine, or none."""

from __future__ import annotations

from pydantic import SecretStr

from inkpress.adapters.posts import load_glossary
from inkpress.config import Workspace
from inkpress.draft import Places, extract_outline
from inkpress.errors import ConfigError
from inkpress.models import FrontMatter
from inkpress.pipeline.draft import Composed, Engine


def open_engine(
    workspace: Workspace, name: str, *, key: SecretStr | None, offline: bool, replay: bool = False, fresh: bool = False
) -> Engine:
    """The engine called `name`, or by [draft] engine when that is empty. Raises ConfigError for an unknown name."""
    wanted = name or workspace.config.draft.engine
    if wanted not in ("auto", "extract", "model"):
        raise ConfigError(f"no engine is called {wanted!r}", hint="use auto, extract or model")
    return extract_engine(workspace, "no model server is configured" if wanted == "auto" else "as asked")


def extract_engine(workspace: Workspace, why: str) -> Engine:
    """The embedded engine: the authors' own words, no model."""
    glossary = load_glossary(workspace)

    def compose(front: FrontMatter, places: Places) -> Composed:
        return Composed(extract_outline(front, places, glossary))

    return Engine("extract", why, compose)
