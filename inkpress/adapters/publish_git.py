"""Publish to a branch of the workspace's own git repository, as GitHub Pages reads it.

The working tree and its index are not touched.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from inkpress.adapters.site_files import SiteFile
from inkpress.errors import InputError, Refused


class BranchTarget:
    """`git:BRANCH`. One new commit for each changed release; pushing is left to the author."""

    def __init__(self, repository: Path, branch: str) -> None:
        self.repository = repository
        self.branch = branch
        self.ref = f"refs/heads/{branch}"

    def published(self) -> set[str]:
        """The paths in the branch's last commit; none when there is no such branch."""
        if not self._tip():
            return set()
        names = self._git("ls-tree", "-r", "-z", "--name-only", self.ref)
        return {name for name in names.split("\0") if name and name != ".nojekyll"}

    def publish(self, files: Sequence[SiteFile], name: str) -> str:
        """Commit the files to the branch; the commit's name. Killed at any moment, the branch is old or new."""
        if self._git("branch", "--show-current").strip() == self.branch:
            raise Refused(f"branch {self.branch!r} is the one you work on", hint="choose another, such as git:gh-pages")
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}
            blobs = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=_lines(files)).split()
            empty = self._git("hash-object", "-w", "--stdin", stdin="").strip()
            rows = [f"100644 {blob}\t{file.path}" for blob, file in zip(blobs, files, strict=True)]
            rows.append(f"100644 {empty}\t.nojekyll")
            self._git("update-index", "-z", "--index-info", stdin="\0".join(rows) + "\0", more=index)
            tree = self._git("write-tree", more=index).strip()
        tip = self._tip()
        if tip and self._git("rev-parse", f"{tip}^{{tree}}").strip() == tree:
            return tip
        parents = ("-p", tip) if tip else ()
        commit = self._git("commit-tree", tree, *parents, "-m", f"Publish {name}").strip()
        self._git("update-ref", self.ref, commit, tip or "0" * len(commit))
        return commit

    def _tip(self) -> str:
        return self._git("for-each-ref", "--format=%(objectname)", self.ref).strip()

    def _git(self, *args: str, stdin: str | None = None, more: dict[str, str] | None = None) -> str:
        try:
            done = subprocess.run(
                ["git", "-C", str(self.repository), *args],
                input=stdin,
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, **(more or {})},
            )
        except FileNotFoundError as error:
            raise InputError("git is not installed", hint="install git, or publish to dir:PATH") from error
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or ["it gave no reason"]
            raise InputError(
                f"git {args[0]} failed: {said[-1]}", hint="is the workspace a git repository with an identity?"
            )
        return done.stdout


def _lines(files: Sequence[SiteFile]) -> str:
    return "".join(f"{file.source.resolve()}\n" for file in files)
