"""The keyword index: what Tantivy holds of each chunk, and how it is asked.

A search asks for terms, never in a query language. Articles in English are indexed by stems,
others by plain words, in fields of their own.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import rag.terms
from rag.library.filters import Filter, Hit, first_day, language_key, last_day, source_key
from rag.library.history import Mark
from rag.library.rows import Change, Span
from rag.terms import analyzer, content_terms, folded, terms

if TYPE_CHECKING:
    import tantivy

TITLE_BOOST = 0.5
"""Of a title's score, which every chunk of an article shares, beside its body's."""
_MOST_TERMS = 128
"""Of a question; more would only cost time."""
_ENGLISH, _PLAIN = "byline_english", "byline_plain"
_MARKER = "revision"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: stems in English articles, plain words in others."""

    stems: tuple[str, ...]
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: str, *, plain: bool) -> Wanted:
        stems = content_terms(query) or terms(query)
        words = plain_analyzer().analyze(query) if plain else ()
        return cls(_distinct(stems), _distinct(words))


@lru_cache(maxsize=1)
def index_format() -> str:
    """Names the fields and the analysis, so that a change of either rebuilds the index."""
    return f"keywords-3-{analysis()}"


@lru_cache(maxsize=1)
def analysis() -> str:
    """Names what makes terms of a text."""
    return hashlib.sha256(inspect.getsource(rag.terms).encode()).hexdigest()[:16]


def analysed(text: str, language: str | None) -> list[str]:
    """The terms a text is found by."""
    if is_english(language):
        return analyzer().analyze(folded(text))
    return plain_analyzer().analyze(text)


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:_MOST_TERMS]


def is_english(language: str | None) -> bool:
    """English, or not known to be anything else."""
    return language is None or language.lower().startswith("en")


@lru_cache(maxsize=1)
def plain_analyzer() -> tantivy.TextAnalyzer:
    """Words in lower case without accents, for languages whose stems are not known."""
    import tantivy

    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=_ENGLISH, index_option="freq")
    builder.add_text_field("body", tokenizer_name=_ENGLISH, index_option="freq")
    builder.add_text_field("plain_title", tokenizer_name=_PLAIN, index_option="freq")
    builder.add_text_field("plain_body", tokenizer_name=_PLAIN, index_option="freq")
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    # The ledger's revision, in a document of its own within the same commit.
    builder.add_text_field("marker", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("revision", stored=True)
    builder.add_text_field("writer", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def opened(path: Path | None) -> tantivy.Index:
    """The index in a folder, made there when it is empty; in memory without one.

    Raises ValueError when the folder holds anything else.
    """
    import tantivy

    index = tantivy.Index(schema(), path=None if path is None else str(path))
    index.register_tokenizer(_ENGLISH, analyzer())
    index.register_tokenizer(_PLAIN, plain_analyzer())
    index.config_reader("manual")
    return index


def document(span: Span, change: Change) -> tantivy.Document:
    """A chunk as Tantivy holds it."""
    import tantivy

    english = is_english(change.language)
    title, body = ("title", "body") if english else ("plain_title", "plain_body")
    made = tantivy.Document()
    made.add_text("chunk", span.chunk_id)
    made.add_text("article", span.article_id)
    made.add_text(title, folded(span.title or "") if english else span.title or "")
    made.add_text(body, folded(span.text) if english else span.text)
    for key in {source_key(name) for name in change.sources}:
        made.add_text("source", key)
    if change.language is not None:
        made.add_text("language", language_key(change.language))
    made.add_integer("day", change.day or 0)
    return made


def mark(writer: tantivy.IndexWriter, held: Mark) -> None:
    """Notes, in the commit to come, which revision the index then holds."""
    import tantivy

    writer.delete_documents_by_term("marker", _MARKER)
    made = tantivy.Document()
    made.add_text("marker", _MARKER)
    made.add_integer("revision", held.revision)
    made.add_text("writer", held.writer)
    writer.add_document(made)


def mark_of(searcher: tantivy.Searcher) -> Mark | None:
    """The revision an index holds; None when it was never marked."""
    import tantivy

    query = tantivy.Query.term_query(schema(), "marker", _MARKER)
    hits = searcher.search(query, 1).hits
    if not hits:
        return None
    found = searcher.doc(hits[0][1])
    return Mark(int(found["revision"][0]), str(found["writer"][0]))


def search(
    searcher: tantivy.Searcher,
    wanted: Wanted,
    k: int,
    chosen: Filter,
    stale: Collection[str] = (),
) -> list[Hit]:
    """The k chunks that score best, those of ``stale`` articles left out. Ties go by id."""
    if k <= 0 or not (wanted.stems or wanted.words):
        return []
    result = searcher.search(_query(wanted, chosen, stale), k, count=False)
    hits = sorted((-float(score), searcher.doc(at)["chunk"][0]) for score, at in result.hits)
    return [Hit(chunk_id, -negative) for negative, chunk_id in hits]


def _query(wanted: Wanted, chosen: Filter, stale: Collection[str]) -> tantivy.Query:
    from tantivy import Occur, Query

    any_of = Query.boolean_query(_any_of(wanted))
    parts = [(Occur.Must, any_of)]
    sets = {
        "source": [source_key(name) for name in chosen.sources],
        "language": list(chosen.languages),
        "article": list(chosen.articles),
    }
    for field, keys in sets.items():
        if keys:
            parts.append((Occur.Must, _unscored(Query.term_set_query(schema(), field, keys))))
    if chosen.dated:
        parts.append((Occur.Must, _unscored(_days(chosen))))
    if stale:
        gone = Query.term_set_query(schema(), "article", list(stale))
        parts.append((Occur.MustNot, gone))
    # By itself Tantivy leaves out what cannot be among the best; as a part of another it does not.
    return Query.boolean_query(parts) if len(parts) > 1 else any_of


def _any_of(wanted: Wanted) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    from tantivy import Occur, Query

    fields: Sequence[tuple[str, tuple[str, ...], float]] = (
        ("body", wanted.stems, 1.0),
        ("title", wanted.stems, TITLE_BOOST),
        ("plain_body", wanted.words, 1.0),
        ("plain_title", wanted.words, TITLE_BOOST),
    )
    return [
        (Occur.Should, Query.boost_query(Query.term_query(schema(), field, term), boost))
        for field, found, boost in fields
        for term in found
    ]


def _days(chosen: Filter) -> tantivy.Query:
    from tantivy import FieldType, Occur, Query

    days = Query.range_query(
        schema(), "day", FieldType.Integer, first_day(chosen), last_day(chosen)
    )
    if not chosen.undated:
        return days
    undated = Query.term_query(schema(), "day", 0)
    return Query.boolean_query([(Occur.Should, days), (Occur.Should, undated)])


def _unscored(query: tantivy.Query) -> tantivy.Query:
    from tantivy import Query

    return Query.const_score_query(query, 0.0)
