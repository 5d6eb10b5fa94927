"""`inkpress.toml` -> `SiteConfig`: one newsletter's settings, read once, in `cli`.

Every field has a default, so that an empty file is a working newsletter. Secrets never live here: only
the *name* of the environment variable that holds a key does.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from inkpress.errors import ConfigError

CONFIG_NAME = "inkpress.toml"
_TOML_PLACE = re.compile(r"at line (?P<line>\d+)")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Part(BaseModel):
    """One table of inkpress.toml: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewsletterConfig(Part):
    """[newsletter]: who sends what, when."""

    title: str = "Untitled Newsletter"
    tagline: str = ""
    author: str = "The author"
    language: str = "en"
    url: str = "https://newsletter.example"  # the web archive's address; it may end in a folder, such as /letter
    timezone: str = "UTC"
    send_days: tuple[Weekday, ...] = ("mon", "wed", "fri")
    send_time: str = "07:00"  # local
    skip_dates: tuple[str, ...] = ()  # ISO dates without an issue
    first_issue: str = ""  # ISO date of issue number 1; "" counts from the oldest post
    posts_per_issue: int = Field(default=1, ge=1, le=10)  # main posts; notes may always stand beside one
    from_name: str = ""  # "" is the title
    from_address: str = "newsletter@newsletter.example"
    postal_address: str = ""
    list_id: str = ""  # "" is made from the address
    unsubscribe_url: str = ""  # "" is URL/unsubscribe, a page that says how to leave by mail
    unsubscribe_mailto: str = ""  # "" is from_address
    subscribe_url: str = ""  # where the subscribe form posts
    corrections: str = ""  # address or URL for "report an error"; "" is from_address

    @field_validator("timezone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone {value!r}; use a name such as Europe/Berlin") from error
        return value

    @field_validator("url")
    @classmethod
    def absolute_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https://")
        if not all(c.isalnum() or c in "-._~%/:[]@" for c in value):
            raise ValueError("must be an address without a question mark, a # or spaces")
        return value.rstrip("/")

    @property
    def direction(self) -> str:
        """`rtl` for the languages that are written from right to left, else `ltr`."""
        return "rtl" if self.language.lower().partition("-")[0] in ("ar", "dv", "fa", "he", "ps", "ur", "yi") else "ltr"

    @property
    def path(self) -> str:
        """Where the archive lies on its host: "", or a path such as `/letter`."""
        return urlsplit(self.url).path


class ArxivConfig(Part):
    """[arxiv]: where papers come from. arXiv's terms: one request every three seconds, one connection."""

    api_url: str = "https://export.arxiv.org/api/query"
    rss_url: str = "https://rss.arxiv.org"
    site_url: str = "https://arxiv.org"
    categories: tuple[str, ...] = ("cs.LG", "cs.CL")
    lookback_days: int = Field(default=3, ge=1, le=60)
    contact: str = ""  # e-mail in the user agent; "" is [newsletter] from_address
    gap_seconds: float = Field(default=3.0, ge=0)
    timeout_seconds: float = Field(default=30.0, gt=0)
    max_tries: int = Field(default=5, ge=1, le=5)
    request_budget_seconds: float = Field(default=120.0, gt=0)


class PickConfig(Part):
    """[pick]: the author's interests before there are choices to learn from."""

    interests: tuple[str, ...] = ()  # topics, phrases
    seeds: tuple[str, ...] = ()  # arXiv ids of papers worth explaining
    watch_authors: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()  # phrases that filter a paper out
    use_authors: bool = True
    insight: Literal["insight", "increments", "off"] = "insight"
    half_life_days: float = Field(default=42.0, gt=0)
    proposals: int = Field(default=7, ge=1, le=7)
    near_misses: int = Field(default=5, ge=0, le=5)
    max_per_topic: int = Field(default=2, ge=1)
    lists: tuple[str, ...] = ()  # addresses or files that name arXiv ids: what others picked, a small signal
    lists_share: float = Field(default=0.3, ge=0, le=0.5)  # what standing on a list adds to the score
    second_stage: bool = False  # have the model of [model] re-rank the first 100; see what it does: docs/picking.md
    second_stage_cost: float = Field(default=0.10, ge=0)  # the most that one pick may pay for it
    classic_every: int = Field(default=6, ge=0)  # propose a classic when none was in so many issues; 0 never


class DraftConfig(Part):
    """[draft]: how a draft is made."""

    engine: Literal["auto", "extract", "model"] = "auto"
    footnotes: bool = True  # evidence as footnotes in the Markdown, besides the sidecar
    audience: str = "curious readers without the maths"
    voice: str = "editorial.md"
    exemplars: tuple[str, ...] = ()  # paths of 3 to 8 posts in the author's own best voice
    second_reading: bool = False
    max_cost_per_paper: float = Field(default=0.50, ge=0)
    max_cost_per_issue: float = Field(default=1.50, ge=0)


class ModelConfig(Part):
    """[model]: any OpenAI-compatible server."""

    base_url: str = ""
    name: str = ""
    key_env: str = "OPENAI_API_KEY"  # the variable's name; the key itself stays in the environment
    allow_local: bool = False  # look for a model server on localhost when no server is configured
    timeout_seconds: float = Field(default=120.0, gt=0)
    max_tries: int = Field(default=3, ge=1, le=5)
    concurrency: int = Field(default=8, ge=1, le=32)
    temperature: float | None = 0.2
    max_tokens: int = Field(default=8000, ge=256)  # of one answer; doubled once when an answer was cut there
    max_prompt_characters: int = Field(default=30_000, ge=2000)  # of the paper in one prompt; lower for short contexts
    price_in: float = Field(default=0.0, ge=0)  # per million prompt tokens
    price_out: float = Field(default=0.0, ge=0)  # per million completion tokens


class CheckConfig(Part):
    """[check]: what the author need not be told again."""

    allow_terms: tuple[str, ...] = ()  # jargon that needs no explanation here
    max_grade: float = 11.0
    max_sentence_words: int = 32
    profanity: bool = False
    judge_with_model: bool = False  # a second opinion on sentences that cite a span
    link_hosts: tuple[str, ...] = ()  # whose links `check --online` may ask for, such as github.com


class DesignConfig(Part):
    """[design]: the tokens that e-mail and web share."""

    accent: str = "#1f4e79"
    ink: str = "#1a1a1a"
    muted: str = "#5a5a5a"
    paper: str = "#ffffff"
    panel: str = "#f5f3ee"
    accent_dark: str = "#8fbfe8"
    ink_dark: str = "#e6e3dc"
    muted_dark: str = "#a8a49b"
    paper_dark: str = "#17181a"
    panel_dark: str = "#222427"
    serif: str = "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif"
    sans: str = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
    mono: str = "ui-monospace, Menlo, Consolas, monospace"

    @field_validator(
        "accent", "ink", "muted", "paper", "panel", "accent_dark", "ink_dark", "muted_dark", "paper_dark", "panel_dark"
    )
    @classmethod
    def is_colour(cls, value: str) -> str:
        digits = value.removeprefix("#")
        if len(digits) not in (3, 6) or not all(c in "0123456789abcdefABCDEF" for c in digits) or value == digits:
            raise ValueError("must be a colour such as #1f4e79")
        return value

    @field_validator("serif", "sans", "mono")
    @classmethod
    def is_font_list(cls, value: str) -> str:
        if any(c in value for c in '<>{}()@";\\'):
            raise ValueError("must be a list of fonts that readers have, without quotes other than '")
        return value


class WebConfig(Part):
    """[web]: the archive."""

    start_here: tuple[str, ...] = ()  # slugs, in reading order
    hub: str = ""  # WebSub hub; "" leaves it out
    related: int = 3


class PublishConfig(Part):
    """[publish]: where the archive goes."""

    target: str = ""  # dir:PATH, git:BRANCH, s3:BUCKET
    s3_endpoint: str = ""
    max_deletions: float = Field(default=0.2, ge=0, le=1)  # share of pages that may vanish without --force


class SiteConfig(Part):
    """All of inkpress.toml."""

    newsletter: NewsletterConfig = NewsletterConfig()
    arxiv: ArxivConfig = ArxivConfig()
    pick: PickConfig = PickConfig()
    draft: DraftConfig = DraftConfig()
    model: ModelConfig = ModelConfig()
    check: CheckConfig = CheckConfig()
    design: DesignConfig = DesignConfig()
    web: WebConfig = WebConfig()
    publish: PublishConfig = PublishConfig()


class Workspace(Part):
    """A folder with an inkpress.toml, and where things lie in it."""

    root: Path
    config: SiteConfig = SiteConfig()

    @property
    def posts(self) -> Path:
        return self.root / "posts"

    @property
    def picks(self) -> Path:
        return self.root / "posts" / "picks"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def state(self) -> Path:
        return self.root / "state"

    @property
    def output(self) -> Path:
        return self.root / "output"


def find_workspace(start: Path) -> Path:
    """The nearest folder at or above `start` that has an inkpress.toml. Raises ConfigError."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise ConfigError(f"no {CONFIG_NAME} in {start} or above it", hint="make one with `inkpress init DIR`")


def load_workspace(root: Path) -> Workspace:
    """The workspace at `root`. Raises ConfigError with file and key."""
    file = root / CONFIG_NAME
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError("no such file", file=file, hint="make a workspace with `inkpress init DIR`") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", file=file) from error
    return Workspace(root=root.resolve(), config=parse_config(text, file))


def parse_config(text: str, file: Path) -> SiteConfig:
    """The settings in `text`. Raises ConfigError naming the key, and the nearest known key for a typing error."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place["line"]) if place else text.count("\n") + 1  # "(at end of document)"
        raise ConfigError(f"is not TOML: {error}", file=file, line=line) from error
    try:
        return SiteConfig.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"{key}: {first['msg']}",
            file=file,
            line=_line_of(text, ".".join(part for part in first["loc"] if isinstance(part, str))),
            hint=_nearest_key(first["loc"], first["type"]),
        ) from error


def _line_of(text: str, key: str) -> int | None:
    """The line that writes the table or the dotted `key`; None when it is written in another form."""
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        word = line.partition("#")[0].strip()
        if word.startswith("["):
            table = word.strip("[] ")
        name = table if word.startswith("[") else f"{table}.{word.partition('=')[0].strip()}".strip(".")
        if name == key:
            return number
    return None


def _nearest_key(loc: tuple[int | str, ...], kind: str) -> str:
    if kind != "extra_forbidden":
        return "correct the value; docs/configuration.md lists every key"
    known: Any = SiteConfig
    for part in loc[:-1]:
        known = known.model_fields[str(part)].annotation
    near = difflib.get_close_matches(str(loc[-1]), known.model_fields, n=1)
    return f"did you mean `{near[0]}`?" if near else "known keys: " + ", ".join(known.model_fields)
