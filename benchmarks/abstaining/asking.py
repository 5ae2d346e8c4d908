"""Each case through the whole pipeline: what speaks for its passages, and what is answered."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from multihop import opened as facts_of
from ranking.collection import library

from abstaining.cases import CORPUS, Case, given, gold, multihop, near_misses, news
from rag import Rag
from rag.answering.answerer import Answerer
from rag.answering.deciding import Looked, look
from rag.answering.draft import Request
from rag.answering.understanding import understand
from rag.library.library import Library
from rag.retrieval.question import Question
from rag.retrieval.retriever import Retrieved
from rag.types import Answer, Done, Passage

READ, MORE = 24, 24
"""Passages that are read, and that are looked for beyond them, so that as many remain without some
articles."""


class Without(Answerer):
    """An answerer whose searches never bring some articles, nor near copies of them."""

    def __init__(self, library: Library, gone: Collection[str]) -> None:
        super().__init__(library)
        self._gone = frozenset(library.near.clusters(gone).values()) if gone else frozenset()

    def _retrieved(
        self, request: Request, questions: Sequence[Question], k: int
    ) -> list[Retrieved]:
        found = super()._retrieved(request, questions, k + MORE if self._gone else k)
        return [replace(each, passages=self._kept(each.passages)[:k]) for each in found]

    def _kept(self, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        if not self._gone:
            return tuple(passages)
        clusters = self._library.near.clusters(p.article_id for p in passages)
        return tuple(p for p in passages if clusters[p.article_id] not in self._gone)

    def looked(self, request: Request) -> list[Looked]:
        """What is known of each part of a question before anything is decided."""
        meant = understand(request, self._library)
        found = self._retrieved(request, meant.questions, READ)
        return [look(each, self._library, self._words) for each in found]


def request(case: Case) -> Request:
    asked = Request(case.question)
    return asked if case.asked_at is None else replace(asked, asked_at=case.asked_at)


def answer(library: Library, case: Case) -> Answer:
    """As Byline gives it, without the articles that the case leaves out."""
    events = Without(library, case.without).stream(request(case))
    return next(event.answer for event in events if isinstance(event, Done))


@contextmanager
def sample() -> Iterator[Library]:
    """The sample collection."""
    with tempfile.TemporaryDirectory() as folder, Rag.open(Path(folder) / "index") as rag:
        rag.ingest(CORPUS / "articles")
        yield rag._open()


@contextmanager
def of_passages(case: Case) -> Iterator[Library]:
    """A library of nothing but the passages that are given with a question."""
    with tempfile.TemporaryDirectory() as folder, Rag.open(Path(folder) / "index") as rag:
        file = Path(folder) / "given.jsonl"
        rows = [
            {"id": f"{case.id}-{n}", "title": title, "text": text}
            for n, (title, text) in enumerate(case.passages)
        ]
        file.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
        rag.ingest(file)
        yield rag._open()


def cases_of(
    folders: dict[str, Path], half: str | None = None, but: Collection[str] = ()
) -> Iterator[tuple[str, Library, Case]]:
    """Every case, or those of one half, of every set that is there ``but`` some, with the library
    it is asked of. A set whose folder is missing is left out, and that is said.
    """
    for name, pairs in (
        ("near misses", _of_the_sample(near_misses())),
        ("gold", _of_the_sample(gold())),
        ("passages given", _given(folders["abstention"] / "clapnq_dev.jsonl", half)),
        ("news", _news(folders["news"])),
        ("several articles", _of_facts(folders["multihop"])),
    ):
        if name not in but:
            yield from ((name, opened, case) for opened, case in pairs if half in (None, case.half))


def _of_the_sample(cases: Sequence[Case]) -> Iterator[tuple[Library, Case]]:
    with sample() as opened:
        yield from ((opened, case) for case in cases)


def _given(file: Path, half: str | None) -> Iterator[tuple[Library, Case]]:
    for case in given(file) if _is_there(file) else ():
        if half in (None, case.half):
            with of_passages(case) as passages:
                yield passages, case


def _news(folder: Path) -> Iterator[tuple[Library, Case]]:
    if _is_there(folder / "questions.jsonl"):
        with library(folder) as rag:
            opened = rag._open()
            yield from ((opened, case) for case in news(folder))


def _of_facts(folder: Path) -> Iterator[tuple[Library, Case]]:
    if _is_there(folder / "facts.jsonl"):
        with facts_of(folder) as rag:
            opened = rag._open()
            yield from ((opened, case) for case in multihop(folder))


def _is_there(file: Path) -> bool:
    if not file.is_file():
        print(f"{file} is not there: left out", file=sys.stderr)
    return file.is_file()
