"""Bulletins that are replaced again and again, and what every reader of them must see."""

from __future__ import annotations

import re

from library_kit import make_article

from rag.library.library import Library
from rag.types import Article

BULLETINS = 8
_PARAGRAPHS = 12
_TRIES = 20


def bulletins(version: int) -> list[Article]:
    """Articles of several passages, in each of which their version stands."""
    return [
        make_article(
            f"b{i}",
            "\n\n".join(
                f"Bulletin{i} of edition{version}, part {part}. "
                + "The pilots wait at the pier. " * 8
                for part in range(_PARAGRAPHS)
            ),
        )
        for i in range(BULLETINS)
    ]


def read_one(library: Library, number: int) -> int:
    """Looks for a bulletin and at all that is found of it; how often it had to look.

    A passage whose article is replaced between the search and the reading is left out, so that
    one look may come back with nothing. Raises AssertionError when what it reads is not whole.
    """
    for look in range(1, _TRIES + 1):
        hits = library.keyword_hits(f"bulletin{number}", 20)
        hits += library.vector_hits(library.embed_query(f"bulletin{number} pilots"), 20)
        found = library.passages(hit.chunk_id for hit in hits)
        own = [each for each in found.values() if each.article_id == f"b{number}"]
        if len({each.revision for each in own}) > 1:
            raise AssertionError("passages of two editions in one reading")
        for passage in own:
            whole = library.article(passage.article_id, passage.revision)
            if whole.text[passage.start : passage.end] != passage.text:
                raise AssertionError("a passage that is not its article's words")
            if len(set(re.findall(r"edition(\d+)", whole.text))) != 1:
                raise AssertionError("half of one edition and half of another")
        current = library.article(f"b{number}")
        if current.text.count("edition") != _PARAGRAPHS:
            raise AssertionError("an article that is not whole")
        if own:
            return look
    raise AssertionError(f"bulletin {number} was not found {_TRIES} times")
