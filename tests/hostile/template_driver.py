"""Render one template as the newsletter's own would be: `template_driver CASE OUT`. MJML goes through the shell."""

from __future__ import annotations

import sys
from pathlib import Path

from inkpress.adapters.templates import template_environment
from inkpress.errors import InkpressError
from inkpress.render.shell import render_shell
from inkpress.render.templating import render_template


def main(case: Path, out: Path) -> int:
    folder = out / "templates" / "email"
    folder.mkdir(parents=True)
    (folder / case.name).write_bytes(case.read_bytes())
    environment = template_environment(out / "templates", folder="email")
    render = render_shell if case.suffix == ".mjml" else render_template
    context = {"reader": {"name": "Ada"}, "title": "A title", "items": [1, 2, 3]}
    (out / "result.html").write_text(render(environment, case.name, context), "utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
    except InkpressError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
