"""Build one message from a case's fields, with the code that builds an issue's mail: `mime_driver CASE.json OUT`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from html import escape
from pathlib import Path

from inkpress.errors import InkpressError
from inkpress.render.eml import Envelope, build_eml


def main(case: Path, out: Path) -> int:
    fields = json.loads(case.read_text("utf-8"))
    envelope = Envelope(
        subject=fields["subject"],
        from_name=fields["from_name"],
        from_address=fields.get("from_address", "newsletter@newsletter.example"),
        to_name=fields.get("to_name", ""),
        to_address=fields["to"],
        reply_to=fields.get("reply_to", "newsletter@newsletter.example"),
        date=dt.datetime(2026, 11, 20, 7, 0, tzinfo=dt.UTC),
        key=case.stem,
        list_name=fields.get("list_name", "Sample"),
        list_id=fields.get("list_id", "newsletter.newsletter.example"),
        unsubscribe_url=fields.get("list_unsubscribe", "https://newsletter.example/unsubscribe"),
        unsubscribe_mailto=fields.get("unsubscribe_mailto", "mailto:newsletter@newsletter.example"),
        archive_url=fields.get("list_archive", "https://newsletter.example/"),
    )
    hidden = f'<div style="display:none">{escape(fields["preheader"])}</div>' if "preheader" in fields else ""
    (out / "message.eml").write_bytes(build_eml(envelope, hidden + fields["html"], fields["text"]))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
    except InkpressError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
