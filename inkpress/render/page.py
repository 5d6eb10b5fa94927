"""One article as a page that stands alone: for `render`, where there is no site around it."""

from __future__ import annotations

from html import escape

from inkpress.config import SiteConfig
from inkpress.models import Artifact
from inkpress.render.dialect import clean_characters
from inkpress.render.mail_body import guard_signs
from inkpress.text import collapse, sha256


def standalone_page(title: str, body: str, config: SiteConfig) -> Artifact:
    """`web.html` with the article `body` (HTML) under its title, in the newsletter's fonts and colours."""
    design = config.design
    words = escape(collapse(title), quote=False)
    page = f"""<!doctype html>
<html lang="{escape(config.newsletter.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src https: 'self'; style-src 'unsafe-inline'">
<title>{words}</title>
<style>
:root {{ color-scheme: light dark; --ink: {design.ink}; --paper: {design.paper}; --accent: {design.accent} }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: {design.ink_dark}; --paper: {design.paper_dark}; --accent: {design.accent_dark} }}
}}
body {{ max-width: 38rem; margin: 3rem auto; padding: 0 1rem; font: 1.125rem/1.6 {design.serif};
  color: var(--ink); background: var(--paper) }}
a {{ color: var(--accent) }}
h1 {{ line-height: 1.2 }}
img {{ max-width: 100%; height: auto; background: #fff }}
pre, .table, .formula {{ overflow-x: auto }}
figcaption {{ font-size: .85em }}
</style>
</head>
<body>
<main>
<h1>{words}</h1>
{body}</main>
</body>
</html>
"""
    cleaned, _ = clean_characters(page)
    content = guard_signs_outside_style(cleaned).encode()
    return Artifact(path="web.html", content=content, sha256=sha256(content))


def guard_signs_outside_style(page: str) -> str:
    """Template signs of the author's text as entities; the style sheet before them is left as it is."""
    head, end, rest = page.partition("</style>")
    return head + end + guard_signs(rest)
