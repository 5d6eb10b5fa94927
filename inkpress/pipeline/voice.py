"""What a model is told besides the paper: the prompt templates, the voice file, posts to take the tone from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import TemplateError as JinjaError

from inkpress.adapters.files import read_text
from inkpress.adapters.posts import load_post
from inkpress.adapters.templates import template_environment
from inkpress.config import Workspace
from inkpress.draft import Style
from inkpress.errors import ConfigError, TemplateError

MOST_EXEMPLARS, EXEMPLAR_CHARACTERS, VOICE_CHARACTERS = 8, 6_000, 8_000


def read_style(workspace: Workspace) -> Style:
    """Audience, voice and exemplars as [draft] names them. Raises ConfigError for a file that is not there."""
    config = workspace.config.draft
    voice = workspace.root / config.voice
    if len(config.exemplars) > MOST_EXEMPLARS:
        raise ConfigError(
            f"[draft] exemplars names {len(config.exemplars)} posts", hint="3 to 8 of your best are enough"
        )
    bodies = []
    for name in config.exemplars:
        path = workspace.root / name
        if not path.is_file():
            raise ConfigError(f"[draft] exemplars: there is no {name}", hint="name posts as `posts/DATE-SLUG.md`")
        bodies.append(load_post(path, workspace.root).body[:EXEMPLAR_CHARACTERS])
    return Style(
        audience=config.audience,
        voice=read_text(voice)[:VOICE_CHARACTERS] if config.voice and voice.is_file() else "",
        exemplars=tuple(bodies),
        second_reading=config.second_reading,
    )


def prompt_writer(workspace: Workspace) -> Callable[[str, Mapping[str, object]], tuple[str, str]]:
    """A function from template name and values to (system, user): the two blocks of `templates/prompts/NAME.md.j2`."""
    environment = template_environment(workspace.templates, folder="prompts")

    def write(name: str, values: Mapping[str, object]) -> tuple[str, str]:
        file = f"{name}.md.j2"
        try:
            template = environment.get_template(file)
            system, user = (
                "".join(template.blocks[block](template.new_context(dict(values)))) for block in ("system", "user")
            )
        except (JinjaError, KeyError) as error:
            raise TemplateError(
                f"cannot be used: {error}", file=f"templates/prompts/{file}", line=getattr(error, "lineno", None),
                hint="it needs a block `system` and a block `user`",
            ) from error  # fmt: skip
        return system.strip(), user.strip()

    return write
