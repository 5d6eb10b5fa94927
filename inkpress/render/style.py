"""The one style sheet: `templates/web/style.css.j2` with the tokens of [design], and the colours of code."""

from __future__ import annotations

import re

from jinja2 import Environment

from inkpress.config import DesignConfig
from inkpress.render.templating import render_template

# Pygments' short class names (https://pygments.org/docs/tokens/), by what they look like.
# Each colour keeps 4.5:1 against the panel of its scheme; tests hold it to that for the default tokens.
_CODE = (
    ("c ch cm c1 cs cpf", "#57606a", "#9aa4ae", "font-style:italic"),
    ("k kc kd kn kp kr kt ow", "#8a2252", "#f29bc0", ""),
    ("s sa sb sc dl sd s2 se sh si sx sr s1 ss", "#0b5c33", "#93d0a4", ""),
    ("m mb mf mh mi mo il", "#7a4300", "#e8b878", ""),
    ("nf fm nc nn nd nt", "#23458f", "#9dbcf5", ""),
    ("nb bp no nv vc vg vi na", "#5b3a8c", "#c9b0f0", ""),
    ("gd", "#9a1c1c", "#f5a3a3", ""),
    ("gi", "#0b5c33", "#93d0a4", ""),
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,])\s*")


def style_sheet(environment: Environment, design: DesignConfig) -> str:
    """The style sheet's text, without comments and needless white space. Raises TemplateError."""
    text = render_template(environment, "style.css.j2", {"design": design, "code_colours": code_colours()})
    return compact(text) + "\n"


def compact(style: str) -> str:
    """A style sheet without comments and needless white space."""
    text = _SPACE.sub(" ", _COMMENT.sub("", style))
    return _AROUND.sub(r"\1", text).replace(";}", "}").strip()


def code_colours() -> str:
    """Rules for code, light and dark."""
    light, dark = [], []
    for names, colour, colour_dark, more in _CODE:
        selector = ",".join(f"pre .{name}" for name in names.split())
        light.append(f"{selector}{{color:{colour};{more}}}")
        dark.append(f"{selector}{{color:{colour_dark}}}")
    return "".join(light) + "@media (prefers-color-scheme: dark){" + "".join(dark) + "}"
