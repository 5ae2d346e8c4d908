"""Any LlamaIndex node postprocessor as a reranker, named by its import path.

It is given the passages as text nodes, their ids those of the chunks, with offsets and metadata,
and the question. How such a path is written stands in :mod:`rag.classes`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rag.classes import ImportPath
from rag.errors import RerankerError
from rag.library.embedding import encodable
from rag.retrieval.reranking import Ranked
from rag.types import Passage

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.schema import NodeWithScore

_FOR_PROGRAMS = frozenset("published article_id revision url location language start end".split())
"""Metadata that no model is to read as part of the text."""


class LlamaIndexReranker:
    """Passes passages through its ``postprocess_nodes``, and checks what comes back."""

    def __init__(self, postprocessor: BaseNodePostprocessor, name: str) -> None:
        self._postprocessor, self.name = postprocessor, name

    @classmethod
    def load(cls, setting: str) -> LlamaIndexReranker:
        """Raises SettingsError for a malformed setting, RerankerError for a class that fails."""
        path = ImportPath.read(setting)
        from llama_index.core.postprocessor.types import BaseNodePostprocessor

        with _blaming(f"importing '{path.module}' for RAG_RERANKER"):
            found: Any = path.found()
        if not (isinstance(found, type) and issubclass(found, BaseNodePostprocessor)):
            raise RerankerError(
                f"'{path.module}' has no class '{path.name}' that is a LlamaIndex "
                "BaseNodePostprocessor; correct the name in RAG_RERANKER"
            )
        with _blaming(f"making the reranker {path.shown}"):
            made = found(**path.arguments)
        return cls(made, path.name)

    @classmethod
    def of(cls, postprocessor: object) -> LlamaIndexReranker:
        """Raises RerankerError for what is no node postprocessor."""
        from llama_index.core.postprocessor.types import BaseNodePostprocessor

        name = type(postprocessor).__name__
        if not isinstance(postprocessor, BaseNodePostprocessor):
            raise RerankerError(
                f"a reranker is a LlamaIndex BaseNodePostprocessor or has a name and "
                f"order(question, passages), not {name}"
            )
        return cls(postprocessor, name)

    def order(self, question: str, passages: Sequence[Passage]) -> list[Ranked]:
        """The passages it keeps, best first. Raises RerankerError."""
        from llama_index.core.schema import NodeWithScore, QueryBundle

        where = f"the reranker {self.name}"
        nodes = [_node(each) for each in passages]
        with _blaming(where):
            found: Any = self._postprocessor.postprocess_nodes(
                nodes, query_bundle=QueryBundle(encodable(question))
            )
        if not isinstance(found, (list, tuple)) or not all(
            isinstance(each, NodeWithScore) for each in found
        ):
            raise RerankerError(f"{where} returned no list of nodes with scores; {_WITHOUT}")
        return [(each.node.node_id, _checked(each.score, where)) for each in found]


_WITHOUT = "unset RAG_RERANKER to go on without it"


def _checked(score: object, where: str) -> float | None:
    if score is None:
        return None
    try:
        value = float(score)  # type: ignore[arg-type]  # whatever else it is raises
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise RerankerError(f"{where} gave a passage the score {score!r}, no number; {_WITHOUT}")
    return value


def _node(passage: Passage) -> NodeWithScore:
    from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

    metadata = _metadata(passage)
    hidden = [name for name, value in metadata.items() if name in _FOR_PROGRAMS or value is None]
    node = TextNode(
        id_=passage.chunk_id,
        text=encodable(passage.text),
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata=metadata,
        excluded_embed_metadata_keys=hidden,
        excluded_llm_metadata_keys=hidden,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.article_id)},
    )
    return NodeWithScore(node=node, score=passage.score.final)


def _metadata(passage: Passage) -> dict[str, Any]:
    """As flat values, which is what postprocessors read; None for what is not known. ``date`` is
    the day, always in one form; ``published`` tells the moment where that is known.
    """
    moment = passage.published
    day = moment.date() if isinstance(moment, datetime) else moment
    fields = {
        "title": passage.title,
        "source": passage.source,
        "credits": ", ".join(passage.credits) or None,
        "authors": ", ".join(passage.authors) or None,
        "date": day.isoformat() if day else None,
        "published": moment.isoformat() if moment else None,
        "article_id": passage.article_id,
        "revision": passage.revision,
        "url": passage.url,
        "location": passage.location,
        "language": passage.language,
        "start": passage.start,
        "end": passage.end,
    }
    return {n: encodable(v) if isinstance(v, str) else v for n, v in fields.items()}


@contextmanager
def _blaming(where: str) -> Iterator[None]:
    """Code from elsewhere may raise anything: it is named in the error, its own is the cause."""
    try:
        yield
    except Exception as error:
        said = " ".join(str(error).split())
        raise RerankerError(
            f"{where} failed: {type(error).__name__}: {said}; {_WITHOUT}"
        ) from error
