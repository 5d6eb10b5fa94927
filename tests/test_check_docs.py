"""docs/checking.md names every rule there is, and no other; its figures are written by a command."""

from __future__ import annotations

import re
from pathlib import Path

from inkpress.check.names import NAMES

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("check", "frontmatter", "pipeline")
SOURCES = "".join(
    file.read_text("utf-8")
    for folder in FOLDERS
    for file in (ROOT / "inkpress" / folder).glob("*.py")
    if file.name != "terms.py"
)
_RULE = r'"((?:claim|evidence|author|media|code|arxiv|paper|front|duplicate|slot|post|long|reading|machine)-[a-z-]+)"'
_UNLISTED = {"front-date", "front-legacy-key", "paper-not-at-hand", "no-paper"}  # notes


def documented() -> set[str]:
    table = (ROOT / "docs" / "checking.md").read_text("utf-8").split("| rule | severity | |")[1].split("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {rule for row in rows for rule in re.findall(r"`([a-z-]+)`", row)}


def test_every_documented_rule_is_in_the_code() -> None:
    assert len(documented()) > 30
    assert {rule for rule in documented() if f'"{rule}"' not in SOURCES} == set()


def test_every_rule_in_the_code_is_documented() -> None:
    code = {rule for rule in re.findall(_RULE, SOURCES) if not rule.endswith("-")}
    assert code - documented() <= _UNLISTED


def test_a_waiver_may_name_every_documented_rule() -> None:
    assert documented() | _UNLISTED == NAMES


def test_the_accuracy_page_says_which_command_wrote_it() -> None:
    assert "Written by `make accuracy`" in (ROOT / "docs" / "accuracy.md").read_text("utf-8")
