"""Publishing: all or nothing, never by mistake, in an order in which no link leads nowhere."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from inkpress.adapters.own_files import LIST
from inkpress.adapters.publish_dir import KEPT, FolderTarget
from inkpress.adapters.publish_git import BranchTarget
from inkpress.adapters.publish_s3 import BucketTarget
from inkpress.adapters.site_files import SiteFile, name_of, site_files
from inkpress.errors import InputError, Refused, ServiceError
from inkpress.pipeline.publish import guard, open_target, publish_site
from tests.webkit import Bench, tree


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path / "letter")
    bench.post("alpha")
    return bench


def site(folder: Path, **files: str) -> list[SiteFile]:
    """Files of a site, `a__b_html` standing for `a/b.html`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return site_files({"": folder})


def test_a_folder_gets_a_release_and_the_link_leads_to_it(bench: Bench, tmp_path: Path) -> None:
    place = tmp_path / "public"
    report = publish_site(bench.workspace, f"dir:{place}", search=False)
    assert os.readlink(place / "current") == f"releases/{Path(report.release).name}"
    published = tree(place / "current")
    own = published.pop(LIST).decode().splitlines()
    assert published == bench.files()
    assert own == sorted(published)


def test_publishing_the_same_site_again_makes_no_new_release(bench: Bench, tmp_path: Path) -> None:
    for _ in range(2):
        publish_site(bench.workspace, f"dir:{tmp_path / 'public'}", search=False)
    assert len(list((tmp_path / "public" / "releases").iterdir())) == 1


def test_the_formula_pictures_of_e_mails_are_published_with_the_site(bench: Bench, tmp_path: Path) -> None:
    bench.post("beta", body="So:\n\n$$\nx^2 + 1\n$$\n", date="2026-11-25")
    bench.post("draft", body="$$\ny\n$$\n", date="2026-11-27", status="draft")
    for _ in range(2):
        publish_site(bench.workspace, f"dir:{tmp_path / 'public'}", search=False)
        pictures = list((tmp_path / "public" / "current" / "math").iterdir())
        assert len(pictures) == 1
    assert pictures[0].read_bytes().startswith(b"\x89PNG")


def test_a_dry_run_publishes_nothing_and_counts(bench: Bench, tmp_path: Path) -> None:
    report = publish_site(bench.workspace, f"dir:{tmp_path / 'public'}", dry_run=True)
    assert report.added == report.files > 0
    assert not (tmp_path / "public").exists()


def test_a_site_published_without_its_search_index_gets_it_the_next_time(bench: Bench, tmp_path: Path) -> None:
    index = bench.folder / "output" / "search" / "pagefind"
    publish_site(bench.workspace, f"dir:{tmp_path / 'public'}", search=False)
    index.mkdir(parents=True)
    (index / "pagefind.js").write_text("index", "utf-8")
    index.with_suffix(".name").write_text(name_of(site_files({"": bench.folder / "output" / "web"})), "utf-8")
    publish_site(bench.workspace, f"dir:{tmp_path / 'public'}")
    assert (tmp_path / "public" / "current" / "pagefind" / "pagefind.js").read_text("utf-8") == "index"


@pytest.mark.parametrize("damage", ["deleted", "changed", "changed in its list"])
def test_a_damaged_release_is_made_again_and_never_in_place(tmp_path: Path, damage: str) -> None:
    target, files = FolderTarget(tmp_path / "public"), site(tmp_path / "one", index_html="one", style_css="a")
    first = target.publish(files, "one")
    file = target.current / (LIST if "list" in damage else "index.html")
    if damage == "deleted":
        file.unlink()
    else:
        file.write_text("bad", "utf-8")
    second = target.publish(files, "one")
    assert second == f"{first}-1"
    assert (target.current / "index.html").read_text("utf-8") == "one"
    assert target.publish(files, "one") == second, "a sound release is used again"


def test_what_others_put_into_the_current_release_is_carried_over(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "public")
    target.publish(site(tmp_path / "one", index_html="one", old_html="old"), "one")
    (target.current / "CNAME").write_text("letter.example", "utf-8")
    (target.current / ".well-known").mkdir()
    (target.current / ".well-known" / "security.txt").write_text("mail", "utf-8")
    (target.current / "live").symlink_to("/nowhere")
    target.publish(site(tmp_path / "two", index_html="two"), "two")
    assert sorted(tree(target.current)) == [LIST, ".well-known/security.txt", "CNAME", "index.html"]
    assert os.readlink(target.current / "live") == "/nowhere"
    assert target.published() == {"index.html"}


def test_a_release_that_a_killed_run_left_half_done_is_cleared_away(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "public")
    half = target.releases / ".abc.123"
    half.mkdir(parents=True)
    (half / "index.html").write_text("half", "utf-8")
    target.publish(site(tmp_path / "one", index_html="one"), "one")
    assert [p.name for p in target.releases.iterdir()] == ["one"]


def test_only_the_newest_releases_are_kept(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "public")
    for number in range(KEPT + 2):
        target.publish(site(tmp_path / "site", index_html=str(number)), f"r{number}")
        os.utime(target.releases / f"r{number}", (number, number))
    assert sorted(p.name for p in target.releases.iterdir()) == [f"r{n}" for n in range(2, KEPT + 2)]
    assert (target.current / "index.html").read_text("utf-8") == str(KEPT + 1)


def test_a_folder_where_the_link_should_be_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "public" / "current").mkdir(parents=True)
    with pytest.raises(InputError, match="is a folder, not a link"):
        FolderTarget(tmp_path / "public").publish(site(tmp_path / "one", index_html="one"), "one")


def test_a_site_that_lost_many_pages_is_refused_unless_forced() -> None:
    there = {f"p/{n}/index.html" for n in range(40)} | {"style.css"}
    gone = {f"p/{n}/index.html" for n in range(9)}
    with pytest.raises(Refused, match="9 of 40 published pages would vanish, such as /p/0/"):
        guard(there, gone, 0.2, force=False)
    guard(there, gone, 0.2, force=True)
    guard(there, set(list(gone)[:8]), 0.2, force=False)


def test_a_publish_that_would_lose_pages_leaves_the_old_site(bench: Bench, tmp_path: Path) -> None:
    posts = [bench.post(f"post-{n}", date=f"2026-10-{n + 1:02}") for n in range(20)]
    publish_site(bench.workspace, f"dir:{tmp_path / 'public'}", search=False)
    before = os.readlink(tmp_path / "public" / "current")
    for post in posts:
        post.unlink()
    with pytest.raises(Refused, match="would vanish"):
        publish_site(bench.workspace, f"dir:{tmp_path / 'public'}", search=False)
    assert os.readlink(tmp_path / "public" / "current") == before


@pytest.mark.parametrize("target", ["ftp:x", "dir:", "git:", "git:--upload-pack=x", "public"])
def test_a_target_of_another_form_is_refused(bench: Bench, target: str) -> None:
    with pytest.raises(InputError, match="none of dir:PATH"):
        open_target(bench.workspace, target)


def test_files_are_ordered_assets_pages_feeds(tmp_path: Path) -> None:
    files = site(tmp_path, atom_xml="f", index_html="p", style_css="a", sitemap_xml="s", p__x__index_html="p")
    assert [f.path for f in files] == ["style.css", "index.html", "p/x/index.html", "atom.xml", "sitemap.xml"]
    assert [f.cache_control for f in site_files({"media/": tmp_path / "p" / "x"})] == [
        "public, max-age=31536000, immutable"
    ]


def test_the_name_of_a_site_is_that_of_its_content(tmp_path: Path) -> None:
    one = name_of(site(tmp_path / "a", index_html="x"))
    assert one == name_of(site(tmp_path / "b", index_html="x"))
    assert one != name_of(site(tmp_path / "c", index_html="y"))


class FakeBucket:
    """A bucket in memory that pages its listing one key at a time, and says in which order it was told what.

    It stops the run before the `dies`-th change, as a kill would.
    """

    def __init__(self, content: dict[str, bytes] | None = None, dies: int = 1000) -> None:
        self.content = content or {}
        self.told: list[str] = []
        self.fails = False
        self.dies = dies

    def list_objects_v2(self, *, Bucket: str, ContinuationToken: str = "0") -> dict[str, Any]:
        if self.fails:
            raise OSError("no route")
        at, keys = int(ContinuationToken), sorted(self.content)
        rows = [{"Key": k, "ETag": f'"{hashlib.md5(self.content[k]).hexdigest()}"'} for k in keys[at : at + 1]]
        return {"Contents": rows, "IsTruncated": at + 1 < len(keys), "NextContinuationToken": str(at + 1)}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        return {"Body": io.BytesIO(self.content[Key])}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str, CacheControl: str) -> None:
        self._change(f"put {Key} {ContentType.partition(';')[0]}")
        self.content[Key] = Body

    def delete_object(self, *, Bucket: str, Key: str) -> None:
        self._change(f"delete {Key}")
        del self.content[Key]

    def _change(self, what: str) -> None:
        if len(self.told) == self.dies:
            raise KeyboardInterrupt
        self.told.append(what)


def test_a_bucket_gets_what_changed_in_order_and_loses_what_is_gone_last_feeds_first(tmp_path: Path) -> None:
    bucket = FakeBucket()
    old = site(
        tmp_path / "old", style_css="same", p_html="p", tags__x__atom_xml="t", tags__x__index_html="t", a_png="a"
    )
    BucketTarget("letters", bucket).publish(old, "old")
    bucket.content["docs/theirs.pdf"] = b"pdf"
    bucket.told.clear()
    files = site(tmp_path / "new", style_css="same", index_html="new", atom_xml="feed", card_png="x")
    target = BucketTarget("letters", bucket)
    assert target.published() == {file.path for file in old}
    target.publish(files, "name")
    assert bucket.told == [
        f"put {LIST} text/plain",
        "put card.png image/png",
        "put index.html text/html",
        "put atom.xml application/atom+xml",
        "delete tags/x/atom.xml",
        "delete p.html",
        "delete tags/x/index.html",
        "delete a.png",
        f"put {LIST} text/plain",
    ]
    assert set(bucket.content) == {*(file.path for file in files), LIST, "docs/theirs.pdf"}
    bucket.told.clear()
    BucketTarget("letters", bucket).publish(files, "name")
    assert bucket.told == [], "an unchanged site is left alone"


def test_a_publish_to_a_bucket_killed_anywhere_leaves_no_entry_without_its_page(tmp_path: Path) -> None:
    old = site(tmp_path / "old", a__index_html="a", b__index_html="b", atom_xml="a b", tags__b__atom_xml="b")
    new = site(tmp_path / "new", a__index_html="a2", c__index_html="c", atom_xml="a c", tags__c__atom_xml="c")
    start = FakeBucket({"docs/theirs.pdf": b"pdf"})
    BucketTarget("letters", start).publish(old, "old")
    dies = 0
    while True:
        bucket = FakeBucket(dict(start.content), dies)
        with contextlib.suppress(KeyboardInterrupt):
            BucketTarget("letters", bucket).publish(new, "new")
        feeds = [content.decode().split() for path, content in bucket.content.items() if path.endswith("atom.xml")]
        assert all(f"{page}/index.html" in bucket.content for feed in feeds for page in feed), bucket.told
        if len(bucket.told) < dies:
            break
        BucketTarget("letters", FakeBucket(bucket.content)).publish(new, "new")
        assert set(bucket.content) == {*(file.path for file in new), LIST, "docs/theirs.pdf"}, "the next run mends it"
        dies += 1
    assert dies > 8


def test_a_bucket_that_does_not_answer_is_a_service_that_is_down() -> None:
    bucket = FakeBucket()
    bucket.fails = True
    with pytest.raises(ServiceError, match="s3:letters: no route"):
        BucketTarget("letters", bucket).published()


def _git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(bench: Bench) -> Path:
    """The workspace as a git repository with one commit."""
    for command in (
        "init -q -b main",
        "config user.email ada@letter.example",
        "config user.name Ada",
        "add posts",
        "commit -qm posts",
    ):
        _git(bench.folder, *command.split())
    return bench.folder


@pytest.mark.wire
def test_what_others_committed_to_the_branch_is_kept(repository: Path, tmp_path: Path) -> None:
    BranchTarget(repository, "pages").publish(site(tmp_path / "one", index_html="1", old_html="o", a="a"), "one")
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "-q", "-b", "pages", str(repository), str(clone))
    (clone / "CNAME").write_text("letter.example\n", "utf-8")
    (clone / ".well-known").mkdir()
    (clone / ".well-known" / "security.txt").write_text("mail\n", "utf-8")
    _git(clone, "add", ".")
    _git(clone, "-c", "user.email=a@b.example", "-c", "user.name=A", "commit", "-qm", "domain")
    _git(clone, "push", "-q")
    target = BranchTarget(repository, "pages")
    assert target.published() == {"index.html", "old.html", "a"}
    target.publish(site(tmp_path / "two", index_html="2", a__b_html="b"), "two")
    assert set(_git(repository, "ls-tree", "-r", "--name-only", "pages").split()) == {
        LIST,
        ".nojekyll",
        ".well-known/security.txt",
        "CNAME",
        "a/b.html",
        "index.html",
    }


@pytest.mark.wire
def test_a_publish_to_a_branch_killed_anywhere_leaves_the_old_or_the_new_site(repository: Path, tmp_path: Path) -> None:
    class Killed(BranchTarget):
        """Stops before its n-th call of git."""

        left = 1000

        def _git(self, *args: str, **more: Any) -> str:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            return super()._git(*args, **more)

    BranchTarget(repository, "pages").publish(site(tmp_path / "one", index_html="1"), "one")
    files, seen = site(tmp_path / "two", index_html="2"), []
    for left in range(30):
        target = Killed(repository, "pages")
        target.left = left
        with contextlib.suppress(KeyboardInterrupt):
            target.publish(files, "two")
        seen.append(_git(repository, "show", "pages:index.html"))
        if target.left:
            break
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ("1", "2")


@pytest.mark.wire
def test_a_branch_gets_the_site_and_the_working_tree_is_not_touched(bench: Bench, repository: Path) -> None:
    folder = repository
    first = publish_site(bench.workspace, "git:pages", search=False)
    again = publish_site(bench.workspace, "git:pages", search=False)
    assert first.release == again.release, "an unchanged site is no new commit"
    assert _git(folder, "show", "pages:p/alpha/index.html") == bench.page("/p/alpha/")
    assert ".nojekyll" in _git(folder, "ls-tree", "--name-only", "pages")
    assert _git(folder, "status", "--porcelain", "posts") == ""
    with pytest.raises(Refused, match="the one you work on"):
        publish_site(bench.workspace, "git:main", search=False)


@pytest.mark.wire
def test_a_workspace_without_git_cannot_publish_to_a_branch(bench: Bench) -> None:
    with pytest.raises(InputError, match="git for-each-ref failed"):
        publish_site(bench.workspace, "git:pages", search=False)


@pytest.mark.wire
def test_the_search_index_is_made_at_publishing_and_only_when_the_site_changed(bench: Bench, tmp_path: Path) -> None:
    pytest.importorskip("pagefind")
    bench.post("beta", body="A word such as quokka.\n", date="2026-11-25")
    publish_site(bench.workspace, f"dir:{tmp_path / 'public'}")
    current = tmp_path / "public" / "current" / "pagefind"
    assert (current / "pagefind.js").is_file()
    assert not list(current.glob("*ui*"))
    index = bench.folder / "output" / "search" / "pagefind" / "pagefind.js"
    made = index.stat().st_mtime_ns
    publish_site(bench.workspace, f"dir:{tmp_path / 'public'}")
    assert index.stat().st_mtime_ns == made
