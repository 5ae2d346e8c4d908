"""Passages as LlamaIndex's text nodes, with offsets and metadata, for whatever reads such nodes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rag.library.embedding import encodable
from rag.types import Citation, Passage

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore

_FOR_PROGRAMS = frozenset(
    "published article_id revision url location language start end n verdict speech".split()
)
"""Metadata that no model is to read as part of the text."""


def of_passage(passage: Passage) -> NodeWithScore:
    """Its id is the chunk's, its score the final one, its source node the article."""
    return _node(passage, passage.chunk_id, passage.text, passage.score.final, {})


def of_citation(citation: Citation, more: dict[str, Any], score: float | None) -> NodeWithScore:
    """The cited span; its id names article, revision and characters. ``more`` is metadata."""
    place = f"{citation.article_id}@{citation.revision}:{citation.start}-{citation.end}"
    return _node(citation, place, citation.quote, score, more)


def _node(
    span: Passage | Citation, id: str, text: str, score: float | None, more: dict[str, Any]
) -> NodeWithScore:
    from llama_index.core.schema import NodeRelationship, NodeWithScore, RelatedNodeInfo, TextNode

    metadata = _plain(_metadata(span) | more)
    hidden = [name for name, value in metadata.items() if name in _FOR_PROGRAMS or value is None]
    node = TextNode(
        id_=encodable(id),
        text=encodable(text),
        start_char_idx=span.start,
        end_char_idx=span.end,
        metadata=metadata,
        excluded_embed_metadata_keys=hidden,
        excluded_llm_metadata_keys=hidden,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=span.article_id)},
    )
    return NodeWithScore(node=node, score=score)


def _metadata(span: Passage | Citation) -> dict[str, Any]:
    """As flat values, which is what postprocessors read; None for what is not known. ``date`` is
    the day, always in one form; ``published`` tells the moment where that is known.
    """
    moment = span.published
    day = moment.date() if isinstance(moment, datetime) else moment
    fields = {
        "title": span.title,
        "source": span.source,
        "credits": ", ".join(span.credits) or None,
        "authors": ", ".join(span.authors) or None,
        "date": day.isoformat() if day else None,
        "published": moment.isoformat() if moment else None,
        "article_id": span.article_id,
        "revision": span.revision,
        "url": span.url,
        "start": span.start,
        "end": span.end,
    }
    if isinstance(span, Passage):
        fields |= {"location": span.location, "language": span.language}
    return fields


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {n: encodable(v) if isinstance(v, str) else v for n, v in fields.items()}
