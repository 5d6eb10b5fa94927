"""Write docs/configuration.md from inkpress/config.py: `python -m tests.write_configuration`."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import inkpress.config as config

SOURCE = Path(config.__file__)
TARGET = SOURCE.parent.parent / "docs" / "configuration.md"

HEAD = """\
# Every key of inkpress.toml

Made from `inkpress/config.py` by `python -m tests.write_configuration`. Every key has a default; an unknown key is
refused and its nearest neighbour named. Secrets never stand here: `key_env` names the variable that holds a key.
"""


def configuration_markdown() -> str:
    """One table for each part of the file: key, default, and the comment that stands beside it in the code."""
    text = SOURCE.read_text("utf-8")
    lines = text.splitlines()
    classes = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    parts = [HEAD]
    for name, field in config.SiteConfig.model_fields.items():
        assert isinstance(field.annotation, type)
        node = classes[field.annotation.__name__]
        says = (ast.get_docstring(node) or "").partition(":")[2].strip()
        rows = [_row(field.annotation, line, lines) for line in node.body if isinstance(line, ast.AnnAssign)]
        parts.append(
            f"\n## [{name}]\n\n{says[:1].upper()}{says[1:]}\n\n| key | default | |\n|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "".join(parts)


def _row(model: type, line: ast.AnnAssign, lines: list[str]) -> str:
    key = ast.unparse(line.target)
    default = json.dumps(model.model_fields[key].default, ensure_ascii=False)  # type: ignore[attr-defined]
    comment = re.search(r"  # (.*)$", lines[(line.end_lineno or line.lineno) - 1])
    return f"| `{key}` | `{default if default != 'null' else 'none'}` | {comment[1] if comment else ''} |".replace(
        "  |", " |"
    )


if __name__ == "__main__":
    TARGET.write_text(configuration_markdown(), "utf-8")
