"""`inkpress doctor`: what is missing here, in plain words, and the command that mends it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from inkpress.adapters.model_address import without_password
from inkpress.adapters.posts import load_posts
from inkpress.config import Workspace, find_workspace, load_workspace
from inkpress.errors import InkpressError
from inkpress.models import Noun

Probe = Callable[[Workspace, str], str]
"""Asks an address; returns "" when it answered, else what went wrong in a few words."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Check(Noun):
    """One thing looked at. A missing thing that only an extra needs is no fault: `needed` is False then."""

    name: str
    ok: bool
    needed: bool = True
    message: str
    fix: str = ""


def doctor(named: Path | None, here: Path, environ: Mapping[str, str], probe: Probe | None) -> list[Check]:
    """Every check, in the order in which a newcomer would mend them. `probe` None: the network is not asked."""
    checks = [_python()]
    try:
        workspace = load_workspace(named if named is not None else find_workspace(here))
    except InkpressError as error:
        checks.append(Check(name="workspace", ok=False, message=str(error), fix=error.hint))
        return [*checks, *_extras()]
    checks.append(Check(name="workspace", ok=True, message=f"{workspace.config.newsletter.title}, in {workspace.root}"))
    checks += _newsletter(workspace)
    checks.append(_posts(workspace))
    checks.append(_model(workspace, environ))
    checks += _network(workspace, probe)
    return checks + _extras()


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check(
        name="python",
        ok=sys.version_info >= (3, 11),
        message=f"Python {version}",
        fix="install Python 3.11 or newer, then `make setup`",
    )


def _newsletter(workspace: Workspace) -> list[Check]:
    letter = workspace.config.newsletter
    rows = {
        "address on the web": (letter.url, "example", '[newsletter] url = "https://your.site"'),
        "sender": (letter.from_address, "example", '[newsletter] from_address = "you@your.site"'),
    }
    checks = [
        Check(
            name=name,
            ok=not value.rstrip("/").endswith(marker),
            needed=False,
            message=value if not value.endswith(marker) else f"{value} is a placeholder",
            fix=f"before the first real issue, set {fix} in inkpress.toml",
        )
        for name, (value, marker, fix) in rows.items()
    ]
    postal = Check(
        name="postal address",
        ok=bool(letter.postal_address),
        needed=False,
        message=letter.postal_address or "none; the law of many countries asks for one in every mail",
        fix='set [newsletter] postal_address = "..." in inkpress.toml',
    )
    return [*checks, postal]


def _posts(workspace: Workspace) -> Check:
    try:
        posts = load_posts(workspace)
    except InkpressError as error:
        return Check(name="posts", ok=False, message=str(error), fix=error.hint or "correct the file")
    ready = sum(post.front.status == "ready" for post in posts)
    return Check(name="posts", ok=True, message=f"{len(posts)} in posts/, {ready} of them ready")


def _model(workspace: Workspace, environ: Mapping[str, str]) -> Check:
    model, engine = workspace.config.model, workspace.config.draft.engine
    if engine == "extract":
        return Check(name="model", ok=True, message="none wanted: drafts are made of the authors' quoted words")
    needed = engine == "model"
    if not model.base_url or not model.name:
        without = "no server configured" + ("" if needed else "; drafts are made of the authors' quoted words")
        fix = "set [model] base_url and name in inkpress.toml (docs/models.md has three lines for each server)"
        return Check(name="model", ok=not needed, needed=needed, message=without, fix=fix)
    if not environ.get(model.key_env):
        return Check(
            name="model key",
            ok=False,
            needed=needed,
            message=f"the variable {model.key_env} is not set",
            fix=f"export {model.key_env}=... (any word will do for a server without keys)",
        )
    address = without_password(model.base_url)
    return Check(name="model", ok=True, message=f"{model.name} at {address}, key in {model.key_env}")


def _network(workspace: Workspace, probe: Probe | None) -> list[Check]:
    if probe is None:
        off = "switched off by INKPRESS_OFFLINE; check, issue and preview work without it"
        return [Check(name="network", ok=True, needed=False, message=off, fix="unset INKPRESS_OFFLINE")]
    arxiv, model = workspace.config.arxiv, workspace.config.model
    later = "try again later; drafting a cached paper, check, issue and preview work offline"
    asked = [("arXiv", f"{arxiv.api_url}?id_list=1706.03762&max_results=1", later)]
    if model.base_url and workspace.config.draft.engine != "extract":
        start = "start the server, or correct [model] base_url in inkpress.toml"
        asked.append(("model server", f"{model.base_url.rstrip('/')}/models", start))
    checks = []
    for name, url, fix in asked:
        wrong = probe(workspace, url)
        checks.append(Check(name=name, ok=not wrong, needed=False, message=wrong or "answers", fix=fix))
    return checks


def _extras() -> list[Check]:
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), "")
    drives = importlib.util.find_spec("playwright") is not None
    searches = importlib.util.find_spec("pagefind") is not None
    return [
        Check(
            name="contact sheet",
            ok=bool(browser) and drives,
            needed=False,
            message="ready" if browser and drives else "no browser to photograph an issue with",
            fix="apt-get install chromium" if drives else "pip install 'inkpress[shots]'",
        ),
        Check(
            name="search index",
            ok=searches,
            needed=False,
            message="ready" if searches else "pagefind is not installed",
            fix="pip install 'inkpress[search]'",
        ),
    ]
