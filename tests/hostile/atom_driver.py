"""Run one saved API answer through `inkpress pick`: python -m tests.hostile.atom_driver FEED OUT

A list on which every paper fell to a rule (exit 5) is an orderly end: the rule and the count have been printed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ALL_FILTERED = 5


def main(feed: Path, out: Path) -> int:
    """The exit code of the command, in a workspace of its own under `out`."""
    (out / "posts").mkdir(parents=True, exist_ok=True)
    (out / "inkpress.toml").write_text("", "utf-8")
    command = [sys.executable, "-m", "inkpress", "--workspace", str(out), "pick", "--candidates", str(feed), "--json"]
    code = subprocess.run(command, check=False).returncode
    return 0 if code == ALL_FILTERED else code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
