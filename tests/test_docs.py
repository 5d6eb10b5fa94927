"""The documents say only what is so."""

from __future__ import annotations

from tests.write_configuration import TARGET, configuration_markdown


def test_the_configuration_page_is_made_of_the_settings_as_they_are() -> None:
    assert TARGET.read_text("utf-8") == configuration_markdown(), "run `python -m tests.write_configuration`"
