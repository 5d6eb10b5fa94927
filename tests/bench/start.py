"""How long `inkpress --help` takes, beside the import of pydantic; and the whole demo."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import Table

RUNS = 9


def bench() -> Table:
    """Best of nine runs of each, wall time; the goal is a ratio of at most 3."""
    inkpress = [sys.executable, "-m", "inkpress"]
    helped = _best([*inkpress, "--help"], RUNS)
    imported = _best([sys.executable, "-c", "import pydantic"], RUNS)
    with tempfile.TemporaryDirectory() as folder:
        shown = _best([*inkpress, "demo", "--folder", str(Path(folder) / "demo")], 2)
    return Table(
        title="Starting",
        head=("what", "seconds", "ratio"),
        rows=(
            ("python -c 'import pydantic'", f"{imported:.3f}", "1.0"),
            ("inkpress --help", f"{helped:.3f}", f"{helped / imported:.1f}"),
            ("inkpress demo", f"{shown:.2f}", ""),
        ),
    )


def _best(command: list[str], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        seconds.append(time.perf_counter() - begun)
    return min(seconds)
