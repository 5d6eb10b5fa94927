"""`inkpress init`: a new newsletter in a folder of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from inkpress.adapters.files import write_new
from inkpress.adapters.templates import template_environment
from inkpress.config import CONFIG_NAME, parse_config
from inkpress.errors import Refused

_FILES = {
    CONFIG_NAME: "inkpress.toml.txt.j2",
    "editorial.md": "editorial.md.txt.j2",
    "Makefile": "Makefile.txt.j2",
    ".gitignore": "gitignore.txt.j2",
}


@dataclass(frozen=True)
class Answers:
    """What `init` asks for; every answer has a default."""

    title: str = "My Newsletter"
    author: str = "The author"
    url: str = "https://newsletter.example"
    timezone: str = "UTC"
    from_address: str = "newsletter@newsletter.example"
    postal_address: str = ""
    categories: tuple[str, ...] = ("cs.LG", "cs.CL")
    interests: tuple[str, ...] = ()


def init_workspace(folder: Path, answers: Answers, command: str = "inkpress") -> list[Path]:
    """Make the workspace; returns the files written. What is there already stays as it is.

    `command` is how the Makefile calls inkpress: by a path where the shell would not find it.
    Raises Refused when the folder is a workspace, ConfigError when an answer cannot be used; then nothing is written.
    """
    config = folder / CONFIG_NAME
    if config.exists():
        raise Refused("exists: this folder is a workspace already", file=config, hint="edit it, or name another folder")
    environment = template_environment(None, folder="workspace")
    texts = {name: _render(environment, template, answers, command) for name, template in _FILES.items()}
    parse_config(texts[CONFIG_NAME], config)
    for place in ("posts/picks", "posts/images", "templates"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    return [write_new(folder / name, text.encode()) for name, text in texts.items() if not (folder / name).exists()]


def _render(environment: Environment, template: str, answers: Answers, command: str) -> str:
    # a JSON string or list of strings is a TOML one as well
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in vars(answers).items()}
    title_line = " ".join(answers.title.split())
    return environment.get_template(template).render(title_line=title_line, command=command, **quoted)
