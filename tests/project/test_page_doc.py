"""What docs/page.md tells is so: its keys and settings are those there are."""

from __future__ import annotations

import re

from project.modules import ROOT
from rag import Settings
from rag.page.keywords import KEYS

PAGE = (ROOT / "docs" / "page.md").read_text("utf-8")


def test_the_keys_are_those_that_the_page_lists() -> None:
    shown = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    assert [each for each in shown if each in KEYS] == list(KEYS)


def test_every_setting_it_names_is_one_with_the_default_it_tells() -> None:
    names = {name.lower() for name in re.findall(r"\bRAG_([A-Z_]+)", PAGE)}
    assert names <= set(Settings.names())
    defaults = Settings()
    for name in ("conversations", "readers", "readers_waiting"):
        value = getattr(defaults, name)
        assert re.search(rf"last {value} |RAG_{name.upper()}`[^(]*\({value}\)", PAGE), name
