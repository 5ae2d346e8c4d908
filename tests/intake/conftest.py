"""Writing small collections and reading them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.intake import read
from rag.types import Article, Rejected

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file below a folder named ``papers``; returns its path."""

    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / "papers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def article(path: Path | str) -> Article:
    """The one article of a path."""
    (found,) = read([path])
    assert isinstance(found, Article), found
    return found


def rejection(path: Path | str) -> Rejected:
    """The one refusal of a path."""
    (found,) = read([path])
    assert isinstance(found, Rejected), found
    return found
