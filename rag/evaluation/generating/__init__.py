"""Questions from a collection of one's own: without a model by rule, with one more natural.

The same articles, number and seed give the same questions. Every row keeps to the schema, and every
answer that is expected stands word for word in its article, a day of publication aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rag.errors import UsageError
from rag.evaluation.generating import kinds
from rag.evaluation.generating.drawn import Drawing
from rag.evaluation.generating.natural import Asker
from rag.evaluation.questions import Gold
from rag.progress import Progress, silent
from rag.types import Article

Kind = Callable[[Drawing], Iterator[Gold]]
KINDS: Mapping[str, Kind] = {
    "cloze": kinds.cloze,
    "attribution": kinds.attribution,
    "removed": kinds.removed,
    "near miss": kinds.near_miss,
}
_SHARES = (("cloze", 0.4), ("attribution", 0.2), ("removed", 0.2), ("near miss", 0.2))
"""Of each kind its share; what one kind lacks the others give."""


def generate(
    articles: Sequence[Article],
    n: int,
    seed: int = 0,
    asker: Asker | None = None,
    progress: Progress = silent,
) -> list[Gold]:
    """At most ``n`` questions about these articles, by kind. With an ``asker`` half of those with
    a gap or a name are worded by its model.

    Raises UsageError for a collection that gives none, ModelError.
    """
    drawing = Drawing(articles, seed, progress)
    streams = {name: kind(drawing) for name, kind in KINDS.items()}
    shares = dict(_SHARES)
    if asker is not None:
        streams = {"natural": asker.natural(drawing), **streams}
        shares = {"natural": 0.2, **shares, "cloze": 0.2}
    kept = _taken(streams, shares, n, progress)
    if not kept:
        raise UsageError(
            f"the library's {len(drawing.articles)} articles hold no sentence that a question "
            "can be made of by rule; write some by hand, one JSON object a line"
        )
    return kept


def _taken(
    streams: Mapping[str, Iterator[Gold]], shares: Mapping[str, float], n: int, progress: Progress
) -> list[Gold]:
    """Question by question from the kind that lags behind its share most, as long as it gives."""
    taken: dict[str, list[Gold]] = {name: [] for name in streams}
    left, seen = set(streams), set[str]()
    while left and sum(map(len, taken.values())) < n:
        lagging = min(
            (name for name in streams if name in left), key=lambda x: len(taken[x]) / shares[x]
        )
        found = next(streams[lagging], None)
        if found is None:
            left.discard(lagging)
        elif found.id not in seen:
            seen.add(found.id)
            taken[lagging].append(found)
            progress("making questions", len(seen), n)
    return [each for golds in taken.values() for each in golds]
