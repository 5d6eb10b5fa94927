"""Can the author's colours be read? Contrast of the design tokens, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator

from inkpress.config import DesignConfig
from inkpress.models import Finding, Severity

LEAST = 4.5  # of text on its ground: https://www.w3.org/TR/WCAG22/#contrast-minimum
_TEXTS = ("ink", "muted", "accent")
_GROUNDS = ("paper", "panel")


def contrast_findings(design: DesignConfig) -> Iterator[Finding]:
    """A warning for each pair of tokens that is hard to read."""
    for scheme in ("", "_dark"):
        for text in _TEXTS:
            for ground in _GROUNDS:
                names = (f"{text}{scheme}", f"{ground}{scheme}")
                ratio = contrast(getattr(design, names[0]), getattr(design, names[1]))
                if ratio < LEAST:
                    yield Finding(
                        rule="design-contrast",
                        severity=Severity.WARNING,
                        file="inkpress.toml",
                        line=1,
                        message=f"{names[0]} on {names[1]} has a contrast of {ratio:.1f}, and {LEAST} can be read",
                        hint=f"make [design] {names[0]} {'lighter' if scheme else 'darker'}",
                    )


def contrast(one: str, other: str) -> float:
    """The ratio of two colours such as `#1f4e79`, from 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
