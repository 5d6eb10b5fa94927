"""Which model is asked, and where; an address as it may be printed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr


@dataclass(frozen=True)
class Server:
    """Which model is asked, and where. `key` is never printed."""

    base_url: str
    model: str
    key: SecretStr | None = None
    key_env: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine: nothing leaves it, and proxies are passed by."""
        return is_loopback(self.base_url)

    @property
    def address(self) -> str:
        """`base_url` fit to be printed and kept."""
        return without_password(self.base_url)


def without_password(url: str) -> str:
    """`url` without the user name and password that may stand in it."""
    before, mark, after = url.partition("://")
    host, slash, rest = after.partition("/")
    return f"{before}{mark}{host.rpartition('@')[2]}{slash}{rest}" if mark else url


def is_loopback(url: str) -> bool:
    """Whether the address is this machine's own."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")
