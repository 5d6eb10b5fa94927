"""Pick against a server with faults: python -m tests.hostile.http_driver ROUTES OUT

Starts the fault server on loopback with the case's routes, runs `inkpress pick` against it with arXiv's gap of three
seconds, stops the server and lets the judge look at the request log: an impolite run fails whatever it printed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.builders import SHARED

FAULTS = SHARED / "tools" / "faults"
CONFIG = """[newsletter]
from_address = "test@newsletter.example"
[arxiv]
api_url = "http://127.0.0.1:{port}/api/query"
rss_url = "http://127.0.0.1:{port}"
site_url = "http://127.0.0.1:{port}"
timeout_seconds = 8
request_budget_seconds = 90
"""


def main(routes: Path, out: Path) -> int:
    """The exit code of `inkpress pick`; 70 when the judge finds it impolite."""
    ledger, port_file, log = out / "ledger.jsonl", out / "port", (out / "server.log").open("wb")
    command = [sys.executable, str(FAULTS / "fault_http.py"), "--port", "0", "--port-file", str(port_file)]
    server = subprocess.Popen([*command, "--routes", str(routes), "--ledger", str(ledger)], stderr=log)
    try:
        workspace = _workspace(out, _port(port_file))
        pick = [sys.executable, "-m", "inkpress", "--workspace", str(workspace), "pick", "--date", "2026-01-03"]
        code = subprocess.run(pick, check=False).returncode
    finally:
        server.terminate()
        server.wait(10)
    judge = [sys.executable, str(FAULTS / "judge.py"), "politeness", "--ledger", str(ledger)]
    polite = subprocess.run(judge, check=False, capture_output=True, text=True)
    if polite.returncode:
        sys.stderr.write(f"impolite: {' '.join(polite.stdout.split())}\n")
        return 70
    return code


def _port(file: Path) -> int:
    for _ in range(200):
        if file.exists():
            return int(file.read_text())
        time.sleep(0.05)
    raise SystemExit("the fault server did not start")


def _workspace(out: Path, port: int) -> Path:
    workspace = out / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "posts").mkdir(parents=True)
    (workspace / "inkpress.toml").write_text(CONFIG.format(port=port), "utf-8")
    return workspace


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
