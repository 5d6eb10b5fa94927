"""Load, check and render a post or a folder of posts: `python -m tests.hostile.frontmatter_driver FILE OUT`.

Exit 0 when every post is usable and no check finds an error; 1 or 2 otherwise, with a line for each reason.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from inkpress.cli.output import complain, say
from inkpress.config import load_workspace
from inkpress.errors import InkpressError, Refused
from inkpress.models import Severity


def main(source: Path, out: Path) -> None:
    """Raises InkpressError when a post is refused."""
    from inkpress.adapters.posts import load_posts
    from inkpress.pipeline.check import check_files
    from inkpress.pipeline.render import render_post

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "inkpress.toml").write_text("[newsletter]\n", "utf-8")
        if source.is_dir():
            shutil.copytree(source, root / "posts", symlinks=True)
        else:
            (root / "posts").mkdir()
            shutil.copy(source, root / "posts" / "post.md")
        workspace = load_workspace(root)
        checked = check_files(workspace, [])
        for finding in checked.standing:
            say(f"{finding.file}:{finding.line}: {finding.severity}[{finding.rule}]: {finding.message}")
        wrong = sum(finding.severity is Severity.ERROR for finding in checked.standing)
        if wrong:
            raise Refused(f"{wrong} errors in {source.name}", hint="correct the post")
        for post in load_posts(workspace):
            paper = f", paper {post.front.paper.id}" if post.front.paper else ""
            say(f"{post.path}: {post.slug}, {post.front.date}{paper}")
            render_post(workspace, root / post.path, out / post.slug)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except InkpressError as error:
        complain(error)
        sys.exit(error.exit_code)
