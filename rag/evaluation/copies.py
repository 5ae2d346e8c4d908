"""A library copied into a folder that is thrown away, to change it without changing it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.assistant import Rag
from rag.settings import Settings


class Copies:
    """Copies of one library as it was when they were first asked for; nothing is embedded anew."""

    def __init__(self, rag: Rag, folder: Path) -> None:
        self._rag, self._folder, self._made = rag, folder, 0
        self._export = folder / "library.export"

    def new(self, settings: Mapping[str, Any] | None = None, **parts: Any) -> Rag:
        """One more, to be closed by whoever asked; ``parts`` are what ``Rag`` takes besides."""
        if not self._export.exists():
            self._rag.export(self._export)
        self._made += 1
        changed = self._settings(f"copy-{self._made}", settings or {})
        copy = self._rag.beside(changed, **parts)
        copy.import_(self._export)
        return copy

    def _settings(self, name: str, changes: Mapping[str, Any]) -> Settings:
        """In a folder of its own: neither the ledger nor Chroma of a server is written to."""
        place = {"index": str(self._folder / name), "ledger": None, "chroma": None}
        return replace(self._rag.settings, **{**place, "traces": 0, **changes})

    def ingest(self, rag: Rag, rows: Iterable[Mapping[str, Any]]) -> int:
        """Plant articles in a copy; how many. Raises RuntimeError where one was refused."""
        file = self._folder / "planted.jsonl"
        told = [json.dumps(each, ensure_ascii=False) + "\n" for each in rows]
        file.write_text("".join(told), encoding="utf-8")
        report = rag.ingest(file)
        if report.rejected:
            raise RuntimeError(f"a planted article was refused: {report.rejected[0].reason}")
        return len(told)


@contextmanager
def copies(rag: Rag) -> Iterator[Copies]:
    """Copies that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="byline-copies-") as folder:
        yield Copies(rag, Path(folder))


@contextmanager
def without_articles(rag: Rag, article_ids: Iterable[str]) -> Iterator[Rag]:
    """The library as it would be without these articles; itself where it has none of them."""
    there = [each for each in dict.fromkeys(article_ids) if _has(rag, each)]
    if not there:
        yield rag
        return
    with copies(rag) as made, made.new() as copy:
        for each in there:
            copy.remove(each)
        yield copy


def _has(rag: Rag, article_id: str) -> bool:
    from rag.errors import ArticleNotFound

    try:
        rag.article(article_id)
    except ArticleNotFound:
        return False
    return True
