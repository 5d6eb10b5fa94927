"""The error tree. Every error says what, where and what to try.

    InkpressError                   exit code
    ├── ActError                    1   the author must act
    │   ├── NothingReady            1   no post is ready for the slot
    │   └── Refused                 1   findings stand in the way
    ├── InputError                  2   wrong usage, configuration or input file
    │   ├── ConfigError             2   inkpress.toml
    │   ├── PostError               2   a post, picks or evidence file
    │   ├── PaperError              2   a paper's bytes cannot be read
    │   ├── TemplateError           2   a template
    │   └── RenderError             2   a formula, image or tag that cannot be rendered
    ├── ServiceError                3   a service is down or refused us: try later
    │   ├── OfflineError            3   INKPRESS_OFFLINE=1, or the host is not in inkpress.toml
    │   ├── SourceError             3   arXiv
    │   └── ModelError              3   the model server
    ├── NothingNew                  4   no new paper at all
    └── AllFiltered                 5   every new paper fell to a rule (message has the counts)

Only `cli.main` catches `InkpressError`: one line plus a hint on stderr, and the exit code of its kind.
"""

from __future__ import annotations

from pathlib import Path


class InkpressError(Exception):
    """What went wrong, where (`file`, `line`), and what to try (`hint`)."""

    exit_code = 1

    def __init__(
        self, message: str, *, hint: str = "", file: Path | str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.file = file
        self.line = line

    def __str__(self) -> str:
        """`file:line: message`, on one line, however the message was made."""
        place = f"{self.file}:" if self.file is not None else ""
        if place and self.line is not None:
            place += f"{self.line}:"
        return " ".join(f"{place} {self.message}".split())


class ActError(InkpressError):
    """The author must act before this can go on."""

    exit_code = 1


class NothingReady(ActError):
    """No post is ready for the slot."""


class Refused(ActError):
    """Findings, or a guard, stand in the way."""


class InputError(InkpressError):
    """Wrong usage, configuration or input file."""

    exit_code = 2


class ConfigError(InputError):
    """`inkpress.toml` is missing, unreadable or holds a wrong value."""


class PostError(InputError):
    """A post, picks or evidence file cannot be used."""


class PaperError(InputError):
    """A paper's bytes cannot be turned into text."""


class TemplateError(InputError):
    """A template is missing, has a wrong tag or an undefined name."""


class RenderError(InputError):
    """A formula, image or tag in a post cannot be rendered faithfully."""


class ServiceError(InkpressError):
    """A service is down or refused us; trying later may help."""

    exit_code = 3


class OfflineError(ServiceError):
    """The network is switched off, or the host is not named in `inkpress.toml`."""


class SourceError(ServiceError):
    """arXiv (or another source of papers) did not answer as it should."""


class ModelError(ServiceError):
    """The model server did not answer as it should."""


class NothingNew(InkpressError):
    """No paper is new: every source answered, and nothing was there."""

    exit_code = 4


class AllFiltered(InkpressError):
    """There were new papers, and each fell to a rule."""

    exit_code = 5
