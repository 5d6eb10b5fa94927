"""Start the shared tools' servers on the loopback interface, and end them by process id."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.builders import SHARED

REPLAY = SHARED / "tools" / "arxiv" / "arxiv_replay.py"
FAKE_MODEL = SHARED / "tools" / "faults" / "fake_openai.py"


@contextmanager
def server(script: Path, folder: Path, *options: str) -> Iterator[int]:
    """Run `script --port 0 --port-file F OPTIONS`; gives the port, and ends the process afterwards."""
    port_file = folder / f"{script.stem}.port"
    port_file.unlink(missing_ok=True)
    command = [sys.executable, str(script), "--port", "0", "--port-file", str(port_file), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _port(port_file, process)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        if file.exists() and file.read_text().strip():
            return int(file.read_text())
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once, with status {process.returncode}")
        time.sleep(0.05)
    raise TimeoutError("the server did not start within 30 s")
