"""Publish to a branch of the workspace's own git repository, as GitHub Pages reads it.

The working tree and its index are not touched.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from inkpress.adapters.own_files import LIST, as_list, listed
from inkpress.adapters.site_files import SiteFile
from inkpress.errors import InputError, Refused


class BranchTarget:
    """`git:BRANCH`. One new commit for each changed release; pushing is left to the author."""

    def __init__(self, repository: Path, branch: str) -> None:
        self.repository = repository
        self.branch = branch
        self.ref = f"refs/heads/{branch}"

    def published(self) -> set[str]:
        """The paths of inkpress's own files in the branch's last commit; none when there is no such branch."""
        return self._own(self._rows())

    def publish(self, files: Sequence[SiteFile], name: str) -> str:
        """Commit the files to the branch; the commit's name. Killed at any moment, the branch is old or new.

        What somebody else committed to the branch is kept.
        """
        if self._git("branch", "--show-current").strip() == self.branch:
            raise Refused(f"branch {self.branch!r} is the one you work on", hint="choose another, such as git:gh-pages")
        there = self._rows()
        own = self._own(there)
        rows = [row for path, row in there.items() if path not in own]
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": os.path.join(folder, "index")}
            blobs = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=_lines(files)).split()
            rows += [f"100644 {blob}\t{file.path}" for blob, file in zip(blobs, files, strict=True)]
            for path, text in ((".nojekyll", ""), (LIST, as_list(file.path for file in files).decode())):
                rows.append(f"100644 {self._git('hash-object', '-w', '--stdin', stdin=text).strip()}\t{path}")
            # what comes later wins, also where a file stands in the way of a folder
            self._git("update-index", "--replace", "-z", "--index-info", stdin="\0".join(rows) + "\0", more=index)
            tree = self._git("write-tree", more=index).strip()
        tip = self._tip()
        if tip and self._git("rev-parse", f"{tip}^{{tree}}").strip() == tree:
            return tip
        parents = ("-p", tip) if tip else ()
        commit = self._git("commit-tree", tree, *parents, "-m", f"Publish {name}").strip()
        self._git("update-ref", self.ref, commit, tip or "0" * len(commit))
        return commit

    def _rows(self) -> dict[str, str]:
        """Path -> the line of `ls-tree` about it, in the branch's last commit."""
        rows = self._git("ls-tree", "-r", "-z", self.ref).split("\0") if self._tip() else []
        return {row.partition("\t")[2]: row for row in rows if row}

    def _own(self, rows: Mapping[str, str]) -> set[str]:
        return listed(self._git("show", f"{self.ref}:{LIST}").encode()) & set(rows) if LIST in rows else set()

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
