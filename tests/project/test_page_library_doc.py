"""What docs/page.md tells of the library is so: its limits, its setting and its pictures."""

from __future__ import annotations

import re

from project.modules import ROOT
from rag import Settings
from rag.uploads import MOST_BYTES, MOST_FILES

PAGE = (ROOT / "docs" / "page.md").read_text("utf-8")


def test_its_limits_and_setting_are_those_of_the_page() -> None:
    assert f"at most {MOST_FILES} files and {MOST_BYTES >> 20} MB" in PAGE
    assert Settings().page_changes is None
    assert {name.lower() for name in re.findall(r"`RAG_([A-Z_]+)`", PAGE)} <= set(Settings.names())


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((images/.+?)\)", PAGE)
    assert pictures
    assert all((ROOT / "docs" / each).is_file() for each in pictures)
