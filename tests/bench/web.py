"""The web archive: a first build, an edit, an added post, a template edit, nothing; beside Hugo and Pelican.

The peers are run where they are installed (HUGO and PELICAN name their commands, PATH is searched otherwise) on the
same posts, in the same run: ratios of CPU time are what counts. Hugo sets formulas as MathML too (transform.ToMath);
Pelican cannot, so its posts have none. Each post has formulas of its own, as real ones do: Hugo keeps a formula it
has set, so that the same four in every post would cost it next to nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench import Table

POSTS = int(os.environ.get("BENCH_POSTS", "1500"))
_TOPICS = ("attention", "scaling", "alignment", "vision", "speech", "agents", "evaluation", "data", "systems", "theory")
_KINDS = ("explainer", "classic", "deep-dive")
_FORMULAS = (
    r"\mathrm{softmax}\left(\frac{Q K^T}{\sqrt{d_k}}\right) V",
    r"\mathcal{L} = -\sum_{t=1}^{T} \log p_\theta(x_t \mid x_{<t})",
    r"\theta_{t+1} = \theta_t - \eta \nabla_\theta \mathcal{L}(\theta_t)",
    r"\mathbb{E}_{x \sim p}\left[\lVert f(x) - y \rVert_2^2\right]",
)
_WORDS = tuple(
    re.findall(
        r"\w+",
        "the model reads a sentence and keeps what it needs so that later words can use it while the rest is let go"
        " because memory costs time and money a reader who knows this can guess where it fails and why a larger one"
        " may help only a little when the data are poor",
    )
)


class Measured(NamedTuple):
    """CPU seconds of a process and its children, seconds on the clock, and the largest process in MB."""

    cpu: float
    wall: float
    peak_mb: float
    output: str


def bench() -> Table:
    """Build `POSTS` generated posts from nothing and after edits; BENCH_POSTS sets their number."""
    with tempfile.TemporaryDirectory(prefix="inkpress-bench-") as folder:
        root = Path(folder)
        plain = make_workspace(root / "plain", POSTS, formulas=False)
        mine = make_workspace(root / "ink", POSTS, formulas=True)
        rows = [_row("inkpress, first build, formulas as MathML", first := build(mine))]
        rows += [_row(name, build(mine, change)) for name, change in _changes(mine)]
        rows.append(_row("inkpress, first build without formulas", build(plain)))
        notes = [f"{POSTS} posts; peak is that of the largest process"]
        for name, run in (("Hugo", run_hugo), ("Pelican", run_pelican)):
            found = run(root, mine if name == "Hugo" else plain)
            if found is None:
                notes.append(f"{name} is not installed: not compared")
                continue
            rows += [_row(f"{name}, {what}", measured) for what, measured in found]
        notes.append(f"inkpress, per post: {1000 * first.cpu / POSTS:.1f} ms of CPU")
    return Table("Web archive", ("what", "CPU s", "clock s", "peak MB"), tuple(rows), tuple(notes))


def _row(name: str, measured: Measured) -> tuple[str, ...]:
    return name, f"{measured.cpu:.2f}", f"{measured.wall:.2f}", f"{measured.peak_mb:.0f}"


def _changes(workspace: Path) -> list[tuple[str, Callable[[], None]]]:
    posts = sorted((workspace / "posts").glob("*.md"))
    middle = posts[len(posts) // 2]

    def edit() -> None:
        middle.write_text(middle.read_text("utf-8") + "\nOne sentence more.\n", "utf-8")

    def add() -> None:
        (workspace / "posts" / "2099-01-05-one-more.md").write_text(
            make_post(len(posts), "2099-01-05", formulas=True, rng=random.Random(7)), "utf-8"
        )

    def restyle() -> None:
        own = workspace / "templates" / "web"
        own.mkdir(parents=True, exist_ok=True)
        packaged = Path(__file__).parents[2] / "templates" / "web" / "post.html.j2"
        own.joinpath("post.html.j2").write_text(packaged.read_text("utf-8").replace("∎", "□"), "utf-8")

    return [
        ("inkpress, one edit", edit),
        ("inkpress, one post added", add),
        ("inkpress, a template edited", restyle),
        ("inkpress, nothing changed", lambda: None),
    ]


def build(workspace: Path, change: Callable[[], None] | None = None) -> Measured:
    """Run `inkpress build` in a fresh process, after `change`."""
    if change is not None:
        change()
        time.sleep(0.05)  # a file as young as the build would be read twice
    return measure([sys.executable, "-m", "inkpress", "--workspace", str(workspace), "build", "--json"], workspace)


def measure(command: list[str], folder: Path) -> Measured:
    """Run `command` under a process that adds up its children."""
    code = (
        "import resource,subprocess,sys,time;t=time.perf_counter();"
        "d=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,stderr=subprocess.STDOUT,text=True);"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(d.returncode,u.ru_utime+u.ru_stime,time.perf_counter()-t,u.ru_maxrss/1024);print(d.stdout)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, cwd=folder, check=True
    )
    figures, _, output = done.stdout.partition("\n")
    status, cpu, wall, peak = figures.split()
    if status != "0":
        raise RuntimeError(f"{' '.join(command)}: {output[-500:]}")
    return Measured(float(cpu), float(wall), float(peak), output)


# --- posts


def make_workspace(folder: Path, count: int, *, formulas: bool) -> Path:
    """A workspace with `count` ready posts, three a week or a little more, the newest in 2026. The same each time."""
    (folder / "posts").mkdir(parents=True)
    (folder / "inkpress.toml").write_text(
        '[newsletter]\ntitle = "Bench Letter"\nurl = "https://bench.example"\n', "utf-8"
    )
    rng = random.Random(20261121)
    day = dt.date(2026, 11, 20)
    per_day = 1 + count // 4000  # a post of before 1990 is an error
    for number in range(count):
        while day.weekday() not in (0, 2, 4):
            day -= dt.timedelta(days=1)
        name = f"{day.isoformat()}-post-{number}.md"
        (folder / "posts" / name).write_text(make_post(number, day.isoformat(), formulas=formulas, rng=rng), "utf-8")
        if number % per_day == per_day - 1:
            day -= dt.timedelta(days=1)
    return folder


def make_post(number: int, date: str, *, formulas: bool, rng: random.Random) -> str:
    """About 900 words with headings, a list, a table, code and, if asked, eight formulas."""

    def prose(words: int) -> str:
        text = " ".join(rng.choice(_WORDS) for _ in range(words))
        return f"{text[:1].upper()}{text[1:]}, says **post {number}**."

    tags = ", ".join(rng.sample(_TOPICS, 3))
    parts = [
        "---",
        f"title: What post {number} explains",
        f"slug: post-{number}",
        f"date: {date}",
        "status: ready",
        f"kind: {rng.choice(_KINDS)}",
        "authors: [Ada Editor]",
        f"summary: One line that says what post {number} is about.",
        f"tags: [{tags}]",
        "---",
        "",
    ]
    for section in range(4):
        parts += [f"## Section {section + 1}", "", prose(100), "", prose(100), ""]
        if formulas:
            latex = f"{_FORMULAS[(number + section) % len(_FORMULAS)]} + c_{{{number}}}"
            parts += [f"Here $x_{{{section}}} = {number}$ is small.", "", f"$$\n{latex}\n$$", ""]
    parts += ["- one thing", "- another thing", "", "| a | b |", "|---|--:|", "| 1 | 2 |", "| 3 | 4 |", ""]
    parts += ["```python", f"def f(x):\n    return x + {number}", "```", ""]
    return "\n".join(parts)


# --- peers


def run_hugo(root: Path, workspace: Path) -> list[tuple[str, Measured]] | None:
    """Hugo on the posts of `workspace`, with plain templates of its own: first build, and after one edit."""
    command = os.environ.get("HUGO") or shutil.which("hugo")
    if not command:
        return None
    site = root / "hugo"
    shutil.copytree(workspace / "posts", site / "content" / "p")
    for file in (site / "content" / "p").glob("*.md"):  # Hugo's own word for a post that may be published
        file.write_text(file.read_text("utf-8").replace("status: ready", "draft: false"), "utf-8")
    (site / "hugo.toml").write_text(_HUGO, "utf-8")
    layouts = site / "layouts" / "_default"
    for name, text in _HUGO_LAYOUTS.items():
        (layouts / name).parent.mkdir(parents=True, exist_ok=True)
        (layouts / name).write_text(text, "utf-8")
    argv = [command, "--quiet", "--cacheDir", str(root / "hugo-cache")]  # else it remembers earlier runs
    first = measure(argv, site)
    edited = next((site / "content" / "p").glob("*.md"))
    edited.write_text(edited.read_text("utf-8") + "\nMore.\n", "utf-8")
    return [("first build", first), ("one edit", measure(argv, site))]


def run_pelican(root: Path, workspace: Path) -> list[tuple[str, Measured]] | None:
    """Pelican on the posts of `workspace` with its own theme and cache: first build, and after one edit."""
    command = os.environ.get("PELICAN") or shutil.which("pelican")
    if not command:
        return None
    site = root / "pelican"
    (site / "content").mkdir(parents=True)
    for file in (workspace / "posts").glob("*.md"):
        text = (
            file.read_text("utf-8")
            .replace("tags: [", "tags: ")
            .replace("]\n---", "\n---")
            .replace("status: ready\n", "")
        )
        text = text.replace("authors: [Ada Editor]", "authors: Ada Editor").replace("kind: ", "category: ")
        (site / "content" / file.name).write_text(text, "utf-8")
    (site / "pelicanconf.py").write_text(_PELICAN, "utf-8")
    argv = [command, "content", "-o", "output", "-s", "pelicanconf.py", "-q"]
    first = measure(argv, site)
    edited = next((site / "content").glob("*.md"))
    edited.write_text(edited.read_text("utf-8") + "\nMore.\n", "utf-8")
    return [("first build", first), ("one edit", measure(argv, site))]


_HUGO = """baseURL = "https://bench.example/"
title = "Bench Letter"
[taxonomies]
tag = "tags"
author = "authors"
[permalinks]
p = "/p/:slug/"
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
[markup.highlight]
noClasses = false
"""
_HUGO_LAYOUTS = {
    "baseof.html": """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"><meta name="description" content="{{ .Params.summary }}">
<meta property="og:title" content="{{ .Title }}"><meta property="og:url" content="{{ .Permalink }}">
<script type="application/ld+json">{{ dict "@type" "Article" "headline" .Title "url" .Permalink | jsonify | safeJS }}
</script>
{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" href="{{ .Permalink }}">{{ end }}
</head><body><main>{{ block "main" . }}{{ end }}</main></body></html>""",
    "single.html": """{{ define "main" }}<h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}
{{ range first 3 (site.RegularPages.Related .) }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}""",
    "list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
{{ range .Pages }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a></p>{{ end }}{{ end }}""",
    "rss.xml": """{{- $posts := first 20 (where site.RegularPages "Section" "p") -}}
{{- if eq .Kind "term" }}{{ $posts = first 10 .Pages }}{{ end -}}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><description>{{ .Title }}</description>{{ range $posts }}<item><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><content:encoded>{{ .Content | transform.XMLEscape | safeHTML }}</content:encoded></item>
{{ end }}</channel></rss>""",
    "_markup/render-passthrough.html": """{{ transform.ToMath .Inner (dict "displayMode" (eq .Type "block")) }}""",
}
_PELICAN = """SITENAME = "Bench Letter"
SITEURL = "https://bench.example"
PATH = "content"
TIMEZONE = "UTC"
LOAD_CONTENT_CACHE = True
CACHE_CONTENT = True
FEED_ALL_ATOM = "atom.xml"
TAG_FEED_ATOM = "tags/{slug}/atom.xml"
"""
