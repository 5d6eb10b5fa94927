"""What pages may load and where their forms may send: Content-Security-Policy and integrity of scripts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from inkpress.config import SiteConfig


def content_policy(config: SiteConfig, scripts: Sequence[str] = (), *, search: bool = False) -> str:
    """The Content-Security-Policy in each page, which holds on any host: no script but those of the given text, no
    frames, plug-ins or connections elsewhere. What only concerns pictures and styles is in `_headers` (`webfiles`),
    because the Nu validator takes `'self'` of a file for a wrong host and warns on every page.
    """
    allowed = [f"'{integrity(script)}'" for script in scripts] + (["'self'", "'wasm-unsafe-eval'"] if search else [])
    script = " ".join(allowed) or "'none'"
    return (
        f"script-src {script}; connect-src 'self'; worker-src 'none'; style-src-attr 'none'; object-src 'none';"
        " frame-src 'none'; child-src 'none'; font-src 'none'; media-src 'none'; manifest-src 'self'; base-uri 'none';"
        f" form-action {form_targets(config)}"
    )


def form_targets(config: SiteConfig) -> str:
    """Where forms may send: the site itself and the host of the subscribe form."""
    address = config.newsletter.subscribe_url
    return f"'self' {'/'.join(address.split('/')[:3])}" if address.startswith("http") else "'self'"


def integrity(text: str) -> str:
    """The hash of a script's text, as policies and `integrity` write it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
