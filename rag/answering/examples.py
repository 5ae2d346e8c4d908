"""Questions to begin with: from a file where there is one, else from what the library names.

Only questions that are answered are offered.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answering.quoting import with_article
from rag.retrieval.names import actors_in
from rag.types import Done, Status

if TYPE_CHECKING:
    from rag.answering.answerer import Answerer
    from rag.library.library import Library

_TRIED = 16


def examples(library: Library, answerer: Answerer, file: str | None, n: int) -> tuple[str, ...]:
    """At most n questions that this library answers by quoting."""
    if library.count() == 0:
        return ()
    candidates = islice(_candidates(library, file), _TRIED)
    return tuple(islice((q for q in candidates if _answered(answerer, q)), n))


def _candidates(library: Library, file: str | None) -> Iterator[str]:
    if file and Path(file).is_file():
        yield from _from_file(Path(file))
    articles = library.articles()
    named = Counter(
        name for a in articles[:200] for name in actors_in(f"{a.title or ''}\n{a.text[:600]}")
    )
    actors = [name for name, _ in named.most_common(4)]
    for actor in actors:
        yield f"What did {with_article(actor)} say?"
    for article in articles[:6]:
        if article.title:
            yield f"What is reported on “{article.title}”?"


def _from_file(path: Path) -> Iterator[str]:
    """The plainest gold questions, one of each kind in turn."""
    kinds: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("must_pass") and row.get("answerable") and not row.get("after"):
            kinds.setdefault(row.get("kind", ""), []).append(str(row["question"]))
    for turn in zip_longest(*kinds.values()):
        yield from (question for question in turn if question is not None)


def _answered(answerer: Answerer, question: str) -> bool:
    for event in answerer.quoting(question):
        if isinstance(event, Done):
            return event.answer.status is Status.ANSWERED
    return False
